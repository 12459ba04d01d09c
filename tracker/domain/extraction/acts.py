"""What a sentence can tell: the sorts of acts, and one of them with its parties, as positions of an outline."""

import re
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


_OWNED = re.compile(
    r"@'s? (?:(?:largest|biggest|main|breakaway|rebellious|rebel|separatist|secessionist|ruling|new|old|interim|transitional|caretaker|military|armed|opposition|northern|southern|eastern|western|"
    r"neighbou?ring|powerful|second-largest|oldest|own|restive|mutinous|unruly|pro-[a-z~@]+|~) ){0,3}(?P<x>@)"
)
_THERE = re.compile(
    r"(?P<x>@) (?:in|of|from) (?:the )?(?:(?:[a-z]+ern|[a-z]+-[a-z]+ern|[a-z]+ of) )?(?:the )?$"
)
_LONGEST_PLACE = 30
_OTHERS_OF = re.compile(
    r"@'s? (?:[a-z]+ )?(?:neighbou?rs|creditors|lenders|donors|foes|enemies|rivals|opponents|captors)\b"
)
_OWN_NAMES = ("", "group", "crowd", "band", "junta")
"""What may stand for another than its owner; 'X's spokesman' speaks for X."""


def named(outline: Outline, at: int | None) -> Mention | None:
    """The mention at a position, be it a place or an adjective, where its actor is known.

    Of 'X's largest rebel army' and of 'the rebels in the west of X' it is the one whom the words are about, and not X.
    """
    mention = outline.actors.get(at) if at is not None else None
    if mention is None or mention.actor is None or at is None:
        return None
    if mention.is_owner:
        match = _OWNED.match(outline.text, at)
    elif mention.part is Part.PLACE:
        match = _THERE.search(outline.text[max(0, at - _LONGEST_PLACE) : at])
    else:
        return mention
    if match is None:
        return mention
    meant = outline.actors.get(match.start("x") + (0 if mention.is_owner else max(0, at - _LONGEST_PLACE)))
    is_other = meant is not None and meant.actor is not None and meant.part is Part.ACTOR
    return meant if meant and is_other and meant.stands_for in _OWN_NAMES else mention


def acting(outline: Outline, at: int | None) -> Mention | None:
    """The mention at a position, where it acts and its actor is known; 'X's neighbours' are not X."""
    if at is not None and _OTHERS_OF.match(outline.text, at):
        return None
    mention = named(outline, at)
    return None if mention is None or mention.part is Part.ADJECTIVE else mention
