"""What would follow if a demand is not met: the consequence that a sentence near a time limit tells.

A word that opposes it to the demand marks it ('otherwise', 'after that', 'whoever stays'), or the condition in its own
sentence. Where the mark is a weak one, only a consequence of a known type is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.domain.extraction.clauses import clause
from tracker.domain.extraction.kinds import both, is_promised, types_in
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.patterns import may_match
from tracker.domain.extraction.roles import weights
from tracker.domain.vocabulary import ThreatType

IF = re.compile(
    r"\b(?:unless|until|in the event|as long as|(?:failing|failure to|in default of) which|in case of|should [^,.;]{1,60} (?:not|still|fail|refuse|remain|stay|go on|continue|keep|persist)|(?:if|were|once) [^,.;]{1,90}?\b(?:not|\w+n't|no|none|nothing|fail\w*|refus\w+|declin\w+|remain\w*|still|keeps?|kept|continu\w+|go(?:es)? on|persist\w*|stays?|reject\w*|ignor\w+|miss\w*|blocks?|def(?:y|ies)|without|hold\w*|insists?|un\w+ed))"
)
ELSE = re.compile(
    r"(?!\B\w)(?:(?:^|\"|[.;,:-] |\band |\bthat (?=otherwise\b))(?:otherwise|fail(?:ing|ure to) (?:which|that|this)|in default of (?:which|this|that)|in (?:the )?(?:case|event) of (?:a |its |their )?(?:failure|refusal|non-compliance)|if not|or else|(?:a |any )?(?:refusal|failure to \w+)|(?:in the absence of|without|short of|barring) (?:this|that|such (?:an? )?[a-z]+)|(?:after|at|past|beyond) (?:that|which|this|%)(?: (?:hour|date|day|time|point))?|on the day itself|from (?:that|then|this)(?: \w+)?|in that case|then|should (?:this|that|it|they|he|@)[^,.;]{0,40}|should [^,.;]{2,60}|if (?:this|that|it|they|he|the|nothing|no|@|there)[^,.;]{0,70}),? (?:(?:@|he|she|it|\w+)[, ]+(?:said|says|added|warned|told [^,]{1,20}),? )?\"?(?P<m>[a-z@^~\"][^.;]{3,})"
    r"|,? \bor (?P<m2>(?:else\b|fac\w+|be\b|risk\b|see\b|watch\b|lose\b|suffer\b|bear\b|stand\b|end\b|meet\b|answer\b|pay\b|pays\b|faces\b|loses\b|sees\b|forfeit|expect|go\b|do without|have\b|leave\b|quit\b|get\b|it |they |he |we |there |the |its |their |an? |all |some |every |thousands |hundreds |tens )[^.;]{0,120})"
    r"|\bunder (?:threat|pain) of (?P<m3>[^.;,]{3,80})"
    r"|(?:@[^@.;]{0,60}?|, |and )\b(?:(?:threaten(?:ed|s|ing)?|vow(?:ed|s|ing)?)(?: @)?(?: %)? (?:to |with |that |it )|warn(?:ed|s|ing)?(?: @)?(?: %)? (?:that |of |it ))(?P<m4>[a-z@^~\"][^.;]{3,160})"
    r"|(?:\b(?:whoever|anyone who|those who|what(?:ever)? is|all who|any \w+ (?:that|who|found|left|still|remaining)|\w+ (?:that|who) (?:stay|remain|refuse))|@ (?:that|who) (?:stay|remain|refuse))\b[^,.;]{0,60}? (?:will|would|shall|(?:has|have) chosen to|do(?:es)? so at) (?P<m5>[^.;]{3,80})"
    r"|\b(?:day|date|hour|moment|deadline|time) (?:on|after|from|at) which [^.;,]{1,40}? (?:may|might|could|would|will|can) (?P<m7>[a-z][^.;]{3,120})"
    r"|\b(?:can|could|may|might|would|to) (?:still )?(?:avoid|avert|escape|spare \w+|prevent) (?:being )?(?P<m8>[^.;,]{3,60})"
    r"|\bthe (?:only )?alternative\b(?:, [^,.;]{1,30},)? (?:is|was|would be|will be) (?P<m9>[^.;]{3,120})"
    r"|\b(?:will|would|shall|could) (?:otherwise|in that case|failing that) (?P<m10>[a-z][^.;]{3,120})"
    r"|(?:^|, |\band )(?P<m11>[^,.;\"]{5,120}? (?:will|would|shall) [^,.;\"]{3,60}?) (?:when|once|as soon as|after) (?:they|it|@|that|the (?:time|term|period|days?|hours?|weeks?|deadline)) (?:(?:has|have|had) (?:gone by|passed|run out|expired|elapsed|lapsed)|(?:is|are|was|were) (?:over|up|gone)|expires?|passes|ends?|runs? out)\b"
    r"|\bno [a-z]+(?: [a-z]+)?, no (?P<m6>[a-z]+[^.;,]{0,40}))"
)


@lru_cache(maxsize=512)
def is_conditional(words: str) -> bool:
    """Whether a sentence has a condition, or tells what follows if it is not met."""
    return bool(IF.search(words) or ELSE.search(words))


_WILL = re.compile(
    r"(?:\b|(?='))(?:will|would|'ll|is to|are to|going to|ready to|prepared to|stands? ready to|reserves? the right to|intention to|agreed to|decided to|shall|could|may) (?P<m>[a-z](?=[^.;\"]{3}))"
)
_AFTERWARDS = re.compile(
    r"(?:^\"?|[.;,:\"-] ?|\band |\bthat |\bsaid )(?:thereafter|afterwards|next time|with that|the (?:next|following|same) (?:day|morning|night)|on the (?:day after|next day|following day|morrow)"
    r"|(?:\$|(?:after|past|beyond|from|following) (?:(?:that|this|the|then|it) ?(?:date|day|hour|time|point|moment|deadline|term|night|morning|evening|week|sun\w*)?|%))"
    r"|(?:once|when|as soon as) (?:that|the|this|those|these|its|@)[^.;\"]{0,50}?(?:is|are|has|have|goes|go|comes?|strikes?|passe[sd]|ends?|expires?|runs?|sets?)(?: (?:up|over|out|down|past|gone|spent|done|come|passed|expired|run out|gone by|lapsed|ended|out|silent))*)"
    r",? (?:[^,.;\"]{2,30} (?:said|says|warned|added),? )?\"?(?P<m>[a-z@^~][^.;]{3,})"
)
"""What is told of the time after the limit: 'thereafter …', 'when that day has passed …', 'from Tuesday …'."""
_LEFT_OUT = re.compile(
    r"\b(?:as )?for (?:the )?(?:rest|others|remainder|laggards),? (?P<m>[^.;]{4,})"
    r"|\b(?:the )?(?:others|the rest|laggards|stragglers|holdouts) (?P<m1>(?:can|could|should|must|will|would|shall|may) [^.;]{4,})"
    r"|\b(?:whoever|whatever|who(?:so)?ever|(?:anyone|anybody|everyone|all|any|those|one)(?: [a-z]+)? (?:who|that|which)|(?:[a-z]{3,}s|men|@) (?:who|that|which) (?:(?:do|does|did|will|would|are|is|were|was|has|have|had)(?: not|n't)|stays?|stayed|remain|refuse|resist|h[eo]ld|fail|disobey|def[iy]|hide|keep|kept|prefer|cling|persist|ignore|continue|go on|block|carry|still|land|cross|enter|come)|(?:those|any|anyone|anybody|everyone)(?=,? (?:found|seen|caught|left|remaining|still)))[^.;\"]{0,60}? (?:will|would|shall|can|could|may|might|must|is|are) (?P<m2>[^.;]{4,})"
)
"""What becomes of those who do not do it: 'those who hide will …', 'as for the rest …'."""
_CONTRARY = re.compile(
    r"(?:^\"?|[.;,:\"-] ?|\band |\bbut )(?:in (?:the|any|every) (?:contrary|opposite|other|second|latter) (?:case|event)|as (?:for|to) the other (?:path|way|road|case)|without (?:it|that|this|them|one|an answer|a reply)|failing (?:this|such|an?|its|their|his|the) [^,.;]{2,40}|in case (?:of|@|it|they|he|the) [^,.;]{2,70}|in the (?:absence|event) of [^,.;]{2,60}|where [^,.;]{2,60} not [^,.;]{2,50}|(?:a|an|its|their|his|any|the|such a) (?:second |further |flat )?(?:no|silence|refusal|evasion|delay|rejection|non-compliance|defiance)(?: to do so| of [^,.;]{2,30})?|let [^,.;]{2,60}|go on [^,.;]{2,30}|miss (?:it|that|this)|either way),? (?:and |then |will |would |means? |brings? )?(?:[^,.;\"]{2,30} (?:said|says|warned|added),? )?\"?(?P<m>[a-z@^~][^.;]{3,})"
    r"|\bon pain of (?P<m1>[^.;,]{3,80})"
    r"|(?:,|[#=%]|\b[a-z]+) or (?P<m2>(?:the )?(?:@|\^|i|share|come|its|we)\b ?[a-z'][^.;]{3,120}|(?:the )?@ [a-z][^.;]{3,120})"
    r"|\b(?:the|an?|only) (?:only )?alternative\b[^.;:]{0,40}?(?:is|was|are|were|would be|will be|:)(?: that)? (?P<m3>[^.;]{3,120})"
    r"|\b(?:will|would|shall|could|may|must) (?:otherwise|thereafter|afterwards|then|after that|failing (?:that|which|this)) (?P<m4>[a-z][^.;]{3,120})"
)
"""What is told of the other case, by words that also tell other things."""
_READY = re.compile(
    r"\b(?:ready|prepared|orders|ordered|instructed|instructions|cleared|authori[sz]ed|entitled|poised|compelled|obliged|bound|free|at liberty|determined|no (?:other )?(?:choice|option|way)(?: but| save| than)?|licen[cs]e|the right|resolved|threat|agreed|voted|decided|intends?|planning|means?|going|due) to (?!not\b|begin talks|meet)(?P<m>[a-z][^.;]{3,120})"
)
"""What the sender's side may do or has decided to do."""
_COMING = re.compile(
    r"(?:^\"?|[,;:] \"?|\bthat |\band )(?P<m>(?:(?!\b(?:that|and|which|who|said|says)\b)[^,.;:\"]){3,80}? (?:awaits?|awaited|falls? on|lies? ready|looms?|will follow|would follow|follows?(?= [%$#@]|$|\.| at| from| the| immediately)|(?:is|are|was|were) (?:on (?:its|their) way|coming|next)|comes? into (?:force|play)|goes? up)\b[^,.;\"]{0,60})"
)
"""A measure that is told as coming: 'a tribunal awaits them', 'a full embargo follows'."""
_POISED = re.compile(
    r"(?P<m>\b(?:troops|forces|soldiers|artillery|guns|snipers|tanks|columns|engineers|battalions?|brigades?|bombers|planes|jets|ships|warships|fleet|rangers|men|fighters|comrades|pick-ups|missiles|army|@)(?: [a-z]+){0,3}? (?:have|has|had|are|is|were|was) (?:already )?(?:been )?(?:received? (?:their |its )?(?:marching )?orders|given leave|turned (?:round|on|towards)|detailed|massed|drawn up|readied|moved up|standing by|on alert|in position|poised|aimed|trained on|ready to|under orders|wired)\b[^.;]{0,60})"
)
"""Arms that stand ready."""
_SUFFERS = re.compile(
    r"\b(?:will|would|'ll|shall) (?:then |also |soon |itself )?(?P<m>(?:lose|forfeit|face|suffer|pay|be (?:expelled|cut off|barred|shut|excluded|stripped|struck|bombed|hit|shot|attacked|destroyed|punished|treated|crushed|shelled|isolated|driven|killed|executed|beheaded|blown))\b[^.;]{3,100})"
)
"""What one would suffer."""
_RESERVED = re.compile(r"\breserv(?:e|es|ed|ing) [^.;]{0,20}the right to (?P<m>[a-z][^.;]{3,100})")
_MAIN = re.compile(
    r"\b(?:if|unless|should|where|in case|in the event)\b[^,;:.]{3,140}, (?:then )?(?P<m>[^,.;]{6,})"
    r"|(?:^|, |[:;] |\bthat |\band )(?P<m1>[^,;:\"]{8,120}?),? (?:if|unless|should|in the event|in case|failing)\b"
)
"""What stands beside a condition, in any tense: 'if … , our operations are resumed'."""

