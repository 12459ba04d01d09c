"""From an alert to one delivery a subscriber: set-based, in batches, resumable, and never twice.

Each batch is one transaction that inserts the deliveries of a range of subscriptions and moves the alert's
cursor behind it. A crash leaves whole batches; whoever comes next goes on from the cursor. The unique key
(alert, subscriber) makes a repeated batch insert nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict

from tracker.domain.alerts import AlertKind, wish_bit
from tracker.domain.case import read_due
from tracker.domain.mail_facts import DATED
from tracker.domain.vocabulary import IN_A_LEAD
from tracker.models import (
    BEGUN_STATES,
    OPEN_STATES,
    RETRACTION,
    Alert,
    AlertState,
    Cadence,
    Delivery,
    DeliveryKind,
    Phase,
    Subscription,
    SubscriptionState,
    Topic,
    TopicKind,
    Ultimatum,
)
from tracker.models.fields import stamp
from tracker.queries.filters import narrow
from tracker.queries.subscriptions import wanting_week_ahead
from tracker.services.alerts.corrections import WAS_NOTIFIED, held_until
from tracker.services.outbox.retry import MAILS
from tracker.services.outbox.transitions import NEW_DUE, NEW_HELD, Event, apply, plan_sooner_sql

BATCH = 50_000
"""Subscriptions a transaction; on two cores about half a second on PostgreSQL."""


def fan_out_due(*, now: datetime, batches: int = 200) -> int:
    """Hand out every alert whose time has come, oldest first; returns how many deliveries that made."""
    made = 0
    for pk in _waiting(now).values_list("pk", flat=True):
        for _ in range(batches):
            done, count = fan_out_batch(pk, now=now)
            made += count
            if done:
                break
    return made


def waiting_alerts(now: datetime) -> list[Alert]:
    """The alerts whose time has come and that are not handed out to all yet, oldest first (1 query)."""
    return list(_waiting(now).select_related("ultimatum__dossier"))


def _waiting(now: datetime) -> QuerySet[Alert]:
    waiting = Alert.objects.filter(state__in=[AlertState.PLANNED, AlertState.OPEN], release_at__lte=now)
    return waiting.order_by("release_at", "id")


def recipients(alert: Alert) -> list[str]:
    """The addresses an alert, stored or not, would go to: what handing it out would do, read only."""
    addresses = (
        _followers(alert).order_by("subscriber__address").values_list("subscriber__address", flat=True)
    )
    return list(addresses.distinct())


def audience(alert: Alert) -> int:
    """How many subscribers an alert would go to."""
    return _followers(alert).values("subscriber").distinct().count()


@dataclass(frozen=True, slots=True)
class ClockMail:
    """A mail that the clock of a case will cause: a reminder `offset` before the date, or that it passed."""

    kind: AlertKind
    offset: timedelta
    due_at: datetime
    readers: int


def clock_audiences(case: Ultimatum, *, now: datetime, most: int = 10) -> list[ClockMail]:
    """The next mails of a published case's clock with how many subscribers asked for each, as of now."""
    ahead = case.milestones.filter(due_at__gt=now).order_by("due_at", "id")[:most]
    return [
        ClockMail(
            AlertKind(item.kind),
            timedelta(seconds=item.offset_seconds),
            item.due_at,
            audience(
                Alert(ultimatum=case, kind=item.kind, offset_seconds=item.offset_seconds, release_at=now)
            ),
        )
        for item in ahead
    ]


def _followers(alert: Alert) -> QuerySet[Subscription]:
    wanted = Subscription.objects.filter(
        topic__in=_topics(alert), state=SubscriptionState.ACTIVE, confirmed_at__lte=alert.release_at
    )
    if alert.kind == AlertKind.CORRECTION:
        mine = Delivery.objects.filter(subscriber=OuterRef("subscriber"))
        told = mine.filter(WAS_NOTIFIED, alert__corrected_by=alert)
        listed = mine.filter(state__in=BEGUN_STATES, issue__alerts__corrected_by=alert)
        return wanted.filter(Exists(told) | Exists(listed))
    bit = wish_bit(AlertKind(alert.kind), timedelta(seconds=alert.offset_seconds))
    return wanted.annotate(asked=F("wishes").bitand(bit)).exclude(asked=0)


