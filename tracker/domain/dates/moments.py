"""Dates as they are known: a year, a month, a day, or an instant.

A fact is often known by its day alone. `When` keeps exactly what is known, in the ISO 8601 form of the
case format, and says when it counts from: the start of that period in UTC (product rule, 'As of').
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""Before everything: the first instant of a `datetime` that every zone can show."""
WHEN_PATTERN = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2})"
    r"(?P<clock>T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?)?",
    re.ASCII,
)
FIRST_YEAR, LAST_YEAR = 1800, 2199
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""The first parts of the names of zones that are places; others are offsets and old names."""
NOT_IANA = ("localtime", "posixrules", "Factory", "posix/", "right/")
"""What a system's folder of zones may hold beside the database: its own zone, a placeholder, copies."""

RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza",
    "Asia/Ashkhabad": "Asia/Ashgabat",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Dacca": "Asia/Dhaka",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Macao": "Asia/Macau",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Asia/Thimbu": "Asia/Thimphu",
    "Asia/Ujung_Pandang": "Asia/Makassar",
    "Asia/Ulan_Bator": "Asia/Ulaanbaatar",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "Europe/Uzhgorod": "Europe/Kyiv",
    "Europe/Zaporozhye": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Samoa": "Pacific/Pago_Pago",
    "Pacific/Truk": "Pacific/Chuuk",
}
"""Zones the IANA database has renamed, and their names of today; browsers still say the old ones."""


class NotADate(ValueError):
    """The text is not a date of the case format, or no calendar has that date."""


class NoSuchZone(ValueError):
    """The name is not in the IANA time zone database."""


class Grain(StrEnum):
    """How finely a `When` is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    INSTANT = "instant"


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; `NoSuchZone` when the database has none."""
    try:
        if not name or name.startswith(("/", ".", *NOT_IANA)):
            raise ValueError(name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NoSuchZone(f"{name!r} is not an IANA time zone, such as Europe/Kyiv") from error


def zone_today(name: str) -> str:
    """The name a zone has today."""
    return RENAMED.get(name, name)


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone of that name; UTC for one that a later release of the zone data dropped."""
    try:
        return zone(name)
    except NoSuchZone:
        return ZoneInfo("UTC")


def start_of(day: date, where: tzinfo) -> datetime:
    """The first instant of a calendar day in a zone, in UTC.

    A wall clock of 00:00 that the zone skipped is read with the offset before the jump (PEP 495, fold 0);
    a day the zone skipped as a whole (Pacific/Apia, 30 December 2011) starts where the next one does.
    """
    return datetime.combine(day, time.min, where).astimezone(UTC)


def end_of(day: date, where: tzinfo) -> datetime:
    """The instant at which a calendar day is over in a zone, in UTC: the start of the next day."""
    return start_of(day + timedelta(days=1), where)


def whole_second(at: datetime) -> datetime:
    """An instant; of a second's last one, as that by which a whole day is shown, the second's end."""
    return at + timedelta(microseconds=1) if at.microsecond == 999_999 else at


def utc_text(at: datetime) -> str:
    """An instant in UTC, to the second (RFC 3339): '2025-09-03T04:00:00Z'."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def instant_or_none(text: str | None) -> datetime | None:
    """The instant that `datetime.isoformat` wrote; None for none."""
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True)
class When:
    """A date as the case format writes it: `2025`, `2025-07`, `2025-07-14` or `2025-07-14T20:00:00Z`."""

    text: str

    def __post_init__(self) -> None:
        match = WHEN_PATTERN.fullmatch(self.text)
        if not match:
            raise NotADate(
                f"{self.text!r} is not a date; write 2025, 2025-07, 2025-07-14 or 2025-07-14T20:00:00+03:00"
            )
        if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            raise NotADate(f"{self.text!r} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
        try:
            _ = self.starts_at
        except ValueError as error:
            raise NotADate(f"{self.text!r} does not exist: {error}") from None

    @property
    def grain(self) -> Grain:
        """What is known: the year, the month, the day or the instant."""
        if "T" in self.text:
            return Grain.INSTANT
        return {4: Grain.YEAR, 7: Grain.MONTH, 10: Grain.DAY}[len(self.text)]

    @cached_property
    def starts_at(self) -> datetime:
        """The instant from which the fact counts: itself, or the start of its period in UTC."""
        if self.grain is Grain.INSTANT:
            return datetime.fromisoformat(self.text).astimezone(UTC)
        return datetime.combine(self.first_day, time.min, UTC)

    @property
    def first_day(self) -> date:
        """The first calendar day of the period; of an instant, its day as written (in its own offset)."""
        return date.fromisoformat(f"{self.text[:10]}-01-01"[:10])

    @property
    def last_day(self) -> date:
        """The last calendar day of the period; of an instant, its day as written."""
        first = self.first_day
        if self.grain is Grain.YEAR:
            return date(first.year, 12, 31)
        if self.grain is Grain.MONTH:
            return date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
        return first

    def start_in(self, where: tzinfo) -> datetime:
        """When it begins: an instant at itself, a day, month or year at the start of its first day there."""
        if self.grain is Grain.INSTANT:
            return self.starts_at
        return start_of(self.first_day, where)

    def end_in(self, where: tzinfo) -> datetime:
        """When it is over: an instant at itself, a day, month or year at the end of its last day there."""
        if self.grain is Grain.INSTANT:
            return self.starts_at
        return end_of(self.last_day, where)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=8192)
def shared_when(text: str) -> When:
    """The date of a text, one object for all who ask: thousands of cases fall due on the same days."""
    return When(text)


def begun_by(text: str, at: datetime) -> When | None:
    """The date that a text writes, if it had begun by then; None for an empty text."""
    when = When(text) if text else None
    return when if when and when.starts_at <= at else None
