"""What a sentence can tell: the sorts of acts, and one of them with its parties, as positions of an outline."""

from dataclasses import dataclass
from enum import Enum

from tracker.domain.extraction.mention import Mention, Part
from tracker.domain.extraction.outline import Outline


class Act(Enum):
    """The sorts of events."""

    GIVE = "give"  # X gave Y until Friday to …
    HAS = "has"  # Y has until Friday to …
    ULTIMATUM = "ultimatum"
    DEADLINE = "deadline"
    DEMAND = "demand"  # X told Y to …, X demanded that Y …
    MUST = "must"  # Y must …
    CONDITION = "condition"  # unless Y …
    THREAT = "threat"  # or face …, X threatened to …
    LOOSE = "loose"  # a time limit near a threat, that no event of its sentence holds


@dataclass(slots=True)
class Event:
    """One event of an outline; positions count in the outline. `clause` is what is demanded or threatened.

    `is_unknown` says that what is demanded is for somebody who is no actor: a firm, its owners, miners.
    """

    act: Act
    at: int
    end: int
    sender: int | None = None
    target: int | None = None
    time: int | None = None
    clause: tuple[int, int] | None = None
    is_soft: bool = False
    is_consequence: bool = False
    is_public: bool = False
    is_to_rebels: bool = False
    is_unknown: bool = False
    is_marked: bool = False


def named(outline: Outline, at: int | None) -> Mention | None:
    """The mention at a position, be it a place or an adjective, where its actor is known."""
    mention = outline.actors.get(at) if at is not None else None
    return mention if mention is not None and mention.actor is not None else None


def acting(outline: Outline, at: int | None) -> Mention | None:
    """The mention at a position, where it acts and its actor is known."""
    mention = outline.actors.get(at) if at is not None else None
    if mention is None or mention.actor is None or mention.part is Part.ADJECTIVE:
        return None
    return mention
