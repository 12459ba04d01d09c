"""From what was recognised to a window: the calendar, the zones and the rules of reading.

Where the words leave something open, the reading taken is noted as an assumption. The rules behind them:
a day lasts to its end in its zone, and a count of days starts at the announcement's calendar day (the rules
of the record, 'Time' 2, and the 50-day case: 14 July and 50 days is 2 September); hours are absolute, so a
night in which the clocks change does not lengthen or shorten them; months and years keep the day of the month
and stop at a shorter month's last day (so does Regulation (EEC) 1182/71, Article 3, on periods and time
limits); weeks run from Monday to Sunday (ISO 8601); 'before' a day stops with the end of the day before it,
since the named day is outside.
A clock time that a change of the clocks skipped or repeated is refused: a countdown may not guess an hour.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from tracker.domain.dates.moments import When, end_of, start_of, zone
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.parsing.clocks import check_other_clock, hour_alone, with_hour
from tracker.domain.parsing.context import Bound, Frame, Span, Where, plain_day, shown
from tracker.domain.parsing.counting import counted_span, night_is_certain
from tracker.domain.parsing.dates import day_before, day_span, moved_to
from tracker.domain.parsing.elements import (
    CalendarDate,
    Clock,
    ClockForm,
    Moment,
    Part,
    Period,
    Phrase,
    ZoneWords,
)
from tracker.domain.parsing.result import Assumption, Notes, Reading, Rule, Unreadable
from tracker.domain.parsing.vocabulary import AMBIGUOUS_ZONES, Link


def resolve(phrase: Phrase, frame: Frame) -> Reading:
    """The window of a phrase; `Unreadable` when the calendar or the announcement does not allow one."""
    notes = Notes()
    try:
        where = _where(phrase.moment.zone or _anchor_zone(phrase), frame)
        span = _span(phrase, frame, where, notes)
        _check_other_clocks(phrase, span, frame, notes)
        if phrase.approximate:
            notes.assume(Assumption.APPROXIMATE)
            if span.precision in (Precision.DAY, Precision.INSTANT, Precision.MONTH):
                span = replace(span, precision=Precision.VAGUE)
        due = _due(span, where, frame, notes)
        _check_against_announcement(due, span, frame, notes)
    except (OverflowError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"the time limit would end outside the calendar that is kept ({error})") from error
    _note_the_rest(phrase, notes)
    return notes.reading(due)


def _anchor_zone(phrase: Phrase) -> ZoneWords | None:
    anchor = phrase.count.anchor if phrase.count else None
    return anchor.zone if anchor else None


def _note_the_rest(phrase: Phrase, notes: Notes) -> None:
    if phrase.condition:
        notes.assume(Assumption.CONDITION_LEFT_OUT)
    if phrase.left_out:
        notes.assume(Assumption.WORDS_LEFT_OUT)
        notes.step(Rule.WORDS_LEFT_OUT, words=" ".join(phrase.left_out))


def _span(phrase: Phrase, frame: Frame, where: Where, notes: Notes) -> Span:
    if phrase.count is None:
        return moment_span(phrase, frame, where, notes)
    counted = counted_span(phrase, phrase.count, frame, where, notes)
    if not phrase.moment.days:
        return counted
    named = moment_span(phrase, frame, where, notes)
    if not _agree(counted, named, where):
        raise Unreadable(
            f"the words name two time limits: the count leads to {shown(counted)}, the date is {shown(named)}"
        )
    notes.step(Rule.TWO_WORDINGS_AGREE, count=shown(counted), day=shown(named))
    return counted if isinstance(counted.first, datetime) and not isinstance(named.first, datetime) else named


def _agree(counted: Span, named: Span, where: Where) -> bool:
    """Whether a count and a named time can be the same: an hour within the counted window, or on the day."""
    if isinstance(counted.first, datetime) and isinstance(counted.last, datetime):
        if isinstance(named.first, datetime) and isinstance(named.last, datetime):
            return counted.first <= named.first and named.last <= counted.last
        days = (counted.first.astimezone(where.wall).date(), counted.last.astimezone(where.wall).date())
        return days == (named.first, named.last)
    return (named.first, named.last) == (counted.first, counted.last)


def _check_other_clocks(phrase: Phrase, span: Span, frame: Frame, notes: Notes) -> None:
    for other in phrase.moment.others:
        where = _where(other.zone, frame)
        named = other.zone.text if other.zone else frame.seat
        zone_text = named.upper() if len(named) < 6 else f"{named.title()} time"
        if other.zone and other.zone.ambiguous:
            raise Unreadable(
                f"{zone_text!r} is used in {other.zone.ambiguous}; write the place, as 'Kyiv time'"
            )
        bounds = [bound for bound in (span.first, span.last) if isinstance(bound, datetime)]
        for bound in bounds:
            check_other_clock(bound, other, where, zone_text)
        if other.days and bounds:
            day = day_span(other, frame, frozenset(), notes)
            named_span = with_hour(day, other, where, notes)
            if (named_span.first, named_span.last) != (span.first, span.last):
                raise Unreadable(f"the words name two instants, {shown(span)} and {shown(named_span)}")
        notes.step(Rule.TWO_CLOCKS_AGREE, words=zone_text)


def moment_span(phrase: Phrase, frame: Frame, where: Where, notes: Notes) -> Span:
    """When the time limit of a phrase that counts nothing ends, with its hour. Raises `Unreadable`."""
    moment = _with_half_day(_at_hour_of_announcement(phrase.moment, frame, where, notes), frame, notes)
    if Link.AFTER in phrase.links and phrase.count is None:
        raise Unreadable("'after' a day says when the time limit does not end, not when it ends")
    if not moment.days:
        assert moment.clock is not None, "a phrase has a count, a day or a clock"
        instant = hour_alone(moment.clock, moment.part, frame, where, notes)
        return Span(instant, instant, Precision.INSTANT)
    started = Link.FROM in phrase.links and Link.BY not in phrase.links
    if started and phrase.shifted:
        if not moment.joined and not any(
            isinstance(day, CalendarDate) and day.last_day for day in moment.days
        ):
            raise Unreadable("the words name the date it was moved from, not the date it was moved to")
        moment, started = moved_to(moment), False
    starts = started or phrase.starts
    if starts and moment.clock and moment.clock.named_midnight and not night_is_certain(moment):
        raise Unreadable("a start at midnight may be the start of that day or its end; write 00:00 or 24:00")
    span = day_span(moment, frame, phrase.links, notes)
    if started and moment.clock is None and not moment.joined:
        notes.assume(Assumption.START_READ_AS_THAT_DAY)
    if phrase.until and _is_period(moment) and moment.clock is None:
        within = frame.choose("until-period", 2, "'until' a period may end before it begins or within it")
        return span if within else day_before(span, moment, notes)
    is_day = span.precision is Precision.DAY and not any(isinstance(day, Period) for day in moment.days)
    if phrase.until and moment.clock is None and is_day:
        notes.assume(Assumption.UNTIL_READ_AS_INCLUDING)
    if Link.BEFORE in phrase.links and moment.clock is None:
        span = day_before(span, moment, notes)
    return with_hour(span, moment, where, notes)


def _is_period(moment: Moment) -> bool:
    """Whether the words name one whole period and no end of it."""
    return len(moment.days) == 1 and all(
        isinstance(day, Period) and day.part is Part.WHOLE for day in moment.days
    )


def _at_hour_of_announcement(moment: Moment, frame: Frame, where: Where, notes: Notes) -> Moment:
    """'this time tomorrow' with the hour of the announcement; with the day alone where that is not known."""
    if moment.clock is None or moment.clock.form is not ClockForm.AS_ANNOUNCED:
        return moment
    if frame.instant is None:
        notes.assume(Assumption.HOUR_OF_ANNOUNCEMENT_UNKNOWN)
        return replace(moment, clock=None)
    local = frame.instant.astimezone(where.wall)
    return replace(moment, clock=Clock(local.hour, local.minute, ClockForm.CERTAIN, second=local.second))


def _with_half_day(moment: Moment, frame: Frame, notes: Notes) -> Moment:
    """'Friday at 8' in the morning or in the evening, '12 o'clock' at noon or at midnight: open."""
    clock = moment.clock
    if clock is None or clock.form is not ClockForm.HALF_DAY or moment.part:
        return moment
    either = "noon or midnight" if clock.hour == 12 else "in the morning or in the evening"
    second = frame.choose("half-day", 2, f"{clock.hour} o'clock does not say whether it is {either}")
    if clock.hour == 12:
        notes.assume(Assumption.TWELVE_IS_MIDNIGHT if second else Assumption.TWELVE_IS_NOON)
        midnight = Clock(24, 0, ClockForm.MIDNIGHT, named_midnight=True)
        return replace(moment, clock=midnight if second else replace(clock, form=ClockForm.CERTAIN))
    notes.assume(Assumption.IN_THE_EVENING if second else Assumption.IN_THE_MORNING)
    return replace(moment, clock=replace(clock, hour=clock.hour + 12 * second, form=ClockForm.CERTAIN))


