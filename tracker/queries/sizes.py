"""How large the tables are, at a cost that does not grow with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

MOST_COUNTED = 100_000
"""Up to so many rows of a table are counted on SQLite, which keeps no estimate."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """`rows` and `bytes` by table, these with its indexes and only on PostgreSQL; `database_bytes` in all."""

    rows: Mapping[str, float]
    bytes: Mapping[str, float]
    database_bytes: int


def sizes(models: Iterable[type[Model]]) -> Sizes:
    """The sizes of the tables of some models: 2 queries on PostgreSQL, on SQLite 2 and one a table."""
    tables = sorted({model._meta.db_table for model in models})
    return _of_postgresql(tables) if connection.vendor == "postgresql" else _of_sqlite(tables)


def _of_postgresql(tables: list[str]) -> Sizes:
    """As PostgreSQL last estimated; a table it has not analyzed yet by what its statistics have seen."""
    # SQL: the catalogue of PostgreSQL is no model
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, CASE WHEN reltuples < 0 THEN pg_stat_get_live_tuples(oid) ELSE reltuples END,"
            " pg_total_relation_size(oid) FROM pg_class"
            " WHERE relname = ANY(%s) AND relkind = 'r' AND pg_table_is_visible(oid) ORDER BY relname",
            [tables],
        )
        found = cursor.fetchall()
        cursor.execute("SELECT pg_database_size(current_database())")
        (total,) = cursor.fetchone()
    return Sizes({name: rows for name, rows, _ in found}, {name: size for name, _, size in found}, total)


def _of_sqlite(tables: list[str]) -> Sizes:
    rows = {}
    # SQL: PRAGMA, and a count that stops
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT %s)",  # noqa: S608 -- the name of a model's table
                [MOST_COUNTED],
            )
            (rows[table],) = cursor.fetchone()
        pages = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")]
    return Sizes(rows, {}, pages[0] * pages[1])
