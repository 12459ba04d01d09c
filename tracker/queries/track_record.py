"""The track record of all cases at an instant, and of each actor; the cases behind a number.

What is known of the present is kept in this process and brought forward: when the record has a newer
version, the cases that changed since are read, taken out of the counts as they were and counted in as they
are. How long an outcome has been open changes by the hour alone. What was known at a past instant goes into
the same counts: it is brought forward or back from the nearest instant that is kept, or read as a whole.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from itertools import chain
from sys import intern

from django.db.models import Exists, OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from pydantic_core import from_json

from tracker.domain.statistics.conduct import Conduct, Limit
from tracker.domain.statistics.track_record import (
    FEWEST_ALIKE,
    Case,
    Choice,
    PartyRecord,
    Statistics,
    Tally,
    TrackRecordLine,
    party_record,
    results_of,
    shift,
)
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import ActorType
from tracker.models import Actor, Phase, Section, Threat, Ultimatum
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, Front, PageNotFound, dashboard_row
from tracker.queries.filters import known_by
from tracker.queries.status import record_version

CACHE_SIZE = 3
"""So many instants of the past are kept beside the present."""
MOST_OTHER = 0.3
"""The part of all cases that may differ between two instants to count on, not all of them anew."""
ROWS_PER_PAGE = 50
MOST_ALIKE_SHOWN = 6
ALIKE_CACHE_SIZE = 256


@dataclass(frozen=True, slots=True)
class Person:
    """An actor by its name; `represents` is for whom a person speaks."""

    slug: str
    name: str
    type: ActorType
    represents: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a list a case stands; `entered` rises with each case entered."""

    entered: int
    phase: int
    shelf: str
    sort_at: datetime


@dataclass(slots=True)
class Part:
    """What one actor has to do with the record.

    `cases`: by slug, those in which it takes part or speaks. `sent`, `received`, `spoke`: in how many
    ultimatums it did; `spoke_in`: in how many cases of any kind. `speakers`: who spoke for it in how many, by
    whom they represent, or by a case that says so. Who speaks for somebody else and is quoted on this actor
    reported, and did not speak for it.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    sent: int = 0
    received: int = 0
    spoke: int = 0
    spoke_in: int = 0
    speakers: Counter[str] = field(default_factory=Counter)

    def copy(self) -> "Part":
        """Another one, to be changed."""
        return replace(self, cases=self.cases.copy(), speakers=self.speakers.copy())


@dataclass(frozen=True)
class Known:
    """All published cases as known at an instant, by slug, and what was counted of them.

    `version` is that of the record, `parts` are those of actors. Threads share it, so nothing of it may be
    changed: `_Change` makes another one.
    """

    at: datetime
    version: int = 0
    by_slug: Mapping[str, Case] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    actors: Mapping[str, Person] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    @property
    def cases(self) -> Collection[Case]:
        """All of them."""
        return self.by_slug.values()

    @cached_property
    def statistics(self) -> Statistics:
        """All that `/record/` tells."""
        return self.tally.statistics(self.at)

    def ordered(self, cases: Iterable[Case]) -> list[int]:
        """Their phases as lists show them: the next to expire first, then what ended, the latest first."""
        places = sorted((self.places[case.slug] for case in cases), key=lambda place: place.entered)
        live = sorted(
            (place for place in places if place.shelf == Section.LIVE), key=lambda each: each.sort_at
        )
        over = [place for place in places if place.shelf != Section.LIVE]
        over.sort(key=lambda each: (each.shelf == Section.PASSED, each.sort_at), reverse=True)
        return [place.phase for place in (*live, *over)]


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as it is stored."""

    slug: str
    facts: Conduct
    place: Place


