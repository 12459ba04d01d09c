"""Named days and periods on the calendar, seen from the announcement."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing.context import Frame, Span, plain_day
from tracker.domain.parsing.days import IMMEDIATELY
from tracker.domain.parsing.elements import (
    CalendarDate,
    Day,
    Feast,
    Moment,
    MonthDay,
    NthWeekday,
    Part,
    Period,
    PeriodKind,
    RelativeDay,
    Weekday,
)
from tracker.domain.parsing.feasts import feast_day
from tracker.domain.parsing.result import Assumption, Notes, Rule, Unreadable
from tracker.domain.parsing.vocabulary import WEEKDAY_NAMES, Link

_PARTS = {Part.EARLY: (1, 10), Part.MIDDLE: (11, 20), Part.LATE: (21, 31)}
_PARTS |= {Part.FIRST_HALF: (1, 15), Part.SECOND_HALF: (16, 31)}
_WEEKS_OF_MONTH = {
    Part.FIRST_WEEK: (1, 7),
    Part.SECOND_WEEK: (8, 14),
    Part.THIRD_WEEK: (15, 21),
    Part.FOURTH_WEEK: (22, 28),
    Part.LAST_WEEK: (25, 31),
}
_PARTS_OF_YEAR = {
    Part.EARLY: (1, 4),
    Part.MIDDLE: (5, 4),
    Part.LATE: (9, 4),
    Part.FIRST_HALF: (1, 6),
    Part.SECOND_HALF: (7, 6),
}
"""The first month and how many."""
_PARTS_OF_WEEK = {Part.EARLY: (0, 2), Part.MIDDLE: (1, 3), Part.LATE: (3, 6)}
_SOUTHERN = (
    "Australia/",
    "Antarctica/",
    "America/Argentina",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Montevideo",
    "Africa/Johannesburg",
    "Africa/Harare",
    "Pacific/Auckland",
)


def day_before(span: Span, moment: Moment, notes: Notes) -> Span:
    """'before Friday' ends with Thursday; 'before the end of May' ends with May."""
    if moment.ends_day or any(isinstance(day, Period) and day.part is Part.END for day in moment.days):
        return span
    if moment.part and moment.part.name == "morning":
        raise Unreadable("'before' a morning names neither that day nor the one before; write the hour")
    if moment.part:
        return span  # 'before Friday evening' is a time of Friday
    if moment.joined:
        raise Unreadable("'before' two days names no one end")
    day = plain_day(span.first) - timedelta(days=1)
    notes.assume(Assumption.BEFORE_READ_AS_END_OF_PREVIOUS_DAY)
    notes.step(Rule.DAY_BEFORE, named=span.first, day=day)
    return Span(day, day, Precision.DAY, span.absolute)


def day_span(moment: Moment, frame: Frame, links: frozenset[Link], notes: Notes) -> Span:
    """The days that a moment names, without its hour; notes say by which rules. Raises `Unreadable`."""
    strictly_later = Link.BEFORE in links
    moment = replace(moment, days=tuple(_in_full(day, frame) for day in moment.days))
    if moment.joined:
        return _joined(moment.days, frame, notes)
    weekday = next((day for day in moment.days if isinstance(day, Weekday)), None)
    dated = next((day for day in moment.days if isinstance(day, (CalendarDate, MonthDay, Feast))), None)
    if weekday and dated:
        span = _named(dated, frame, notes, strictly_later)
        _check_weekday(weekday, span)
        return span
    week = next((day for day in moment.days if isinstance(day, Period)), None)
    if weekday and week:
        day = _bounds(week, frame, notes)[0] + timedelta(days=weekday.index)
        notes.step(Rule.WEEKDAY, weekday=WEEKDAY_NAMES[weekday.index], start=frame.day, day=day)
        return Span(day, day, Precision.DAY)
    span = _named(moment.days[0], frame, notes, strictly_later)
    whole = isinstance(moment.days[0], Period) and moment.days[0].part is Part.WHOLE
    if whole and Link.BY in links:
        notes.assume(Assumption.BY_PERIOD_READ_AS_WITHIN)
    return span


def moved_to(moment: Moment) -> Moment:
    """Of 'from Friday to Wednesday' the second day, where the words say that the date was moved."""
    if moment.joined:
        return replace(moment, days=moment.days[-1:], joined=False)
    return replace(moment, days=tuple(_last_day_of(day) for day in moment.days))


def _last_day_of(day: Day) -> Day:
    if isinstance(day, CalendarDate) and day.last_day:
        return replace(day, day=day.last_day, last_day=None)
    return day


def _in_full(day: Day, frame: Frame) -> Day:
    """The day with its year in four figures."""
    if not isinstance(day, (CalendarDate, Period)) or day.year is None:
        return day
    announced = frame.first_day.year
    if day.year < 100:
        ahead = (day.year - announced) % 100
        return replace(day, year=announced + ahead - (100 if ahead > 60 else 0))
    return day


def _check_year(year: int | None, frame: Frame) -> None:
    """A year far from the announcement may as well be an hour: 'by 18 July 1800'."""
    if year is None or year // 100 > 23 or year % 100 > 59:
        return
    if not frame.first_day.year - 30 <= year <= frame.first_day.year + 60:
        hour = f"{year // 100}:{year % 100:02}"
        raise Unreadable(f"'{year}' may be a year or an hour; write the hour as {hour}")


def _check_weekday(weekday: Weekday, span: Span) -> None:
    if plain_day(span.first).weekday() != weekday.index:
        real = WEEKDAY_NAMES[plain_day(span.first).weekday()].capitalize()
        said = WEEKDAY_NAMES[weekday.index].capitalize()
        raise Unreadable(f"{span.first} is a {real}, not a {said}")


def _joined(days: tuple[Day, ...], frame: Frame, notes: Notes) -> Span:
    """'Thursday or Friday', '3 May to 5 May', 'June or July'."""
    if len(days) != 2:
        raise Unreadable("the words name more than two days")
    first = _named(_in_year_of(days[0], days[1]), frame, notes, False)
    later = replace(frame, announced=When(plain_day(first.first).isoformat()))
    from_announcement = isinstance(days[1], RelativeDay) or getattr(days[1], "shift", None) is not None
    last = _named(days[1], frame if from_announcement else later, notes, False)
    if not plain_day(first.first) < plain_day(last.last):
        raise Unreadable(f"{first.first} and {last.last} are not in rising order")
    notes.step(Rule.JOINED, first=first.first, last=last.last)
    vague = Precision.VAGUE in (first.precision, last.precision)
    return Span(
        first.first,
        last.last,
        Precision.VAGUE if vague else Precision.RANGE,
        first.absolute and last.absolute,
    )


def _in_year_of(first: Day, last: Day) -> Day:
    """'3 May to 5 May 2026' and 'December or January 2026': the year stands behind the second alone."""
    if isinstance(first, CalendarDate) and isinstance(last, CalendarDate) and last.year and not first.year:
        return replace(first, year=last.year - (first.month > last.month))
    if isinstance(first, Period) and isinstance(last, Period) and last.year and not first.year:
        earlier = (first.number or 0) > (last.number or 0)
        return first if first.shift is not None else replace(first, year=last.year - earlier)
    return first


def _named(day: Day, frame: Frame, notes: Notes, strictly_later: bool) -> Span:
    match day:
        case RelativeDay():
            found = frame.day + timedelta(days=day.days)
            notes.step(Rule.RELATIVE_DAY, days=day.days, start=frame.day, day=found)
            if day.text == IMMEDIATELY:
                notes.assume(Assumption.IMMEDIATELY_IS_THAT_DAY)
            return Span(found, found, Precision.DAY)
        case Weekday():
            return _next_weekday(day, frame, notes)
        case MonthDay() | NthWeekday() | Feast():
            return _described(day, frame, notes, strictly_later)
        case CalendarDate():
            return _dated(day, frame, notes, strictly_later)
        case Period():
            return _period(day, frame, notes)


def _described(day: MonthDay | NthWeekday | Feast, frame: Frame, notes: Notes, strictly_later: bool) -> Span:
    if isinstance(day, MonthDay):
        return _day_of_month(day, frame, notes, strictly_later)
    if isinstance(day, NthWeekday):
        return _nth_weekday(day, frame, notes)
    found = feast_day(day, frame, notes)
    return Span(found, found, Precision.DAY, day.year is not None)


def _next_weekday(weekday: Weekday, frame: Frame, notes: Notes) -> Span:
    """The next such day strictly after the announcement's own."""
    ahead = (weekday.index - frame.day.weekday() - 1) % 7 + 1
    if ahead == 7 and weekday.word == "this":
        ahead = 7 * frame.choose(
            "this-weekday", 2, "it was said on that very day and may mean it or the next"
        )
    if ahead == 7:
        notes.assume(Assumption.ANNOUNCED_ON_THAT_WEEKDAY)
    if weekday.weeks and ahead == 7:
        ahead = 7 * frame.choose("weekday-week", 2, "that may be a week from now or two")
    ahead += 7 * weekday.weeks
    if weekday.word == "next" and frame.day.weekday() < weekday.index:
        later = frame.choose("next-weekday", 2, "'next' may be the day of this week or that of the next")
        notes.assume(Assumption.NEXT_WEEKDAY_OF_NEXT_WEEK if later else Assumption.NEXT_WEEKDAY)
        ahead += 7 * later
    elif weekday.word == "next":
        notes.assume(Assumption.NEXT_WEEKDAY)
    day = frame.day + timedelta(days=ahead)
    notes.step(Rule.WEEKDAY, weekday=WEEKDAY_NAMES[weekday.index], start=frame.day, day=day)
    return Span(day, day, Precision.DAY)


