"""Who acts without a name that a table could have: protesters, rebels, and office holders of whom no state is told."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.domain.extraction.actors import ARMED, NamedActor, slug_of
from tracker.domain.extraction.mention import NAME, Mention
from tracker.domain.extraction.outline import Outline
from tracker.domain.vocabulary import ActorType

_CIVIL = re.compile(
    r"\b(?:protest\w*|demonstrators|sit-in|march|strik\w+|opposition|students?|unions?|veterans)\b",
    re.IGNORECASE,
)


def only_group(outlined: Sequence[Outline]) -> Mention | None:
    """The armed group of a text that names one alone: whom it calls rebels or gunmen are of it."""
    named = [
        (number, each)
        for number, outline in enumerate(outlined)
        for each in outline.actors.values()
        if each.actor and each.actor.type in ARMED
    ]
    is_one = len({each.actor.slug for _, each in named if each.actor}) == 1
    return named[0][1] if is_one and (named[0][0] < _LATE or len(named) > 1) else None


_LATE = 6
"""In which sentence the name of the rebels, of whom a text begins to tell without it, may stand first."""


def is_civil(mention: Mention | None) -> bool:
    """Whether it is a crowd of citizens, who may demand something but of whom no ultimatum is looked for."""
    if mention is None or mention.actor is None or mention.actor.type is not ActorType.GROUP:
        return False
    return mention.stands_for in ("crowd", "band") and bool(_CIVIL.search(mention.actor.name))


PAY = re.compile(
    r"\b(?:pay(?! (?:a|the|its) (?:heavy )?price)|pensions?|salar(?:y|ies)|wages?|overtime|collective agreement|working (?:hours|conditions)|railways?|bonus\w*)\b"
)
_OWN_PAY = re.compile(
    r"\b(?:their|its|his|her|them|members'?|staff|unpaid|owed|higher|better|more|raise|increase[sd]?|triple[sd]?|double[sd]?|arrears of|back)(?: (?:[a-z-]+ ){0,2}?)(?:pay|salar(?:y|ies)|wages?|pensions?|allowances|bonus(?:es)?)\b"
    r"|\b(?:pay|salar(?:y|ies)|wages?|pensions?|allowances|bonus(?:es)?) (?:arrears|rises?|increases?|raises?|claims?|demands?|scales?|talks|dispute|award|offer|deal|tripled|doubled|raised|paid|owed)\b"
)


def is_about_pay(sender: Mention | None, outline: Outline) -> bool:
    """Whether those inside a state ask it for what they earn, as strike notices do."""
    is_inner = sender is not None and (is_civil(sender) or _is_of_trade(sender))
    return (is_inner and bool(_OWN_PAY.search(outline.text))) or _is_of_strike(sender, outline.source)


_TRADE = re.compile(
    r"\b(?:unions?|workers|teachers|doctors|nurses|lecturers|miners|drivers|truckers|trade unionists|strikers|farmers|police|association|congress|federation)\b",
    re.IGNORECASE,
)


_CREWS = r"drivers|pilots|workers|teachers|nurses|doctors|dockers|miners|staff|crews?|trade union|union"
_STRIKE = re.compile(
    rf"\bstrikes?\b[^.]{{0,80}}\b(?:{_CREWS})\b"
    rf"|\b(?:{_CREWS}|train|rail|airport|airline)(?:'s?)?\b[^.]{{0,80}}\bstrikes?\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:working week|loss of pay|collective (?:agreement|bargaining)|pay (?:rise|deal|talks|offer))\b"
)
_LEAD = 400


def _is_of_strike(sender: Mention | None, text: str) -> bool:
    """Whether a report begins with a strike over pay or hours, and who leads it speaks."""
    actor = sender.actor if sender else None
    if actor is None or actor.type is not ActorType.PERSON or actor.represents:
        return False
    return bool(_STRIKE.search(text, 0, _LEAD) and _WORK.search(text))


def _is_of_trade(sender: Mention) -> bool:
    """Whether it is a union or the people of a trade."""
    actor = sender.actor
    return actor is not None and actor.type is ActorType.GROUP and bool(_TRADE.search(actor.name))


_OFFICE = re.compile(
    r"(?:President|Prime Minister|Premier|Chancellor|Chief Executive|Governor) (?P<name>[A-Z].*)$"
)


def titled(mention: Mention, outline: Outline) -> Mention:
    """An office holder with a name, where nothing tells of which state: he acts for himself."""
    office = _OFFICE.search(outline.source, mention.start, mention.end)
    if office is None:
        return mention
    slug = slug_of(office["name"].lower())
    return replace(mention, actor=NamedActor(slug, office["name"], ActorType.PERSON), is_person=True)


_ONE_LEADER = re.compile(r"\b(?:leader|organi[sz]er) of the\b")
_NAMED_NEXT = re.compile(rf"\s+(?P<name>[A-Z]\w+ {NAME}(?: {NAME})?)(?=, (?:an?|the|who|whose|\d\d)\b)")
"""Who is named at the head of the next sentence: 'The leader of the protests said so. Ana Lopez, a doctor, …'."""


def of_themselves(
    mention: Mention, outline: Outline, state: NamedActor | None, group: Mention | None
) -> Mention:
    """Protesters or rebels for whom the text has no name: they act, against the state in which they are."""
    if group and not _CIVIL.search(outline.source, mention.start, mention.end):
        return replace(mention, actor=group.actor, person=group.person, is_person=group.is_person)
    name = outline.source[mention.start : mention.end]
    if _ONE_LEADER.search(name) and (named := _NAMED_NEXT.match(outline.source, outline.sentence.end)):
        slug = slug_of(named["name"].lower())
        leader = NamedActor(slug, named["name"], ActorType.PERSON)
        return replace(mention, actor=leader, within=state, is_person=True)
    name = re.sub(
        r"^(?:the|his|her|their|its|all|both|those|these|any|some) ",
        "",
        " ".join(name.split()),
        flags=re.IGNORECASE,
    )
    slug = slug_of(name.lower())
    actor = NamedActor(slug, name[0].upper() + name[1:], ActorType.GROUP)
    return replace(mention, actor=actor, within=state, is_described=True)
