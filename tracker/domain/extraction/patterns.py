"""The grammar of demands and threats, as patterns of outlines. Extend the tables here.

Groups: `s` the sender, `t` the target, `np` a phrase that holds it, `d` the time limit, `m` where the clause
begins that says what is demanded or threatened, `soft` a verb that asks rather than demands. Behind a pattern stand
words of which each of its matches has one, so that it need not be tried where none of them stands.
"""

import re
from collections.abc import Sequence

from tracker.domain.extraction.acts import Act

SV = (
    r"(?:, (?:[^@\",]|@){0,90}?,)?(?:[ ,]+(?:%|[$&]|on \^|in \^|to \^|at \^|(?:in|from|near) (?!which|order|case|return|exchange|a\b|an\b|their|his|her|its)[a-z'-]+(?= )|has|have|had|is|was|were|are|been|be|will|would|also|again|"
    r"[a-z]+ly|earlier|now|since|then|later|already|just|once more|however|meanwhile|too|still|itself|himself|and @))*,? "
)


_ACTS = SV.replace("|is|was|were|are|been|be|", "|")
"""Between the subject and a verb in the active voice."""


_STRONG = (
    r"demand(?:ed|s|ing)?|order(?:ed|s|ing)?|told|tells?|telling|warn(?:ed|s|ing)?|instruct(?:ed|s|ing)?|insist(?:ed|s|ing)?|"
    r"requir(?:ed|es|ing)|command(?:ed|s|ing)|said|says|announced|declared|stressed|summoned|directed"
)


_SOFT = r"call(?:ed|s|ing)? (?:up)?on|urg(?:e|ed|es|ing)|advis(?:ed|es|ing)|ask(?:ed|s|ing)|press(?:ed|es|ing)|want(?:ed|s|ing)?|expect(?:ed|s)|appeal(?:ed|s) to|implor\w+|encourag\w+|request\w*|push(?:ed|es|ing)"


_TO = r"(?:to(?= (?!the\b|an?\b|its\b|his\b|her\b|their\b|all\b|about\b|this\b|that\b|date\b|be able)[a-z])|must|should|has to|have to|had to|needs? to|needed to|shall|would have to|will have to)"


_GIVE = r"gave|gives?|given|giving|hand(?:ed|s|ing)|grant(?:ed|s|ing)|allow(?:ed|s|ing)?|offer(?:ed|s|ing)|set(?:s|ting)?(?! fire)|issu(?:ed|es|ing)|serv(?:ed|es|ing)|sen[dt](?:s|ing)?(?! [^.;#=]{1,50} (?:away|back|home|out|off)\b)|deliver(?:ed|s|ing)|(?:left|leaving)(?= [^.;#=]{1,60}=)|accord(?:ed|s|ing)|conced(?:ed|es|ing)|afford(?:ed|s|ing)|allot(?:ted|s)|let(?:s|ting)?(?= [^.;#=]{1,60} have [#=])"


_GIVEN = r"(?:given|granted|handed|allowed|accorded|conceded|afforded|allotted|left with)"


_LITTLE = r"(?: (?:just|only|until|up to|about|exactly|another|a|an|less than|no more than|what .{1,25}? called|the|barely|merely|roughly|further|extra|additional|as little as|still|more than|at most|now|with|up|and @|or @|(?:more |extra |additional )?time|,))*"


_NP = r"(?P<np>(?:(?!, (?:and|but|while)\b|\b(?:threaten|warn|saying|said|if|unless|vow|would|will|could|(?:been|was|were) (?:told|ordered|given|asked|urged|warned|instructed))\b)[^.;:\"#$&]){1,90}?)"


_NP_GIVEN = r"(?P<np>(?!by )(?:(?!\b(?:ultimatum|deadline|giving|gave|set)\b)[^.;:,\"#$&=]){1,95}?(?:, (?:(?!\b(?:and|who|which|or)\b)[^.;:,\"#$&=]){2,60}?,(?= [#=]))?)"


_OWED = (
    r"withdrawal|release|end|return|resignation|surrender|reinstatement|halt|pullout|pull-out|removal|cessation|cease-?fire|closure|"
    r"extradition|handover|hand-over|lifting|reopening|opening|disarmament|restoration|departure|repeal|dismantling|dismantlement|"
    r"inspection|apology|response|answer|reply|compliance|repayment|evacuation|acceptance|dissolution|suspension|truce|reversal|access|"
    r"transfer|explanation|guarantees?|commitment|deal|agreement|demobili[sz]ation|recall|elections?|concessions?"
)


_NOT = (
    r"(?:does not|doesn't|do not|don't|did not|didn't|fails? to|failed to|fail|failed|refuses? to|refused to|has not|have not|had not|hasn't|haven't|is not|are not|"
    r"were not|was not|will not|won't|would not|were not to|declines? to|cannot|can't|could not|is unable to|is unwilling to|continues? to|continued to|keeps?|kept|"
    r"(?:goes|go|went) (?:on|ahead)(?: with)?|press(?:es|ed)? (?:on|ahead)(?: with)?|persists? (?:in|with)|proceeds? (?:with|to)|insists? on|balks? at|delays?|holds? on to|stops? short of|neglects? to)"
)


