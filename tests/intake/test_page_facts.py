"""Title, publisher, day and language of a page, from where authors put them."""

import json

import pytest

from tracker.intake.page_facts import PageFacts, page_facts


def block(**item: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


WRITTEN = "2025-07-15T01:30:00+03:00"
ARTICLE = {"headline": "Open it", "datePublished": WRITTEN, "publisher": {"name": "Daily"}}
WHOLE = PageFacts("Open it", "Daily", "2025-07-15")


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("", PageFacts()),
        ("<title> Open\n the river &amp; go </title>", PageFacts(title="Open the river & go")),
        ('<title>x | Daily</title><meta property="og:title" content="Open it">', PageFacts(title="Open it")),
        ('<meta property="og:site_name" content="Daily">', PageFacts(publisher="Daily")),
        ('<meta name="date" content="20250715">', PageFacts(day="2025-07-15")),
        ('<meta property="article:published_time" content="2025-02-30T00:00Z">', PageFacts()),
        ('<meta property="og:locale" content="uk_UA">', PageFacts(language="uk")),
        (block(**{"@type": "NewsArticle", **ARTICLE}), WHOLE),
        (block(**{"@graph": [{"@type": ["X", "Article"], **ARTICLE}]}), WHOLE),
        (block(**{"@type": "Organization", "headline": "No"}), PageFacts()),
        (block(**{"@type": "Article", "headline": 3, "publisher": [], "datePublished": None}), PageFacts()),
        ('<script type="application/ld+json">{"@type": </script>', PageFacts()),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(head: str, found: PageFacts) -> None:
    assert page_facts(f"<html><head>{head}</head><body><p>x</p></body></html>".encode()) == found


def test_the_address_has_the_day_where_the_page_has_none() -> None:
    address = "https://example.org/world/2025/07/15/open-the-river"
    assert page_facts(b"", address=address) == PageFacts(day="2025-07-15")
    assert page_facts(b"<p>x", address="https://example.org/2025/13/45/") == PageFacts()


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<html lang=uk><title>Відкрийте</title>".encode(), ""),
        ("<html lang=uk><title>Відкрийте</title>".encode("cp1251"), "windows-1251"),
        ("<html lang=uk><meta charset=windows-1251><title>Відкрийте</title>".encode("cp1251"), ""),
    ],
)
def test_letters_beyond_ascii(body: bytes, charset: str) -> None:
    assert page_facts(body, charset=charset) == PageFacts(title="Відкрийте", language="uk")


@pytest.mark.parametrize("body", [b"\x00\xff<", b"<!-- x -->", b"<" * 100_000, b"<div>" * 50_000])
def test_what_is_no_page_says_nothing(body: bytes) -> None:
    assert page_facts(body, charset="no-such-encoding").title == ""
