"""Months as a calendar on paper shows them: weeks from Monday on, and bars that lie over their days."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import groupby
from operator import and_

from tracker.domain.dates.moments import FIRST_YEAR, LAST_YEAR

Days = tuple[date, date]
"""The first and the last day of something, both included."""


class NoSuchMonth(ValueError):
    """No year has that month, or the record does not reach that year."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year the record can hold. Raises `NoSuchMonth`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise NoSuchMonth(f"there is no month {self.number}; months go from 1 to 12")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise NoSuchMonth(
                f"the year {self.year} is outside the calendar, which goes from {FIRST_YEAR} to {LAST_YEAR}"
            )

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def neighbour(self, step: int) -> "Month | None":
        """The month so many months later (negative: earlier); None outside the calendar."""
        count = self.year * 12 + self.number - 1 + step
        try:
            return Month(count // 12, count % 12 + 1)
        except NoSuchMonth:
            return None

    def weeks(self) -> tuple[tuple[date | None, ...], ...]:
        """Its weeks, Monday first; None for days of the months beside it."""
        days = calendar.Calendar(calendar.MONDAY).monthdayscalendar(self.year, self.number)
        return tuple(tuple(self.first_day.replace(day=day) if day else None for day in week) for week in days)


def month_of(day: date) -> Month:
    """The month a day is in. Raises `NoSuchMonth`."""
    return Month(day.year, day.month)


@dataclass(frozen=True, slots=True)
class Bar:
    """Something over some days of one week: which one of what was laid out, and from which column on.

    `column` counts from 0; `opens` and `closes` say whether its own first and last day are among these.
    """

    place: int
    column: int
    width: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One week laid out: its rows of bars, and for each column what found no room there.

    `hidden` holds how many, two or more, and the place of the first of them; None where all are shown.
    `last` are the bars of one more row, in the columns where otherwise a single one would be hidden: to say
    so takes as much room as to show it.
    """

    lanes: tuple[tuple[Bar, ...], ...]
    last: tuple[Bar, ...]
    hidden: tuple[tuple[int, int] | None, ...]


def lay_out(spans: Iterable[tuple[int, Days]], week: Sequence[date | None], most: int) -> Week:
    """Bars of one week in at most so many rows and a last one, none over another, each as far up as it goes.

    Spans come with their places and are taken in their order; what lies beside the week is left out. A span
    that finds no row free on all its days is shown in pieces on those on which there is one.
    """
    columns = {day: column for column, day in enumerate(week) if day}
    first, last = min(columns), max(columns)
    taken, full = [0] * most, 0
    found: list[list[Bar]] = [[] for _ in taken]
    left_over: list[list[tuple[int, Days]]] = [[] for _ in week]
    for place, days in spans:
        if days[1] < first or days[0] > last:
            continue
        column, end = columns[max(days[0], first)], columns[min(days[1], last)]
        while column <= end:
            if full >> column & 1:
                left_over[column].append((place, days))
                column += 1
                continue
            lane, width = _roomiest(taken, column, end)
            taken[lane] |= _bits(column, column + width)
            full = reduce(and_, taken)
            found[lane].append(_bar(place, days, week, column, width))
            column += width
    rows = (tuple(sorted(lane, key=lambda bar: bar.column)) for lane in found if lane)
    hidden = tuple((len(each), each[0][0]) if len(each) > 1 else None for each in left_over)
    return Week(tuple(rows), tuple(_last_row(left_over, week)), hidden)


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


def _roomiest(taken: Sequence[int], column: int, end: int) -> tuple[int, int]:
    """The first row that is free on most columns from one on, up to `end`, and on how many."""
    free = [next((at for at in range(column, end + 1) if bits >> at & 1), end + 1) - column for bits in taken]
    most = max(free)
    return free.index(most), most


def _last_row(left_over: Sequence[Sequence[tuple[int, Days]]], week: Sequence[date | None]) -> Iterator[Bar]:
    """The bars of what alone was left over in its columns; neighbours of one span are one bar."""
    alone = [each[0] if len(each) == 1 else None for each in left_over]
    column = 0
    for item, group in groupby(alone):
        width = sum(1 for _ in group)
        if item:
            yield _bar(*item, week, column, width)
        column += width


def _bar(place: int, days: Days, week: Sequence[date | None], column: int, width: int) -> Bar:
    opens, closes = week[column] == days[0], week[column + width - 1] == days[1]
    return Bar(place, column, width, opens, closes)


def days_between(first: date, last: date) -> Iterable[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
