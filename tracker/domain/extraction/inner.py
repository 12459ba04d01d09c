"""Those inside a state who set its government a time: its army, its parties, its regions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.domain.extraction.actors import NamedActor
from tracker.domain.extraction.mention import Mention, Part
from tracker.domain.vocabulary import ActorType

_STATES = frozenset((ActorType.STATE, ActorType.HISTORICAL_STATE))
_PARTIES = frozenset((ActorType.ORGANISATION, ActorType.GROUP, ActorType.ARMED_GROUP))
_BELOW = 600
"""How far behind a party may be named by which the frame finds it, in characters."""
_BODY = re.compile(
    r"(?:[Tt]he )?(?P<state>[A-Z][\w.-]*(?: (?:of|and|the|[A-Z][\w.-]*))*?)(?:['\u2019]s?)? (?P<body>(?:[a-z-]+['\u2019]? ){0,2}?(?:opposition (?:part(?:y|ies)|leaders|coalition|alliance)|opposition|ruling party"
    r"|(?<!coalition )party|army|military|armed forces|navy|generals|soldiers|rebels|protesters|students|police|gangs))"
    r"(?: (?:commander|chief|leaders?|spokes\w+|officers|council|movement))?\b(?!['\u2019-]| [A-Z]| (?:leader|chief|commander|spokes)\w*)",
)
_SETS = r"\b(?:gave|unless|given|gives?|told|demand(?:ed|s)|order(?:ed|s)|said|warned|call(?:ed|s) on|threatened)\b"
_RULES = r"\b(?:the (?:\w+ )?(?:government|cabinet|president|prime minister|premier|junta|council)|president|prime minister|(?:he|she) must)\b"
_TO_GOVERNMENT = re.compile(rf"[^.\n]{{0,80}}?{_SETS}[^.\n]{{0,60}}?{_RULES}", re.IGNORECASE)
_RULING = ("country", "president", "official")
_RULER = re.compile(
    r"\b(?:President|Prime Minister|Premier) [A-Z]\w+(?: [A-Z]\w+){0,2}|\bthe (?:transitional|ruling|presidential) council\b"
)


def inner_bodies(text: str, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, where the army or a party of a state demands something of its government as two actors."""
    made: list[Mention] = []
    at = 0
    while at < len(found):
        inner = _of_itself(text, found[at:])
        if inner is None:
            made.append(found[at])
            at += 1
            continue
        state, end = found[at], _sentence_end(text, inner.end)
        made.append(inner)
        rest = [each for each in found[at + 1 :] if inner.end <= each.start < end]
        at += 1 + sum(each.start < end for each in found[at + 1 :])
        rest += [each for each in _rulers(text, inner.end, end, state) if not _meets(each, rest)]
        made += [_as_state(each, state) for each in sorted(rest, key=lambda each: each.start)]
    return made


def _as_state(mention: Mention, state: Mention) -> Mention:
    return replace(mention, actor=state.actor, stands_for="") if mention.stands_for in _RULING else mention


def _rulers(text: str, start: int, end: int, state: Mention) -> Iterator[Mention]:
    for place in _RULER.finditer(text, start, end):
        yield Mention(*place.span(), Part.ACTOR, state.actor, None, place.span(), is_person=True)


def _meets(mention: Mention, others: Sequence[Mention]) -> bool:
    return any(each.start < mention.end and mention.start < each.end for each in others)


def _of_itself(text: str, found: Sequence[Mention]) -> Mention | None:
    """The first of these as a body of its own; None where the sentence tells of another state too."""
    mention = found[0]
    state = mention.actor
    if state is None or state.type not in _STATES or mention.part is Part.PLACE or mention.is_person:
        return None
    body = _BODY.match(text, mention.start)
    if body is None or body.end("state") > mention.end or not _TO_GOVERNMENT.match(text, body.end()):
        return None
    end = _sentence_end(text, body.end())
    others = [each for each in found if body.end() <= each.start < end and each.part is not Part.PLACE]
    if any(each.actor and each.actor.slug != state.slug for each in others):
        return None
    if body["body"].endswith(("party", "parties")) and any(
        each.actor and each.actor.type in _PARTIES for each in found if each.start < body.end() + _BELOW
    ):
        return None
    said = body["body"].strip()
    slug = "-".join(re.findall("[a-z]+", f"{state.slug} {said.lower()}"))
    actor = NamedActor(slug, f"{state.name}'s {said}", ActorType.GROUP, timezone=state.timezone)
    return replace(mention, actor=actor, part=Part.ACTOR, end=body.end(), said=body.span(), is_owner=False)


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


def regions(text: str) -> Iterator[Mention]:
    """Mentions of those regions; one without a government or leaders is a place, an adjective or what acts."""
    for place in _REGION.finditer(text):
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
