"""A month as a grid and as an agenda: the words of its entries, and the cells of its weeks.

Written here and not in a template because a full month has two hundred entries: a template of as many tags
takes most of the page's time.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.loader import get_template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext

from tracker.domain.dates.limits import Limit
from tracker.domain.dates.moments import When
from tracker.domain.dates.months import Bar, Month, Week, days_between, lay_out
from tracker.domain.dates.windows import Due
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, Status, urgency
from tracker.domain.vocabulary import Change
from tracker.templatetags.labels import label
from tracker.templatetags.pages import in_english, page_address
from tracker.templatetags.times import due_short, due_text, settled_text, short_date, when_text

register = template.Library()

CACHE_SIZE = 4096
MOST_LANES = 4
"""So many entries a day stand in the grid; the others are one press away, in the agenda."""


BESIDE = {
    "past": gettext_lazy("Passed; the outcome came later"),
    "later": gettext_lazy("Announced with the outcome or after it"),
}
"""Dates of a resolved case that its outcome does not answer."""


class HasCase(Protocol):
    """What is shown of an entry's case (queries.calendar_entries); `key` changes with any of it."""

    key: str
    slug: str
    title: str
    senders: tuple[str, ...]
    targets: tuple[str, ...]
    headlines: tuple[Headline, ...]


class Dated(Protocol):
    """An entry (queries.calendar.Entry)."""

    case: HasCase
    limit: Limit
    due: Due
    mark: Any
    first: date
    last: date | None
    earliest: datetime | None
    latest: datetime | None
    clock: Countdown
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


@register.filter
def month_value(month: Month) -> str:
    """A month for a form: '2025-07'."""
    return f"{month.year:04}-{month.number:02}"


@register.filter
def month_address(month: Month) -> str:
    """The address of a month."""
    return reverse("calendar-month", args=[month.year, month.number])


# --- The grid -----------------------------------------------------------------------------------------------
@register.simple_tag
def month_head() -> SafeString:
    """The names of the days of the week, Monday first."""
    monday = date(2024, 1, 1)
    cells = (
        f'<th scope="col" id="weekday-{day.weekday()}"><abbr title="{escape(date_format(day, "l"))}">'
        f"{escape(date_format(day, 'D'))}</abbr></th>"
        for day in days_between(monday, monday.replace(day=7))
    )
    return mark_safe(f"<tr>{''.join(cells)}</tr>")  # noqa: S308 -- names of days, escaped


@register.simple_tag
def month_weeks(shown: Shown, query: QueryDict, as_of: str | None) -> SafeString:
    """The weeks of a month, each a group of rows: its days, then what lies over them."""
    spans = [
        (place, (entry.first, entry.last_within(shown.month))) for place, entry in enumerate(shown.entries)
    ]
    # What begins in this month comes before what has been going on: the calendar is there to tell of it.
    spans.sort(key=lambda span: span[1][0] < shown.month.first_day)
    places = _Places(shown, query)
    suffix = _suffix(as_of)
    weeks = ((week, lay_out(spans, week, MOST_LANES)) for week in shown.month.weeks())
    parts = ("".join(_week(days, laid_out, shown, places, suffix)) for days, laid_out in weeks)
    return mark_safe("".join(f"<tbody>{part}</tbody>" for part in parts))  # noqa: S308 -- escaped where written


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
    days: tuple[date | None, ...], week: Week, shown: Shown, places: _Places, suffix: str
) -> Iterator[str]:
    yield f'<tr class="days">{"".join(_day(day, shown, places) for day in days)}</tr>'
    for lane in week.lanes:
        yield f"<tr>{''.join(_lane(lane, days, shown, suffix, list(map(_empty, days))))}</tr>"
    if week.last or any(week.hidden):
        rest = [_more(day, hidden, shown, places) for day, hidden in zip(days, week.hidden, strict=True)]
        yield f"<tr>{''.join(_lane(week.last, days, shown, suffix, rest))}</tr>"
    yield f'<tr class="room">{"".join(map(_empty, days))}</tr>'


def _day(day: date | None, shown: Shown, places: _Places) -> str:
    if day is None:
        return '<td class="beside"></td>'
    number = f'<time datetime="{day.isoformat()}">{day.day}</time>'
    if address := places.address(f"day-{day.day}"):
        number = f'<a href="{escape(address)}">{number}</a>'
    today = ' class="today" aria-current="date"' if day == shown.today else ""
    return f'<th scope="col" id="{day.isoformat()}"{today}>{number}</th>'


