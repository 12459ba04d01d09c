"""A month as a grid and as an agenda: the words of its entries, and the cells of its weeks.

A full month has two hundred entries: cells and rows of the same form share a render (templatetags/slots.py).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from tracker.domain.case import Event
from tracker.domain.dates.limits import Limit
from tracker.domain.dates.moments import When
from tracker.domain.dates.months import Bar, Month, Week, days_between, lay_out
from tracker.domain.dates.windows import Due
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, Status, urgency
from tracker.domain.vocabulary import Change
from tracker.templatetags.labels import label, names
from tracker.templatetags.local_names import in_english, local
from tracker.templatetags.pages import case_address, page_address
from tracker.templatetags.slots import Hashed, piece
from tracker.templatetags.terms import term_link
from tracker.templatetags.times import due_short, due_text, settled_text, short_date, when_text

register = template.Library()

Address = Callable[[str], str]
"""From the slug of a case to its address."""
MOST_LANES = 4
"""So many entries a day stand in the grid; the others are one press away, in the agenda."""


BESIDE = {
    "past": gettext_lazy("Passed; the outcome came later"),
    "later": gettext_lazy("Announced with the outcome or after it"),
    "scheduled": gettext_lazy("Scheduled"),
}
"""Dates that no outcome answers: of a resolved case, and of what is scheduled."""


class HasCase(Protocol):
    """What is shown of an entry's case (queries.calendar_entries); `key` changes with any of it."""

    key: str
    slug: str
    title: str
    senders: tuple[str, ...]
    targets: tuple[str, ...]
    headlines: tuple[Headline, ...]


class Dated(Protocol):
    """An entry (queries.calendar.CalendarEntry)."""

    case: HasCase
    limit: Limit | None
    due: Due
    mark: Any
    first: date
    last: date | None
    earliest: datetime | None
    latest: datetime | None
    clock: Countdown
    event: Event | None
    is_open_ended: bool

    def last_within(self, month: Month) -> date:
        """Its last day in that month."""


class Shown(Protocol):
    """A month with its entries (queries.calendar.Calendar)."""

    month: Month
    zone: str
    today: date
    entries: tuple[Any, ...]
    rows: tuple[Any, ...]
    page: int

    def page_of(self, number: int) -> int:
        """The page of the agenda on which an entry stands."""


@register.filter
def month_text(month: Month) -> str:
    """A month in full: 'July 2025'."""
    return when_text(When(f"{month.year:04}-{month.number:02}"))


def month_value(month: Month) -> str:
    """A month for a form: '2025-07'."""
    return f"{month.year:04}-{month.number:02}"


def month_address(month: Month) -> str:
    """The address of a month."""
    return reverse("calendar-month", args=[month.year, month.number])


# --- The grid -----------------------------------------------------------------------------------------------
class GridRow(NamedTuple):
    """A row of the grid: its class, or '', and its cells as HTML (components/month_cell.html)."""

    kind: str
    cells: Sequence[SafeString]


@register.simple_tag
def weekdays() -> tuple[date, ...]:
    """A Monday and the six days after it, for their names."""
    monday = date(2024, 1, 1)
    return tuple(days_between(monday, monday.replace(day=7)))


@register.simple_tag
def month_weeks(shown: Shown, query: QueryDict, as_of: str | None) -> list[list[GridRow]]:
    """The weeks of a month, each a group of rows: its days, then what lies over them."""
    spans = [
        (place, (entry.first, entry.last_within(shown.month))) for place, entry in enumerate(shown.entries)
    ]
    # What begins in this month comes before what has been going on: the calendar is there to tell of it.
    spans.sort(key=lambda span: span[1][0] < shown.month.first_day)
    places = _Places(shown, query)
    address = case_address(as_of)
    return [
        list(_week(days, lay_out(spans, days, MOST_LANES), shown, places, address))
        for days in shown.month.weeks()
    ]


class _Places:
    """Where in the agenda the day of an entry is: its page and its anchor."""

    def __init__(self, shown: Shown, query: QueryDict) -> None:
        self.shown, self.query = shown, query
        self.pages: dict[str, int] = {}
        for number, entry in enumerate(shown.entries):
            self.pages.setdefault(_anchor(entry, shown.month), shown.page_of(number))

    def address(self, anchor: str) -> str:
        """Of a day in the agenda; '' for one with nothing that begins on it."""
        page = self.pages.get(anchor)
        if page is None:
            return ""
        return f"#{anchor}" if page == self.shown.page else f"{page_address(self.query, page, 0)}#{anchor}"


