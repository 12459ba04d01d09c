"""Cases with all their time limits, as calendars and the feed of what is due show them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from typing import Any, NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from pydantic_core import from_json

from tracker.domain.case import Event, Source
from tracker.domain.dates.limits import Limit, limits
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.scheduled import Scheduled, scheduled_in
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, standing
from tracker.domain.vocabulary import Kind, ThreatType
from tracker.models import Phase, Section
from tracker.models.fields import as_text, instant
from tracker.models.phases import PhaseQuerySet

MOST_CASES = 800
MOST_DUE = 100
REMINDED = (timedelta(days=30), timedelta(days=7), timedelta(days=1))
"""How long before the earliest expiry the feed of what is due tells of it."""
NOTHING_LEFT = timedelta(0)
LEFT = {Status.RUNNING.value: REMINDED, Status.PASSED.value: (NOTHING_LEFT,)}
REACHES = (timedelta(days=3), timedelta(days=30), timedelta(days=365))
"""How far back to look for what fell due, until there is enough."""
FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
SPARE = 10
"""How many more are read than are shown, for those that turn out to be none."""
FEW = 500
"""So many cases are looked through as a whole."""
CACHE_SIZE = 2048


@dataclass(frozen=True, slots=True)
class CalendarCase:
    """A case in one phase of its life, with every time limit it has.

    `revision` and `changed_at` rise with each change; in the past they tell of what was known then. `key`
    changes whenever anything here does. The phase began at `from_at`, after one of the status `before`;
    `due`, `stated` and `cited` are those of the deadline its clock goes by. `sources` are all the case has,
    by key; their titles are for nobody to show in the past. Nothing else here was written in hindsight.
    `scheduled` is what was scheduled by the instant asked for.
    """

    key: str
    slug: str
    title: str
    kind: Kind
    dossier: str
    senders: tuple[str, ...]
    targets: tuple[str, ...]
    demands: tuple[str, ...]
    threats: tuple[str, ...]
    threat_types: tuple[ThreatType, ...]
    status: Status
    before: Status | None
    headlines: tuple[Headline, ...]
    justifications: tuple[str, ...]
    resolved_on: When | None
    limits: tuple[Limit, ...]
    sources: dict[str, Source]
    from_at: datetime
    due: Due | None
    stated: str
    cited: tuple[Source, ...]
    revision: int
    changed_at: datetime
    scheduled: tuple[Scheduled[Event], ...] = ()

    def sources_of(self, limit: Limit) -> tuple[Source, ...]:
        """Those its newest announcement rests on."""
        return self.cited_by(limit.deadline.sources)

    def cited_by(self, keys: Iterable[str]) -> tuple[Source, ...]:
        """The sources of these keys."""
        return tuple(self.sources[key] for key in keys)


@dataclass(frozen=True, slots=True)
class CalendarEntries:
    """Cases in the order of a calendar; `is_cut` where the limit left some out."""

    cases: tuple[CalendarCase, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A date that came near or passed at `at`, and the case as it stood then; `left` None: it expired."""

    at: datetime
    left: timedelta | None
    case: CalendarCase
    place: "DuePlace"
    """What to hand `due_lines` as `before` for what fell due earlier."""

    @property
    def key(self) -> str:
        """What names it within its case for good: which date, and how long before it."""
        if self.case.due is None:
            raise ValueError("what has no date does not fall due")
        window = self.case.due.window
        if self.left is None:
            return f"expired/{window.latest_at or window.earliest_at:%Y%m%dT%H%M%SZ}"
        return f"due/{window.earliest_at:%Y%m%dT%H%M%SZ}/{self.left.days}"


def calendar_entries(
    phases: PhaseQuerySet, *, at: datetime, limit: int = MOST_CASES, is_narrow: bool = False
) -> CalendarEntries:
    """The cases of phases that hold `at`: the live ones by their date, then those that ended, latest first.

    At most `limit` (2 queries, up to 4 where there are more). `is_narrow`: few are expected and read at once
    (1 query, up to 4 where there are more than `limit` all the same).
    """
    some = phases.order_by()[: limit + 1]  # in no order a database finds them fastest
    if is_narrow and len(rows := _cases(some, at)) <= limit:
        return CalendarEntries(_in_order(rows), is_cut=False)
    found = [] if is_narrow else list(some.values_list("pk", flat=True))
    is_cut = is_narrow or len(found) > limit
    wanted = _nearest(phases, limit) if is_cut else found
    return CalendarEntries(_in_order(_cases(Phase.objects.filter(pk__in=wanted).order_by(), at)), is_cut)


