"""A second, looser reading: a time limit, a demand and a consequence in neighbouring sentences, whoever holds them together.

The grammar of `events.py` knows many ways to say it, and news finds others. Where it offers nothing, this looks for
the signs of an ultimatum alone, each of which must be there, and takes the parties by `roles.py`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.domain.extraction.actors import NamedActor
from tracker.domain.extraction.acts import Act, Event, named
from tracker.domain.extraction.anchors import change_in, is_no_limit, is_old
from tracker.domain.extraction.clauses import clause
from tracker.domain.extraction.consequences import BySentence, consequence, is_conditional
from tracker.domain.extraction.crowds import is_about_pay, is_civil
from tracker.domain.extraction.events import PUBLIC
from tracker.domain.extraction.frame import HARD, PRIVATE, WEATHER, Frame, is_court, place_of
from tracker.domain.extraction.kinds import demand_type, demand_words, says_little
from tracker.domain.extraction.moves import change_of_time_elsewhere, moves_a_time_or_threat
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.parties import speaker
from tracker.domain.extraction.passages import passage
from tracker.domain.extraction.roles import Pair, far_weights, topical_pair, weighed_pair, weights
from tracker.domain.extraction.time_words import TimeKind
from tracker.domain.vocabulary import DemandType, ThreatType

_ASKS = re.compile(
    r"\b(?:(?:time|term|period|deadline|limit|days?|weeks?|months?|grace) (?:that |which )?(?:the )?@ (?:has |had |have )?(?:left|given|gave|granted|allowed|accorded|conceded|set) (?:the )?[@^] for (?P<m11>[a-z]+ing\b)"
    r"|(?:must|has to|have to|had to|needs? to|ought to|(?:is|are|was|were) (?:now |at last )?to|shall|should|(?:is|are|was|were) (?:required|requested|urged|instructed|directed|commanded|called upon|called on|expected|invited|summoned|obliged|bound|told|ordered|asked|given [#=]) to) (?:also |now |first |either )?(?P<m>(?!the\b|an?\b|be (?:noted|said)|take effect|begin|start)[a-z])"
    r"|(?:told|tells?|warn(?:ed|s|ing)|order(?:ed|s|ing)?|ask(?:ed|s|ing)|urg(?:ed|es|ing)|call(?:ed|s|ing) (?:up)?on|want(?:s|ed)|expect(?:s|ed)|instruct(?:ed|s|ing)|request(?:ed|s|ing)|summon(?:ed|s|ing)|invit(?:ed|es|ing)|wait(?:s|ed|ing)? for|bade|oblig(?:ed|es)|accorded|allow(?:ed|s|ing)?|showed|gave|gives?|given|giving|offer(?:ed|s)|press(?:ed|es|ing)|(?:time|chance|notice|ultimatum|deadline|demand|last call|message)\b[^.;]{0,40}? for) [^.;]{1,90}?\bto (?P<m2>(?!the\b|an?\b|its\b)[a-z])"
    r"|(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)?(?: on)?|want(?:s|ed)?|expect(?:s|ed)|require[sd]?|(?:direct|decid|resolv|rul|order)(?:ed|es|s) that|call(?:ed|s|ing)? for)(?: %)? (?:that )?(?P<m3>[a-z@^~])"
    r"|(?:ultimatum|deadline|terms|conditions|notice)\b[^.;]{0,50}?: (?P<m4>[a-z])"
    r"|(?:who|that) (?P<m6>(?:lay|laid|put|give|gave|hand|come|came|surrender|leave|left|withdr[ae]w|defect|turn|go|went|walk|drop|cross)\w*\b[^.;]{2,90}?) (?:will|would) (?:be (?:spared|safe|guaranteed|promised|given|allowed|pardoned|treated (?:well|as guests)|free|sent home|granted|offered|let|left (?:alone|in peace)|unharmed)|not be|have nothing|go free|walk free|get|receive|keep)"
    r"|(?:deadline|date|day|time|limit|term|hour) (?:(?:which|that) [^.;]{1,20} )?(?:had |has |was )?(?:been )?(?:set|fixed|given|laid down|named|agreed) for (?:the |its |their )?(?P<m8>[a-z]+(?:al|ing|ment|tion|over|ease|ure|out|sion|ender)\b)"
    r"|(?<![a-z] )to (?P<m9>[a-z][^.;:#=]{3,90}?),? @ (?:has|have|had) (?=[#=])"
    r"|(?:can|may) (?:now |either )?(?P<m10>[a-z][^.;#=]{3,90}(?=#\"?,? or\b))"
    r"|(?<=[#=] )(?:in which |time )?to (?P<m12>(?!go\b|the\b|an?\b|come\b)[a-z])"
    r"|\beither (?P<m13>[a-z@^][^.;]{4,100}?),? or\b"
    r"|\b(?:can|could|may) still (?P<m15>[a-z][^.;]{3,90}#)"
    r"|\b(?:appeal|call|summons|order|request|invitation|warning|message)(?:ed|s)?\b[^.;]{3,70}? to (?P<m14>(?!the\b|an?\b|its\b|all\b|his\b|her\b|their\b|[@^~])[a-z])"
    r"|\b(?:can|may) (?:now |still |either )?(?P<m17>(?:lay down|put down|hand (?:in|over)|give (?:up|themselves up)|surrender|come out|walk out|leave|go home)\b)"
    r"|\b(?:can|could|may) (?:still )?(?:avoid|avert|escape|prevent|stop|be spared) [^.;]{1,60}? by (?P<m16>[a-z]+ing\b)"
    r"|(?:last|final|latest) (?:day|moment|hour|minute|date)\b[^.;]{0,20}? (?:for [^.;]{1,90}?)?\bto (?P<m7>[a-z])"
    r"|(?:unless|if|should|once|were(?= (?:the |any |this |that )?(?:@|\w+)(?: not)? to\b))\b,? (?P<m5>[^,.;\"]{4,}))"
)
_SETS = re.compile(
    r"\b(?:ultimatum|deadline|time limit|notice|gave|given|gives?|giving|has|have|had|had got|got|offer\w*|terms|set|for|until|granted|accorded|conceded|allotted|could|clock of|count-?down of|period of|space of|lapse of|expiry of|wait|allow\w*|within)\b[^.;]{0,60}$"
)
_AHEAD = re.compile(
    r"(?:\b|(?='))(?:will|would|'ll|to|going to|could|may|shall|cutoff|due|void|deadline|last (?:day|date)|from|as of|on|that|says)\b[^.;]{0,80}$"
)
_OWED = re.compile(
    r"\b(?:(?:must|ha(?:s|ve|d) to|should|shall|ought to|(?:is|are|was|were) (?:now |also )?to(?! (?:be (?:held|published|announced|discussed|opened|sworn)|take place|begin|start|meet|visit|travel|fly|arrive|attend|hold|discuss|speak|address|vote|decide|present|publish)\b)|wants?|wanted|wish(?:es|ed)|expect(?:s|ed)|demand(?:s|ed|ing)|insist(?:s|ed)|requir(?:es?|ed)) "
    r"|(?:ask(?:s|ed|ing)?|order(?:s|ed|ing)?|told|instruct(?:s|ed|ing)?|call(?:s|ed|ing)? (?:up)?on|urge[sd]?|request(?:s|ed)|warn(?:s|ed)) [^.;]{1,90}?\b(?:to|that) )[^.;]{0,160}$"
)
"""What somebody is to do, before the day on which he is to do it: 'X expects Y to accept the plan at the meeting on 3 August'."""
_FOLLOWS = re.compile(
    r"^\W*(?:otherwise|or else|fail(?:ing|ure)|if (?!asked)|should |unless |without (?:that|this|it)|in (?:the )?(?:case|event)|after (?:that|which|this)|past that|beyond that|from that|then |those (?:who|that|seen|found|still|left)|whoever|any(?:one|body)? |on that day|when (?:that|the))"
)
"""What begins a sentence about what comes of it when the one before is not done."""
_DONE = re.compile(
    r"\b(?:was|were|(?:has|have|had) been|those) (?:(?!(?:grant|accord|allow|allott|conced|hand|offer|afford)ed )[a-z]+ed|built|made|bought|sold|sent) $"
)
"""'Contracts that were signed before 20 July': what was done until then."""
_UNDONE = re.compile(r"\b(?:unless|if|not|should|must|until|once)\b[^.;]{0,120}$")
"""'Unless the men have been released by Friday'."""
_BEYOND = re.compile(
    r"(?:\b(?:still|remain\w*|stay\w*|continu\w*|goes on|found|seen|any\w*|those|whoever|nothing|nobody|no [a-z]+)\b[^.;]{0,80} |^\W*)(?:after|past|beyond|from) $"
)
"""'After 30 June whoever stays will be …': the last day on which it may be so."""
_MODAL = re.compile(r"[^.;]{0,90}\b(?:will|would|shall|is to|are to|was to|were to)\b")
_LIMIT_NOUN = r"(?:date|day|hour|moment|time(?: limit)?|term|period|deadline|limit|ultimatum|notice|summons|count-?down|respite|grace|window|truce|chance|cut-?off)"
_ENDS = re.compile(
    rf"\b(?:nam(?:ed|es|ing)|set|sets|fix(?:ed|es)|gave|given|chose|mention(?:s|ed)|(?:spoke|speaks) of) (?:it |them |him |@ )?(?:=|(?:an?|the|one) (?:exact |new |last )?{_LIMIT_NOUN})(?: for (?:it|this|that))?(?:[,:]| -)? ?(?:(?:it|@)(?:'s| is) )?(?:on )?$"
    rf"|\b{_LIMIT_NOUN}\b[^.;:]{{0,80}}?(?:(?: (?:is|was|does|remains?|(?:will|would|shall|is to|should) (?:be|expire|lapse|end|close|run out)))(?: now| still)?(?: set for| fixed for)?(?:,|:| -)?|:|,| -) ?(?:on |at )?(?:\")?$"
    rf"|\b(?:mov|push|shift|postpon|put|extend|brought|prolong|slid|slip|advanc)[a-z]*\b[^.;]{{0,60}}? (?:to|until)(?: a (?:later|earlier|new) (?:day|date|hour|time))?(?:,|:| -)? ?$"
    r"|\b(?:runs? out(?: for (?:the )?[@^])?|ran out|expires?|lapses?|(?:is|are) (?:up|over)|elapses?|ends?|closes?|closed|falls(?: due)?|by the time [^.;]{2,30}|before [^.;,]{2,30}?\b(?:begins?|starts?|opens?|meets?))(?: (?:on|at))? ?$"
    r"|^\W*(?:no, |well, |now )?(?:it|@)(?:'s| is)(?: now)? ?$|\b(?:it|@) is now (?:for )?$"
)
_IS_LAST = re.compile(
    rf",? (?:at the (?:very )?latest|(?:and )?(?:not? (?:a day |an hour )?later|not (?:a day|an hour) (?:more|longer)))\b|(?:,[^,.;]{{1,30}},)? (?:(?:is|was|will be|would be|remains|stays) (?:the|its|their|his|an?) (?:(?:very )?(?:last|final|latest) )?(?:{_LIMIT_NOUN}|red line)\b|(?:[a-z@']+ ){{1,4}}(?:is|are|will be) (?:over|up|at an end|exhausted|spent)\b)"
)
"""'Ten days is the limit', 'tomorrow at noon our patience is over'."""
_IS_ALL = re.compile(
    r" (?:is|was|are|were) (?:all|what|as much as|the most|no more than)(?: the time)?(?: that)? [^,.;]{1,30}? (?:allow|giv|gave|grant|has|have|had|get|gets|got|offer|wait|leav)"
)
"""'Ten days was all that X would allow'."""
_DAY_BEFORE = re.compile(
    r"\b(?:said|says|told|wrote|announced|speaking|statement|speech|interview|warned|declared|published|disclosed|reported|added|ordered|demanded|threatened|gave|meeting|late|early)(?: @| reporters)?,? (?:late |early )?$|\b(?:said|says|told|wrote|announced|speaking|warned|declared|reported|added) (?:(?!to\b|that\b|must\b|should\b|will\b|would\b|ha[sd]\b)[\w~@^'-]+ ){0,12}(?:in|at|from|near) [\w^@~ '-]{1,40} (?:late |early )?$|\b(?:posted|published|shown|aired|broadcast|released|uploaded|dated|after|since|following|elections?|recorded|filmed)(?: [a-z]+){0,2} $|\b(?:told|addressing) (?:(?!to\b|that\b)[\w~@^'-]+ ){0,5}$|@,? $|^$|^\W*$|\" ?,? ?(?:said|says|added|warned|told|wrote)\b[^.;:\"]*$"
    r"|\b(?:deal|accord|agreement|pact|treaty|resolution|law|truce|ceasefire|contract|memorandum|protocol)s? [a-z]+ed $"
)
_OF_NEWS = re.compile(
    r"\W*on % (?!(?:[^.;:]{0,60} )?(?:will|would|'ll|shall|must|is to|are to|may|could|can)\b)"
)
"""'On Thursday X had a message: …': the day of what is told, at the head of its sentence."""
_DID = re.compile(
    r"(?:the )?@ [a-z]+ed\b(?:(?!\b(?:if|unless|until|that|will|would|must|should|shall)\b|\bto (?![@^]))[^;:\"])*$"
)
_GOES_ON = re.compile(r" (?:and (?:[a-z]+ly )?[a-z]+ed\b|after\b|when\b|because\b|following\b)")
"""'X banned travel on Thursday and called …': the day of what was done."""
_YEAR_ALONE = re.compile(r"\b(?:by|until|before|from) \d{4}$")
_LEAST_POINTS, _LEAST_TOPICAL = 3.5, 2.0
"""Points for the parties by the sentences near a time limit, and by those of the whole text where these are fewer."""
_SURE_POINTS = 5.0
"""With so many points for the parties, what is demanded and threatened need not be of a known type."""


def loose_frames(outlined: Sequence[Outline], found: Sequence[Sequence[Event]]) -> Iterator[Frame]:
    """A frame for each time that may be a limit of something that is demanded under a threat."""
    known: BySentence = {}
    for index in range(len(outlined)):
        limits = list(_limits(outlined, index))
        parts = _parts(outlined, found, known, index) if limits else None
        parts = parts and replace(parts, pair=_turned(parts, outlined, found, index))
        if parts is not None:
            made = (_frame(outlined, parts, index, at) for at in limits)
            yield from (each for each in made if each is not None)


def _limits(outlined: Sequence[Outline], index: int) -> Iterator[int]:
    """The times of a sentence that may be a limit, by their own words, by the sentence and by the one behind it."""
    outline = outlined[index]
    if not outline.times:
        return
    named_here = {
        at
        for at, words in outline.times.items()
        if words.kind is not TimeKind.OTHER and _is_named(outline, at)
    }
    has_limit = bool(named_here) or any(words.kind is TimeKind.LIMIT for words in outline.times.values())
    for at, words in sorted(outline.times.items()):
        left = outline.text[:at]
        if is_old(outline, at) or is_no_limit(outline, at):
            continue
        if _DONE.search(left) and not _UNDONE.search(left):
            continue
        if words.kind is TimeKind.LIMIT or at in named_here:
            yield at
        elif words.kind is TimeKind.LENGTH:
            is_point = _FROM_NOW.search(outline.source, words.start, words.end) and is_conditional(
                outline.text
            )
            if is_point or _SETS.search(left) or (_is_alone(outline, at) and _is_tied(outlined, index)):
                yield at
        elif words.kind is TimeKind.START:
            if (
                is_conditional(outline.text)
                or _SETS.search(left)
                or (_OWED.search(left) and _is_tied(outlined, index))
            ):
                yield at
        elif words.kind is TimeKind.DAY and _BEYOND.search(left):
            if is_conditional(outline.text) or _MODAL.match(outline.text, at + 1):
                yield at
        elif (
            words.kind is TimeKind.DAY
            and not has_limit
            and not _DAY_BEFORE.search(left)
            and not _OF_NEWS.match(outline.text)
            and not (_DID.match(left) and _GOES_ON.match(outline.text, at + 1))
            and (
                (
                    (_AHEAD.search(left) or outline.text.startswith(" unless", at + 1))
                    and is_conditional(outline.text)
                )
                or (_OWED.search(left) and _is_tied(outlined, index))
            )
        ):
            yield at


def _is_tied(outlined: Sequence[Outline], index: int) -> bool:
    """Whether a condition, or what comes of it, stands in a sentence or beside it."""
    near = (each.text for each in outlined[max(index - 1, 0) : index + 3])
    return any(is_conditional(each) or _FOLLOWS.match(each) for each in near)


def _is_named(outline: Outline, at: int) -> bool:
    """Whether the words beside a time name it as the limit."""
    return bool(
        _ENDS.search(outline.text, 0, at)
        or _IS_LAST.match(outline.text, at + 1)
        or _IS_ALL.match(outline.text, at + 1)
    )


def _is_alone(outline: Outline, at: int) -> bool:
    """Whether a length is all that a sentence says before what follows: 'Seven days.', 'two hours, or the plane goes up'."""
    return bool(_FIRST_WORDS.match(outline.text[:at]) and _THEN.match(outline.text, at + 1)) or bool(
        _TO_DO.match(outline.text, at + 1)
    )


_FROM_NOW = re.compile(
    r"\bfrom (?:today|now|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I
)
"""'Ten days from today' is a point in time, whatever stands before it."""
_FIRST_WORDS = re.compile(r"^\W*(?:no, |now |only |just |i'd say |(?:it|that)(?:'s| is) |[^:]{1,90}: \"?)?$")
_THEN = re.compile(r"(?: (?:from|after) [^.;,]{1,40}| on)?(?:[.,\"]|$)")
_TO_DO = re.compile(r", or\b| to [a-z]")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What holds an ultimatum together: each part with its sentence and its span of the outline."""

    demand_at: int
    demand: tuple[int, int]
    kind: DemandType | None
    threat_at: int
    threat: tuple[int, int]
    types: tuple[ThreatType, ...]
    pair: Pair
    is_far: bool
    """Whether the sentences near the time limit do not tell the parties."""
    has_sequel: bool = False


