"""What comes back from reading words: a window, how it was found, and what was taken for granted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.dates.windows import Due

EXAMPLES = "'within 50 days', 'by Saturday noon Kyiv time', 'by 2 September 2025'"


class Unreadable(ValueError):
    """The words name no time limit, more than one, or one that no calendar has; the message says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}. What can be read, for example: {EXAMPLES}.")
        self.reason = reason


class Ambiguous(Unreadable):
    """The words can be read in several ways and do not say which is meant: two or three `readings`.

    Each has its own steps and assumptions; an editor picks one.
    """

    def __init__(self, reason: str, readings: "Sequence[Reading]") -> None:
        super().__init__(reason)
        self.readings = tuple(readings)


class Rule(StrEnum):
    """One way a part of the words was turned into a date; behind it the names of the step's values."""

    COUNTED_FROM_DAY = "counted-from-day"  # amount, unit, start, end
    COUNTED_FROM_INSTANT = "counted-from-instant"  # amount, unit, start, end
    COUNTED_FROM_UNKNOWN_HOUR = "counted-from-unknown-hour"  # amount, unit, start, earliest, latest
    WEEKDAY = "weekday"  # weekday, start, day
    CALENDAR_DATE = "calendar-date"  # day
    RELATIVE_DAY = "relative-day"  # days, start, day
    FEAST = "feast"  # name, day
    PERIOD = "period"  # kind, first, last
    PERIOD_PART = "period-part"  # kind, part, first, last
    PERIOD_END = "period-end"  # kind, day
    DAY_BEFORE = "day-before"  # named, day
    HOUR = "hour"  # hour, zone, instant
    END_OF_DAY = "end-of-day"  # day, zone, instant
    ZONE_FROM_WORDS = "zone-from-words"  # words, zone
    ZONE_FROM_SEAT = "zone-from-seat"  # zone
    JOINED = "joined"  # first, last
    TWO_WORDINGS_AGREE = "two-wordings-agree"  # count, day
    TWO_CLOCKS_AGREE = "two-clocks-agree"  # words
    WORDS_LEFT_OUT = "words-left-out"  # words


class Assumption(StrEnum):
    """Something the words leave open and the reading settled; an editor should look at each of them."""

    ZONE_ASSUMED = "zone-assumed"
    YEAR_ASSUMED = "year-assumed"
    MONTH_ASSUMED = "month-assumed"
    DAY_ASSUMED = "day-assumed"
    DAY_COUNT_FROM_ANNOUNCEMENT = "day-count-from-announcement"
    EXTENSION_FROM_ANNOUNCEMENT = "extension-from-announcement"
    LENGTH_FROM_DEADLINE_BEFORE = "length-from-deadline-before"
    HOUR_OF_ANNOUNCEMENT_UNKNOWN = "hour-of-announcement-unknown"
    NEXT_WEEKDAY = "next-weekday"
    NEXT_WEEKDAY_OF_NEXT_WEEK = "next-weekday-of-next-week"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    NEXT_OF_THIS_YEAR = "next-of-this-year"
    NEXT_OF_NEXT_YEAR = "next-of-next-year"
    IN_THE_MORNING = "in-the-morning"
    IN_THE_EVENING = "in-the-evening"
    TWELVE_IS_NOON = "twelve-is-noon"
    TWELVE_IS_MIDNIGHT = "twelve-is-midnight"
    FIFTEEN_DAYS = "fifteen-days"
    TWO_WEEKS = "two-weeks"
    IMMEDIATELY_IS_THAT_DAY = "immediately-is-that-day"
    ANNOUNCED_ON_THAT_WEEKDAY = "announced-on-that-weekday"
    VAGUE_THIRDS = "vague-thirds"
    PARTS_OF_WEEK = "parts-of-week"
    WEEKS_OF_MONTH = "weeks-of-month"
    SEASON_OF_NORTH = "season-of-north"
    FEAST_WESTERN = "feast-western"
    FEAST_ORTHODOX = "feast-orthodox"
    FEAST_OF_COUNTRY = "feast-of-country"
    NEW_YEAR_IS_FIRST_OF_JANUARY = "new-year-is-first-of-january"
    NEW_YEAR_ENDS_THE_OLD = "new-year-ends-the-old"
    WORKDAYS_OF_COUNTRY = "workdays-of-country"
    HALF_MONTH_IS_15_DAYS = "half-month-is-15-days"
    APPROXIMATE = "approximate"
    COUPLE_READ_AS_TWO = "couple-read-as-two"
    MONTH_END_CLIPPED = "month-end-clipped"
    UNTIL_READ_AS_INCLUDING = "until-read-as-including"
    BEFORE_READ_AS_END_OF_PREVIOUS_DAY = "before-read-as-end-of-previous-day"
    BY_PERIOD_READ_AS_WITHIN = "by-period-read-as-within"
    START_READ_AS_THAT_DAY = "start-read-as-that-day"
    WEEK_ENDS_ON_SUNDAY = "week-ends-on-sunday"
    CLIPPED_TO_ANNOUNCEMENT = "clipped-to-announcement"
    MIDNIGHT_ENDS_THE_DAY = "midnight-ends-the-day"
    TWELVE_AM_STARTS_THE_DAY = "twelve-am-starts-the-day"
    HOUR_ON_24_HOUR_CLOCK = "hour-on-24-hour-clock"
    BUSINESS_ENDS_AT_17 = "business-ends-at-17"
    DAY_PART_LEFT_OUT = "day-part-left-out"
    ABBREVIATION_OUT_OF_SEASON = "abbreviation-out-of-season"
    AMBIGUOUS_ABBREVIATION = "ambiguous-abbreviation"
    PLACE_READ_AS_ZONE = "place-read-as-zone"
    CONDITION_LEFT_OUT = "condition-left-out"
    WORDS_LEFT_OUT = "words-left-out"
    IN_THE_PAST = "in-the-past"


@dataclass(frozen=True, slots=True)
class ReadingStep:
    """One step of a reading; `Rule` lists the names of its values. Days and instants in ISO 8601."""

    rule: Rule
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A window with its steps in the order taken and its assumptions, each once."""

    due: Due
    steps: tuple[ReadingStep, ...]
    assumptions: tuple[Assumption, ...]


class Notes:
    """Collects steps and assumptions while words are read; an assumption is kept once."""

    def __init__(self) -> None:
        self._steps: list[ReadingStep] = []
        self._assumptions: dict[Assumption, None] = {}

    def step(self, rule: Rule, **values: object) -> None:
        """Note one step taken; the hour of both bounds is one step."""
        taken = ReadingStep(rule, {name: str(value) for name, value in values.items()})
        if taken not in self._steps:
            self._steps.append(taken)

    def assume(self, assumption: Assumption) -> None:
        """Note something taken for granted."""
        self._assumptions[assumption] = None

    def reading(self, due: Due) -> Reading:
        """Everything noted so far, with the window it led to."""
        return Reading(due, tuple(self._steps), tuple(self._assumptions))
