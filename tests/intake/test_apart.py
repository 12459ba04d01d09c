"""Parsers of feeds and pages, which are large: in the worker of intake, or in a process of their own."""

import subprocess
import sys

import pytest

from config.env import ROOT
from tests.news_sites import article, entry, rss
from tracker.intake import apart
from tracker.intake.apart import NotReadApart, feed_apart, page_apart
from tracker.intake.feed_document import NotAFeed, read_feed
from tracker.intake.page_text import page_text

ADDRESS = "https://a.example/feed"
WEB = """
import django
django.setup()
import sys
from django.urls import get_resolver
get_resolver().url_patterns
import tracker.admin, tracker.tasks, tracker.services.tick
import tracker.services.intake.poll, tracker.services.intake.read_item
large = {"feedparser", "trafilatura", "courlan"}
large |= {f"tracker.domain.extraction.{each}" for each in ("assisted", "cues", "reader", "time_words")}
print(sorted(large & set(sys.modules)))
"""


def test_feeds_and_pages_are_read_apart_as_they_are_here() -> None:
    feed = rss(entry("/1", "Річка & море")).encode()
    assert feed_apart(feed, charset="", address=ADDRESS) == read_feed(feed, address=ADDRESS)
    page = article("Відкрийте річку. " * 20).encode()
    assert page_apart(page, charset="utf-8", address=ADDRESS) == page_text(
        page, charset="utf-8", address=ADDRESS
    )
    with pytest.raises(NotAFeed, match="The answer is empty"):
        feed_apart(b"", charset="", address=ADDRESS)


def test_what_takes_too_long_or_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(NotReadApart, match="took more than"):
        page_apart(b"<p>x", charset="", address=ADDRESS)


def test_the_web_server_and_the_other_workers_import_no_such_parser_nor_the_rules_that_read_texts() -> None:
    done = subprocess.run([sys.executable, "-c", WEB], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
