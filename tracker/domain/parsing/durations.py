"""Recognises stretches of time: '50 days', '10 or 12 days', 'a couple of weeks', 'one day and 12 hours'."""

from tracker.domain.parsing.cursor import Tokens, number, skip, starts_with, text
from tracker.domain.parsing.elements import Amount
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.vocabulary import (
    BETWEEN_AMOUNT_AND_UNIT,
    FORTNIGHTS,
    MONTHS,
    NO_NUMBER,
    NOT_CALENDAR_DAYS,
    UNITS,
    WORKDAYS,
    Unit,
)

Amounts = tuple[Amount, ...]
_HALVES = {
    Unit.HOUR: (Amount(30, Unit.MINUTE),),
    Unit.DAY: (Amount(12, Unit.HOUR),),
    Unit.WEEK: (Amount(3, Unit.DAY), Amount(4, Unit.DAY)),
    Unit.MONTH: (Amount(15, Unit.DAY),),
    Unit.YEAR: (Amount(6, Unit.MONTH),),
}
"""Half of a unit; of a week, which has no whole half, the least and the most."""
_HALF = ("and", "a", "half")


def amount(tokens: Tokens, at: int) -> tuple[Amount, int, bool] | None:
    """'50 days', 'a week', 'a couple of days', 'half an hour', 'a fortnight'; True for a couple."""
    halved = _half(tokens, at)
    if halved:
        return halved
    if text(tokens, at) == "fortnight?":
        return Amount(15, Unit.DAY, either=14), at + 1, False
    if text(tokens, at) == "hour" and text(tokens, at - 1) in ("the", "next", "coming"):
        return Amount(1, Unit.HOUR), at + 1, False  # 'within the hour', 'in the next hour'
    value, couple, then = _value(tokens, at)
    if value is None:
        return None
    unit = unit_at(tokens, then)
    return (Amount(value * unit[2], unit[0]), unit[1], couple) if unit else None


def _half(tokens: Tokens, at: int) -> tuple[Amount, int, bool] | None:
    at = at + 1 if text(tokens, at) in ("a", "an") and text(tokens, at + 1) == "half" else at
    if text(tokens, at) != "half":
        return None
    at = skip(tokens, at + 1, ("a", "an", "-"))
    halves = {
        Unit.HOUR: Amount(30, Unit.MINUTE),
        Unit.DAY: Amount(12, Unit.HOUR),
        Unit.YEAR: Amount(6, Unit.MONTH),
    }
    half = halves.get(UNITS.get(text(tokens, at), Unit.MINUTE))
    return (half, at + 1, False) if half else None


def _value(tokens: Tokens, at: int) -> tuple[int | None, bool, int]:
    value = number(tokens, at, ordinal=False)
    if value is not None:
        return value, False, at + 1
    then = at + 1 if text(tokens, at) in ("a", "an", "the", "one") else at
    if text(tokens, then) == "couple":
        return 2, True, skip(tokens, then + 1, ("of", "more"))
    if text(tokens, at) in ("a", "an") or (text(tokens, at) == "another" and unit_at(tokens, at + 1)):
        return 1, False, at + 1
    return None, False, at


def unit_at(tokens: Tokens, at: int) -> tuple[Unit, int, int] | None:
    """The unit, the place behind it, and how many of it one is (a fortnight is 14 days)."""
    at = skip(tokens, at, BETWEEN_AMOUNT_AND_UNIT)
    if text(tokens, at) in NOT_CALENDAR_DAYS and text(tokens, at + 1) in UNITS:
        raise Unreadable(f"{text(tokens, at)!r} days depend on a calendar that the words do not give")
    if text(tokens, at) in WORKDAYS and UNITS.get(text(tokens, at + 1)) is Unit.DAY:
        return Unit.WORKDAY, at + 2, 1
    if text(tokens, at) in FORTNIGHTS:
        return Unit.DAY, at + 1, 14
    unit = UNITS.get(text(tokens, at))
    return (unit, at + 1, 1) if unit else None