@transaction.atomic
def fan_out_batch(pk: int, *, now: datetime, size: int = BATCH) -> tuple[bool, int]:
    """Hand an alert out to the next range of subscriptions: (whether it is done, how many deliveries)."""
    locked = Alert.objects.select_for_update(skip_locked=True, of=("self",))
    locked = locked.select_related("ultimatum__dossier")
    alert = locked.filter(pk=pk, state__in=[AlertState.PLANNED, AlertState.OPEN]).first()
    if alert is None:
        return True, 0
    topics = _topics(alert)
    last, found = _end_of_range(topics, alert.fanned_to, size) if topics else (None, 0)
    made = _insert(alert, topics, alert.fanned_to, last, now=now) if last else 0
    is_done = found < size
    alert.fanned_to = last or alert.fanned_to
    alert.state = AlertState.DONE if is_done else AlertState.OPEN
    alert.save(update_fields=["fanned_to", "state"])
    return is_done, made


def _topics(alert: Alert) -> list[int]:
    """The topics this alert is about; that a case was taken back, those by which it was told."""
    if alert.key == RETRACTION:
        told = Topic.objects.filter(subscriptions__deliveries__alert__corrected_by=alert)
        readers = Delivery.objects.filter(issue__alerts__corrected_by=alert).values("subscriber")
        listed = wanting_week_ahead().filter(subscriber__in=readers)
        return sorted({*told.values_list("pk", flat=True), *listed.values_list("topic", flat=True)})
    followed = Topic.objects.filter(kind=TopicKind.FILTER, subscriptions__state=SubscriptionState.ACTIVE)
    return topics_of(alert.ultimatum, filters=followed, at=alert.release_at)


def topics_of(case: Ultimatum, *, filters: QuerySet[Topic], at: datetime) -> list[int]:
    """The topics a case belongs to at an instant; of `filters` those it meets (2 queries, 1 for each)."""
    assert case.dossier is not None, "only what is published is told, and that has one"
    actors = case.parties.filter(role__in=IN_A_LEAD)
    named = (
        Q(kind=TopicKind.EVERYTHING)
        | Q(kind=TopicKind.CASE, key=case.slug)
        | Q(kind=TopicKind.DOSSIER, key=case.dossier.slug)
        | Q(kind=TopicKind.ACTOR, key__in=actors.values("actor__slug"))
    )
    found = list(Topic.objects.filter(named).values_list("pk", flat=True))
    phase = Phase.objects.at(at).filter(ultimatum=case)
    for pk, key in filters.distinct().values_list("pk", "key"):
        if narrow(phase, QueryDict(key).dict(), at=at).exists():
            found.append(pk)
    return sorted(found)


def _end_of_range(topics: list[int], after: int, size: int) -> tuple[int | None, int]:
    """The last subscription of the next range and how many it holds; (None, 0) where none is left."""
    marks = ", ".join(["%s"] * len(topics))
    # SQL: both figures of a limited range in one statement
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT MAX(id), COUNT(*) FROM (SELECT id FROM tracker_subscription WHERE topic_id IN ({marks})"  # noqa: S608 -- marks are placeholders
            " AND id > %s AND state = 'active' ORDER BY id LIMIT %s) AS next_range",
            [*topics, after, size],
        )
        last, found = cursor.fetchone()
    return last, found


def _insert(alert: Alert, topics: list[int], after: int, last: int, *, now: datetime) -> int:
    """One delivery for each subscriber in the range who asked for this; at once beats a digest.

    A statement a topic: nobody follows a topic twice, and PostgreSQL refuses to meet a row twice in one.
    """
    next_at = held_until(alert.ultimatum_id, now=now)
    return sum(_insert_topic(alert, topic, after, last, next_at=next_at) for topic in topics)


