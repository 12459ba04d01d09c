"""Hours of the day as instants; a wall clock that a change of the clocks skipped or repeated is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tracker.domain.dates.moments import end_of
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing.context import Frame, Span, Where, plain_day
from tracker.domain.parsing.elements import Clock, ClockForm, DayPart, Moment, Part, Period
from tracker.domain.parsing.result import Assumption, Notes, Rule, Unreadable


def with_hour(span: Span, moment: Moment, where: Where, notes: Notes) -> Span:
    """The span at the hour that its words name; as it was where they name none. Raises `Unreadable`."""
    if moment.clock is None:
        if moment.part:
            notes.assume(Assumption.DAY_PART_LEFT_OUT)
        return span
    if moment.clock.named_midnight and span.first != span.last:
        span = _night_between(span, moment)
    if span.precision not in (Precision.DAY, Precision.RANGE) or _is_long(moment):
        raise Unreadable("an hour of the day needs one day, not a longer period")
    clock, part = moment.clock, moment.part
    first, last = (instant_at(plain_day(day), clock, part, where, notes) for day in (span.first, span.last))
    precision = Precision.INSTANT if first == last else Precision.RANGE
    return Span(first, last, precision, span.absolute)


def _night_between(span: Span, moment: Moment) -> Span:
    """'midnight between 14 and 15 July' is the end of the 14th."""
    first, last = plain_day(span.first), plain_day(span.last)
    if not moment.between or last - first != timedelta(days=1):
        raise Unreadable("midnight between or on two days is no certain hour")
    return replace(span, last=span.first, precision=Precision.DAY)


def _is_long(moment: Moment) -> bool:
    return any(isinstance(day, Period) and day.part is not Part.END for day in moment.days)


def hour_alone(clock: Clock, part: DayPart | None, frame: Frame, where: Where, notes: Notes) -> datetime:
    """An hour without a day: the announcement's own day, or the next when that hour had passed."""
    notes.assume(Assumption.DAY_ASSUMED)
    if frame.instant is None:
        return instant_at(frame.day, clock, part, where, notes)
    day = frame.instant.astimezone(where.wall).date()
    if _instant(day, clock, part, where) <= frame.instant:
        day += timedelta(days=1)
    return instant_at(day, clock, part, where, notes)


def instant_at(day: date, clock: Clock, part: DayPart | None, where: Where, notes: Notes) -> datetime:
    """The instant of an hour on a day, in UTC, with what was assumed of it."""
    found = _settled(clock, part)
    instant = _instant(day, clock, part, where)
    if found.form is ClockForm.MIDNIGHT:
        if found.named_midnight:
            notes.assume(Assumption.MIDNIGHT_ENDS_THE_DAY)
        notes.step(Rule.END_OF_DAY, day=day, zone=where.name or where.wall, instant=instant.isoformat())
        return instant
    if found.form is ClockForm.TWELVE_AM:
        notes.assume(Assumption.TWELVE_AM_STARTS_THE_DAY)
    if found.form is ClockForm.BUSINESS:
        notes.assume(Assumption.BUSINESS_ENDS_AT_17)
    if found.form is ClockForm.BARE:
        notes.assume(Assumption.HOUR_ON_24_HOUR_CLOCK)
    hour = f"{found.hour:02}:{found.minute:02}"
    notes.step(Rule.HOUR, hour=hour, zone=where.name or where.wall, instant=instant.isoformat())
    return instant


def check_other_clock(instant: datetime, other: Moment, where: Where, zone_text: str) -> None:
    """That another clock shows the hour that the words give for it then; `Unreadable` with the conversion."""
    assert other.clock is not None, "another clock has an hour"
    found = _settled(other.clock, other.part)
    local = instant.astimezone(where.wall)
    said = f"{found.hour % 24:02}:{found.minute:02}"
    if (local.hour, local.minute, local.second) != (found.hour % 24, found.minute, found.second):
        raise Unreadable(
            f"the words name two hours: the first is {local:%H:%M} {zone_text} on {local.date()}, "
            f"not {said} {zone_text}"
        )


def _instant(day: date, clock: Clock, part: DayPart | None, where: Where) -> datetime:
    found = _settled(clock, part)
    if found.form is ClockForm.MIDNIGHT:
        return end_of(day, where.wall)
    return _wall(day, found, where)


def _settled(clock: Clock, part: DayPart | None) -> Clock:
    """The hour of a twelve-hour clock settled by 'in the morning', 'at night'; else `Unreadable`."""
    if clock.form is ClockForm.AS_ANNOUNCED:
        raise Unreadable("'this time' is the hour of the announcement and goes with a day alone")
    half_day = clock.form in (ClockForm.HALF_DAY, ClockForm.BARE)
    if not half_day or part is None:
        if clock.form is ClockForm.HALF_DAY:
            either = "noon or midnight" if clock.hour == 12 else "in the morning or in the evening"
            raise Unreadable(f"{clock.hour} o'clock does not say whether it is {either}")
        return clock
    rules: dict[str, Callable[[int], int | None]] = {
        "morning": lambda hour: hour if hour < 12 else None,
        "afternoon": lambda hour: hour % 12 + 12 if hour == 12 or hour < 7 else None,
        "evening": lambda hour: hour + 12 if 4 <= hour < 12 else None,
        "night": lambda hour: hour + 12 if 6 <= hour <= 12 else None,
    }
    hour = rules[part.name](clock.hour)
    if hour is None:
        raise Unreadable(f"{clock.hour} o'clock in the {part.name} is no certain hour")
    if hour == 24 and clock.minute == 0:
        return Clock(24, 0, ClockForm.MIDNIGHT, named_midnight=True)
    if hour == 24:
        raise Unreadable(f"{clock.hour}:{clock.minute:02} at night may belong to either day")
    return Clock(hour, clock.minute, ClockForm.CERTAIN)


def _wall(day: date, clock: Clock, where: Where) -> datetime:
    """A wall clock as an instant in UTC; `Unreadable` when the clocks skipped it or showed it twice."""
    local = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, tzinfo=where.wall)
    first, second = local.replace(fold=0), local.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return local.astimezone(UTC)
    shown = f"{clock.hour:02}:{clock.minute:02} on {day} in {where.name}"
    back = first.astimezone(UTC).astimezone(where.wall)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Unreadable(f"{shown} does not exist: the clocks went forward past it that day")
    offsets = " or ".join(f"UTC{each.isoformat()[-6:]}" for each in (first, second))
    raise Unreadable(f"{shown} happens twice as the clocks go back; add its distance from UTC, {offsets}")