def _in_order(rows: list["_Row"]) -> tuple[CalendarCase, ...]:
    rows.sort(key=lambda row: (instant(row.turns_at), row.pk))
    live = (row.case for row in rows if row.shelf == Section.LIVE)
    ended = (row.case for row in reversed(rows) if row.shelf != Section.LIVE)
    return (*live, *ended)


def _nearest(phases: PhaseQuerySet, limit: int) -> list[int]:
    live = phases.filter(shelf=Section.LIVE).order_by("sort_at", "id").values_list("pk", flat=True)
    found = list(live[:limit])
    if len(found) < limit:
        ended = phases.exclude(shelf=Section.LIVE).order_by("-sort_at", "-id").values_list("pk", flat=True)
        found += ended[: limit - len(found)]
    return found


def calendar_case(slug: str, *, at: datetime) -> CalendarCase | None:
    """One published case at an instant (1 query); None where there is none or it was not announced yet."""
    found = _cases(Phase.objects.at(at).filter(ultimatum__slug=slug), at)
    return found[0].case if found else None


def due_lines(
    cases: PhaseQuerySet | None, *, at: datetime, limit: int = MOST_DUE, before: "DuePlace | None" = None
) -> tuple[DueLine, ...]:
    """What fell due by an instant, newest first (2 to 5 queries; 1 more where `cases` are given).

    A date counts while it was in force and still running, an expiry where the case was not resolved by then.
    `cases` are the phases at that instant of the cases to tell of; None: of all. `before` is the `place` of
    the last line of the page before.
    """
    places = _newest_due(cases, at, limit + SPARE, before)
    wanted = Phase.objects.filter(pk__in={pk for _, _, pk, _ in places}).order_by()
    known = {row.pk: row.case for row in _cases(wanted, at)}
    lines = (DueLine(when, left, known[pk], (when, case)) for when, case, pk, left in places)
    # A phase after another of the same standing tells of who joined, not of a date that passed.
    return tuple(line for line in lines if line.left or line.case.before is not Status.PASSED)[:limit]


DuePlace = tuple[datetime, int]
"""When something fell due, and of which case."""
_Place = tuple[datetime, int, int, timedelta | None]
"""When a date of a case came so near, or passed (None), and in which phase."""
_Turn = tuple[int, int, str, str, str, str | None]
"""A phase and its case, its status, when it turns, begins and ends: instants as the database writes them."""


def _newest_due(
    cases: PhaseQuerySet | None, at: datetime, limit: int, before: DuePlace | None
) -> list[_Place]:
    """Looks back further and further until there are enough; through all phases of a few cases at once."""
    at = min(at, before[0]) if before else at
    wanted: set[int] | None = None
    if cases is not None:
        wanted = set(cases.order_by().values_list("ultimatum_id", flat=True))
        if len(wanted) <= FEW:
            turns = _turns(Phase.objects.filter(ultimatum_id__in=wanted))
            return _newest(_earlier(_fell_due(turns, FIRST_INSTANT, at), before), limit)
    found: list[_Place] = []
    for since in (*(at - reach for reach in REACHES), FIRST_INSTANT):
        turns = _turned(since, at)
        turns = turns if wanted is None else [turn for turn in turns if turn[1] in wanted]
        found = _earlier(_fell_due(turns, since, at), before)
        if len(found) >= limit:
            break
    return _newest(found, limit)


def _earlier(places: list[_Place], before: DuePlace | None) -> list[_Place]:
    return [place for place in places if place[:2] < before] if before else places


def _newest(places: Iterable[_Place], limit: int) -> list[_Place]:
    return nlargest(limit, places, key=lambda place: place[:2])


def _turned(since: datetime, at: datetime) -> Any:
    """Phases that may have a date fall due in a time: each range is one of an index."""
    wanted = Q()
    for status, reminded in LEFT.items():
        for left in reminded:
            wanted |= Q(status=status, sort_at__gt=since + left, sort_at__lte=at + left)
    return _turns(Phase.objects.filter(wanted))


