"""Texts as the words they are found by: folded, in the singular, safe for the index of any database.

Both databases get words that none of their tokenisers would take apart or change, so that they need no
configuration for a language and answer alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracker.domain.text import plain

LONGEST = 40
"""Letters of a word that count; what is longer is no word anybody types."""
FIELD_BREAK = "xbreakx"
"""Stands between two texts, so that no phrase begins in one and ends in the other."""
SHORTEST_STEM = 3
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by for from in is it of on or that the to was with "
        "і та в у на з із до за про від",
    )
)
"""Words that nearly every text has: left out of a search that has others."""

_PIECE = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['\u2018\u2019\u02bc]\w+)*")
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("[\u0430-\u045f\u0491]")
_LATIN = re.compile("[a-z]+")
_CASE_ENDING = re.compile(
    "(?:ого|ому|ими|ами|ями|ах|ях|ам|ям|ом|ем|ов|ев|ів|їв|ым|их|ых|им|ою|ею|ей)$"  # as `plain` leaves them
)
_VOWELS = "аеєиіоуюяьыэ"
_IRREGULAR = {"crises": "crisis", "men": "man", "women": "woman", "people": "people", "news": "news"}
_ARTICLES = ("the", "a", "an")
_THE_PRONOUN = "us"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a text where it stands: from `start` up to `end`; `words` are what it is found by."""

    start: int
    end: int
    words: tuple[str, ...]


def pieces(text: str) -> Iterator[Piece]:
    """The words of a text with their places."""
    for match in _PIECE.finditer(text):
        if found := _words_of(match[0]):
            yield Piece(match.start(), match.end(), found)


def words(text: str) -> list[str]:
    """The words of a text in order, folded, not yet in the singular."""
    return [word for piece in pieces(text) for word in piece.words]


@lru_cache(maxsize=32_768)
def _words_of(piece: str) -> tuple[str, ...]:
    folded = plain(piece.replace(".", ""))
    if _CYRILLIC.search(folded):
        folded = folded.replace("'", "")  # part of the spelling: зв'язок
    elif folded.endswith("'s"):
        folded = folded[:-2]
    return tuple(word[:LONGEST] for word in _WORD.findall(folded))


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The word without the ending of its plural or, in Cyrillic, of its case; a rule of thumb.

    >>> stem("tariffs"), stem("countries"), stem("us")
    ('tariff', 'country', 'us')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if _CYRILLIC.match(word):
        shorter = _CASE_ENDING.sub("", word)
        found = shorter if len(shorter) > SHORTEST_STEM else word
        return found[:SHORTEST_STEM] + found[SHORTEST_STEM:].rstrip(_VOWELS)
    if len(word) <= SHORTEST_STEM or not _LATIN.fullmatch(word):
        return word
    if word.endswith("ies") and len(word) > SHORTEST_STEM + 1:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@lru_cache(maxsize=32_768)
def indexed(word: str) -> str:
    """A word as the indexes hold it: letters that a tokeniser may not know are written as their numbers.

    Each letter becomes as many in any place, so that the beginning of a word is that of its indexed form.
    """
    return "".join(
        letter
        if (letter.isascii() and letter.isalnum()) or _CYRILLIC.match(letter)
        else f"x{ord(letter):06x}"
        for letter in word
    )


def joined(found: Iterable[str]) -> str:
    """A name of several words as one, by which whoever types all of it is told from who types a part."""
    stems = [stem(word) for word in found]
    return indexed("".join(stems[1:] if stems[1:] and stems[0] in _ARTICLES else stems)[: 2 * LONGEST])


def index_text(lines: Iterable[str]) -> str:
    """Lines as the index holds them, a break between any two."""
    found = (" ".join(_stored(line)) for line in lines)
    return f" {FIELD_BREAK} ".join(line for line in found if line)


def _stored(line: str) -> Iterator[str]:
    for match in _PIECE.finditer(line):
        # "US" is a country, "us" in a sentence is not; who searches for it means the country.
        if match[0] != _THE_PRONOUN:
            yield from _stored_piece(match[0])


@lru_cache(maxsize=32_768)
def _stored_piece(piece: str) -> tuple[str, ...]:
    return tuple(indexed(stem(word)) for word in _words_of(piece))


def index_names(names: Iterable[str]) -> str:
    """Names as the index holds them, each as one word."""
    return f" {FIELD_BREAK} ".join(filter(None, (joined(words(name)) for name in names)))
