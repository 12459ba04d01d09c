"""Mails that a worker may begin, with what a letter needs of each; services.leasing draws their states."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef

from tracker.models import Delivery, DeliveryState, Subscriber, SubscriptionState
from tracker.services.leasing import durable
from tracker.services.ledgers import MAILS

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery this worker may begin, with what a letter needs of its subscriber."""

    id: int
    kind: str
    alert_id: int | None
    subscription_id: int | None
    subscriber_id: int
    address: str
    language: str
    zone: str
    quiet_from: time | None
    quiet_until: time | None
    attempts: int
    uncertain: int


def claim(*, now: datetime, size: int = CHUNK) -> tuple[str, list[Claimed]]:
    """Claim up to so many due deliveries for one worker (4 statements): the lease's token and the rows."""
    token = secrets.token_hex(16)
    with transaction.atomic():
        durable()
        taken = MAILS.take(token, size=size, now=now)
    rows = _taken(token, taken) if taken else []
    return claim(now=now, size=size) if taken and not rows else (token, rows)


def _taken(token: str, taken: int) -> list[Claimed]:
    """The rows of a lease of so many, but for those of readers who left or were erased meanwhile."""
    rows = Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED).order_by("next_at", "id")
    names = ("id", "kind", "alert_id", "subscription_id", "subscriber_id")
    profile = ("address", "language", "zone", "quiet_from", "quiet_until")
    of_subscriber = [f"subscriber__{name}" for name in profile]
    columns = (*names, *of_subscriber, "attempts", "uncertain")
    found = list(rows.values_list("subscription__state", *columns))
    if len(found) < taken:
        # Erased while an alert was being handed out: no row of the subscriber is left to be joined.
        here = Subscriber.objects.filter(pk=OuterRef("subscriber"))
        rows.filter(~Exists(here)).delete()
    # Whoever left while an alert was being handed out may have a row that her leaving could not see.
    wanted = (None, SubscriptionState.ACTIVE)
    left = [row[1] for row in found if row[0] not in wanted]
    if left:
        Delivery.objects.filter(pk__in=left, lease_token=token).update(
            state=DeliveryState.CANCELLED, error="unsubscribed", lease_token="", lease_until=None
        )
    return [Claimed(*row[1:]) for row in found if row[0] in wanted]
