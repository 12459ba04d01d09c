"""`manage.py up` for real: it starts, serves, heals, stops without a trace, and keeps out of others' way."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from config.env import ROOT
from tests.launcher.conftest import Run, Started, command, free_port, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
Start = Callable[..., Run]

A_FEED = """
    INSERT INTO tracker_feed (address, title, state, etag, last_modified, interval_seconds, next_poll_at,
                              failures, last_error, note, found_count, kept_count, listed, added_at)
    VALUES ('http://10.0.0.1/', '', 'active', '', '', 600, '2026-01-01 00:00:00', 0, '', '', 0, 0, '',
            '2026-01-01 00:00:00')
"""
"""Its poll fails without asking anybody: a tick woke the worker of its queue."""


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; one that ended and whose new parent has not looked yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def password(run: Run | Started) -> str:
    """The first password it printed."""
    found = re.search(r"user admin, password (\S+) ", run.output)
    assert found, run.output
    return found[1]


def execute(folder: Path, statement: str) -> list[tuple[object, ...]]:
    """The rows of one statement on the data of a site."""
    with closing(sqlite3.connect(folder / "ultimata.sqlite3")) as database, database:
        return database.execute(statement).fetchall()


@pytest.fixture(scope="module")
def running(started: Started, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A second start on the data of the first, in a folder whose name is too long for that of a socket.

    Tests leave the site as they found it.
    """
    folder = tmp_path_factory.mktemp("two folders") / ("d" * 60) / ("e" * 60)
    shutil.copytree(started.folder, folder)
    execute(folder, "UPDATE auth_user SET first_name = 'kept'")
    written = folder / "downloads"
    written.mkdir(exist_ok=True)
    (written / "1-2026-01-01.whole.csv").write_text("of a database that may have been another")
    run = Run(folder, free_port())
    try:
        run.wait_until_running()
        yield run
        assert run.end() == 0
    finally:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def test_it_serves_ticks_and_stops_without_a_trace_and_without_disturbing_another(
    start: Start, started: Started, data: Path, running: Run
) -> None:
    """On tables that are there; without an administrator, so that one is made."""
    execute(data, "UPDATE auth_user SET username = 'somebody', is_superuser = 0")
    run = start()
    run.wait_until_running()
    assert password(run) != password(started)
    assert f"Site     http://localhost:{run.port}/\n" in run.output
    assert run.get("/") == 200
    assert run.get("/admin/login/") == 200
    assert run.get("/mailbox/") == 200
    wait_for(lambda: run.get("/readyz") == 200, run)  # worker and beat did their first tick
    execute(run.data_dir, A_FEED)
    said = [("Write the name of the host, not its IP address.",)]
    wait_for(lambda: execute(run.data_dir, "SELECT last_error FROM tracker_feed") == said, run)
    for folder in (run.data_dir, started.folder):
        every = [folder, *folder.rglob("*")]
        assert [path for path in every if path.lstat().st_mode & 0o077 and not path.is_symlink()] == []
    family = run.family()
    assert len(family) >= 8  # Valkey, two of the web server, two workers and two processes of a third, beat
    assert run.end(signal.SIGINT) == 0
    assert [each for each in family if is_alive(each)] == []
    for output in (started.output, run.output):
        assert "Traceback" not in output
        assert output.endswith("Ultimata has stopped.\n")
    assert running.get("/mailbox/") == 200
    wait_for(lambda: running.get("/readyz") == 200, running)


def test_a_second_start_keeps_data_and_password(started: Started, running: Run) -> None:
    assert "cases: 100 created" in started.output
    assert "cases: 0 created, 0 updated" in running.output  # compared, for the database moved
    assert list((running.data_dir / "downloads").iterdir()) == []
    assert password(running) == password(started)
    kept = execute(running.data_dir, "SELECT first_name FROM auth_user WHERE username = 'admin'")
    assert kept == [("kept",)]


def test_a_dead_child_is_started_again(running: Run) -> None:
    worker = running.one("--hostname jobs@")
    worker.kill()
    said = "job worker ended (SIGKILL); starting it again in 0.5 s"
    wait_for(lambda: said in running.output, running)
    wait_for(
        lambda: any("jobs@" in command(each) for each in running.family() if each.pid != worker.pid), running
    )


