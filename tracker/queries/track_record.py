"""The track record of all cases at an instant, and of each actor; the cases behind a number.

What is counted is read once and kept in this process under the version of the record: the facts of each case
change only with it, and how long an outcome has been open only by the hour.
"""

import json
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from tracker.domain.conduct import Conduct, Limit
from tracker.domain.outcomes import Headline
from tracker.domain.standing import Status
from tracker.domain.track_record import (
    FEWEST_ALIKE,
    Case,
    Choice,
    Ledger,
    Line,
    Statistics,
    ledger,
    results_of,
    statistics,
)
from tracker.domain.vocabulary import ActorType
from tracker.models import Actor, Phase, Shelf, Threat
from tracker.queries.board import BoardRow, Front, NoSuchPage, board_row

MOST_KEPT = 4
"""So many instants are kept: the present, and some of the past."""
ROWS_PER_PAGE = 50
MOST_ALIKE_SHOWN = 6
MOST_ALIKE_KEPT = 256


@dataclass(frozen=True, slots=True)
class Person:
    """An actor by its name; `represents` is for whom a person speaks."""

    slug: str
    name: str
    type: ActorType
    represents: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a list a case stands."""

    phase: int
    shelf: str
    sort_at: datetime


@dataclass(frozen=True)
class Known:
    """All published cases as known at an instant: `cases` in the order they were entered."""

    at: datetime
    cases: tuple[Case, ...]
    places: Mapping[str, Place]
    actors: Mapping[str, Person]

    @cached_property
    def statistics(self) -> Statistics:
        """All that `/record/` tells."""
        return statistics(self.cases, self.at)

    @cached_property
    def by_sender(self) -> Mapping[str, Sequence[Case]]:
        """The cases of each sender."""
        return self._grouped("senders")

    @cached_property
    def by_target(self) -> Mapping[str, Sequence[Case]]:
        """The cases of each target, and of each party to a term nobody sends."""
        return self._grouped("targets")

    @cached_property
    def by_other(self) -> Mapping[str, Sequence[Case]]:
        """The cases in which an actor takes part in any other role."""
        return self._grouped("others")

    @cached_property
    def by_speaker(self) -> Mapping[str, Sequence[Case]]:
        """The cases in which a person or body spoke."""
        found = defaultdict[str, list[Case]](list)
        for case in self.cases:
            for speaker in dict.fromkeys(speaker for speaker, _ in case.conduct.speakers):
                found[speaker].append(case)
        return found

    @cached_property
    def speakers_for(self) -> Mapping[str, Mapping[str, int]]:
        """Who spoke for an actor, and in how many cases: as the one they represent, or by a case that says so.

        Who speaks for somebody else and is quoted on this actor reported, and did not speak for it.
        """
        found = defaultdict[str, dict[str, int]](dict)
        for case in self.cases:
            spoke = {
                (speaker, self.actors[speaker].represents or actor)
                for speaker, actor in case.conduct.speakers
            }
            for speaker, actor in sorted(spoke):
                found[actor][speaker] = found[actor].get(speaker, 0) + 1
        return found

    def _grouped(self, role: str) -> Mapping[str, Sequence[Case]]:
        found = defaultdict[str, list[Case]](list)
        for case in self.cases:
            for slug in getattr(case.conduct, role):
                found[slug].append(case)
        return found

    def ordered(self, cases: Sequence[Case]) -> list[int]:
        """Their phases as lists show them: the next to expire first, then what ended, the latest first."""
        places = [self.places[case.slug] for case in cases]
        live = sorted((place for place in places if place.shelf == Shelf.LIVE), key=lambda each: each.sort_at)
        over = [place for place in places if place.shelf != Shelf.LIVE]
        over.sort(key=lambda each: (each.shelf == Shelf.PASSED, each.sort_at), reverse=True)
        return [place.phase for place in (*live, *over)]


_kept: OrderedDict[tuple[int, datetime], Known] = OrderedDict()
_lock = threading.Lock()


def known(at: datetime, *, front: Front, is_now: bool) -> Known:
    """Everything known at an instant (2 queries; none while it is kept).

    `front` says which version of the record holds. The present is counted once an hour and version, as long
    as a tick has been here lately.
    """
    holds_for_the_hour = is_now and front.is_fresh(at)
    key = (front.version, at.replace(minute=0, second=0, microsecond=0) if holds_for_the_hour else at)
    with _lock:
        found = _kept.get(key)
        if found is None:
            found = _kept[key] = _read(at)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        else:
            _kept.move_to_end(key)
    return found


def forget() -> None:
    """Drop what is kept in this process: for tests, whose records share version numbers."""
    _kept.clear()
    _alike.clear()


def _read(at: datetime) -> Known:
    actors = {
        slug: Person(slug, name, ActorType(type_), represents or "")
        for slug, name, type_, represents in Actor.objects.order_by().values_list(
            "slug", "name", "type", "represents__slug"
        )
    }
    stored = Phase.objects.at(at).order_by("ultimatum_id")
    rows = stored.values_list("ultimatum__slug", "pk", "shelf", "sort_at", Cast("conduct", TextField()))
    cases, places = [], {}
    for slug, phase, shelf, sort_at, text in rows:
        facts = Conduct.from_data(json.loads(text))
        types = frozenset(actors[sender].type for sender in facts.senders)
        cases.append(Case(slug, facts, types))
        places[slug] = Place(phase, shelf, sort_at)
    return Known(at, tuple(cases), places, actors)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list of cases: `total` on all `pages`."""

    total: int
    rows: tuple[BoardRow, ...]
    page: int
    pages: int

    @property
    def open_rows(self) -> tuple[BoardRow, ...]:
        """Those whose outcome is open."""
        return tuple(row for row in self.rows if row.status is not Status.RESOLVED)

    @property
    def resolved_rows(self) -> tuple[BoardRow, ...]:
        """Those resolved."""
        return tuple(row for row in self.rows if row.status is Status.RESOLVED)