def _empty(day: date | None) -> str:
    return "<td></td>" if day else '<td class="beside"></td>'


def _lane(
    lane: Sequence[Bar], week: tuple[date | None, ...], shown: Shown, suffix: str, beside: Sequence[str]
) -> Iterator[str]:
    """The cells of a row: its bars, and where there is none those of `beside`."""
    column = 0
    for bar in lane:
        yield from beside[column : bar.column]
        entry = shown.entries[bar.place]
        column = bar.column + bar.width
        ids = " ".join(
            f"weekday-{day.weekday()} {day.isoformat()}" for day in week[bar.column : column] if day
        )
        wide = f' colspan="{bar.width}"' if bar.width > 1 else ""
        link = _cached(_bars, _bar, entry, suffix, shown.zone)
        yield f'<td class="{_bar_classes(entry, bar)}" headers="{ids}"{wide}>{link}</td>'
    yield from beside[column:]


def _bar_classes(entry: Dated, bar: Bar) -> str:
    words = ["bar", tone(entry)]
    words += ["opens"] if bar.opens else []
    words += ["closes"] if bar.closes and not (entry.is_open_ended and entry.last is None) else []
    return " ".join(words)


_Piece = tuple[object, ...]
_rows: dict[_Piece, str] = {}
_bars: dict[_Piece, str] = {}


def _cached(
    pieces: dict[_Piece, str], make: Callable[[Dated, str], str], entry: Dated, suffix: str, zone: str
) -> str:
    """A piece, again and again while it shows the same; when they are too many, all are made anew."""
    if settings.DEBUG:
        return make(entry, suffix)
    shown = (entry.due, entry.mark, entry.first, tone(entry))
    key = (entry.case.key, entry.limit.id, shown, zone, suffix, get_language())
    found = pieces.get(key)
    if found is None:
        if len(pieces) >= CACHE_SIZE:
            pieces.clear()
        found = pieces[key] = make(entry, suffix)
    return found


def _bar(entry: Dated, suffix: str) -> str:
    title = _title(entry)
    title = f"<s>{title}</s>" if entry.mark.is_struck else title
    hour = f"<b>{date_format(entry.earliest, 'H:i')}</b> " if entry.earliest else ""
    told = escape(state_text(entry))
    address = escape(f"{reverse('case', args=[entry.case.slug])}{suffix}")
    return f'<a href="{address}">{hour}{title}<span class="visually-hidden">, {told}</span></a>'


def _title(entry: Dated) -> str:
    """The title of its case; of a further step also which, since a case may be there several times."""
    title = f"<span{in_english()}>{escape(entry.case.title)}</span>"
    if entry.limit.number < 2:
        return title
    return escape(gettext("{title} (step {number})")).format(title=title, number=entry.limit.number)


def _more(day: date | None, hidden: tuple[int, int] | None, shown: Shown, places: _Places) -> str:
    if day is None or hidden is None:
        return _empty(day)
    count, place = hidden
    words = ngettext("%(count)s more", "%(count)s more", count) % {"count": count}
    address = places.address(_anchor(shown.entries[place], shown.month))
    ids = f"weekday-{day.weekday()} {day.isoformat()}"
    return f'<td class="more" headers="{ids}"><a href="{escape(address)}">{escape(words)}</a></td>'


# --- The agenda ---------------------------------------------------------------------------------------------
@register.simple_tag
def listed_days(shown: Shown, as_of: str | None) -> SafeString:
    """The days of one page of the agenda, each with its entries."""
    days: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    suffix = _suffix(as_of)
    for entry in shown.rows:
        anchor = _anchor(entry, shown.month)
        if anchor not in days:
            days[anchor] = []
            names[anchor] = _day_name(entry, shown)
        days[anchor].append(_cached(_rows, _row, entry, suffix, shown.zone))
    return mark_safe(  # noqa: S308 -- escaped where written
        "".join(
            f'<section class="day" id="{anchor}" aria-labelledby="{anchor}-name">'
            f'<h3 id="{anchor}-name">{names[anchor]}</h3><ul>{"".join(rows)}</ul></section>'
            for anchor, rows in days.items()
        )
    )


def _anchor(entry: Dated, month: Month) -> str:
    """The day of the agenda under which an entry stands."""
    return "before" if entry.first < month.first_day else f"day-{entry.first.day}"


