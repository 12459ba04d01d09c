"""Queries that every page or tick asks, compiled once: to make the SQL of one anew costs more than to run it.

@compiled_once
def _overdue(now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    return Phase.objects.over(now).values_list("pk")

rows = _overdue(now)
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

STAND_IN = datetime(1999, 12, 31, 23, 59, 58, 7, tzinfo=UTC)
"""The instant a query is compiled with; its places in the statement are where the real one goes."""
PLACE = object()
"""What stands in the parameters where the instant goes."""

Rows = list[tuple[Any, ...]]


class _Statement(NamedTuple):
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]


def compiled_once(query: Callable[[datetime], QuerySet[Any, tuple[Any, ...]]]) -> Callable[[datetime], Rows]:
    """Runs a `values_list` query that depends on one instant and on nothing else; all its rows at once."""

    @lru_cache(maxsize=2)
    def statement(_vendor: str) -> _Statement:
        compiler = query(STAND_IN).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        stand_in = _adapted(STAND_IN)
        return _Statement(compiler, sql, tuple(PLACE if each == stand_in else each for each in parameters))

    @wraps(query)
    def rows(at: datetime) -> Rows:
        compiler, sql, parameters = statement(connection.vendor)
        instant = _adapted(at)
        with connection.cursor() as cursor:
            cursor.execute(sql, [instant if each is PLACE else each for each in parameters])
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.results_iter([found])]

    return rows


def _adapted(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