def _turns(phases: PhaseQuerySet) -> Any:
    columns = {"at": as_text("sort_at"), "begin": as_text("from_at"), "end": as_text("until_at")}
    return phases.order_by().annotate(**columns).values_list("pk", "ultimatum_id", "status", *columns)


def _fell_due(turns: Iterable[_Turn], since: datetime, at: datetime) -> list[_Place]:
    """Every date of these phases that came near or passed in that time, and was in force then."""
    found: list[_Place] = []
    for pk, case, status, turns_at, begins_at, ends_at in turns:
        turn = instant(turns_at)
        for left in LEFT.get(status, ()):
            when = turn - left
            if (
                since < when <= at
                and instant(begins_at) <= when
                and not (ends_at and instant(ends_at) <= when)
            ):
                found.append((when, case, pk, left or None))
    return found


class _Row(NamedTuple):
    """A phase as it is read: its id, its shelf, when it turns as the database writes it, and its case."""

    pk: int
    shelf: str
    turns_at: str
    case: CalendarCase


def _cases(phases: PhaseQuerySet, at: datetime) -> list[_Row]:
    """The cases of these phases, each as its phase has it (1 query)."""
    texts = phases.annotate(
        turns_text=as_text("sort_at"),
        text=Cast("row", TextField()),
        document=Cast("ultimatum__document", TextField()),
        from_text=as_text("from_at"),
        edited_text=as_text("ultimatum__updated_at"),
    )
    columns = (
        "pk",
        "shelf",
        "turns_text",
        "text",
        "document",
        "from_text",
        "ultimatum__revision",
        "edited_text",
    )
    found = []
    for pk, shelf, turns_at, text, document, from_text, revision, edited_text in texts.values_list(*columns):
        edited_at = instant(edited_text)
        edited = (revision, edited_at) if edited_at <= at else None
        case, record = _read(text, document, instant(from_text), edited)
        found.append(_Row(pk, shelf, turns_at, _with_scheduled(case, record, at)))
    return found


def _with_scheduled(case: CalendarCase, record: Record, at: datetime) -> CalendarCase:
    """Phases are not parted by events: what is scheduled depends on the instant itself."""
    known = record.as_of(at) if any(event.scheduled for event in record.events) else None
    found = scheduled_in(known.events) if known else ()
    if not known or not found:
        return case
    key = "-".join([case.key, *(item.event.id for item in found)])
    sources = {source.key: source for source in known.sources} | case.sources
    return replace(case, scheduled=found, sources=sources, key=key)


@lru_cache(maxsize=CACHE_SIZE)
def _read(
    text: str, document: str, from_at: datetime, edited: tuple[int, datetime] | None
) -> tuple[CalendarCase, Record]:
    """The case, and its whole record; read once a process.

    `edited`: the revision and its instant; None where that is later than shown.
    """
    row: dict[str, Any] = from_json(text)
    record = Record.from_document(from_json(document))
    stands, before = standing(record, from_at), standing(record, from_at - timedelta(microseconds=1))
    if stands is None:
        raise ValueError(f"{row['slug']} has a phase from {from_at}, before it was announced")
    known = stands.record
    sources = {source.key: source for source in known.sources}
    deadline = stands.deadline
    revision, edited_at = edited or (len(known.deadlines) - 1, from_at)
    changed_at = max(edited_at, from_at)
    seal = json.dumps([text, document, from_at.isoformat(), revision, changed_at.isoformat()])
    case = CalendarCase(
        key=blake2b(seal.encode(), digest_size=12).hexdigest(),
        slug=known.slug,
        title=known.title,
        kind=known.kind,
        dossier=known.dossier,
        senders=tuple(row["senders"]),
        targets=tuple(row["targets"]),
        demands=tuple(item.text for item in known.demands),
        threats=tuple(item.text for item in known.threats),
        threat_types=tuple(dict.fromkeys(item.type for item in known.threats)),
        status=stands.status,
        before=before.status if before else None,
        headlines=stands.headlines,
        justifications=tuple(dict.fromkeys(item.justification for item in stands.outcomes)),
        resolved_on=stands.resolved_on,
        limits=limits(stands, record),
        sources=sources,
        from_at=from_at,
        due=stands.due,
        stated=deadline.as_stated if deadline else "",
        cited=tuple(sources[key] for key in deadline.sources) if deadline else (),
        revision=revision,
        changed_at=changed_at,
    )
    return case, record
