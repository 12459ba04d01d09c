"""Crises: how many cases of each run, and one crisis as a page: its cases as fuses, all that happened."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, TextField
from django.db.models.functions import Cast

from tracker.domain.case import Deadline, Event, Outcome, Source, read_due
from tracker.domain.dates.fuses import Axis, Span, axis_of_crisis
from tracker.domain.dates.moments import When, begun_by
from tracker.domain.dates.windows import Due
from tracker.domain.status.changes import ChangeKind
from tracker.domain.status.outcomes import Headline, headline
from tracker.domain.vocabulary import Kind, Quality
from tracker.models import Change, Dossier, DossierTally, Phase, Publication, Section
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, PageNotFound, dashboard_row

MOST_CASES = 100
"""So many cases are drawn; the dashboard, filtered by the crisis, holds them all."""
ENTRIES_PER_PAGE = 100
STREAM_KINDS = (ChangeKind.SET, ChangeKind.MOVED, ChangeKind.PROPOSED, ChangeKind.EVENT, ChangeKind.OUTCOME)
"""What a crisis is told by; corrections are about us."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases of a crisis stand where at an instant."""

    running: int
    passed: int
    resolved: int

    @property
    def total(self) -> int:
        """All that had been announced."""
        return self.running + self.passed + self.resolved


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One crisis of the list; `ended` is None while it had not, as far as was known."""

    slug: str
    title: str
    started: When | None
    ended: When | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class EntrySource:
    """Where an entry is from."""

    url: str
    publisher: str
    language: str
    quality: Quality


@dataclass(frozen=True, slots=True)
class CrisisEntry:
    """One entry of what happened in a crisis; exactly one of `deadline`, `event` and `outcome` is set.

    `was` is the date a deadline replaced; `speaker` who announced it; `target` of whom an outcome speaks
    (empty: of all); `headline` the word for an outcome.
    """

    on: When
    slug: str
    title: str
    deadline: Deadline | None
    event: Event | None
    outcome: Outcome | None
    was: Due | None
    speaker: str
    target: str
    headline: Headline | None
    sources: tuple[EntrySource, ...]


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One crisis at an instant. `summary` is empty on a page about the past: it was written in hindsight, and
    nobody wrote down when it came to be true. `cases` are at most `MOST_CASES`, on `axis`."""

    slug: str
    title: str
    summary: str
    started: When | None
    ended: When | None
    counts: Counts
    cases: tuple[DashboardRow, ...]
    axis: Axis
    entries: tuple[CrisisEntry, ...]
    page: int
    pages: int

    @property
    def left_out(self) -> int:
        """How many cases are not drawn."""
        return self.counts.total - len(self.cases)


class NotBegun(LookupError):
    """No case of the crisis had been announced by then; `first_known_at` is None where there is none."""

    def __init__(self, first_known_at: datetime | None) -> None:
        super().__init__("no case of the crisis had been announced by then")
        self.first_known_at = first_known_at


def dossier_lines(phases: PhaseQuerySet | None, *, at: datetime) -> tuple[DossierLine, ...]:
    """Every crisis of which a case had been announced at an instant (2 queries).

    Those in which something runs come first, each group with the latest change first. `phases` are those that
    hold an instant of the past, and are all counted; None takes the counts that are kept of the present.
    """
    kept: Iterable[tuple[Any, ...]]
    if phases is None:
        kept = DossierTally.objects.values_list("dossier_id", "live", "passed", "resolved", "changed_at")
    else:
        grouped = phases.order_by().values("ultimatum__dossier_id")
        kept = grouped.annotate(**_SECTION_COUNTS, changed_at=Max("from_at")).values_list(
            "ultimatum__dossier_id", *_SECTION_COUNTS, "changed_at"
        )
    found = {pk: (changed_at, Counts(*counts)) for pk, *counts, changed_at in kept}
    rows = Dossier.objects.filter(pk__in=found).values_list("pk", "slug", "title", "started", "ended")

    def place(row: tuple[int, str, str, str, str]) -> tuple[bool, datetime, str]:
        changed_at, counts = found[row[0]]
        return bool(counts.running), changed_at, row[1]

    return tuple(
        DossierLine(slug, title, begun_by(started, at), begun_by(ended, at), found[pk][1])
        for pk, slug, title, started, ended in sorted(rows, key=place, reverse=True)
    )