def listed(found: Known, cases: Sequence[Case], *, at: datetime, page: int) -> Listed:
    """The rows of these cases, a page of them (1 query). Raises `NoSuchPage` past the end."""
    pages = max(1, -(-len(cases) // ROWS_PER_PAGE))
    if page > pages:
        raise NoSuchPage(page, pages)
    phases = found.ordered(cases)[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    stored = Phase.objects.filter(pk__in=phases).order_by().annotate(text=Cast("row", TextField()))
    rows = {
        pk: board_row(status, text, at=at) for pk, status, text in stored.values_list("pk", "status", "text")
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
    lines = []
    for actor in found.actors.values():
        sent, received = found.by_sender.get(actor.slug, ()), found.by_target.get(actor.slug, ())
        spoke, other = found.by_speaker.get(actor.slug, ()), found.by_other.get(actor.slug, ())
        slugs = {case.slug for part in (sent, received, spoke, other) for case in part}
        if slugs:
            set_, met, said = (sum(case.conduct.counts for case in part) for part in (sent, received, spoke))
            lines.append(ActorLine(actor.slug, actor.name, actor.type, set_, met, said, len(slugs)))
    return tuple(sorted(lines, key=lambda line: (-line.sent, -line.received, -line.cases, line.name)))


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor: its ledgers (None where it has no ultimatum in that role), who spoke, its cases.

    `uncounted`: how many of its cases are no ultimatums; `spoke_in`: how many cases it spoke in itself.
    """

    actor: Person
    represents: Person | None
    as_sender: Ledger | None
    as_target: Ledger | None
    speakers: tuple[tuple[Person, int], ...]
    spoke_in: int
    uncounted: int
    listed: Listed


def actor_page(slug: str, found: Known, *, at: datetime, page: int) -> ActorPage | None:
    """The page of an actor (1 query); None without such an actor. Raises `NoSuchPage` past the end."""
    actor = found.actors.get(slug)
    if actor is None:
        return None
    sent, received = found.by_sender.get(slug, ()), found.by_target.get(slug, ())
    spoke = found.by_speaker.get(slug, ())
    own = list(
        {
            case.slug: case for part in (sent, received, spoke, found.by_other.get(slug, ())) for case in part
        }.values()
    )
    speakers = found.speakers_for.get(slug, {})
    return ActorPage(
        actor=actor,
        represents=found.actors.get(actor.represents),
        as_sender=_some(ledger(sent, found.at, sender=slug)),
        as_target=_some(ledger(received, found.at, target=slug)),
        speakers=tuple(
            (found.actors[name], number)
            for name, number in sorted(speakers.items(), key=lambda item: -item[1])
            if name != slug
        ),
        spoke_in=len(spoke),
        uncounted=sum(not case.conduct.counts for case in own),
        listed=listed(found, own, at=at, page=page),
    )


def _some(of: Ledger) -> Ledger | None:
    return of if of.all.count else None


@dataclass(frozen=True, slots=True)
class Alike:
    """A comparable case and what came of it."""

    slug: str
    title: str
    headlines: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What came of comparable cases: `choice` lists them all, `shown` are the latest of them.

    `key` changes whenever any of it does.
    """

    key: str
    choice: Choice
    line: Line
    shown: tuple[Alike, ...]


_alike: OrderedDict[tuple[int, datetime, Choice], Usual | None] = OrderedDict()


def usual(slug: str, facts: Conduct, *, at: datetime, is_now: bool, version: int) -> Usual | None:
    """What usually happens: the resolved ultimatums that share a threat type and have a similar limit.

    1 query, none while it is kept: of the present for an hour or until the record changes. None where fewer
    than five compare, or the case itself does not. Twin of `Choice.holds`: the same cases as those its choice
    means (tests/queries/test_track_record.py).
    """
    limit = facts.limit_class
    if not facts.counts or limit is None or not facts.threats:
        return None
    choice = Choice(threats=tuple(sorted(facts.threats)), limit=limit, besides=slug)
    key = (version, at.replace(minute=0, second=0, microsecond=0) if is_now else at, choice)
    with _lock:
        if key in _alike:
            _alike.move_to_end(key)
            return _alike[key]
    found = _usual(f"{key[0]} {key[1].isoformat()}", choice, limit, at)
    with _lock:
        _alike[key] = found
        while len(_alike) > MOST_ALIKE_KEPT:
            _alike.popitem(last=False)
    return found


def _usual(key: str, choice: Choice, limit: Limit, at: datetime) -> Usual | None:
    joined = Q(since_at__isnull=True) | Q(since_at__lte=at)
    threats = Threat.objects.filter(joined, ultimatum=OuterRef("ultimatum"), type__in=choice.threats)
    stored = (
        Phase.objects.at(at)
        .filter(Exists(threats), shelf=Shelf.RESOLVED, limit=limit)
        .exclude(ultimatum__slug=choice.besides)
        .order_by("-sort_at", "-id")
        .values_list("ultimatum__slug", "ultimatum__title", Cast("conduct", TextField()))
    )
    found = [(slug, title, Conduct.from_data(json.loads(text))) for slug, title, text in stored]
    if len(found) < FEWEST_ALIKE:
        return None
    line = results_of([Case(slug, facts, frozenset()) for slug, _, facts in found], choice, at)
    shown = tuple(Alike(slug, title, facts.headlines) for slug, title, facts in found[:MOST_ALIKE_SHOWN])
    return Usual(key, choice, line, shown) if line else None
