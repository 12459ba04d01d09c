"""Valid documents of the case format by hand and by the thousand, and a record filled with them.

`a_case` is one small case to be changed in place; `a_catalogue` many plausible ones around an instant, the
same for the same seed; `store_generated` puts them into the tables in bulk, as a load would have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from random import Random
from typing import Any

from django.db import connection, transaction

from tracker.domain.alerts import milestones
from tracker.domain.case import read_due
from tracker.domain.status.changes import changes
from tracker.domain.status.record import Record
from tracker.domain.vocabulary import DemandType, FollowThrough, Response, Role, ThreatType
from tracker.models import (
    FORMAT,
    Actor,
    Change,
    Deadline,
    Dossier,
    Milestone,
    Party,
    Phase,
    Publication,
    Threat,
    Ultimatum,
)
from tracker.models.changes import month_day
from tracker.queries.documents import names_of_actors
from tracker.services.cases.catalogue import Loaded, load_catalogue
from tracker.services.cases.counts import add_to_weeks, count_dossiers
from tracker.services.cases.publish import locked_site_state, move_tally, phase_rows, refresh_facets, tally_of
from tracker.services.cases.search import find_cases

Document = dict[str, Any]

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
"""The present of these tests."""

ACTORS: dict[str, Document] = {
    "aldovia": {"name": "Aldovia", "type": "state", "timezone": "America/New_York"},
    "borealand": {"name": "Boréaland", "type": "state", "timezone": "Europe/Kyiv"},
    "cendria": {"name": "Cendria", "type": "state", "timezone": "Asia/Tehran"},
    "buyers-of-ore": {"name": "Buyers of ore", "type": "group"},
    "ana-prime": {"name": "Ana Prime", "type": "person", "represents": "aldovia"},
}
DOSSIERS: dict[str, Document] = {
    "river-war": {"title": "The river war", "summary": "A crisis that was made up for a test."},
    "ore-dispute": {"title": "The ore dispute", "summary": "Another crisis made up for a test."},
}


def a_due(earliest: str, latest: str | None = "", precision: str = "", timezone: str = "UTC") -> Document:
    """The `due` of a deadline: of one day or instant, or with two bounds (`latest` None: open-ended)."""
    last = earliest if latest == "" else latest
    plain = "open-ended" if last is None else "range" if last != earliest else ""
    return {
        "earliest": earliest,
        "latest": last,
        "precision": precision or plain or ("instant" if "T" in earliest else "day"),
        "timezone": timezone,
        "timezone_assumed": True,
    }


def a_deadline(key: str, announced: str, due: Document | None, change: str = "set", **more: Any) -> Document:
    """An entry of `deadlines`."""
    stated = {"as_stated": "by then", "language": "en"}
    return {
        "id": key,
        "announced": announced,
        **stated,
        "due": due,
        "change": change,
        "sources": ["s1"],
        **more,
    }


def a_demand(key: str = "m1", **changes: Any) -> Document:
    """An entry of `demands`."""
    return {"id": key, "text": "Open the river.", "type": "open-passage", "sources": ["s1"], **changes}


def a_threat(key: str = "t1", **changes: Any) -> Document:
    """An entry of `threats`."""
    kind = {"type": "blockade", "explicit": True, "automatic": False}
    return {"id": key, "text": "Close the ports.", **kind, "sources": ["s2"], **changes}


def an_event(key: str, on: str, **changes: Any) -> Document:
    """An entry of `events`."""
    return {"id": key, "on": on, "kind": "statement", "text": "Nothing moved.", "sources": ["s2"], **changes}


def an_outcome(on: str, response: str = "none", follow_through: str = "not-imposed", **more: Any) -> Document:
    """An entry of `outcomes`: lapsed unless told otherwise."""
    axes = {"response": response, "follow_through": follow_through, "settled": False, "on": on}
    return {**axes, "justification": "Because of the test.", "sources": ["s2"], **more}


def a_source(address: str = "first", **changes: Any) -> Document:
    """An entry of `sources`."""
    page = {"url": f"https://example.org/{address}", "publisher": "Example", "title": f"Report {address}"}
    return {**page, "quality": "wire", **changes}


def a_case(slug: str = "open-the-river", **changes: Any) -> Document:
    """A running case of two parties, announced 1 March 2026 for 1 April; `changes` replace its keys."""
    return {
        "slug": slug,
        "title": "Open the river or lose the ports",
        "summary": "A small case that was made up for a test.",
        "kind": "ultimatum",
        "dossier": "river-war",
        "tags": ["rivers"],
        "review": "verified",
        "parties": [
            {"actor": "aldovia", "role": "sender", "stated_by": "ana-prime"},
            {"actor": "borealand", "role": "target"},
        ],
        "demands": [a_demand()],
        "threats": [a_threat()],
        "deadlines": [a_deadline("d1", "2026-03-01", a_due("2026-04-01"))],
        "events": [],
        "outcomes": [],
        "sources": {"s1": a_source("first"), "s2": a_source("second")},
        **changes,
    }


def load(*cases: Document, now: datetime = NOW, reason: str = "It was wrong.", **more: Any) -> Loaded:
    """Load these cases with the actors and dossiers above."""
    parts: dict[str, Any] = {"actors": ACTORS, "dossiers": DOSSIERS, **more}
    return load_catalogue(cases=cases, now=now, reason=reason, **parts)


@dataclass(frozen=True)
class Catalogue:
    """What `load_catalogue` takes."""

    actors: dict[str, Document]
    dossiers: dict[str, Document]
    cases: list[Document]


QUIET = timedelta(days=1)
"""No generated case turns so close to the instant it was generated around, except those made due."""
DUE_IN = timedelta(hours=1)
"""When those turn."""

ZONES = ("UTC", "America/New_York", "Europe/London", "Europe/Kyiv", "Asia/Tehran", "Asia/Kathmandu")
SYLLABLES = (
    "al",
    "bor",
    "cen",
    "dra",
    "és",
    "fjor",
    "gal",
    "hav",
    "île",
    "kor",
    "lün",
    "mar",
    "nov",
    "øst",
    "ry",
)
VERBS = ("Open", "Leave", "Sign", "Release", "Return", "Divest", "Ratify", "End", "Disarm", "Cede")
THINGS = (
    "the strait",
    "the border posts",
    "the treaty",
    "the prisoners",
    "the dam",
    "the mines",
    "the islands",
)
COSTS = ("lose the ports", "face tariffs", "see aid end", "be sanctioned", "be cut off", "pay the price")
_KNOWN_OF_ANY_KIND = [
    word for word in FollowThrough if word not in {FollowThrough.ROLLED_OVER, FollowThrough.UNKNOWN}
]
"""What became of threats; only a term that ends by itself can be rolled over."""
FATES: list[str] = [
    *("running",) * 12,
    *("moved",) * 6,
    *("staged",) * 3,
    *("open", "open", "undated", "suspended", "withdrawn"),
    *("passed",) * 4,
    *("resolved",) * 16,
    *("settled-early", "unknown", "open-ended", "month", "instant"),
]


def a_catalogue(n: int, seed: int = 0, *, now: datetime = NOW, due: int = 0) -> Catalogue:
    """`n` plausible cases around an instant, of all kinds and statuses; `due` expire `DUE_IN` later."""
    actors = dict(islice(_actors(Random(seed)), max(8, min(200, n))))
    dossiers = {
        f"crisis-{number}": {"title": f"Crisis {number}", "summary": "A crisis that was made up."}
        for number in range(1, max(2, min(60, n // 4)) + 1)
    }
    cases = [
        _Maker(Random(seed * 1_000_003 + at), now, list(actors), list(dossiers)).case(at, at < due)
        for at in range(n)
    ]
    return Catalogue(actors, dossiers, cases)


def load_generated(n: int, *, now: datetime = NOW, seed: int = 0) -> Catalogue:
    """Load a generated catalogue the way files are loaded; slow for more than a hundred."""
    made = a_catalogue(n, seed, now=now)
    load_catalogue(actors=made.actors, dossiers=made.dossiers, cases=made.cases, now=now, reason="Made up.")
    return made


@transaction.atomic
def store_generated(
    n: int,
    now: datetime,
    *,
    seed: int = 0,
    due: int = 0,
    with_milestones: bool = False,
    with_changes: bool = False,
    with_search: bool = False,
) -> None:
    """Fill an empty record with `n` generated cases in bulk: what pages and the tick read, not every part.

    Stored are actors, dossiers, cases with their documents and phases, the parties and threats that filters
    look at, the windows of deadlines that the calendar looks for, the tally and the facets; on demand the
    milestones that reminders come from, the stream of changes, and what cases are found by. Demands and
    sources live in the documents alone.
    """
    made = a_catalogue(n, seed, now=now, due=due)
    actors = {
        row.slug: row
        for row in Actor.objects.bulk_create(Actor(slug=slug, **item) for slug, item in made.actors.items())
    }
    dossiers = {
        row.slug: row
        for row in Dossier.objects.bulk_create(
            Dossier(slug=slug, **item) for slug, item in made.dossiers.items()
        )
    }
    names = {slug: row.name for slug, row in actors.items()}
    version = locked_site_state().version + 1
    for start in range(0, n, 5000):
        cases = _store_some(made.cases[start : start + 5000], actors, dossiers, names, now, version)
        if with_search:
            found_by = names_of_actors(case.document for case in cases)
            for begin in range(0, len(cases), 500):
                find_cases(cases[begin : begin + 500], found_by)
        if with_milestones:
            Milestone.objects.bulk_create(row for case in cases for row in _milestones(case, now))
        if with_changes:
            Change.objects.bulk_create(row for case in cases for row in _changes(case, names, now))
    phases = Phase.objects.only("shelf", "headline", "status", "from_at", "until_at", "is_current")
    come = list(phases)
    add_to_weeks(come=come)
    count_dossiers({row.pk for row in dossiers.values()})
    current = tally_of(phase for phase in come if phase.is_current)
    move_tally(locked_site_state(), gone=tally_of(()), come=current)
    if connection.vendor == "postgresql":
        # So much at once is news to its planner, which would go over the phases once for each party.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    refresh_facets()


def _store_some(
    documents: Sequence[Document],
    actors: dict[str, Actor],
    dossiers: dict[str, Dossier],
    names: dict[str, str],
    now: datetime,
    version: int,
) -> list[Ultimatum]:
    cases = Ultimatum.objects.bulk_create(
        Ultimatum(
            **{name: item[name] for name in ("slug", "title", "summary", "kind", "tags", "review")},
            dossier=dossiers[item["dossier"]],
            publication=Publication.PUBLISHED,
            published_at=now,
            updated_at=now,
            revision=1,
            search_format=FORMAT,
            document=item,
        )
        for item in documents
    )
    Party.objects.bulk_create(
        Party(ultimatum=case, actor=actors[item["actor"]], role=item["role"], position=at)
        for case in cases
        for at, item in enumerate(case.document["parties"])
    )
    Threat.objects.bulk_create(
        Threat(ultimatum=case, key=item["id"], text=item["text"], type=item["type"], position=at)
        for case in cases
        for at, item in enumerate(case.document["threats"])
    )
    Deadline.objects.bulk_create(row for case in cases for row in _deadlines(case))
    Phase.objects.bulk_create(
        row for case in cases for row in phase_rows(case, names, now=now, version=version)
    )
    return cases


def _deadlines(case: Ultimatum) -> Iterator[Deadline]:
    for at, item in enumerate(case.document["deadlines"]):
        due = read_due(item["due"])
        written = (
            {
                "earliest": due.earliest.text,
                "latest": due.latest.text if due.latest else "",
                "precision": due.precision,
                "timezone": due.timezone,
                "earliest_at": due.window.earliest_at,
                "latest_at": due.window.latest_at,
            }
            if due
            else {}
        )
        told = {name: item[name] for name in ("announced", "as_stated", "change")}
        yield Deadline(ultimatum=case, key=item["id"], position=at, **told, **written)


def _milestones(case: Ultimatum, now: datetime) -> Iterator[Milestone]:
    for item in milestones(Record.from_document(case.document)):
        if item.due_at > now:
            yield Milestone(
                ultimatum=case,
                kind=item.kind,
                key=item.key,
                about=item.about,
                offset_seconds=int(item.offset.total_seconds()),
                due_at=item.due_at,
                not_after=item.not_after,
            )


def _changes(case: Ultimatum, names: dict[str, str], now: datetime) -> Iterator[Change]:
    for item in changes(case.document, names):
        row = dict(item.row)
        dates = {"at": item.at, "recorded_at": now, "told_at": max(item.at, now)}
        day = month_day(item.at)
        yield Change(ultimatum=case, kind=item.kind, key=item.key, row=row, month_day=day, **dates)


def _actors(random: Random) -> Iterator[tuple[str, Document]]:
    for number in count(1):
        name = "".join(random.choices(SYLLABLES, k=3)).capitalize() + f" {number}"
        yield f"state-{number}", {"name": name, "type": "state", "timezone": random.choice(ZONES)}


class _Maker:
    """Makes one case. No case turns within `QUIET` of `now`, unless it is made due."""

    def __init__(self, random: Random, now: datetime, actors: list[str], dossiers: list[str]) -> None:
        self.random, self.now = random, now
        self.actors, self.dossiers = actors, dossiers
        self.today = now.date()

    def case(self, number: int, is_due: bool) -> Document:
        random = self.random
        sender, *others = random.sample(self.actors, 4)
        targets = others[: random.choice((1, 1, 1, 2, 3))]
        deadlines, outcomes = self.due_soon() if is_due else self.fate(random.choice(FATES))
        verb, thing, cost = random.choice(VERBS), random.choice(THINGS), random.choice(COSTS)
        demands = [self.demand(f"m{at}") for at in range(1, random.choice((1, 2, 3)) + 1)]
        threats = [self.threat(f"t{at}") for at in range(1, random.choice((1, 1, 2)) + 1)]
        first = deadlines[0]["announced"]
        events = [
            an_event(
                f"e{at}",
                self.between(first),
                text=f"Talks, round {at}, ended without a result.",
                kind="talks",
            )
            for at in range(1, random.randrange(5))
        ]
        return a_case(
            f"case-{number:06d}",
            title=f"{verb} {thing} or {cost} ({number})",
            summary=f"{verb} {thing}, they were told, or {cost}; it was made up for a test.",
            kind=random.choice(
                ("ultimatum",) * 5 + ("legal-deadline", "expiry", "truce-expiry", "review-date")
            ),
            dossier=random.choice(self.dossiers),
            tags=[],
            parties=[
                {"actor": sender, "role": Role.SENDER.value},
                *({"actor": actor, "role": Role.TARGET.value} for actor in targets),
            ],
            demands=demands,
            threats=threats,
            deadlines=deadlines,
            events=events,
            outcomes=outcomes,
            sources={f"s{at}": a_source(f"{number}/{at}") for at in (1, 2)},
        )

    def demand(self, key: str) -> Document:
        text = f"{self.random.choice(VERBS)} {self.random.choice(THINGS)} without conditions."
        return a_demand(key, text=text, type=self.random.choice(list(DemandType)).value)

    def threat(self, key: str) -> Document:
        text = f"Otherwise they will {self.random.choice(COSTS)}."
        return a_threat(key, text=text, type=self.random.choice(list(ThreatType)).value)

    def due_soon(self) -> tuple[list[Document], list[Document]]:
        at = (self.now + DUE_IN).replace(microsecond=0).isoformat()
        return [a_deadline("d1", self.past(5, 90), a_due(at))], []

    def fate(self, fate: str) -> tuple[list[Document], list[Document]]:
        """The deadlines and the outcomes of a case that now stands as its fate says."""
        make = getattr(self, fate.replace("-", "_"))
        deadlines, outcomes = make()
        return deadlines, outcomes

    def running(self) -> tuple[list[Document], list[Document]]:
        return [a_deadline("d1", self.past(3, 300), self.day(self.ahead(4, 700)))], []

    def moved(self) -> tuple[list[Document], list[Document]]:
        first = self.random.randrange(60, 200)
        old, new = sorted((self.ahead(4, 90), self.ahead(91, 700)))
        shortened = self.random.random() < 0.5
        from_, to = (new, old) if shortened else (old, new)
        change = "shortened" if shortened else "extended"
        return [
            a_deadline("d1", self.past(first, first + 100), self.day(from_)),
            a_deadline("d2", self.past(3, first - 1), self.day(to), change, replaces="d1"),
        ], []

    def staged(self) -> tuple[list[Document], list[Document]]:
        first = self.random.randrange(60, 200)
        return [
            a_deadline("d1", self.past(first, first + 100), self.day(self.ahead(4, 60))),
            a_deadline("d2", self.past(3, first - 1), self.day(self.ahead(61, 400)), "staged"),
        ], []

    def open(self) -> tuple[list[Document], list[Document]]:
        due = a_due(self.past(3, 30), self.ahead(4, 60), "range", self.random.choice(ZONES))
        return [a_deadline("d1", self.past(40, 200), due)], []

    def open_ended(self) -> tuple[list[Document], list[Document]]:
        return [a_deadline("d1", self.past(40, 200), a_due(self.past(3, 30), None))], []

    def month(self) -> tuple[list[Document], list[Document]]:
        first = (self.today.replace(day=1) + timedelta(days=self.random.randrange(65, 600))).replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        due = a_due(first.isoformat(), last.isoformat(), "month", self.random.choice(ZONES))
        return [a_deadline("d1", self.past(3, 90), due, as_stated="next spring")], []

    def instant(self) -> tuple[list[Document], list[Document]]:
        return [a_deadline("d1", self.past(3, 90), a_due(f"{self.ahead(4, 90)}T17:00:00-05:00"))], []

    def undated(self) -> tuple[list[Document], list[Document]]:
        return [a_deadline("d1", self.past(3, 500), None, as_stated="very soon")], []

    def suspended(self) -> tuple[list[Document], list[Document]]:
        return self.ended("suspended")

    def withdrawn(self) -> tuple[list[Document], list[Document]]:
        return self.ended("withdrawn")

    def ended(self, change: str) -> tuple[list[Document], list[Document]]:
        return [
            a_deadline("d1", self.past(60, 200), self.day(self.ahead(4, 200))),
            a_deadline("d2", self.past(3, 50), None, change, replaces="d1"),
        ], []

    def passed(self) -> tuple[list[Document], list[Document]]:
        return [a_deadline("d1", self.past(500, 900), self.day(self.past(3, 400)))], []

    def resolved(self) -> tuple[list[Document], list[Document]]:
        deadlines = [a_deadline("d1", self.past(900, 3000), self.day(self.past(500, 800)))]
        axes = self.random.choice(list(Response)[:4]), self.random.choice(_KNOWN_OF_ANY_KIND)
        return deadlines, [an_outcome(self.past(3, 490), *(axis.value for axis in axes))]

    def settled_early(self) -> tuple[list[Document], list[Document]]:
        deadlines = [a_deadline("d1", self.past(60, 300), self.day(self.ahead(4, 100)))]
        return deadlines, [an_outcome(self.past(3, 50), "partial", "withdrawn", settled=True)]

    def unknown(self) -> tuple[list[Document], list[Document]]:
        deadlines = [a_deadline("d1", self.past(500, 900), self.day(self.past(300, 400)))]
        return deadlines, [an_outcome(self.past(3, 200), "unknown", "unknown")]

    def day(self, text: str) -> Document:
        return a_due(text, timezone=self.random.choice(ZONES))

    def past(self, least: int, most: int) -> str:
        return self.day_at(-self.random.randint(least, most))

    def ahead(self, least: int, most: int) -> str:
        return self.day_at(self.random.randint(least, most))

    def between(self, first: str) -> str:
        span = (self.today - date.fromisoformat(first)).days
        return self.day_at(-self.random.randint(1, max(1, span)))

    def day_at(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()
