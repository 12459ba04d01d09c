"""Long lists of rows, read as they are asked for and never held whole."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

Of = TypeVar("Of", bound=Model)
Row = TypeVar("Row")


def streamed(rows: "QuerySet[Of, Row]", *, at_once: int = 2000) -> Iterator[Row]:
    """The rows in their order, which leaves no two equal (1 query).

    Behind a pooler there is no cursor from one transaction to the next, and the driver would fetch all rows:
    there their keys are read first, then so many at once by them; what was deleted meanwhile is missing.
    """
    if not settings.DATABASE_POOLED:
        yield from rows.iterator(at_once)
        return
    keys: Iterator[Any] = iter(list(rows.values_list("pk", flat=True)))
    while some := list(islice(keys, at_once)):
        yield from rows.filter(pk__in=some)
