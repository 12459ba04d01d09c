"""One migrated database for all processes of a `make test`: the first makes it, the others copy it."""

import shutil
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from tests.sharing import SHARED, alone

TEMPLATE = "ultimata_tests_template"
"""Its name on PostgreSQL. On a server of your own it stays there, and the next run makes it anew."""


def share_migrations(connection: BaseDatabaseWrapper) -> None:
    """Have the test database of a connection copied where that can be; without a folder to share, nothing."""
    if SHARED is None:
        return
    creation = connection.creation
    made = SHARED / f"migrated.{connection.vendor}"
    copy, leave = _WAYS[connection.vendor]
    create = creation.create_test_db

    def create_or_copy(*args: Any, **options: Any) -> str:
        with alone(made.name):
            if made.exists():
                connection.settings_dict["TEST"]["MIGRATE"] = False
                copy(connection, made)
                return create(*args, **options)
            name = create(*args, **options)
            connection.close()
            leave(connection, name, made)
            return name

    creation.create_test_db = create_or_copy  # type: ignore[method-assign]


def _copy_file(connection: BaseDatabaseWrapper, made: Path) -> None:
    creation: Any = connection.creation
    create = creation._create_test_db

    def create_of_copy(*args: Any, **options: Any) -> str:
        name = str(create(*args, **options))
        shutil.copyfile(made, name)
        return name

    creation._create_test_db = create_of_copy


def _leave_file(connection: BaseDatabaseWrapper, name: str, made: Path) -> None:
    shutil.copyfile(name, made)


def _copy_template(connection: BaseDatabaseWrapper, made: Path) -> None:
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


def _leave_template(connection: BaseDatabaseWrapper, name: str, made: Path) -> None:
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        cursor.execute(f'CREATE DATABASE {TEMPLATE} TEMPLATE "{name}"')
    made.touch()


_WAYS = {"sqlite": (_copy_file, _leave_file), "postgresql": (_copy_template, _leave_template)}
