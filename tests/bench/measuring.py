"""How measurements are taken and told: interleaved rounds, medians, and ratios pair by pair."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a report: a figure with its spread, its ratio to the yardstick, and the goal for that ratio.

    `goal` is the least the ratio may be, or the most where `at_most`; None where it is only for comparison.
    """

    what: str
    figure: str
    ratio: float | None = None
    goal: float | None = None
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; a line without one always is."""
        if self.goal is None or self.ratio is None:
            return True
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:7.3f}"
        sign = "<=" if self.at_most else ">="
        goal = "" if self.goal is None else f"{sign} {self.goal:g}  {'met' if self.is_met else 'MISSED'}"
        return f"  {self.what:<58} {self.figure:>46} {ratio:>8}  {goal}"


def interleaved(
    turns: Mapping[str, Callable[[], float]], *, rounds: int, warm_up: int = 1
) -> dict[str, list[float]]:
    """Every turn in every round, in turn, so that a machine that drifts drifts for all; figures by name."""
    found: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(warm_up + rounds):
        for name, turn in turns.items():
            figure = turn()
            if number >= warm_up:
                found[name].append(figure)
    return found


def ratio(ours: Sequence[float], yardstick: Sequence[float]) -> float:
    """The median of the ratios round by round."""
    return median(a / b for a, b in zip(ours, yardstick, strict=True))


def spread(figures: Sequence[float], unit: str, digits: int = 0) -> str:
    """`median [min..max] unit`."""
    low, middle, high = (f"{x:,.{digits}f}" for x in (min(figures), median(figures), max(figures)))
    return f"{middle} [{low}..{high}] {unit}"


def report(title: str, lines: Sequence[Line]) -> bool:
    """Print a table; whether every goal was met."""
    print(f"\n{title}")
    for line in lines:
        print(line)
    return all(line.is_met for line in lines)
