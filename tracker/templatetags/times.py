"""Time in words: spans, drifts, windows in the sender's zone, dates as finely as they are known.

Every sentence is one message with named places, so a translator can turn it around.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from django import template
from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django.utils.translation import gettext_lazy as _

from tracker.domain.dates.distances import Distance
from tracker.domain.dates.fuses import Tick, TickUnit
from tracker.domain.dates.moments import Grain, When, zone, zone_today
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.status.standing import Countdown, CountdownKind, urgency

register = template.Library()

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DAYS_STAY_DAYS = 1000
DAYS_OF_A_YEAR = 365.2425
PLACE = "{span}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


# --- Spans --------------------------------------------------------------------------------------------------
class SpanUnit(StrEnum):
    """What a length of time is told in."""

    YEAR = "year"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


@register.filter
def span_text(span: timedelta) -> str:
    """A length of time by its largest whole unit: '40 days', '47 hours', '5 minutes', '2.7 years'.

    Days from two days on, years from a thousand days on; always rounded down, so nothing is promised that
    is not left. The clocks in the browser follow the same rule (static/tracker/js/clocks.js, `worded`).
    """
    count, unit = whole_units(span)
    if unit is SpanUnit.YEAR:
        return _years(count)
    if unit is SpanUnit.DAY:
        return _days(count)
    if unit is SpanUnit.HOUR:
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    if unit is SpanUnit.MINUTE:
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}


def whole_units(span: timedelta) -> tuple[int, SpanUnit]:
    """All that the words of a length of time depend on: of what unit, and how many; of years, the days."""
    span = abs(span)
    if span >= 2 * DAY:
        return span.days, SpanUnit.YEAR if span.days >= DAYS_STAY_DAYS else SpanUnit.DAY
    seconds = span.days * 86_400 + span.seconds
    if seconds >= 3600:
        return seconds // 3600, SpanUnit.HOUR
    return (seconds // 60, SpanUnit.MINUTE) if seconds >= 60 else (seconds, SpanUnit.SECOND)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _years(days: int) -> str:
    years = days / DAYS_OF_A_YEAR
    if years >= 10:
        return ngettext("%(count)s year", "%(count)s years", int(years)) % {"count": int(years)}
    tenths = int(years * 10) / 10
    return npgettext("a fraction of years", "%(count)s years", "%(count)s years", int(tenths)) % {
        "count": number_format(tenths, 1)
    }


@register.filter
def seconds_text(seconds: float) -> str:
    """A number of seconds as a span: '4 seconds', '2 minutes'."""
    return span_text(timedelta(seconds=max(0.0, seconds)))


def distance_text(apart: Distance) -> str:
    """How far two dates lie apart, no more finely than they are known: '8 days', '3 hours', '2 months'.

    A day is a day here, also where it is the only one: these are dates, not clocks.
    """
    count = abs(apart.count)
    if apart.grain is Grain.YEAR:
        return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}
    if apart.grain is Grain.MONTH:
        return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}
    if apart.grain is Grain.DAY or DAY <= abs(apart.span) < 2 * DAY:
        days = abs(apart.span).days
        return _years(days) if days >= DAYS_STAY_DAYS else _days(days)
    return span_text(apart.span)


@register.filter
def drift_text(drift: Distance | None) -> str:
    """How far a change moved a date: '25 days earlier', '3 hours later', 'the same date'; '' for None."""
    if drift is None:
        return ""
    if not drift:
        return gettext("the same date")
    is_earlier = drift.span < timedelta(0)
    sentence = gettext("{span} earlier") if is_earlier else gettext("{span} later")
    return sentence.replace(PLACE, distance_text(drift))


class Announced(Protocol):
    """An announcement of a case (queries.case.DeadlineLine)."""

    @property
    def drift(self) -> Distance | None:
        """How far it moved the latest date."""

    @property
    def is_move(self) -> bool:
        """Whether it changed the window in force."""


@register.filter
def moved_text(line: Announced) -> str:
    """What an announcement did to the date: '25 days earlier', or why that is no move."""
    if line.is_move and line.drift is not None and not line.drift:
        return gettext("the same latest date")
    text = drift_text(line.drift)
    if line.drift and not line.is_move:
        return gettext("{drift}, within the window before").format(drift=text)
    return text


# --- Countdowns ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CountdownWords:
    """A countdown in words: `before`, `figure` and `after` are the parts of `sentence`; `figure` ticks.

    `direction` is 'down', 'up' or '' (nothing ticks); `tone` a class of the style sheet.
    """

    sentence: str
    before: str
    figure: str
    after: str
    tone: str
    direction: str = ""


@register.simple_tag
def countdown_words(countdown: Countdown, outcome: str = "") -> CountdownWords:
    """An honest countdown in words; `outcome` is the label of the headline of a resolved case."""
    tone = urgency(countdown).value
    if countdown.kind is CountdownKind.RESOLVED:
        figure, after = outcome or gettext("Resolved"), settled_text(countdown)
        return CountdownWords(f"{figure}{after}", "", figure, after, tone)
    if countdown.kind is CountdownKind.INSIDE and countdown.span is None:
        figure, after = gettext("window open"), gettext("no latest date")
        return CountdownWords(gettext("window open, no latest date"), "", figure, after, tone)
    if countdown.span is None:
        sentence = _without_clock(countdown.kind)
        return CountdownWords(sentence, "", sentence, "", tone)
    if countdown.kind is CountdownKind.BEFORE:
        sentence, direction = gettext("{span} left"), "down"
    elif countdown.kind is CountdownKind.INSIDE:
        sentence, direction = gettext("window open, at the latest in {span}"), "down"
    else:
        sentence, direction = gettext("passed {span} ago, outcome open"), "up"
    figure = clock_text(countdown)
    before, _dash, after = (part.strip() for part in sentence.partition(PLACE))
    return CountdownWords(sentence.replace(PLACE, figure), before, figure, after, tone, direction)


def _without_clock(kind: CountdownKind) -> str:
    if kind is CountdownKind.SUSPENDED:
        return pgettext("countdown", "suspended")
    if kind is CountdownKind.WITHDRAWN:
        return pgettext("countdown", "withdrawn")
    return gettext("no date given")


@register.filter(name="settled")
def settled_text(countdown: Countdown) -> str:
    """How long before or after the deadline the outcome came, with a leading comma; '' when nobody knows."""
    if countdown.span is None:
        return ""
    if not countdown.span:
        return _on_the_deadline(countdown.grain)
    sentence = (
        gettext(", {span} before the deadline") if countdown.early else gettext(", {span} after the deadline")
    )
    return sentence.replace(PLACE, distance_text(countdown.distance))


@register.filter(name="late_text")
def late_text(late: Distance) -> str:
    """How late a target complied, with a leading comma."""
    return gettext(", {span} late").replace(PLACE, distance_text(late))


def _on_the_deadline(grain: Grain) -> str:
    if grain is Grain.YEAR:
        return gettext(", in the year of the deadline")
    return gettext(", in the month of the deadline") if grain is Grain.MONTH else gettext(", on the deadline")


@dataclass(frozen=True, slots=True)
class FacePart:
    """One number of a clock's face: '09' and 'hours'."""

    unit: str
    number: str
    name: str


