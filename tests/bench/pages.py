"""Pages against a bare Django view on the same server: kept, revalidated, made anew; and their growth."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.serving import ROOT, Target, ask, cpu_seconds, folder, requests_a_second, server

ROUNDS = 7
SECONDS = 1.0
SIZES = ("seeds", "1000", "10000", "100000")
BEAT_EVERY = 30.0
LARGEST = 100_000
"""The most bytes that a dashboard of a hundred rows may have."""
CASE = "us-russia-50-days-2025"
TIME = {"timeline": "/timeline/", "calendar": "/calendar/"}
ACTOR = {"seeds": "/actors/united-states/", "10000": "/actors/state-1/"}
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


def a_case(data: Path) -> str:
    """The address of one generated case."""
    with sqlite3.connect(data / "ultimata.sqlite3") as database:
        slug = database.execute("SELECT slug FROM tracker_ultimatum ORDER BY id LIMIT 1 OFFSET 7").fetchone()[
            0
        ]
    return f"/ultimatums/{slug}/"


def track_record(size: str) -> dict[str, str]:
    """The pages that count over all cases."""
    return {"record": "/record/", "actors": "/actors/", "actor": ACTOR[size]}


def run() -> bool:
    """Measure and report; whether every goal was met."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    with folder() as base, ExitStack() as stack:
        data = {size: prepared(base / size, size) for size in SIZES}
        stack.enter_context(beating(list(data.values())))
        hello = stack.enter_context(server("tests.bench.hello_wsgi:application", data=base))
        site = {
            size: stack.enter_context(server("config.wsgi:application", data=data[size]))
            for size in ("seeds", "10000")
        }
        bare = {
            size: stack.enter_context(
                server("config.wsgi:application", data=data[size], settings="tests.bench.uncached")
            )
            for size in SIZES
        }
        cases = {"seeds": f"/ultimatums/{CASE}/", "10000": a_case(data["10000"])}
        pages = {size: {"dashboard": "/", "case": cases[size], **TIME, **track_record(size)} for size in site}
        cold = stack.enter_context(
            server("config.wsgi:application", data=data["10000"], settings="tests.bench.cold")
        )
        targets = {"hello": Target(hello)}
        for size, port in site.items():
            for name, path in pages[size].items():
                targets[f"{name}, {size}, kept"] = Target(port, path)
                targets[f"{name}, {size}, kept, gzip"] = Target(port, path, {"Accept-Encoding": "gzip"})
                targets[f"{name}, {size}, made anew"] = Target(bare[size], path)
        for size in ("1000", "100000"):
            targets[f"dashboard, {size}, made anew"] = Target(bare[size])
        for name, path in pages["10000"].items():
            targets[f"{name}, 10000, cold"] = Target(cold, path)
        cpu: dict[str, list[float]] = {name: [] for name in targets}
        turns = {name: turn(target, cpu[name]) for name, target in targets.items()}
        _, _, length = ask(Target(cold))
        for size, port in site.items():
            for name, path in pages[size].items():
                turns[f"{name}, {size}, 304"] = revalidation(port, path)
        found = interleaved(turns, rounds=ROUNDS)
    goals = {"kept": 0.7, "gzip": 0.7, "304": 0.9, "made anew": 0.04}
    # What counts all cases is counted once a version; what is left is one page of a list, or one of numbers.
    slower = {f"{name}, {size}, made anew": 0.03 for size in pages for name in (*track_record(size), *TIME)}
    slower["dashboard, 10000, cold"] = 0.02
    lines = [
        Line(
            name,
            spread(figures, "requests/s") + (f", {median(cpu[name]):.2f} ms CPU" if cpu.get(name) else ""),
            None if name == "hello" else ratio(figures, found["hello"]),
            slower.get(name) or next((goal for word, goal in goals.items() if name.endswith(word)), None),
        )
        for name, figures in found.items()
    ]
    small, large = found["dashboard, 1000, made anew"], found["dashboard, 100000, made anew"]
    growth = ratio(small, large)
    lines.append(Line("bytes of the dashboard of 10000", f"{length:,}", length / LARGEST, 1.0, at_most=True))
    lines.append(Line("time at 100,000 cases to time at 1,000", "", growth, 1.2, at_most=True))
    return report("Pages: requests a second on one core, ratio to a bare Django view", lines)


def turn(target: Target, cpu: list[float] | None = None) -> Turn:
    """Requests a second to the target; `cpu` gets the milliseconds of processor time that each took."""

    def measure() -> float:
        began, before = time.perf_counter(), cpu_seconds(target.port)
        rate = requests_a_second(target, seconds=SECONDS)
        if cpu is not None:
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
