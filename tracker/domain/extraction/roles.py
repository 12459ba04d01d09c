"""Who demands and of whom, weighed: every actor of some sentences gets points for each role by what stands beside it.

Where the grammar of one sentence (`parties.py`) does not tell, the words around all mentions do: who speaks, decides
and threatens has points as the sender, who is addressed, owes or would suffer has points as the target.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.domain.extraction.crowds import is_civil
from tracker.domain.extraction.literals import literals
from tracker.domain.extraction.mention import Mention, Part
from tracker.domain.extraction.outline import Outline, of_one_item
from tracker.domain.extraction.patterns import may_match
from tracker.domain.vocabulary import ActorType

_GAP = r"(?:, [^@;\"]{0,80}?,)?(?:[ ,]+(?:%|[$&]|(?:on|in|at|to) \^|has|have|had|also|again|[a-z]+ly|earlier|now|since|then|later|already))*,? "
_SPEAKS = (
    r"(?:said|says|say|told|tells|warn(?:ed|s|ing)?|announc\w+|declar\w+|gave|gives|giving|set|sets|issu\w+|demand(?:ed|s)|order(?:ed|s)|threaten(?:ed|s)|vow\w*|"
    r"decid\w+|approv\w+|agreed|wrote|posted|stated|insist\w+|call(?:ed|s) (?:up)?on|urg(?:ed|es)|ask(?:ed|s)|want(?:s|ed)?|expect(?:s|ed)|serv(?:ed|es)|inform(?:ed|s)|"
    r"notif\w+|promis\w+|pledg\w+|impos\w+|sent|hand(?:ed|s)|offer(?:ed|s)|put|passed|adopted|voted|requir\w+|instruct\w*|made clear|repeat\w*|confirm\w*|pushed back|extend\w*|named|request(?:ed|s)|direct(?:ed|s)|deplor\w+|condemn\w*|regret\w*|resolv\w+|rul(?:ed|es)|summon\w*|reserv\w+|bade|fixed|laid|presented|served|granted|allowed|allows|insist\w*|read(?: out)? (?:an?|the) (?:\w+ )?(?:statement|resolution|letter|list|declaration|text|message|communique|paper)|warn|reiterat\w+|stress\w*|lays?|brought forward|cut|shortened|pressed)"
)
_ADDRESS = (
    r"(?:told|tells|telling|warn(?:ed|s|ing)?|gave|gives?|giving|given|order(?:ed|s|ing)?|demand(?:ed|s|ing) (?:that|of|from)|call(?:ed|s|ing)? (?:up)?on|urg(?:ed|es|ing)|ask(?:ed|s|ing)|"
    r"inform(?:ed|s|ing)|notif\w+|serv(?:ed|es|ing)|issu(?:ed|es|ing)|hand(?:ed|s|ing)|sen[dt]|offer(?:ed|s|ing)|threaten(?:ed|s|ing)|want(?:s|ed)|expect(?:s|ed)|press(?:ed|es|ing)|"
    r"instruct\w*|advis(?:ed|es|ing)|insist\w* that|require\w* that|summon\w*|put|allow\w*|grant\w*|request(?:ed|s|ing)|invit(?:ed|es|ing)|bade|condemn(?:ed|s|ing)|remind(?:ed|s|ing)|accorded|oblig(?:ed|es)|show(?:ed|s)|wait(?:s|ed|ing)? for|present(?:ed|s) to|accus(?:ed|es|ing)|blam(?:ed|es|ing))"
)
_TIME_LEFT = r"\b(?:time|term|period|deadline|limit|dates?|days?|weeks?|months?|grace) (?:that |which )?(?:the )?@ (?:has |had |have )?(?:left|given|gave|granted|allowed|accorded|conceded|set|fixed|named)(?: %)?(?: for)?"
_Row = tuple[float, re.Pattern[str], *tuple[str, ...]]
_NOTE = r"\b(?:letter|note|message|cable|telegram|list|ultimatum|warning)"
_AS_SENDER: tuple[_Row, ...] = (
    (
        3.0,
        re.compile(
            r"\b(?:time|term|period|deadline|limit|dates?|days?|weeks?|months?|grace) (?:that |which )?(?:the )?(?P<x>@) (?:has |had |have )?(?:left|given|gave|granted|allowed|accorded|conceded|set|fixed|named)(?: %)?(?: for)? (?:the )?[@^]"
        ),
    ),
    (
        3.0,
        re.compile(
            rf"(?<!if )(?<!unless )(?<!should )(?<!until )(?<!if the )(?<!unless the )(?<!to )(?<!of )(?<!with )(?<!from )(?<!against )(?P<x>@){_GAP}{_SPEAKS}\b"
        ),
    ),
    (
        3.0,
        re.compile(
            r"\b(?:said|says|warned|added|declared|according to|announced by|told reporters|wrote) (?:the )?(?P<x>@)"
        ),
    ),
    (
        3.0,
        re.compile(
            r"\b(?:told|warned|ordered|given|served|informed|notified|instructed|asked|demanded|notice|imposed|set|issued|sent|threatened|summoned)(?: [#=%])? by (?:the )?(?P<x>[@^])"
        ),
    ),
    (
        2.0,
        re.compile(
            r"(?P<x>[@~])(?:'s?)? (?:final |latest |written )?(?:ultimatum|warning|demands?|deadline|terms|letter|note|threat|conditions|message)\b"
        ),
    ),
    (
        2.0,
        re.compile(
            r"(?P<x>@)(?: %)? (?:is|are|was|were)? ?(?:will|would|going to|ready to|prepared to|set to|reserves?|stands? ready) (?!have|lose|face|pay|suffer|be (?!forced|compelled|obliged)|see|do without|miss|forfeit)[a-z]"
        ),
    ),
    (
        2.0,
        re.compile(
            r"(?P<x>~) (?:planes|aircraft|bombers|jets|helicopters|forces|troops|army|warships|ships|drones) (?:have |had )?(?:dropped|showered|surrounded|told|ordered|gave|warned|broadcast)"
        ),
    ),
    (
        3.0,
        re.compile(
            r"\b(?:i|we) (?:speak|come|stand)\b[^.;]{0,30}? (?:in the name|on behalf) of (?:the )?(?P<x>@)|\bvoice (?:is|was) (?:that|the voice) of (?P<x2>@)"
        ),
    ),
    (
        2.0,
        re.compile(
            r"(?P<x>@) (?:who|which|that) (?:have |has |had )?(?:block|occup|besieg|seiz|took|taken|hold|toppl|overthr|control|rul)[^.;,]{3,60}? (?:wants?|gave|have given|set|demand|said|told|warn|threaten)"
        ),
    ),
    (2.5, re.compile(r"(?P<x>@)(?: %)? (?:is|are) to (?!be |have )[a-z](?=.*\b(?:if|unless|should)\b)")),
    (
        3.0,
        re.compile(r"\b(?:ultimatum|demands?|deadline|terms) (?:\w+ )?(?:from|by) (?:the )?(?P<x>[@^])"),
    ),
    (3.0, re.compile(rf"{_NOTE} from (?:the )?(?P<x>@) to (?:the )?[@^]"), "from @ to ", "from the @ to "),
    (3.0, re.compile(r"\bfellow (?:(?:citizens|people|men and women) of )?(?:the )?(?P<x>[@^~])")),
    (
        1.0,
        re.compile(
            r"\b(?:the|an?) (?:letter|note|statement|message|decision|resolution|warning) (?:from|of|by) (?:the )?(?P<x>[@^])"
        ),
    ),
)
_AS_TARGET: tuple[_Row, ...] = (
    (3.0, re.compile(rf"{_NOTE} from (?:the )?@ to (?:the )?(?P<x>[@^])"), "from @ to ", "from the @ to "),
    (3.0, re.compile(rf"{_TIME_LEFT} (?:the )?(?P<x>[@^])")),
    (
        3.0,
        re.compile(
            r"(?P<x>@)(?: %)?(?:[ ,]+[a-z]+ly)? (?:must|shall|has to|have to|had to|should|needs? to|ought to|(?:is|are|was|were) to (?=be |have |answer|reply|respond|leave|withdraw|hand|close|pull|remove|release|pay|accept|quit|vacate|surrender)|has (?=[#=])|have (?=[#=])|had (?=[#=])|had better|either|can (?:either |take |accept |(?=[a-z][^.;#]{3,90}#,? or\b)))"
        ),
    ),
    (
        3.0,
        re.compile(
            rf"\b{_ADDRESS}(?: also)?(?: (?:on|that|to))? (?:the |all )?(?P<x>[@~])(?!'s? (?:ambassador|envoy|consul))"
        ),
    ),
    (
        2.5,
        re.compile(
            r"\b(?:unless|if|should|until|once|were) (?:the |all )?(?P<x>@|~(?! (?:teachers?|engineers?|nationals?|citizens?|hostages?|journalists?|prisoners?|students?|priests?|tourists?|sailors?|fishermen)\b))(?: \w+){0,3}"
        ),
    ),
    (
        2.5,
        re.compile(
            r"(?P<x>@)(?: %)? (?:does not|do not|did not|doesn't|don't|fails?|failed|refuses?|refused|keeps?|kept|continues?|goes on|persists?|had not|has not|have not|remains?|complies|complied)\b"
        ),
    ),
    (
        2.5,
        re.compile(
            r"(?P<x>@)(?: %)? (?:will|would|could|may|might|to) (?:lose|face|pay|suffer|see|forfeit|risk|be (?:hit|expelled|cut|barred|suspended|attacked|bombed|destroyed|punished|put|treated|stripped))\b"
        ),
    ),
    (
        3.0,
        re.compile(
            r"(?P<x>@)(?: %)? (?:(?:has|have|had) been|was|were|is|are) (?:told|warned|given|ordered|put on notice|served|informed|notified|urged|asked|instructed|handed)\b"
        ),
    ),
    (
        2.0,
        re.compile(
            r"\b(?:ultimatum|warning|message|letter|note|deadline|demands?|terms|notice|time|chance|call|onus is|up) (?:to|for|on) (?:the )?(?P<x>[@^~])"
        ),
    ),
    (
        1.5,
        re.compile(
            r"\b(?:sanctions|tariffs?|dut(?:y|ies)|strikes|attacks?|measures|war|force|embargo|blockade|levies|action|hit|strike|bomb|ban|charge|pound)(?: \w+){0,3}? (?:on|against|from|of|in)? ?(?:the |all )?(?P<x>[@^~])"
        ),
    ),
    (
        1.5,
        re.compile(
            r"\b(?:apology|explanation|response|answer|reply|guarantees?|concessions?|withdrawal|release|return|surrender|assurances?) (?:from|by|of) (?:the )?(?P<x>[@^~])"
        ),
    ),
    (
        1.5,
        re.compile(
            r"\b(?:kidnapp\w+|abduct\w+|seiz\w+|captur\w+|kill\w*|execut\w+|behead\w+)(?: (?:an?|the|two|three|four|five|six|its|their|of))* (?P<x>~)"
        ),
    ),
    (
        1.5,
        re.compile(
            r"\b(?:stop|ban|bar|block|exclude|prevent|turn (?:away|back)|detain|tax|freeze|boycott|shut out|keep out|suspend|keep|expel|blacklist)(?: all| any| the| most)? (?P<x>[@~])"
        ),
    ),
    (
        1.5,
        re.compile(
            r"\b(?:flow\w*|suppl(?:y|ies)|deliver\w+|exports?|sales|shipments|transit|electricity|fuel|gas)\b[^.;]{0,30} (?:in)?to (?P<x>[@^])"
        ),
    ),
    (
        3.0,
        re.compile(
            r"\bhow (?:long|much time|many (?:hours|days)) (?:the )?(?P<x>@) (?:still |yet )?(?:ha[sd]|have)\b"
        ),
    ),
    (3.0, re.compile(r"^to (?:the )?(?P<x>[@^])\W*$")),
    (2.0, re.compile(r"^(?:on|regarding|concerning|as (?:for|to)) (?P<x>[@^]), ")),
    (
        2.5,
        re.compile(
            r"(?:\b(?:soldiers|troops|men|fighters|members|units|officers|garrisons?|defenders)|@) of (?:the )?(?P<x>@)(?: \w+)? (?:who|that)\b"
        ),
    ),
    (
        3.0,
        re.compile(
            r"(?P<x>@) (?:who|that) [^.;]{2,90}? (?:will|would|shall) be (?:spared|pardoned|let|left (?:alone|in peace)|unharmed|shot|killed|destroyed|attacked|hunted)\b"
        ),
    ),
    (
        3.0,
        re.compile(
            r"\bto (?:(?:the )?(?:[a-z]+ )?(?:members|people|leaders|men|rulers) of )?(?P<x>@)[^.;:\"]{0,60}? (?:i|we) say\b|\b(?:i|we) (?:now )?say to (?:(?:the )?(?:[a-z]+ )?(?:members|people|leaders|men|rulers) of )?(?P<x2>@)"
        ),
    ),
    (1.0, re.compile(r"\b(?:accus\w+|blam\w+) (?:the )?(?P<x>@)")),
    (
        1.0,
        re.compile(
            r"(?P<x>@)(?: has| have)? (?:denies|denied|rejected|rejects|dismissed|dismisses|refused|has yet|did not (?:comment|respond)|called the)"
        ),
    ),
    (0.7, re.compile(r"(?P<x>[@^~])'s? (?<='s )(?!ambassador)[a-z]")),
)
_Tried = Sequence[tuple[float, re.Pattern[str], tuple[str, ...]]]
_SENDERS: _Tried = [(points, pattern, literals(pattern, words)) for points, pattern, *words in _AS_SENDER]
_TARGETS: _Tried = [(points, pattern, literals(pattern, words)) for points, pattern, *words in _AS_TARGET]
_LEAST = 1.0
_DESCRIBED = 0.5
"""What the points of an actor count who has no name in the table: those who have one come before him."""


@dataclass(slots=True)
class _Weight:
    points: float
    best: float
    mention: Mention
    index: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Sender and target with the points that speak for them, and the sentences where they are named."""

    sender: Mention
    target: Mention
    points: float
    sentences: tuple[int, int]


