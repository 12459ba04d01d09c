"""Who is named where: noun phrases of actors, places, and pronouns with whom they stand for."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from tracker.domain.aliases import AliasKind
from tracker.domain.extraction.actors import ActorTable, Match, NamedActor, slug_of
from tracker.domain.extraction.described import described
from tracker.domain.extraction.inner import inner_bodies, regions, with_movements
from tracker.domain.extraction.mention import NAME, Mention, Part, is_owner
from tracker.domain.extraction.unlisted import (
    apposed,
    bodies_in,
    coalition_parties,
    headed,
    in_short,
    koreas,
    named_rebels,
    nameless,
    of_blocs,
    secretaries,
    sided,
    with_leaders,
    with_nouns,
)
from tracker.domain.vocabulary import ActorType

_ADJECTIVES = (
    r"(?:senior|revolutionary|top|deputy|interim|acting|military|transitional|new|ruling|supreme|chief|foreign|prime|defen[cs]e|interior|"
    r"finance|trade|national|security|armed|ground|special|political|federal|central|regional|de facto|civil|state|justice|"
    r"vice|first|European|economy|energy|external|army|navy|government|rebel|Islamist|militant|presidential|coup|junta|"
    r"commerce|external|affairs|home|agriculture|industry|transport|infrastructure|environment|information|digital|planning|development|media|border|intelligence|labou?r|health|water|oil|permanent|joint|popular|"
    r"peace|nuclear|diplomatic|occupying|invading|remaining|opposition|separatist|paramilitary|elite|current|outgoing)"
)
_ROLES = (
    r"(?:President|president|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Mm]inisters?|[Mm]inistry|[Ss]ecretary(?: of [A-Z][a-z]+)?|"
    r"[Ss]ecretary[- ][Gg]eneral|[Oo]fficials?|[Gg]overnment|[Rr]egime|[Aa]uthorities|[Aa]dministration|[Ll]eaders?|[Ll]eadership|"
    r"[Mm]ilitary|[Aa]rmy|[Ff]orces|[Tt]roops|[Jj]unta|[Ee]nvoys?|[Aa]mbassadors?|[Ss]pokes(?:man|woman|person|people)|"
    r"[Dd]elegations?|[Pp]arliament|[Ll]awmakers|[Nn]egotiators?|[Dd]iplomats?|side|[Rr]ulers?|[Cc]ommanders?|(?:Colonel|Major|Lieutenant|Brigadier)[- ][Gg]eneral|[Gg]eneral|[Aa]dmiral|Col\.|Gen\.|[Nn]avy|"
    r"[Cc]abinet|[Cc]hief|[Kk]ing|[Ee]mir|[Cc]rown [Pp]rince|[Aa]dviser|[Rr]epresentatives?|[Ff]ighters|[Rr]ebels|[Mm]ilitants|[Pp]residency|"
    r"[Gg]roup|[Mm]ovement|[Ss]eparatists|[Tt]reasury|State Department|Foreign Office|[Cc]ouncil|[Cc]ommission(?:er)?|"
    r"[Rr]epublic|[Ss]tate media|[Pp]resident-elect|[Gg]uards?|strongman|chairman|head|bloc|mission|counterparts?|Congress|Senate|embassy|consulate|coast guard|generals|defenders|garrison|fleet|flotilla|squadron|contingent|battalion|gunboats|frigates|marines|sailors|servicemen|peacekeepers|commander-in-chief|warships?|navy|soldiers|insurgents|executive|command|party|companies|company|side|state)"
)
_TITLES = re.compile(
    rf"(?:\b(?:the|a|an|The|A|An)\s+)?(?:\b(?:former|Former|late|ex-)\s*)?(?:\b{_ADJECTIVES}\s+)*"
    rf"(?:\b(?:President|president|Prime Minister|prime minister|Premier|premier|Chancellor|chancellor|King|Mr\.|Mrs\.|Ms\.|Gen\.|General|Sen\.|"
    r"Secretary of State|Secretary-General|Emir|Marshal|leader|strongman|Minister|Leader|Supreme Leader)\s+)?$",
    re.IGNORECASE,
)
_TITLE_END = re.compile(
    rf"\b(?:former|late|ex-|{_ADJECTIVES}|president|minister|premier|chancellor|king|mr\.|mrs\.|ms\.|gen\.|general|sen\.|state|secretary-general|emir|marshal|leader|strongman)\s*$",
    re.IGNORECASE,
)
"""The last word of what `_TITLES` finds but for an article alone: most names have none before them."""
_AFTER = re.compile(
    rf"(?P<of>['\u2019]s?)?(?P<adj>(?:[\s-]+(?i:{_ADJECTIVES}))*)\s+(?P<role>{_ROLES})\b(?!-)(?:\s+{_ROLES}\b(?!-))*(?:\s+(?:for|of)\s+(?:defen[cs]e|foreign affairs|state|the army))?"
    rf"(?P<name>(?:,?\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Acting|Interim|Deputy|Defen[cs]e|Foreign|Prime|President|Secretary|Interior|Finance|Trade|Vice)\b){NAME}(?=[\s,.;:'\u2019\"\u201d)])){{0,4}})"
)
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|at|near|inside|across|outside|throughout|around|visit(?:ed|s|ing)?(?: to)?|arriv\w+ (?:in|at)|flew to|flies to|flying to|"
    r"trip to|charter of|flag of|travel\w* to|flight to|leav(?:e|es|ing)|left|return(?:ed|ing)? to|inside of|east of|west of|north of|south of|capital|city of|"
    r"meeting in|held in|based in|reported from|border with|off|into|over|out of|from|via|between|aid to|weapons to|arms to|withdraw\w* from|"
    r"war in|war on|war against|invasion of|attack(?:s|ed|ing)? on|(?:missiles?|drones?|rockets?|strikes?) (?:at|on))\s+"
    r"(?:the\s+|eastern\s+|western\s+|northern\s+|southern\s+|central\s+|all\s+of\s+|occupied\s+|neighbou?ring\s+|mainland\s+)*)$",
    re.IGNORECASE,
)
_FROM_SENDER = re.compile(
    r"\b(?:ultimatum|demands?|warning|deadline|pressure|threats?|message|letter|note|offer|statement|orders?|deadlines?|ultimatums)\s+from\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ROLE_OF = re.compile(
    rf"(?:\b(?:the|a|an|The|A|An)\s+)?(?:\b(?i:{_ADJECTIVES})\s+)*\b{_ROLES}(?:\s+{NAME}){{0,3}}(?:,?\s+(?:who|which)\s+(?:took|seized|hold|holds|have\s+seized|grabbed)\s+power)?\s+(?:of|in)\s+(?:the\s+)?$"
)
_ROLE_END = re.compile(rf"\b(?:{_ROLES}|{NAME}|power)\s+(?:of|in)\s+(?:the\s+)?$")
"""The end of what `_ROLE_OF` finds: few names have it before them."""
_BEGINS = (
    r"\b(?=(?-i:[Aa])(?:n? |ll |mba|n[gt][ri]|rm[ey])|any |(?-i:[Bb])esi|(?-i:[Cc])(?:abi|han|hie|lan|omm|oun)|(?-i:[Dd])(?:efe|emo|epu|ire)|(?-i:[Ee])(?:con|nci|nem|nvo)|(?-i:[Ff])(?:ar-|ina|ore)|(?-i:[Gg])(?:ov|uer|unm)|"
    r"(?-i:[Hh])(?:ard|e\b|ead|er |ija|is |ome|ost)|(?-i:[Ii])(?:nfo|ns|nte|sla|ts?\b)|(?-i:[Jj])(?:iha|ust)|(?-i:[Kk])idn|(?-i:[Ll])(?:ead|eft)|(?-i:[Mm])(?:aoi|ask|ili|ini|uti)|(?-i:[Oo])(?:ffi|ne |ppo|rga)|"
    r"(?-i:[Pp])(?:arl|r[eio]|uts)|(?-i:[Rr])(?:eb|eg|em|igh|iva)|(?-i:[Ss])(?:ec|eni|epa|he\b|pok|tri|tud|urr)|(?-i:[Tt])(?:hat |he |heir |hey\b|ra[dp]|rib)|(?-i:[Uu])nio|(?-i:[Vv])ete|(?-i:[Ww])ar|(?-i:[Yy])oun)"
)
"""The first letters of all words below: others need not be tried."""
_PRONOUNS = re.compile(
    _BEGINS
    + r"(?:(?P<crowd>(?:the |his |her |their |its )?(?:(?:student|striking|armed|masked|mutinous|angry|anti-government|pro-democracy|warring|rival|opposition|hardline|Islamist|separatist|jihadist|rebel|veteran|tribal|young|leftist|right-wing|far-right|Maoist|communist) )*(?:captors|abductors|protesters|demonstrators|protest leaders|(?:leaders?|organi[sz]ers?) of the (?:protests?|sit-in|uprising|strike|march|opposition|rebellion|revolt|mutiny)|gunmen|kidnappers|hijackers|hostage-takers|(?<=the )fighters(?! (?:in|of|from|loyal|who|holding)\b)|mutineers|putschists|strikers|opposition leaders|opposition part(?:y|ies)|(?<=the )opposition|student leaders|union leaders|warring factions|rebel commanders|rebels|insurgents|guerrillas|secessionists|separatists|warlords|clan leaders|war veterans))\b(?! (?:in exile|group|groups|movement|leader|party|parties|of (?:the )?(?:group|movement)))"
    r"|(?P<crowd2>a (?:shadowy |militant |little-known |armed |Islamist |previously unknown )*group(?= (?:holding|(?:that|which) (?:is holding|holds|kidnapped|abducted|seized)) ))"
    r"|(?P<he>he|she)|(?P<they>they)|(?P<it>it)"
    r"|(?P<president>the (?:US |American )?(?:president|prime minister|premier|chancellor|Republican president|leader|minister|head of (?:state|government)))"
    r"|(?P<he2>(?:his|her) (?:country|government|nation|administration|cabinet|army|ministry))"
    r"|(?P<group>the (?:youth |protest |opposition |student |separatist |jihadist |insurgent |militant |armed |Islamist |Palestinian |rebel |militia |Shi.ite |Iran-backed |Lebanese )*(?:group|movement|militants|rebels|faction|insurgents|militia)(?P<of_group>(?='s\b|\u2019s\b))?)"
    r"|(?P<bloc>the (?:\d+-(?:nation|member|country) |regional |West African |European |African )*(?:bloc|alliance|union|organi[sz]ation)|(?-i:[Tt]he (?:Authority|Council|Commission|Conference|Assembly|Community|Committee|Summit|Secretariat))(?! (?:of|for|on)\b)(?!(?-i: [A-Z])))"
    r"|(?P<junta>the (?:new |ruling |country's )?(?:junta|military government|military rulers|coup leaders|putschists|generals))"
    r"|(?P<official>(?<!former )(?<!ex-)(?<!semi-)(?<!guerrilla )(?<!rebel )(?<!insurgent )(?:(?:the|a|an|its|their) )?(?:(?:foreign|defen[cs]e|prime|interior|finance|deputy|government|army|military|senior|justice|trade|economy|information|chief|ministry|presidential) ){0,3}(?:(?-i:[Mm]inister|[Ss]ecretary) (?:of|for) (?-i:[A-Z][a-z]+(?: and [A-Z][a-z]+)?(?= [A-Z][a-z]+ [A-Z]))|minister|ministry|spokes(?:man|woman|person)|army|military|armed forces|officials?|envoy|ambassador|(?:head|chief|director|commander) of the (?:[a-z]+ ){0,2}(?:service|guards?|agency|army|navy|police|general staff|air force)|(?:foreign|home|defen[cs]e|interior) secretary|secretary of state|ministers? (?:of|for) (?:(?:[Ww]ater|[Ff]oreign|[Ii]nternal|[Nn]atural|[Ee]nergy|[Dd]efen[cs]e|[Hh]ome|[Tt]he|[Pp]ublic|[Ss]tate|[Nn]ational) ?)?(?:[Rr]esources|[Aa]ffairs|[Ii]nterior|[Ss]ecurity|[Tt]rade|[Dd]efen[cs]e|[Ee]nergy|[Ff]inance|[Ee]conomy|[Tt]ransport|[Jj]ustice|[Aa]griculture)|presidency|cabinet|council of ministers|parliament|(?:ministry|army|military|president|prime minister|premier|presidency|government|chancellor|cabinet)['\u2019]s (?:(?:chief|senior|official|foreign policy) )?(?:spokes(?:man|woman|person)|office|chief of staff|press service|press office|media office|high command))\b(?! (?:council|court|tribunal|junta|action|force|operations?|strikes?|aid|bases?|pressure|campaign|rule|rulers|government|coup|intervention|personnel|hardware|equipment|vehicles|exercises?|presence|units?|convoy|response|alliance|leaders?|and political))(?:(?-i: [A-Z][\w'\u2019-]+){1,3})?)"
    r"|(?P<forces>(?:(?:all|the|any|its|remaining|government|encircled|surrounded|besieged|trapped|army|regular|enemy) ){1,3}(?:forces|troops|soldiers|garrison|defenders|units|servicemen)\b(?! (?:of(?! the \d)|from|loyal)\b))"
    r"|(?P<official3>one of (?:its|their) (?:spokes(?:men|persons|people)|commanders|officials|leaders|ministers|officers))|(?P<official2>(?:^|(?<=\n)|(?<=[.\u2014\u2013-] )|(?<=[a-z] )(?<!former )(?<!late )(?<!vice )(?<!deputy )(?<!ousted )(?<!deposed )(?<!toppled )(?<!then )(?<!exiled )(?<!company )(?<!bank )(?<!club )(?<!university )(?<!party )(?<!union ))(?-i:President|Prime Minister|Premier|Chancellor|Chief Executive|Governor)(?-i: [A-Z][\w'\u2019-]+){1,3})"
    r"|(?P<neighbour>(?:its|their|his|her|the) (?:(?:\w+ern|\w+|giant|tiny|larger|smaller) )?(?:neighbou?r|rival|foe|adversary|former ally|one-time ally)\b(?! (?:countries|states|power|factions?|groups?)))"
    r"|(?P<country>(?:that country|the (?:(?:new|de facto|federal|regional|provincial|central|transitional|interim|national|coalition|military|caretaker|army-backed|military-backed|internationally recogni[sz]ed|local|state) ){0,2}(?:country|government|regime|authorities|island|republic|kingdom|emirate|state(?= (?:was|has|had|must) (?:been )?(?:given|until|\d|to\b))))))\b(?(of_group)|(?!['\u2019]s\b))",
    re.IGNORECASE,
)


def mentions(text: str, table: ActorTable, on: date) -> list[Mention]:
    """All mentions in order, without overlaps; pronouns are not resolved yet."""
    found = table.find(text, on)
    local = _local_names(text, found)
    former = {match.naming.actor for match in found if _is_former(text, match)}
    groups = [*bodies_in(text, found), *sided(text)]
    taken = [(match.start, match.end) for match in found] + [(body.start, body.end) for body in groups]
    groups += [each for each in regions(text) if not any(start < each.end < end for start, end in taken)]
    bodies = [match.start for match in found if match.naming.actor.type in _BODIES]
    named = _without_patrons(
        text,
        [
            _of_premises(text, match)
            or _once_official(text, match)
            or _of_body(text, match, bodies)
            or _mention(text, match, table, former)
            for match in found
            if not any(body.start <= match.start < body.end for body in groups)
        ]
        + groups,
    )
    named += _by_local_names(text, named, local, table)
    named += named_rebels(text, named, groups)
    named += apposed(text, named)
    named += coalition_parties(text, named)
    named += headed(text, named)
    named = with_leaders(text, named)
    named = with_nouns(text, named)
    named += nameless(text, named)
    named += koreas(text, named, table)
    named += of_blocs(text, named)
    named += in_short(text, named)
    named += secretaries(text, named)
    named += described(text, named, table)
    named = with_movements(text, _joined(text, sorted(named, key=lambda each: each.start)))
    return inner_bodies(text, sorted([*named, *_pronouns(text, named)], key=lambda each: each.start))


_PATRON = re.compile(
    r"(?:['\u2019]s)?[-\u2010\u2011](?:led|backed|dominated|sponsored|supported|aligned|allied|headed|chaired|funded|run)(?: [a-z]+(?:-[a-z]+)?)? (?:the )?"
)
"""Who leads or supports the body that is named behind: 'the Moscow-led' describes it and is no party."""
_LED_BLOC = re.compile(r"[-\u2011]led (?:\w+ )?(?:alliance|bloc)$")
_BLOCS = frozenset((ActorType.ORGANISATION, ActorType.GROUP_OF_STATES))


def _without_patrons(text: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that only describe the one behind them: 'the Moscow-led Treaty Organization'."""
    kept: list[Mention] = []
    bodies = [each.start for each in named if each.actor and each.actor.type in _BLOCS]
    starts = {each.start: each for each in named} | {each.said[0]: each for each in named}
    led: dict[int, int] = {}
    for each in named:
        match = _PATRON.match(text, each.end)
        body = starts.get(match.end()) if match else None
        if body and body.actor is not each.actor and body.part is Part.ACTOR:
            led[body.start] = min(each.said[0], led.get(each.start, each.said[0]))
        elif _LED_BLOC.search(text, each.start, each.end) and bodies and min(bodies) < each.start:
            kept.append(replace(each, actor=None, stands_for="bloc", is_person=False))
        else:
            kept.append(each)
    return [replace(each, start=min(each.start, led.get(each.start, each.start))) for each in kept]


