"""Dates as they are known, days in zones, and the calendar's awkward days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.strategies import BASE_DAYS, ZONES, moments, starts_at
from tracker.domain.dates.moments import Grain, NoSuchZone, NotADate, When, end_of, start_of, zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# The end of a day on both sides of every change of the clocks, and of the day of the change itself.
ENDS_OF_DAYS = [
    ("America/New_York", "2025-03-08", "2025-03-09T05:00"),
    ("America/New_York", "2025-03-09", "2025-03-10T04:00"),
    ("America/New_York", "2025-11-01", "2025-11-02T04:00"),
    ("America/New_York", "2025-11-02", "2025-11-03T05:00"),
    ("America/New_York", "2026-03-07", "2026-03-08T05:00"),
    ("America/New_York", "2026-03-08", "2026-03-09T04:00"),
    ("America/New_York", "2026-10-31", "2026-11-01T04:00"),
    ("America/New_York", "2026-11-01", "2026-11-02T05:00"),
    ("Europe/London", "2025-03-29", "2025-03-30T00:00"),
    ("Europe/London", "2025-03-30", "2025-03-30T23:00"),
    ("Europe/London", "2025-10-25", "2025-10-25T23:00"),
    ("Europe/London", "2025-10-26", "2025-10-27T00:00"),
    ("Europe/London", "2026-03-28", "2026-03-29T00:00"),
    ("Europe/London", "2026-03-29", "2026-03-29T23:00"),
    ("Europe/London", "2026-10-24", "2026-10-24T23:00"),
    ("Europe/London", "2026-10-25", "2026-10-26T00:00"),
    ("Europe/Kyiv", "2025-03-29", "2025-03-29T22:00"),
    ("Europe/Kyiv", "2025-03-30", "2025-03-30T21:00"),
    ("Europe/Kyiv", "2025-10-25", "2025-10-25T21:00"),
    ("Europe/Kyiv", "2025-10-26", "2025-10-26T22:00"),
    ("Europe/Kyiv", "2026-03-28", "2026-03-28T22:00"),
    ("Europe/Kyiv", "2026-03-29", "2026-03-29T21:00"),
    ("Europe/Kyiv", "2026-10-24", "2026-10-24T21:00"),
    ("Europe/Kyiv", "2026-10-25", "2026-10-25T22:00"),
]


@pytest.mark.parametrize(("name", "day", "over_at"), ENDS_OF_DAYS)
def test_a_day_ends_at_midnight_of_its_zone_whatever_the_clocks_do(name: str, day: str, over_at: str) -> None:
    assert end_of(date.fromisoformat(day), zone(name)) == utc(over_at)


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("America/New_York", "2025-03-09", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2025-10-26", 25),
        ("Europe/Kyiv", "2026-03-29", 23),
        ("Europe/Kyiv", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Havana", "2025-03-09", 23),
        ("America/Havana", "2025-11-02", 25),
    ],
)
def test_the_day_the_clocks_change_is_shorter_or_longer(name: str, day: str, hours: float) -> None:
    where, on = zone(name), date.fromisoformat(day)
    assert end_of(on, where) - start_of(on, where) == timedelta(hours=hours)


def test_a_midnight_that_does_not_exist_or_comes_twice() -> None:
    havana = zone("America/Havana")
    assert start_of(date(2025, 3, 9), havana) == utc("2025-03-09T05:00"), "00:00 was skipped: 01:00 it is"
    assert start_of(date(2025, 11, 2), havana) == utc("2025-11-02T04:00"), "the first of two midnights"


def test_the_day_apia_skipped_begins_and_ends_where_the_next_begins() -> None:
    apia = zone("Pacific/Apia")
    assert end_of(date(2011, 12, 28), apia) == utc("2011-12-29T10:00")
    assert end_of(date(2011, 12, 29), apia) == utc("2011-12-30T10:00")
    assert start_of(date(2011, 12, 30), apia) == utc("2011-12-30T10:00")
    assert end_of(date(2011, 12, 30), apia) == utc("2011-12-30T10:00")
    assert end_of(date(2011, 12, 31), apia) == utc("2011-12-31T10:00")


def test_29_february() -> None:
    assert When("2028-02-29").end_in(UTC) == utc("2028-03-01T00:00")
    assert When("2028-02").last_day == date(2028, 2, 29)
    assert When("2000-02-29").first_day == date(2000, 2, 29)
    assert When("1900-02").last_day == date(1900, 2, 28)
    assert When("2100-02").last_day == date(2100, 2, 28)
    for text in ("1900-02-29", "2100-02-29", "2027-02-29", "2100-02-29T12:00:00Z"):
        with pytest.raises(NotADate, match="does not exist"):
            When(text)


def test_years_1899_and_2100() -> None:
    pretoria = When("1899-10-11T17:00:00+01:30")
    assert pretoria.starts_at == utc("1899-10-11T15:30")
    assert When("1899").starts_at == utc("1899-01-01T00:00")
    assert end_of(date(1899, 12, 31), zone("Europe/London")) == utc("1900-01-01T00:00")
    assert When("2100").last_day == date(2100, 12, 31)
    assert When("2100-12-31").end_in(zone("Europe/Kyiv")) == utc("2100-12-31T22:00")


@pytest.mark.parametrize(
    ("text", "grain", "starts", "first", "last"),
    [
        ("2025", Grain.YEAR, "2025-01-01T00:00", "2025-01-01", "2025-12-31"),
        ("2025-06", Grain.MONTH, "2025-06-01T00:00", "2025-06-01", "2025-06-30"),
        ("2025-07-14", Grain.DAY, "2025-07-14T00:00", "2025-07-14", "2025-07-14"),
        ("2025-07-14T20:00:00Z", Grain.INSTANT, "2025-07-14T20:00", "2025-07-14", "2025-07-14"),
        ("2025-07-14T20:00Z", Grain.INSTANT, "2025-07-14T20:00", "2025-07-14", "2025-07-14"),
        ("2025-07-14T20:00:30-05:00", Grain.INSTANT, "2025-07-15T01:00:30", "2025-07-14", "2025-07-14"),
        ("2025-07-14T01:00:00+03:00", Grain.INSTANT, "2025-07-13T22:00", "2025-07-14", "2025-07-14"),
    ],
)
def test_what_is_known_and_from_when_it_counts(
    text: str, grain: Grain, starts: str, first: str, last: str
) -> None:
    when = When(text)
    assert (when.grain, when.starts_at) == (grain, utc(starts))
    assert (when.first_day, when.last_day) == (date.fromisoformat(first), date.fromisoformat(last))
    assert str(when) == text


@pytest.mark.parametrize("text", ["2025-06", "2025-06-30"])
def test_a_period_is_over_with_its_last_day(text: str) -> None:
    assert When(text).end_in(zone("America/New_York")) == utc("2025-07-01T04:00")
    assert When("2025").end_in(zone("Europe/Kyiv")) == utc("2025-12-31T22:00")


def test_a_period_begins_with_its_first_day_in_the_zone() -> None:
    assert When("2025-07").start_in(zone("America/New_York")) == utc("2025-07-01T04:00")
    assert When("2025-07-01T00:00:00Z").start_in(zone("America/New_York")) == utc("2025-07-01T00:00")
    assert When("2025-07-01T00:00:00Z").end_in(zone("America/New_York")) == utc("2025-07-01T00:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-7-14",
        "2025-07-14T20:00:00",
        "2025-07-14 20:00:00Z",
        "14.07.2025",
        "2025-07-14\n",
        "٢٠٢٥",
    ],
)
def test_what_is_no_date_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(NotADate, match="is not a date; write 2025"):
        When(text)


@pytest.mark.parametrize(
    "text",
    [
        "2025-13",
        "2025-00",
        "2025-04-31",
        "2025-07-14T25:00:00Z",
        "2025-07-14T20:60Z",
        "2025-07-14T20:00+24:00",
    ],
)
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(NotADate, match="does not exist"):
        When(text)


@pytest.mark.parametrize("text", ["1799", "1799-12-31", "2200-01-01T00:00:00Z", "0000"])
def test_years_outside_the_record_are_refused(text: str) -> None:
    with pytest.raises(NotADate, match="outside the years 1800 to 2199"):
        When(text)


def test_the_first_and_the_last_year_hold_in_any_zone() -> None:
    assert When("1800").start_in(zone("Pacific/Kiritimati")).year in (1799, 1800)
    assert When("2199").end_in(zone("UTC")) == utc("2200-01-01T00:00")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "Europe",
            "Mars/Olympus",
            "../../etc/passwd",
            "/etc/localtime",
            "Europe/../UTC",
            "UTC\0",
            "zone.tab",
        ),
        *("localtime", "posixrules", "Factory", "right/UTC", "posix/Europe/Kyiv"),
    ],
)
def test_what_is_no_zone_is_named(name: str) -> None:
    with pytest.raises(NoSuchZone, match="is not an IANA time zone"):
        zone(name)


@given(st.sampled_from(BASE_DAYS).flatmap(moments), st.sampled_from(ZONES))
def test_a_date_begins_before_it_ends_and_counts_from_its_start_in_utc(text: str, name: str) -> None:
    when, where = When(text), zone(name)
    assert when.starts_at == starts_at(text)
    assert when.start_in(UTC) == when.starts_at
    assert when.start_in(where) <= when.end_in(where)
    assert when.first_day <= when.last_day
    if when.grain is not Grain.INSTANT:
        assert when.end_in(UTC) - when.starts_at == timedelta(days=(when.last_day - when.first_day).days + 1)


@given(st.dates(date(1850, 1, 1), date(2150, 1, 1)), st.sampled_from(ZONES))
def test_days_adjoin_in_every_zone(day: date, name: str) -> None:
    where = zone(name)
    assert start_of(day, where) <= end_of(day, where) == start_of(day + timedelta(days=1), where)
    assert timedelta(0) <= end_of(day, where) - start_of(day, where) <= timedelta(days=2)
    assert start_of(day, where).tzinfo is UTC
