"""Recognises hours of the day and zones: '8 pm', 'noon', '1400 GMT', 'Kyiv time', 'EST', 'UTC+3'."""

from tracker.domain.wording.cursor import Tokens, number, skip, starts_with, text, year
from tracker.domain.wording.days import day
from tracker.domain.wording.pieces import Clock, ClockForm, DayPart, ZoneWords
from tracker.domain.wording.reading import Unreadable
from tracker.domain.wording.tokens import Kind
from tracker.domain.wording.vocabulary import (
    AMBIGUOUS_ABBREVIATIONS,
    DAY_PARTS,
    FIXED,
    FLOATING,
    LINKS,
    PLACES,
    SEASONS,
    ZONE_NAMES,
)


def clock(tokens: Tokens, at: int) -> tuple[Clock, int] | None:
    """'8 pm', '20:00', '5 o'clock', 'noon', '12 midnight', '1400 GMT', 'at 18h'."""
    word = text(tokens, at)
    if word in ("noon", "midday", "noontime"):
        return Clock(12, 0, ClockForm.CERTAIN), at + 1
    if word == "midnight":
        return Clock(24, 0, ClockForm.MIDNIGHT, named_midnight=True), at + 1
    if tokens[at].kind is Kind.CLOCK:
        return _written_clock(tokens, at)
    hour = number(tokens, at, ordinal=False)
    if hour is None:
        return None
    return _four_figures(tokens, at) or _hour_word(tokens, at, hour)


def _written_clock(tokens: Tokens, at: int) -> tuple[Clock, int] | None:
    written = tokens[at].text
    for mark in ":.h":
        if mark in written:
            hour, minute = (int(part) for part in written.split(mark))
            break
    behind = text(tokens, at + 1)
    sure = behind in ("am", "pm", "hours", "o'clock") or text(tokens, at - 1) == "at"
    if "." in written and not sure and not _zone_behind(tokens, at + 1):
        return None  # 3.50 may be anything
    if behind in ("am", "pm"):
        return _meridiem(hour, minute, behind, written), at + 2
    bare = 1 <= hour <= 12 and not written.startswith("0")
    form = ClockForm.BARE if bare else ClockForm.CERTAIN
    then = skip(tokens, at + 1, ("hours", "hrs", "o'clock"))
    return _checked(hour, minute, form, written), then


def _hour_word(tokens: Tokens, at: int, hour: int) -> tuple[Clock, int] | None:
    behind = text(tokens, at + 1)
    then = at + 1
    if behind == "h" and text(tokens, at - 1) == "at":
        return _checked(hour, 0, ClockForm.CERTAIN, f"{hour}h"), at + 2
    named = behind == "o'clock"
    if named:
        behind, then = text(tokens, at + 2), at + 2
    if behind in ("am", "pm"):
        return _meridiem(hour, 0, behind, f"{hour} {behind}"), then + 1
    if hour == 12 and behind in ("noon", "midday", "midnight"):
        return clock(tokens, then)
    part_follows = starts_with(tokens, then, ("in", "the")) and text(tokens, then + 2) in DAY_PARTS
    part_follows = part_follows or starts_with(tokens, then, ("at", "night")) or behind == "tonight"
    if named or part_follows or (text(tokens, at - 1) == "at" and _ends_clock(tokens, at + 1)):
        form = ClockForm.HALF_DAY if 1 <= hour <= 12 else ClockForm.CERTAIN
        return _checked(hour, 0, form, f"{hour} o'clock"), then
    return None


def _ends_clock(tokens: Tokens, at: int) -> bool:
    behind = text(tokens, at)
    return behind in ("", ",", ")", "(", "on", "tomorrow", "today") or _zone_behind(tokens, at)


def _four_figures(tokens: Tokens, at: int) -> tuple[Clock, int] | None:
    """'1400 GMT', 'at 1400', '1400 hours' unless a word such as 'within' makes it a count of hours."""
    figures = tokens[at].figures
    if len(figures) != 4 or tokens[at].text != figures:
        return None
    hours = text(tokens, at + 1) in ("hours", "hrs", "h")
    counted = text(tokens, at - 1) in (
        "within",
        "in",
        "for",
        "of",
        "next",
        "over",
        "inside",
        "the",
        "another",
    )
    sure = _zone_behind(tokens, at + 1) or (text(tokens, at - 1) == "at" and not year(tokens, at))
    if not sure and (not hours or counted):
        return None
    found = _checked(int(figures[:2]), int(figures[2:]), ClockForm.CERTAIN, figures)
    return found, at + 2 if hours else at + 1


