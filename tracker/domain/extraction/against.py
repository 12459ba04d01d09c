"""What speaks against a frame: other matters with deadlines, denials, history, hopes, figures of speech."""

import re
from collections.abc import Sequence

from tracker.domain.extraction.cues import DENIED, FIGURATIVE, HISTORY, HOPE, NOT_OURS, ROUTINE
from tracker.domain.extraction.outline import Outline

_YEAR = re.compile(r"\b(1[6-9]\d\d|20\d\d)\b")


def penalty(
    text: str, outlined: Sequence[Outline], index: int, *, has_threat: bool, year: int, at: int
) -> float:
    """How much lower the score of a frame in a sentence is, for what stands in it and beside it."""
    here = outlined[index].text
    beside = [outlined[near].text for near in (index - 1, index + 1) if 0 <= near < len(outlined)]
    first = outlined[0].text
    lowered = 0.0
    if NOT_OURS.search(here):
        lowered += 0.35
    elif any(NOT_OURS.search(each) for each in beside):
        lowered += 0.2
    if index > 1 and NOT_OURS.search(first):
        lowered += 0.15
    if DENIED.search(here):
        lowered += 0.7
    elif any(DENIED.search(each) for each in beside):
        lowered += 0.15
    if FIGURATIVE.search(here):
        lowered += 0.6
    if HISTORY.search(_words(text, outlined[index])) or _is_past_year(text, outlined[index], year):
        lowered += 0.5
    elif HISTORY.search(_words(text, outlined[0])):
        lowered += 0.2
    if not has_threat and any(ROUTINE.search(_words(text, each)) for each in _beside(outlined, index)):
        lowered += 0.2
    if not has_threat and HOPE.search(here[:at]):
        lowered += 0.3
    return lowered


def _beside(outlined: Sequence[Outline], index: int) -> Sequence[Outline]:
    return outlined[max(index - 1, 0) : index + 2]


def _words(text: str, outline: Outline) -> str:
    return text[outline.sentence.start : outline.sentence.end].lower()


def _is_past_year(text: str, outline: Outline, year: int) -> bool:
    """Whether a sentence is dated in a year long before that of publication."""
    years = [int(each) for each in _YEAR.findall(_words(text, outline))]
    return bool(years) and max(years) < year - 1
