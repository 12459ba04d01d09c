"""Whom a pronoun or 'the group' stands for: the last actor before it that fits."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.domain.extraction.actors import NamedActor
from tracker.domain.extraction.acts import named
from tracker.domain.extraction.crowds import of_themselves, only_group, titled
from tracker.domain.extraction.mention import SHORT_PRONOUNS, Mention, Part
from tracker.domain.extraction.outline import Outline
from tracker.domain.parsing.public_holidays import country_of
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
    "crowd": frozenset((ActorType.ARMED_GROUP, ActorType.GROUP)),
    "neighbour": frozenset((ActorType.STATE, ActorType.HISTORICAL_STATE)),
    "official": frozenset(
        (ActorType.STATE, ActorType.HISTORICAL_STATE, ActorType.GOVERNMENT, ActorType.SUBNATIONAL)
    ),
}
_ADDRESSED = re.compile(
    r"\b(?:told|warned|informed|instructed|notified) (?:the |a |an |two |three |four |five |several |\d+ )?(?P<o>@|~(?= (?:\w+ )?(?:mayors?|leaders?|ministers?|officials?|diplomats?|commanders?|representatives?|envoys?|negotiators?|elders|authorities|rebels|militants|fighters|forces|troops)\b))[^.;\"]{0,90}?(?: that)? $"
)
_NOTIFIED = re.compile(
    r"^[^\";]*\b(?:has|have|had|was|were) (?:been )?(?:told|warned|informed|notified)(?: %)?(?: by (?:(?:the )?@|[^@]{1,40}))?(?: %)? that $"
)
_OWES = re.compile(r"@ (?:has|have|had|must|should|would have|needs?|needed|is to|was to)\b")
_BEARS = re.compile(
    r"@ (?:will|would|could|may|might) (?:lose|face|suffer|pay|get no|risk|forfeit|have to|be (?:cut|hit|expelled|destroyed|attacked|bombed|punished|suspended|shut|left))\b"
)
_PROMISES = re.compile(r"@ (?:will|would|is going to|was going to)\b")
_WARNED = re.compile(r"\b(?:told|warned|threatened|informed|notified)\b[^.;\"]{0,80}?(?: that)? $")
_SAYS_TOO = re.compile(
    r"(?:\band (?:% )?(?:then |also |later )?(?:has |had |have )?(?:again )?(?:said|warned|announced|added|declared|vowed|threatened|insisted|promised|pledged|repeated|made (?:it )?clear)|, (?:saying|warning|announcing|adding|declaring|vowing|threatening|insisting|promising))(?: %)?(?: that)? $"
    r"|\bput [^.;\"]{3,90}? on notice(?: %)?(?: that)? $"
)
"""'X called on Y to …, and said that it would …' is X, as in '…, saying that it would' and 'X put Y on notice that it would'."""
_IN_CONDITION = re.compile(r"\b(?:unless|if|until|should) $")
_INNER_SUBJECT = re.compile(
    r"\bthat (?:the )?(?P<will>@) (?:will|would|is going to|was going to|is to|was to) [^@]*(?:unless|if|until|should) $|\b(?:after|when|because|since|as) (?P<s>@)(?: %| had| has)* (?:announced|threatened|vowed|imposed|promised|pledged|warned)\b[^@]*(?:~[^@]*)?$"
)
_SUFFERS = re.compile(
    r"(?:the )?@(?: %| also| now)? (?:faces?|risks?|stands to lose|(?:will|would|could|may|might) (?:face|lose|risk|forfeit|pay|be (?:hit|cut off|barred|expelled|suspended|stripped)))\b"
)
"""Who begins a sentence and suffers is of whom the condition speaks: 'X faces tariffs if it …'."""
_IS_HIT = re.compile(
    r"@ (?:will|would) (?:lose|face|forfeit|be (?!forced|compelled|obliged|supplied|allowed|armed|helped|prepared|needed|pleased|guided)(?:[a-z]+ed|cut|hit|taken|shut|put|thrown|left|driven|shot|struck)\b)"
)
"""'X said that Y would be taken off the list unless it …' is Y: who suffers is of whom the condition speaks."""
_IN_PLACE = re.compile(r"(?:%,? |and |meanwhile,? )?in \^,? ")
_ABOUT = re.compile(r"(?:on|regarding|concerning|as (?:for|to)|with regard to) (?P<x>[@^]),? ")
"""How a communique turns to a country: 'On Mali, the Council notes that the authorities …'."""
_OF_STATES = ("official", "president", "junta", "country", "forces")
_REACH = 8
_SAYS = re.compile(
    r"@[^@]{0,40}?\b(?:said|says|warned|warns|vowed|threatened|announced|added|insisted|declared|stressed|promised|pledged)"
    r"[^@]{0,30}$"
)


Known = Sequence[tuple[Mention, bool]]
"""Mentions in the order of the text, each with whether it is a subject."""


def resolve(
    outlined: Sequence[Outline],
    homes: Sequence[tuple[int, NamedActor | None]] = (),
    issuer: NamedActor | None = None,
) -> None:
    """Puts the actor into each mention that stands for one; where none fits it stays without.

    `homes` are the states from which the reports of a text come, each with where its report begins: of it are
    officials whom the report names without their country. `issuer` is the state whose ministry gives the text out.
    """
    before: list[tuple[Mention, bool]] = []
    topic: Mention | None = None
    given: tuple[Mention | None, Mention | None] = (None, None)
    adjective: Mention | None = None
    group, alone = only_group(outlined), _only_state(outlined)
    begun = homes[0][0] if homes else -1
    acted: set[NamedActor] = set()
    for number, outline in enumerate(outlined):
        line, home = _report_of(outline, homes)
        if line > begun and home:  # the next report of several
            begun, before, topic, given, adjective = line, [], None, (None, None), None
            acted = set()
        here: list[tuple[Mention, bool]] = []
        goes_on = number > 0 and outlined[number - 1].sentence.paragraph == outline.sentence.paragraph
        going_on = topic if goes_on else None
        for at in sorted(outline.actors):
            mention = outline.actors[at]
            if mention.stands_for and not _is_of_nothing(mention, outline, at):
                if own := _at_home(mention, outline, at, home, issuer, [*before, *here]):
                    mention = own
                elif led := _led(mention, outline, at, [*before, *here]) or _speaks_at_home(
                    mention, outline, at, [*before, *here]
                ):
                    mention = replace(_as(mention, led), is_person=_is_named(mention, outline))
                else:
                    mention = (
                        _of_issuer(mention, outline, at, topic)
                        or _without_owner(
                            mention, outline, at, here, going_on, home if home in acted else None
                        )
                        or _resolved(mention, outline, at, here, before, topic, given[1] or given[0])
                    )
                if mention.actor is None and number < 2:
                    mention = _named_later(mention, outlined[number : number + _SOON], at)
                is_home = mention.stands_for in _AT_HOME or (
                    mention.stands_for in _ALONE_AT_HOME
                    and not before
                    and not any(_fits(each, "country") for each, _ in here)
                )
                if mention.actor is None and mention.stands_for == "country" and adjective:
                    mention = _as(mention, adjective)
                if mention.actor is None and home and is_home:
                    is_person = mention.stands_for == "president" or _is_named(mention, outline)
                    mention = replace(mention, actor=home, is_person=is_person)
                state = _state_of([*before, *here], home)
                mention = mention if mention.actor else _of_nobody(mention, outline, state, group, alone)
                outline.actors[at] = mention
            if mention.actor and mention.part is not Part.ADJECTIVE and not _is_venue(mention, outline, at):
                here.append((mention, _is_subject(outline, at)))
            elif (
                mention.part is not Part.PLACE
                and _fits(mention, "country")
                and not _ENVOY.search(outline.source, mention.start, mention.end)
            ):
                adjective = mention
        acted.update(each.actor for each in outline.actors.values() if each.actor)
        before = [*before, *here][-_REACH:]
        is_number = _NUMBER.fullmatch(outline.text) is not None
        now = (given[1], _given(outline) or _bound(outline))
        topic, given = (topic, given) if is_number else (_topic(outline, here), now)


_OF_NOTHING = re.compile(
    r"@ (?:is|was|has been|had been) (?:also |now |not |then )?(?:agreed|decided|said|reported|expected|understood|clear|unclear|thought|believed|feared|hoped|laid down|resolved) (?:that|whether|how|what|if)\b"
)


def _is_of_nothing(mention: Mention, outline: Outline, at: int) -> bool:
    """Whether a pronoun stands for nobody: 'it was agreed that …'."""
    return mention.stands_for == "it" and _OF_NOTHING.match(outline.text, at) is not None


_MET_IN = re.compile(
    r"\b(?:met|meet|meets|meeting|gathered|gathering|assembled|summit|talks|session|conference|convened)(?: %)? (?:in|at) (?:the )?(?:airport of |capital )?$"
)


_VENUE = 50


def _is_venue(mention: Mention, outline: Outline, at: int) -> bool:
    """Whether it is where somebody meets, of which nothing is told."""
    return mention.part is Part.PLACE and _MET_IN.search(outline.text, max(0, at - _VENUE), at) is not None


def _report_of(
    outline: Outline, homes: Sequence[tuple[int, NamedActor | None]]
) -> tuple[int, NamedActor | None]:
    """Where the report begins that a sentence is of, and the state from which it comes."""
    return next((each for each in reversed(homes) if each[0] <= outline.sentence.start), (-1, None))


_ENVOY = re.compile(r"\b(?:ambassador|envoy|consul)\b")
"""In whose house something happens is not of whom 'the country' is said."""


def _of_nobody(
    mention: Mention,
    outline: Outline,
    state: NamedActor | None,
    group: Mention | None,
    alone: NamedActor | None,
) -> Mention:
    """An office holder or a crowd of whom the text tells no more: of its one state, else for themselves."""
    if alone and mention.stands_for in (*_AT_HOME, *_ALONE_AT_HOME):
        return replace(mention, actor=alone, is_person=mention.is_person or _is_named(mention, outline))
    if mention.stands_for == "official":
        return titled(mention, outline)
    return (
        of_themselves(mention, outline, state, group) if mention.stands_for in ("crowd", "band") else mention
    )


_LOYAL = re.compile(
    r"@(?: \w+)? (?:loyal to|faithful to|led by|under|allied (?:with|to)|commanded by|of) (?:the )?(?P<of>@)"
)


def _of_leader(outline: Outline, at: int) -> Mention | None:
    """'Forces loyal to X' are those of X."""
    match = _LOYAL.match(outline.text, at)
    leader = outline.actors.get(match.start("of")) if match else None
    return leader if leader and leader.actor else None


_NUMBER = re.compile(r"\W*(?:\d+|[a-z])\W*")
"""That of a paragraph, between two sentences of a resolution."""
_AT_HOME = ("official", "forces", "junta")
"""Who is of the state from which a text is reported, where it names no other."""
_ALONE_AT_HOME = ("president", "country")
"""The same, as long as the text has named nobody at all."""
_LED = re.compile(r"@ (?:of|for) (?:the )?(?:[a-z-]+ ){0,3}(?:of )?(?:the )?(?P<of>[@^])")


def _at_home(  # noqa: PLR0917 -- what is known at that place
    mention: Mention,
    outline: Outline,
    at: int,
    home: NamedActor | None,
    issuer: NamedActor | None,
    known: Known,
) -> Mention | None:
    """An official with a name, or a body of the government, of the state from which or by which a text is given out."""
    if issuer and _is_own_body(mention, outline):
        return replace(mention, actor=issuer)
    if home is None or mention.stands_for != "official" or not _is_named(mention, outline):
        return None
    own = _of_place(mention, outline, outline.text[:at])
    inside = next((each.within for each, _ in reversed(known) if each.within), home)
    return _as(mention, own) if own else replace(mention, actor=inside, is_person=True)


_OWN_BODY = re.compile(
    r"(?:the )?(?:federal )?(?:council(?: of ministers)?|cabinet|ministry|government|presidency)",
    re.IGNORECASE,
)


def _is_own_body(mention: Mention, outline: Outline) -> bool:
    """Whether a ministry's own text speaks of the government that it belongs to: 'the Cabinet decided …'."""
    return _OWN_BODY.fullmatch(outline.source, mention.start, mention.end) is not None


