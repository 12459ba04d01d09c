"""Texts of the record: which characters they hold, and how a search sees them."""

import re
import unicodedata

REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
DIRECTION_MARKS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NEVER_CHARACTERS = set("\ufeff\ufffe\uffff")
_BREAK = re.compile(r" *[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+ *")


def is_forbidden(letter: str) -> bool:
    """Whether no text may hold the character: controls, line separators, direction marks, non-characters.

    Line feed, carriage return and tab are among them; files may hold those three around texts.
    """
    return (
        unicodedata.category(letter) in REFUSED_CATEGORIES
        or letter in DIRECTION_MARKS
        or letter in NEVER_CHARACTERS
    )


def one_line(text: str) -> str:
    """The text as the record may hold it: breaks and tabs become a blank, other forbidden characters go.

    None of them can be seen, so whoever pasted them cannot find them. A text without any stays as it is, but
    for blanks around it.
    """
    if not text.isprintable():
        text = "".join(letter for letter in _BREAK.sub(" ", text) if not is_forbidden(letter))
    return text.strip()


def plain(text: str) -> str:
    """Lower case without accents: what is searched in, and what a search is turned into."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
