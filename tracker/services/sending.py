"""The delivery step: claim, begin, send, store; whatever dies where, nothing is lost and nothing doubled.

    due ──claim──▶ leased ──begin──▶ sending ──250──▶ sent
     ▲               │ lease over       ├─ 4xx ─▶ due, later        (8 times, then parked)
     └───────────────┘                  ├─ 5xx ─▶ failed            (5.1.x also suppresses the address)
                                        └─ reply lost, lease over ─▶ unknown, again in 10 minutes
                                                                     (twice, then parked)

A chunk of rows is claimed with one lease. One small statement a mail stores the result of the last and
marks the next as begun, by compare-and-set on state and lease, so a row that was cancelled meanwhile is
never begun. After a crash rows not begun are due again; at most one row a connection is uncertain, and its
next copy carries the same Message-ID. No transaction is open while a server is spoken to.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from tracker.models import Delivery, DeliveryState, SubscriptionState

CHUNK = 500
LEASE = timedelta(seconds=180)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 60, 60))
"""How long after the first, second, … temporary failure the next try comes."""
UNCERTAIN_WAIT = timedelta(minutes=10)
MOST_UNCERTAIN = 2
MOST_INTERNAL = 3

Clock = Callable[[], datetime]


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


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found of crashed workers, and what had waited too long."""

    returned: int
    uncertain: int
    parked: int
    expired: int


@transaction.atomic
def recover(*, now: datetime) -> Recovered:
    """Take back leases that ran out and set aside what is too late (4 statements, each by index)."""
    over = Delivery.objects.filter(lease_until__lt=now)
    begun = over.filter(state=DeliveryState.SENDING)
    parked = begun.filter(uncertain__gte=MOST_UNCERTAIN - 1).update(
        state=DeliveryState.PARKED,
        uncertain=F("uncertain") + 1,
        lease_token="",
        lease_until=None,
        error="The worker died while sending, twice; it may have arrived.",
    )
    uncertain = begun.update(
        state=DeliveryState.UNKNOWN,
        uncertain=F("uncertain") + 1,
        next_at=now + UNCERTAIN_WAIT,
        lease_token="",
        lease_until=None,
        error="The worker died while sending; it may have arrived.",
    )
    returned = over.filter(state=DeliveryState.LEASED).update(
        state=DeliveryState.DUE, lease_token="", lease_until=None
    )
    waiting = Delivery.objects.filter(state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN])
    expired = waiting.filter(next_at__lte=now, not_after__lte=now).update(
        state=DeliveryState.EXPIRED, error="Too late to be of use."
    )
    return Recovered(returned, uncertain, parked, expired)


