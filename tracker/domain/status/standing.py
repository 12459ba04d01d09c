"""Where a case stands at an instant, the honest countdown, and the phases of its life.

Status is a function of the record and an instant. It changes at finitely many instants (announcements,
outcomes, the bounds of windows), so a record has finitely many *phases*; stored, they answer the same
question for any instant, past or present, by a range lookup (`phases`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.case import Deadline, Outcome
from tracker.domain.dates.distances import Distance, from_window
from tracker.domain.dates.moments import Grain, When, whole_second
from tracker.domain.dates.windows import Due, Window
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.record import Record
from tracker.domain.status.steps import Step, answered_by, focus, step_answered, steps
from tracker.domain.vocabulary import Change, Role


class Status(StrEnum):
    """Where a case stands."""

    RUNNING = "running"
    OPEN = "open"
    PASSED = "passed"
    RESOLVED = "resolved"
    UNDATED = "undated"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


LIVE = (Status.RUNNING, Status.OPEN, Status.UNDATED, Status.SUSPENDED)
"""The statuses under which something may still fall due."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands at any instant of one phase."""

    status: Status
    step: Step | None
    record: Record
    outcomes: tuple[Outcome, ...]
    """The outcomes that resolved it, empty before."""

    @property
    def deadline(self) -> Deadline | None:
        """The announcement in force or last in force."""
        return self.step.newest if self.step else None

    @property
    def due(self) -> Due | None:
        """The bounds in force or last in force."""
        return self.deadline.due if self.deadline else None

    @property
    def window(self) -> Window | None:
        """Their two instants."""
        return self.due.window if self.due else None

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The announcements made while the case was open: all of them while it is."""
        on = self.resolved_on
        return answered_by(self.record.deadlines, on) if on else self.record.deadlines

    @property
    def moves(self) -> int:
        """How often a date was moved while the case was open, over all steps."""
        return sum(step.moves for step in steps(self.deadlines))

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """The outcomes in one word each, repeats dropped; empty while there is none.

        They may fall short of resolving the case: one target of several, or an outcome nobody could find.
        """
        found = _since_reopened(self.record)
        return tuple(dict.fromkeys(item.headline_in(self.record.kind) for item in found))

    @property
    def resolved_on(self) -> When | None:
        """The date of the outcome that resolved it."""
        return max((item.on for item in self.outcomes), key=lambda on: on.starts_at, default=None)


def standing(record: Record, at: datetime) -> Standing | None:
    """Where the case stood at an instant, by what was known then; None before it was announced."""
    known = record.as_of(at)
    if known is None:
        return None
    outcomes = _resolving(known)
    if outcomes:
        resolved_on = max((item.on for item in outcomes), key=lambda on: on.starts_at)
        return Standing(Status.RESOLVED, step_answered(known.deadlines, resolved_on), known, outcomes)
    step = focus(known.deadlines, at)
    return Standing(_status_of(step, at), step, known, ())


def _status_of(step: Step | None, at: datetime) -> Status:
    window = step.window if step else None
    if step is None or window is None:
        ended = step.ended_by if step else None
        return {Change.SUSPENDED: Status.SUSPENDED, Change.WITHDRAWN: Status.WITHDRAWN}.get(
            ended or Change.SET, Status.UNDATED
        )
    if at < window.earliest_at:
        return Status.RUNNING
    return Status.PASSED if step.is_over(at) else Status.OPEN


def _resolving(record: Record) -> tuple[Outcome, ...]:
    """The outcomes that settle the case for every target; an outcome nobody could find settles nothing."""
    found = tuple(
        item for item in _since_reopened(record) if item.headline_in(record.kind) is not Headline.UNKNOWN
    )
    targets = set(record.actors_in(Role.TARGET, Role.PARTY))
    named = {item.target for item in found}
    return found if found and (None in named or targets <= named) else ()


def _since_reopened(record: Record) -> tuple[Outcome, ...]:
    """The outcomes that still stand: a deadline reinstated after an outcome opens the case again."""
    announced = (item.announced for item in record.deadlines if item.change is Change.REINSTATED)
    reopened_at = max((when.starts_at for when in announced), default=None)
    if reopened_at is None:
        return record.outcomes
    return tuple(item for item in record.outcomes if item.on.starts_at >= reopened_at)


@dataclass(frozen=True, slots=True)
class CasePhase:
    """One stretch of a case's life, from `from_at` up to but not including `until_at` (None: for good)."""

    from_at: datetime
    until_at: datetime | None
    standing: Standing


