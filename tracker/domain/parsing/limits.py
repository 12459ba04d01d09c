"""Recognises phrases that bound a time: 'no later than', 'on or before', 'ahead of'; refuses lower limits."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.parsing.cursor import Tokens, number, starts_with, text
from tracker.domain.parsing.durations import amounts
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import as_said
from tracker.domain.parsing.vocabulary import (
    ABOUT_THEN,
    DAYS_BEFORE,
    DAYS_FROM,
    DEGREES,
    EVES,
    JUST_ABOVE,
    JUST_BELOW,
    LOWER_LIMITS,
    UPPER_LIMITS,
    Link,
)

_SOON = ("as", "soon", "as", "possible")
_LINKED = (
    *((phrase, Link.BY) for phrase in UPPER_LIMITS),
    *((phrase, Link.BEFORE) for phrase in (*DAYS_BEFORE, *EVES)),
    *((phrase, Link.FROM) for phrase in DAYS_FROM),
)


@dataclass(frozen=True, slots=True)
class LimitPhrase:
    """A phrase that bounds a time, up to `behind`; without a `link` it names no bound."""

    behind: int
    link: Link | None = None
    vague: bool = False
    eve: bool = False


def limit_phrase(tokens: Tokens, at: int) -> LimitPhrase | None:
    """The phrase that stands there; `Unreadable` for one that says when a time limit does not end."""
    vague = next((words for words in ABOUT_THEN if starts_with(tokens, at, words)), None)
    if vague:
        return LimitPhrase(at + len(vague), vague=True)
    if text(tokens, at) == "some" and number(tokens, at + 1, ordinal=False):
        return LimitPhrase(at + 1, vague=True)
    for words, link in _LINKED:
        leads_up = words == ["up", "to"] and text(tokens, at - 1) in ("-", "leading")
        if starts_with(tokens, at, words) and not leads_up:
            return LimitPhrase(at + len(words), link, eve=words in EVES)
    if starts_with(tokens, at, _SOON):
        return LimitPhrase(at + len(_SOON))
    for words in LOWER_LIMITS:
        if starts_with(tokens, at, words):
            raise _no_end(as_said(tokens[at : at + len(words)]))
    at_least = starts_with(tokens, at, ("at", "least"))
    if at_least and (text(tokens, at - 1) != "by" or amounts(tokens, at + 2)):
        raise _no_end(as_said(tokens[at : at + 2]))
    return _comparison(tokens, at)


def _comparison(tokens: Tokens, at: int) -> LimitPhrase | None:
    """'just under two weeks' ends about then; 'over a month' or 'a little over a month' has no end."""
    then = at + len(next((words for words in DEGREES if starts_with(tokens, at, words)), []))
    for words in JUST_ABOVE:
        behind = then + len(words)
        if starts_with(tokens, then, words) and amounts(tokens, behind):
            raise _no_end(as_said(tokens[at:behind]))
    for words in JUST_BELOW:
        behind = then + len(words)
        if starts_with(tokens, then, words) and amounts(tokens, behind):
            return LimitPhrase(behind, Link.BY, vague=then > at or words == ["under"])
    return None


def _no_end(words: Iterable[str]) -> Unreadable:
    return Unreadable(f"'{' '.join(words)}' says when the time limit does not end, not when it ends")