def _frame(outlined: Sequence[Outline], parts: _Parts, index: int, at: int) -> Frame | None:
    outline = outlined[index]
    moved = change_in(outline)
    moved = moved if moved and moved[1] < at else None
    beside = next(
        (near for near in (index - 1, index + 1) if not moved and change_of_time_elsewhere(outlined, near)),
        None,
    )
    moved_beside = None if beside is None else change_of_time_elsewhere(outlined, beside)
    if _is_doubtful(outlined, index, at, parts):
        return None
    if moved and not moves_a_time_or_threat(outline, moved):
        return None
    sentences = [index, parts.demand_at, parts.threat_at]
    frame = Frame(index, at, outline.times[at], 0.0, [Act.LOOSE], sentences=sentences)
    frame.sender, frame.target = parts.pair.sender, parts.pair.target
    frame.demand, frame.demand_type = place_of(outlined[parts.demand_at], *parts.demand), parts.kind
    frame.threat, frame.threat_types = place_of(outlined[parts.threat_at], *parts.threat), parts.types
    if frame.threat.meets(frame.demand):
        frame.demand, frame.demand_type = None, None
    frame.score = _score(parts, index)
    frame.has_sequel = parts.has_sequel
    if moved:
        frame.change, frame.change_place = moved[0], place_of(outline, moved[1], moved[2])
    elif moved_beside and beside is not None:
        frame.change = moved_beside[0]
        frame.change_place = place_of(outlined[beside], *moved_beside[1:])
    return frame