def clock_text(countdown: Countdown) -> str:
    """The figure of a clock: its largest whole unit; of a date given as a day never seconds."""
    if countdown.span is None:
        raise ValueError(f"{countdown.kind} counts nothing")
    return span_text(max(countdown.span, MINUTE) if countdown.grain is Grain.DAY else countdown.span)


@register.filter
def face(countdown: Countdown) -> tuple[FacePart, ...]:
    """A countdown as the numbers of a clock: days, hours and minutes; of a date given as a day one of them.

    Seconds are added by the browser where an instant is less than two days away (js/clocks.js).
    """
    span = countdown.span or timedelta(0)
    if countdown.grain is Grain.DAY:
        number, _space, name = clock_text(countdown).partition(" ")
        return (FacePart("largest", number, name),)
    hours, minutes = span.seconds // 3600, span.seconds // 60 % 60
    return (
        FacePart("days", str(span.days), ngettext("day", "days", span.days)),
        FacePart("hours", f"{hours:02}", ngettext("hour", "hours", hours)),
        FacePart("minutes", f"{minutes:02}", ngettext("minute", "minutes", minutes)),
    )


# --- Dates --------------------------------------------------------------------------------------------------
def long_date(day: date) -> str:
    """A day in full: '2 September 2025'."""
    return date_format(day, pgettext("format of a day, as in Django's date filter", "j F Y"))


