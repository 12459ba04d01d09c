"""A migration leaves the database as the version before can still use it: docs/how-to/change-a-table.md."""

import tarfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tests.upgrade.previous_version import PACKED
from tracker.migrations._locks import LOCK_TABLES

LEFT = {"tracker_phase.search", "tracker_ultimatum.search"}
"""Columns that only the version before uses; once that is a newer one, a migration drops them."""
BREAKING = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def known_before() -> set[str]:
    """The migrations of the version before."""
    with tarfile.open(PACKED) as packed:
        paths = [PurePath(name) for name in packed.getnames()]
    return {path.stem for path in paths if path.parent.as_posix() == "tracker/migrations"}


def on_the_database(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The operations that change tables; what only Django is told is left out."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from on_the_database(operation.database_operations)
        else:
            yield operation


def is_filled_in(field: "models.Field[object, object]") -> bool:
    """Whether a row can be written by whoever does not know the field."""
    return bool(field.null or field.has_db_default() or field.many_to_many)


def breaks(operation: Operation, state: ProjectState, new: set[str]) -> str:
    """What the version before would trip over, for an operation on `state`; empty for nothing."""
    model = getattr(operation, "model_name", getattr(operation, "name_lower", "")).lower()
    if model in new:
        return ""
    if isinstance(operation, BREAKING):
        return operation.describe()
    if isinstance(operation, migrations.AddField) and not is_filled_in(operation.field):
        return f"{operation.describe()}: neither null nor db_default"
    if isinstance(operation, migrations.AlterField) and not is_filled_in(operation.field):
        before = state.models["tracker", model].fields[operation.name]
        if is_filled_in(before):
            return f"{operation.describe()}: neither null nor db_default any more"
    return ""


def found(names: Iterable[str]) -> list[str]:
    """What these migrations, in order, do to tables that the version before would trip over."""
    loader = MigrationLoader(None)
    new: set[str] = set()
    wrong = []
    for name in names:
        migration = loader.disk_migrations["tracker", name]
        state = loader.project_state(("tracker", name), at_end=False)
        for operation in migration.operations:
            for each in on_the_database([operation]):
                if isinstance(each, migrations.CreateModel):
                    new.add(each.name_lower)
                what = breaks(each, state, new)
                wrong += [f"{name}: {what}"] if what else []
            operation.state_forwards("tracker", state)
    return wrong


def test_the_version_before_can_use_what_migrations_leave() -> None:
    ours = {name for app, name in MigrationLoader(None).disk_migrations if app == "tracker"}
    assert known_before() - {"__init__"} < ours
    assert found(sorted(ours - known_before())) == []


def test_migrations_lock_all_tables_before_they_change_one() -> None:
    migrations_of = MigrationLoader(None).disk_migrations
    ours = {name for app, name in migrations_of if app == "tracker"} - known_before()
    assert [name for name in ours if migrations_of["tracker", name].operations[0] is not LOCK_TABLES] == []


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.RemoveField("deadline", "note"), "Remove field note"),
        (migrations.RenameField("deadline", "note", "remark"), "Rename field note"),
        (migrations.DeleteModel("Deadline"), "Delete model Deadline"),
        (migrations.AddField("deadline", "x", models.TextField(default="")), "neither null nor db_default"),
        (migrations.AlterField("deadline", "earliest_at", models.DateTimeField()), "any more"),
        (migrations.AddField("deadline", "x", models.TextField(db_default="")), ""),
        (migrations.AddField("deadline", "x", models.TextField(null=True)), ""),
        (migrations.SeparateDatabaseAndState([], [migrations.RemoveField("deadline", "note")]), ""),
    ],
)
def test_what_would_break_it_is_found(operation: Operation, words: str) -> None:
    state = MigrationLoader(None).project_state()
    assert words in "".join(breaks(each, state, set()) for each in on_the_database([operation]))
    assert bool(words) == any(breaks(each, state, set()) for each in on_the_database([operation]))


def test_columns_without_a_field_are_those_the_version_before_uses(db: None) -> None:
    """SQLite builds tables anew and drops them at once: there nobody writes while it is migrated."""
    there, ours = set(), set()
    with connection.cursor() as cursor:
        for model in apps.get_app_config("tracker").get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            there |= {f"{table}.{column[0]}" for column in cursor.description}
            ours |= {f"{table}.{field.column}" for field in model._meta.local_concrete_fields}
    assert there - ours == (LEFT if connection.vendor == "postgresql" else set())
