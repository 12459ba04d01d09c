"""Demands that nobody made: what a report, a rumour or a bulletin told and somebody denies or takes back."""

import re
from collections.abc import Sequence

from tracker.domain.extraction.outline import Outline

_LIMIT = (
    r"(?:ultimatums?|deadlines?|time limits?|(?:dates?|days?|terms?) (?:by|before|until|in|on|after) which)"
)
_NONE_AT_ALL = re.compile(
    r"\bthere (?:is|was|has been|had been|will be) (?:no|never an?) (?:[\w.'-]+ )?(?:ultimatums?|deadlines?)\b"
    rf"|\b(?:has|have|had|did|does|do|was|were|is|are)(?: not|n't| never)(?: been)? (?:set|give|given|name|named|issue|issued|handed?|received?|told)\b[^,.;]{{0,40}}? (?:any|an?) (?:[a-z-]+ )?{_LIMIT}\b"
    rf"|\b(?:set|given?|gave|named?|issued?|received?) [^,.;]{{0,40}}?\bno (?:[a-z-]+ )?{_LIMIT}\b"
    rf"|\b(?:nobody|no one|neither side|none of (?:us|them)) (?:has |had |have |ever )*(?:set|given?|gave|named?|issued?|imposed?)\b[^,.;]{{0,40}}? (?:any|an?) (?:[a-z-]+ )?{_LIMIT}\b"
    rf"|\b(?:den(?:y|ied|ies|ying)|reject(?:ed|s|ing) (?:reports|claims|suggestions)) [^.;]{{0,60}}?\b(?:any|an?) (?:[a-z-]+ )?{_LIMIT}\b"
)
"""How a text begins that denies one: what it tells then is what was denied."""
_NEAR_DENIAL = 5
_DENYING = (
    r"(?:den(?:y|ied|ies|ying)|(?:reject|dismiss|refut|disput|contradict|repudiat|discount|disown)(?:s|es|ed|ing)?"
    r"|(?:brush|wav|laugh)(?:s|es|ed|ing)? (?:aside|away|off)|scoff(?:s|ed|ing)? at)"
)
_STORY = r"(?:stor(?:y|ies)|reports?|accounts?|articles?|rumou?rs?|headlines?|tales?|claims?|messages?|letters?|posts?|documents?)"
_DEMANDING = r"(?:tell|told|ask(?:ed)?|order(?:ed)?|gave|given?|demand(?:ed)?|request(?:ed)?|warn(?:ed)?|instruct(?:ed)?|requir(?:e|ed)|set|threaten(?:ed)?)"
_OF_SOMEBODY = rf"{_DEMANDING}(?: that| of| from)? (?:the )?[@~^]"
_HAVING_DEMANDED = rf"(?:that )?(?:(?:the )?(?:@|it|they|he|she|having)(?: has| have| had)?(?: ever)? {_OF_SOMEBODY}|(?:[\w@~'-]+ ){{1,4}}?(?:been|was|were) {_DEMANDING}\b)"
_HAS_NOT = rf"(?:@|\b(?:it|they|he|she|we))(?: has| have| had| did| does| do)?(?: not|n't| never)(?: ever| at any time)? {_OF_SOMEBODY}"
_IS_UNTRUE = (
    rf"\b(?:(?:is|was) (?:not true|untrue|false|wrong|no truth in it)|no truth in (?:\w+ ){{0,3}}{_STORY}|den(?:y|ied|ies)(?: %)?"
    rf"|{_DENYING}(?: [\w@~%'-]+){{0,6}}? {_STORY}(?: [\w@~%^'-]+){{0,5}}?(?= that\b)) {_HAVING_DEMANDED}"
)
_DENIED_DEMAND = re.compile(rf"(?:{_HAS_NOT}|{_IS_UNTRUE})[^.;]{{0,140}}$")
"""'X has not told Y to …', 'rejected a report that it had given Y …': what follows is what was not said."""
_DENIAL_IN_LEAD = re.compile(_IS_UNTRUE)
"""A text that begins so tells what was not said."""
_FALSE = (
    r"(?:nonsense|fantas(?:y|ies)|inventions?|invented|fabricat\w+|(?:made|dreamt|dreamed|thought) up|forger(?:y|ies)|forged|hoax|fake(?! news)|baseless|groundless|unfounded|untrue"
    r"|false(?:ly)?|no truth|(?:not a|no|without a) word of (?:it|truth|that)|(?:science |pure |mere |sheer )?fiction|figments?|(?<!to the )(?<!to your )imagination|imagined|concocted|fairy[ -]?tales?|far-?fetched|absurd(?:ity)?|ridiculous|rubbish|(?:is|was|were)(?: not|n't) (?:so|true)|no such [a-z]+|(?:nothing|anything) of the (?:sort|kind)|misread|misquoted"
    r"|never (?:said|wrote|sent|written|set|named)|silli(?:er|est)|imaginary|in error)"
)
_CALLED_FALSE = re.compile(rf"\b{_FALSE}\b[^.;]{{0,60}}?\b(?:that|{_STORY})\b")
"""'Rejected as nonsense a report that …', 'it was pure fantasy that …': what follows is what was not."""
_IS_FALSE = re.compile(
    rf"\b{_STORY}\b[^.;]{{0,160}}? (?:is|are|was|were) (?:[a-z]+ ){{0,2}}?{_FALSE}\b"
    rf"|\b(?:call|dismiss|reject|describ|brush|wav|ridicul|laugh|scoff)(?:s|es|ed|ing)? (?:[\w@~'-]+ ){{0,6}}?{_STORY}\b[^.;]{{0,100}}?\b{_FALSE}\b"
)
_DENIES = re.compile(
    rf"\b{_FALSE}\b|\b{_DENYING}(?: as [a-z]+)? (?:the|this|that|these|those|such|an?|all) (?:[\w'@~-]+ ){{0,2}}?{_STORY}\b"
)
_TAKEN_BACK = re.compile(
    r"\bcorrection\b[^.;]{0,60}\b(?:disregard|ignore|contrary|wrong|preceding)\b|\b(?:please|(?:should|is to|must) be) (?:disregard|ignor)(?:ed)?\b|\bcontrary to what (?:was|we|had|has|%)\b"
    r"|\b(?:took|takes?|taken|withdr[ae]w\w*|retract\w*) (?:back |down )?(?:the|its|this|that) (?:story|report|piece|article|bulletin)\b"
)
"""How an office or an agency takes back what it had put out."""
_MEDIUM = r"(?:newspapers?|dail(?:y|ies)|tabloids?|magazines?|papers?|agenc(?:y|ies)|broadcasters?|television|channels?|radio|websites?|blogs?|posts?|accounts?|reporters|social media|whatsapp|telegram|facebook|twitter)"
_BY_A_MEDIUM = re.compile(
    rf"\b{_MEDIUM} (?:[^.;@]{{0,40}}?\b)?(?:had @ |(?:had it|wrote|said|says?|claim(?:s|ed)|ran|printed|carried)\b)|\b(?:said|says?|wrote|according to) (?:[a-z~^]+ ){{0,2}}?{_MEDIUM}\b"
    rf"|\b{_STORY} (?:\w+ ){{0,2}}?(?:by|in|on) (?:an?|the|several) (?:[a-z~^]+ )?{_MEDIUM}\b|\bheadlines?\b|\brumou?rs? (?:had|has|that|went|spread|ran|said)\b|\b(?:passed|sent|handed) (?:a)?round\b|\bwrote\b|\breported\b"
)
"""A newspaper or the like tells it, no party to the matter."""