_WEIGHTS = ((0, 1.0), (1, 0.7), (-1, 0.7), (2, 0.5), (-2, 0.5))
_FAR_WEIGHT, _LEAD_WEIGHT, _FURTHEST = 0.3, 0.5, 8


def weights(index: int, count: int) -> list[tuple[int, float]]:
    """The sentences around one of so many, with what each weighs."""
    return [(index + step, weight) for step, weight in _WEIGHTS if 0 <= index + step < count]


def far_weights(index: int, count: int) -> list[tuple[int, float]]:
    """The same with the first two sentences of the text, and those up to `_FURTHEST` away."""
    near = weights(index, count)
    known = {at for at, _ in near}
    first, last = max(0, index - _FURTHEST), min(count, index + _FURTHEST + 1)
    far = [at for at in sorted({*range(min(2, count)), *range(first, last)}) if at not in known]
    return [*near, *((at, _LEAD_WEIGHT if at < 2 else _FAR_WEIGHT) for at in far)]


@dataclass(frozen=True, slots=True)
class RoleEvidence:
    """What speaks for a mention in a role besides the words of the tables; `index` is its sentence."""

    role: str
    points: float
    mention: Mention
    index: int


def weighed_pair(
    outlined: Sequence[Outline],
    order: Iterable[tuple[int, float]],
    evidence: Sequence[RoleEvidence] = (),
    *,
    least: float = _LEAST,
) -> Pair | None:
    """The two actors that the words speak for most; `order` has the sentences with the weight of each.

    `evidence` has further points; each of the two needs `least`.
    """
    order = _of_one_item(outlined, order)
    senders: dict[str, _Weight] = {}
    targets: dict[str, _Weight] = {}
    issuer = issuer_of(outlined)
    for index, weight in order:
        outline = outlined[index]
        for role, table, found in (("sender", _SENDERS, senders), ("target", _TARGETS, targets)):
            if role not in outline.points:
                outline.points[role] = list(_points(outline, table))
            spoken = outline.points[role]
            if role == "sender" and issuer and _WE.search(outline.text):
                spoken = [*spoken, (_WE_POINTS, issuer)]
            for points, mention in spoken:
                if weight == 1.0 or not is_civil(mention):
                    _add(found, mention, points * weight, index)
    for each in evidence:
        _add(senders if each.role == "sender" else targets, each.mention, each.points, each.index)
    best: Pair | None = None
    for sender in senders.values():
        for target in targets.values():
            if sender.mention.actor is target.mention.actor or min(sender.points, target.points) < least:
                continue
            against = _points_of(targets, sender.mention) + _points_of(senders, target.mention)
            points = sender.points + target.points - 0.5 * against
            if best is None or points > best.points:
                best = Pair(sender.mention, target.mention, points, (sender.index, target.index))
    return best


