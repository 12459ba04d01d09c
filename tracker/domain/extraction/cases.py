"""Known cases: which of them a frame meets, and what the new time limit does to theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.vocabulary import Change


@dataclass(frozen=True, slots=True)
class KnownDeadline:
    """One announcement of a case; `due` is None where it set no window, as a withdrawal."""

    announced: When
    due: Due | None
    change: Change


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case of the record, with the slugs of its parties; `deadlines` are in the order of announcement."""

    slug: str
    title: str
    senders: frozenset[str]
    targets: frozenset[str]
    is_running: bool
    deadlines: tuple[KnownDeadline, ...] = ()

    def last_due(self, before: When | None = None) -> Due | None:
        """The window announced last (before that day, where one is given)."""
        known = [
            each.due
            for each in self.deadlines
            if each.due and (before is None or each.announced.first_day < before.first_day)
        ]
        return known[-1] if known else None

    def has_window(self, due: Due) -> bool:
        """Whether one of its windows overlaps that one."""
        return any(each.due and overlaps(each.due, due) for each in self.deadlines)


def overlaps(one: Due, other: Due) -> bool:
    """Whether two windows share an instant, days read as whole days."""
    first, second = one.window, other.window
    starts_in_time = first.latest_at is None or second.earliest_at <= first.latest_at
    return starts_in_time and (second.latest_at is None or first.earliest_at <= second.latest_at)


def fitting_case(
    cases: Sequence[KnownCase], senders: frozenset[str], targets: frozenset[str], due: Due | None
) -> KnownCase | None:
    """The case of that pair: a running one first, else one that has that very window; the newest of several."""
    pairs = [each for each in cases if each.senders & senders and each.targets & targets]
    running = [each for each in pairs if each.is_running]
    same = [each for each in pairs if due is not None and each.has_window(due)]
    for choice in ([each for each in running if each in same], running, same):
        if choice:
            return max(choice, key=lambda each: each.deadlines[-1].announced.text if each.deadlines else "")
    return None


def change_by_windows(previous: Due | None, due: Due | None) -> Change:
    """What the new window does to the one before it."""
    if previous is None or due is None:
        return Change.SET
    old, new = previous.window, due.window
    if old.latest_at is None or new.latest_at is None:
        return Change.SET
    if new.latest_at < old.earliest_at:
        return Change.SHORTENED
    if new.earliest_at > old.latest_at:
        return Change.EXTENDED
    return Change.SET
