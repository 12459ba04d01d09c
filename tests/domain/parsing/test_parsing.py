"""How wordings are read: what is noted on the way, and the rules that hold for any words at all."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tracker.domain.dates.moments import NoSuchZone, When, start_of, zone
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing import LONGEST, Assumption, Reading, ReadingStep, Rule, Unreadable, read

NEW_YORK = "America/New_York"
MONDAY = When("2025-07-14")
ZONES = (
    NEW_YORK,
    "Europe/London",
    "Europe/Kyiv",
    "Pacific/Apia",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "UTC",
)
WORDS = """
within in by before until 10 12 two a couple of days weeks months hours or to - , and between noon midnight
8 pm a.m. 20:00 24:00 1400 5 o'clock at on the Friday next Tuesday this week month quarter year end early mid
late half September May 2 3rd 29 31 February 2026 2010 2025-09-02 2025-09-02T18:00Z 9/22/2025 Kyiv time EST
IST ET Moscow Washington Eastern UTC+3 GMT Z ( ) tonight today tomorrow after from now starting no not later
than more least unless if Q3 morning evening night 0 500 99 fortnight year-end 1800 2199 another first as few
""".split()  # noqa: SIM905 -- a page of words, not of quotes
ABSOLUTE = re.compile(r"2026|2010|2025|1800|2199|1400")

LINKS = ("", "by", "until", "before", "within", "in", "no later than", "starting", "the sender said")
LIMITS = """
10 days|12 or 15 days|between two and three weeks|a couple of months|99 years|48 hours|24 to 36 hours
a fortnight|10 days from today|48 hours from now|two weeks from Friday|10 days, counted from 3 May 2026
another 30 days|Friday|next Tuesday|Thursday or Friday|Friday next week|2 September|29 February|May 4-5
3 May 2010|2199-12-30|early September|mid-May 2026|in June|June or July|May|this week|next month
this quarter|Q3 2026|before 2026|the end of the week|the end of August|end of next year|year-end|today
tonight|tomorrow|the day after tomorrow|noon|midnight|8 pm
"""
HOURS = ("", "noon", "midnight", "8 pm", "at 20:00", "2:30 a.m.", "24:00", "in the evening")
NAMED_ZONES = ("", "Kyiv time", "EST", "EDT", "UTC+3", "GMT", "Washington, D.C. time", "IST")

jumbles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
sentences = st.tuples(
    st.sampled_from(LINKS),
    st.sampled_from(LIMITS.strip().replace("\n", "|").split("|")),
    st.sampled_from(HOURS),
    st.sampled_from(NAMED_ZONES),
).map(" ".join)
phrases = sentences | jumbles
zones = st.sampled_from(ZONES)
days = st.dates(date(1899, 1, 1), date(2101, 1, 1))
announcements = st.one_of(
    days.map(lambda day: When(day.isoformat())),
    days.map(lambda day: When(f"{day:%Y-%m}")),
    days.map(lambda day: When(f"{day:%Y}")),
    st.integers(-2_240_000_000, 4_130_000_000)
    .map(lambda second: datetime.fromtimestamp(second, UTC))
    .map(lambda at: When(at.isoformat(timespec="seconds"))),
)


def reading_or_none(words: str, announced: When, seat: str) -> Reading | None:
    """The reading, or None for words that are refused."""
    try:
        return read(words, announced=announced, zone_name=seat)
    except Unreadable:
        return None


@pytest.mark.parametrize(
    ("words", "announced", "assumptions"),
    [
        ("in 50 days", "2025-07-14", {Assumption.DAY_COUNT_FROM_ANNOUNCEMENT}),
        ("50 days from today", "2025-07-14", set()),
        ("about 50 days from today", "2025-07-14", {Assumption.APPROXIMATE}),
        ("for another 90 days", "2025-07-14", {Assumption.EXTENSION_FROM_ANNOUNCEMENT}),
        ("a couple of days from today", "2025-07-14", {Assumption.COUPLE_READ_AS_TWO}),
        ("one month from today", "2025-01-31", {Assumption.MONTH_END_CLIPPED}),
        ("48 hours from now", "2025-07-14T20:00:00Z", set()),
        ("48 hours from now", "2025-07-14", {Assumption.HOUR_OF_ANNOUNCEMENT_UNKNOWN}),
        ("by Friday", "2025-07-14", set()),
        ("by next Friday", "2025-07-19", {Assumption.NEXT_WEEKDAY}),
        ("by Monday", "2025-07-14", {Assumption.ANNOUNCED_ON_THAT_WEEKDAY}),
        ("before Friday", "2025-07-14", {Assumption.BEFORE_READ_AS_END_OF_PREVIOUS_DAY}),
        ("before noon on Friday", "2025-07-14", set()),
        ("starting Friday", "2025-07-14", {Assumption.START_READ_AS_THAT_DAY}),
        ("by 2 September", "2025-07-14", {Assumption.YEAR_ASSUMED}),
        ("by 2 September 2025", "2025-07-14", set()),
        ("by 2 September 2024", "2025-07-14", {Assumption.IN_THE_PAST}),
        ("by June 2026", "2025-07-14", {Assumption.BY_PERIOD_READ_AS_WITHIN}),
        ("in June 2026", "2025-07-14", set()),
        ("mid-June 2026", "2025-07-14", {Assumption.VAGUE_THIRDS}),
        ("this month", "2025-07-14", {Assumption.CLIPPED_TO_ANNOUNCEMENT}),
        ("by the end of the week", "2025-07-14", {Assumption.WEEK_ENDS_ON_SUNDAY}),
        ("by noon", "2025-07-14", {Assumption.DAY_ASSUMED}),
        ("Friday midnight", "2025-07-14", {Assumption.MIDNIGHT_ENDS_THE_DAY}),
        ("Friday 24:00", "2025-07-14", set()),
        ("Friday 12 a.m.", "2025-07-14", {Assumption.TWELVE_AM_STARTS_THE_DAY}),
        ("Friday 8:00", "2025-07-14", {Assumption.HOUR_ON_24_HOUR_CLOCK}),
        ("Friday 08:00", "2025-07-14", set()),
        ("Friday evening", "2025-07-14", {Assumption.DAY_PART_LEFT_OUT}),
        (
            "by Friday unless they withdraw",
            "2025-07-14",
            {Assumption.CONDITION_LEFT_OUT, Assumption.WORDS_LEFT_OUT},
        ),
        ("pay by Friday", "2025-07-14", {Assumption.WORDS_LEFT_OUT}),
    ],
)
def test_each_open_point_of_the_words_is_noted(
    words: str, announced: str, assumptions: set[Assumption]
) -> None:
    found = read(words, announced=When(announced), zone_name=NEW_YORK)
    assert set(found.assumptions) == assumptions | {Assumption.ZONE_ASSUMED}


@pytest.mark.parametrize(
    ("words", "assumptions"),
    [
        ("Friday noon Kyiv time", ()),
        ("Friday noon in Kyiv", (Assumption.PLACE_READ_AS_ZONE,)),
        ("Friday noon EDT", ()),
        ("Friday noon EST", (Assumption.ABBREVIATION_OUT_OF_SEASON,)),
    ],
)
def test_a_zone_in_the_words_is_not_assumed(words: str, assumptions: tuple[Assumption, ...]) -> None:
    found = read(words, announced=MONDAY, zone_name=NEW_YORK)
    assert (found.due.timezone_assumed, found.assumptions) == (False, assumptions)


def test_an_abbreviation_of_several_zones_is_read_when_the_seat_itself_uses_it() -> None:
    found = read("by Friday noon IST", announced=When("2025-01-14"), zone_name="Asia/Jerusalem")
    assert (found.due.timezone, found.assumptions) == ("Asia/Jerusalem", (Assumption.AMBIGUOUS_ABBREVIATION,))


def test_a_zone_given_by_the_sender_is_not_assumed() -> None:
    found = read("in 50 days", announced=MONDAY, zone_name=NEW_YORK, given_zone=True)
    assert (found.due.timezone_assumed, found.assumptions) == (
        False,
        (Assumption.DAY_COUNT_FROM_ANNOUNCEMENT,),
    )


def test_steps_say_how_a_count_was_read() -> None:
    assert read("in 50 days", announced=MONDAY, zone_name=NEW_YORK).steps == (
        ReadingStep(
            Rule.COUNTED_FROM_DAY, {"amount": "50", "unit": "day", "start": "2025-07-14", "end": "2025-09-02"}
        ),
        ReadingStep(Rule.ZONE_FROM_SEAT, {"zone": NEW_YORK}),
    )


def test_steps_say_how_a_weekday_with_an_hour_was_read_and_what_was_left_out() -> None:
    assert read("must leave by Saturday noon Kyiv time", announced=MONDAY, zone_name=NEW_YORK).steps == (
        ReadingStep(Rule.WEEKDAY, {"weekday": "saturday", "start": "2025-07-14", "day": "2025-07-19"}),
        ReadingStep(
            Rule.HOUR, {"hour": "12:00", "zone": "Europe/Kyiv", "instant": "2025-07-19T09:00:00+00:00"}
        ),
        ReadingStep(Rule.ZONE_FROM_WORDS, {"words": "kyiv", "zone": "Europe/Kyiv"}),
        ReadingStep(Rule.WORDS_LEFT_OUT, {"words": "leave"}),
    )


def test_a_count_and_a_date_that_agree_are_one_time_limit() -> None:
    found = read("for 90 days (September 17, 2025)", announced=When("2025-06-19"), zone_name=NEW_YORK)
    assert Rule.TWO_WORDINGS_AGREE in [step.rule for step in found.steps]


def test_an_unknown_seat_is_named() -> None:
    with pytest.raises(NoSuchZone):
        read("in 50 days", announced=MONDAY, zone_name="Europe/Atlantis")


@pytest.mark.parametrize("words", ["", " ", "...", "\x00", "\ufeff", "—"])
def test_no_words_are_refused(words: str) -> None:
    with pytest.raises(Unreadable):
        read(words, announced=MONDAY, zone_name=NEW_YORK)


@pytest.mark.parametrize("length", [LONGEST + 1, 10_000, 1_000_000])
def test_too_many_words_are_refused_with_the_length(length: int) -> None:
    with pytest.raises(Unreadable, match=f"the words have {length} characters; at most {LONGEST} are read"):
        read("9" * length, announced=MONDAY, zone_name=NEW_YORK)


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "10 ",
        "10,",
        "1/",
        "1-",
        "a ",
        "a.m.",
        "a. m. ",
        "(",
        "'",
        "the end of ",
        "end ",
        "end of the day on ",
        "next ",
        "or ",
        "two or ",
        "ten days or ",
        "Friday or ",
        "from ",
        "10 days from ",
        "twenty-",
        "a hundred and ",
        "2 May to ",
        "half an ",
        "new york ",
        "p. ",
        "utc+",
        "12:30",
        "\u00bd",
        "\x00",
        "o'",
        "day after ",
        "of ",
    ],
)
def test_long_repetitions_are_read_or_refused_at_once(part: str) -> None:
    words = (part * LONGEST)[:LONGEST]
    reading_or_none("by Friday", MONDAY, NEW_YORK)
    started = time.perf_counter()
    reading_or_none(words, MONDAY, NEW_YORK)
    assert (
        time.perf_counter() - started < 0.5
    )  # about 10 ms on one slow core; a backtracking pattern takes minutes


@given(st.text(max_size=600) | phrases, announcements, zones)
@example("\x00in 50 days", MONDAY, NEW_YORK)
@example("end", MONDAY, NEW_YORK)
@example("in 0 days", MONDAY, NEW_YORK)
@example("by 0 May", MONDAY, NEW_YORK)
def test_any_text_is_read_or_refused_and_nothing_else(words: str, announced: When, seat: str) -> None:
    reading_or_none(words, announced, seat)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(phrases, announcements, zones)
def test_windows_are_in_order_and_readings_repeat(words: str, announced: When, seat: str) -> None:
    found = reading_or_none(words, announced, seat)
    assume(found is not None)
    assert found is not None
    window = found.due.window
    assert window.latest_at is not None
    assert window.earliest_at <= window.latest_at
    assert read(words, announced=announced, zone_name=seat) == found


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(phrases, announcements, zones)
def test_a_limit_never_ends_before_its_announcement_unless_the_words_name_a_past_date(
    words: str, announced: When, seat: str
) -> None:
    found = reading_or_none(words, announced, seat)
    assume(found is not None)
    assert found is not None
    assert found.due.window.latest_at is not None
    starts_at = announced.starts_at if "T" in announced.text else start_of(announced.first_day, zone(seat))
    if found.due.window.latest_at <= starts_at:
        assert Assumption.IN_THE_PAST in found.assumptions
        assert ABSOLUTE.search(words)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(phrases, announcements, zones)
@example("Friday noon", MONDAY, NEW_YORK)
@example("in June", MONDAY, NEW_YORK)
@example("10 or 12 days", MONDAY, NEW_YORK)
def test_about_changes_the_precision_and_the_flags_alone(words: str, announced: When, seat: str) -> None:
    plain, vague = reading_or_none(words, announced, seat), reading_or_none(f"about {words}", announced, seat)
    assert (plain is None) == (vague is None)
    assume(plain is not None)
    assert plain is not None
    assert vague is not None
    assert (vague.due.earliest, vague.due.latest, vague.due.timezone) == (
        plain.due.earliest,
        plain.due.latest,
        plain.due.timezone,
    )
    assert set(vague.assumptions) == set(plain.assumptions) | {Assumption.APPROXIMATE}
    assert vague.due.precision in (Precision.VAGUE, Precision.RANGE)


@given(st.integers(1, 3000), st.dates(date(1899, 1, 1), date(2100, 1, 1)))
def test_a_count_of_days_ends_so_many_calendar_days_later(count: int, day: date) -> None:
    found = read(f"within {count} days", announced=When(day.isoformat()), zone_name=NEW_YORK)
    assert found.due.earliest == found.due.latest == When((day + timedelta(days=count)).isoformat())


@given(
    st.integers(1, 1000),
    st.integers(0, 2_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    zones,
)
def test_a_count_of_hours_is_absolute_through_every_change_of_the_clocks(
    hours: int, at: datetime, seat: str
) -> None:
    found = read(f"within {hours} hours", announced=When(at.isoformat()), zone_name=seat)
    assert found.due.window.latest_at == at + timedelta(hours=hours)


@given(st.integers(1, 400), days, zones)
def test_hours_from_a_bare_day_cover_every_hour_it_may_have_been_said(
    hours: int, day: date, seat: str
) -> None:
    assume((seat, day) != ("Pacific/Apia", date(2011, 12, 30)))
    found = read(f"within {hours} hours", announced=When(day.isoformat()), zone_name=seat)
    assert found.due.window.latest_at is not None
    length = timedelta(hours=hours)
    assert found.due.window.earliest_at == start_of(day, zone(seat)) + length
    assert found.due.window.latest_at == start_of(day + timedelta(days=1), zone(seat)) + length
