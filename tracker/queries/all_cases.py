"""Every case in one table: in any order, narrowed by anything it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from pydantic_core import from_json

from tracker.domain.status.standing import Status
from tracker.models import Actor
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, Facet, PageNotFound, dashboard_row
from tracker.queries.filters import DATED
from tracker.queries.streaming import streamed

ROWS_PER_PAGE = 100
_AT_ONCE = 500


class Column(StrEnum):
    """What the table is sorted by."""

    TITLE = "title"
    STATUS = "status"
    KIND = "kind"
    SENDER = "sender"
    TARGET = "target"
    ANNOUNCED = "announced"
    DUE = "due"
    MOVED = "moved"
    OUTCOME = "outcome"


DESCENDING = "-"
ORDERS = (*Column, *(f"{DESCENDING}{column}" for column in Column))
"""What an address may ask for; a minus before it turns the order round."""
USUAL = f"{DESCENDING}{Column.ANNOUNCED}"
_BY_STATUS = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(Status)),
    output_field=IntegerField(),
)
_FIELDS: dict[Column, Any] = {
    Column.TITLE: F("ultimatum__title"),
    Column.STATUS: _BY_STATUS,
    Column.KIND: F("ultimatum__kind"),
    Column.SENDER: F("by_sender"),
    Column.TARGET: F("by_target"),
    Column.ANNOUNCED: F("announced_at"),
    Column.DUE: F("due_at"),
    Column.MOVED: F("moves"),
    Column.OUTCOME: F("headline"),
}


@dataclass(frozen=True, slots=True)
class AllCases:
    """One page of the table. `running`: how many of all its cases have a date ahead."""

    rows: tuple[DashboardRow, ...]
    total: int
    running: int
    page: int
    pages: int


def all_cases(phases: PhaseQuerySet, *, at: datetime, sort: str = USUAL, page: int = 1) -> AllCases:
    """A page of the cases of phases that hold `at`, narrowed or not (2 queries). Raises `PageNotFound`."""
    is_running = Q(status__in=DATED)
    counted = phases.order_by().aggregate(total=Count("pk"), running=Count("pk", filter=is_running))
    total = counted["total"]
    pages = max(1, -(-total // ROWS_PER_PAGE))
    if not 1 <= page <= pages:
        raise PageNotFound(page, pages)
    begin = (page - 1) * ROWS_PER_PAGE
    rows = _rows(phases, sort)[begin : begin + ROWS_PER_PAGE]
    return AllCases(tuple(dashboard_row(*row, at=at) for row in rows), total, counted["running"], page, pages)


def stored_rows(phases: PhaseQuerySet, *, sort: str = USUAL) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All rows of the table as phases store them, with the status, read as they are asked for (1 query).

    Their dates are texts: a file of all cases needs no clock, and is written in half the time.
    """
    for status, text in streamed(_rows(phases, sort), at_once=_AT_ONCE):
        yield status, from_json(text)


def speakers(phases: PhaseQuerySet) -> list[Facet]:
    """Who spoke in one of these cases, by name (2 queries)."""
    found = phases.order_by().exclude(speakers="").values_list("speakers", flat=True).distinct()
    slugs = {slug for text in found for slug in text.split("|") if slug}
    rows = Actor.objects.filter(slug__in=slugs).order_by("name", "slug").values_list("slug", "name")
    return [Facet(slug, name) for slug, name in rows]


def _rows(phases: PhaseQuerySet, sort: str) -> QuerySet[Any, tuple[str, str]]:
    """In order; what has no value comes last either way, and equals by their keys."""
    field = _FIELDS[Column(sort.removeprefix(DESCENDING))]
    if sort.startswith(DESCENDING):
        ordered = phases.order_by(field.desc(nulls_last=True), "-ultimatum_id")
    else:
        ordered = phases.order_by(field.asc(nulls_last=True), "ultimatum_id")
    return ordered.annotate(as_text=Cast("row", TextField())).values_list("status", "as_text")
