"""Words of which each match of a pattern has one: to look for them first is far quicker than to try the pattern.

They are read off the pattern itself, so that whoever extends it need not keep a list of them beside it.
"""

import re
from collections.abc import Iterable, Sequence
from re import _constants as op
from re import _parser
from typing import Any

_MOST = 16
"""Where a part may read in more ways, its words are not told apart."""
_RARER = 2.5
"""By so much each further letter makes a word rarer."""
_COST = 0.02
"""What it costs to look for one word, where to try the pattern in vain costs 1."""
_Words = frozenset[str]
_NOTHING: _Words = frozenset(("",))


def literals(pattern: re.Pattern[str], known: Sequence[str] = ()) -> tuple[str, ...]:
    """Words of which each match has one, the fewest and rarest; none where to look for them would not help.

    `known` are such words that the pattern does not tell by itself.
    """
    choices = [frozenset(known)] if known else []
    if not pattern.flags & re.IGNORECASE:
        choices.append(_read(_parser.parse(pattern.pattern, pattern.flags), _NOTHING)[1])
    best = min(choices, key=_weight, default=_NOTHING)
    return tuple(sorted(best, key=lambda word: (len(word), word))) if known or _weight(best) < 1 else ()


def _weight(words: _Words) -> float:
    return sum(_RARER ** (1 - len(word)) + _COST for word in words)


def _fewest(words: Iterable[str]) -> _Words:
    """Without those that hold another of them."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(each in word for each in kept):
            kept.append(word)
    return frozenset(kept)


def _read(parts: Iterable[tuple[Any, Any]], before: _Words) -> tuple[_Words | None, _Words]:
    """All that these parts may read, after what stands before them, and their best words.

    The first is None where that is too much to tell.
    """
    here, best, is_told = before, _NOTHING, True
    for kind, value in parts:
        if kind is op.LITERAL:
            here = frozenset(word + chr(value) for word in here)
        elif kind not in (op.AT, op.ASSERT, op.ASSERT_NOT):
            readings, inner = _read_part(kind, value, here)
            best = min(best, _fewest(here), inner, key=_weight)
            is_told = is_told and readings is not None
            here = readings or _NOTHING
    return (here if is_told else None), min(best, _fewest(here), key=_weight)


def _read_part(kind: Any, value: Any, before: _Words) -> tuple[_Words | None, _Words]:
    readings: _Words | None = None
    best = _NOTHING
    if kind is op.IN and all(each is op.LITERAL for each, _ in value):
        readings = frozenset(word + chr(code) for word in before for _, code in value)
    elif kind is op.SUBPATTERN and not value[1] & re.IGNORECASE:
        readings, best = _read(value[3], before)
    elif kind is op.BRANCH:
        branches = [_read(each, before) for each in value[1]]
        known = [each for each, _ in branches if each is not None]
        readings = frozenset().union(*known) if len(known) == len(branches) else None
        best = _fewest(word for _, words in branches for word in words)
    elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        once, inner = _read(value[2], before)
        if value[:2] == (0, 1) and once is not None:
            readings = once | before
        best = inner if value[0] else _NOTHING
    return (readings if readings is None or len(readings) <= _MOST else None), best
