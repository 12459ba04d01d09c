"""A second, looser reading: a time limit, a demand and a consequence in neighbouring sentences, whoever holds them together.

The grammar of `events.py` knows many ways to say it, and news finds others. Where it offers nothing, this looks for
the signs of an ultimatum alone, each of which must be there, and takes the parties by `roles.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.domain.extraction.acts import Act, Event
from tracker.domain.extraction.anchors import NOT_A_LIMIT, change_in, is_old
from tracker.domain.extraction.clauses import clause
from tracker.domain.extraction.crowds import is_civil
from tracker.domain.extraction.frame import HARD, WEATHER, Frame, is_court, place_of
from tracker.domain.extraction.kinds import both, demand_type, types_in
from tracker.domain.extraction.moves import moves_a_time_or_threat
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.parties import speaker
from tracker.domain.extraction.roles import Pair, weighed_pair, weights
from tracker.domain.extraction.time_words import TimeKind
from tracker.domain.vocabulary import DemandType, ThreatType

_ASKS = re.compile(
    r"\b(?:(?:must|has to|have to|had to|needs? to|ought to|is to|are to|should) (?:also |now |first |either )?(?P<m>(?!be (?:noted|said)|take effect|begin|start)[a-z])"
    r"|(?:told|tells?|warn(?:ed|s|ing)|order(?:ed|s|ing)?|ask(?:ed|s|ing)|urg(?:ed|es|ing)|call(?:ed|s|ing) (?:up)?on|want(?:s|ed)|expect(?:s|ed)|instruct(?:ed|s|ing)|gave|gives?|given|giving|offer(?:ed|s)|press(?:ed|es|ing)|(?:time|chance|notice|ultimatum|deadline|demand|last call|message)\b[^.;]{0,40}? for) [^.;]{1,90}?\bto (?P<m2>(?!the\b|an?\b|its\b)[a-z])"
    r"|(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)?|want(?:s|ed)|expect(?:s|ed)|require[sd]?)(?: %)? (?:that )?(?P<m3>[a-z@^~])"
    r"|(?:ultimatum|deadline|terms|conditions|notice)\b[^.;]{0,50}?: (?P<m4>[a-z])"
    r"|(?:unless|if|should|were|once)\b,? (?P<m5>[^,.;\"]{4,}))"
)
_IF = re.compile(
    r"\b(?:unless|until|in the event|as long as|should [^,.;]{1,60} (?:not|fail|refuse|remain|stay|go on|continue|keep|persist)|(?:if|were|once) [^,.;]{1,90}?\b(?:not|no|none|fail\w*|refus\w+|remain\w*|still|keeps?|kept|continu\w+|go(?:es)? on|persist\w*|stays?|reject\w*|ignor\w+|miss\w*|blocks?|def(?:y|ies)|without|hold\w*|insists?|un\w+ed))"
)
_ELSE = re.compile(
    r"(?:(?:^|\"|[.;,:-] |\band )(?:otherwise|failing (?:which|that|this)|if not|or else|after (?:that|which|this)|from (?:that|then|this)(?: \w+)?|in that case|should (?:this|that|it|they|he|@)[^,.;]{0,40}|should [^,.;]{2,60}|if (?:this|that|it|they|he|the|nothing|no|@|there)[^,.;]{0,70}),? (?:(?:@|he|she|it|\w+)[, ]+(?:said|says|added|warned|told [^,]{1,20}),? )?\"?(?P<m>[a-z@^~\"][^.;]{3,})"
    r"|,? \bor (?P<m2>(?:else\b|fac\w+|be\b|risk\b|see\b|watch\b|lose\b|suffer\b|pay\b|pays\b|faces\b|loses\b|sees\b|forfeit|expect|go\b|do without|have\b|leave\b|quit\b|get\b|it |they |he |we |there |the |its |their |an? |all |some |every |thousands |hundreds |tens )[^.;]{0,120})"
    r"|\bunder (?:threat|pain) of (?P<m3>[^.;,]{3,80})"
    r"|(?:@[^@.;]{0,60}?|, |and )\b(?:threaten(?:ed|s|ing)?|warn(?:ed|s|ing)?|vow(?:ed|s|ing)?)(?: @)?(?: %)? (?:to |with |that |of |it )(?P<m4>[a-z@^~\"][^.;]{3,160})"
    r"|\b(?:whoever|anyone who|those who|what(?:ever)? is|all who|any \w+ that|\w+ (?:that|who) (?:stay|remain|refuse))\b[^,.;]{0,60}? (?:will|would) (?P<m5>[^.;]{3,80}))"
)
_WILL = re.compile(
    r"\b(?:will|would|'ll|is to|are to|going to|ready to|prepared to|stands? ready to|reserves? the right to|intention to|agreed to|decided to|shall|could|may) (?P<m>[a-z][^.;\"]{3,140})"
)
_SETS = re.compile(
    r"\b(?:ultimatum|deadline|time limit|notice|gave|given|gives?|giving|has|have|had|had got|got|offer\w*|terms|set|for|until|period of|space of|allow\w*|within)\b[^.;]{0,60}$"
)
_AHEAD = re.compile(
    r"\b(?:will|would|'ll|to|going to|could|may|shall|cutoff|due|void|deadline|last (?:day|date)|from|as of|on|that|says)\b[^.;]{0,80}$"
)
_DAY_BEFORE = re.compile(
    r"\b(?:said|says|told|wrote|announced|speaking|statement|speech|interview|warned|declared|published|disclosed|reported|added|ordered|demanded|threatened|gave|meeting|late|early)(?: @| reporters)?,? (?:late |early )?$|\b(?:posted|published|shown|aired|broadcast|released|uploaded|dated|after|since|following|elections?|recorded|filmed)(?: [a-z]+){0,2} $|\b(?:told|addressing) (?:(?!to\b|that\b)[\w~@^'-]+ ){0,5}$|@,? $|^$|^\W*$"
)
_YEAR_ALONE = re.compile(r"\b(?:by|until|before|from) \d{4}$")
_LEAST_POINTS = 3.5
_SURE_POINTS = 6.0
"""With so many points for the parties, what is demanded and threatened need not be of a known type."""


def loose_frames(outlined: Sequence[Outline], found: Sequence[Sequence[Event]]) -> Iterator[Frame]:
    """A frame for each time that may be a limit of something that is demanded under a threat."""
    for index, outline in enumerate(outlined):
        for at in _limits(outline):
            frame = _frame(outlined, found, index, at)
            if frame is not None:
                yield frame


def _limits(outline: Outline) -> Iterator[int]:
    has_condition = bool(_IF.search(outline.text) or _ELSE.search(outline.text))
    for at, words in sorted(outline.times.items()):
        left, right = outline.text[:at], outline.text[at + 1 :]
        if is_old(outline, at) or NOT_A_LIMIT.search(right):
            continue
        if (
            words.kind is TimeKind.LIMIT
            or (words.kind is TimeKind.START and has_condition)
            or (words.kind is TimeKind.LENGTH and _SETS.search(left))
            or (
                words.kind is TimeKind.DAY
                and _AHEAD.search(left)
                and not _DAY_BEFORE.search(left)
                and has_condition
            )
        ):
            yield at


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


def _frame(
    outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int, at: int
) -> Frame | None:
    outline = outlined[index]
    parts = _parts(outlined, found, index)
    moved = change_in(outline)
    moved = moved if moved and moved[1] < at else None
    if parts is None or _is_doubtful(outlined, index, at, parts):
        return None
    if moved and not moves_a_time_or_threat(outline, moved):
        return None
    told = [index, parts.demand_at, parts.threat_at]
    frame = Frame(index, at, outline.times[at], 0.0, [Act.LOOSE], sentences=told)
    frame.sender, frame.target = parts.pair.sender, parts.pair.target
    frame.demand, frame.demand_type = place_of(outlined[parts.demand_at], *parts.demand), parts.kind
    frame.threat, frame.threat_types = place_of(outlined[parts.threat_at], *parts.threat), parts.types
    if frame.threat.start < frame.demand.end and frame.demand.start < frame.threat.end:
        frame.demand, frame.demand_type = None, None
    frame.score = _score(parts, index)
    if moved:
        frame.change, frame.change_place = moved[0], place_of(outline, moved[1], moved[2])
    return frame


def _parts(outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int) -> _Parts | None:
    """The parts of an ultimatum around a sentence; None where one of them is missing."""
    near = weights(index, len(outlined))
    threat, asked = _consequence(outlined, near), _demanded(outlined, found, near)
    pair = weighed_pair(outlined, near) if threat and asked else None
    if threat is None or asked is None or pair is None or pair.points < _LEAST_POINTS:
        return None
    return _Parts(*asked, *threat, pair)


def _is_doubtful(outlined: Sequence[Outline], index: int, at: int, parts: _Parts) -> bool:
    """Whether the parts are there and yet speak of something else."""
    outline, words = outlined[index], outlined[index].times[at]
    is_vague = parts.kind is None and parts.types == (ThreatType.OTHER,)
    return bool(
        is_civil(parts.pair.target)
        or is_court(parts.pair.sender)
        or WEATHER.search(outline.text)
        or _YEAR_ALONE.search(outline.source, words.start, words.end)
        or (is_vague and parts.pair.points < _SURE_POINTS)
        or not _is_held(outline, at, index in (parts.demand_at, parts.threat_at))
        or _speaks_for_itself(outlined[parts.demand_at], parts.pair)
    )


def _is_held(outline: Outline, at: int, is_beside: bool) -> bool:
    """Whether its own sentence says that the time is one for the other side."""
    left = outline.text[:at]
    return is_beside or bool(_GIVES.search(left))


_GIVES = re.compile(
    r"\b(?:ultimatum|deadline|time limit|notice|gave|given|gives?|giving|has|have|had|got|grace|final|last)\b[^.;]{0,40}$"
)


def _speaks_for_itself(outline: Outline, pair: Pair) -> bool:
    """'X must find the money by June, X said': nobody else demands it."""
    said = speaker(outline)
    return said is not None and said.actor is pair.target.actor


def _score(parts: _Parts, index: int) -> float:
    """Less the further the parts are from the time limit, and the less there is for the parties and the threat."""
    score = 0.2 + min(0.03 * parts.pair.points, 0.25)
    score -= 0.05 * (parts.demand_at != index) + 0.05 * (parts.threat_at != index)
    return score + 0.1 * (parts.types not in ((), (ThreatType.OTHER,)))


def _consequence(
    outlined: Sequence[Outline], near: Sequence[tuple[int, float]]
) -> tuple[int, tuple[int, int], tuple[ThreatType, ...]] | None:
    """What is threatened: behind an 'otherwise' or 'or', else what would be done in a sentence with a condition."""
    choices = []
    for index, weight in near:
        outline = outlined[index]
        is_tied = bool(_IF.search(outline.text))
        marked = [(match, 1.0) for match in _ELSE.finditer(outline.text)]
        modal = [(match, 0.6) for match in _WILL.finditer(outline.text)] if is_tied else []
        for match, sure in (*marked, *modal):
            start = max(match.start(name) for name in match.groupdict() if match[name] is not None)
            span = clause(outline, start)
            if span[1] - span[0] < 4:
                continue
            types = types_in(both(outline, span))
            points = weight * sure + (0.5 if types else 0.0)
            choices.append((points, (index, span, types or (ThreatType.OTHER,))))
    best = max(choices, key=lambda each: each[0], default=None)
    return best[1] if best else None


def _demanded(
    outlined: Sequence[Outline], found: Sequence[Sequence[Event]], near: Sequence[tuple[int, float]]
) -> tuple[int, tuple[int, int], DemandType | None] | None:
    """What is demanded: of an event of the grammar, else of a word that asks."""
    choices = []
    for index, weight in near:
        outline = outlined[index]
        spans = [(each.clause, 0.3) for each in found[index] if each.clause and each.act is not Act.THREAT]
        for match in _ASKS.finditer(outline.text):
            start = max(match.start(name) for name in match.groupdict() if match[name] is not None)
            spans.append((clause(outline, start), 0.0))
        for span, sure in spans:
            if span[1] - span[0] < 4:
                continue
            kind = demand_type(both(outline, span))
            points = weight + sure + (0.4 if kind else 0.0) + (0.2 if kind in HARD else 0.0)
            choices.append((points, (index, span, kind)))
    best = max(choices, key=lambda each: each[0], default=None)
    return best[1] if best else None
