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
}
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
    if here and _SAYS.search(left) and kind in ("he", "it", "they", "country", "group", "bloc"):
        speaker = next((each for each, subject in reversed(here) if subject), None)
        if speaker and (kind != "he" or speaker.is_person) and (kind not in _FITS or _fits(speaker, kind)):
            return _as(mention, speaker)
    known = [*before, *here] if kind != "he" or not here else [*before, *here]
    if kind in ("he", "president"):
        fitting = [pair for pair in known if pair[0].is_person]
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