def _only_state(outlined: Sequence[Outline]) -> NamedActor | None:
    """The state of a text that names one alone: of it are the officials for whom the text tells none."""
    states = {
        each.actor.slug: each.actor
        for outline in outlined
        for each in outline.actors.values()
        if each.actor and each.actor.type in _FITS["country"]
    }
    return next(iter(states.values())) if len(states) == 1 else None


def _state_of(known: Known, home: NamedActor | None) -> NamedActor | None:
    """The state named last, else that from which the text is reported."""
    return next((each.actor for each, _ in reversed(known) if _fits(each, "country")), home)


def _led(mention: Mention, outline: Outline, at: int, known: Known) -> Mention | None:
    """'The leader of the region of X' is X's, whoever was named before; 'a spokesman for the rebels' is theirs."""
    led = _LED.match(outline.text, at) if mention.stands_for in ("president", "official", "junta") else None
    place = outline.actors.get(led.start("of")) if led else None
    if place and place.stands_for == "crowd":
        return _called_so(place, outline, known)
    return place if place and place.actor and not place.stands_for else None


_SPEAKS_IN = re.compile(
    r"@(?:,? who [^.;\"]{3,110}?,)?(?: %| also| later| has| have| had| just)* (?:said|says|announced|declared|warned|vowed|insisted|replied|told (?:reporters|journalists|parliament|@))(?: %)? (?:[a-z ]{0,25})?in (?P<c>\^)"
)


