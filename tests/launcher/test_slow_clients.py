"""The server of `manage.py up` and that of `manage.py serve` beside clients that are slow on purpose."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import pytest

from config.env import ROOT
from tests.bench.servers import POST, Slow, large_files, others, stylesheet
from tests.bench.serving import Target, ask
from tests.launcher.conftest import Run, Started, free_port, site_environment, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SLOW = 200
BOUND_MS = 100
TRIES = 3


@pytest.fixture(scope="module")
def up(started: Started, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A running site."""
    folder = shutil.copytree(started.folder, tmp_path_factory.mktemp("slow") / "data")
    run = Run(Path(folder), free_port())
    run.wait_until_running()
    wait_for(lambda: answers(run.port), run)
    yield run
    run.end()


@pytest.fixture(params=["up", "serve"])
def port(request: pytest.FixtureRequest, up: Run) -> Iterator[int]:
    """The port of the server of `make run`, and of the one README.md deploys, on the same data."""
    if request.param == "up":
        yield up.port
        return
    port = free_port()
    environment = {**site_environment(up.data_dir, port), "ULTIMATA_WEB_WORKERS": "2"}
    with subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment) as server:
        try:
            wait_for(lambda: answers(port), up)
            yield port
        finally:  # else the end of the block waits for a server that nobody ends
            server.terminate()
        assert server.wait(10) == 0


def answers(port: int) -> bool:
    """Whether the site is well; a server that is not there yet is not."""
    try:
        status, _, _ = ask(Target(port, "/healthz"))
    except OSError:
        return False
    return status == 200


def test_others_do_not_wait_for_slow_clients(port: int, up: Run) -> None:
    with ExitStack() as stack:
        for sent, trickle in (
            (POST + b"a", b""),
            (POST + b"a", b"b"),
            (b"GET / HTTP/1.1\r\nHost: loc", b""),
            (b"GET / HTTP/1.1\r\nHost: loc", b"alhost"),
        ):
            stack.enter_context(Slow(port, sent, trickle, number=SLOW // 4))
        stack.enter_context(Slow(port, large_files(up.data_dir), number=SLOW))
        paths = ("/healthz", "/", stylesheet(up.data_dir))
        # A machine busy with something else slows them now and then; a thread that is held does so always.
        tries = [waited := {path: median(others(port, path)) for path in paths}]
        while max(waited.values()) > BOUND_MS and len(tries) < TRIES:
            tries.append(waited := {path: median(others(port, path)) for path in paths})
    assert max(waited.values()) < BOUND_MS, tries
