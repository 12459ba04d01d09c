"""What a page costs as the record grows, on SQLite and on PostgreSQL: the seeds, 10,000 and 100,000 cases."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import median

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.pages import Turn, beating, beating_on, databases_on, prepared, turn
from tests.bench.serving import Target, folder, server
from tools.run_tests import postgresql

SIZES = ("seeds", "10000", "100000")
ROUNDS = 5
TEN_TIMES, FROM_SEEDS = 1.5, 3.0
"""The most that 100,000 cases may cost of what 10,000 do, and of what the seeds do."""


def pages() -> Mapping[str, tuple[str, bool]]:
    """Addresses by name, each with whether there is a goal for it."""
    past = f"{datetime.now(UTC) - timedelta(days=400):%Y-%m-%d}"  # noqa: TID251 -- no page reads this clock
    return {
        "dashboard": ("/", True),
        "dashboard, as of": (f"/?as_of={past}", True),
        "dashboard, by status": ("/?status=running", True),
        "timeline": ("/timeline/", True),
        "crises": ("/dossiers/", True),
        "record": ("/record/", True),
        "status": ("/status/", True),
        "API list": ("/api/v1/ultimatums?limit=100", True),
        "API list, as of": (f"/api/v1/ultimatums?limit=100&as_of={past}", True),
        "search": ("/?q=prisoners", False),
        "API search": ("/api/v1/ultimatums?q=prisoners", False),
    }


def run() -> bool:
    """Measure and report; whether every goal was met on both databases."""
    return all([_run("SQLite"), _run("PostgreSQL")])


def _run(name: str) -> bool:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {0, 1})  # the database is started from here, and needs a core of its own
    with folder() as base, ExitStack() as stack:
        if name == "SQLite":
            data = {size: prepared(base / size, size) for size in SIZES}
            databases: dict[str, str | None] = dict.fromkeys(SIZES)
            stack.enter_context(beating(list(data.values())))
        else:
            databases = dict(databases_on(stack.enter_context(postgresql()), SIZES))
            data = {size: prepared(base / size, size, databases[size]) for size in SIZES}
            stack.enter_context(beating_on([each for each in databases.values() if each]))
        turns: dict[str, Turn] = {}
        cpu: dict[str, list[float]] = {}
        for size in SIZES:
            port = stack.enter_context(
                server(
                    "config.wsgi:application",
                    data=data[size],
                    settings="tests.bench.uncached",
                    database=databases[size],
                )
            )
            for what, (path, _has_goal) in pages().items():
                turns[f"{what}, {size}"] = _seconds_a_request(
                    Target(port, path), cpu.setdefault(f"{what}, {size}", [])
                )
        found = interleaved(turns, rounds=ROUNDS)
    lines = list(_lines(found, cpu))
    return report(f"Growth on {name}: milliseconds a request made anew, and 100,000 cases to fewer", lines)


def _lines(found: Mapping[str, list[float]], cpu: Mapping[str, list[float]]) -> Iterator[Line]:
    for what, (_path, has_goal) in pages().items():
        small, middle, large = (found[f"{what}, {size}"] for size in SIZES)
        figure = spread([each * 1000 for each in large], "ms", 1)
        figure += f", {median(cpu[f'{what}, {SIZES[-1]}']):.1f} ms CPU"
        for fewer, cases, most in ((middle, "10,000", TEN_TIMES), (small, "the seeds", FROM_SEEDS)):
            goal = most if has_goal else None
            yield Line(f"{what}, 100,000 to {cases}", figure, ratio(large, fewer), goal, at_most=True)


def _seconds_a_request(target: Target, cpu: list[float]) -> Turn:
    measure = turn(target, cpu)
    return lambda: 1 / measure()
