"""The week ahead: on Mondays at 08:00 in the reader's zone, one mail of what falls due by the next.

A mail for each Monday a reader comes to, made together with the step to the following one, so that none is
made twice. After an outage there is one for the week that runs, and none for weeks that are over. It says
what is true when it leaves, and is of no use any more when the next one is due (`not_after`). What it shows
is stored before it is begun, so that whoever was told a date that turns out to be wrong is told so.
"""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from tracker.domain.alerts import AlertKind
from tracker.domain.dates.hours import next_digest
from tracker.domain.dates.moments import zone_or_utc
from tracker.domain.mail_facts import listed_facts
from tracker.models import (
    Alert,
    AlertState,
    Delivery,
    DeliveryKind,
    Subscriber,
    SubscriptionState,
    Ultimatum,
    WeekAheadIssue,
)
from tracker.queries.calendar import CalendarEntry
from tracker.queries.subscriptions import wanting_week_ahead
from tracker.services.outbox.lease import durable
from tracker.services.outbox.transitions import NEW_DUE

BATCH = 500


def plan_week_ahead(*, now: datetime) -> int:
    """Make the mails that are due, a batch of subscribers a transaction; returns how many (1 query if none).

    Run twice, or by two at once, it makes no second one.
    """
    made = 0
    while (count := _plan(now)) is not None:
        made += count
    return made


@transaction.atomic
def _plan(now: datetime) -> int | None:
    """How many were made; None where nobody is due."""
    due = Subscriber.objects.select_for_update(skip_locked=True).filter(week_ahead_at__lte=now)
    subscribers = list(due.order_by("week_ahead_at", "id")[:BATCH])
    if not subscribers:
        return None
    for subscriber in subscribers:
        subscriber.week_ahead_at = next_digest(zone_or_utc(subscriber.zone), now, weekly=True)
    Subscriber.objects.bulk_update(subscribers, ["week_ahead_at"])
    # Where a mail came back, all is paused and the day is planned on.
    active = wanting_week_ahead().filter(subscriber__in=subscribers, state=SubscriptionState.ACTIVE)
    wanted = set(active.values_list("subscriber", flat=True))
    rows = [
        Delivery(
            subscriber=subscriber,
            kind=DeliveryKind.WEEK_AHEAD,
            state=NEW_DUE,
            next_at=now,
            not_after=subscriber.week_ahead_at,
        )
        for subscriber in subscribers
        if subscriber.pk in wanted
    ]
    Delivery.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def store_issue(entries: Collection[CalendarEntry], deliveries: Collection[int], *, now: datetime) -> None:
    """Store that these mails show these dates; must be done before one of them is begun.

    A mail that is made anew shows something else then. 8 queries.
    """
    durable()
    Delivery.objects.filter(pk__in=deliveries).update(issue=_issue(entries, now))


def _issue(entries: Collection[CalendarEntry], now: datetime) -> WeekAheadIssue | None:
    # Locked: whoever changes one of them waits, or has finished before its mails can begin.
    locked = Ultimatum.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    cases = {case.slug: case for case in locked.filter(slug__in={each.case.slug for each in entries})}
    found = (_listed(entry, cases.get(entry.case.slug), now) for entry in entries)
    made = [alert for alert in found if alert]
    wanted = {(alert.ultimatum_id, alert.about) for alert in made}
    Alert.objects.bulk_create(made, ignore_conflicts=True)
    stored = Alert.objects.filter(kind=AlertKind.LISTED, ultimatum__in=list(cases.values()))
    stored = stored.filter(about__in={about for _case, about in wanted})
    rows = stored.values_list("pk", "ultimatum", "about")
    alerts = sorted(pk for pk, case_id, about in rows if (case_id, about) in wanted)
    if not alerts:
        return None
    key = sha256(" ".join(map(str, alerts)).encode()).hexdigest()
    issue, is_new = WeekAheadIssue.objects.get_or_create(key=key, defaults={"made_at": now})
    if is_new:
        issue.alerts.set(alerts)
    return issue


def _listed(entry: CalendarEntry, case: Ultimatum | None, now: datetime) -> Alert | None:
    """What a mail says of one date; None where the record has it no more, and the mail will be made anew."""
    event = entry.event.id if entry.event else ""
    deadline = entry.limit.deadline.id if entry.limit and not event else ""
    told = listed_facts(case.document, deadline=deadline, event=event) if case else None
    if case is None or told is None:
        return None
    key = event or deadline
    return Alert(
        ultimatum=case,
        kind=AlertKind.LISTED,
        key=key,
        about=f"{key} {case.revision}",
        due_at=now,
        release_at=now,
        state=AlertState.DONE,
        told=told,
        created_at=now,
    )
