"""Deadlines as windows: bounds, precision, and the instants they expire at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.strategies import BASE_DAYS, Document, dues
from tracker.domain.case import read_due
from tracker.domain.dates.moments import Grain, NoSuchZone, When, zone
from tracker.domain.dates.windows import Due, ImpossibleWindow, Precision, Window


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(earliest: str, latest: str | None, precision: str = "day", timezone: str = "America/New_York") -> Due:
    bound = When(latest) if latest else None
    return Due(When(earliest), bound, Precision(precision), timezone, timezone_assumed=True)


def test_a_day_expires_at_its_end_in_the_zone() -> None:
    fifty_days = due("2025-09-02", "2025-09-02")
    assert fifty_days.window == Window(utc("2025-09-03T04:00"), utc("2025-09-03T04:00"))


@pytest.mark.parametrize(
    ("timezone", "day", "expires"),
    [
        ("America/New_York", "2025-11-02", "2025-11-03T05:00"),
        ("America/New_York", "2026-03-08", "2026-03-09T04:00"),
        ("Europe/London", "2026-10-25", "2026-10-26T00:00"),
        ("Europe/London", "2025-03-30", "2025-03-30T23:00"),
        ("Europe/Kyiv", "2025-10-26", "2025-10-26T22:00"),
        ("Europe/Kyiv", "2026-03-29", "2026-03-29T21:00"),
        ("Pacific/Apia", "2011-12-29", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00"),
        ("Europe/Kyiv", "2028-02-29", "2028-02-29T22:00"),
        ("Europe/London", "1899-12-31", "1900-01-01T00:00"),
        ("UTC", "2100-02-28", "2100-03-01T00:00"),
    ],
)
def test_days_the_calendar_makes_hard(timezone: str, day: str, expires: str) -> None:
    assert due(day, day, timezone=timezone).window == Window(utc(expires), utc(expires))


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("2025-11-02T01:30:00-04:00", "2025-11-02T05:30"),
        ("2025-11-02T01:30:00-05:00", "2025-11-02T06:30"),
        ("2026-03-08T02:30:00-05:00", "2026-03-08T07:30"),
    ],
)
def test_an_hour_expires_at_that_instant_by_its_own_offset(text: str, expires: str) -> None:
    """01:30 comes twice on the night the clocks go back; the offset in the record says which is meant."""
    assert due(text, text, "instant").window == Window(utc(expires), utc(expires))


def test_a_range_is_a_window_from_the_end_of_its_first_day_to_the_end_of_its_last() -> None:
    about_10_or_12_days = due("2025-08-07", "2025-08-09", "range")
    assert about_10_or_12_days.window == Window(utc("2025-08-08T04:00"), utc("2025-08-10T04:00"))
    over_the_change = due("2025-11-01", "2025-11-02", "range").window
    assert over_the_change == Window(utc("2025-11-02T04:00"), utc("2025-11-03T05:00"))


def test_a_month_and_a_vague_period_begin_to_expire_with_the_end_of_their_first_day() -> None:
    june = due("2026-06-01", "2026-06-30", "month")
    assert june.window == Window(utc("2026-06-02T04:00"), utc("2026-07-01T04:00"))
    early_september = due("2025-09-01", "2025-09-10", "vague", "UTC")
    assert early_september.window == Window(utc("2025-09-02T00:00"), utc("2025-09-11T00:00"))
    assert due("2028-02-01", "2028-02-29", "month").window.latest_at == utc("2028-03-01T05:00")


def test_open_ended_has_no_latest() -> None:
    assert due("2026-04-21", None, "open-ended").window == Window(utc("2026-04-22T04:00"), None)
    assert due("2026-04-21T10:00:00Z", None, "open-ended").window == Window(utc("2026-04-21T10:00"), None)


def test_a_range_over_the_skipped_day_is_one_instant() -> None:
    window = due("2011-12-29", "2011-12-30", "range", "Pacific/Apia").window
    assert window.earliest_at == window.latest_at == utc("2011-12-30T10:00")


@pytest.mark.parametrize(
    ("earliest", "latest", "precision", "says"),
    [
        ("2025-08-09", "2025-08-07", "range", "earliest 2025-08-09 is after latest 2025-08-07"),
        ("2025-08-09", "2025-08-08", "vague", "is after latest"),
        ("2025-08-07", None, "day", "goes without a latest bound"),
        ("2025-08-07", "2025-08-08", "open-ended", "goes without a latest bound"),
        ("2025-08-07", "2025-08-08T12:00:00Z", "range", "both full dates or both instants"),
        ("2025-08", "2025-09", "range", "both full dates or both instants"),
        ("2025", None, "open-ended", "both full dates or both instants"),
        ("2025-08-07", "2025-08-08", "day", "two equal bounds that are days"),
        ("2025-08-07T10:00:00Z", "2025-08-07T10:00:00Z", "day", "two equal bounds that are days"),
        ("2025-08-07", "2025-08-07", "instant", "two equal bounds that are instants"),
        ("2025-08-07T10:00:00Z", "2025-08-07T11:00:00Z", "instant", "two equal bounds"),
        ("2025-08-07", "2025-08-07", "range", "a range wants two different bounds"),
        ("2025-08-07T10:00:00Z", "2025-08-07T12:00:00+02:00", "range", "a range wants two different bounds"),
        ("2025-08-01", "2025-08-30", "month", "the first and the last day of one month"),
        ("2025-08-02", "2025-08-31", "month", "the first and the last day of one month"),
        ("2025-08-01", "2025-09-30", "month", "the first and the last day of one month"),
        ("2025-08-01T00:00:00Z", "2025-08-31T00:00:00Z", "month", "the first and the last day of one month"),
    ],
)
def test_bounds_that_contradict_are_refused(
    earliest: str, latest: str | None, precision: str, says: str
) -> None:
    with pytest.raises(ImpossibleWindow, match=says):
        due(earliest, latest, precision)


def test_equal_instants_may_be_written_in_two_zones() -> None:
    assert due("2025-08-07T10:00:00Z", "2025-08-07T12:00:00+02:00", "instant").window.latest_at == utc(
        "2025-08-07T10:00"
    )


def test_a_zone_that_is_none_and_a_window_that_is_inverted() -> None:
    with pytest.raises(NoSuchZone):
        due("2025-08-07", "2025-08-07", timezone="Europe/Moskau")
    with pytest.raises(ImpossibleWindow, match="begins later"):
        Window(utc("2025-08-08T00:00"), utc("2025-08-07T23:59"))


def test_no_window_at_all() -> None:
    assert read_due(None) is None


@given(st.sampled_from(BASE_DAYS).flatmap(dues))
def test_windows_are_never_inverted_and_hold_their_bounds(item: Document) -> None:
    found = read_due(item)
    assert found is not None
    window, where = found.window, zone(found.timezone)
    assert window.earliest_at >= found.earliest.start_in(where)
    assert window.earliest_at.tzinfo is UTC
    assert (window.latest_at is None) == (found.precision is Precision.OPEN_ENDED) == (item["latest"] is None)
    if found.latest is None or window.latest_at is None:
        return
    assert window.earliest_at <= window.latest_at
    if found.precision in (Precision.DAY, Precision.INSTANT):
        assert window.earliest_at == window.latest_at
    if found.latest.grain is Grain.DAY:
        last, next_ = (
            at.astimezone(where) for at in (window.latest_at - timedelta(microseconds=1), window.latest_at)
        )
        assert last.date() <= found.latest.first_day < next_.date()