def claim(*, now: datetime, size: int = CHUNK) -> tuple[str, list[Claimed]]:
    """Claim up to so many due deliveries for one worker (2 statements): the lease's token and the rows.

    Nobody else gets them while the lease runs: PostgreSQL skips rows others are claiming, SQLite has one
    writer at a time.
    """
    token = secrets.token_hex(16)
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE tracker_delivery
            SET state = 'leased', lease_token = %s, lease_until = %s, attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM tracker_delivery
                WHERE state IN ('due', 'unknown') AND next_at <= %s AND (not_after IS NULL OR not_after > %s)
                ORDER BY next_at, id LIMIT %s {skip}
            )
            """,  # noqa: S608 -- `skip` is one of two constants
            [token, now + LEASE, now, now, size],
        )
        if not cursor.rowcount:
            return token, []
    rows = Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED).order_by("next_at", "id")
    names = ("id", "kind", "alert_id", "subscription_id", "subscriber_id")
    profile = ("address", "language", "zone", "quiet_from", "quiet_until")
    of_subscriber = [f"subscriber__{name}" for name in profile]
    columns = (*names, *of_subscriber, "attempts", "uncertain")
    found = list(rows.values_list("subscription__state", *columns))
    # Whoever left while an alert was being handed out may have a row that her leaving could not see.
    wanted = (None, SubscriptionState.ACTIVE)
    left = [row[1] for row in found if row[0] not in wanted]
    if left:
        Delivery.objects.filter(pk__in=left, lease_token=token).update(
            state=DeliveryState.CANCELLED, error="unsubscribed", lease_token="", lease_until=None
        )
    return token, [Claimed(*row[1:]) for row in found if row[0] in wanted]


def begin(token: str, row: int, *, stored: Sequence[int] = (), now: datetime) -> bool:
    """Mark a claimed row as begun and these as sent, in one statement; whether it was still ours to begin.

    Run it inside `light_commits`.
    """
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(stored)) or "NULL"
        cursor.execute(
            f"""
            UPDATE tracker_delivery
            SET state = CASE WHEN id = %s THEN 'sending' ELSE 'sent' END,
                sent_at = CASE WHEN id = %s THEN sent_at ELSE %s END,
                lease_until = CASE WHEN id = %s THEN %s ELSE NULL END
            WHERE lease_token = %s AND (
                (id = %s AND state = 'leased' AND lease_until > %s) OR (id IN ({marks}) AND state = 'sending')
            ) RETURNING id
            """,  # noqa: S608 -- marks are placeholders
            [row, row, now, row, now + LEASE, token, row, now, *stored],
        )
        return any(found == row for (found,) in cursor.fetchall())


def store_sent(token: str, rows: Sequence[int], *, now: datetime) -> int:
    """Mark begun rows as sent; how many still were ours."""
    mine = Delivery.objects.filter(pk__in=rows, lease_token=token, state=DeliveryState.SENDING)
    return mine.update(state=DeliveryState.SENT, sent_at=now, lease_until=None)


def renew(token: str, *, now: datetime) -> None:
    """Lengthen the lease on what of a chunk is still to be begun."""
    Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED).update(lease_until=now + LEASE)


def release(token: str, *, now: datetime) -> None:
    """Give back what of a chunk was never begun: it is due at once and was no attempt."""
    mine = Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED)
    mine.update(
        state=DeliveryState.DUE, next_at=now, lease_token="", lease_until=None, attempts=F("attempts") - 1
    )


def postpone(token: str, row: int, *, until: datetime) -> None:
    """Hold a claimed row back until an instant (quiet hours); no attempt is counted."""
    mine = Delivery.objects.filter(pk=row, lease_token=token, state=DeliveryState.LEASED)
    mine.update(
        state=DeliveryState.DUE, next_at=until, lease_token="", lease_until=None, attempts=F("attempts") - 1
    )


def cancel(token: str, row: int, *, reason: str) -> None:
    """Set a claimed row aside because there is nothing left to say."""
    mine = Delivery.objects.filter(pk=row, lease_token=token, state=DeliveryState.LEASED)
    mine.update(state=DeliveryState.CANCELLED, error=reason[:300], lease_token="", lease_until=None)


def store_refused(token: str, row: Claimed, *, error: str, permanent: bool, now: datetime) -> None:
    """Store a refusal the server gave before it accepted anything: failed for good, or due again later."""
    if permanent:
        _finish(token, row.id, DeliveryState.FAILED, error)
    elif row.attempts > len(BACK_OFF):
        _finish(token, row.id, DeliveryState.PARKED, error)
    else:
        # Spread by row, so that a storm that was refused together does not come back together.
        wait = BACK_OFF[row.attempts - 1] * (1 + (row.id % 20) / 100)
        _again(token, row.id, DeliveryState.DUE, now + wait, error, uncertain=0)


def store_uncertain(token: str, row: Claimed, *, error: str, now: datetime) -> None:
    """Store that the server's answer was lost after it had the whole mail."""
    if row.uncertain + 1 >= MOST_UNCERTAIN:
        _finish(token, row.id, DeliveryState.PARKED, error)
        Delivery.objects.filter(pk=row.id, state=DeliveryState.PARKED).update(uncertain=F("uncertain") + 1)
    else:
        _again(token, row.id, DeliveryState.UNKNOWN, now + UNCERTAIN_WAIT, error, uncertain=1)


def store_broken(token: str, row: Claimed, *, error: str, now: datetime) -> None:
    """Store that we could not make the mail: a fault of ours, tried again twice and then parked."""
    if row.attempts >= MOST_INTERNAL:
        _finish(token, row.id, DeliveryState.PARKED, error)
    else:
        _again(token, row.id, DeliveryState.DUE, now + BACK_OFF[row.attempts - 1], error, uncertain=0)


def _mine(token: str, row: int) -> Q:
    states = [DeliveryState.LEASED, DeliveryState.SENDING]
    return Q(pk=row, lease_token=token, state__in=states)


def _finish(token: str, row: int, state: DeliveryState, error: str) -> None:
    Delivery.objects.filter(_mine(token, row)).update(
        state=state, error=error[:300], lease_token="", lease_until=None
    )


def _again(token: str, row: int, state: DeliveryState, at: datetime, error: str, *, uncertain: int) -> None:
    Delivery.objects.filter(_mine(token, row)).update(
        state=state,
        next_at=at,
        error=error[:300],
        uncertain=F("uncertain") + uncertain,
        lease_token="",
        lease_until=None,
    )


@contextmanager
def light_commits() -> Iterator[None]:
    """Inside, PostgreSQL does not wait for the disk at each commit of this connection.

    A killed worker loses nothing by it; a crash of the database server may repeat the last half second of
    mails, never skip one. SQLite runs with synchronous = NORMAL, which is the same bargain.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