def _week(
    days: tuple[date | None, ...], week: Week, shown: Shown, places: _Places, address: Address
) -> Iterator[GridRow]:
    empty = [_cell("empty" if day else "beside") for day in days]
    yield GridRow("days", [_day(day, shown, places) for day in days])
    for lane in week.lanes:
        yield GridRow("", list(_lane(lane, days, shown, address, empty)))
    if week.last or any(week.hidden):
        rest = [_more(day, hidden, shown, places) for day, hidden in zip(days, week.hidden, strict=True)]
        yield GridRow("", list(_lane(week.last, days, shown, address, rest)))
    yield GridRow("room", empty)


def _cell(form: str, fixed: Hashed = (), **values: str) -> SafeString:
    return piece("components/month_cell.html", (("form", form), *fixed), **values)


def _day(day: date | None, shown: Shown, places: _Places) -> SafeString:
    if day is None:
        return _cell("beside")
    is_today = ("is_today", day == shown.today)
    return _cell(
        "day",
        (is_today,),
        day=day.isoformat(),
        number=str(day.day),
        address=places.address(f"day-{day.day}"),
    )


def _lane(
    lane: Sequence[Bar],
    week: tuple[date | None, ...],
    shown: Shown,
    address: Address,
    beside: Sequence[SafeString],
) -> Iterator[SafeString]:
    """The cells of a row: its bars, and where there is none those of `beside`."""
    column = 0
    for bar in lane:
        yield from beside[column : bar.column]
        entry = shown.entries[bar.place]
        column = bar.column + bar.width
        yield _bar(entry, bar, " ".join(_headers(day) for day in week[bar.column : column] if day), address)
    yield from beside[column:]


def _headers(day: date) -> str:
    return f"weekday-{day.weekday()} {day.isoformat()}"


def _bar(entry: Dated, bar: Bar, headers: str, address: Address) -> SafeString:
    closes = bar.closes and not (entry.is_open_ended and entry.last is None)
    return _cell(
        "bar",
        (
            ("tone", tone(entry)),
            ("opens", bar.opens),
            ("closes", closes),
            ("width", bar.width),
            ("is_struck", entry.mark.is_struck),
            _is_english(entry),
        ),
        headers=headers,
        hour=date_format(entry.earliest, "H:i") if entry.earliest else "",
        state=state_text(entry),
        **_linked_title(entry, address),
    )


def _linked_title(entry: Dated, address: Address) -> dict[str, str]:
    """The title of its case with what stands around it, and its address.

    Of a further step it says also which, since a case may be there several times, of an event what it is.
    """
    before = after = ""
    if entry.event:
        return {"address": address(entry.case.slug), "before": "", "title": entry.event.text, "after": ""}
    if entry.limit and entry.limit.number >= 2:
        words = gettext("{title} (step {number})").replace("{number}", str(entry.limit.number))
        before, _, after = words.partition("{title}")
    title = local(entry.case.title)
    return {"address": address(entry.case.slug), "before": before, "title": title, "after": after}


def _is_english(entry: Dated) -> tuple[str, bool]:
    """Whether its title has none in the language of the page."""
    return "is_english", in_english(entry.case.title)


def _more(day: date | None, hidden: tuple[int, int] | None, shown: Shown, places: _Places) -> SafeString:
    if day is None or hidden is None:
        return _cell("empty" if day else "beside")
    count, place = hidden
    return _cell(
        "more",
        headers=_headers(day),
        address=places.address(_anchor(shown.entries[place], shown.month)),
        words=ngettext("%(count)s more", "%(count)s more", count) % {"count": count},
    )


# --- The agenda ---------------------------------------------------------------------------------------------
class ListedDay(NamedTuple):
    """A day of the agenda: its anchor, the day or None for what began before the month, its rows as HTML."""

    anchor: str
    day: date | None
    is_today: bool
    rows: list[SafeString]


