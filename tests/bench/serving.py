"""Servers under test, each on one worker pinned to the first core, and a client that asks from the second."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONNECTIONS = 4
START_SECONDS = 60
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_masters: dict[int, int] = {}


@dataclass(frozen=True, slots=True)
class Target:
    """Something to ask for: an address on a server, and headers of the request."""

    port: int
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def request(self) -> bytes:
        """The bytes of one request."""
        lines = [f"GET {self.path} HTTP/1.1", "Host: localhost", "Connection: keep-alive"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(
    wsgi: str, *, data: Path, settings: str = "config.settings", database: str | None = None
) -> Iterator[int]:
    """A gunicorn with one worker of four threads on the first core; yields its port.

    Gunicorn for the yardstick and the site alike: the goals were set on it. Granian, which `make run` uses,
    answers a bare view twice as fast and so moves all ratios of rendered pages down by as much.
    """
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ULTIMATA_")},
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": settings,
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
        **({"DATABASE_URL": database} if database else {}),
    }
    command = [
        *(sys.executable, "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "4", "--keep-alive", "60", "--log-level", "critical"),
        *("--limit-request-line", "0"),
    ]
    pin = ["taskset", "-c", "0"] if (os.cpu_count() or 1) > 1 and Path("/usr/bin/taskset").exists() else []
    with subprocess.Popen([*pin, *command], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for_port(port)
            _masters[port] = process.pid
            yield port
        finally:
            process.terminate()
            process.wait(15)


def cpu_seconds(port: int) -> float:
    """The processor time that the worker behind a port has taken so far; 0 where there is no /proc."""
    ticks = 0
    for worker in _workers(port):
        # The name of a program may hold blanks; what is counted comes after its closing bracket.
        fields = Path(f"/proc/{worker}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_A_SECOND


def resident_mib(port: int) -> float:
    """The memory that the worker behind a port holds, in MiB; 0 where there is no /proc."""
    pages = (int(Path(f"/proc/{worker}/statm").read_text("ascii").split()[1]) for worker in _workers(port))
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _workers(port: int) -> list[str]:
    children = Path(f"/proc/{_masters[port]}/task/{_masters[port]}/children")
    return children.read_text(encoding="ascii").split() if children.exists() else []


def wait_for_port(port: int) -> None:
    """Return once somebody listens on the port; `TimeoutError` when nobody does for long."""
    for _ in range(START_SECONDS * 10):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server came up on port {port}")


def ask(target: Target, *, timeout: float = 60) -> tuple[int, dict[str, str], int]:
    """One request: status, headers in lower case, and the length of the whole answer in bytes."""
    with socket.create_connection(("127.0.0.1", target.port), timeout=timeout) as connection:
        connection.sendall(target.request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += _some(connection)
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += _some(connection)
    return int(first.split()[1]), headers, len(head) + 4 + length


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(65536)
    if not found:
        raise ConnectionError("the server closed the connection before the whole answer was there")
    return found


def requests_a_second(target: Target, *, seconds: float) -> float:
    """How many answers a second the server gives over four kept-alive connections, closed loop.

    Raises `RuntimeError` on an answer with another status than the target's.
    """
    request = target.request
    expected = f"HTTP/1.1 {target.status} ".encode()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(("127.0.0.1", target.port), timeout=60))
            for _ in range(CONNECTIONS)
        ]
        readers = [_Reader(connection, expected) for connection in connections]
        for connection in connections:
            connection.sendall(request)
        done, begun = 0, time.perf_counter()
        while True:
            for reader in readers:
                reader.read()
                reader.connection.sendall(request)
            done += len(readers)
            took = time.perf_counter() - begun
            if took >= seconds:
                break
        for reader in readers:
            reader.read()
    return done / took


class _Reader:
    """Reads answers off one connection, by their Content-Length."""

    def __init__(self, connection: socket.socket, expected: bytes) -> None:
        self.connection, self.expected = connection, expected
        self.buffer = bytearray(1 << 22)

    def read(self) -> None:
        view = memoryview(self.buffer)
        have = 0
        while (end := self.buffer.find(b"\r\n\r\n", 0, have)) < 0:
            have += self._more(view[have:])
        if not self.buffer.startswith(self.expected):
            raise RuntimeError(f"unexpected answer: {bytes(self.buffer[:80])!r}")
        total = end + 4 + _length(bytes(self.buffer[:end]))
        while have < total:
            have += self._more(view[have:])

    def _more(self, into: memoryview) -> int:
        got = self.connection.recv_into(into)
        if not got:
            raise RuntimeError("the server closed the connection")
        return got


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 : head.find(b"\r\n", at) if b"\r\n" in head[at:] else None]) if at >= 0 else 0


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the data of one benchmark."""
    with tempfile.TemporaryDirectory(prefix="ultimata-bench-") as name:
        yield Path(name)
