"""Recognises hours of the day: '8 pm', 'noon', '1400 GMT', 'close of business'."""

from tracker.domain.parsing.cursor import Tokens, day_follows, number, skip, starts_with, text, year
from tracker.domain.parsing.elements import Clock, ClockForm, DayPart
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import Kind
from tracker.domain.parsing.vocabulary import BUSINESS_ENDS, COUNTED_AFTER, DAY_PARTS
from tracker.domain.parsing.zones import abbreviation_at, time_of_zone_follows


def clock(tokens: Tokens, at: int) -> tuple[Clock, int] | None:
    """'8 pm', '20:00', '5 o'clock', 'noon', '12 midnight', '1400 GMT', 'at 18h'."""
    word = text(tokens, at)
    if word in ("noon", "midday", "noontime"):
        return Clock(12, 0, ClockForm.CERTAIN), at + 1
    if word == "midnight":
        return Clock(24, 0, ClockForm.MIDNIGHT, named_midnight=True), at + 1
    closing = next((words for words in BUSINESS_ENDS if starts_with(tokens, at, words)), None)
    if closing:
        return Clock(17, 0, ClockForm.BUSINESS), at + len(closing)
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
    if (hour, minute) == (12, 0) and behind in ("noon", "midday", "midnight"):
        return clock(tokens, at + 1)
    sure = behind in ("am", "pm", "hours", "o'clock") or text(tokens, at - 1) == "at"
    if "." in written and not sure and not abbreviation_at(tokens, at + 1):
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
    return behind in ("", ",", ")", "(", "on", "tomorrow", "today") or abbreviation_at(tokens, at)


def _four_figures(tokens: Tokens, at: int) -> tuple[Clock, int] | None:
    """'1400 GMT', '1400 Kyiv time', 'at 1400', '1400 hours' unless 'within' makes it a count of hours."""
    figures = tokens[at].figures
    if len(figures) != 4 or tokens[at].text != figures:
        return None
    hours = text(tokens, at + 1) in ("hours", "hrs", "h")
    counted = text(tokens, at - 1) in COUNTED_AFTER
    sure = time_of_zone_follows(tokens, at + 1) or (text(tokens, at - 1) == "at" and not year(tokens, at))
    sure = sure or (text(tokens, at - 1) in ("by", "until", "before", "at") and day_follows(tokens, at + 1))
    if not sure and (not hours or counted):
        return None
    found = _checked(int(figures[:2]), int(figures[2:]), ClockForm.CERTAIN, figures)
    return found, at + 2 if hours else at + 1


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
