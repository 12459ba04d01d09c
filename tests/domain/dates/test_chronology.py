"""In which order facts of different precision are told."""

from datetime import UTC
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.dates.test_distances import whens
from tracker.domain.dates.chronology import sort_instants
from tracker.domain.dates.moments import Grain, When


def order(*dates: str) -> list[str]:
    found = sort_instants([When(text) for text in dates])
    return [dates[place] for place in sorted(range(len(dates)), key=found.__getitem__)]


@pytest.mark.parametrize(
    "dates",
    [
        ["2025-06-13", "2025-06-16", "2025-06"],
        ["1945-08-06", "1945-08", "1945-09-02"],
        ["2026-01-17", "2026-01", "2026-01-21"],
        ["2025-08", "2025-08-28"],
        ["1999-01-29", "1999-02", "1999-02-20", "1999-02-23"],
        ["2025", "2026-02-05"],
        ["2025-06-30", "2025-06", "2025-07-01"],
        ["2025-06-13", "2025-06", "2025", "2026-01-01"],
    ],
)
def test_a_month_stands_after_what_it_may_have_followed_and_before_what_was_entered_after_it(
    dates: list[str],
) -> None:
    assert order(*dates) == dates


@given(st.lists(whens(), max_size=6))
def test_a_fact_stands_within_its_period_and_days_at_their_start(dates: list[When]) -> None:
    for when, at in zip(dates, sort_instants(dates), strict=True):
        assert when.starts_at <= at
        assert at == when.starts_at or when.grain in (Grain.MONTH, Grain.YEAR)
        assert at <= max(when.end_in(UTC), when.starts_at)


@given(st.lists(whens(), max_size=6).map(lambda dates: sorted(dates, key=lambda when: when.starts_at)))
def test_facts_entered_by_their_last_day_are_told_as_entered(dates: list[When]) -> None:
    dates = sorted(dates, key=lambda when: (when.last_day, when.starts_at))
    found = sort_instants(dates)
    for (one, at), (other, later) in pairwise(zip(dates, found, strict=True)):
        if other.grain is not Grain.INSTANT and one.grain is not Grain.INSTANT:
            assert at <= later or one.starts_at > other.starts_at
