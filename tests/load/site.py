"""The processes of a site under load, each a real one, and how much memory each holds."""

import os
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from config.env import PREFIX, VARIABLES
from config.launcher.site import BEHIND_PAGES, CELERY, QUIET, server_command
from tests.bench.serving import ROOT, free_port, wait_for_port
from tests.faults.databases import SECRET_KEY, Broker
from tools import pgbouncer
from tools.run_tests import postgresql

WEB, WORKERS, SINKS = 2, 2, 2
SAMPLE_SECONDS = 5.0
"""To look through all processes of the machine takes a tenth of a second, which others would have had."""


@dataclass
class Site:
    """Where everything is. `direct` is the address of PostgreSQL itself, `database` that of the pooler."""

    folder: Path
    direct: str
    database: str
    is_pooled: bool
    broker: str
    ports: list[int]
    mail_port: int
    stack: ExitStack
    running: dict[str, psutil.Process] = field(default_factory=dict)
    services: list[int] = field(default_factory=list)

    @property
    def logs(self) -> list[Path]:
        """What the mail servers took."""
        return [self.folder / f"sink-{number}" for number in range(SINKS)]

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of each process."""
        ours = {variable.name for variable in VARIABLES}
        clean = {
            name: text
            for name, text in os.environ.items()
            if name not in ours and not name.startswith(PREFIX)
        }
        return {
            **clean,
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.database,
            "DATABASE_POOLED": str(self.is_pooled),
            "REDIS_URL": self.broker,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "DEFAULT_FROM_EMAIL": "Ultimata <news@ultimata.example>",
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "WARNING",
            "ULTIMATA_TRUSTED_PROXIES": "1",
        }

    def run(self, module: str, *arguments: str) -> str:
        """Run a module to its end; what it printed."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def start(self, name: str, *command: str) -> "subprocess.Popen[str]":
        """Start a process that ends with the site, at the latest."""
        log = self.stack.enter_context((self.folder / f"{name}.log").open("w"))
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, text=True, process_group=0,  # one session: `nice` counts
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        self.stack.callback(_end, process)
        self.running[name] = psutil.Process(process.pid)
        return process

    def start_all(self) -> None:
        """Web servers, workers, the worker of ticks and beat."""
        for number, port in enumerate(self.ports):
            self.start(f"web {number + 1}", *server_command(host="127.0.0.1", port=port, workers=1))
        for number in range(WORKERS):
            self.worker(f"mail worker {number + 1}", "mails")
        self.worker("tick worker", "ticks")
        self.start("beat", *BEHIND_PAGES, *CELERY, "beat", "--pidfile", "", "--loglevel", "WARNING")
        for port in self.ports:
            wait_for_port(port)

    def worker(self, name: str, queues: str) -> None:
        """Start a worker of one process at work."""
        options = ("--queues", queues, "--concurrency", "1", "--hostname", f"{name.replace(' ', '-')}@here")
        self.start(name, *BEHIND_PAGES, *CELERY, "worker", *options, *QUIET)

    def put_behind_pages(self) -> None:
        """Let database, pooler and broker go behind pages, also the sessions of PostgreSQL there are by now.

        Each of these calls setsid(2), and with that gets an equal share where the kernel groups by sessions.
        """
        for service in map(psutil.Process, self.services):
            for process in (service, *service.children(recursive=True)):
                with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                    _go_behind_pages(process)

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """What PostgreSQL itself answers."""
        with psycopg.connect(self.direct, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters)
            return cursor.fetchall() if cursor.description else []


def _go_behind_pages(process: psutil.Process) -> None:
    """Give what runs already the priority of what is started with `BEHIND_PAGES`."""
    nice = BEHIND_PAGES[-1]
    process.nice(psutil.Process().nice() + int(nice))
    autogroup = Path(f"/proc/{process.pid}/autogroup")
    if autogroup.exists() and os.getsid(process.pid) != os.getsid(0):  # sessions have priorities of their own
        autogroup.write_text(nice, encoding="ascii")


def _postmaster(folder: str) -> int:
    return int((Path(folder) / "postmaster.pid").read_text(encoding="ascii").split()[0])


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what did not go by itself, and what it left
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A PostgreSQL, through a PgBouncer where there is one, a Valkey and mail servers."""
    os.environ.pop("TEST_DATABASE_URL", None)  # one of its own: what others have is not filled like this
    with ExitStack() as stack:
        direct = stack.enter_context(postgresql())
        is_pooled = pgbouncer.bring() is not None
        database = stack.enter_context(pgbouncer.pooler(direct)) if is_pooled else direct
        (folder / "data").mkdir()
        (folder / "broker").mkdir()
        broker = Broker(folder / "broker")
        broker.start()
        stack.callback(broker.stop)
        ports = [free_port() for _ in range(WEB)]
        made = Site(folder, direct, database, is_pooled, broker.url, ports, free_port(), stack)
        for number, log in enumerate(made.logs):
            log.touch()
            sink = ("-m", "tests.load.sink", str(made.mail_port), str(log))
            made.start(f"sink {number + 1}", *BEHIND_PAGES, sys.executable, *sink)
            del made.running[f"sink {number + 1}"]
        wait_for_port(made.mail_port)
        [(data,)] = made.rows("SHOW data_directory")
        poolers = (each.pid for each in psutil.Process().children() if each.name() == "pgbouncer")
        assert broker.process
        made.services = [_postmaster(str(data)), broker.process.pid, *poolers]
        yield made


class Memory:
    """Samples how much each process of the site holds, its children with it, while a block runs."""

    def __init__(self, running: Mapping[str, psutil.Process]) -> None:
        self.running = running
        self.samples: dict[str, list[float]] = defaultdict(list)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            for name, process in self.running.items():
                try:
                    family = [process, *process.children(recursive=True)]
                    self.samples[name].append(sum(each.memory_info().rss for each in family) / 2**20)
                except psutil.Error:
                    continue
