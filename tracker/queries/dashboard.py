"""The dashboard: what is running out, what passed with the outcome open, what was resolved lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from pydantic_core import from_json

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Window
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.rows import read_row
from tracker.domain.status.standing import Countdown, Status, countdown
from tracker.domain.vocabulary import Change, Kind, ThreatType
from tracker.models import Heartbeat, Phase, Section, SiteState
from tracker.models.phases import PhaseQuerySet

ROWS_PER_PAGE = 80
"""With those below, the front page has a hundred rows, and less than 100 KB."""
LATELY = 10
"""How many passed and how many resolved cases stand below the running ones."""
SOON = timedelta(days=14)
BEAT_LIMIT = timedelta(minutes=2)
"""A heartbeat older than this means that nothing stored of the present may be trusted."""


class PageNotFound(ValueError):
    """The page number is past the end; `last` is the last page there is."""

    def __init__(self, page: int, last: int) -> None:
        super().__init__(f"there is no page {page}; the last one is {last}")
        self.page, self.last = page, last


class Sort(StrEnum):
    """How the main list is ordered."""

    EXPIRY = "expiry"
    NEWEST = "newest"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Front:
    """What the board knows without counting: its version, the tally of the present, what to filter by."""

    version: int
    tally: Mapping[str, Mapping[str, int]]
    facets: str
    """JSON, read only when the filter form is made: sender, target and dossier → [slug, name, since]."""
    ticked_at: datetime | None
    is_overdue: bool
    """Whether a case has turned since the last tick."""

    def is_fresh(self, now: datetime) -> bool:
        """Whether a tick was here lately and no case turned since: what is stored as current holds."""
        return self.ticked_at is not None and abs(now - self.ticked_at) < BEAT_LIMIT and not self.is_overdue

    def choices(self, facet: str, at: datetime) -> list[Facet]:
        """What could be filtered by at an instant: sender, target or dossier."""
        until = at.isoformat()  # both are ISO 8601 in UTC, and so in order as texts
        known = from_json(self.facets).get(facet, ())
        return [Facet(slug, name) for slug, name, since in known if since <= until]


@dataclass(frozen=True, slots=True)
class DashboardRow:
    """One case on the board, as it stood at the instant of the page."""

    slug: str
    title: str
    kind: Kind
    senders: tuple[str, ...]
    targets: tuple[str, ...]
    threat_types: tuple[ThreatType, ...]
    status: Status
    moves: int
    stated: str
    announced: When | None
    due: Due | None
    window: Window | None
    change: Change | None
    ghosts: tuple[Window, ...]
    headlines: tuple[Headline, ...]
    resolved_on: When | None
    countdown: Countdown

    @property
    def announced_at(self) -> datetime | None:
        """The instant the step in force was first announced."""
        return self.announced.starts_at if self.announced else None


@dataclass(frozen=True, slots=True)
class Tiles:
    """How many cases stand where."""

    running: int
    soon: int
    undated: int
    passed: int
    resolved: int
    enforced: int

    @property
    def total(self) -> int:
        """All cases announced by then, within the filters."""
        return self.running + self.undated + self.passed + self.resolved


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The whole page. `main` holds the rows of the shelf asked for; the other two are empty beside a filter
    on the status and on later pages."""

    at: datetime
    shelf: Section
    tiles: Tiles
    main: tuple[DashboardRow, ...]
    passed: tuple[DashboardRow, ...]
    resolved: tuple[DashboardRow, ...]
    next: DashboardRow | None
    page: int
    pages: int


NOTHING = Front(0, {}, "{}", None, False)
"""The front of a record in which nothing was ever stored."""


def front(*, now: datetime) -> Front:
    """The board's one row (1 query)."""
    beat = Heartbeat.objects.filter(name="tick").values("at")[:1]
    turns = Phase.objects.turning().values("until_at")[:1]
    board = SiteState.objects.annotate(
        ticked_at=Subquery(beat), turns_at=Subquery(turns), text=Cast("facets", TextField())
    )
    row = board.filter(id=1).values_list("version", "tally", "text", "ticked_at", "turns_at").first()
    if row is None:
        return NOTHING
    version, tally, facets, ticked_at, turns_at = row
    return Front(version, tally, facets, ticked_at, turns_at is not None and turns_at <= now)


