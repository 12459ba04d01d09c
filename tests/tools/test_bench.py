"""`python -m tests.bench NAME`: every name is a module that runs."""

from importlib.util import find_spec

from tests.bench.__main__ import NAMES


def test_every_benchmark_is_there() -> None:
    assert [name for name in NAMES if find_spec(f"tests.bench.{name}") is None] == []
