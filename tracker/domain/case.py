"""The case format, version 2, as types: the one definition of the parts of a case.

Each part is a dataclass; a field says by its type what value it holds and by its marks what else is known
of it. From these are made the JSON Schema of the files (case_format.schema), the columns of the tables and
back (services.cases.store, queries.documents), what editors enter (admin.case_document), the lines of pages
(queries.case), the fields of the API (web.api.schemas, web.api.payloads) and the names of fields in the log
of corrections (templatetags.differences). A field with a default is optional: files leave it out where it is
empty. The order of fields is that of files. docs/how-to/add-a-field.md says what a new one takes.

A part names actors by slug and sources by key; on pages it holds them themselves (`Deadline[Named, Source]`).
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import Enum, StrEnum
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Any, Generic, Self, Union, get_args, get_origin, get_type_hints

from typing_extensions import TypeVar

from tracker.domain.dates.moments import When, shared_when
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
    Role,
    ThreatType,
)

Document = Mapping[str, Any]
"""One case in the case format, or a part of one, as plain data (seeds/case.schema.json)."""

ActorT = TypeVar("ActorT", default=str)
SourceT = TypeVar("SourceT", default=str)


# -- what a field says of itself -------------------------------------------------------------------------


class Value(Enum):
    """What a field holds, which decides how it is stored, shown and sent."""

    KEY = "the id of the entry, unique in the case"
    TEXT = "a text"
    DATE = "a date as exactly as it is known"
    WORD = "a word of a vocabulary"
    FLAG = "true or false"
    ACTOR = "an actor"
    ACTORS = "actors"
    ENTRY = "the id of another entry of the same part"
    DUE = "a window in which something falls due"
    SOURCES = "the sources it rests on"
    QUOTES = "sentences of these sources, by their keys"
    COPY = "a copy of a page in an archive"


@dataclass(frozen=True, slots=True)
class Text:
    """A text: of a format that the schema defines by name, or just so long in characters."""

    format: str = ""
    shortest: int = 0
    longest: int = 0


class Mark(Enum):
    """What else is true of a field."""

    SEARCHED = "told in words: search finds it"
    OURS = "worded by us: changing it alone corrects no fact"
    HINDSIGHT = "written later, nobody noted when: left out of the past"


class Label(str):
    """What pages call a field, in English; translated where it is shown."""


def gettext_noop(text: str) -> Label:
    """Mark a label for the collecting of messages, as Django's function of this name does."""
    return Label(text)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a part, read from its type; `vocabulary` for words and `text` for texts."""

    name: str
    value: Value
    is_optional: bool
    empty: Any
    label: str
    marks: frozenset[Mark]
    text: Text | None = None
    vocabulary: type[StrEnum] | None = None

    def read(self, value: Any) -> Any:
        """What files and documents write, as it is computed with."""
        reader = _READERS.get(self.value)
        if self.vocabulary:
            return self.vocabulary(value)
        return reader(value) if reader else value


@cache
def fields_of(part: type) -> tuple[Field, ...]:
    """The fields of a part in the order of files."""
    hints = get_type_hints(part, include_extras=True)
    return tuple(
        _field(each.name, hints[each.name], each.default) for each in fields(part) if each.name != "key"
    )


def fields_marked(part: type, mark: Mark) -> tuple[str, ...]:
    """The names of the fields of a part that have a mark."""
    return tuple(each.name for each in fields_of(part) if mark in each.marks)


def document_of_part(part: type, value_of: Callable[[Field], Any]) -> dict[str, Any]:
    """An entry of a document by the plain values of its fields; what is optional and empty is left out."""
    values = ((each, value_of(each)) for each in fields_of(part))
    return {each.name: value for each, value in values if value or not each.is_optional}


def values_of_part(part: type, item: Document) -> dict[str, Any]:
    """The values of a part from an entry of a valid document; raises KeyError or ValueError for another."""
    found = {}
    for each in fields_of(part):
        value = item.get(each.name) if each.is_optional else item[each.name]
        if value or not each.is_optional:
            found[each.name] = each.read(value)
    return found


def _field(name: str, hint: Any, default: Any) -> Field:
    bare, notes = _taken_apart(hint)
    values = [note for note in notes if isinstance(note, Value)]
    text = next((note for note in notes if isinstance(note, Text)), None)
    vocabulary = bare if isinstance(bare, type) and issubclass(bare, StrEnum) else None
    if not values:
        values = [Value.WORD if vocabulary else Value.FLAG if bare is bool else Value.TEXT]
    is_optional = default is not MISSING
    return Field(
        name,
        values[0],
        is_optional,
        default if is_optional else "" if values[0] is Value.TEXT else None,
        str(next((note for note in notes if isinstance(note, Label)), "")),
        frozenset(note for note in notes if isinstance(note, Mark)),
        text,
        vocabulary,
    )


def _taken_apart(hint: Any) -> tuple[Any, list[Any]]:
    """The type within `Annotated` and beside None, and the notes of both."""
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        bare, more = _taken_apart(inner)
        return bare, [*more, *notes]
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not type(None))
        return _taken_apart(inner)
    return hint, []


# -- the types of fields ---------------------------------------------------------------------------------

Key = Annotated[str, Value.KEY]
Date = Annotated[When, Value.DATE]
Language = Annotated[str, Text("language"), gettext_noop("Language")]
Quote = Annotated[str, Text("quote"), Mark.SEARCHED, gettext_noop("As stated")]
Prose = Annotated[str, Text("prose"), Mark.SEARCHED, Mark.OURS, gettext_noop("Text")]
Remark = Annotated[str, Text("remark"), Mark.SEARCHED, Mark.OURS]
Note = Annotated[str, Text("remark"), Mark.SEARCHED, Mark.OURS, Mark.HINDSIGHT, gettext_noop("Note")]
Contested = Annotated[
    str, Text("remark"), Mark.SEARCHED, Mark.OURS, Mark.HINDSIGHT, gettext_noop("The other reading")
]
"""What another source says instead, and who: both are among the sources of the fact."""
Cited = Annotated[tuple[SourceT, ...], Value.SOURCES, Mark.OURS, gettext_noop("Sources")]
Quoted = Annotated[tuple[tuple[str, str], ...], Value.QUOTES, Mark.OURS, gettext_noop("Quoted sentences")]
Since = Annotated[When | None, Value.DATE, gettext_noop("Part of the case since")]


# -- the parts -------------------------------------------------------------------------------------------


class Part:
    """What has entries in a document, a list under the name of the part."""

    __slots__ = ()

    @classmethod
    def read(cls, item: Document) -> Self:
        """From an entry of a valid document."""
        return cls(**values_of_part(cls, item))


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Part, Generic[ActorT]):
    """An actor in its role; `since` when it joined later than the first announcement."""

    actor: Annotated[ActorT, Value.ACTOR, gettext_noop("Actor")]
    role: Annotated[Role, gettext_noop("Role")]
    stated_by: Annotated[ActorT | None, Value.ACTOR, gettext_noop("Spoken by")] = None
    label: Annotated[
        str, Text("", 1, 80), Mark.SEARCHED, Mark.OURS, gettext_noop("The sender's own word")
    ] = ""
    since: Since = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Part, Generic[ActorT, SourceT]):
    """What is demanded; `target` when it addresses one of several."""

    id: Key
    text: Prose
    type: Annotated[DemandType, gettext_noop("Sort")]
    target: Annotated[ActorT | None, Value.ACTOR, gettext_noop("Addressed to")] = None
    since: Since = None
    sources: Cited[SourceT]
    quotes: Quoted = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat(Part, Generic[ActorT, SourceT]):
    """What is threatened; `exposed` are actors hit though they are not the target."""

    id: Key
    text: Prose
    type: Annotated[ThreatType, gettext_noop("Sort")]
    explicit: Annotated[bool, gettext_noop("Said openly")]
    automatic: Annotated[bool, gettext_noop("By law, without a further decision")]
    as_stated: Quote = ""
    exposed: Annotated[tuple[ActorT, ...], Value.ACTORS, gettext_noop("Also hit")] = ()
    since: Since = None
    sources: Cited[SourceT]
    quotes: Quoted = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Part, Generic[ActorT, SourceT]):
    """One announcement of a time limit; `due` is None when no date can be derived from the words.

    `overruled` is why `due` is not what the words read as, where an editor decided so.
    """

    id: Key
    announced: Annotated[Date, gettext_noop("Announced")]
    public_since: Annotated[When | None, Value.DATE, gettext_noop("Public since")] = None
    stated_by: Annotated[ActorT | None, Value.ACTOR, gettext_noop("Spoken by")] = None
    as_stated: Quote
    language: Language
    due: Annotated[Due | None, Value.DUE, gettext_noop("Time limit")]
    overruled: Annotated[Remark, gettext_noop("Not the date that the words read as, because")] = ""
    change: Annotated[Change, gettext_noop("What it does to the date")]
    replaces: Annotated[str | None, Value.ENTRY, gettext_noop("Changes the deadline")] = None
    clock_start: Annotated[Remark, Mark.HINDSIGHT, gettext_noop("The clock started with")] = ""
    condition: Annotated[Remark, gettext_noop("Condition")] = ""
    contested: Contested = ""
    note: Note = ""
    sources: Cited[SourceT]
    quotes: Quoted = ()

    @classmethod
    def read(cls, item: Document, cities: Container[str] = ()) -> Self:
        """From an entry of `deadlines`; `cities` are the zones of which the case means the city."""
        return cls(**{**values_of_part(cls, item), "due": read_due(item["due"], cities)})

    @property
    def known_at(self) -> datetime:
        """From when the public could know it: `public_since` where given, else the announcement."""
        return (self.public_since or self.announced).starts_at

    @property
    def window(self) -> Window | None:
        """The two instants of `due`, or None."""
        return self.due.window if self.due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Part, Generic[SourceT]):
    """Something that happened or, where `scheduled` says since when it was, is to happen on its date.

    `follows` is the scheduled event that it ends: which took place, was dropped or, where it is scheduled
    itself, was moved.
    """

    id: Key
    on: Annotated[Date, gettext_noop("Date")]
    kind: Annotated[EventKind, gettext_noop("Sort")]
    text: Prose
    scheduled: Annotated[When | None, Value.DATE, gettext_noop("Scheduled since")] = None
    follows: Annotated[str, Text("id"), gettext_noop("What became of the scheduled event")] = ""
    contested: Contested = ""
    sources: Cited[SourceT]
    quotes: Quoted = ()

    @property
    def known_on(self) -> When:
        """Since when it is known: the day it happened, or that on which it was scheduled."""
        return self.scheduled or self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Part, Generic[ActorT, SourceT]):
    """What came of it, for all targets (`target` None) or for one of them.

    `lifted` is when a measure that was imposed was taken back without compliance.
    """

    target: Annotated[ActorT | None, Value.ACTOR, gettext_noop("Addressed to")] = None
    response: Annotated[Response, gettext_noop("What the target did")]
    follow_through: Annotated[FollowThrough, gettext_noop("What the sender did")]
    settled: Annotated[bool, gettext_noop("Settled by agreement")]
    on: Annotated[Date, gettext_noop("Date")]
    lifted: Annotated[When | None, Value.DATE, gettext_noop("Taken back")] = None
    enforced_by: Annotated[ActorT | None, Value.ACTOR, gettext_noop("Carried out by")] = None
    justification: Annotated[
        str, Text("", 10, 2000), Mark.SEARCHED, Mark.OURS, gettext_noop("Why it reads so")
    ]
    contested: Contested = ""
    note: Note = ""
    sources: Cited[SourceT]
    quotes: Quoted = ()

    def headline_in(self, kind: Kind) -> Headline:
        """The one word for it in a case of that kind."""
        return headline(kind, self.response, self.follow_through, settled=self.settled)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a page in an archive, and when it was made."""

    url: str
    on: When

    @classmethod
    def read(cls, item: Document) -> Self:
        """From the `archived` of a source."""
        return cls(item["url"], When(item["on"]))

    def as_document(self) -> dict[str, str]:
        """The same as files write it."""
        return {"url": self.url, "on": self.on.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact is from; `key` is its name in the case, under which files list it."""

    key: str
    url: Annotated[str, Text("address"), gettext_noop("Address")]
    publisher: Annotated[str, Text("", 1, 200), Mark.OURS, gettext_noop("Publisher")]
    title: Annotated[str, Text("", 1, 500), Mark.OURS, gettext_noop("Title")]
    published: Annotated[When | None, Value.DATE, gettext_noop("Published")] = None
    language: Annotated[str, Text("language_tag"), gettext_noop("Language")] = ""
    quality: Annotated[Quality, gettext_noop("Quality")]
    title_is_descriptive: Annotated[bool, Mark.OURS, gettext_noop("The title is ours")] = False
    archived: Annotated[Copy | None, Value.COPY, Mark.OURS, gettext_noop("Archived copy")] = None

    @classmethod
    def read(cls, key: str, item: Document) -> Self:
        """From the entry `key` of `sources`."""
        return cls(key=key, **values_of_part(cls, item))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Part, Generic[SourceT]):
    """A sentence of the background of a case, for someone who knows nothing of it."""

    text: Prose
    sources: Cited[SourceT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Part):
    """How a case will be judged, written down before its date; at least one of these is given."""

    complied: Annotated[Remark, gettext_noop("Counts as complied")] = ""
    enforced: Annotated[Remark, gettext_noop("Counts as carried out")] = ""
    decided_by: Annotated[Remark, gettext_noop("The source that decides")] = ""
    until: Annotated[When | None, Value.DATE, gettext_noop("Evidence counts until")] = None


BACKGROUND, CRITERIA = "background", "criteria"
TITLES, SUMMARIES = "titles", "summaries"
"""Title and summary by language, beside the English ones."""
BESIDE: Mapping[str, type] = {BACKGROUND: Sentence, CRITERIA: Criteria}
"""What a case may say of itself beside its parts: a list of sentences, and a mapping."""
PARTS: Mapping[str, type] = {
    "parties": Party,
    "demands": Demand,
    "threats": Threat,
    "deadlines": Deadline,
    "events": Event,
    "outcomes": Outcome,
    "sources": Source,
}
"""The parts of a case by their names in a document."""
LISTS: Mapping[str, type] = {name: part for name, part in PARTS.items() if part is not Source}
"""Those that are lists of entries; sources are a mapping by their keys."""
KEY_PREFIXES: Mapping[str, str] = {
    "demands": "m",
    "threats": "t",
    "deadlines": "d",
    "events": "e",
    "sources": "s",
}
"""The letter before the number in the ids of a part, as editors' forms give them."""


def place_of(part: str, item: Document) -> When:
    """The date by which a deadline or an event has its place among the others: since when it is known."""
    return When(item["announced"] if part == "deadlines" else item.get("scheduled") or item["on"])


def identity(part: str, item: Document) -> str:
    """What an entry of a part that is a list is known by in its case."""
    if part == "parties":
        return f"{item['actor']} {item['role']}"
    return str(item.get("target") or "") if part == "outcomes" else str(item["id"])


def free_key(part: str, taken: Iterable[str]) -> str:
    """The id after the highest of a part that is taken."""
    numbers = (int(key[1:]) for key in taken if key[1:].isdigit())
    return f"{KEY_PREFIXES[part]}{max(numbers, default=0) + 1}"


# -- dates and windows from documents --------------------------------------------------------------------

NEW_YORK = "America/New_York"
"""The zone named for the seat of the United Nations; read as Washington wherever they have no part."""
UNITED_NATIONS = "united-nations"
"""The tag of cases in which they have a part; the permanent names of their bodies begin with `un-`."""


def actors_in(document: Document) -> frozenset[str]:
    """The slugs of all actors that the parts of a document name."""
    named: set[str] = set()
    for name, part in LISTS.items():
        for field in fields_of(part):
            values = (item.get(field.name) for item in document[name])
            if field.value is Value.ACTOR:
                named.update(value for value in values if value)
            elif field.value is Value.ACTORS:
                named.update(slug for value in values for slug in value or ())
    return frozenset(named)


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
    last = When(latest) if latest else None
    return Due(When(earliest), last, Precision(precision), timezone, assumed, in_city)


_READERS: Mapping[Value, Callable[[Any], Any]] = {
    Value.DATE: shared_when,
    Value.DUE: read_due,
    Value.ACTORS: tuple,
    Value.SOURCES: tuple,
    Value.QUOTES: lambda quotes: tuple(quotes.items()),
    Value.COPY: Copy.read,
}


def with_actors_renamed(document: Document, renamed: Mapping[str, str]) -> dict[str, Any]:
    """The document with other slugs for some actors; who thus comes to be named twice in a place is once."""
    found = dict(document)
    for name, part in LISTS.items():
        found[name] = [_renamed(part, item, renamed) for item in document[name]]
    once = {(item["actor"], item["role"]): item for item in reversed(found["parties"])}
    found["parties"] = list(reversed(once.values()))
    return found


def _renamed(part: type, item: Document, renamed: Mapping[str, str]) -> dict[str, Any]:
    values = dict(item)
    for field in fields_of(part):
        value = values.get(field.name)
        if value and field.value is Value.ACTOR:
            values[field.name] = renamed.get(value, value)
        elif value and field.value is Value.ACTORS:
            values[field.name] = list(dict.fromkeys(renamed.get(each, each) for each in value))
    return values