def short_date(day: date) -> str:
    """A day in short: '2 Sep 2025'."""
    return date_format(day, pgettext("format of a short day", "j M Y"))


@register.filter
def day_ahead(day: date, at: datetime) -> str:
    """A day to come, with its year where that could be doubted: '31 December', '1 July 2027'."""
    if timedelta(0) <= day - at.astimezone(UTC).date() < timedelta(days=300):
        return date_format(day, pgettext("format of a day without its year", "j F"))
    return long_date(day)


@register.filter
def day_of_year(instant: datetime) -> str:
    """The day of an instant in UTC without its year: '24 July'."""
    return date_format(instant.astimezone(UTC).date(), pgettext("format of a day without its year", "j F"))


@register.filter
def when_text(when: When | date | None) -> str:
    """A date as finely as it is known: '2025', 'July 2025', '14 July 2025', '14 July 2025, 20:00 (UTC+3)'."""
    if when is None:
        return ""
    if not isinstance(when, When):
        return long_date(when)
    if when.grain is Grain.YEAR:
        return str(when.first_day.year)
    if when.grain is Grain.MONTH:
        return date_format(when.first_day, pgettext("format of a month", "F Y"))
    if when.grain is Grain.DAY:
        return long_date(when.first_day)
    written = datetime.fromisoformat(when.text)
    return gettext("{day}, {time} ({offset})").format(
        day=long_date(written), time=date_format(written, "H:i"), offset=offset_text(written)
    )


@register.filter
def when_short(when: When | date | None) -> str:
    """As `when_text`, in short and without an hour: '2025', 'Jul 2025', '14 Jul 2025'."""
    if when is None:
        return ""
    if not isinstance(when, When):
        return short_date(when)
    if when.grain is Grain.YEAR:
        return str(when.first_day.year)
    if when.grain is Grain.MONTH:
        return date_format(when.first_day, pgettext("format of a short month", "M Y"))
    return short_date(when.first_day)


@register.filter
def when_iso(when: When) -> str:
    """A date for the `datetime` attribute of a time element."""
    return when.text


@register.filter
def instant_iso(instant: datetime) -> str:
    """An instant for the `datetime` attribute, in UTC: '2025-09-03T04:00Z', or with its seconds."""
    written = instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    return f"{written.removesuffix(':00')}Z"


@register.filter
def instant_text(instant: datetime) -> str:
    """An instant in UTC: '24 July 2025, 13:05 UTC'."""
    at = instant.astimezone(UTC)
    return gettext("{day}, {time} UTC").format(day=long_date(at), time=date_format(at, "H:i"))


@register.filter
def date_text(instant: datetime) -> str:
    """The day of an instant in UTC: '24 July 2025'."""
    return long_date(instant.astimezone(UTC))


@register.filter
def date_short(instant: datetime) -> str:
    """The day of an instant in UTC, in short: '24 Jul 2025'."""
    return short_date(instant.astimezone(UTC))


@register.filter
def as_of_text(instant: datetime) -> str:
    """The instant of an as-of page: the end of a day in UTC as that day, any other with its hour."""
    return long_date(_day_ended(instant)) if _is_end_of_day(instant) else instant_text(instant)


@register.filter
def as_of_day(instant: datetime) -> str:
    """The day to begin with in a field that asks for one: '2025-07-24'."""
    return _day_ended(instant).date().isoformat()


def _is_end_of_day(instant: datetime) -> bool:
    """Whether an instant is the last of its day in UTC, or the first of the next."""
    return _day_ended(instant).date() != (instant.astimezone(UTC) + timedelta(seconds=1)).date()


def _day_ended(instant: datetime) -> datetime:
    return instant.astimezone(UTC) - timedelta(microseconds=1)


def offset_text(instant: datetime) -> str:
    """The offset of an aware instant: 'UTC', 'UTC−4', 'UTC+5:30'."""
    offset = instant.utcoffset() or timedelta(0)
    if not offset:
        return "UTC"
    sign = "−" if offset < timedelta(0) else "+"
    hours, seconds = divmod(int(abs(offset).total_seconds()), 3600)
    minutes = f":{seconds // 60:02}" if seconds >= 60 else ""
    return f"UTC{sign}{hours}{minutes}"


