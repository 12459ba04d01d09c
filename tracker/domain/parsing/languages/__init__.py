"""The languages that words are read in: one table a language, which says its words in the terms of the grammar.

The grammar is shared and speaks English. A line of a table is `what the grammar reads: phrase | phrase`. In
a phrase `#` is a number, `#h` one up to 24, `####` a year, `@` a written clock and `*` the name of a place;
the same signs stand for them in what is read, `#:00` makes a clock of a number, `#1` and `#2` are the first
and the second. The longest phrase that fits is taken. A word that no table has stays as it was said and
means nothing to the grammar, so it is judged by its place like any other that is not understood.
"""

from collections.abc import Collection, Mapping

from tracker.domain.parsing.languages import english, french, german, russian, spanish, ukrainian
from tracker.domain.parsing.languages.table import Language
from tracker.domain.parsing.result import Unreadable

__all__ = ["ENGLISH", "LANGUAGES", "Language", "language_named", "looks_like"]

ENGLISH = english.LANGUAGE
LANGUAGES: Mapping[str, Language] = {
    each.code: each
    for each in (
        ENGLISH,
        french.LANGUAGE,
        german.LANGUAGE,
        russian.LANGUAGE,
        spanish.LANGUAGE,
        ukrainian.LANGUAGE,
    )
}


def language_named(code: str) -> Language:
    """The language of that code (ISO 639, or with a region as 'en-GB'); `Unreadable` for one without a table."""
    found = LANGUAGES.get(code.lower().replace("_", "-").partition("-")[0])
    if found is None:
        known = ", ".join(f"{each.name} ({each.code})" for each in LANGUAGES.values())
        raise Unreadable(f"words are not read in the language {code[:20]!r}, only in {known}")
    return found


def looks_like(words: Collection[str], named: Language) -> tuple[Language, ...]:
    """The other languages that most of these words tell a time in: none, one, or two that cannot be told apart."""
    strange = [word for word in words if word not in named.words]
    scores = {
        each: (
            sum(word in each.time_words or _is_written_in(word, each) for word in strange),
            sum(word in each.words for word in words),
        )
        for each in LANGUAGES.values()
        if each is not named
    }
    best = max(scores.values())
    return tuple(each for each, score in scores.items() if score == best) if best[0] else ()


def _is_written_in(word: str, language: Language) -> bool:
    """Whether a word has letters by which the languages of one alphabet can be told apart."""
    return not language.letters.isdisjoint(word) and not word[0].isascii()
