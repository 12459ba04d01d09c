"""The page of one case: everything the record knows of it at an instant, each fact with its sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Subquery, TextField
from django.db.models.functions import Cast

from tracker.domain.case import (
    PARTS,
    Criteria,
    Deadline,
    Demand,
    Event,
    Field,
    Outcome,
    Party,
    Sentence,
    Source,
    Threat,
    Value,
    fields_of,
)
from tracker.domain.dates.chronology import sort_instants
from tracker.domain.dates.distances import Distance, drift, from_window
from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Due, Window
from tracker.domain.scheduled import scheduled_in
from tracker.domain.statistics.conduct import Conduct, conduct
from tracker.domain.status.outcomes import Headline, ties_code
from tracker.domain.status.record import Record
from tracker.domain.status.standing import LIVE, Countdown, Standing, Status, countdown, standing
from tracker.domain.status.steps import Step, is_move, steps
from tracker.domain.vocabulary import (
    IN_A_LEAD,
    ActorType,
    Change,
    Kind,
    Review,
    Role,
)
from tracker.models import Actor, Correction, Dossier, Phase, Publication, SiteState, Ultimatum
from tracker.queries.cited_pages import ListedSource, SourcePage, listed_sources, source_pages
from tracker.queries.dashboard import DashboardRow, dashboard_row


@dataclass(frozen=True, slots=True)
class Named:
    """An actor by its permanent name and as pages show it."""

    slug: str
    name: str
    type: ActorType


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource(Source):
    """A source beside a fact, with what it says of that as it stands there; empty where nobody noted it."""

    quote: str = ""


COMPLIANCE = (Headline.COMPLIED, Headline.PARTLY_COMPLIED)
Sources = tuple[Source, ...]
"""The sources beside a fact. Titles are empty on a page as of a time by which they may not have been out yet:
headlines tell what came later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine(Party[Named]):
    """Who takes part, as what, and who spoke for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine(Demand[Named, Source]):
    """What is demanded; `target` when it addresses one of several, or a third party."""

    is_to_third_party: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatLine(Threat[Named, Source]):
    """What is threatened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine(Event[Source]):
    """Something that happened, or is scheduled."""

    @property
    def ends_at(self) -> datetime:
        """When its day, or as much as is known of it, is over: in UTC."""
        return self.on.starts_at if self.on.grain is Grain.INSTANT else self.on.end_in(UTC)

    @property
    def window(self) -> Window:
        """Its date on an axis."""
        return Window(self.on.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLine(Sentence[Source]):
    """A sentence of the background."""


class Force(StrEnum):
    """What became of an announcement; of one made after the outcome, that it came too late to count."""

    IN_FORCE = "in-force"
    STRUCK = "struck"
    ENDED = "ended"
    PROPOSED = "proposed"
    AFTER_OUTCOME = "after-outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine(Deadline[Named, Source]):
    """One announcement of a time limit, and what it did.

    `step` numbers the time limits of the case from 1 (0: proposed only); `is_focus` marks the step the
    clock shows; `before` is the announcement before it in its step; `drift` is how far it moved the date
    (negative: earlier; None: not comparable).
    """

    step: int
    is_focus: bool
    force: Force
    before: Deadline | None
    drift: Distance | None

    @property
    def is_move(self) -> bool:
        """Whether it changed the window that was in force before it."""
        return is_move(self.before.due if self.before else None, self.due, self.change)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLine(Outcome[Named, Source]):
    """What came of it for all targets (`target` None) or for one; headline and TIES code are derived."""

    headline: Headline
    ties_code: int | None
    late: Distance | None = None
    """How long after the deadline the target complied, in full or in part; None: in time, or it did not."""


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One entry of 'what happened'; exactly one of the three is set."""

    on: When
    deadline: DeadlineLine | None = None
    event: EventLine | None = None
    outcome: OutcomeLine | None = None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """What we had wrong: the fact before and after, as the case format writes it.

    `names` are those of the actors and the crises it may name, by their slugs.
    """

    made_at: datetime
    reason: str
    path: str
    before: Any
    after: Any
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CasePage:
    """The whole page. `summary`, `summaries`, `background`, `criteria` and all notes are empty where
    `complete` is False: they were written in hindsight. `version` is that of the record the page shows."""

    at: datetime
    slug: str
    title: str
    titles: Mapping[str, str]
    summary: str
    summaries: Mapping[str, str]
    kind: Kind
    dossier: str
    dossier_title: str
    tags: tuple[str, ...]
    review: Review
    complete: bool
    status: Status
    countdown: Countdown
    due: Due | None
    window: Window | None
    moves: int
    headlines: tuple[Headline, ...]
    resolved_on: When | None
    parties: tuple[PartyLine, ...]
    demands: tuple[DemandLine, ...]
    threats: tuple[ThreatLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    events: tuple[EventLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    story: tuple[StoryItem, ...]
    sources: Sources
    notes: tuple[str, ...]
    background: tuple[SentenceLine, ...]
    criteria: Criteria | None
    related: tuple[DashboardRow, ...]
    corrections: tuple[CorrectionLine, ...]
    published_at: datetime
    updated_at: datetime
    checked_at: datetime | None
    """When an editor last looked and found that it still holds."""
    conduct: Conduct
    version: int
    pages: Mapping[str, SourcePage] | None = None
    """What is known of the pages of sources, by their keys; None on a page of the past."""

    @property
    def listed_sources(self) -> tuple[ListedSource, ...]:
        """The sources with what became of their pages."""
        return listed_sources(self.sources, self.pages)

    def parties_in(self, role: Role) -> tuple[PartyLine, ...]:
        """The parties in one role."""
        return tuple(party for party in self.parties if party.role is role)

    @property
    def senders(self) -> tuple[PartyLine, ...]:
        """Who demands."""
        return self.parties_in(Role.SENDER)

    @property
    def targets(self) -> tuple[PartyLine, ...]:
        """Of whom: the targets and those bound by a term nobody sends."""
        return (*self.parties_in(Role.TARGET), *self.parties_in(Role.PARTY))

    @property
    def others(self) -> tuple[PartyLine, ...]:
        """Everybody else who takes part."""
        return tuple(party for party in self.parties if party.role not in IN_A_LEAD)

    @property
    def newest_source(self) -> When | None:
        """The day of the newest source, where any is dated."""
        days = [source.published for source in self.sources if source.published]
        return max(days, key=lambda day: day.last_day, default=None)

    @property
    def scheduled(self) -> tuple[EventLine, ...]:
        """What was to happen, as long as nobody says what became of it."""
        return tuple(item.event for item in scheduled_in(self.events))

    @property
    def is_live(self) -> bool:
        """Whether something may still fall due: then it is told how it will be judged."""
        return self.status in LIVE

    @property
    def focus(self) -> DeadlineLine | None:
        """The announcement the clock goes by."""
        lines = [line for line in self.deadlines if line.is_focus]
        return lines[-1] if lines else None

    @property
    def is_extension(self) -> bool:
        """Whether the first date on record was an extension itself, of one that is not on record."""
        lines = [line for line in self.deadlines if line.is_focus]
        return bool(lines) and lines[0].change is Change.EXTENDED


class NotKnownYet(LookupError):
    """The case had not been announced by the instant asked for; `first_known_at` says when it was."""

    def __init__(self, first_known_at: datetime) -> None:
        super().__init__(f"announced only at {first_known_at:%Y-%m-%d %H:%M} UTC")
        self.first_known_at = first_known_at


def case_page(slug: str, *, at: datetime, is_now: bool = False) -> CasePage | None:
    """The page of a published case at an instant (4 queries; 5 with the pages of its sources, where
    `is_now`); None without such a case.

    Raises `NotKnownYet` where the instant lies before its first announcement.
    """
    published = Ultimatum.objects.filter(publication=Publication.PUBLISHED, slug=slug)
    version = Subquery(SiteState.objects.values("version")[:1])
    case = published.select_related("dossier").annotate(version=version).first()
    if case is None or case.published_at is None:
        return None
    record = Record.from_document(case.document)
    stands = standing(record, at)
    if stands is None:
        raise NotKnownYet(record.first_known_at or at)
    known = stands.record
    return _Lines(known, _names(known), stands, at).page(
        case,
        published_at=case.published_at,
        related=_related(known, at),
        version=case.version or 0,
        corrections=_corrections(case, at),
        pages=source_pages(case.pk) if is_now else None,
    )


def _names(record: Record) -> dict[str, Named]:
    slugs: set[str | None] = set()
    for name, part in PARTS.items():
        for each in fields_of(part):
            values = [getattr(item, each.name) for item in getattr(record, name)]
            if each.value is Value.ACTOR:
                slugs |= set(values)
            elif each.value is Value.ACTORS:
                slugs |= {slug for value in values for slug in value}
    found = Actor.objects.filter(slug__in=slugs - {None}).values_list("slug", "name", "type")
    return {slug: Named(slug, name, ActorType(type_)) for slug, name, type_ in found}


def _related(record: Record, at: datetime) -> tuple[DashboardRow, ...]:
    if not record.related:
        return ()
    rows = (
        Phase.objects.at(at)
        .filter(ultimatum__slug__in=record.related)
        .annotate(text=Cast("row", TextField()))
    )
    stored = rows.values_list("ultimatum__slug", "status", "text")
    found = {slug: dashboard_row(status, text, at=at) for slug, status, text in stored}
    return tuple(found[slug] for slug in record.related if slug in found)


def _corrections(case: Ultimatum, at: datetime) -> tuple[CorrectionLine, ...]:
    found = Correction.objects.filter(ultimatum=case, made_at__lte=at)
    rows = list(found.values_list("made_at", "reason", "path", "before", "after"))
    names = names_in([value for row in rows for value in row[3:]]) if rows else {}
    return tuple(CorrectionLine(*row, names) for row in rows)


def names_in(facts: Iterable[Any]) -> dict[str, str]:
    """The names of the actors and the crises that facts of a case may name, by their slugs (2 queries)."""
    slugs: set[str] = set()
    for fact in facts:
        for value in fact.values() if isinstance(fact, Mapping) else [fact]:
            listed = value if isinstance(value, list) else [value]
            slugs |= {each for each in listed if isinstance(each, str)}
    crises = dict(Dossier.objects.filter(slug__in=slugs).values_list("slug", "title"))
    return crises | dict(Actor.objects.filter(slug__in=slugs).values_list("slug", "name"))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Makes the lines of one page from the record as it was known at an instant."""

    record: Record
    names: Mapping[str, Named]
    stands: Standing
    at: datetime

    def page(
        self,
        case: Ultimatum,
        *,
        published_at: datetime,
        related: tuple[DashboardRow, ...],
        version: int,
        corrections: tuple[CorrectionLine, ...],
        pages: Mapping[str, SourcePage] | None,
    ) -> CasePage:
        record, stands = self.record, self.stands
        deadlines = self.deadlines()
        events: tuple[EventLine, ...] = self.lines(EventLine, record.events)
        outcomes = tuple(self.outcome(item) for item in record.outcomes)
        assert case.dossier is not None, "a published case has one"
        return CasePage(
            at=self.at,
            slug=record.slug,
            title=record.title,
            titles=record.titles,
            summary=record.summary,
            summaries=record.summaries,
            kind=record.kind,
            dossier=record.dossier,
            dossier_title=case.dossier.title,
            tags=record.tags,
            review=record.review,
            complete=record.complete,
            status=stands.status,
            countdown=countdown(stands.status, stands.due, self.at, stands.resolved_on),
            due=stands.due,
            window=stands.window,
            moves=stands.moves,
            headlines=stands.headlines,
            resolved_on=stands.resolved_on,
            parties=self.lines(PartyLine, record.parties),
            demands=tuple(self.demand(item) for item in record.demands),
            threats=self.lines(ThreatLine, record.threats),
            deadlines=deadlines,
            events=events,
            outcomes=outcomes,
            story=_story(deadlines, events, outcomes),
            sources=self.all_sources(),
            notes=record.notes,
            background=self.lines(SentenceLine, record.background),
            criteria=record.criteria,
            related=related,
            corrections=corrections,
            published_at=published_at,
            updated_at=case.updated_at,
            checked_at=case.checked_at,
            conduct=conduct(stands),
            version=version,
            pages=pages,
        )

    def named(self, slug: str | None) -> Named | None:
        return self.names[slug] if slug else None

    def cited(self, keys: tuple[str, ...], quotes: Iterable[tuple[str, str]] = ()) -> Sources:
        sources = {source.key: source for source in self.record.sources}
        told = dict(quotes)
        return tuple(self.source(sources[key], told.get(key, "")) for key in keys)

    def source(self, item: Source, quote: str) -> Source:
        if not self.was_out(item):
            return replace(item, title="", published=None)
        if not quote:
            return item
        values = {each.name: getattr(item, each.name) for each in fields_of(Source)}
        return CitedSource(key=item.key, **values, quote=quote)

    def was_out(self, item: Source) -> bool:
        return self.record.complete or (item.published is not None and item.published.starts_at <= self.at)

    def all_sources(self) -> Sources:
        """Those that a fact known by then rests on."""
        record = self.record
        used = {key for item in record.background for key in item.sources}
        for part in (record.demands, record.threats, record.deadlines, record.events, record.outcomes):
            used |= {key for item in part for key in item.sources}
        return self.cited(tuple(source.key for source in record.sources if source.key in used))

    def lines(self, part: Any, items: Iterable[Any]) -> tuple[Any, ...]:
        """Parts of the record as a page shows them."""
        return tuple(part(**self.named_in(part, item)) for item in items)

    def named_in(self, part: type, item: Any) -> dict[str, Any]:
        """The values of a part of the record, with the actors and the sources it names."""
        shown = {field.name: self.shown(field, getattr(item, field.name)) for field in fields_of(part)}
        if "quotes" in shown:
            shown["sources"] = self.cited(item.sources, item.quotes)
            quoted = [each for each in shown["sources"] if isinstance(each, CitedSource)]
            shown["quotes"] = tuple((each.key, each.quote) for each in quoted)
        return shown

    def shown(self, field: Field, value: Any) -> Any:
        match field.value:
            case Value.ACTOR:
                return self.named(value)
            case Value.ACTORS:
                return tuple(self.names[slug] for slug in value)
            case Value.SOURCES:
                return self.cited(value)
            case _:
                return value

    def demand(self, item: Demand) -> DemandLine:
        is_third = item.target in self.record.actors_in(Role.THIRD_PARTY)
        is_target = item.target in self.record.actors_in(Role.TARGET, Role.PARTY)
        return DemandLine(**self.named_in(Demand, item), is_to_third_party=is_third and not is_target)

    def deadlines(self) -> tuple[DeadlineLine, ...]:
        opened = steps(self.record.deadlines)
        place = {item.id: (number, step) for number, step in enumerate(opened, 1) for item in step.deadlines}
        forces = _forces(self.record.deadlines, self.stands)
        return tuple(
            self.deadline(item, *place.get(item.id, (0, None)), force=forces[item.id])
            for item in self.record.deadlines
        )

    def deadline(self, item: Deadline, number: int, step: Step | None, *, force: Force) -> DeadlineLine:
        before = _before(item, step)
        focus = self.stands.step
        return DeadlineLine(
            **self.named_in(Deadline, item),
            step=number,
            is_focus=focus is not None and item.id in {other.id for other in focus.deadlines},
            force=force,
            before=before,
            drift=drift(before.due, item.due) if before else None,
        )

    def outcome(self, item: Outcome) -> OutcomeLine:
        due = self.stands.due
        # The outcome's day is read in the zone of the time limit: on the last day itself it has passed.
        apart = from_window(due, item.on) if due else None
        passed = apart is not None and apart.span >= timedelta(0)
        word = item.headline_in(self.record.kind)
        is_late = word in COMPLIANCE and apart is not None and apart.span > timedelta(0)
        return OutcomeLine(
            **self.named_in(Outcome, item),
            headline=word,
            late=apart if is_late else None,
            ties_code=ties_code(
                item.response,
                item.follow_through,
                settled=item.settled,
                deadline_passed=passed,
                lifted=item.lifted is not None,
            ),
        )


def _before(item: Deadline, step: Step | None) -> Deadline | None:
    if step is None:
        return None
    place = step.deadlines.index(item)
    return step.deadlines[place - 1] if place else None


def _forces(deadlines: tuple[Deadline, ...], stands: Standing) -> dict[str, Force]:
    """What became of each, by the announcements that the clock above goes by as well."""
    found = {item.id: Force.AFTER_OUTCOME for item in deadlines}
    found |= {item.id: Force.PROPOSED for item in deadlines if item.change is Change.PROPOSED}
    for step in steps(stands.deadlines):
        found |= {item.id: Force.STRUCK for item in step.deadlines}
        found[step.newest.id] = Force.ENDED if step.ended_by else Force.IN_FORCE
    return found


def _story(
    deadlines: tuple[DeadlineLine, ...], events: tuple[EventLine, ...], outcomes: tuple[OutcomeLine, ...]
) -> tuple[StoryItem, ...]:
    """Everything that happened, newest first; on the same day announcements before events before outcomes."""
    parts = (
        [StoryItem(line.public_since or line.announced, deadline=line) for line in deadlines],
        [StoryItem(line.known_on, event=line) for line in events],
        [StoryItem(line.on, outcome=line) for line in outcomes],
    )
    placed = [
        pair for part in parts for pair in zip(sort_instants([item.on for item in part]), part, strict=True)
    ]
    return tuple(item for _, item in sorted(placed, key=lambda pair: pair[0]))[::-1]
