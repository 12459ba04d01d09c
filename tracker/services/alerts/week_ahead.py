"""The week ahead: on Mondays at 08:00 in the reader's zone, one mail of what falls due by the next.

A mail for each Monday a reader comes to, made together with the step to the following one, so that none is
made twice. After an outage there is one for the week that runs, and none for weeks that are over. It says
what is true when it leaves, and is of no use any more when the next one is due (`not_after`).
"""

from datetime import datetime

from django.db import transaction

from tracker.domain.dates.hours import next_digest
from tracker.domain.dates.moments import zone_or_utc
from tracker.models import Delivery, DeliveryKind, Subscriber, SubscriptionState
from tracker.queries.subscriptions import wanting_week_ahead
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