class _Change:
    """Makes what is known another: cases are put in, put anew and taken out; what it began with stays."""

    def __init__(self, before: Known, actors: Mapping[str, Person]) -> None:
        self.before, self.actors = before, actors
        self.cases, self.places = dict(before.by_slug), dict(before.places)
        self.parts, self.tally = dict(before.parts), before.tally.copy()
        self._own: set[str] = set()

    def put(self, row: _Row) -> None:
        """Count a case as it is now, and no more as it was."""
        if row.slug in self.cases:
            self._count(self.cases[row.slug], self.before.actors, -1)
        types = frozenset(self.actors[sender].type for sender in row.facts.senders)
        case = Case(row.slug, row.facts, _types(types))
        self.cases[row.slug], self.places[row.slug] = case, row.place
        self._count(case, self.actors, 1)

    def take(self, slug: str) -> None:
        """Count a case no more."""
        self._count(self.cases.pop(slug), self.before.actors, -1)
        del self.places[slug]

    def made(self, at: datetime, version: int) -> Known:
        """What is known now."""
        return Known(at, version, self.cases, self.places, self.actors, self.parts, self.tally)

    def _count(self, case: Case, actors: Mapping[str, Person], times: int) -> None:
        self.tally.add(case, times)
        facts = case.conduct
        number = times * facts.counts
        for slug in facts.senders:
            self._part(slug, case, times).sent += number
        for slug in facts.targets:
            self._part(slug, case, times).received += number
        for slug in facts.others:
            self._part(slug, case, times)
        for slug in {speaker for speaker, _ in facts.speakers}:
            part = self._part(slug, case, times)
            part.spoke += number
            part.spoke_in += times
        spoke_for = {(actors[speaker].represents or actor, speaker) for speaker, actor in facts.speakers}
        for actor, speaker in spoke_for:
            shift(self._changing(actor).speakers, [speaker], times)

    def _part(self, slug: str, case: Case, times: int) -> Part:
        """The part of an actor in a case, with or without that case."""
        part = self._changing(slug)
        if times > 0:
            part.cases[case.slug] = case
        else:
            part.cases.pop(case.slug, None)
        return part

    def _changing(self, slug: str) -> Part:
        if slug not in self._own:
            self._own.add(slug)
            self.parts[slug] = self.parts[slug].copy() if slug in self.parts else Part()
        return self.parts[slug]


@cache
def _types(types: frozenset[ActorType]) -> frozenset[ActorType]:
    """The same set for all cases whose senders are of these types: there are few."""
    return types


@dataclass(slots=True)
class _Cache:
    """What this process keeps: the present, and instants of the past at one version of the record."""

    present: Known | None = None
    past: OrderedDict[datetime, Known] = field(default_factory=OrderedDict)


_cache = _Cache()
_lock = threading.Lock()


def known(at: datetime, *, front: Front, is_now: bool) -> Known:
    """Everything known at an instant (2 queries, 3 where cases left the record; none while it is kept).

    `front` says which version of the record holds. The present is kept as long as a tick has been here
    lately, and counted once an hour and version, for which only what changed since is read. A past instant is
    read once a version (2 to 4 queries).
    """
    with _lock:
        if is_now and front.is_fresh(at):
            kept = _cache.present
            present = _brought_forward(kept, at, front) if kept else _read_present(at, front)
            _cache.present = present
            return present
        found = _cache.past.get(at)
        if found is None or found.version != front.version:
            for other in [other for other in _cache.past if _cache.past[other].version != front.version]:
                del _cache.past[other]
            found = _cache.past[at] = _read_past(at, front.version)
            while len(_cache.past) > CACHE_SIZE:
                _cache.past.popitem(last=False)
        _cache.past.move_to_end(at)
    return found


def forget() -> None:
    """Drop what is kept in this process: for tests, whose records share version numbers."""
    _cache.present = None
    _cache.past.clear()
    _alike.clear()


def _brought_forward(kept: Known, at: datetime, front: Front) -> Known:
    """The present at a newer version of the record or in another hour.

    The board was read before the rows are, so that some may be of a later version: they are read once more at
    that version, which does no harm. What is kept and what changed since hold all cases there are; that some
    have left shows in that they are more than the board counts.
    """
    if front.version < kept.version:
        if record_version() < kept.version:  # another database was put in place, such as a backup
            return _read_present(at, front)
    elif front.version > kept.version:
        rows = {row.slug: row for row in _rows(Phase.objects.current_since(kept.version))}
        left: set[str] = set()
        number = len(kept.by_slug) + sum(slug not in kept.by_slug for slug in rows)
        if number != sum(sum(of.values()) for of in front.tally.values()):
            there = set(Phase.objects.current().order_by().values_list("ultimatum__slug", flat=True))
            left = kept.by_slug.keys() - there
            if not there <= kept.by_slug.keys() | rows.keys():
                return _read_present(at, front)
        return _changed(kept, rows, left, at, front.version)
    return kept if _hour(kept.at) == _hour(at) else replace(kept, at=at)


