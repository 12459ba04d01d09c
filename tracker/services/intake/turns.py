"""Whose turn it is: of what is due to be fetched, one of each host, and of a host one a second."""

from collections.abc import Iterable
from datetime import datetime

from tracker.intake.addresses import host_of
from tracker.services.host_limit import take_turn


class Turns:
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
