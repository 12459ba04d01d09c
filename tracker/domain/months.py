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


def lanes(spans: Sequence[Days], week: Iterable[date | None]) -> tuple[tuple[Bar, ...], ...]:
    """Bars of one week in as few rows as they need, none over another, each as far up as it goes.

    Spans are taken in their order; those that lie beside the week, or in its empty days alone, are left out.
    """
    columns = {day: column for column, day in enumerate(week) if day}
    first, last = min(columns), max(columns)
    found: list[list[Bar]] = []
    for place, (begins, ends) in enumerate(spans):
        if ends < first or begins > last:
            continue
        start, end = max(begins, first), min(ends, last)
        bar = Bar(place, columns[start], (end - start).days + 1, start == begins, end == ends)
        for lane in found:
            if all(_apart(bar, other) for other in lane):
                lane.append(bar)
                break
        else:
            found.append([bar])
    return tuple(tuple(sorted(lane, key=lambda bar: bar.column)) for lane in found)


def _apart(one: Bar, other: Bar) -> bool:
    return one.column + one.width <= other.column or other.column + other.width <= one.column


def days_between(first: date, last: date) -> Iterable[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