_OFFICE = r"(?:president|prime minister|premier|chancellor|ruler|strongman|dictator|(?:foreign |defen[cs]e )?minister|head of state|king)"
_FORMER = re.compile(
    rf"\b(?:former|ousted|deposed|toppled|overthrown|exiled|ex-)[\s-]*(?:[A-Z][\w.-]+ )?{_OFFICE}\s+$",
    re.IGNORECASE,
)
_FORMERLY = re.compile(
    rf",? (?:the|a|his|its|their) (?:former|ousted|deposed|toppled|exiled|ex-)[\s-]*{_OFFICE}\b",
    re.IGNORECASE,
)


_FORMER_OF = re.compile(r"\b(?:former|ousted|deposed|toppled|overthrown|exiled|ex-)\s*$", re.IGNORECASE)
_HEADS = re.compile(r"\s+(?:president|prime minister|premier|chancellor|leader|ruler|king)\b", re.IGNORECASE)


def _in_office_no_longer(text: str, match: Match, after: re.Match[str]) -> Mention | None:
    """'Ousted Ruritanian President Jan Novak', whom no table has: a person who acts for himself."""
    name = " ".join(after["name"].replace(",", " ").split())
    if (
        not name
        or not _HEADS.match(after[0])
        or not _FORMER_OF.search(text, max(0, match.start - 20), match.start)
    ):
        return None
    actor = NamedActor(slug_of(name.lower()), name, ActorType.PERSON, timezone=match.naming.actor.timezone)
    start = after.end() - len(after["name"].lstrip(" ,"))
    said, state = (start, after.end()), match.naming.actor
    return Mention(match.start, after.end(), Part.ACTOR, actor, None, said, is_person=True, within=state)


