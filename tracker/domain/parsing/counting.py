"""Counts from the announcement or another start: days on the calendar, hours in absolute time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from tracker.domain.dates.moments import end_of, start_of
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing.clocks import hour_alone, instant_at, with_hour
from tracker.domain.parsing.context import Bound, Frame, Span, Where, plain_day
from tracker.domain.parsing.dates import day_span, days_in
from tracker.domain.parsing.elements import Amount, CalendarDate, Count, Moment, Phrase, RelativeDay
from tracker.domain.parsing.public_holidays import workdays_after
from tracker.domain.parsing.result import Assumption, Notes, Rule, Unreadable
from tracker.domain.parsing.vocabulary import Unit

_MINUTES = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.DAY: 24 * 60, Unit.WEEK: 7 * 24 * 60}


def counted_span(phrase: Phrase, count: Count, frame: Frame, where: Where, notes: Notes) -> Span:
    """The end of a stretch of time, counted from the announcement or from the start the words name."""
    days = count.anchor.days if count.anchor else ()
    absolute = any(isinstance(day, CalendarDate) and day.year for day in days)
    return replace(_counted(phrase, count, frame, where, notes), absolute=absolute)


def _counted(phrase: Phrase, count: Count, frame: Frame, where: Where, notes: Notes) -> Span:
    _check_amounts(count)
    count = _chosen(count, frame, notes)
    if count.couple:
        notes.assume(Assumption.COUPLE_READ_AS_TWO)
    if count.anchor is None and phrase.extension:
        notes.assume(Assumption.EXTENSION_FROM_ANNOUNCEMENT)
    elif count.anchor is None and not count.from_announcement:
        notes.assume(Assumption.DAY_COUNT_FROM_ANNOUNCEMENT)
    start = _start(count, frame, where, notes)
    high = count.high or count.low
    if any(each.unit in (Unit.HOUR, Unit.MINUTE) for each in (*count.low, *high)):
        if phrase.moment.clock and not phrase.moment.days:
            raise Unreadable("a count of hours and an hour of the day are two different time limits")
        return _counted_hours(count, high, start, where, notes)
    local = start.astimezone(where.wall).date() if isinstance(start, datetime) else start
    if isinstance(start, datetime) and count.anchor is None:
        local = frame.day
    return _counted_days(replace(phrase, count=count), local, frame, where, notes)


def _chosen(count: Count, frame: Frame, notes: Notes) -> Count:
    """'quinze jours' as two weeks or as 15 days; a month and a half has 15 days beyond the month.

    For the half month: German Civil Code, section 189 (1).
    """
    if count.low[0].either:
        fifteen = frame.choose("fortnight", 2, "these words may mean two weeks or 15 days")
        notes.assume(Assumption.FIFTEEN_DAYS if fifteen else Assumption.TWO_WEEKS)
        days = count.low[0].value if fifteen else count.low[0].either
        return replace(count, low=(Amount(days, Unit.DAY),))
    if [each.unit for each in count.low] == [Unit.MONTH, Unit.DAY] and count.low[1].value == 15:
        notes.assume(Assumption.HALF_MONTH_IS_15_DAYS)
    return count


def _check_amounts(count: Count) -> None:
    for each in (*count.low, *(count.high or ())):
        if each.value < 1:
            raise Unreadable(f"{each.value} {each.unit}s is no time limit")


def _start(count: Count, frame: Frame, where: Where, notes: Notes) -> Bound:
    """The day or the instant the count begins at."""
    if count.anchor is None:
        day = frame.day
        return frame.instant or day
    anchor = count.anchor
    span = day_span(anchor, frame, frozenset(), notes) if anchor.days else None
    if span and span.first != span.last:
        raise Unreadable(f"a count cannot begin anywhere between {span.first} and {span.last}")
    if anchor.clock is None:
        return span.first if span else frame.day
    if anchor.clock.named_midnight and not night_is_certain(anchor):
        raise Unreadable(
            "a count from midnight on a day may begin with that day or at its end; write 00:00 or 24:00"
        )
    if span is None:
        return hour_alone(anchor.clock, anchor.part, frame, where, notes)
    return instant_at(plain_day(span.first), anchor.clock, anchor.part, where, notes)


def night_is_certain(moment: Moment) -> bool:
    """Whether midnight as a start is one instant: alone it is the next, tonight's ends today."""
    return moment.between or all(isinstance(day, RelativeDay) and day.days == 0 for day in moment.days)


