"""A case as a value: what was announced, what happened, what came of it, and what of that was known when.

`Record.from_document` reads a valid document of the case format; `Record.as_of` cuts it back to what was
known at an instant. Everything else is computed on a record that was cut back first, so what came later
cannot leak into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Self, TypeVar

from tracker.domain.case import (
    BACKGROUND,
    CRITERIA,
    SUMMARIES,
    TITLES,
    Criteria,
    Deadline,
    Demand,
    Document,
    Event,
    Mark,
    Outcome,
    Party,
    Sentence,
    Source,
    Threat,
    cities_of,
    fields_of,
)
from tracker.domain.dates.moments import When
from tracker.domain.vocabulary import Kind, Review, Role

PartT = TypeVar("PartT", Party, Demand, Threat, Deadline, Event, Outcome)


@dataclass(frozen=True, slots=True)
class Record:
    """One case. `complete` is False once something later than the instant was cut away.

    Prose written in hindsight (summaries, background, criteria, notes, those of deadlines and outcomes) is
    empty then: nobody wrote down when it came to be true. Sources that only what was cut away cites are gone
    with it.
    """

    slug: str
    title: str
    summary: str
    kind: Kind
    dossier: str
    tags: tuple[str, ...]
    related: tuple[str, ...]
    review: Review
    parties: tuple[Party, ...]
    demands: tuple[Demand, ...]
    threats: tuple[Threat, ...]
    deadlines: tuple[Deadline, ...]
    events: tuple[Event, ...]
    outcomes: tuple[Outcome, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    complete: bool = True
    background: tuple[Sentence, ...] = ()
    criteria: Criteria | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_document(cls, document: Document) -> Self:
        """Read a document that intake found valid; raises KeyError or ValueError where it is not."""
        cities = cities_of(document)
        return cls(
            document["slug"],
            document["title"],
            document["summary"],
            Kind(document["kind"]),
            document["dossier"],
            tuple(document["tags"]),
            tuple(document.get("related", ())),
            Review(document["review"]),
            tuple(map(Party.read, document["parties"])),
            tuple(map(Demand.read, document["demands"])),
            tuple(map(Threat.read, document["threats"])),
            tuple(Deadline.read(item, cities) for item in document["deadlines"]),
            tuple(map(Event.read, document["events"])),
            tuple(map(Outcome.read, document["outcomes"])),
            tuple(Source.read(key, item) for key, item in document["sources"].items()),
            tuple(document.get("notes", ())),
            background=tuple(map(Sentence.read, document.get(BACKGROUND, ()))),
            criteria=Criteria.read(document[CRITERIA]) if document.get(CRITERIA) else None,
            titles=dict(document.get(TITLES) or {}),
            summaries=dict(document.get(SUMMARIES) or {}),
        )

    @property
    def first_known_at(self) -> datetime | None:
        """When the case began to be known: its first announcement; None without any."""
        return min((deadline.known_at for deadline in self.deadlines), default=None)

    def as_of(self, at: datetime) -> Self | None:
        """The record as it was known at an instant; None before its first announcement.

        A fact known by its day alone counts from the start of that day in UTC (`When.starts_at`).
        """
        deadlines = tuple(item for item in self.deadlines if item.known_at <= at)
        if not deadlines:
            return None
        cut = replace(
            self,
            deadlines=deadlines,
            parties=tuple(item for item in self.parties if _is_known(item.since, at)),
            demands=tuple(item for item in self.demands if _is_known(item.since, at)),
            threats=tuple(item for item in self.threats if _is_known(item.since, at)),
            events=tuple(item for item in self.events if item.known_on.starts_at <= at),
            outcomes=tuple(_not_lifted_after(item, at) for item in self.outcomes if item.on.starts_at <= at),
        )
        return self if cut == self else cut._without_hindsight()

    def _without_hindsight(self) -> Self:
        parts = (self.demands, self.threats, self.deadlines, self.events, self.outcomes)
        cited = {key for part in parts for fact in part for key in fact.sources}
        return replace(
            self,
            summary="",
            summaries={},
            notes=(),
            background=(),
            criteria=None,
            parties=tuple(map(_plain, self.parties)),
            demands=tuple(map(_plain, self.demands)),
            threats=tuple(map(_plain, self.threats)),
            deadlines=tuple(map(_plain, self.deadlines)),
            events=tuple(map(_plain, self.events)),
            outcomes=tuple(map(_plain, self.outcomes)),
            sources=tuple(item for item in self.sources if item.key in cited),
            complete=False,
        )

    def actors_in(self, *roles: Role) -> tuple[str, ...]:
        """The slugs of the parties in any of these roles, in the order of the record, each once."""
        return tuple(dict.fromkeys(party.actor for party in self.parties if party.role in roles))


def _plain(item: PartT) -> PartT:
    """A part without what was written in hindsight."""
    part: type = type(item)
    empty = _hindsight(part)
    return replace(item, **empty) if empty else item


@cache
def _hindsight(part: type) -> dict[str, Any]:
    return {each.name: each.empty for each in fields_of(part) if Mark.HINDSIGHT in each.marks}


def _is_known(since: When | None, at: datetime) -> bool:
    return since is None or since.starts_at <= at


def _not_lifted_after(outcome: Outcome, at: datetime) -> Outcome:
    return outcome if _is_known(outcome.lifted, at) else replace(outcome, lifted=None)
