"""The few statistics the record uses: a share with its interval, a median, a survival curve.

Pure functions of plain numbers; where many are equal they may be given as how many there are of each.
Sources: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
American Statistical Association 22 (1927), 209-212; E. L. Kaplan and P. Meier, "Nonparametric Estimation from
Incomplete Observations", the same 53 (1958), 457-481; M. Greenwood, "The Natural Duration of Cancer" (1926),
for the variance; J. D. Kalbfleisch and R. L. Prentice, "The Statistical Analysis of Failure Time Data" (2nd
edition 2002), 1.4, for the band on the log-log scale.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, inf, log, sqrt

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution: what makes intervals hold 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the Wilson 95% interval of the share behind them; `low <= share <= high`."""

    count: int
    total: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself, from 0 to 1."""
        return self.count / self.total


def share(count: int, total: int) -> Share | None:
    """A share with its 95% Wilson score interval, without continuity correction; None of nothing.

    Raises ValueError where `count` is not among `total`.
    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is no share")
    if total == 0:
        return None
    p, z2 = count / total, Z95 * Z95
    middle = (p + z2 / (2 * total)) / (1 + z2 / total)
    reach = Z95 / (1 + z2 / total) * sqrt(p * (1 - p) / total + z2 / (4 * total * total))
    # At the ends the bounds are exactly 0 and 1; floating point would leave them a hair beside.
    low = 0.0 if count == 0 else max(0.0, middle - reach)
    high = 1.0 if count == total else min(1.0, middle + reach)
    return Share(count, total, low, high)


def median(values: Iterable[float] | Mapping[float, int]) -> float | None:
    """The middle value, of an even number the mean of the two in the middle; None of nothing."""
    counts = Counter(values)
    total = counts.total()
    if not total:
        return None
    low, high, passed = None, None, 0
    for value in sorted(counts):
        passed += counts[value]
        if low is None and 2 * passed >= total:
            low = value
        if 2 * passed > total:
            high = value
            break
    return high if low is None or high is None or low == high else (low + high) / 2


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """The curve from `time` on: `survival` of those at risk are still without the event.

    `at_risk` just before `time`; `events` and `censored` at it (who is censored at a time was at risk then).
    `low` and `high` are the 95% band at this one time, not of the whole curve at once. Where the curve is
    still at 1 both are 1. Where it has come down to 0 the variance has no value: `low` is 0, and `high` stays
    what it was before.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve: its steps at rising times, at least one.

    `total` observations, `events` of them complete, the others censored.
    """

    steps: tuple[SurvivalStep, ...]
    total: int
    events: int

    def at(self, time: float) -> SurvivalStep | None:
        """The step that holds a time; None before the first."""
        return next((step for step in reversed(self.steps) if step.time <= time), None)

    @property
    def median(self) -> float | None:
        """The first time by which half or fewer are left; None where the curve does not fall so far."""
        return next((step.time for step in self.steps if step.survival <= 0.5), None)


def survival(
    complete: Iterable[float] | Mapping[float, int], censored: Iterable[float] | Mapping[float, int] = ()
) -> Curve | None:
    """The Kaplan-Meier estimate of complete and right-censored durations; None of nothing.

    Ties: an event comes before a censoring at the same time. The band is Greenwood's variance on the scale
    of log(-log S), which keeps it within 0 and 1. Raises ValueError for a negative duration.
    """
    events, losses = Counter(complete), Counter(censored)
    times = sorted(events.keys() | losses.keys())
    if not times:
        return None
    if times[0] < 0:
        raise ValueError(f"a duration is not negative: {times[0]}")
    total = at_risk = events.total() + losses.total()
    left, variance, high = 1.0, 0.0, 1.0
    steps = []
    for time in times:
        dead, lost = events[time], losses[time]
        left *= 1 - dead / at_risk
        variance += dead / (at_risk * (at_risk - dead)) if dead < at_risk else inf
        low, high = _band(left, variance, high)
        steps.append(SurvivalStep(time, at_risk, dead, lost, left, low, high))
        at_risk -= dead + lost
    return Curve(tuple(steps), total, events.total())


def _band(left: float, variance: float, high_before: float) -> tuple[float, float]:
    """Kalbfleisch and Prentice: S to the power of exp(±z·σ), σ² = Greenwood's sum over log²S."""
    if left == 1:
        return 1.0, 1.0
    if left == 0:
        return 0.0, high_before
    reach = Z95 * sqrt(variance) / abs(log(left))
    return left ** exp(reach), left ** exp(-reach)
