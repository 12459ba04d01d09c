"""The shares of pages in whole percent."""

import pytest

from tracker.templatetags.cited_pages import ShareLine


@pytest.mark.parametrize(
    ("count", "total", "percent"),
    [(0, 9, 0), (9, 9, 100), (999, 1000, 99), (1, 1000, 1), (1, 3, 33), (0, 0, 0)],
)
def test_none_and_all_are_said_of_none_and_all_alone(count: int, total: int, percent: int) -> None:
    assert ShareLine("Alive", count, total).percent == percent
