"""The API and its downloads against a bare Django view: kept, revalidated, made anew; memory of a file."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.pages import beating, prepared, revalidation, turn
from tests.bench.serving import Target, folder, server

ROUNDS = 7
SIZES = ("seeds", "10000", "100000")
LIST = "/api/v1/ultimatums?limit=100"
GOALS = {"kept": 0.7, "304": 0.9, "made anew": 0.1}
FLAT_MIB = 8
"""What a hundred thousand rows may take more than ten thousand: nothing but noise."""


def run() -> bool:
    """Measure and report; whether every goal was met."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    with folder() as base, ExitStack() as stack:
        data = {size: prepared(base / size, size) for size in SIZES}
        stack.enter_context(beating(list(data.values())))
        hello = stack.enter_context(server("tests.bench.hello_wsgi:application", data=base))
        turns = {"hello": turn(Target(hello))}
        for size in ("seeds", "10000"):
            kept, bare = (
                stack.enter_context(
                    server("config.wsgi:application", data=data[size], settings=f"tests.bench.{settings}")
                )
                for settings in ("unlimited", "uncached")
            )
            turns[f"list of 100, {size}, kept"] = turn(Target(kept, LIST))
            turns[f"list of 100, {size}, 304"] = revalidation(kept, LIST)
            turns[f"list of 100, {size}, made anew"] = turn(Target(bare, LIST))
        found = interleaved(turns, rounds=ROUNDS)
        grown = {size: memory_of_a_download(data[size]) for size in ("10000", "100000")}
    lines = [
        Line(
            name,
            spread(figures, "requests/s"),
            None if name == "hello" else ratio(figures, found["hello"]),
            next((goal for word, goal in GOALS.items() if name.endswith(word)), None),
        )
        for name, figures in found.items()
    ]
    more = grown["100000"] - grown["10000"]
    figure = f"{grown['10000']:.1f} and {grown['100000']:.1f} MiB"
    what = "memory of a CSV of 10,000 and 100,000 rows, MiB more"
    lines.append(Line(what, figure, more, FLAT_MIB, at_most=True))
    return report("Answers for programs: requests a second on one core, ratio to a bare Django view", lines)


def memory_of_a_download(data: Path) -> float:
    """By how many MiB a server grows, at the most, while it writes the whole CSV."""
    with server("config.wsgi:application", data=data, settings="tests.bench.unlimited") as port:
        for _ in range(3):
            read_all(port, "/data/ultimatums.csv?status=suspended")
        worker = next(
            child
            for process in psutil.process_iter(["cmdline"])
            if f"127.0.0.1:{port}" in (process.info["cmdline"] or ())
            for child in process.children()
        )
        before, most = worker.memory_info().rss, 0
        for _ in read(port, "/data/ultimatums.csv"):
            most = max(most, worker.memory_info().rss)
    return (most - before) / 2**20


def read_all(port: int, path: str) -> None:
    """Read an answer to its end."""
    for _ in read(port, path):
        pass


def read(port: int, path: str) -> Iterator[bytes]:
    """The pieces of an answer as they come."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        while piece := connection.recv(1 << 18):
            yield piece
