"""Back up the whole site while it runs: its database, and what its data folder alone holds."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config.backup.archive import BadBackup
from config.backup.site import backup
from tracker.clock import utc_now
from tracker.models import FactKind
from tracker.services import security


class Command(BaseCommand):
    """`manage.py backup FILE`."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="a file that does not exist yet, such as a.zip"
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        """Write it, and say what it holds."""
        try:
            made = backup(file.absolute(), now=utc_now())
        except (BadBackup, OSError) as error:
            raise CommandError(f"no backup was made: {error}") from error
        with suppress(DatabaseError):  # before an upgrade the table may not be there yet
            security.note(
                FactKind.EXPORTED, now=utc_now(), about="everything", detail=f"a backup: {file.name}"
            )
        rows = sum(made.tables.values())
        self.stdout.write(
            f"{file}: {len(made.tables)} tables with {rows} rows, {len(made.files) - 1} files of the data "
            f"folder, {file.stat().st_size / 1e6:.1f} MB. It holds addresses of readers and perhaps the key "
            "that signs links: keep it as safe as the site."
        )
