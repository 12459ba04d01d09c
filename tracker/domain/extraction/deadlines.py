"""Words of time into a window, by `tracker.domain.parsing`; where it refuses, shorter words are tried."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.extraction.announcement import Announcement
from tracker.domain.extraction.result import FoundDeadline
from tracker.domain.extraction.time_words import TimeKind, TimeWords
from tracker.domain.parsing import Ambiguous, Reading, Rule, Unreadable, read

_TRAILING = re.compile(r"[\s,]+[^\s,]+$|\s*\([^)]*\)$")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_TRIES = 4


@dataclass(frozen=True, slots=True)
class ReadDeadline:
    """A deadline with the place of its words; `is_open` where the words can be read in several ways."""

    found: FoundDeadline
    due: Due
    start: int
    end: int
    is_open: bool


def read_deadline(
    text: str, words: TimeWords, announced: Announcement, zones: Sequence[str]
) -> ReadDeadline | None:
    """The window that the words name; None where no part of them can be read.

    It is counted in the first zone. Words with the hour of another clock, '11 p.m. (2100 GMT)', tell themselves
    where it is 11 p.m. then: in the first of the zones in which both are the same, else at that distance from UTC.
    """
    is_late = announced.place is not None and bool(
        _LATE.search(text, max(0, announced.place[0] - _BESIDE), announced.place[1] + _BESIDE)
    )
    for start, end in _spans(text, words):
        said = text[start:end]
        told = f"{said} tomorrow" if is_late and _BY_NOON.fullmatch(said) else _of_day(said, announced.on)
        for tried in dict.fromkeys(
            (_of_month(told, announced.on), said, _BRACKETS.sub("", said), _plainer(said))
        ):
            found = _read_in(tried, announced.on, zones)
            if found is not None:
                reading, is_open = found
                return ReadDeadline(_found(said, reading, announced), reading.due, start, end, is_open)
    return None


_OTHER_CLOCK = re.compile(r"\((?:about |around )?\d{1,2}[:.]?\d{2} ?(?:GMT|UTC)\)")
_AT_DISTANCE = tuple(f"Etc/GMT{-hours:+d}" for hours in range(-11, 15))


def _read_in(words: str, announced: When, zones: Sequence[str]) -> tuple[Reading, bool] | None:
    tried = (*zones, *_AT_DISTANCE) if _OTHER_CLOCK.search(words) else zones[:1]
    return next((found for zone in tried if (found := _read(words, announced, zone)) is not None), None)


@lru_cache(maxsize=4096)
def _read(words: str, announced: When, zone: str) -> tuple[Reading, bool] | None:
    """The first reading, and whether there are others; a round-up names the same time again and again."""
    try:
        return read(words, announced=announced, zone_name=zone), False
    except Ambiguous as several:
        return several.readings[0], True
    except Unreadable:
        return None


_BESIDE = 8
_LATE = re.compile(r"\b(?:late|evening|night)\b")
_BY_NOON = re.compile(r"(?:by|until|till|before) (?:noon|midday|12 noon)(?: (?:local|[A-Z]\w+)(?: time)?)?")
"""The noon of which somebody speaks in the evening is that of the next day."""


_PLAINER = (
    (re.compile(r"(?<=\w)['\u2019]s?(?: (?:time|notice|grace))?$"), ""),
    (re.compile(r"^(?:a|the) (?:period|term|deadline|window|space) of ", re.IGNORECASE), ""),
    (
        re.compile(r"\bthe (?:next|following) (?:day|morning|afternoon|evening|noon)\b", re.IGNORECASE),
        "tomorrow",
    ),
    (
        re.compile(
            r"\b(?:before|when) the (week|month|year) (?:(?:is|was) (?:out|over|up)|ends)", re.IGNORECASE
        ),
        r"by the end of the \1",
    ),
    (re.compile(r"\bworking (?=week\b)"), ""),
    (
        re.compile(r"^([a-z ]+) (?:[A-Z]\S+ ){1,3}?(?:Day|Eve|Festival|Feast)(?: celebrations)?,? on (?=\w)"),
        r"\1 ",
    ),
    (
        re.compile(
            r"^(by|until|till|before|ahead of|prior to) [\w'\u2019 -]{3,60}? (?:[a-z]+s|meet|vote|sworn in|inaugurated|due|place|office|effect|polls|begin|start|open|end) (?:again )?(?:on|at) (?=\w)",
            re.IGNORECASE,
        ),
        r"\1 ",
    ),
    (
        re.compile(
            r"\b(by|until|before) (?:the )?(?:evening|sunset|sundown|nightfall|dusk|dawn|sunrise|daybreak) (?:on |of )?(?=[A-Z])"
        ),
        r"\1 ",
    ),
    (
        re.compile(
            r"\b(?:by|until|before) (?:the |this )?(?:evening|sunset|sundown|nightfall|dusk|tonight)\b",
            re.IGNORECASE,
        ),
        "by today",
    ),
    (
        re.compile(r"\b(?:by|until|before) (?:the )?(?:dawn|sunrise|daybreak|morning)\b", re.IGNORECASE),
        "by tomorrow",
    ),
    (
        re.compile(
            r"\b(?:several|an? few|few|some)(?: more| further| extra| additional)? (hour|day|week|month)s\b",
            re.IGNORECASE,
        ),
        r"about 2 to 5 \1s",
    ),
    (re.compile(r"\b(an?|one|two|three|\d+) (?:final|last) (?=day|week|month|hour)", re.IGNORECASE), r"\1 "),
    (re.compile(r"\b12 (?=noon|midnight)"), ""),
    (re.compile(r"^(?:barely|merely|at most|up to) ", re.IGNORECASE), ""),
    (re.compile(r"\b(\w+day) (?:of )?next week", re.IGNORECASE), r"\1 of next week"),
)


_WEEKDAY = r"(?:on )?(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_TODAY = re.compile(
    rf"(?P<before>\b(?:from|starting|beginning)\b.*?\b|^(?:by|until|till|before) (?:\d{{1,2}}(?:[:.]\d\d)? ?[ap]\.?m\.?|\d{{1,2}}:\d\d|noon|midday)(?: [A-Z]\w+(?: time)?)? ){_WEEKDAY}\b",
)
_EARLY = re.compile(
    r"(?:by|until|till|before) \d{1,2}(?:[:.]\d\d)? ?a\.?m\.?(?: (?:local|[A-Z]\w+)(?: time)?)?"
)


_ORDINAL = re.compile(r"\bthe (?P<day>\d{1,2})(?:st|nd|rd|th|d)(?: of (?P<month>this|the|next) month)?$")
_MONTHS_TRIED = 3


def _of_month(words: str, announced: When) -> str:
    """'By the 21st' with the month of the next such day."""
    match = _ORDINAL.search(words)
    day = announced.first_day
    for _ in range(_MONTHS_TRIED if match else 0):
        try:
            found = day.replace(day=int(match["day"])) if match else day
        except ValueError:
            found = None
        if (
            match
            and found
            and found >= announced.first_day
            and (match["month"] != "next" or found.month != announced.first_day.month)
        ):
            return f"{words[: match.start()]}{found.day} {found:%B %Y}"
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return words


def _of_day(words: str, announced: When) -> str:
    """An hour 'on Thursday', said on a Thursday, is of that day and not a week later; one of the night is of the next."""
    plain = _BRACKETS.sub("", words)
    match = _TODAY.search(plain)
    if match and f"{announced.first_day:%A}" == match["day"]:
        brackets = "".join(_BRACKETS.findall(words))
        return _TODAY.sub(lambda found: f"{found['before']}today", plain) + brackets
    return f"{words} tomorrow" if _EARLY.fullmatch(words) else words


def _plainer(words: str) -> str:
    """The same limit in words that the grammar of time limits knows."""
    for pattern, plain in _PLAINER:
        words = pattern.sub(plain, words)
    return words


def _spans(text: str, words: TimeWords) -> list[tuple[int, int]]:
    whole = words.start if words.kind is not TimeKind.DAY else words.core
    spans = [(whole, words.end), (words.core, words.end)]
    end = words.end
    while len(spans) < _TRIES + 2:
        cut = _TRAILING.search(text, words.core, end)
        if cut is None or cut.start() <= words.core:
            break
        end = cut.start()
        spans.append((whole, end))
    return list(dict.fromkeys(spans))


def _found(stated: str, reading: Reading, announced: Announcement) -> FoundDeadline:
    due = reading.due
    is_named = any(step.rule is Rule.ZONE_FROM_WORDS for step in reading.steps)
    return FoundDeadline(
        as_stated=stated,
        earliest=due.earliest.text,
        latest=due.latest.text if due.latest else None,
        precision=due.precision.value,
        announced=announced.on.text,
        announced_from=announced.source,
        timezone=due.timezone,
        timezone_from="words" if is_named else "seat",
        notes=tuple(each.value for each in reading.assumptions),
    )


def moved_by(deadline: ReadDeadline, previous: Due) -> FoundDeadline | None:
    """An extension by a length, counted from the end of the deadline before it; None where that cannot be done."""
    length = re.fullmatch(r"\D*(\d+)[ -](hour|day|week)s?", deadline.found.as_stated)
    if not length or previous.latest is None:
        return None
    step = timedelta(**{f"{length[2]}s": int(length[1])})
    earliest, latest = (_later(bound, step) for bound in (previous.earliest, previous.latest))
    found = deadline.found
    return FoundDeadline(
        found.as_stated,
        earliest,
        latest,
        previous.precision.value,
        found.announced,
        found.announced_from,
        previous.timezone,
        found.timezone_from,
        found.notes,
    )


def _later(bound: When, step: timedelta) -> str:
    if "T" in bound.text:
        return (bound.starts_at + step).isoformat()
    return (bound.first_day + step).isoformat()
