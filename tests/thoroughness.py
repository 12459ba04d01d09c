"""What `make test` runs, where, and what it takes a sample of: `make test-all` has all of it."""

import os
from collections.abc import Iterator, Sequence

import pytest

IS_THOROUGH = os.environ.get("TEST_EXAMPLES") == "thorough"
BOTH_DATABASES = (
    "tests/services/",
    "tests/queries/",
    "tests/management/",
    "tests/admin/test_search.py",
    "tests/web/test_filters.py",
    "tests/web/api/test_paging.py",
    "tests/faults/test_leaving.py",
)
"""Where databases differ: what is in these files runs on SQLite as well, unless marked `one_database`."""
IN_A_BROWSER = ("tests/browser/", "tests/journeys/")
"""Where tests with a browser stand; no other file may have one."""
WAITING = ("tests/faults/", "tests/launcher/", "tests/upgrade/")
"""What waits, most of its time, for processes it started: two more processes run it beside all else."""
MATRIX = "matrix(every=1): a table that one mechanism answers, of which `make test` takes a sample"
"""`make test` takes each value of each parameter once where a test has several lists of them, and of a single
list one row of `every` so many; `make test-all` takes all."""


def some_of(steps: range, *, every: int) -> range:
    """One of every so many moments at which a process dies; `make test-all` and `make storms` take each."""
    return steps if IS_THOROUGH else steps[::every]


def left_out(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Those of the tests marked `matrix` that only `make test-all` runs; always the same ones."""
    tables: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("matrix"):
            tables.setdefault(item.nodeid.partition("[")[0], []).append(item)
    # Not in the order they are run in, which is drawn anew each time.
    return [item for table in tables.values() for item in _left_out(sorted(table, key=_row))]


def _row(item: pytest.Item) -> tuple[int, ...]:
    """Which row of each list of parameters made this test."""
    callspec = getattr(item, "callspec", None)
    return tuple(callspec.indices.values()) if callspec else ()


def _left_out(table: list[pytest.Item]) -> Iterator[pytest.Item]:
    mark = table[0].get_closest_marker("matrix")
    every = mark.kwargs.get("every", 1) if mark else 1
    rows = [_ids(item) for item in table]
    columns = [list(dict.fromkeys(column)) for column in zip(*rows, strict=True)]
    longest = max(columns, key=len, default=[])
    for item, row in zip(table, rows, strict=True):
        places = [column.index(each) for column, each in zip(columns, row, strict=True)]
        turn = places[columns.index(longest)] if columns else 0
        is_taken = [turn % len(column) == place for column, place in zip(columns, places, strict=True)]
        if not all(is_taken) or (len(columns) == 1 and turn % every):
            yield item


def _ids(item: pytest.Item) -> list[str]:
    """How the row of each list of parameters is named that made this test."""
    callspec = getattr(item, "callspec", None)
    return list(callspec._idlist) if callspec else []