def _is_former(text: str, match: Match) -> bool:
    """Whether a person is said to be in office no longer: he acts for himself then."""
    if match.naming.actor.type is not ActorType.PERSON:
        return False
    start = match.start
    return bool(_FORMER.search(text, max(0, start - 50), start) or _FORMERLY.match(text, match.end))


def _mention(text: str, match: Match, table: ActorTable, former: Collection[NamedActor] = ()) -> Mention:
    actor = match.naming.actor
    principal = actor if actor in former else table.principal(actor)
    kind = match.naming.alias.kind
    is_person = actor.type is ActorType.PERSON or kind is AliasKind.LEADER
    start, end = match.start, match.end
    before = (
        _TITLES.search(text, max(0, start - 60), start)
        if _TITLE_END.search(text, max(0, start - 16), start)
        else None
    )
    if before and (text[before.start() : start].strip().casefold() not in ("", "the", "a", "an")):
        start = before.start() + len(before[0]) - len(before[0].lstrip())
    after = None if is_person else _AFTER.match(text, end)
    if after is not None and (own := _in_office_no_longer(text, match, after)):
        return own
    is_inner = (
        after is not None
        and principal.type is ActorType.STATE
        and bool(_INNER.search(text[after.start() : after.end()]))
    )
    if after and _SOME_FIRM.search(text[max(0, match.start - 12) : end] + after[0]):
        is_inner = True
    after = None if is_inner else after
    led = None if is_person else _LED.match(text, end)
    if led:
        end, part, after = led.end(), Part.ACTOR, None
    elif is_inner or (not is_person and _is_attribute(text, start, end, actor.type, principal)):
        part = Part.ADJECTIVE
        after = None
    elif after:
        end = after.end()
        part = Part.ACTOR
    elif is_person:
        part = Part.ACTOR
    elif kind is AliasKind.DEMONYM:
        part = _demonym_part(text, match)
    else:
        part = Part.ACTOR
    of_role = None if is_person else _role_before(text, match.start, principal)
    if of_role:
        start, part = of_role.start(), Part.ACTOR
    elif after is None and not is_person and _is_only_place(text, match, part):
        part = Part.PLACE
    if _JUNTA.search(text, start, end):
        principal = table.ruler_of(principal)
    owns = bool(_POSSESSIVE.match(text, end))
    return Mention(
        start,
        end,
        part,
        principal,
        actor if actor.type is ActorType.PERSON else None,
        (match.start, end),
        is_owner=owns,
        is_person=is_person
        or bool(after and after["name"].strip(" ,"))
        or bool(of_role and _NAMED_ROLE.search(of_role[0])),
    )


