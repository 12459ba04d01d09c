"""Months as a calendar on paper shows them: weeks from Monday on, and bars that lie over their days."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.moments import FIRST_YEAR, LAST_YEAR

DAYS_OF_A_WEEK = 7
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

    `hidden` holds how many, and the place of the first of them; None where all are shown.
    """

    lanes: tuple[tuple[Bar, ...], ...]
    hidden: tuple[tuple[int, int] | None, ...]


def lay_out(spans: Iterable[tuple[int, Days]], week: Sequence[date | None], most: int) -> Week:
    """Bars of one week in at most so many rows, none over another, each as far up as it goes.

    Spans come with their places and are taken in their order; what lies beside the week is left out.
    """
    columns = {day: column for column, day in enumerate(week) if day}
    first, last = min(columns), max(columns)
    taken = [0] * most
    found: list[list[Bar]] = [[] for _ in taken]
    hidden: list[tuple[int, int] | None] = [None] * len(week)
    for place, (begins, ends) in spans:
        if ends < first or begins > last:
            continue
        start, end = columns[max(begins, first)], columns[min(ends, last)]
        needed = (1 << (end + 1)) - (1 << start)
        lane = next((lane for lane, columns_taken in enumerate(taken) if not columns_taken & needed), None)
        if lane is None:
            for column in range(start, end + 1):
                count, foremost = hidden[column] or (0, place)
                hidden[column] = (count + 1, foremost)
            continue
        taken[lane] |= needed
        found[lane].append(Bar(place, start, end - start + 1, begins >= first, ends <= last))
    rows = (tuple(sorted(lane, key=lambda bar: bar.column)) for lane in found if lane)
    return Week(tuple(rows), tuple(hidden))


def days_between(first: date, last: date) -> Iterable[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
