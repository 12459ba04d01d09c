"""What the last version before 0.1.0 left goes on here; what is older is refused with what to do."""

import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import ROOT
from tests.launcher.conftest import Started

DUMP = Path(__file__).parent / "before_0.1.0.sql.gz"
"""What SQLite's `.dump` says of a database with three cases and one subscriber."""
SHOW = """
from django.test import Client
from tracker.models import Delivery, Phase, SiteState, Subscription
page = Client().get("/ultimatums/us-russia-50-days-2025/", headers={"host": "localhost"})
print(page.status_code, "50 days" in page.content.decode(), SiteState.objects.get().version > 0)
print(Phase.objects.current().count(), Subscription.objects.get().state, Delivery.objects.exists())
"""


def manage(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    for name in ("DATABASE_URL", "REDIS_URL", "TEST_DATABASE_URL"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The data folder of a site that was made before."""
    tmp_path.chmod(0o700)
    with sqlite3.connect(tmp_path / "ultimata.sqlite3") as database:
        database.executescript(gzip.decompress(DUMP.read_bytes()).decode())
    database.close()
    return tmp_path


def tables(folder: Path) -> dict[str, set[tuple[object, ...]]]:
    """The columns of each table, and the statements of its indexes."""
    with sqlite3.connect(folder / "ultimata.sqlite3") as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name.startswith("tracker_")
        ]
        found: dict[str, set[tuple[object, ...]]] = {
            name: {row[1:] for row in database.execute(f"PRAGMA table_info({name})")} for name in names
        }
        found["indexes"] = set(
            database.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'tracker_%'"
            )
        )
    database.close()
    return found


def test_a_site_that_was_there_goes_on(older: Path, started: Started) -> None:
    done = manage(older, "migrate")
    assert done.returncode == 0, done.stderr
    assert manage(older, "shell", "-c", SHOW).stdout.splitlines()[-2:] == ["200 True True", "3 active True"]
    assert tables(older) == tables(started.folder)


@pytest.mark.parametrize("command", ["migrate", "up"])
def test_a_site_that_is_older_still_is_told_what_to_do(older: Path, command: str) -> None:
    with sqlite3.connect(older / "ultimata.sqlite3") as database:
        database.execute(
            "DELETE FROM django_migrations WHERE app = 'tracker' AND (name > '0017' OR name LIKE '%initial%')"
        )
    database.close()
    done = manage(older, command)
    assert done.returncode == 1
    assert "was made by a version before 0.1.0" in done.stderr
    assert "0036_alerts_count_pruned_mails" in done.stderr


def test_a_site_of_between_two_versions_is_told_what_to_do(older: Path) -> None:
    with sqlite3.connect(older / "ultimata.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('tracker', '0005_intake', '2026-11-27')"
        )
    database.close()
    done = manage(older, "migrate")
    assert done.returncode == 1
    assert "was made between two versions" in done.stderr
    assert "0011_operator_messages" in done.stderr
