"""What `make test` leaves out of a table is the same in whatever order its rows are run."""

from random import Random

import pytest

from config.env import ROOT
from tests.thoroughness import left_out


@pytest.mark.parametrize(
    ("file", "count"), [("tests/faults/test_clocks.py", 2), ("tests/web/test_cards.py", 1)]
)
def test_the_sample_of_a_table_does_not_depend_on_the_order(
    request: pytest.FixtureRequest, file: str, count: int
) -> None:
    module = pytest.Module.from_parent(request.session, path=ROOT / file)
    items = [item for item in module.collect() if isinstance(item, pytest.Item)]
    out = {item.nodeid for item in left_out(items)}
    assert len(out) >= count
    for seed in range(5):
        Random(seed).shuffle(items)
        assert {item.nodeid for item in left_out(items)} == out
