"""Leases: claim, begin, send, store; whatever dies where, nothing is lost or sent twice.

Which states there are and what is stored with each is services.outbox.transitions; here it is decided which
event has happened to which rows, and when the next attempt is.

A chunk of rows is claimed with one lease. One small statement a row marks it as begun, by compare-and-set on
state and lease, so a row that was cancelled meanwhile is never begun, and gives it the next place among what
its lease began. A row is begun only when the one before it was answered: so whichever stands in `sending`
before another of its lease was accepted, though that is stored for many at once; a refusal is stored before
anything else begins. After a crash rows not begun are due again; at most one row a connection is uncertain,
the last one begun, and its next copy carries the same name. No transaction is open while another machine is
spoken to.

A row taken from a dead worker keeps its token until somebody claims it: should the worker only have slept,
or the clock have jumped, it can still say that it was accepted.

Mails (services.outbox.mail) and the calls of webhooks (services.outbox.webhooks) are leased like this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.models import CLAIMABLE_STATES, CLAIMED_STATES, DeliveryState, Sendable
from tracker.models.fields import stamp
from tracker.services.outbox import in_flight
from tracker.services.outbox.transitions import (
    MOST_CRASHES,
    MOST_DEATHS,
    MOST_UNCERTAIN,
    Event,
    apply,
    begin_sql,
    claim_sql,
)

MOST_INTERNAL = 3
"""After so many attempts a row that we cannot write is parked."""
NARROWER = 8
"""By how much; so a row that kills whoever writes it is soon claimed alone, and alone it is parked."""
_ALL = Q()

Clock = Callable[[], datetime]


class Row(Protocol):
    """What the machine asks of a claimed row."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""

    @property
    def uncertain(self) -> int:
        """After how many tries it was not known whether it had left."""


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


def waits(seconds: Sequence[float], attempts: int) -> timedelta | None:
    """How long after so many failed attempts the next one comes; None: no more."""
    return timedelta(seconds=seconds[attempts - 1]) if attempts <= len(seconds) else None


