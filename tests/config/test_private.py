"""The data folder is closed to others: what is made in it, and what stood open."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from config import private
from tracker.clock import utc_now
from tracker.models import Subscriber
from tracker.services.subscriptions.subscribe import erase


def open_to_others(folder: Path) -> list[str]:
    every = [folder, *folder.rglob("*")]
    return [str(path) for path in every if not path.is_symlink() and path.lstat().st_mode & 0o077]


def test_everything_that_is_made_is_private_whatever_the_umask_was(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    code = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "auth", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from django.core.mail import send_mail
send_mail("a", "b", "a@example.org", ["b@example.org"])
connection.cursor().execute("CREATE TABLE kept (a)")
import os, sys; from pathlib import Path
every = [Path(sys.argv[1]), *Path(sys.argv[1]).rglob("*")]
assert {"ultimata.sqlite3", "ultimata.sqlite3-wal", "ultimata.sqlite3-shm"} <= {each.name for each in every}
print([str(each) for each in every if each.stat().st_mode & 0o077])
"""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
        cwd=settings.ROOT,
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stdout + done.stderr


def test_a_folder_that_stood_open_is_closed_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "mailbox").mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    for file in (folder / "secret-key", folder / "ultimata.sqlite3", folder / "mailbox" / "1.eml", elsewhere):
        file.write_text("x" * 60)
        file.chmod(0o644)
    (folder / "link").symlink_to(elsewhere)
    for each in (folder, folder / "mailbox"):
        each.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "-c", "import config.settings"], env=environment, check=True, cwd=settings.ROOT
    )
    assert open_to_others(folder) == []
    assert elsewhere.stat().st_mode & 0o777 == 0o644, "links are not followed"


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "other").write_text("x")
    private.close(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_what_is_erased_is_gone_from_the_file(tmp_path: Path) -> None:
    from config.settings import SQLITE_PRAGMAS

    file = tmp_path / "a.sqlite3"
    with sqlite3.connect(file, isolation_level=None) as database:
        database.executescript(SQLITE_PRAGMAS)
        database.execute("CREATE TABLE subscriber (address)")
        marks = [(f"reader-{number}@example.org",) for number in range(200)]
        database.executemany("INSERT INTO subscriber VALUES (?)", marks)
        database.execute("DELETE FROM subscriber")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"reader-" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.django_db
def test_the_kept_mails_of_who_is_erased_go_with_them(
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.MAILBOX_DIR = tmp_path
    ann, bob = (
        Subscriber.objects.create(
            address=f"{name}@example.org", address_key=f"{name}@example.org", created_at=utc_now()
        )
        for name in ("ann", "bob")
    )
    to = ["Ann@Example.org", "Ann <ann@example.org>", "bob@example.org", "joann@example.org"]
    mails = [EmailMessage("Eight days left", "Plain.", "from@example.org", [each]) for each in to]
    get_connection("config.mailbox.backend.EmailBackend").send_messages(mails)
    with django_capture_on_commit_callbacks(execute=True):
        erase(ann)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 2
    assert b"bob@example.org" in kept
    assert b"joann@example.org" in kept
    assert b"ann <" not in kept.lower()
    assert bob.pk
