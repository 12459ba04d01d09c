"""What a language model says of a text, read: quotes by field, and nothing else.

A quote counts only where it stands in the text exactly once; so whatever a model was made to say, nothing comes
of it but places in the text. What the quotes mean is decided by `assisted.py` with our own tables and reader.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.domain.extraction.result import EVIDENCE_FIELDS, Evidence

MOST_ULTIMATUMS = 5
MOST_QUOTES = 10
"""Of a field."""
LONGEST_QUOTE = 600
_DECODER = json.JSONDecoder()


class NoQuotes(ValueError):
    """The words hold no quotes in the form that was asked for; the message says what they hold."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """One ultimatum by quotes that stand in the text exactly once; `dropped` counts those that do not."""

    evidence: tuple[Evidence, ...]
    dropped: int

    def of(self, field: str) -> tuple[Evidence, ...]:
        """The quotes of a field, in the order in which they were given."""
        return tuple(each for each in self.evidence if each.field == field)


def read_quotes(words: str, text: str) -> list[Quoted]:
    """The ultimatums of an answer, held against the text; raises `NoQuotes`.

    The JSON may stand in a fence or between sentences; the list may stand alone, and an entry as well.
    """
    return [_quoted(entry, text) for entry in _entries(words)[:MOST_ULTIMATUMS]]


def _entries(words: str) -> list[Mapping[str, Any]]:
    for value in _values(words):
        match value:
            case {"ultimatums": [*entries]} | [*entries]:
                if all(isinstance(each, Mapping) for each in entries):
                    return list(entries)
            case {**entry} if set(entry) & set(EVIDENCE_FIELDS):
                return [{str(name): entry[name] for name in entry}]
    raise NoQuotes("The answer holds no JSON with ultimatums and their quotes.")


def _values(words: str) -> Iterator[object]:
    """Each JSON object or list in the words that is not inside another."""
    at = 0
    while at < len(words):
        starts = [place for place in (words.find("{", at), words.find("[", at)) if place >= 0]
        if not starts:
            return
        try:
            value, at = _DECODER.raw_decode(words, min(starts))
        except (ValueError, RecursionError):
            at = min(starts) + 1
        else:
            yield value


def _quoted(entry: Mapping[str, Any], text: str) -> Quoted:
    asked = [(field, quote) for field in EVIDENCE_FIELDS for quote in _quotes(entry.get(field))]
    found = dict.fromkeys(each for field, quote in asked if (each := _placed(field, quote, text)))
    return Quoted(tuple(found), len(set(asked)) - len(found))


def _quotes(value: object) -> Sequence[str]:
    """A text, a list of texts, or of mappings with a quote."""
    values = value if isinstance(value, list) else [value]
    said = [each.get("quote") if isinstance(each, Mapping) else each for each in values[:MOST_QUOTES]]
    return [each.strip() for each in said if isinstance(each, str) and each.strip()]


def _placed(field: str, quote: str, text: str) -> Evidence | None:
    start = text.find(quote)
    end = start + len(quote)
    if len(quote) > LONGEST_QUOTE or start < 0 or text.find(quote, start + 1) >= 0:
        return None
    if _is_inside_word(text, start) or _is_inside_word(text, end):
        return None
    return Evidence(field, start, end, quote)


def _is_inside_word(text: str, at: int) -> bool:
    """Whether a word goes on there: the Niger of Nigeria is none."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
