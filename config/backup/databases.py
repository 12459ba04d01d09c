"""How each kind of database is copied while it is in use, and how a copy is brought into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from config.backup.archive import BadBackup
from tracker.queries.status import PAUSE


def table_counts() -> dict[str, int]:
    """The rows of each table of the database in use, in one transaction with whatever else is read in it."""
    with connection.cursor() as cursor:  # SQL: of every table, also those of other apps
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- quoted
            counts[table] = cursor.fetchone()[0]
        return counts


def is_empty() -> bool:
    """Whether the database has no table yet."""
    return not connection.introspection.table_names()


def copy_sqlite(target: Path) -> dict[str, int]:
    """Copy the SQLite database in use by its backup interface; the rows of each table in the copy."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)  # in one step: writers do not wait, and it need not begin again
        # SQL: a pragma; the copy is one file, whatever is done with it next
        copy.execute("PRAGMA journal_mode=DELETE")
        return _sqlite_counts(copy)


def _sqlite_counts(database: sqlite3.Connection) -> dict[str, int]:
    # SQL: of a database that is not the one in use
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tables = [name for (name,) in names if not name.startswith("sqlite_")]
    return {
        name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- its own name
        for name in tables
    }


def bring_sqlite(copy: Path, *, counts: Mapping[str, int], paused_at: datetime) -> None:
    """Bring a copy into the SQLite database in use, paused, in one step; raises `BadBackup`."""
    with closing(sqlite3.connect(copy)) as source:
        _check_counts(_sqlite_counts(source), counts)
        with source:  # SQL: of a database that is not the one in use yet
            source.execute(_pause_sql("", "?, ?, ?"), (PAUSE, f"{paused_at:%Y-%m-%d %H:%M:%S.%f}", "{}"))
        connection.ensure_connection()
        source.backup(connection.connection)


def _pause_sql(schema: str, values: str) -> str:
    return (
        f"INSERT INTO {schema}tracker_heartbeat (name, at, detail) VALUES ({values})"  # noqa: S608 -- ours
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at"
    )


def _refuse_pooler() -> None:
    """PostgreSQL's programs set up their session, which a pooler would then hand to others."""
    if settings.DATABASE_POOLED:
        raise BadBackup(
            "DATABASE_URL leads to a pooler; for this command write the address of PostgreSQL itself, and "
            "DATABASE_POOLED=false"
        )


def copy_postgresql(target: Path) -> dict[str, int]:
    """Dump the PostgreSQL database in use in pg_dump's custom format; the rows of each table in the dump.

    Both see the same snapshot, whatever others write meanwhile.
    """
    _refuse_pooler()
    tool = _tool("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:  # SQL: what the ORM has no words for
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = table_counts()
        options = ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={target}"]
        _run([tool, *options])
        return counts


def bring_postgresql(copy: Path, *, counts: Mapping[str, int], paused_at: datetime) -> None:
    """Bring a dump into the empty PostgreSQL database in use, paused, in one transaction."""
    _refuse_pooler()
    restore, psql = _tool("pg_restore"), _tool("psql")
    script = copy.with_suffix(".sql")
    _run([restore, "--no-owner", "--no-acl", f"--file={script}", str(copy)])
    insert = _pause_sql("public.", f"'{PAUSE}', '{paused_at.isoformat()}', '{{}}'")
    options = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    _run([psql, *options, f"--file={script}", f"--command={insert}"])
    _check_counts(table_counts(), counts)


def _check_counts(found: Mapping[str, int], expected: Mapping[str, int]) -> None:
    names = {*found, *expected} - {"tracker_heartbeat"}  # which the pause adds to
    differing = sorted(name for name in names if found.get(name) != expected.get(name))
    if differing:
        told = ", ".join(f"{name}: {found.get(name)} rows, not {expected.get(name)}" for name in differing)
        raise BadBackup(f"what was restored is not what was backed up: {told}")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BadBackup(
            f"{name} was not found; install PostgreSQL's client programs, of the server's version"
        )
    return found


def _run(command: list[str]) -> None:
    """Run one of PostgreSQL's programs on the database in use; its password goes by the environment."""
    options: dict[str, Any] = connection.get_connection_params()
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    own = {variable: str(options[key]) for key, variable in names.items() if options.get(key)}
    for key in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
        if options.get(key):
            own[f"PG{key.upper()}"] = str(options[key])
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"status {done.returncode}"]
        raise BadBackup(f"{Path(command[0]).name} failed: {lines[0].strip()}")


Copier = Callable[[Path], dict[str, int]]
Bringer = Callable[..., None]
WAYS: Mapping[str, tuple[str, Copier, Bringer]] = {
    "sqlite": ("database.sqlite3", copy_sqlite, bring_sqlite),
    "postgresql": ("database.dump", copy_postgresql, bring_postgresql),
}
"""By the kind of database: the name of its copy in a backup, and what makes and what restores one."""
