"""What a language is made of, and how its table is read."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Phrase = tuple[str, ...]
Replacement = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_PIECES = re.compile(
    r"#1:#2|[^\W\d_]+(?:'[^\W\d_]+)*\??|#th|#h|####|#[12]?(?::00)?|[0-9]{1,2}:[0-9]{2}|[0-9]+|\S"
)


@dataclass(frozen=True, eq=False)
class Language:
    """A language: its number words, its phrases by their first word, and what its words are told by.

    `stems` are how words begin that the table does not have in that form, with what they are read as,
    `cleaned` are replacements before words are cut apart, `time_words` words that tell a time, `letters` those
    that another language of its alphabet does not have.
    """

    code: str
    name: str
    phrases: Mapping[str, tuple[tuple[Phrase, Phrase], ...]] = field(default_factory=dict)
    stems: tuple[tuple[str, str], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    ones: Mapping[str, int] = field(default_factory=dict)
    tens: Mapping[str, int] = field(default_factory=dict)
    hundreds: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    between_numbers: frozenset[str] = frozenset()
    teens_behind: frozenset[int] = frozenset()
    cleaned: tuple[Replacement, ...] = ()
    letters: frozenset[str] = frozenset()
    time_words: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    is_cyrillic: bool = False


def pieces(text: str) -> Phrase:
    """A phrase or what it is read as, cut as words are."""
    return tuple(_PIECES.findall(text))


def read_table(*tables: str) -> dict[str, tuple[tuple[Phrase, Phrase], ...]]:
    """The phrases of tables by their first piece, the longest first; a later line replaces an earlier."""
    lines = (line for table in tables for line in table.splitlines() if line.strip())
    found: dict[Phrase, Phrase] = {}
    for line in lines:
        meaning, _, phrases = line.partition(" = ")
        for phrase in phrases.split(" | "):
            found[pieces(phrase.strip())] = pieces(meaning.strip())
    by_first: dict[str, list[tuple[Phrase, Phrase]]] = {}
    for phrase_pieces, meaning_pieces in found.items():
        by_first.setdefault(phrase_pieces[0], []).append((phrase_pieces, meaning_pieces))
    return {
        first: tuple(sorted(entries, key=lambda entry: (-len(entry[0]), entry[0])))
        for first, entries in by_first.items()
    }


def read_stems(table: str) -> tuple[tuple[str, str], ...]:
    """The stems of lines `what is read = stem stem`, the longest first."""
    lines = (line.partition(" = ") for line in table.splitlines() if line.strip())
    pairs = [(stem, meaning) for meaning, _, stems in lines for stem in stems.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def single_words(phrases: Mapping[str, tuple[tuple[Phrase, Phrase], ...]]) -> dict[str, Phrase]:
    """The words that stand for themselves, with what they are read as."""
    return {
        entry[0][0]: entry[1]
        for entries in phrases.values()
        for entry in entries
        if len(entry[0]) == 1 and entry[0][0][0].isalpha()
    }


def time_words_of(
    phrases: Mapping[str, tuple[tuple[Phrase, Phrase], ...]], told: Iterable[str]
) -> frozenset[str]:
    """The words of a language that tell a time: those that are read as one of `told`."""
    wanted = frozenset(told)
    return frozenset(
        word for word, meaning in single_words(phrases).items() if not wanted.isdisjoint(meaning)
    )


def number_words(table: str) -> dict[str, int]:
    """The words of lines that begin with their number."""
    return {word: int(line.split()[0]) for line in table.strip().splitlines() for word in line.split()[1:]}
