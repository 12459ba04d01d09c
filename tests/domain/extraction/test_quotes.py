"""What a model says of a text counts only as places in the text."""

import json

import pytest

from tracker.domain.extraction.quotes import LONGEST_QUOTE, MOST_ULTIMATUMS, NoQuotes, read_quotes

TEXT = "Baku told Yerevan to withdraw within five days. Baku warned of force."
ENTRY = {"target": ["Yerevan"], "deadline": "within five days", "threat": [{"quote": "warned of force"}]}


@pytest.mark.parametrize(
    "words",
    [
        json.dumps({"ultimatums": [ENTRY]}),
        json.dumps([ENTRY]),
        json.dumps(ENTRY),
        f"Here it is:\n```json\n{json.dumps({'ultimatums': [ENTRY]}, indent=1)}\n```\nI hope it helps {{you}}.",
    ],
)
def test_quotes_are_read_in_whatever_form_they_come(words: str) -> None:
    (quoted,) = read_quotes(words, TEXT)
    assert [(each.field, each.quote) for each in quoted.evidence] == [
        ("target", "Yerevan"),
        ("threat", "warned of force"),
        ("deadline", "within five days"),
    ]
    assert all(TEXT[each.start : each.end] == each.quote for each in quoted.evidence)
    assert quoted.dropped == 0


@pytest.mark.parametrize(
    "quote",
    [
        "Baku",
        "Tbilisi",
        "within  five days",
        "WITHIN FIVE DAYS",
        "ithin five",
        "within fiv",
        "x" * LONGEST_QUOTE,
    ],
)
def test_a_quote_that_does_not_stand_there_exactly_once_is_dropped(quote: str) -> None:
    (quoted,) = read_quotes(json.dumps({"ultimatums": [{"sender": [quote], "target": ["Yerevan"]}]}), TEXT)
    assert [each.field for each in quoted.evidence] == ["target"]
    assert quoted.dropped == 1


def test_other_fields_and_values_are_not_taken() -> None:
    entry = {
        "score": 1,
        "earliest": "2026-01-01",
        "sender": {"name": "Baku"},
        "target": [None, 7, "", "Yerevan"],
    }
    (quoted,) = read_quotes(json.dumps({"ultimatums": [entry]}), TEXT)
    assert [each.quote for each in quoted.evidence] == ["Yerevan"]


@pytest.mark.parametrize(
    "words", ["", "I cannot help with that.", "{", "[1, 2]", '{"answer": "none"}', "[" * 5000]
)
def test_an_answer_without_quotes_says_so(words: str) -> None:
    with pytest.raises(NoQuotes, match="no JSON with ultimatums"):
        read_quotes(words, TEXT)


def test_no_ultimatum_is_an_answer_and_too_many_are_cut() -> None:
    assert read_quotes('{"ultimatums": []}', TEXT) == []
    assert len(read_quotes(json.dumps([ENTRY] * 50), TEXT)) == MOST_ULTIMATUMS
