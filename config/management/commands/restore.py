"""Restore a backup into an empty site, which is paused then: nothing is sent until `manage.py resume`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup.archive import BadBackup
from config.backup.site import Plan, plan, restore
from tracker.clock import utc_now
from tracker.models import FactKind
from tracker.services import security


class Command(BaseCommand):
    """`manage.py restore FILE [--check]`."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where."""
        parser.add_argument("file", type=Path, metavar="FILE", help="what `manage.py backup` made")
        parser.add_argument("--check", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, file: Path, check: bool, **options: Any) -> None:
        """Check, say what will be done, do it."""
        try:
            planned = plan(file.absolute())
            self._tell(file, planned)
            if check:
                return
            restore(file.absolute(), planned, now=utc_now())
        except (BadBackup, OSError) as error:
            raise CommandError(f"nothing was restored: {error}") from error
        detail = f"the backup {file.name}, made at {planned.manifest.made_at}"
        security.note(FactKind.RESTORED, now=utc_now(), about="everything", detail=detail)
        self.stdout.write(
            "Restored. The site is paused: look at it, then let it send with `manage.py resume`, which "
            "expires what was due before now."
        )

    def _tell(self, file: Path, planned: Plan) -> None:
        manifest = planned.manifest
        rows = sum(manifest.tables.values())
        self.stdout.write(
            f"{file} was made at {manifest.made_at} by version {manifest.version}: a {manifest.vendor} "
            f"database of {len(manifest.tables)} tables with {rows} rows, {len(manifest.files) - 1} files of "
            "the data folder."
        )
        if planned.is_older:
            self.stdout.write("It is of an older version; its tables are brought up to date after it.")
        for warning in planned.warnings:
            self.stdout.write(self.style.WARNING(warning))
