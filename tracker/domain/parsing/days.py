"""Recognises days and periods: 'Friday', '2 September', 'early May', 'the end of the month', 'tomorrow'."""

from collections.abc import Callable
from dataclasses import replace

from tracker.domain.parsing.cursor import (
    FIRST_YEAR,
    LAST_YEAR,
    Tokens,
    day_follows,
    number,
    skip,
    starts_with,
    text,
    year,
)
from tracker.domain.parsing.durations import unit_at
from tracker.domain.parsing.elements import (
    CalendarDate,
    Day,
    Feast,
    MonthDay,
    NthWeekday,
    Part,
    Period,
    PeriodKind,
    RelativeDay,
    Weekday,
)
from tracker.domain.parsing.feasts import NAMES
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import Kind
from tracker.domain.parsing.vocabulary import (
    APPROXIMATE,
    AT_ONCE,
    DAY_PARTS,
    MONTHS,
    SEASON_NAMES,
    VERBS_LIKE_MONTHS,
    WEEKDAYS,
)

IMMEDIATELY = "immediately"

_LEADS_TO_YEAR = frozenset({"in", "by", "until", "till", "before", "during", "through", "than"})
_LEADS_TO_MONTH = _LEADS_TO_YEAR | {"of", "or", "and", "end"}
_SHIFTS = {"this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}
_NTH_WEEKS = {
    1: Part.FIRST_WEEK,
    2: Part.SECOND_WEEK,
    3: Part.THIRD_WEEK,
    4: Part.FOURTH_WEEK,
    -1: Part.LAST_WEEK,
}
_ENDS_DAY_OF_MONTH = frozenset(
    {"", ",", ")", "(", ";", "-", "at", "by", "or", "noon", "midnight", "to", "for", "and", "if", "unless"}
)


def day(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """One day or period, in the longest form that stands there."""
    if at >= len(tokens):
        return None
    recognisers: tuple[Callable[[Tokens, int], tuple[Day, int] | None], ...] = (
        _this_time,
        _at_once,
        _end_of,
        _part_of,
        _week_of,
        _nth,
        _written_date,
        _day_month,
        _month_day,
        _quarter,
        _feast,
        _season,
        _relative_period,
        _relative_day,
        _month,
        _year_alone,
        _weekday,
        _day_of_month,
        _weekend,
    )
    return next((found for recogniser in recognisers if (found := recogniser(tokens, at))), None)


def month_at(tokens: Tokens, at: int) -> int | None:
    """The number of the month that stands there."""
    return MONTHS.get(text(tokens, at))


def _written_date(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    token = tokens[at]
    if token.kind is Kind.ISO:
        numbers = [int(part) for part in token.text.split("-")]
        return CalendarDate(numbers[2], numbers[1], _known_year(numbers[0]), certain=True), at + 1
    if token.kind is Kind.SLASHED:
        return _slashed(token.text), at + 1
    return None


def _slashed(written: str) -> CalendarDate:
    parts = written.replace(".", "/").split("/")
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return CalendarDate(third, second, _known_year(first), certain=True)
    if len(parts[2]) != 4:
        raise Unreadable(f"the year of {written!r} has fewer than four figures")
    if first <= 12 and second <= 12 and first != second:
        return CalendarDate(first, second, _known_year(third), certain=True, either=True)
    return CalendarDate(max(first, second), min(first, second), _known_year(third), certain=True)


def _known_year(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise Unreadable(f"the year {value} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return value


def _year_behind(tokens: Tokens, at: int) -> tuple[int | None, int]:
    then = skip(tokens, at, (",", "of", "in", "-"))
    value = year(tokens, then)
    return (None, at) if value is None else (value, then + 1)


def _day_number(tokens: Tokens, at: int) -> int | None:
    value = number(tokens, at)
    return value if value is not None and 1 <= value <= 31 else None


def _day_month(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'2 September [2025]', 'the ninth day of May', '4 or 5 May', '3-5 May'."""
    first = _day_number(tokens, at)
    if first is None:
        return None
    then, last = at + 1, None
    if text(tokens, then) in ("or", "to", "-", "and", "/"):
        last = _day_number(tokens, then + 1)
        then = then + 2 if last else then
    then = skip(tokens, then, ("day", "of", "-"))
    month = month_at(tokens, then)
    if month is None:
        return None
    found, then = _year_behind(tokens, then + 1)
    return CalendarDate(first, month, found, last), then


def _month_day(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'September 2[nd][, 2025]', 'May 4 or 5', 'May 3-5'."""
    month = month_at(tokens, at)
    then = skip(tokens, at + 1, ("the", "-"))
    first = _day_number(tokens, then) if month else None
    if month is None or first is None or unit_at(tokens, then + 1):
        return None
    then, last = then + 1, None
    if text(tokens, then) in ("or", "to", "-", "/"):
        last = _day_number(tokens, then + 1)
        taken = last is None or month_at(tokens, then + 2) or unit_at(tokens, then + 2)
        last, then = (None, then) if taken else (last, then + 2)
    found, then = _year_behind(tokens, then)
    return CalendarDate(first, month, found, last), then


def _month(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    month = month_at(tokens, at)
    if month is None:
        return None
    found, then = _year_behind(tokens, at + 1)
    alone = all(token.text in APPROXIMATE for token in (*tokens[:at], *tokens[at + 1 :]))
    named = found or alone or text(tokens, at - 1) in _LEADS_TO_MONTH
    if text(tokens, at) in VERBS_LIKE_MONTHS and not named:
        return None
    if text(tokens, then) == "end":
        return Period(PeriodKind.MONTH, Part.END, number=month, year=found), then + 1
    return Period(PeriodKind.MONTH, number=month, year=found), then


def _year_alone(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    found = year(tokens, at)
    if found is None or day_follows(tokens, at + 1) or text(tokens, at - 1) not in _LEADS_TO_YEAR:
        return None
    return Period(PeriodKind.YEAR, year=found), at + 1


def _quarter(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'Q3 2026', 'the third quarter of 2026'."""
    if text(tokens, at) == "q":
        value, then = number(tokens, at + 1, ordinal=False), at + 2
    else:
        value, then = number(tokens, at, ordinal=True), at + 2
        value = value if text(tokens, at + 1) == "quarter" else None
    if value is None or not 1 <= value <= 4:
        return None
    found, then = _year_behind(tokens, then)
    return Period(PeriodKind.QUARTER, number=value, year=found), then


def _relative_period(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'this week', 'next month', 'the coming weekend', 'next July'."""
    shift = _SHIFTS.get(text(tokens, at))
    kind = _kind(tokens, at + 1)
    if shift is not None and kind is not None:
        if kind is PeriodKind.WEEKEND and text(tokens, at) == "coming":
            shift = 0  # the first that lies ahead, other than the coming week
        return Period(kind, shift=shift), at + 2
    month = month_at(tokens, at + 1) if text(tokens, at) in ("this", "next") else None
    verb = text(tokens, at + 1) in VERBS_LIKE_MONTHS and text(tokens, at + 2) not in ("", ",", ")", ";")
    if shift is None or month is None or verb or _month_day(tokens, at + 1):
        return None
    return Period(PeriodKind.MONTH, number=month, shift=shift), at + 2


def _kind(tokens: Tokens, at: int) -> PeriodKind | None:
    word = text(tokens, at)
    return PeriodKind(word) if word in {kind.value for kind in PeriodKind} else None


def _end_of(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'the end of August', 'end of next month', 'the end of 2026', 'year-end', 'the end of the day'."""
    kind = _kind(tokens, at)
    behind = skip(tokens, at + 1, ("-",))
    if kind and text(tokens, behind) == "end":
        return Period(kind, Part.END, shift=0), behind + 1
    if text(tokens, at) not in ("end", "eod"):
        return None
    then = skip(tokens, at + 1, ("of", "-", "the")) if text(tokens, at) == "end" else at
    if text(tokens, then) == "end":
        return None
    if text(tokens, then) in ("day", "today", "eod"):
        # 'the end of the day on Friday' is Friday; alone it is the announcement's own day
        then_on = skip(tokens, then + 1, ("on", ",", "of"))
        other = day(tokens, then_on) if text(tokens, then_on) != "end" else None
        return other or (RelativeDay(0, "today"), then + 1)
    inner = day(tokens, then)
    if inner is None:
        return _end_of_shifted(tokens, then)
    found, behind = inner
    if isinstance(found, Period):
        if found.part not in (Part.WHOLE, Part.END):
            raise Unreadable("the end of a part of a month or year is not read; write the day")
        found = replace(found, part=Part.END)
    return found, behind


def _end_of_shifted(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'[the end of the] week', and '[the end of] 2026', which needs no word before the year here."""
    kind, value = _kind(tokens, at), year(tokens, at)
    if kind:
        return Period(kind, Part.END, shift=0), at + 1
    return None if value is None else (Period(PeriodKind.YEAR, Part.END, year=value), at + 1)


_PARTS = {
    "early": Part.EARLY,
    "mid": Part.MIDDLE,
    "late": Part.LATE,
    "beginning": Part.EARLY,
    "start": Part.EARLY,
    "middle": Part.MIDDLE,
}


def _part_of(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'early September', 'mid-2026', 'the start of next year', 'the first half of June'."""
    if starts_with(tokens, at, ("later", "this")) and _kind(tokens, at + 2):
        return Period(PeriodKind(text(tokens, at + 2)), shift=0), at + 3
    part, then = _PARTS.get(text(tokens, at)), at + 1
    needs_of = text(tokens, at) in ("beginning", "start", "middle")
    if text(tokens, at + 1) == "half" and number(tokens, at, ordinal=True) in (1, 2):
        part, then, needs_of = (
            (Part.FIRST_HALF, Part.SECOND_HALF)[(number(tokens, at) or 1) - 1],
            at + 2,
            True,
        )
    if part is None or (needs_of and text(tokens, then) != "of"):
        return None
    then = skip(tokens, then, ("-", "in", "of", "the"))
    return _period_with(part, tokens, then, needs_of=needs_of)


def _period_with(part: Part, tokens: Tokens, then: int, *, needs_of: bool) -> tuple[Day, int] | None:
    """A part of the period that stands there: a month, a year, or one named by its distance from now."""
    kind = _kind(tokens, then + 1)
    if text(tokens, then) in _SHIFTS and kind and kind is not PeriodKind.WEEKEND:
        return Period(kind, part, shift=_SHIFTS[text(tokens, then)]), then + 2
    if starts_with(tokens, then, ("new", "year")):
        return Period(PeriodKind.YEAR, part, shift=1), then + 2
    if _kind(tokens, then) in (PeriodKind.MONTH, PeriodKind.YEAR) and needs_of:
        return Period(PeriodKind(text(tokens, then)), part, shift=0), then + 1
    if year(tokens, then):
        return Period(PeriodKind.YEAR, part, year=year(tokens, then)), then + 1
    month = month_at(tokens, then)
    if month is None:
        return None
    found, then = _year_behind(tokens, then + 1)
    return Period(PeriodKind.MONTH, part, number=month, year=found), then


def _relative_day(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    first = text(tokens, at)
    if first == "day" and starts_with(tokens, at + 1, ("after", "tomorrow")):
        return RelativeDay(2, "day after tomorrow"), at + 3
    if first in ("today", "tonight"):
        return RelativeDay(0, first), at + 1
    if first == "this" and text(tokens, at + 1) in DAY_PARTS:
        return RelativeDay(0, "today"), at + 1
    return (RelativeDay(1, first), at + 1) if first == "tomorrow" else None


def _this_time(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'this time tomorrow', 'this time next week', 'this time on Friday'; the hour is the announcement's."""
    if not starts_with(tokens, at, ("this", "time")):
        return None
    then = skip(tokens, at + 2, ("on", "the", ","))
    if starts_with(tokens, then, ("next", "week")):
        return RelativeDay(7, "next week"), then + 2
    found = _relative_day(tokens, then) or _weekday(tokens, then)
    if found is None and day(tokens, then):
        raise Unreadable("'this time' can only be read of tomorrow, next week or a day of the week")
    return found


def _weekday(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'Friday', 'next Friday'; 'Monday week' and 'a week on Friday' are a week later."""
    on = at + 3 if starts_with(tokens, at, ("a", "week", "on")) else at
    on = skip(tokens, on, ("the", "coming")) if on > at else at
    if on > at:
        index = WEEKDAYS.get(text(tokens, on))
        return None if index is None else (Weekday(index, weeks=1), on + 1)
    word = text(tokens, at) if text(tokens, at) in ("this", "next", "coming") else ""
    then = at + 1 if word else at
    index = WEEKDAYS.get(text(tokens, then))
    if index is None:
        return None
    if text(tokens, then + 1) == "week" and not word:
        return Weekday(index, weeks=1), then + 2
    return Weekday(index, word), then + 1


def _weekend(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'the weekend' is the coming one."""
    return (Period(PeriodKind.WEEKEND, shift=0), at + 1) if text(tokens, at) == "weekend" else None


def _day_of_month(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'the 15th', 'Friday the 18th', '1st of next month'."""
    value = number(tokens, at, ordinal=True)
    if value is None or not 1 <= value <= 31 or not tokens[at].figures:
        return None
    then = skip(tokens, at + 1, ("day", "of", "the"))
    shift = _SHIFTS.get(text(tokens, then))
    if then > at + 1 and text(tokens, then) == "month":
        return MonthDay(value, 0), then + 1
    if shift is not None and text(tokens, then + 1) == "month":
        return MonthDay(value, shift), then + 2
    of_weekday = text(tokens, at - 1 - (text(tokens, at - 1) == "the")) in WEEKDAYS and not unit_at(
        tokens, at + 1
    )
    if of_weekday and text(tokens, at + 1) not in ("quarter", "half", "week", *WEEKDAYS):
        return MonthDay(value), at + 1
    if text(tokens, at + 1) not in _ENDS_DAY_OF_MONTH or text(tokens, at - 1) in ("a", "their", "his"):
        return None
    return MonthDay(value), at + 1


def _at_once(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'immediately' is the day on which it is said; 'immediately after …' is not."""
    found = next((words for words in AT_ONCE if starts_with(tokens, at, words)), None)
    if found is None:
        return None
    behind = at + len(found)
    if text(tokens, behind) in ("after", "before", "upon", "following", "when", "once", "if", "prior", "on"):
        raise Unreadable(f"'{' '.join(found)} {text(tokens, behind)}' hangs on another time")
    return RelativeDay(0, IMMEDIATELY), behind


def _feast(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'Easter', 'Orthodox Easter', 'Good Friday 2026', 'Christmas Eve'."""
    kind = {"orthodox": "orthodox", "western": "western", "catholic": "western"}.get(text(tokens, at), "")
    then = at + 1 if kind else at
    found = next((name for name in NAMES if starts_with(tokens, then, name)), None)
    if found is None:
        return None
    then += len(found)
    value, behind = _year_behind(tokens, then)
    return Feast(f"{' '.join(found)}:{kind}", value), behind


def _season(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'this summer', 'the spring of 2026', 'winter'."""
    word = text(tokens, at)
    then = at + 1 if word in _SHIFTS else at
    then = skip(tokens, then, ("the",)) if then == at else then
    season = SEASON_NAMES.get(text(tokens, then))
    if season is None or (text(tokens, then) == "fall" and not _is_noun(tokens, then)):
        return None
    value, behind = _year_behind(tokens, then + 1)
    if (
        text(tokens, behind) in ("-", "/")
        and value
        and number(tokens, behind + 1) in (value + 1, (value + 1) % 100)
    ):
        behind += 2  # winter 2025/26
    shift = _SHIFTS.get(word) if value is None else None
    return Period(PeriodKind.SEASON, number=season, year=value, shift=shift), behind


def _is_noun(tokens: Tokens, at: int) -> bool:
    """'by fall', 'in the fall', 'this fall': not the verb."""
    dated = year(tokens, skip(tokens, at + 1, ("of", ","))) is not None
    return dated or text(tokens, at - 1) in (*_LEADS_TO_MONTH, *_SHIFTS, "the")


def _week_of(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'the week of August 4', 'the week after next', 'the first week of August'."""
    if starts_with(tokens, at, ("week", "after", "next")):
        return Period(PeriodKind.WEEK, shift=2), at + 3
    if starts_with(tokens, at, ("week", "of")):
        found = day(tokens, skip(tokens, at + 2, ("the",)))
        if found and isinstance(found[0], CalendarDate) and found[0].last_day is None:
            return Period(PeriodKind.WEEK, around=found[0]), found[1]
        return None
    nth = -1 if text(tokens, at) in ("last", "final") else number(tokens, at, ordinal=True)
    if nth not in _NTH_WEEKS or text(tokens, at + 1) != "week":
        return None
    found = _month_behind(tokens, at + 2)
    return None if found is None else (replace(found[0], part=_NTH_WEEKS[nth]), found[1])


def _month_behind(tokens: Tokens, at: int) -> tuple[Period, int] | None:
    """'of August', 'in August 2026', 'of next month', 'of the month'."""
    then = skip(tokens, at, ("of", "in"))
    if then == at and not (at < len(tokens) and tokens[at].said):
        return None  # the genitive of other languages needs no preposition
    if starts_with(tokens, then, ("the", "month")):
        return Period(PeriodKind.MONTH, shift=0), then + 2
    if text(tokens, then) in _SHIFTS and text(tokens, then + 1) == "month":
        return Period(PeriodKind.MONTH, shift=_SHIFTS[text(tokens, then)]), then + 2
    month = month_at(tokens, then)
    if month is None:
        return None
    value, behind = _year_behind(tokens, then + 1)
    return Period(PeriodKind.MONTH, number=month, year=value), behind


def _nth(tokens: Tokens, at: int) -> tuple[Day, int] | None:
    """'the first Monday of August', 'the last day of the month'."""
    nth = -1 if text(tokens, at) in ("last", "final") else number(tokens, at, ordinal=True)
    if nth is None or not -1 <= nth <= 5:
        return None
    month = _month_behind(tokens, at + 2)
    if nth == -1 and text(tokens, at + 1) == "day":
        kind = _kind(tokens, skip(tokens, at + 2, ("of", "the", "this")))
        if month is None and kind:
            return Period(kind, Part.END, shift=0), skip(tokens, at + 2, ("of", "the", "this")) + 1
        return (replace(month[0], part=Part.END), month[1]) if month else None
    index = WEEKDAYS.get(text(tokens, at + 1))
    return None if index is None or month is None else (NthWeekday(index, nth, month[0]), month[1])
