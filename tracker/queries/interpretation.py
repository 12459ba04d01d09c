"""What words of a time limit mean, in plain words and as plain JSON: for the admin, the API and the shell."""

from collections.abc import Mapping

from tracker.domain.dates.moments import NoSuchZone, NotADate, When
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing import Ambiguous, Assumption, Reading, ReadingStep, Rule, Unreadable, read

STEPS: Mapping[Rule, str] = {
    Rule.COUNTED_FROM_DAY: "Counted {stretch} on the calendar from {start}: {end}.",
    Rule.COUNTED_FROM_INSTANT: "Counted {stretch} from {start}: {end}.",
    Rule.COUNTED_FROM_UNKNOWN_HOUR: (
        "Counted {stretch} from an unknown hour of {start}: between {earliest} and {latest}."
    ),
    Rule.WEEKDAY: "The next {weekday} seen from {start}: {day}.",
    Rule.CALENDAR_DATE: "A date on the calendar: {day}.",
    Rule.RELATIVE_DAY: "Seen from {start}, {days} days on: {day}.",
    Rule.FEAST: "The feast, {name}: {day}.",
    Rule.PERIOD: "The whole {kind}: {first} to {last}.",
    Rule.PERIOD_PART: "The {part} part of the {kind}: {first} to {last}.",
    Rule.PERIOD_END: "The last day of the {kind}: {day}.",
    Rule.DAY_BEFORE: "Before {named}: at the end of {day}.",
    Rule.HOUR: "At {hour} ({zone}): {instant}.",
    Rule.END_OF_DAY: "At the end of {day} ({zone}): {instant}.",
    Rule.ZONE_FROM_WORDS: "The words name the zone, “{words}”: {zone}.",
    Rule.ZONE_FROM_SEAT: "Days are those of {zone}.",
    Rule.JOINED: "Two days, the window spans both: {first} to {last}.",
    Rule.TWO_WORDINGS_AGREE: "The count and the date agree: {count}.",
    Rule.TWO_CLOCKS_AGREE: "The other clock, {words}, names the same instant.",
    Rule.WORDS_LEFT_OUT: "These words stand apart from the time limit and were left out: “{words}”.",
}
ASSUMPTIONS: Mapping[Assumption, str] = {
    Assumption.ZONE_ASSUMED: "The words name no zone; that of the sender's seat of government is taken.",
    Assumption.YEAR_ASSUMED: "The words name no year; the first one that lies ahead is taken.",
    Assumption.MONTH_ASSUMED: "The words name no month; the first such day that lies ahead is taken.",
    Assumption.DAY_ASSUMED: "The words name an hour and no day; the next such hour is taken.",
    Assumption.DAY_COUNT_FROM_ANNOUNCEMENT: "The count is taken to begin with the announcement.",
    Assumption.EXTENSION_FROM_ANNOUNCEMENT: (
        "The extension is counted from its announcement; where it adds to the old date, enter the dates."
    ),
    Assumption.LENGTH_FROM_DEADLINE_BEFORE: "The length is counted from the end of the deadline before it.",
    Assumption.HOUR_OF_ANNOUNCEMENT_UNKNOWN: (
        "The hour of the announcement is not known, so the window allows for every hour of that day."
    ),
    Assumption.NEXT_WEEKDAY: "“Next” is taken as the first such day after the announcement.",
    Assumption.NEXT_WEEKDAY_OF_NEXT_WEEK: "“Next” is taken as the day of the next week.",
    Assumption.DAY_FIRST: "The first number of the date is taken as the day.",
    Assumption.MONTH_FIRST: "The first number of the date is taken as the month.",
    Assumption.NEXT_OF_THIS_YEAR: "“Next” is taken as that of this year, which lies ahead.",
    Assumption.NEXT_OF_NEXT_YEAR: "“Next” is taken as that of the next year.",
    Assumption.IN_THE_MORNING: "The hour is taken as one of the morning.",
    Assumption.IN_THE_EVENING: "The hour is taken as one of the afternoon or evening.",
    Assumption.TWELVE_IS_NOON: "Twelve is taken as noon.",
    Assumption.TWELVE_IS_MIDNIGHT: "Twelve is taken as midnight, the end of the day.",
    Assumption.FIFTEEN_DAYS: "A fortnight is counted as 15 days.",
    Assumption.TWO_WEEKS: "A fortnight is counted as two weeks.",
    Assumption.IMMEDIATELY_IS_THAT_DAY: "What is due at once is taken to be due on the day it was said.",
    Assumption.ANNOUNCED_ON_THAT_WEEKDAY: "It was announced on that very weekday; a week later is taken.",
    Assumption.VAGUE_THIRDS: "Early, mid and late are taken as thirds of the period.",
    Assumption.PARTS_OF_WEEK: "Early is taken as Monday to Wednesday, late as Thursday to Sunday.",
    Assumption.WEEKS_OF_MONTH: "Weeks of a month are counted in sevens from its first day.",
    Assumption.SEASON_OF_NORTH: "Seasons are taken as three whole months of the north: summer from June on.",
    Assumption.FEAST_WESTERN: "The feast is taken as the Western churches keep it.",
    Assumption.FEAST_ORTHODOX: "The feast is taken as the Orthodox churches keep it.",
    Assumption.FEAST_OF_COUNTRY: "The day is that of a public holiday in the country of the zone.",
    Assumption.NEW_YEAR_IS_FIRST_OF_JANUARY: "The New Year is taken as 1 January.",
    Assumption.NEW_YEAR_ENDS_THE_OLD: "By the New Year is taken as the end of the old one.",
    Assumption.WORKDAYS_OF_COUNTRY: (
        "Working days are counted from the day after, without weekends and the national public holidays of "
        "the country of the zone."
    ),
    Assumption.HALF_MONTH_IS_15_DAYS: "Half a month is counted as 15 days.",
    Assumption.APPROXIMATE: "The words say about; the true date may lie beside the window.",
    Assumption.COUPLE_READ_AS_TWO: "A couple is taken as two.",
    Assumption.MONTH_END_CLIPPED: "The month is too short for that day; its last day is taken.",
    Assumption.BEFORE_READ_AS_END_OF_PREVIOUS_DAY: "“Before” a day is taken as the end of the day before.",
    Assumption.UNTIL_READ_AS_INCLUDING: (
        "The word for “until” leaves open whether the day it names is included; it is taken to be."
    ),
    Assumption.BY_PERIOD_READ_AS_WITHIN: "“By” a period is taken as any day within it.",
    Assumption.START_READ_AS_THAT_DAY: "What starts on a day is taken to be due on that day.",
    Assumption.WEEK_ENDS_ON_SUNDAY: "Weeks run from Monday to Sunday.",
    Assumption.CLIPPED_TO_ANNOUNCEMENT: (
        "The period had begun already; the window starts with the announcement."
    ),
    Assumption.MIDNIGHT_ENDS_THE_DAY: "Midnight is taken as the end of the named day.",
    Assumption.TWELVE_AM_STARTS_THE_DAY: "12 a.m. is taken as the start of the named day.",
    Assumption.HOUR_ON_24_HOUR_CLOCK: "The hour is read on the 24-hour clock.",
    Assumption.BUSINESS_ENDS_AT_17: "Business is taken to end at 17:00.",
    Assumption.DAY_PART_LEFT_OUT: "The part of the day (such as evening) names no hour and was left out.",
    Assumption.ABBREVIATION_OUT_OF_SEASON: "The zone's abbreviation does not fit the season; it is kept.",
    Assumption.AMBIGUOUS_ABBREVIATION: "The zone's abbreviation has several meanings; the sender's is taken.",
    Assumption.PLACE_READ_AS_ZONE: "The place is taken to name the time zone.",
    Assumption.CONDITION_LEFT_OUT: "A condition was left out; put it in the field Condition.",
    Assumption.WORDS_LEFT_OUT: "Some words were left out; see the steps above.",
    Assumption.IN_THE_PAST: "The time limit was over before it was announced.",
}
PRECISIONS: Mapping[Precision, str] = {
    Precision.INSTANT: "to the minute",
    Precision.DAY: "to the day",
    Precision.RANGE: "between two bounds",
    Precision.MONTH: "to the month",
    Precision.VAGUE: "vaguely",
    Precision.OPEN_ENDED: "open-ended",
}


