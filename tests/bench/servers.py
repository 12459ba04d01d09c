"""Ways to serve the site beside each other: their speed, and their patience with clients slow on purpose.

Speed is told as the ratio to the first way within one run, rounds taken in turn. Patience is how long others
wait while `SLOW` clients hold their connections; who waits `GIVES_UP` seconds counts with so many.
A way whose package is not installed is left out: `uv pip install waitress uvicorn httptools hypercorn`.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median

import psutil

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.pages import beating, prepared, revalidation, turn
from tests.bench.serving import ROOT, Target, ask, folder, free_port, wait_for_port

ROUNDS = 5
SLOW = 200
GIVES_UP = 2.0
ASKED_FOR_SECONDS = 3.0
BOUND_MS = 100
LARGE = "/feeds/ultimatums.ics"
"""About 1 MB with a thousand cases."""
OURS = "granian ASGI, buffered"
GRANIAN = (sys.executable, "-m", "granian", "--no-ws", "--workers-kill-timeout", "5")
UVICORN = (
    sys.executable,
    "-m",
    "uvicorn",
    "--lifespan",
    "off",
    "--no-proxy-headers",
    "--log-level",
    "critical",
)
GUNICORN = (sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4")


def ways(port: int) -> dict[str, tuple[str, ...]]:
    """The command of each way that can be tried here, by name; ours is the second."""
    from config.launcher.site import server_command

    bind = ("--host", "127.0.0.1", "--port", str(port))
    all_of_them = {
        "granian WSGI": (
            *(*GRANIAN, "--interface", "wsgi", "config.wsgi:application", *bind),
            *("--blocking-threads", "4", "--log-level", "critical"),
        ),
        OURS: tuple(server_command(host="127.0.0.1", port=port, workers=1)),
        "uvicorn, buffered": (*UVICORN, "config.asgi:application", *bind),
        "hypercorn, buffered": (
            *(sys.executable, "-m", "hypercorn", "config.asgi:application", "--bind", f"127.0.0.1:{port}"),
            *("--log-level", "CRITICAL"),
        ),
        "waitress": (
            *(sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=4"),
            *("--connection-limit=1024", "--channel-timeout=20", "config.wsgi:application"),
        ),
        "gunicorn gthread": (
            *(*GUNICORN, "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--keep-alive", "60"),
        ),
        "granian, ASGI of Django": (
            *(*GRANIAN, "--interface", "asginl", "tests.bench.django_asgi:application", *bind),
            *("--log-level", "critical"),
        ),
    }
    return {name: command for name, command in all_of_them.items() if find_spec(command[2])}


def run() -> bool:
    """Measure and report; whether every goal was met."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    with folder() as base:
        few, many = (prepared(base / size, size) for size in ("seeds", "1000"))
        with beating([few, many]):
            quick = report("Ways to serve: speed, ratio to the first", speed(few))
            patient = report(f"Ways to serve: the wait of others beside {SLOW} slow clients", patience(many))
    return quick and patient


@contextmanager
def served(command: Sequence[str], port: int, data: Path, settings: str) -> Iterator[psutil.Process]:
    """A server on the first core; yields its process."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ULTIMATA_")},
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": settings,
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }
    pin = ["taskset", "-c", "0"] if (os.cpu_count() or 1) > 1 and Path("/usr/bin/taskset").exists() else []
    with subprocess.Popen(
        [*pin, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for_port(port)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def speed(data: Path) -> list[Line]:
    """Requests a second over four connections, and the slowest hundredth on one."""
    style = stylesheet(data)
    kinds: dict[str, Callable[[int, int], Callable[[], float]]] = {
        "kept page": lambda site, _bare: turn(Target(site)),
        "304": lambda site, _bare: revalidation(site, "/"),
        "page made anew": lambda _site, bare: turn(Target(bare)),
        "static file": lambda site, _bare: turn(Target(site, style)),
    }
    turns: dict[str, Callable[[], float]] = {}
    slowest: dict[str, Callable[[], float]] = {}
    with ExitStack() as stack:
        for name in ways(0):
            ports = []
            for settings in ("config.settings", "tests.bench.uncached"):
                ports.append(port := free_port())
                stack.enter_context(served(ways(port)[name], port, data, settings))
            for kind, make in kinds.items():
                turns[f"{kind}: {name}"] = make(ports[0], ports[1])
            slowest[name] = lambda port=ports[0]: percentile(waits(Target(port), 500), 0.99)  # type: ignore[misc]
        found = interleaved({name: or_nothing(turn) for name, turn in turns.items()}, rounds=ROUNDS)
        late = interleaved(slowest, rounds=ROUNDS)
    first = next(iter(slowest))
    lines = [
        Line(name, spread(figures, "requests/s"), ratio(figures, found[f"{name.partition(':')[0]}: {first}"]))
        for kind in kinds
        for name, figures in found.items()
        if name.startswith(f"{kind}:")
    ]
    lines += [
        Line(f"kept page, slowest hundredth: {name}", spread(figures, "ms", 2), ratio(figures, late[first]))
        for name, figures in late.items()
    ]
    return lines


def or_nothing(turn: Callable[[], float]) -> Callable[[], float]:
    """The turn, or 0 where a server ends the connection after each answer."""

    def tried() -> float:
        try:
            return turn()
        except (OSError, RuntimeError):
            return 0.0

    return tried


def stylesheet(data: Path) -> str:
    """The address of a style sheet."""
    return f"/static/tracker/css/{next((data / 'static/tracker/css').glob('*.*.css')).name}"


def waits(target: Target, number: int) -> list[float]:
    """Milliseconds to the whole answer of so many requests, one after the other on one connection."""
    found = []
    with socket.create_connection(("127.0.0.1", target.port), timeout=GIVES_UP) as connection:
        for _ in range(number):
            begun = time.perf_counter()
            connection.sendall(target.request)
            read_answer(connection)
            found.append((time.perf_counter() - begun) * 1000)
    return found


def read_answer(connection: socket.socket) -> None:
    """Read one answer, by its Content-Length."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _some(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += _some(connection)


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(1 << 18)
    if not found:
        raise ConnectionError("closed before the whole answer was there")
    return found


