"""Which deadline is in force among its changes.

A case has one or more steps: each `set` (a limit of its own, parallel to what was set before) and each
`staged` (a further step of the same threat) opens one and moves nothing. Every other change continues the
step of the deadline it replaces (or, where it names none, of the one announced before it); within a step
the newest announcement wins. `proposed` never was in force.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from tracker.domain.case import Deadline
from tracker.domain.dates.distances import from_window, is_same_date
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Window
from tracker.domain.vocabulary import Change

_ENDS = (Change.SUSPENDED, Change.WITHDRAWN)
_OPENS = (Change.SET, Change.STAGED)


@dataclass(frozen=True, slots=True)
class Step:
    """The announcements of one time limit, oldest first; never empty."""

    deadlines: tuple[Deadline, ...]

    @property
    def newest(self) -> Deadline:
        """The announcement that counts."""
        return self.deadlines[-1]

    @property
    def window(self) -> Window | None:
        """The window in force; None when withdrawn, suspended without a date, or never dated."""
        return self.newest.window

    @property
    def ended_by(self) -> Change | None:
        """`suspended` or `withdrawn` where that left no date in force."""
        return self.newest.change if self.window is None and self.newest.change in _ENDS else None

    @property
    def struck(self) -> tuple[Deadline, ...]:
        """The dated announcements that a later one replaced by another date or none, oldest first."""
        return tuple(item for item in self.deadlines[:-1] if item.due and item.window != self.window)

    @property
    def moves(self) -> int:
        """How often its date was moved, from each dated announcement to the next."""
        dated = [item for item in self.deadlines if item.due]
        return sum(is_move(old.due, new.due, new.change) for old, new in pairwise(dated))

    def is_over(self, at: datetime) -> bool:
        """Whether the window closed at or before the instant."""
        window = self.window
        return window is not None and window.latest_at is not None and window.latest_at <= at


def steps(deadlines: tuple[Deadline, ...]) -> tuple[Step, ...]:
    """The steps of a case in the order they were opened; deadlines come in the order announced.

    Equal announcements keep the order of the record, which is append-only.
    """
    found: list[list[Deadline]] = []
    newest: list[Deadline] = []
    for item in deadlines:
        if item.change is Change.PROPOSED:
            continue
        continued = next((step for step in found if any(old.id == item.replaces for old in step)), newest)
        if not found or item.change in _OPENS:
            continued = []
            found.append(continued)
        continued.append(item)
        newest = continued
    return tuple(Step(tuple(step)) for step in found)


def focus(deadlines: tuple[Deadline, ...], at: datetime) -> Step | None:
    """The step a reader asks about at an instant; None when nothing was ever in force.

    The dated step not yet over that expires first; when all are over, the one that closed last; when
    none has a date, the newest.
    """
    opened = steps(deadlines)
    dated = [step for step in opened if step.window]
    ahead = [step for step in dated if not step.is_over(at)]
    if ahead:
        return min(ahead, key=_expiry)
    if dated:
        return max(dated, key=lambda step: (step.window.latest_at if step.window else None) or at)
    return opened[-1] if opened else None


def _expiry(step: Step) -> datetime:
    window = step.window
    if window is None:
        raise ValueError("a step without a date does not expire")
    return window.earliest_at


def is_move(before: Due | None, after: Due | None, change: Change) -> bool:
    """Whether a change moved the date that was in force before it.

    Naming the same date again is no move, nor is a clarification that only narrows the window.
    """
    if before is None or after is None:
        return False
    if change is Change.CLARIFIED and after.window.lies_within(before.window):
        return False
    return not is_same_date(before, after)


def answered_by(deadlines: tuple[Deadline, ...], on: When) -> tuple[Deadline, ...]:
    """The announcements an outcome answers: those made before its day, else those of that day.

    What was announced later came when the matter was over: it is in force no more and moved nothing.
    """
    before = tuple(item for item in deadlines if item.announced.starts_at < on.starts_at)
    if steps(before):
        return before
    by_then = tuple(item for item in deadlines if item.announced.starts_at < on.end_in(UTC))
    return by_then if steps(by_then) else deadlines


def step_answered(deadlines: tuple[Deadline, ...], on: When) -> Step | None:
    """The step an outcome answers: of what it answers the one that expired nearest to it."""
    opened = steps(answered_by(deadlines, on))
    dated = [(abs(from_window(step.newest.due, on).span), step) for step in opened if step.newest.due]
    if dated:
        return min(dated, key=lambda pair: pair[0])[1]
    return opened[-1] if opened else None
