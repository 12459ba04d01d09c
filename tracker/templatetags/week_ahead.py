"""The week ahead as a page lists it: days with rows like those of the calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from django import template
from django.utils.safestring import SafeString

from tracker.templatetags.emails import range_text
from tracker.templatetags.months import listed_row
from tracker.templatetags.pages import case_address

register = template.Library()
register.filter("range_to", lambda first, last: range_text(first, last, first))


class Week(Protocol):
    """What is ahead (queries.week_ahead.WeekAhead)."""

    days: Sequence[tuple[date, Sequence[Any]]]
    already_open: Sequence[Any]
    following: Any
    first: date


class WeekDay(NamedTuple):
    """A day, None for what may expire on any; whether it is that of the page; its rows as HTML."""

    day: date | None
    is_today: bool
    rows: list[SafeString]


@register.simple_tag
def week_days(week: Week, as_of: str | None) -> list[WeekDay]:
    """The days that have a date, then what is open already, then the date after the week."""
    address = case_address(as_of)
    days = [
        WeekDay(day, day == week.first, [listed_row(entry, address) for entry in entries])
        for day, entries in week.days
    ]
    if week.already_open:
        days.append(WeekDay(None, False, [listed_row(entry, address) for entry in week.already_open]))
    if week.following:
        days.append(WeekDay(week.following.first, False, [listed_row(week.following, address)]))
    return days
