"""The one Django app."""

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.core.management import CommandError
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.loader import MigrationLoader


class TrackerConfig(AppConfig):
    """The app of Django: its name, its checks, and what each process does once."""

    name = "tracker"
    verbose_name = "Ultimata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have each process learn the database's clock, whichever way it comes to a connection."""
        from tracker.clock import read_database  # noqa: PLC0415 -- not before the apps are loaded

        connection_created.connect(read_database, dispatch_uid="tracker.clock")
        register(history_errors, Tags.database)


def check_history(*, using: str = "default") -> None:
    """Refuse a database whose migrations ended halfway through those that one stands for: CommandError.

    Django takes them for applied neither as a whole nor one by one, and would go on without the tables, or
    say only that the history is torn.
    """
    for error in _torn(connections[using]):
        raise CommandError(f"{error.msg} {error.hint}")


def history_errors(*, databases: Collection[str] | None = None, **_more: Any) -> list[Error]:
    """The same as a check, which `migrate` makes first."""
    return [error for using in databases or () for error in _torn(connections[using])]


def _torn(connection: BaseDatabaseWrapper) -> Iterator[Error]:
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    for key, migration in sorted(loader.disk_migrations.items()):
        replaced = {each for each in migration.replaces if each[0] == "tracker"}
        missing = replaced - applied
        if missing and missing != replaced and key not in applied:
            made = "by a version before 0.1.0" if key[1] == "0001_initial" else "between two versions"
            yield Error(
                f"This database was made {made} and lacks migrations that {key[1]} stands for, "
                f"the last of them {max(missing)[1]}.",
                hint="Start the last version that has them once, then this one (CHANGELOG.md).",
                id="tracker.E001",
            )
