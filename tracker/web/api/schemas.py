"""What the API sends, as types: the OpenAPI document and the codebook are made from these.

Answers are written by `rows` and `payloads` as plain JSON, and tests hold every answer against these shapes.
Fields are always there; what is not known is null. Instants are in UTC; days are texts as exactly as known.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from tracker.domain import case
from tracker.domain.aliases import AliasKind
from tracker.domain.case import Field as CaseField
from tracker.domain.case import Value, fields_of
from tracker.domain.dates.windows import Precision
from tracker.domain.status.changes import ChangeKind
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import CountdownKind, Status
from tracker.domain.vocabulary import (
    ActorType,
    Change,
    EventKind,
    Kind,
    Review,
    ThreatType,
)
from tracker.queries.case import Force
from tracker.web.api.parameters import DATE, Nothing

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2025-09-03T04:00:00Z"])]
Day = Annotated[str, Field(pattern=DATE, examples=["2025-07-14"])]
"""`2025`, `2025-07`, `2025-07-14` or an instant with its offset: as exactly as it is known."""
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]


class Shape(BaseModel):
    """What every answer is: it has no other fields than it says."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Problem(Shape):
    """What was wrong with a request, in the form of RFC 9457."""

    type: str
    """What sort of problem it is: an address that explains it. More sorts may be added."""
    title: str
    status: int
    detail: str
    """All problems as one text."""
    errors: list[str]
    """One sentence for each problem; it begins with the parameter."""


class Linked(Shape):
    """Something with a permanent name."""

    slug: str
    name: str


class NamedActor(Shape):
    """An actor in its role."""

    slug: str
    name: str
    type: ActorType


class WindowBounds(Shape):
    """Two instants; what is due falls due between them."""

    earliest_at: Instant
    latest_at: Instant | None
    """Null: nothing says when it is over at the latest."""


class ArchivedCopy(Shape):
    """A copy of a page in an archive."""

    url: Address
    on: Day
    """The day it was made."""


class DueDate(WindowBounds):
    """The bounds as they were worded, and the two instants they mean."""

    earliest: Day
    latest: Day | None
    precision: Precision
    timezone: str
    """The IANA zone in which days are read; a day is over at its end there."""
    timezone_assumed: bool
    """False where the words named the zone."""


class CountdownNow(Shape):
    """The clock of a case at the instant of the answer."""

    kind: CountdownKind
    """before: left to the earliest expiry; inside: left to the latest; passed: since the latest; resolved:
    how long after it (or, where early, before the earliest) the outcome came; the others have no instant."""
    target_at: Instant | None
    """The instant that is counted to or from."""
    seconds: int | None
    """Whole seconds, never negative; back to a date given as a day, 86,400 for each day."""
    early: bool
    """Whether the outcome came before the earliest expiry."""


class DeadlineNow(Shape):
    """The time limit in force, or last in force."""

    as_stated: str
    """The words as they were said, at most ten."""
    announced: Day
    """When this step was first announced."""
    change: Change
    """What the latest announcement did to the one before it."""
    due: DueDate | None
    """Null: no date can be derived from the words."""
    struck: list[WindowBounds]
    """The windows it had before it was moved."""


class UltimatumRow(Shape):
    """A case as lists show it."""

    slug: str
    """The permanent name."""
    url: Address
    """The page of the case."""
    title: str
    kind: Kind
    dossier: str
    """The slug of the crisis it belongs to."""
    senders: list[Linked]
    """Who demands."""
    targets: list[Linked]
    """Of whom, and those bound by a term that nobody sends."""
    threat_types: list[ThreatType]
    cameo_code: str | None
    """CAMEO code of the act: 139, 'Give ultimatum'; null for other kinds of deadlines."""
    status: Status
    moves: int
    """How often the date was moved."""
    deadline: DeadlineNow | None
    """Null: no time limit was ever in force."""
    headlines: list[Headline]
    """The outcomes in one word each; empty while there is none."""
    resolved_on: Day | None
    countdown: CountdownNow


class DossierName(Shape):
    """The crisis a case belongs to."""

    slug: str
    title: str