def _role_before(text: str, start: int, principal: NamedActor) -> re.Match[str] | None:
    """The office or body that a name is told of behind it: 'the government of'; none where another state sends it."""
    if not text[max(0, start - 7) : start].rstrip().endswith((" of", " in", " the")):
        return None
    if not _ROLE_END.search(text, max(0, start - 40), start):
        return None
    role = _ROLE_OF.search(text, max(0, start - 90), start)
    is_others = role and principal.type is ActorType.STATE
    return None if role and is_others and (_REBELS_OF.search(role[0]) or _ENVOY_IN.search(role[0])) else role


_POSSESSIVE = re.compile("['\u2019]s?\\b|['\u2019](?=\\s)")
_NAMED_ROLE = re.compile(rf"\b(?:[Pp]resident|[Mm]inister|[Pp]remier|[Cc]hancellor|[Kk]ing|[Ll]eader) {NAME}")
"""'President Jan Novak of Ruritania' is a person, unlike 'the government of Ruritania'."""
_JUNTA = re.compile(
    r"\b(?:junta|military (?:rulers?|leaders?|government|council|authorities)|coup leaders|generals|putschists)\b",
    re.IGNORECASE,
)


_NOT_BY_ITSELF = ("united-nations", "un-security-council")
_THING = re.compile(
    r" (?:sanctions|tariffs|resolutions?|duties|oil|gas|crude|goods|imports|exports|airspace|waters|soil|visas?|assets|weapons|missiles|membership|charter)\b"
)
_MEASURE = re.compile(r" sanctions (?!a |an |the |its |all |over |on |from )")
_REBELS_OF = re.compile(
    r"\b(?:rebels|separatists|militants|insurgents|guerrillas|opposition)\b", re.IGNORECASE
)
_INNER = re.compile(
    r"\b(?:opposition|separatists?|rebels?|paramilitary|insurgents|guerrillas?|militants|gunmen|kidnappers|militiamen)\b"
)
"""Whom an adjective or the name of a state places, without their being its government."""
_LINKED = re.compile(
    r"[-\u2011](?:linked|led|backed|affiliated|allied|aligned|supported|inspired|majority|based|made|owned|occupied|held|born)\b"
)