def _changed(
    kept: Known, rows: Mapping[str, _Row], left: Collection[str], at: datetime, version: int
) -> Known:
    """What is known with these cases as they are now and without those that left."""
    change = _Change(kept, _actors())
    for slug in left:
        change.take(slug)
    put = {slug: row for slug, row in rows.items() if slug not in left}
    # Statistics go by the type of a sender, and who spoke for whom by whom they represent.
    for slug, actor in kept.actors.items():
        now = change.actors.get(slug)
        if slug in kept.parts and now and (now.type, now.represents) != (actor.type, actor.represents):
            for case in kept.parts[slug].cases.values():
                if case.slug in change.cases and case.slug not in put:
                    put[case.slug] = _Row(case.slug, case.conduct, kept.places[case.slug])
    for row in put.values():
        change.put(row)
    return change.made(at, version)


def _read_present(at: datetime, front: Front) -> Known:
    return _read(Phase.objects.current(), at, front.version)


def _read_past(at: datetime, version: int) -> Known:
    """A past instant: what differs from the nearest that is kept is read, or all of it where none is.

    At most 4 queries. A case is there from its first phase on, so none leaves on the way ahead.
    """
    kept = [each for each in (*_cache.past.values(), _cache.present) if each and each.version == version]
    near = min(kept, key=lambda each: abs(each.at - at), default=None)
    phases = Phase.objects.at(at)
    if near is None:
        return _read(phases, at, version)
    other = phases.filter(from_at__gt=near.at) if at > near.at else phases.filter(until_at__lte=near.at)
    rows = {row.slug: row for row in _rows(other)}
    left: set[str] = set()
    if at < near.at:
        left = near.by_slug.keys() - set(phases.order_by().values_list("ultimatum__slug", flat=True))
    if len(rows) + len(left) <= len(near.by_slug) * MOST_OTHER:
        return _changed(near, rows, left, at, version)
    same = (
        _Row(slug, case.conduct, near.places[slug])
        for slug, case in near.by_slug.items()
        if slug not in rows and slug not in left
    )
    return _counted(chain(same, rows.values()), at, version)


def _read(phases: PhaseQuerySet, at: datetime, version: int) -> Known:
    """All of it (2 queries)."""
    return _counted(list(_rows(phases)), at, version)


def _counted(rows: Iterable[_Row], at: datetime, version: int) -> Known:
    """What is known where these are the cases."""
    change = _Change(Known(at), _actors())
    for row in rows:
        change.put(row)
    return change.made(at, version)


def _rows(phases: PhaseQuerySet) -> Iterator[_Row]:
    """In any order: ordered by case, SQLite would read all current ones to find those that changed."""
    columns = ("ultimatum__slug", "ultimatum_id", "pk", "shelf", "sort_at", Cast("conduct", TextField()))
    for slug, entered, phase, shelf, sort_at, text in phases.order_by().values_list(*columns):
        place = Place(entered, phase, intern(shelf), sort_at)
        yield _Row(slug, Conduct.from_data(from_json(text)), place)


def _actors() -> dict[str, Person]:
    rows = Actor.objects.order_by().values_list("slug", "name", "type", "represents__slug")
    return {
        slug: Person(slug, name, ActorType(type_), represents or "") for slug, name, type_, represents in rows
    }


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list of cases: `total` on all `pages`."""

    total: int
    rows: tuple[DashboardRow, ...]
    page: int
    pages: int

    @property
    def open_rows(self) -> tuple[DashboardRow, ...]:
        """Those whose outcome is open."""
        return tuple(row for row in self.rows if row.status is not Status.RESOLVED)

    @property
    def resolved_rows(self) -> tuple[DashboardRow, ...]:
        """Those resolved."""
        return tuple(row for row in self.rows if row.status is Status.RESOLVED)


def listed(found: Known, cases: Collection[Case], *, at: datetime, page: int) -> Listed:
    """The rows of these cases, a page of them (1 query). Raises `PageNotFound` past the end."""
    pages = max(1, -(-len(cases) // ROWS_PER_PAGE))
    if page > pages:
        raise PageNotFound(page, pages)
    phases = found.ordered(cases)[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    stored = Phase.objects.filter(pk__in=phases).order_by().annotate(text=Cast("row", TextField()))
    rows = {
        pk: dashboard_row(status, text, at=at)
        for pk, status, text in stored.values_list("pk", "status", "text")
    }
    # A case that was edited since the facts were read has other phases; the next version shows it.
    return Listed(len(cases), tuple(rows[phase] for phase in phases if phase in rows), page, pages)


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor on the list of actors: how many ultimatums it set and received, in how many cases it is."""

    slug: str
    name: str
    type: ActorType
    sent: int
    received: int
    spoke: int
    cases: int


