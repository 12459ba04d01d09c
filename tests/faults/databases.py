"""The ground of a fault: a database, a broker and a mail server of its own, and processes to break on it."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlsplit, urlunsplit

import libfaketime
from django.conf import settings
from django.db import connection

from config.env import PREFIX, ROOT, VARIABLES
from config.launcher import broker
from tests.smtp_sinks import Fault, Sink

SECRET_KEY = "the key of tests that break things, long enough to sign with it"
OPTIONS = ("-q", "--skip-checks")
"""What stands before the command: as the launcher has it."""
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
SHORT = {
    "MAIL_LEASE_SECONDS": 4.0,
    "MAIL_UNCERTAIN_SECONDS": 4.0,
    "MAIL_BACK_OFF_SECONDS": [0.5, 1, 1, 2, 2, 2, 2],
    "MAIL_CONNECTIONS": 1,
}
"""Waits of a storm: long beside a pause of a busy machine, short beside our patience."""


def seeds(*, one_in: int = 1) -> list[int]:
    """The seeds to storm with: FAULT_SEED, or FAULT_STORMS of them; one and always the same by default.

    `one_in`: of so many storms one is of this kind, where each takes minutes.
    """
    given = os.environ.get("FAULT_SEED")
    if given:
        return [int(given)]
    storms = int(os.environ.get("FAULT_STORMS", "1"))
    # All workers of one run collect the same tests: what they draw from is the name of the run.
    drawn = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID") or None)
    return [20250808] if storms == 1 else [drawn.randrange(2**31) for _ in range(-(-storms // one_in))]


def turned(by: str = "", *, file: Path | None = None) -> dict[str, str]:
    """The environment in which libfaketime turns the clock, such as `+8s` or `-2d`, or as a file says.

    Only the time of day is turned: the clocks that count seconds go on, as they do on a machine whose time
    was set.
    """
    library = Path(libfaketime.__file__).parent / "vendor/libfaketime/src/libfaketime.so.1"
    given = {"FAKETIME": by} if file is None else {"FAKETIME_TIMESTAMP_FILE": str(file)}
    words = {"LD_PRELOAD": str(library), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1"}
    return {**words, **given}


def until(what: Callable[[], object], seconds: float, words: str, *, every: float = 0.02) -> None:
    """Wait for something to come true; fails with these words when it does not in time."""
    give_up_at = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < give_up_at, f"not within {seconds:.0f} s: {words}"
        time.sleep(every)


@dataclass(frozen=True)
class Arrived:
    """One message the sink took: who it was for, its Message-ID and subject, and over which connection."""

    to: str
    message_id: str
    subject: str
    connection: int


class Arrivals:
    """What a sink has taken, read from its log bit by bit."""

    def __init__(self, sink: Sink) -> None:
        self._log, self._at = sink.log, 0
        self._all: list[Arrived] = []

    def read(self) -> list[Arrived]:
        """All that came, in order."""
        if not self._log.exists():
            return self._all
        with self._log.open("rb") as log:
            log.seek(self._at)
            while (line := log.readline()).endswith(b"\n"):
                head = json.loads(line)
                data = log.read(head["size"])
                if len(data) < head["size"]:
                    break
                self._at += len(line) + len(data)
                top = data.partition(b"\r\n\r\n")[0].decode()
                lines = dict(each.partition(": ")[::2] for each in top.split("\r\n") if ": " in each)
                self._all.append(
                    Arrived(head["to"][0], lines["Message-ID"], lines["Subject"], head["connection"])
                )
        return self._all

    def wait(self, number: int, seconds: float = 60) -> None:
        """Wait until so many have come."""
        until(lambda: len(self) >= number, seconds, f"{number} mails arrive", every=0.005)

    def __len__(self) -> int:
        return len(self.read())


@dataclass
class Group:
    """A process that leads its own group; known by its number and its start, for numbers come again."""

    pid: int
    log: Path
    started: str = field(init=False)

    def __post_init__(self) -> None:
        self.started = self._start()

    def _start(self) -> str:
        """When the process of that number started, in ticks since the machine did; empty if there is none."""
        try:
            state, *fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if state == "Z" else fields[18]

    @property
    def lives(self) -> bool:
        """Whether it still runs; a zombie does not."""
        return self.started != "" and self._start() == self.started

    def kill(self) -> None:
        """SIGKILL, all of it, and wait for its end."""
        if self.lives:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        until(lambda: not self.lives, 10, f"process {self.pid} ends", every=0.005)

    def children(self) -> list[int]:
        """The processes it started."""
        if not self.lives:
            return []
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(each) for each in found.read_text().split()] if found.exists() else []


@dataclass
class Broker:
    """A Valkey of one's own; may be stopped in every way and started again."""

    folder: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.folder / 'v.sock'}"

    def start(self) -> None:
        command = broker.server_command(self.folder / "v.sock", self.folder)
        self.process = subprocess.Popen(command, start_new_session=True)
        broker.wait_until_up(self.folder / "v.sock")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """SIGTERM and SIGKILL end it; SIGSTOP leaves it hanging."""
        if self.process is not None:
            self.process.send_signal(number)
            if number != signal.SIGSTOP:
                self.process.wait(10)
                self.process = None

    def go_on(self) -> None:
        """Start again, or wake up."""
        if self.process is None:
            self.start()
        else:
            self.process.send_signal(signal.SIGCONT)


