"""For some seconds, take up what is due, fetch several at a time, and store one after the other.

Of each host one is fetched at once, and one a second (services.host_limit).
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import monotonic, sleep
from typing import TypeVar

from tracker.intake.addresses import host_of
from tracker.services.host_limit import take_turn

Clock = Callable[[], datetime]
Row = TypeVar("Row")
Fetched = TypeVar("Fetched")
AT_A_TIME = 6
"""Hosts that are waited for at once; only the network is left to threads, no database and no parser."""
MOST_LISTED = 500


def fetch_due(
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
    until, done, turns = monotonic() + seconds, 0, HostTurns(AT_A_TIME)
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


class HostTurns:
    """Chooses from what is due; remembers which hosts have to wait, so that nobody asks for them again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free_at: dict[str, datetime] = {}

    def choose(self, due: Iterable[tuple[int, str]], *, now: datetime) -> list[int]:
        """The keys whose turn it is, of pairs of key and address; what has no host waits for nobody."""
        chosen: list[int] = []
        asked: set[str] = set()
        for key, address in due:
            host = host_of(address)
            if len(chosen) == self._most:
                break
            if not host or (host not in asked and self._is_free(host, now)):
                chosen.append(key)
            asked.add(host)
        return chosen

    def next_at(self, due: Iterable[tuple[int, str]]) -> datetime | None:
        """When the first of them has its turn; None where there is none."""
        return min(
            (self._free_at[host] for _, address in due if (host := host_of(address)) in self._free_at),
            default=None,
        )

    def _is_free(self, host: str, now: datetime) -> bool:
        if self._free_at.get(host, now) > now:
            return False
        free_at = take_turn(host, now=now)
        if free_at is None:
            self._free_at.pop(host, None)
            return True
        self._free_at[host] = free_at
        return False


def _wait(next_at: datetime | None, now: datetime, until: float) -> bool:
    """Wait for the next turn; False where there is none before the end."""
    if next_at is None:
        return False
    wait = (next_at - now).total_seconds()
    if wait > until - monotonic():
        return False
    sleep(max(wait, 0.0))
    return True
