"""What the front page has beside its lists: the lead, what changed lately, what was on this day.

All of it as it was known at the instant of the page.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from tracker.domain.case import Outcome, read_due
from tracker.domain.dates.moments import Grain, When, zone
from tracker.domain.dates.windows import Due
from tracker.domain.status.changes import ChangeKind
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import CountdownKind, Status
from tracker.domain.vocabulary import Change, Kind
from tracker.models import Lead, Phase, Section
from tracker.models.phases import PhaseQuerySet
from tracker.queries.changes import ChangeLine, changes, changes_on_this_day
from tracker.queries.dashboard import Dashboard, DashboardRow, dashboard_row
from tracker.queries.filters import DATED

QUIET = timedelta(days=7)
"""Where no date falls within so long, the front page says so."""
MOST_NAMED = 3
"""So many cases that expire on the same day are named; of more, how many."""
LINES = 5
"""Of what changed lately as many are in view."""
MOST_LINES = 8
"""As many are there, for who was away for long."""
MOST_READ = 30
MOST_ON_THIS_DAY = 2
KINDS = (ChangeKind.SET, ChangeKind.MOVED, ChangeKind.OUTCOME)


# --- The headline -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NextDate:
    """The day on which the next deadline expires on its sender's calendar, and all that do so then.

    `rows` are in the order of the list, never empty. `is_latest`: the window of the first is open, and that
    is its end.
    """

    day: date
    rows: tuple[DashboardRow, ...]
    is_latest: bool

    @property
    def named(self) -> tuple[DashboardRow, ...]:
        """Those that are named."""
        return self.rows if len(self.rows) == MOST_NAMED + 1 else self.rows[:MOST_NAMED]

    @property
    def others(self) -> int:
        """How many more there are."""
        return len(self.rows) - len(self.named)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the headline tells of what is running.

    `ultimatums` and `others` are None where only some of what is running stands on the page. `open` is how
    many windows are open, and `is_quiet` whether no date falls within a week.
    """

    ultimatums: int | None
    others: int | None
    next: NextDate | None
    open: int
    is_quiet: bool


def ahead(board: Dashboard) -> Ahead:
    """From the rows of a dashboard."""
    dated = [row for row in board.main if row.status in DATED]
    is_whole = board.shelf is Section.LIVE and board.pages == 1
    ultimatums = sum(row.kind is Kind.ULTIMATUM for row in dated) if is_whole else None
    found = board.next
    target = found.countdown.target_at if found else None
    return Ahead(
        ultimatums=ultimatums,
        others=None if ultimatums is None else len(dated) - ultimatums,
        next=_next(found, dated) if found else None,
        open=sum(row.status is Status.OPEN for row in dated),
        is_quiet=target is not None and target - board.at > QUIET,
    )


def _next(first: DashboardRow, dated: Iterable[DashboardRow]) -> NextDate | None:
    day = _day_of(first)
    if day is None:
        return None
    rows = tuple(row for row in dated if _day_of(row) == day)
    return NextDate(day, rows, first.countdown.kind is CountdownKind.INSIDE)


def _day_of(row: DashboardRow) -> date | None:
    """The day of the date that a row counts to, where its sender is."""
    due = row.due
    bound = due and (due.latest if row.countdown.kind is CountdownKind.INSIDE else due.earliest)
    if not due or not bound:
        return None
    if bound.grain is Grain.INSTANT:
        return bound.starts_at.astimezone(zone(due.timezone)).date()
    return bound.first_day


# --- The lead -----------------------------------------------------------------------------------------------
class Reason(StrEnum):
    """Why a case leads."""

    CHOSEN = "chosen"
    NEXT = "next"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class LeadCase:
    """The case that leads the front page; what is demanded and threatened as it was known."""

    reason: Reason
    row: DashboardRow
    demand: str
    threat: str