_SOME_FIRM = re.compile(
    r"\b(?:[Aa]n?|[Aa]nother|[Ss]ome|[Aa]ny|other) [A-Z][\w.-]*(?: [\w-]+)? (?:company|companies)$"
)
"""'Another American company' is not the United States."""
_FIRM = re.compile(
    r" (?:(?:[a-z-]+|public|state|news) ){0,2}?(?:networks?|broadcasters?|television|channels?|stations?|newspapers?|dail(?:y|ies)|weekly|magazine|carriers?|airlines?|firms?|banks?|maker|manufacturers?|investors?|think-?tank|charit(?:y|ies)|univers(?:ity|ities)) (?=[A-Z])"
)
"""'The U.S. network ABC': where a firm is from that is named behind it."""
_PREMISES = (
    r"(?:residences?|embass(?:y|ies)|consulates?|legation|villa|mansion|compound|home|house|garden|grounds)"
)
_OF_ENVOY = re.compile(
    rf"(?:['\u2019]s?)? (?:ambassador|envoy|consul(?:-general| general)?|charge d'affaires)['\u2019]s? (?:official |heavily guarded |private )?{_PREMISES}\b"
)
_ENVOYS_HOUSE = re.compile(rf"\b{_PREMISES} of (?:the |a )?$")
_ENVOY_IN = re.compile(r"\b(?:ambassador|envoy|consul|embassy|consulate)\b[^,;]*? in (?:the )?$")
"""Who is sent to a state is of another one."""
_ENVOY = re.compile(r"(?:['\u2019]s?)? (?:ambassador|envoy|consul)\b")


