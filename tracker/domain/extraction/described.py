"""Actors without an entry in the table, by what a text calls them: bodies, persons of rank, states together, bands of men."""

import re
from collections.abc import Iterator, Sequence

from tracker.domain.extraction.actors import ActorTable, NamedActor, slug_of
from tracker.domain.extraction.mention import NAME, Mention, Part, is_named, is_owner
from tracker.domain.vocabulary import ActorType

_FEW, _ONE = 2, 1
"""In a text with more actors of the table than that, bodies, or persons and states together, are hardly the parties."""


def described(text: str, named: Sequence[Mention], table: ActorTable) -> list[Mention]:
    """Mentions beside those `named`; where these name two parties, of bands and of regions alone."""
    known = {each.actor.slug for each in named if each.actor and each.part is Part.ACTOR}
    found = list(_blocs(text, named, table))
    if len(known) <= _FEW:
        found += _bodies(text, [*named, *found])
    if len(known) <= _ONE:
        found += _ranked(text, [*named, *found])
        found += _together(text, [*named, *found])
    return [*found, *_bands(text, [*named, *found])]


_UPPER = r"[A-Z\u00c0-\u00de][\w'\u2019-]*[\w-]"
_DECIDES = (
    "Council|Committees?|Command|Coalition|Commission|Alliance|Platform|Federation|Confederation|Congress|Authority|Administration|Board|Bloc|Forum|Conference|Directorate|Secretariat|Leadership|Initiative|"
    "Party|Parties|League|Democrats|Socialists|Group|Fund|Chiefs of Staff|General Staff"
)
"""Last words of the names of bodies that decide and demand."""
_FIGHTS = "Front|Movement|Forces?|Army|Guards?|Brigades?|Battalions?|Militias?|Resistance|Corps|Operations Room|Fraternity|Fellowship|Brotherhood|Tribes"
"""The same of those under arms."""
_BEHIND = rf"(?: the| all)? {_UPPER}(?: (?:and |of |the )*{_UPPER}){{0,3}}"
_BODY = re.compile(
    rf"\b(?P<name>(?:{_UPPER} (?:(?:and|of|for) )?){{1,4}}(?:{_DECIDES}|(?P<fights>{_FIGHTS}))\b(?: (?:of|for|against){_BEHIND})?"
    rf"|(?:Council|Committee|Coalition|Commission|Congress|Conference|League|(?P<fights2>Front|Movement|Army|Brigades?)) (?:of|for|on){_BEHIND})(?! [A-Z])"
)
_OF_PEACE = re.compile(
    r"\b(?:Ministers|Council of State|Privy Council|Air Force|Armed Forces|Coast Guard|Red Cross|Red Crescent|Central Bank|World Bank|Supreme Court|National Bank|Development Bank|Reserve Bank|Police|Investment|Press|Football|Olympic|Film|Music|"
    r"Champions|Premier League|Major League|School|University|City Council|County|Town|Parish|Teachers|Workers|Labou?r|Trade|Service Commission|Boxing|Senate|House|Doctors|Nurses|Employers|Borough|Bar|Media|Insurance|Energy|Holding|Trust)\b"
)
_FIRST_WORD = re.compile(
    r"^(?:The|A|An|In|On|At|By|For|From|To|If|Should|Unless|Until|When|While|After|Before|But|And|Or|Its|His|Her|Their|Our|This|That|These|Those|Under|With|As|Yesterday|Today|Says|Said) "
)


