"""Words of time into a window, by `tracker.domain.parsing`; where it refuses, shorter words are tried."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.extraction.announcement import Announcement
from tracker.domain.extraction.result import FoundDeadline
from tracker.domain.extraction.time_words import TimeKind, TimeWords
from tracker.domain.parsing import Ambiguous, Assumption, Reading, Rule, Unreadable, moved, read

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
            (
                _of_month(told, announced.on),
                said,
                _BRACKETS.sub("", said),
                _plainer(said),
                _without_occasion(text, words, start, end),
            )
        ):
            found = _read_in(tried, announced.on, zones)
            if found is not None:
                reading, is_open = found
                return ReadDeadline(_found(said, reading, announced), reading.due, start, end, is_open)
    return _undated(text, words, announced, zones[0]) if words.is_undated else None


_BY = re.compile(
    r"(?:by the time|between now and|come|by|until|till|before|ahead of|prior to|in time for|no later than)\b",
    re.IGNORECASE,
)


def _without_occasion(text: str, words: TimeWords, start: int, end: int) -> str:
    """'Before the council meets on Friday' as 'before Friday'."""
    by = _BY.match(text, start, words.core)
    if by is None or end <= words.core:
        return text[start:end]
    return f"{_plain_by(by[0])} {_plainer(text[words.core : end])}"


def _plain_by(words: str) -> str:
    return {
        "by the time": "by",
        "in time for": "before",
        "till": "until",
        "come": "by",
        "between now and": "by",
    }.get(words.lower(), words.lower())


def _undated(text: str, words: TimeWords, announced: Announcement, zone: str) -> ReadDeadline:
    """A time limit that ends some day after it was announced, of which the words tell no date."""
    due = Due(
        When(announced.on.first_day.isoformat()), None, Precision.OPEN_ENDED, zone, timezone_assumed=True
    )
    found = FoundDeadline(
        as_stated=text[words.start : words.end],
        earliest=due.earliest.text,
        latest=None,
        precision=due.precision.value,
        announced=announced.on.text,
        announced_from=announced.source,
        timezone=due.timezone,
        timezone_from="seat",
        notes=(),
    )
    return ReadDeadline(found, due, words.start, words.end, True)


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


_HOURS = ("one two three four five six seven eight nine ten eleven twelve").split()
_MINUTES = {
    "half past": "30",
    "quarter past": "15",
    "a quarter past": "15",
    "quarter to": "45",
    "a quarter to": "45",
}
_HOUR = rf"(?:(?P<minutes>half past|(?:a )?quarter (?:past|to)) )?(?P<hour>\d{{1,2}}|{'|'.join(_HOURS)})(?: o['\u2019]clock)?"
_DAY = r"(?P<day>this|to-?night|tomorrow|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?: (?P<part>morning|afternoon|evening|night))?"
_SPOKEN_HOURS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (rf"(?P<on>\bat )?\b{_HOUR} (?:on )?{_DAY}$", rf"\b{_DAY},? at {_HOUR}$")
)


def _spoken_hour(words: str) -> str:
    """'By nine this evening' as 'by 9 p.m. today'; an hour of a day without its part is left as it is."""
    match = next((found for each in _SPOKEN_HOURS if (found := each.search(words))), None)
    if match is None or not (match["part"] or match["day"].lower().startswith("to")):
        return words
    hour = int(match["hour"]) if match["hour"].isdigit() else 1 + _HOURS.index(match["hour"].lower())
    minutes = _MINUTES.get((match["minutes"] or "").lower(), "00")
    hour = (hour - 2) % 12 + 1 if minutes == "45" else hour
    part, day = (match["part"] or "").lower(), match["day"].lower()
    if not part and "night" not in day:
        return words
    half = "a.m." if part == "morning" else "p.m."
    on = {"this": "today", "tonight": "today", "to-night": "today", "tomorrow": "tomorrow"}.get(
        day, f"on {match['day']}"
    )
    return f"{words[: match.start()]}{hour}:{minutes} {half} {on}".strip()


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
    (
        re.compile(
            r"^(?:within|inside|in the course of) the (hour|day|week|fortnight|month)$", re.IGNORECASE
        ),
        r"within one \1",
    ),
    (
        re.compile(
            r"^(?:within|inside|in the course of) (?:the current|this) (week|month|year)$", re.IGNORECASE
        ),
        r"by the end of this \1",
    ),
    (re.compile(r"\bin time for\b", re.IGNORECASE), "before"),
    (
        re.compile(
            r"^(?:come|between now and|not? (?:a day |an hour )?(?:beyond|later than|longer than)) ",
            re.IGNORECASE,
        ),
        "by ",
    ),
    (re.compile(r" the stroke of "), " "),
    (re.compile(r"\bthe sun (?:sets|goes down|is down)\b|\bdark\b|\blunchtime\b", re.IGNORECASE), "sunset"),
    (re.compile(r"\bthe sun (?:rises|comes up|is up)\b|\bfirst light\b", re.IGNORECASE), "sunrise"),
    (
        re.compile(
            r"\b(?:before|until|till|by) the (fortnight|hour|night) (?:is|was) (?:up|out|over)", re.IGNORECASE
        ),
        r"within one \1",
    ),
    (re.compile(r"\bclose of (?=(?:the|this|next) (?:week|month|year)\b)"), "end of "),
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


_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_ORDINAL = re.compile(
    rf"\bthe (?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|d)|(?P<word>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}))(?: of (?P<month>this|the|next) month)?$"
)
_MONTHS_TRIED = 3


def _of_month(words: str, announced: When) -> str:
    """'By the 21st' with the month of the next such day."""
    match = _ORDINAL.search(words)
    number = 0 if match is None else int(match["day"] or 1 + _ORDINALS.index(match["word"]))
    day = announced.first_day
    for _ in range(_MONTHS_TRIED if match else 0):
        try:
            found = day.replace(day=number) if match else day
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


_WEEKEND = re.compile(r"\b(?:before|until) the weekend (?:is|was) (?:out|over|up)\b", re.IGNORECASE)

_DAY_IS_OVER = re.compile(r"\b(?:before|until|till) (the day|[A-Z]\w+day) (?:is|was) (?:out|over|up)\b")


def _of_day(words: str, announced: When) -> str:
    """An hour 'on Thursday', said on a Thursday, is of that day and not a week later; one of the night is of the next."""
    words = _WEEKEND.sub("by the end of the weekend", words)
    words = _DAY_IS_OVER.sub(lambda found: f"by {'today' if found[1] == 'the day' else found[1]}", words)
    plain = _BRACKETS.sub("", words)
    match = _TODAY.search(plain)
    if match and f"{announced.first_day:%A}" == match["day"]:
        brackets = "".join(_BRACKETS.findall(words))
        return _TODAY.sub(lambda found: f"{found['before']}today", plain) + brackets
    return f"{words} tomorrow" if _EARLY.fullmatch(words) else words


def _plainer(words: str) -> str:
    """The same limit in words that the grammar of time limits knows."""
    words = _spoken_hour(words)
    for pattern, plain in _PLAINER:
        words = pattern.sub(plain, words)
    return words


def _spans(text: str, words: TimeWords) -> list[tuple[int, int]]:
    whole = words.start if words.kind is not TimeKind.DAY else words.core
    spans = [(whole, words.end), (words.core, words.end)]
    end = words.end
    while len(spans) < _TRIES + 2 and not words.is_undated:
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


_WORDS_OF_LENGTH = re.compile(
    r"\bby (?:about )?$|\bfor (?=another\b|an? (?:further|extra|additional)\b)$", re.IGNORECASE
)


def moved_by(text: str, deadline: ReadDeadline, previous: Due, *, is_later: bool) -> ReadDeadline | None:
    """A deadline that is moved by a length, counted from the end of the one before it; None where it is not."""
    before = _WORDS_OF_LENGTH.search(text, max(0, deadline.start - 10), deadline.start)
    start = before.start() if before else deadline.start
    words = text[start : deadline.end]
    due = moved(words, previous, is_later=is_later)
    if due is None:
        return None
    counted = (Assumption.DAY_COUNT_FROM_ANNOUNCEMENT, Assumption.EXTENSION_FROM_ANNOUNCEMENT)
    found = replace(
        deadline.found,
        as_stated=words,
        earliest=due.earliest.text,
        latest=due.latest.text if due.latest else None,
        precision=due.precision.value,
        timezone=due.timezone,
        notes=(
            Assumption.LENGTH_FROM_DEADLINE_BEFORE.value,
            *(each for each in deadline.found.notes if each not in counted),
        ),
    )
    return replace(deadline, found=found, due=due, start=start)
