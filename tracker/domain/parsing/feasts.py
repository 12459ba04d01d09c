"""Feasts as days: those that hang on Easter, those with a fixed date, and public holidays of a country.

Easter is computed (`dateutil.easter`) as the Western and the Orthodox churches keep it. Feasts of other
calendars, which hang on the sight of the moon or on tables that are not here, are refused by name.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

from tracker.domain.parsing.context import Frame
from tracker.domain.parsing.elements import Feast
from tracker.domain.parsing.public_holidays import country_of, holiday_named
from tracker.domain.parsing.result import Assumption, Notes, Rule, Unreadable

FROM_EASTER: Final[Mapping[str, int]] = {
    "palm sunday": -7,
    "maundy thursday": -3,
    "good friday": -2,
    "easter": 0,
    "easter sunday": 0,
    "easter monday": 1,
    "ascension day": 39,
    "pentecost": 49,
    "whit sunday": 49,
    "whit monday": 50,
}
FIXED: Final[Mapping[str, tuple[int, int]]] = {
    "new year day": (1, 1),
    "epiphany": (1, 6),
    "valentine day": (2, 14),
    "may day": (5, 1),
    "bastille day": (7, 14),
    "halloween": (10, 31),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year eve": (12, 31),
}
CHRISTMAS: Final = frozenset({"christmas", "christmas day"})
NEW_YEAR: Final = "new year"
OF_COUNTRY: Final[Mapping[str, str]] = {
    "thanksgiving": "Thanksgiving Day",
    "thanksgiving day": "Thanksgiving Day",
    "labor day": "Labor Day",
    "labour day": "Labour Day",
    "memorial day": "Memorial Day",
    "independence day": "Independence Day",
    "presidents day": "Washington's Birthday",
    "veterans day": "Veterans Day",
}
OTHER_CALENDARS: Final = frozenset(
    [
        "ramadan",
        "eid",
        "passover",
        "pesach",
        "hanukkah",
        "chanukah",
        "purim",
        "sukkot",
        "shavuot",
        "diwali",
        "nowruz",
        "ashura",
        "muharram",
        "hajj",
        "lent",
        "advent",
        "vesak",
        "holi",
        "tet",
    ]
) | {"yom kippur", "rosh hashanah", "lunar new year", "chinese new year", "the holidays"}
NAMES: Final = tuple(
    sorted(
        (
            tuple(name.split())
            for names in (FROM_EASTER, FIXED, CHRISTMAS, (NEW_YEAR,), OF_COUNTRY, OTHER_CALENDARS)
            for name in names
        ),
        key=len,
        reverse=True,
    )
)
_ORTHODOX: Final = frozenset(["RU", "UA", "BY", "GR", "CY", "RS", "ME", "MK", "BG", "RO", "MD", "GE"])
_CHRISTMAS_IN_JANUARY: Final = frozenset(["RU", "UA", "BY", "RS", "ME", "MK", "GE", "MD"])
_LANGUAGES: Final = frozenset({"ru", "uk"})


def feast_day(feast: Feast, frame: Frame, notes: Notes) -> date:
    """The day of a feast in its year, or the first ahead; `Unreadable` for one that cannot be computed."""
    name, _, kind = feast.name.partition(":")
    if name in OTHER_CALENDARS:
        raise Unreadable(f"{name!r} is a time of another calendar; write its date")
    this_year = frame.first_day.year
    years = [feast.year] if feast.year else range(this_year, this_year + 3)
    if feast.year is None:
        notes.assume(Assumption.YEAR_ASSUMED)
    days = [_in_year(name, kind, year, frame, notes) for year in years]
    day = next((day for day in days if feast.year or day >= frame.first_day), days[-1])
    notes.step(Rule.FEAST, name=name, day=day)
    return day


def _in_year(name: str, kind: str, year: int, frame: Frame, notes: Notes) -> date:
    if name in FROM_EASTER:
        return _easter(kind, year, frame, notes) + timedelta(days=FROM_EASTER[name])
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in CHRISTMAS:
        return _christmas(kind, year, frame, notes)
    if name == NEW_YEAR:
        ends = not frame.choose("new-year", 2, "'the New Year' may be the end of the old year or 1 January")
        notes.assume(Assumption.NEW_YEAR_ENDS_THE_OLD if ends else Assumption.NEW_YEAR_IS_FIRST_OF_JANUARY)
        return date(year, 1, 1) - timedelta(days=1) if ends else date(year, 1, 1)
    day = holiday_named(OF_COUNTRY[name], frame.seat, year)
    if day is None:
        raise Unreadable(f"{name!r} is no public holiday in the country of {frame.seat}; write its date")
    notes.assume(Assumption.FEAST_OF_COUNTRY)
    return day


def _is_orthodox(kind: str, key: str, countries: frozenset[str], frame: Frame, notes: Notes) -> bool:
    """Whether a feast is kept as the Orthodox churches do; open where both ways are at home."""
    if kind:
        return kind == "orthodox"
    at_home = country_of(frame.seat) in countries or frame.language in _LANGUAGES
    orthodox = at_home and not frame.choose(key, 2, "the Western and the Orthodox feast differ")
    notes.assume(Assumption.FEAST_ORTHODOX if orthodox else Assumption.FEAST_WESTERN)
    return orthodox


def _easter(kind: str, year: int, frame: Frame, notes: Notes) -> date:
    western: date = easter(year, EASTER_WESTERN)
    orthodox: date = easter(year, EASTER_ORTHODOX)
    return orthodox if _is_orthodox(kind, "easter", _ORTHODOX, frame, notes) else western


def _christmas(kind: str, year: int, frame: Frame, notes: Notes) -> date:
    orthodox = _is_orthodox(kind, "christmas", _CHRISTMAS_IN_JANUARY, frame, notes)
    return date(year, 1, 7) if orthodox else date(year, 12, 25)