def is_denied(outlined: Sequence[Outline], index: int, at: int) -> bool:
    """Whether what is demanded by a time is told as what was never demanded, there or in a sentence near it."""
    here, lead = outlined[index].text, outlined[0].text
    if _DENIED_DEMAND.search(here[:at]) or _DENIAL_IN_LEAD.search(lead):
        return True
    if _CALLED_FALSE.search(here[:at]) or _IS_FALSE.search(here):
        return True
    near = [outlined[each].text for each in range(max(0, index - 1), min(len(outlined), index + 2))]
    if any(_TAKEN_BACK.search(each) for each in near):
        return True
    if not _BY_A_MEDIUM.search(here):
        return False
    near = [each.text for each in outlined[max(0, index - _NEAR_DENIAL) : index + _NEAR_DENIAL + 1]]
    return any(_DENIES.search(each) or _NONE_AT_ALL.search(each) for each in (lead, *near))


_NEVER_RECEIVED = re.compile(
    r"\b(?:has|have|had)(?: not|n't| never) (?:received|been given|been handed|seen|had|got) (?:one|any|such)\b"
    r"|\b(?:received|got|been (?:given|handed|told|sent)|heard|knew|known) (?:of )?(?:nothing of the (?:kind|sort)|no such [a-z]+)\b"
    r"|\b(?:nobody|no one|no-one)\b[^.;]{0,60}?\b(?:has |had |have )(?:ever )?(?:threatened|demanded|ordered|set|given|asked)\b"
)
"""'I have read of an ultimatum. I have not received one.'"""
_BEHIND = 4


def is_unknown_to_target(outlined: Sequence[Outline], index: int) -> bool:
    """Whether whoever is said to have been given a time says in the same sentences that he was given none."""
    return any(_NEVER_RECEIVED.search(each.text) for each in outlined[index : index + _BEHIND])


def denies_all(lead: str) -> bool:
    """Whether the first sentence of a text, in lower case, says that there is no time limit."""
    return bool(_NONE_AT_ALL.search(lead))
