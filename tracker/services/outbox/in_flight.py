"""A statement that is in flight on PostgreSQL while this process does something else.

The statement is sent; its answer is taken later. Until then nothing else may be run on the connection, which
is for the caller to see to (`outbox.worker.OutboxWorker` does, for whatever goes through Django's cursors).
"""

import select
from collections.abc import Callable, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from psycopg import Connection, errors, pq

FLUSHED = 0
_BAD = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)
Parameter = str | int | datetime | None
Answer = Callable[[], list[bytes | None]]
_prepared: "WeakKeyDictionary[Connection[object], dict[str, bytes]]" = WeakKeyDictionary()
"""The names of the statements a connection has prepared: to plan one anew costs more than to run it."""


def send(sql: str, parameters: Sequence[Parameter]) -> Answer:
    """Send one statement with its places $1, $2 …; what it returns waits for the first column of its rows.

    Prepared once a connection; not through a pooler, whose next transaction may have another session, which
    does not know the name. Raises Django's database errors, at once or when the answer is taken.
    """
    connection.ensure_connection()
    pg = connection.connection.pgconn
    given = [_text(each) for each in parameters]
    with connection.wrap_database_errors:
        # SQL: a statement whose answer is taken later; Django's cursors wait for theirs
        if settings.DATABASE_POOLED:
            pg.send_query_params(sql.encode(), given)
        else:
            pg.send_query_prepared(_name(sql), given)
        while pg.flush() != FLUSHED:
            select.select([], [pg.socket], [])
    return lambda: _answer(pg)


def _name(sql: str) -> bytes:
    """The name under which the connection knows the statement."""
    names = _prepared.setdefault(connection.connection, {})
    if sql not in names:
        name = f"in_flight_{len(names)}".encode()
        # SQL: as above
        connection.connection.pgconn.send_prepare(name, sql.encode())
        _answer(connection.connection.pgconn)
        names[sql] = name
    return names[sql]


def _answer(pg: pq.abc.PGconn) -> list[bytes | None]:
    found: list[bytes | None] = []
    failed: pq.abc.PGresult | None = None
    with connection.wrap_database_errors:
        while True:
            while pg.is_busy():
                select.select([pg.socket], [], [])
                pg.consume_input()
            result = pg.get_result()
            if result is None:
                break
            if result.status in _BAD:
                failed = result
            found += [result.get_value(row, 0) for row in range(result.ntuples)]
        if failed is not None:
            raise errors.error_from_result(failed)
    return found


def _text(parameter: Parameter) -> bytes | None:
    if parameter is None:
        return None
    return (parameter.isoformat() if isinstance(parameter, datetime) else str(parameter)).encode()
