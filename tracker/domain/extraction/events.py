"""What a sentence tells: who gives, demands, threatens, and of whom, by the grammar of its outline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tracker.domain.extraction.cues import DEADLINE, THREATS, ULTIMATUM
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
    LOOSE = "loose"  # a time limit near a threat, that no event of its sentence holds


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
    is_consequence: bool = False
    is_public: bool = False
    is_marked: bool = False


_SV = (
    r"(?:, (?:[^@\",]|@){0,90}?,)?(?:[ ,]+(?:%|[$&]|on \^|in \^|to \^|at \^|has|have|had|is|was|were|are|been|be|will|would|also|again|"
    r"[a-z]+ly|earlier|now|since|then|later|already|just|once more|however|meanwhile|too|still|itself|himself|and @))*,? "
)
_STRONG = (
    r"demand(?:ed|s|ing)?|order(?:ed|s|ing)?|told|tells?|telling|warn(?:ed|s|ing)?|instruct(?:ed|s|ing)?|insist(?:ed|s|ing)?|"
    r"requir(?:ed|es|ing)|command(?:ed|s|ing)|said|says|announced|declared|stressed|summoned|directed"
)
_SOFT = r"call(?:ed|s|ing)? (?:up)?on|urg(?:ed|es|ing)|ask(?:ed|s|ing)|press(?:ed|es|ing)|want(?:ed|s|ing)?|expect(?:ed|s)|appeal(?:ed|s) to|implor\w+|encourag\w+|request\w*|push(?:ed|es|ing)"
_TO = r"(?:to|must|should|has to|have to|had to|needs? to|needed to|shall|would have to|will have to)"
_GIVE = r"gave|gives?|given|giving|hand(?:ed|s|ing)|grant(?:ed|s|ing)|allow(?:ed|s|ing)?|offer(?:ed|s|ing)|set(?:s|ting)?|issu(?:ed|es|ing)|serv(?:ed|es|ing)|sen[dt](?:s|ing)?|deliver(?:ed|s|ing)|left"
_LITTLE = r"(?: (?:just|only|until|up to|about|exactly|another|a|an|less than|no more than|what .{1,25}? called|the|barely|merely|roughly|further|extra|additional|as little as|still|more than|at most|now|with|up|and @|or @|,))*"

_NP = r"(?P<np>(?:(?!, (?:and|but|while)\b|\b(?:threaten|warn|saying|said|if|unless|vow)\b)[^.;:\"#$&]){1,90}?)"
_OWED = (
    r"withdrawal|release|end|return|resignation|surrender|reinstatement|halt|pullout|pull-out|removal|cessation|cease-?fire|closure|"
    r"extradition|handover|hand-over|lifting|reopening|opening|disarmament|restoration|departure|repeal|dismantling|dismantlement|"
    r"inspection|apology|response|answer|reply|compliance|repayment|evacuation|acceptance|dissolution|suspension|truce|reversal|access|"
    r"transfer|explanation|guarantees?|commitment|deal|agreement|demobili[sz]ation|recall|elections?|concessions?"
)
_NOT = (
    r"(?:does not|doesn't|do not|don't|did not|didn't|fails? to|failed to|fail|failed|refuses? to|refused to|has not|have not|had not|hasn't|haven't|is not|are not|"
    r"were not|was not|will not|won't|would not|were not to|declines? to|cannot|can't|could not|is unable to|is unwilling to|continues? to|continued to|keeps?|kept)"
)
_IMPERATIVE = (
    r"free|release|leave|withdraw|pull|lay|hand|give|stop|end|halt|open|reopen|surrender|return|sign|accept|step|resign|disarm|lift|evacuate|get|agree|let|remove|make|come|cease|bring|go"
)

_VERBS = (
    r"withdraw|leave|remove|release|free|end|stop|halt|cease|close|open|reopen|hand|return|accept|sign|agree|pull|lift|extradite|surrender|disarm|dismantle|"
    r"give|pay|repeal|change|reverse|condemn|allow|restore|reinstate|resign|step|stand|apologi[sz]e|comply|recall|suspend|dissolve|vacate|evacuate|put|make|"
    r"recogni[sz]e|respect|implement|call|hold|abandon|drop|cut|ban|let|lay|ratify|clarify|answer|respond|reply|come|submit|provide|meet|do|take|move|buy|"
    r"reach|strike|quit|ease|scrap|freeze|admit|join|show|prove|bring|punish|arrest|try|resume|rejoin|cooperate|negotiate|reduce|limit|deliver"
)

_PATTERNS: list[tuple[Act, re.Pattern[str]]] = [
    (Act.GIVE, re.compile(r"^(?P<s>@) to (?P<t>@): (?P<d>[#=])(?P<r>[^@]{0,40})")),
    (Act.DEMAND, re.compile(rf"\beither {_NP} (?P<m>(?:{_VERBS})(?:s|es)?\b)")),
    (Act.DEMAND, re.compile(rf"\"(?P<t>@) (?P<m>(?:{_VERBS})\b)[^.;\"]*?,? or\b")),
    (Act.DEMAND, re.compile(rf"(?:(?P<s>@){_SV})?\bwant(?:s|ed) {_NP} (?P<m>(?:out|closed|gone|released|freed|withdrawn|removed|back|opened|reopened|lifted|handed over|returned)\b)")),
    (Act.CONDITION, re.compile(rf"\b(?:stay|remain|last|apply|continue|in place|in force|keep|kept)\b[^.;]{{0,30}}? until {_NP} (?P<m>(?:{_VERBS})(?:s|es)?\b|has\b|have\b)")),
    (Act.DEADLINE, re.compile(r"(?:(?P<s>@)[^@.;]{0,40} )?\b(?:set|named|fixed|made|given|chose) (?P<d>[%#$=]) as (?:the|its|a|his|their) (?:\w+ )?(?:deadline|limit|date|last day|cut-?off|term|day)\b")),
    (Act.MUST, re.compile(r"(?P<np>(?:^|(?<=[,;] ))[^.;:\"]{2,80}?) (?:is|are|was|were) to (?P<m>be \w+(?:ed|en|met|gone|shut|out)\b)")),
    (Act.CONDITION, re.compile(r"\bif (?:no|nobody|nothing|none of) (?P<m>[^,.;]{1,80})")),
    (Act.CONDITION, re.compile(r"\bif there (?:is|was|are|were) (?:none|no\b|not)")),
    (Act.CONDITION, re.compile(rf"\bif {_NP} (?:still|(?:is|are|was|were|remain(?:s|ed)?|stay(?:s|ed)?|stands?) still) (?P<m>[a-z])")),
    (Act.GIVE, re.compile(rf"(?:(?P<s>@){_SV})?\b(?P<v>{_GIVE})(?: to)? {_NP}{_LITTLE} ?(?P<d>[#=])(?P<r>[^@]{{0,40}})")),
    (Act.GIVE, re.compile(rf"(?P<t>@){_SV}(?:given|granted|handed|allowed|left with){_LITTLE} (?P<d>[#=])(?: by (?P<s>@))?(?P<r>[^@]{{0,40}})")),
    (Act.GIVE, re.compile(rf"(?P<t>@){_SV}given by (?P<s>@){_LITTLE} (?P<d>[#=])(?P<r>[^@]{{0,40}})")),
    (Act.HAS, re.compile(rf"(?P<t>@|\byou|\bboth sides|\bthey){_SV}?(?: ?\b(?:has|have|had|got)| 've| 'd){_LITTLE} (?P<d>[#=]) ?(?:left |more |remaining )?(?=to\b|before\b|or\b|in which|$|[.,\"!;])")),
    (Act.GIVE, re.compile(r"^(?P<s>@) to (?P<t>@): (?P<d>[#=])(?P<r>[^@]{0,40})")),
    (Act.HAS, re.compile(r"(?:^|: ?|, )\"(?P<d>[#=])[.,!]?\"?(?:$| )")),
    (Act.DEMAND, re.compile(rf"(?:(?P<s>@){_SV})?\b(?:(?P<v>{_STRONG})|(?P<soft>{_SOFT})) (?:that |for |on )?{_NP},? (?:[#=%],? )?\b{_TO} (?:also |immediately |either |now )?(?P<m>[a-z])")),
    (Act.DEMAND, re.compile(rf"(?:(?P<s>@){_SV})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)?|requir(?:ed|es|ing)|(?P<soft>ask(?:ed|s|ing)?|propos(?:ed|es)))(?: [#%])? that {_NP}(?: [#%],?)? (?P<m>(?:be |immediately )?(?:{_VERBS}|freed|released|withdrawn|handed|put|closed|lifted)\b)")),
    (Act.DEMAND, re.compile(rf"(?P<t>@){_SV}(?:ordered|told|warned|(?P<soft>urged|asked|expected)|instructed|required|obliged)(?: by (?P<s>@))?(?: [#=])? to (?P<m>[a-z])")),
    (Act.DEMAND, re.compile(
        rf"(?:(?P<s>@){_SV})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)? on|(?P<soft>call(?:ed|s|ing)? for|ask(?:ed|s|ing)? for|wants?|wanted|expects?|expected|awaits?|urg(?:ed|es|ing)))(?: [#%])? (?P<m>(?:the |an? |(?P<t>@)'s? |full |immediate |unconditional |complete |total |its |that |for |all |\w+ ){{0,4}}?(?:{_OWED})\b)")),
    (Act.DEMAND, re.compile(rf"(?P<m>\b(?:an? |the )?(?:{_OWED})\b[^.;@\"]{{0,30}}) (?:is|was|are|were|be|being) (?:required|demanded|expected|wanted|due|sought) (?=#)")),
    (Act.DEMAND, re.compile(rf"(?:^|\"|: |- )(?P<m>(?:{_IMPERATIVE}) [^\"]{{0,70}}?)(?=#)")),
    (Act.MUST, re.compile(rf"(?P<np>(?:^|(?<=[\",;] )|(?<=that )|(?<= and )|(?<=@))[^.;:\"]{{0,80}}?) ?\b(?:must|has to|have to|had to|needs? to|ought to|shall|had better|has got to|would have to|will have to|should) (?:also |now |first |[#] |immediately |either )?(?P<m>(?!be (?:said|noted|clear))[a-z])")),
    (Act.MUST, re.compile(rf"(?P<t>@){_SV}?(?: ?\b(?:is to|are to|was to|were to)) (?P<m>(?!take (?:effect|place)|come into|begin|start|be (?:imposed|introduced|applied|held|extended)|apply|continue|meet|resume|expire|visit|hold|discuss|travel|arrive|attend|vote|talk|speak|join|host|address|sign in|return to|fly|go into|decide)[a-z])")),
    (Act.CONDITION, re.compile(rf"\bunless,? (?:[#],? )?{_NP} (?P<m>(?!said|says|and |in |of )[a-z]+ed\b|[a-z]+s\b|(?:is|are|was|were|has|have|had|be)\b|(?:{_VERBS})\b|met|made|gave|began|left|freed|put|stood|came)")),
    (Act.CONDITION, re.compile(rf"\b(?:if|should|were|once) {_NP} (?:still )?{_NOT} (?:agree to |first )?(?P<m>[a-z@])")),
    (Act.CONDITION, re.compile(r"\bif (?P<t>@|they|it|he|you|this|that|the demands?) (?:does|do|did|has|have|is|are|was|were|were not|had)(?:n't| not)\b(?=[.,;\"]|$)")),
    (Act.CONDITION, re.compile(r"\b(?:unless there(?:'s| is| was| were| are)|if there(?:'s| is| was) (?:no|not)|if no|without|absent|barring|failing|in the absence of) (?P<m>(?:an? |the |all |such |any |(?:\w+ ){0,2}?)?(?:deal|agreement|ceasefire|truce|accord|pact|settlement|progress|breakthrough|release|hostages|withdrawal|compliance|response|reply|answer|peace|concessions|demands|terms|conditions|prisoners|captives|detainees)\b)")),
]
_WERE_TO = r"(?:was|were|is|are) to"
_WILL = r"(?:would|will|'ll|was going to|is going to|are going to|could|may|might|shall|(?:was|is|are|were) (?:ready|prepared|set) to)"
_FACED = r"(?:tariffs?|sanctions?|strikes?|attacks?|consequences|war|force|dut(?:y|ies)|measures|action|invasion|blockade|expulsion|penalties|fines?|intervention|offensive|bombardment|destruction|annihilation|retaliation|suspension|embargo|assault)"
_MARKED = [
    re.compile(rf"(?:,|^) or (?P<m>(?:[\w~@^'-]+ ){{0,7}}?(?:{_WILL}|closes?|goes?|go in|ends?|falls?|faces?|do without|go without|loses?|moves?|comes?)\b)"),
    re.compile(r" or (?P<m>(?:do|go|be left|be cut|lose) (?:without|off|out)?)"),
    re.compile(r"(?:,? |^|\")\bor (?:else\b|(?P<m>(?:to )?(?:fac(?:e|es|ing)|risk|suffer|see|los(?:e|ing)|be |it |he |they |there |the |we |i |our |my |your |any |its |else|pay|confront|encounter|have |his |its |their |\^|@|all |incur|expect|bear|war|a )\b|@|\^))"),
    re.compile(rf"(?:(?P<s>@){_SV})?\b(?:threaten(?:ed|s|ing)?|vow(?:ed|s|ing)?)(?: %)? (?:(?P<t>@) )?(?:to |with |that )?(?P<m>[a-z@\"])"),
    re.compile(rf"\b(?:otherwise|failing (?:which|that)|if not|or else|after (?:which|that)|in that case|without (?:one|it|this|that|such a deal|a deal|an agreement))\b,?(?: (?:@|he|she|it),? (?:said|says|warned|added),?)? (?P<m>[a-z@\"~^])"),
    re.compile(rf"(?:^|\")(?:if|should|unless) [^\"]{{2,110}}?,\"? ?(?:(?:@|he|she|the [a-z]+) (?:said|says|warned|added|continued),? ?\"?)?(?P<m>[^\"]{{0,60}}?\b{_WILL}\b)"),
    re.compile(rf"(?:^|\")(?:if|should) [^\"]{{2,110}}?(?:, (?:@|the [a-z]+) (?:said|says|warned),?|,) (?P<s>@) (?P<m>(?:\"|reserves?|promised|vowed)[^.]*)"),
    re.compile(rf"\bthose who [^.;]{{1,60}}? {_WILL} (?P<m>[a-z])"),
    re.compile(r"\b(?P<m>(?:all )?hell (?:will|would|is going to|to|\w+ break)|all options (?:would|will|were|are)|(?:tariffs?|sanctions|dut(?:y|ies)|strikes|penalties|lev(?:y|ies)|measures|restrictions|payments|visas|funds)(?:[^.;\"]{0,110}?) (?:will|would|were to|are to|is to|was to|to) (?:take effect|be (?:imposed|applied|introduced|slapped|levied|launched|raised|doubled|revoked|suspended|frozen|cut|cancelled|added|closed|tripled)|kick in|come into (?:force|effect)|go into effect|apply|begin|start|rise|follow|resume|double|hit))"),
]
"""Threats by the words that tie them to a demand: or, otherwise, if not, threatened."""
_THREATS = [
    re.compile(rf"(?:(?P<s>@){_SV})?\b(?:warn(?:ed|s|ing)?|said|says|say|saying|told|tells|telling|add(?:ed|ing)|pledg(?:ed|es|ing)|promis(?:ed|es|ing)|declared|announced)(?: %| (?P<t>@)(?: %)?)?,? (?:that )?(?P<n>@|otherwise|there|the|any|it|they|we|its|his|~|\^)?,?(?P<gap>[^@.;\"]{{0,60}}?) ?\b{_WILL} (?P<m>(?!have had)[a-z])"),
    re.compile(r"\b(?:warn(?:ed|s|ing)?)(?: (?P<t>@|\^))?(?: %)? of (?P<m>[a-z\"])"),
    re.compile(rf"(?P<s>@){_SV}?(?: ?\b{_WILL}) (?P<m>(?!not |no |have )[a-z])"),
    re.compile(r"\b(?:we|i)(?:'ll| will| would| are going to|'re going to|'m going to| am going to) (?P<m>(?!not )[a-z])"),
    re.compile(rf"\b(?:fac(?:e|es|ing)|trigger(?:s|ing)?|mean(?:s|ing)?|result(?:s|ing)? in|lead(?:s|ing)? to|risk(?:s|ing)?|bring(?:s|ing)?|threats? (?:of|to)|under threat of|on pain of|on penalty of|see|or|avoid(?:ing)?|to avoid) (?P<m>(?:(?!deadline|ultimatum)[\w~%-]+ ){{0,4}}?(?:{_FACED}|ban)\b)"),
    re.compile(rf"\bbefore (?P<m>[^,.;]{{0,50}}?{_FACED}[^,.;]{{0,20}}? (?:take|takes|took|go|goes|come|comes|begin|start|kick|are|is)\b)"),
]
_MAIN = re.compile(rf"(?:(?P<s>@),? )?(?:[^.;\"]{{0,40}}?)(?P<m>[^.;\",]{{0,90}}?\b{_WILL}\b[^;\"]*)$")


_NOUN = re.compile(rf"\b(?:(?P<u>{ULTIMATUM})|(?P<d>{DEADLINE}))\b")
_CUT = re.compile(
    r",? or (?:else\b|fac(?:e|es|ing)\b|risk\b|be\b|it\b|@|\^|they\b|there\b|suffer|see\b|the\b|lose|all\b|pay\b|he\b|we\b|confront|encounter|its\b|their\b|have\b)"
    r"|,? (?:unless|if (?=[@^~]|(?:it|they|he|there|no|the|its|this|that|an?|demands|talks|our|their|such)\b)|otherwise|failing (?:which|that)|if not|saying|warning|threatening|adding|hardening|accusing|calling|according|after which)(?!\w)|,? (?:and|but) (?:threatened|warned|said|vowed|added|that)\b"
    r"|, (?:\w+ ){1,4}(?:said|says)\b|, (?:@|he|she|they|it|which|who|a |the |as|but|while|in what|or) ?|,? @ (?:said|says|told|warned|added)|,? (?:@|he|she|they|it|we|i|there|the \w+) (?:would|will|could|'ll|is going to|was going to)\b|,? (?:said|says|told|warned) (?:@|reporters)|;| - |\"|\.$|,$|: "
)
_OF_TARGET = re.compile(r"\b(?:of|by|from|for) (?:all |the )?(?P<t>@)")


def events(outline: Outline) -> list[Event]:
    """The events of a sentence, in the order of the table above."""
    found = [event for act, pattern in _PATTERNS for event in _matches(outline, act, pattern)]
    found.extend(_nouns(outline))
    conditions = [each for each in found if each.act is Act.CONDITION]
    found.extend(_threats(outline))
    found.extend(each for condition in conditions for each in _consequence(outline, condition))
    return found


_BEFORE_IF = re.compile(rf"(?P<m>[^;\"]{{0,120}}?\b(?:{_WILL}|{_WERE_TO}) (?!not)[^;]*?),? ?$")
_BEFORE_UNLESS = re.compile(r"(?:^|, |\bthat |\band )(?P<m>[^,;\"]{5,110}?),? ?$")
_THAT = re.compile(r"^.*\b(?:that|said|says|warned|announced|declared|told @(?: %)?|said %)\b,? ")


def _consequence(outline: Outline, condition: Event) -> Iterator[Event]:
    """What the main clause before an 'unless' or 'if … not' says will happen."""
    left = outline.text[: condition.at]
    before = _BEFORE_IF.search(left)
    if before is None:
        before = _BEFORE_UNLESS.search(left)
        if before is None or not any(pattern.search(before["m"]) for pattern, _ in THREATS):
            return
    start = before.start("m")
    skip = _THAT.match(left[start:])
    start += skip.end() if skip and re.search(rf"\b(?:{_WILL}|{_WERE_TO})\b", left[start + skip.end() :]) else 0
    subject = re.match(r"(?:%,? )?(?:[@~]'s? )?(@)", left[start:])
    made = Event(Act.THREAT, start, condition.at, is_consequence=True, is_marked=True)
    made.sender = start + subject.start(1) if subject else None
    end = condition.at
    while end > start and left[end - 1] in " ,.;:\"'-":
        end -= 1
    while start < end and left[start] in " ,":
        start += 1
    made.clause = (start, end)
    yield made


def clause(outline: Outline, start: int, after: int | None = None) -> tuple[int, int]:
    """What is demanded or threatened, from `start` up to where the clause ends, which is behind `after`."""
    text = outline.text
    is_quoted = text.count('"', 0, start) % 2 == 1
    end = len(text)
    for cut in _CUT.finditer(text, after if after is not None else start + 3):
        if cut[0] == '"' and not is_quoted and text[cut.start() - 1] not in ",.!?":
            continue
        end = cut.start()
        break
    while end > start and text[end - 1] in " ,.;:'-!" or (text[end - 1] == '"' and text.count('"', start, end) % 2):
        end -= 1
    return start, end


def _matches(outline: Outline, act: Act, pattern: re.Pattern[str]) -> Iterator[Event]:
    for match in pattern.finditer(outline.text):
        groups = match.groupdict()
        if act is Act.GIVE and not _is_time_given(match):
            continue
        target = _actor(outline, match, "t")
        if target is None and groups.get("np"):
            target = _in_phrase(outline, *match.span("np"), is_last=act in (Act.DEMAND, Act.MUST))
        is_public = bool(groups.get("np")) and bool(_PUBLIC.search(groups["np"]))
        if is_public:
            target = None
        sender = _actor(outline, match, "s")
        if sender == target:
            sender = None
        start = match.start("m") if groups.get("m") else None
        if act is Act.CONDITION and groups.get("np") and target is None:
            start = match.start("np")
        made = Event(
            act,
            match.start(),
            match.end(),
            sender,
            target,
            _start(match, "d"),
            is_soft=bool(groups.get("soft")),
            is_public=is_public,
        )
        if start is not None:
            made.clause = clause(outline, start)
        elif act in (Act.GIVE, Act.HAS) and made.time is not None:
            made.clause = _clause_after(outline, made.time + 1)
        if act is Act.DEMAND and target is None and made.clause:
            of = _OF_TARGET.search(outline.text, made.clause[0], made.clause[1] + 30)
            made.target = of.start("t") if of and of.start("t") in outline.actors else None
        yield made


def _in_phrase(outline: Outline, start: int, end: int, *, is_last: bool = False) -> int | None:
    """The actor that a noun phrase is about: one that acts, else the last place or adjective in it."""
    here = [at for at in sorted(outline.actors) if start <= at < end and outline.actors[at].actor]
    acting_ones = [at for at in here if outline.actors[at].part is Part.ACTOR]
    chosen = (acting_ones[-1:] if is_last else acting_ones[:1]) or here[-1:]
    return chosen[0] if chosen else None


_ADDRESSED = re.compile(r"@|\^|\b(?:them|him|her|us|you|both sides|council|junta|rebels?|government|group|army|compan(?:y|ies)|parties|troops|forces|residents|leaders|rulers|militants|fighters|authorities)\b")


_PUBLIC = re.compile(
    r"\b(?:citizens|nationals|residents|civilians|people|travell?ers|tourists|staff|families|employees|workers|voters|users|drivers|shareholders|"
    r"consumers|taxpayers|customers|patients|pupils|students|players|fans|lawyers|judges|banks|investors|airlines|inhabitants|villagers)\b"
)
"""Whom no ultimatum between states, governments and movements is sent to."""
_GIVEN_THING = re.compile(
    r"^ ?(?:of (?!notice|grace)|worth|off\b|leave|in (?:prison|jail|aid)|waiver|licen[cs]e|old\b|loan|supply|exemption|visa|sentence|truce|ceasefire|head start)"
)


def _is_time_given(match: re.Match[str]) -> bool:
    phrase = match.groupdict().get("np")
    is_addressed = phrase is None or bool(_ADDRESSED.search(phrase))
    is_to_do = match["r"].startswith(" to ") and match.groupdict().get("v") in ("gave", "give", "gives", "given", "giving")
    return not _GIVEN_THING.search(match["r"]) and (is_addressed or is_to_do)


def _clause_after(outline: Outline, at: int) -> tuple[int, int] | None:
    found = re.compile(r"(?: by @)?[^@;]{0,60}?\b(?:to|before|in which to) (?P<m>[a-z])").match(outline.text, at)
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
    r"(?:[ ,-]+(?:[#=%$]|set|given|issued|deliver\w*|sent|impos\w+|announc\w+|made|that|which|expir\w+|by @|[a-z]+ly|was|has|had|demand\w*)){0,4}? (?:to|for|on|against) (?P<np>[^.;:\"]{0,60}?[@^~][^.;:,\"]{0,20}|the (?:army|government|rebels|military|garrison|junta))"
)
_NOUN_BY = re.compile(
    r"(?:[ ,-]+(?:[#=%$]|set|given|issued|deliver\w*|sent|impos\w+|announc\w+|to @|for @|that|was|laid down|fixed|[a-z]+ly)){0,4}? (?:by|from|of) (?P<s>@)"
)
_NOUN_CLAUSE = re.compile(
    rf"[^;\"]{{0,60}}?(?:(?:for|to) (?P<t>@) to (?P<m>[a-z])|\bto (?P<m2>(?:{_VERBS})\b)|(?:demanding(?: that)?|requiring|:) (?P<m3>[a-z@]))"
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
            made.target = _in_phrase(outline, *to.span("np"))
        if by and by.start("s") != made.target:
            made.sender = by.start("s")
        what = _NOUN_CLAUSE.match(outline.text, match.end())
        if what:
            made.clause = clause(outline, max(what.start(name) for name in ("m", "m2", "m3")))
            made.target = _actor(outline, what, "t") or made.target
        yield made


_VERB = re.compile(rf"\b{_WILL}\b")


def _threats(outline: Outline) -> Iterator[Event]:
    for pattern in (*_MARKED, *_THREATS):
        for match in pattern.finditer(outline.text):
            groups = match.groupdict()
            start = match.start("m") if groups.get("m") else match.start()
            sender = _actor(outline, match, "s")
            made = Event(Act.THREAT, match.start(), match.end(), sender, _actor(outline, match, "t"))
            made.is_marked = pattern in _MARKED
            named = _start(match, "n")
            if named is not None and named in outline.actors:
                made.sender = named
            verb = _VERB.search(outline.text, start, start + 110)
            made.clause = clause(outline, start, verb.end() if verb else None)
            yield made


def acting(outline: Outline, at: int | None) -> Mention | None:
    """The mention at a position, where it acts and its actor is known."""
    mention = outline.actors.get(at) if at is not None else None
    if mention is None or mention.actor is None or mention.part is Part.ADJECTIVE:
        return None
    return mention