def lead_case(phases: PhaseQuerySet, *, at: datetime) -> LeadCase | None:
    """What an editor chose, else the next ultimatum, else what is open the longest (1 query, 2 for the last).

    `phases` are all that hold at the instant.
    """
    chosen = Lead.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at)
    of_chosen = phases.filter(ultimatum=chosen.order_by("-from_at", "-id").values("ultimatum")[:1])
    dated = phases.on(Section.LIVE, at).filter(status__in=DATED, ultimatum__kind=Kind.ULTIMATUM)
    coming = dated.order_by("sort_at", "id").values("pk")[:1]
    columns = _columns(of_chosen, Reason.CHOSEN)
    found = columns.union(_columns(Phase.objects.filter(pk__in=coming), Reason.NEXT), all=True)
    rows = sorted(found, key=lambda row: list(Reason).index(Reason(row[0])))
    if not rows:
        passed = phases.on(Section.PASSED, at).filter(status=Status.PASSED)
        rows = list(_columns(passed.order_by("sort_at", "id")[:1], Reason.LONGEST))
    return _lead(*rows[0], at=at) if rows else None


def _columns(phases: QuerySet[Phase], reason: Reason) -> "QuerySet[Phase, tuple[Any, ...]]":
    ordered = phases if phases.query.is_sliced else phases.order_by()
    return ordered.annotate(
        why=Value(reason.value, CharField()),
        text=Cast("row", TextField()),
        known=Cast("ultimatum__document", TextField()),
    ).values_list("why", "status", "text", "known")


def _lead(why: str, status: str, text: str, document: str, *, at: datetime) -> LeadCase:
    parts = json.loads(document)
    return LeadCase(
        reason=Reason(why),
        row=dashboard_row(status, text, at=at),
        demand=_first_known(parts["demands"], at),
        threat=_first_known(parts["threats"], at),
    )


def _first_known(parts: Iterable[Mapping[str, Any]], at: datetime) -> str:
    """What the first of these that was known at an instant says; '' for none."""
    since = ((part.get("since"), part["text"]) for part in parts)
    return next((str(text) for began, text in since if not began or When(began).starts_at <= at), "")


# --- What changed -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NewsLine:
    """A deadline that was set or moved, or an outcome. `on`: its day. `news_at`: when it became news here."""

    slug: str
    title: str
    on: When
    news_at: datetime
    change: Change | None
    due: Due | None
    was: Due | None
    headline: Headline | None

    @property
    def year(self) -> int:
        """Of its day."""
        return self.on.first_day.year


def changed_lately(*, at: datetime, is_now: bool) -> tuple[NewsLine, ...]:
    """What last became known of each case, newest first (1 query)."""
    found = changes(at=at, criteria={}, limit=MOST_READ, kinds=KINDS, as_told=is_now)
    newest: dict[str, NewsLine] = {}
    for line in map(_news, found):
        if line.headline is not Headline.UNKNOWN:  # that nobody knows what came of it is no news
            newest.setdefault(line.slug, line)
    return tuple(newest.values())[:MOST_LINES]


def on_this_day(*, at: datetime) -> tuple[NewsLine, ...]:
    """What became known on this day, in UTC, of earlier years, the latest first (1 query)."""
    found = changes_on_this_day(at=at, kinds=KINDS)
    lines = (_news(line) for line in found)
    return tuple(line for line in lines if line.on.grain in (Grain.DAY, Grain.INSTANT))[:MOST_ON_THIS_DAY]


def _news(line: ChangeLine) -> NewsLine:
    row, fact = line.row, line.row["fact"]
    if line.kind is ChangeKind.OUTCOME:
        outcome = Outcome.read(fact)
        headline = outcome.headline_in(Kind(row["case_kind"]))
        return NewsLine(line.slug, row["title"], outcome.on, line.news_at, None, None, None, headline)
    cities = [fact["due"]["timezone"]] if row.get("in_city") else []
    return NewsLine(
        slug=line.slug,
        title=row["title"],
        on=When(fact.get("public_since") or fact["announced"]),
        news_at=line.news_at,
        change=Change(fact["change"]),
        due=read_due(fact["due"], cities),
        was=read_due(row["was"], cities),
        headline=None,
    )
