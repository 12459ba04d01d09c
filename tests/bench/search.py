"""The page of a search at 10,000 cases, on SQLite and on PostgreSQL, against a bare Django view.

The goal is a page in 20 ms where the bare view takes half a millisecond, as it does on one core of a small
server; a word that thousands of cases have is there for comparison.
"""

import os
from contextlib import ExitStack
from statistics import median
from urllib.parse import quote_plus

import psycopg

from tests.bench.growth import beating_on
from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.pages import Turn, beating, prepared, turn
from tests.bench.serving import Target, folder, server
from tools.run_tests import postgresql

SIZE = "10000"
ROUNDS = 5
NAME = "Alcenfjor 74"
"""Who has a part in about a hundred of the generated cases."""
LEAST = 0.025
SEARCHES = {
    "a name": ("/search/?q={name}", LEAST),
    "a name, as of": ("/search/?q={name}&as_of=2026-01-01", LEAST),
    "a misspelt word": ("/search/?q=prisonres", None),
    "a word of thousands": ("/search/?q=prisoners", None),
    "dashboard": ("/?q={name}", None),
}


def run() -> bool:
    """Measure and report; whether every goal was met on both databases."""
    return all([_run("SQLite"), _run("PostgreSQL")])


def _run(name: str) -> bool:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {0, 1})  # the database is started from here, and needs a core of its own
    with folder() as base, ExitStack() as stack:
        address = None
        if name == "PostgreSQL":
            main = stack.enter_context(postgresql())
            with psycopg.connect(main, autocommit=True) as connection:
                connection.execute("CREATE DATABASE bench_search")
            address = main.replace("/postgres?", "/bench_search?")
        data = prepared(base / SIZE, SIZE, address)
        stack.enter_context(beating_on([address]) if address else beating([data]))
        site = stack.enter_context(
            server("config.wsgi:application", data=data, settings="tests.bench.uncached", database=address)
        )
        bare = stack.enter_context(server("tests.bench.hello_wsgi:application", data=base))
        cpu: dict[str, list[float]] = {}
        turns: dict[str, Turn] = {"hello": turn(Target(bare), cpu.setdefault("hello", []))}
        for what, (path, _goal) in SEARCHES.items():
            target = Target(site, path.format(name=quote_plus(NAME)))
            turns[what] = turn(target, cpu.setdefault(what, []))
        found = interleaved(turns, rounds=ROUNDS)
    lines = [
        Line(
            what,
            spread([1000 / each for each in figures], "ms", 1) + f", {median(cpu[what]):.1f} ms CPU",
            None if what == "hello" else ratio(figures, found["hello"]),
            None if what == "hello" else SEARCHES[what][1],
        )
        for what, figures in found.items()
    ]
    return report(
        f"Search at 10,000 cases on {name}: milliseconds a page made anew, ratio to a bare view", lines
    )