def _speaks_at_home(mention: Mention, outline: Outline, at: int, known: Known) -> Mention | None:
    """A minister without a country who 'said in Vilnius' is of Lithuania, if the text has named it before."""
    if mention.stands_for != "official" or not _is_named(mention, outline):
        return None
    match = _SPEAKS_IN.match(outline.text, at)
    place = outline.actors.get(match.start("c")) if match else None
    return next(
        (
            each
            for each, _ in known
            if place and place.actor and each.actor is place.actor and not each.is_person
        ),
        None,
    )


_SURNAME = re.compile(
    r"\b(?:President|Premier|Governor|[Cc]hancellor|[Mm]inister|[Ss]ecretary|[Ss]pokes\w+|[Ee]nvoy|[Aa]mbassador) (?:(?:of|for) [A-Z]\w+(?: and [A-Z]\w+)? )?[A-Z]"
)


_TITLE = re.compile(r"\b(?:[Mm]inisters?|[Ss]ecretary) (?:of|for) ")


def _is_named(mention: Mention, outline: Outline) -> bool:
    """Whether it is an official with a name that the table lacks: 'Foreign Minister Peter Szijjarto'."""
    if _SURNAME.search(outline.source, mention.start, mention.end):
        return True
    titled = _TITLE.search(outline.source, mention.start, mention.end)
    return bool(titled and re.match(r" [A-Z][a-z]+ [A-Z]", outline.source[mention.end : mention.end + 40]))


def _named_later(mention: Mention, near: Sequence[Outline], at: int) -> Mention:
    """Whom the first sentences mean before they name it: 'The movement … Gen Z Madagascar wants …'."""
    if mention.stands_for == "crowd":
        return _introduced(mention, near, at)
    if mention.stands_for not in ("group", "official", "bloc", "junta", "neighbour"):
        return mention
    addressed: list[NamedActor | None] = []
    for outline in near[:2]:
        for place in sorted(outline.actors):
            other = outline.actors[place]
            is_behind = outline is not near[0] or place > at
            if not is_behind or not other.actor or not _fits(other, mention.stands_for):
                continue
            if outline is near[0] and _ADDRESSES.fullmatch(outline.text, at, place):
                addressed.append(other.actor)
            if outline is near[0] and other.actor in addressed:
                continue
            return _as(mention, other)
    return mention


_SOON = 4
"""Within so many sentences rebels whom the first one tells of are named."""


def _introduced(mention: Mention, near: Sequence[Outline], at: int) -> Mention:
    """The rebels of a first sentence, who are the first armed group of its state that the next ones name."""
    here = near[0]
    if not _SORT.search(here.source, mention.start, mention.end):
        return mention
    states = {each.actor.code for each in here.actors.values() if each.actor and _fits(each, "country")}
    for outline in near:
        for place in sorted(outline.actors):
            other = outline.actors[place]
            if not _is_armed_group(other) or (outline is here and place <= at) or not other.actor:
                continue
            is_other = outline is here and _ADDRESSES.fullmatch(outline.text, at, place)
            home = other.actor.code or country_of(other.actor.timezone)
            if not is_other and (not home or home in states):
                return _as(mention, other)
    return mention


_ADDRESSES = re.compile(
    r"@(?:, [^@,;\"]{2,40},)?(?: %| has| have| had| also| [a-z]+ly)* (?:told|tells|warn(?:ed|s)|put|gave|gives?|given|handed|ordered|urged|asked|summoned|accused|called (?:up)?on|threatened|demanded (?:of|from|that)|served|informed|notified|reminded|advised|let|(?:said|says|declared|announced|insisted)(?: %)?,? that)(?: the| (?:his|her|their) (?:opposite numbers?|counterparts?|colleagues?)(?: (?:from|in))?)? "
)
"""Whom an office holder addresses is not whose office he holds: 'Foreign Minister … has put X on notice'."""


