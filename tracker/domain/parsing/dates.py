"""Named days and periods on the calendar, seen from the announcement."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing.context import Frame, Span, plain_day
from tracker.domain.parsing.elements import (
    CalendarDate,
    Day,
    Moment,
    Part,
    Period,
    PeriodKind,
    RelativeDay,
    Weekday,
)
from tracker.domain.parsing.result import Assumption, Notes, Rule, Unreadable
from tracker.domain.parsing.vocabulary import WEEKDAY_NAMES, Link

_PARTS = {Part.EARLY: (1, 10), Part.MIDDLE: (11, 20), Part.LATE: (21, 31)}
_PARTS |= {Part.FIRST_HALF: (1, 15), Part.SECOND_HALF: (16, 31)}


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
    strictly_later = Link.BEFORE in links
    moment = replace(moment, days=tuple(_in_full(day, frame) for day in moment.days))
    if moment.joined:
        return _joined(moment.days, frame, notes)
    weekday = next((day for day in moment.days if isinstance(day, Weekday)), None)
    dated = next((day for day in moment.days if isinstance(day, CalendarDate)), None)
    if weekday and dated:
        span = _named(dated, frame, notes, strictly_later)
        _check_weekday(weekday, span)
        return span
    week = next((day for day in moment.days if isinstance(day, Period)), None)
    if weekday and week:
        day = _shifted(week, week.shift or 0, frame)[0] + timedelta(days=weekday.index)
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
    later = Frame(When(plain_day(first.first).isoformat()), frame.seat, frame.given)
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
            return Span(found, found, Precision.DAY)
        case Weekday():
            return _next_weekday(day, frame, notes)
        case CalendarDate():
            return _dated(day, frame, notes, strictly_later)
        case Period():
            return _period(day, frame, notes)


def _next_weekday(weekday: Weekday, frame: Frame, notes: Notes) -> Span:
    """The next such day strictly after the announcement's own."""
    ahead = (weekday.index - frame.day.weekday() - 1) % 7 + 1
    if ahead == 7:
        notes.assume(Assumption.ANNOUNCED_ON_THAT_WEEKDAY)
    if weekday.word == "next":
        notes.assume(Assumption.NEXT_WEEKDAY)
    day = frame.day + timedelta(days=ahead)
    notes.step(Rule.WEEKDAY, weekday=WEEKDAY_NAMES[weekday.index], start=frame.day, day=day)
    return Span(day, day, Precision.DAY)


def _dated(named: CalendarDate, frame: Frame, notes: Notes, strictly_later: bool) -> Span:
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
    first, last = _bounds(period, frame, notes)
    absolute = period.year is not None
    if period.part is Part.END:
        notes.step(Rule.PERIOD_END, kind=period.kind, day=last)
        return Span(last, last, Precision.DAY, absolute)
    if period.part is Part.WHOLE:
        notes.step(Rule.PERIOD, kind=period.kind, first=first, last=last)
        precision = Precision.MONTH if period.kind is PeriodKind.MONTH else Precision.RANGE
    else:
        if period.part not in (Part.FIRST_HALF, Part.SECOND_HALF):
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
    if period.shift is not None:
        return _shifted(period, period.shift, frame)
    if period.year is not None:
        return _bounds_in(period, period.year)
    notes.assume(Assumption.YEAR_ASSUMED)
    this_year = frame.first_day.year
    bounds = _bounds_in(period, this_year)
    return bounds if bounds[1] >= frame.first_day else _bounds_in(period, this_year + 1)


def _bounds_in(period: Period, year: int) -> tuple[date, date]:
    if period.kind is PeriodKind.YEAR or period.number is None:
        return date(year, 1, 1), date(year, 12, 31)
    if period.kind is PeriodKind.QUARTER:
        return _months(year, 3 * period.number - 2, 3)
    return _part_of_month(year, period.number, period.part)


def _part_of_month(year: int, month: int, part: Part) -> tuple[date, date]:
    first, last = _PARTS.get(part, (1, 31))
    return date(year, month, first), date(year, month, min(last, days_in(year, month)))


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, first + count - 1, days_in(year, first + count - 1))


def _shifted(period: Period, shift: int, frame: Frame) -> tuple[date, date]:
    """This or the next period, seen from the announcement, which may be known by its month or year."""
    day = frame.first_day
    if period.kind is PeriodKind.YEAR:
        return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)
    if frame.announced.grain is Grain.YEAR or period.kind in (PeriodKind.WEEK, PeriodKind.WEEKEND):
        day = frame.day
    if period.number is not None:
        ambiguous = shift and period.number > day.month
        if ambiguous:
            name = calendar.month_name[period.number]
            raise Unreadable(f"'next {name}' may be that of {day.year} or of {day.year + 1}; write the year")
        return _part_of_month(day.year + shift, period.number, period.part)
    if period.kind is PeriodKind.MONTH:
        year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
        return _part_of_month(year, month + 1, period.part)
    if period.kind is PeriodKind.QUARTER:
        year, quarter = divmod(day.year * 4 + (day.month - 1) // 3 + shift, 4)
        return _months(year, 3 * quarter + 1, 3)
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    return monday + timedelta(days=0 if period.kind is PeriodKind.WEEK else 5), monday + timedelta(days=6)


def days_in(year: int, month: int) -> int:
    """How many days a month has; `OverflowError` outside the calendar."""
    if not 1 <= year <= 9998:
        raise OverflowError(f"the year {year}")
    return calendar.monthrange(year, month)[1]
