"""Digests: at 08:00 in the reader's zone, one mail for all that was held since the last."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tracker.domain.dates.hours import next_digest
from tracker.domain.dates.moments import zone_or_utc
from tracker.models import Cadence, Delivery, DeliveryKind, DeliveryState, Subscriber
from tracker.services.outbox.transitions import NEW_DUE

BATCH = 500


def is_any_due(now: datetime) -> bool:
    """Whether the digest or the week ahead of anybody is due (1 query)."""
    due = Q(daily_at__lte=now) | Q(weekly_at__lte=now) | Q(week_ahead_at__lte=now)
    return Subscriber.objects.filter(due).exists()


def collect_digests(*, now: datetime) -> int:
    """Make the digests that are due, a batch of subscribers a transaction; returns how many were made.

    Whoever has nothing held gets none. Run twice, or by two at once, it makes no second one.
    """
    made = 0
    for cadence, column in ((Cadence.DAILY, "daily_at"), (Cadence.WEEKLY, "weekly_at")):
        while count := _collect(cadence, column, now=now):
            made += count[1]
    return made


@transaction.atomic
def _collect(cadence: Cadence, column: str, *, now: datetime) -> tuple[int, int] | None:
    """(subscribers looked at, digests made), or None where nobody is due."""
    due = Subscriber.objects.select_for_update(skip_locked=True).filter(**{f"{column}__lte": now})
    subscribers = list(due.order_by(column, "id")[:BATCH])
    if not subscribers:
        return None
    made = sum(_make(subscriber, cadence, now=now) for subscriber in subscribers)
    for subscriber in subscribers:
        following = next_digest(zone_or_utc(subscriber.zone), now, weekly=cadence == Cadence.WEEKLY)
        setattr(subscriber, column, following)
    Subscriber.objects.bulk_update(subscribers, [column])
    return len(subscribers), made


def _make(subscriber: Subscriber, cadence: Cadence, *, now: datetime) -> bool:
    # What a digest carried that never went, for it came too late or was called back, is not lost with it.
    is_free = Q(digest__isnull=True) | Q(digest__state__in=[DeliveryState.EXPIRED, DeliveryState.CANCELLED])
    held = Delivery.objects.filter(is_free, subscriber=subscriber, state=DeliveryState.HELD, cadence=cadence)
    if not held.exists():
        return False
    digest = Delivery.objects.create(
        subscriber=subscriber,
        kind=DeliveryKind.DIGEST,
        cadence=cadence,
        state=NEW_DUE,
        next_at=now,
        not_after=next_digest(zone_or_utc(subscriber.zone), now, weekly=False),
    )
    held.update(digest=digest)
    return True
