"""A migration and a worker that go for the same tables in other orders do not end each other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from tests.faults.databases import until
from tracker.migrations import _locks
from tracker.migrations._locks import lock_tables

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, LAST = "tracker_alert", "tracker_ultimatum"


@pytest.fixture(autouse=True)
def on_postgresql(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the site is stopped while it is migrated; runs in the other pass")


@contextmanager
def in_use(until_set: threading.Event, *then: str) -> Iterator[list[str]]:
    """A session that reads the last table, and then others; it notes what became of it."""
    reads, ended = threading.Event(), list[str]()

    def run() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {LAST}")
                reads.set()
                assert until_set.wait(20)
                for table in then:
                    cursor.execute(f"SELECT 1 FROM {table}")
            ended.append("committed")
        except OperationalError as error:
            ended.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert reads.wait(20)
    try:
        yield ended
    finally:
        until_set.set()
        thread.join(20)


def waits_for(table: str) -> bool:
    """Whether a session waits for a table. Asked from a session of its own."""
    waiting: list[bool] = []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
            waiting.append(cursor.fetchone() is not None)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(20)
    return waiting == [True]


def test_who_holds_one_table_and_wants_another_goes_on() -> None:
    go_on = threading.Event()

    def release() -> None:
        until(lambda: waits_for(LAST), 20, "the migration waits")
        go_on.set()

    with in_use(go_on, FIRST) as ended:
        releasing = threading.Thread(target=release)
        releasing.start()
        with transaction.atomic(), connection.schema_editor() as editor, connection.cursor() as cursor:
            lock_tables(None, editor)
            cursor.execute("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted")
            assert cursor.fetchone()[0] > 40
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)
        releasing.join(20)
    assert ended == ["committed"]


def test_tables_that_stay_in_use_end_a_migration_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_locks, "PATIENCE_SECONDS", 0.0)
    with (
        in_use(threading.Event()) as ended,
        pytest.raises(OperationalError, match=r"did not let go .* run migrate again"),
        connection.schema_editor() as editor,
    ):
        lock_tables(None, editor)
    assert ended == ["committed"]