def _day_name(entry: Dated, shown: Shown) -> str:
    if entry.first < shown.month.first_day:
        return escape(gettext("Since before this month"))
    day = date_format(entry.first, pgettext("format of a day of a month with its weekday", "l j F"))
    today = f' <span class="tag">{escape(gettext("today"))}</span>' if entry.first == shown.today else ""
    return f'<time datetime="{entry.first.isoformat()}">{escape(day)}</time>{today}'


def _row(entry: Dated, suffix: str) -> str:
    case = entry.case
    due = escape(due_text(entry.due))
    if entry.mark.is_struck:
        due = f"<s>{due}</s>"
    address = escape(f"{reverse('case', args=[case.slug])}{suffix}")
    return (
        f'<li class="date {tone(entry)}"><p class="hour">{escape(hour_text(entry))}</p>'
        f'<div class="what">{_parties(case.senders, case.targets, get_language())}'
        f'<h4><a href="{address}">{_title(entry)}</a></h4><p class="meta">{due}</p></div>'
        f'<p class="state">{_state(entry)}</p></li>'
    )


def _state(entry: Dated) -> str:
    headlines = _entry_text(entry)
    if entry.mark.is_struck or entry.mark in BESIDE or not headlines:
        return escape(state_text(entry))
    outcome = _outcome(headlines, get_language())
    if entry.mark == "ended":
        return f'{outcome}<span class="muted">{escape(settled_text(entry.clock))}</span>'
    return f"{escape(state_text(entry))}<br>{outcome}"


def tone(entry: Dated) -> str:
    """The class that colours it."""
    return "gone" if entry.mark.is_struck else urgency(entry.clock).value


def hour_text(entry: Dated) -> str:
    """When, beside its day: '14:00', '12:00 – 19:00', 'day’s end', 'until 9 Aug 2025', 'no latest date'."""
    if entry.due.latest is None:
        start = f"{date_format(entry.earliest, 'H:i')}, " if entry.earliest else ""
        return f"{start}{gettext('no latest date')}"
    if entry.earliest is None or entry.latest is None:
        if entry.last is None or entry.last == entry.first:
            return gettext("day’s end")
        return gettext("until {day}").format(day=short_date(entry.last))
    start, end = date_format(entry.earliest, "H:i"), date_format(entry.latest, "H:i")
    if entry.earliest == entry.latest:
        return start
    if entry.first != entry.last:
        end = gettext("{day}, {time}").format(day=short_date(entry.latest), time=end)
    return gettext("{start} – {end}").format(start=start, end=end)


def state_text(entry: Dated) -> str:
    """What became of the date, in words: 'Moved to 8 Aug 2025', 'Running', 'Complied'."""
    if entry.mark == "moved":
        return _moved_to(entry.limit.due)
    if entry.mark.is_struck:
        return label(Change(entry.mark.value))
    if entry.mark == "ended":
        outcome = ", ".join(map(label, _entry_text(entry))) or label(Status.RESOLVED)
        return f"{outcome}{settled_text(entry.clock)}"
    if entry.mark in BESIDE:
        return str(BESIDE[entry.mark])
    return label({"ahead": Status.RUNNING, "open": Status.OPEN, "passed": Status.PASSED}[entry.mark])


def _moved_to(due: Due | None) -> str:
    if due is None:
        return gettext("Moved, no date given")
    sentence = gettext("Moved: {date}") if due.latest is None else gettext("Moved to {date}")
    return sentence.format(date=due_short(due))


def _entry_text(entry: Dated) -> tuple[Headline, ...]:
    """The outcomes, but for one that nobody could find."""
    return tuple(item for item in entry.case.headlines if item is not Headline.UNKNOWN)


@lru_cache(maxsize=256)
def _outcome(headlines: tuple[Headline, ...], _language: str | None) -> str:
    context = {"headlines": headlines, "countdown": None}
    return get_template("components/outcome.html").render(context).strip()


@lru_cache(maxsize=4096)
def _parties(senders: tuple[str, ...], targets: tuple[str, ...], _language: str | None) -> str:
    return get_template("components/parties.html").render({"senders": senders, "targets": targets})


def _suffix(as_of: str | None) -> str:
    return f"?{urlencode({'as_of': as_of}).replace('%3A', ':')}" if as_of else ""
