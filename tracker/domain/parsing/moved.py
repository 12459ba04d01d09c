"""Windows moved by a length: 'extended by two weeks' counts from the end of the deadline before it."""

import re
from dataclasses import replace
from datetime import timedelta

from tracker.domain.dates.moments import When, zone
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.parsing.counting import add
from tracker.domain.parsing.elements import Amount
from tracker.domain.parsing.languages import ENGLISH
from tracker.domain.parsing.result import Notes, Unreadable
from tracker.domain.parsing.scan import scan
from tracker.domain.parsing.tokens import tokenise
from tracker.domain.parsing.vocabulary import Unit

BY = re.compile(r"\bby (?:about )?", re.IGNORECASE)
_MORE = re.compile(
    r"(?:(?:for|by|in) )?(?:an? )?(?:(?:\w+ )?(?:more|further|extra|additional)|another)\b", re.IGNORECASE
)
"""'Another week', 'ten more days': what is added to the time before."""


_LATER = re.compile(
    r"\b(?:extend|prolong|postpon|delay|defer|push\w* back|put\w* (?:off|back)|moved? back)", re.IGNORECASE
)
_SOONER = re.compile(
    r"\b(?:shorten|cut\b|reduc|br(?:ing|ought) forward|mov\w+ (?:up|forward))", re.IGNORECASE
)


def direction(words: str) -> bool | None:
    """Whether English words of a length say that a date comes later; None where they say neither."""
    is_later, is_sooner = bool(_LATER.search(words) or _MORE.match(words)), bool(_SOONER.search(words))
    return None if is_later == is_sooner else is_later


def moved(words: str, previous: Due, *, is_later: bool) -> Due | None:
    """The window `previous`, moved by the length that English words tell: 'by two weeks', 'another 48 hours'.

    None where they tell no such length, or one that cannot be counted: from an open end, or from a bare day
    by hours that are no whole days. Days, weeks and months go by the calendar and keep the hour of the clock
    in the window's zone; hours are absolute.
    """
    length = _length(words, is_later=is_later)
    if length is None or previous.latest is None:
        return None
    signed = tuple(replace(each, value=each.value if is_later else -each.value) for each in length)
    bounds = [_shifted(bound, signed, previous.timezone) for bound in (previous.earliest, previous.latest)]
    earliest, latest = bounds
    if earliest is None or latest is None:
        return None
    is_one = earliest == latest
    same = (Precision.DAY, Precision.INSTANT) if is_one else (Precision.VAGUE,)
    other = Precision.DAY if is_one and "T" not in earliest.text else Precision.RANGE
    precision = previous.precision if previous.precision in same else other
    return Due(earliest, latest, precision, previous.timezone, previous.timezone_assumed, previous.in_city)


def _length(words: str, *, is_later: bool) -> tuple[Amount, ...] | None:
    said = " ".join(words.split())
    by = list(BY.finditer(said))
    if by:
        said = said[by[-1].end() :]
    elif not (is_later and _MORE.match(said)):
        return None
    try:
        phrase = scan(tokenise(said, ENGLISH))
    except Unreadable:
        return None
    count, moment = phrase.count, phrase.moment
    if count is None or count.high or count.anchor or count.from_announcement or moment.days or moment.clock:
        return None
    return None if any(each.unit is Unit.WORKDAY or each.either for each in count.low) else count.low


def _shifted(bound: When, amounts: tuple[Amount, ...], zone_name: str) -> When | None:
    minutes = sum(
        each.value * (60 if each.unit is Unit.HOUR else 1)
        for each in amounts
        if each.unit in (Unit.HOUR, Unit.MINUTE)
    )
    calendar = tuple(each for each in amounts if each.unit not in (Unit.HOUR, Unit.MINUTE))
    if "T" not in bound.text:
        days, rest = divmod(minutes, 24 * 60)
        return None if rest else When((add(bound.first_day, calendar, Notes()) + timedelta(days)).isoformat())
    local = bound.starts_at.astimezone(zone(zone_name))
    on = add(local.date(), calendar, Notes())
    there = local.replace(year=on.year, month=on.month, day=on.day)
    return When(
        (there.astimezone(zone("UTC")) + timedelta(minutes=minutes)).astimezone(zone(zone_name)).isoformat()
    )
