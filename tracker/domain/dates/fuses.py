"""Fuses: where a deadline lies on a line of time, in percent of the line's length.

One axis is shared by all the rows of a board. It covers what is typical of them around the instant shown;
a deadline far beyond that is cut off and marked, so that one date in ten years does not flatten the rest.
Pure geometry: every x is a number from 0 (the axis starts) to 100 (it ends).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from statistics import median_high, median_low

from tracker.domain.dates.windows import Window

MOST_TICKS = 8
SHORTEST_REACH = timedelta(hours=6)
OUTLIER_FACTOR = 3
NEVER_OUTLYING = timedelta(days=30)
"""A reach more than `OUTLIER_FACTOR` times the median one is cut off, unless it is shorter than this."""
LEAST_SHARE = 0.12
"""Neither the past nor the future gets less than this share of a board's axis."""
MOST_PAST = 1.25
"""The past gets at most this many times the length of the future: what is to come is what matters."""
PADDING = 0.05
"""Free room at each end, as a share of the length, so that marks and labels are not cut."""
GRAINS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 360, 1440, 7 * 1440, 28 * 1440))
GRAINS_AT_LEAST = 200
"""A board's axis begins and ends at multiples of the coarsest grain it holds so many of."""
OPEN_END_SHARE = 18.0
"""An open-ended window fades out over this many percent of the axis."""
FIRST_INSTANT = datetime(2, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(9998, 12, 31, tzinfo=UTC)


class TickUnit(StrEnum):
    """What a tick stands for, and so how it is worded."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Tick:
    """A round instant on the axis; `is_major` ones are enough where there is little room.

    `with_year`: the first of a year that the ticks before, or the instant shown, do not make plain.
    """

    at: datetime
    x: float
    unit: TickUnit
    is_major: bool
    with_year: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time, `start` to `end`; `now_x` is None when the instant shown lies outside.

    Its days and hours are those of `zone`: ticks stand at midnights there, and are worded there.
    """

    start: datetime
    end: datetime
    ticks: tuple[Tick, ...]
    now_x: float | None
    zone: tzinfo = UTC

    @property
    def breaks(self) -> tuple["Stroke", ...]:
        """Where time was cut out: nowhere (dates/broken_axis.py)."""
        return ()

    def x(self, instant: datetime) -> float:
        """Where the instant lies, in percent, held to 0..100."""
        return min(100.0, max(0.0, self.unbounded_x(instant)))

    def unbounded_x(self, instant: datetime) -> float:
        """Where the instant lies, in percent; below 0 or above 100 when it is off the axis."""
        return 100.0 * ((instant - self.start) / (self.end - self.start))


@dataclass(frozen=True, slots=True)
class Span:
    """What a row asks of the axis: from the announcement to its latest known instant (None: no date)."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A piece of line or a band, `x1 <= x2`, both within 0..100."""

    x1: float
    x2: float

    @property
    def width(self) -> float:
        """How long it is, in percent."""
        return self.x2 - self.x1


@dataclass(frozen=True, slots=True)
class Ghost:
    """An earlier date that no longer holds: its mark, and the band of its window when it had one."""

    x: float
    band: Stroke | None


@dataclass(frozen=True, slots=True)
class Fuse:
    """A deadline as a line: what has burnt, what is left, and where it may expire.

    `spent` runs from the announcement to the instant shown, `left` on to the earliest expiry, `band` is the
    window between earliest and latest; a part that has no length on this axis is None. `earliest_x` and
    `latest_x` are the end marks (None: off the axis, or unknown). An open-ended window has a band that
    fades; without any window `dotted` replaces all of them. `starts_before` and `ends_after` say that the
    line goes on beyond the axis. `beyond`: where all of it lies off the axis, its end next to the axis.
    """

    start_x: float | None
    now_x: float | None
    spent: Stroke | None
    left: Stroke | None
    band: Stroke | None
    earliest_x: float | None
    latest_x: float | None
    dotted: Stroke | None
    is_open_ended: bool
    starts_before: bool
    ends_after: bool
    ghosts: tuple[Ghost, ...]
    beyond: datetime | None = None


def axis_for(spans: Iterable[Span], at: datetime) -> Axis:
    """The axis a board shares: what is typical of its rows, with `at` inside.

    Reaches into the future and into the past are judged apart: each as long as the longest one that is not
    an outlier.
    """
    rows = list(spans)
    future = _typical([row.end - at for row in rows if row.end is not None and row.end > at])
    past = _typical(
        [at - row.start for row in rows if row.start < at]
        + [at - row.end for row in rows if row.end is not None and row.end < at]
    )
    if not future and not past:
        future = past = timedelta(days=7)
    is_alone = sum(row.end is not None and row.end > at for row in rows) == 1
    if is_alone and any(row.end and row.end <= at for row in rows) and future > _longest_beside(past):
        future = past  # the only date ahead lies far beyond all that the other rows show
    if not future:
        future = past * LEAST_SHARE
    future = max(future, SHORTEST_REACH)
    if _has_future(rows, at):
        past = min(max(past, future * LEAST_SHARE), future * MOST_PAST)
    return _axis(*_rounded_out(at - past, at + future), at)


def axis_over(instants: Iterable[datetime], at: datetime, where: tzinfo = UTC) -> Axis:
    """The axis of one case: all its instants, none cut off; `at` only when it lies among or near them."""
    known = sorted(instants)
    start, end = (known[0], known[-1]) if known else (at, at)
    length = max(end - start, SHORTEST_REACH)
    if end < at <= end + length / 2:
        end = at
    if start - length / 2 <= at < start:
        start = at
    return _axis(start, max(end, start + SHORTEST_REACH), at, where)


def axis_of_crisis(spans: Iterable[Span], at: datetime) -> Axis:
    """The axis the cases of one crisis share, over or not: what is typical of them; `at` when it lies near.

    A case far from all the others is cut off, so that years of quiet do not flatten the rest.
    """
    rows = list(spans)
    if not rows:
        return axis_over((), at)
    first = min(row.start for row in rows)
    last = first + _typical([(row.end or row.start) - first for row in rows])
    begins = last - _typical([last - row.start for row in rows if row.start <= last])
    return axis_over([begins, last], at)


def axis_between(start: datetime, end: datetime, at: datetime, where: tzinfo = UTC) -> Axis:
    """The axis over just these bounds, whatever lies on it; held to what a calendar can hold.

    Raises `ValueError` where the end does not come after the start.
    """
    start, end = max(start, FIRST_INSTANT), min(end, LAST_INSTANT)
    if end <= start:
        raise ValueError(f"an axis ends after it starts, and {end} is not after {start}")
    bare = Axis(start, end, (), None, where)
    now_x = bare.x(at) if start <= at <= end else None
    return Axis(start, end, tuple(_with_years(_ticks(bare), at.astimezone(where).year)), now_x, where)


def fuse(
    axis: Axis, announced_at: datetime, window: Window | None, ghosts: Iterable[Window], *, at: datetime
) -> Fuse:
    """The line of one deadline on an axis, as it stands at an instant; `ghosts` are its earlier windows."""
    earlier = tuple(mark for mark in (_ghost(axis, window) for window in ghosts) if mark is not None)
    start_x = axis.unbounded_x(announced_at)
    now_x = axis.unbounded_x(at)
    if window is None:
        dotted = _stroke(start_x, 100.0)
        return Fuse(
            _mark(start_x), _mark(now_x), None, None, None, None, None,
            dotted, False, start_x < 0, start_x > 100, earlier, announced_at if start_x > 100 else None,
        )  # fmt: skip
    first_x = axis.unbounded_x(window.earliest_at)
    last_x = first_x + OPEN_END_SHARE if window.latest_at is None else axis.unbounded_x(window.latest_at)
    is_point = window.latest_at == window.earliest_at
    ended_before = (window.latest_at or window.earliest_at) if last_x < 0 else None
    return Fuse(
        start_x=_mark(start_x),
        now_x=_mark(now_x) if start_x <= now_x <= last_x else None,
        spent=_stroke(start_x, min(now_x, first_x)),
        left=_stroke(max(start_x, now_x), first_x),
        band=None if is_point else _stroke(first_x, last_x),
        earliest_x=_mark(first_x),
        latest_x=None if is_point or window.latest_at is None else _mark(last_x),
        dotted=None,
        is_open_ended=window.latest_at is None,
        starts_before=start_x < 0,
        ends_after=start_x > 100 or (last_x > 100 and window.latest_at is not None),
        ghosts=earlier,
        beyond=announced_at if start_x > 100 else ended_before,
    )


def _has_future(rows: Sequence[Span], at: datetime) -> bool:
    return any(row.end is not None and row.end > at for row in rows)


def _typical(reaches: list[timedelta]) -> timedelta:
    """The longest reach that is not an outlier; zero when there is none."""
    if not reaches:
        return timedelta(0)
    median = median_low(reaches) if len(reaches) < 3 else median_high(reaches)
    limit = _longest_beside(median)
    return max(reach for reach in reaches if reach <= limit)


def _longest_beside(usual: timedelta) -> timedelta:
    """The longest reach that is no outlier among those of a usual length."""
    return max(usual * OUTLIER_FACTOR, NEVER_OUTLYING)


def _rounded_out(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The bounds as round instants a little further out, so that they stay the same for a while."""
    start, end = max(start, FIRST_INSTANT), min(end, LAST_INSTANT)
    grain = max((each for each in GRAINS if each * GRAINS_AT_LEAST <= end - start), default=GRAINS[0])
    return start - (start - FIRST_INSTANT) % grain, end + (FIRST_INSTANT - end) % grain


def _axis(start: datetime, end: datetime, at: datetime, where: tzinfo = UTC) -> Axis:
    """An axis over a stretch with room at its ends and ticks at round instants."""
    room = (end - start) * PADDING
    start = FIRST_INSTANT if start - FIRST_INSTANT < room else start - room
    end = LAST_INSTANT if LAST_INSTANT - end < room else end + room
    return axis_between(start, end, at, where)


def _ticks(axis: Axis) -> Iterator[Tick]:
    """Round instants on the axis, at most `MOST_TICKS`, those next to its very ends left out."""
    # What is round on the clocks of the zone is found as if they showed UTC.
    unit, clocks = _round_instants(*(_shown(bound, axis.zone) for bound in (axis.start, axis.end)))
    for place, clock in enumerate(clocks):
        instant = clock.replace(tzinfo=axis.zone)
        x = axis.unbounded_x(instant)
        if 1 <= x <= 97:
            yield Tick(instant, x, unit, place % 2 == 0)


def _with_years(ticks: Iterable[Tick], year: int) -> Iterator[Tick]:
    """The ticks, the first of each year marked, also among the major ones; `year` needs no telling."""
    of_all = of_major = year
    for tick in ticks:
        is_first = tick.at.year != of_all or (tick.is_major and tick.at.year != of_major)
        of_all = tick.at.year
        of_major = tick.at.year if tick.is_major else of_major
        yield replace(tick, with_year=is_first)


def _shown(instant: datetime, where: tzinfo) -> datetime:
    """What the clocks of a zone show at an instant, as if it were UTC."""
    return instant.astimezone(where).replace(tzinfo=UTC)


def _round_instants(start: datetime, end: datetime) -> tuple[TickUnit, list[datetime]]:
    """The finest row of round instants that keeps within `MOST_TICKS`."""
    for unit, step, walk in _STEPS:
        instants = list(_within(walk(start, step), start, end, MOST_TICKS + 1))
        if len(instants) <= MOST_TICKS:
            return unit, instants
    return TickUnit.YEAR, []


def _within(instants: Iterator[datetime], start: datetime, end: datetime, at_most: int) -> Iterator[datetime]:
    """Those of a rising row of instants that lie within the stretch, no more than asked for."""
    found = 0
    for instant in instants:
        if instant > end or found == at_most:
            return
        if instant >= start:
            found += 1
            yield instant


def _hours(start: datetime, step: int) -> Iterator[datetime]:
    """Hours of the UTC day divisible by `step`."""
    instant = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    instant -= timedelta(hours=instant.hour % step)
    while instant < LAST_INSTANT:
        yield instant
        instant += timedelta(hours=step)


def _days(start: datetime, step: int) -> Iterator[datetime]:
    """Midnights in UTC, every `step` days; weeks begin on Monday."""
    instant = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    instant -= timedelta(days=(instant.toordinal() - 1) % step)
    while instant < LAST_INSTANT:
        yield instant
        instant += timedelta(days=step)


def _months(start: datetime, step: int) -> Iterator[datetime]:
    """First days of the months, every `step` months from January."""
    instant = start.astimezone(UTC)
    count = instant.year * 12 + (instant.month - 1) // step * step
    while count // 12 <= LAST_INSTANT.year:
        yield datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)
        count += step


def _years(start: datetime, step: int) -> Iterator[datetime]:
    """First days of the years divisible by `step`."""
    year = start.astimezone(UTC).year // step * step
    while year <= LAST_INSTANT.year:
        if year >= FIRST_INSTANT.year:
            yield datetime(year, 1, 1, tzinfo=UTC)
        year += step


Walk = Callable[[datetime, int], Iterator[datetime]]
_STEPS: tuple[tuple[TickUnit, int, Walk], ...] = (
    *((TickUnit.HOUR, step, _hours) for step in (1, 3, 6, 12)),
    *((TickUnit.DAY, step, _days) for step in (1, 2, 7, 14)),
    *((TickUnit.MONTH, step, _months) for step in (1, 3, 6)),
    *((TickUnit.YEAR, step, _years) for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
)


def _stroke(x1: float, x2: float) -> Stroke | None:
    """The part of a line that lies on the axis; None when nothing of it does."""
    low, high = max(0.0, x1), min(100.0, x2)
    return Stroke(low, high) if low < high else None


def _mark(x: float) -> float | None:
    """A mark's place, None off the axis."""
    return x if 0 <= x <= 100 else None


def _ghost(axis: Axis, window: Window) -> Ghost | None:
    """The mark of an earlier window, None when it lies off the axis."""
    first_x = axis.unbounded_x(window.earliest_at)
    last_x = first_x if window.latest_at is None else axis.unbounded_x(window.latest_at)
    if last_x < 0 or first_x > 100:
        return None
    return Ghost(axis.x(window.latest_at or window.earliest_at), _stroke(first_x, last_x))
