"""Where a clause ends, and which actor a noun phrase is about."""

import re

from tracker.domain.extraction.mention import Part
from tracker.domain.extraction.outline import Outline

_CUT = re.compile(
    r"(?=[,; \".:])(?:,? or \"?(?:(?:[a-z]+ )?consequences\b|else\b|fac(?:e|es|ing)\b|risk\b|be\b|it\b|@|\^|they\b|there\b|suffer|bad\b|very bad|terrible|something\b|things?\b|see\b|find\b|watch\b|the\b|lose|all\b|pay\b|bear\b|go without\b|do without\b|get no\b|incur\b|expect\b|forfeit\b|he\b|we\b|confront|encounter|its\b|their\b|have\b|spend\b|serve\b|go to (?:jail|prison)\b|stand trial\b)"
    r"|,? (?:and )?if (?=[@^~]|(?:it|they|he|there|no|the|its|this|that|an?|demands|talks|our|their|such|mines|prisoners|[a-z]+s)\b)"
    r"|,? (?:unless|otherwise|fail(?:ing|ure to|ure of) (?:which|that)|if not|saying|warning|threatening|adding|hardening|accusing|calling|according|after which)(?!\w)|,? (?:and|but) (?:(?:has|had) )?(?:threaten(?:ed|s)|warn(?:ed|s)|said|says|vow(?:ed|s)|added|adds|spoke|speaks|spoken|hinted|promise[sd]|pledge[sd]|announce[sd]|declare[sd]|convey(?:ed|s)|express(?:ed|es)|reaffirmed|signall?ed|(?:decided|agreed|resolved)(?= to)|that)\b"
    r"|, (?:giving|allowing|granting|leaving) (?:them|it|him|her|both|each|@)\b"
    r"|,? (?:and|to|in order to|so as to) (?:avoid|avert|escape|stave off|ward off|head off|forestall)\b"
    r"|, (?:[\w@'~-]+ ){1,5}?(?:said|says|warned|told|added|announced|wrote)\b|, (?:@|he|she|they|it|which|who|a |the |as|but|while|in what|or) ?|, before (?:@|(?:they|its|their)\b)|, (?:very )?bad things\b|,\"? @ (?:said|says|told|warned|added)|,? (?:@|he|she|they|it|we|i|there|the \w+) (?:[a-z]+ly |also |then )?(?:would|will|could|'ll|is going to|was going to)\b|"
    r",? (?:or (?=(?:[\w~@^'-]+ ){1,9}(?:would|will|shall)\b)|and (?:will|would) )|, (?:giving|granting|allowing|leaving) (?:[\w@~^'-]+ ){1,4}?[#=]|"
    r", (?:no|none|nothing|nobody|all|any|every|its|their|his|our|more|further)\b[^,.;\"]{0,60}? (?:would|will|shall|could)\b|,? (?:said|says|told|warned) (?:@|reporters)|;| - |\"|\.$|,$|: )"
)


_PREPOSITION = re.compile(r"\b(?:to|of|from|with|for|in|on|against|into|at|by)(?: the)?$")
"""Behind one an actor is not who would do it: 'gas supplies to X will be cut'."""


def clause(outline: Outline, start: int, after: int | None = None) -> tuple[int, int]:
    """What is demanded or threatened, from `start` up to where the clause ends, which is behind `after`."""
    text = outline.text
    is_quoted = text.count('"', 0, start) % 2 == 1
    end = len(text)
    for cut in _CUT.finditer(text, after if after is not None else start + 3):
        if cut[0] == '"' and not is_quoted and text[cut.start() - 1] not in ",.!?":
            continue
        if cut[0].lstrip()[:1] in "@^" and _PREPOSITION.search(text, max(0, cut.start() - 10), cut.start()):
            continue
        end = cut.start()
        break
    while (end > start and text[end - 1] in " ,.;:'-!") or (
        text[end - 1] == '"' and text.count('"', start, end) % 2
    ):
        end -= 1
    return start, end


_IN_NAME = re.compile(r"~ (?:accords?|agreements?|treaty|protocol|declaration|talks|deal|process|summit)\b")
"""'The Minsk accord' is about nobody of Belarus."""


def in_phrase(outline: Outline, start: int, end: int, *, is_last: bool = False) -> int | None:
    """The actor that a noun phrase is about: one that acts, else the last place or adjective in it."""
    here = [
        at
        for at in sorted(outline.actors)
        if start <= at < end and outline.actors[at].actor and not _IN_NAME.match(outline.text, at)
    ]
    acting_ones = [at for at in here if outline.actors[at].part is Part.ACTOR]
    chosen = (acting_ones[-1:] if is_last else acting_ones[:1]) or here[-1:]
    return chosen[0] if chosen else None


def start_of(match: re.Match[str], name: str) -> int | None:
    """Where a group of a match begins; None where it has no part in it."""
    return match.start(name) if match.groupdict().get(name) else None


def actor_at(outline: Outline, match: re.Match[str], name: str) -> int | None:
    """The position of the mention that a group of a match is."""
    at = start_of(match, name)
    return at if at in outline.actors else None
