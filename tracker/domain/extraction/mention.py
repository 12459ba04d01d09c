"""What a name in a text is: an actor, a place, or an adjective."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tracker.domain.extraction.actors import NamedActor

NAME = r"(?:[A-Z\u00c0-\u00de\u0404-\u042f][\w'\u2019-]+|[A-Z]\.|al-[A-Z]\w+|bin|bint|van|von|de|der|al)"
"""One word of the name of a person."""
SHORT_PRONOUNS = ("he", "it", "they")
"""What a mention `stands_for` where it has no word of its own."""


class Part(Enum):
    """What a mention is in its sentence; the value stands for it in a pattern."""

    ACTOR = "@"
    PLACE = "^"
    ADJECTIVE = "~"


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor named from `start` up to `end`; `said` is what is evidence, without titles around it.

    `actor` counts for whom it speaks; `person` is who it is where a person is named. A pronoun has `stands_for`
    ('he', 'group', …) until it is resolved. `within` is the state inside which a union or an opposition acts: 'the
    government' beside it is that of this state. `is_described` tells that the table has no such actor.
    """

    start: int
    end: int
    part: Part
    actor: NamedActor | None
    person: NamedActor | None = None
    said: tuple[int, int] = (0, 0)
    stands_for: str = ""
    is_owner: bool = False
    is_person: bool = False
    within: NamedActor | None = None
    is_described: bool = False


def is_owner(text: str, end: int) -> bool:
    """Whether a name that ends there is a possessive: 'Iran's'."""
    return text[end : end + 2] in ("'s", "\u2019s")


def is_named(start: int, end: int, named: Iterable[Mention]) -> bool:
    """Whether one of these mentions overlaps the place from `start` up to `end`."""
    return any(each.start < end and start < each.end for each in named)
