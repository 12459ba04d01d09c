"""Which deadline is in force among its changes.

A case has one or more steps: each `set` (a limit of its own, parallel to what was set before) and each
`staged` (a further step of the same threat) opens one and moves nothing. Every other change continues the
step of the deadline it replaces (or, where it names none, of the one announced before it); within a step
the newest announcement wins. `proposed` never was in force.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tracker.domain.moments import When, zone
from tracker.domain.record import Deadline
from tracker.domain.vocabulary import Change
from tracker.domain.windows import Due, Window

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
        """How often its date was moved: dated announcements with another window than the dated one before."""
        dated = [item.window for item in self.deadlines if item.due]
        return sum(old != new for old, new in pairwise(dated))

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


def step_answered(deadlines: tuple[Deadline, ...], on: When) -> Step | None:
    """The step an outcome answers: the one that expired nearest to it, by what was announced before its day.

    Where nothing was announced before that day, by what was announced on it.
    """
    before = tuple(item for item in deadlines if item.announced.starts_at < on.starts_at)
    opened = steps(before) or steps(deadlines)
    dated = [(abs(distance(step.newest.due, on)), step) for step in opened if step.newest.due]
    if dated:
        return min(dated, key=lambda pair: pair[0])[1]
    return opened[-1] if opened else None


def distance(due: Due, on: When) -> timedelta:
    """From the window to a date: negative before its earliest expiry, positive after its latest, else zero.

    A date known by its day is read in the zone of the time limit and may be any hour of that day: where
    the day touches the window, the distance is zero. A window without a latest bound has no after.
    """
    where, window = zone(due.timezone), due.window
    if on.end_in(where) < window.earliest_at:
        return on.end_in(where) - window.earliest_at
    if window.latest_at is None:
        return timedelta(0)
    return max(on.start_in(where) - window.latest_at, timedelta(0))


def drift(before: Deadline, after: Deadline) -> timedelta | None:
    """How far a change moved the latest expiry (negative: earlier); None where either has no such bound."""
    old, new = before.window, after.window
    if old is None or new is None or old.latest_at is None or new.latest_at is None:
        return None
    return new.latest_at - old.latest_at
