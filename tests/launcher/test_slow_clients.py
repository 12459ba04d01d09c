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
from tests.faults.databases import until
from tests.launcher.conftest import BUDGET_SECONDS, Run, Started, free_port, site_environment, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SLOW = 200
BOUND_MS = 100
TRIES = 3


@pytest.fixture
def data(started: Started, tmp_path: Path) -> Path:
    """The data of a site."""
    return Path(shutil.copytree(started.folder, tmp_path / "data"))


@pytest.fixture(params=["serve", "up"])
def port(request: pytest.FixtureRequest, data: Path) -> Iterator[int]:
    """The port of the server that README.md deploys, and of that of `make run`: one command, more workers."""
    port = free_port()
    if request.param == "up":
        run = Run(data, port)
        try:
            run.wait_until_running()
            wait_for(lambda: answers(port), run)
            yield port
        finally:
            run.end()
        return
    environment = {**site_environment(data, port), "ULTIMATA_WEB_WORKERS": "2"}
    with subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment) as server:
        try:
            until(lambda: answers(port), BUDGET_SECONDS, "the server answers", every=0.1)
            yield port
        finally:  # else the end of the block waits for a server that nobody ends
            server.terminate()
        assert server.wait(10) == 0


def answers(port: int) -> bool:
    """Whether the front page is there; a server that is not there yet is not asked in vain."""
    try:
        status, _, _ = ask(Target(port, "/"))
    except OSError:
        return False
    return status == 200


@pytest.mark.matrix(every=2)
def test_others_do_not_wait_for_slow_clients(port: int, data: Path) -> None:
    with ExitStack() as stack:
        for sent, trickle in (
            (POST + b"a", b""),
            (POST + b"a", b"b"),
            (b"GET / HTTP/1.1\r\nHost: loc", b""),
            (b"GET / HTTP/1.1\r\nHost: loc", b"alhost"),
        ):
            stack.enter_context(Slow(port, sent, trickle, number=SLOW // 4))
        stack.enter_context(Slow(port, large_files(data), number=SLOW))
        paths = ("/healthz", "/", stylesheet(data))
        # A machine busy with something else slows them now and then; a thread that is held does so always.
        tries = [waited := {path: median(others(port, path)) for path in paths}]
        while max(waited.values()) > BOUND_MS and len(tries) < TRIES:
            tries.append(waited := {path: median(others(port, path)) for path in paths})
    assert max(waited.values()) < BOUND_MS, tries
