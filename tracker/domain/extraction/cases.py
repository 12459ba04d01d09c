"""Known cases: which of them a frame meets, and what the new time limit does to theirs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.vocabulary import Change

_WORD = re.compile(r"[a-z]{3,}")
_SAYS_NOTHING = frozenset(
    "with from until before within after days hours weeks months year years face demand demands deadline ultimatum accept agree "
    "agreement deal lose pays leave meet every point june july august september october november december january "
    "february march april may more than other state over that their reach make start end the and for not its two out all".split()
)


@cache
def _stems(title: str, parties: frozenset[str]) -> frozenset[str]:
    """The words of a title that say what it is about, cut so that their forms are found; not the parties."""
    names = {word for slug in parties for word in slug.split("-")}
    return frozenset(
        word[:6]
        for word in _WORD.findall(title.lower())
        if word not in _SAYS_NOTHING and not any(word.startswith(name[:5]) for name in names)
    )


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

    def is_about(self, words: str) -> bool:
        """Whether a text shares a word with its title, besides names, times and the commonest ones."""
        return self.shared_words(words) > 0

    def shared_words(self, words: str) -> int:
        """How many words of the title, by their stems, stand in a text."""
        return sum(
            bool(re.search(rf"\b{stem}", words)) for stem in _stems(self.title, self.senders | self.targets)
        )

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
    cases: Sequence[KnownCase],
    senders: frozenset[str],
    targets: frozenset[str],
    due: Due | None,
    words: str,
    *,
    moved_on: When | None = None,
) -> KnownCase | None:
    """The case of that pair which the words are about: a running one first, else one that has that window.

    `words` are those of the text around the time limit, in lower case. `moved_on` is the day on which a time
    limit was changed: that of a case whose own ends about then comes first.
    """
    pairs = [each for each in cases if each.senders & senders and each.targets & targets]
    running = [each for each in pairs if each.is_running]
    same = [each for each in pairs if due is not None and each.has_window(due)]
    for choice in ([each for each in running if each in same], running, same):
        about = [
            each for each in choice if each in same or each.is_about(words) or _ends_about(each, moved_on)
        ]
        if about:
            return max(
                about,
                key=lambda each: (
                    _ends_about(each, moved_on),
                    each.shared_words(words),
                    _last_announced(each),
                ),
            )
    return None


_ABOUT = timedelta(days=30)


def _ends_about(case: KnownCase, day: When | None) -> bool:
    due = case.last_due()
    return bool(day and due and due.latest and abs(due.latest.last_day - day.first_day) <= _ABOUT)


def case_of_sender(cases: Sequence[KnownCase], senders: frozenset[str], words: str) -> KnownCase | None:
    """The running case of a sender whose title shares the most words with a text, two at least or it alone one."""
    own = [each for each in cases if each.is_running and each.senders & senders]
    shared = [(each.shared_words(words), _last_announced(each), each) for each in own]
    best = max(shared, key=lambda each: each[:2], default=None)
    if best is None or best[0] == 0:
        return None
    return best[2] if best[0] >= 2 or sum(each[0] > 0 for each in shared) == 1 else None


def _last_announced(case: KnownCase) -> str:
    return case.deadlines[-1].announced.text if case.deadlines else ""


def change_by_windows(previous: Due | None, due: Due | None, told: When) -> Change:
    """What the new window does to the one before it; the same one, or one about as wide, only repeats it.

    One that had passed before the day on which the new one is told is not moved by it.
    """
    if previous is None or due is None or previous.latest is None or due.latest is None:
        return Change.SET
    if previous.latest.last_day < told.first_day:
        return Change.SET
    old, new = (previous.earliest, previous.latest), (due.earliest, due.latest)
    if new[1].last_day < old[0].first_day:
        return Change.SHORTENED
    if new[0].first_day > old[1].last_day:
        return Change.EXTENDED
    days_old, days_new = (last.last_day - first.first_day for first, last in (old, new))
    is_inside = old[0].first_day <= new[0].first_day and new[1].last_day <= old[1].last_day
    return Change.CLARIFIED if is_inside and days_new < days_old else Change.SET