_OF_LIMIT = re.compile(r"\b(?:ultimatum|deadline|time limit|last warning|final warning)\b")


_TERM = (
    r"(?:date|day|clock|deadline|hours?|days?|weeks?|months?|term|time(?: limit)?|period|moment|ultimatum)"
)
_REFERS = re.compile(
    rf"\bfrom (?:that|then) (?:{_TERM} )?on\b|\b(?:when|once|after|as soon as) (?:the|that|this|these|those|its|their) (?:\w+ )?{_TERM} (?:is|are|was|were|has|have|had|ends?|passe[sd]|expires?d?|runs?|elapse[sd]?)\b"
    r"|\b(?:if|should|unless) (?:this|that|these|those|the|its|their|his|her) (?:\w+ )?(?:appeal|demands?|call|request|note|ultimatum|warning|conditions?|terms|message|letter|deadline)\b"
)
"""Words that take up the time limit or the demand again further on: 'from that date on', 'if this appeal goes unanswered'."""
_TAKEN_UP = 6


@dataclass(frozen=True, slots=True)
class _Reading:
    """What tells a consequence, and how surely."""

    pattern: re.Pattern[str]
    sure: float
    is_known: bool = True
    """Whether only a consequence of a known type is one."""
    needs_condition: bool = False
    """Whether it counts only in a sentence with a condition."""
    words: tuple[str, ...] = ()
    """Of which each match has one."""