@register.simple_tag
def listed_days(shown: Shown, as_of: str | None) -> list[ListedDay]:
    """The days of one page of the agenda, each with its entries (components/month_list_row.html)."""
    days: dict[str, ListedDay] = {}
    address = case_address(as_of)
    for entry in shown.rows:
        anchor = _anchor(entry, shown.month)
        if anchor not in days:
            day = None if entry.first < shown.month.first_day else entry.first
            days[anchor] = ListedDay(anchor, day, day == shown.today, [])
        days[anchor].rows.append(listed_row(entry, address))
    return list(days.values())


def _anchor(entry: Dated, month: Month) -> str:
    """The day of the agenda under which an entry stands."""
    return "before" if entry.first < month.first_day else f"day-{entry.first.day}"


@register.filter
def day_name(day: date) -> str:
    """A day with its weekday: 'Friday 8 August'."""
    return date_format(day, pgettext("format of a day of a month with its weekday", "l j F"))


def listed_row(entry: Dated, address: Address) -> SafeString:
    """An entry as a row under its day (components/month_list_row.html)."""
    headlines = _entry_text(entry)
    is_told = entry.mark.is_struck or entry.mark in BESIDE
    return piece(
        "components/month_list_row.html",
        (
            ("tone", tone(entry)),
            ("is_struck", entry.mark.is_struck),
            ("is_ended", entry.mark == "ended"),
            ("headlines", () if is_told else headlines),
            _is_english(entry),
        ),
        hour=hour_text(entry),
        senders=names(entry.case.senders),
        targets=names(entry.case.targets),
        due=_dated_text(entry),
        state=state_text(entry, term_link),
        settled=settled_text(entry.clock),
        **_linked_title(entry, address),
    )


def _dated_text(entry: Dated) -> str:
    if entry.event:
        return f"{when_text(entry.event.on)} · {entry.case.title}"
    return due_text(entry.due)


def tone(entry: Dated) -> str:
    """The class that colours it."""
    if entry.event:
        return "scheduled"
    return "gone" if entry.mark.is_struck else urgency(entry.clock).value


def hour_text(entry: Dated) -> str:
    """When, beside its day: '14:00', '12:00 – 19:00', 'day’s end', 'until 9 Aug 2025', 'no latest date'."""
    if entry.due.latest is None:
        start = f"{date_format(entry.earliest, 'H:i')}, " if entry.earliest else ""
        return start + gettext("no latest date")
    if entry.earliest is None or entry.latest is None:
        if entry.last is None or entry.last == entry.first:
            return gettext("day’s end") if entry.event is None else ""
        return gettext("until {day}").format(day=short_date(entry.last))
    start, end = date_format(entry.earliest, "H:i"), date_format(entry.latest, "H:i")
    if entry.earliest == entry.latest:
        return start
    if entry.first != entry.last:
        end = gettext("{day}, {time}").format(day=short_date(entry.latest), time=end)
    return gettext("{start} – {end}").format(start=start, end=end)


def state_text(entry: Dated, write: Callable[[StrEnum], str] = label) -> str:
    """What became of the date, in words: 'Moved to 8 Aug 2025', 'Running', 'Complied'.

    `write` writes a word of a vocabulary that says it alone.
    """
    if entry.mark == "moved":
        return _moved_to(entry.limit.due if entry.limit else None)
    if entry.mark.is_struck:
        return write(Change(entry.mark.value))
    if entry.mark == "ended":
        outcome = ", ".join(map(label, _entry_text(entry))) or label(Status.RESOLVED)
        return f"{outcome}{settled_text(entry.clock)}"
    if entry.mark in BESIDE:
        return str(BESIDE[entry.mark])
    return write({"ahead": Status.RUNNING, "open": Status.OPEN, "passed": Status.PASSED}[entry.mark])


def _moved_to(due: Due | None) -> str:
    if due is None:
        return gettext("Moved, no date given")
    sentence = gettext("Moved: {date}") if due.latest is None else gettext("Moved to {date}")
    return sentence.format(date=due_short(due))


def _entry_text(entry: Dated) -> tuple[Headline, ...]:
    """The outcomes, but for one that nobody could find."""
    return tuple(item for item in entry.case.headlines if item is not Headline.UNKNOWN)
