"""Those inside a state who set its government a time: its army, its ruling party, its unions, its regions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.domain.extraction.actors import NamedActor
from tracker.domain.extraction.mention import Mention, Part
from tracker.domain.vocabulary import ActorType

_STATES = frozenset((ActorType.STATE, ActorType.HISTORICAL_STATE))
_BODY = re.compile(
    r"\b(?P<body>(?:ruling|governing|main|largest|biggest)? ?(?:party|unions?|army|military|armed forces|navy|generals|soldiers))"
    r"(?: (?:commander|chief|leaders?|spokes\w+|officers|council))?$",
    re.IGNORECASE,
)
_SETS = r"\b(?:gave|given|gives?|told|demand(?:ed|s)|order(?:ed|s)|said|warned|call(?:ed|s) on|threatened)\b"
_RULES = r"\b(?:the (?:\w+ )?(?:government|cabinet|president|prime minister|premier|junta)|president|prime minister|(?:he|she) must)\b"
_TO_GOVERNMENT = re.compile(rf"[^.\n]{{0,80}}?{_SETS}[^.\n]{{0,60}}?{_RULES}", re.IGNORECASE)
_RULING = ("country", "president", "official")


def inner_bodies(text: str, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, where the army or the ruling party of a state demands something of its government as two actors."""
    made = list(found)
    for at, mention in enumerate(found):
        body = _of_itself(text, found, at)
        if body is None or mention.actor is None:
            continue
        state, end = mention.actor, _sentence_end(text, mention.end)
        made[at] = replace(mention, actor=body)
        for later in range(at + 1, len(found)):
            if found[later].start >= end:
                break
            if found[later].stands_for in _RULING:
                made[later] = replace(found[later], actor=state, stands_for="")
    return made


def _of_itself(text: str, found: Sequence[Mention], at: int) -> NamedActor | None:
    """The body as an actor of its own; None where the sentence tells of another state too."""
    mention = found[at]
    state = mention.actor
    if state is None or state.type not in _STATES or mention.part is not Part.ACTOR:
        return None
    body = _BODY.search(text, mention.start, mention.end)
    if body is None or not _TO_GOVERNMENT.match(text, mention.end):
        return None
    end = _sentence_end(text, mention.end)
    others = [each for each in found if mention.end <= each.start < end and each.part is not Part.PLACE]
    if any(each.actor and each.actor.slug != state.slug for each in others):
        return None
    name = f"{state.name}'s {body['body'].strip().lower()}"
    slug = f"{state.slug}-{body['body'].strip().lower().replace(' ', '-')}"
    return NamedActor(slug, name, ActorType.GROUP, timezone=state.timezone)


def _sentence_end(text: str, start: int) -> int:
    stop = re.compile(r"[.!?][\"\u201d]?(?:\s|$)|\n").search(text, start)
    return stop.start() if stop else len(text)


_REGIONS = (
    ("catalonia", "Catalonia", "Europe/Madrid", "Catalonia|Catalan|Catalans"),
    ("bosnian-serbs", "Bosnian Serbs", "Europe/Sarajevo", "Bosnian Serbs?|Republika Srpska"),
    ("scotland", "Scotland", "Europe/London", "Scotland|Scottish"),
    ("quebec", "Quebec", "America/Toronto", "Quebec"),
    ("jubaland", "Jubaland", "Africa/Mogadishu", "Jubaland"),
    ("puntland", "Puntland", "Africa/Mogadishu", "Puntland"),
    ("gagauzia", "Gagauzia", "Europe/Chisinau", "Gagauzia|Gagauz"),
    ("zanzibar", "Zanzibar", "Africa/Dar_es_Salaam", "Zanzibar"),
    ("chechnya", "Chechnya", "Europe/Moscow", "Chechnya|Chechens?"),
)
"""Regions that act for themselves and that no table of states has: slug, name, time zone, what names them."""
_REGION = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts) )?\b(?:{'|'.join(f'(?P<r{number}>{row[3]})' for number, row in enumerate(_REGIONS))})\b(?!-)"
    r"(?P<role>(?:['\u2019]s)?(?: (?:regional|separatist|military|political))* (?:government|leaders?(?:hip)?|authorities|president|forces|army|officials|parliament|commanders?|administration|executive))?"
)
_ACTORS = [NamedActor(slug, name, ActorType.SUBNATIONAL, timezone=zone) for slug, name, zone, _ in _REGIONS]


def regions(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions of those regions; one without a government or leaders is a place, an adjective or what acts."""
    taken = [(each.start, each.end) for each in named]
    for place in _REGION.finditer(text):
        if any(start < place.end() and place.start() < end for start, end in taken):
            continue
        number = next(number for number in range(len(_REGIONS)) if place[f"r{number}"])
        is_owner = text[place.end() : place.end() + 2] in ("'s", "\u2019s")
        yield Mention(
            *place.span(), _part(text, place), _ACTORS[number], None, place.span(), is_owner=is_owner
        )


def _part(text: str, place: re.Match[str]) -> Part:
    if place["role"]:
        return Part.ACTOR
    if re.search(
        r"\b(?:in|from|near|across|into|of|over|to|around)\s+$",
        text[max(0, place.start() - 8) : place.start()],
    ):
        return Part.PLACE
    is_adjective = re.match(r"\s[a-z]+", text[place.end() : place.end() + 20]) and place[0].endswith(
        ("an", "ish", "uz", "Serb")
    )
    return Part.ADJECTIVE if is_adjective else Part.ACTOR
