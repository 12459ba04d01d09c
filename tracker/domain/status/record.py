"""A case as a value: what was announced, what happened, what came of it, and what of that was known when.

`Record.from_document` reads a valid document of the case format; `Record.as_of` cuts it back to what was
known at an instant. Everything else is computed on a record that was cut back first, so what came later
cannot leak into it.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision, Window
from tracker.domain.status.outcomes import Headline, headline
from tracker.domain.vocabulary import (
    Change,
    DemandType,
    EventKind,
    FollowThrough,
    Kind,
    Quality,
    Response,
    Review,
    Role,
    ThreatType,
)

Document = Mapping[str, Any]
"""One case in the case format, as plain data (seeds/case.schema.json)."""


def _when(text: str | None) -> When | None:
    return _shared_when(text) if text else None


_shared_when = lru_cache(maxsize=8192)(When)


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in its role; `since` when it joined later than the first announcement."""

    actor: str
    role: Role
    stated_by: str | None = None
    label: str = ""
    since: When | None = None

    @classmethod
    def read(cls, item: Document) -> Self:
        """From an entry of `parties`."""
        return cls(
            item["actor"],
            Role(item["role"]),
            item.get("stated_by"),
            item.get("label", ""),
            _when(item.get("since")),
        )


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded; `target` when it addresses one of several."""

    id: str
    text: str
    type: DemandType
    target: str | None
    since: When | None
    sources: tuple[str, ...]

    @classmethod
    def read(cls, item: Document) -> Self:
        """From an entry of `demands`."""
        return cls(
            item["id"],
            item["text"],
            DemandType(item["type"]),
            item.get("target"),
            _when(item.get("since")),
            tuple(item["sources"]),
        )


@dataclass(frozen=True, slots=True)
class Threat:
    """What is threatened; `exposed` are actors hit though they are not the target."""

    id: str
    text: str
    type: ThreatType
    explicit: bool
    automatic: bool
    as_stated: str
    exposed: tuple[str, ...]
    since: When | None
    sources: tuple[str, ...]

    @classmethod
    def read(cls, item: Document) -> Self:
        """From an entry of `threats`."""
        return cls(
            item["id"],
            item["text"],
            ThreatType(item["type"]),
            item["explicit"],
            item["automatic"],
            item.get("as_stated", ""),
            tuple(item.get("exposed", ())),
            _when(item.get("since")),
            tuple(item["sources"]),
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """One announcement of a time limit; `due` is None when no date can be derived from the words."""

    id: str
    announced: When
    public_since: When | None
    stated_by: str | None
    as_stated: str
    language: str
    due: Due | None
    change: Change
    replaces: str | None
    clock_start: str
    condition: str
    note: str
    sources: tuple[str, ...]

    @classmethod
    def read(cls, item: Document, cities: Container[str] = ()) -> Self:
        """From an entry of `deadlines`; `cities` are the zones of which the case means the city."""
        return cls(
            item["id"],
            When(item["announced"]),
            _when(item.get("public_since")),
            item.get("stated_by"),
            item["as_stated"],
            item["language"],
            read_due(item["due"], cities),
            Change(item["change"]),
            item.get("replaces"),
            item.get("clock_start", ""),
            item.get("condition", ""),
            item.get("note", ""),
            tuple(item["sources"]),
        )

    @property
    def known_at(self) -> datetime:
        """From when the public could know it: `public_since` where given, else the announcement."""
        return (self.public_since or self.announced).starts_at

    @property
    def window(self) -> Window | None:
        """The two instants of `due`, or None."""
        return self.due.window if self.due else None


NEW_YORK = "America/New_York"
"""The zone named for the seat of the United Nations; read as Washington wherever they have no part."""
UNITED_NATIONS = "united-nations"
"""The tag of cases in which they have a part; the permanent names of their bodies begin with `un-`."""


def cities_of(document: Document) -> frozenset[str]:
    """The zones of which a case means the city and not the seat of government on its clock.

    Those of the United Nations, unless it is the United States that set the time limit.
    """
    senders = {party["actor"] for party in document["parties"] if party["role"] == Role.SENDER}
    is_theirs = UNITED_NATIONS in document["tags"] or any(name.startswith("un-") for name in senders)
    return frozenset({NEW_YORK} if is_theirs and "united-states" not in senders else ())


def read_due(item: Document | None, cities: Container[str] = ()) -> Due | None:
    """From the `due` of a deadline, a mapping or None; `cities` as above, where it does not say itself."""
    if item is None:
        return None
    where = item["timezone"]
    return _due(
        item["earliest"],
        item["latest"],
        item["precision"],
        where,
        item["timezone_assumed"],
        item.get("in_city", where in cities),
    )


@lru_cache(maxsize=8192)
def _due(  # noqa: PLR0917 -- in the order of the fields
    earliest: str, latest: str | None, precision: str, timezone: str, assumed: bool, in_city: bool
) -> Due:
    """Values are shared: a board reads the same hundred over and over."""
    return Due(When(earliest), _when(latest), Precision(precision), timezone, assumed, in_city)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    id: str
    on: When
    kind: EventKind
    text: str
    sources: tuple[str, ...]

    @classmethod
    def read(cls, item: Document) -> Self:
        """From an entry of `events`."""
        return cls(
            item["id"],
            When(item["on"]),
            EventKind(item["kind"]),
            item["text"],
            tuple(item["sources"]),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, for all targets (`target` None) or for one of them.

    `lifted` is when a measure that was imposed was taken back without compliance.
    """

    target: str | None
    response: Response
    follow_through: FollowThrough
    settled: bool
    on: When
    lifted: When | None
    enforced_by: str | None
    justification: str
    note: str
    sources: tuple[str, ...]

    @classmethod
    def read(cls, item: Document) -> Self:
        """From an entry of `outcomes`."""
        return cls(
            item.get("target"),
            Response(item["response"]),
            FollowThrough(item["follow_through"]),
            item["settled"],
            When(item["on"]),
            _when(item.get("lifted")),
            item.get("enforced_by"),
            item["justification"],
            item.get("note", ""),
            tuple(item["sources"]),
        )

    def headline(self, kind: Kind) -> Headline:
        """The one word for it in a case of that kind."""
        return headline(kind, self.response, self.follow_through, settled=self.settled)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is from."""

    key: str
    url: str
    publisher: str
    title: str
    published: When | None
    language: str
    quality: Quality
    title_is_descriptive: bool

    @classmethod
    def read(cls, key: str, item: Document) -> Self:
        """From the entry `key` of `sources`."""
        return cls(
            key,
            item["url"],
            item["publisher"],
            item["title"],
            _when(item.get("published")),
            item.get("language", ""),
            Quality(item["quality"]),
            item.get("title_is_descriptive", False),
        )


@dataclass(frozen=True, slots=True)
class Record:
    """One case. `complete` is False once something later than the instant was cut away.

    Prose written in hindsight (summary, notes, the notes of deadlines and outcomes) is empty then: nobody
    wrote down when it came to be true. Sources that only what was cut away cites are gone with it.
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
            events=tuple(item for item in self.events if item.on.starts_at <= at),
            outcomes=tuple(_not_lifted_after(item, at) for item in self.outcomes if item.on.starts_at <= at),
        )
        return self if cut == self else cut._without_hindsight()

    def _without_hindsight(self) -> Self:
        plain = tuple(replace(item, note="", clock_start="") for item in self.deadlines)
        outcomes = tuple(replace(item, note="") for item in self.outcomes)
        parts = (self.demands, self.threats, self.deadlines, self.events, self.outcomes)
        cited = {key for part in parts for fact in part for key in fact.sources}
        return replace(
            self,
            summary="",
            notes=(),
            deadlines=plain,
            outcomes=outcomes,
            sources=tuple(item for item in self.sources if item.key in cited),
            complete=False,
        )

    def actors_in(self, *roles: Role) -> tuple[str, ...]:
        """The slugs of the parties in any of these roles, in the order of the record, each once."""
        return tuple(dict.fromkeys(party.actor for party in self.parties if party.role in roles))


def _is_known(since: When | None, at: datetime) -> bool:
    return since is None or since.starts_at <= at


def _not_lifted_after(outcome: Outcome, at: datetime) -> Outcome:
    return outcome if _is_known(outcome.lifted, at) else replace(outcome, lifted=None)