def _fields(
    part: type,
    *,
    without: Collection[str] = (),
    after: Mapping[str, Mapping[str, Any]] | None = None,
    instead: Mapping[str, Any] | None = None,
    **about: str,
) -> dict[str, Any]:
    """The fields of a part of the case format as the API sends them, by their names and in its order.

    `after` has the fields that follow one of them, `instead` other types, `about` what is said of one.
    """
    sent: dict[str, Any] = {}
    for each in fields_of(part):
        if each.name not in without:
            hint = (instead or {}).get(each.name, _type_of(each))
            text = about.get(each.name)
            sent[each.name] = Annotated[hint, Field(description=text)] if text else hint
        sent |= (after or {}).get(each.name, {})
    return sent


def _type_of(field: CaseField) -> Any:
    always = {
        Value.FLAG: bool,
        Value.ACTORS: list[NamedActor],
        Value.SOURCES: list[str],
        Value.QUOTES: dict[str, str],
        Value.DUE: DueDate | None,
        Value.COPY: ArchivedCopy | None,
        Value.WORD: field.vocabulary,
    }
    if field.value in always:
        return always[field.value]
    hint = {Value.ACTOR: NamedActor, Value.DATE: Day}.get(field.value, str)
    return hint | None if field.is_optional else hint


class PartyEntry(Shape):
    """Who takes part, as what, and who spoke for them."""

    __annotations__ = _fields(
        case.Party, without=["since"], label="The sender's own word for it, where that is contested."
    )


class DemandEntry(Shape):
    """What is demanded."""

    __annotations__ = _fields(
        case.Demand,
        without=["id"],
        target="Only where it addresses one of several.",
        since="When it was first part of the case, if later than the first announcement.",
        sources="Keys of the sources it rests on.",
    )


class ThreatEntry(Shape):
    """What is threatened."""

    __annotations__ = _fields(
        case.Threat,
        without=["id"],
        after={
            "type": {
                "ties_code": Annotated[
                    int | None, Field(description="TIES 4.0, variable 16; null where it has no code.")
                ]
            }
        },
        explicit="False when only implied.",
        automatic="True when it takes effect by law without a further decision.",
        exposed="Who would be hit though not the target.",
    )


class DeadlineEntry(Shape):
    """One announcement of a time limit."""

    __annotations__ = _fields(
        case.Deadline,
        after={
            "id": {
                "step": Annotated[
                    int,
                    Field(description="Numbers the time limits of the case from 1; 0: proposed only."),
                ],
                "is_focus": Annotated[bool, Field(description="Whether the countdown goes by its step.")],
            },
            "change": {"force": Force},
            "replaces": {
                "drift_seconds": Annotated[
                    int | None,
                    Field(description="How far it moved the date; negative: earlier; null: not comparable."),
                ]
            },
        },
        public_since="When the public could know it, where later.",
        replaces="The announcement before it in its step.",
    )


class EventEntry(Shape):
    """Something that happened."""

    __annotations__ = _fields(case.Event)


class OutcomeEntry(Shape):
    """What came of it, for all targets or for one; headline and TIES code are derived."""

    __annotations__ = _fields(
        case.Outcome,
        after={
            "note": {
                "headline": Headline,
                "ties_code": Annotated[
                    int | None,
                    Field(
                        description="Final outcome by TIES 4.0, 1 to 10; null where it has no word for it."
                    ),
                ],
            }
        },
        lifted="When a measure that was imposed was taken back without compliance.",
    )


class BackgroundEntry(Shape):
    """A sentence for someone who knows nothing of the case."""

    __annotations__ = _fields(case.Sentence)


class CriteriaEntry(Shape):
    """How the case will be judged, written down before its date."""

    __annotations__ = _fields(
        case.Criteria,
        complied="What would count as complied.",
        enforced="What would count as carried out.",
        decided_by="Which source decides.",
        until="Until when evidence counts.",
    )


class SourceEntry(Shape):
    """Where a fact is from."""

    __annotations__ = {
        "key": str,
        **_fields(
            case.Source,
            without=["archived"],
            instead={"url": Address, "title": str | None},
            title="Null as of a time by which it may not have been out yet.",
            language="Null: English, or not noted.",
            title_is_descriptive="Whether the title is in our words.",
        ),
    }


class CaseSource(SourceEntry):
    """Where a fact is from, and what is known of the page now; as of the past nothing is said of that."""

    archived: ArchivedCopy | None
    """A copy in an archive."""
    dead_since: Instant | None
    """Since when the page is gone; null where it is not, as far as is known."""


class RelatedCase(Shape):
    """A neighbouring case."""

    slug: str
    url: Address
    title: str
    status: Status


