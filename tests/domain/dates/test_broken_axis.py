"""An axis with breaks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.dates.broken_axis import BETWEEN_TICKS, BrokenAxis, broken_axis

AT = datetime(2026, 11, 27, tzinfo=UTC)
YEAR = timedelta(days=366)
LATE = [datetime(year, month, 3, tzinfo=UTC) for year in range(2020, 2028) for month in (2, 8)]


def test_axis_without_silence_is_not_broken() -> None:
    axis = broken_axis(LATE, AT, YEAR)
    assert not axis.breaks
    assert axis.now_x == axis.x(AT)


def test_far_dates_are_broken_and_not_stretched() -> None:
    far = [
        datetime(1914, 7, 23, tzinfo=UTC),
        datetime(1914, 7, 25, tzinfo=UTC),
        datetime(2060, 1, 1, tzinfo=UTC),
    ]
    axis = broken_axis([*far, *LATE], AT, YEAR)
    assert len(axis.breaks) == 2
    assert axis.x(LATE[-1]) - axis.x(LATE[0]) > 80
    assert {1914, 2024, 2060} <= {tick.at.year for tick in axis.ticks}
    assert all(tick.with_year for tick in axis.ticks)


INSTANTS = st.integers(min_value=-700_000, max_value=2_000_000).map(lambda days: AT + timedelta(days=days))


@given(st.lists(INSTANTS, max_size=60))
def test_order_is_kept_and_everything_is_on_it(instants: list[datetime]) -> None:
    axis = broken_axis(instants, AT, YEAR)
    places = [axis.unbounded_x(each) for each in sorted({*instants, AT})]
    assert places == pytest.approx(sorted(places))
    assert all(0 <= x <= 100 for x in places)
    if isinstance(axis, BrokenAxis):
        assert axis.pieces[-1].x2 == pytest.approx(100)
        assert all(other.x - one.x >= BETWEEN_TICKS for one, other in pairwise(axis.ticks))
        assert (axis.unbounded_x(axis.start - YEAR), axis.unbounded_x(axis.end + YEAR)) == (-1, 101)