def _is_subject(outline: Outline, at: int) -> bool:
    mention = outline.actors[at]
    if mention.is_owner or mention.part is not Part.ACTOR:
        return False
    return not _OBJECT.search(outline.text[max(0, at - 20) : at])


_OBJECT = re.compile(
    r"\b(?:to|against|on|with|for|by|of|from|in|at|gave|told|warned|urged|give|giving|telling|over|beside|alongside|near|behind|opposite)\s+(?:the\s+)?$"
)


def _resolved(  # noqa: PLR0917 -- what is known at that place
    mention: Mention,
    outline: Outline,
    at: int,
    here: Known,
    before: Known,
    topic: Mention | None,
    given: Mention | None,
) -> Mention:
    left = outline.text[:at]
    if mention.stands_for in ("official", "band") and _OF_STATE.match(
        outline.source, mention.start, mention.end
    ):
        mention = replace(mention, stands_for="official")
        here, before = ([pair for pair in known if not _is_armed_group(pair[0])] for known in (here, before))
    if mention.stands_for == "group" and _OF_FIGHTERS.search(outline.source, mention.start, mention.end):
        here, before = _fighters(here, before)
    if mention.stands_for == "band":
        leader = _of_leader(outline, at)
        return _as(mention, leader) if leader else mention
    if mention.stands_for in ("crowd", "group") and (
        called := _called_so(mention, outline, [*before, *here])
    ):
        return _as(mention, called)
    if mention.stands_for == "neighbour":
        neighbour = _of_neighbour(here, before)
        return _as(mention, neighbour) if neighbour else mention
    if mention.stands_for == "forces":
        is_owed = _OWES_TIME.match(outline.text, at) is not None
        other = _of_others(left, here, before, is_owed=is_owed) or _of_last(mention, outline, here, before)
        other = other or _of_forces(outline, here)
        return _as(mention, other) if other else mention
    chosen = (
        _seated_in(mention, outline, at)
        or _of_place(mention, outline, left)
        or _who_abides(mention, left, here)
        or _whose(mention, outline, at, here, before)
        or _of_report(mention, outline, at, left, here)
        or _of_object(mention, outline, left, here)
        or _not_itself(mention, outline, left, here, before)
        or _who_leaves(mention, outline, at, before)
        or _not_addressee(mention, outline, at, here, before)
        or _of_demand(mention, outline, left, here, before)
        or _of_condition(mention, outline, left, here)
        or _who_says(mention, left, here)
        or _of_addressee_before(mention, outline, at, given)
        or _of_sentence_before(mention, left, topic)
        or _of_ultimatum(mention, left, here)
        or _last_fitting(mention.stands_for, [*before, *here])
    )
    return _as(mention, chosen) if chosen else mention


_OF_STATE = re.compile(
    r"(?:the |its |their |his |her |our )?(?:national |regular |government )?(?:armed forces|army|navy|air force|general staff|parliament|cabinet)\b",
    re.IGNORECASE,
)
"""What states have and those who fight them have not."""


_OF_FIGHTERS = re.compile(r"\b(?:movement|militants|rebels|insurgents|militia|faction)\b", re.IGNORECASE)


def _fighters(here: Known, before: Known) -> tuple[Known, Known]:
    """Of the mentions before those of armed groups, where there are any: no organisation of states is called a movement."""
    armed = [[pair for pair in known if _is_armed_group(pair[0])] for known in (here, before)]
    return (armed[0], armed[1]) if any(armed) else (here, before)


def _is_armed_group(mention: Mention) -> bool:
    return mention.actor is not None and mention.actor.type is ActorType.ARMED_GROUP


_SORT = re.compile(
    r"\b(?:rebels|guerrillas|gunmen|militants|insurgents|separatists|militiamen|mutineers|secessionists|kidnappers|hijackers|militia|movement|faction)\b",
    re.IGNORECASE,
)


def _called_so(mention: Mention, outline: Outline, known: Known) -> Mention | None:
    """'The rebels' where one was called so by its name: 'M rebels', 'the militia M'."""
    sort = _SORT.search(outline.source, mention.start, mention.end)
    called = [
        each
        for each, _ in known
        if sort
        and each.actor
        and each.actor.type not in _FITS["country"]
        and (named := _SORT.search(outline.source, each.start, each.end))
        and named[0].lower() == sort[0].lower()
    ]
    return called[-1] if len({each.actor for each in called}) == 1 else None


_ISSUED_BY = re.compile(
    r"(?:the|this|that|its|a|an) (?:[a-z-]+ )?(?:statement|note|letter|communique|declaration|decree|decision|order|ultimatum|demand|message|announcement|text|document|warning)s?,? (?:[a-z]+ly )?(?:(?:was|were|is|has been|which was) )?(?:[a-z]+ly )?(?:released|issued|signed|published|read out|delivered|handed over|sent|given out|made public|posted|drafted|carried|circulated|made)(?: [%$&])?(?: (?:in|at|to) (?:[@^]|[a-z ]{3,30}?))?(?: [%$&])? by (?:the )?$"
)


def _of_issuer(mention: Mention, outline: Outline, at: int, topic: Mention | None) -> Mention | None:
    """'The statement, released by the foreign ministry' is of whom the sentence before told something."""
    if mention.stands_for not in ("official", "president", "country") or topic is None:
        return None
    rules = _fits(topic, "official") or _is_de_facto(topic)
    return _as(mention, topic) if rules and _ISSUED_BY.match(outline.text, 0, at) else None


