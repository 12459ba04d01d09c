"""What belongs together in a text: one who demands, one of whom, what, by when, or else what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.domain.extraction.actors import NamedActor
from tracker.domain.extraction.acts import Act
from tracker.domain.extraction.mention import Mention
from tracker.domain.extraction.outline import Outline, of_one_item
from tracker.domain.extraction.time_words import TimeWords
from tracker.domain.vocabulary import Change, DemandType, ThreatType

RANK = [
    Act.GIVE,
    Act.ULTIMATUM,
    Act.DEMAND,
    Act.HAS,
    Act.DEADLINE,
    Act.MUST,
    Act.CONDITION,
    Act.THREAT,
    Act.LOOSE,
]


HARD = frozenset(
    (
        DemandType.WITHDRAW_FORCES,
        DemandType.SURRENDER,
        DemandType.RELEASE_PERSONS,
        DemandType.LEAVE_OFFICE,
        DemandType.DISARM,
        DemandType.END_HOSTILITIES,
        DemandType.REINSTATE_GOVERNMENT,
    )
)
"""What is demanded with a date in ultimatums and hardly elsewhere."""


_NEAR = (0, -1, 1, -2, 2)
"""The sentences of a frame, nearest first: it spans three, on either side."""


@dataclass(slots=True)
class Place:
    """A span of the text with what was understood there."""

    start: int
    end: int

    def meets(self, other: "Place | None") -> bool:
        """Whether they overlap."""
        return other is not None and self.start < other.end and other.start < self.end


@dataclass(slots=True)
class Frame:
    """What belongs together, with places in the text; `index` is the sentence of the time limit."""

    index: int
    at: int
    words: TimeWords | None
    score: float
    acts: list[Act]
    sender: Mention | None = None
    target: Mention | None = None
    demand: Place | None = None
    demand_type: DemandType | None = None
    threat: Place | None = None
    threat_types: tuple[ThreatType, ...] = ()
    change: Change | None = None
    change_place: Place | None = None
    sentences: list[int] = field(default_factory=list)
    has_direct_parties: bool = False
    is_past: bool = False
    """Whether its sentence looks back: 'had given … until Friday'."""
    by_grammar: tuple[NamedActor | None, ...] = ()
    """Which of the two the grammar of its sentence tells; the other one may be found by weighing."""
    described: Place | None = None
    """Where a change tells of the target by a description alone, as 'eight countries': a known case has its name."""
    is_second: bool = False
    """Whether its sentence says that its time follows another one: 'he will then have until …'."""
    has_sequel: bool = False
    """Whether a sentence beside its own tells what its sender does if the target does not do it in time."""
    is_whole: bool = False
    """Whether its sentence has a consequence for not doing what is demanded in time, by who speaks there."""


def place_of(outline: Outline, start: int, end: int) -> Place:
    return Place(outline.place(start), outline.place_before(end))


def around(frame: Frame, outlined: Sequence[Outline]) -> list[int]:
    near = (frame.index + step for step in _NEAR if 0 <= frame.index + step < len(outlined))
    return of_one_item(outlined, frame.index, near)


_COURT = re.compile(r"\b(?:court|tribunal)\b")


def is_court(sender: Mention | None) -> bool:
    """Whether it is one whose orders are none of the ultimatums that are looked for."""
    return sender is not None and sender.actor is not None and bool(_COURT.search(sender.actor.slug))


WEATHER = re.compile(
    r"\b(?:unless|if) (?:the )?(?:(?:it|@) (?:rain|snow|pour)(?:s|ed)?\b|weather|rain|winds?|storms?|snow|prices|demand (?:for|from|falls?|rises?|weakens?|recovers?))\b"
)
"""A condition that nobody is asked to meet."""


PRIVATE = re.compile(
    r"\b(?:unless|if|until|should|told|gave|given|ordered|that) (?:the |its |their |@'s )?(?:(?!@)\w+ )?(?:company|companies|firms?|management|employers?|airline|operators?|owners?|shareholders)\b(?! (?:of|in|from) [@^])"
    r"|\b(?:firms|companies|banks|traders|shippers|importers|exporters|investors|employers|airlines|operators|shipowners|residents|tourists|pilgrims|holders|buyers|contractors)\b(?: (?!who\b|which\b|that\b)[a-z@^~'-]+){0,5} (?:have|has|had|get|got|were given|are given|will have|would have) (?:(?:until|till) )?[=#]"
)
"""A firm is to do it."""
