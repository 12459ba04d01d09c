"""What somebody searched for: its terms, and which words of a text they fit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from tracker.domain.search.words import COMMON, Piece, indexed, joined, pieces, stem, words

MOST_TERMS = 12
"""Terms of a search that count; a page says when it left out some."""
SHORTEST_BEGINNING = 3
"""Letters from which the last word also fits longer ones: "US" is not meant to find Russia, nor "use"."""
LONGEST_NAME = 6
"""Words of which a name may consist that is typed as a whole."""
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02'
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)|([^{_QUOTES}]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or a phrase of several that stand next to each other. All forms are those of the index.

    `beginning`: the last word of a search may go on. `name`: the whole search as one name.
    """

    typed: str
    words: tuple[str, ...]
    beginning: str = ""
    name: str = ""

    def is_in(self, text: str) -> bool:
        """Whether a text has it, or is the whole name."""
        found = _words_of(text).forms
        return any(self.fits(found, at) for at in range(len(found))) or self.names(text)

    def names(self, text: str) -> bool:
        """Whether a text is the name that was typed as a whole."""
        return bool(self.name) and _words_of(text).name == self.name

    def fits(self, found: tuple[str, ...], at: int) -> int:
        """How many of these words, as the index has them, the term fits from a place on; 0 for none."""
        if found[at] == self.words[0] and found[at : at + len(self.words)] == self.words:
            return len(self.words)
        return int(bool(self.beginning) and found[at].startswith(self.beginning))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text as the index has them, the place of each, and all of them as one name."""

    forms: tuple[str, ...]
    places: tuple[Piece, ...]
    name: str


@lru_cache(maxsize=4096)
def _words_of(text: str) -> _Words:
    flat = [(word, piece) for piece in pieces(text) for word in piece.words]
    forms = tuple(indexed(stem(word)) for word, _ in flat)
    return _Words(forms, tuple(piece for _, piece in flat), joined(word for word, _ in flat))


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All terms have to fit. `left_out` says whether there were more than count."""

    terms: tuple[Term, ...]
    left_out: bool = False

    @classmethod
    def read(cls, text: str, *, most: int = MOST_TERMS) -> Self:
        """Any text: quotes hold phrases together, everything that is no letter or digit separates words."""
        found = [term for term in dict.fromkeys(_terms(text)) if term.words]
        telling = [term for term in found if len(term.words) > 1 or term.typed not in COMMON] or found
        name = _whole_name(text)
        terms = [Term(each.typed, each.words, each.beginning, name) for each in telling]
        return cls(tuple(terms[:most]), len(terms) > most)


def _terms(text: str) -> Iterator[Term]:
    end = len(text.rstrip())
    for match in _QUOTED.finditer(text):
        quoted, free = match.groups()
        if free is None:
            said = words(quoted)
            yield Term(" ".join(said), tuple(indexed(stem(word)) for word in said))
            continue
        found = [word for piece in pieces(free) for word in piece.words]
        for number, word in enumerate(found, 1):
            is_last = number == len(found) and match.end() >= end
            goes_on = indexed(word) if is_last and len(word) >= SHORTEST_BEGINNING else ""
            yield Term(word, (indexed(stem(word)),), goes_on)


def _whole_name(text: str) -> str:
    found = words(text)
    return joined(found) if 1 <= len(found) <= LONGEST_NAME else ""


def marked(text: str, terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """A text in parts, each with whether it fits a term; put together they are the text."""
    if text and any(term.names(text) for term in terms):
        return [(text, True)]
    found = _words_of(text)
    fits = [max((term.fits(found.forms, at) for term in terms), default=0) for at in range(len(found.forms))]
    spans = [(found.places[at].start, found.places[at + fit - 1].end) for at, fit in enumerate(fits) if fit]
    parts: list[tuple[str, bool]] = []
    reached = 0
    for start, end in spans:
        if start < reached:
            continue
        parts += [(text[reached:start], False), (text[start:end], True)]
        reached = end
    return [part for part in (*parts, (text[reached:], False)) if part[0]]
