"""Whom a pronoun or 'the group' stands for: the last actor before it that fits."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.domain.extraction.mentions import Mention, Part
from tracker.domain.extraction.outline import Outline
from tracker.domain.vocabulary import ActorType

_BODIES = frozenset(
    (ActorType.ARMED_GROUP, ActorType.ORGANISATION, ActorType.GROUP, ActorType.DE_FACTO_AUTHORITY)
)
_FITS: dict[str, frozenset[ActorType]] = {
    "group": _BODIES,
    "bloc": frozenset((ActorType.ORGANISATION, ActorType.GROUP_OF_STATES)),
    "junta": frozenset(
        (
            ActorType.DE_FACTO_AUTHORITY,
            ActorType.ARMED_GROUP,
            ActorType.GOVERNMENT,
            ActorType.GROUP,
            ActorType.STATE,
        )
    ),
    "country": frozenset((ActorType.STATE, ActorType.HISTORICAL_STATE)),
    "official": frozenset(
        (ActorType.STATE, ActorType.HISTORICAL_STATE, ActorType.GOVERNMENT, ActorType.SUBNATIONAL)
    ),
}
_TOLD = re.compile(
    r"\b(?:told|warned|informed|instructed|notified) (?:the )?(?P<o>@)[^.;\"]{0,90}?(?: that)? $"
)
_OWES = re.compile(r"@ (?:has|had|must|should|would have|needs?|needed|is to|was to)\b")
_PROMISES = re.compile(r"@ (?:will|would|is going to|was going to)\b")
_WARNED = re.compile(r"\b(?:told|warned|threatened|informed|notified)\b[^.;\"]{0,80} that $")
_IN_CONDITION = re.compile(r"\b(?:unless|if|until|should) $")
_IN_PLACE = re.compile(r"(?:%,? |and |meanwhile,? )?in \^,? ")
_REACH = 8
_SAYS = re.compile(
    r"@[^@]{0,40}?\b(?:said|says|warned|warns|vowed|threatened|announced|added|insisted|declared|stressed|promised|pledged)"
    r"[^@]{0,30}$"
)


def resolve(outlined: Sequence[Outline]) -> None:
    """Puts the actor into each mention that stands for one; where none fits it stays without."""
    before: list[tuple[Mention, bool]] = []
    for outline in outlined:
        here: list[tuple[Mention, bool]] = []
        for at in sorted(outline.actors):
            mention = outline.actors[at]
            if mention.stands_for:
                mention = _resolved(mention, outline, at, here, before)
                outline.actors[at] = mention
            if mention.actor and mention.part is not Part.ADJECTIVE:
                here.append((mention, _is_subject(outline, at)))
        before = [*before, *here][-_REACH:]


def _is_subject(outline: Outline, at: int) -> bool:
    mention = outline.actors[at]
    if mention.is_owner or mention.part is not Part.ACTOR:
        return False
    return not _OBJECT.search(outline.text[max(0, at - 20) : at])


_OBJECT = re.compile(
    r"\b(?:to|against|on|with|for|by|of|from|in|at|gave|told|warned|urged|give|giving|telling|over)\s+$"
)


def _resolved(
    mention: Mention,
    outline: Outline,
    at: int,
    here: Sequence[tuple[Mention, bool]],
    before: Sequence[tuple[Mention, bool]],
) -> Mention:
    kind = mention.stands_for
    left = outline.text[:at]
    if kind in ("official", "president", "group") and _IN_PLACE.fullmatch(left):
        place = outline.actors.get(left.index("^"))
        if place and place.actor and kind != "group":
            return _as(mention, place)
    told = _TOLD.search(left)
    if told and kind in ("he", "it", "they") and _OWES.match(outline.text, at):
        addressee = outline.actors.get(told.start("o"))
        if addressee and addressee.actor:
            return _as(mention, addressee)
    if kind in ("he", "it", "they") and _PROMISES.match(outline.text, at) and _WARNED.search(left):
        subject = next((each for each, is_subject in here if is_subject), None)
        if subject and (kind != "he" or subject.is_person):
            return _as(mention, subject)
    if left.endswith("either ") and here:
        return _as(mention, here[0][0])
    if kind in ("he", "it", "they") and _IN_CONDITION.search(left) and len(here) > 1:
        subject = next((each for each, is_subject in here if is_subject), None)
        others = [each for each, _ in here if subject is None or each.actor is not subject.actor]
        fitting = [each for each in others if each.is_person] if kind == "he" else others
        if fitting:
            return _as(mention, fitting[-1])
    if here and _SAYS.search(left) and kind in ("he", "it", "they", "country", "group", "bloc"):
        speaker = next((each for each, subject in reversed(here) if subject), None)
        if speaker and (kind != "he" or speaker.is_person) and (kind not in _FITS or _fits(speaker, kind)):
            return _as(mention, speaker)
    known = [*before, *here]
    if kind in ("he", "president"):
        fitting = [pair for pair in known if pair[0].is_person]
        subjects = [each for each, subject in fitting if subject]
        chosen = subjects[-1:] or [each for each, _ in fitting[-1:]]
    elif kind == "official":
        fitting = [pair for pair in known if _fits(pair[0], kind)]
        subjects = [each for each, subject in fitting if subject]
        chosen = subjects[-1:] or [each for each, _ in fitting[-1:]]
    elif kind in _FITS:
        chosen = [each for each, _ in known if _fits(each, kind)][-1:]
    else:
        chosen = [each for each, _ in known if not each.is_person][-1:] or [each for each, _ in known][-1:]
    return _as(mention, chosen[0]) if chosen else mention


def _fits(mention: Mention, kind: str) -> bool:
    return mention.actor is not None and mention.actor.type in _FITS[kind]


def _as(mention: Mention, other: Mention) -> Mention:
    return replace(mention, actor=other.actor, person=other.person, is_person=other.is_person)
