"""Lengths on a logarithmic scale."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tracker.domain.dates.lengths import DAY, HOUR, LIMITS, YEAR, place_among_limits, scale_for


def test_equal_factors_lie_equally_far_apart() -> None:
    scale = scale_for([12 * HOUR, 11 * YEAR])
    once, twice, four_times = (scale.x(days * DAY) for days in (10, 20, 40))
    assert twice - once == pytest.approx(four_times - twice) != 0


@pytest.mark.parametrize("lengths", [[], [timedelta(0)], [HOUR, 900 * YEAR], [DAY], [3 * YEAR, 4 * YEAR]])
def test_scale_holds_every_length_with_ticks_in_order(lengths: list[timedelta]) -> None:
    scale = scale_for(lengths)
    assert all(0 <= scale.x(each) < 100 for each in lengths)
    assert all(scale.x(each) > 0 for each in lengths if each >= HOUR)
    assert all(one.x < other.x for one, other in pairwise(scale.ticks))
    assert {2 * DAY, 50 * DAY, YEAR} <= {tick.length for tick in scale.ticks if tick.is_major}


def test_what_lies_off_the_scale_is_held_to_it() -> None:
    scale = scale_for([DAY])
    assert scale.x(timedelta(0)) == 0
    assert scale.x(50 * YEAR) == 100


@pytest.mark.parametrize(
    ("length", "place"),
    [(timedelta(0), 0), (LIMITS[0], 0), (3 * DAY, 1), (50 * DAY, 1), (2 * YEAR, 2), (3 * YEAR, 3)],
)
def test_length_belongs_to_the_first_limit_it_is_not_beyond(length: timedelta, place: int) -> None:
    assert place_among_limits(length) == place
