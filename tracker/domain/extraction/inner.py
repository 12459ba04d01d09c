"""Those inside a state who set its government a time: its army, its parties, its regions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.domain.extraction.actors import ARMED, NamedActor, slug_of
from tracker.domain.extraction.mention import Mention, Part, is_named, is_owner
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
        rest += [
            each for each in _rulers(text, inner.end, end, state) if not is_named(each.start, each.end, rest)
        ]
        made += [_as_state(each, state) for each in sorted(rest, key=lambda each: each.start)]
    return made


_MOVEMENT = re.compile(
    r"(?P<owner>['\u2019]s?)?,?\s+(?P<body>(?:(?!(?:with|and|or|is|was|has|had|have|for|to|from|on|in|at|by|of|against|between|gave|gives?|told|tells?|warn\w*|order(?:s|ed)|urge[sd]?|ask(?:s|ed)|accuse[sd]?|attack(?:s|ed)|killed|said|says|will|would|troops|army|forces|soldiers|police|officials?|government|president|ministers?)\b)[\w-]+['\u2019]?\s+){0,3}?"
    r"(?:(?:trade |labou?r |workers['\u2019] |teachers['\u2019] )?unions?|union (?:federation|confederation)|opposition(?: (?:part(?:y|ies)|coalition|alliance|bloc|movement|leaders?))?|protesters|demonstrators|protest movement"
    r"|students|farmers|miners|teachers|doctors|truckers|truck drivers|lorry drivers|(?<!aid )(?<!relief )(?<!health )(?<!migrant )(?<!guest )(?<!foreign )(?<!construction )workers|trade unionists|strikers|mutineers|mutinous soldiers|coalition partners?|junior (?:coalition )?partner|bishops|church leaders|gangs|clans|tribes|tribal leaders|rebels|rebel (?:commanders|leaders|groups|fighters|forces|factions)|insurgents|separatists|guerrillas|Islamists|jihadists|militants|gunmen|kidnappers|hostage-takers))"
    r"\b(?!['\u2019-])(?!\s+(?:rate|rights|leaders? in|in exile|visas?|groups? in|of @))"
)
_UNION = re.compile(r"\b(?:Union|Workers|Labou?r|Trade|Congress|Confederation|Federation|Teachers|Farmers)\b")
OF_UNION = re.compile(r"\bunions?|workers|federation|teachers|doctors|farmers|miners|truckers|drivers")


def with_movements(text: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions with unions, oppositions and rebels that a text tells of by their state as actors of their own."""
    made: list[Mention] = []
    named = _without_bands(text, named)
    for number, mention in enumerate(named):
        body = _movement_at(text, mention)
        after = named[number + 1].start if number + 1 < len(named) else len(text)
        if body is None or mention.actor is None or after < body.end():
            made.append(mention)
            continue
        ethnic = _ETHNIC.search(text, max(0, mention.said[0] - 8), mention.said[0])
        said = (ethnic.start() if ethnic else mention.said[0], body.end())
        own = _of_people(mention.actor, text[slice(*said)]) if ethnic else None
        if mention.part is Part.ADJECTIVE and _OUTLAWS.search(body["body"]):
            own = _named_fighters(named, body) or _of_people(mention.actor, text[slice(*said)])
        own = own or _named_union(named, body) or _named_fighters(named, body)
        actor = own or _inner_actor(mention.actor, text[slice(*said)], body["body"])
        state = _state_in(text, named[number + 1 :], body.end()) if ethnic else mention.actor
        made.append(Mention(said[0], body.end(), Part.ACTOR, actor, None, said, within=state))
    return made