def _is_de_facto(mention: Mention) -> bool:
    return mention.actor is not None and mention.actor.type is ActorType.DE_FACTO_AUTHORITY


_SENT = re.compile(r"\b(?:envoy|ambassador)\b", re.IGNORECASE)


def _without_owner(  # noqa: PLR0917 -- what is known at that place
    mention: Mention,
    outline: Outline,
    at: int,
    here: Known,
    topic: Mention | None,
    home: NamedActor | None,
) -> Mention | None:
    """'The foreign ministry said' is of the state of the dateline, unless `topic`, of whom its paragraph tells, has one."""
    if mention.stands_for != "official" or _SENT.search(outline.source, mention.start, mention.end):
        return None
    if _OWN.match(outline.source, mention.start) or any(_fits(each, "official") for each, _ in here):
        return None
    if _seated_in(mention, outline, at) or _of_place(mention, outline, outline.text[:at]):
        return None
    is_of_topic = topic is not None and _fits(topic, "official")
    return None if home is None or is_of_topic else replace(mention, actor=home)


_SEATED = re.compile(r"@ in (?:the )?(?:[a-z]+ )?(?P<x>[@^])")
_IN_CAPITAL = re.compile(r"\b(?:ministry|presidency|cabinet|parliament)$", re.IGNORECASE)


def _seated_in(mention: Mention, outline: Outline, at: int) -> Mention | None:
    """'The authorities in Tiraspol' are those of the place, and so is 'the foreign ministry in Moscow'."""
    is_there = mention.stands_for == "country" or (
        mention.stands_for == "official" and _IN_CAPITAL.search(outline.source, mention.start, mention.end)
    )
    seated = _SEATED.match(outline.text, at) if is_there else None
    place = outline.actors[seated.start("x")] if seated else None
    return place if place and place.actor else None


def _of_place(mention: Mention, outline: Outline, left: str) -> Mention | None:
    """'In Bangui the army …'."""
    about = _ABOUT.match(left) if mention.stands_for in _OF_STATES else None
    if about is None and (mention.stands_for not in _OF_STATES or not _IN_PLACE.fullmatch(left)):
        return None
    place = outline.actors.get(about.start("x") if about else left.index("^"))
    return place if place and place.actor else None


_OF_PAPER = re.compile(r"\bof (?:the )?@(?: %)?,? (?:under|by|in|according to) which $")


def _who_abides(mention: Mention, left: str, here: Known) -> Mention | None:
    """'X said that it would abide by a resolution of Z under which it must …' is X."""
    if mention.stands_for not in SHORT_PRONOUNS or len(here) < 2 or not _OF_PAPER.search(left):
        return None
    subject = _subject(here)
    return subject if subject and subject.actor is not here[-1][0].actor else None


def _whose(mention: Mention, outline: Outline, at: int, here: Known, before: Known) -> Mention | None:
    """'One of its spokesmen' is of whoever was the subject last; 'X told Y that its army must …' is of Y."""
    if mention.stands_for != "official" or not _OWN.match(outline.source, mention.start):
        return None
    addressee = _addressee(outline, at) if _OWES.match(outline.text, at) else None
    if addressee:
        return addressee
    others = _of_others(outline.text[:at], here, before)
    if others:
        return others
    subjects = [each for each, is_subject in [*before, *here] if is_subject and not each.is_person]
    if _RULER.search(outline.source, mention.start, mention.end):
        subjects = [each for each in subjects if _fits(each, "official")]
    elif _SPOKESMAN.match(outline.source, mention.start):
        subjects = [each for each in subjects if _SAYS_NEXT.match(outline.source, each.end)] or subjects
    return subjects[-1] if subjects else None


_SPOKESMAN = re.compile(r"an? (?:\w+ )?spokes(?:man|woman|person)\b", re.IGNORECASE)
_SAYS_NEXT = re.compile(
    r",? (?:(?:on|late|early) \w+ |has |have |had |also ){0,3}(?:said|says|warned|warns|announced|declared|vowed|threatened|demanded|told|gave|ordered)\b"
)
"""Who said something last is for whom a spokesman speaks."""


def _addressee(outline: Outline, at: int) -> Mention | None:
    """Y of 'X told Y that …' before a place in the sentence."""
    spoken = _ADDRESSED.search(outline.text, 0, at)
    return named(outline, spoken.start("o")) if spoken else None


_RULER = re.compile(r"\b(?:president|premier|prime minister|chancellor|cabinet|parliament)\b", re.IGNORECASE)
_OWN = re.compile(r"(?:one of )?(?:its|their) |an? (?:\w+ )?spokes(?:man|woman|person)\b", re.IGNORECASE)


def _of_report(mention: Mention, outline: Outline, at: int, left: str, here: Known) -> Mention | None:
    """'X told Y that it must …' is Y, 'X told Y that it would …' is X."""
    if mention.stands_for not in SHORT_PRONOUNS:
        return None
    if _SAYS_TOO.search(left) and _PROMISES.match(outline.text, at) and not _BEARS.match(outline.text, at):
        subject = _subject(here)
        if subject and (mention.stands_for != "he" or subject.is_person):
            return subject
    if _NOTIFIED.search(left) and _OWES.match(outline.text, at) and here:
        return here[0][0]
    owes = _OWES.match(outline.text, at) or _BEARS.match(outline.text, at)
    addressee = _addressee(outline, at) if owes else None
    if addressee:
        return addressee
    if _WARNED.search(left) and (_PROMISES.match(outline.text, at) or (left.endswith(" that ") and not owes)):
        subject = _subject(here)
        return subject if subject and (mention.stands_for != "he" or subject.is_person) else None
    return None


