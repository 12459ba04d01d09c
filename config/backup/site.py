"""A backup of a site while it runs, and its restore into an empty one, which is paused afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.backup import archive
from config.backup.archive import BadBackup, Manifest
from config.backup.databases import WAYS, is_empty
from tracker import __version__
from tracker.services.heartbeat import note_backup

BACKED_UP = ("secret-key", "admin-password", "mailbox/*")
"""What of the data folder cannot be made again: the key that signs links, the first password while it works,
and the mails of a site without a server."""
FOLDER = "data/"


@dataclass(frozen=True, slots=True)
class Plan:
    """A restore that can be done: the backup's manifest, what has to be known, and whether tables change."""

    manifest: Manifest
    warnings: tuple[str, ...]
    is_older: bool


def backup(target: Path, *, now: datetime) -> Manifest:
    """Write a backup of the site in use to a file that does not exist yet; raises `BadBackup`."""
    if target.exists():
        raise BadBackup(f"{target} exists already; name another file")
    if not target.parent.is_dir():
        raise BadBackup(f"there is no folder {target.parent}")
    name, copy, _ = WAYS[connection.vendor]
    with _work_folder(target.parent) as folder:
        database = folder / name
        tables = copy(database)
        manifest = Manifest(
            version=__version__,
            made_at=now.isoformat(timespec="seconds"),
            vendor=connection.vendor,
            database=name,
            migrations=sorted(
                f"{app}.{each}" for app, each in MigrationRecorder(connection).applied_migrations()
            ),
            tables=tables,
            key=archive.fingerprint(settings.SECRET_KEY),
        )
        made = archive.write(target, manifest, {name: database, **_files()})
    note_backup(now=now)
    return made


def _files() -> dict[str, Path]:
    """Files of the data folder by their names in a backup."""
    root: Path = settings.DATA_DIR
    found = (path for pattern in BACKED_UP for path in sorted(root.glob(pattern)) if path.is_file())
    return {f"{FOLDER}{path.relative_to(root).as_posix()}": path for path in found}


@contextmanager
def _work_folder(parent: Path) -> Iterator[Path]:
    """A folder for a while, where there is room for the file, that only its owner may enter."""
    with tempfile.TemporaryDirectory(dir=parent, prefix=".ultimata-backup-") as name:
        yield Path(name)


def plan(source: Path) -> Plan:
    """Check a backup and the site it is to be restored into; raises `BadBackup`, having changed nothing."""
    manifest = archive.read(source)
    if manifest.vendor != connection.vendor:
        raise BadBackup(
            f"{source} is of a {manifest.vendor} database and DATABASE_URL names one of {connection.vendor}"
        )
    on_disk = MigrationLoader(connection).disk_migrations
    ours = {f"{app}.{name}" for app, name in on_disk}
    replaced = {f"{app}.{name}" for each in on_disk.values() for app, name in each.replaces}
    unknown = sorted(set(manifest.migrations) - ours - replaced)
    if unknown:
        raise BadBackup(
            f"{source} was made by a newer version ({manifest.version}; this is {__version__}), which has "
            f"{unknown[-1]}; restore it with that version or a later one"
        )
    if not is_empty():
        raise BadBackup(
            "the database is not empty; restore into a new one: name it in DATABASE_URL, or move "
            f"{connection.settings_dict['NAME']} away"
        )
    return Plan(manifest, _warnings(manifest), bool(ours - set(manifest.migrations)))


def _warnings(manifest: Manifest) -> tuple[str, ...]:
    comes_along = f"{FOLDER}secret-key" in manifest.files and settings.ENV["SECRET_KEY"] is None
    if comes_along or manifest.key == archive.fingerprint(settings.SECRET_KEY):
        return ()
    return ("SECRET_KEY is another one than the backup's: links in mails that were sent will not work.",)


def restore(source: Path, planned: Plan, *, now: datetime) -> None:
    """Restore a backup that `plan` has checked, paused; raises `BadBackup`.

    The database comes first and in one step; a failure before it leaves nothing behind.
    """
    manifest = planned.manifest
    _, _, bring = WAYS[manifest.vendor]
    with _work_folder(settings.DATA_DIR) as folder:
        copy = folder / manifest.database
        archive.extract(source, manifest.database, copy)
        try:
            bring(copy, counts=manifest.tables, paused_at=now)
        except DatabaseError as error:
            raise BadBackup(f"the database refused it: {str(error).strip().splitlines()[0]}") from error
        for name in manifest.files:
            if name.startswith(FOLDER):
                _put_back(source, name, folder)
    if planned.is_older:
        call_command("migrate", interactive=False, verbosity=0)


def _put_back(source: Path, name: str, folder: Path) -> None:
    """Write one file into the data folder in one step, over what starting the commands has made there."""
    path: Path = settings.DATA_DIR / name.removeprefix(FOLDER)
    if not path.resolve().is_relative_to(settings.DATA_DIR.resolve()):
        raise BadBackup(f"{source} names a file outside of the data folder: {name}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive.extract(source, name, folder / "file")
    (folder / "file").replace(path)
