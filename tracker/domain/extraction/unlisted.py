"""Actors that the table of names lacks: armed groups, movements, and leaders of an opposition."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from tracker.domain.aliases import AliasKind
from tracker.domain.extraction.actors import ActorTable, Match, NamedActor, slug_of
from tracker.domain.extraction.literals import literals
from tracker.domain.extraction.mention import NAME, Mention, Part, is_named, is_owner
from tracker.domain.extraction.patterns import may_match
from tracker.domain.vocabulary import ActorType

_LEADER = re.compile(
    rf"\b(?:[Oo]pposition|[Pp]rotest|[Ss]tudent|[Uu]nion|[Rr]ebel|[Gg]ang|[Mm]ilitia|[Tt]ribal|[Ss]eparatist|[Gg]uerrilla|[Cc]artel|[Cc]lan|[Dd]ruze|[Aa]lawite|[Kk]urdish|[Cc]ivic|[Ss]hia|[Ss]hiite|[Ss]unni|[Rr]eligious|[Pp]opulist|[Mm]ilitant|[Ii]slamist|[Jj]ihadist|[Ss]ecessionist|[A-Z]{{2,6}})"
    rf"(?: (?:party|movement|council|group|alliance))? (?:[Ll]eader|[Cc]hief|boss|commander|head|coordinator|warlord|[Cc]hairman|[Cc]hairwoman|[Cc]hairperson|convenor|convener|cleric|preacher) (?P<name>{NAME}(?: {NAME}){{1,3}})"
)


_WITH_FIGHTERS = re.compile(
    rf"\b(?P<name>{NAME}(?: {NAME}){{1,2}}) and (?:his|her) (?:\w+ )?(?:gunmen|fighters|rebels|militiamen|mutineers|insurgents|men)\b"
)
"""Who leads men under arms of whom there is no other name."""


_NAMELESS = re.compile(
    r"(?:^|(?<=[.,\n\u2014\u2013-] )|(?<=\n))(?P<name>(?:The (?:main |largest )?opposition (?:party|alliance|coalition|movement)|Rebels|Separatists|Insurgents|Militants|Gunmen|Kidnappers|Mutineers|(?:Two |Three |Four |Five |Several |Powerful |Rival |Armed ){1,2}(?:powerful |rival |armed |ethnic |rebel |influential )?(?:militias|brigades|gangs|factions|(?:rebel |armed )?groups|armies|tribes|clans|unions|parties)|(?:[A-Z][a-z-]+ )(?:protesters|demonstrators)|An? (?:\w+ )?militia|(?:Islamist|Separatist|Armed|Maoist|Mutinous) (?:rebels|militants|insurgents|fighters|soldiers|guerrillas)"
    r"|(?:Student|Protest|Union|Opposition|Rebel|Gang|Tribal|Militia|Indigenous|Peasant|Clan|Community|Separatist|Guerrilla) (?:leaders|groups|parties|commanders|chiefs|authorities|elders)|(?:The )?(?:leader|head|chief|boss) of a (?:\w+ ){0,2}(?:gang|militia|rebel|cartel|opposition|protest|separatist) ?(?:coalition|alliance|group|movement|federation)?)"
    r"(?=,? (?:in|of|from|who|holding|that|behind|have|has|threatened|demanded|warned|gave|told|set|came|want|said|on)\b))|(?<=['\u2019]s )(?P<opposition>opposition)(?= (?:has|gave|said|demanded|warned|on|threatened)\b)",
    re.MULTILINE,
)


_literals = cache(literals)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches, which are looked for only where one of the pattern's own words stands."""
    return pattern.finditer(text) if may_match(_literals(pattern), text) else iter(())


_REBELS = re.compile(r"\b(?:[Rr]ebels?|[Ii]nsurgents|[Gg]uerrillas?|[Mm]ilitants|[Ss]eparatists?)\b")
_COUNTED = re.compile(
    r"^(?:(?:Two|Three|Four|Five|Several|Powerful|Rival|Armed|powerful|rival|armed|ethnic|influential) )+"
)


