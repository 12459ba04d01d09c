"""Statistics against hand-computed values and against libraries made for the field."""

import warnings
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.statistics.estimates import Z95, Curve, median, share, survival

COUNTS = st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
TIMES = st.lists(st.integers(0, 12).map(float), max_size=40)
"""Few different times, so that there are ties of every kind."""


# --- A share and its interval ---
def test_wilson_interval_is_that_computed_by_hand() -> None:
    # 3 of 11: p = 0.2727; z² = 3.8415
    # middle = (0.2727 + 3.8415/22) / (1 + 3.8415/11)                         = 0.4473 / 1.3492 = 0.33154
    # reach  = 1.9600/1.3492 · √(0.2727·0.7273/11 + 3.8415/(4·121))           = 1.4527 · 0.1611 = 0.23404
    found = share(3, 11)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0975, 0.5656)
    assert found.share == 3 / 11


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # total = n, count = 0: low 0, high z²/(n + z²); count = n the mirror
        (0, 1, 0.0, 0.7935),
        (1, 1, 0.2065, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        # count = n/2: ½ ± z/2 / √(n + z²)
        (5, 10, 0.2366, 0.7634),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_wilson_interval_at_the_ends_and_in_the_middle(
    count: int, total: int, low: float, high: float
) -> None:
    found = share(count, total)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert isclose(0.5 + Z95 / 2 / sqrt(10 + Z95**2), 0.7634, abs_tol=5e-5)


def test_share_of_nothing_is_none_and_of_too_few_an_error() -> None:
    assert share(0, 0) is None
    for count, total in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no share"):
            share(count, total)


@given(COUNTS)
def test_interval_is_the_librarys(pair: tuple[int, int]) -> None:
    from scipy.stats import binomtest  # type: ignore[import-untyped]  # has no types

    found = share(*pair)
    assert found is not None
    low, high = binomtest(*pair).proportion_ci(0.95, method="wilson")
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-12)


@given(COUNTS)
def test_interval_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    count, total = pair
    found, other = share(count, total), share(total - count, total)
    assert found is not None
    assert other is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert isclose(found.low, 1 - other.high, abs_tol=1e-12)


# --- The median ---
def test_median_is_the_middle_or_the_mean_of_the_two_there() -> None:
    assert [median(values) for values in ([], [7], [9, 1], [3, 1, 2], [4, 1, 3, 2])] == [None, 7, 5, 2, 2.5]


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_half_lie_on_each_side_of_the_median(values: list[int]) -> None:
    middle = median(values)
    assert middle is not None
    assert sum(value <= middle for value in values) * 2 >= len(values)
    assert sum(value >= middle for value in values) * 2 >= len(values)


# --- The survival curve ---
def test_curve_is_that_computed_by_hand() -> None:
    # time  at risk  events  censored  survival
    #   0      8        2        0     6/8         = 0.75
    #   1      6        1        1     6/8·5/6     = 0.625
    #   4      4        0        1     unchanged   = 0.625
    #   5      3        1        0     0.625·2/3   = 0.4167
    #   9      2        0        2     unchanged   = 0.4167
    found = survival([0, 0, 1, 5], [1, 4, 9, 9])
    assert found is not None
    told = [
        (step.time, step.at_risk, step.events, step.censored, round(step.survival, 4)) for step in found.steps
    ]
    assert told == [
        (0, 8, 2, 0, 0.75),
        (1, 6, 1, 1, 0.625),
        (4, 4, 0, 1, 0.625),
        (5, 3, 1, 0, 0.4167),
        (9, 2, 0, 2, 0.4167),
    ]
    assert (found.total, found.events, found.median) == (8, 4, 5)
    # At time 0: Greenwood 2/(8·6) = 0.041667; σ = √0.041667 / |ln 0.75| = 0.70955;
    # exp(±1.96·σ) = 4.0172 and 0.24893; band 0.75^4.0172 = 0.3148 to 0.75^0.24893 = 0.9309
    assert (round(found.steps[0].low, 4), round(found.steps[0].high, 4)) == (0.3148, 0.9309)


def test_curve_answers_for_a_time() -> None:
    found = survival([2, 5], [3])
    assert found is not None
    assert found.at(1.9) is None
    assert [step and step.time for step in (found.at(2), found.at(4), found.at(99))] == [2, 3, 5]


def test_curve_of_nothing_is_none_and_of_the_censored_alone_stays_up() -> None:
    assert survival([]) is None
    found = survival([], [1, 2])
    assert found is not None
    assert [(step.survival, step.low, step.high) for step in found.steps] == [(1, 1, 1)] * 2
    assert (found.events, found.median) == (0, None)


def test_negative_duration_is_an_error() -> None:
    with pytest.raises(ValueError, match="not negative"):
        survival([3], [-1])


@given(TIMES, TIMES)
def test_curve_falls_and_accounts_for_everybody(complete: list[float], censored: list[float]) -> None:
    found = survival(complete, censored)
    if found is None:
        assert complete + censored == []
        return
    values = [1.0, *(step.survival for step in found.steps)]
    assert values == sorted(values, reverse=True)
    assert all(step.low <= step.survival <= step.high for step in found.steps)
    assert sum(step.events for step in found.steps) == len(complete) == found.events
    assert sum(step.censored for step in found.steps) == len(censored)
    assert [step.at_risk for step in found.steps] == [
        sum(time >= step.time for time in complete + censored) for step in found.steps
    ]


@given(TIMES, TIMES)
def test_curve_and_band_are_the_librarys(complete: list[float], censored: list[float]) -> None:
    found = survival(complete, censored)
    if found is None:
        return
    want, low, high, middle = librarys(complete, censored)
    for step in found.steps:
        assert step.survival == pytest.approx(want[step.time], abs=1e-9)
        # Where nobody is left the variance has no value, and the library gives none.
        if step.survival > 1e-12:
            assert step.low == pytest.approx(low[step.time], abs=1e-9)
            assert step.high == pytest.approx(high[step.time], abs=1e-9)
    assert found.median == middle or close_to_half(found)


def close_to_half(found: Curve) -> bool:
    """Whether the curve touches one half: there the library's rounding may fall to the other side."""
    return any(abs(step.survival - 0.5) < 1e-9 for step in found.steps)


def librarys(
    complete: list[float], censored: list[float]
) -> tuple[dict[float, float], dict[float, float], dict[float, float], float | None]:
    """The curve, its band and its median by lifelines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import KaplanMeierFitter  # type: ignore[import-untyped]  # has no types

        fitted = KaplanMeierFitter(alpha=0.05).fit(
            complete + censored, [True] * len(complete) + [False] * len(censored)
        )
        table = fitted.confidence_interval_survival_function_
    lower, upper = (dict(table[name].items()) for name in table.columns)
    middle = float(fitted.median_survival_time_)
    curve = dict(fitted.survival_function_["KM_estimate"].items())
    return curve, lower, upper, None if middle == float("inf") else middle
