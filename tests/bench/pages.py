"""Pages against a bare Django view on the same server: kept, revalidated, made anew, cold; how they grow."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import LiteralString, NamedTuple

import psycopg

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.serving import ROOT, Target, ask, cpu_seconds, folder, requests_a_second, server
from tools.run_tests import postgresql

ROUNDS = 7
SECONDS = 1.0
SIZES = ("seeds", "1000", "10000", "100000")
BEAT_EVERY = 30.0
LARGEST = 100 * 1024
"""The most bytes that a dashboard of a hundred rows may have."""
CASE = "us-russia-50-days-2025"
TIME = {"timeline": "/timeline/", "calendar": "/calendar/"}
ACTOR = {"seeds": "/actors/united-states/", "10000": "/actors/state-1/"}
GOALS = {"made anew": 0.03, ("dashboard", "cold"): 0.02}
Turn = Callable[[], float]


def prepared(data: Path, size: str, database: str | None = None) -> Path:
    """A folder with a filled database, or with what goes beside the one at that address."""
    data.mkdir()
    environment = {**os.environ, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR"}
    environment |= {"DATABASE_URL": database} if database else {}
    subprocess.run(
        [sys.executable, "-m", "tests.bench.prepare", size],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return data


@contextmanager
def repeating(beat: Callable[[], None]) -> Iterator[None]:
    """What beat does meanwhile: a heartbeat now and again, so that pages trust what is stored."""
    ended = threading.Event()

    def again() -> None:
        # At once: the last folder takes longer to fill than a heartbeat holds.
        beat()
        while not ended.wait(BEAT_EVERY):
            beat()

    thread = threading.Thread(target=again, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def beating(folders: list[Path]) -> Iterator[None]:
    """Heartbeats in the SQLite databases of these folders."""

    def beat() -> None:
        for data in folders:
            with sqlite3.connect(data / "ultimata.sqlite3", timeout=20) as database:
                at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")  # noqa: TID251 -- no page reads this clock
                database.execute("UPDATE tracker_heartbeat SET at = ?", [at])

    with repeating(beat):
        yield


def databases_on(address: str, sizes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A new database for each size on the PostgreSQL server at an address, by size."""
    with psycopg.connect(address, autocommit=True) as connection:
        for size in sizes:
            connection.execute(f"CREATE DATABASE bench_{size}")
            yield size, address.replace("/postgres?", f"/bench_{size}?")


@contextmanager
def beating_on(databases: list[str]) -> Iterator[None]:
    """Heartbeats in these PostgreSQL databases; and plans that know how much there is."""

    def on_each(statement: LiteralString) -> None:
        for address in databases:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(statement)

    on_each("ANALYZE")
    with repeating(lambda: on_each("UPDATE tracker_heartbeat SET at = now()")):
        yield


def a_case(data: Path) -> str:
    """The address of one generated case."""
    with sqlite3.connect(data / "ultimata.sqlite3") as database:
        slug = database.execute("SELECT slug FROM tracker_ultimatum ORDER BY id LIMIT 1 OFFSET 7").fetchone()[
            0
        ]
    return f"/ultimatums/{slug}/"


class Asked(NamedTuple):
    """What a line measures: a page of a record, in a server with these settings, and how it is asked for.

    The path of a case is that of the record's `a_case`, which its database must tell first.
    """

    size: str
    page: str
    how: str
    settings: str = "config.settings"
    database: str = "SQLite"

    @property
    def name(self) -> str:
        """What the line is called."""
        on = "" if self.database == "SQLite" else f", {self.database}"
        return f"{self.page}, {self.size}, {self.how}{on}"

    @property
    def served(self) -> tuple[str, str, str]:
        """Which server answers it: its record, settings and database."""
        return self.size, self.settings, self.database


UNCACHED, COLD, EACH_MINUTE = "tests.bench.uncached", "tests.bench.cold", "tests.bench.each_minute"
COUNTING = ("record", "actors", "actor")
"""The pages that count over all cases."""
PAGES = ("dashboard", "case", *TIME, *COUNTING)


def asked() -> Iterator[Asked]:
    """Every line, in the order of the report."""
    for size in ("seeds", "10000"):
        for page in PAGES:
            yield Asked(size, page, "kept")
            yield Asked(size, page, "kept, gzip")
            yield Asked(size, page, "made anew", UNCACHED)
    for size in ("1000", "100000"):
        yield Asked(size, "dashboard", "made anew", UNCACHED)
    for page in PAGES:
        yield Asked("10000", page, "cold", COLD)
    for page in ("dashboard", "case", *TIME):
        yield Asked("10000", page, "at the turn of the minute", EACH_MINUTE)
    for how, settings in (("made anew", UNCACHED), ("cold", COLD)):
        for page in PAGES:
            yield Asked("10000", page, how, settings, "PostgreSQL")
    for size in ("seeds", "10000"):
        for page in PAGES:
            yield Asked(size, page, "304")


