"""The week ahead: the dates that are in force and fall due, and what is scheduled, within seven days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import IN_A_LEAD
from tracker.models import Deadline, Party, Phase, TopicKind
from tracker.models import Event as EventRow
from tracker.models.phases import PhaseQuerySet
from tracker.queries.calendar import CalendarEntry, Mark, dates_of
from tracker.queries.calendar_entries import calendar_entries
from tracker.queries.filters import narrow

DAYS = 7
MOST_CASES = 300
MARGIN = timedelta(days=2)
"""So far from a day in UTC it may begin or end elsewhere, with some to spare."""
LISTED = (Mark.AHEAD, Mark.OPEN, Mark.SCHEDULED)


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """What falls due from an instant to the end of `last`, a day of the reader's zone.

    `days`: each day that has any, with its entries by the hour. `already_open`: windows that are open, which
    may expire on any of them. `following` is the next date after the week, where the week
    has none. `is_cut` where more than `MOST_CASES` cases have a date near it.
    """

    first: date
    last: date
    days: tuple[tuple[date, tuple[CalendarEntry, ...]], ...]
    already_open: tuple[CalendarEntry, ...]
    following: CalendarEntry | None
    is_cut: bool

    @property
    def entries(self) -> tuple[CalendarEntry, ...]:
        """All of them, by their days and then those that are open already."""
        return (*(entry for _day, entries in self.days for entry in entries), *self.already_open)

    @property
    def total(self) -> int:
        """How many dates there are."""
        return len(self.entries)


def week_ahead(phases: PhaseQuerySet, *, at: datetime, last: date, where: tzinfo) -> WeekAhead:
    """The dates from an instant to the end of a day in the reader's zone, by phases that hold the instant.

    A time limit without an hour stands on the day of whoever set it. Not in it are dates that have passed or
    were moved away, and what has no date (1 query; 1 more where there is none, 2 to 4 for many cases).
    """
    first = at.astimezone(where).date()
    near = phases.filter(Q(ultimatum__in=_due(first, last)) | Q(ultimatum__in=_scheduled(first, last)))
    listed = calendar_entries(near, at=at, limit=MOST_CASES, is_narrow=True)
    found = [
        entry
        for case in listed.cases
        for entry in dates_of(case, at, where)
        if entry.mark in LISTED and entry.first <= last and _is_ahead(entry, first, at)
    ]
    found.sort(key=_order)
    # What ends with a day of the sender's may be ahead when that day is over for the reader.
    of_day = [(max(first, entry.first), entry) for entry in found if entry.mark is not Mark.OPEN]
    days = sorted({day for day, _entry in of_day})
    return WeekAhead(
        first=first,
        last=last,
        days=tuple((day, tuple(entry for at_day, entry in of_day if at_day == day)) for day in days),
        already_open=tuple(entry for entry in found if entry.mark is Mark.OPEN),
        following=None if found else _following(phases, at, where),
        is_cut=listed.is_cut,
    )


def phases_of(topics: Collection[tuple[str, str]], *, at: datetime) -> PhaseQuerySet:
    """The phases that hold an instant of the cases that belong to any of these topics (kind and key)."""
    phases = Phase.objects.at(at)
    keys = {kind: [key for each, key in topics if each == kind] for kind in TopicKind}
    if keys[TopicKind.EVERYTHING]:
        return phases
    parts = Party.objects.filter(ultimatum=OuterRef("ultimatum"), role__in=IN_A_LEAD)
    wanted = Q(ultimatum__slug__in=keys[TopicKind.CASE])
    wanted |= Q(ultimatum__dossier__slug__in=keys[TopicKind.DOSSIER])
    wanted |= Q(Exists(parts.filter(actor__slug__in=keys[TopicKind.ACTOR])))
    for key in keys[TopicKind.FILTER]:
        fitting = narrow(Phase.objects.at(at), QueryDict(key).dict(), at=at)
        wanted |= Q(pk__in=fitting.order_by().values("pk"))
    return phases.filter(wanted)


def _is_ahead(entry: CalendarEntry, first: date, at: datetime) -> bool:
    """Whether it is not over: of what is scheduled, its last day."""
    if entry.mark is Mark.SCHEDULED:
        return (entry.last or entry.first) >= first and (entry.latest is None or entry.latest > at)
    return True


def _order(entry: CalendarEntry) -> tuple[date, bool, datetime, str]:
    """By day; hours first, then whole days; what is open already by when it ends."""
    hour = entry.earliest or entry.due.window.earliest_at
    return (entry.first, entry.earliest is None, hour, entry.case.title)


def _due(first: date, last: date) -> QuerySet[Deadline, Any]:
    start = datetime.combine(first, time.min, UTC) - MARGIN
    end = datetime.combine(last, time.max, UTC) + MARGIN
    goes_on = Q(latest_at__gte=start) | Q(latest_at__isnull=True)
    return Deadline.objects.filter(goes_on, earliest_at__lt=end).values("ultimatum")


def _scheduled(first: date, last: date) -> QuerySet[EventRow, Any]:
    """By the beginnings of dates: texts of unlike length are in another order in each database."""
    days = [first - timedelta(days=1) + timedelta(days=at) for at in range((last - first).days + 3)]
    near = Q(on__in={f"{day:%Y}" for day in days} | {f"{day:%Y-%m}" for day in days})
    for day in days:
        near |= Q(on__startswith=f"{day}")
    return EventRow.objects.filter(near).exclude(scheduled="").values("ultimatum")


def _following(phases: PhaseQuerySet, at: datetime, where: tzinfo) -> CalendarEntry | None:
    """The next date ahead (2 queries)."""
    row = phases.filter(status=Status.RUNNING, sort_at__gt=at).order_by("sort_at", "id")
    pk = row.values_list("pk", flat=True).first()
    if pk is None:
        return None
    cases = calendar_entries(Phase.objects.filter(pk=pk), at=at, limit=1, is_narrow=True).cases
    ahead = (entry for case in cases for entry in dates_of(case, at, where) if entry.mark is Mark.AHEAD)
    return min(ahead, key=lambda entry: entry.due.window.earliest_at, default=None)