def _of_premises(text: str, match: Match) -> Mention | None:
    """A name that only tells whose house it is: 'the residence of the Ruritanian ambassador'."""
    if match.naming.actor.type is not ActorType.STATE:
        return None
    house = _OF_ENVOY.match(text, match.end)
    if house is None and _ENVOYS_HOUSE.search(text, max(0, match.start - 40), match.start):
        house = _ENVOY.match(text, match.end)
    if house is None:
        return None
    said = (match.start, house.end())
    return Mention(*said, Part.ADJECTIVE, match.naming.actor, None, said)


_ONCE = re.compile(r"\b(?:(?:an? |the )?(?:former|retired|one-time) |an? ex-)$", re.IGNORECASE)
_OFFICIAL = re.compile(
    r" (?:[a-z]+ ){0,2}?(?:diplomat|official|minister|ambassador|envoy|adviser|negotiator|spokes(?:man|woman)|general|admiral|colonel|commander|lawmaker)s?\b",
    re.IGNORECASE,
)


def _once_official(text: str, match: Match) -> Mention | None:
    """'A former Ruritanian diplomat', who speaks for himself."""
    office = _OFFICIAL.match(text, match.end) if match.naming.alias.kind is AliasKind.DEMONYM else None
    once = _ONCE.search(text, max(0, match.start - 20), match.start) if office else None
    if office is None or once is None:
        return None
    said = (once.start(), office.end())
    return Mention(*said, Part.ADJECTIVE, match.naming.actor, None, said)


