"""Marks in a text: which of its characters bear what, cut so that marks that overlap can be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` up to `end` of a text bear `field`; `number` tells marks apart."""

    number: int
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters that the same marks cover: the closest of them last; those that begin and end here."""

    text: str
    fields: tuple[str, ...]
    begins: tuple[Mark, ...]
    ends: tuple[Mark, ...]

    @property
    def field(self) -> str:
        """What the closest mark says these characters bear; empty outside of marks."""
        return self.fields[-1] if self.fields else ""


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """The whole text in segments, in order; marks that lie outside of it are left out."""
    inside = [each for each in marks if 0 <= each.start < each.end <= len(text)]
    bounds = sorted({0, len(text), *(each.start for each in inside), *(each.end for each in inside)})
    return [_segment(text, start, end, inside) for start, end in pairwise(bounds)]


def _segment(text: str, start: int, end: int, marks: Sequence[Mark]) -> Segment:
    over = [each for each in marks if each.start <= start and end <= each.end]
    over.sort(key=lambda each: (each.start - each.end, each.number))
    return Segment(
        text[start:end],
        tuple(dict.fromkeys(each.field for each in over)),
        tuple(each for each in over if each.start == start),
        tuple(each for each in reversed(over) if each.end == end),
    )