def phases(record: Record) -> tuple[CasePhase, ...]:
    """The life of a case: adjoining phases from its first announcement on, neighbours never equal.

    For every instant `at`, the phase that holds it carries `standing(record, at)`, apart from events (they
    change no status and begin no phase) and the prose of hindsight, which may be there before the last event.
    """
    found: list[CasePhase] = []
    without_events = replace(record, events=())
    for at in sorted(_turning_points(record)):
        now = standing(without_events, at)
        if now is None or (found and found[-1].standing == now):
            continue
        if found:
            found[-1] = replace(found[-1], until_at=at)
        found.append(CasePhase(at, None, now))
    return tuple(found)


def _turning_points(record: Record) -> set[datetime]:
    return set(_announcements(record)) | set(_bounds(record))


def _announcements(record: Record) -> Iterator[datetime]:
    for deadline in record.deadlines:
        yield deadline.known_at
    joined = (item.since for part in (record.parties, record.demands, record.threats) for item in part)
    yield from (since.starts_at for since in joined if since)
    for outcome in record.outcomes:
        yield outcome.on.starts_at
        if outcome.lifted:
            yield outcome.lifted.starts_at


def _bounds(record: Record) -> Iterator[datetime]:
    for deadline in record.deadlines:
        if deadline.window:
            yield deadline.window.earliest_at
            if deadline.window.latest_at:
                yield deadline.window.latest_at


class CountdownKind(StrEnum):
    """What the clock counts."""

    BEFORE = "before"
    INSIDE = "inside"
    PASSED = "passed"
    RESOLVED = "resolved"
    UNDATED = "undated"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Countdown:
    """An honest clock. `span` is never negative, and told no more finely than `grain`.

    before: time left to the earliest expiry (`target_at`); inside: time left to the latest, both None
    when there is no latest; passed: time since the latest expiry; resolved: `span` is how long after the
    latest expiry (`target_at`) the outcome came, or, where `early`, how long before the earliest, zero
    when it came within the window, None without a date or, after its earliest, without a latest one; the
    others: no instant.

    A time limit given as a day ends with it. To that instant the time left is counted, and from it the hours
    of the day after; from then on a date that passed lies so many calendar days back.
    """

    kind: CountdownKind
    target_at: datetime | None = None
    span: timedelta | None = None
    early: bool = False
    grain: Grain = Grain.INSTANT

    @property
    def distance(self) -> Distance:
        """Its span with its grain. Raises ValueError where there is none."""
        if self.span is None:
            raise ValueError(f"{self.kind} counts nothing")
        return Distance(self.grain, self.span)


def countdown(status: Status, due: Due | None, at: datetime, resolved_on: When | None = None) -> Countdown:
    """The clock of a case in that status at an instant."""
    if status is Status.RESOLVED:
        return _after_resolution(due, resolved_on)
    if due is None:
        return Countdown(CountdownKind(status.value))
    window, grain, told_at = due.window, due.earliest.grain, whole_second(at)
    if status is Status.RUNNING:
        return Countdown(CountdownKind.BEFORE, window.earliest_at, window.earliest_at - told_at, grain=grain)
    latest_at = window.latest_at
    if status is Status.OPEN:
        left = latest_at - told_at if latest_at else None
        return Countdown(CountdownKind.INSIDE, latest_at, left, grain=grain)
    if latest_at is None:
        raise ValueError("a window without a latest bound cannot have passed")
    ago = from_window(due, at)
    by_calendar = ago.grain is Grain.DAY and ago.count > 1
    return Countdown(
        CountdownKind.PASSED, latest_at, ago.span if by_calendar else told_at - latest_at, grain=grain
    )


class Urgency(StrEnum):
    """How pressing a countdown is."""

    FAR = "far"
    NEAR = "near"
    IMMINENT = "imminent"
    OVERDUE = "overdue"
    QUIET = "quiet"


IMMINENT_WITHIN, NEAR_WITHIN = timedelta(days=8), timedelta(days=31)


def urgency(clock: Countdown) -> Urgency:
    """One scale for what comes next: the earliest date or, where a window is open, the latest.

    What may end any day, but with no latest date need not, is far.
    """
    if clock.kind is CountdownKind.PASSED:
        return Urgency.OVERDUE
    if clock.kind not in (CountdownKind.BEFORE, CountdownKind.INSIDE):
        return Urgency.QUIET
    if clock.span is None or clock.span >= NEAR_WITHIN:
        return Urgency.FAR
    return Urgency.IMMINENT if clock.span < IMMINENT_WITHIN else Urgency.NEAR


def _after_resolution(due: Due | None, resolved_on: When | None) -> Countdown:
    if due is None or resolved_on is None:
        return Countdown(CountdownKind.RESOLVED)
    apart = from_window(due, resolved_on)
    early = apart.span < timedelta(0)
    if due.latest is None and not early:
        return Countdown(CountdownKind.RESOLVED)
    target_at = due.window.earliest_at if early else due.window.latest_at
    return Countdown(CountdownKind.RESOLVED, target_at, abs(apart.span), early, apart.grain)