def _dated(named: CalendarDate, frame: Frame, notes: Notes, strictly_later: bool) -> Span:
    if named.either:
        reason = "the first number of the date may be the day or the month; write the month as a word"
        day_first = frame.choose("day-or-month", 2, reason)
        notes.assume(Assumption.DAY_FIRST if day_first else Assumption.MONTH_FIRST)
        named = named if day_first else replace(named, day=named.month, month=named.day)
    earliest = frame.first_day + timedelta(days=1 if strictly_later else 0)
    first = _year_found(named.day, named.month, named.year, earliest, notes)
    if not named.certain:
        _check_year(named.year, frame)
    last = first if named.last_day is None else _date(first.year, named.month, named.last_day)
    if last < first:
        raise Unreadable(f"{first} and {last} are not in rising order")
    notes.step(Rule.CALENDAR_DATE, day=first if first == last else f"{first} to {last}")
    precision = Precision.DAY if first == last else Precision.RANGE
    return Span(first, last, precision, named.year is not None)


def _day_of_month(named: MonthDay, frame: Frame, notes: Notes, strictly_later: bool) -> Span:
    """The day in the month that is meant, or the first such day that is not before the announcement's."""
    earliest = frame.day + timedelta(days=1 if strictly_later else 0)
    months = (named.shift,) if named.shift is not None else (0, 1, 2)
    if named.shift is None:
        notes.assume(Assumption.MONTH_ASSUMED)
    for shift in months:
        first, last = _shifted(Period(PeriodKind.MONTH), shift, frame, notes)
        if named.day <= last.day and (first.replace(day=named.day) >= earliest or named.shift is not None):
            found = first.replace(day=named.day)
            notes.step(Rule.CALENDAR_DATE, day=found)
            return Span(found, found, Precision.DAY)
    raise Unreadable(f"the month has no day {named.day}")


