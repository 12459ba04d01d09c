"""Brings database, static files, seeds and the first administrator up to date; does nothing twice."""

import os
import secrets
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tracker.apps import check_history

ADMIN = "admin"
# No letters or digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def migrate() -> bool:
    """Apply what is missing; whether anything was."""
    check_history()
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def collect_static(data_dir: Path) -> None:
    """Collect the static files when one of them changed since the last time."""
    mark = _fingerprint(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in _static_sources())
    collected = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if not collected or not _is_current(data_dir / "static.mark", mark):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        _remember(data_dir / "static.mark", mark)


def load_seeds(seeds: Path, data_dir: Path, *, anew: bool) -> None:
    """Load the seeds when they changed since the last time, or `anew`; CommandError names the faults."""
    if not seeds.is_dir() or "load_cases" not in get_commands():
        return
    files = sorted(path for path in seeds.rglob("*") if path.is_file())
    database = settings.DATABASES["default"]
    where = f"{database['ENGINE']} {database.get('HOST', '')} {database['NAME']}"
    mark = _fingerprint([where, *(f"{path} {sha256(path.read_bytes()).hexdigest()}" for path in files)])
    if anew or not _is_current(data_dir / "seeds.mark", mark):
        call_command("load_cases", str(seeds))
        _remember(data_dir / "seeds.mark", mark)


def first_password(data_dir: Path) -> str | None:
    """The generated password of the first administrator while it still works, else None.

    Makes that administrator when there is no superuser at all.
    """
    kept = data_dir / "admin-password"
    users = get_user_model().objects
    if not users.filter(is_superuser=True).exists():
        password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))
        kept.unlink(missing_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(password, encoding="ascii")
        users.create_superuser(ADMIN, f"{ADMIN}@localhost.localdomain", password)
        return password
    if not kept.exists():
        return None
    password = kept.read_text(encoding="ascii").strip()
    administrator = users.filter(username=ADMIN, is_active=True).first()
    if administrator is not None and administrator.check_password(password):
        return password
    kept.unlink()
    return None


def _static_sources() -> Iterator[tuple[str, os.stat_result]]:
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            yield path, Path(storage.path(path)).stat()


def _fingerprint(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()


def _is_current(mark_file: Path, mark: str) -> bool:
    return mark_file.exists() and mark_file.read_text(encoding="ascii") == mark


def _remember(mark_file: Path, mark: str) -> None:
    mark_file.write_text(mark, encoding="ascii")