_READINGS = (
    _Reading(ELSE, 1.0, is_known=False),
    _Reading(_WILL, 0.6, is_known=False, needs_condition=True),
    _Reading(
        _AFTERWARDS,
        0.8,
        words=(
            "after",
            "past",
            "beyond",
            "from ",
            "following",
            "next",
            "same ",
            "when ",
            "once ",
            "as soon",
            "with that",
            "on the ",
            "$",
        ),
    ),
    _Reading(_LEFT_OUT, 0.8),
    _Reading(
        _CONTRARY,
        0.8,
        words=(
            " or ",
            " case",
            "event",
            "path",
            " way",
            "without ",
            "failing",
            "absence",
            "where ",
            "no",
            "silence",
            "refus",
            "evasion",
            "delay",
            "reject",
            "defiance",
            "let ",
            "miss ",
            "pain",
            "alternative",
            "otherwise",
            "after",
            "then",
        ),
    ),
    _Reading(_MAIN, 0.6, needs_condition=True),
    _Reading(_READY, 0.4, words=(" to ",)),
    _Reading(
        _COMING, 0.4, words=("await", "fall", "lie", "loom", "follow", "way", "coming", "next", "come", "go")
    ),
    _Reading(
        _POISED,
        0.4,
        is_known=False,
        words=(
            "order",
            "leave",
            "turned",
            "detailed",
            "massed",
            "drawn up",
            "readied",
            "moved up",
            "standing by",
            "on alert",
            "position",
            "poised",
            "aimed",
            "trained on",
            "ready to",
            "wired",
        ),
    ),
    _Reading(_SUFFERS, 0.4, words=("will", "would", "'ll", "shall")),
    _Reading(_RESERVED, 0.4, is_known=False, words=("the right to",)),
)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would follow: its sentence, its span of the outline and the types of threats that it names."""

    at: int
    span: tuple[int, int]
    types: tuple[ThreatType, ...]


BySentence = dict[int, list[tuple[float, Consequence]]]
"""What each sentence tells that was read already, with how surely."""


def consequence(outlined: Sequence[Outline], index: int, known: BySentence) -> Consequence | None:
    """The consequence told in the sentences around one with a time limit; None where none is told.

    `known` keeps what the sentences of a text tell from one call to the next.
    """
    found = _best(outlined, weights(index, len(outlined)), known)
    if found is None and _OF_LIMIT.search(outlined[index].text):
        found = _best(outlined, _further(index, len(outlined)), known)
    return found or _referring(outlined, index, known)


def said_in(outlined: Sequence[Outline], index: int, known: BySentence) -> Consequence | None:
    """The surest consequence that one sentence tells."""
    return _best(outlined, [(index, 1.0)], known)


def _referring(outlined: Sequence[Outline], index: int, known: BySentence) -> Consequence | None:
    """The consequence in the first sentence further on that takes up the time limit or the demand again."""
    for at in range(index + 1, min(index + 1 + _TAKEN_UP, len(outlined))):
        if _REFERS.search(outlined[at].text):
            return _best(outlined, [(at, 0.4)], known)
    return None


def _further(index: int, count: int) -> list[tuple[int, float]]:
    """The third sentences before and behind, where a sentence that speaks of its time limit may have its consequence."""
    return [(at, 0.4) for at in (index + 3, index - 3) if 0 <= at < count]


def _best(
    outlined: Sequence[Outline], near: Sequence[tuple[int, float]], known: BySentence
) -> Consequence | None:
    """The surest of what some sentences tell; `near` has each with its weight."""
    for index, _ in near:
        if index not in known:
            known[index] = list(_read(outlined[index], index))
    choices = [
        (weight * sure + 0.5 * (found.types != (ThreatType.OTHER,)), found)
        for index, weight in near
        for sure, found in known[index]
    ]
    best = max(choices, key=lambda each: each[0], default=None)
    return best[1] if best else None


def _read(outline: Outline, index: int) -> Iterator[tuple[float, Consequence]]:
    is_tied = bool(IF.search(outline.text))
    for reading in _READINGS:
        if (reading.needs_condition and not is_tied) or not may_match(reading.words, outline.text):
            continue
        for match in reading.pattern.finditer(outline.text):
            start = max(match.start(name) for name in match.groupdict() if match[name] is not None)
            span = clause(outline, start)
            if span[1] - span[0] < 4 or _is_past(outline, match, span) or _is_peaceful(outline, span):
                continue
            if is_unsaid(outline, span) or is_promised(outline.text[slice(*span)]):
                continue
            types = _types(outline, match, span)
            if types or not (reading.is_known or start in _only_if_known(match)):
                yield reading.sure, Consequence(index, span, types or (ThreatType.OTHER,))


_WHOLE = (_LEFT_OUT, _COMING, _POISED)


def _types(outline: Outline, match: re.Match[str], span: tuple[int, int]) -> tuple[ThreatType, ...]:
    types = types_in(both(outline, span))
    if not types and match.re not in _WHOLE and not outline.text.startswith("not ", span[0]):
        types = types_in(_with_subject(outline, span))
    return tuple(each for each in types if match.re is not _READY or each not in _VAGUE)


def _is_past(outline: Outline, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether a clause behind a mark of what follows tells what happened: 'after that the minister went home'."""
    is_ahead = match.re in _AHEAD or (match.re is ELSE and match["m"] is not None)
    return is_ahead and bool(_PAST.search(outline.text, *span)) and not _MODAL.search(outline.text, *span)