def _bodies(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'The Council of Elders', wherever its name stands in the text."""
    found: dict[str, NamedActor] = {}
    for place in _BODY.finditer(text):
        name = place["name"]
        while (bare := _FIRST_WORD.sub("", name)) != name:
            name = bare
        start, end = place.end("name") - len(name), place.end("name")
        if " " not in name or _OF_PEACE.search(name) or is_named(start, end, named):
            continue
        kind = ActorType.ARMED_GROUP if place["fights"] or place["fights2"] else ActorType.ORGANISATION
        found[name] = NamedActor(slug_of(name.lower()), " ".join(name.split()), kind)
    yield from _places(text, named, found)


def _places(
    text: str, named: Sequence[Mention], found: dict[str, NamedActor], *, is_person: bool = False
) -> Iterator[Mention]:
    if not found:
        return
    names = "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True))
    for place in re.finditer(rf"\b(?P<name>{names})\b", text):
        if not is_named(*place.span(), named):
            said, actor = place.span("name"), found[place["name"]]
            owns = is_owner(text, place.end())
            yield Mention(
                *place.span(),
                Part.ACTOR,
                actor,
                said=said,
                is_owner=owns,
                is_person=is_person,
                is_described=True,
            )


_RANK = (
    r"(?:(?:Lieutenant|Lt\.?|Major|Maj\.?|Brigadier|Brig\.?|Colonel|Vice|Rear|Field)[- ]?)?"
    r"(?:General|Gen\.?|Colonel|Col\.?|Commodore|Admiral|Adm\.?|Major|Maj\.?|Captain|Capt\.?|Brigadier|Marshal|Commander|Commandant|Sheikh|Sheik|Mullah|Ayatollah|Imam|Warlord|Herr)"
)
_RANKED = re.compile(
    rf"\b(?=[GCAMSIWHBLVRF])(?<!Commissioner )(?<!Attorney )(?<!Director )(?<!Secretary )(?<!Inspector )(?<!Auditor )(?<!Prosecutor )(?<!Governor ){_RANK} "
    rf"(?P<name>(?!(?:Assembly|Council|Staff|Command|Secretariat|Motors|Electric|Secretary|Powers|League|Election|Strike)\b){NAME}(?: {NAME}){{0,3}})"
)
_OF_WHOM = re.compile(
    r",? (?:(?:who|the|a|an|its|new|then|acting|deputy|top|chief) )*(?:[a-z-]+ ){0,3}?(?:commander(?:-in-chief)?|head|chief|leader|president|ruler|spokes\w+|chairman|minister|governor|envoy|general)"
    r"(?: (?:in chief|of staff))? (?:of|for|in) (?:the )?"
)
"""What stands between a name and whose office it is: ', commander of the'."""


def _ranked(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'General Jan Novak', who acts for himself where no office beside his name tells for whom."""
    found: dict[str, NamedActor] = {}
    for place in _RANKED.finditer(text):
        if is_named(*place.span(), named):
            continue
        whole, name = (re.sub(r"['\u2019]s$", "", each) for each in (place[0], place["name"]))
        actor = (
            _beside(text, named, place)
            or _of_army(text, named, place)
            or NamedActor(slug_of(name.lower()), name, ActorType.PERSON)
        )
        for each in (whole, name, name.split()[-1]):
            found.setdefault(each, actor)
    yield from _places(text, named, found, is_person=True)


def _beside(text: str, named: Sequence[Mention], place: re.Match[str]) -> NamedActor | None:
    """Of whom he is: the office that stands right before his name or behind it."""
    for each in named:
        if each.end <= place.start() and text[each.end : place.start()] in (" ", ", "):
            return each.actor if each.part is not Part.PLACE and not each.is_owner else None
        if place.end() <= each.start:
            between = text[place.end() : each.start]
            is_his = (between == ", " and each.part is Part.ACTOR) or _OF_WHOM.fullmatch(between)
            return each.actor if is_his else None
    return None


_ARMY = re.compile(r"\b(?:army|military|troops|forces|navy|marines|soldiers|junta)\b", re.IGNORECASE)
_SOLDIER = re.compile(r"General|Gen\b|Col|Commodore|Adm|Maj|Cap|Brig|Marshal|Command")


def _of_army(text: str, named: Sequence[Mention], place: re.Match[str]) -> NamedActor | None:
    """Of whose army he is: that which the text named last before him."""
    if not _SOLDIER.search(place[0]):
        return None
    armies = [
        each.actor
        for each in named
        if each.end <= place.start() and each.actor and _ARMY.search(text, each.start, each.end)
    ]
    return armies[-1] if armies else None


_BLOCS = {
    "West African": "ecowas",
    "West Africa": "ecowas",
    "Southern African": "sadc",
    "Southeast Asian": "asean",
    "Caribbean": "caricom",
    "Arab": "arab-league",
    "African": "african-union",
}
"""In which body the leaders of a region meet."""
_OF_BLOC = re.compile(
    r"(?:\b[Tt]he )?\b(?P<bloc>West Africa(?:n)?|Southern African|Southeast Asian|Caribbean|Arab|African)(?:['\u2019]s?)? (?:(?:foreign|defen[cs]e|finance|interior|trade|regional|monetary|military) )?"
    r"(?:ministers|leaders|heads of state|presidents|chiefs of staff|bloc|governments|ambassadors|mediators|envoys)\b(?! (?:of|in|from) )"
)
_ORGANISATIONS = frozenset((ActorType.ORGANISATION, ActorType.GROUP_OF_STATES))


def _blocs(text: str, named: Sequence[Mention], table: ActorTable) -> Iterator[Mention]:
    """'West African leaders' in a text that names no organisation."""
    is_in_body = any(each.actor and each.actor.type in _ORGANISATIONS for each in named)
    if is_in_body or not any(region in text for region in _BLOCS):
        return
    for place in _OF_BLOC.finditer(text):
        actor = table.actor(_BLOCS[place["bloc"]])
        if actor and not is_named(*place.span(), named):
            owns = is_owner(text, place.end())
            yield Mention(*place.span(), Part.ACTOR, actor, said=place.span(), is_owner=owns)


_COUNTED = (
    r"(?:[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Tt]welve|[Ff]ifteen|\d{1,2})"
)
_TOGETHER = re.compile(
    rf"\b(?=[TtOoFfSsEeNn\dA])(?:(?:[Tt]he |[Oo]ther )?{_COUNTED} (?:(?:Arab|Gulf|African|European|Asian|Western|Muslim|allied|neighbou?ring|regional|foreign) )*(?:states|countries|governments|[Pp]owers|capitals|nations|heads of state|foreign ministers|ambassadors|presidents)"
    r"|[Tt]he (?:Allied|Western|Great|Gulf|allied|great|neighbou?ring|Central|mediating|guarantor|donor) (?:[Ss]tates|[Cc]ountries|[Gg]overnments|[Pp]owers|nations)|(?:[Tt]he )?Allies|the allies)\b(?! of )"
)


def _together(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'The four countries', of which each is told elsewhere or not at all."""
    for place in _TOGETHER.finditer(text):
        if not is_named(*place.span(), named):
            name = place[0].removeprefix("The ").removeprefix("the ")
            actor = NamedActor(slug_of(name.lower()), name[0].upper() + name[1:], ActorType.GROUP_OF_STATES)
            owns = is_owner(text, place.end())
            yield Mention(
                *place.span(), Part.ACTOR, actor, said=place.span(), is_owner=owns, is_described=True
            )


_BAND = re.compile(
    r"\b(?=[Aa]r|[Bb]r|[Cc][ahlo]|[Dd][ei]|[Ee]l|[Ff][aio]|[Gg][aeru]|[Ii]s|[Ll]e|[Mm][aei]|[Oo]f|[Pp][aio]|[Ss][eot]|[Tt]r|[Uu]n|[Vv][ei]|[Ww]o)(?i:(?P<always>militias|militiamen|tribesmen|clans|deserters|fighters|gunmen)|soldiers|troops|officers|colonels|sergeants|cadets|police(?:men)?|gendarmes|marines|militants|tribes|dissidents|commanders|formations|factions|"
    r"students|villagers|villages|islanders|farmers|miners|truckers|veterans|brigades|men|groups|parties|politicians|forces|elders|chiefs|mayors|guards|units|garrison|defenders|workers|militia|army|clan|tribe|pirates|settlers|leaders|members)\b"
    r"(?P<clause>(?= (?:who|that|which) (?:\w+ ){0,2}?(?:toppl|seiz|took|tak|hold|held|captur|overthr|oust|besieg|occup|control|rul|refus|remain|block|surround|deposed|fled|left|rebel|mutin|still|killed|ambush|attack|stay|barricad|storm)"
    r"|,? (?:still|holding|barricaded|inside|loyal to|besieging|occupying|behind|holed up|trapped|encircled|surrounded|under)\b))?"
    r"(?P<of>(?= (?:of|in|from|around|at) (?:the )?(?:[A-Z]|[a-z]+ (?:of )?[A-Z])))?"
)
_BAND_BEFORE = re.compile(
    r"(?:\b(?P<the>the|those|these|all|both|any|some|several|about (?:\w+ ){1,2}|six hundred|fifty) )?"
    r"(?P<adjectives>(?:(?:armed|clan|tribal|political|illegal|rebel|mutinous|local|Islamist|separatist|jihadist|militant|renegade|disaffected|former|young|enemy|remaining|rival|warring|other|pro-\w+|ethnic|hostile|loyalist|[A-Z][a-z]+(?:ian|ish|ese|i|an|uz)) )*)$",
    re.IGNORECASE,
)
_UNRULY = re.compile(
    r"\b(?:armed|clan|tribal|political|illegal|rebel|mutinous|renegade|rival|warring|loyalist)\b"
)
_NEXT = 25
"""Within so many characters a name tells of which state or group men are: 'the mayors of northern …'."""
_TOPPLED = re.compile(
    r" (?:who|that|which) (?:\w+ ){0,2}?(?:toppl|overthr|oust|deposed|(?:seiz|took|tak)\w* (?:over|power))"
)


def _bands(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'The soldiers who hold …': men of whom nothing more is told than what they do or where they are."""
    for place in _BAND.finditer(text):
        before = _BAND_BEFORE.search(text, max(0, place.start() - 50), place.start())
        is_unruly = before is not None and _UNRULY.search(before["adjectives"]) is not None
        is_there = place["of"] is not None and before is not None and before["the"] is not None
        if not (place["always"] or place["clause"] is not None or is_unruly or is_there):
            continue
        if place["of"] is not None and is_named(place.end(), place.end() + _NEXT, named):
            continue
        start = before.start() if before else place.start()
        if is_named(start, place.end(), named):
            start = place.start()
        if is_named(start, place.end(), named):
            continue
        stands_for = "junta" if _TOPPLED.match(text, place.end()) else "band"
        span, owns = (start, place.end()), is_owner(text, place.end())
        yield Mention(*span, Part.ACTOR, None, said=span, is_owner=owns, stands_for=stands_for)
