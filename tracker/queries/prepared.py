"""Statements that the ORM makes once a process, asked for at any instant.

To make the two that name actors and crises anew takes 4 ms of CPU a search, whatever it finds: of the seeds
8.2 instead of 4.2 ms where little is found, 11.9 instead of 7.9 for a state (docs/decisions/libraries.md).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Sql = tuple[str, list[Any]]
"""A piece of a statement and its parameters."""
_ANY_INSTANT = datetime(1, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
"""Stands in the parameters for the instant that is asked for."""


def statement(make: Callable[[datetime], QuerySet[Any, Any]], at: datetime) -> Sql:
    """What `make`, a function of a module, asks the database at an instant, which it takes as it is."""
    sql, params = _made(make, connection.vendor)
    stands_for, instant = parameter(_ANY_INSTANT), parameter(at)
    return sql, [instant if each == stands_for else each for each in params]


def parameter(at: datetime) -> Any:
    """An instant as the database takes it."""
    return connection.ops.adapt_datetimefield_value(at)


@cache
def _made(
    make: Callable[[datetime], QuerySet[Any, Any]],
    _vendor: str,
) -> tuple[str, tuple[Any, ...]]:
    sql, params = make(_ANY_INSTANT).query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)
