"""Cases in rows, a stretch at a time: what the API pages through and downloads are written from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery, TextField
from django.db.models.functions import Cast

from tracker.domain.case import Document
from tracker.domain.vocabulary import IN_A_LEAD, Role
from tracker.models import Heartbeat, Party, Phase, Section, Ultimatum
from tracker.models.phases import PhaseQuerySet
from tracker.queries.cited_pages import copies_of_pages
from tracker.queries.dashboard import BEAT_LIMIT, Facet, Sort
from tracker.queries.documents import with_copies
from tracker.queries.filters import known_by, narrow

NAMING = ("case", "sender", "target", "actor", "dossier")
"""The filters whose value names something of the record."""
AT_A_TIME = 500
"""Rows a download reads at once."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list with an order of its own; a list is one or more of them, one after the other.

    What stands on one `shelf` is read from the instant on: its index has the whole past in it.
    """

    where: Q
    key: str
    is_descending: bool = False
    shelf: Section | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a list: its stretch, the value it is ordered by, and its case among equals."""

    stretch: int
    value: datetime | str | int
    case: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One case as it stands; `row` is the JSON of its phase, read by `queries.dashboard.dashboard_row`."""

    status: str
    row: str
    place: Place


Order = tuple[Stretch, ...]
ORDERS: Mapping[Sort, Order] = {
    Sort.EXPIRY: (
        Stretch(Q(), "sort_at", shelf=Section.LIVE),
        Stretch(Q(), "sort_at", True, Section.PASSED),
        Stretch(Q(), "sort_at", True, Section.RESOLVED),
    ),
    Sort.NEWEST: (Stretch(Q(), "from_at", True),),
    Sort.TITLE: (Stretch(Q(), "ultimatum__title"),),
}
"""By next expiry: what runs, soonest first, then what passed and what was resolved, latest first."""
LIVE: Order = (Stretch(Q(), "sort_at", shelf=Section.LIVE),)


def lately(since: datetime) -> Order:
    """What passed or was resolved since an instant, latest first."""
    return (Stretch(Q(shelf__in=[Section.PASSED, Section.RESOLVED], sort_at__gte=since), "sort_at", True),)


@dataclass(frozen=True, slots=True)
class RecordState:
    """When the last tick was here, and when the next of the phases it marked as current is over."""

    ticked_at: datetime | None
    turns_at: datetime | None

    def is_fresh(self, now: datetime) -> bool:
        """Whether what is marked as current is what holds; the twin of `board.Front.is_fresh`."""
        was_here = self.ticked_at is not None and abs(now - self.ticked_at) < BEAT_LIMIT
        return was_here and (self.turns_at is None or now < self.turns_at)


def record_state() -> RecordState:
    """The pulse as it is stored (1 query)."""
    turns = Phase.objects.turning().values("until_at")[:1]
    beats = Heartbeat.objects.filter(name="tick").annotate(turns_at=Subquery(turns))
    return RecordState(*(beats.values_list("at", "turns_at").first() or (None, None)))


def listing(
    phases: PhaseQuerySet, *, at: datetime, order: Order, limit: int, after: Place | None = None
) -> tuple[tuple[Listed, ...], bool]:
    """The next rows of a list and whether more follow (1 query for each stretch that is looked into).

    `phases` are those that hold the instant. `after` is the place of the last row of the page before. Rows
    keep their place by what they are ordered by and by their case, so nothing is left out or shown twice
    while nothing moves.
    """
    found: list[Listed] = []
    for number, stretch in enumerate(order):
        if after and number < after.stretch:
            continue
        start = after if after and number == after.stretch else None
        shelved = phases.on(stretch.shelf, at) if stretch.shelf else phases
        found += _stretch(shelved, number, stretch, start, limit + 1 - len(found))
        if len(found) > limit:
            return tuple(found[:limit]), True
    return tuple(found), False


def _stretch(
    phases: PhaseQuerySet, number: int, stretch: Stretch, after: Place | None, limit: int
) -> Iterator[Listed]:
    rows = phases.filter(stretch.where)
    sign, beyond = ("-", "lt") if stretch.is_descending else ("", "gt")
    if after:
        key = stretch.key
        further = Q(**{f"{key}__{beyond}": after.value})
        same = Q(**{key: after.value, f"ultimatum__{beyond}": after.case})
        # The first condition says nothing new, but lets the index begin where the page does.
        rows = rows.filter(further | same, **{f"{key}__{beyond}e": after.value})
    rows = rows.order_by(f"{sign}{stretch.key}", f"{sign}ultimatum_id")
    columns = rows.annotate(text=Cast("row", TextField())).values_list(
        "status", "text", stretch.key, "ultimatum_id"
    )
    for status, text, value, case in columns[:limit]:
        yield Listed(status, text, Place(number, value, case))


def all_rows(at: datetime, criteria: Mapping[str, str]) -> Iterator[tuple[Listed, ...]]:
    """Every case that meets the criteria at an instant, some at a time, in the order they were entered.

    Each in one query that begins after the last, so any number takes the same memory and no cursor stays
    open; a case is read once, as it stands when its turn comes.
    """
    phases = narrow(Phase.objects.at(at), criteria, at=at)
    order = (Stretch(Q(), "ultimatum_id"),)
    last: int | None = None
    while True:
        rows = phases if last is None else phases.filter(ultimatum_id__gt=last)
        found = tuple(_stretch(rows, 0, order[0], None, AT_A_TIME))
        if found:
            yield found
        if len(found) < AT_A_TIME:
            return
        last = found[-1].place.case


def all_documents(criteria: Mapping[str, str], *, at: datetime) -> Iterator[Document]:
    """The documents of the cases that meet the criteria now, in the order of `all_rows`, some a query.

    With the copies of pages that were found, as files hold them.
    """
    copies = copies_of_pages()
    chosen = narrow(Phase.objects.at(at), criteria, at=at)
    last = 0
    while True:
        cases = Ultimatum.objects.filter(pk__in=chosen.order_by().values("ultimatum"), pk__gt=last)
        found = list(cases.order_by("pk").values_list("pk", "document")[:AT_A_TIME])
        told = [with_copies(document, copies.get(document["slug"], {})) for _, document in found]
        yield from _with_published_neighbours(told)
        if len(found) < AT_A_TIME:
            return
        last = found[-1][0]


def is_any(criteria: Mapping[str, str], *, at: datetime) -> bool:
    """Whether any case meets the criteria at an instant (1 query)."""
    return narrow(Phase.objects.at(at), criteria, at=at).exists()


def _with_published_neighbours(documents: Sequence[Document]) -> Iterator[Document]:
    """Leave out related cases that are drafts: they are not there to be read (1 query where any is named)."""
    named = {slug for document in documents for slug in document.get("related", ())}
    cases = Phase.objects.filter(ultimatum__slug__in=named).values_list("ultimatum__slug", flat=True)
    shown = set(cases.order_by().distinct()) if named else set()
    for document in documents:
        related = [slug for slug in document.get("related", ()) if slug in shown]
        rest = {name: value for name, value in document.items() if name != "related"}
        yield {**rest, "related": related} if related else rest


@dataclass(frozen=True, slots=True)
class Around:
    """The slugs behind the names of a row: its dossier, who demands and of whom, as it was known."""

    dossier: str
    senders: tuple[Facet, ...]
    targets: tuple[Facet, ...]


def around(cases: Collection[int], at: datetime) -> Mapping[int, Around]:
    """The dossiers and parties of cases at an instant, by the ids of the cases (1 query)."""
    leads = Party.objects.filter(known_by(at), ultimatum__in=cases, role__in=IN_A_LEAD)
    rows = leads.order_by("position", "id")
    senders: dict[int, list[Facet]] = {}
    targets: dict[int, list[Facet]] = {}
    dossiers: dict[int, str] = {}
    columns = ("ultimatum_id", "ultimatum__dossier__slug", "role", "actor__slug", "actor__name")
    for case, dossier, role, slug, name in rows.values_list(*columns):
        dossiers[case] = dossier
        (senders if role == Role.SENDER else targets).setdefault(case, []).append(Facet(slug, name))
    missing = set(cases) - set(dossiers)
    if missing:  # a case without parties in a lead still has its dossier
        dossiers |= dict(Ultimatum.objects.filter(pk__in=missing).values_list("pk", "dossier__slug"))
    return {
        case: Around(
            slug,
            tuple(dict.fromkeys(senders.get(case, ()))),
            tuple(dict.fromkeys(targets.get(case, ()))),
        )
        for case, slug in dossiers.items()
    }


def unknown(criteria: Mapping[str, str], *, at: datetime) -> tuple[str, ...]:
    """The filters that name what no case known at the instant has (1 query for each that names something)."""
    given = [name for name in NAMING if criteria.get(name)]
    return tuple(
        name for name in given if not narrow(Phase.objects.at(at), {name: criteria[name]}, at=at).exists()
    )
