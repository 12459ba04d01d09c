"""The geometry of fuses: everything stays on its axis, outliers do not flatten the rest, order is kept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.dates.fuses import (
    MOST_TICKS,
    Axis,
    Span,
    TickUnit,
    axis_between,
    axis_for,
    axis_of_crisis,
    axis_over,
    fuse,
)
from tracker.domain.dates.windows import Window

AT = datetime(2025, 7, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)

FIRST, LAST = datetime(1800, 1, 1), datetime(2199, 12, 31)  # noqa: DTZ001 -- hypothesis adds the zone
instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
spans = st.builds(
    lambda start, length: Span(start, start + length),
    instants,
    st.timedeltas(timedelta(0), timedelta(days=400 * 365)).filter(bool),
)
windows = st.builds(
    lambda start, length: Window(start, None if length is None else start + length),
    instants,
    st.none() | st.timedeltas(timedelta(0), timedelta(days=4000)),
)


def days_ahead(*days: float) -> list[Span]:
    return [Span(AT - 10 * DAY, AT + timedelta(days=each)) for each in days]


def a_week() -> Axis:
    return Axis(AT - 5 * DAY, AT + 5 * DAY, (), 50.0)


@given(st.lists(spans, max_size=8), instants)
def test_axis_for_holds_the_instant_and_rises(rows: list[Span], at: datetime) -> None:
    axis = axis_for(rows, at)
    assert axis.start < at < axis.end
    assert axis.now_x == axis.x(at)


@given(st.lists(spans, max_size=8), instants)
def test_ticks_rise_lie_on_the_axis_and_are_few(rows: list[Span], at: datetime) -> None:
    ticks = axis_for(rows, at).ticks
    places = [tick.x for tick in ticks]
    assert places == sorted(set(places))
    assert all(0 <= place <= 100 for place in places)
    assert len(ticks) <= MOST_TICKS
    assert len({tick.unit for tick in ticks}) <= 1


@given(st.lists(instants, min_size=1, max_size=8), instants)
def test_axis_over_cuts_nothing_off(known: list[datetime], at: datetime) -> None:
    axis = axis_over(known, at)
    assert all(axis.start <= instant <= axis.end for instant in known)
    assert axis.now_x is None or axis.start <= at <= axis.end


@given(st.lists(spans, max_size=5), instants, windows, st.lists(windows, max_size=3), instants)
def test_fuse_stays_on_its_axis(
    rows: list[Span], announced_at: datetime, window: Window, ghosts: list[Window], at: datetime
) -> None:
    line = fuse(axis_for(rows, at), announced_at, window, ghosts, at=at)
    strokes = [line.spent, line.left, line.band, *(ghost.band for ghost in line.ghosts)]
    for stroke in strokes:
        assert stroke is None or 0 <= stroke.x1 < stroke.x2 <= 100
    marks = [line.start_x, line.now_x, line.earliest_x, line.latest_x, *(ghost.x for ghost in line.ghosts)]
    assert all(mark is None or 0 <= mark <= 100 for mark in marks)
    if line.spent and line.left:
        assert line.spent.x2 <= line.left.x1


def test_one_far_deadline_is_cut_off_and_does_not_flatten_the_rest() -> None:
    axis = axis_for(days_ahead(8, 19, 36, 40, 55, 4000), AT)
    assert AT + 55 * DAY < axis.end < AT + 70 * DAY


def test_a_deadline_twice_as_far_as_the_others_is_no_outlier() -> None:
    assert axis_for(days_ahead(7, 8, 18, 40), AT).end > AT + 40 * DAY


def test_two_deadlines_are_no_crowd_but_the_far_one_is_cut_off_all_the_same() -> None:
    axis = axis_for(days_ahead(38, 3500), AT)
    assert axis.end < AT + 60 * DAY


def test_the_only_date_ahead_does_not_flatten_what_passed() -> None:
    over = [Span(AT - 200 * DAY, AT - days * DAY) for days in (15, 95, 148)]
    axis = axis_for([*over, Span(AT - 2000 * DAY, AT + 3500 * DAY)], AT)
    assert AT < axis.end < AT + 400 * DAY
    alone = axis_for([Span(AT - 2000 * DAY, AT + 3500 * DAY)], AT)
    assert alone.end > AT + 3500 * DAY


def test_deadlines_within_a_month_are_never_cut_off() -> None:
    axis = axis_for(days_ahead(1, 1, 1, 29), AT)
    assert axis.end > AT + 29 * DAY


def test_the_past_never_takes_more_than_its_share() -> None:
    axis = axis_for([Span(AT - 1000 * DAY, AT + 20 * DAY), Span(AT - 900 * DAY, AT + 18 * DAY)], AT)
    assert AT - axis.start < 30 * DAY


def test_without_rows_the_axis_shows_the_weeks_around() -> None:
    axis = axis_for([], AT)
    assert axis.start < AT - 6 * DAY
    assert axis.end > AT + 6 * DAY


def test_ticks_are_chosen_by_the_length_of_the_axis() -> None:
    units = {
        length: {tick.unit for tick in axis_over([AT, AT + length], AT).ticks}
        for length in (timedelta(hours=10), 20 * DAY, 200 * DAY, 3000 * DAY, 60_000 * DAY)
    }
    assert list(units.values()) == [
        {TickUnit.HOUR},
        {TickUnit.DAY},
        {TickUnit.MONTH},
        {TickUnit.YEAR},
        {TickUnit.YEAR},
    ]


def test_a_tick_says_its_year_where_it_is_not_plain() -> None:
    def told(start: datetime, end: datetime) -> list[tuple[str, bool]]:
        return [(f"{tick.at:%Y-%m}", tick.with_year) for tick in axis_over([start, end], AT).ticks]

    this_year = told(datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 11, 1, tzinfo=UTC))
    assert not any(with_year for _month, with_year in this_year)
    over = dict(told(datetime(2019, 2, 20, tzinfo=UTC), datetime(2019, 8, 1, tzinfo=UTC)))
    assert over["2019-03"]
    assert not over["2019-07"]
    turning = told(datetime(2025, 9, 20, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC))
    assert ("2026-01", True) in turning
    assert ("2025-11", False) in turning


def test_an_axis_of_centuries_ticks_at_round_years() -> None:
    axis = axis_over([datetime(1899, 10, 9, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)], AT)
    assert [tick.at.year for tick in axis.ticks] == [1900, 1950, 2000, 2050, 2100, 2150, 2200]


def test_ticks_stand_at_midnights_of_the_zone_of_the_axis() -> None:
    """Over a change of clocks as well: a day of Washington begins at 04:00 UTC, then at 05:00."""
    washington = ZoneInfo("America/New_York")
    week = [datetime(2025, 10, 30, tzinfo=UTC), datetime(2025, 11, 5, tzinfo=UTC)]
    axis = axis_over(week, week[0], washington)
    assert {(tick.at.hour, tick.at.minute) for tick in axis.ticks} == {(0, 0)}
    assert [tick.at.astimezone(UTC).hour for tick in axis.ticks if tick.at.day in {1, 2, 3, 4}] == [
        4,
        4,
        5,
        5,
    ]
    assert [tick.x for tick in axis.ticks] == [axis.x(tick.at.astimezone(UTC)) for tick in axis.ticks]
    hours = axis_over([week[0], week[0] + timedelta(hours=12)], week[0], ZoneInfo("Asia/Kolkata"))
    assert {tick.at.astimezone(UTC).minute for tick in hours.ticks} == {30}


def test_axis_over_leaves_out_an_instant_long_after_the_case() -> None:
    axis = axis_over([datetime(1914, 7, 23, tzinfo=UTC), datetime(1914, 7, 25, tzinfo=UTC)], AT)
    assert axis.now_x is None
    assert axis.end.year == 1914


def test_a_running_deadline_burns_up_to_the_instant_shown() -> None:
    line = fuse(a_week(), AT - 3 * DAY, Window(AT + 2 * DAY, AT + 2 * DAY), (), at=AT)
    assert line.spent is not None
    assert (line.spent.x1, line.spent.x2) == (20, 50)
    assert line.left is not None
    assert (line.left.x1, line.left.x2) == (50, 70)
    assert (line.band, line.earliest_x, line.latest_x) == (None, 70, None)


def test_a_window_is_a_band_between_its_two_marks() -> None:
    line = fuse(a_week(), AT - 3 * DAY, Window(AT + DAY, AT + 3 * DAY), (), at=AT)
    assert line.band is not None
    assert (line.band.x1, line.band.x2, line.band.width) == (60, 80, 20)
    assert (line.earliest_x, line.latest_x) == (60, 80)


def test_an_open_ended_window_fades_out() -> None:
    line = fuse(a_week(), AT - 3 * DAY, Window(AT + DAY, None), (), at=AT)
    assert line.is_open_ended
    assert line.band is not None
    assert line.band.x1 == 60
    assert (line.latest_x, line.ends_after) == (None, False)


def test_without_a_window_the_line_is_dotted() -> None:
    line = fuse(a_week(), AT - 3 * DAY, None, (), at=AT)
    assert line.dotted is not None
    assert (line.dotted.x1, line.dotted.x2) == (20, 100)
    assert (line.spent, line.left, line.band) == (None, None, None)


def test_a_line_beyond_the_axis_says_that_it_goes_on() -> None:
    line = fuse(a_week(), AT - 90 * DAY, Window(AT + 90 * DAY, AT + 90 * DAY), (), at=AT)
    assert (line.starts_before, line.ends_after) == (True, True)
    assert (line.start_x, line.earliest_x) == (None, None)
    assert line.left is not None
    assert line.left.x2 == 100


def test_a_line_that_lies_beside_the_axis_says_where() -> None:
    over = fuse(a_week(), AT - 900 * DAY, Window(AT - 800 * DAY, AT - 700 * DAY), (), at=AT)
    assert (over.starts_before, over.beyond) == (True, AT - 700 * DAY)
    ahead = fuse(a_week(), AT + 90 * DAY, Window(AT + 100 * DAY, None), (), at=AT)
    assert (ahead.ends_after, ahead.beyond) == (True, AT + 90 * DAY)
    undated = fuse(a_week(), AT + 90 * DAY, None, (), at=AT)
    assert (undated.ends_after, undated.beyond) == (True, AT + 90 * DAY)
    assert fuse(a_week(), AT - DAY, Window(AT + DAY, AT + DAY), (), at=AT).beyond is None


def test_a_passed_deadline_has_nothing_left() -> None:
    line = fuse(a_week(), AT - 4 * DAY, Window(AT - DAY, AT - DAY), (), at=AT)
    assert line.left is None
    assert line.spent is not None
    assert line.spent.x2 == 40
    assert line.now_x is None


def test_earlier_dates_stay_as_ghosts_where_the_axis_shows_them() -> None:
    ghosts = (
        Window(AT + DAY, AT + DAY),
        Window(AT + DAY, AT + 2 * DAY),
        Window(AT + 99 * DAY, AT + 99 * DAY),
    )
    line = fuse(a_week(), AT - DAY, Window(AT + 3 * DAY, AT + 3 * DAY), ghosts, at=AT)
    assert [(ghost.x, ghost.band is not None) for ghost in line.ghosts] == [(60, False), (70, True)]


def a_year(ago: float, length: float = 30) -> Span:
    start = AT - timedelta(days=ago)
    return Span(start, start + timedelta(days=length))


def test_axis_of_crisis_cuts_off_a_case_far_from_the_others() -> None:
    axis = axis_of_crisis([a_year(2000), a_year(300), a_year(250), a_year(120, 60)], AT)
    assert axis.start > AT - timedelta(days=400)
    assert axis.start < AT - timedelta(days=300) < AT - timedelta(days=60) < axis.end


def test_axis_of_crisis_long_over_does_not_reach_to_the_instant_shown() -> None:
    axis = axis_of_crisis([a_year(40_000, 2), a_year(39_998, 4)], AT)
    assert axis.now_x is None
    assert axis.end - axis.start < timedelta(days=10)


@given(st.lists(spans, max_size=8), instants)
def test_axis_of_crisis_rises_and_ends_with_a_case_or_the_instant(rows: list[Span], at: datetime) -> None:
    axis = axis_of_crisis(rows, at)
    assert axis.start < axis.end
    if rows:
        assert any(axis.start <= (row.end or row.start) <= axis.end for row in rows)


def test_axis_between_has_just_those_bounds_and_the_instant_where_it_lies_within() -> None:
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    axis = axis_between(start, end, datetime(2025, 7, 2, 12, tzinfo=UTC))
    assert (axis.start, axis.end, axis.now_x) == (start, end, 50.0)
    assert axis_between(start, end, end + timedelta(days=1)).now_x is None
    with pytest.raises(ValueError, match="is not after"):
        axis_between(end, start, start)