def _of_condition(mention: Mention, outline: Outline, left: str, here: Known) -> Mention | None:
    """'X would … unless they …' is not X; 'Y was told by X: either it …' is Y."""
    if left.endswith("either ") and here:
        return here[0][0]
    said = _who_says_so(mention, outline, left)
    if said is not None:
        others = [each for each, _ in here if each.actor is not said.actor and _is_meant(each, mention)]
        if others:
            return others[-1]
    if mention.stands_for not in SHORT_PRONOUNS or not _IN_CONDITION.search(left) or len(here) < 2:
        return None
    subject = _subject(here)
    if subject and mention.stands_for != "he" and _SUFFERS.match(left):
        return subject
    inner = _INNER_SUBJECT.search(left)
    if inner:
        start = outline.actors[inner.start("will" if inner["will"] else "s")].start
        subject = next((each for each, _ in here if each.start == start), subject)
        if (
            subject
            and mention.stands_for != "he"
            and inner["will"]
            and _IS_HIT.match(left, inner.start("will"))
        ):
            return subject
    others = [each for each, _ in here if subject is None or each.actor is not subject.actor]
    fitting = [each for each in others if each.is_person or mention.stands_for != "he"]
    fitting = [each for each in fitting if each.part is not Part.PLACE] or fitting
    return fitting[-1] if fitting else None


_SAID_BEHIND = re.compile(
    r"@[^@;\"]*,\"? (?:the )?(?P<s>@)(?: %| has| have| had)? (?:said|says|told|wrote|writes|warned|warns|announced|declared|posted|vowed|threatened)\b"
)


def _who_says_so(mention: Mention, outline: Outline, left: str) -> Mention | None:
    """X of 'Y will … unless the country …, X wrote': whom X speaks of is another than X."""
    if mention.stands_for not in ("it", "they", "country") or not _IN_CONDITION.search(left):
        return None
    match = _SAID_BEHIND.match(outline.text, len(left))
    speaker = outline.actors.get(match.start("s")) if match else None
    return speaker if speaker and speaker.actor and not speaker.stands_for else None


def _is_meant(each: Mention, mention: Mention) -> bool:
    return mention.stands_for != "country" or _fits(each, "country")


_DEMANDED = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|insist(?:s|ed|ing)?|require[sd]?|want(?:s|ed)|expect(?:s|ed)|ask(?:s|ed)|order(?:s|ed)|call(?:s|ed) for|wait(?:s|ed|ing) for)(?: %| #)?(?: that)? $"
)


_SAID_TO_THEM = re.compile(
    r"@ (?:% )?(?:has |had |have )?(?:also |already |again |then )?(?:given|gave|told|warned|ordered|asked|handed|sent|summoned) (?:the )?(?P<t>@)"
)


def _not_addressee(mention: Mention, outline: Outline, at: int, here: Known, before: Known) -> Mention | None:
    """'The government had given Y …' is not that of Y."""
    match = _SAID_TO_THEM.match(outline.text, at) if mention.stands_for in ("it", "they", "country") else None
    other = outline.actors[match.start("t")] if match else None
    if other is None or other.actor is None or other.stands_for:
        return None
    known = [pair for pair in [*before, *here] if not _is_of(pair[0], other)]
    return _last_fitting(mention.stands_for, known)


_DECIDED = re.compile(
    r"\b(?:decide[sd]|ruled|resolved|announce[sd]|declare[sd]|agreed|state[sd]|made (?:it )?clear)(?: %)?(?: that)? $"
)


def _of_demand(mention: Mention, outline: Outline, left: str, here: Known, before: Known) -> Mention | None:
    """'X demands that they …' is not X, nor is 'X decided that they have …': to whom that goes was named before."""
    is_given = bool(_DECIDED.search(left) and _HAS_TIME.match(outline.text, len(left)))
    if mention.stands_for not in SHORT_PRONOUNS or not (is_given or _DEMANDED.search(left)):
        return None
    subject = _subject(here)
    others = [
        each
        for each, _ in [*before, *here]
        if subject is None or each.actor is not subject.actor
        if each.is_person or mention.stands_for != "he"
    ]
    return others[-1] if others else None


_LEAVES = re.compile(
    r"@ (?:(?:does|did|do|has|had|will|would|should|must)(?: not|n't)? |refuses to |fails to |still )*(?:agree to |decide to )?(?:leave|left|quit|go from|stay in|remain in|flee|still in|depart from) (?:the )?(?P<from>[@^])"
)


def _who_leaves(mention: Mention, outline: Outline, at: int, before: Known) -> Mention | None:
    """'If he does not leave X' is the ruler of X, if one was named before, and not who was named last."""
    leaves = _LEAVES.match(outline.text, at) if mention.stands_for == "he" else None
    place = outline.actors.get(leaves.start("from")) if leaves else None
    if place is None or place.actor is None:
        return None
    return next((each for each, _ in reversed(before) if each.is_person and each.actor is place.actor), None)


_OBJECT_OF = re.compile(
    r"@ (?:% )?(?:has |had |have )?(?:also |already )?(?:given|gave|gives|told|warned|handed|sent|ordered) $"
)


_SOLD = re.compile(
    r"(?P<x>@) (?:will|would|could|may|must|has to|had to|is to|was to) [^\";]*\b(?:unless|if|until) (?:its|their|the) (?:~ |[a-z-]+ )?(?:owners?|parent(?: company)?|shareholders?) (?:(?:agrees?|agreed) to sell|sells?|sold|(?:has|have|had) sold|(?:gives?|gave) up) $"
)


def _of_object(mention: Mention, outline: Outline, left: str, here: Known) -> Mention | None:
    """'X said that Y had given it …' is X; 'Y would be shut unless its owner sold it' is Y."""
    if sold := _SOLD.search(left) if mention.stands_for in ("it", "they") else None:
        return outline.actors.get(sold.start("x"))
    if mention.stands_for not in ("it", "they") or not _OBJECT_OF.search(left) or len(here) < 2:
        return None
    other = here[-2][0]
    return other if other.actor is not here[-1][0].actor else None


