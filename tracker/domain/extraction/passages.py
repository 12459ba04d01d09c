"""An ultimatum in several sentences: one has the time for somebody, one beside it what follows otherwise.

Each part is told by its own words. The parties are weighed over the sentences of the passage alone, where those who
speak, decide and would act are the sender, and those who owe something, or of whom the condition speaks, the target.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.extraction.acts import Act, Event
from tracker.domain.extraction.consequences import BySentence, Consequence, said_in
from tracker.domain.extraction.crowds import is_civil
from tracker.domain.extraction.inner import OF_UNION
from tracker.domain.extraction.kinds import both, types_in
from tracker.domain.extraction.mention import SHORT_PRONOUNS, Mention, Part
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.roles import Pair, RoleEvidence, far_weights, weighed_pair
from tracker.domain.vocabulary import ActorType, ThreatType

_OPENS = re.compile(
    r"(?:^|; |: )\W*(?:(?:the )?@(?: %| [a-z]+ly)? (?:said|decided|agreed|added|warned|wrote|resolved)(?: %)?,? that )?(?:and |but |or )?(?:otherwise\b|or else\b|failing (?:that|this|which|it)|without (?:that|this|it)\b|if (?:not\b|nothing\b|no\b|there (?:is|are|was|were) (?:no|still)\b|(?:the )?(?:[~@^] )?[a-z@~^']+(?: [a-z~@^']+){0,5}? (?:(?:is|are|was|were|does|do|did|has|have|had)(?: not|n't| none| nothing)\b|refuse|fail|goes on|go on|went on|stay|remain|keep|kept|still|continu|ignor|reject|defi|def[iy]|persist))"
    r"|should (?:the )?[a-z@~^']+(?: [a-z~@^']+){0,4}? (?:not\b|refuse|fail|stay|remain|keep|go on|continue|still|ignore|reject|defy|persist|resist)"
    r"|(?:after|past|beyond|from) (?:that|this|then|it|which)\b|thereafter\b|then\b|once (?:that|this|the) (?:time|term|date|day|hour|deadline|period)\b"
    r"|in (?:any|the|every) (?:other|contrary|opposite) case\b|in (?:the )?(?:case|event) of (?:a |its |their |any )?(?:refusal|failure|non-compliance|defiance|delay)\b"
    r"|(?:those|all|any|anyone|anybody|whoever|everyone)(?: [a-z]+){0,2}? (?:who|that|which|found|seen|caught|left|still)\b|whoever\b)"
)
"""How a sentence begins that tells what follows when the one before is not done, or has run out."""
_IN_TIME = re.compile(r"\W*(?:and |but )?(?:after|past|beyond|from|thereafter|then|once)\b")
"""Of what comes later, and not of what comes otherwise, only a known type of threat is one."""
_AHEAD = re.compile(
    r"\b(?:will|would|shall|is to|are to|may|could|can|must|ready to|prepared to|authori[sz]e|reserves? the right)\b|'ll\b"
    r"|^[^;:\"]{0,60}\b(?:returns?|falls?|stops?|begins?|closes?|shuts?|freezes?|blocks?|ends?)\b"
)
"""What is to come, or is told so in the present."""
_BINDS = re.compile(
    r"\b(?:(?:this|that|it|all this|all that|all of this|all of it) (?:must|has to|had to|have to|is to|was to|needs to) (?:have been|be|happen)\b|\b(?:can|could|may|might) (?:still )?(?:avert|avoid|escape|prevent|stop|lay|put|give|hand|come|leave|surrender|walk|go)\b[^.;]{0,90}[#=]|starts? (?:a|the) (?:clock|count-?down) of =|(?:who|that) (?:lay|laid|put|give|gave|hand|come|came|surrender|leave|left)\w*\b[^.;]{2,90}? (?:will|would) (?:be|have|get|keep|go)\b)"
)
"""How a sentence without an event of the grammar says that something is to be done by a time."""
_GOES_ON = re.compile(
    r"\b(?:must|has to|have to|had to|is to|are to|was to|were to|needs? to|can still|may|is wanted|are wanted)\b|^\W*(?:this|that) is for\b"
)
"""A sentence that goes on with what is demanded, between the time and what follows."""
_QUESTION = re.compile(r"\?\W*$")
_OWES = frozenset((Act.HAS, Act.MUST, Act.GIVE, Act.DEADLINE, Act.DEMAND))
_REACH, _NEXT = 5, 2
"""So many sentences on the consequence may stand behind demands alone, and behind anything."""
_OWED, _UNSURE = 3.0, 2.0
"""Points against whoever is to be freed, and against what a pronoun in a condition stands for."""
_STATES = frozenset(
    (
        ActorType.STATE,
        ActorType.HISTORICAL_STATE,
        ActorType.GOVERNMENT,
        ActorType.DE_FACTO_AUTHORITY,
        ActorType.ARMED_GROUP,
    )
)
_LEAST = 1.8
"""Points that each of the two parties must have in the passage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What follows, with the two parties as the sentences of the passage tell them."""

    consequence: Consequence
    pair: Pair


def passage(
    outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int, known: BySentence
) -> Passage | None:
    """The passage around a sentence with a time limit; None where one of its parts is missing."""
    if not _is_owed(outlined[index], found[index]):
        return None
    averted = _averted(outlined, index)
    if averted is not None:
        return _between(averted, _pair(outlined, index, index))
    following = _following(outlined, index)
    told = said_in(outlined, following, known) if following is not None else None
    if following is None or told is None:
        return None
    is_asked = following > 0 and _QUESTION.search(outlined[following - 1].text)
    is_later = not is_asked and _IN_TIME.match(outlined[following].text)
    if is_later and told.types == (ThreatType.OTHER,):
        return None
    return _between(told, _pair(outlined, index, following))


def _between(told: Consequence, pair: Pair | None) -> Passage | None:
    """The passage where both parties are known and no union or crowd of citizens is one."""
    if pair is None or is_civil(pair.target):
        return None
    actor = pair.sender.actor
    if actor is None or (actor.type is ActorType.GROUP and OF_UNION.search(actor.name.lower())):
        return None
    return Passage(told, pair)


_AVERTS = re.compile(
    r"\b(?:can|could|may|might) (?:still )?(?:avert|avoid|escape|prevent|stop|spare (?:itself|themselves)) (?:(?:this|that|it|them)\b|@)|\bway (?:for [^.;]{1,30} )?to (?:escape|avoid|avert|prevent)\b"
)
_WILL_BE = re.compile(r"(?P<m>[^,;:\"]{5,120}? (?:will|would|is to|are to) [^,;:\"]{4,100})")
_BACK = 4


def _averted(outlined: Sequence[Outline], index: int) -> Consequence | None:
    """What was told as coming, and can be averted: 'A duty will be charged. … Y can avert it by … before 1 June'."""
    if not any(_AVERTS.search(outlined[at].text) for at in (index - 1, index) if at >= 0):
        return None
    for at in range(index - 1, max(index - 1 - _BACK, -1), -1):
        for match in _WILL_BE.finditer(outlined[at].text):
            types = types_in(both(outlined[at], match.span("m")))
            if types and types != (ThreatType.UNSPECIFIED,):
                return Consequence(at, match.span("m"), types)
    return None


def _is_owed(outline: Outline, here: Sequence[Event]) -> bool:
    """Whether a sentence says that somebody has so much time, or has something to do."""
    return any(each.act in _OWES for each in here) or bool(_BINDS.search(outline.text))


def _following(outlined: Sequence[Outline], index: int) -> int | None:
    """The sentence that tells what follows, the nearest first: behind the time, or just before it."""
    for at in range(index + 1, min(index + 1 + _REACH, len(outlined))):
        if _opens(outlined, at):
            is_asked = _QUESTION.search(outlined[at].text) and at + 1 < len(outlined)
            return at + 1 if is_asked else at
        if at - index >= _NEXT and not _GOES_ON.search(outlined[at].text):
            break
    own = _OPENS.search(outlined[index].text, 1)
    if own is not None and own.start() > min(outlined[index].times, default=0):
        return index
    return index - 1 if index and _opens(outlined, index - 1) else None


def _opens(outlined: Sequence[Outline], at: int) -> bool:
    opened = _OPENS.match(outlined[at].text)
    return opened is not None and bool(
        _QUESTION.search(outlined[at].text) or _AHEAD.search(outlined[at].text[opened.end() :])
    )


_DOES = re.compile(
    r"(?P<x>@)(?: then| also| itself)? (?:will|would|shall|'ll) (?:then |also )?(?!have\b|lose|face|pay|suffer|see\b|forfeit|risk|bear|be (?!forced|compelled|obliged|ready|free))[a-z]"
    r"|^\W*(?:after that|then|otherwise|thereafter),? (?:the )?(?:[a-z]+ )*(?P<x2>@) [a-z]+s\b"
)
_IS_DEMANDED = re.compile(
    r"\b(?:if|should|unless) (?:the )?(?:~ enemy|(?P<x>[@~]))(?: \w+){0,3}|(?P<x2>@)'s? (?:borders?|accounts?|funds|assets|ports?|airline|leaders|troops|forces|towns|bases?|airspace|exports|imports)\b|\b(?:in|on) (?:the )?(?P<x3>[@^])"
)
_MAY = re.compile(
    r"^\W*(?:the )?(?P<x>@)(?: (?:in|at|near|on|around) (?:the )?[^,.;]{2,30}?)?(?: now| still)? (?:can|could|may|might|must|has to|have to|had to|(?:is|are|was|were) to(?! (?:be|have been) (?:freed|released|returned|handed|let)\b))\b"
)
_AGAINST = re.compile(r"\bagainst (?:the )?(?P<x>[@^])")
_PRONOUN_OBLIGED = re.compile(r"\b(?:if|should|unless) (?P<x>@)")
_DECIDES = re.compile(
    r"(?P<x>@)(?: %| [a-z]+ly| has| have| had)* (?:voted|decided|agreed|resolved|ruled|demanded|ordered|insisted)\b"
    r"|\b(?:said|warned|added|wrote) (?!in |at |to |on |of |from |by |that |if |an? |some |the |their |his |her |its )[a-z-]+ (?P<x2>@)"
    r"|(?P<x3>~) (?:[a-z]+ )?(?:general|colonel|major|captain|admiral|commander|officer|official|minister|diplomat|envoy|spokes[a-z]+|leaders?|commanders|officials|ministers) (?:said|says|told|warned|wrote|added)\b"
)
_IS_SENT = re.compile(
    r"\b(?:message|letter|note|ultimatum|warning|list|paper)s? (?:was|were|had been|has been) (?:passed|handed|delivered|sent|given|read)(?: out| over| on)? to (?:the )?(?P<x>@)"
)
_OF_PAPER = re.compile(
    r"\b(?:statement|communique|declaration|letter|resolution|message|note|ultimatum)s? (?:of|from|by) (?:the )?(?:@ )?(?P<x>@)"
)
_FREED = re.compile(
    r"@(?: [a-z]+){0,2} (?:must|has to|have to|had to|should|(?:is|are|was|were) to) (?:have been |be )(?:freed|released|set free|returned|handed|let|restored|reinstated|lifted|sent|brought|allowed|extradited|given|back)\b"
)
"""Who is to be freed or handed over is not who has to do it."""


_ANYWHERE = (("sender", 2.0, _DECIDES), ("sender", 3.0, _OF_PAPER), ("target", 2.5, _IS_SENT))
_OF_WHAT_FOLLOWS = (
    ("target", -_UNSURE, _PRONOUN_OBLIGED),
    ("sender", 3.0, _DOES),
    ("target", 1.5, _IS_DEMANDED),
    ("target", 2.2, _AGAINST),
)
"""What speaks for a party besides the tables of `roles.py`: in each sentence, and in the one that tells what follows."""


def _pair(outlined: Sequence[Outline], index: int, following: int) -> Pair | None:
    """The two parties by the sentences of the passage and those beside it, else by those further away."""
    first, last = min(index, following), max(index, following)
    order = [(at, 1.0) for at in range(first, last + 1)]
    for at, weight in ((last + 1, 0.7), (last + 2, 0.4), (first - 1, 0.7), (first - 2, 0.5)):
        if 0 <= at < len(outlined):
            order.append((at, weight))
    order += [(at, 0.4) for at in (0, 1) if at < first - 2]
    evidence: list[RoleEvidence] = []
    for at, weight in order:
        for role, points, pattern in _ANYWHERE:
            evidence += _evidence(outlined[at], at, role, points * weight, pattern)
    for role, points, pattern in _OF_WHAT_FOLLOWS:
        evidence += _evidence(outlined[following], following, role, points, pattern)
    for match in _FREED.finditer(outlined[index].text):
        evidence.append(RoleEvidence("target", -_OWED, outlined[index].actors[match.start()], index))
    for at in range(max(index - 1, 0), index + 1):
        evidence += _evidence(outlined[at], at, "target", 2.5, _MAY)
    alone = _only_one(outlined, first, last)
    if alone is not None:
        evidence.append(alone)
    return weighed_pair(outlined, order, evidence, least=_LEAST) or weighed_pair(
        outlined, far_weights(index, len(outlined)), evidence, least=_LEAST
    )


def _only_one(outlined: Sequence[Outline], first: int, last: int) -> RoleEvidence | None:
    """The only state or group that the passage names, where nobody is told to owe something: 'in X', 'X's accounts'."""
    named: dict[str, tuple[Mention, int]] = {}
    for at in range(first, last + 1):
        for mention in outlined[at].actors.values():
            if mention.actor and not mention.stands_for and mention.actor.type in _STATES:
                named.setdefault(mention.actor.slug, (mention, at))
    if len(named) != 1:
        return None
    mention, at = next(iter(named.values()))
    is_doer = mention.part is Part.ACTOR and not mention.is_owner
    return None if is_doer else RoleEvidence("target", _LEAST, mention, at)


def _evidence(
    outline: Outline, at: int, role: str, points: float, pattern: re.Pattern[str]
) -> list[RoleEvidence]:
    found = []
    for match in pattern.finditer(outline.text):
        mention = outline.actors.get(match.start(match.lastgroup)) if match.lastgroup else None
        if (
            mention is not None
            and mention.actor is not None
            and (points > 0 or mention.stands_for in SHORT_PRONOUNS)
        ):
            found.append(RoleEvidence(role, points, mention, at))
    return found
