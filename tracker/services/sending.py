"""The delivery step: claim, begin, send, store; whatever dies where, nothing is lost and nothing doubled.

    due ──claim──▶ leased ──begin──▶ sending ──250──▶ sent
     ▲               │ lease over       ├─ 4xx ─▶ due, later        (8 times, then parked)
     └───────────────┘                  ├─ 5xx ─▶ failed            (5.1.x also suppresses the address)
       (6 times, then parked)           ├─ reply lost ─▶ unknown, again in 10 minutes   (2 times, then parked)
                                        └─ lease over ─▶ unknown, again in 10 minutes   (3 times, then parked)

A chunk of rows is claimed with one lease. One small statement a mail stores the result of the last and
marks the next as begun, by compare-and-set on state and lease, so a row that was cancelled meanwhile is
never begun. After a crash rows not begun are due again; at most one row a connection is uncertain, and its
next copy carries the same Message-ID. No transaction is open while a server is spoken to.

A row taken from a dead worker keeps its token until somebody claims it: should the worker only have slept,
or the clock have jumped, it can still say that the mail was accepted.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, F, Q, Value, When

from tracker.models import Delivery, DeliveryState, SubscriptionState
from tracker.models.fields import stamp

CHUNK = 500
MOST_UNCERTAIN = 2
"""After so many lost replies a mail is parked: as many copies may have arrived."""
MOST_DEATHS = 3
"""After so many workers that died while it was being sent; hardly any of them just after it was accepted."""
MOST_INTERNAL = 3
MOST_CRASHES = 6
"""After so many workers that died before it was begun. The first three make its chunks smaller, down to 1."""
NARROWER = 8
"""By how much; so a mail that kills whoever writes it is soon claimed alone, and alone it is parked."""
_BEGUN = (DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.PARKED)
_LEASED_SENDING = (DeliveryState.LEASED, DeliveryState.SENDING)

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


def lease() -> timedelta:
    """For how long a claim holds."""
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def uncertain_wait() -> timedelta:
    """How long after a lost reply the next copy goes."""
    return timedelta(seconds=settings.MAIL_UNCERTAIN_SECONDS)


def back_off(attempts: int) -> timedelta | None:
    """How long after so many failed attempts the next one comes; None: no more."""
    waits: Sequence[float] = settings.MAIL_BACK_OFF_SECONDS
    return timedelta(seconds=waits[attempts - 1]) if attempts <= len(waits) else None


@transaction.atomic
def recover(*, now: datetime) -> Recovered:
    """Take back leases that ran out and set aside what is too late (4 statements, each by index).

    A lease that ends later than any lease can was given by a clock that ran ahead; it is over, too.
    """
    over = Delivery.objects.filter(Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * lease()))
    begun = over.filter(state=DeliveryState.SENDING)
    parked = begun.filter(uncertain__gte=MOST_DEATHS - 1).update(
        state=DeliveryState.PARKED,
        uncertain=F("uncertain") + 1,
        lease_until=None,
        error=f"The worker died while sending, {MOST_DEATHS} times; it may have arrived.",
    )
    uncertain = begun.update(
        state=DeliveryState.UNKNOWN,
        uncertain=F("uncertain") + 1,
        next_at=now + uncertain_wait(),
        lease_until=None,
        error="The worker died while sending; it may have arrived.",
    )
    is_deadly = Q(crashes__gte=MOST_CRASHES - 1)
    why = f"{MOST_CRASHES} workers died before they could send it; it has not left."
    returned = over.filter(state=DeliveryState.LEASED).update(
        state=Case(When(is_deadly, then=Value("parked")), default=Value("due")),
        error=Case(When(is_deadly, then=Value(why)), default=F("error")),
        crashes=F("crashes") + 1,
        attempts=F("attempts") - 1,
        lease_token="",
        lease_until=None,
    )
    waiting = Delivery.objects.filter(state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN])
    expired = waiting.filter(next_at__lte=now, not_after__lte=now).update(
        state=DeliveryState.EXPIRED, error="Too late to be of use."
    )
    return Recovered(returned, uncertain, parked, expired)


def claim(*, now: datetime, size: int = CHUNK) -> tuple[str, list[Claimed]]:
    """Claim up to so many due deliveries for one worker (4 statements): the lease's token and the rows.

    Nobody else gets them while the lease runs: PostgreSQL skips rows others are claiming, SQLite has one
    writer at a time. Fewer are claimed where workers died of the first before.
    """
    token = secrets.token_hex(16)
    with transaction.atomic():
        durable()
        crashes = _crashes_of_first(now)
        taken = 0 if crashes is None else _take(token, crashes, size // NARROWER**crashes or 1, now)
    rows = _taken(token) if taken else []
    return claim(now=now, size=size) if taken and not rows else (token, rows)


def _crashes_of_first(now: datetime) -> int | None:
    """How many workers died of the delivery that is next; None where none is due."""
    due = Delivery.objects.filter(
        Q(not_after__isnull=True) | Q(not_after__gt=now),
        state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN],
        next_at__lte=now,
    )
    return due.order_by("next_at", "id").values_list("crashes", flat=True).first()


def _take(token: str, crashes: int, size: int, now: datetime) -> int:
    """Lease what is next, of rows that no more workers died of than so many; how many that were."""
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    at, until = stamp(now), stamp(now + lease())
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE tracker_delivery
            SET state = 'leased', lease_token = %s, lease_until = %s, attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM tracker_delivery
                WHERE state IN ('due', 'unknown') AND next_at <= %s AND (not_after IS NULL OR not_after > %s)
                      AND crashes <= %s
                ORDER BY next_at, id LIMIT %s {skip}
            )
            """,  # noqa: S608 -- `skip` is one of two constants
            [token, until, at, at, crashes, size],
        )
        return int(cursor.rowcount)


