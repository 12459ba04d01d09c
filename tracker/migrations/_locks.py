"""All tables at once for a migration, while workers of the version before go on with them.

A migration takes the locks of the tables it changes one after the other. A worker that holds the second and
asks for the first would wait for it as it waits for the worker, and PostgreSQL would end one of the two: a
deadlock. So a migration asks for all of them first, and lets go of those it got where others are in use.
"""

import time
from typing import Any

from django.db import OperationalError, migrations, transaction

PATIENCE_SECONDS = 120.0
"""How long a migration tries. A backup, for one, holds every table until it is written."""
ATTEMPT_MS = 700
"""How long it waits at a time: less than `deadlock_timeout` (1 s), after which PostgreSQL looks for deadlocks."""
PAUSE_SECONDS = 0.3


def lock_tables(_apps: Any, editor: Any) -> None:
    """Lock all our tables until the migration ends; `OperationalError` where they stay in use. PostgreSQL."""
    connection = editor.connection
    if connection.vendor != "postgresql":
        return
    names = connection.introspection.table_names()
    tables = ", ".join(
        sorted(connection.ops.quote_name(name) for name in names if name.startswith("tracker_"))
    )
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while True:
            try:
                with transaction.atomic(using=connection.alias):
                    cursor.execute(f"SET LOCAL statement_timeout = {ATTEMPT_MS}")
                    cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            except OperationalError as error:
                if time.monotonic() > give_up_at:
                    raise OperationalError(
                        f"Other sessions did not let go of the tables within {PATIENCE_SECONDS:g} s. Nothing was "
                        "changed. Let a backup or a long query end, then run migrate again."
                    ) from error
                time.sleep(PAUSE_SECONDS)
            else:
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
                return


LOCK_TABLES = migrations.RunPython(lock_tables, migrations.RunPython.noop, elidable=True)
"""The first operation of every migration that changes a table."""
