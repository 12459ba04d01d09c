"""Puts the events of neighbouring sentences together: who demands what of whom, by when, or else what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.domain.extraction.acts import Act, Event, acting
from tracker.domain.extraction.anchors import Anchor, anchors, change_in
from tracker.domain.extraction.consequences import BySentence
from tracker.domain.extraction.crowds import PAY, is_about_pay, is_civil
from tracker.domain.extraction.cues import DEADLINE, ULTIMATUM
from tracker.domain.extraction.frame import (
    HARD,
    PRIVATE,
    RANK,
    WEATHER,
    Frame,
    Place,
    around,
    is_court,
    place_of,
)
from tracker.domain.extraction.kinds import demand_type, demand_words, says_little, suffers, threatened_by
from tracker.domain.extraction.loose import demanded
from tracker.domain.extraction.moves import change, moves_a_time_or_threat
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.parties import is_decided, parties, speaker, subject_before
from tracker.domain.extraction.passages import passage
from tracker.domain.extraction.roles import Pair, weighed_pair, weights
from tracker.domain.vocabulary import Change, DemandType, ThreatType

_BASE = {
    Act.GIVE: 0.5,
    Act.ULTIMATUM: 0.6,
    Act.DEADLINE: 0.4,
    Act.DEMAND: 0.4,
    Act.HAS: 0.4,
    Act.MUST: 0.35,
    Act.CONDITION: 0.4,
    Act.THREAT: 0.3,
    Act.LOOSE: 0.25,
}


def frames(text: str, outlined: Sequence[Outline], found: Sequence[Sequence[Event]]) -> Iterator[Frame]:
    """All frames of a text, good and bad; each has a sender, a target and a demand or a threat."""
    given: list[Frame] = []
    known: BySentence = {}
    for index, outline in enumerate(outlined):
        for anchor in anchors(outline, found[index], found[index + 1] if index + 1 < len(found) else ()):
            frame = _frame(text, outlined, found, index, anchor)
            if frame is not None:
                _in_passage(frame, outlined, found, known)
                _to_who_gave(frame, outline, given)
                given.append(frame)
                yield frame
        gone = _withdrawal(outlined, found, index)
        if gone is not None:
            if (dated := _dated(gone, outline)) is not None:
                yield dated
            yield gone


_BINDING = frozenset((Act.HAS, Act.MUST, Act.GIVE, Act.DEADLINE, Act.LOOSE, Act.DEMAND))
_OWED = frozenset((Act.HAS, Act.MUST, Act.LOOSE, Act.THREAT))
"""What somebody owes, told without whom he owes it to."""
_OF_PASSAGE, _OF_KNOWN = 0.1, 0.05
"""How much surer a frame is beside whose time a sentence tells what follows, and where that is of a known type."""
_VAGUE_ALONE = ((), (ThreatType.OTHER,), (ThreatType.UNSPECIFIED,))


def _in_passage(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], known: BySentence
) -> None:
    """Take from the sentences around what they tell in their own words: the parties, and what would follow."""
    if not _BINDING & set(frame.acts) or Act.CONDITION in frame.acts or frame.change is not None:
        return
    told = passage(outlined, found, frame.index, known)
    if told is None:
        return
    pair = told.pair
    sides = ((frame.sender, pair.sender), (frame.target, pair.target))
    if not all(each is not None and each.actor is other.actor for each, other in sides):
        if frame.has_direct_parties or not set(frame.acts) <= _OWED or not _agrees(frame, pair):
            return
        frame.sender, frame.target = pair.sender, pair.target
    frame.has_sequel = True
    frame.score += _OF_PASSAGE + _OF_KNOWN * (told.consequence.types not in _VAGUE_ALONE)
    asked = demanded(outlined, found, weights(frame.index, len(outlined))) if not frame.demand_type else None
    if asked is not None and asked[2] is not None:
        frame.demand, frame.demand_type = place_of(outlined[asked[0]], *asked[1]), asked[2]
        frame.sentences.append(asked[0])
    if frame.threat is None:
        at = told.consequence
        place = place_of(outlined[at.at], *at.span)
        if place.meets(frame.demand):
            frame.demand, frame.demand_type = None, None
        frame.threat, frame.threat_types = place, at.types
        frame.sentences.append(at.at)


_FURTHER = 2
"""So many sentences further on it is said until when a time runs that was given."""


def _to_who_gave(frame: Frame, outline: Outline, given: Sequence[Frame]) -> None:
    """'Y now has until Friday to meet the terms of Z' behind 'X gave Y more time' is of X; 'they now have …' as well."""
    sender, target = frame.sender, frame.target
    if (
        sender is None
        or target is None
        or not frame.acts
        or not set(frame.acts) <= _HAS_TIME
        or sender.actor in frame.by_grammar
    ):
        return
    said = speaker(outline)
    giver = next((each for each in reversed(given) if _gives(each, frame)), None)
    if giver is None or giver.sender is None or giver.target is None:
        return
    if target.actor is giver.target.actor and not (said and said.actor is sender.actor):
        frame.sender = giver.sender
    elif not frame.by_grammar or (target.stands_for == "they" and target.actor is giver.sender.actor):
        frame.sender, frame.target, frame.has_direct_parties = giver.sender, giver.target, True


_HAS_TIME = frozenset((Act.HAS, Act.GIVE, Act.DEADLINE))


def _gives(each: Frame, frame: Frame) -> bool:
    """Whether a frame before another one tells that time was given, or moved."""
    is_near = 0 < frame.index - each.index <= _FURTHER
    is_moved = each.change in (Change.EXTENDED, Change.SHORTENED)
    return is_near and each.has_direct_parties and (Act.GIVE in each.acts or is_moved)


def _withdrawal(outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int) -> Frame | None:
    """A deadline or threat that is called off, whether or not a time is named with it."""
    outline = outlined[index]
    change = change_in(outline)
    if change is None or change[0] is not Change.WITHDRAWN:
        return None
    frame = Frame(index, change[1], None, 0.5, [], sentences=[index], change=Change.WITHDRAWN)
    frame.change_place = place_of(outline, change[1], change[2])
    frame.sender = subject_before(outline, change[1])
    parties(frame, outlined, found, [])
    _demand(frame, outlined, found, [])
    _threat(frame, outlined, found)
    if frame.sender is None or frame.target is None or frame.sender.actor is frame.target.actor:
        return None
    return frame


_OWN_TIME = re.compile(r"[%#=](?=[ -](?:deadline|ultimatum|time limit|date|cut-?off|limit)\b)")


def _dated(gone: Frame, outline: Outline) -> Frame | None:
    """What is called off with the time that its name tells: 'withdrew its May 15 deadline'."""
    place = _OWN_TIME.search(outline.text, gone.at, gone.at + _NAME_BEHIND)
    words = outline.times.get(place.start()) if place else None
    if place is None or words is None or not _CALENDAR.search(outline.source, words.start, words.end):
        return None
    return replace(gone, words=words, at=place.start())


_NAME_BEHIND = 60
_CALENDAR = re.compile(r"\d|day\b", re.IGNORECASE)
_ONLY_IF = frozenset((Act.CONDITION, Act.THREAT, Act.LOOSE))
"""Without a word of what is demanded or threatened these tell of forecasts as often as of ultimatums."""


def _frame(
    text: str, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int, anchor: Anchor
) -> Frame | None:
    outline = outlined[index]
    tied = sorted(anchor.events, key=lambda each: RANK.index(each.act))
    frame = Frame(
        index,
        anchor.at,
        outline.times[anchor.at],
        _base(tied),
        [each.act for each in tied],
        sentences=[index],
    )
    if anchor.change and not tied:
        frame.sender = subject_before(outline, anchor.change[1])
    parties(frame, outlined, found, tied)
    if frame.target is not None or not any(each.is_public for each in tied):
        _weigh(frame, outlined, _SURE_OF_CHANGE if anchor.change else _SURE)
    _demand(frame, outlined, found, tied)
    _threat(frame, outlined, found)
    change(text, frame, outlined, anchor)
    if (
        not tied
        and not _DEADLINE_NOUN.search(outline.text)
        and not moves_a_time_or_threat(outline, anchor.change)
    ):
        frame.score -= 0.3
    if (
        WEATHER.search(outline.text)
        or is_court(frame.sender)
        or is_civil(frame.target)
        or is_about_pay(frame.sender, outline)
    ):
        return None
    frame.score -= 0.5 * _is_dispute(frame, outlined)
    is_sale = frame.demand_type is DemandType.DIVEST
    frame.score -= 0.4 * (not frame.has_direct_parties and not is_sale and bool(PRIVATE.search(outline.text)))
    is_hard = frame.demand_type in HARD or any(
        _WARNS.search(outline.text, each.at, each.end) for each in tied
    )
    if (
        frame.threat is None
        and not is_hard
        and set(frame.acts) <= {Act.DEMAND, Act.MUST, Act.CONDITION, Act.HAS, Act.LOOSE}
    ):
        frame.score -= 0.1
    is_patient = any(_WAITS.search(outline.text, each.at, each.end) for each in tied if each.act is Act.GIVE)
    frame.score -= 0.5 * (is_patient and frame.threat is None and frame.demand_type not in HARD)
    frame.score -= 0.3 * _is_plea(frame, outline, tied)
    asked = [each for each in tied if each.act in (Act.GIVE, Act.DEMAND)]
    if asked and all(each.is_unknown for each in asked) and not _names_both(frame, outline):
        frame.score -= 0.3
    is_told = frame.has_direct_parties or is_decided(outline, tied)
    if Act.MUST in frame.acts and set(frame.acts) <= _ONLY_MUST and not is_told:
        said = speaker(outline)
        is_own = said is not None and frame.target is not None and said.actor is frame.target.actor
        frame.score -= 0.3 if is_own or _is_unknown(frame, outline, tied) else 0.0
    frame.described = _described(frame, outline)
    if frame.target is None and frame.described is None and not any(each.is_to_rebels for each in tied):
        return None
    if _is_against_itself(frame, outline, found[index], tied):
        return None
    frame.is_second = bool(_SECOND.search(outline.text))
    frame.is_whole = _is_whole(frame, outline, found[index : index + 2], tied)
    frame.score += 0.15 * frame.is_whole
    is_untyped = not frame.demand_type and frame.threat_types in ((), (ThreatType.OTHER,))
    if is_untyped and set(frame.acts) <= _ONLY_IF and not frame.is_whole and "unless" not in outline.text:
        frame.score -= 0.15
    if frame.sender is None or (frame.target and frame.sender.actor is frame.target.actor):
        return None
    if frame.demand is None and frame.threat is None and frame.change is None:
        return None
    return frame


_SECOND = re.compile(
    r"\b(?:will|would|shall|is to|are to|must) then (?:have|get|be given)\b|^\W*(?:if|should)\b[^;]*, (?:[a-z]+|@) (?:will|would) (?:have|get|be (?:given|granted|allowed)) (?:another|a further|=)|\b(?:a|the|its|his|their) second (?:demand|ultimatum|deadline|time limit|term|date|letter|stage|step)\b"
)
_WAITS = re.compile(r"\b(?:wait(?:s|ed|ing)?|h[eo]ld(?:s|ing)? (?:off|back)|stand(?:s|ing)? by)\b")
"""Who waits for somebody to do something has not told him to: it must be what ultimatums ask, or a threat stand beside."""
_PLEADS = re.compile(r"\b(?:appeal|plead|implor|begg?|entreat|beseech)(?:s|ed|es|e|ing)?\b")
_FOR_RELIEF = re.compile(
    r"\b(?:so that|in order that|(?:in order )?to (?:let|allow|enable|permit|make room for)|(?:long|time) enough (?:for|to))\b[^.;]{0,60}\b(?:food|aid|relief|medic\w+|wounded|sick|civilians|convoys?|children|vaccin\w+|supplies|humanitarian|rations)\b"
)
"""What a pause is asked for by those who bring help; without a threat it is no ultimatum."""
_WARNS = re.compile(r"\bwarn(?:s|ed|ing|ings)?\b|\bon (?:\w+ )?notice\b")
"""Whoever warns somebody to do something threatens him, though he need not say with what."""


def _is_plea(frame: Frame, outline: Outline, tied: Sequence[Event]) -> bool:
    """Whether something is begged for, or asked so that help may come, and nothing is threatened."""
    if frame.threat is not None or frame.change is not None or not tied:
        return False
    pleads = (_PLEADS.search(outline.text, each.at, each.end) for each in tied if each.is_soft)
    return any(pleads) or bool(_FOR_RELIEF.search(outline.text))


_SURE, _SURE_OF_CHANGE = 5.0, 6.5
"""Points that outweigh a guess by grammar; who moves a time limit is told more plainly."""


def _weigh(frame: Frame, outlined: Sequence[Outline], least: float) -> None:
    """Take the parties that the words around speak for most where the grammar does not tell both."""
    if frame.has_direct_parties:
        return
    near = [(index, weight) for index, weight in weights(frame.index, len(outlined))]
    pair = weighed_pair(outlined, near)
    if pair is not None and pair.points >= least and _agrees(frame, pair):
        frame.sender, frame.target = pair.sender, pair.target


def _agrees(frame: Frame, pair: Pair) -> bool:
    """Whether a pair leaves whom the grammar tells in his role."""
    sides = ((frame.sender, pair.sender), (frame.target, pair.target))
    return all(
        each is None or each.actor not in frame.by_grammar or each.actor is weighed.actor
        for each, weighed in sides
    )


_ONLY_MUST = frozenset((Act.MUST, Act.CONDITION, Act.THREAT, Act.LOOSE))


def _is_unknown(frame: Frame, outline: Outline, tied: Sequence[Event]) -> bool:
    """Whether what must be done is for somebody who is no actor: 'the firm must …', with a state further on."""
    musts = [each for each in tied if each.act is Act.MUST]
    if not musts or any(each.target is not None for each in musts):
        return False
    at = musts[0].at
    if any(each.actor is None for place, each in outline.actors.items() if at <= place <= musts[0].end):
        return False
    return frame.target is not None and not _names_both(frame, outline)


def _names_both(frame: Frame, outline: Outline) -> bool:
    """Whether the grammar tells both parties, or the sentence at least names the target."""
    here = {mention.actor for mention in outline.actors.values()}
    return frame.has_direct_parties or (frame.target is not None and frame.target.actor in here)


def _is_dispute(frame: Frame, outlined: Sequence[Outline]) -> bool:
    """Whether citizens ask their own government for pay, or for nothing in particular."""
    if not (is_civil(frame.sender) or (frame.sender and frame.sender.within)):
        return False
    near = outlined[max(0, frame.index - 1) : frame.index + 2]
    return any(PAY.search(each.text) for each in near) or (
        is_civil(frame.sender) and frame.demand_type is None
    )


_DESCRIPTION = re.compile(
    r"\b(?:(?:the )?(?:two|three|four|five|six|seven|eight|nine|ten|several|some|most|many|dozens of|\d+)|the|its|his|their|our) (?:(?!~)[\w^]+ |~ )?"
    r"(?:countries|states|nations|allies|governments|(?:trading )?partners|economies|parties|signatories|powers)\b"
)


def _described(frame: Frame, outline: Outline) -> Place | None:
    """The words for a target that is not named, where a time limit or a threat is moved."""
    if frame.change is None or frame.has_direct_parties:
        return None
    match = _DESCRIPTION.search(outline.text)
    return place_of(outline, *match.span()) if match else None


def _is_against_itself(frame: Frame, outline: Outline, here: Sequence[Event], tied: Sequence[Event]) -> bool:
    """Whether the target would be the one that does what is threatened: the frame has its direction wrong."""
    if frame.target is None or not any(each.act is Act.CONDITION for each in tied):
        return False
    doers = [
        acting(outline, each.sender)
        for each in here
        if each.act is Act.THREAT and each.is_consequence and not suffers(outline, each)
    ]
    return any(each is not None and each.actor is frame.target.actor for each in doers)


_ADDRESSED = frozenset((Act.GIVE, Act.DEMAND, Act.MUST, Act.HAS, Act.ULTIMATUM, Act.DEADLINE))


def _is_whole(frame: Frame, outline: Outline, near: Sequence[Sequence[Event]], tied: Sequence[Event]) -> bool:
    if frame.demand is None or frame.threat is None or not (frame.sender and frame.target):
        return False
    if frame.sender.actor is None or frame.target.actor is None:
        return False
    here = {mention.actor.slug for mention in outline.actors.values() if mention.actor}
    if not {frame.sender.actor.slug, frame.target.actor.slug} <= here:
        return False
    conditions = [each for each in tied if each.act is Act.CONDITION]
    followed = [each for each in near[0] if each.act is Act.THREAT and each.is_consequence]
    if conditions and followed:
        is_forecast = followed[0].at > conditions[0].at and frame.threat_types in ((), (ThreatType.OTHER,))
        if is_forecast:
            return False
        subject = acting(outline, followed[0].sender)
        bears = suffers(outline, followed[0]) and subject is not None and subject.actor is frame.target.actor
        return subject is not None and (subject.actor is frame.sender.actor or bears)
    otherwise = [each for each in near[-1] if each.at == 0] if len(near) > 1 else []
    marked = any(each.act is Act.THREAT and each.is_marked for each in (*near[0], *otherwise))
    return marked and any(each.act in _ADDRESSED for each in tied)


_DEADLINE_NOUN = re.compile(rf"\b(?:{ULTIMATUM}|{DEADLINE})\b")


def _base(tied: Sequence[Event]) -> float:
    if not tied:
        return 0.4
    acts = {each.act for each in tied}
    asking = [each for each in tied if each.act in (Act.DEMAND, Act.MUST)]
    soft = bool(asking) and all(each.is_soft for each in asking)
    base = max(_BASE[act] for act in acts) + 0.08 * (len(acts) - 1)
    base += 0.25 * any(each.is_consequence for each in tied)
    return base - (0.12 if soft and acts <= {Act.DEMAND, Act.MUST} else 0.0)


def _demand(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], tied: Sequence[Event]
) -> None:
    choices: list[tuple[float, Outline, tuple[int, int], DemandType | None, int]] = []
    for distance, near in enumerate(around(frame, outlined)):
        outline = outlined[near]
        for event in found[near]:
            if event.act is Act.THREAT or event.clause is None or event.clause[1] - event.clause[0] < 2:
                continue
            target = acting(outline, event.target)
            if target and frame.target and target.actor is not frame.target.actor:
                continue
            kind = demand_type(demand_words(outline, event.clause))
            words = outline.text[slice(*event.clause)]
            rank = distance + 0.1 * RANK.index(event.act) - (1.2 if kind else 0)
            rank -= 2.5 if event in tied and not says_little(words) else 0
            choices.append((rank, outline, event.clause, kind, near))
    if choices:
        _, outline, clause, kind, near = min(choices, key=lambda each: each[0])
        frame.demand, frame.demand_type = place_of(outline, *clause), kind
        frame.sentences.append(near)


_VAGUER: dict[tuple[ThreatType, ...], float] = {(ThreatType.UNSPECIFIED,): 0.5, (ThreatType.OTHER,): 1.2}
"""How much further away what these types say counts: a consequence of a known type comes before it."""


def _is_a_name(clause: tuple[int, int]) -> bool:
    """Whether a clause is a single actor: 'to hand them over to X or Y'."""
    return clause[1] - clause[0] < 2


def _threat(frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]]) -> None:
    choices: list[tuple[float, Outline, tuple[int, int], tuple[ThreatType, ...], int]] = []
    for distance, near in enumerate(around(frame, outlined)):
        outline = outlined[near]
        for event in found[near]:
            if event.act is not Act.THREAT or event.clause is None or _is_a_name(event.clause):
                continue
            types = threatened_by(frame.sender, outline, event)
            sender = acting(outline, event.sender)
            if not types or (
                sender and frame.target and sender.actor is frame.target.actor and not suffers(outline, event)
            ):
                continue
            span = place_of(outline, *event.clause)
            if span.meets(frame.demand):
                continue
            rank = distance + _VAGUER.get(types, 0.0) - (1 if event.is_marked else 0)
            choices.append((rank, outline, event.clause, types, near))
    if choices:
        _, outline, clause, types, near = min(choices, key=lambda each: each[0])
        frame.threat, frame.threat_types = place_of(outline, *clause), types
        frame.sentences.append(near)
