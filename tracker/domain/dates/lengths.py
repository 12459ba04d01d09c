"""Lengths of time on a logarithmic scale, so that hours and years can be read on the same one.

Pure geometry: every x is a number from 0 (the scale starts) to 100 (it ends).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365.2425)
LEAST = HOUR
"""What is shorter, or falls due on the day it was announced, lies where the scale starts."""
ROOM = 1.25
"""The scale goes on beyond the longest by this factor, so that its mark is not cut."""
_MAJOR = (HOUR, 6 * HOUR, 2 * DAY, 10 * DAY, 50 * DAY, YEAR, 10 * YEAR, 50 * YEAR)
_MINOR = (DAY, 5 * DAY, 25 * DAY, 100 * DAY, 2 * YEAR, 5 * YEAR, 20 * YEAR, 100 * YEAR)
_STEPS = sorted((*_MAJOR, *_MINOR))
LIMITS = (2 * DAY, 50 * DAY, timedelta(days=731))
"""Up to 48 hours, 50 days, two years (one of them may be a leap year), and longer."""


@dataclass(frozen=True, slots=True)
class LengthTick:
    """A round length on the scale; `is_major` ones are enough where there is little room."""

    length: timedelta
    x: float
    is_major: bool


@dataclass(frozen=True, slots=True)
class LengthScale:
    """From `start` to `end`, both longer than nothing; equal factors lie equally far apart."""

    start: timedelta
    end: timedelta

    def x(self, length: timedelta) -> float:
        """Where a length lies, in percent, held to 0..100."""
        if length <= self.start:
            return 0.0
        return min(100.0, 100.0 * log(length / self.start) / log(self.end / self.start))

    @property
    def ticks(self) -> tuple[LengthTick, ...]:
        """The round lengths on it, those at its very ends left out."""
        found = ((each, self.x(each)) for each in _STEPS)
        return tuple(LengthTick(each, x, each in _MAJOR) for each, x in found if 1 <= x <= 98)


def scale_for(lengths: Iterable[timedelta]) -> LengthScale:
    """The scale that holds all of these; from hours to a year at the least."""
    known = [max(each, LEAST) for each in lengths]
    start = max((each for each in (LEAST, 6 * HOUR) if each < min(known, default=DAY)), default=LEAST / 2)
    return LengthScale(start, max(YEAR, max(known, default=YEAR)) * ROOM)


def place_among_limits(length: timedelta, limits: Sequence[timedelta] = LIMITS) -> int:
    """How many of the limits a length is beyond: 0 up to the first of them, their number above the last."""
    return sum(length > limit for limit in limits)
