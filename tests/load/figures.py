"""What a run under load came to, and which goals it met."""

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

import psutil

from tests.bench.measuring import Line
from tests.bench.servers import percentile
from tests.load.filling import MOVES
from tests.load.sink import arrivals
from tests.load.site import Site

TIMES_QUIET, OF_QUIET_RATE = 5.0, 0.8
FLAT, NOISE_MIB = 1.1, 10.0
"""What a process may hold more of in the last third than in the first: a tenth, and what is noise anyway."""
LARGEST = 8
PLANNED = """
    SELECT reader.address, COUNT(*)
    FROM tracker_delivery delivery JOIN tracker_subscriber reader ON reader.id = delivery.subscriber_id
    WHERE delivery.digest_id IS NULL AND delivery.state NOT IN ('cancelled', 'expired')
    GROUP BY reader.address
"""
TOLD = """
    SELECT COUNT(DISTINCT delivery.subscriber_id)
    FROM tracker_delivery delivery
    JOIN tracker_alert alert ON alert.id = delivery.alert_id
    JOIN tracker_ultimatum told ON told.id = alert.ultimatum_id
    JOIN tracker_subscription follows ON follows.subscriber_id = delivery.subscriber_id
    JOIN tracker_topic topic ON topic.id = follows.topic_id AND topic.key = told.slug
    WHERE told.slug = %s
"""


@dataclass
class Figures:
    """What was measured."""

    given: dict[str, Any]
    began: float
    took: float = 0.0
    is_pooled: bool = False
    filled: dict[str, float] = field(default_factory=dict)
    quiet_pages: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)
    mails: dict[str, float] = field(default_factory=dict)
    published_ms: list[float] = field(default_factory=list)
    memory: dict[str, list[float]] = field(default_factory=dict)
    lost: int = 0
    twice: int = 0
    arrived: int = 0
    followers_told: int = 0
    tables: list[tuple[str, int, int, int, int]] = field(default_factory=list)

    def say(self, what: str) -> None:
        """Tell whoever waits."""
        print(f"{time.monotonic() - self.began:6.0f} s: {what}", flush=True)

    def check(self, place: Site) -> None:
        """Compare what the mail servers took with what is to have been sent."""
        arrived = Counter(to for _at, to in arrivals(*place.logs))
        planned: Counter[str] = Counter()
        for address, number in place.rows(PLANNED):
            planned[str(address)] = int(str(number))
        self.arrived = arrived.total()
        self.lost, self.twice = (planned - arrived).total(), (arrived - planned).total()
        [(told,)] = place.rows(TOLD, [MOVES])
        self.followers_told = int(str(told))


def rate(logs: Sequence[Path], *, since: float) -> float:
    """Mails a second between the first twentieth that came and the last."""
    times = sorted(at for at, _to in arrivals(*logs) if at >= since)
    some = times[len(times) // 20 : -(len(times) // 20) or None]
    return (len(some) - 1) / (some[-1] - some[0])


def tables(place: Site) -> list[tuple[str, int, int, int, int]]:
    """The largest tables: name, rows, bytes with indexes, dead rows before and after VACUUM."""
    place.rows("SELECT pg_stat_force_next_flush()")
    counted = place.rows("SELECT relname, n_dead_tup FROM pg_stat_user_tables")
    before = {str(name): _int(dead) for name, dead in counted}
    place.rows("VACUUM (ANALYZE)")
    place.rows("SELECT pg_stat_force_next_flush()")
    found = place.rows(
        "SELECT relname, n_live_tup, pg_total_relation_size(relid), n_dead_tup FROM pg_stat_user_tables"
        " ORDER BY 3 DESC LIMIT %s",
        [LARGEST],
    )
    return [
        (str(name), _int(rows), _int(size), before[str(name)], _int(dead)) for name, rows, size, dead in found
    ]


def _int(value: object) -> int:
    return int(str(value))


def lines(figures: Figures) -> list[Line]:
    """The figures with their goals."""
    return [*_mails(figures), *_pages(figures), *_memory(figures)]


def _mails(figures: Figures) -> Iterator[Line]:
    followers = figures.given["followers"]
    yield Line(
        "mails that were lost", f"{figures.lost:,} of {figures.arrived:,}", figures.lost, 0, at_most=True
    )
    yield Line("mails that came twice", f"{figures.twice:,}", figures.twice, 0, at_most=True)
    told = figures.followers_told
    yield Line("followers of the moved date who were told", f"{told:,}", told / followers, 1)
    quiet, busy = figures.mails["alone"], figures.mails["rate"]
    yield Line("mails a second, two workers alone", f"{quiet:,.0f} mails/s")
    yield Line(
        "mails a second while others read and publish", f"{busy:,.0f} mails/s", busy / quiet, OF_QUIET_RATE
    )
    seconds = figures.mails["fanned_out_s"]
    yield Line("from the move to the last delivery planned", f"{seconds:.0f} s")
    yield Line("from the move to the last mail", f"{figures.mails['took_s']:.0f} s")
    yield Line("the transaction that moved the date", f"{figures.mails['move_ms']:.0f} ms")
    if figures.published_ms:
        slowest = max(figures.published_ms)
        yield Line(
            "publishing a case, median and slowest", f"{median(figures.published_ms):.0f}, {slowest:.0f} ms"
        )


def _pages(figures: Figures) -> Iterator[Line]:
    quiet, busy = (percentile(each["kept"], 0.99) for each in (figures.quiet_pages, figures.pages))
    yield Line("kept page, slowest hundredth, readers alone", f"{quiet:.1f} ms")
    figure = f"{busy:.1f} ms"
    yield Line("kept page, slowest hundredth, under load", figure, busy / quiet, TIMES_QUIET, at_most=True)
    for what, each in (("readers alone", figures.quiet_pages), ("under load", figures.pages)):
        made = each["made"]
        if made:
            yield Line(
                f"page made anew, median and slowest, {what}", f"{median(made):.0f}, {max(made):.0f} ms"
            )
    failed = sum(figures.pages["failed"].values())
    yield Line(
        "answers that failed", f"{failed} of {len(figures.pages['kept']) + failed:,}", failed, 0, at_most=True
    )


def _memory(figures: Figures) -> Iterator[Line]:
    for name, samples in figures.memory.items():
        third = len(samples) // 3 or 1
        first, last = mean(samples[:third]), mean(samples[-third:])
        grown = max(0.0, last - first - NOISE_MIB) / first + 1
        yield Line(
            f"memory of {name}, first and last third",
            f"{first:.0f}, {last:.0f} MiB",
            grown,
            FLAT,
            at_most=True,
        )


def machine() -> str:
    """What it ran on, in a few words."""
    return f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB of memory"
