"""Mails that a worker may begin, with what is written into each; their leases: services.outbox.lease."""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from tracker.models import (
    OPEN_STATES,
    Alert,
    AlertState,
    Cadence,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscriber,
    Subscription,
    SubscriptionState,
)
from tracker.services.alerts.fan_out import pass_on
from tracker.services.outbox.lease import durable
from tracker.services.outbox.retry import MAILS
from tracker.services.outbox.transitions import NEW_DUE, Event, apply

CHUNK = 500
IS_MAIL = Q(is_push=False)
TOGETHER_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery this worker may begin, with what is written of its subscriber."""

    id: int
    kind: str
    alert_id: int | None
    subscription_id: int | None
    subscriber_id: int
    address: str
    language: str
    zone: str
    link_key: str
    quiet_from: time | None
    quiet_until: time | None
    attempts: int
    uncertain: int
    not_after: datetime | None = None


def claim(*, now: datetime, size: int = CHUNK) -> tuple[str, list[Claimed]]:
    """Claim up to so many due deliveries for one worker: the lease's token and the rows.

    Whatever waits for a reader at that moment is one mail: a digest that goes at once carries it, so nothing
    that was asked for is dropped for the sake of something newer. Readers are locked while their mails are
    gathered, so that two workers do not share out what belongs into one mail. A mail that may have arrived
    already is sent again as it was. 7 statements, 11 where something is gathered.
    """
    token = secrets.token_hex(16)
    with transaction.atomic():
        durable()
        rows = _gathered(now=now, size=size)
        clause = f"AND id IN ({', '.join(['%s'] * len(rows))})"
        taken = (
            MAILS.take(token, size=size, now=now, among=Q(pk__in=rows), clause=clause, given=rows)
            if rows
            else 0
        )
    found = taken_rows(token, taken) if taken else []
    return claim(now=now, size=size) if taken and not found else (token, found)


def _gathered(*, now: datetime, size: int) -> list[int]:
    """The rows to lease: those due the longest, what waits for one reader put together."""
    due = MAILS.due(now=now).filter(IS_MAIL).filter(Q(not_after__isnull=True) | Q(not_after__gt=now))
    first = due.filter(_complete(now)).order_by("next_at", "id").select_for_update(skip_locked=True)
    reader_of = dict(first.values_list("pk", "subscriber")[:size])
    wanted = set(reader_of.values())
    # Erased while an alert was fanned out: no row of the subscriber is left to be locked.
    locked = Subscriber.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=wanted)
    readers = set(locked.order_by("pk").values_list("pk", flat=True))
    if missing := wanted - readers:
        missing -= set(Subscriber.objects.filter(pk__in=missing).values_list("pk", flat=True))
        Delivery.objects.filter(subscriber__in=missing, state__in=OPEN_STATES).delete()
    carried, carriers = _put_together(readers, now=now)
    rows = {row for row, reader in reader_of.items() if reader in readers} - carried
    return sorted(rows | carriers)


def _complete(now: datetime) -> Q:
    """What need not wait for the rest of what falls due with it.

    While alerts are being fanned out, others of the same instant may be for the same readers; an alert that
    cannot be fanned out holds nothing up for longer than `TOGETHER_WITHIN`.
    """
    going_on = Alert.objects.filter(state__in=[AlertState.PLANNED, AlertState.OPEN], release_at__lte=now)
    alone = list(going_on.values_list("pk", flat=True)[:2])
    if not alone:
        return Q()
    free = Q(alert__isnull=True) | Q(next_at__lt=now - TOGETHER_WITHIN)
    return free | Q(alert=alone[0]) if len(alone) == 1 else free


def _put_together(readers: set[int], *, now: datetime) -> tuple[set[int], set[int]]:
    """Let one mail carry what waits for a reader: (the rows that are carried now, those that carry)."""
    waiting = Delivery.objects.filter(
        Q(kind=DeliveryKind.ALERT) | Q(kind=DeliveryKind.DIGEST, cadence=Cadence.AT_ONCE),
        Q(not_after__isnull=True) | Q(not_after__gt=now),
        subscriber__in=readers,
        state=DeliveryState.DUE,
        uncertain=0,
        crashes=0,  # what kills its worker goes alone, and alone it is parked
        next_at__lte=now,
    )
    of_reader: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
    columns = ("subscriber", "pk", "kind", "next_at")
    for reader, row, kind, next_at in waiting.order_by("next_at", "id").values_list(*columns):
        of_reader[reader].append((row, kind, next_at))
    several = {reader: rows for reader, rows in of_reader.items() if len(rows) > 1}
    if not several:
        return set(), set()
    carrier_of = {
        reader: row
        for reader, rows in several.items()
        for row, kind, _ in rows[::-1]
        if kind == DeliveryKind.DIGEST
    }
    made = Delivery.objects.bulk_create(
        Delivery(
            subscriber_id=reader,
            kind=DeliveryKind.DIGEST,
            cadence=Cadence.AT_ONCE,
            state=NEW_DUE,
            next_at=rows[0][2],
        )
        for reader, rows in several.items()
        if reader not in carrier_of
    )
    carrier_of |= {row.subscriber_id: row.pk for row in made}
    carriers = set(carrier_of.values())
    carried = {row for rows in several.values() for row, _, _ in rows} - carriers
    own = Delivery.objects.filter(pk__in=carriers, subscriber=OuterRef("subscriber")).values("pk")[:1]
    rows_of_carried = Delivery.objects.filter(
        Q(pk__in=carried) | Q(digest__in=carried, state=DeliveryState.HELD)
    )
    apply(Event.CARRY, rows_of_carried.exclude(kind=DeliveryKind.DIGEST), digest=Subquery(own))
    apply(Event.MERGE, Delivery.objects.filter(pk__in=carried, kind=DeliveryKind.DIGEST))
    return carried, carriers


def taken_rows(token: str, taken: int) -> list[Claimed]:
    """The rows of a lease of so many, but for those of readers who left or were erased meanwhile."""
    rows = Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED).order_by("next_at", "id")
    names = ("id", "kind", "alert_id", "subscription_id", "subscriber_id")
    profile = ("address", "language", "zone", "link_key", "quiet_from", "quiet_until")
    of_subscriber = [f"subscriber__{name}" for name in profile]
    columns = (*names, *of_subscriber, "attempts", "uncertain", "not_after")
    found = list(rows.values_list("subscription__state", *columns))
    if len(found) < taken:
        # Erased while an alert was fanned out: no row of the subscriber is left to be joined.
        here = Subscriber.objects.filter(pk=OuterRef("subscriber"))
        rows.filter(~Exists(here)).delete()
    # Whoever left while an alert was fanned out may have a row that her leaving could not see.
    wanted = (None, SubscriptionState.ACTIVE)
    left = {row[4] for row in found if row[0] not in wanted}
    for subscription in Subscription.objects.filter(pk__in=left):
        pass_on(subscription, reason="unsubscribed")
    return [Claimed(*row[1:]) for row in found if row[0] in wanted]