def nameless(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """Rebels or an opposition of whom the text gives no name: they act, and are not the state beside them."""
    for place in _NAMELESS.finditer(text):
        if is_named(*place.span(), named):
            continue
        actor = _named_below(text, named, place.end())
        if actor is None and _REBELS.search(place[0]):
            actor = _only_above(named, place.start())
        if actor is None:
            name = _COUNTED.sub("", place[0].removeprefix("The ").removeprefix("A ")).capitalize()
            actor = NamedActor(name.lower().replace(" ", "-"), name, ActorType.ARMED_GROUP)
        yield Mention(*place.span(), Part.ACTOR, actor, None, place.span())


_SPEAKS_FOR = re.compile(
    rf"\b(?:(?:speaks|spoke) for|(?:coordinator|leader|spokes\w+|head|commander|chief) of) (?:the )?(?P<name>{NAME}(?: (?:{NAME}|[Aa]gainst|of))*(?: {NAME})|{NAME}(?: {NAME})+)"
)
_STATES = frozenset((ActorType.STATE, ActorType.HISTORICAL_STATE))
_MOVEMENTS = frozenset((ActorType.GROUP, ActorType.ORGANISATION))
_BELOW = 900
"""How far behind the first words of a text its group is named, in characters."""


_TO = re.compile(
    r"[^.;\n]*\b(?:told|warned|gave|given|ordered|urged|asked|attacked|fought|fighting|against|handed|accused|from|on)(?: the)? $"
)
"""Whom a group addresses or fights is another than that group."""


def _named_below(text: str, named: Sequence[Mention], start: int) -> NamedActor | None:
    """The group of which the text tells further on: an armed one of the table, or for whom its leader speaks."""
    armed = [each for each in named if each.actor is not None and each.actor.type is ActorType.ARMED_GROUP]
    below = [each for each in armed if start < each.start < start + _BELOW and each.part is Part.ACTOR]
    others = {each.actor for each in below if _TO.fullmatch(text, start, each.start)}
    own = next((each.actor for each in below if each.actor not in others), None)
    return own or _spoken_for(text, named, start)


def _only_above(named: Sequence[Mention], start: int) -> NamedActor | None:
    """The one armed group that a text names before."""
    armed = {
        each.actor
        for each in named
        if each.start < start and each.actor and each.actor.type is ActorType.ARMED_GROUP
    }
    return next(iter(armed)) if len(armed) == 1 else None


def _spoken_for(text: str, named: Sequence[Mention], start: int) -> NamedActor | None:
    """The group for which somebody is said to speak further on."""
    place = _SPEAKS_FOR.search(text, start, start + _BELOW)
    if place is None:
        return None
    known = [
        each.actor for each in named if each.start < place.end("name") and place.start("name") < each.end
    ]
    if known:
        return known[0] if known[0] and known[0].type in (*_MOVEMENTS, ActorType.ARMED_GROUP) else None
    slug = slug_of(place["name"].lower())
    return NamedActor(slug, place["name"], ActorType.ARMED_GROUP)


def _slug(name: str) -> str:
    """The slug of a name without its apostrophes: 'people's front' is peoples-front."""
    return slug_of(name.lower().replace("'", "").replace("\u2019", ""))


def with_leaders(text: str, named: Sequence[Mention]) -> list[Mention]:
    """Leaders of an opposition or an armed group whom the table lacks: they speak for no state."""
    found = {
        each.actor.name.split()[-1]: each.actor
        for each in named
        if each.actor and each.actor.type is ActorType.PERSON and each.person is None
    }
    has_men = " and his " in text or " and her " in text
    for place in (*_found(_LEADER, text), *(_WITH_FIGHTERS.finditer(text) if has_men else ())):
        start, end = place.span("name")
        if not is_named(start, end, named):
            slug = slug_of(place["name"].lower())
            is_armed = place.re is _WITH_FIGHTERS
            actor = NamedActor(slug, place["name"], ActorType.ARMED_GROUP if is_armed else ActorType.PERSON)
            found[place["name"]] = found[place["name"].split()[-1]] = actor
    if not found:
        return list(named)
    names = "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True))
    places = list(re.finditer(rf"\b(?:{names})\b", text))
    made = [
        Mention(*place.span(), Part.ACTOR, found[place[0]], None, place.span(), is_person=True)
        for place in places
        if not is_named(*place.span(), named)
    ]
    return [*named, *made]


_SIDED = re.compile(
    r"\b(?:[Pp]ro|[Aa]nti)-(?:[A-Z]\w+|government|democracy|coup) (?:gunmen|separatists?|rebels|militants|fighters|forces|protesters|demonstrators|militias?|insurgents|activists|armed groups)\b"
)


_ARMED_MEN = re.compile(
    r"(?:gunmen|rebels|separatists?|militants|fighters|militias?|insurgents|armed groups)$"
)


def sided(text: str) -> Iterator[Mention]:
    """'Pro-Russian gunmen': they act for themselves, and not as the state on whose side they are.

    Where a text calls them separatists as well, its gunmen and rebels on that side are the same.
    """
    for place in _SIDED.finditer(text) if "ro-" in text or "nti-" in text else ():
        name = place[0][0].upper() + place[0][1:]
        armed = _ARMED_MEN.search(name)
        if armed and (side := name[: armed.start()]).startswith("Pro-") and "eparatist" in text:
            name = f"{side}separatists"
        slug = slug_of(name.lower())
        actor = NamedActor(slug, name, ActorType.ARMED_GROUP)
        yield Mention(*place.span(), Part.ACTOR, actor, None, place.span())


_HEADED = re.compile(
    rf"(?:\b[Tt]he )?\b(?:executive secretary|general secretary|secretary[- ]general|national coordinator|coordinator|leader|president|chairman|chairwoman|head|commander|spokes(?:man|woman|person)) of (?:the )?"
    rf"(?P<name>(?:\d+ )?{NAME}(?: (?:of|the|de|del|la|and|for|von|y) {NAME}| {NAME}){{1,6}}) \((?P<short>[A-Z]{{2,8}})\)(?:, {NAME}(?: {NAME}){{1,3}}(?=,))?"
)


def headed(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'The president of the Great Council (GC)' that no table has, and its name wherever it stands in the text."""
    found: dict[str, NamedActor] = {}
    heads = list(_HEADED.finditer(text)) if "(" in text else []
    for place in heads:
        start, end = place.span("name")
        if is_named(start, end, named):
            continue
        state = next(
            (
                each.actor
                for each in reversed(named)
                if each.start < start and each.actor and each.actor.type in _STATES
            ),
            None,
        )
        zone = state.timezone if state else ""
        name = " ".join(place["name"].split())
        actor = NamedActor(slug_of(name.lower()), name, ActorType.GROUP, timezone=zone)
        found[place["name"]] = found[place["short"]] = actor
        yield Mention(*place.span(), Part.ACTOR, actor, None, place.span(), is_person=True, within=state)
    if not found:
        return
    names = "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True))
    for place in re.finditer(rf"\b(?:{names})\b", text):
        is_head = any(head.start() < place.end() and place.start() < head.end() for head in heads)
        if not is_head and not is_named(*place.span(), named):
            owns = is_owner(text, place.end())
            yield Mention(*place.span(), Part.ACTOR, found[place[0]], None, place.span(), is_owner=owns)


_NAMED_REBELS = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'\u2019-]+ ){1,3}?)(?:rebels?|guerrillas?|militants|insurgents|separatists|gunmen|militiamen|militias?|cartel|guerrilla group|rebel group|fighters|paramilitar(?:y|ies)|(?:clan|tribe)(?: (?:elders|leaders|chiefs|militia|militiamen|fighters))?|tribesmen|clansmen|mercenaries|outfit|(?:rebel |armed |opposition |protest )(?:group|coalition|alliance)|movement)\b(?! (?:leader|chief|commander)s? [A-Z])"
)
_ALL = re.compile(r"^(?:The|All|These|Those|Some|Many|Most|Both|Any|Other) ")
_NO_NAME = re.compile(
    r"^(?:The|A|An|These|Those|Some|Many|All|Two|Three|Four|Armed|Ethnic|Islamist|Separatist|Maoist|Communist|Rebel|Other|But|And|In|On|If|When|After|Its|His|Their|Our|Both|Most|Former|Suspected|Shi.ite|Sunni|Muslim|Christian|Local|Foreign|Masked|Mutinous|Jihadist|Palestinian|Kurdish|Marxist|Leftist|Left-wing|Right-wing|Far-right|Nationalist|Ultranationalist|Royalist|Loyalist|Republican|Radical|Hardline|Religious|Tribal|Secessionist|Separatists?)\b"
)


def named_rebels(text: str, named: Sequence[Mention], bodies: Sequence[Mention]) -> Iterator[Mention]:
    """'Red Llama rebels' that no table has: by the full name where the text gives one group of that sort."""
    full = {
        each.actor.slug: each.actor
        for each in bodies
        if each.actor and each.actor.type is ActorType.ARMED_GROUP
    }
    for place in _NAMED_REBELS.finditer(text):
        start = place.start() + len(place[0]) - len(_ALL.sub("", place[0]))
        name, span = text[start : place.end("name")].strip(), (start, place.end())
        if not name or _NO_NAME.search(name) or is_named(start, place.end(), named):
            continue
        called = text[slice(*span)]
        slug = slug_of(called.lower())
        own = next(iter(full.values())) if len(full) == 1 else None
        own = own or (None if " " in name else _spoken_for(text, named, span[1]))
        actor = own or NamedActor(slug, called, ActorType.ARMED_GROUP)
        yield Mention(*span, Part.ACTOR, actor, None, span)


_NOUNS = r"(?:group|outfit|militia|movement|confederation|coalition|organi[sz]ation|faction|alliance|bloc|front|gang|cartel|army|collective|junta|brigade)"
_NOUN_BEFORE = re.compile(
    rf"\b(?:[Tt]he |[Aa]n? )?(?:[a-z][\w-]* |Islamist |Islamic |Shi.ite |Sunni |West African |African )?{_NOUNS} $"
)
_BODIES = frozenset(
    (
        ActorType.ARMED_GROUP,
        ActorType.ORGANISATION,
        ActorType.GROUP,
        ActorType.GROUP_OF_STATES,
        ActorType.DE_FACTO_AUTHORITY,
    )
)


def with_nouns(text: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions, each with the noun before its name: 'the militia Red Llama' is one actor and not two."""
    ends = sorted(each.end for each in named)
    return [replace(each, start=_with_noun(text, each, ends)) for each in named]


def _with_noun(text: str, mention: Mention, ends: Sequence[int]) -> int:
    """Where a mention begins with the noun before its name, behind what is named before that."""
    if mention.actor is None or mention.actor.type not in _BODIES or mention.part is not Part.ACTOR:
        return mention.start
    noun = _NOUN_BEFORE.search(text, max(0, mention.start - 40), mention.start)
    if noun is None:
        return mention.start
    before = bisect_right(ends, mention.start)
    return min(max(noun.start(), ends[before - 1] + 1 if before else 0), mention.start)


_KIND = (
    r"(?:armed|rebel|militant|Islamist|Islamic|jihadist|separatist|secessionist|insurgent|guerrilla|paramilitary|opposition|protest|indigenous|ethnic|youth|student|Basque|Kurdish|Tuareg|Meitei|"
    r"Shi.ite|Shia|Sunni|Maoist|leftist|nationalist|extremist|militia|self-defen[cs]e|vigilante|regional|tribal|[A-Z][a-z]+ian|[A-Z][a-z]+ese)"
)
_OWN_NAME = rf"(?!The\b|In\b|On\b)(?=[A-Z]){NAME}(?:[ -]{NAME}|-e-{NAME}| (?:of|de|e|du|da) {NAME}){{0,4}}"
_APPOSED = re.compile(rf"\b{_KIND} (?:\w+ )?{_NOUNS} (?P<name>{_OWN_NAME})")


_ALSO_KNOWN = re.compile(
    rf"\b[Tt]he (?:[a-z]+ )?(?:militia|group|movement|militants|rebels|faction|brigade|gang|outfit),? (?:(?:also|better|widely|locally) )?(?:known as|called) (?:the )?(?P<name>{NAME}(?: {NAME}){{0,3}})"
)
"""'The militia, also known as Rada'."""
_OF_SORT = re.compile(
    rf"\b[Tt]he (?:militia|gang|cartel|faction|junta|brigade|(?P<any>group|movement|organi[sz]ation|front|outfit)) (?P<name>{_OWN_NAME})"
)
"""'The militia Red Llama': of a group it must be told that it is one under arms."""
_UNDER = re.compile(
    r"\b(?:fighters|gunmen|armed|militants|militiamen|rebels|insurgents|guerrillas|jihadist|jihadists|attack\w*|ambush\w*|kidnapp\w+|weapons|arms|truce|ceasefire|banned)\b"
)
_PEACEFUL = re.compile(
    r"\b(?:Rights|Watch|Amnesty|International|Monitor|Observatory|Doctors|Physicians|Oxfam|Greenpeace|Institute|Bank|Energy|Holdings?|Media|Telecom)\b"
)
_NEAR = 160


def _is_of_sort(text: str, place: re.Match[str]) -> bool:
    if place.re is not _OF_SORT or place["any"] is None:
        return True
    near = text[max(0, place.start() - _NEAR) : place.end() + _NEAR]
    return not _PEACEFUL.search(place["name"]) and bool(_UNDER.search(near))


_SPOKEN_FOR = re.compile(
    rf"\b(?:speak|speaking|spoke)(?: to you)? (?:in the name|on behalf) of (?:the )?(?P<name>(?!God\b|Allah\b){NAME}(?: {NAME}){{0,3}})"
)


def apposed(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'The indigenous confederation Conaie' that no table has, wherever its name stands in the text."""
    found: dict[str, NamedActor] = {}
    is_spoken_for = "n the name of" in text or "n behalf of" in text
    others = (
        *_found(_ALSO_KNOWN, text),
        *_found(_OF_SORT, text),
        *(_SPOKEN_FOR.finditer(text) if is_spoken_for else ()),
    )
    for place in (*_found(_APPOSED, text), *others):
        name = place["name"]
        start, end = place.span("name")
        if not is_named(start, end, named) and _is_of_sort(text, place):
            slug = _slug(name)
            found[name] = NamedActor(slug, name, ActorType.ARMED_GROUP)
    if not found:
        return
    names = "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True))
    for place in re.finditer(rf"\b(?:{names})\b", text):
        if not is_named(*place.span(), named):
            owns = is_owner(text, place.end())
            yield Mention(*place.span(), Part.ACTOR, found[place[0]], None, place.span(), is_owner=owns)


_TELLS = re.compile(
    rf"(?:^|(?<=\. )|(?<=[\u2014-] ))(?:The )?(?P<name>(?!The\b){NAME}(?: {NAME}){{1,3}})(?= (?:has |have |had |also |formally ){{0,2}}(?:told|informed|warned|notified|gave|given|threatened|handed|set|demanded) )",
    re.MULTILINE,
)
_OF_PARTY = re.compile(
    r"\b(?:the|its) party(?:['\u2019]s? (?:[\w-]+ ){0,2}(?:lawmakers|deputies|legislators|senators|ministers|MPs|members|leaders?|chair\w*|votes|seats|council|executive)| (?:will|would|has|had|holds)\b)"
)
_PERSON_SAID = r"(?<!\w )\b{last} (?:said|says|added|told|wrote)\b"


def coalition_parties(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'Civic Renewal told the prime minister …' that no table has, where the text goes on about 'the party'."""
    if " party" not in text:
        return
    for place in _TELLS.finditer(text):
        start, end = place.span("name")
        last = place["name"].split()[-1]
        is_party = _OF_PARTY.search(text, end, end + _BELOW)
        if (
            not is_party
            or is_named(start, end, named)
            or re.search(_PERSON_SAID.format(last=re.escape(last)), text)
        ):
            continue
        state = next(
            (each.actor for each in named if each.start > end and each.actor and each.actor.type in _STATES),
            None,
        )
        zone = state.timezone if state else ""
        name = place["name"]
        actor = NamedActor(_slug(name), name, ActorType.GROUP, timezone=zone)
        for each in re.finditer(rf"\b{re.escape(name)}\b", text):
            if not is_named(*each.span(), named):
                owns = is_owner(text, each.end())
                yield Mention(*each.span(), Part.ACTOR, actor, None, each.span(), is_owner=owns, within=state)
        return


_HALF = re.compile(
    r"\bthe (?P<half>South|North)\b(?! of\b|[- ](?:Pole|Sea|Korea|America|Africa|East|West|Caucasus|Atlantic|Island))"
)


def koreas(text: str, named: Sequence[Mention], table: ActorTable) -> Iterator[Mention]:
    """'The South' where a text is about Korea."""
    halves = {"South": table.actor("south-korea"), "North": table.actor("north-korea")}
    if not any(each.actor and each.actor in halves.values() for each in named):
        return
    for place in _HALF.finditer(text):
        actor = halves[place["half"]]
        owns = is_owner(text, place.end())
        if actor:
            yield Mention(*place.span(), Part.ACTOR, actor, None, place.span(), is_owner=owns)


_BLOCS = {
    "Arab": "arab-league",
    "West African": "ecowas",
    "East African": "east-african-community",
    "Southern African": "sadc",
    "Central African": "economic-community-of-central-african-states",
    "African": "african-union",
    "Gulf": "gulf-cooperation-council",
    "Gulf Arab": "gulf-cooperation-council",
    "Southeast Asian": "asean",
    "Caribbean": "caricom",
    "Pacific": "pacific-islands-forum",
}
_REGIONAL = frozenset(_BLOCS.values()) - {"african-union", "arab-league"}
"""Unions of one region, whose members a text calls regional leaders or the states of that region."""
_OF_BLOC = re.compile(
    r"\b(?:the |The )?(?P<bloc>(?:West |East |Southern |Central )?African|Gulf(?: Arab)?|Arab|Southeast Asian|Caribbean|Pacific) "
    r"(?:(?:foreign|defen[cs]e|finance|interior|trade) )?(?:(?:ministers|leaders|heads of state|presidents)\b(?! (?:of|in|from) )"
    r"|(?:states|countries|nations|governments)\b(?= (?:(?:have|has|had|on [A-Z]\w+day) )?(?:[a-z]+ed|gave|given|told|set|put|sent|said)\b))"
)
_OF_REGION = re.compile(
    r"(?<!\w )(?:\b[Tt]he )?\b(?:(?P<bloc>(?:West|East|Southern|Central) African|Southeast Asian|Caribbean|Pacific) (?:states|countries|nations|governments|neighbou?rs)|[Rr]egional (?:leaders|heads of state|presidents|states|governments|(?:foreign )?ministers|chiefs))\b(?! (?:of|in|from|such as) )"
)
"""At the head of a clause: elsewhere and with a number before them they are some states of the region."""


_OF_SO_MANY = re.compile(
    r"\b[Tt]he (?:12|15|25|27|28|[Tt]welve|[Ff]ifteen|[Tt]wenty-(?:five|seven|eight))(?:[- ](?:nation|member|country) bloc|(?: (?:foreign|defen[cs]e|finance|interior|trade|energy))? (?:leaders|heads of (?:state|government)|governments|members|member (?:states|countries)|ministers|envoys|ambassadors))\b(?! (?:of|in|from) )"
)
"""The member states of the European Union by how many they are, where a text names it."""


def of_blocs(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'Arab foreign ministers' where a text names the Arab League: they are who meets in it."""
    here = {each.actor.slug: each.actor for each in named if each.actor}
    european = here.get("european-union")
    for place in _OF_SO_MANY.finditer(text) if european else ():
        if not is_named(*place.span(), named):
            yield Mention(*place.span(), Part.ACTOR, european, None, place.span())
    if here.keys().isdisjoint(_BLOCS.values()):
        return
    for place in _OF_BLOC.finditer(text):
        actor = here.get(_BLOCS[place["bloc"]])
        if actor and not is_named(*place.span(), named):
            yield Mention(*place.span(), Part.ACTOR, actor, None, place.span())
    regional = [each for slug, each in here.items() if slug in _REGIONAL]
    for place in _OF_REGION.finditer(text) if len(regional) == 1 else ():
        is_own = not place["bloc"] or here.get(_BLOCS[place["bloc"]]) is regional[0]
        if is_own and not is_named(*place.span(), named):
            yield Mention(*place.span(), Part.ACTOR, regional[0], None, place.span())


_SECRETARY = re.compile(rf"\b(?:[Tt]he )?[Ss]ecretary[- ][Gg]eneral(?: (?!of\b){NAME}){{1,3}}")
_COUNCILS = {"un-security-council": "united-nations"}


def secretaries(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'Secretary-General Jan Novak' of the one organisation that a text names."""
    places = list(_found(_SECRETARY, text))
    if not places:
        return
    bodies = {
        _COUNCILS.get(each.actor.slug, each.actor.slug): each.actor
        for each in named
        if each.actor and each.actor.type in _ORGANISATIONS
    }
    if len(bodies) != 1:
        return
    (actor,) = bodies.values()
    for place in places:
        if not is_named(*place.span(), named):
            yield Mention(*place.span(), Part.ACTOR, actor, None, place.span(), is_person=True)


_ORGANISATIONS = frozenset((ActorType.ORGANISATION, ActorType.GROUP_OF_STATES))
_SHORT_FOR = "Council|Commission|Authority|Assembly|Conference|Forum|League|Agency|Committee|Congress|Confederation|Federation|Organi[sz]ation|Program|Programme|Fund|Front|Alliance|Tribunal"
_LAST_NOUN = re.compile(rf"\b(?P<noun>{_SHORT_FOR})(?:\W*$|(?= (?:for|of|on|against|to) ))", re.IGNORECASE)
_IN_SHORT = re.compile(
    rf"\b[Tt]he (?:[A-Z]\w+-based )?(?:(?:Ministerial|Executive|Supreme|Permanent|Governing|General) )?(?P<noun>(?i:{_SHORT_FOR}|watchdog))\b(?! (?:of|for|on|against|in)\b| [A-Z])"
)
_SHORTENED = frozenset(
    (ActorType.ORGANISATION, ActorType.GROUP_OF_STATES, ActorType.ARMED_GROUP, ActorType.GROUP)
)

_AGENCIES = frozenset(
    (
        "iaea",
        "opcw",
        "unesco",
        "unhcr",
        "unicef",
        "unrwa",
        "world-food-programme",
        "world-health-organization",
    )
)
"""Bodies that are called agencies, whatever their names end with."""


def in_short(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """'The Council' or 'the agency' where one body of that noun alone was named in full before."""
    places = list(_IN_SHORT.finditer(text))
    if not places:
        return
    full: dict[str, dict[NamedActor, int]] = {}
    for each in named:
        last = _LAST_NOUN.search(text, each.start, each.end)
        is_full = last and text[each.start : each.end].lower().removeprefix("the ") != last["noun"].lower()
        if last and is_full and each.actor:
            full.setdefault(last["noun"].lower(), {}).setdefault(each.actor, each.end)
    agencies = {
        each.actor: each.end for each in reversed(named) if each.actor and each.actor.slug in _AGENCIES
    }
    taken = {each.start for each in named if each.part is Part.ACTOR}
    for place in places:
        noun = place["noun"].lower()
        known = full.get(noun) or (agencies if noun in ("agency", "watchdog") else {})
        actor, end = next(iter(known.items()), (None, 0))
        if len(known) != 1 or actor is None or actor.type not in _SHORTENED or end > place.start():
            continue
        if taken.isdisjoint(range(*place.span())):
            owns = is_owner(text, place.end())
            yield Mention(*place.span(), Part.ACTOR, actor, None, place.span(), is_owner=owns)


_WORD = r"[A-Z][\w'\u2019-]+"
_FIGHTS = (
    "Army|Front|Movement|Brigades?|Battalions?|Militia|Resistance|Fighters|Avengers|Tigers?|Liberators|Warriors|Lions|Defenders|Volunteers|"
    "Commandos|Vigilantes|Shirts|Guards?|Alliance|Insurgency|Mujahideen|Rebels|Legion|Corps"
)
"""Last words of names that fighters and movements give themselves."""
_RULES = "Forces?|Council|Coalition|Authority|Committee|Government|Administration|Congress|Union|Unions|Confederation|Federation|Party|League|Parliament"
"""Last words of names that a state has as well as those who fight it."""
_TAIL = rf"(?: (?:for|of|against)(?: the)? {_WORD}(?:(?: and| of| the| for| against)* {_WORD}){{0,4}})?"
_BODY = re.compile(
    rf"(?P<name>(?:\b(?:{_WORD} ){{1,4}}?(?P<noun>{_FIGHTS}|{_RULES})\b{_TAIL}"
    r"|\b(?:Kata.?ib|Katibat|Jaish|Lashkar|Harakat|Liwa|Ansar|Saraya|Asa.?ib|Jama.?a?t|Tehree?k|Jund|Faylaq|Hay.?at|Hizb)(?:[ -](?:al-|e-|ul-|-)?[A-Z][\w'\u2019-]+|-[ei]-[A-Z]\w+){1,3}"
    r"|\b(?!Quaid|Nishan|Tamgha)[A-Z][a-z]{3,}-[ei][ -][A-Z][a-z]{3,}(?: [A-Z][a-z]+)?))"
    r"(?:,? (?:\((?P<short>[A-Z][A-Za-z0-9]{1,7})\)|or (?:the )?(?P<short2>[A-Z]{2,7})\b))?"
)
_FOLLOWED = re.compile(
    r"[\"\u201d]? (?:rebels|guerrillas|militants|insurgents|separatists|fighters|gunmen|militia|movement)\b|[\"\u201d]"
)
_UNDER_ARMS = re.compile(
    r",? (?:whose|with (?:its|their)) (?:\w+ )?(?:men|fighters|gunmen|militiamen|guerrillas|rebels)\b|,? an? (?:[\w-]+ ){0,3}(?:militia|rebel group|armed group|guerrilla movement)\b"
)
"""What follows a name of any sort whose bearers fight."""
_ANNOUNCED = re.compile(
    r"(?:\b(?:rebel|militant|separatist|armed|guerrilla|insurgent|jihadist|opposition|paramilitary|secessionist|protest|rebels? of|(?i:rebels|gunmen|fighters|militiamen|guerrillas|militants|insurgents|separatists|mutineers) of|called|as|known as|calling itself)"
    r"(?: (?:group|movement|coalition|alliance|organi[sz]ation|faction|force|army|party))?,? (?:the )?|[\"\u201c])$"
)
_REBEL = re.compile(
    r"^(?!Salvation|Red|Royal|National|Indian|United)[A-Z][a-z]+ Army$|\b(?:Democratic|Liberation|Salvation|Resistance|People|Free|Rebel|Support|Islamic|Patriotic|National Army|Transitional Council|Front|Movement|Brigades?|Militia|Regional|Workers|Labou?r|Teachers|Trade Unions?|Avengers|Tigers?|Liberators|Warriors|Mujahideen)\b"
    r"|^[A-Z][a-z]+-[ei][ -]"
    r"|^(?:Kata|Katib|Jaish|Lashkar|Harakat|Liwa|Ansar|Saraya|Asa|Jama|Tehr|Jund|Faylaq|Hay|Hizb)"
)
_OFFICIAL = re.compile(
    r"\b(?:U\.?N|United Nations|European|Security Council|Red Army|Air Force|Armed Forces|Salvation Army|Democratic Party|Labou?r Party|Labour government|Conservative|Republican|Supreme|National Security|Coast Guard|Revolutionary Guards?|Marine Corps|Press Corps|Army Corps|Peace Corps|Industry Movement)\b"
)


def _acts(text: str, place: re.Match[str], start: int, name: str) -> bool:
    """Whether a name is that of a group that acts for itself: by its words, or by what stands around it."""
    if _OFFICIAL.search(name) or len(re.split("[ -]", name)) < 2:
        return False
    if _REBEL.search(name) or _ANNOUNCED.search(text, max(0, start - 60), start):
        return True
    if _UNDER_ARMS.match(text, place.end()):
        return True
    is_fighting = bool(place["noun"]) and bool(re.fullmatch(_FIGHTS, place["noun"]))
    return is_fighting and bool(place["short"] or place["short2"] or _FOLLOWED.match(text, place.end("name")))


def bodies_in(text: str, found: Sequence[Match]) -> Iterator[Mention]:
    """Armed groups and movements that the table lacks, by the last word of their names."""
    starts = {match.start: match for match in found}
    known: dict[str, NamedActor] = {}
    for place in _BODY.finditer(text):
        start, end = place.span("name")
        name = text[start:end].removeprefix("The ").removeprefix("A ")
        start = end - len(name)
        inside = [match for at, match in starts.items() if start <= at < end]
        whole = any(match.start <= start and match.end >= end for match in found)
        if whole or not _acts(text, place, start, name):
            continue
        if any(
            match.naming.alias.kind is not AliasKind.DEMONYM and match.end - match.start > 12
            for match in inside
        ):
            continue
        slug = _slug(name)
        actor = NamedActor(slug, name, ActorType.ARMED_GROUP)
        for each in filter(None, (name, place["short"], place["short2"], _initials(name))):
            known.setdefault(each, actor)
    if known:
        names = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
        for place in re.finditer(rf"\b(?:{names})\b", text):
            owns = is_owner(text, place.end())
            yield Mention(*place.span(), Part.ACTOR, known[place[0]], None, place.span(), is_owner=owns)


def _initials(name: str) -> str:
    letters = "".join(word[0] for word in re.findall(r"[A-Z]\w*", name))
    return letters if len(letters) > 2 else ""
