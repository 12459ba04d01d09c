"""Looking at tokens from one place on: their text, a run of words, a number, a year."""

from collections.abc import Iterable

from tracker.domain.parsing.tokens import Kind, Token
from tracker.domain.parsing.vocabulary import FIXED, FLOATING, MONTHS, UNITS, WEEKDAYS

Tokens = tuple[Token, ...]
FIRST_YEAR, LAST_YEAR = 1800, 2199


def text(tokens: Tokens, at: int) -> str:
    """The token's text; empty before the first and behind the last."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def starts_with(tokens: Tokens, at: int, phrase: Iterable[str]) -> bool:
    """Whether these very words stand there."""
    return all(text(tokens, at + place) == word for place, word in enumerate(phrase))


def skip(tokens: Tokens, at: int, words: Iterable[str]) -> int:
    """The place behind any run of these words."""
    while text(tokens, at) and text(tokens, at) in words:
        at += 1
    return at


def number(tokens: Tokens, at: int, *, ordinal: bool | None = None) -> int | None:
    """The number that stands there, if one does (and, when asked, if it is or is not an ordinal)."""
    if not 0 <= at < len(tokens) or tokens[at].kind is not Kind.NUMBER:
        return None
    if ordinal is not None and tokens[at].ordinal is not ordinal:
        return None
    return tokens[at].number


def day_follows(tokens: Tokens, at: int) -> bool:
    """Whether a day stands there that an hour in four figures belongs to: 'by 1800 [on 18 July]'."""
    behind = text(tokens, at)
    if behind in WEEKDAYS or behind in ("tomorrow", "today", "tonight"):
        return True
    then = skip(tokens, at + 1, ("the",))
    return behind == "on" and (text(tokens, then) in (*WEEKDAYS, *MONTHS) or number(tokens, then) is not None)


def year(tokens: Tokens, at: int) -> int | None:
    """A year in four figures, unless a zone or 'hours' behind it makes it an hour; one of two ('26) as 26."""
    if 0 <= at < len(tokens) and tokens[at].kind is Kind.YEAR:
        return tokens[at].number
    value = number(tokens, at, ordinal=False)
    if value is None or len(tokens[at].figures) != 4 or not FIRST_YEAR <= value <= LAST_YEAR:
        return None
    behind = text(tokens, at + 1)
    return None if behind in FLOATING or behind in FIXED or behind in UNITS else value