def _parts(
    outlined: Sequence[Outline], found: Sequence[Sequence[Event]], known: BySentence, index: int
) -> _Parts | None:
    """The parts of an ultimatum around a sentence; None where one of them is missing."""
    near = weights(index, len(outlined))
    asked = demanded(outlined, found, near)
    told = passage(outlined, found, index, known) if asked else None
    threat = consequence(outlined, index, known) if asked else None
    if threat is None and told is not None:
        threat = told.consequence
    if threat is None or asked is None:
        return None
    pair = weighed_pair(outlined, near)
    if told is not None:
        surer = max((each for each in (told.pair, pair) if each is not None), key=lambda each: each.points)
        return _Parts(*asked, threat.at, threat.span, threat.types, surer, is_far=False, has_sequel=True)
    is_far = pair is None or pair.points < _LEAST_POINTS
    if is_far:
        far = far_weights(index, len(outlined))
        pair = weighed_pair(outlined, far) or pair
        if pair is None or pair.points < _LEAST_POINTS:
            pair = topical_pair(outlined, far) or pair
    if pair is None or pair.points < _LEAST_TOPICAL:
        return None
    return _Parts(*asked, threat.at, threat.span, threat.types, pair, is_far)


_OWES = (Act.GIVE, Act.HAS, Act.DEMAND, Act.MUST)