def _of_one_item(outlined: Sequence[Outline], order: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """The sentences of the report that the first of them is of."""
    weighed = list(order)
    kept = of_one_item(outlined, weighed[0][0], (index for index, _ in weighed)) if weighed else []
    return [pair for pair in weighed if pair[0] in kept]


def topical_pair(outlined: Sequence[Outline], order: Iterable[tuple[int, float]]) -> Pair | None:
    """The two whom the sentences are about most; who speaks more and is spoken to less is the sender.

    For texts in which no word beside a name tells its role: notes, speeches, posts.
    """
    order = _of_one_item(outlined, order)
    told: dict[str, _Topic] = {}
    issuer = issuer_of(outlined)
    for index, weight in order:
        outline = outlined[index]
        here: dict[str, float] = {}
        if issuer and issuer.actor and issuer.actor.type in _CAN_ISSUE and _WE.search(outline.text):
            told.setdefault(issuer.actor.slug, _Topic(issuer, index)).lead += weight
            here[issuer.actor.slug] = _WE_SHARE * weight
        for at, mention in outline.actors.items():
            if mention.actor is None or mention.actor.type not in _CAN_ISSUE or is_civil(mention):
                continue
            topic = told.setdefault(mention.actor.slug, _Topic(mention, index))
            share = weight * (1.0 if mention.part is Part.ACTOR and not mention.is_owner else 0.6)
            here[mention.actor.slug] = max(here.get(mention.actor.slug, 0.0), share)
            if mention.part is Part.ACTOR and topic.mention.part is not Part.ACTOR:
                topic.mention, topic.index = mention, index
            if _BEGINS.match(outline.text[:at]):
                topic.lead += 0.5 * weight
        for slug, share in here.items():
            told[slug].presence += share
        for role, sign in (("sender", 1.0), ("target", -1.0)):
            for points, mention in outline.points.get(role, ()):
                if mention.actor and mention.actor.slug in told:
                    told[mention.actor.slug].lead += sign * points * weight
    ranked = sorted(told.values(), key=lambda each: -each.presence)[:2]
    if len(ranked) < 2 or ranked[1].presence < _LEAST_PRESENCE:
        return None
    sender, target = sorted(ranked, key=lambda each: -each.lead)
    points = min(1.0 + ranked[1].presence + 0.3 * (sender.lead - target.lead), _MOST_TOPICAL)
    return Pair(sender.mention, target.mention, points, (sender.index, target.index))


_WE = re.compile(r"\b(?:we|i|our|us)\b")
_WE_POINTS, _WE_SHARE = 2.0, 0.6
"""What a sentence in the first person counts for who issues the text: as the sender, and as one whom it is about."""
_HEAD = 3
_ISSUED_BY = re.compile(
    r"\b(?:statement|communique|declaration|proclamation|announcement|letter|message|note|order|appeal|notice|address|transcript|post|tape|video|recording|broadcast|resolution|briefing|speaking|speaks|read)\b"
    r"[^@^]{0,40}?\b(?:of|by|from|for|on behalf of|in the name of) (?:the )?(?P<x>[@^])|\bin the name of (?:the )?(?P<x2>@)|^(?P<x3>@)(?:, [^\":]{0,90})?(?: (?:said|to the (?:press|nation|people)))?:"
)


def issuer_of(outlined: Sequence[Outline]) -> Mention | None:
    """Who says 'we' in a statement or a speech, by its head."""
    for outline in outlined[:_HEAD]:
        match = _ISSUED_BY.search(outline.text)
        mention = outline.actors.get(match.start(match.lastgroup or "x")) if match else None
        if mention and mention.actor:
            return mention
    return None


_CAN_ISSUE = frozenset(
    (
        ActorType.STATE,
        ActorType.HISTORICAL_STATE,
        ActorType.GOVERNMENT,
        ActorType.DE_FACTO_AUTHORITY,
        ActorType.SUBNATIONAL,
        ActorType.ORGANISATION,
        ActorType.GROUP_OF_STATES,
        ActorType.ARMED_GROUP,
    )
)
_BEGINS = re.compile(r"(?:%,? |\W|the |on |in \^,? )*$")
_LEAST_PRESENCE, _MOST_TOPICAL = 0.8, 4.0


@dataclass(slots=True)
class _Topic:
    mention: Mention
    index: int
    presence: float = 0.0
    lead: float = 0.0


def _points(outline: Outline, table: _Tried) -> Iterator[tuple[float, Mention]]:
    for points, pattern, words in table:
        if not may_match(words, outline.text):
            continue
        for match in pattern.finditer(outline.text):
            mention = outline.actors.get(match.start(match.lastgroup or "x"))
            if mention and mention.actor:
                lowered = 0.6 if mention.part is not Part.ACTOR or mention.is_owner else 1.0
                yield points * lowered * (_DESCRIBED if mention.is_described else 1.0), mention


def _add(found: dict[str, _Weight], mention: Mention, points: float, index: int) -> None:
    if mention.actor is None:
        return
    known = found.get(mention.actor.slug)
    if known is None:
        found[mention.actor.slug] = _Weight(points, points, mention, index)
        return
    known.points += points / 2
    if points > known.best:
        known.points += (points - known.best) / 2
        known.best, known.mention, known.index = points, mention, index


def _points_of(found: dict[str, _Weight], mention: Mention) -> float:
    weight = found.get(mention.actor.slug) if mention.actor else None
    return weight.points if weight else 0.0