def _zone_behind(tokens: Tokens, at: int) -> bool:
    behind = text(tokens, at)
    known = behind in FLOATING or behind in FIXED or behind in AMBIGUOUS_ABBREVIATIONS
    return known or (at < len(tokens) and tokens[at].kind is Kind.OFFSET)


def _meridiem(hour: int, minute: int, half: str, written: str) -> Clock:
    if not 1 <= hour <= 12:
        raise Unreadable(f"{written!r}: an hour with {half} lies between 1 and 12")
    if half == "am" and hour == 12:
        return _checked(0, minute, ClockForm.TWELVE_AM if minute == 0 else ClockForm.CERTAIN, written)
    shifted = hour if half == "am" else hour % 12 + 12
    return _checked(shifted, minute, ClockForm.CERTAIN, written)


def _checked(hour: int, minute: int, form: ClockForm, written: str) -> Clock:
    if (hour, minute) == (24, 0):
        return Clock(24, 0, ClockForm.MIDNIGHT)
    if hour > 23 or minute > 59:
        raise Unreadable(f"{written!r} is not an hour of the day")
    return Clock(hour, minute, form)


def day_part(tokens: Tokens, at: int) -> tuple[DayPart, int] | None:
    """'morning', 'evening' and the like."""
    return (DayPart(text(tokens, at)), at + 1) if text(tokens, at) in DAY_PARTS else None


def zone_words(
    tokens: Tokens, at: int, *, behind_clock: bool, behind_day: bool
) -> tuple[ZoneWords, int] | None:
    """'Kyiv time', 'eastern daylight time', 'UTC+3'; behind an hour or a day also 'EST', 'Moscow', 'Z'."""
    token = tokens[at]
    if token.kind is Kind.OFFSET:
        return _offset(token.text), at + 1
    abbreviated = _abbreviation(tokens, at)
    if abbreviated and (behind_clock or behind_day or text(tokens, at + 1) == "time"):
        return abbreviated, skip(tokens, at + 1, ("time",))
    at = at + 1 if token.text in ("in", "of") and behind_clock else at
    return _place(tokens, skip(tokens, at, ("the",)), behind_clock=behind_clock)


def _abbreviation(tokens: Tokens, at: int) -> ZoneWords | None:
    word = text(tokens, at)
    if word in FLOATING:
        return ZoneWords(word, name=FLOATING[word])
    if word in FIXED:
        return ZoneWords(word, minutes=FIXED[word][0], home=FIXED[word][1])
    if word in AMBIGUOUS_ABBREVIATIONS:
        return ZoneWords(word, ambiguous=AMBIGUOUS_ABBREVIATIONS[word])
    return None


def _place(tokens: Tokens, at: int, *, behind_clock: bool) -> tuple[ZoneWords, int] | None:
    for length in (3, 2, 1):
        words = [text(tokens, place) for place in range(at, at + length)]
        behind = at + length
        name = " ".join(word for word in words if word not in (",", ""))
        season = text(tokens, behind) if text(tokens, behind) in ("standard", "daylight", "summer") else ""
        if name not in PLACES or "," in (words[0], words[-1]) or not words[-1]:
            continue
        if season and text(tokens, behind + 1) == "time":
            return _season(name, season), behind + 2
        if text(tokens, behind) == "time":
            return ZoneWords(name, name=PLACES[name]), behind + 1
        if behind_clock and _closes(tokens, behind):
            return ZoneWords(name, name=PLACES[name], bare_place=name not in ZONE_NAMES), behind
    return None


def _closes(tokens: Tokens, at: int) -> bool:
    """Whether the time limit ends or goes on there: 'by noon Israel must …' names no zone."""
    return (
        text(tokens, at) in ("", ",", "(", ")", "-", "or")
        or text(tokens, at) in LINKS
        or bool(day(tokens, at))
    )


def _season(name: str, season: str) -> ZoneWords:
    short = SEASONS.get((name, season))
    if short is None:
        return ZoneWords(f"{name} {season} time", name=PLACES[name])
    return ZoneWords(short, minutes=FIXED[short][0], home=FIXED[short][1])


def _offset(written: str) -> ZoneWords:
    figures = written[3:].replace(" ", "").replace(":", "")
    hours, minutes = int(figures[1:3]), int(figures[3:] or 0)
    if len(figures) == 4:  # 'UTC+530' has its minutes in the last two figures
        hours, minutes = int(figures[1]), int(figures[2:])
    if hours > 14 or minutes > 59:
        raise Unreadable(f"{written!r} is not a distance from UTC that any clock keeps")
    return ZoneWords(written, minutes=(60 * hours + minutes) * (-1 if figures[0] == "-" else 1))