_REFUSES = r"(?:refuses?|refused|declines?|balks?|resists?|rejects? (?:it|this|them|the \w+)|fails?|ignores? (?:it|this|them|the \w+)|def(?:ies|y) (?:it|this|them|the \w+)|holds? out|stays? (?:silent|put)|gets? (?:none|no \w+)|misses? (?:it|the \w+)|gives? none|receives? (?:none|no \w+)|hears? nothing)"
"""Not to do what is demanded, in verbs that need not say what it is."""


_IMPERATIVE = r"free|release|leave|withdraw|pull|lay|hand|give|stop|end|halt|open|reopen|surrender|return|sign|accept|step|resign|disarm|lift|evacuate|get|agree|let|remove|make|come|cease|bring|go"


VERBS = (
    r"withdraw|leave|remove|release|free|end|stop|halt|cease|close|open|reopen|hand|return|accept|sign|agree|pull|lift|extradite|surrender|disarm|dismantle|"
    r"give|pay|repeal|change|reverse|condemn|allow|restore|reinstate|resign|step|stand|apologi[sz]e|comply|recall|suspend|dissolve|vacate|evacuate|put|make|"
    r"recogni[sz]e|respect|implement|call|hold|abandon|drop|cut|ban|let|lay|ratify|clarify|answer|respond|reply|come|submit|provide|meet|do|take|move|buy|"
    r"reach|strike|quit|ease|scrap|freeze|admit|join|show|prove|bring|punish|arrest|try|resume|rejoin|cooperate|negotiate|reduce|limit|deliver|"
    r"turn (?:in|over|back|on|off)|disband|cancel|confirm|yield|guarantee|grant|relinquish|renounce|revoke|rescind|scrap|abolish|annul|amend|dismiss|sack|appoint|"
    r"publish|declare|disclose|reveal|adopt|unblock|restart|fulfil|settle|readmit|demobili[sz]e|rein in"
)


_IN_WRITING = r"(?:an?|the|its|his|her|their) (?:[a-z]+ )?(?:letter|note|message|statement|telegram|resolution|cable|communique|notice|document)"


def may_match(words: Sequence[str], text: str) -> bool:
    """Whether one of the words stands in the text without which a pattern matches nothing; true where it has none."""
    for word in words:  # quicker than any()
        if word in text:
            return True
    return not words


