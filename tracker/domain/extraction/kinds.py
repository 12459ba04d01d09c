"""Which types of demands and threats the words of a clause name."""

import re
from functools import lru_cache

from tracker.domain.extraction.acts import Event
from tracker.domain.extraction.cues import DEMANDS, THREATS
from tracker.domain.extraction.mention import Mention
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.patterns import may_match
from tracker.domain.vocabulary import ActorType, DemandType, ThreatType

_NEVER = re.compile(
    r"(?:not|never|no longer) (?!hesitate|spare|be spared|wait|rest|stop|hold|stand|tolerate|shrink|survive|answer)"
)
"""What somebody will not do is no force, but for what he will not shrink from."""


@lru_cache(maxsize=2048)
def types_in(words: str) -> tuple[ThreatType, ...]:
    """The types of threats that words name; the plainer where one includes another."""
    types = [kind for pattern, kind, known in THREATS if may_match(known, words) and pattern.search(words)]
    if ThreatType.SECONDARY_MEASURES in types:
        types = [each for each in types if each not in (ThreatType.IMPORT_RESTRICTION, ThreatType.SANCTIONS)]
    if ThreatType.MULTILATERAL_SANCTIONS in types:
        types = [each for each in types if each is not ThreatType.SANCTIONS]
    if len(types) > 1:
        types = [each for each in types if each is not ThreatType.UNSPECIFIED]
    if _NEVER.match(words):
        types = [each for each in types if each is not ThreatType.FORCE]
    return tuple(types)


_PROMISED = re.compile(
    r"(?:will |would |shall )?(?:not|never) be (?:prosecuted|punished|charged|tried|arrested|detained|harmed|hurt|touched|attacked|fired (?:on|upon)|shot|pursued|molested)\b"
    r"|(?:will |would |shall )?be (?:spared|pardoned|amnestied|safe\b|unharmed|free to|granted (?:an )?amnesty|left (?:alone|in peace)|treated well|(?:given|granted) safe (?:passage|conduct))"
)
"""What is promised to those who do as they are told; no threat, though it stands beside a condition."""


def is_promised(words: str) -> bool:
    """Whether a clause tells what nobody who complies need fear."""
    return bool(_PROMISED.match(words))


def threat_types(outline: Outline, event: Event) -> tuple[ThreatType, ...]:
    """The types that the words of a threat name; `unspecified` only where no other does."""
    if event.clause is None:
        return ()
    words = both(outline, (event.clause[0], event.clause[1] + 1))
    if outline.text[event.at : event.end].strip(', "').startswith("or else"):
        words = "or else"
    if is_promised(words):
        return ()
    types = list(types_in(words))
    if not types and event.is_marked:
        types = [ThreatType.OTHER]
    return tuple(types)


_CIVIC = frozenset((ActorType.GROUP, ActorType.ORGANISATION, ActorType.PERSON))
_MARCHES = re.compile(
    r"\b(?:march\w*|occup\w+|storm\w*|general strikes?|(?:an?|into|on|labou?r) strike|strike action)\b"
)
"""What citizens do without arms, and soldiers with them."""


def threatened_by(sender: Mention | None, outline: Outline, event: Event) -> tuple[ThreatType, ...]:
    """The types of a threat by who makes it: a march of citizens is no force."""
    types = threat_types(outline, event)
    is_civic = sender is not None and sender.actor is not None and sender.actor.type in _CIVIC
    if event.clause is None or not is_civic or ThreatType.FORCE not in types:
        return types
    without = types_in(_MARCHES.sub("", both(outline, event.clause)))
    return types if ThreatType.FORCE in without else without or (ThreatType.OTHER,)


def both(outline: Outline, clause: tuple[int, int]) -> str:
    """The words of a clause with signs for actors and times, and as they stand in the text."""
    return f"{outline.text[clause[0] : clause[1]]}\n{outline.said(*clause)}"


_PASSIVE = re.compile(
    r"(?:to )?(?:be|have been|is|are|was|were) (?P<v>[a-z]+(?:ed|en|wn|ut|ed back|ed over))\b"
)
_OWED = re.compile(
    r"(?:^|[,;:\"] |\bthat |\band )(?P<s>[^,;:\"]{2,70}?) (?:must|has to|have to|had to|should|shall|needs? to|ought to|(?:is|are|was|were) to|not|to)? ?$"
)


_NOT_DONE = re.compile(
    r"(?P<s>[^,;:\"\n]{2,80}?) (?:is|are|was|were|has|have|had)(?: not|n't)(?: yet| been)* (?P<v>[a-z]+(?:ed|en|wn|ut))\b"
)
"""A condition in the passive: 'if the prisoners have not been released'."""


def demand_words(outline: Outline, clause: tuple[int, int]) -> str:
    """The words of a demand; of a passive one ('the post must be removed') also with its object behind the verb."""
    words = both(outline, clause)
    undone = _NOT_DONE.match(words)
    if undone:
        return f"{words}\n{undone['v']} {undone['s']}"
    passive = _PASSIVE.match(words)
    subject = _OWED.search(outline.text, max(0, clause[0] - 120), clause[0]) if passive else None
    return f"{words}\n{passive['v']} {subject['s']}" if passive and subject else words


_SAYS_LITTLE = re.compile(
    r"(?:(?:this|that|it|these|those) (?:has|had|have|is|was|are|were|does|did|do)(?: not|n't)?\b ?)?(?:answer|reply|respond|(?:a|an|the|its|written) (?:\w+ )?(?:answer|reply|response)|happen\w*|(?:begin to |start to |agree to )?co-?operat\w+(?! with (?:the )?(?:[\w.~@^]+ ){0,3}(?:court|tribunal|inspect\w*|investigat\w*|inquiry))|(?:been )?done|take place|begin|start|do so|progress|comply|act)\b"
)
"""Of what is to be answered or done another sentence tells."""


def says_little(words: str) -> bool:
    """Whether a demand says no more than that something is to be answered or done."""
    return bool(_SAYS_LITTLE.match(words))


_GENERAL = {DemandType.POLICY_CHANGE: 14, DemandType.CLARIFY_POSITION: 8, DemandType.SIGN_AGREEMENT: 14}
"""How many letters later a particular demand may be named than one of these, and still be meant."""


@lru_cache(maxsize=2048)
def demand_type(words: str) -> DemandType | None:
    """The type of the demand that is named first: its verb stands in front, what else belongs to it behind."""
    found = [
        (match.start() + _GENERAL.get(kind, 0), rank, kind)
        for told in words.split("\n")
        for rank, (pattern, kind, known) in enumerate(DEMANDS)
        if may_match(known, told) and (match := pattern.search(told))
    ]
    return min(found)[2] if found else None


_SUFFERS = re.compile(
    r"(?:^|\b(?:would|will|could|may|might|to) )(?:be |face|suffer|lose|pay|see|bear|risk|have |regret|forfeit|learn|get no|go without|do without|miss)"
)


def suffers(outline: Outline, event: Event) -> bool:
    clause = event.clause or (0, 0)
    return bool(_SUFFERS.search(outline.text[clause[0] : clause[1]]))