def _without_bands(text: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions without those of armed men whose state stands before them: 'Ruritanian militants holding …'."""
    return [
        each
        for number, each in enumerate(named)
        if number == 0
        or each.stands_for != "band"
        or (body := _movement_at(text, named[number - 1])) is None
        or not (body.start() < each.start and each.end <= body.end() and _OUTLAWS.search(body["body"]))
    ]


_ETHNIC = re.compile(r"\b[Ee]thnic $")
"""Of whose people somebody is, not in which state."""


_OF_PEOPLE = re.compile(r"(?:students|workers|teachers|doctors|farmers|miners|truckers|drivers)$")
_SO_MANY = re.compile(
    r"\b(?:(?:hundreds|thousands|dozens|scores|millions) of|\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) $",
    re.IGNORECASE,
)
"""So many students of a state are some of its people and no movement."""


def _movement_at(text: str, mention: Mention) -> re.Match[str] | None:
    """The union or opposition of which a mention names the state; none where the state is only a place."""
    is_state = mention.actor is not None and mention.actor.type in _STATES and not mention.is_person
    body = _MOVEMENT.match(text, mention.said[1]) if is_state else None
    if (
        body
        and _OF_PEOPLE.search(body["body"])
        and _SO_MANY.search(text, max(0, mention.said[0] - 16), mention.said[0])
    ):
        return None
    if body is None or body["owner"]:
        return body
    is_plural = text[mention.said[1] - 1] == "s"
    return body if mention.part is Part.ADJECTIVE or (is_plural and mention.part is not Part.PLACE) else None


def _named_union(named: Sequence[Mention], body: re.Match[str]) -> NamedActor | None:
    """The union that the text names further on."""
    if not OF_UNION.search(body["body"]):
        return None
    for each in named:
        is_near = body.end() <= each.start < body.end() + _BELOW
        if is_near and each.actor and each.actor.type in _PARTIES and _UNION.search(each.actor.name):
            return each.actor
    return None


_FIGHTERS = re.compile(
    r"(?:rebels|insurgents|guerrillas|Islamists|jihadists|militants|gunmen|kidnappers|hostage-takers)$"
)
_OUTLAWS = re.compile(r"(?:militants|gunmen|kidnappers|hostage-takers)$")


def _named_fighters(named: Sequence[Mention], body: re.Match[str]) -> NamedActor | None:
    """The one armed group of a text, which it names further on: 'Ruritania's Islamists'."""
    if not _FIGHTERS.search(body["body"]):
        return None
    groups = {each.actor: each.start for each in reversed(named) if each.actor and each.actor.type in ARMED}
    group, start = next(iter(groups.items()), (None, 0))
    return group if len(groups) == 1 and body.end() <= start < body.end() + _BELOW else None


def _state_in(text: str, following: Sequence[Mention], end: int) -> NamedActor | None:
    """The state in which they are: 'ethnic … rebels in the north of …'."""
    place = next(iter(following), None)
    is_there = place is not None and place.actor is not None and place.actor.type in _STATES
    if place is None or not is_there or not re.fullmatch(r" in (?:[\w-]+ ){0,4}", text[end : place.start]):
        return None
    return place.actor


_HOW = re.compile(
    r"\b(?:largest|biggest|main|powerful|protesting|striking|angry|leading|influential|two|three|several|hardline|militant) "
)
_OF_THEM = re.compile(r"\b(rebel) (?:commanders|leaders|groups|fighters|forces|factions)$")
"""What says no more who they are."""


def _inner_actor(state: NamedActor, said: str, body: str) -> NamedActor:
    """Called as the text does: 'Bolivia's largest union', 'Syrian rebel commanders'."""
    name = _OF_THEM.sub(
        r"\1s", _HOW.sub("", " ".join(said.split()).removeprefix("the ").removeprefix("The "))
    )
    slug = slug_of(f"{state.slug} {_HOW.sub('', body.lower())}")
    return NamedActor(slug, name[0].upper() + name[1:], ActorType.GROUP, timezone=state.timezone)


def _of_people(state: NamedActor, said: str) -> NamedActor:
    """'Ethnic Ruritanian rebels': of a people, not of the state that has its name."""
    name = _OF_THEM.sub(r"\1s", " ".join(said.split()))
    slug = slug_of(name.lower())
    return NamedActor(slug, name[0].upper() + name[1:], ActorType.ARMED_GROUP, timezone=state.timezone)


def _as_state(mention: Mention, state: Mention) -> Mention:
    return replace(mention, actor=state.actor, stands_for="") if mention.stands_for in _RULING else mention


def _rulers(text: str, start: int, end: int, state: Mention) -> Iterator[Mention]:
    for place in _RULER.finditer(text, start, end):
        yield Mention(*place.span(), Part.ACTOR, state.actor, None, place.span(), is_person=True)


def _of_itself(text: str, found: Sequence[Mention]) -> Mention | None:
    """The first of these as a body of its own; None where the sentence tells of another state too."""
    mention = found[0]
    state = mention.actor
    if state is None or state.type not in _STATES or mention.part is Part.PLACE or mention.is_person:
        return None
    if text.endswith((" by ", " of "), 0, mention.start):
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
    actor = _inner_actor(state, text[mention.said[0] : body.end("body")], body["body"])
    return replace(
        mention, actor=actor, part=Part.ACTOR, end=body.end(), said=body.span(), is_owner=False, within=state
    )


def _sentence_end(text: str, start: int) -> int:
    stop = re.compile(r"[.!?][\"\u201d]?(?:\s|$)|\n").search(text, start)
    return stop.start() if stop else len(text)


_REGIONS = (
    ("catalonia", "Catalonia", "Europe/Madrid", "Catalonia|Catalan|Catalans|Carles Puigdemont|Puigdemont"),
    (
        "bosnian-serbs",
        "Bosnian Serbs",
        "Europe/Sarajevo",
        "Bosnian Serbs?|Republika Srpska|Radovan Karadzic|Karadzic|Ratko Mladic|Mladic",
    ),
    ("krajina-serbs", "Krajina Serbs", "Europe/Zagreb", "Krajina Serbs?|Serbian Krajina|Republic of Krajina"),
    ("scotland", "Scotland", "Europe/London", "Scotland|Scottish"),
    ("quebec", "Quebec", "America/Toronto", "Quebec"),
    ("jubaland", "Jubaland", "Africa/Mogadishu", "Jubaland"),
    ("puntland", "Puntland", "Africa/Mogadishu", "Puntland"),
    ("gagauzia", "Gagauzia", "Europe/Chisinau", "Gagauzia|Gagauz"),
    ("abkhazia", "Abkhazia", "Asia/Tbilisi", "Abkhazia|Abkhaz|Abkhazian|Sukhumi|Vladislav Ardzinba|Ardzinba"),
    ("south-ossetia", "South Ossetia", "Asia/Tbilisi", "South Ossetian?|Tskhinvali"),
    (
        "transnistria",
        "Transnistria",
        "Europe/Chisinau",
        "Transnistria|Transdniestria|Transnistrian|Transdniestrian|Tiraspol",
    ),
    ("nagorno-karabakh", "Nagorno-Karabakh", "Asia/Baku", "Nagorno-Karabakh|Stepanakert"),
    ("somaliland", "Somaliland", "Africa/Mogadishu", "Somaliland|Hargeisa"),
    ("tigray", "Tigray", "Africa/Addis_Ababa", "Tigray"),
    ("flanders", "Flanders", "Europe/Brussels", "Flanders|Flemish"),
    (
        "adjara",
        "Adjara",
        "Asia/Tbilisi",
        "Adjara|Adjarian|Adzhara|Adzharian|Adzharia|Ajara|Ajaria|Ajarian|Aslan Abashidze|Abashidze",
    ),
    ("aceh", "Aceh", "Asia/Jakarta", "Aceh|Acehnese"),
    ("crimea", "Crimea", "Europe/Simferopol", "Crimea|Crimean"),
    ("corsica", "Corsica", "Europe/Paris", "Corsica|Corsican"),
    ("new-caledonia", "New Caledonia", "Pacific/Noumea", "New Caledonia"),
    ("tatarstan", "Tatarstan", "Europe/Moscow", "Tatarstan|Tatar"),
    ("south-west-state-somalia", "South West State of Somalia", "Africa/Mogadishu", "South West State"),
    ("hong-kong", "Hong Kong", "Asia/Hong_Kong", "Hong Kong"),
    ("northern-ireland", "Northern Ireland", "Europe/Belfast", "Northern Ireland|Northern Irish"),
    ("zanzibar", "Zanzibar", "Africa/Dar_es_Salaam", "Zanzibar"),
    ("anjouan", "Anjouan", "Indian/Comoro", "Anjouan|Anjouanese"),
    ("malaita", "Malaita", "Pacific/Guadalcanal", "Malaita"),
    ("galmudug", "Galmudug", "Africa/Mogadishu", "Galmudug"),
    ("hirshabelle", "Hirshabelle", "Africa/Mogadishu", "Hirshabelle"),
    ("katanga", "Katanga", "Africa/Lubumbashi", "Katanga|Katangese|Katangan"),
    ("cabinda", "Cabinda", "Africa/Luanda", "Cabinda"),
    ("cyrenaica", "Cyrenaica", "Africa/Tripoli", "Cyrenaica"),
    ("dagestan", "Dagestan", "Europe/Moscow", "Dagestan|Dagestani"),
    ("ingushetia", "Ingushetia", "Europe/Moscow", "Ingushetia|Ingush"),
    ("bashkortostan", "Bashkortostan", "Europe/Moscow", "Bashkortostan"),
    ("alberta", "Alberta", "America/Edmonton", "Alberta"),
    ("basque-country", "Basque Country", "Europe/Madrid", "Basque Country"),
    ("south-tyrol", "South Tyrol", "Europe/Rome", "South Tyrol"),
    ("bavaria", "Bavaria", "Europe/Berlin", "Bavaria|Bavarian"),
    ("wallonia", "Wallonia", "Europe/Brussels", "Wallonia|Walloon"),
    ("hadramawt", "Hadramawt", "Asia/Aden", "Hadramawt|Hadhramaut|Hadramout"),
    (
        "chechnya",
        "Chechnya",
        "Europe/Moscow",
        "Chechnya|Chechens?|Dzhokhar Dudayev|Dudayev|Aslan Maskhadov|Maskhadov",
    ),
)
"""Regions that act for themselves and that no table of states has: slug, name, time zone, what names them."""
_REGION = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts) )?\b(?:{'|'.join(f'(?P<r{number}>{row[3]})' for number, row in enumerate(_REGIONS))})\b(?!-)"
    r"(?P<role>(?:['\u2019]s)?(?: (?:regional|separatist|military|political))* (?:government|leaders?(?:hip)?|authorities|president|premier|first minister|forces|army|officials|parliament|commanders?|administration|executive))?"
)
_REGION_WORDS = tuple({re.sub(r".\?$", "", word) for row in _REGIONS for word in row[3].split("|")})
"""One of them stands in every text that names such a region; most texts have none."""
_ACTORS = [NamedActor(slug, name, ActorType.SUBNATIONAL, timezone=zone) for slug, name, zone, _ in _REGIONS]