PATTERNS: list[tuple[Act, re.Pattern[str], *tuple[str, ...]]] = [
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:demand(?:ed|s|ing)?|requir(?:ed|es|ing)) (?:of|from) (?:the )?(?P<t>@)(?: %)? (?:that [^.;:\"]{{1,60}}? |to )(?P<m>(?:be )?[a-z])"
        ),
        "demand",
        "requir",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:put|puts|putting|plac(?:ed|es|ing)) (?:the )?(?P<t>@) on (?:formal |public |final )?notice(?: %| #)?(?:,? (?:to|that|:)|[:,]| -)[^.;]{{0,70}}? ?\b(?:{_TO}) (?P<m>[a-z])"
        ),
        "notice",
    ),
    (Act.GIVE, re.compile(r"^(?P<s>@) to (?P<t>@): (?P<d>[#=])(?P<r>[^@]{0,40})")),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<t>@){SV}(?:ordered|told|warned|called (?:up)?on|urged|asked|instructed|required|requested|summoned) (?:in|by|through|under) {_IN_WRITING} (?:(?:of|from|by|signed by|sent by) (?:the )?(?P<s>@))?[^.;@#=]{{0,60}}?,? to (?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:{_GIVE}) (?:the )?(?P<t>@) (?:a little |some )?(?:more|extra|additional|further) time to (?P<m>[a-z])"
        ),
        " time to ",
    ),
    (Act.DEMAND, re.compile(rf"\beither {_NP} (?P<m>(?:{VERBS})(?:s|es)?\b)"), "either"),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<t>@) (?:must |has to |will |would |should |can )?either (?P<m>(?:{VERBS})(?:s|es)?\b)"
        ),
        "either",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"\b(?:time (?:is|was|has|had) (?:now |fast |quickly |almost )?(?:running|run|ran) (?:out|short) for|(?:the )?clock (?:is|was) (?:now )?(?:ticking|running) for|it (?:is|was) (?:now )?(?:up to|for)|(?:the )?onus (?:is|was) (?:now )?on|last chance for|patience with) {_NP} to (?P<m>[a-z])"
        ),
        "time ",
        "clock",
        "onus",
        "chance",
        "patience",
        "it is ",
        "it was ",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:wants?|wanted|(?<!\ba )(?<!the )(?<!this )(?<!his )(?<!its )(?<!their )demand(?:ed|s|ing)?|expects?|expected|awaits?|seeks?) (?P<m>(?!to )[^.;:@^~#$&=\"]{{3,50}}? (?:from|of) (?:the )?(?P<t>[@^~]))"
        ),
        "want",
        "demand",
        "expect",
        "await",
        "seek",
    ),
    (Act.DEMAND, re.compile(rf"\"(?P<t>@) (?P<m>(?:{VERBS})\b)[^.;\"]*?,? or\b")),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){SV})?\bwant(?:s|ed)? {_NP} (?P<m>(?:(?:at least )?\d+ (?:kilomet(?:re|er)s|km|miles)|behind|beyond|outside|north of|south of|east of|west of|named|signed|dismantled|handed|lifted|out|off|away|home|closed|gone|released|freed|withdrawn|removed|back|opened|reopened|lifted|handed over|returned)\b)"
        ),
        "want",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<s>@){_ACTS}(?P<soft>ask(?:ed|s)?) (?:the )?(?P<t>@) (?P<m>for (?!an? (?:meeting|visit|call|interview|audience|talks|help)\b|help\b|talks\b|time\b|more\b|permission\b|support\b)[a-z~^])"
        ),
        " ask @ for ",
        " asks @ for ",
        " asked @ for ",
        " ask the @ for ",
        " asks the @ for ",
        " asked the @ for ",
    ),
    (
        Act.CONDITION,
        re.compile(
            rf"\b(?:stay|remain|last|apply|continue|in place|in force|keep|kept)\b[^.;]{{0,30}}? until {_NP} (?P<m>(?:{VERBS})(?:s|es)?\b|has\b|have\b)"
        ),
        " until ",
    ),
    (
        Act.DEADLINE,
        re.compile(
            r"\b(?:time|term|period|grace|respite|hours?|days?) (?:that (?:@|it|they|he|she) (?:had )?)?(?:left|given|gave|granted|allowed|accorded|remaining) (?:to |for )?(?P<np>[^.;:\"#$&=%]{0,60}?),? (?:(?:would|will|is to|was to|is due to|was due to) (?:end|expire|run out|lapse|be (?:up|over))|(?:ends|expires|runs out|lapses|is (?:up|over)))(?: for [^.;#%]{1,30}?)? (?P<d>[#%])"
        ),
        "left",
        "gave",
        "given",
        "granted",
        "allowed",
        "accorded",
        "remaining",
    ),
    (
        Act.DEADLINE,
        re.compile(
            r"\b(?:new|latest|revised|later|final) (?:deadline|(?:time )?limit|date|term|cut-?off|day|hour) (?:(?:is|was|will be|would be|falls?|ends|expires) (?:now )?(?:set for |on )?|: ?)(?P<d>[%#])"
        ),
        "new ",
        "latest ",
        "revised ",
        "later ",
        "final ",
    ),
    (
        Act.DEADLINE,
        re.compile(
            r"(?:(?P<s>@)[^@.;]{0,40} )?\b(?:set|named|fixed|made|given|chose) (?P<d>[%#$=]) as (?:the|its|a|his|their) (?:\w+ )?(?:deadline|limit|date|last day|cut-?off|term|day)\b"
        ),
        " as ",
    ),
    (
        Act.MUST,
        re.compile(
            r"(?:^|(?<=[,;:] )|(?<=that ))(?:the|its|his|their|all|every|any)(?: [a-z~-]+)? (?:navy|army|troops|soldiers|forces|police(?:men)?|gendarmes|guards|men|ships|vessels|patrols|planes|guns|tanks|posts?|embassy|garrison|contingent|marines|settlers|fleet) (?:is|are|was|were) to (?P<m>(?:leave|withdraw|go|pull|quit|move|come|clear|hand|lay|stop|return|cease|vacate|give)\b)"
        ),
        " to ",
    ),
    (
        Act.MUST,
        re.compile(
            r"(?P<np>(?:^|(?<=[,;] ))[^.;:\"]{2,80}?) (?:is|are|was|were) to (?P<m>be (?:home|back|out|gone|in place|off|over|\w+(?:ed|en|met|shut))\b)"
        ),
        " to be ",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)?|requir(?:ed|es|ing))(?: [#%])? that (?:the )?(?P<t>@) (?P<m>(?!is\b|was\b|has\b|had\b|would\b|will\b|and\b|of\b|in\b)[a-z]+)"
        ),
        "demand",
        "insist",
        "requir",
    ),
    (
        Act.DEMAND,
        re.compile(
            r"(?:(?P<s>@)(?:[^.;@\"]{0,30} (?P<t>@))?[^.;@\"]{0,40}? )?\b(?:demand|order|call|request|appeal) (?:that [^.;:\"]{1,60}? |to )(?P<m>(?!the\b|an?\b|its\b)[a-z])"
        ),
        "demand",
        "order",
        "call",
        "request",
        "appeal",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<s>@){_ACTS}(?:addressed|sent|handed|delivered|presented|served|gave|written|wrote|transmitted)(?: to)?(?: on)? (?:the )?(?P<t>@)(?: %)? (?:an?|the|its|his|another) (?:[a-z]+ ){{0,2}}?(?:note|letter|message|telegram|list|statement|memorandum|communication)(?: %)?,? (?:(?:which|that) )?(?:demands?|demanded|demanding|requir(?:es|ed|ing)|insist(?:s|ed|ing) on|calling for|call(?:s|ed) for)(?: [#%],?)? (?P<m>(?!that\b)[a-z])"
        ),
        "note",
        "letter",
        "message",
        "telegram",
        "list",
        "statement",
        "memorandum",
        "communication",
    ),
    (
        Act.DEMAND,
        re.compile(
            r"(?P<t>@)(?: (?:in|inside|around) [^.;@#]{1,30}?)? (?:can|could|may|might|would) (?:still |only )?(?:save|avoid|escape|avert|spare|prevent)\b[^.;@]{0,40}? (?:by (?P<m>[a-z]+ing\b)|if @ (?P<m2>[a-z]))"
        ),
        " by ",
        " if @ ",
    ),
    (
        Act.DEMAND,
        re.compile(
            r"(?P<t>@)(?: (?:in|inside) [^.;@#]{1,30}?)?,? (?:can|could|may|might|(?:is|are|was|were) free to) (?P<m>(?:leave|go|withdraw|come out|walk out|cross|depart)\b[^.;@]{0,30}?\b(?:unharmed|safely|in (?:peace|safety)|freely|alive))"
        ),
        "unharmed",
        "safely",
        "in peace",
        "in safety",
        "freely",
        "alive",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<s>@){_ACTS}(?:written|wrote|writes|turned|appealed|spoken) to (?:the |his |her |its |their )?(?P<t>@)(?: %)?,? (?:and |to )?(?:(?P<soft>ask|request|call)|demand|insist)(?:ing|ed|s)?(?: for| on| that| to)? (?P<m>(?!(?:for )?an? (?:meeting|visit|call|interview|audience)\b)[a-z])"
        ),
        "writ",
        "wrote",
        "turned to",
        "appealed to",
        "spoken to",
    ),
    (
        Act.DEMAND,
        re.compile(
            r"(?:(?P<s>@)[^.;@\"]{0,40} )?\b(?:warnings?|message|call|appeal|demand|note|letter) (?:to|for) (?:the )?(?P<t>@)(?: %)? to (?P<m>(?!the\b|an?\b|its\b)[a-z])"
        ),
        "warning",
        "message",
        "call",
        "appeal",
        "demand",
        "note",
        "letter",
    ),
    (
        Act.DEMAND,
        re.compile(
            r"\b(?:time|term|period|hours|days|weeks|deadline|limit|=) (?:that |which )?(?:the )?(?P<s>@) (?:had |has )?(?:given|gave|granted|allowed|set) (?:for )?(?:the )?(?:~ )?(?P<t>@)(?: in (?:\^|[a-z-]+))? to (?P<m>[a-z])(?![^.;]* (?:has|have|had|was|were|is|are) (?:been )?(?:extended|prolonged|shortened|withdrawn|cut|moved|lifted|dropped|put|suspended)\b)"
        ),
        "given ",
        "gave ",
        "granted ",
        "allowed ",
        "set ",
    ),
    (Act.CONDITION, re.compile(r"\bif (?:no|nobody|nothing|none(?: of)?) (?P<m>[^,.;]{1,80})")),
    (Act.CONDITION, re.compile(r"\bif there (?:is|was|are|were) (?:none|no\b|not)")),
    (
        Act.CONDITION,
        re.compile(
            rf"\bif {_NP} (?:still|(?:is|are|was|were|remain(?:s|ed)?|stay(?:s|ed)?|stands?) still) (?P<m>[a-z])"
        ),
    ),
    (
        Act.GIVE,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?P<v>{_GIVE})(?! (?:up|way|back)\b)(?: to)? {_NP_GIVEN}{_LITTLE} ?(?P<d>[#=])(?P<r>[^@]{{0,40}})"
        ),
    ),
    (
        Act.GIVE,
        re.compile(rf"(?P<t>@){SV}{_GIVEN}{_LITTLE} (?P<d>[#=])(?: by (?P<s>@))?(?P<r>[^@]{{0,40}})"),
    ),
    (
        Act.GIVE,
        re.compile(
            rf"(?:^|(?<=[,;] ))(?P<np>[^.;:,\"#$&=]{{0,40}}[@~^][^.;:,\"#$&=@]{{2,60}}?) (?:has|have|had|was|were)(?: been)? {_GIVEN}{_LITTLE} (?P<d>[#=])(?P<r>[^@]{{0,40}})"
        ),
    ),
    (
        Act.GIVE,
        re.compile(
            rf"(?P<t>@)(?: of \^)?,? (?:which|whom|who|that) (?P<s>@) (?:gave|gives|has given|had given|granted){_LITTLE} (?P<d>[#=])(?P<r>[^@]{{0,40}})"
        ),
    ),
    (
        Act.GIVE,
        re.compile(
            rf"(?:(?P<s>@){SV})?(?<=[ ,])(?:(?:will|would|to|has|had|have) )?(?<!not )(?<!n't )(?<!never )(?:wait(?:s|ed|ing)?|h[eo]ld(?:s|ing)? (?:off|back|(?:its|their|his) fire)|stand(?:s|ing)? by)(?: for)?{_LITTLE} (?P<d>[#=]) (?:for|in order for) (?:the )?(?P<t>@)(?:,? (?:and )?(?:the )?@)*(?P<r> to )(?P<m>[a-z])"
        ),
        "wait",
        "hold",
        "held",
        "stand",
    ),
    (
        Act.GIVE,
        re.compile(rf"(?P<t>@){SV}given by (?P<s>@){_LITTLE} (?P<d>[#=])(?P<r>[^@]{{0,40}})"),
        "given by",
    ),
    (
        Act.HAS,
        re.compile(
            rf"(?:^|, |\")to (?P<m>(?:{VERBS})\b[^;:#=]{{3,90}}?),? (?P<t>@) (?:has|have|had){_LITTLE} (?P<d>[#=])"
        ),
    ),
    (
        Act.HAS,
        re.compile(
            rf"(?P<t>@|\byou|\bboth sides|\bthey){SV}?(?: ?\b(?:has|(?:(?:can|could|may|might|shall|should|will|would|(?:is|are|was|were) to) )?have|had|got)| 've| 'd){_LITTLE} \"?(?P<d>[#=])\"? ?(?:left |more |remaining )?(?=to\b|before\b|or\b|in which|$|[.,\"!;])"
        ),
    ),
    (
        Act.HAS,
        re.compile(
            rf"(?P<t>@),? (?:who|which|that|holed up|dug in|encircled|trapped|besieged|entrenched|barricaded|hiding|inside|still in)\b[^.;:#=@\"]{{2,90}}?,? (?:has|have|had){_LITTLE} (?P<d>[#=])(?=,? (?:left |more )?(?:to|before|or|in which)\b|$|[.,\"!;])"
        ),
    ),
    (
        Act.HAS,
        re.compile(
            rf"(?:^|(?<=^\"))(?P<np>(?!to )[^.;:,\"#$&=@]{{2,90}}?) (?:has|have|had){_LITTLE} (?P<d>[#=]) (?=to\b[^;\"]{{2,140}}?,\"? (?:the )?@(?: %| has| have| had)? (?:told|warned|informed|notified) (?:the )?@)"
        ),
        " told ",
        " warned ",
        " informed ",
        " notified ",
    ),
    (Act.HAS, re.compile(r"(?:^|: ?|, )\"(?P<d>[#=])[.,!]?\"?(?:$| )")),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:(?P<v>{_STRONG})|(?P<soft>{_SOFT})) (?!(?:in|by|through|under) {_IN_WRITING} |by (?:the )?@)(?:that |for |on )?{_NP},? (?:[#=%],? )?\b{_TO} (?:also |immediately |either |now )?(?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){_ACTS})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)?|requir(?:ed|es|ing)|(?P<soft>ask(?:ed|s|ing)?|propos(?:ed|es)))(?: [#%])? that {_NP}(?: [#%],?)? (?P<m>(?:be |immediately )?(?:{VERBS}|(?<=be )[a-z]+(?:ed|en)|freed|released|withdrawn|handed|put|closed|lifted)\b)"
        ),
        "demand",
        "insist",
        "requir",
        "ask",
        "propos",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<t>@){SV}(?:ordered|told|warned|(?P<soft>urged|asked|requested|called (?:up)?on)|instructed|required|obliged|summoned|directed|commanded)(?: by (?P<s>@))?(?: [#=%])? to (?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            r"(?:^|[,;] |that )(?P<np>[^.;:,\"#$&=]{3,80}?) (?:has been|have been|was|were|is|are) (?:ordered|told|warned|(?P<soft>urged|asked)|instructed|given notice|required)(?: by (?P<s>@))?(?: [#=%])* to (?P<m>[a-z])"
        ),
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?:(?P<s>@){SV})?\b(?:demand(?:ed|s|ing)?|insist(?:ed|s|ing)? on|(?P<soft>call(?:ed|s|ing)? for|ask(?:ed|s|ing)? for|wants?(?! to)|wanted(?! to)|expects?(?! to)|expected|awaits?|urg(?:ed|es|ing)))(?: [#%])? (?P<m>(?:the |an? |(?P<t>@)'s? |full |immediate |unconditional |complete |total |its |that |for |all |\w+ ){{0,4}}?(?:{_OWED})\b)"
        ),
        "demand",
        "insist",
        "call",
        "ask",
        "want",
        "expect",
        "await",
        "urg",
    ),
    (
        Act.DEMAND,
        re.compile(
            rf"(?P<m>\b(?:an? |the )?(?:{_OWED})\b[^.;@\"]{{0,30}}) (?:is|was|are|were|be|being) (?:required|demanded|expected|wanted|due|sought) (?=#)"
        ),
        "#",
    ),
    (Act.DEMAND, re.compile(rf"(?:^|\"|: |- )(?P<m>(?:{_IMPERATIVE}) [^\"]{{0,70}}?)(?=#)"), "#"),
    (
        Act.DEMAND,
        re.compile(rf"(?:\"|: )(?P<m>(?:{VERBS}|pack|clear|dig|haul|tear|be) [^\"]{{0,70}}?)(?=#)"),
        "#",
    ),
    (
        Act.MUST,
        re.compile(
            r"(?P<np>(?:^|(?<=[\",;:] )|(?<=\")|(?<=that )|(?<= and )|(?<=@))[^.;:\"]{0,80}?) ?\b(?:must|has to|have to|had to|needs? to|ought to|shall|had better|has got to|would have to|will have to|(?P<soft>should))(?: also| now| first|,? [#],?| immediately| either)? (?P<m>(?!be (?:said|noted|clear))[a-z])"
        ),
    ),
    (
        Act.MUST,
        re.compile(
            rf"(?P<t>@){SV}?(?: ?\b(?:is to|are to|was to|were to)) (?P<m>(?!take (?:effect|place)|come into|begin|start|be (?:imposed|introduced|applied|held|extended)|apply|continue|meet|resume|expire|visit|hold|discuss|travel|arrive|attend|vote|talk|speak|join|host|address|sign in|return to|fly|go into|decide)[a-z])"
        ),
    ),
    (
        Act.CONDITION,
        re.compile(
            rf"\b(?:unless|only if),? (?:[#],? )?{_NP} (?P<m>(?!said|says|and |in |of )[a-z]+ed\b|(?!its\b|his\b|this\b|as\b|us\b|talks\b|forces\b|troops\b|sanctions\b)[a-z]+s\b|(?:is|are|was|were|has|have|had|be)\b|(?:{VERBS})\b|met|laid|held|kept|got|cut|paid|shut|went|did|lay|withdrew|took|sent|pulled|brought|let|put|made|gave|began|left|freed|put|stood|came)"
        ),
    ),
    (
        Act.CONDITION,
        re.compile(
            rf"\b(?:if|should|were|once|in the event(?: that)?|in case),? (?:[#],? )?{_NP} (?:still )?{_NOT} (?:agree to |first )?(?P<m>[a-z@])"
        ),
    ),
    (
        Act.CONDITION,
        re.compile(rf"\b(?:should|were) {_NP} not (?:to )?(?P<m>[a-z@])"),
    ),
    (Act.CONDITION, re.compile(rf"\b(?:if|should|were|once) {_NP} {_REFUSES}\b(?! to\b)")),
    (
        Act.CONDITION,
        re.compile(
            r"\bif (?P<t>@|they|it|he|you|this|that|the demands?) (?:does|do|did|has|have|is|are|was|were|were not|had)(?:n't| not)\b(?=[.,;\"]|$)"
        ),
    ),
    (
        Act.CONDITION,
        re.compile(
            r"\b(?:unless there(?:'s| is| was| were| are)|if there(?:'s| is| was) (?:no|not)|if no|without|absent|barring|failing|in the absence of) (?P<m>(?:an? |the |all |such |any |(?:\w+ ){0,2}?)?(?:deal|agreement|ceasefire|truce|accord|pact|settlement|progress|breakthrough|release|hostages|withdrawal|compliance|response|reply|answer|peace|concessions|demands|terms|conditions|prisoners|captives|detainees)\b)"
        ),
    ),
]