def path_of(page: str, size: str, data: Path) -> str:
    """The address of a page in a record."""
    if page == "case":
        return f"/ultimatums/{CASE}/" if size == "seeds" else a_case(data)
    return {
        "dashboard": "/",
        **TIME,
        "record": "/record/",
        "actors": "/actors/",
        "actor": ACTOR.get(size, ""),
    }[page]


def goal_of(line: Asked) -> float | None:
    """The least ratio to the bare view; None for a line that only shows, as do those on PostgreSQL."""
    if line.database != "SQLite":
        return None
    if line.how in ("made anew", "cold", "at the turn of the minute"):
        return GOALS.get((line.page, line.how), GOALS.get(line.how))
    return 0.9 if line.how == "304" else 0.7


def run(only: str = "") -> bool:
    """Measure and report; whether every goal was met. `only`: the lines whose names hold it."""
    lines = {line.name: line for line in asked() if only in line.name}
    sizes = [size for size in SIZES if any(line.size == size for line in lines.values())]
    on_postgresql = {line.size for line in lines.values() if line.database == "PostgreSQL"}
    with folder() as base, ExitStack() as stack:
        # Before the processor is chosen: the database runs beside, as it would on a machine of its own.
        databases = (
            dict(databases_on(stack.enter_context(postgresql()), on_postgresql)) if on_postgresql else {}
        )
        if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
            os.sched_setaffinity(0, {1})
        data = {size: prepared(base / size, size) for size in sizes}
        stack.enter_context(beating(list(data.values())))
        beside = {size: prepared(base / f"{size}-postgresql", size, each) for size, each in databases.items()}
        stack.enter_context(beating_on(list(databases.values())))
        hello = Target(stack.enter_context(server("tests.bench.hello_wsgi:application", data=base)))
        ports = {
            (size, settings, name): stack.enter_context(
                server(
                    "config.wsgi:application",
                    data=data[size] if name == "SQLite" else beside[size],
                    settings=settings,
                    database=None if name == "SQLite" else databases[size],
                )
            )
            for size, settings, name in dict.fromkeys(line.served for line in lines.values())
        }
        cpu: dict[str, list[float]] = {"hello": []}
        turns = {"hello": turn(hello, cpu["hello"])}
        length = 0
        for name, line in lines.items():
            port, path = ports[line.served], path_of(line.page, line.size, data[line.size])
            if line.how == "304":
                turns[name] = revalidation(port, path)
                continue
            headers = {"Accept-Encoding": "gzip"} if "gzip" in line.how else {}
            target, cpu[name] = Target(port, path, headers), []
            turns[name] = turn(target, cpu[name])
            if name == "dashboard, 10000, cold":
                _, _, length = ask(target)
        found = interleaved(turns, rounds=ROUNDS)
    report_lines = [
        Line(
            name,
            spread(figures, "requests/s") + (f", {median(cpu[name]):.2f} ms CPU" if cpu.get(name) else ""),
            None if name == "hello" else ratio(figures, found["hello"]),
            None if name == "hello" else goal_of(lines[name]),
        )
        for name, figures in found.items()
    ]
    if length:
        report_lines.append(
            Line("bytes of the dashboard of 10000", f"{length:,}", length / LARGEST, 1.0, at_most=True)
        )
    if {"dashboard, 1000, made anew", "dashboard, 100000, made anew"} <= found.keys():
        growth = ratio(found["dashboard, 1000, made anew"], found["dashboard, 100000, made anew"])
        report_lines.append(Line("time at 100,000 cases to time at 1,000", "", growth, 1.2, at_most=True))
    return report("Pages: requests a second on one core, ratio to a bare Django view", report_lines)


def turn(target: Target, cpu: list[float] | None = None) -> Turn:
    """Requests a second to the target; `cpu` gets the milliseconds of processor time that each took."""

    def measure() -> float:
        if cpu is None:
            return requests_a_second(target, seconds=SECONDS)
        began, before = time.perf_counter(), cpu_seconds(target.port)
        rate = requests_a_second(target, seconds=SECONDS)
        requests = rate * (time.perf_counter() - began)
        cpu.append((cpu_seconds(target.port) - before) * 1000 / requests)
        return rate

    return measure


def revalidation(port: int, path: str) -> Turn:
    """Requests a second that are answered with 304."""

    def turn() -> float:
        # The minute may have turned since the last round, and the ETag with it.
        for _ in range(3):
            _, headers, _ = ask(Target(port, path))
            target = Target(port, path, {"If-None-Match": headers["etag"]}, status=304)
            try:
                return requests_a_second(target, seconds=SECONDS)
            except RuntimeError:
                continue
        raise RuntimeError(f"{path} would not hold still for a second")

    return turn
