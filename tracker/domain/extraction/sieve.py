"""Whether title and summary of an item are worth fetching its page: a named actor, and words of an ultimatum."""

import re
from datetime import date

from tracker.domain.extraction.actors import ActorTable
from tracker.domain.extraction.cues import DEADLINE, ULTIMATUM
from tracker.domain.extraction.time_words import TimeKind, time_words

NO_ACTOR = "no actor of the table is named"
NO_CUE = "no words of an ultimatum"

_STRONG = re.compile(
    rf"\b(?:{ULTIMATUM}|{DEADLINE}|unless|or else|or (?:face|risk|lose|suffer)|(?:hours|days|weeks|months) to (?!go\b)[a-z]+|"
    r"threaten\w* .{0,80}\b(?:if|unless)|(?:must|told to|ordered to|given) .{0,60}\b(?:by|until|within|before|hours|days|weeks)|"
    r"final (?:warning|offer|chance)|time is running out|last chance|expel\w*)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:demand\w*|threat\w*|warn\w*|order(?:s|ed)|must|urg(?:es|ed)|calls? on|insist\w*|vow\w*|sanction\w*|tariff\w*|strikes?|attack\w*|"
    r"consequences|withdraw\w*|surrender\w*|ceasefire|hostages?|release\w*|extend\w*|shorten\w*|postpon\w*|paus\w*|called off|gives?|gave|sets?)\b",
    re.IGNORECASE,
)
_LIMITS = (TimeKind.LIMIT, TimeKind.LENGTH, TimeKind.START)


def may_be_ultimatum(title: str, summary: str, *, actors: ActorTable, on: date) -> str:
    """Why an item is not worth reading whole; empty where it may tell of an ultimatum.

    Made to keep: what is lost here is lost for good, what passes is read by `read_text` anyway.
    """
    text = f"{title}\n{summary}"
    has_limit = any(words.kind in _LIMITS for words in time_words(text, 0, len(text)))
    if not _STRONG.search(text) and not (has_limit and _WEAK.search(text)):
        return NO_CUE
    return "" if actors.find(text, on) else NO_ACTOR
