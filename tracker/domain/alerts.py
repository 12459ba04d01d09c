"""What is worth a mail, and when: reminders before a date, the expiry, and news of a case.

A *milestone* is an instant at which something about a case falls due or becomes known. Which there are
follows from the record alone, so a date that moves takes its milestones with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.outcomes import Headline
from tracker.domain.record import Record
from tracker.domain.standing import Phase, Status, phases, standing
from tracker.domain.vocabulary import Change


class AlertKind(StrEnum):
    """What a mail is about."""

    REMINDER = "reminder"
    EXPIRY = "expiry"
    SET = "set"
    MOVED = "moved"
    EVENT = "event"
    OUTCOME = "outcome"


OFFSETS = (
    timedelta(days=30),
    timedelta(days=14),
    timedelta(days=7),
    timedelta(days=3),
    timedelta(days=1),
    timedelta(hours=6),
    timedelta(hours=1),
)
"""How long before the earliest expiry a reminder can be asked for; a day is 24 hours."""

NEWS_IS_FRESH_FOR = timedelta(days=7)
"""A fact entered later than this after it became known is history, not news."""

TOLD_LATE_FOR = timedelta(days=7)
"""A reminder that could not go in time (quiet hours, an outage) goes late, with the true time left, be that
none; so long after its date it is of no use any more. Nothing else makes it stale but the record."""

NEWS = (AlertKind.EXPIRY, AlertKind.SET, AlertKind.MOVED, AlertKind.EVENT, AlertKind.OUTCOME)
"""What can be heard of beside reminders: each has a bit of its own."""
_MOVES = (
    Change.EXTENDED,
    Change.SHORTENED,
    Change.CLARIFIED,
    Change.REINSTATED,
    Change.SUSPENDED,
    Change.WITHDRAWN,
)
_NO_OFFSET = timedelta(0)


def wish_bit(kind: AlertKind, offset: timedelta = _NO_OFFSET) -> int:
    """The bit that stands for this wish in a subscription: one for each kind and one for each offset."""
    if kind is AlertKind.REMINDER:
        return 1 << (len(NEWS) + OFFSETS.index(offset))
    return 1 << NEWS.index(kind)


def wished(wishes: int) -> tuple[tuple[AlertKind, timedelta], ...]:
    """The kinds of news in a set of bits, then its offsets, the longest first; the inverse of `wish_bit`."""
    news = ((kind, _NO_OFFSET) for kind in NEWS)
    reminders = ((AlertKind.REMINDER, offset) for offset in OFFSETS)
    return tuple(wish for wish in (*news, *reminders) if wishes & wish_bit(*wish))


ALL_WISHES = (1 << (len(NEWS) + len(OFFSETS))) - 1


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that falls due or becomes known at `due_at`.

    `key` names the fact: the id of a deadline or event, or `outcome:` and the target (`all` for all).
    `offset` is zero but for reminders. `not_after` is when a mail about it would be stale; None: never.
    """

    kind: AlertKind
    key: str
    offset: timedelta
    due_at: datetime
    not_after: datetime | None

    @property
    def is_news(self) -> bool:
        """Whether it tells of a fact, and not of the clock."""
        return self.kind not in (AlertKind.REMINDER, AlertKind.EXPIRY)

    @property
    def identity(self) -> tuple[AlertKind, str, timedelta]:
        """What makes it one of its kind within a case."""
        return (self.kind, self.key, self.offset)


def milestones(record: Record) -> tuple[Milestone, ...]:
    """All milestones of a case, past and to come, in the order they fall due.

    A reminder counts only while its deadline is the one in force and still running; an expiry only where
    the case was not resolved by then; an event only while the case is not over. A matter that is over has
    its outcome as its last milestone.
    """
    life = phases(record)
    found = [*_of_the_clock(life), *_of_deadlines(record), *_of_outcomes(record), *_of_events(record, life)]
    return tuple(sorted(found, key=lambda item: (item.due_at, item.kind, item.key)))


def _of_the_clock(life: tuple[Phase, ...]) -> Iterator[Milestone]:
    seen: set[tuple[AlertKind, str, timedelta]] = set()
    for phase in life:
        for item in _in_phase(phase):
            if item.identity not in seen:
                seen.add(item.identity)
                yield item


def _in_phase(phase: Phase) -> Iterator[Milestone]:
    deadline, window = phase.standing.deadline, phase.standing.window
    if deadline is None or window is None:
        return
    if phase.standing.status is Status.PASSED:
        yield Milestone(AlertKind.EXPIRY, deadline.id, _NO_OFFSET, phase.from_at, None)
    if phase.standing.status is not Status.RUNNING:
        return
    for offset in OFFSETS:
        due_at = window.earliest_at - offset
        if phase.from_at <= due_at and (phase.until_at is None or due_at < phase.until_at):
            not_after = window.earliest_at + TOLD_LATE_FOR
            yield Milestone(AlertKind.REMINDER, deadline.id, offset, due_at, not_after)


def _of_deadlines(record: Record) -> Iterator[Milestone]:
    for deadline in record.deadlines:
        before = standing(record, deadline.known_at - timedelta(microseconds=1))
        over = before is not None and before.status is Status.RESOLVED
        if deadline.change in _MOVES and (not over or deadline.change is Change.REINSTATED):
            yield Milestone(AlertKind.MOVED, deadline.id, _NO_OFFSET, deadline.known_at, None)
        elif deadline.change in (Change.SET, Change.STAGED) and not over:
            yield Milestone(AlertKind.SET, deadline.id, _NO_OFFSET, deadline.known_at, None)


def _of_outcomes(record: Record) -> Iterator[Milestone]:
    for outcome in record.outcomes:
        if outcome.headline(record.kind) is not Headline.UNKNOWN:
            key = f"outcome:{outcome.target or 'all'}"
            yield Milestone(AlertKind.OUTCOME, key, _NO_OFFSET, outcome.on.starts_at, None)


def _of_events(record: Record, life: tuple[Phase, ...]) -> Iterator[Milestone]:
    resolved = [phase for phase in life if phase.standing.status is Status.RESOLVED]
    for event in record.events:
        at = event.on.starts_at
        if not any(
            phase.from_at <= at and (phase.until_at is None or at < phase.until_at) for phase in resolved
        ):
            yield Milestone(AlertKind.EVENT, event.id, _NO_OFFSET, at, None)
