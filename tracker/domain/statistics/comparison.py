"""Two senders or persons side by side: the same shares of each, with their intervals, and no score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tracker.domain.statistics.conduct import Result
from tracker.domain.statistics.estimates import share
from tracker.domain.statistics.track_record import (
    Case,
    Choice,
    Counted,
    Part,
    PartyRecord,
    Where,
    party_record,
)


class Measure(StrEnum):
    """What is compared besides what came of ultimatums."""

    IN_TIME = "in-time"
    KEPT = "kept"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its record, and a share for each result and measure that some cases could have."""

    record: PartyRecord
    parts: Mapping[Result | Measure, Part]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One share of both sides, in their order; None where a side has no case that could have it."""

    what: Result | Measure
    parts: tuple[Part | None, Part | None]

    @property
    def most(self) -> int:
        """Of how many cases the share of the side with more of them is."""
        return max(part.share.total for part in self.parts if part)


def side(cases: Iterable[Case], at: datetime, *, sender: str = "", speaker: str = "") -> Side:
    """What one of the two did, over its own cases: name it as one of the two."""
    own = list(cases)
    record = party_record(own, at, sender=sender, speaker=speaker)
    parts: dict[Result | Measure, Part] = {}
    for part in record.line.parts if record.line else ():
        if part.choice.result:
            parts[part.choice.result] = part
    dated = replace(record.all.choice, where=Where.RESOLVED, dated=True)
    in_time = replace(dated, in_time=True)
    counted = {
        Measure.IN_TIME: Counted(in_time, _number(in_time, own, at), _number(dated, own, at)),
        Measure.KEPT: record.kept,
        Measure.MOVED: record.moved,
    }
    for measure, number in counted.items():
        if found := share(number.count, number.of):
            parts[measure] = Part(number.choice, found)
    return Side(record, parts)


def compared(one: Side, other: Side) -> tuple[ComparedLine, ...]:
    """The shares of both, those first that tell what came of ultimatums."""
    return tuple(
        ComparedLine(what, (one.parts.get(what), other.parts.get(what)))
        for what in (*Result, *Measure)
        if what in one.parts or what in other.parts
    )


def _number(choice: Choice, cases: Iterable[Case], at: datetime) -> int:
    return len(choice.of(cases, at))
