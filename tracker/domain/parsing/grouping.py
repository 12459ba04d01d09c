"""Gathers what names one moment: its days, hour, zone and part of the day, wherever they stand."""

from dataclasses import replace

from tracker.domain.parsing.cursor import Tokens, starts_with, text
from tracker.domain.parsing.days import IMMEDIATELY, day
from tracker.domain.parsing.elements import (
    CalendarDate,
    Clock,
    ClockForm,
    Day,
    DayPart,
    Feast,
    Moment,
    MonthDay,
    Part,
    Period,
    PeriodKind,
    RelativeDay,
    Weekday,
    ZoneWords,
)
from tracker.domain.parsing.hours import clock, day_part
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import Kind
from tracker.domain.parsing.zones import time_of_zone_follows, zone_words

AT_ONCE_DAY = RelativeDay(0, IMMEDIATELY)
JOINTS = frozenset({"or", "to", "-", "and", "/"})
"""What ties two days into one range."""


class Gathered:
    """A moment under construction; `end` is the place behind the last part taken."""

    def __init__(self) -> None:
        self.days: list[Day] = []
        self.joined = False
        self.clock: Clock | None = None
        self.zone: ZoneWords | None = None
        self.part: DayPart | None = None
        self.ends_day = False
        self.between = False
        self.others: list[Moment] = []
        self.end = 0
        self._hour_of_first_day = False

    def frozen(self) -> Moment:
        """The moment as gathered so far; where another clock has the day, that one leads."""
        moment = Moment(tuple(self.days), self.joined, self.clock, self.zone, self.part)
        moment = replace(moment, ends_day=self.ends_day, between=self.between)
        dated = next((other for other in self.others if other.days), None)
        if moment.days or dated is None:
            return replace(moment, others=tuple(self.others))
        return replace(dated, others=(moment, *(other for other in self.others if other is not dated)))

    @property
    def has_two_days(self) -> bool:
        """Whether a date spans two days of a month, as '1 to 7 August'."""
        return any(isinstance(day, CalendarDate) and day.last_day for day in self.days)

    def add_day(self, day: Day, *, joined: bool) -> None:
        """A day more; `joined` when a word ties it to the one before into a range.

        'immediately' yields to any day that is named.
        """
        if day == AT_ONCE_DAY and self.days:
            return
        if self.days == [AT_ONCE_DAY]:
            self.days.clear()
            joined = False
        if joined and len(self.days) == 1:
            if self._hour_of_first_day:
                raise Unreadable("the words name two days, and an hour for the first alone")
            self.joined = True
        elif self.days and not self._belong_together(day):
            raise Unreadable("the words name two different days")
        if day not in self.days:
            self.days.append(day)

    def _belong_together(self, day: Day) -> bool:
        """A date or a week with its weekday, or the same day named twice."""
        if self.joined or len(self.days) > 1:
            return day in self.days
        pair = (self.days[0], day)
        kinds = {type(each) for each in pair}
        dated = Weekday in kinds and not kinds.isdisjoint({CalendarDate, MonthDay, Feast})
        of_week = {type(each) for each in pair} == {Weekday, Period} and PeriodKind.WEEK in [
            each.kind for each in pair if isinstance(each, Period) and each.part is Part.WHOLE
        ]
        return day in self.days or dated or of_week

    def add_clock(self, clock: Clock) -> None:
        """The hour; close of business yields to one in figures. Raises `Unreadable` for two."""
        if self.clock and clock.form is ClockForm.BUSINESS:
            return
        if self.clock and self.clock.form is ClockForm.BUSINESS:
            self.clock = None  # 'close of business, 6 p.m.' names its hour
        if self.clock not in (None, clock):
            raise Unreadable("the words name two different hours")
        self.clock = clock
        self._hour_of_first_day = bool(self.days)

    def add_zone(self, zone: ZoneWords) -> None:
        """The zone of the hour. Raises `Unreadable` for two."""
        if self.zone not in (None, zone):
            raise Unreadable("the words name two different zones")
        self.zone = zone

    def add_part(self, part: DayPart) -> None:
        """The part of the day. Raises `Unreadable` for two."""
        if self.part not in (None, part):
            raise Unreadable("the words name two different parts of the day")
        self.part = part


def take_into(moment: Gathered, tokens: Tokens, at: int) -> int | None:
    """Adds the part that stands there to the moment and returns the place behind it; None without one."""
    behind = _take_part(moment, tokens, at)
    if behind is not None:
        moment.end = behind
    return behind


def _take_part(moment: Gathered, tokens: Tokens, at: int) -> int | None:
    found_clock = None if _is_date(tokens, at) else clock(tokens, at)
    if found_clock:
        moment.add_clock(found_clock[0])
        return found_clock[1]
    found_day = day(tokens, at)
    if found_day:
        moment.add_day(found_day[0], joined=_joins(moment, tokens, at))
        moment.between |= text(tokens, at - 1 - (text(tokens, at - 1) == "the")) == "between"
        if found_day[0] == RelativeDay(0, "tonight"):
            moment.add_part(DayPart("night"))
        if starts_with(tokens, at, ("this", "time")):
            moment.add_clock(Clock(0, 0, ClockForm.AS_ANNOUNCED))
        moment.ends_day |= text(tokens, at) in ("end", "eod") and not isinstance(found_day[0], Period)
        return found_day[1]
    found_part = day_part(tokens, at)
    if found_part:
        moment.add_part(found_part[0])
        return found_part[1]
    adjacent = all(token.text in (",", "(") for token in tokens[moment.end : at])
    behind_clock, behind_day = moment.clock is not None, bool(moment.days or moment.part)
    found_zone = zone_words(
        tokens, at, behind_clock=adjacent and behind_clock, behind_day=adjacent and behind_day
    )
    if found_zone:
        moment.add_zone(found_zone[0])
        return found_zone[1]
    return None


def _is_date(tokens: Tokens, at: int) -> bool:
    """'4 May' is a day though 'at 4' alone would be an hour; '1800' is an hour before 'Kyiv time'."""
    found = day(tokens, at) if tokens[at].kind is Kind.NUMBER else None
    return found is not None and not (found[1] == at + 1 and time_of_zone_follows(tokens, found[1]))


def _joins(moment: Gathered, tokens: Tokens, at: int) -> bool:
    """Whether 'or', 'to', 'and' or a dash ties this day to the one before it."""
    before = at - 1
    while text(tokens, before) in ("the", "on", "by", "even", "maybe", "perhaps", "possibly"):
        before -= 1
    if text(tokens, before) == "," and text(tokens, before + 1) in ("maybe", "perhaps", "possibly"):
        return bool(moment.days)
    return bool(moment.days) and text(tokens, before) in JOINTS
