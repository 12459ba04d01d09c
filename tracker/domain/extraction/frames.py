"""Puts the events of neighbouring sentences together: who demands what of whom, by when, or else what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.domain.extraction.cues import CHANGES, DEMANDS, THREATS
from tracker.domain.extraction.events import Act, Event, acting
from tracker.domain.extraction.mentions import Mention, Part
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.time_words import TimeKind, TimeWords
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
}
_RANK = [Act.GIVE, Act.ULTIMATUM, Act.DEMAND, Act.HAS, Act.DEADLINE, Act.MUST, Act.CONDITION, Act.THREAT]
_NEAR = (0, -1, 1, -2, 2)
"""The sentences of a frame, nearest first: it spans three, on either side."""


@dataclass(slots=True)
class Place:
    """A span of the text with what was understood there."""

    start: int
    end: int


@dataclass(slots=True)
class Frame:
    """What belongs together, with places in the text; `index` is the sentence of the time limit."""

    index: int
    at: int
    words: TimeWords | None
    score: float
    acts: list[Act]
    sender: Mention | None = None
    target: Mention | None = None
    demand: Place | None = None
    demand_type: DemandType | None = None
    threat: Place | None = None
    threat_types: tuple[ThreatType, ...] = ()
    change: Change | None = None
    change_place: Place | None = None
    sentences: list[int] = field(default_factory=list)
    has_direct_parties: bool = False
    is_passed: bool = False


@dataclass(slots=True)
class Anchor:
    """A time of a sentence that an event ties to a demand."""

    at: int
    events: list[Event]
    change: tuple[Change, int, int] | None = None


def frames(text: str, outlined: Sequence[Outline], found: Sequence[Sequence[Event]]) -> Iterator[Frame]:
    """All frames of a text, good and bad; each has a sender, a target and a demand or a threat."""
    for index, outline in enumerate(outlined):
        for anchor in anchors(outline, found[index]):
            frame = _frame(text, outlined, found, index, anchor)
            if frame is not None:
                yield frame


_OLD = re.compile(
    r"(?:\bfrom|\binstead of|\brather than|\boriginal(?:ly)?|\binitial(?:ly)?|\bearlier|\bprevious(?:ly)?|\bformer|\bfirst|\bold|\bnot|\bprior|\bexpired?|\blast week's|\blast month's)"
    r"(?:,? (?:a|an|the|his|her|its|their|that|of|set|given|[@]'s?|was|in))* ?$"
)
_OLD_AFTER = re.compile(
    r"^[^@.;]{0,15}(?:@ |he |it |they )?(?:had )?(?:originally|initially|previously|first)\b|^ (?:earlier|originally|initially) (?:set|given)"
)
_NOT_A_LIMIT = re.compile(
    r"^(?: of (?!the (?:signing|announcement|order))|[ -]old\b|[ -](?:truce|ceasefire|war|conflict|visit|summit|trip|term|prison|sentence|offensive|campaign|stay|trial|long\b|high\b)| in (?:prison|jail|power|office)| ago\b| of (?:fighting|war|talks|negotiations|conflict|blockade))"
)
_AFTER_NOUN = re.compile(r"^[^;]{0,90}$")
_BEFORE_NOUN = re.compile(r"^(?:[ -]|(?:[a-z'~@-]+ ){1,5}?)?(?:[a-z-]+ ){0,2}$")
_FALLS = re.compile(
    r"\b(?:is|was|of|for|expir\w+|end(?:s|ed|ing)?|falls?|fell|to|until|by|on|runs? out|ran out|set|now|:|at|due|pass\w*|lapse\w*|elapse\w*) ?(?:late |early |midnight )?$"
)
_PASSED = re.compile(
    r"\b(?:deadline|ultimatum|time limit)s?\b[^.;]{0,50}?\b(?:expired|passed|lapsed|ran out|came and went|elapsed|had passed|went by)\b"
)
_SET_TERMS = re.compile(
    r"\b(?:if|unless|until|without|otherwise|or (?:face|else|risk)|failing|deal|agreement)\b"
)


def anchors(outline: Outline, here: Sequence[Event]) -> list[Anchor]:
    """The times of a sentence with the events that they belong to."""
    by_time: dict[int, list[Event]] = {}
    for event in here:
        at = _time_of(outline, event, here)
        if at is not None and not _NOT_A_LIMIT.search(outline.text[at + 1 :]):
            by_time.setdefault(at, []).append(event)
    change = change_in(outline)
    if change:
        at = _new_time(outline, change)
        if at is not None:
            by_time.setdefault(at, [])
    current = {at: tied for at, tied in by_time.items() if not is_old(outline, at)}
    return [Anchor(at, tied, change) for at, tied in (current or {}).items() if tied or change]


def is_old(outline: Outline, at: int) -> bool:
    """Whether the time there is one that no longer holds: 'from 50 days', 'instead of Monday'."""
    words = outline.times[at]
    left, right = outline.text[max(0, at - 40) : at], outline.text[at + 1 : at + 40]
    if words.kind is TimeKind.START and re.match(r" (?:to|until) (?:=|#|%)", right):
        return True
    return bool(_OLD.search(left) or _OLD_AFTER.search(right))


def change_in(outline: Outline) -> tuple[Change, int, int] | None:
    """The change of a deadline that a sentence tells of, and where its words stand in the outline."""
    for pattern, change in CHANGES:
        match = pattern.search(outline.text)
        if match:
            return change, match.start(), match.end()
    return None


def _new_time(outline: Outline, change: tuple[Change, int, int]) -> int | None:
    kinds = (TimeKind.LIMIT, TimeKind.LENGTH, TimeKind.START, TimeKind.TOLD, TimeKind.OTHER)
    for at in sorted(outline.times):
        kind = outline.times[at].kind
        if at < change[1] or kind not in kinds or is_old(outline, at):
            continue
        left = outline.text[max(0, at - 14) : at]
        if kind in (TimeKind.LIMIT, TimeKind.LENGTH):
            return at
        if kind is TimeKind.OTHER and outline.text[at] == "&" and re.search(r"", left):
            continue
        if re.search(r"\b(?:to|until|for|till|through|expire|expires|end|by) ?$", left):
            return at
    return None


def _time_of(outline: Outline, event: Event, here: Sequence[Event]) -> int | None:
    if event.act in (Act.GIVE, Act.HAS):
        return event.time
    if event.act in (Act.ULTIMATUM, Act.DEADLINE):
        return _time_of_noun(outline, event)
    if event.act is Act.THREAT:
        return _time_of_threat(outline, event, here)
    return _time_of_clause(outline, event)


def _time_of_noun(outline: Outline, noun: Event) -> int | None:
    """The time nearest to the noun: '48-hour ultimatum', 'deadline of Friday', 'gave … until noon'."""
    best: tuple[int, int] | None = None
    for at, words in outline.times.items():
        if is_old(outline, at):
            continue
        if at < noun.at:
            between = outline.text[at + 1 : noun.at]
            near = _BEFORE_NOUN.match(between) and len(between) < 45
            if words.kind is TimeKind.TOLD and not (
                between.strip(" -") == "" or re.fullmatch(r"[ -](?:[a-z-]+ ){1,2}", between)
            ):
                near = None
            if words.kind is TimeKind.OTHER or (words.kind is TimeKind.LIMIT and len(between) < 90):
                near = words.kind is TimeKind.LIMIT or None  # type: ignore[assignment]
            distance = len(between)
        else:
            between = outline.text[noun.end : at]
            near = len(between) < 110 and words.kind in (TimeKind.LIMIT, TimeKind.LENGTH)  # type: ignore[assignment]
            if words.kind in (TimeKind.TOLD, TimeKind.START) and len(between) < 90:
                near = _FALLS.search(between)
            distance = len(between) + 8
        if near and (best is None or distance < best[0]):
            best = (distance, at)
    return best[1] if best else None


def _time_of_clause(outline: Outline, event: Event) -> int | None:
    if event.clause is None:
        return None
    stop = event.clause[1] + 4
    for at in sorted(outline.times):
        kind = outline.times[at].kind
        if kind is TimeKind.LIMIT and (event.at - 30 <= at <= stop):
            return at
        if kind is TimeKind.LENGTH and event.at <= at < event.clause[0]:
            return at
    return None


def _time_of_threat(outline: Outline, event: Event, here: Sequence[Event]) -> int | None:
    """'tariffs from August 1 unless …': a start counts where a condition stands in the sentence."""
    if event.clause is None or not (
        any(each.act is Act.CONDITION for each in here) or _SET_TERMS.search(outline.text)
    ):
        return None
    if not threat_types(outline, event):
        return None
    for at in sorted(outline.times):
        if (
            outline.times[at].kind in (TimeKind.START, TimeKind.LIMIT)
            and event.at <= at <= event.clause[1] + 30
        ):
            return at
        if outline.times[at].kind is TimeKind.TOLD and event.clause[0] <= at <= event.clause[1] + 2:
            left = outline.text[max(0, at - 30) : at]
            if (
                outline.text[event.clause[0] : at]
                and re.search(
                    r"(?:effect|begin|start|apply|force|kick in|resume|impose[d]?|tariffs?|duties|on) ?$",
                    left,
                )
                and "said" not in left
            ):
                return at
    return None


def threat_types(outline: Outline, event: Event) -> tuple[ThreatType, ...]:
    """The types that the words of a threat name; `unspecified` only where no other does."""
    if event.clause is None:
        return ()
    words = outline.text[event.clause[0] : event.clause[1] + 1]
    if outline.text[event.at : event.end].strip(', "').startswith("or else"):
        words = "or else"
    types = [kind for pattern, kind in THREATS if pattern.search(words)]
    if ThreatType.SECONDARY_MEASURES in types:
        types = [each for each in types if each not in (ThreatType.IMPORT_RESTRICTION, ThreatType.SANCTIONS)]
    if ThreatType.MULTILATERAL_SANCTIONS in types:
        types = [each for each in types if each is not ThreatType.SANCTIONS]
    if len(types) > 1:
        types = [each for each in types if each is not ThreatType.UNSPECIFIED]
    return tuple(types)


def demand_type(words: str) -> DemandType | None:
    """The type of the first row of the table of demands whose words stand there."""
    return next((kind for pattern, kind in DEMANDS if pattern.search(words)), None)


def _frame(
    text: str, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], index: int, anchor: Anchor
) -> Frame | None:
    outline = outlined[index]
    tied = sorted(anchor.events, key=lambda each: _RANK.index(each.act))
    frame = Frame(
        index,
        anchor.at,
        outline.times[anchor.at],
        _base(tied),
        [each.act for each in tied],
        sentences=[index],
    )
    _parties(frame, outlined, found, tied)
    _demand(frame, outlined, found, tied)
    _threat(frame, outlined, found)
    if anchor.change:
        frame.change = anchor.change[0]
        frame.change_place = _span(outline, anchor.change[1], anchor.change[2])
    frame.is_passed = bool(_PASSED.search(outline.text))
    if frame.sender is None or frame.target is None or frame.sender.actor is frame.target.actor:
        return None
    if frame.demand is None and frame.threat is None and frame.change is None:
        return None
    return frame


def _base(tied: Sequence[Event]) -> float:
    if not tied:
        return 0.4
    acts = {each.act for each in tied}
    soft = all(each.is_soft for each in tied if each.act is Act.DEMAND) and Act.DEMAND in acts
    base = max(_BASE[act] for act in acts) + 0.08 * (len(acts) - 1)
    return base - (0.12 if soft and acts <= {Act.DEMAND, Act.MUST} else 0.0)


def _span(outline: Outline, start: int, end: int) -> Place:
    return Place(outline.place(start), outline.place_before(end))


def _parties(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], tied: Sequence[Event]
) -> None:
    outline = outlined[frame.index]
    for event in tied:
        if event.act is Act.THREAT:
            continue
        frame.target = frame.target or acting(outline, event.target)
        frame.sender = frame.sender or _other(acting(outline, event.sender), frame.target)
    frame.has_direct_parties = frame.sender is not None and frame.target is not None
    if frame.target is None:
        frame.target = _target_around(frame, outlined, found)
    if frame.sender is None:
        frame.sender = _sender_around(frame, outlined, found, tied)
    if frame.target is None:
        frame.target = _target_around(frame, outlined, found)


def _other(mention: Mention | None, than: Mention | None) -> Mention | None:
    if mention is None or (than is not None and mention.actor is than.actor):
        return None
    return mention


_SPEAKER = re.compile(
    r"(?P<s>@)(?:,[^@]{0,80},)?(?: %| [a-z]+ly| has| had| also| later)*,? (?:said|says|warned|told|wrote|posted|declared|announced|added|vowed|threatened|insisted|demanded|stated|tweeted|reiterated|repeated)"
    r"|\b(?:said|says|warned|added|declared|according to|told reporters|wrote) (?P<s2>@)"
)


def speaker(outline: Outline) -> Mention | None:
    """Who says what a sentence tells."""
    for match in _SPEAKER.finditer(outline.text):
        at = match.start("s") if match["s"] else match.start("s2")
        mention = acting(outline, at)
        if mention and not mention.is_owner:
            return mention
    return None


def _sender_around(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], tied: Sequence[Event]
) -> Mention | None:
    order = [Act.GIVE, Act.ULTIMATUM, Act.DEMAND, Act.DEADLINE, Act.THREAT]
    here = outlined[frame.index]
    first = tied[0] if tied else None
    if (
        first is not None
        and first.act in (Act.GIVE, Act.DEMAND, Act.ULTIMATUM, Act.DEADLINE)
        and first.target is not None
    ):
        subject = _other(subject_before(here, min(first.at, first.target)), frame.target)
        if subject:
            return subject
    for near in _around(frame, outlined):
        outline = outlined[near]
        events = sorted(
            (each for each in found[near] if each.act in order), key=lambda each: order.index(each.act)
        )
        for event in events:
            if event.act is Act.THREAT and not threat_types(outline, event):
                continue
            mention = _other(acting(outline, event.sender), frame.target)
            if mention and mention.part is Part.ACTOR:
                frame.sentences.append(near)
                return mention
        said = _other(speaker(outline), frame.target)
        if said:
            frame.sentences.append(near)
            return said
    return _other(subject_before(here, len(here.text)), frame.target) if frame.target else None


def _around(frame: Frame, outlined: Sequence[Outline]) -> list[int]:
    return [frame.index + step for step in _NEAR if 0 <= frame.index + step < len(outlined)]


_NOT_SUBJECT = re.compile(
    r"\b(?:to|against|on|with|for|by|of|from|in|at|over|between|and|or|near|into|than|about|under|after|before|via)(?: the)? $"
)


def subject_before(outline: Outline, end: int) -> Mention | None:
    """The nearest actor before a position that can be a subject."""
    for at in sorted(outline.actors, reverse=True):
        mention = acting(outline, at)
        if at >= end or mention is None or mention.is_owner or mention.part is not Part.ACTOR:
            continue
        if not _NOT_SUBJECT.search(outline.text[max(0, at - 12) : at]):
            return mention
    return None


_AIMED = re.compile(
    r"\b(?:on|against|at|to|for|with|from|of|strike|strikes|attack|bomb|invade|hit|sanction|punish|target|destroy|obliterate) (?:all |the )?(?:goods from |imports from |exports from |products from )?(?P<t>[@^~])"
)


def _target_around(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]]
) -> Mention | None:
    for near in _around(frame, outlined):
        outline = outlined[near]
        for event in sorted(found[near], key=lambda each: _RANK.index(each.act)):
            if event.act is Act.THREAT:
                continue
            mention = _other(acting(outline, event.target), frame.sender)
            if mention:
                frame.sentences.append(near)
                return mention
        for event in found[near]:
            if event.act is Act.THREAT and event.clause and threat_types(outline, event):
                aimed = _AIMED.search(outline.text, event.clause[0], event.clause[1] + 3)
                mention = outline.actors.get(aimed.start("t")) if aimed else acting(outline, event.target)
                if mention and mention.actor and _other(mention, frame.sender):
                    return mention
    return None


def _demand(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], tied: Sequence[Event]
) -> None:
    choices: list[tuple[float, Outline, tuple[int, int], DemandType | None, int]] = []
    for distance, near in enumerate(_around(frame, outlined)):
        outline = outlined[near]
        for event in found[near]:
            if event.act is Act.THREAT or event.clause is None or event.clause[1] - event.clause[0] < 4:
                continue
            target = acting(outline, event.target)
            if target and frame.target and target.actor is not frame.target.actor:
                continue
            words = outline.text[event.clause[0] : event.clause[1]]
            kind = demand_type(words)
            rank = (
                distance - (2.5 if event in tied else 0) - (1.2 if kind else 0) + 0.1 * _RANK.index(event.act)
            )
            choices.append((rank, outline, event.clause, kind, near))
    if choices:
        _, outline, clause, kind, near = min(choices, key=lambda each: each[0])
        frame.demand, frame.demand_type = _span(outline, *clause), kind
        frame.sentences.append(near)


def _threat(frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]]) -> None:
    choices: list[tuple[float, Outline, tuple[int, int], tuple[ThreatType, ...], int]] = []
    for distance, near in enumerate(_around(frame, outlined)):
        outline = outlined[near]
        for event in found[near]:
            if event.act is not Act.THREAT or event.clause is None:
                continue
            types = threat_types(outline, event)
            sender = acting(outline, event.sender)
            if not types or (
                sender
                and frame.target
                and sender.actor is frame.target.actor
                and not _suffers(outline, event)
            ):
                continue
            span = _span(outline, *event.clause)
            if frame.demand and span.start < frame.demand.end and frame.demand.start < span.end:
                continue
            rank = (
                distance
                + (0.5 if types == (ThreatType.UNSPECIFIED,) else 0)
                - (1 if _is_marked(outline, event) else 0)
            )
            choices.append((rank, outline, event.clause, types, near))
    if choices:
        _, outline, clause, types, near = min(choices, key=lambda each: each[0])
        frame.threat, frame.threat_types = _span(outline, *clause), types
        frame.sentences.append(near)


_MARKED = re.compile(r"\b(?:or|threaten|vow|otherwise|failing|if not|hell|warn)")


def _is_marked(outline: Outline, event: Event) -> bool:
    return bool(_MARKED.search(outline.text[max(0, event.at - 3) : event.end]))


def _suffers(outline: Outline, event: Event) -> bool:
    clause = event.clause or (0, 0)
    return bool(
        re.match(r"(?:be |face|suffer|lose|pay|see|bear|risk|have )", outline.text[clause[0] : clause[1]])
    )