def _nth_weekday(named: NthWeekday, frame: Frame, notes: Notes) -> Span:
    first, last = _bounds(named.month, frame, notes)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    found = [day for day in days if day.weekday() == named.index]
    if named.nth > len(found):
        raise Unreadable(f"that month has no {named.nth}th {WEEKDAY_NAMES[named.index].capitalize()}")
    day = found[named.nth - 1 if named.nth > 0 else -1]
    notes.step(Rule.CALENDAR_DATE, day=day)
    return Span(day, day, Precision.DAY, named.month.year is not None)


def _year_found(day: int, month: int, year: int | None, earliest: date, notes: Notes) -> date:
    """The date in its year; without one, the first such date that is not before `earliest`."""
    if year is not None:
        return _date(year, month, day)
    notes.assume(Assumption.YEAR_ASSUMED)
    for candidate in range(earliest.year, earliest.year + 9):  # 29 February: up to eight years around 1900
        if 1 <= day <= days_in(candidate, month) and date(candidate, month, day) >= earliest:
            return date(candidate, month, day)
    raise Unreadable(f"{day} {calendar.month_name[month]} is in no year")


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"{year:04}-{month:02}-{day:02} is in no calendar") from None


def _period(period: Period, frame: Frame, notes: Notes) -> Span:
    _check_year(period.year, frame)
    if period.kind in (PeriodKind.WEEK, PeriodKind.WEEKEND):
        notes.assume(Assumption.WEEK_ENDS_ON_SUNDAY)
    if period.kind is PeriodKind.SEASON:
        if frame.seat.startswith(_SOUTHERN):
            raise Unreadable(f"a season south of the equator ({frame.seat}) is not read; name the months")
        notes.assume(Assumption.SEASON_OF_NORTH)
    first, last = _bounds(period, frame, notes)
    absolute = period.year is not None
    if period.part is Part.END:
        notes.step(Rule.PERIOD_END, kind=period.kind, day=last)
        return Span(last, last, Precision.DAY, absolute)
    if period.part is Part.WHOLE:
        notes.step(Rule.PERIOD, kind=period.kind, first=first, last=last)
        precisions = {PeriodKind.MONTH: Precision.MONTH, PeriodKind.SEASON: Precision.VAGUE}
        precision = precisions.get(period.kind, Precision.RANGE)
    else:
        if period.part in _WEEKS_OF_MONTH:
            notes.assume(Assumption.WEEKS_OF_MONTH)
        elif period.kind is PeriodKind.WEEK:
            notes.assume(Assumption.PARTS_OF_WEEK)
        elif period.part not in (Part.FIRST_HALF, Part.SECOND_HALF):
            notes.assume(Assumption.VAGUE_THIRDS)
        notes.step(Rule.PERIOD_PART, kind=period.kind, part=period.part, first=first, last=last)
        precision = Precision.VAGUE
    return _clipped(Span(first, last, precision, absolute), frame, notes)