@dataclass
class Ground:
    """Where processes run: their database, broker and sink, and the settings they get."""

    folder: Path
    sink: Sink
    broker: Broker
    database: str
    settings: dict[str, Any] = field(default_factory=lambda: dict(SHORT))
    groups: list[Group] = field(default_factory=list)
    processes: "list[subprocess.Popen[str]]" = field(default_factory=list)
    _starter: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process on this ground."""
        ours = {variable.name for variable in VARIABLES} | {"TEST_DATABASE_URL"}
        clean = {name: text for name, text in os.environ.items() if name not in ours}
        clean = {name: text for name, text in clean.items() if not name.startswith(PREFIX)}
        return {
            **clean,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "FAULTS_SETTINGS": json.dumps(self.settings),
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.database,
            "DATABASE_POOLED": str(settings.DATABASE_POOLED),
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}/?acceptance_seconds=10&backoff_seconds=0.05",
            "DEFAULT_FROM_EMAIL": "Ultimata <news@ultimata.example>",
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "WARNING",
        }

    def move_to(self, database: str) -> None:
        """Have the processes that start from now on use another database."""
        self.database, self._starter = database, None

    def worker(
        self, pool: str, concurrency: int = 1, *, queues: str = "", clock: str = "", root: Path = ROOT
    ) -> Group:
        """Start a Celery worker, of these queues or all, with the machine's clock or as `turned` has it.

        `root` is the folder of its code, where that is not ours.
        """
        name = f"w{len(self.groups)}{clock}@here"
        options = ["--pool", pool, "--concurrency", str(concurrency), "-n", name]
        options += ["--queues", queues] if queues else []
        return self._start(turned(clock) if clock else None, root)("worker", *options, *QUIET)

    def beat(self, *, clock: Mapping[str, str] | None = None, root: Path = ROOT) -> Group:
        """Start a Celery beat, with the machine's clock or as `turned` has it."""
        return self._start(clock, root)("beat", "--pidfile", "", "--loglevel", "WARNING")

    def _start(self, clock: Mapping[str, str] | None, root: Path) -> Callable[..., Group]:
        """What starts a Celery process: quickly where it is of our code and believes the machine's clock."""
        return partial(self._turned, clock or {}, root) if clock or root != ROOT else self._celery

    def run(self, module: str, *arguments: str, log: IO[Any] | None = None) -> "subprocess.Popen[str]":
        """Start a Python module in a group of its own; its input and output are pipes."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        self.groups.append(Group(process.pid, self.folder / f"{module}.log"))
        self.processes.append(process)
        return process

    def manage(self, *arguments: str, root: Path = ROOT) -> str:
        """Run manage.py, of our code or other, to its end; what it printed. It has to end well."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _turned(self, clock: Mapping[str, str], root: Path, *arguments: str) -> Group:
        """Start a Celery process that believes in another time, or of other code."""
        log = self.folder / f"{arguments[0]}-{len(self.groups)}.log"
        with log.open("w") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", *OPTIONS, *arguments],
                cwd=root,
                env={**self.environment, **clock},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                text=True,
                start_new_session=True,
            )
        group = Group(process.pid, log)
        self.groups.append(group)
        self.processes.append(process)
        return group

    def _celery(self, *arguments: str) -> Group:
        starter = self._starter
        if starter is None:
            starter = self._starter = self.run("tests.faults.starter")
            assert starter.stdout is not None
            assert starter.stdout.readline() == "ready\n"
        assert starter.stdin is not None
        assert starter.stdout is not None
        log = self.folder / f"{arguments[0]}-{len(self.groups)}.log"
        order = {"arguments": ["-A", "config", *OPTIONS, *arguments], "log": str(log)}
        starter.stdin.write(json.dumps(order) + "\n")
        starter.stdin.flush()
        group = Group(int(starter.stdout.readline()), log)
        self.groups.append(group)
        return group

    def end(self) -> None:
        """Kill whatever was started here and still runs."""
        for group in self.groups:
            group.kill()
        for process in self.processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait(10)

    def words(self) -> str:
        """The last words of all processes, for a failure."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-6000:]}" for log in logs[-6:])


@contextlib.contextmanager
def ground(*faults: Fault, database: str | None = None, **script: Any) -> Iterator[Ground]:
    """A ground with a sink that has these faults; all of it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="ultimata-faults-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "broker").mkdir()
        with Sink(*faults, **script) as sink:
            made = Ground(folder, sink, Broker(folder / "broker"), database or database_address())
            made.broker.start()
            try:
                yield made
            except BaseException:
                print(made.words())
                raise
            finally:
                made.end()
                made.broker.go_on()
                made.broker.stop(signal.SIGKILL)