_BODIES = frozenset(
    (ActorType.ARMED_GROUP, ActorType.ORGANISATION, ActorType.GROUP, ActorType.DE_FACTO_AUTHORITY)
)


def _of_body(text: str, match: Match, bodies: Sequence[int]) -> Mention | None:
    """Where a group is from that is named behind it: 'the Palestinian group Hamas'."""
    is_adjective = match.naming.alias.kind is AliasKind.DEMONYM
    after = _AFTER.match(text, match.end) if is_adjective else None
    if after is None or not any(after.end("role") < each < after.end() for each in bodies):
        return None
    return Mention(match.start, match.end, Part.ADJECTIVE, match.naming.actor, None, (match.start, match.end))


_CITY = re.compile(
    r"(?:'s)? (?:court|judges?|prosecutors?|police|hospital|museum|airport|mayor|suburb|hotel|newspaper|stock exchange|bourse|streets?)\b"
)


_LED = re.compile(
    r"[-\u2011]led (?:(?:military|Arab|international|regional|peacekeeping) )?(?:coalition|alliance|forces?|bloc|peacekeepers|troops|soldiers|mission|contingent)\b"
)
_ABOUT = re.compile(
    r" (?:nuclear |peace |trade |hostage |gas |grain )?(?:deals?|accords?|file|talks|crisis|question|war|policy|issue|conflict|dossier|plan|case|sanctions bill|strategy)\b"
)
"""What a name of a state before it is about, without its doing anything: 'the Iran nuclear deal'."""


_CARRIES = re.compile(
    r" (?:pilots?|ships?|vessels?|crews?|hostages?|engineers?|citizens|nationals|tankers?|aircraft|jets?|helicopters?|drones?|bombers?|destroyers?)\b"
)
"""What a name of a state before it only describes."""


def _is_attribute(text: str, start: int, end: int, kind: ActorType, principal: NamedActor) -> bool:
    """Whether a name only says of what kind a thing is: 'U.N. sanctions', 'a New Zealand pilot'."""
    if (principal.slug in _NOT_BY_ITSELF or _MEASURE.match(text, end)) and _THING.match(text, end):
        return True
    if kind is ActorType.STATE and _ABOUT.match(text, end):
        return True
    if kind is ActorType.STATE and (_CARRIES.match(text, end) or _FIRM.match(text, end)):
        return True
    return bool(_LINKED.match(text, end) or _is_branch(text, start, end))


_BRANCH = r"(?:affiliates?|offshoots?|branch|franchise|all(?:y|ies)|prox(?:y|ies)|surrogate|arm|wing|splinter group)"
_BRANCH_OF = re.compile(
    rf", (?:an?|the|its) (?:[\w-]+ ){{0,3}}{_BRANCH} of (?:the )?$|\b(?:backed|supported|armed|funded|financed|sponsored|trained) by (?:the )?$|\ballied (?:with|to) (?:the )?$"
)
_ITS_BRANCH = re.compile(rf"(?:['\u2019]s?)? (?:[\w-]+ )?{_BRANCH}\b")
_IN_APPOSITION = re.compile(r", (?:(?:an?|the|its) (?:[\w-]+ ){0,2})?$")


def _is_branch(text: str, start: int, end: int) -> bool:
    """Whether a name only tells whose branch or ally the one beside it is: ', an al Qaeda affiliate'."""
    left = text[max(0, start - 50) : start]
    if _BRANCH_OF.search(left):
        return True
    return bool(_ITS_BRANCH.match(text, end) and _IN_APPOSITION.search(left))


def _is_only_place(text: str, match: Match, part: Part) -> bool:
    is_city = match.naming.alias.kind is AliasKind.CAPITAL and bool(_CITY.match(text, match.end))
    return is_city or (part is not Part.ADJECTIVE and _is_place(text, match.start))