def percentile(figures: Sequence[float], part: float) -> float:
    """The figure that so large a part of all do not exceed."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * part))]


class Slow:
    """Clients that hold a connection: each sends its bytes, then perhaps one a second, and reads nothing."""

    def __init__(self, port: int, sent: bytes, trickle: bytes = b"", *, number: int = SLOW) -> None:
        self.port, self.sent, self.trickle, self.number = port, sent, trickle, number
        self.connections: list[socket.socket] = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._trickle, daemon=True)

    def __enter__(self) -> "Slow":
        for _ in range(self.number):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(GIVES_UP)
            with suppress(OSError):
                connection.connect(("127.0.0.1", self.port))
                connection.sendall(self.sent)
            self.connections.append(connection)
        self.thread.start()
        return self

    def _trickle(self) -> None:
        for number in count():
            if self.ended.wait(1.0):
                return
            for connection in self.connections if self.trickle else ():
                with suppress(OSError):
                    connection.send(self.trickle[number % len(self.trickle) :][:1])

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()
        for connection in self.connections:
            connection.close()


POST = (
    b"POST /subscriptions/link/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)
AT_ONCE = 20
"""So many large files asked for at once are more than the kernel holds for a client that reads nothing."""


def large_files(data: Path) -> bytes:
    """Requests for the largest static file."""
    folder = data / "static"
    largest = max(folder.rglob("*.*"), key=lambda path: path.stat().st_size).relative_to(folder)
    return f"GET /static/{largest} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * AT_ONCE


def unkind(data: Path) -> Mapping[str, tuple[bytes, bytes]]:
    """What slow clients send at once, and what they go on with a byte a second."""
    return {
        "one byte of a body": (POST + b"a", b""),
        "a head byte by byte": (b"GET / HTTP/1.1\r\nHost: loc", b"alhost-and-so-on"),
        "a body byte by byte": (POST + b"a", b"b"),
        "a page of 1 MB, not read": (f"GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), b""),
        "files, not read": (large_files(data), b""),
    }


def patience(data: Path) -> list[Line]:
    """While slow clients hold their connections: the waits of others, memory, and the seconds to stop.

    Of the waits the median and the slowest hundredth, each of the worst of three addresses.
    """
    lines = []
    for name in ways(0):
        for what, (sent, trickle) in unkind(data).items():
            port = free_port()
            with ExitStack() as stack:
                process = stack.enter_context(served(ways(port)[name], port, data, "config.settings"))
                for path in (LARGE, *(paths := ("/healthz", "/", stylesheet(data)))):
                    ask(Target(port, path))
                before = memory(process)
                stack.enter_context(Slow(port, sent, trickle))
                found = [others(port, path) for path in paths]
                grown = memory(process) - before
                stopped = seconds_to_stop(process)
            middle = max(median(each) for each in found)
            worst = max(percentile(each, 0.99) for each in found)
            figure = f"{middle:.1f}, {worst:.0f} ms, {grown:+.0f} MiB, {stopped:.1f} s"
            goal = BOUND_MS if name == OURS else None
            lines.append(Line(f"{what}: {name}", figure, middle, goal, at_most=True))
    return lines


def seconds_to_stop(process: psutil.Process) -> float:
    """How long a server takes to end on SIGTERM; 15 where it does not."""
    begun = time.perf_counter()
    process.terminate()
    with suppress(psutil.TimeoutExpired):
        process.wait(15)
    return time.perf_counter() - begun


def memory(process: psutil.Process) -> float:
    """MiB a server holds, with its children."""
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 2**20


def others(port: int, path: str) -> list[float]:
    """Milliseconds others wait, each on a new connection, for a second or so."""
    found: list[float] = []
    ends = time.perf_counter() + ASKED_FOR_SECONDS / 3
    while time.perf_counter() < ends or not found:
        begun = time.perf_counter()
        try:
            ask(Target(port, path), timeout=GIVES_UP)
        except (OSError, IndexError):
            found.append(GIVES_UP * 1000)
        else:
            found.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.01)
    return found