def _taken(token: str) -> list[Claimed]:
    """The rows of a lease, but for those of readers who left meanwhile."""
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
    return [Claimed(*row[1:]) for row in found if row[0] in wanted]


def still_held(token: str, *, now: datetime) -> set[int]:
    """The rows of a lease that may still be begun: neither called back nor claimed by others."""
    mine = Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED, lease_until__gt=now)
    return set(mine.values_list("id", flat=True))


def begin(token: str, row: int, *, stored: Sequence[int] = (), now: datetime) -> bool:
    """Mark a claimed row as begun and these as sent, in one statement; whether it was still ours to begin.

    Run it inside `light_commits`.
    """
    at, until = stamp(now), stamp(now + lease())
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(stored)) or "NULL"
        cursor.execute(
            f"""
            UPDATE tracker_delivery
            SET state = CASE WHEN id = %s THEN 'sending' ELSE 'sent' END,
                sent_at = CASE WHEN id = %s THEN sent_at ELSE %s END,
                lease_until = CASE WHEN id = %s THEN %s ELSE NULL END
            WHERE lease_token = %s AND (
                (id = %s AND state = 'leased' AND lease_until > %s)
                OR (id IN ({marks}) AND state IN ('sending', 'unknown', 'parked'))
            ) RETURNING id
            """,  # noqa: S608 -- marks are placeholders
            [row, row, at, row, until, token, row, at, *stored],
        )
        return any(found == row for (found,) in cursor.fetchall())


def store_sent(token: str, rows: Sequence[int], *, now: datetime) -> int:
    """Mark begun rows as sent; how many still were ours."""
    with transaction.atomic():
        durable()
        mine = Delivery.objects.filter(pk__in=rows, lease_token=token, state__in=_BEGUN)
        return mine.update(state=DeliveryState.SENT, sent_at=now, lease_until=None)


@transaction.atomic
def settle(token: str, *, sent: Sequence[int], held: int | None, now: datetime) -> None:
    """Put a chunk in order whose worker knows more than the database may have kept of it.

    `sent` were accepted, whatever their rows say; `held` was to begin and has certainly not left.
    """
    mine = Delivery.objects.filter(lease_token=token)
    of_mine = mine.filter(pk__in=sent, state__in=(*_BEGUN, DeliveryState.LEASED))
    of_mine.update(state=DeliveryState.SENT, sent_at=now, lease_until=None)
    if held is not None:
        mine.filter(pk=held, state=DeliveryState.SENDING).update(state=DeliveryState.LEASED)
    release(token)


def renew(token: str, *, now: datetime) -> None:
    """Lengthen the lease on what of a chunk is still to be begun."""
    Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED).update(lease_until=now + lease())


def release(token: str) -> None:
    """Give back what of a chunk was never begun: it is as due as it was, and it was no attempt."""
    mine = Delivery.objects.filter(lease_token=token, state=DeliveryState.LEASED)
    mine.update(state=DeliveryState.DUE, lease_token="", lease_until=None, attempts=F("attempts") - 1)


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
    wait = back_off(row.attempts)
    if permanent:
        _finish(token, row.id, DeliveryState.FAILED, error)
    elif wait is None:
        _finish(token, row.id, DeliveryState.PARKED, error)
    else:
        # Spread by row, so that a storm that was refused together does not come back together.
        _again(token, row.id, DeliveryState.DUE, now + wait * (1 + (row.id % 20) / 100), error, uncertain=0)


def store_uncertain(token: str, row: Claimed, *, error: str, now: datetime) -> None:
    """Store that the server's answer was lost after it had the whole mail."""
    if row.uncertain + 1 >= MOST_UNCERTAIN:
        _finish(token, row.id, DeliveryState.PARKED, error)
        Delivery.objects.filter(pk=row.id, state=DeliveryState.PARKED).update(uncertain=F("uncertain") + 1)
    else:
        _again(token, row.id, DeliveryState.UNKNOWN, now + uncertain_wait(), error, uncertain=1)


def store_broken(token: str, row: Claimed, *, error: str, now: datetime) -> None:
    """Store that we could not make the mail: a fault of ours, tried again twice and then parked."""
    wait = back_off(row.attempts)
    if row.attempts >= MOST_INTERNAL or wait is None:
        _finish(token, row.id, DeliveryState.PARKED, error)
    else:
        _again(token, row.id, DeliveryState.DUE, now + wait, error, uncertain=0)


def _mine(token: str, row: int) -> Q:
    return Q(pk=row, lease_token=token, state__in=_LEASED_SENDING)


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


def durable() -> None:
    """Have PostgreSQL wait for the disk at the end of this transaction, whatever the session is set to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")


@contextmanager
def light_commits() -> Iterator[None]:
    """Inside, PostgreSQL does not wait for the disk at each commit of this connection.

    A killed worker loses nothing by it. A crash of the database server may forget the last half second, of
    one chunk at the most, since claims are durable; the worker remembers it and stores it again (`settle`).
    SQLite runs with synchronous = NORMAL, which is the same bargain.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a lost connection keeps no setting
            cursor.execute("RESET synchronous_commit")
