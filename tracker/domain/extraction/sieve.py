"""Whether a title and a summary may tell of an ultimatum: asked of everything that comes in, so it is cheap.

It lets through what names an actor and an ultimatum, a deadline, a condition or a threat that is put off, or
a time limit beside a demand or a threat. What it refuses is not fetched, so it is broader than the reader
(`read_text`), and says why.
"""

import re
from datetime import date

from tracker.domain.extraction.actors import ActorTable
from tracker.domain.extraction.cues import DEADLINE, FIGURATIVE, NOT_OURS, ULTIMATUM
from tracker.domain.extraction.time_words import TimeKind, time_words

_STRONG = re.compile(
    rf"\b(?:{ULTIMATUM}|{DEADLINE}|unless|or (?:else|face|risk|lose|suffer)"
    r"|(?:hours|days|weeks|months|(?:one|a) (?:day|week|month|year)) to (?!go\b)[a-z]+"
    r"|final (?:warning|offer|chance)|last chance|time is running out|expel\w*|threaten\w* .{0,80}\bif"
    r"|(?:must|told to|ordered to|given) .{0,60}\b(?:by|until|within|before|hours|days|weeks)"
    r"|(?:extend|postpon|paus|suspend|delay|lift|drop)\w* (?:\w+ ){0,3}?"
    r"(?:tariffs?|duties|sanctions|strikes|threats?))\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:gives?|gave|given|giving|must|demand\w*|order(?:s|ed)?|tells?|told|warn\w*|urg(?:es?|ed|ing)|threat\w*"
    r"|vow\w*|if (?:no|not)|fail(?:s|ed|ure|ing)? to|refus\w+|insist\w*|calls? (?:on|for)|should|ha[sd] to"
    r"|have to|has until|have until|needs? to|extend\w*|shorten\w*|postpon\w*|suspend\w*|paus\w+|delay\w*"
    r"|withdr\w+|surrender\w*|ceasefire|hostages?|releas\w*|called off|sets?|tariffs?|sanctions?|strikes?"
    r"|attack\w*|consequences|blockade|hell)\b",
    re.IGNORECASE,
)
_QUOTATION = re.compile('["\u201c\u201d\u00ab\u00bb]')
_LIMITS = (TimeKind.LIMIT, TimeKind.LENGTH, TimeKind.START)
NO_CUE = "It names no time limit with a demand or a threat."
NO_ACTOR = "It names no actor of the record."
OF_ANOTHER_KIND = "It is about sport, business, administration or a figure of speech."


def may_be_ultimatum(title: str, summary: str, *, actors: ActorTable, on: date) -> str:
    """Why an item is not worth reading, in a sentence; empty where it is. `on`: the day it was published."""
    text = _QUOTATION.sub("", f"{title}\n{summary}")
    if not _has_cue(text):
        return NO_CUE
    about = title.lower()  # a summary may speak of a school or a festival beside an ultimatum
    if not re.search(ULTIMATUM, about) and (NOT_OURS.search(about) or FIGURATIVE.search(about)):
        return OF_ANOTHER_KIND
    return "" if actors.find(text, on) else NO_ACTOR


def _has_cue(text: str) -> bool:
    if _STRONG.search(text):
        return True
    return bool(_WEAK.search(text)) and any(each.kind in _LIMITS for each in time_words(text, 0, len(text)))
