"""The calendar: the dates of one month, those in force and those that were moved away."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from django.db.models import Q, QuerySet

from tracker.domain.case import Event
from tracker.domain.dates.limits import Limit, LimitState
from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.months import Month
from tracker.domain.dates.windows import Due
from tracker.domain.status.standing import Countdown, Status, countdown
from tracker.models import Deadline
from tracker.models import Event as EventRow
from tracker.models.phases import PhaseQuerySet
from tracker.queries.calendar_entries import CalendarCase, calendar_entries

MOST_CASES = 300
CACHE_SIZE = 32
ROWS_PER_PAGE = 100
DAY = timedelta(days=1)
MARGIN = timedelta(days=2)
"""So far from a month in UTC a day of it may end: it is over up to twelve hours before and after there."""
OFF = (LimitState.SUSPENDED, LimitState.WITHDRAWN)


class Mark(StrEnum):
    """What became of a date by the instant shown.

    ahead, open, passed: it is in force, and its window has not begun, has begun, is over; ended: the case is
    resolved; past: it was over before the outcome, which answered another date of the case; later: it was
    announced with the outcome or after it; moved, suspended, withdrawn: it is no longer in force;
    scheduled: an event that nobody says yet took place, moved or was dropped.
    """

    AHEAD = "ahead"
    OPEN = "open"
    PASSED = "passed"
    ENDED = "ended"
    PAST = "past"
    LATER = "later"
    MOVED = "moved"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"

    @property
    def is_struck(self) -> bool:
        """Whether the date holds no more."""
        return self in _STRUCK


_STRUCK = (Mark.MOVED, Mark.SUSPENDED, Mark.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One date of a case, of a time limit or of an `event`, from its first day to its last.

    None: nobody said when it is over.

    Where the bounds are instants, they and the days are those of the reader's zone; where they are days,
    they are the sender's, and `earliest` and `latest` are None. `clock` counts to, from or past this date.
    """

    case: CalendarCase
    limit: Limit | None
    due: Due
    mark: Mark
    first: date
    last: date | None
    earliest: datetime | None
    latest: datetime | None
    clock: Countdown
    event: Event | None = None

    @property
    def is_open_ended(self) -> bool:
        """Whether the time limit has no latest bound."""
        return self.due.latest is None

    def last_within(self, month: Month) -> date:
        """Its last day, or that of the month where it goes on."""
        return min(self.last or month.last_day, month.last_day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """One month, its hours in `zone`; `today` is the day of the instant there.

    `entries` are in the order of their days, `rows` those on this page of the agenda.
    `is_cut` where more than `MOST_CASES` cases have a date in it: those still running come first.
    """

    month: Month
    zone: str
    today: date
    entries: tuple[CalendarEntry, ...]
    rows: tuple[CalendarEntry, ...]
    page: int
    pages: int
    is_cut: bool

    def page_of(self, number: int) -> int:
        """The page of the agenda on which the entry of that number stands, counted from 0."""
        return number // ROWS_PER_PAGE + 1


class PageNotFound(ValueError):
    """The page number is past the end; `last` is the last page there is."""

    def __init__(self, last: int) -> None:
        super().__init__(str(last))
        self.last = last


_Found = tuple[tuple[CalendarEntry, ...], bool]
_cache: OrderedDict[tuple[int, datetime, Month, str], _Found] = OrderedDict()
"""The page of a month takes 5 ms of CPU with it and 33 without, of 10,000 cases."""
_lock = threading.Lock()


def calendar(
    phases: PhaseQuerySet, *, at: datetime, month: Month, where: tzinfo, page: int = 1, version: int | None
) -> Calendar:
    """The dates that touch a month in the reader's zone, by phases that hold `at` (2 queries).

    2 more where the cases are more than `MOST_CASES`; none while what was found for a `version` of the record
    is kept, for a minute (None: it is not the present). What has no date is not in it, nor what was only
    proposed. Read are the cases that have a window near the month and no others; looking for them costs as
    many entries of an index as there are windows that end in the month or later. Raises `PageNotFound`.
    """
    key = (version or 0, at.replace(second=0, microsecond=0), month, str(where))
    found = _cache.get(key) if version is not None else None
    if found is None:
        found = _found(phases, at, month, where)
        if version is not None:
            with _lock:
                _cache[key] = found
                while len(_cache) > CACHE_SIZE:
                    _cache.popitem(last=False)
    entries, is_cut = found
    pages = max(1, -(-len(entries) // ROWS_PER_PAGE))
    if page > pages:
        raise PageNotFound(pages)
    begin = (page - 1) * ROWS_PER_PAGE
    rows = entries[begin : begin + ROWS_PER_PAGE]
    today = at.astimezone(where).date()
    return Calendar(month, str(where), today, entries, rows, page, pages, is_cut)


def forget() -> None:
    """Drop what is kept in this process: for tests, whose records share version numbers."""
    _cache.clear()


def _found(phases: PhaseQuerySet, at: datetime, month: Month, where: tzinfo) -> _Found:
    near = phases.filter(
        Q(ultimatum__in=_near(month).values("ultimatum"))
        | Q(ultimatum__in=_scheduled_near(month).values("ultimatum"))
    )
    listed = calendar_entries(near, at=at, limit=MOST_CASES)
    found = (entry for case in listed.cases for entry in dates_of(case, at, where))
    within = [entry for entry in found if _touches(entry, month)]
    return tuple(sorted(within, key=lambda entry: _order(entry, month))), listed.is_cut


def _near(month: Month) -> QuerySet[Deadline]:
    start = datetime.combine(month.first_day, time.min, UTC) - MARGIN
    end = datetime.combine(month.last_day, time.max, UTC) + MARGIN
    without_end = Q(latest_at__isnull=True, earliest_at__lt=end)
    return Deadline.objects.filter(Q(latest_at__gte=start, earliest_at__lt=end) | without_end)


def _scheduled_near(month: Month) -> QuerySet[EventRow]:
    """By the beginnings of dates: texts of unlike length are in another order in each database."""
    first, last = month.first_day, month.last_day
    begins = [f"{first:%Y-%m}", *(f"{day}" for at in (1, 2) for day in (first - at * DAY, last + at * DAY))]
    near = Q(on=f"{first:%Y}")
    for begin in begins:
        near |= Q(on__startswith=begin)
    return EventRow.objects.filter(near).exclude(scheduled="")


def dates_of(case: CalendarCase, at: datetime, where: tzinfo) -> Iterator[CalendarEntry]:
    """Every date of a case, of its time limits and of what is scheduled, as it stands at an instant."""
    for limit in case.limits:
        if limit.state is LimitState.PROPOSED:
            continue
        off = Mark(limit.state.value) if limit.state in OFF else None
        for due in limit.struck:
            yield _entry(case, limit, due, off or Mark.MOVED, at, where)
        for due in limit.later:
            yield _entry(case, limit, due, Mark.LATER, at, where)
        if limit.due:
            yield _entry(case, limit, limit.due, off or _mark(case, limit, limit.due, at), at, where)
    for item in case.scheduled:
        yield _entry(case, None, item.due, Mark.SCHEDULED, at, where, item.event)


def _mark(case: CalendarCase, limit: Limit, due: Due, at: datetime) -> Mark:
    if limit.state is LimitState.PASSED:
        return Mark.PAST
    if case.resolved_on:
        return Mark.ENDED
    if at < due.window.earliest_at:
        return Mark.AHEAD
    return Mark.PASSED if due.window.latest_at and due.window.latest_at <= at else Mark.OPEN


_COUNTED = {
    Mark.SCHEDULED: Status.RUNNING,
    Mark.AHEAD: Status.RUNNING,
    Mark.OPEN: Status.OPEN,
    Mark.PASSED: Status.PASSED,
}


def _entry(  # noqa: PLR0917 -- one call each for what is struck, later, in force and scheduled
    case: CalendarCase,
    limit: Limit | None,
    due: Due,
    mark: Mark,
    at: datetime,
    where: tzinfo,
    event: Event | None = None,
) -> CalendarEntry:
    first = _day(due.earliest, where)
    last = _day(due.latest, where) if due.latest else None
    if last is None and mark.is_struck:
        last = first
    if last is None and case.resolved_on:
        last = max(first, case.resolved_on.last_day)
    is_instant = due.earliest.grain is Grain.INSTANT
    return CalendarEntry(
        case=case,
        limit=limit,
        due=due,
        mark=mark,
        first=first,
        last=last,
        earliest=due.earliest.starts_at.astimezone(where) if is_instant else None,
        latest=due.latest.starts_at.astimezone(where) if is_instant and due.latest else None,
        clock=countdown(_COUNTED.get(mark, Status.RESOLVED), due, at, case.resolved_on),
        event=event,
    )


def _day(bound: When, where: tzinfo) -> date:
    return bound.starts_at.astimezone(where).date() if bound.grain is Grain.INSTANT else bound.first_day


def _touches(entry: CalendarEntry, month: Month) -> bool:
    return entry.first <= month.last_day and (entry.last is None or entry.last >= month.first_day)


def _order(entry: CalendarEntry, month: Month) -> tuple[date, bool, date, datetime, bool, str]:
    """By day; on one day first what goes on for several, the shortest first, then hours, then whole days."""
    first, last = max(entry.first, month.first_day), entry.last_within(month)
    hour = entry.earliest or datetime.max.replace(tzinfo=UTC)
    return (first, last == first, last, hour, entry.mark.is_struck, entry.case.title)
