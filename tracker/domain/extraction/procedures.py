"""What a body does by its own rules, with a date: a parliament votes, a council renews a mandate, a ministry reports."""

import re
from collections.abc import Sequence

from tracker.domain.extraction.acts import Act
from tracker.domain.extraction.frame import Frame
from tracker.domain.extraction.outline import Outline, opening

_LEGISLATURE = (
    r"(?:parliaments?|congress|senate|senators|house of (?:representatives|commons|lords|deputies)|(?:national|general|federal|constituent) assembly|assembly"
    r"|lawmakers|law-makers|legislators|legislatures?|deputies|mps|meps|the (?:full |lower |upper )?house|(?:the )?diet|knesset|bundestag|bundesrat|duma|rada|majlis|cortes|seimas|saeima|sejm|storting|riksdag|folketing)"
)
_BODY = rf"(?:{_LEGISLATURE}|security council|council|commission|committee|conference|ministers|member (?:states|countries|governments)|members|envoys|ambassadors|leaders|governments|the union|the alliance|the bloc)"
_VOTES = r"(?:renew|extend|prolong|adopt|pass|approve|vote|ratify|confirm|elect|decide|choose|pick|nominate|appoint|endorse|override|amend|debate|give its (?:consent|approval|assent)|agree on|raise the)"
_MAY_ACT = r"(?:has|have|had|must|needs?(?: to)?|(?:is|are|was|were) (?:expected|due|scheduled|set|required)|will have)"
_VOTING = re.compile(
    rf"\b{_BODY}\b(?:,[^,;]{{1,60}},)? (?:now |still |then |only |also )?{_MAY_ACT} (?:[^.;:]{{0,60}}?\bto )?{_VOTES}\b(?!,? or (?:face|else|be|risk|see|lose)\b)"
)
"""'Parliament has until 21 December to adopt a budget', 'the council must renew the mandate by Friday'."""
_REPORTING = re.compile(
    rf"\b(?:certif(?:y|ies|ied|ication)|report|tell|notif(?:y|ies)|inform|testify|account|consult|win the (?:consent|backing|approval) of)\b(?: back)?(?: [a-z]+){{0,2}}?(?: to| before)? (?:the )?(?:@ )?{_LEGISLATURE}\b"
)
"""'Must certify to Congress by March 31'."""
_BY_LAW = re.compile(
    r"\b(?:act|law|statutes?|constitution|treaty|rules|charter|standing orders|by-?laws|legislation)\b,? (?:(?:which|that) )?(?:already )?(?:obliges?|obliged|requires?|required|gives?|gave|allows?|allowed|says|provides?|stipulates?|grants?|binds?|bound|compels?|compelled) (?:that )?(?:the |his |her |its |their |a |an |[a-z]+'s )?(?:him|her|it|them|(?:[a-z-]+ )?(?:government|president|prime minister|premier|cabinet|ministers?|parliament|administration|king|queen|speaker|court|party|(?:two |both )?(?:sides|parties)|member states|members|winner|electors))\b"
    r"|\b(?:under|by|according to|in line with) (?:[a-z.]+ ){1,3}?(?:rules|procedures?|regulations|statutes?)(?:,|(?= (?:of|governing|on|for)\b))"
    r"|\b(?:under|by) (?:the |its |their )?(?:constitution|statutes?|charter|standing orders|rules of procedure|rules|articles of association)\b"
    r"|\b(?:as|which) the (?:law|constitution|rules|statute) (?:requires?|demands?|provides?|prescribes?|says)\b|\bconstitutional (?:deadline|term|time limit|limit|period)\b"
)
"""'An act which obliged him to write', 'under the constitution'."""
_RENEWED = re.compile(
    r"\b(?:renew\w*|prolong\w*|extend\w*|goes? on|rolls? over|continu\w+|runs? on)\b(?: itself)? automatically\b|\bautomatically (?:renew|prolong|extend|continu|roll)\w*"
    r"|\b(?:unless|if|until) (?:either|one|any|neither|none|no one|a|an|the losing|another)(?: of the)?(?: [a-z]+){0,2} (?:lodges?|files?|lodged|filed|brings?|enters?|makes?) (?:an? )?(?:appeal|objection|complaint)"
    r"|\b(?:unless|if|until|may|can) (?:either|one (?:of the (?:two|parties|sides))|one side|one party|both|neither|a member) (?:[a-z]+ )?(?:gives?|has given|serves?|sends?) (?:[a-z'-]+ )*?notice\b"
    rf"|\b(?:run(?:s|ning)? out|ran out|expires?|expired|lapses?|lapsed|ends?|ended)\b[^.;]{{0,60}}? (?:unless|if|until) (?:[a-z-]+ |[\d-]+ ){{0,5}}?(?:{_BODY}|(?:every|each) (?:government|member|state|country|capital|party)|all|capitals|sides|both|it|they)\b(?: [a-z]+){{0,3}}? (?:renews?|renewed|prolongs?|prolonged|extends?|extended|votes?|voted|agrees? to (?:renew|prolong|extend))\b"
)
"""A treaty that runs on unless notice is given, measures that run out unless those who took them renew them."""
_BILL = re.compile(
    r"\b(?:an?|the|such a|another) (?:draft )?(?:bill|draft|motion|proposal|amendment)\b(?! (?:passed|adopted|signed))[^.;]{0,60}? (?:would|could)\b"
)
"""What would be law if it were passed."""
_AT_WILL = re.compile(
    r"(?:@|\b[a-z]+s) (?:wanting|wishing|hoping|who (?:want|wish|hope)) to (?!fight|attack|kill)"
)
"""What those must do who want something for themselves."""
_ADDRESSED = frozenset((Act.GIVE, Act.DEMAND, Act.ULTIMATUM))


def own_procedure(text: str, outlined: Sequence[Outline], frame: Frame) -> float:
    """How much lower the score of a frame is where a body is to do something by its own rules."""
    outline = outlined[frame.index]
    words = _words(text, outline)
    before = text[outline.sentence.start : outline.place(frame.at)].lower()
    if _RENEWED.search(words) or _AT_WILL.search(outline.text, 0, frame.at):
        return 0.5
    if _BY_LAW.search(before):
        return 0.4
    if _ADDRESSED & set(frame.acts):
        return 0.0
    if any(pattern.search(words) for pattern in (_VOTING, _REPORTING, _BILL)):
        return 0.5
    if frame.acts == [Act.LOOSE] and any(_VOTING.search(_words(text, each)) for each in opening(outlined)):
        return 0.3
    return 0.0


def _words(text: str, outline: Outline) -> str:
    return text[outline.sentence.start : outline.sentence.end].lower()
