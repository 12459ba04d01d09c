"""The timeline: the cases that lie within a span of time, on one axis, in groups."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.dates.broken_axis import broken_axis
from tracker.domain.dates.fuses import Axis, TickUnit, axis_between
from tracker.models import Section
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, dashboard_row, latest
from tracker.templatetags.local_names import local_all

ROWS_PER_PAGE = 100
FUTURE_SHARE = 0.3
"""So much of a chosen span lies ahead of the instant; the rest is past."""
LONGEST_SILENCE = timedelta(days=366)
"""Over all of history the axis is broken where nothing lies for longer than this."""


class TimeSpan(StrEnum):
    """How much time the axis covers."""

    MONTH = "1m"
    QUARTER = "3m"
    YEAR = "1y"
    FIVE_YEARS = "5y"
    ALL = "all"


LENGTHS = {
    TimeSpan.MONTH: timedelta(days=31),
    TimeSpan.QUARTER: timedelta(days=92),
    TimeSpan.YEAR: timedelta(days=366),
    TimeSpan.FIVE_YEARS: timedelta(days=1827),
}


class By(StrEnum):
    """What the cases are grouped by."""

    DOSSIER = "dossier"
    SENDER = "sender"


class PastTheEnd(ValueError):
    """No case stands on that page, and it is not the first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one crisis, or of the same senders. `slug` is that of the crisis, empty for senders."""

    slug: str
    name: str
    rows: tuple[DashboardRow, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of it; `has_more` says whether another follows. Nothing is counted, so it has no last page."""

    axis: Axis
    groups: tuple[Group, ...]
    page: int
    has_more: bool


def timeline(phases: PhaseQuerySet, *, at: datetime, span: TimeSpan, by: By, page: int = 1) -> Timeline:
    """Cases that overlap the span, of phases that hold `at` (1 query).

    The latest come first, at most `ROWS_PER_PAGE` of them; groups follow their latest case. A case is over
    with its outcome, or with its last date while the outcome is open. Raises `PastTheEnd`.
    """
    fixed = _axis(at, span) if span is not TimeSpan.ALL else None
    # All live ones overlap, since the instant does; their `sort_at` lies ahead of it.
    found = phases.filter(sort_at__gte=fixed.start) if fixed else phases
    begin = (page - 1) * ROWS_PER_PAGE
    most = begin + ROWS_PER_PAGE + 1
    crisis = ("ultimatum__dossier__slug", "ultimatum__dossier__title")
    rows = list(latest(found, Section, most, *crisis, at=at)[begin:most])
    if not rows and page > 1:
        raise PastTheEnd(page)
    shown = [
        (slug or "", title or "", dashboard_row(status, text, at=at))
        for _sort_at, _pk, status, text, slug, title in rows[:ROWS_PER_PAGE]
    ]
    axis = fixed or broken_axis(_instants(row for _slug, _title, row in shown), at, LONGEST_SILENCE)
    return Timeline(axis, _grouped(shown, by), page, len(rows) > ROWS_PER_PAGE)


def _axis(at: datetime, span: TimeSpan) -> Axis:
    at = at.replace(second=0, microsecond=0)
    ahead = LENGTHS[span] * FUTURE_SHARE
    axis = axis_between(at - (LENGTHS[span] - ahead), at + ahead, at)
    # A month stands on an axis of years with its own; a day has room for it once.
    ticks = (
        replace(tick, with_year=tick.with_year or place == 0 or tick.unit is TickUnit.MONTH)
        for place, tick in enumerate(axis.ticks)
    )
    return replace(axis, ticks=tuple(ticks))


def _instants(rows: Iterable[DashboardRow]) -> Iterator[datetime]:
    for row in rows:
        if row.announced_at:
            yield row.announced_at
        for window in filter(None, (row.window, *row.ghosts)):
            yield from filter(None, (window.earliest_at, window.latest_at))


def _grouped(rows: Iterable[tuple[str, str, DashboardRow]], by: By) -> tuple[Group, ...]:
    groups: dict[tuple[str, str], list[DashboardRow]] = {}
    for slug, title, row in rows:
        group = (slug, title) if by is By.DOSSIER else ("", ", ".join(local_all(row.senders)))
        groups.setdefault(group, []).append(row)
    return tuple(Group(slug, name, tuple(found)) for (slug, name), found in groups.items())
