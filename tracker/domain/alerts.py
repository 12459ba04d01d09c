"""What is worth a mail, and when: reminders before a date, the expiry, and news of a case.

A *milestone* is an instant at which something about a case falls due or becomes known. Which there are
follows from the record alone, so a date that moves takes its milestones with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.dates.moments import utc_text
from tracker.domain.dates.windows import Window
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.record import Record
from tracker.domain.status.standing import CasePhase, Status, phases, standing
from tracker.domain.status.steps import Step, steps
from tracker.domain.vocabulary import Change


class AlertKind(StrEnum):
    """What a mail is about."""

    REMINDER = "reminder"
    EXPIRY = "expiry"
    SET = "set"
    MOVED = "moved"
    EVENT = "event"
    OUTCOME = "outcome"
    CORRECTION = "correction"
    LISTED = "listed"
    """A date that mails of the week ahead showed; never sent alone."""


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

MAX_NOTICE_DELAY = timedelta(days=7)
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
    """The bit that stands for this wish in a subscription: one for each kind and one for each offset.

    0 for corrections: nobody asks for them, and whoever was told what was wrong gets one. 0 for what the
    week ahead lists: that has a bit of its own.
    """
    if kind is AlertKind.REMINDER:
        return 1 << (len(NEWS) + OFFSETS.index(offset))
    return 1 << NEWS.index(kind) if kind in NEWS else 0


def wished(wishes: int) -> tuple[tuple[AlertKind, timedelta], ...]:
    """The kinds of news in a set of bits, then its offsets, the longest first; the inverse of `wish_bit`."""
    news = ((kind, _NO_OFFSET) for kind in NEWS)
    reminders = ((AlertKind.REMINDER, offset) for offset in OFFSETS)
    return tuple(wish for wish in (*news, *reminders) if wishes & wish_bit(*wish))


ALL_WISHES = (1 << (len(NEWS) + len(OFFSETS))) - 1
"""Every kind of news and every offset."""
WEEK_AHEAD = ALL_WISHES + 1
"""The bit that asks for the week ahead: a mail of its own on Mondays, beside all that has alerts."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that falls due or becomes known at `due_at`.

    `key` names the fact: the id of a deadline or event, or `outcome:` and the target (`all` for all).
    `offset` is zero but for reminders. `not_after` is when a mail about it would be stale; None: never.
    `about` is what makes it one of its kind within a case: the fact or, for what the clock brings, the time
    limit (the id of the deadline that opened it) and its date, so that another date has reminders of its own
    and the same date, moved away and back, does not have them twice.
    """

    kind: AlertKind
    key: str
    offset: timedelta
    due_at: datetime
    not_after: datetime | None
    about: str

    @property
    def is_news(self) -> bool:
        """Whether it tells of a fact, and not of the clock."""
        return self.kind not in (AlertKind.REMINDER, AlertKind.EXPIRY)

    @property
    def identity(self) -> tuple[AlertKind, str, timedelta]:
        """What makes it one of its kind within a case."""
        return (self.kind, self.about, self.offset)


def milestones(record: Record) -> tuple[Milestone, ...]:
    """All milestones of a case, past and to come, in the order they fall due.

    Of each time limit of the case: a reminder counts only while its date is the one in force and ahead; that
    its window opens (where it has one) and that it passes only where the case was not resolved by then; an
    event only while the case is not over. A matter that is over has its outcome as its last milestone.
    """
    life = phases(record)
    found = [*_of_the_clock(life), *_of_deadlines(record), *_of_outcomes(record), *_of_events(record, life)]
    return tuple(sorted(found, key=lambda item: (item.due_at, item.kind, item.key)))


def _of_the_clock(life: tuple[CasePhase, ...]) -> Iterator[Milestone]:
    seen: set[tuple[AlertKind, str, timedelta]] = set()
    for phase in life:
        for item in _in_phase(phase):
            if item.identity not in seen:
                seen.add(item.identity)
                yield item


def _in_phase(phase: CasePhase) -> Iterator[Milestone]:
    if phase.standing.status is Status.RESOLVED:
        return
    for step in steps(phase.standing.record.deadlines):
        if step.window is not None:
            yield from _of_window(step, step.window, phase)


def _of_window(step: Step, window: Window, phase: CasePhase) -> Iterator[Milestone]:
    """What the clock brings in a phase of a time limit whose date is in force."""
    key, opened = step.newest.id, step.deadlines[0].id
    earliest_at, latest_at = window.earliest_at, window.latest_at

    def is_within(at: datetime) -> bool:
        return phase.from_at <= at and (phase.until_at is None or at < phase.until_at)

    for offset in OFFSETS:
        due_at = earliest_at - offset
        if is_within(due_at):
            about = f"{opened} {utc_text(earliest_at)}"
            not_after = earliest_at + MAX_NOTICE_DELAY
            yield Milestone(AlertKind.REMINDER, key, offset, due_at, not_after, about)
    if latest_at != earliest_at and is_within(earliest_at):
        about = f"{opened} opens {utc_text(earliest_at)}"
        yield Milestone(AlertKind.EXPIRY, key, _NO_OFFSET, earliest_at, None, about)
    if latest_at is not None and (phase.until_at is None or latest_at < phase.until_at):
        # Known only after it had passed, it passed when it became known.
        due_at = max(latest_at, phase.from_at)
        yield Milestone(AlertKind.EXPIRY, key, _NO_OFFSET, due_at, None, f"{opened} {utc_text(latest_at)}")


def _of_deadlines(record: Record) -> Iterator[Milestone]:
    for deadline in record.deadlines:
        before = standing(record, deadline.known_at - timedelta(microseconds=1))
        over = before is not None and before.status is Status.RESOLVED
        if deadline.change in _MOVES and (not over or deadline.change is Change.REINSTATED):
            yield Milestone(AlertKind.MOVED, deadline.id, _NO_OFFSET, deadline.known_at, None, deadline.id)
        elif deadline.change in (Change.SET, Change.STAGED) and not over:
            yield Milestone(AlertKind.SET, deadline.id, _NO_OFFSET, deadline.known_at, None, deadline.id)


def _of_outcomes(record: Record) -> Iterator[Milestone]:
    for outcome in record.outcomes:
        if outcome.headline_in(record.kind) is not Headline.UNKNOWN:
            key = f"outcome:{outcome.target or 'all'}"
            yield Milestone(AlertKind.OUTCOME, key, _NO_OFFSET, outcome.on.starts_at, None, key)


def _of_events(record: Record, life: tuple[CasePhase, ...]) -> Iterator[Milestone]:
    resolved = [phase for phase in life if phase.standing.status is Status.RESOLVED]
    for event in record.events:
        at = event.on.starts_at
        if not event.scheduled and not any(
            phase.from_at <= at and (phase.until_at is None or at < phase.until_at) for phase in resolved
        ):
            yield Milestone(AlertKind.EVENT, event.id, _NO_OFFSET, at, None, event.id)