def dossier_page(slug: str, *, at: datetime, is_now: bool, page: int = 1) -> DossierPage | None:
    """One crisis at an instant (6 queries); None without such a crisis.

    A crisis without a published case is an empty page in the present. Raises `NotBegun` where no case had
    been announced by the instant of a page about the past, and `PageNotFound`.
    """
    dossier = Dossier.objects.filter(slug=slug).first()
    if dossier is None:
        return None
    phases = Phase.objects.filter(ultimatum__dossier=dossier)
    known = phases.at(at)
    counts = Counts(**known.aggregate(**_SECTION_COUNTS))
    if not counts.total and not is_now:
        raise NotBegun(phases.order_by("from_at").values_list("from_at", flat=True).first())
    cases = _cases(known, at)
    told = Change.objects.filter(
        Exists(Phase.objects.at(at).filter(ultimatum=OuterRef("ultimatum"))),
        ultimatum__dossier=dossier,
        ultimatum__publication=Publication.PUBLISHED,
        kind__in=STREAM_KINDS,
        at__lte=at,
    )
    pages = max(1, -(-told.count() // ENTRIES_PER_PAGE))
    if not 1 <= page <= pages:
        raise PageNotFound(page, pages)
    begin = (page - 1) * ENTRIES_PER_PAGE
    newest = told.order_by("-at", "-id").annotate(text=Cast("row", TextField()))
    rows = newest.values_list("kind", "text")[begin : begin + ENTRIES_PER_PAGE]
    return DossierPage(
        slug=dossier.slug,
        title=dossier.title,
        summary=dossier.summary if is_now else "",
        started=begun_by(dossier.started, at),
        ended=begun_by(dossier.ended, at),
        counts=counts,
        cases=cases,
        axis=axis_of_crisis((_span(row) for row in cases if row.announced_at), at),
        entries=tuple(_entry(kind, json.loads(text)) for kind, text in rows),
        page=page,
        pages=pages,
    )


_SECTION_COUNTS = {
    "running": Count("pk", filter=Q(shelf=Section.LIVE)),
    "passed": Count("pk", filter=Q(shelf=Section.PASSED)),
    "resolved": Count("pk", filter=Q(shelf=Section.RESOLVED)),
}


def _cases(known: PhaseQuerySet, at: datetime) -> tuple[DashboardRow, ...]:
    """What runs by its next expiry, then the rest, the latest to come there first."""
    rows = known.annotate(text=Cast("row", TextField())).values_list("shelf", "status", "text")
    live = rows.filter(shelf=Section.LIVE).order_by("sort_at", "id")[:MOST_CASES]
    over = rows.exclude(shelf=Section.LIVE).order_by("-sort_at", "-id")[:MOST_CASES]
    found = [*live, *over][:MOST_CASES]
    return tuple(dashboard_row(status, text, at=at) for _, status, text in found)


def _span(row: DashboardRow) -> Span:
    window = row.window
    start = row.announced.starts_at if row.announced else None
    if start is None:
        raise ValueError("a case on an axis has been announced")
    return Span(start, (window.latest_at or window.earliest_at) if window else None)


def _entry(kind: str, row: Mapping[str, Any]) -> CrisisEntry:
    fact, names = row["fact"], row["names"]
    deadline = event = outcome = None
    word = None
    if kind == ChangeKind.EVENT:
        event = Event.read(fact)
        on = event.known_on
    elif kind == ChangeKind.OUTCOME:
        outcome = Outcome.read(fact)
        on = outcome.on
        axes = (outcome.response, outcome.follow_through)
        word = headline(Kind(row["case_kind"]), *axes, settled=outcome.settled)
    else:
        deadline = Deadline.read(fact)
        on = deadline.public_since or deadline.announced
    return CrisisEntry(
        on=on,
        slug=row["slug"],
        title=row["title"],
        deadline=deadline,
        event=event,
        outcome=outcome,
        was=read_due(row["was"]),
        speaker=names.get(fact.get("stated_by"), ""),
        target=names.get(fact.get("target"), ""),
        headline=word,
        sources=tuple(_source(item) for item in row["sources"]),
    )


def _source(item: Mapping[str, Any]) -> EntrySource:
    source = Source.read(item["key"], item)
    return EntrySource(source.url, source.publisher, source.language, source.quality)