_ROLE_OF = re.compile(
    r"(?:\b[Tt]he )?(?:\b[a-z]+ )?\b(?:[Pp]resident|[Pp]remier|[Ll]eaders?|[Gg]overnment|[Aa]uthorities|[Pp]arliament|[Hh]ead|[Pp]rime [Mm]inister|[Rr]ulers) of (?:the )?(?:breakaway |separatist |region of )*$"
)


def regions(text: str) -> Iterator[Mention]:
    """Mentions of those regions; one without a government or leaders is a place, an adjective or what acts."""
    if not any(word in text for word in _REGION_WORDS):
        return
    for place in _REGION.finditer(text):
        role = _ROLE_OF.search(text, max(0, place.start() - 60), place.start())
        number = next(number for number in range(len(_REGIONS)) if place[f"r{number}"])
        owns = is_owner(text, place.end())
        start, part = (role.start(), Part.ACTOR) if role else (place.start(), _part(text, place))
        yield Mention(start, place.end(), part, _ACTORS[number], None, (start, place.end()), is_owner=owns)


def _part(text: str, place: re.Match[str]) -> Part:
    if place["role"]:
        return Part.ACTOR
    if re.search(
        r"\b(?:in|from|near|across|into|of|over|to|around)\s+$",
        text[max(0, place.start() - 8) : place.start()],
    ):
        return Part.PLACE
    is_adjective = re.match(r"\s[a-z]+", text[place.end() : place.end() + 20]) and place[0].endswith(
        ("an", "ish", "uz", "Serb", "Chechen")
    )
    return Part.ADJECTIVE if is_adjective else Part.ACTOR