def actor_lines(found: Known) -> tuple[ActorLine, ...]:
    """Every actor that takes part or speaks in a case known at the instant; most ultimatums sent first."""
    lines = [
        ActorLine(actor.slug, actor.name, actor.type, part.sent, part.received, part.spoke, len(part.cases))
        for actor in found.actors.values()
        if (part := found.parts.get(actor.slug)) and part.cases
    ]
    return tuple(sorted(lines, key=lambda line: (-line.sent, -line.received, -line.cases, line.name)))


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor: its records in numbers (None where it has no ultimatum in that role), who spoke, its cases.

    `uncounted`: how many of its cases are no ultimatums; `spoke_in`: how many cases it spoke in itself.
    """

    actor: Person
    represents: Person | None
    as_sender: PartyRecord | None
    as_target: PartyRecord | None
    as_speaker: PartyRecord | None
    speakers: tuple[tuple[Person, int], ...]
    spoke_in: int
    uncounted: int
    listed: Listed


def actor_page(slug: str, found: Known, *, at: datetime, page: int) -> ActorPage | None:
    """The page of an actor (1 query); None without such an actor. Raises `PageNotFound` past the end."""
    actor = found.actors.get(slug)
    if actor is None:
        return None
    part = found.parts.get(slug) or Part()
    own = part.cases.values()
    return ActorPage(
        actor=actor,
        represents=found.actors.get(actor.represents),
        as_sender=_some(party_record(own, found.at, sender=slug)),
        as_target=_some(party_record(own, found.at, target=slug)),
        as_speaker=_some(party_record(own, found.at, speaker=slug)),
        speakers=tuple(
            (found.actors[name], number)
            for name, number in sorted(part.speakers.items(), key=lambda item: (-item[1], item[0]))
            if name != slug
        ),
        spoke_in=part.spoke_in,
        uncounted=sum(not case.conduct.counts for case in own),
        listed=listed(found, own, at=at, page=page),
    )


def _some(of: PartyRecord) -> PartyRecord | None:
    return of if of.all.count else None


@dataclass(frozen=True, slots=True)
class Alike:
    """A comparable case and what came of it."""

    slug: str
    title: str
    headlines: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What came of comparable cases: `choice` lists them all, `shown` are the latest of them."""

    choice: Choice
    line: TrackRecordLine
    shown: tuple[Alike, ...]


_alike: OrderedDict[tuple[int, datetime, Choice], Usual | None] = OrderedDict()
_alike_lock = threading.Lock()


def usual(slug: str, facts: Conduct, *, at: datetime, is_now: bool, version: int) -> Usual | None:
    """What usually happens: the resolved ultimatums that share a threat type and have a similar limit.

    2 queries, none while it is kept: of the present for an hour or until the record changes. None where fewer
    than five compare, or the case itself does not. Twin of `Choice.holds`: the same cases as those its choice
    means (tests/queries/test_track_record.py).
    """
    limit = facts.limit_class
    if not facts.counts or limit is None or not facts.threats:
        return None
    choice = Choice(threats=tuple(sorted(facts.threats)), limit=limit, besides=slug)
    key = (version, _hour(at) if is_now else at, choice)
    with _alike_lock:
        if key in _alike:
            _alike.move_to_end(key)
            return _alike[key]
    found = _usual(choice, limit, at)
    with _alike_lock:
        _alike[key] = found
        while len(_alike) > ALIKE_CACHE_SIZE:
            _alike.popitem(last=False)
    return found


def _usual(choice: Choice, limit: Limit, at: datetime) -> Usual | None:
    threats = Threat.objects.filter(known_by(at), ultimatum=OuterRef("ultimatum"), type__in=choice.threats)
    own = Ultimatum.objects.filter(slug=choice.besides).values("pk")
    # Without a join: PostgreSQL would read all cases for their names, in 120 ms instead of 20 at 100,000.
    stored = (
        Phase.objects.at(at)
        .filter(Exists(threats), shelf=Section.RESOLVED, limit=limit)
        .exclude(ultimatum=Subquery(own))
        .order_by("-sort_at", "-id")
        .values_list("ultimatum_id", Cast("conduct", TextField()))
    )
    found = [(pk, Conduct.from_data(from_json(text))) for pk, text in stored]
    if len(found) < FEWEST_ALIKE:
        return None
    line = results_of([Case("", facts, frozenset()) for _, facts in found], choice, at)
    if line is None:
        return None
    latest = dict(found[:MOST_ALIKE_SHOWN])
    names = Ultimatum.objects.only("slug", "title").in_bulk(latest)
    shown = tuple(Alike(names[pk].slug, names[pk].title, facts.headlines) for pk, facts in latest.items())
    return Usual(choice, line, shown)