def _where(words: ZoneWords | None, frame: Frame) -> Where:
    if words is None:
        return Where(zone(frame.seat), frame.seat)
    chosen = dict(frame.chosen).get(f"zone {words.text}")
    if words.ambiguous and chosen is not None:
        name = AMBIGUOUS_ZONES[words.text][chosen]
        return Where(zone(name), name, replace(words, name=name, ambiguous=""))
    if words.name:
        return Where(zone(words.name), words.name, words)
    if words.minutes is not None:
        return Where(timezone(timedelta(minutes=words.minutes)), None, words)
    return Where(zone(frame.seat), frame.seat, words)


def _due(span: Span, where: Where, frame: Frame, notes: Notes) -> Due:
    if not isinstance(span.first, datetime):
        _check_days_exist(span, where)
    name = _zone_name(span, where, frame, notes)
    assumed = where.words is None and not frame.given
    if where.words:
        notes.step(Rule.ZONE_FROM_WORDS, words=where.words.text, zone=name)
        if where.words.bare_place:
            notes.assume(Assumption.PLACE_READ_AS_ZONE)
    else:
        notes.step(Rule.ZONE_FROM_SEAT, zone=name)
    if assumed:
        notes.assume(Assumption.ZONE_ASSUMED)
    shown_in = (
        zone(name)
        if where.name or _offset_at(_ends(span, where)[0], zone(name)) == _minutes(where)
        else where.wall
    )
    return Due(_written(span.first, shown_in), _written(span.last, shown_in), span.precision, name, assumed)