_UNSAID = re.compile(
    r"\b(?:declin|refus|ask|press|question)(?:ed|es|ing|s)?\b[^.;]{0,40}? (?:what|how|whether|which) [^.;]{0,30}?\b(?:would|will|might|may|could|can|was|were|is|to)\b[^,.;]*"
    r"|\b(?:not|n't|without|nor|unwilling|unclear|too (?:early|soon)|premature|no (?:indication|word|hint|sign)|nothing)\b[^.;]{0,40}?\b(?:say|said|saying|tell|told|telling|specif\w+|speculat\w+|disclos\w+|discuss\w*|elaborat\w+|indicat\w+|spell\w*|explain\w*|detail|talk|talking|speak|speaking|unclear)(?: out| on| about| of)? (?:what|how|whether|which|any|steps|measures|consequences|sanctions|reprisals|retaliation) ?[^,.;]*"
)
"""'Declined to say what X would do', 'asked what would follow', 'too early to talk of steps': what nobody tells."""


def is_unsaid(outline: Outline, span: tuple[int, int]) -> bool:
    """Whether a clause is what somebody does not tell."""
    return any(match.start() < span[1] and span[0] < match.end() for match in _UNSAID.finditer(outline.text))


def _is_peaceful(outline: Outline, span: tuple[int, int]) -> bool:
    """Whether war or sanctions are ended or left out."""
    return bool(_ENDS_WAR.search(outline.text, max(0, span[0] - 40), span[1]))