def _turned(parts: _Parts, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int) -> Pair:
    """The pair the other way round, where its sender is the only one of whom the grammar tells that he must do it."""
    pair = parts.pair
    owing = [
        each.actor
        for event in found[index]
        if event.act in _OWES and (each := named(outlined[index], event.target)) is not None
    ]
    if not parts.is_far or pair.sender.actor not in owing or pair.target.actor in owing:
        return pair
    return replace(pair, sender=pair.target, target=pair.sender, sentences=pair.sentences[::-1])


def _is_doubtful(outlined: Sequence[Outline], index: int, at: int, parts: _Parts) -> bool:
    """Whether the parts are there and yet speak of something else."""
    outline, words = outlined[index], outlined[index].times[at]
    is_vague = parts.kind is None and parts.types == (ThreatType.OTHER,)
    return bool(
        is_civil(parts.pair.target)
        or is_about_pay(parts.pair.sender, outlined[parts.demand_at])
        or is_court(parts.pair.sender)
        or WEATHER.search(outline.text)
        or _YEAR_ALONE.search(outline.source, words.start, words.end)
        or (is_vague and (parts.pair.points < _SURE_POINTS or words.kind is TimeKind.DAY))
        or (parts.is_far and not _is_addressed(outlined, index, parts))
        or _CROWD.search(parts.pair.target.actor.name if parts.pair.target.actor else "")
        or not (parts.has_sequel or _is_held(outline, at, index in (parts.demand_at, parts.threat_at)))
        or _speaks_for_itself(outlined[parts.demand_at], parts.pair)
        or _is_private(outlined, index, parts)
    )