WERE_TO = r"(?:was|were|is|are) to"


WILL = r"(?:would|will|'ll|(?:has|have|had) (?:agreed|decided|vowed|promised|pledged|threatened|voted|resolved|undertaken|approved plans) to|was going to|is going to|are going to|could|may|might|shall|(?:was|is|are|were) (?:ready|prepared|set) to)"


_FACED = r"(?:tariffs?|sanctions?|strikes?|attacks?|consequences|war|force|dut(?:y|ies)|measures|action|invasion|blockade|expulsion|penalties|fines?|intervention|offensive|bombardment|destruction|annihilation|retaliation|suspension|embargo|assault)"


MARKED: list[tuple[re.Pattern[str], *tuple[str, ...]]] = [
    (
        re.compile(
            r"[#=]\"?,? or \"?(?P<m>(?!both|more|earlier|sooner|before|after|until|at|by|later|so\b|whenever|not|else|two|three|four|five|six|even|longer|less|under|over|about|in\b|on\b|\d)[a-z'\"][^.;]{3,})"
        ),
    ),
    (
        re.compile(
            r"\bor \"?(?P<m>(?:(?:very |some )?(?:bad|terrible|unpleasant|serious) things|(?:(?:grave|serious|severe|the) )?consequences|it(?:'s| is) going to|things? will|something)\b[^.;]*)"
        ),
    ),
    (
        re.compile(
            rf"(?:,|^) or (?P<m>(?:[\w~@^'-]+ ){{0,7}}?(?:{WILL}|closes?|goes?|go in|ends?|falls?|faces?|do without|go without|loses?|moves?|comes?)\b)"
        ),
    ),
    (
        re.compile(
            r" or (?P<m>(?:(?:do|go) without|be left|be cut|lose|stay away|forfeit|leave|quit|get out|suffer|pay)\b)"
        ),
    ),
    (
        re.compile(
            r"(?:,? |^|\")\bor (?:else\b|(?P<m>(?:to )?(?:fac(?:e|es|ing)|risk|suffer|see|find|watch|los(?:e|ing)|be |it |he |they |there |the |we |i |our |my |your |any |its |else|pay|confront|encounter|have|his |its |their |all |incur|expect|bear|war|a )(?:\b|(?=[@^~\"]))|@|\^))"
        ),
    ),
    (
        re.compile(
            rf"(?:(?P<s>@){SV})?\b(?:threaten(?:ed|s|ing)?|vow(?:ed|s|ing)?)(?: %)? (?:(?P<t>@) )?(?:to |with |that |(?=military|the use of|all-out|reprisals|force|war|sanctions|tariffs|retaliat|strikes|action|new |more |further |(?:[\w~-]+ ){{0,2}}(?:strikes|attacks|protests|marches|sanctions|tariffs|duties|measures|reprisals|blockade|boycott|strike action)\b|\"))(?P<m>[a-z@\"])"
        ),
        "threaten",
        "vow",
    ),
    (
        re.compile(
            r"\b(?:otherwise|(?:failure (?:to|of|in) (?:do )?|in the absence of |short of |barring )(?:which|this|that|so|such (?:an? )?[a-z]+)|failing (?:which|that|an? (?:[a-z]+ )?(?:answer|reply|response))|in default of (?:this|which|an? (?:[a-z]+ (?:and [a-z]+ )?)?(?:answer|reply|response|settlement))|in the event of no (?:satisfactory )?(?:answer|reply)|if not|or else|after (?:which|that)|in that case|in (?:case|the event) of (?:a )?(?:refusal|non-compliance|failure)|failing this|without (?:one|it|this|that|such a deal|a deal|an agreement))\b,?(?: (?:@|he|she|it),? (?:said|says|warned|added),?)? (?P<m>[a-z@\"~^])"
        ),
    ),
    (
        re.compile(r"^\"?(?:without|failing|barring) (?P<it>@), (?P<m>[a-z@~^])"),
        "without ",
        "failing ",
        "barring ",
    ),
    (
        re.compile(
            rf"(?:^|(?<=[;:,\"] ))(?=[^.;\"]{{0,160}} otherwise\b)(?P<m>[^.;:,\"#=]{{3,80}}? {WILL} (?!not\b)[^.;:\"]{{2,60}}?),? otherwise(?=$|[.,\"])"
        ),
        " otherwise",
    ),
    (
        re.compile(
            rf"(?:^|\")(?:if|should|unless) [^\"]{{2,110}}?,\"? ?(?:(?:@|he|she|the [a-z]+) (?:said|says|warned|added|continued),? ?\"?)?(?P<m>[^\"]{{0,60}}?\b{WILL}\b)"
        ),
    ),
    (
        re.compile(
            r"(?:^|\")(?:if|should) [^\"]{2,110}?(?:, (?:@|the [a-z]+) (?:said|says|warned),?|,) (?P<s>@) (?P<m>(?:\"|reserves?|promised|vowed)[^.]*)"
        ),
        "if ",
        "should ",
    ),
    (
        re.compile(
            rf"\b(?:those|anyone|whoever|any \w+|all|ships|vessels|troops|forces|fighters|units|firms|compan(?:y|ies)|soldiers|people)(?: of @)? (?:who|that|which) (?:do(?:es)? not|refuse|fail|stay|remain|defy|ignore|resist|are still|is still)[^.;]{{0,60}}? {WILL} (?P<m>[a-z])"
        ),
    ),
    (
        re.compile(
            r"\b(?:must|has to|have to|had to|needs? to|would have to|will have to)\b[^.;\"]{5,120}? if (?P<m>(?:(?!@|they\b|he\b|she\b|it\b|not\b)[^.;,\"]{2,60}? (?:is|are|was|were) to|(?:@|they|he|she|it) (?:wants?|wanted|wish(?:es|ed)?|hopes?|hoped|means?) to) [a-z][^.;\"]{2,80})"
        ),
    ),
    (
        re.compile(
            rf"\b(?:those who|whoever|anyone who|anybody who|all who) [^.;]{{1,60}}? {WILL} (?P<m>[a-z])"
        ),
    ),
    (
        re.compile(
            rf"\b(?:whatever|anything|everything|everyone|anybody|all|any [a-z]+)(?: (?:that|which|who))? (?:is|are|remains?|stays?|moves?|stands?)\b[^.;,]{{0,60}}? {WILL} (?P<m>[a-z])"
        ),
    ),
    (
        re.compile(
            rf"(?:^|[\" ])(?:if|unless|should) [^\",.;]{{2,110}}? [#=%] (?P<m>(?:@|we|they|he|she|it|i|there|(?:the|our|its|his|their) [a-z]+) {WILL}\b)"
        ),
    ),
    (
        re.compile(
            r"\b(?:expressed|declared|stated|reaffirmed|announced|repeated|signalled|voiced) (?:its|their|his|her) (?:intention|readiness|willingness|determination|resolve) to (?P<m>[a-z])"
        ),
    ),
    (
        re.compile(
            r"\b(?:once|when|after|as soon as) (?:the |that |this |its |a )?(?:deadline|period|time limit|term|ultimatum|grace period|limit|time)(?: of =)? (?:passe[sd]|expire[sd]|lapse[sd]|has passed|had passed|had expired|has expired|had elapsed|has elapsed|runs? out|is up|was up|ends?|elapse[sd]),? (?P<m>[a-z@^~])"
        ),
    ),
    (
        re.compile(
            r"\b(?P<m>(?:all )?hell (?:will|would|is going to|to|\w+ break)|all options (?:would|will|were|are)|(?:tariffs?|sanctions|dut(?:y|ies)|strikes|penalties|lev(?:y|ies)|measures|restrictions|payments|visas|funds)(?:[^.;\"]{0,110}?) (?:will|would|were to|are to|is to|was to|to) (?:take effect|be (?:imposed|applied|introduced|slapped|levied|launched|raised|doubled|revoked|suspended|frozen|cut|cancelled|added|closed|tripled)|kick in|come into (?:force|effect)|go into effect|apply|begin|start|rise|follow|resume|double|hit))"
        ),
    ),
]
"""Threats by the words that tie them to a demand: or, otherwise, if not, threatened."""