SEATS = {
    "Africa/Lagos": _("Abuja"),
    "America/New_York": _("Washington"),
    "America/Sao_Paulo": _("Brasília"),
    "America/Toronto": _("Ottawa"),
    "Asia/Karachi": _("Islamabad"),
    "Asia/Kolkata": _("New Delhi"),
    "Asia/Shanghai": _("Beijing"),
    "Australia/Sydney": _("Canberra"),
    "Europe/Istanbul": _("Ankara"),
}
"""Seats of government that share the clock of the larger city their zone is named for."""
CITIES = {
    "Africa/Addis_Ababa": _("Addis Ababa"),
    "Africa/Cairo": _("Cairo"),
    "Africa/Johannesburg": _("Johannesburg"),
    "Africa/Niamey": _("Niamey"),
    "Africa/Tripoli": _("Tripoli"),
    "America/Caracas": _("Caracas"),
    "America/Havana": _("Havana"),
    "America/Mexico_City": _("Mexico City"),
    "America/New_York": _("New York"),
    "Asia/Baghdad": _("Baghdad"),
    "Asia/Bahrain": _("Bahrain"),
    "Asia/Beirut": _("Beirut"),
    "Asia/Damascus": _("Damascus"),
    "Asia/Dubai": _("Dubai"),
    "Asia/Jerusalem": _("Jerusalem"),
    "Asia/Kabul": _("Kabul"),
    "Asia/Kuwait": _("Kuwait"),
    "Asia/Pyongyang": _("Pyongyang"),
    "Asia/Qatar": _("Qatar"),
    "Asia/Riyadh": _("Riyadh"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Tehran": _("Tehran"),
    "Asia/Tokyo": _("Tokyo"),
    "Europe/Amsterdam": _("Amsterdam"),
    "Europe/Athens": _("Athens"),
    "Europe/Belgrade": _("Belgrade"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Brussels": _("Brussels"),
    "Europe/Copenhagen": _("Copenhagen"),
    "Europe/Helsinki": _("Helsinki"),
    "Europe/Kyiv": _("Kyiv"),
    "Europe/London": _("London"),
    "Europe/Madrid": _("Madrid"),
    "Europe/Moscow": _("Moscow"),
    "Europe/Oslo": _("Oslo"),
    "Europe/Paris": _("Paris"),
    "Europe/Rome": _("Rome"),
    "Europe/Stockholm": _("Stockholm"),
    "Europe/Vienna": _("Vienna"),
    "Europe/Vilnius": _("Vilnius"),
    "Europe/Warsaw": _("Warsaw"),
}
"""Zones whose own city is the place, and has a name in other languages."""


def place_name(zone_name: str) -> str:
    """The place a zone is read in: the seat of government ('Washington'), else its city."""
    zone_name = zone_today(zone_name)
    return str(SEATS[zone_name]) if zone_name in SEATS else city_name(zone_name)


def city_name(zone_name: str) -> str:
    """The city a zone is named for: 'New York'."""
    named = CITIES.get(zone_name) or cities(get_language() or "").get(zone_name)
    return str(named or zone_name.rsplit("/", 1)[-1].replace("_", " "))


@cache
def cities(language: str) -> Mapping[str, str]:
    """What a language calls the cities of zones (Unicode CLDR); none where it has no list (tools.cities)."""
    for folder in settings.LOCALE_PATHS:
        file = Path(folder) / Path(language).name / "cities.json"
        if language and file.is_file():
            return MappingProxyType(json.loads(file.read_text(encoding="utf-8")))
    return MappingProxyType({})


# --- Windows ------------------------------------------------------------------------------------------------
@register.filter
def due_text(due: Due | None) -> str:
    """A time limit in full: 'the end of 2 September 2025 in Washington (UTC−4), zone assumed'."""
    return _due_text(due, get_language()) if due else gettext("no date given")


@register.filter
def due_place(due: Due) -> str:
    """The place whose days and hours a time limit means: 'Washington'."""
    return city_name(due.timezone) if due.in_city else place_name(due.timezone)


@lru_cache(maxsize=4096)
def _due_text(due: Due, _language: str | None) -> str:
    place = due_place(due)
    offset = offset_text(due.window.earliest_at.astimezone(zone(due.timezone)))
    sentence = gettext("{when} in {place}") if place == offset else gettext("{when} in {place} ({offset})")
    text = sentence.format(when=_bounds_text(due), place=place, offset=offset)
    return gettext("{when}, zone assumed").format(when=text) if due.timezone_assumed else text


def _bounds_text(due: Due) -> str:
    earliest = _bound_text(due.earliest, due.timezone)
    if due.latest is None:
        return gettext("{earliest} at the earliest, with no latest date,").format(earliest=earliest)
    if due.precision is Precision.MONTH:
        month = date_format(due.earliest.first_day, pgettext("format of a month", "F Y"))
        return gettext("some time in {month}").format(month=month)
    if due.earliest.starts_at == due.latest.starts_at:
        return earliest
    latest = _bound_text(due.latest, due.timezone)
    return gettext("between {earliest} and {latest}").format(earliest=earliest, latest=latest)


def _bound_text(bound: When, zone_name: str) -> str:
    if bound.grain is Grain.DAY:
        return gettext("the end of {day}").format(day=long_date(bound.first_day))
    local = bound.starts_at.astimezone(zone(zone_name))
    return gettext("{time} on {day}").format(time=date_format(local, "H:i"), day=long_date(local))


@register.filter
def due_short(due: Due | None) -> str:
    """A time limit in short: '2 Sep 2025', '7–9 Aug 2025', '15 Jan 2026, 12:00–18:00', 'from 1 Mar 2026'."""
    if due is None:
        return gettext("no date")
    first, last = local_day(due.earliest, due), local_day(due.latest or due.earliest, due)
    if due.latest is None:
        return gettext("from {day}").format(day=short_date(first))
    if due.precision is Precision.MONTH:
        return date_format(first, pgettext("format of a short month", "M Y"))
    if (first.year, first.month, first.day) != (last.year, last.month, last.day):
        return _short_range(first, last)
    if due.earliest.grain is Grain.INSTANT and due.latest.grain is Grain.INSTANT:
        hours = dict.fromkeys(date_format(hour, "H:i") for hour in (first, last))
        return gettext("{day}, {time}").format(day=short_date(first), time="–".join(hours))
    return short_date(first)


def _short_range(first: date, last: date) -> str:
    same_month = (first.year, first.month) == (last.year, last.month)
    if same_month:
        start = str(first.day)
    elif first.year == last.year:
        start = date_format(first, pgettext("format of a short day without its year", "j M"))
    else:
        start = short_date(first)
    sentence = gettext("{start}–{end}") if same_month else gettext("{start} – {end}")
    start, end = (text.replace(" ", NO_BREAK_SPACE) for text in (start, short_date(last)))
    return sentence.format(start=start, end=end)


def local_day(bound: When, due: Due) -> date:
    """The day of a bound on the sender's calendar; of an instant, with its hour there."""
    if bound.grain is Grain.INSTANT:
        return bound.starts_at.astimezone(zone(due.timezone))
    return bound.first_day


# --- Axes ---------------------------------------------------------------------------------------------------
@register.filter
def tick_text(tick: Tick) -> str:
    """A tick's label: '06:00', '12 Aug', 'Sep' (of January the year), '1950'; 'Sep 2025' with its year."""
    if tick.unit is TickUnit.HOUR:
        return date_format(tick.at, "H:i") if tick.at.hour else date_format(tick.at, "j M")
    if tick.unit is TickUnit.DAY:
        if tick.with_year:
            return short_date(tick.at)
        return date_format(tick.at, pgettext("format of a short day without its year", "j M"))
    if tick.unit is TickUnit.MONTH and tick.at.month != 1:
        return when_short(When(f"{tick.at:%Y-%m}")) if tick.with_year else date_format(tick.at, "M")
    return str(tick.at.year)


@register.filter
def count_text(number: int) -> str:
    """A small number in words, with a capital: 'Five'; from thirteen on in figures."""
    words = (
        pgettext("number of deadlines", "No"),
        pgettext("number of deadlines", "One"),
        pgettext("number of deadlines", "Two"),
        pgettext("number of deadlines", "Three"),
        pgettext("number of deadlines", "Four"),
        pgettext("number of deadlines", "Five"),
        pgettext("number of deadlines", "Six"),
        pgettext("number of deadlines", "Seven"),
        pgettext("number of deadlines", "Eight"),
        pgettext("number of deadlines", "Nine"),
        pgettext("number of deadlines", "Ten"),
        pgettext("number of deadlines", "Eleven"),
        pgettext("number of deadlines", "Twelve"),
    )
    return words[number] if number < len(words) else number_format(number)