_AHEAD = (_AFTERWARDS, _CONTRARY, _MAIN)
_PAST = re.compile(r"\b(?:was|were|had|[a-z]{2,}ed|said|told|came|went|fell|took|gave|made|began|saw|left)\b")
_MODAL = re.compile(r"\b(?:will|would|shall|can|could|may|might|must|is|are|be|to)\b")
_ENDS_WAR = re.compile(
    r"\b(?:refrain\w*|paus\w+|halt\w*|stop\w*|end(?:s|ed|ing)?|lift\w*|ceas\w+|cessation|avoid\w*|prevent\w*|suspend\w*|eas\w+|not|never|without|no|against|condemn\w*|renounc\w+|rul\w+ out|put an end to|from) (?:to |of |from |any |all |the |its |their |his |an? |use of |further |more |new |committed |[~@]'?s? )*(?:use of force|force\b|war\b|war crimes|hostilities|fighting|offensive|attacks?|strikes?|sanctions|assault|operations?|shelling|bombing|violence|killing|invasion|fire\b)"
    r"|\b(?:sanctions|embargo|blockade|siege|offensive|attacks?|strikes|operations?|shelling|bombing)\b[^,.;]{0,20} (?:lifted|eased|paused|ended|halted|stopped|removed|dropped)\b"
)
_VAGUE = (ThreatType.UNSPECIFIED, ThreatType.LEGAL_MEASURE, ThreatType.FINE, ThreatType.BAN)


def _only_if_known(match: re.Match[str]) -> tuple[int, ...]:
    """Where a consequence begins that only a known type makes one: 'the day on which it may …', 'would otherwise …'."""
    return tuple(match.start(name) for name in ("m7", "m8", "m9", "m10")) if match.re is ELSE else ()


_SUBJECT = re.compile(r"[^,.;:\"]{0,70}$")


def _with_subject(outline: Outline, span: tuple[int, int]) -> str:
    """What would be done with what it is done to: 'visa-free travel … will be suspended'."""
    subject = _SUBJECT.search(outline.text, 0, span[0])
    return outline.text[subject.start() if subject else span[0] : span[1]]
