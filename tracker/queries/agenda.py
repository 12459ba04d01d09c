"""Cases with all their time limits, as calendars and the feed of what is due show them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, TextField
from django.db.models.functions import Cast

from tracker.domain.limits import Limit, limits
from tracker.domain.moments import When
from tracker.domain.outcomes import Headline
from tracker.domain.record import Record, Source
from tracker.domain.standing import Status, standing
from tracker.domain.vocabulary import Kind, ThreatType
from tracker.domain.windows import Due
from tracker.models import Phase, Shelf
from tracker.models.board import PhaseQuerySet

MOST_CASES = 1000
MOST_DUE = 100
REMINDED = (timedelta(days=30), timedelta(days=7), timedelta(days=1))
"""How long before the earliest expiry the feed of what is due tells of it."""
KEPT = 2048


@dataclass(frozen=True, slots=True)
class CaseAgenda:
    """A case in one phase of its life, with every time limit it has.

    `revision` and `changed_at` rise with each change; in the past they tell of what was known then. `key`
    changes whenever anything here does. `from_at` is when the phase began; `due`, `stated` and `cited` are
    those of the deadline its clock goes by. `sources` are all the case has, by key; their titles are for
    nobody to show in the past. Nothing else in it was written in hindsight.
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

    def sources_of(self, limit: Limit) -> tuple[Source, ...]:
        """Those its newest announcement rests on."""
        return tuple(self.sources[key] for key in limit.deadline.sources)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Cases in the order of a calendar; `is_cut` where the limit left some out."""

    cases: tuple[CaseAgenda, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A date that came near or passed at `at`, and the case as it stood then; `left` None: it expired."""

    at: datetime
    left: timedelta | None
    case: CaseAgenda

    @property
    def key(self) -> str:
        """What names it within its case for good: which date, and how long before it."""
        if self.case.due is None:
            raise ValueError("what has no date does not fall due")
        window = self.case.due.window
        if self.left is None:
            return f"expired/{window.latest_at or window.earliest_at:%Y%m%dT%H%M%SZ}"
        return f"due/{window.earliest_at:%Y%m%dT%H%M%SZ}/{self.left.days}"


def agenda(phases: PhaseQuerySet, *, at: datetime, limit: int = MOST_CASES) -> Agenda:
    """The cases of phases that hold `at`: the live ones by their date, then those that ended, latest first.

    At most `limit` (2 queries, 4 where there are more).
    """
    # Most filters leave few: the database finds those fastest in no order at all.
    found = list(phases.order_by().values_list("pk", flat=True)[: limit + 1])
    is_cut = len(found) > limit
    wanted = _nearest(phases, limit) if is_cut else found
    live, ended = [], []
    for _pk, shelf, case in _cases(Phase.objects.filter(pk__in=wanted), at):
        (live if shelf == Shelf.LIVE else ended).append(case)
    return Agenda((*live, *reversed(ended)), is_cut)


def _nearest(phases: PhaseQuerySet, limit: int) -> list[int]:
    live = phases.filter(shelf=Shelf.LIVE).order_by("sort_at", "id").values_list("pk", flat=True)
    ended = phases.exclude(shelf=Shelf.LIVE).order_by("-sort_at", "-id").values_list("pk", flat=True)
    return [*live[:limit], *ended[:limit]][:limit]


def case_agenda(slug: str, *, at: datetime) -> CaseAgenda | None:
    """One published case at an instant (1 query); None where there is none or it was not announced yet."""
    found = _cases(Phase.objects.at(at).filter(ultimatum__slug=slug), at)
    return found[0][2] if found else None


def due_lines(cases: PhaseQuerySet | None, *, at: datetime, limit: int = MOST_DUE) -> tuple[DueLine, ...]:
    """What fell due by an instant, newest first (5 queries).

    A date counts while it was in force and still running, an expiry where the case was not resolved by then.
    `cases` are the phases at that instant of the cases to tell of; None: of all.
    """
    phases = Phase.objects.all()
    if cases is not None:
        phases = phases.filter(ultimatum__in=cases.order_by().values("ultimatum"))
    found: list[tuple[datetime, int, timedelta | None]] = []
    for left in REMINDED:
        near = phases.filter(
            Q(until_at__isnull=True) | Q(until_at__gt=F("sort_at") - left),
            status=Status.RUNNING,
            sort_at__lte=at + left,
            from_at__lte=F("sort_at") - left,
        )
        places = near.order_by("-sort_at", "-id").values_list("sort_at", "pk")[:limit]
        found += [(sort_at - left, pk, left) for sort_at, pk in places]
    passed = phases.filter(status=Status.PASSED, sort_at__lte=at)
    # A phase after another of the same standing tells of who joined, not of a date that passed.
    again = Phase.objects.filter(
        ultimatum=OuterRef("ultimatum"), until_at=OuterRef("from_at"), status=Status.PASSED
    )
    places = passed.exclude(Exists(again)).order_by("-sort_at", "-id").values_list("sort_at", "pk")[:limit]
    found += [(sort_at, pk, None) for sort_at, pk in places]
    newest = nlargest(limit, found, key=lambda place: (place[0], place[1], place[2] is None))
    wanted = Phase.objects.filter(pk__in={pk for _, pk, _ in newest})
    known = {pk: case for pk, _shelf, case in _cases(wanted, at)}
    return tuple(DueLine(when, left, known[pk]) for when, pk, left in newest)


def _cases(phases: PhaseQuerySet, at: datetime) -> list[tuple[int, str, CaseAgenda]]:
    """Id of the phase, its shelf, and the case as that phase has it; by their date (1 query)."""
    texts = phases.annotate(
        text=Cast("row", TextField()),
        document=Cast("ultimatum__document", TextField()),
        revision=F("ultimatum__revision"),
        edited_at=F("ultimatum__updated_at"),
    )
    rows = texts.order_by("sort_at", "id").values_list(
        "pk", "shelf", "text", "document", "from_at", "revision", "edited_at"
    )
    return [
        (pk, shelf, _read(*case, (revision, edited_at) if edited_at <= at else None))
        for pk, shelf, *case, revision, edited_at in rows
    ]


@lru_cache(maxsize=KEPT)
def _read(text: str, document: str, from_at: datetime, edited: tuple[int, datetime] | None) -> CaseAgenda:
    """Read once a process. `edited`: the revision and its instant; None where that is later than shown."""
    row: dict[str, Any] = json.loads(text)
    stands = standing(Record.from_document(json.loads(document)), from_at)
    if stands is None:
        raise ValueError(f"{row['slug']} has a phase from {from_at}, before it was announced")
    known = stands.record
    sources = {source.key: source for source in known.sources}
    deadline = stands.deadline
    revision, edited_at = edited or (len(known.deadlines) - 1, from_at)
    changed_at = max(edited_at, from_at)
    seal = json.dumps([text, document, from_at.isoformat(), revision, changed_at.isoformat()])
    return CaseAgenda(
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
        headlines=stands.headlines,
        justifications=tuple(dict.fromkeys(item.justification for item in stands.outcomes)),
        resolved_on=stands.resolved_on,
        limits=limits(stands),
        sources=sources,
        from_at=from_at,
        due=stands.due,
        stated=deadline.as_stated if deadline else "",
        cited=tuple(sources[key] for key in deadline.sources) if deadline else (),
        revision=revision,
        changed_at=changed_at,
    )
