"""How far two moments lie apart, told no more finely than the coarser of the two is known.

Everything that says such a distance asks `distance`: how long after a time limit something happened, how far
a date moved, how long a limit was. Between two instants it is the time elapsed, whatever the clocks on the
wall did; where either is known by its day, calendar days in the zone of the time limit; where either is known
by its month or year alone, months or years.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self

from tracker.domain.dates.moments import Grain, When, zone
from tracker.domain.dates.windows import Due

_MEAN_DAYS = {Grain.YEAR: 365.2425, Grain.MONTH: 365.2425 / 12, Grain.DAY: 1}
_COARSEST_FIRST = tuple(Grain)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart, with the grain to which that is known; negative where the second moment is earlier.

    `span` orders distances and is what statistics count: elapsed time where `grain` is `instant`, else whole
    days, of months and years those between the first days of the two. `count` is what may be printed.
    """

    grain: Grain
    span: timedelta

    @property
    def count(self) -> int:
        """Whole years, months or days by the grain; of instants the whole seconds, rounded towards zero."""
        if self.grain is Grain.INSTANT:
            return int(self.span.total_seconds())
        # The first days of two months lie within three days of so many months of mean length.
        return round(int(self.span / timedelta(days=1)) / _MEAN_DAYS[self.grain])

    def __bool__(self) -> bool:
        return bool(self.span)

    def __neg__(self) -> Self:
        return type(self)(self.grain, -self.span)

    def __abs__(self) -> Self:
        return type(self)(self.grain, abs(self.span))


@dataclass(frozen=True, slots=True)
class Until:
    """A bound of a time limit as a moment: what ends at midnight ends the day before it."""

    bound: When


Moment = When | Until | datetime
"""A date as finely as it is known, a bound of a time limit, or an aware instant."""


def distance(one: Moment, other: Moment, where: tzinfo) -> Distance:
    """From one moment to the other; days are those of the zone `where`, that of the time limit."""
    grain = coarsest([_grain(one), _grain(other)])
    if grain is Grain.INSTANT:
        return Distance(grain, _instant(other) - _instant(one))
    return Distance(grain, _first_day(other, grain, where) - _first_day(one, grain, where))


def from_window(due: Due, on: When | datetime) -> Distance:
    """From a time limit to a moment: negative before its earliest bound, positive after its latest.

    Zero within it; a window without a latest bound has no after.
    """
    where = zone(due.timezone)
    before = distance(Until(due.earliest), on, where)
    if before.span < timedelta(0):
        return before
    after = distance(Until(due.latest), on, where) if due.latest else None
    if after and after.span > timedelta(0):
        return after
    return Distance(before.grain, timedelta(0))


def drift(before: Due | None, after: Due | None) -> Distance | None:
    """How far a change moved the latest bound (negative: earlier); None where either has no such bound."""
    if before is None or after is None or before.latest is None or after.latest is None:
        return None
    return distance(Until(before.latest), Until(after.latest), zone(after.timezone))


def is_same_date(before: Due, after: Due) -> bool:
    """Whether both name the same bounds, as far as both are known: 7 April, and 20:00 on that day."""
    if (before.latest is None) is not (after.latest is None):
        return False
    earliest = distance(Until(before.earliest), Until(after.earliest), zone(after.timezone))
    return not earliest and not drift(before, after)


def total(distances: Iterable[Distance]) -> Distance | None:
    """Several distances as one, known as finely as the coarsest of them; None of none."""
    found = list(distances)
    if not found:
        return None
    return Distance(coarsest(each.grain for each in found), sum((each.span for each in found), timedelta(0)))


def coarsest(grains: Iterable[Grain]) -> Grain:
    """The coarsest of some grains; `instant` of none."""
    return min(grains, key=_COARSEST_FIRST.index, default=Grain.INSTANT)


def _known(moment: Moment) -> When | datetime:
    return moment.bound if isinstance(moment, Until) else moment


def _grain(moment: Moment) -> Grain:
    known = _known(moment)
    return known.grain if isinstance(known, When) else Grain.INSTANT


def _instant(moment: Moment) -> datetime:
    known = _known(moment)
    return known.starts_at if isinstance(known, When) else known.astimezone(UTC)


def _first_day(moment: Moment, grain: Grain, where: tzinfo) -> date:
    """The day of a moment in a zone, or the first of its month or year where those are counted."""
    day = _day(moment, where)
    if grain is Grain.DAY:
        return day
    return day.replace(day=1) if grain is Grain.MONTH else day.replace(month=1, day=1)


def _day(moment: Moment, where: tzinfo) -> date:
    known = _known(moment)
    if isinstance(known, When) and known.grain is not Grain.INSTANT:
        return known.first_day
    local = _instant(moment).astimezone(where)
    ends_a_day = isinstance(moment, Until) and local.time() == time.min
    return local.date() - timedelta(days=1) if ends_a_day else local.date()