def answer(words: str, *, announced: str, zone_name: str, language: str = "en") -> dict[str, object]:
    """The window of words said at that announcement by a sender of that zone, or why there is none.

    A reading has `earliest`, `latest`, `precision`, `timezone`, `timezone_from` (`words` or `seat`), `notes`
    and `left_out`. A refusal has `refused`, the reason, and, where the words can be read in several ways,
    `choices`: two or three readings of that same form, of which none is more likely than the others.
    """
    try:
        found = read(words, announced=When(announced), zone_name=zone_name, language=language)
    except Ambiguous as several:
        return {"refused": several.reason, "choices": [reading(each) for each in several.readings]}
    except Unreadable as error:
        return {"refused": error.reason}
    except (NoSuchZone, NotADate) as error:
        return {"refused": str(error)}
    return reading(found)


def reading(found: Reading) -> dict[str, object]:
    """A reading as plain JSON; days and instants in ISO 8601, as exactly as the words give them."""
    due = found.due
    is_named = any(step.rule is Rule.ZONE_FROM_WORDS for step in found.steps)
    return {
        "earliest": due.earliest.text,
        "latest": due.latest.text if due.latest else None,
        "precision": due.precision.value,
        "timezone": due.timezone,
        "timezone_from": "words" if is_named else "seat",
        "notes": notes(found),
        "left_out": left_out(found),
    }


def notes(found: Reading) -> list[str]:
    """What the reading took for granted, each in a sentence; what was left out stands by itself."""
    return [ASSUMPTIONS[each] for each in found.assumptions if each is not Assumption.WORDS_LEFT_OUT]


def left_out(found: Reading) -> list[str]:
    """The words that were not part of the time limit."""
    return [step.values["words"] for step in found.steps if step.rule is Rule.WORDS_LEFT_OUT]


def step_text(step: ReadingStep) -> str:
    """A step in plain words; a count, which comes as amount and unit, as '50 days'."""
    amount, unit = step.values.get("amount", ""), step.values.get("unit", "")
    plural = unit if amount == "1" else " and ".join(f"{each}s" for each in unit.split())
    return STEPS[step.rule].format_map({**step.values, "stretch": f"{amount} {plural}"})