def dashboard(
    phases: PhaseQuerySet,
    *,
    at: datetime,
    tally: Mapping[str, Mapping[str, int]] | None,
    shelf: Section | None = None,
    sort: Sort = Sort.EXPIRY,
    page: int = 1,
) -> Dashboard:
    """The dashboard over phases that hold `at`, filtered or not (3 queries).

    `tally` are the stored counts of these phases; None counts anew. `shelf` narrows
    the page to one shelf. Raises `PageNotFound`.
    """
    tiles = _tiles(phases, tally, at)
    main_shelf = shelf or Section.LIVE
    total = {
        Section.LIVE: tiles.running + tiles.undated,
        Section.PASSED: tiles.passed,
        Section.RESOLVED: tiles.resolved,
    }[main_shelf]
    pages = max(1, -(-total // ROWS_PER_PAGE))
    if not 1 <= page <= pages:
        raise PageNotFound(page, pages)
    begin = (page - 1) * ROWS_PER_PAGE
    wanted = phases.on(main_shelf, at).order_by(*_order(main_shelf, sort))
    main = _rows(wanted[begin : begin + ROWS_PER_PAGE], at)
    lately = _lately(phases, at) if shelf is None and page == 1 else ()
    clocked = [row for row in main if row.status in (Status.RUNNING, Status.OPEN) and row.countdown.target_at]
    return Dashboard(
        at=at,
        shelf=main_shelf,
        tiles=tiles,
        main=main,
        passed=tuple(row for row in lately if row.status is not Status.RESOLVED),
        resolved=tuple(row for row in lately if row.status is Status.RESOLVED),
        next=clocked[0] if clocked and page == 1 and sort is Sort.EXPIRY else None,
        page=page,
        pages=pages,
    )


def _order(shelf: Section, sort: Sort) -> tuple[str, str]:
    if sort is Sort.NEWEST:
        return ("-from_at", "-id")
    if sort is Sort.TITLE:
        return ("ultimatum__title", "id")
    return ("sort_at", "id") if shelf is Section.LIVE else ("-sort_at", "-id")


def _lately(phases: PhaseQuerySet, at: datetime) -> tuple[DashboardRow, ...]:
    rows = latest(phases, (Section.PASSED, Section.RESOLVED), LATELY, at=at)
    return tuple(dashboard_row(status, text, at=at) for _sort_at, _pk, status, text in rows)


def latest(
    phases: PhaseQuerySet, shelves: Iterable[Section], most: int, *columns: str, at: datetime
) -> QuerySet[Any, tuple[Any, ...]]:
    """The latest of each shelf, latest first: sort_at, pk, status, row as text, and other columns (1 query).

    Only within a shelf does an index keep them in order, and PostgreSQL reads the whole table for subqueries
    that are joined by OR, so each shelf is a query of its own and these are united.
    """
    ordered = phases.order_by("-sort_at", "-id")
    parts = [
        Phase.objects.filter(pk__in=ordered.on(shelf, at).values("pk")[:most])
        .order_by()
        .annotate(text=Cast("row", TextField()))
        .values_list("sort_at", "pk", "status", "text", *columns)
        for shelf in shelves
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-sort_at", "-pk")


def _tiles(phases: PhaseQuerySet, tally: Mapping[str, Mapping[str, int]] | None, at: datetime) -> Tiles:
    dated = [Status.RUNNING, Status.OPEN]
    # What has no date sorts far ahead, so the index of the shelf alone answers this.
    soon = Q(shelf=Section.LIVE, sort_at__lte=at + SOON)
    if tally is None:
        return Tiles(
            **phases.aggregate(
                running=Count("pk", filter=Q(status__in=dated)),
                soon=Count("pk", filter=soon),
                undated=Count("pk", filter=Q(shelf=Section.LIVE) & ~Q(status__in=dated)),
                passed=Count("pk", filter=Q(shelf=Section.PASSED)),
                resolved=Count("pk", filter=Q(shelf=Section.RESOLVED)),
                enforced=Count("pk", filter=Q(headline=Headline.ENFORCED)),
            )
        )
    live, passed, resolved = (
        tally.get(shelf, {}) for shelf in (Section.LIVE, Section.PASSED, Section.RESOLVED)
    )
    running = sum(live.get(status, 0) for status in dated)
    return Tiles(
        running=running,
        soon=phases.on(Section.LIVE, at).filter(sort_at__lte=at + SOON).count(),
        undated=sum(live.values()) - running,
        passed=sum(passed.values()),
        resolved=sum(resolved.values()),
        enforced=resolved.get(Headline.ENFORCED, 0),
    )


def _rows(phases: PhaseQuerySet, at: datetime) -> tuple[DashboardRow, ...]:
    rows = phases.annotate(text=Cast("row", TextField())).values_list("status", "text")
    return tuple(dashboard_row(status, text, at=at) for status, text in rows)


def dashboard_row(status: str, text: str, *, at: datetime) -> DashboardRow:
    """A row from the JSON a phase stores of it (services.cases.publish), with its clock at an instant."""
    stands, still = Status(status), _read(text)
    clock = countdown(stands, still["due"], at, still["resolved_on"])
    return DashboardRow(status=stands, countdown=clock, **still)


@lru_cache(maxsize=4096)
def _read(text: str) -> dict[str, Any]:
    """The fields of a row that stand in its JSON; each is read once a process."""
    return read_row(from_json(text))
