"""Readers, each with a connection and an address of its own: `python -m tests.load.readers`.

A line of input, `{"ports": …, "paths": …, "pause": …, "readers": …}`, lets them come: each asks for a page,
reads it for a while and asks for the next, until the next line, an empty one. Then one JSON object is
printed: the milliseconds of answers that were kept (what is made draws on the budget of who asks, and says so
in the header RateLimit), those of others, and how many failed. They go on with the next line, and end with
the input.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PATIENCE_SECONDS = 30.0


@dataclass
class Seen:
    """What all readers have seen."""

    kept: list[float] = field(default_factory=list)
    made: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)

    def note(self, head: str, milliseconds: float) -> None:
        status = head.split(" ", 2)[1]
        if status != "200":
            self.failed[status] += 1
            return
        is_kept = "\r\nratelimit:" not in head.lower()
        (self.kept if is_kept else self.made).append(milliseconds)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, address: str) -> str:
    """The head of an answer, whose body was read."""
    lines = (f"GET {path} HTTP/1.1", "Host: localhost", f"X-Forwarded-For: {address}")
    writer.write("\r\n".join([*lines, "Accept-Encoding: gzip", "", ""]).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(int(length.partition(":")[2]))
    return head


async def read(number: int, ports: Sequence[int], paths: Sequence[str], pause: float, seen: Seen) -> None:
    """One reader: half of all pages are the first, as where readers follow a link."""
    chance = random.Random(number)
    port, address = ports[number % len(ports)], f"10.{number >> 8 & 255}.{number & 255}.7"
    await asyncio.sleep(chance.uniform(0, pause))
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while True:
                path = paths[0] if chance.random() < 0.5 else chance.choice(paths)
                began = time.perf_counter()
                head = await asyncio.wait_for(ask(reader, writer, path, address), PATIENCE_SECONDS)
                seen.note(head, (time.perf_counter() - began) * 1000)
                await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            # Servers end connections that were quiet for long; that is no failure of an answer.
            seen.failed[type(error).__name__] += not isinstance(error, asyncio.IncompleteReadError)


async def visit(given: Mapping[str, Any]) -> Seen:
    """Let the readers come, and go at the next line of input."""
    seen = Seen()
    readers = [
        asyncio.create_task(read(number, given["ports"], given["paths"], given["pause"], seen))
        for number in range(given["readers"])
    ]
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for task in readers:
        task.cancel()
    return seen


def main() -> None:
    """Read what is asked for, again and again."""
    for line in iter(sys.stdin.readline, ""):
        seen = asyncio.run(visit(json.loads(line)))
        print(json.dumps({"kept": seen.kept, "made": seen.made, "failed": seen.failed}), flush=True)


if __name__ == "__main__":
    main()
