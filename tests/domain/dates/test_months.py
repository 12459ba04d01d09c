"""Months and the layout of their weeks: nothing lies over another, nothing is lost."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.dates.months import Bar, Month, NoSuchMonth, Week, days_between, lay_out, month_of

MOST = 3
months = st.builds(Month, st.integers(1800, 2199), st.integers(1, 12))
offsets = st.tuples(st.integers(-40, 40), st.integers(0, 60))


def test_weeks_of_a_month_begin_on_monday() -> None:
    weeks = Month(2025, 8).weeks()
    assert weeks[0] == (None, None, None, None, date(2025, 8, 1), date(2025, 8, 2), date(2025, 8, 3))
    assert len(weeks) == 5
    assert weeks[-1][-1] == date(2025, 8, 31)


@given(months)
def test_weeks_hold_every_day_once(month: Month) -> None:
    days = [day for week in month.weeks() for day in week if day]
    assert days == list(days_between(month.first_day, month.last_day))
    assert {len(week) for week in month.weeks()} == {7}
    assert all(day.weekday() == column for week in month.weeks() for column, day in enumerate(week) if day)


@given(months)
def test_next_and_previous_are_each_others(month: Month) -> None:
    later = month.neighbour(1)
    assert later is None or (later.neighbour(-1), later.first_day) == (
        month,
        month.last_day + timedelta(days=1),
    )


def test_calendar_has_a_first_and_a_last_month() -> None:
    assert (Month(1800, 1).neighbour(-1), Month(2199, 12).neighbour(1)) == (None, None)
    assert month_of(date(2024, 2, 29)) == Month(2024, 2)


@pytest.mark.parametrize("month", [(2025, 0), (2025, 13), (0, 1), (1799, 12), (2200, 1), (10_000, 1)])
def test_month_that_does_not_exist_is_refused(month: tuple[int, int]) -> None:
    with pytest.raises(NoSuchMonth):
        Month(*month)


@given(months, st.lists(offsets, max_size=12), st.data())
def test_layout_loses_nothing_and_covers_nothing(
    month: Month, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    week = data.draw(st.sampled_from(month.weeks()))
    days = [
        (month.first_day + timedelta(days=start), month.first_day + timedelta(days=start + length))
        for start, length in spans
    ]
    found = lay_out(list(enumerate(days)), week, MOST)
    assert len(found.lanes) <= MOST
    for column, day in enumerate(week):
        there = [begins <= day <= ends for begins, ends in days if day]
        rows = (*found.lanes, found.last)
        shown = [bar for lane in rows for bar in lane if bar.column <= column < bar.column + bar.width]
        hidden = found.hidden[column]
        assert sum(there) == len(shown) + (hidden[0] if hidden else 0)
        if hidden:
            assert len(shown) == MOST
            assert hidden[0] > 1
    for lane in (*found.lanes, found.last):
        ends = [(bar.column, bar.column + bar.width) for bar in lane]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_layout_tells_where_a_span_opens_and_closes() -> None:
    week = Month(2025, 8).weeks()[1]
    spans = [
        (date(2025, 8, 7), date(2025, 8, 9)),
        (date(2025, 7, 30), date(2025, 8, 5)),
        (date(2025, 8, 9), date(2025, 8, 20)),
        (date(2025, 8, 12), date(2025, 8, 12)),
    ]
    assert lay_out(list(enumerate(spans)), week, MOST) == Week(
        (
            (Bar(1, 0, 2, opens=False, closes=True), Bar(0, 3, 3, opens=True, closes=True)),
            (Bar(2, 5, 2, opens=True, closes=False),),
        ),
        (),
        (None,) * 7,
    )


def test_what_finds_no_room_is_counted_with_the_first_of_it() -> None:
    week = Month(2025, 8).weeks()[1]
    monday = (date(2025, 8, 4), date(2025, 8, 4))
    found = lay_out([(7, monday), (8, monday), (9, monday)], week, 1)
    assert found.lanes == ((Bar(7, 0, 1, opens=True, closes=True),),)
    assert found.last == ()
    assert found.hidden == ((2, 8), *(None,) * 6)


def test_nothing_is_hidden_where_to_say_so_would_take_as_much_room() -> None:
    week = Month(2025, 8).weeks()[1]
    monday, friday = date(2025, 8, 4), date(2025, 8, 8)
    crowded = [(number, (monday, monday)) for number in range(3)]
    found = lay_out([*crowded, (7, (monday, friday)), (8, (friday, friday))], week, 3)
    assert Bar(7, 1, 4, opens=False, closes=True) in found.lanes[0]  # free from Tuesday on
    assert found.last == (Bar(7, 0, 1, opens=True, closes=False),)
    assert found.hidden == (None,) * 7
