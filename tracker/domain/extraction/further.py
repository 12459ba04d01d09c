"""What is demanded and threatened further away in a text, where the sentences beside a time limit do not tell its type.

It says more of what is offered already; whether something is offered does not depend on it.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from tracker.domain.extraction.acts import Act, Event, acting
from tracker.domain.extraction.consequences import consequence
from tracker.domain.extraction.crowds import is_civil
from tracker.domain.extraction.frame import Frame, Place, place_of
from tracker.domain.extraction.kinds import both, demand_type, demand_words, suffers, threatened_by
from tracker.domain.extraction.mention import Mention
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.parties import speaker
from tracker.domain.vocabulary import DemandType, ThreatType

_FURTHEST, _NEAR = 8, 4
"""So many sentences before and behind a time limit are looked at, and the first two of the text; for talks fewer."""
_GENERAL = (DemandType.POLICY_CHANGE, DemandType.CLARIFY_POSITION)
"""What these say is little more than that something is demanded."""
_WARNING = re.compile(r"\b(?:final |last |new |fresh )?warning(?= to (?:the )?@)")
"""Who warns somebody threatens him, though he need not say with what."""
_VAGUE = ((), (ThreatType.OTHER,), (ThreatType.UNSPECIFIED,))


def complete(frame: Frame, outlined: Sequence[Outline], events_of: Callable[[int], Sequence[Event]]) -> None:
    """Take the nearest demand and threat of a known type between the two parties, where the frame has none."""
    _take_what_is_done(frame, outlined[frame.index], events_of(frame.index))
    _take_what_is_meant(frame, outlined, events_of)
    if frame.demand_type is None:
        for outline, event in _around(frame, outlined, events_of):
            if event.act is Act.THREAT or not _is_between(frame, outline, event):
                continue
            kind = demand_type(demand_words(outline, event.clause)) if event.clause else None
            place = place_of(outline, *event.clause) if event.clause else None
            if frame.demand is not None and kind in _GENERAL:
                continue
            if kind and place and not place.meets(frame.threat):
                frame.demand, frame.demand_type = place, kind
                break
    if frame.demand is None and frame.change is not None:
        _take_talks(frame, outlined)
    if frame.threat is None or _is_vague(frame, outlined[frame.index]):
        _take_threat(frame, outlined, events_of)
    if frame.threat is None and not is_civil(frame.sender):
        _take_consequence(frame, outlined)
    warned = _WARNING.search(outlined[frame.index].text) if frame.threat is None else None
    if warned:
        frame.threat = place_of(outlined[frame.index], *warned.span())
        frame.threat_types = (ThreatType.UNSPECIFIED,)


_MEANT_ELSEWHERE = re.compile(
    r"(?:to )?(?:(?:answer|reply|respond)\b|(?:an?|the|its|his|their) (?:[a-z]+ )?(?:answer|reply|response)\b|(?:give|send|hand in|provide|deliver)\w* (?:an?|its|his|their) (?:[a-z]+ )?(?:answer|reply|response)\b|comply\b|do (?:so|that|this|it)\b"
    r"|(?:accept|meet|agree to|fulfil|satisfy|heed)\w* (?:the|its|his|her|their|our|these|those|all|@'s) (?:[a-z]+ ){0,2}(?:offer|terms|demands?|conditions|ultimatum|proposal)\b)",
    re.IGNORECASE,
)
"""Of what is to be answered or accepted another sentence tells."""
_FORMAL = (*_GENERAL, DemandType.SIGN_AGREEMENT, DemandType.OTHER)


def _take_what_is_meant(
    frame: Frame, outlined: Sequence[Outline], events_of: Callable[[int], Sequence[Event]]
) -> None:
    """'Has until Friday to reply' stands for what the sender told the target to do, in a sentence nearby."""
    demand = frame.demand
    source = outlined[frame.index].source
    if frame.demand_type not in _FORMAL or demand is None or not _MEANT_ELSEWHERE.match(source, demand.start):
        return
    for outline, event in _around(frame, outlined, events_of):
        if event.act is Act.THREAT or event.clause is None or not _is_between(frame, outline, event):
            continue
        kind, place = demand_type(demand_words(outline, event.clause)), place_of(outline, *event.clause)
        if kind and kind not in _FORMAL and not place.meets(frame.threat):
            frame.demand, frame.demand_type = place, kind
            return


_DO_SO = re.compile(r"do (?:so|that|this|it)\b")


def _take_what_is_done(frame: Frame, outline: Outline, here: Sequence[Event]) -> None:
    """'X says it will hand over power after Y told it to do so': what X will do is what is demanded."""
    demand = frame.demand
    if frame.demand_type is not None or demand is None or not _DO_SO.match(outline.source, demand.start):
        return
    for event in here:
        kind = demand_type(demand_words(outline, event.clause)) if event.clause else None
        if event.act is Act.THREAT and kind and _is(acting(outline, event.sender), frame.target):
            place = place_of(outline, *event.clause) if event.clause else demand
            frame.demand, frame.demand_type = place, kind
            return


_TALKS = re.compile(
    r"\b(?:come to terms|(?:reach|strike|conclude|work out|find|negotiate|seek|sign) (?:an?|the) (?:[a-z-]+ ){0,2}(?:deal|agreement|accord|pact|solution)"
    r"|(?:trade|tariff|further|serious|more) (?:talks|negotiations?|deal|agreement)|(?:talks|negotiations?|negotiating) (?:on|about|over|for) [a-z~][^.;,\"]{2,40}|get down to [a-z ]{0,20}negotiations?)"
)


def _take_talks(frame: Frame, outlined: Sequence[Outline]) -> None:
    """For what time is given where a measure is put off: talks or a deal, told in the sentences around."""
    for index in sorted(range(len(outlined)), key=lambda each: abs(each - frame.index)):
        found = _TALKS.search(outlined[index].text) if abs(index - frame.index) <= _NEAR else None
        place = place_of(outlined[index], *found.span()) if found else None
        if found and place and not place.meets(frame.threat):
            kind = demand_type(both(outlined[index], found.span()))
            frame.demand, frame.demand_type = place, kind or DemandType.SIGN_AGREEMENT
            return


def _take_threat(
    frame: Frame, outlined: Sequence[Outline], events_of: Callable[[int], Sequence[Event]]
) -> None:
    """The nearest threat of a known type, else the nearest that says no more than that there will be consequences."""
    spare: tuple[Place, tuple[ThreatType, ...]] | None = None
    for outline, event in _around(frame, outlined, events_of):
        types = threatened_by(frame.sender, outline, event) if event.act is Act.THREAT else ()
        place = place_of(outline, *event.clause) if event.clause else None
        if place is None or place.meets(frame.demand) or not _is_threatened(frame, outline, event):
            continue
        if types not in _VAGUE:
            frame.threat, frame.threat_types = place, types
            return
        if types == (ThreatType.UNSPECIFIED,) and spare is None:
            spare = place, types
    if frame.threat is None and spare is not None:
        frame.threat, frame.threat_types = spare


def _take_consequence(frame: Frame, outlined: Sequence[Outline]) -> None:
    """What the sentences beside it tell of the other case, whoever would do it: 'The houses would then be shelled'."""
    found = consequence(outlined, frame.index, {})
    if found is None or found.types in _VAGUE:
        return
    place = place_of(outlined[found.at], *found.span)
    if not place.meets(frame.demand):
        frame.threat, frame.threat_types = place, found.types


def _is_vague(frame: Frame, outline: Outline) -> bool:
    """Whether a threat of no known type stands in another sentence than the time limit."""
    start = frame.threat.start if frame.threat else 0
    return frame.threat_types in _VAGUE and not outline.sentence.start <= start < outline.sentence.end


def _around(
    frame: Frame, outlined: Sequence[Outline], events_of: Callable[[int], Sequence[Event]]
) -> Iterator[tuple[Outline, Event]]:
    """The events around a frame, those of the nearest sentences first."""
    first, last = max(0, frame.index - _FURTHEST), min(len(outlined), frame.index + _FURTHEST + 1)
    near = {*range(min(2, len(outlined))), *range(first, last)}
    for index in sorted(near, key=lambda each: (abs(each - frame.index), each)):
        for event in events_of(index):
            yield outlined[index], event


def _is_between(frame: Frame, outline: Outline, event: Event) -> bool:
    """Whether it is the target of the frame who is to do it, and nobody else than its sender who says so."""
    sender, target = acting(outline, event.sender), acting(outline, event.target)
    return _is(target, frame.target) and (sender is None or _is(sender, frame.sender))


def _is_threatened(frame: Frame, outline: Outline, event: Event) -> bool:
    """Whether the sender of the frame would do it, or its target would suffer it."""
    sender = acting(outline, event.sender)
    if suffers(outline, event):
        return _is(sender, frame.target) or (sender is None and event.is_marked)
    return _is(sender, frame.sender) or (sender is None and _is_own_threat(frame, outline, event))


_OWN = re.compile(r"(?:i|we|our|my)\b")


def _is_own_threat(frame: Frame, outline: Outline, event: Event) -> bool:
    """'If they are not back, I will …': who speaks of himself is the sender, if the sentence names no other speaker."""
    if not event.is_marked or event.clause is None or not _OWN.match(outline.text, event.clause[0]):
        return False
    said = speaker(outline)
    return said is None or _is(said, frame.sender)


def _is(mention: Mention | None, other: Mention | None) -> bool:
    return mention is not None and other is not None and mention.actor is other.actor