_GAVE = re.compile(
    r"\b(?:gave|gives|giving|given|told|tells|telling|warned|warning|ordered|ordering|handed|handing|sent|sending|granted|granting|allowed|allowing|offered|offering|showed|set|setting|urged|urging|asked|asking|leaving|served|serving) $"
)


def _not_itself(mention: Mention, outline: Outline, left: str, here: Known, before: Known) -> Mention | None:
    """'X criticised Y and gave it …' is not X: who gives is not whom it is given."""
    if mention.stands_for not in ("it", "they", "country") or not _GAVE.search(left):
        return None
    is_of_name = mention.stands_for == "country" and _OF_NAME.match(outline.source, mention.end)
    subject = _subject(here) or (_subject(before[::-1]) if is_of_name else None)
    if subject is None or (mention.stands_for == "country" and subject.is_person and not is_of_name):
        return None
    others = [pair for pair in [*before, *here] if pair[0].actor is not subject.actor]
    return _last_fitting(mention.stands_for, others)


_OF_NAME = re.compile(r" of (?:[A-Z]\w+ )?[A-Z]\w+")
"""'The government of Jan Novak', whom no table has, is not that of the president who is named before."""


_GIVEN_BY = re.compile(r"\b(?:ultimatum|deadline|demands?|warning|limit|terms|list)(?: (?:that|which))? $")


def _of_ultimatum(mention: Mention, left: str, here: Known) -> Mention | None:
    """'X marched as an ultimatum that it had given Y …' is X."""
    if mention.stands_for not in SHORT_PRONOUNS or not _GIVEN_BY.search(left):
        return None
    return here[0][0] if here and here[0][1] else None


_FIRST = re.compile(
    r"(?:otherwise|if not|failing (?:that|this|which)|or else|in that case|if this does not happen|then|but|and)?,? ?"
)


_WHEN = re.compile(
    r"(?:(?:after|at|during|following|in|on) (?:[a-z-]+|[%&=#^])(?:,? (?:[a-z-]+|[%&=#^])){0,9},? |[%&],? (?:[a-z-]+(?: |, )){0,4}|for [=&%](?: [a-z-]+){0,5},? )"
)
"""Words of time or place at the head of a sentence, with nobody in them: 'after four hours behind closed doors they …'."""


_OWES_TIME = re.compile(
    r"@ (?:(?:now )?(?:must|should|ha(?:s|ve|d) to|(?:are|were|was) to)\b|(?:now )?(?:ha(?:s|ve|d)|(?:are|were) given) (?:only |just )?[#=$])"
)
"""Who must do something or has so long: men of another state than that which says so."""


def _of_others(left: str, here: Known, before: Known, *, is_owed: bool = False) -> Mention | None:
    """'X would … unless the forces …', 'X said that the forces must …': those of a state that is not X."""
    subject = _subject(here)
    if subject is None or not (is_owed or _IN_CONDITION.search(left)):
        return None
    states = [each for each, _ in [*before, *here] if _fits(each, "country") and not _is_of(each, subject)]
    return states[-1] if states else None


def _of_last(mention: Mention, outline: Outline, here: Known, before: Known) -> Mention | None:
    """'Unless its soldiers have left …' at the head of a sentence are those of the state named last."""
    if here or not _OWN.match(outline.source, mention.start):
        return None
    states = [each for each, _ in before if _fits(each, "country")]
    return states[-1] if states else None


def _of_forces(outline: Outline, here: Known) -> Mention | None:
    """'All forces there' are those of the state in which the sentence places them, not of who speaks."""
    speaker = here[0][0].actor if here and here[0][1] else None
    places = [outline.actors[at] for at in sorted(outline.actors)]
    states = [
        each
        for each in places
        if each.actor
        and each.actor is not speaker
        and each.actor.type in _FITS["country"]
        and not each.stands_for
    ]
    return states[0] if states else None


def _of_neighbour(here: Known, before: Known) -> Mention | None:
    """'Its neighbour' is the state named last that is not the one that acts in the sentence."""
    subject = _subject(here)
    states = [
        each
        for each, _ in [*before, *here]
        if _fits(each, "country") and (subject is None or not _is_of(each, subject))
    ]
    return states[-1] if states else None


def _is_of(mention: Mention, other: Mention) -> bool:
    """Whether both speak for one country."""
    one, two = mention.actor, other.actor
    return one is two or bool(one and two and one.code and one.code == two.code)


_HANDED = re.compile(
    r"\b(?:note|letter|list|ultimatum|message|demands?|statement)\b[^.;]{0,30}? (?:by|from) (?P<s>@)"
)


def _topic(outline: Outline, here: Known) -> Mention | None:
    """What the next sentence may begin with as 'it': its first subject, or whose letter it tells of."""
    handed = _HANDED.search(outline.text)
    if handed:
        return outline.actors[handed.start("s")]
    return next((each for each, is_subject in here if is_subject), None)


