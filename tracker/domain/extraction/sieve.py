"""Whether a title and a summary may tell of an ultimatum: asked of everything that comes in, so it is cheap.

It lets through what names an actor and an ultimatum, a deadline, a condition or a threat that is put off, or a
time limit beside a demand or a threat. What it refuses is not fetched, so it is broader than the reader (`read_text`), and says why.
"""

import re
from datetime import date

from tracker.domain.extraction.actors import ActorTable
from tracker.domain.extraction.cues import DEADLINE, FIGURATIVE, NOT_OURS, ULTIMATUM
from tracker.domain.extraction.time_words import TimeKind, time_words

_NAMED = re.compile(
    rf"\b(?:{ULTIMATUM}|{DEADLINE}|unless|or (?:else|face|risk)"
    r"|(?:extend|postpon|paus|suspend|delay|lift|drop)\w* (?:\w+ ){0,3}?(?:tariffs?|duties|sanctions|strikes|threats?))\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(
    r"\b(?:gives?|gave|given|giving|must|demand\w*|order(?:s|ed)?|tells?|told|warn(?:s|ed|ing)?|urg(?:es?|ed|ing)"
    r"|threat\w*|vow(?:s|ed)?|unless|or (?:else|face|risk|be)|if (?:no|not)|fail(?:s|ed|ure|ing)? to|refus\w+"
    r"|until|till|insist\w*|calls? (?:on|for)|should|has to|have to|needs? to|extend\w*|shorten\w*|postpone?\w*"
    r"|suspend\w*|paus\w+|delay\w*|withdraw\w*|tariffs?|sanctions?|strikes?|consequences|blockade|hell)\b",
    re.IGNORECASE,
)
_LIMITS = (TimeKind.LIMIT, TimeKind.LENGTH, TimeKind.START)
NO_CUE = "It names no time limit with a demand or a threat."
NO_ACTOR = "It names no actor of the record."
OF_ANOTHER_KIND = "It is about sport, business, administration or a figure of speech."


def may_be_ultimatum(title: str, summary: str, *, actors: ActorTable, on: date) -> str:
    """Why an item is not worth reading, in a sentence; empty where it is. `on`: the day it was published."""
    text = f"{title}\n{summary}"
    if not _has_cue(text):
        return NO_CUE
    lowered = text.lower()
    if not re.search(ULTIMATUM, lowered) and (NOT_OURS.search(lowered) or FIGURATIVE.search(lowered)):
        return OF_ANOTHER_KIND
    return "" if actors.find(text, on) else NO_ACTOR


def _has_cue(text: str) -> bool:
    if _NAMED.search(text):
        return True
    return bool(_DEMANDS.search(text)) and any(
        each.kind in _LIMITS for each in time_words(text, 0, len(text))
    )