def _is_place(text: str, start: int) -> bool:
    window = text[max(0, start - 40) : start]
    return bool(_PLACE_BEFORE.search(window)) and not _FROM_SENDER.search(window)


def _demonym_part(text: str, match: Match) -> Part:
    """'Iranians' or 'the Russians said' act; 'Iranian oil' tells of what it is."""
    behind = text[match.end : match.end + 30]
    if text[match.start : match.end].endswith("s") or re.match(
        r"\s*(?:said|says|have|has|had|gave|will|would|must|were|was|are|is)\b|[,.;:)]", behind
    ):
        return Part.ACTOR
    return Part.ADJECTIVE


_BEFORE_NAME = re.compile(rf"((?:{NAME}\s+){{1,3}}{NAME})(?:,|\s+of)\s+(?:the\s+|a\s+|an\s+)?$")


def _local_names(text: str, found: Sequence[Match]) -> dict[str, Match]:
    """Surnames that the text itself introduces: 'Iranian foreign minister Abbas Araqchi'."""
    names: dict[str, Match] = {}
    for match in found:
        after = _AFTER.match(text, match.end)
        if after and (_INNER.search(after[0]) or _in_office_no_longer(text, match, after)):
            continue
        if _once_official(text, match):
            continue
        if after and after["name"].strip(" ,"):
            last = after["name"].split()[-1].strip(",.'\u2019")
            if len(last) > 2:
                names.setdefault(last, match)
        elif after:
            before = _BEFORE_NAME.search(text, max(0, match.start - 80), match.start)
            if before:
                names.setdefault(before[1].split()[-1], match)
    return names


def _by_local_names(
    text: str, named: Sequence[Mention], local: dict[str, Match], table: ActorTable
) -> Iterator[Mention]:
    if not local:
        return
    taken = [(each.start, each.end) for each in named]
    finder = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(local))})\b")
    for place in finder.finditer(text):
        if not any(start <= place.start() < end for start, end in taken):
            actor = table.principal(local[place[0]].naming.actor)
            owns = is_owner(text, place.end())
            yield Mention(*place.span(), Part.ACTOR, actor, None, place.span(), is_owner=owns, is_person=True)


_BETWEEN = re.compile(
    rf",?\s+(?:(?:the|its|a)\s+)?(?:{_ADJECTIVES}\s+)*(?:{_ROLES}\s+)?,?\s*|['\u2019]s\s+(?:{_ADJECTIVES}\s+)*(?:{_ROLES}\s+)?",
    re.IGNORECASE,
)


def _joined(text: str, named: Sequence[Mention]) -> list[Mention]:
    """Neighbours that name one actor become one: 'U.S. President Donald Trump'."""
    joined: list[Mention] = []
    for each in named:
        last = joined[-1] if joined else None
        if last and each.start < last.end:
            if each.end > last.end:
                joined[-1] = replace(
                    last, end=each.end, is_owner=each.is_owner, said=(last.said[0], each.end)
                )
            continue
        same = last and last.actor is each.actor and each.part is not Part.PLACE
        is_beside = last is not None and "\n\n" not in text[last.end : each.start]
        if last and same and is_beside and _BETWEEN.fullmatch(text, last.end, each.start):
            joined[-1] = replace(
                each,
                start=last.start,
                part=Part.ACTOR if Part.ACTOR in (last.part, each.part) else each.part,
                person=each.person or last.person,
                said=(last.said[0], each.said[1]),
                is_person=last.is_person or each.is_person,
            )
            continue
        joined.append(each)
    return joined


_BODY_OF = re.compile(
    r"['\u2019]s? (?:[a-z]+ ){0,2}?(?:council|office|committee|leadership|leaders?|command|commanders?|spokes\w+|delegation|bureau|wing|negotiators?|envoys?)\b(?: for [a-z]+(?: [a-z]+)?(?= (?:said|says|told|tells|warned|demand\w*|gave|has|had)\b))?"
)
"""'The rebels' military council' are they."""


def _pronouns(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    at = 0
    for place in _PRONOUNS.finditer(text):
        while at < len(named) and named[at].end <= place.start():
            at += 1
        if at < len(named) and named[at].start < place.end():
            continue
        body = _BODY_OF.match(text, place.end()) if place["crowd"] else None
        yield Mention(
            place.start(),
            body.end() if body else place.end(),
            Part.ACTOR,
            None,
            None,
            place.span(),
            is_owner=place["of_group"] is not None,
            stands_for=(place.lastgroup or "he").rstrip("23"),
        )