def _insert_topic(alert: Alert, topic: int, after: int, last: int, *, next_at: datetime) -> int:
    asked, given = _wanted_where(alert)
    # SQL: the ORM has no INSERT … SELECT, which makes a hundred thousand rows in a second
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO tracker_delivery (alert_id, subscription_id, subscriber_id, kind, cadence, state,
                                          next_at, not_after, attempts, uncertain, lease_token, error,
                                          is_push)
            SELECT %s, id, subscriber_id, %s, soon, CASE soon WHEN %s THEN %s ELSE %s END,
                   %s, %s, 0, 0, '', '', is_push
            FROM (
                SELECT id, subscriber_id, is_push, CASE
                    WHEN cadence <> 0 AND %s < (
                        SELECT CASE tracker_subscription.cadence WHEN 1 THEN daily_at ELSE weekly_at END
                        FROM tracker_subscriber WHERE id = subscriber_id
                    ) THEN 0 ELSE cadence END AS soon
                FROM tracker_subscription
                WHERE topic_id = %s AND id > %s AND id <= %s AND state = %s
                      AND {asked} AND confirmed_at <= %s
            ) AS wanted
            WHERE true
            ON CONFLICT (alert_id, subscriber_id) {plan_sooner_sql("tracker_delivery")}
            """,  # noqa: S608 -- the clause is a constant of ours
            [
                alert.pk,
                (DeliveryKind.RETRACTED if alert.key == RETRACTION else DeliveryKind.ALERT).value,
                Cadence.AT_ONCE.value,
                NEW_DUE.value,
                NEW_HELD.value,
                stamp(next_at),
                stamp(alert.not_after),
                stamp(_date_in_mail(alert)),
                topic,
                after,
                last,
                SubscriptionState.ACTIVE.value,
                *given,
                stamp(alert.release_at),
            ],
        )
        return int(cursor.rowcount)


def _wanted_where(alert: Alert) -> tuple[str, list[int]]:
    """The condition under which a subscription gets an alert, and what is given for its marks."""
    if alert.kind != AlertKind.CORRECTION:
        return "(wishes & %s) <> 0", [
            wish_bit(AlertKind(alert.kind), timedelta(seconds=alert.offset_seconds))
        ]
    told = ", ".join(f"'{state.value}'" for state in BEGUN_STATES)
    return (
        f"""(EXISTS (
            SELECT 1 FROM tracker_delivery AS told
            LEFT JOIN tracker_delivery AS mail ON mail.id = told.digest_id
            WHERE told.subscriber_id = tracker_subscription.subscriber_id
                  AND told.alert_id IN (SELECT id FROM tracker_alert WHERE corrected_by_id = %s)
                  AND (told.state IN ({told}) OR (told.state = 'held' AND mail.state IN ({told})))
        ) OR EXISTS (
            SELECT 1 FROM tracker_delivery AS week
            JOIN tracker_weekaheadissue_alerts AS listed ON listed.weekaheadissue_id = week.issue_id
            JOIN tracker_alert AS wrong ON wrong.id = listed.alert_id
            WHERE week.subscriber_id = tracker_subscription.subscriber_id AND week.state IN ({told})
                  AND wrong.corrected_by_id = %s
        ))""",  # noqa: S608 -- states are constants of ours
        [alert.pk, alert.pk],
    )


def _date_in_mail(alert: Alert) -> datetime | None:
    """The date a mail is about, if it is: a digest that comes only after it would be too late.

    For what was taken back any digest is.
    """
    if alert.key == RETRACTION:
        return alert.release_at
    due = read_due(alert.told.get("due")) if alert.told and alert.kind in DATED else None
    return due.window.earliest_at if due else None


@transaction.atomic
def pass_on(subscription: Subscription, *, reason: str) -> None:
    """Let what waits by a subscription that no longer goes on go by another of its reader; cancel the rest.

    Another that is active, asked for it and follows its case: the one that is told soonest.
    """
    mine = Q(subscriber=subscription.subscriber_id, subscription=subscription)
    waiting = Delivery.objects.filter(mine, state__in=OPEN_STATES)
    others = Subscription.objects.filter(
        subscriber=subscription.subscriber_id, state=SubscriptionState.ACTIVE
    ).exclude(pk=subscription.pk)
    if others.exists():
        alerts = Alert.objects.filter(pk__in=list(waiting.values_list("alert", flat=True)))
        for alert in alerts.select_related("ultimatum__dossier"):
            other = _first_that_wants(others, alert)
            if other is not None:
                _go_by(other, waiting.filter(alert=alert), alert)
    MAILS.cancel_all(mine, reason=reason)


def _first_that_wants(subscriptions: QuerySet[Subscription], alert: Alert) -> Subscription | None:
    bit = wish_bit(AlertKind(alert.kind), timedelta(seconds=alert.offset_seconds))
    following = subscriptions.filter(topic__in=_topics(alert)).order_by("cadence", "pk")
    if bit:
        following = following.annotate(asked=F("wishes").bitand(bit)).exclude(asked=0)
    return following.select_related("subscriber").first()


def _go_by(other: Subscription, waiting: QuerySet[Delivery], alert: Alert) -> None:
    """Hand waiting deliveries of one reader over to another of her subscriptions, as soon as that is told."""
    digest_at = other.subscriber.weekly_at if other.cadence == Cadence.WEEKLY else other.subscriber.daily_at
    date = _date_in_mail(alert)
    is_urgent = date is not None and digest_at is not None and date < digest_at
    cadence = Cadence.AT_ONCE if is_urgent else Cadence(other.cadence)
    apply(Event.RELEASE, waiting)
    event = Event.REROUTE if cadence == Cadence.AT_ONCE else Event.REROUTE_FOR_DIGEST
    apply(event, waiting, cadence=cadence)
    waiting.update(subscription=other)
