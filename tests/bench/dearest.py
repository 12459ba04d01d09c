"""What an anonymous reader can make the site pay at 10,000 cases: the dearest addresses, and memory.

The goal is for the processor time of a request, which other work on the machine changes least. Every address
is made anew (no page cache), several times and with another case, instant, word or page each time. The first
request of each is told apart: it may write what is made once a version of the record.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple
from urllib.parse import quote_plus

from tests.bench.addresses import ADDRESSES, MANY, TOOLS
from tests.bench.measuring import Line, report
from tests.bench.pages import beating, prepared
from tests.bench.serving import cpu_seconds, folder, resident_mib, server

SIZE = "10000"
TIMES = 5
MOST_MS = 300.0
SHOWN = 10
DIFFERENT = 20_000
WARM_UP = 5_000
"""So many addresses fill the cache of pages, whose memory is bounded, and what a process keeps besides."""
FLAT_MIB = 24
"""What 20,000 different addresses may add to that: noise."""
LAST_DAYS = 500
FILES = ("/data/ultimatums.", "/data/ultimata.")
"""Written whole, by threads of their own; docs/operations.md says how they are bounded."""


class Asked(NamedTuple):
    """A request: a path, and a body where it is posted."""

    path: str
    body: str | None = None


class Took(NamedTuple):
    """Milliseconds of an address: the first request, the median of the others, and their processor time."""

    first: float
    usual: float
    cpu: float


def run() -> bool:
    """Measure and report; whether every goal was met."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    with folder() as base, ExitStack() as stack:
        data = prepared(base / SIZE, SIZE)
        stack.enter_context(beating([data]))
        port = stack.enter_context(
            server("config.wsgi:application", data=data, settings="tests.bench.uncached")
        )
        different = _different(data, port)
        found = {name: _took(port, name, different) for name in _names()}
        kept = stack.enter_context(
            server("config.wsgi:application", data=data, settings="tests.bench.unlimited")
        )
        before, after = _memory(kept, _different(data, kept))
    return all([_report_dearest(found), _report_memory(before, after)])


def _report_dearest(found: Mapping[str, Took]) -> bool:
    lines = []
    for name in sorted(found, key=lambda name: found[name].cpu, reverse=True)[:SHOWN]:
        took = found[name]
        goal = None if name.startswith(FILES) else MOST_MS
        lines.append(Line(name, f"{took.cpu:.0f} ms CPU, {took.usual:.0f} ms", took.cpu, goal, at_most=True))
    firsts = sorted(found, key=lambda name: found[name].first, reverse=True)[:SHOWN]
    lines += [Line(f"first: {name}", f"{found[name].first:.0f} ms") for name in firsts]
    title = f"The dearest of {len(found)} addresses at {SIZE} cases: milliseconds of processor a request"
    return report(title, lines)


def _report_memory(before: float, after: float) -> bool:
    what = f"MiB more after {DIFFERENT:,} different addresses"
    line = Line(what, f"{before:.0f} and {after:.0f} MiB", after - before, FLAT_MIB, at_most=True)
    return report("Memory of a web process", [line])


def _names() -> Iterator[str]:
    for templates in ADDRESSES.values():
        yield from templates
    yield from (f"/mcp {tool}" for tool in TOOLS)


def _request(template: str, parts: Mapping[str, str]) -> Asked:
    if not template.startswith("/mcp"):
        return Asked(template.format(**parts))
    tool = template.partition(" ")[2]
    arguments = {name: text.format(**parts) for name, text in TOOLS[tool].items()}
    params = {"name": tool, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return Asked("/mcp", json.dumps(message))


def _took(port: int, template: str, different: Iterator[dict[str, str]]) -> Took:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    first = _ask(connection, _request(template, next(different)))
    began = cpu_seconds(port)
    times = [_ask(connection, _request(template, next(different))) for _ in range(TIMES)]
    cpu = (cpu_seconds(port) - began) * 1000 / TIMES
    return Took(first, median(times), cpu)


def _memory(port: int, different: Iterator[dict[str, str]]) -> tuple[float, float]:
    """MiB of a process once its caches are full, and after so many more different addresses."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(times: int) -> float:
        for template in islice(cycle(MANY), times):
            _ask(connection, _request(template, next(different)))
        return resident_mib(port)

    return ask(WARM_UP), ask(DIFFERENT)


def _ask(connection: HTTPConnection, asked: Asked) -> float:
    """Milliseconds until the answer was there whole; `RuntimeError` where it is a refusal."""
    headers = {"Host": "localhost", "Accept-Encoding": "gzip"}
    if asked.body:
        headers["Content-Type"] = "application/json"
    begun = time.perf_counter()
    connection.request("POST" if asked.body else "GET", asked.path, asked.body, headers)
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - begun) * 1000
    # An instant may lie before the first case of a chart; whatever else is not there is a fault of the table.
    allowed = (200, 301, 404) if "as_of" in asked.path else (200, 301)
    if answer.status not in allowed or b'"isError": true' in body:
        raise RuntimeError(f"{asked.path} answered {answer.status}: {body[:500]!r}")
    return took


def _different(data: Path, port: int) -> Iterator[dict[str, str]]:
    """What addresses are filled in with: each time another case, actor, instant, word, page and month."""
    with sqlite3.connect(data / "ultimata.sqlite3") as database:

        def column(query: str) -> list[str]:
            return [str(each) for (each,) in database.execute(query)]

        cases = column("SELECT slug FROM tracker_ultimatum ORDER BY id")
        actors = column("SELECT slug FROM tracker_actor ORDER BY id")
        dossiers = column("SELECT slug FROM tracker_dossier ORDER BY id")
        names = column("SELECT name FROM tracker_actor ORDER BY id")
    now, random = datetime.now(UTC), Random(7)  # noqa: TID251 -- no page reads this clock
    for number in count():
        at = now - timedelta(minutes=random.randrange(LAST_DAYS * 24 * 60))
        yield {
            "case": cases[random.randrange(len(cases))],
            "actor": actors[random.randrange(len(actors))],
            "other": actors[random.randrange(len(actors))],
            "dossier": dossiers[random.randrange(len(dossiers))],
            "word": quote_plus(random.choice(names)),
            "day": f"{at:%Y-%m-%dT%H:%MZ}",
            "late": f"{now - timedelta(seconds=10 + number):%Y-%m-%dT%H:%M:%SZ}",
            "year": f"{at:%Y}",
            "month": f"{at.month}",
            "page": f"{random.randrange(2, 40)}",
            "number": f"{random.randrange(1, 365)}",
            "site": f"http://localhost:{port}",
        }
