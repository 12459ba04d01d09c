"""The time limits of a case as entries of a calendar: one each, whatever became of its date.

A limit is known by the announcement that opened it, so that an entry moves when its date does and is never
there twice. What has no date is there as well: nothing that was announced is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from tracker.domain.case import Deadline
from tracker.domain.dates.distances import from_window
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Standing
from tracker.domain.status.steps import Step, steps
from tracker.domain.vocabulary import Change


class LimitState(StrEnum):
    """What a calendar can say of a time limit.

    fixed: one day or instant; window: between two; open-ended: from a day on; undated: none was given;
    suspended, withdrawn: none is in force any more; over: the case was resolved before it could expire;
    passed: it was over before the outcome, which answered another one; proposed: never in force.
    """

    FIXED = "fixed"
    WINDOW = "window"
    OPEN_ENDED = "open-ended"
    UNDATED = "undated"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    PASSED = "passed"
    PROPOSED = "proposed"


_ENDED = {Change.SUSPENDED: LimitState.SUSPENDED, Change.WITHDRAWN: LimitState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit: a step of the case, or a proposal.

    `id` is that of the announcement that opened it; `number` counts the steps from 1 (0: a proposal). `due`
    is what is in force, of a withdrawn one what last was; None where there is no date: then `since` says
    where it stands, the day it was announced or suspended. `struck` are its earlier dates, oldest first;
    `later` are those announced with the outcome or after it, which are in force no more.
    """

    id: str
    number: int
    state: LimitState
    due: Due | None
    since: When
    deadline: Deadline
    struck: tuple[Due, ...]
    later: tuple[Due, ...] = ()

    @property
    def is_off(self) -> bool:
        """Whether nothing can fall due any more that ever could."""
        return self.state in (LimitState.WITHDRAWN, LimitState.OVER)

    @property
    def is_certain(self) -> bool:
        """Whether it stands at one day or instant and nowhere else."""
        if self.due is None or self.due.latest is None:
            return False
        is_one = self.due.earliest.starts_at == self.due.latest.starts_at
        return is_one and self.state in (LimitState.FIXED, LimitState.PASSED)


def limits(stands: Standing, whole: Record) -> tuple[Limit, ...]:
    """The time limits of a case as it stands: its steps in the order they were opened, then proposals.

    `whole` is the case with all that came later: an announcement may have become public before the one it
    changed, and belongs to the same limit from the first.
    """
    known, counted = stands.record.deadlines, stands.deadlines
    opened = {item.id: step.deadlines[0].id for step in steps(whole.deadlines) for item in step.deadlines}
    found = []
    for number, step in enumerate(steps(known), 1):
        in_time = tuple(item for item in step.deadlines if item in counted) or step.deadlines
        later = tuple(item.due for item in step.deadlines if item not in in_time and item.due)
        limit = _of_step(Step(in_time), number, stands, opened)
        found.append(replace(limit, later=later))
    found += [
        Limit(item.id, 0, LimitState.PROPOSED, item.due, item.announced, item, ())
        for item in known
        if item.change is Change.PROPOSED
    ]
    return tuple(found)


def _of_step(step: Step, number: int, stands: Standing, opened: Mapping[str, str]) -> Limit:
    newest, due = step.newest, step.newest.due
    since = newest.announced
    if step.ended_by is Change.WITHDRAWN:
        # It stays where it was: who has it in a calendar looks for it there.
        held = [item for item in step.deadlines if item.change not in _ENDED]
        due = next((item.due for item in reversed(step.deadlines) if item.due), None)
        since = held[-1].announced if held else since
    struck = tuple(item.due for item in step.struck if item.due and item.due != due)
    return Limit(opened[step.deadlines[0].id], number, _state(step, due, stands), due, since, newest, struck)


def _state(step: Step, due: Due | None, stands: Standing) -> LimitState:
    if step.ended_by:
        return _ENDED[step.ended_by]
    if due is None:
        return LimitState.UNDATED
    on = stands.resolved_on
    if on:
        apart = from_window(due, on).span
        if apart < timedelta(0):
            return LimitState.OVER
        is_answered = stands.step is not None and stands.step.deadlines[0].id == step.deadlines[0].id
        if apart and not is_answered:
            return LimitState.PASSED
    if due.latest is None:
        return LimitState.OPEN_ENDED
    return LimitState.FIXED if due.earliest.starts_at == due.latest.starts_at else LimitState.WINDOW