PLAIN: list[tuple[re.Pattern[str], *tuple[str, ...]]] = [
    (
        re.compile(
            r"\b(?:goods|imports|exports|shipments|products|cars|steel|trucks|ships|banks|officials|companies|accounts|assets|borders?|crossings?|ports?|flights?|visas?|payments|funds)\b[^.;\"]{0,60}? (?:will|would) (?P<m>(?:pay|face|be|carry|cost|lose|stop|end|close)\b)"
        ),
        " will ",
        " would ",
    ),
    (
        re.compile(
            r"\b(?:seafood|fish|wine|meat|beef|fruit|grain|timber|textiles|goods|products|imports|exports|trade|visitors|officials|ships|planes|airlines|banks|firms|companies) (?:may|could|might|will|would|are to|is to) (?P<m>(?:soon )?be (?:kept|shut|locked|barred|banned|excluded|turned|refused|seized|impounded|taxed|hit|cut)\b)"
        ),
    ),
    (re.compile(rf"(?P<s>@){SV}reserv(?:es|ed|ing) the right to (?P<m>[a-z])"), "reserv"),
    (
        re.compile(
            r"\b(?:tanks|troops|soldiers|men|planes|ships|guns|gunboats|artillery|army|fleet|navy|squadron|regiments?|divisions?|battalions?)\b[^.;\"]{0,50}? (?:wait(?:s|ed|ing)?|st(?:ands?|ood) (?:by|ready)|(?:is|are|was|were) (?:ready|poised)|(?:has|have|had) (?:its |their )?orders?)\b[^.;\"@]{0,40}? to (?P<m>[a-z])"
        ),
        "wait",
        " stand",
        " stood",
        " ready ",
        " poised ",
        " order",
    ),
    (
        re.compile(
            rf"(?:(?P<s>@){SV})?\b(?:warn(?:ed|s|ing)?|said|says|say|saying|told|tells|telling|add(?:ed|ing)|pledg(?:ed|es|ing)|promis(?:ed|es|ing)|declared|announced)(?: %| (?P<t>@)(?: %)?)?,? (?:that )?(?P<n>@|otherwise|there|the|any|it|they|we|its|his|~|\^)?,?(?P<gap>[^@.;\"]{{0,60}}?) ?\b{WILL} (?P<m>(?!have had)[a-z])"
        ),
    ),
    (re.compile(r"\b(?:warn(?:ed|s|ing)?)(?: (?P<t>@|\^))?(?: %)? of (?P<m>[a-z\"])"), "warn"),
    (re.compile(r"\b(?:warn(?:ed|s|ing)?)(?: (?P<t>@|\^))?(?: %)? that (?P<m>[a-z\"~])"), "warn"),
    (
        re.compile(
            rf"(?P<s>@) (?:is|are|was|were) (?:now )?to (?P<m>(?!be\b|have\b|meet|visit|hold|discuss|decide)[a-z]+[^.;]{{0,90}}?(?:{_FACED})\b)"
        ),
    ),
    (re.compile(rf"(?P<s>@){SV}?(?: ?\b{WILL}) (?P<m>(?!not |no |have )[a-z])"),),
    (
        re.compile(
            r"\b(?:we|i)(?:'ll| will| would| are going to|'re going to|'m going to| am going to) (?P<m>(?!not )[a-z])"
        ),
    ),
    (
        re.compile(
            rf"\b(?:fac(?:e|es|ing)|trigger(?:s|ing)?|mean(?:s|ing)?|result(?:s|ing)? in|lead(?:s|ing)? to|risk(?:s|ing)?|bring(?:s|ing)?|threats? (?:of|to)|under threat of|on pain of|on penalty of|see|or|avoid(?:ing)?|avert(?:ing)?|escap(?:e|ing)|stav(?:e|ing) off|ward(?:ing)? off|head(?:ing)? off|forestall(?:ing)?) (?P<m>(?:(?!deadline|ultimatum)[\w~%-]+ ){{0,4}}?(?:{_FACED}|ban)\b)"
        ),
    ),
    (
        re.compile(
            rf"\band that (?:the|its|their|his|any|all|@'s) [^@.;\"]{{1,60}}? {WILL} (?P<m>(?!have had|not )[a-z])"
        ),
        "and that ",
    ),
    (
        re.compile(
            r"\bbefore (?P<m>(?:@|they|(?:its|their|the|his|@'s) [a-z]+(?: [a-z]+)?) (?:(?:would|will) )?(?:(?:goes|go|went|moves?|moved|march(?:es|ed)?|rolls?|rolled|sen(?:d|ds|t) [^,.;\"]{1,40}?) in(?:to)?\b|storm(?:s|ed)?|attack(?:s|ed)?|opens? fire|opened fire|shell(?:s|ed)?|bomb(?:s|ed)?|invade[sd]?)\b[^,.;\"]{0,40})"
        ),
        "before ",
    ),
    (
        re.compile(
            rf"\bbefore (?P<m>(?:@|they|its [a-z]+|their [a-z]+|the [a-z]+) (?:began|begins?|would begin|launch(?:ed|es)?|start(?:ed|s)?|resum(?:ed|es?)|order(?:ed|s)?) [^,.;]{{0,40}}?(?:{_FACED})\b)"
        ),
    ),
    (
        re.compile(
            r"[#=] before (?P<m>(?:@|(?:the|its|their|his) (?:[a-z]+ )?(?:army|troops|forces|soldiers|tanks|police|planes|guns|artillery|fleet|men)) (?:goes?|went|moves?|moved|marche[sd]|comes?|came|strikes?|opens?|opened|advances?|attacks?|attacked|storms?|stormed|enters?|entered|shoots?)\b[^,.;]{0,40})"
        ),
        " before ",
    ),
    (
        re.compile(
            rf"\bbefore (?P<m>[^,.;]{{0,50}}?{_FACED}[^,.;]{{0,20}}? (?:take|takes|took|go|goes|come|comes|begin|start|kick|are|is)\b)"
        ),
    ),
]
