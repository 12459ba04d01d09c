"""Recognises zones: 'Kyiv time', 'EST', 'UTC+3', 'Anywhere on Earth', and any place of the IANA database."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from tracker.domain.dates.moments import AREAS
from tracker.domain.parsing.cursor import Tokens, skip, starts_with, text
from tracker.domain.parsing.days import day
from tracker.domain.parsing.elements import ZoneWords
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import Kind
from tracker.domain.parsing.vocabulary import (
    AMBIGUOUS_ABBREVIATIONS,
    FIXED,
    FLOATING,
    LINKS,
    NOT_IANA_PLACES,
    PLACES,
    SEASONS,
    ZONE_NAMES,
)

_ANYWHERE = ("anywhere", "on", "earth")
_LOCAL_TIME_IN = ("local", "time", "in")
_SEASON_WORDS = frozenset({"standard", "daylight", "summer", "local"})


def abbreviation_at(tokens: Tokens, at: int) -> bool:
    """Whether an abbreviation or an offset of a zone stands there."""
    return _abbreviation(tokens, at) is not None or (at < len(tokens) and tokens[at].kind is Kind.OFFSET)


def zone_words(
    tokens: Tokens, at: int, *, behind_clock: bool, behind_day: bool
) -> tuple[ZoneWords, int] | None:
    """'Kyiv time', 'eastern daylight time', 'UTC+3'; behind an hour or a day also 'EST', 'Moscow', 'Z'."""
    token = tokens[at]
    if token.kind is Kind.OFFSET:
        return _offset(token.text), skip(tokens, at + 1, ("time",))
    if starts_with(tokens, at, _ANYWHERE):
        behind = skip(tokens, at + len(_ANYWHERE), ("time",))
        return ZoneWords("anywhere on earth", minutes=FIXED["aoe"][0]), behind
    abbreviated = _abbreviation(tokens, at)
    if abbreviated and (behind_clock or behind_day or text(tokens, at + 1) == "time"):
        return abbreviated, skip(tokens, at + 1, ("time",))
    local = starts_with(tokens, at, _LOCAL_TIME_IN)
    inside = local or (token.text in ("in", "of") and behind_clock)
    start = at + len(_LOCAL_TIME_IN) if local else at + inside
    at = skip(tokens, start, ("the",))
    return _place(tokens, at, behind_clock=behind_clock, inside=inside)


def time_of_zone_follows(tokens: Tokens, at: int) -> bool:
    """'GMT', '(1400 GMT)', 'Kyiv time', 'local time'; a place alone may also follow a year."""
    if abbreviation_at(tokens, at + 2 if text(tokens, at) == "(" else at) or text(tokens, at) == "local":
        return True
    found = zone_words(tokens, at, behind_clock=True, behind_day=False) if text(tokens, at) else None
    return found is not None and text(tokens, found[1] - 1) == "time"


def _abbreviation(tokens: Tokens, at: int) -> ZoneWords | None:
    word = text(tokens, at)
    if word in FLOATING:
        return ZoneWords(word, name=FLOATING[word])
    if word in FIXED:
        return ZoneWords(word, minutes=FIXED[word][0], home=FIXED[word][1])
    if word in AMBIGUOUS_ABBREVIATIONS:
        return ZoneWords(word, ambiguous=AMBIGUOUS_ABBREVIATIONS[word])
    return None


def _place(tokens: Tokens, at: int, *, behind_clock: bool, inside: bool) -> tuple[ZoneWords, int] | None:
    for length in (5, 4, 3, 2, 1):
        words = [text(tokens, place) for place in range(at, at + length)]
        behind = at + length
        if words[0] in (",", "-") or words[-1] in (",", "-", ""):
            continue
        season = text(tokens, behind) if text(tokens, behind) in _SEASON_WORDS else ""
        before_time = text(tokens, behind + 1 if season else behind) == "time"
        if not before_time and not (behind_clock and _closes(tokens, behind)):
            continue
        name = " ".join(word for word in words if word not in (",", "-", ""))
        found = PLACES.get(name) or (_of_iana(name) if before_time or inside else None)
        if found is None:
            continue
        if season and before_time:
            return _season(name, season, found), behind + 2
        bare = not before_time and name not in ZONE_NAMES
        return ZoneWords(name, name=found, bare_place=bare), behind + 1 if before_time else behind
    return None


def _of_iana(name: str) -> str | None:
    """The zone whose name ends with that place; a place English knows as something else is not asked for."""
    return None if name in NOT_IANA_PLACES else _places_of_iana().get(_plain(name))


@cache
def _places_of_iana() -> Mapping[str, str]:
    """'Area/Place' by place; of two names for one place (Asia/Istanbul) the European comes last and stays."""
    parts = {name: name.split("/") for name in sorted(available_timezones())}
    return {
        _plain(place[1].replace("_", " ").replace("-", " ")): name
        for name, place in parts.items()
        if len(place) == 2 and place[0] in AREAS
    }


def _plain(name: str) -> str:
    """Lower case without accents and apostrophes, as the IANA database spells places."""
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in letters if letter == " " or letter.isalnum())


def _closes(tokens: Tokens, at: int) -> bool:
    """Whether the time limit ends or goes on there: 'by noon Israel must …' names no zone."""
    return (
        text(tokens, at) in ("", ",", "(", ")", "-", "or", ";", ".", ":", "/")
        or text(tokens, at) in LINKS
        or bool(day(tokens, at))
    )


def _season(name: str, season: str, found: str) -> ZoneWords:
    short = SEASONS.get((name, season))
    if short is None:
        return ZoneWords(f"{name} {season} time", name=found)
    return ZoneWords(short, minutes=FIXED[short][0], home=FIXED[short][1])


def _offset(written: str) -> ZoneWords:
    figures = written[3:].replace(" ", "").replace(":", "")
    hours, minutes = int(figures[1:3]), int(figures[3:] or 0)
    if len(figures) == 4:  # 'UTC+530' has its minutes in the last two figures
        hours, minutes = int(figures[1]), int(figures[2:])
    if hours > 14 or minutes > 59:
        raise Unreadable(f"{written!r} is not a distance from UTC that any clock keeps")
    return ZoneWords(written, minutes=(60 * hours + minutes) * (-1 if figures[0] == "-" else 1))
