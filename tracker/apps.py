"""The one Django app."""

from typing import Any

from django.apps import AppConfig
from django.core.management import CommandError
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import pre_migrate


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Ultimata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have each process learn the database's clock, whichever way it comes to a connection."""
        from tracker.clock import read_database  # noqa: PLC0415 -- not before the apps are loaded

        connection_created.connect(read_database, dispatch_uid="tracker.clock")
        pre_migrate.connect(check_history, sender=self, dispatch_uid="tracker.history")


def check_history(*, using: str = "default", **_signal: Any) -> None:
    """Refuse a database whose migrations ended halfway through those that 0001_initial stands for.

    Django takes them for applied neither as a whole nor one by one, and would go on without the tables.
    """
    loader = MigrationLoader(connections[using])
    replaced = {each for migration in loader.disk_migrations.values() for each in migration.replaces}
    ours = {(app, name) for app, name in replaced if app == "tracker"}
    missing = ours - set(loader.applied_migrations)
    if missing and missing != ours:
        raise CommandError(
            "This database was made by a version before 0.1.0 and lacks migrations that are part of it now, "
            f"the last of them {max(missing)[1]}. Start the last version before 0.1.0 once, which has them, "
            "then this one (CHANGELOG.md)."
        )
