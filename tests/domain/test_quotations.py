"""Quoted words in a text: typography and case decide nothing, and only what was seen can be gone."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.domain.quotations import Quotation, compared, folded, stands_in

NOW = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "text", "stands"),
    [
        ("in 50 days", "He said: In  50\n days, or else.", True),
        ("“or else”", "... 'or else' ...", True),
        ("don't", "they DON’T agree", True),
        ("ten–twelve days", "in ten - twelve days", True),
        ("the so-called deal", "the so\u00ad\u2011called\u00a0deal", True),
        ("до 8 серпня", "…До 8 Серпня включно", True),
        ("either they sign … or face tariffs", "Either they sign by May, or face tariffs of 10%", True),
        ("or face [...] they sign", "they sign, or face them", False),
        ("in 50 days", "in 5 days and 0 hours", False),
        ("…", "anything", False),
        ("", "anything", False),
    ],
)
def test_words_stand_in_a_text_whatever_its_typography(words: str, text: str, stands: bool) -> None:
    assert stands_in(words, folded(text)) is stands


def test_only_words_that_were_seen_can_be_gone_and_they_can_come_back() -> None:
    first = compared({}, ["one", "two"], ["page one"], now=NOW)
    assert first == {"one": Quotation(NOW), "two": Quotation()}
    later = NOW + timedelta(days=7)
    gone = compared(first, ["one", "two"], ["another page"], now=later)
    assert gone == {"one": Quotation(NOW, later), "two": Quotation()}
    assert [gone["one"].is_found, gone["two"].is_found] == [False, False]
    still = compared(gone, ["one"], ["another page"], now=later + timedelta(days=7))
    assert still == {"one": Quotation(NOW, later)}, "since the first time; what is quoted no more is left out"
    assert compared(still, ["one"], ["", "page one"], now=NOW) == {"one": Quotation(NOW)}