def _clipped(span: Span, frame: Frame, notes: Notes) -> Span:
    """A period already running can only end from the announcement on."""
    first, last = plain_day(span.first), plain_day(span.last)
    if not first < frame.first_day <= last:
        return span
    notes.assume(Assumption.CLIPPED_TO_ANNOUNCEMENT)
    precision = span.precision
    if precision is not Precision.VAGUE:
        precision = Precision.DAY if frame.first_day == last else Precision.RANGE
    return replace(span, first=frame.first_day, precision=precision)


def _bounds(period: Period, frame: Frame, notes: Notes) -> tuple[date, date]:
    if period.around is not None:
        day = plain_day(_dated(period.around, frame, notes, False).first)
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if period.shift is not None:
        return _shifted(period, period.shift, frame, notes)
    if period.kind is PeriodKind.SEASON and period.year is None:
        return _season(period, 0, frame, notes)
    if period.year is not None:
        return _bounds_in(period, period.year)
    notes.assume(Assumption.YEAR_ASSUMED)
    this_year = frame.first_day.year
    bounds = _bounds_in(period, this_year)
    return bounds if bounds[1] >= frame.first_day else _bounds_in(period, this_year + 1)


def _bounds_in(period: Period, year: int) -> tuple[date, date]:
    if period.kind is PeriodKind.YEAR or period.number is None:
        return _part_of_year(year, period.part)
    if period.kind is PeriodKind.SEASON:
        return _months(year, 3 * period.number, 3)
    if period.kind is PeriodKind.QUARTER:
        return _months(year, 3 * period.number - 2, 3)
    return _part_of_month(year, period.number, period.part)