def database_address(name: str = "") -> str:
    """The address of the database this test runs on, or of another beside it, for other processes."""
    given = os.environ.get("TEST_DATABASE_URL")
    name = name or str(connection.settings_dict["NAME"])
    if not given:
        return f"sqlite:///{name}"
    parts = urlsplit(given)
    # An empty host stands in a query; urlunsplit would drop the two slashes before an empty authority.
    address: str = urlunsplit(("postgresql", parts.netloc or "x", f"/{name}", parts.query, ""))
    return address if parts.netloc else address.replace("//x/", "///")


@dataclass(frozen=True)
class Verdict:
    """What a storm came to."""

    lost: list[str]
    twice: dict[str, int]
    strange: list[str]

    @classmethod
    def of(cls, arrived: Sequence[Arrived], wanted: Sequence[str]) -> Self:
        """Judge what arrived by who was to get exactly one mail.

        Strange is a copy with another Message-ID, and a copy whose first was not the last on its connection:
        a worker or server that dies can have left in doubt what was in flight, nothing else.
        """
        copies = Counter(each.to for each in arrived)
        last = {each.connection: each for each in arrived}
        strange = []
        for to, number in copies.items():
            if number == 1:
                continue
            mine = [each for each in arrived if each.to == to]
            if len({each.message_id for each in mine}) > 1:
                strange.append(f"{to}: {number} copies under different Message-IDs")
            strange += [f"{to}: not in flight" for each in mine[:-1] if last[each.connection] is not each]
        lost = [address for address in wanted if not copies[address]]
        return cls(lost, {to: number - 1 for to, number in copies.items() if number > 1}, strange)

    @property
    def extra(self) -> int:
        """How many copies there were too many."""
        return sum(self.twice.values())