_CROWD = re.compile(r"\b(?:protest\w*|demonstrators|strikers)\b", re.IGNORECASE)


def _is_addressed(outlined: Sequence[Outline], index: int, parts: _Parts) -> bool:
    """Whether what is demanded stands beside the time limit, and for whom it is in one of the two sentences."""
    pair, near = parts.pair, {index, parts.demand_at}
    if abs(parts.demand_at - index) <= 1 and pair.target.actor in _named(outlined, near):
        return True
    if parts.demand_at != index or PUBLIC.search(outlined[index].text):
        return False
    return {pair.sender.actor, pair.target.actor} <= _named(outlined, {index - 1, index, index + 1})


def _named(outlined: Sequence[Outline], near: Collection[int]) -> set[NamedActor | None]:
    known = (at for at in near if 0 <= at < len(outlined))
    return {each.actor for at in known for each in outlined[at].actors.values()}


def _is_held(outline: Outline, at: int, is_beside: bool) -> bool:
    """Whether its own sentence says that the time is one for the other side."""
    left, words = outline.text[:at], outline.times[at]
    is_point = _FROM_NOW.search(outline.source, words.start, words.end) and is_conditional(outline.text)
    return bool(
        is_beside
        or is_point
        or _GIVES.search(left)
        or _RUNS_OUT.search(left)
        or _IS_ALL.match(outline.text, at + 1)
    )


