"""In which order facts are told that are known with different precision."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tracker.domain.dates.moments import Grain, When

_TICK = timedelta(microseconds=1)


def sort_instants(dates: Sequence[When]) -> list[datetime]:
    """Where each of some facts stands in a story; `dates` come in the order the facts were entered.

    A day or an instant stands at its start. Of a month or a year nobody knows the day: it stands at its end,
    after all that it may have followed, yet before what was entered after it.
    """
    found: list[datetime] = []
    following: datetime | None = None
    for when in reversed(dates):
        at = when.starts_at
        if when.grain in (Grain.MONTH, Grain.YEAR):
            end = when.end_in(UTC) - _TICK
            at = end if following is None else min(end, max(at, following))
        found.append(at)
        following = at
    return found[::-1]
