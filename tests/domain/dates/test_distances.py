"""How far two moments lie apart: grains, zones, changes of clocks, both orders."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.domain.making import due
from tests.domain.strategies import OFFSETS, ZONES, instant
from tracker.domain.case import read_due
from tracker.domain.dates.distances import Distance, Until, distance, drift, from_window, total
from tracker.domain.dates.moments import Grain, When, zone
from tracker.domain.dates.windows import Due

WASHINGTON = zone("America/New_York")
DAY = timedelta(days=1)
COARSEST_FIRST = (Grain.YEAR, Grain.MONTH, Grain.DAY, Grain.INSTANT)
CHANGES = (date(2025, 3, 9), date(2025, 3, 30), date(2025, 10, 26), date(2025, 11, 2), date(2011, 12, 30))
"""Days on which clocks changed, and one that Samoa skipped."""


@st.composite
def whens(draw: st.DrawFn) -> When:
    """A date of any grain near a change of clocks."""
    day = draw(st.sampled_from(CHANGES)) + timedelta(days=draw(st.integers(-400, 400)))
    grain = draw(st.sampled_from(Grain))
    if grain is Grain.INSTANT:
        return When(instant(day, draw(st.integers(0, 24 * 60 - 1)), draw(st.sampled_from(OFFSETS))))
    return When(day.isoformat()[: {Grain.YEAR: 4, Grain.MONTH: 7, Grain.DAY: 10}[grain]])


@given(whens(), whens(), st.sampled_from(ZONES))
def test_swapped_it_is_the_negative_and_known_as_finely_as_the_coarser(
    one: When, other: When, name: str
) -> None:
    there, back = distance(one, other, zone(name)), distance(other, one, zone(name))
    assert back == -there
    assert back.count == -there.count
    assert abs(there) == abs(back)
    assert there.grain is min(one.grain, other.grain, key=COARSEST_FIRST.index)
    assert not distance(one, one, zone(name))


@given(whens(), whens(), st.sampled_from(ZONES))
def test_its_count_is_that_of_the_calendar(one: When, other: When, name: str) -> None:
    found = distance(one, other, zone(name))
    if found.grain is Grain.INSTANT:
        assert found.span == other.starts_at - one.starts_at
        return
    first, second = (
        when.starts_at.astimezone(zone(name)).date() if when.grain is Grain.INSTANT else when.first_day
        for when in (one, other)
    )
    years = second.year - first.year
    assert (
        found.count
        == {
            Grain.YEAR: years,
            Grain.MONTH: 12 * years + second.month - first.month,
            Grain.DAY: second.toordinal() - first.toordinal(),
        }[found.grain]
    )


@given(whens(), whens(), whens(), st.sampled_from(ZONES))
def test_one_way_is_as_long_as_its_parts_of_the_same_grain(
    one: When, other: When, last: When, name: str
) -> None:
    parts = [distance(one, other, zone(name)), distance(other, last, zone(name))]
    whole = distance(one, last, zone(name))
    if {part.grain for part in parts} == {whole.grain}:
        assert total(parts) == whole


@given(st.sampled_from(CHANGES), st.integers(-3, 3), st.integers(0, 6), st.sampled_from(ZONES))
@example(date(2025, 3, 9), 0, 1, "America/New_York")
def test_days_are_days_though_clocks_change(change: date, before: int, length: int, name: str) -> None:
    """Whatever the hours of the instant, it is told by the days its own calendar shows."""
    first = change + timedelta(days=before)
    last = first + timedelta(days=length)
    for hour in (time(0, 30), time(12), time(23, 59)):
        local = datetime.combine(last, hour, zone(name)).astimezone(UTC)
        if local.astimezone(zone(name)).date() == last:
            assert distance(When(first.isoformat()), local, zone(name)) == Distance(Grain.DAY, length * DAY)
            assert distance(local, When(first.isoformat()), zone(name)).count == -length


@pytest.mark.parametrize(
    ("one", "other", "grain", "count"),
    [
        ("2025-01-19", "2025-04-05", Grain.DAY, 76),
        ("2019-03-29", "2019-04-12", Grain.DAY, 14),
        ("1991-02-23T12:00:00-05:00", "1991-02-24", Grain.DAY, 1),
        ("2025-11-01T12:00:00-04:00", "2025-11-02T12:00:00-05:00", Grain.INSTANT, 25 * 3600),
        ("2025-03-08T23:30:00-05:00", "2025-03-09T00:30:00-05:00", Grain.INSTANT, 3600),
        # New York still has 8 August
        ("2025-08-09T03:00:00Z", "2025-08-10", Grain.DAY, 2),
        ("2025-08-31", "2025-09", Grain.MONTH, 1),
        ("2025-12", "2026-01-31T00:00:00Z", Grain.MONTH, 1),
        ("2025-07", "2025-07-31", Grain.MONTH, 0),
        ("1914", "2025-01-01", Grain.YEAR, 111),
        ("2025-12-31", "2026", Grain.YEAR, 1),
        ("1800-01", "2199-12", Grain.MONTH, 4799),
    ],
)
def test_distances_between_dates(one: str, other: str, grain: Grain, count: int) -> None:
    found = distance(When(one), When(other), WASHINGTON)
    assert (found.grain, found.count) == (grain, count)


def limit(earliest: str, latest: str | None, precision: str = "range", where: str = "UTC") -> Due:
    found = read_due(due(earliest, latest, precision, where))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("on", "grain", "count"),
    [
        ("2025-08-05", Grain.DAY, -2),
        ("2025-08-06", Grain.DAY, -1),
        ("2025-08-07", Grain.DAY, 0),
        ("2025-08-09", Grain.DAY, 0),
        ("2025-08-10", Grain.DAY, 1),
        ("2025-08-11", Grain.DAY, 2),
        ("2025-08-07T03:59:59Z", Grain.DAY, -1),
        ("2025-08-07T04:00:00Z", Grain.DAY, 0),
        ("2025-08-10T03:59:59Z", Grain.DAY, 0),
        ("2025-08-10T04:00:00Z", Grain.DAY, 1),
        ("2025-08", Grain.MONTH, 0),
        ("2025-07", Grain.MONTH, -1),
        ("2025-10", Grain.MONTH, 2),
        ("2024", Grain.YEAR, -1),
        ("2025", Grain.YEAR, 0),
    ],
)
def test_the_distance_from_a_window_to_a_date(on: str, grain: Grain, count: int) -> None:
    """The window lasts from 7 to 9 August in New York."""
    found = from_window(limit("2025-08-07", "2025-08-09", where="America/New_York"), When(on))
    assert (found.grain, found.count) == (grain, count)


@pytest.mark.parametrize("order", [1, -1])
@given(data=st.data())
def test_within_a_window_the_distance_is_zero_and_outside_it_grows(order: int, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(ZONES))
    first = data.draw(st.sampled_from(CHANGES))
    last = first + timedelta(days=data.draw(st.integers(0, 9)))
    window = limit(first.isoformat(), last.isoformat(), "vague", name)
    far = data.draw(st.integers(1, 40))
    edge = last if order > 0 else first
    assert from_window(window, When((edge + order * far * DAY).isoformat())).count == order * far
    assert not from_window(window, When(edge.isoformat()))


def test_between_instants_time_is_elapsed() -> None:
    hours = limit("2025-08-08T12:00:00+02:00", "2025-08-08T12:00:00-05:00")
    told = [
        (found.grain, found.span)
        for found in (
            from_window(hours, When(on))
            for on in ("2025-08-08T09:00:00Z", "2025-08-08T12:00:00Z", "2025-08-08T19:00:00Z", "2025-08-09")
        )
    ]
    hour = timedelta(hours=1)
    assert told == [
        (Grain.INSTANT, -hour),
        (Grain.INSTANT, timedelta(0)),
        (Grain.INSTANT, 2 * hour),
        (Grain.DAY, DAY),
    ]


def test_a_window_that_never_closes_has_no_after() -> None:
    endless = limit("2026-04-21", None, "open-ended")
    assert from_window(endless, When("2026-04-19")).count == -2
    assert not from_window(endless, When("2030-01-01"))


def test_a_time_limit_at_midnight_ends_the_day_before() -> None:
    brexit = limit("2020-01-31T23:00:00Z", "2020-01-31T23:00:00Z", "instant", "Europe/Brussels")
    assert [from_window(brexit, When(on)).count for on in ("2020-01-30", "2020-01-31", "2020-02-01")] == [
        -1,
        0,
        1,
    ]
    assert distance(Until(brexit.earliest), When("2020-01-31"), zone("Europe/London")).count == 0
    assert from_window(brexit, When("2020-02-01T00:00:00+01:00")).span == timedelta(0), "the same instant"


@pytest.mark.parametrize(
    ("before", "after", "grain", "count"),
    [
        (("2025-09-02", "2025-09-02"), ("2025-08-07", "2025-08-09"), Grain.DAY, -24),
        (("2025-09-02", "2025-09-02"), ("2025-11-10", "2025-11-10"), Grain.DAY, 69),
        (("2025-09-02", "2025-09-02"), ("2025-09-02T12:00:00Z",) * 2, Grain.DAY, 0),
        (
            ("2025-08-12T00:01:00-04:00",) * 2,
            ("2025-11-10T00:01:00-05:00",) * 2,
            Grain.INSTANT,
            90 * 86400 + 3600,
        ),
        (("2015-07-01T00:00:00-04:00",) * 2, ("2015-07-12", "2015-07-12"), Grain.DAY, 12),
    ],
)
def test_drift_is_how_far_the_latest_expiry_moved(
    before: tuple[str, str], after: tuple[str, str], grain: Grain, count: int
) -> None:
    old, new = (limit(*bounds, "vague", "America/New_York") for bounds in (before, after))
    there, back = drift(old, new), drift(new, old)
    assert there is not None
    assert back == -there
    assert (there.grain, there.count) == (grain, count)


def test_there_is_no_drift_from_or_to_what_has_no_latest_bound() -> None:
    dated, endless = limit("2025-09-02", "2025-09-02", "day"), limit("2025-09-02", None, "open-ended")
    for pair in product((dated, endless, None), repeat=2):
        assert (drift(*pair) is None) == (pair != (dated, dated))


def test_several_distances_are_known_as_finely_as_the_coarsest() -> None:
    days, hours = Distance(Grain.DAY, 2 * DAY), Distance(Grain.INSTANT, timedelta(hours=30))
    assert total([days, hours]) == Distance(Grain.DAY, timedelta(hours=78))
    assert (total([days, hours, -days, -days]) or days).count == 0
    assert total([]) is None
