"""The one place that reads clocks. Views and tasks call it once and hand `now` down.

The present is what the database says: what one machine writes another reads, and a machine whose clock is
wrong must neither send early nor keep others from sending. A process asks the database whenever it opens a
connection, which is at least once a minute of work (CONN_MAX_AGE), and counts on by a clock nobody sets. It
opens one for the sake of the time alone where it has had none: what it does first counts like the rest.
On SQLite there is one machine, and its clock is the database's.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""The clock to count on by; that of Linux also counts while a machine sleeps."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the database's clock said when the steady clock said `steady`."""

    at: datetime
    steady: float


_reading: _Reading | None = None


def utc_now() -> datetime:
    """The present instant by the database's clock, aware, in UTC; by our own while that is out of reach."""
    if _reading is None:
        _ask_database()
    if _reading is None:
        return datetime.now(UTC)
    return _reading.at + timedelta(seconds=time.clock_gettime(STEADY) - _reading.steady)


def ahead() -> timedelta:
    """How far this machine's clock is ahead of the database's; negative where it is behind."""
    database = utc_now()
    return datetime.now(UTC) - database


def _ask_database() -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql" and connection.connection is None:
        with suppress(DatabaseError):  # whoever needs more of it than the time will be told
            connection.ensure_connection()


def read_database(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Ask a new connection what time it is (1 statement on PostgreSQL, none on SQLite).

    An answer that lies between two readings of our own clock shows no difference; then ours is kept, so that
    all processes of one machine agree to the microsecond.
    """
    global _reading  # noqa: PLW0603 -- a process has one clock
    if connection.vendor != "postgresql" or connection.alias != DEFAULT_DB_ALIAS:
        return
    began, before = time.clock_gettime(STEADY), datetime.now(UTC)
    # SQL: a connection that is being made has no ORM yet
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        (said,) = cursor.execute("SELECT clock_timestamp()").fetchone()
    ended, after = time.clock_gettime(STEADY), datetime.now(UTC)
    if before <= said <= after:
        _reading = _Reading(before, began)
    else:
        _reading = _Reading(said.astimezone(UTC), (began + ended) / 2)
