"""An axis with breaks: long stretches in which nothing happens are cut, so that the rest can be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from tracker.domain.dates.fuses import (
    FIRST_INSTANT,
    LAST_INSTANT,
    Axis,
    Stroke,
    Tick,
    TickUnit,
    axis_between,
)

BREAK_SHARE = 2.0
MOST_FOR_BREAKS = 40.0
"""A break takes so many percent of the axis, all of them no more than these."""
ROOM_SHARE = 0.02
LEAST_ROOM = timedelta(days=10)
"""Free room at both ends of a piece, as a share of all that is kept."""
WIDE_ENOUGH = 10.0
"""A piece so wide, in percent, has ticks of its own; a narrower one has its year."""
BETWEEN_TICKS, BETWEEN_MAJOR_TICKS = 5.0, 14.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time that is drawn to scale, from `x1` to `x2`."""

    start: datetime
    end: datetime
    x1: float
    x2: float


@dataclass(frozen=True, slots=True)
class BrokenAxis(Axis):
    """An axis of pieces to one scale, with a break between each and the next."""

    pieces: tuple[Piece, ...] = ()

    @property
    def breaks(self) -> tuple[Stroke, ...]:
        """Where time was cut out."""
        return tuple(Stroke(one.x2, other.x1) for one, other in pairwise(self.pieces))

    def unbounded_x(self, instant: datetime) -> float:
        """Where the instant lies; within a break between its two ends."""
        if instant < self.start:
            return -1.0
        bounds = [
            (each, x) for piece in self.pieces for each, x in ((piece.start, piece.x1), (piece.end, piece.x2))
        ]
        for (start, x1), (end, x2) in pairwise(bounds):
            if instant <= end:
                return x1 + (x2 - x1) * ((instant - start) / (end - start))
        return 101.0


def broken_axis(instants: Iterable[datetime], at: datetime, longest: timedelta) -> Axis:
    """The axis over these and `at`, broken where nothing of it lies for longer than `longest`."""
    runs = _runs(sorted({at, *instants}), longest)
    kept = sum((run[-1] - run[0] for run in runs), timedelta(0))
    room = min(longest / 3, max(kept * ROOM_SHARE, LEAST_ROOM))
    stretches = [(max(run[0] - room, FIRST_INSTANT), min(run[-1] + room, LAST_INSTANT)) for run in runs]
    if len(stretches) == 1:
        return axis_between(*stretches[0], at)
    pieces = tuple(_pieces(stretches))
    bare = BrokenAxis(pieces[0].start, pieces[-1].end, (), None, pieces=pieces)
    return replace(bare, ticks=tuple(_ticks(bare, at)), now_x=bare.x(at))


def _runs(instants: Sequence[datetime], longest: timedelta) -> list[list[datetime]]:
    runs = [[instants[0]]]
    for one, other in pairwise(instants):
        if other - one > longest:
            runs.append([])
        runs[-1].append(other)
    return runs


def _pieces(stretches: Sequence[tuple[datetime, datetime]]) -> Iterator[Piece]:
    gaps = len(stretches) - 1
    gap = min(BREAK_SHARE, MOST_FOR_BREAKS / gaps)
    whole = sum((end - start for start, end in stretches), timedelta(0))
    x = 0.0
    for start, end in stretches:
        width = (100.0 - gap * gaps) * ((end - start) / whole)
        yield Piece(start, end, x, x + width)
        x += width + gap


def _ticks(axis: BrokenAxis, at: datetime) -> list[Tick]:
    """Ticks with their years, from the latest back, as far apart as their labels need."""
    kept: list[Tick] = []
    last = last_major = 100.0 + BETWEEN_MAJOR_TICKS
    for tick in sorted(_candidates(axis, at), key=lambda each: -each.x):
        if last - tick.x < BETWEEN_TICKS:
            continue
        is_major = last_major - tick.x >= BETWEEN_MAJOR_TICKS
        kept.append(replace(tick, is_major=is_major, with_year=True))
        last, last_major = tick.x, tick.x if is_major else last_major
    return kept[::-1]


def _candidates(axis: BrokenAxis, at: datetime) -> Iterator[Tick]:
    for piece in axis.pieces:
        if piece.x2 - piece.x1 < WIDE_ENOUGH:
            middle = piece.start + (piece.end - piece.start) / 2
            yield Tick(middle, axis.x(middle), TickUnit.YEAR, is_major=True)
        else:
            for tick in axis_between(piece.start, piece.end, at).ticks:
                yield replace(tick, x=axis.x(tick.at))