class CorrectionEntry(Shape):
    """What we had wrong: the fact before and after, as the case format writes it."""

    made_at: Instant
    reason: str
    path: str
    before: Any
    after: Any


class Ultimatum(Shape):
    """Everything the record knows of a case at the instant."""

    at: Instant
    as_of: str | None
    """What the address asked for; null: the present."""
    slug: str
    url: Address
    title: str
    titles: dict[str, str]
    """The title in other languages, by their codes. So with the summaries."""
    summary: str | None
    """Null as of a time before the last fact: it was written in hindsight. So with the summaries, the
    background, the criteria and the notes."""
    summaries: dict[str, str]
    background: list[BackgroundEntry]
    kind: Kind
    cameo_code: str | None
    """CAMEO code of the act: 139, 'Give ultimatum'; null for other kinds of deadlines."""
    dossier: DossierName
    tags: list[str]
    review: Review
    criteria: CriteriaEntry | None
    complete: bool
    """False where something later was left out."""
    status: Status
    moves: int
    due: DueDate | None
    countdown: CountdownNow
    headlines: list[Headline]
    resolved_on: Day | None
    parties: list[PartyEntry]
    demands: list[DemandEntry]
    threats: list[ThreatEntry]
    deadlines: list[DeadlineEntry]
    events: list[EventEntry]
    outcomes: list[OutcomeEntry]
    sources: list[CaseSource]
    notes: list[str]
    related: list[RelatedCase]
    corrections: list[CorrectionEntry]
    published_at: Instant | None
    """When we published the case; null as of an earlier instant. So with updated_at."""
    updated_at: Instant | None


class Page(Shape):
    """What every list has around its items."""

    at: Instant
    """The instant the answer is about."""
    as_of: str | None
    """What the address asked for; null: the present."""
    next_cursor: str | None
    """Ask again with it for what follows; null: that was all."""
    next: Address | None
    """The same as an address."""


class UltimatumPage(Page):
    """Cases."""

    items: list[UltimatumRow]


class OtherName(Shape):
    """What an actor is called besides its name."""

    name: str
    kind: AliasKind
    since: Day | None
    """For what did not always hold, such as the term of a leader: the year, month or day it began."""
    until: Day | None


class ActorRow(Shape):
    """An actor."""

    slug: str
    name: str
    type: ActorType
    code: str | None
    """ISO 3166-1 alpha-2, EU or XK."""
    represents: str | None
    """For a person: the slug of the actor they speak for."""
    successor: list[str]
    """For a state that is gone: the codes of its successors."""
    timezone: str | None
    """The IANA zone of the seat of government."""
    names: dict[str, str]
    """What it is called in other languages, by their codes."""
    aliases: list[str]
    """Other names it is known by, in any language; leaders are not among them."""
    other_names: list[OtherName]
    """The same with their kinds, and its leaders with their terms."""


class ActorPage(Page):
    """Actors that take part in a case."""

    items: list[ActorRow]


class Actor(ActorRow):
    """An actor and its cases in numbers."""

    at: Instant
    as_of: str | None
    as_sender: int
    """In how many cases it demands."""
    as_target: int
    """Of how many cases it is a target or bound by the term."""
    by_status: dict[Status, int]
    """Where those cases stand."""


class DossierRow(Shape):
    """A crisis that groups cases."""

    slug: str
    title: str
    summary: str | None
    """Null as of the past: it was written in hindsight."""
    started: Day | None
    ended: Day | None
    names: dict[str, str]
    """What it is called in other languages, by their codes."""


class DossierPage(Page):
    """Dossiers with a case."""

    items: list[DossierRow]


class Dossier(DossierRow):
    """A crisis and its cases in numbers."""

    at: Instant
    as_of: str | None
    by_status: dict[Status, int]


class CaseOfEntry(Shape):
    """The case an entry belongs to, as it was known when the entry was."""

    slug: str
    url: Address
    title: str
    kind: Kind
    dossier: str
    senders: list[str]
    """Names."""
    targets: list[str]
    """Names."""


class EventRow(Shape):
    """Something that happened, with its case."""

    id: str
    """The case's slug and the event's id: us-russia-50-days-2025/e1."""
    on: Day
    kind: EventKind
    text: str
    scheduled: Day | None
    """Of what lies ahead, or lay: the day since when it was to happen on its date."""
    follows: str | None
    """The id of the scheduled event that it ends: it took place, moved or was dropped."""
    case: CaseOfEntry
    sources: list[SourceEntry]


