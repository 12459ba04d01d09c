"""Links keep the instant of the page."""

import pytest
from django.http import QueryDict
from django.template import Context

from tracker.templatetags.pages import keep, now_address, page_address


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/", "/?as_of=2025-07-24"),
        ("/?q=tariffs", "/?q=tariffs&as_of=2025-07-24"),
        ("/?as_of=2020-01-01&q=a%26b", "/?q=a%26b&as_of=2025-07-24"),
        ("/ultimatums/x/#sources", "/ultimatums/x/?as_of=2025-07-24#sources"),
    ],
)
def test_keep_puts_the_instant_into_the_address(url: str, kept: str) -> None:
    assert keep(Context({"as_of": "2025-07-24"}), url) == kept


def test_keep_escapes_an_instant_with_an_offset() -> None:
    assert keep(Context({"as_of": "2025-07-24T12:00:00+03:00"}), "/") == "/?as_of=2025-07-24T12:00:00%2B03:00"


def test_keep_changes_nothing_on_a_page_of_the_present() -> None:
    assert keep(Context({"as_of": None}), "/?q=a+b") == "/?q=a+b"


def test_page_address_keeps_the_query_and_leaves_out_the_first_page() -> None:
    query = QueryDict("q=a%26b&page=2&as_of=2025-07-24T12:00:00Z")
    assert page_address(query, 2, 1) == "?q=a%26b&as_of=2025-07-24T12:00:00Z&page=3"
    assert page_address(query, 2, -1) == "?q=a%26b&as_of=2025-07-24T12:00:00Z"


def test_now_address_keeps_the_filters_alone() -> None:
    assert now_address("/", QueryDict("q=a%26b&as_of=2025-07-24&page=2")) == "/?q=a%26b"
    assert now_address("/ultimatums/x/", QueryDict("as_of=2025-07-24")) == "/ultimatums/x/"
