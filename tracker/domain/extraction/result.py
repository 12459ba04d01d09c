"""What comes back from reading a text: candidates, each with the words of the text that bear it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from tracker.domain.vocabulary import Change, DemandType, ThreatType

RULES, ASSISTANT = "rules", "assistant"
"""Which engine found something: the rules of this package, or quotes of a language model (`assisted.py`)."""
EVIDENCE_FIELDS = ("sender", "target", "demand", "threat", "deadline", "announced", "change")


class NotRead(ValueError):
    """The text was not read; the message says why and what would be right."""


class OtherLanguage(NotRead):
    """The text is not English, the one language that is read."""


class TooLong(NotRead):
    """The text has more characters than are read at once."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the text that bear a field; `quote == text[start:end]`, counted in characters.

    `engine` says who found them; it is no part of the JSON.
    """

    field: str
    start: int
    end: int
    quote: str
    engine: str = RULES


@dataclass(frozen=True, slots=True)
class FoundActor:
    """An actor of the table; persons are given as the state or body for which they speak."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class FoundDemand:
    """What is demanded, in words of the text; the type where a cue names one."""

    text: str
    type: DemandType | None


@dataclass(frozen=True, slots=True)
class FoundThreat:
    """What is threatened, in words of the text, with the types that its cues name."""

    text: str
    types: tuple[ThreatType, ...]


@dataclass(frozen=True, slots=True)
class FoundDeadline:
    """A time limit: the words, and the window that `tracker.domain.parsing` made of them.

    Days and instants are ISO 8601 as `When.text`; `latest` is None where it is open-ended.
    `announced_from` is `sentence` (that of the words), `another-sentence`, `dateline` or `published`,
    `timezone_from` is `words` or `seat`; `notes` are values of `tracker.domain.parsing.Assumption`.
    """

    as_stated: str
    earliest: str
    latest: str | None
    precision: str
    announced: str
    announced_from: str
    timezone: str
    timezone_from: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One ultimatum that a text tells of. `score` is from 0 to 1; what was not found is None."""

    score: float
    sender: FoundActor | None
    target: FoundActor | None
    demand: FoundDemand | None
    threat: FoundThreat | None
    deadline: FoundDeadline | None
    change: Change
    fits_case: str | None
    evidence: tuple[Evidence, ...]

    @property
    def engine(self) -> str:
        """Who found it: the assistant only where all of its evidence is the assistant's."""
        return ASSISTANT if {each.engine for each in self.evidence} == {ASSISTANT} else RULES

    def as_json(self) -> dict[str, Any]:
        """The candidate as plain JSON, the form in which it is stored and printed."""
        return {
            "score": self.score,
            "sender": _actor_json(self.sender),
            "target": _actor_json(self.target),
            "demand": self.demand
            and {"text": self.demand.text, "type": self.demand.type and self.demand.type.value},
            "threat": self.threat
            and {"text": self.threat.text, "types": [each.value for each in self.threat.types]},
            "deadline": self.deadline and _deadline_json(self.deadline),
            "change": self.change.value,
            "fits_case": self.fits_case,
            "evidence": [
                {"field": each.field, "start": each.start, "end": each.end, "quote": each.quote}
                for each in self.evidence
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The candidate that `as_json` wrote; KeyError, TypeError or ValueError for anything else."""
        demand, threat, deadline = stored["demand"], stored["threat"], stored["deadline"]
        return cls(
            score=float(stored["score"]),
            sender=FoundActor(**stored["sender"]) if stored["sender"] else None,
            target=FoundActor(**stored["target"]) if stored["target"] else None,
            demand=_demand(demand) if demand else None,
            threat=_threat(threat) if threat else None,
            deadline=FoundDeadline(**{**deadline, "notes": tuple(deadline["notes"])}) if deadline else None,
            change=Change(stored["change"]),
            fits_case=stored["fits_case"],
            evidence=tuple(Evidence(**each) for each in stored["evidence"]),
        )


def _actor_json(actor: FoundActor | None) -> dict[str, str] | None:
    return {"name": actor.name, "slug": actor.slug} if actor else None


def _deadline_json(deadline: FoundDeadline) -> dict[str, Any]:
    names = FoundDeadline.__dataclass_fields__
    return {name: getattr(deadline, name) for name in names} | {"notes": list(deadline.notes)}


def _demand(stored: Mapping[str, Any]) -> FoundDemand:
    return FoundDemand(stored["text"], DemandType(stored["type"]) if stored["type"] else None)


def _threat(stored: Mapping[str, Any]) -> FoundThreat:
    return FoundThreat(stored["text"], tuple(ThreatType(each) for each in stored["types"]))
