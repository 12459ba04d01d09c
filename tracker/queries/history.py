"""All of history by the length of its time limits, from hours to years: a poster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, TextField
from django.db.models.functions import Cast

from tracker.domain.dates.distances import Distance, Until, distance
from tracker.domain.dates.lengths import LIMITS, LengthScale, place_among_limits, scale_for
from tracker.domain.dates.moments import zone
from tracker.domain.status.standing import Status
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, dashboard_row

MOST = 300
"""As many cases as a sheet holds; of more, those announced last."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One case: its time limit in force, from its announcement to its earliest date, and where that lies.

    `x` and `latest_x` (None: no later date, or none known) are in percent of the scale, so are the `struck`
    places of dates that hold no more.
    """

    row: DashboardRow
    length: Distance
    x: float
    latest_x: float | None
    struck: tuple[float, ...]

    @property
    def is_resolved(self) -> bool:
        """Whether an outcome stands at its end."""
        return self.row.status is Status.RESOLVED


@dataclass(frozen=True, slots=True)
class History:
    """The whole poster: `groups` for each limit of `LIMITS` and one for what is longer, the shortest first.

    `undated` cases have no length. `is_cut`: there are more cases than are shown.
    """

    scale: LengthScale
    groups: tuple[tuple[HistoryLine, ...], ...]
    undated: int
    is_cut: bool

    @property
    def drawn(self) -> int:
        """How many cases have a line."""
        return sum(map(len, self.groups))


def history(phases: PhaseQuerySet, *, at: datetime) -> History:
    """Every case of phases that hold `at`, at most `MOST` (1 query)."""
    newest = phases.order_by(F("announced_at").desc(nulls_last=True), "-ultimatum_id").annotate(
        text=Cast("row", TextField())
    )
    found = list(newest.values_list("status", "text")[: MOST + 1])
    rows = [dashboard_row(status, text, at=at) for status, text in found[:MOST]]
    return drawn(rows, is_cut=len(found) > MOST)


def drawn(rows: list[DashboardRow], *, is_cut: bool) -> History:
    """The poster of these rows. `is_cut`: there are more cases."""
    lengths = [(row, length) for row in rows if (length := _length(row))]
    scale = scale_for(length.span for _row, length in lengths)
    lines = sorted(
        (_line(row, length, scale) for row, length in lengths),
        key=lambda line: (line.length.span, line.row.slug),
    )
    return History(scale, _grouped(lines), len(rows) - len(lines), is_cut)


def _length(row: DashboardRow) -> Distance | None:
    """From the announcement to the earliest date; None without either."""
    if row.due is None or row.announced is None:
        return None
    found = distance(row.announced, Until(row.due.earliest), zone(row.due.timezone))
    return max(found, Distance(found.grain, timedelta(0)), key=lambda each: each.span)


def _line(row: DashboardRow, length: Distance, scale: LengthScale) -> HistoryLine:
    announced, window = row.announced_at, row.window
    if announced is None or window is None:
        raise ValueError(f"{row.slug} has no length")
    latest = window.latest_at
    late = scale.x(latest - announced) if latest and latest > window.earliest_at else None
    struck = (scale.x((ghost.latest_at or ghost.earliest_at) - announced) for ghost in row.ghosts)
    x = scale.x(length.span)
    return HistoryLine(row, length, x, late if late is not None and late > x else None, tuple(struck))


def _grouped(lines: Iterable[HistoryLine]) -> tuple[tuple[HistoryLine, ...], ...]:
    groups: list[list[HistoryLine]] = [[] for _limit in range(len(LIMITS) + 1)]
    for line in lines:
        groups[place_among_limits(line.length.span)].append(line)
    return tuple(map(tuple, groups))
