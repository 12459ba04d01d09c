"""Whether words that are quoted stand in a text, both folded: typography and case decide nothing."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

_QUOTES = dict.fromkeys(map(ord, "\"'`´‘’‚‛“”„‟«»‹›「」『』＂＇′″"), "'")
_DASHES = dict.fromkeys(map(ord, "-‐‑‒–—―−﹘﹣－"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_SAME = {**_QUOTES, **_DASHES, **_INVISIBLE}
_BLANKS = re.compile(r"\s+")
_SPACED_DASH = re.compile(r" ?-+ ?")
_DOUBLED = re.compile(r"''+")
_OMISSION = re.compile(r"\s*[\[(]?\.{3,}[\])]?\s*")


def folded(text: str) -> str:
    """A text in which blanks, quotation marks, dashes and case are one each."""
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).casefold()
    return _DOUBLED.sub("'", _SPACED_DASH.sub("-", _BLANKS.sub(" ", plain))).strip()


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in a text that is `folded`; what an ellipsis leaves out may stand between."""
    at = 0
    pieces = [piece.strip(" '") for piece in _OMISSION.split(folded(words))]
    pieces = [piece for piece in pieces if piece]
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return bool(pieces)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words on a page: when they were first seen there, and since when they are gone; None: not.

    Words that were never seen (behind a paywall, translated) are never gone.
    """

    seen_at: datetime | None = None
    gone_at: datetime | None = None

    @property
    def is_found(self) -> bool:
        """Whether they stood there when the page was last read."""
        return self.seen_at is not None and self.gone_at is None


def compared(
    before: Mapping[str, Quotation], words: Iterable[str], texts: Iterable[str], *, now: datetime
) -> dict[str, Quotation]:
    """How each of the words stands after the page was read; `texts` are what was read of it, folded.

    Words that stand in one of the texts are found: which of them an extraction took for the article decides
    nothing. Words that are quoted no more are left out.
    """
    read = list(texts)
    found: dict[str, Quotation] = {}
    for each in words:
        was = before.get(each, Quotation())
        if any(stands_in(each, text) for text in read):
            found[each] = Quotation(was.seen_at or now)
        elif was.seen_at:
            found[each] = Quotation(was.seen_at, was.gone_at or now)
        else:
            found[each] = Quotation()
    return found
