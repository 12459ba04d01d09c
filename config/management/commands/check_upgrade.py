"""Say what this version of the software would change in the database, before it is started on it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tracker import __version__
from tracker.apps import check_history


class Command(BaseCommand):
    """`manage.py check_upgrade`: exit status 0 when there is nothing to do, else 1."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Look at migrations; settings that are unknown have ended the command before this."""
        try:
            check_history()
            executor = MigrationExecutor(connection)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"the database cannot be used: {reason}") from error
        on_disk = executor.loader.disk_migrations
        known = {*on_disk, *(name for each in on_disk.values() for name in each.replaces)}
        newer = sorted(f"{app}.{name}" for app, name in set(executor.loader.applied_migrations) - known)
        if newer:
            raise CommandError(
                f"the database is of a newer version than this one ({__version__}): it has {newer[-1]}"
            )
        waiting = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        if not waiting:
            self.stdout.write(f"The database is as version {__version__} needs it; nothing has to be done.")
            return
        for migration in waiting:
            self.stdout.write(f"{migration.app_label}.{migration.name}")
        raise CommandError(
            f"{len(waiting)} migrations are to be applied for version {__version__}: make a backup, then run "
            "`manage.py migrate`"
        )
