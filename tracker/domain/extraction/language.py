"""Whether a text is English: by the share of its commonest words and the script of its letters."""

import re

from tracker.domain.extraction.result import OtherLanguage

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    "the a an of to in and that is was for on it with as at by from his her he she they be has have had are were not this which "
    "will would said their its but or who after if until before within must than been".split()
)
_LEAST_SHARE = 0.12
_SAMPLE = 1500
_ENOUGH = 25


def check_english(text: str) -> None:
    """Raises `OtherLanguage` for a text that is not English; one of a few words is let through."""
    words = _WORD.findall(text[: _SAMPLE * 8].lower())[:_SAMPLE]
    if not words:
        return
    latin = sum(word[0] < "\u0250" for word in words) / len(words)
    if latin < 0.5:
        raise OtherLanguage("The text is not in Latin letters; only English is read. Give an English text.")
    share = sum(map(_COMMON.__contains__, words)) / len(words)
    if len(words) >= _ENOUGH and share < _LEAST_SHARE:
        raise OtherLanguage(
            f"The text does not look English: {share:.0%} of its words are the commonest English ones, "
            f"where {_LEAST_SHARE:.0%} or more are usual. Give an English text."
        )
