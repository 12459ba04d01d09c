"""A round: for some seconds, take up what is due, fetch several at a time, and store one after the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import monotonic, sleep
from typing import TypeVar

from tracker.services.intake.turns import Turns

Clock = Callable[[], datetime]
Row = TypeVar("Row")
Fetched = TypeVar("Fetched")
AT_A_TIME = 6
"""Hosts that are waited for at once; only the network is left to threads, no database and no parser."""
MOST_LISTED = 500


def run_round(
    *,
    due: Callable[[datetime], Sequence[tuple[int, str]]],
    claim: Callable[[int, datetime], Row | None],
    fetch: Callable[[Row], Fetched],
    store: Callable[[Row, Fetched, datetime], None],
    clock: Clock,
    seconds: float,
) -> int:
    """How many rows were taken up. Ends when nothing is due, or no other begins after so many seconds.

    `due` lists keys and addresses, `claim` returns the row or None where another worker has it, `fetch` runs
    in a thread of its own and must not raise, `store` ends what was claimed.
    """
    until, done, turns = monotonic() + seconds, 0, Turns(AT_A_TIME)
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="fetch") as threads:
        while monotonic() < until:
            now = clock()
            listed = due(now)
            chosen = turns.choose(listed, now=now)
            if not chosen and not _wait(turns.next_at(listed), now, until):
                break
            rows = [row for key in chosen if (row := claim(key, now)) is not None]
            for row, fetched in zip(rows, threads.map(fetch, rows), strict=True):
                store(row, fetched, clock())
                done += 1
    return done


def _wait(next_at: datetime | None, now: datetime, until: float) -> bool:
    """Wait for the next turn; False where there is none in this round."""
    if next_at is None:
        return False
    wait = (next_at - now).total_seconds()
    if wait > until - monotonic():
        return False
    sleep(max(wait, 0.0))
    return True