class EventPage(Page):
    """Events, newest first."""

    items: list[EventRow]


class ChangeRow(Shape):
    """One thing that came to be known."""

    id: int
    """Its place in the stream; never reused."""
    entry: str
    """Names the fact for good: the case's slug and the fact's id, or outcome: and a target, or all, or
    correction: and a number."""
    kind: ChangeKind
    at: Instant
    """When the public could know it."""
    recorded_at: Instant | None
    """When the record took it in; null as of an earlier instant."""
    case: CaseOfEntry
    fact: dict[str, Any]
    """The entry as the case format writes it; of a correction path, reason, before and after."""
    was: dict[str, Any] | None
    """Of a date that moved: the `due` it had before."""
    names: dict[str, str]
    """The names of the actors in `fact`, by slug."""
    sources: list[SourceEntry]


class ChangeStream(Shape):
    """What was recorded after a cursor, in the order it was."""

    at: Instant
    as_of: str | None
    items: list[ChangeRow]
    cursor: str
    """Keep it and ask again with it, at once where has_more is true: each change comes exactly once."""
    has_more: bool


class Word(Shape):
    """A word of a vocabulary."""

    value: str
    label: str
    """The word as the pages show it."""
    ties_code: int | None
    """Its number in TIES 4.0, where it has one."""


class Vocabulary(Shape):
    """The controlled words of a field."""

    name: str
    description: str
    words: list[Word]


class Vocabularies(Shape):
    """All controlled words of the record."""

    at: Instant
    as_of: str | None
    items: list[Vocabulary]


class Count(Shape):
    """So many of so many, the share, and its 95% Wilson score interval."""

    chosen: dict[str, str]
    """Which cases are counted, as parameters of `/record/cases/`, which lists them."""
    count: int
    total: int
    share: float
    low: float
    high: float


class Group(Shape):
    """Resolved ultimatums that have something in common, and what came of them."""

    chosen: dict[str, str]
    total: int
    parts: list[Count]


class CurvePoint(Shape):
    """The Kaplan-Meier estimate so many days after expiry that no outcome has come, with its 95% band."""

    days: int
    came: int
    still_open: int
    survival: float
    low: float
    high: float


class Statistics(Shape):
    """The track record: resolved ultimatums only; groups without a case are left out."""

    at: Instant
    as_of: str | None
    ultimatums: int
    """How many were known."""
    resolved: int
    pending: int
    """How many are past their expiry without an outcome."""
    overall: list[Group]
    by_threat: list[Group]
    by_sender_type: list[Group]
    by_limit: list[Group]
    by_move: list[Group]
    enforced_within_30_days: list[Group]
    moves: list[Group]
    drifts: list[Group]
    median_slip_days: float | None
    """By how many days dates that moved slipped in all; negative: earlier."""
    time_to_outcome: list[CurvePoint]


class WordsRead(Shape):
    """The window that words name, as exactly as they give it."""

    earliest: Day
    latest: Day
    precision: Precision
    timezone: str
    timezone_from: str
    """Where the zone is from: `words`, or `seat`, the zone that was asked with."""
    notes: list[str]
    """What the words leave open and how it was settled, each in a sentence."""
    left_out: list[str]
    """Words that were taken to be no part of the time limit."""


class Interpretation(Shape):
    """What words mean: the fields of a reading, or `refused` with the reason."""

    earliest: Day | Nothing = None
    latest: Day | Nothing = None
    precision: Precision | Nothing = None
    timezone: str | Nothing = None
    timezone_from: str | Nothing = None
    """Where the zone is from: `words`, or `seat`, the zone that was asked with."""
    notes: list[str] | Nothing = None
    """What the words leave open and how it was settled, each in a sentence."""
    left_out: list[str] | Nothing = None
    """Words that were taken to be no part of the time limit."""
    refused: str | Nothing = None
    """Why the words were not read."""
    choices: list[WordsRead] | Nothing = None
    """With `refused`: the two or three readings the words can have, where none is more likely than others."""


class Start(Shape):
    """Where to go from here."""

    at: Instant
    as_of: str | None
    name: str
    version: str
    openapi: Address
    documentation: Address
    addresses: dict[str, str]
    """The lists there are, by name; some are templates (RFC 6570)."""