def _minutes(where: Where) -> timedelta | None:
    return where.wall.utcoffset(None)


def _check_days_exist(span: Span, where: Where) -> None:
    for day in {plain_day(span.first), plain_day(span.last)}:
        if end_of(day, where.wall) <= start_of(day, where.wall):
            raise Unreadable(f"{day} does not exist in {where.name}: the zone skipped that day")


def _ends(span: Span, where: Where) -> tuple[datetime, datetime]:
    first, last = (
        bound if isinstance(bound, datetime) else end_of(bound, where.wall)
        for bound in (span.first, span.last)
    )
    return first, last


def _offset_at(instant: datetime, where: tzinfo) -> timedelta | None:
    return instant.astimezone(where).utcoffset()


def _zone_name(span: Span, where: Where, frame: Frame, notes: Notes) -> str:
    """The IANA name for the window; for a fixed distance from UTC, one that keeps it at both bounds."""
    words, ends = where.words, _ends(span, where)
    if words and words.ambiguous:
        seat = zone(frame.seat)
        if any(end.astimezone(seat).tzname() != words.text.upper() for end in ends):
            reason = f"{words.text.upper()!r} is used in {words.ambiguous}; write the place, as 'Kyiv time'"
            frame.choose(f"zone {words.text}", len(AMBIGUOUS_ZONES[words.text]), reason)
        notes.assume(Assumption.AMBIGUOUS_ABBREVIATION)
    if where.name:
        return where.name
    for candidate in (frame.seat, words.home if words else None):
        fits = words is not None and (
            words.home is None or candidate == words.home or _says(candidate, ends, words)
        )
        if candidate and fits and all(_offset_at(end, zone(candidate)) == _minutes(where) for end in ends):
            return candidate
    if words and words.home:
        notes.assume(Assumption.ABBREVIATION_OUT_OF_SEASON)
    return _fixed_zone(where, isinstance(span.first, datetime))


def _says(name: str | None, ends: tuple[datetime, datetime], words: ZoneWords) -> bool:
    """Whether a zone itself uses that abbreviation then."""
    return name is not None and all(end.astimezone(zone(name)).tzname() == words.text.upper() for end in ends)


def _fixed_zone(where: Where, with_hour: bool) -> str:
    """Etc/GMT-3 for UTC+3 (their signs are reversed); of part hours only an instant can be kept."""
    hours, rest = divmod(int((_minutes(where) or timedelta()).total_seconds()) // 60, 60)
    if rest == 0 and -12 <= hours <= 14:
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if with_hour:
        return "UTC"
    raise Unreadable("no named zone keeps that distance from UTC; name the zone, such as 'New Delhi time'")


def _written(bound: Bound, where: tzinfo) -> When:
    if not isinstance(bound, datetime):
        return When(bound.isoformat())
    local = bound.astimezone(where)
    offset = local.utcoffset() or timedelta()
    if offset.total_seconds() % 60:  # local mean time: ISO 8601 has no seconds in an offset
        return When(bound.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    text = local.isoformat()
    return When(text.removesuffix("+00:00") + "Z" if where is UTC else text)


def _check_against_announcement(due: Due, span: Span, frame: Frame, notes: Notes) -> None:
    """A limit over before it was announced is refused, unless the words name its year themselves."""
    announced = frame.instant or start_of(frame.first_day, zone(frame.seat))
    latest = due.window.latest_at
    if latest is None or latest > announced:
        return
    if not span.absolute:
        raise Unreadable(
            f"the time limit would have ended {shown(span)}, before it was announced ({frame.announced})"
        )
    notes.assume(Assumption.IN_THE_PAST)