def test_workers_go_behind_pages(running: Run) -> None:
    own, jobs = running.process.pid, running.one("--hostname jobs@")
    assert jobs.nice() == os.getpriority(os.PRIO_PROCESS, own) + 10
    # Between sessions `nice` counts for nothing where Linux groups processes by them (sched(7), autogroup).
    assert {os.getsid(each.pid) for each in running.family()} == {os.getsid(own)}
    assert os.getpgid(jobs.pid) == jobs.pid  # Ctrl-C in the terminal does not reach it


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells a child that its parent died")
def test_a_killed_launcher_leaves_no_orphans_and_can_be_started_again(start: Start, data: Path) -> None:
    run = start()
    run.wait_until_running()
    family = run.family()
    run.process.kill()
    again = start(port=run.port)
    again.wait_until_running()
    assert [command(each) for each in family if is_alive(each)] == []
    assert again.get("/mailbox/") == 200


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("moment", [0.0, 0.1, 0.4, 1.0, 2.0])
def test_ctrl_c_during_the_start_is_clean(start: Start, moment: float) -> None:
    run = start()
    wait_for((run.data_dir / "up.lock").exists, run)
    time.sleep(moment)
    family = run.family()
    assert run.end(signal.SIGINT) == 0
    assert "Traceback" not in run.output
    assert [each for each in family if is_alive(each)] == []


SWALLOWED = """
import os, signal, sqlite3, sys, time
from config.launcher.processes import Household
from config.management.commands.up import listen_for_the_end

def interrupted(value):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)
    return value

listen_for_the_end(Household("."))
database = sqlite3.connect(":memory:")
database.create_function("interrupted", 1, interrupted)
try:
    database.execute("SELECT interrupted(1)").fetchall()
except sqlite3.Error:
    pass
try:
    time.sleep(20)
finally:
    signal.setitimer(signal.ITIMER_REAL, 0)
sys.exit(3)
"""


def test_ctrl_c_in_a_callback_that_swallows_it_still_ends_the_start() -> None:
    ended = subprocess.run([sys.executable, "-c", SWALLOWED], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 0


def test_a_port_in_use_is_one_line(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = start(port=port)
        assert run.process.wait(30) == 1
    run.reader.join(5)
    line = f"port {port} is in use by another program; choose one: PORT={port + 1} make run"
    assert run.output == f"ultimata: {line}\n"


def test_the_same_folder_twice_is_one_line(start: Start, running: Run) -> None:
    second = start(running.data_dir)
    assert second.process.wait(30) == 1
    second.reader.join(5)
    assert second.output == (
        f"ultimata: another copy (process {running.process.pid}) is running in {running.data_dir}; "
        f"stop it, or set DATA_DIR and PORT\n"
    )
    assert running.get("/mailbox/") == 200


@pytest.mark.parametrize("folder", ["/dev/null/data", "/proc/data"])
def test_an_unwritable_folder_is_one_line(start: Start, folder: str) -> None:
    run = start(Path(folder))
    assert run.process.wait(30) == 1
    run.reader.join(5)
    assert re.fullmatch(r"ultimata: [^\n]*" + folder + r"[^\n]*\n", run.output)


def test_an_unwritable_folder_is_one_line_with_a_key_of_ones_own(start: Start) -> None:
    run = start(Path("/dev/null/data"), SECRET_KEY="0123456789" * 5)
    assert run.process.wait(30) == 1
    run.reader.join(5)
    line = "/dev/null/data cannot be written to (Not a directory); set DATA_DIR to a folder that can"
    assert run.output == f"ultimata: {line}\n"


def test_an_address_that_is_not_here_is_one_line(start: Start) -> None:
    run = start(ULTIMATA_HOST="203.0.113.7")
    assert run.process.wait(30) == 1
    run.reader.join(5)
    assert run.output == (
        "ultimata: ULTIMATA_HOST: '203.0.113.7' is no address of this machine; write 127.0.0.1 or 0.0.0.0\n"
    )
