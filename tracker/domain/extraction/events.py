"""What a sentence tells: who gives, demands, threatens, and of whom, by the grammar of its outline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from tracker.domain.extraction.cues import DEADLINE, ULTIMATUM
from tracker.domain.extraction.mentions import Mention, Part
from tracker.domain.extraction.outline import Outline


class Act(Enum):
    """The sorts of events."""

    GIVE = "give"  # X gave Y until Friday to …
    HAS = "has"  # Y has until Friday to …
    ULTIMATUM = "ultimatum"
    DEADLINE = "deadline"
    DEMAND = "demand"  # X told Y to …, X demanded that Y …
    MUST = "must"  # Y must …
    CONDITION = "condition"  # unless Y …
    THREAT = "threat"  # or face …, X threatened to …


@dataclass(slots=True)
class Event:
    """One event of an outline; positions count in the outline. `clause` is what is demanded or threatened."""

    act: Act
    at: int
    end: int
    sender: int | None = None
    target: int | None = None
    time: int | None = None
    clause: tuple[int, int] | None = None
    is_soft: bool = False
    others: tuple[int, ...] = field(default=())


_SV = (
    r"(?:, (?:[^@\",]|@){0,90}?,)?(?:[ ,]+(?:%|[$&]|on \^|in \^|to \^|at \^|has|have|had|is|was|were|are|been|be|will|would|also|again|"
    r"[a-z]+ly|earlier|now|since|then|later|already|just|once more|however|meanwhile|too|still|itself|himself|and @))*,? "
)
_STRONG = (
    r"demand(?:ed|s|ing)?|order(?:ed|s|ing)?|told|tells?|telling|warn(?:ed|s|ing)?|instruct(?:ed|s|ing)?|insist(?:ed|s|ing)?|"
    r"requir(?:ed|es|ing)|command(?:ed|s|ing)|said|says|announced|declared|stressed|threatened|summoned|directed|vowed"
)
_SOFT = r"call(?:ed|s|ing)? (?:up)?on|urg(?:ed|es|ing)|ask(?:ed|s|ing)|press(?:ed|es|ing)|want(?:ed|s|ing)?|expect(?:ed|s)|appeal(?:ed|s) to|implor\w+|encourag\w+|request\w*|push(?:ed|es|ing)"
_TO = r"(?:to|must|should|has to|have to|had to|needs? to|needed to|shall|would have to|will have to)"
_GIVE = r"gave|gives?|given|giving|hand(?:ed|s|ing)|grant(?:ed|s|ing)|allow(?:ed|s|ing)?|offer(?:ed|s|ing)|set(?:s|ting)?|issu(?:ed|es|ing)|serv(?:ed|es|ing)|sen[dt](?:s|ing)?|deliver(?:ed|s|ing)|left"
_LITTLE = r"(?: (?:just|only|until|up to|about|exactly|another|a|an|less than|no more than|what .{1,25}? called|the|barely|merely|roughly|further|extra|additional|as little as|still|more than|at most|now|with|up|and @|or @|,))*"

_PATTERNS: list[tuple[Act, re.Pattern[str]]] = [
    (
        Act.GIVE,
        re.compile(
            rf"(?:(?P<s>@){_SV})?\b(?P<v>{_GIVE})(?: to)? (?P<t>@)(?:,[^@]{{0,60}},)?{_LITTLE} ?(?P<d>[#=])(?P<r>[^@]{{0,40}})"
        ),
    ),
    (
        Act.GIVE,
        re.compile(
            rf"(?P<t>@){_SV}(?:given|granted|handed|allowed|left with){_LITTLE} (?P<d>[#=])(?: by (?P<s>@))?(?P<r>[^@]{{0,40}})"
        ),
    ),
    (Act.GIVE, re.compile(rf"(?P<t>@){_SV}given by (?P<s>@){_LITTLE} (?P<d>[#=])(?P<r>[^@]{{0,40}})")),
    (
        Act.HAS,
        re.compile(
            rf"(?P<t>@|\byou|\bboth sides|\bthey){_SV}?(?: ?\b(?:has|have|had|got)| 've| 'd){_LITTLE} (?P<d>[#=]) ?(?:left |more |remaining )?(?=to\b|before\b|or\b|in which|$|[.,\"!;])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_SV})?\b(?:(?P<v>{_STRONG})|(?P<soft>{_SOFT})) (?:that |for |to )?(?P<t>@)(?:,[^@]{{0,60}},)?(?P<gap>[^@.;:\"]{{0,45}}?) ?\b{_TO} (?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_SV})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)?)(?: [#%])? that (?P<t>@)(?P<gap> [#%],?)? (?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<t>@){_SV}(?:ordered|told|warned|(?P<soft>urged|asked|expected)|instructed|required|obliged)(?: by (?P<s>@))?(?: [#=])? to (?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_SV})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)? on|(?P<soft>call(?:ed|s|ing)? for|urg(?:ed|es|ing)))(?: [#%])? (?P<m>(?:the |an? |(?P<t>@)'s |full |immediate |unconditional |complete |total |its |that |for |all |\w+ ){{0,4}}?"
            r"(?:withdrawal|release|end|return|resignation|surrender|reinstatement|halt|pullout|pull-out|removal|cessation|ceasefire|closure|extradition|handover|hand-over|lifting|reopening|opening|disarmament|restoration|departure|repeal|dismantling|dismantlement|inspection|apology|response|answer|compliance|repayment|evacuation|acceptance|dissolution|suspension|truce|reversal|access|transfer|explanation|guarantees?|commitment|deal|agreement)\b)"
        ),
    ),
    (
        Act.MUST,
        re.compile(
            rf"(?P<t>@|\byou|\bthey|\bboth sides)(?:, [^@\"]{{0,60}},)?(?: [#=],?)?{_SV}?(?: ?\b(?:must|should|has to|have to|had to|needs? to|ought to|shall|had better|has got to|is to|are to|was to|were to|would have to|will have to)) (?:also |now |first |[#] |immediately |either )?(?P<m>(?!be (?:said|noted|clear))[a-z])"
        ),
    ),
    (Act.CONDITION, re.compile(rf"\b(?:unless|until) (?P<t>@|they|you){_SV}(?P<m>(?!said|says)[a-z])")),
    (
        Act.CONDITION,
        re.compile(
            rf"\bif (?P<t>@|they|you){_SV}?(?: ?\b(?:does not|doesn't|do not|don't|did not|didn't|fails? to|failed to|refuses? to|refused to|has not|have not|had not|hasn't|is not|will not|won't|were not to|declines? to|do nothing|is unwilling to|cannot|can't|continues? to|is unable to)) (?:agree to )?(?P<m>[a-z])"
        ),
    ),
    (
        Act.CONDITION,
        re.compile(
            r"\b(?:unless there(?:'s| is| was| were| are)|unless (?=a\b|an\b|the\b|all\b|\w+ (?:are|is|were|was) )|if there(?:'s| is| was) (?:no|not)|if no|without|absent|barring|failing|in the absence of) (?P<m>(?:an? |the |all |such |any |(?:\w+ ){0,2}?)?(?:deal|agreement|ceasefire|truce|accord|pact|settlement|progress|breakthrough|release|hostages|withdrawal|compliance|response|reply|peace|concessions|demands|terms|conditions|prisoners|captives|detainees)\b)"
        ),
    ),
]
_THREATS = [
    re.compile(
        r"(?:,? |^|\")\bor (?:else\b|(?P<m>(?:to )?(?:fac(?:e|es|ing)|risk|suffer|see|los(?:e|ing)|be |it |he |they |there |the |we |i |else|pay|confront|encounter|have |his |its |their |\^|@|all |incur|expect|bear|war|a )\b|@|\^))"
    ),
    re.compile(
        rf"(?:(?P<s>@){_SV})?\b(?:threaten(?:ed|s|ing)?|vow(?:ed|s|ing)?)(?: %)? (?:to |with |that )?(?P<m>[a-z@\"])"
    ),
    re.compile(
        rf"(?:(?P<s>@){_SV})?\b(?:warn(?:ed|s|ing)?|said|says|say|saying|add(?:ed|ing)|pledg(?:ed|es|ing)|promis(?:ed|es|ing)|declared|announced)(?: %| (?P<t>@))?,? (?:that )?(?P<n>@|otherwise|there|the|any|it|they|we|~|\^)?,?(?P<gap>[^@.;\"]{{0,40}}?) ?\b(?:would|will|'ll|was going to|is going to|could|may|might|was ready to|is ready to|was prepared to|is prepared to|are ready to) (?P<m>[a-z])"
    ),
    re.compile(r"\b(?:warn(?:ed|s|ing)?)(?: (?P<t>@|\^))?(?: %)? of (?P<m>[a-z\"])"),
    re.compile(
        r"\b(?:otherwise|failing (?:which|that)|if not|or else|after (?:which|that)|if (?:it|they|he|@) (?:does not|doesn't|do not|don't|did not|didn't|fails?|failed|refuses?|refused)[^,.;]{0,60}),? (?P<m>[a-z@\"~^])"
    ),
    re.compile(
        rf"(?P<s>@){_SV}?(?: ?\b(?:would|will|'ll|was going to|is going to|could|may|is prepared to|was prepared to|is ready to)) (?P<m>(?!not |no )[a-z])"
    ),
    re.compile(
        r"\b(?:we|i)(?:'ll| will| would| are going to|'re going to|'m going to| am going to) (?P<m>(?!not )[a-z])"
    ),
    re.compile(
        r"\b(?:fac(?:e|es|ing)|trigger(?:s|ing)?|mean(?:s|ing)?|result(?:s|ing)? in|lead(?:s|ing)? to|risk(?:s|ing)?|bring(?:s|ing)?|threat(?:s)? (?:of|to)|under threat of|on pain of|on penalty of|see|or) (?P<m>(?:(?!deadline|ultimatum)[\w~%-]+ ){0,4}?(?:tariffs?|sanctions?|strikes?|attacks?|consequences|war|force|dut(?:y|ies)|measures|action|invasion|blockade|expulsion|penalties|fines?|intervention|offensive|bombardment|destruction|annihilation|retaliation|suspension|embargo)\b)"
    ),
    re.compile(
        r"\b(?P<m>(?:all )?hell (?:will|would|is going to|to|\w+ break)|(?:tariffs?|sanctions|dut(?:y|ies)|strikes|penalties|lev(?:y|ies))(?: \w+){0,6}? (?:will|would|to) (?:take effect|be (?:imposed|applied|introduced|slapped|levied|launched|raised)|kick in|come into (?:force|effect)|go into effect|apply|begin|start|rise|follow|resume|double))"
    ),
]
_NOUN = re.compile(rf"\b(?:(?P<u>{ULTIMATUM})|(?P<d>{DEADLINE}))\b")
_CUT = re.compile(
    r",? or (?:else\b|fac(?:e|es|ing)\b|risk\b|be\b|it\b|@|\^|they\b|there\b|suffer|see\b|the\b|lose|all\b|pay\b|he\b|we\b|confront|encounter|its\b|their\b|have\b)"
    r"|,? (?:unless|otherwise|failing (?:which|that)|if not|saying|warning|threatening|adding|according|after which)\b|,? (?:and|but) (?:threatened|warned|said|vowed|added|that)\b"
    r"|, (?:@|he|she|they|it|which|who|a |the |as|but|while|in what|or) ?|,? @ (?:said|says|told|warned|added)|,? (?:said|says|told|warned) (?:@|reporters)|;| - |\"|\.$|,$|: "
)
_OF_TARGET = re.compile(r"\b(?:of|by|from|for) (?:all |the )?(?P<t>@)")


def events(outline: Outline) -> list[Event]:
    """The events of a sentence, in the order of the table above."""
    found = [event for act, pattern in _PATTERNS for event in _matches(outline, act, pattern)]
    found.extend(_nouns(outline))
    found.extend(_threats(outline))
    return found


def clause(outline: Outline, start: int) -> tuple[int, int]:
    """What is demanded or threatened, from `start` up to where the clause ends."""
    text = outline.text
    end = len(text)
    for cut in _CUT.finditer(text, start + 3):
        end = cut.start()
        break
    while end > start and text[end - 1] in " ,.;:\"'-!":
        end -= 1
    return start, end


def _matches(outline: Outline, act: Act, pattern: re.Pattern[str]) -> Iterator[Event]:
    for match in pattern.finditer(outline.text):
        groups = match.groupdict()
        if act is Act.GIVE and not _is_time_given(match):
            continue
        target = _actor(outline, match, "t")
        sender = _actor(outline, match, "s")
        start = match.start("m") if groups.get("m") else None
        made = Event(
            act,
            match.start(),
            match.end(),
            sender,
            target,
            _start(match, "d"),
            is_soft=bool(groups.get("soft")),
        )
        if start is not None:
            made.clause = clause(outline, start)
        elif act in (Act.GIVE, Act.HAS) and made.time is not None:
            made.clause = _clause_after(outline, made.time + 1)
        if act is Act.DEMAND and target is None and made.clause:
            of = _OF_TARGET.search(outline.text, made.clause[0], made.clause[1] + 30)
            made.target = of.start("t") if of and of.start("t") in outline.actors else None
        yield made


_GIVEN_THING = re.compile(
    r"^ ?(?:of (?!notice|grace)|worth|off\b|leave|in (?:prison|jail|aid)|waiver|licen[cs]e|old\b|loan|supply|exemption|visa|sentence|truce|ceasefire|head start)"
)


def _is_time_given(match: re.Match[str]) -> bool:
    return not _GIVEN_THING.search(match["r"])


def _clause_after(outline: Outline, at: int) -> tuple[int, int] | None:
    found = re.compile(r"[^@;]{0,60}?\b(?:to|before|in which to) (?P<m>[a-z])").match(outline.text, at)
    return clause(outline, found.start("m")) if found else None


def _start(match: re.Match[str], name: str) -> int | None:
    return match.start(name) if match.groupdict().get(name) else None


def _actor(outline: Outline, match: re.Match[str], name: str) -> int | None:
    at = _start(match, name)
    return at if at in outline.actors else None


_OWNED_BEFORE = re.compile(r"(?P<o>[@~^])(?:'s?)?(?:[ ,-]+(?:[=%#]|[a-z0-9-]+)){0,5}[ -]+$")
_SUBJECT_SENDS = re.compile(
    rf"(?P<s>@){_SV}(?:issu\w+|gave|gives?|giving|given|set\w*|impos\w+|deliver\w*|sen[dt]\w*|put\w*|announc\w+|present\w+|lay\w*|laid|hand\w*|"
    r"extend\w*|shorten\w*|cut\w*|mov\w+|push\w*|withdr\w+|drop\w*|lift\w*|suspend\w*|paus\w+|fix\w*|made|renew\w*|repeat\w*|reinstat\w+|stuck to|clarif\w+|postpon\w+|delay\w*|prolong\w*|call\w*|scrap\w*|rescind\w*|cancel\w*|serv\w+|declar\w+|reset\w*|brought|bring\w*|tighten\w*|reduc\w+|used|told|warn\w*|back\w*|abandon\w*|stood by|reaffirm\w*|confirm\w*)(?: \w+)?"
    r"(?: (?:to )?(?P<t>@))?[^@;]{0,50}$"
)
_SUBJECT_TAKES = re.compile(
    rf"(?P<t>@){_SV}(?:reject\w*|ignor\w+|defi\w+|defy\w*|dismiss\w*|accept\w*|met|meets?|miss\w*|brush\w+|shrugg?\w+|fac\w+|respond\w*|repl\w+|compl\w+|"
    r"denounc\w+|condemn\w+|refus\w+|bow\w*|yield\w*|scorn\w*|was given|were given|is under|was under|under|receiv\w+|beat\w*|let|allowed|spurn\w*|rebuff\w*|snub\w*|called|describ\w+|submit\w*|has|have|had|got)(?: \w+)?"
    r"[^@;]{0,30}(?:@'s?[^@;]{0,30})?$"
)
_NOUN_TO = re.compile(
    r"(?:[ ,-]+(?:[#=%$]|set|given|issued|deliver\w*|sent|impos\w+|announc\w+|made|that|which|expir\w+|by @|[a-z]+ly|was|has|had|demand\w*)){0,4}? (?:to|for|on|against) (?:the )?(?P<t>@)"
)
_NOUN_BY = re.compile(
    r"(?:[ ,-]+(?:[#=%$]|set|given|issued|deliver\w*|sent|impos\w+|announc\w+|to @|for @|that|was|laid down|fixed|[a-z]+ly)){0,4}? (?:by|from|of) (?P<s>@)"
)
_NOUN_CLAUSE = re.compile(
    r"[^;\"]{0,70}?(?:(?:for|to) (?P<t>@) to|\bto(?! @)|demanding(?: that)?|requiring|:|that) (?P<m>(?!expire|be\b)[a-z])"
)


def _nouns(outline: Outline) -> Iterator[Event]:
    for match in _NOUN.finditer(outline.text):
        left, act = outline.text[: match.start()], Act.ULTIMATUM if match["u"] else Act.DEADLINE
        made = Event(act, match.start(), match.end())
        owner = _OWNED_BEFORE.search(left)
        if owner and owner.start("o") in outline.actors and outline.actors[owner.start("o")].is_owner:
            made.sender = owner.start("o")
        sends, takes = _SUBJECT_SENDS.search(left), _SUBJECT_TAKES.search(left)
        if sends and made.sender is None and not (takes and takes.start("t") > sends.start("s")):
            made.sender, made.target = sends.start("s"), _actor(outline, sends, "t")
        elif takes and takes.start("t") != made.sender:
            made.target = takes.start("t")
        to, by = _NOUN_TO.match(outline.text, match.end()), _NOUN_BY.match(outline.text, match.end())
        if to:
            made.target = to.start("t")
        if by and by.start("s") != made.target:
            made.sender = by.start("s")
        what = _NOUN_CLAUSE.match(outline.text, match.end())
        if what:
            made.clause = clause(outline, what.start("m"))
            made.target = _actor(outline, what, "t") or made.target
        yield made


def _threats(outline: Outline) -> Iterator[Event]:
    for pattern in _THREATS:
        for match in pattern.finditer(outline.text):
            groups = match.groupdict()
            start = match.start("m") if groups.get("m") else match.start()
            sender = _actor(outline, match, "s")
            made = Event(Act.THREAT, match.start(), match.end(), sender, _actor(outline, match, "t"))
            named = _start(match, "n")
            if named is not None and named in outline.actors:
                made.sender = named
            made.clause = clause(outline, start)
            yield made


def acting(outline: Outline, at: int | None) -> Mention | None:
    """The mention at a position, where it acts and its actor is known."""
    mention = outline.actors.get(at) if at is not None else None
    if mention is None or mention.actor is None or mention.part is Part.ADJECTIVE:
        return None
    return mention