def _part_of_month(year: int, month: int, part: Part) -> tuple[date, date]:
    first, last = (_PARTS | _WEEKS_OF_MONTH).get(part, (1, 31))
    length = days_in(year, month)
    if part is Part.LAST_WEEK:
        first = length - 6
    return date(year, month, first), date(year, month, min(last, length))


def _part_of_year(year: int, part: Part) -> tuple[date, date]:
    first, count = _PARTS_OF_YEAR.get(part, (1, 12))
    return _months(year, first, count)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    """So many months from one on, which may lie in the next year."""
    last_year, last = divmod(year * 12 + first + count - 2, 12)
    return date(year, first, 1), date(last_year, last + 1, days_in(last_year, last + 1))


def _shifted(period: Period, shift: int, frame: Frame, notes: Notes) -> tuple[date, date]:
    """This or the next period, seen from the announcement, which may be known by its month or year."""
    day = frame.first_day
    if period.kind is PeriodKind.YEAR:
        return _part_of_year(day.year + shift, period.part)
    if period.kind is PeriodKind.SEASON:
        return _season(period, shift, frame, notes)
    if frame.announced.grain is Grain.YEAR or period.kind in (PeriodKind.WEEK, PeriodKind.WEEKEND):
        day = frame.day
    if period.number is not None:
        if shift and period.number > day.month:
            name = calendar.month_name[period.number]
            shift = _of_next_year(f"next {name}", day.year, frame, notes)
        return _part_of_month(day.year + shift, period.number, period.part)
    if period.kind is PeriodKind.MONTH:
        year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
        return _part_of_month(year, month + 1, period.part)
    if period.kind is PeriodKind.QUARTER and period.part not in (Part.WHOLE, Part.END):
        raise Unreadable("a part of a quarter is not read; name the months")
    if period.kind is PeriodKind.QUARTER:
        year, quarter = divmod(day.year * 4 + (day.month - 1) // 3 + shift, 4)
        return _months(year, 3 * quarter + 1, 3)
    if period.kind is PeriodKind.WEEKEND and shift == 1 and day.weekday() < 5:
        shift = frame.choose("next-weekend", 2, "'next' may be the weekend of this week or that of the next")
        notes.assume(Assumption.NEXT_WEEKDAY_OF_NEXT_WEEK if shift else Assumption.NEXT_WEEKDAY)
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    first, last = _PARTS_OF_WEEK.get(period.part, (0 if period.kind is PeriodKind.WEEK else 5, 6))
    return monday + timedelta(days=first), monday + timedelta(days=last)


def _of_next_year(words: str, year: int, frame: Frame, notes: Notes) -> int:
    later = frame.choose(words, 2, f"{words!r} may be that of {year} or of {year + 1}; write the year")
    notes.assume(Assumption.NEXT_OF_NEXT_YEAR if later else Assumption.NEXT_OF_THIS_YEAR)
    return later


def _season(period: Period, shift: int, frame: Frame, notes: Notes) -> tuple[date, date]:
    """This season is the first that is not over; the next may be that one as well while it lies ahead."""
    year = frame.first_day.year
    spans = [_bounds_in(period, each) for each in (year - 1, year, year + 1, year + 2)]
    ahead = [span for span in spans if span[1] >= frame.first_day]
    if not shift:
        return ahead[0]
    if ahead[0][0] <= frame.first_day:
        return ahead[1]
    if ahead[0][0].year > year:
        return ahead[0]
    return ahead[_of_next_year("the next season", year, frame, notes)]


def days_in(year: int, month: int) -> int:
    """How many days a month has; `OverflowError` outside the calendar."""
    if not 1 <= year <= 9998:
        raise OverflowError(f"the year {year}")
    return calendar.monthrange(year, month)[1]