_TO_WHOM = re.compile(
    r"\b(?:(?:ultimatum|deadline|time limit|warning|order|notice|time|demand) (?:to|for|on)|granted|allowed|gave|gives?|giving|given|accorded|told|ordered|warned|instructed|called (?:up)?on)"
    r" (?:the |all |some )?(?:(?:colonel|general|captain|marshal|mr\.?|king|sheikh) )?(?:[a-z]+ (?:of|in) (?:the )?(?:[a-z]+ern )?)?(?P<t>[@^])"
)
_HAS_TIME = re.compile(
    r"@ (?:will |would )?(?:now |still |thus |therefore |then )?(?:have|had|has) (?:now |only |then )?[#=]"
)
_IS_BOUND = re.compile(
    r"@ (?:now |still |also |then )?(?:(?:have|had|has) (?:now |only |then )?[#=]|(?:(?:have|has|had) been|was|were|is|are) (?:now |also )?given\b|must\b|(?:has|have|had) to\b|(?:is|are|was|were) to (?!be\b)|(?:can|may) (?:still|lay|hand|put|walk|leave|come|go|surrender|give)\b)"
)
"""Who has time, or must do something."""
_BOUND = re.compile(
    r"\b(?:told|ordered|warned|instructed|urged|asked|summoned|called (?:up)?on) (?:the )?(?:[a-z]+-led )?(?P<a>@)(?: [a-z@^~-]+){0,3}? (?:to|that (?:it|they|he|@) (?:must|had to|has to|have to|should|(?:was|were) to))\b"
    r"|\b(?:voted|decided|agreed|resolved|ruled|demanded|ordered|insisted|said|wrote|announced|declared)(?: [a-z]+ly)?(?: [%])? that (?:the )?(?P<b>@) (?:must|had to|has to|have to|(?:was|were|is|are) to (?!be\b))"
    r"|^\W*(?:%,? )?(?:the )?(?P<c>@)(?: of the @)?(?: [a-z-]+){0,3}? (?:must|has to|have to|had to|(?:is|are|was|were) to (?!be\b))"
)
"""Whom a sentence says to be obliged: by another one who is named before him, or as its subject."""
_HOLDS = re.compile(
    r"(?P<t>@)(?: will| would| now| then| still)* (?:have|had|has) (?:now |only |then )?[#=] to\b"
)
_REFUSES = re.compile(
    r"@ (?:still )?(?:refuse[sd]?|declines?|fail(?:s|ed)|stays?|resists?|gives? no|does not|do not|did not|will not)\b"
)


def _given(outline: Outline) -> Mention | None:
    """To whom a sentence says that an ultimatum is given, or who has so much time."""
    match = _HOLDS.search(outline.text) or _TO_WHOM.search(outline.text)
    return outline.actors.get(match.start("t")) if match else None


def _bound(outline: Outline) -> Mention | None:
    """Whom a sentence obliges to do something."""
    match = _BOUND.search(outline.text)
    return outline.actors.get(match.start(match.lastgroup or "a")) if match else None


def _of_addressee_before(
    mention: Mention, outline: Outline, at: int, given: Mention | None
) -> Mention | None:
    """'X prolonged its ultimatum to Y. They now have until noon' is Y, and so is who refuses then."""
    left = outline.text[:at].strip('" ')
    if mention.stands_for not in SHORT_PRONOUNS or given is None or given.actor is None:
        return None
    has_time = (not left or left.endswith((":", ",", "and"))) and (
        _HAS_TIME.match(outline.text, at) or _IS_BOUND.match(outline.text, at)
    )
    refuses = left in ("if", "and if", "but if", "should") and _REFUSES.match(outline.text, at)
    return given if has_time or refuses else None


def _of_sentence_before(mention: Mention, left: str, topic: Mention | None) -> Mention | None:
    """'X gave Y …. Otherwise it will …' is X: who begins a sentence was the subject of the one before."""
    if mention.stands_for not in ("it", "they") or not (_FIRST.fullmatch(left) or _WHEN.fullmatch(left)):
        return None
    if mention.stands_for == "it" and left.startswith('"'):
        return None
    return topic if topic and topic.actor and not topic.is_person else None


def _who_says(mention: Mention, left: str, here: Known) -> Mention | None:
    """'X said it …' is X."""
    kind = mention.stands_for
    if kind not in (*SHORT_PRONOUNS, "country", "group", "bloc") or not _SAYS.search(left):
        return None
    speaker = next((each for each, is_subject in reversed(here) if is_subject), None)
    if (
        speaker is None
        or (kind == "he" and not speaker.is_person)
        or (kind in _FITS and not _fits(speaker, kind))
    ):
        return None
    return speaker


def _last_fitting(kind: str, known: Known) -> Mention | None:
    """The last that fits; of persons and governments one that is a subject first."""
    if kind in _RULING:
        inside = next((each for each, _ in reversed(known) if each.within), None)
        others = [
            each for each, _ in known if each.actor and not each.within and _is_other_state(each, inside)
        ]
        if inside and not others:
            return replace(inside, actor=inside.within, person=None, is_person=kind == "president")
    if kind in ("he", "president", "official"):
        fitting = [pair for pair in known if (_fits(pair[0], kind) if kind in _FITS else pair[0].is_person)]
        return next((each for each, is_subject in reversed(fitting) if is_subject), _last(fitting))
    if kind == "junta":
        known = [
            pair
            for pair in known
            if not (pair[1] and pair[0].actor and pair[0].actor.type is ActorType.ARMED_GROUP)
        ]
    if kind in _FITS:
        fitting = [pair for pair in known if _fits(pair[0], kind)]
        return _last([pair for pair in fitting if pair[0].part is not Part.PLACE] or fitting)
    acting = [pair for pair in known if pair[0].part is not Part.PLACE] or known
    return _last([pair for pair in acting if not pair[0].is_person]) or _last(acting)


_RULING = ("country", "president", "official")


def _is_other_state(mention: Mention, inside: Mention | None) -> bool:
    states = _FITS["country"]
    return bool(
        inside and mention.actor and mention.actor.type in states and mention.actor is not inside.within
    )


def _last(known: Known) -> Mention | None:
    return known[-1][0] if known else None


def _subject(here: Known) -> Mention | None:
    return next((each for each, is_subject in here if is_subject), None)


def _fits(mention: Mention, kind: str) -> bool:
    return mention.actor is not None and mention.actor.type in _FITS[kind]


def _as(mention: Mention, other: Mention) -> Mention:
    return replace(mention, actor=other.actor, person=other.person, is_person=other.is_person)
