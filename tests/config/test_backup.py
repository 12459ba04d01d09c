"""A backup made under load and restored is the site as it was, paused; what is no backup is refused."""

import json
import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from config.backup import archive
from config.backup.archive import MANIFEST, BadBackup
from config.backup.site import backup, plan, restore
from tests.factories import NOW, a_case, load
from tests.faults.planting import plant_readers
from tests.other_databases import empty_database, programs
from tracker.models import Heartbeat, Subscriber, Ultimatum
from tracker.queries.status import PAUSE, is_paused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, and PostgreSQL's programs of the server's own version."""
    folder = settings.DATA_DIR = tmp_path / "data"
    folder.mkdir()
    (folder / "secret-key").write_text("the key", encoding="ascii")
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    return folder


def everything() -> dict[str, list[str]]:
    """All rows of all tables but the heartbeats."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    del found["tracker_heartbeat"]
    return found


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A backup of a small site."""
    load(a_case())
    backup(tmp_path / "site.zip", now=NOW)
    return tmp_path / "site.zip"


def test_what_is_restored_is_what_was_backed_up_and_paused(
    made: Path, data_folder: Path, tmp_path: Path
) -> None:
    before = everything()
    (data_folder / "secret-key").write_text("another", encoding="ascii")
    with empty_database(tmp_path):
        restore(made, plan(made), now=NOW)
        assert everything() == before
        assert is_paused()
        assert Heartbeat.objects.get(name=PAUSE).at == NOW
        with pytest.raises(BadBackup, match="the database is not empty; restore into a new one"):
            plan(made)
    assert (data_folder / "secret-key").read_text(encoding="ascii") == "the key"
    assert {path.name for path in data_folder.iterdir()} == {"secret-key"}


def test_a_backup_under_load_is_of_one_instant_and_holds_up_nobody(tmp_path: Path) -> None:
    load(a_case())
    ends = threading.Event()
    written: list[int] = []

    def write() -> None:
        try:
            while not ends.is_set():
                plant_readers([f"{len(written)}-{at}@example.org" for at in range(5)], now=NOW)
                written.append(5)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            pass
        begun = len(written)
        made = backup(tmp_path / "site.zip", now=NOW)
        during = len(written)
    finally:
        ends.set()
        writer.join()
    assert begun < during
    readers = made.tables["tracker_subscriber"]
    assert 15 <= readers <= 5 * (during + 1)
    with empty_database(tmp_path):
        restore(tmp_path / "site.zip", plan(tmp_path / "site.zip"), now=NOW)
        assert Subscriber.objects.count() == readers
        assert Ultimatum.objects.count() == 1


def altered(source: Path, **changes: Any) -> Path:
    """A copy of a backup whose manifest says something else."""
    target = source.with_name("altered.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == MANIFEST:
                content = json.dumps(json.loads(content) | changes).encode()
            new.writestr(name, content)
    return target


@pytest.mark.one_database
def test_what_cannot_be_restored_is_refused_in_one_line_and_changes_nothing(
    made: Path, tmp_path: Path
) -> None:
    whole = made.read_bytes()
    cut, damaged = tmp_path / "cut.zip", tmp_path / "damaged.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    damaged.write_bytes(whole.replace(whole[2000:2010], b"0123456789", 1))
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    wrong = {
        "there is no file": tmp_path / "none.zip",
        "was cut short": cut,
        "is damaged": damaged,
        f"is of a {other} database": altered(made, vendor=other),
    }
    with empty_database(tmp_path):
        for words, path in wrong.items():
            with pytest.raises(BadBackup, match=words):
                plan(path)
        newer = altered(made, migrations=["tracker.9999_later"], version="9.0")
        with pytest.raises(CommandError, match=r"newer version \(9\.0") as refused:
            call_command("restore", str(newer))
        assert "\n" not in str(refused.value)
        assert connection.introspection.table_names() == []


@pytest.mark.one_database
def test_a_backup_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_sha256", fail)
    with pytest.raises(CommandError, match=r"no backup was made: .*No space left on device"):
        call_command("backup", str(tmp_path / "site.zip"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    (tmp_path / "site.zip").touch()
    with pytest.raises(CommandError, match="exists already; name another file"):
        call_command("backup", str(tmp_path / "site.zip"))


@pytest.mark.one_database
def test_the_commands_say_what_they_did(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.ENV = {**settings.ENV, "SECRET_KEY": "x"}
    settings.SECRET_KEY = "another key than that of the backup"
    with empty_database(tmp_path):
        call_command("restore", str(made), check=True)
        assert connection.introspection.table_names() == []
        call_command("restore", str(made))
        call_command("resume")
        call_command("resume")
    said = capsys.readouterr().out
    assert "links in mails that were sent will not work" in said
    assert "The site is paused: look at it" in said
    assert "The site sends again. 0 mails and 0 calls" in said
    assert said.endswith("The site is not paused; there is nothing to do.\n")