def _counted_hours(count: Count, high: tuple[Amount, ...], start: Bound, where: Where, notes: Notes) -> Span:
    """Absolute hours from an instant; from a bare day, every instant of that day is a possible start."""
    least, most = _length(count.low), _length(high)
    words = {"amount": _amount_text(count), "unit": _unit_text(count), "start": start}
    if isinstance(start, datetime):
        first, last = start + least, start + most
        notes.step(Rule.COUNTED_FROM_INSTANT, **words, end=last.isoformat())
        return Span(first, last, Precision.INSTANT if first == last else Precision.RANGE)
    notes.assume(Assumption.HOUR_OF_ANNOUNCEMENT_UNKNOWN)
    first, last = start_of(start, where.wall) + least, end_of(start, where.wall) + most
    notes.step(Rule.COUNTED_FROM_UNKNOWN_HOUR, **words, earliest=first.isoformat(), latest=last.isoformat())
    return Span(first, last, Precision.RANGE)


def _length(amounts: tuple[Amount, ...]) -> timedelta:
    if any(each.unit in (Unit.MONTH, Unit.YEAR) for each in amounts):
        raise Unreadable("months have no fixed number of hours")
    return timedelta(minutes=sum(each.value * _MINUTES[each.unit] for each in amounts))


def _counted_days(phrase: Phrase, start: date, frame: Frame, where: Where, notes: Notes) -> Span:
    count = phrase.count
    assert count is not None, "asked of counts alone"
    high = count.high or count.low
    if any(each.unit is Unit.WORKDAY for each in (*count.low, *high)):
        first, last = (_workdays_on(start, amounts, frame.seat, notes) for amounts in (count.low, high))
    else:
        first, last = add(start, count.low, notes), add(start, high, notes)
    if first > last:
        raise Unreadable("the two stretches of time are not in rising order")
    end = first if first == last else f"{first} to {last}"
    notes.step(
        Rule.COUNTED_FROM_DAY, amount=_amount_text(count), unit=_unit_text(count), start=start, end=end
    )
    span = Span(first, last, Precision.DAY if first == last else Precision.RANGE)
    return with_hour(span, phrase.moment, where, notes)


def _workdays_on(start: date, amounts: tuple[Amount, ...], seat: str, notes: Notes) -> date:
    if len(amounts) != 1 or amounts[0].unit is not Unit.WORKDAY:
        raise Unreadable("working days go with no other unit")
    notes.assume(Assumption.WORKDAYS_OF_COUNTRY)
    return workdays_after(start, amounts[0].value, seat)


def add(start: date, amounts: tuple[Amount, ...], notes: Notes) -> date:
    """The calendar day so much later; months keep the day of the month, or stop at the month's last."""
    months = days = 0
    for each in amounts:
        if each.unit in (Unit.MONTH, Unit.YEAR):
            months += each.value * (12 if each.unit is Unit.YEAR else 1)
        else:
            days += each.value * (7 if each.unit is Unit.WEEK else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, days_in(year, month + 1))
    if day < start.day:
        notes.assume(Assumption.MONTH_END_CLIPPED)
    return date(year, month + 1, day) + timedelta(days=days)


def _amount_text(count: Count) -> str:
    low = " ".join(str(each.value) for each in count.low)
    return low if count.high is None else f"{low} to {' '.join(str(each.value) for each in count.high)}"


def _unit_text(count: Count) -> str:
    """The unit, or the units of 'one day and 12 hours' and '24 hours or 2 days' in order."""
    return " ".join(dict.fromkeys(each.unit.value for each in (*count.low, *(count.high or ()))))
