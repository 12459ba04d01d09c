"""Working days and public holidays of the country whose clocks a zone keeps.

The countries of zones are those of the IANA database (zone.tab), the holidays those of the package
`holidays`, which takes time to load and is asked for by few words, so it is imported where it is needed.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tracker.domain.parsing.result import Unreadable

if TYPE_CHECKING:
    from holidays import HolidayBase

MOST_WORKDAYS = 1000


def country_of(zone_name: str) -> str:
    """The country (ISO 3166, two letters) of a zone; empty for one that belongs to none."""
    return _countries().get(zone_name, "")


def workdays_after(start: date, count: int, zone_name: str) -> date:
    """The day on which so many working days behind `start` are over; `Unreadable` where nobody knows."""
    if count > MOST_WORKDAYS:
        raise Unreadable(f"{count} working days are more than are counted ({MOST_WORKDAYS})")
    calendar = _calendar(zone_name)
    day = start
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def holiday_named(name: str, zone_name: str, year: int) -> date | None:
    """The day of a public holiday of the country of a zone by its English name; None without one."""
    calendar = _calendar(zone_name, language="en_US")
    calendar.get(date(year, 7, 1))  # loads the year
    found = calendar.get_named(name, lookup="iexact")
    return next((day for day in sorted(found) if day.year == year), None)


def _calendar(zone_name: str, language: str | None = None) -> "HolidayBase":
    import holidays  # noqa: PLC0415 -- takes time to load, and few words ask for it

    country = country_of(zone_name)
    try:
        return holidays.country_holidays(country, language=language)
    except NotImplementedError:
        raise Unreadable(
            f"the public holidays of the country of {zone_name} are not known; write the date"
        ) from None


@cache
def _countries() -> Mapping[str, str]:
    lines = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
