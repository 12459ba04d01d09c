"""Starts the launcher as a person would: a process of its own, a folder and a port of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from config.env import PREFIX, ROOT, VARIABLES
from tests.sharing import SHARED, alone

BUDGET_SECONDS = 120.0


def site_environment(data_dir: Path, port: int) -> dict[str, str]:
    """The environment of a site of its own: nothing of the settings of the tests, nor their database."""
    ours = {variable.name for variable in VARIABLES} | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {
        name: text for name, text in os.environ.items() if name not in ours and not name.startswith(PREFIX)
    }
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(data_dir), "PORT": str(port)}
    settings["ULTIMATA_OPERATORS"] = "operators@example.org"  # so that the web server watches, too
    return {**clean, **settings}


class Run:
    """One `manage.py up`, what it printed, and its processes."""

    def __init__(self, data_dir: Path, port: int, **environment: str) -> None:
        self.port = port
        self.data_dir = data_dir
        self.began_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env={**site_environment(data_dir, port), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            self.lines.extend(iter(stream.readline, ""))

    @property
    def output(self) -> str:
        """All it printed so far."""
        return "".join(self.lines)

    def wait_until_running(self) -> float:
        """Seconds from the start to the line that says how to stop it."""
        wait_for(lambda: "Ctrl-C stops it." in self.output or self.process.poll() is not None, self)
        assert self.process.poll() is None, self.output
        return time.monotonic() - self.began_at

    def family(self) -> list[psutil.Process]:
        """All processes below the launcher."""
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def one(self, word: str) -> psutil.Process:
        """The first process below the launcher whose command has that word."""
        wait_for(lambda: any(word in command(each) for each in self.family()), self)
        return next(each for each in self.family() if word in command(each))

    def get(self, path: str) -> int:
        """The status of a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        code = self.process.wait(BUDGET_SECONDS)
        self.reader.join(5)
        return code


def command(process: psutil.Process) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_for(happened: Callable[[], bool], run: Run) -> None:
    """Return once it happened; fail with the launcher's output when the budget is over."""
    give_up_at = time.monotonic() + BUDGET_SECONDS
    while not happened():
        assert time.monotonic() < give_up_at, f"not within {BUDGET_SECONDS} s:\n{run.output}"
        time.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Started:
    """A data folder that a site was started in and that it left again; what it printed."""

    folder: Path
    output: str


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """One such folder for all tests that are not about the first start; copy it."""
    folder = (SHARED or tmp_path_factory.mktemp("started")) / "site"
    printed = folder.with_suffix(".output")
    with alone("site"):
        if not printed.exists():
            run = Run(folder, free_port())
            try:
                run.wait_until_running()
            finally:
                code = run.end(signal.SIGTERM)
            assert code == 0
            printed.write_text(run.output, "utf-8")
    return Started(folder, printed.read_text("utf-8"))


@pytest.fixture
def data(started: Started, tmp_path: Path) -> Path:
    """A copy of that folder, where `start` starts."""
    return Path(shutil.copytree(started.folder, tmp_path / "data"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Start the launcher on a new port, in `tmp_path/data` unless told otherwise; ended after the test."""
    runs: list[Run] = []

    def begin(data_dir: Path | None = None, port: int | None = None, **environment: str) -> Run:
        run = Run(data_dir or tmp_path / "data", port or free_port(), **environment)
        runs.append(run)
        return run

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)