@dataclass(frozen=True)
class Outbox:
    """A table of rows that leave once. `back_off`: how long after so many failed attempts the next comes.

    `uncertain_wait`: how long after a lost reply or a dead worker the next copy goes. `version`: in SQL, the
    version of the facts a row tells; a message made of another one is not begun.
    """

    model: type[Sendable]
    back_off: Callable[[int], timedelta | None]
    uncertain_wait: Callable[[], timedelta]
    version: str = "0"

    @property
    def rows(self) -> QuerySet[Any]:
        """All of them."""
        return self.model._default_manager.all()

    @property
    def table(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table

    def due(self, *, now: datetime) -> QuerySet[Any]:
        """What waits to be sent now."""
        return self.rows.filter(state__in=CLAIMABLE_STATES, next_at__lte=now)

    def recover(self, *, now: datetime) -> Recovered:
        """Take back leases that ran out and set aside what is too late (each statement by index).

        2 statements where no lease ran out, else 7.
        """
        taken_back = self._take_back(now)
        expired = apply(Event.EXPIRE, self.rows.filter(next_at__lte=now, not_after__lte=now))
        return Recovered(*taken_back, expired)

    def _take_back(self, now: datetime) -> tuple[int, int, int]:
        """Take back leases that ran out: rows returned, uncertain and parked.

        A lease that ends later than any lease can was given by a clock that ran ahead; it is over, too.
        """
        over = self.rows.filter(Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * lease()))
        if not over.filter(state__in=CLAIMED_STATES).exists():
            return 0, 0, 0
        with transaction.atomic():
            return self._return_all(over, now)

    def _return_all(self, over: QuerySet[Any], now: datetime) -> tuple[int, int, int]:
        later = self.rows.filter(lease_token=OuterRef("lease_token"), state=DeliveryState.SENDING)
        apply(Event.CRASH_AFTER, over.filter(Exists(later.filter(begun__gt=OuterRef("begun")))), sent_at=now)
        parked = apply(Event.CRASH_SENDING_AGAIN, over.filter(uncertain__gte=MOST_DEATHS - 1))
        uncertain = apply(Event.CRASH_SENDING, over, next_at=now + self.uncertain_wait())
        returned = apply(Event.CRASH_LEASED_AGAIN, over.filter(crashes__gte=MOST_CRASHES - 1))
        returned += apply(Event.CRASH_LEASED, over)
        return returned, uncertain, parked

    def take(
        self,
        token: str,
        *,
        size: int,
        now: datetime,
        among: Q = _ALL,
        clause: str = "",
        given: Sequence[int] = (),
    ) -> int:
        """Lease up to so many due rows, the longest due first; how many that were (2 statements).

        Nobody else gets them while the lease runs: PostgreSQL skips rows others are claiming, SQLite has one
        writer at a time. Fewer are claimed where workers died of the first before. `among`, and the same as
        `clause` of SQL with what is `given` for its marks, narrow the rows. Run it in a transaction of its
        own, made `durable`.
        """
        crashes = self._crashes_of_first(among, now)
        if crashes is None:
            return 0
        skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        at, until = stamp(now), stamp(now + lease())
        # SQL: the ORM has no UPDATE of a limited, locked SELECT that skips what others lock
        with connection.cursor() as cursor:
            cursor.execute(
                claim_sql(self.table, clause, skip),
                [token, until, at, at, crashes, *given, size // NARROWER**crashes or 1],
            )
            return int(cursor.rowcount)

    def _crashes_of_first(self, among: Q, now: datetime) -> int | None:
        """How many workers died of the row that is next; None where none is due."""
        due = self.due(now=now).filter(Q(not_after__isnull=True) | Q(not_after__gt=now), among)
        crashes: int | None = due.order_by("next_at", "id").values_list("crashes", flat=True).first()
        return crashes

    def still_held(self, token: str, *, now: datetime) -> set[int]:
        """The rows of a lease that may still be begun: neither cancelled nor claimed by others."""
        mine = self.rows.filter(lease_token=token, state=DeliveryState.LEASED, lease_until__gt=now)
        return set(mine.values_list("id", flat=True))

    def begin(
        self, token: str, row: int, *, place: int, now: datetime, version: int | None = None
    ) -> Callable[[], bool]:
        """Mark a claimed row as begun, at its place (from 1) among those of its lease, in one statement.

        `version`: of the facts its message was made of; None: it does not matter. What it returns waits for
        the answer: whether the row was still ours to begin and tells what holds. On PostgreSQL the statement
        is in flight meanwhile, and nothing else may be run on the connection before the answer was taken.

        PostgreSQL does not wait for the disk. A killed worker loses nothing by it; a crash of the database
        server may forget the last half second, of one chunk at the most, since claims are durable, and the
        worker remembers it and stores it again (`settle`). SQLite's synchronous = NORMAL is the same bargain.
        """
        holds = "" if version is None else f"AND {self.version} = %s"
        given = [] if version is None else [version]
        statement = begin_sql(self.table, holds)
        if connection.vendor == "postgresql":
            # A setting of its own transaction: that of a session would reach others through a pooler.
            statement += ", set_config('synchronous_commit', 'off', true)"
            for number in range(1, 6 + len(given)):
                statement = statement.replace("%s", f"${number}", 1)
            answer = in_flight.send(statement, [place, now + lease(), row, token, now, *given])
            return lambda: bool(answer())
        with connection.cursor() as cursor:  # SQL: a compare-and-set that answers with the row
            cursor.execute(statement, [place, stamp(now + lease()), row, token, stamp(now), *given])
            is_ours = cursor.fetchone() is not None
        return lambda: is_ours

    def store_sent(self, token: str, rows: Sequence[int], *, now: datetime) -> int:
        """Mark begun rows as sent; how many still were ours."""
        with transaction.atomic():
            durable()
            mine = self.rows.filter(pk__in=rows, lease_token=token)
            return apply(Event.ACCEPT, mine, sent_at=now)

    @transaction.atomic
    def settle(self, token: str, *, sent: Sequence[int], held: int | None, now: datetime) -> None:
        """Put a chunk in order whose worker knows more than the database may have kept of it.

        `sent` were accepted, whatever their rows say; `held` was to begin and has certainly not left.
        """
        mine = self.rows.filter(lease_token=token)
        apply(Event.SETTLE_ACCEPTED, mine.filter(pk__in=sent), sent_at=now)
        if held is not None:
            apply(Event.SETTLE_BEGUN, mine.filter(pk=held))
        self.release(token)

    def renew(self, token: str, *, now: datetime) -> None:
        """Lengthen the lease on what of a chunk is still to be begun."""
        mine = self.rows.filter(lease_token=token, state=DeliveryState.LEASED)
        mine.update(lease_until=now + lease())

    def release(self, token: str) -> None:
        """Give back what of a chunk was never begun: it is as due as it was, and it was no attempt."""
        apply(Event.RELEASE, self.rows.filter(lease_token=token))

    def postpone(self, token: str, row: int, *, until: datetime) -> None:
        """Hold a claimed row back until an instant (quiet hours); no attempt is counted."""
        apply(Event.POSTPONE, self._mine(token, row), next_at=until)

    def cancel(self, token: str, row: int, *, reason: str) -> None:
        """Set a claimed row aside because there is nothing left to say."""
        apply(Event.DROP, self._mine(token, row), error=reason)

    def cancel_all(self, which: Q, *, reason: str) -> int:
        """Cancel the open rows among these, those a worker has claimed but not begun included."""
        return apply(Event.CANCEL, self.rows.filter(which), error=reason)

    def store_refused(
        self,
        token: str,
        row: Row,
        *,
        error: str,
        permanent: bool,
        now: datetime,
        at_least: timedelta = timedelta(0),
    ) -> None:
        """Store a refusal the other side gave: failed for good, or due again later, `at_least` so much."""
        mine, wait = self._mine(token, row.id), self.back_off(row.attempts)
        if permanent:
            apply(Event.REFUSE, mine, error=error)
        elif wait is None:
            apply(Event.GIVE_UP, mine, error=error)
        else:
            # Spread by row, so that a storm that was refused together does not come back together.
            wait = max(wait * (1 + (row.id % 20) / 100), at_least)
            apply(Event.RETRY, mine, next_at=now + wait, error=error)

    def take_up(self, among: Q = _ALL, *, now: datetime) -> int:
        """Make due at once what of these was put off because the other side refused it; how many."""
        put_off = self.rows.filter(
            among, state=DeliveryState.DUE, first_due_at__isnull=False, next_at__gt=now
        )
        return put_off.update(next_at=now)

    def store_uncertain(self, token: str, row: Row, *, error: str, now: datetime) -> None:
        """Store that the other side's answer was lost after it had the whole of it."""
        mine = self._mine(token, row.id)
        if row.uncertain + 1 >= MOST_UNCERTAIN:
            apply(Event.LOSE_REPLY_AGAIN, mine, error=error)
        else:
            apply(Event.LOSE_REPLY, mine, next_at=now + self.uncertain_wait(), error=error)

    def store_broken(self, token: str, row: Row, *, error: str, now: datetime) -> None:
        """Store that we could not make it: a fault of ours, tried again twice and then parked."""
        mine, wait = self._mine(token, row.id), self.back_off(row.attempts)
        if row.attempts >= MOST_INTERNAL or wait is None:
            apply(Event.GIVE_UP, mine, error=error)
        else:
            apply(Event.RETRY, mine, next_at=now + wait, error=error)

    def _mine(self, token: str, row: int) -> QuerySet[Any]:
        return self.rows.filter(pk=row, lease_token=token)


def durable() -> None:
    """Have PostgreSQL wait for the disk at the end of this transaction, whatever the session is set to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # SQL: a setting of the transaction
            cursor.execute("SET LOCAL synchronous_commit = on")
