"""The parts a time limit is worded with, as they are recognised and before any calendar is asked."""

from dataclasses import dataclass, field
from enum import StrEnum

from tracker.domain.parsing.vocabulary import Link, Unit


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit."""

    value: int
    unit: Unit
    either: int | None = None
    """Another value it may as well have ('quinze jours' is two weeks or 15 days)."""


class ClockForm(StrEnum):
    """How an hour was worded, where that decides how it is read."""

    CERTAIN = "certain"  # 20:00, 08:00, 8 pm
    HALF_DAY = "half-day"  # 8 o'clock: morning or evening
    BARE = "bare"  # 8:00, perhaps of a twelve-hour clock
    TWELVE_AM = "twelve-am"  # 12 a.m.
    MIDNIGHT = "midnight"  # midnight, 24:00: the end of the day
    BUSINESS = "business"  # the close of business
    AS_ANNOUNCED = "as-announced"  # 'this time tomorrow': the hour of the announcement


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of the day as worded."""

    hour: int
    minute: int
    form: ClockForm
    named_midnight: bool = False
    second: int = 0


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """A zone as worded: an IANA name, or a fixed distance from UTC with the zone it belongs to."""

    text: str
    name: str | None = None
    minutes: int | None = None
    home: str | None = None
    bare_place: bool = False
    ambiguous: str = ""


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """Today, tomorrow, the day after: so many days after the announcement's own."""

    days: int
    text: str


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, 0 for Monday; `word` is 'this', 'next' or 'coming' when it stands before it."""

    index: int
    word: str = ""
    weeks: int = 0
    """So many weeks after the next one ('Monday week')."""


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A day of a month; `last_day` when two days of the month are named ('4 or 5 May').

    A `year` below 100 is one of the next 60 or else the last such. Other than '1800', a `certain` one cannot
    be an hour.
    """

    day: int
    month: int
    year: int | None = None
    last_day: int | None = None
    certain: bool = field(default=False, compare=False)
    either: bool = False
    """Whether the day may as well be the month ('9/2/2025')."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month that is not named; `shift` 0 is this month, 1 the next, None the first ahead."""

    day: int
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """'the first Monday of August', 'the last Friday of next month': `nth` from 1, or -1 for the last."""

    index: int
    nth: int
    month: "Period"


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast by its name, and the year where it is named."""

    name: str
    year: int | None = None


class PeriodKind(StrEnum):
    """A stretch of the calendar."""

    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"


class Part(StrEnum):
    """Which part of a period is meant."""

    WHOLE = "whole"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    FIRST_HALF = "first-half"
    SECOND_HALF = "second-half"
    FIRST_WEEK = "first-week"
    SECOND_WEEK = "second-week"
    THIRD_WEEK = "third-week"
    FOURTH_WEEK = "fourth-week"
    LAST_WEEK = "last-week"
    END = "end"


@dataclass(frozen=True, slots=True)
class Period:
    """A period named by number (month, quarter, season) and year, or by its distance from now (`shift`).

    A month or a season may have both: 'this July' and 'next July'. A week may be that of a date (`around`).
    """

    kind: PeriodKind
    part: Part = Part.WHOLE
    number: int | None = None
    year: int | None = None
    shift: int | None = None
    around: CalendarDate | None = None


Day = RelativeDay | Weekday | CalendarDate | MonthDay | NthWeekday | Feast | Period


@dataclass(frozen=True, slots=True)
class DayPart:
    """Morning, afternoon, evening or night."""

    name: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What names one point in time together: days (with their weekday, or two joined), hour and zone."""

    days: tuple[Day, ...] = ()
    joined: bool = False
    clock: Clock | None = None
    zone: ZoneWords | None = None
    part: DayPart | None = None
    ends_day: bool = False
    between: bool = False
    others: tuple["Moment", ...] = ()
    """The same instant on other clocks: '(2200 GMT)'."""


@dataclass(frozen=True, slots=True)
class Count:
    """A stretch of time, or between two; from the announcement unless `anchor` says otherwise."""

    low: tuple[Amount, ...]
    high: tuple[Amount, ...] | None = None
    anchor: Moment | None = None
    from_announcement: bool = False
    couple: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """All that was recognised in the words."""

    count: Count | None
    moment: Moment
    links: frozenset[Link]
    approximate: bool
    extension: bool
    condition: bool
    shifted: bool
    starts: bool
    until: bool
    """Whether the word for 'until' leaves open if the named day is included."""
    left_out: tuple[str, ...]
