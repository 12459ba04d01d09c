"""Windows: the two instants at which a deadline expires at the earliest and at the latest."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from tracker.domain.dates.moments import Grain, When, zone


class Precision(StrEnum):
    """How precisely the words fix the date."""

    INSTANT = "instant"
    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    VAGUE = "vague"
    OPEN_ENDED = "open-ended"


class ImpossibleWindow(ValueError):
    """The bounds contradict each other or the precision; the message says which and what would be right."""


@dataclass(frozen=True, slots=True)
class Window:
    """Two instants in UTC; `latest_at` is None where nothing says when it is over at the latest."""

    earliest_at: datetime
    latest_at: datetime | None

    def __post_init__(self) -> None:
        if self.latest_at is not None and self.latest_at < self.earliest_at:
            raise ImpossibleWindow(
                f"the window ends at {self.latest_at} and begins later, at {self.earliest_at}"
            )

    def lies_within(self, other: "Window") -> bool:
        """Whether it begins no earlier and ends no later than the other."""
        if self.earliest_at < other.earliest_at:
            return False
        return other.latest_at is None or (self.latest_at is not None and self.latest_at <= other.latest_at)


@dataclass(frozen=True)
class Due:
    """The bounds as they were worded; both are included.

    A bound is an instant when an hour was given, else a calendar day read in `timezone` (an IANA name).
    `latest` is None only for an open-ended time limit. `in_city`: the place is the city the zone is named for
    (New York), not the seat of government that shares its clock (Washington). Raises `ImpossibleWindow` or
    `NoSuchZone`.
    """

    earliest: When
    latest: When | None
    precision: Precision
    timezone: str
    timezone_assumed: bool
    in_city: bool = False

    def __post_init__(self) -> None:
        zone(self.timezone)
        if (self.latest is None) != (self.precision is Precision.OPEN_ENDED):
            raise ImpossibleWindow("precision open-ended, and only that one, goes without a latest bound")
        bounds = [bound for bound in (self.earliest, self.latest) if bound is not None]
        if {bound.grain for bound in bounds} not in ({Grain.DAY}, {Grain.INSTANT}):
            raise ImpossibleWindow("the bounds are both full dates or both instants")
        if self.latest is not None:
            self._check_bounds(self.earliest, self.latest)
        _ = self.window

    def _check_bounds(self, earliest: When, latest: When) -> None:
        if earliest.starts_at > latest.starts_at:
            raise ImpossibleWindow(f"earliest {earliest} is after latest {latest}")
        wanted = {Precision.DAY: Grain.DAY, Precision.INSTANT: Grain.INSTANT}.get(self.precision)
        if wanted and (earliest.grain is not wanted or earliest.starts_at != latest.starts_at):
            raise ImpossibleWindow(f"precision {self.precision} wants two equal bounds that are {wanted}s")
        if self.precision is Precision.RANGE and earliest.starts_at == latest.starts_at:
            raise ImpossibleWindow("a range wants two different bounds")
        if self.precision is Precision.MONTH:
            whole = When(earliest.text[:7])
            if earliest.grain is not Grain.DAY or (earliest.first_day, latest.first_day) != (
                whole.first_day,
                whole.last_day,
            ):
                raise ImpossibleWindow("precision month wants the first and the last day of one month")

    @cached_property
    def window(self) -> Window:
        """The two instants: a day expires at its end in the zone, an instant at itself.

        The earliest bound of a month or a vague period is the *end* of its first day as well: a time
        limit that may fall on that day cannot expire before it is over (product rule, 'Time' 2).
        """
        where = zone(self.timezone)
        latest = self.latest.end_in(where) if self.latest else None
        return Window(self.earliest.end_in(where), latest)
