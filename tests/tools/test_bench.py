"""`python -m tests.bench NAME`: every name is a module that runs, and every address has its line."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

from tests.bench.__main__ import NAMES
from tests.bench.addresses import ADDRESSES, LEFT_OUT, TOOLS
from tracker.web.mcp.tools import BY_NAME
from tracker.web.urls import for_people, for_programs, for_taking


def test_every_benchmark_is_there() -> None:
    assert [name for name in NAMES if find_spec(f"tests.bench.{name}") is None] == []


def names(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses below these."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names(each.url_patterns)
        else:
            yield str(each.name)


def test_the_dearest_address_is_looked_for_among_all() -> None:
    there = {*names(for_people), *names(for_programs), *names(for_taking)}
    assert there ^ {*ADDRESSES, *LEFT_OUT} == set()
    assert TOOLS.keys() <= BY_NAME.keys()