_RUNS_OUT = re.compile(
    r"\b(?:clock|time|hours?|days?|weeks?|term|period|patience|grace)\b[^.;]{0,30}? (?:runs?|ran|will run|would run) out(?: for (?:the )?[@^])?(?: on| at)? ?$|\b(?:expires?|lapses?|elapses?)(?: on| at)? ?$"
)
_GIVES = re.compile(
    r"\b(?:ultimatum|deadline|time limit|notice|gave|given|gives?|giving|has|have|had|got|grace|final|last|waits?|waited|how long)\b[^.;]{0,40}$"
)


def _speaks_for_itself(outline: Outline, pair: Pair) -> bool:
    """'X must find the money by June, X said': nobody else demands it."""
    said = speaker(outline)
    return said is not None and said.actor is pair.target.actor


_TELLS = re.compile(r"\b(?:told|tells|ordered|urged|asked|advised|warned|instructed) (?:the |all )?(?P<t>@)")


_OWN_PEOPLE = re.compile(
    r"\b(?:told|tells|ordered|urged|asked|advised|warned|instructed|called on) (?:all )?(?:its |their |his |her |~ )(?:own )?(?:citizens|nationals|people|residents|staff|families|travell?ers|tourists)\b"
)


def _is_private(outlined: Sequence[Outline], index: int, parts: _Parts) -> bool:
    """Whether a firm or one's own people are to do it: 'unless the company …', 'told its citizens to …'."""
    is_sale = parts.kind is DemandType.DIVEST
    if not is_sale and any(
        PRIVATE.search(outlined[at].text) for at in {index, parts.demand_at, parts.threat_at}
    ):
        return True
    outline = outlined[parts.demand_at]
    if _OWN_PEOPLE.search(outline.text):
        return True
    told = [
        outline.actors.get(match.start("t")) for match in _TELLS.finditer(outline.text[: parts.demand[1]])
    ]
    return any(each is not None and each.actor is parts.pair.sender.actor for each in told)


