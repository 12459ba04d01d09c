"""What is done to a time limit: set, extended, shortened, withdrawn …, by the words around it."""

import re
from collections.abc import Sequence

from tracker.domain.extraction.acts import Act
from tracker.domain.extraction.anchors import Anchor, change_in, new_time
from tracker.domain.extraction.frame import Frame, Place, place_of
from tracker.domain.extraction.kinds import both, types_in
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.time_words import TimeKind
from tracker.domain.vocabulary import Change

_MOVES_TIME = re.compile(
    r"^(?:date|term|period|hour|cut-?off)\b|\b(?:deadlines?|ultimatums?|time (?:limit|allowed|given|granted)|the time|threats?|tariffs?|dut(?:y|ies)|strikes?|attacks?)\b|[=#&]"
)


_LONGER = re.compile(
    r"(?:(?:an?|several|\w+) )?(?:another|additional|extra|further|more(?! than))\b", re.IGNORECASE
)


def change(text: str, frame: Frame, outlined: Sequence[Outline], anchor: Anchor) -> None:
    """What is done to the time limit, by the words of its sentence or of one beside it."""
    outline, change, near = outlined[frame.index], anchor.change, frame.index
    if change is not None and not _concerns(outline, change, anchor):
        change = None
    if change is None:
        for near in (frame.index - 1, frame.index + 1, *_before(frame, outlined)):
            change = change_of_time_elsewhere(outlined, near)
            if change is not None:
                outline = outlined[near]
                break
    if change is None:
        words = outlined[frame.index].times[anchor.at]
        if _LONGER.match(text, words.core):
            frame.change = Change.EXTENDED
            frame.change_place = Place(words.core, words.end)
        return
    if frame.threat is None and near == frame.index:
        _threat_that_moves(frame, outline, change)
    frame.change = change[0]
    frame.change_place = place_of(outline, change[1], change[2])
    if frame.change is Change.SUSPENDED and near == frame.index and not anchor.events:
        frame.change = Change.EXTENDED


_NOW_HAS = re.compile(r"(?:the )?@ (?:now (?:has|have|had)|(?:has|have|had) now) (?:only )?[#=]")


def _before(frame: Frame, outlined: Sequence[Outline]) -> Sequence[int]:
    """'X put off the time for Y. The first one had run out. Y now has until …': of the sentence before the last."""
    here = _NOW_HAS.match(outlined[frame.index].text)
    return (frame.index - 2,) if here and frame.index > 1 else ()


def change_of_time_elsewhere(outlined: Sequence[Outline], index: int) -> tuple[Change, int, int] | None:
    """The change that a sentence tells of without the new time, which stands beside it."""
    change = change_in(outlined[index]) if 0 <= index < len(outlined) else None
    if change is None or _has_new_time(outlined[index], change):
        return None
    return change if _MOVES_TIME.search(outlined[index].text[change[1] : change[2] + 40]) else None


def _has_new_time(outline: Outline, change: tuple[Change, int, int]) -> bool:
    """Whether the new time stands there, and not only by how much it is another: 'put off by a day an attack'."""
    at = new_time(outline, change)
    if at is None:
        return False
    words = outline.times[at]
    end = change[2] + _AFTER_CHANGE
    is_of_time = _TIME_OR_THREAT.search(outline.text, change[1], end) or _MOVED.search(
        outline.text, change[1], end
    )
    is_by = outline.text.endswith("by ", 0, at) or bool(
        _BY_HOW_MUCH.match(outline.source, words.start, words.end)
    )
    return not (is_by and is_of_time)


_AFTER_CHANGE = 70
_TIME_OR_THREAT = re.compile(
    r"\b(?:deadlines?|ultimatums?|time (?:limit|allowed|given|granted)|the time|threats?|assaults?)\b"
)


_BY_HOW_MUCH = re.compile(
    r"by (?:about |another |a further )?(?:an?|one|two|three|four|five|six|seven|ten|\d+) (?:hours?|days?|weeks?)$",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:\w+ ){0,3}?(?:threatened [a-z]+|tariffs?|dut(?:y|ies)|strikes?|attacks?|sanctions?|lev(?:y|ies)|measures|blockade|offensive|embargo|bombing|bombardment|airstrikes|air raids|raids|air campaign|shelling|duty)(?: (?:on|against|of|to) (?:[\w~^@]+ ?){1,4})?"
)


def _threat_that_moves(frame: Frame, outline: Outline, change: tuple[Change, int, int]) -> None:
    """'postponed strikes on power plants': what is put off is what is threatened."""
    match = _MOVED.search(outline.text, change[1] + 5, min(change[2] + 70, len(outline.text)))
    match = match or _MOVED.search(outline.text, 0, change[2])
    if match is None:
        return
    types = types_in(both(outline, match.span()))
    if types:
        place = place_of(outline, match.start(), match.end())
        words = outline.source[place.start : place.end]
        frame.threat = Place(place.start, place.start + len(words.rstrip(" ,.")))
        frame.threat_types = types


def _concerns(outline: Outline, change: tuple[Change, int, int], anchor: Anchor) -> bool:
    """Whether a change is one of that time: it comes behind the words of change, or stands alone with them."""
    if not outline.text[anchor.at + 1 : change[1]].strip(" ,") and anchor.at < change[1]:
        return True
    asked = (Act.DEMAND, Act.CONDITION, Act.MUST)
    clauses = [each.clause for each in anchor.events if each.act in asked and each.clause]
    if any(start <= change[1] < end for start, end in clauses):
        return False
    if anchor.at >= change[1]:
        return True
    limits = [
        at
        for at, words in outline.times.items()
        if words.kind in (TimeKind.LIMIT, TimeKind.LENGTH) and not change[1] <= at < change[2]
    ]
    return limits == [anchor.at] and not any(each.act is Act.GIVE for each in anchor.events)


_DEMANDS_NO_MORE = re.compile(r"no longer (?:insist|demand)|\w+(?: not|n't) (?:be )?insist")


def moves_a_time_or_threat(outline: Outline, change: tuple[Change, int, int] | None) -> bool:
    """Whether what a change moves is a time or a threat: 'cut the time', 'postponed strikes'."""
    if change is None:
        return False
    kind, start, end = change
    if _DEMANDS_NO_MORE.match(outline.text, start):
        return True
    is_time = kind is Change.SHORTENED or bool(re.search(r"[=#]|the time", outline.text[start : end + 12]))
    return is_time or bool(_MOVED.search(outline.text, start, min(end + 70, len(outline.text))))