def amounts(tokens: Tokens, at: int) -> tuple[Amounts, Amounts | None, int, bool] | None:
    """'10 days'; '10 or 12 days', 'between one and two weeks', '10, 15 days'; 'one day and 12 hours'."""
    _refuse_without_number(tokens, at)
    between = text(tokens, at) == "between"
    at = at + 1 if between else at
    two = _two_values(tokens, at, between) or _and_a_half(tokens, at)
    if two:
        return two
    first = amount(tokens, at)
    return _one_or_two(tokens, first, between) if first else None


def _one_or_two(
    tokens: Tokens, first: tuple[Amount, int, bool], between: bool
) -> tuple[Amounts, Amounts | None, int, bool]:
    found, at, couple = first
    low = (found,)
    joint = text(tokens, at)
    more = _more_of_it(tokens, at, found)
    if more:
        return low, (more[0],), more[1], couple
    second = amount(tokens, at + 1) if joint in ("or", "to", "and", ",", "-") else None
    if second is None:
        return low, None, at, couple
    if joint in ("or", "to", "-") or between:
        return low, (second[0],), second[1], couple
    if list(Unit).index(second[0].unit) < list(Unit).index(found.unit):
        return (*low, second[0]), None, second[1], couple
    return low, None, at, couple


def _two_values(tokens: Tokens, at: int, between: bool) -> tuple[Amounts, Amounts | None, int, bool] | None:
    low = number(tokens, at, ordinal=False)
    if low is None and text(tokens, at) in ("a", "an"):
        low = 1
    joints = ("or", "to", "-", ",", "/", "and") if between else ("or", "to", "-", ",", "/")
    if low is None or text(tokens, at + 1) not in joints:
        return None
    then = skip(tokens, at + 1, (*joints, "even", "maybe", "perhaps", "possibly"))
    high = number(tokens, then, ordinal=False)
    unit = None if high is None else unit_at(tokens, then + 1)
    if high is None or unit is None:
        return None
    if high <= low:
        raise Unreadable(f"'{low} or {high}' is not in rising order")
    kind, behind, times = unit
    return (Amount(low * times, kind),), (Amount(high * times, kind),), behind, False


def _and_a_half(tokens: Tokens, at: int) -> tuple[Amounts, Amounts | None, int, bool] | None:
    """'a month and a half', 'two and a half days', 'one and a half weeks'."""
    value, _, then = _value(tokens, at)
    if value is None:
        return None
    if starts_with(tokens, then, _HALF):
        unit = unit_at(tokens, then + len(_HALF))
        behind = unit[1] if unit else at
    else:
        unit = unit_at(tokens, then)
        if unit is None or not starts_with(tokens, unit[1], _HALF):
            return None
        behind = unit[1] + len(_HALF)
    if unit is None or unit[0] not in _HALVES or unit[2] != 1:
        return None
    whole, halves = Amount(value, unit[0]), _HALVES[unit[0]]
    low = (whole, halves[0])
    return low, (whole, halves[1]) if len(halves) > 1 else None, behind, False


def _more_of_it(tokens: Tokens, at: int, first: Amount) -> tuple[Amount, int] | None:
    """'a day [or two]', 'two days[, maybe three]'."""
    then = skip(tokens, at, (",", "or", "even", "maybe", "perhaps", "possibly"))
    value = number(tokens, then, ordinal=False)
    if then in (at, at + (text(tokens, at) == ",")) or value is None or value <= first.value:
        return None
    behind = text(tokens, then + 1)
    if unit_at(tokens, then + 1) or behind in MONTHS or behind in ("am", "pm", "o'clock", ":"):
        return None
    return Amount(value, first.unit), then + 1


def _refuse_without_number(tokens: Tokens, at: int) -> None:
    if text(tokens, at) not in NO_NUMBER:
        return
    then = skip(tokens, at + 1, ("of", "more", "other"))
    if text(tokens, then) in UNITS or text(tokens, then) in FORTNIGHTS:
        raise Unreadable(f"'{text(tokens, at)} {text(tokens, then)}' names no number")