def _score(parts: _Parts, index: int) -> float:
    """Less the further the parts are from the time limit, and the less there is for the parties and the threat."""
    score = 0.22 + min(0.03 * parts.pair.points, 0.25)
    score -= 0.05 * (parts.demand_at != index) + 0.05 * (parts.threat_at != index)
    score += _OF_SEQUEL * parts.has_sequel
    return score + 0.1 * (parts.types not in ((), (ThreatType.OTHER,)))


_OF_SEQUEL = 0.1
_HERE, _HERE_WEIGHT = 0.45, 1.0
"""What is demanded in the sentence of the time limit itself comes before what another one demands."""


def demanded(
    outlined: Sequence[Outline], found: Sequence[Sequence[Event]], near: Sequence[tuple[int, float]]
) -> tuple[int, tuple[int, int], DemandType | None] | None:
    """What is demanded: of an event of the grammar, else of a word that asks."""
    choices = []
    for index, weight in near:
        outline = outlined[index]
        here = _HERE if weight == _HERE_WEIGHT else 0.0
        spans = [
            (each.clause, 0.3 + here * (each.act is not Act.CONDITION))
            for each in found[index]
            if each.clause and each.act is not Act.THREAT
        ]
        for match in _ASKS.finditer(outline.text):
            start = max(match.start(name) for name in match.groupdict() if match[name] is not None)
            spans.append((clause(outline, start), here * (match["m5"] is None)))
        for span, sure in spans:
            if span[1] - span[0] < 4:
                continue
            kind = demand_type(demand_words(outline, span))
            points = weight + sure + (0.4 if kind else 0.0) + (0.2 if kind in HARD else 0.0)
            points -= 0.5 * says_little(outline.text[slice(*span)])
            choices.append((points, (index, span, kind)))
    best = max(choices, key=lambda each: each[0], default=None)
    return best[1] if best else None
