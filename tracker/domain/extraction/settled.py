"""What is settled when it is told: demands of the past, agreements with dates, envoys who are sent away."""

import re
from collections.abc import Sequence

from tracker.domain.extraction.acts import Act
from tracker.domain.extraction.anchors import change_in
from tracker.domain.extraction.cues import FULFILLED
from tracker.domain.extraction.frame import Frame, Place
from tracker.domain.extraction.outline import Outline, opening
from tracker.domain.vocabulary import Change, DemandType


def settled(text: str, outlined: Sequence[Outline], frame: Frame) -> float:
    """How much lower the score of a frame is where nothing is open any more when its text comes out."""
    outline, has_threat = outlined[frame.index], frame.threat is not None
    lowered = 0.8 * _is_done(text, outlined, frame)
    if _is_background(outline, frame.at):
        sentence = outline.sentence
        has_threat_here = frame.threat is not None and sentence.start <= frame.threat.start < sentence.end
        lowered += 0.3 if has_threat_here else 0.6
    if _is_agreed(outline) or (
        frame.index > 0
        and frame.change is None
        and any(_is_agreed(each) and not _is_of_others(frame, each) for each in opening(outlined))
        and set(frame.acts) <= _NOT_GIVEN
    ):
        lowered += 0.4
    elif frame.index > 0 and _is_agreed(outlined[frame.index - 1]):
        lowered += 0.2 if has_threat else 0.4
    if frame.change is Change.EXTENDED and _PUT_OFF.search(outline.text, 0, frame.at):
        lowered += 0.5
    if frame.change is None and any(map(_has_ended, opening(outlined)[: frame.index])):
        lowered += 0.4
    if not has_threat:
        lowered += 0.6 * _is_sent_away(text, outlined, frame.index, frame.demand)
    return lowered


_PUT_OFF = re.compile(
    r"\b(?:put(?:s|ting)? off|postpon(?:ed|es|ing)|delay(?:ed|s|ing)|deferr?(?:ed|s|ing)|adjourn(?:ed|s|ing)) (?:an?|the|its|their|his|her|any) (?:[\w'@~-]+ ){0,2}?(?:decisions?(?! (?:on|about|whether|to) (?:the |its |their |[a-z]+ )?(?:impos|tariff|dut|sanction|lev|strik|attack|bomb|ban))|votes?|debates?|meetings?|summits?|talks|elections?|polls?|hearings?|rulings?|verdicts?|trials?|visits?|sessions?|reviews?|conferences?|congress)\b"
)
"""What is put off is something that one does oneself, and no time that another was given."""
_HAD_GIVEN = re.compile(
    r"(?<!which )(?<!who )(?<!= )\bhad (?:[a-z]+ly |once |then |already )?(?:been )?(?:given|set|granted|allowed|left)\b(?! notice)|\bhad had (?=[#=])"
)
_REPORTED = re.compile(
    r"\b(?:said|says|saying|reported|wrote|writes|announced|confirmed|disclosed|added|according to|learned|that)\b"
)

_AGO = re.compile(
    r"\W*(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|some|\d+) (?:days?|weeks?|fortnights?|months?) (?:ago|earlier)\b"
)
_WARNED = re.compile(r"\b(?:warn|threaten)(?:ed|ing)\b|\botherwise\b")
"""What follows if it is not done is told with it, so that it is still open."""


def _is_background(outline: Outline, at: int) -> bool:
    """Whether a time limit is one of before the news that is told: 'X had given Y until Friday to …'."""
    if _AGO.match(outline.said(0, len(outline.text))) and change_in(outline) is None:
        return True
    given = _HAD_GIVEN.search(outline.text, 0, at)
    if given is None or _REPORTED.search(outline.text, 0, given.start()):
        return False
    if _WARNED.search(outline.text, at):
        return False
    moved = change_in(outline)
    return moved is None or moved[1] > given.start()


_ENVOY = re.compile(
    r"\b(?:diplomats?|diplomatic (?:staff|personnel|mission|corps)|ambassadors?|envoys?|attach[eé]s?|consuls?|consul-general|charg[eé]s?(?: d'affaires)?|counsell?ors?|nuncio|legations?|embass(?:y|ies)|consulates?|mission|bureau"
    r"|intelligence (?:officers?|agents?|operatives?)|operatives|spies|(?:accredited|foreign) (?:correspondents?|journalists?|reporters?)|coordinator|representatives?)\b(?!['\u2019]?s?[^.;]{0,24} (?:said|told|says|tells|gave|handed|delivered|warned|conveyed|presented|called on|informed|read|announced|added)\b)"
)
_TO_LEAVE = re.compile(
    r"\W*(?:be |get )?(?:leave|left|go(?:ne)?|pack\w*|depart\w*|out\b|quit|home|away|recalled|withdrawn|on (?:a|the) plane|return home|clos\w+ (?:down )?(?:its|the|their|his) (?:\w+ )*?(?:consulate|embassy|mission|legation|bureau))\b"
)
_BREACH = re.compile(
    r"\b(?:broke|broken|severed|ended|cut)(?: off)? (?:all |its |their )?(?:diplomatic )?(?:relations|ties|with (?:the )?@)"
    r"|\b(?:pull|withdr[ae]w|recall|expel|thr[eo]w|sen[dt]|order|call|kick)\w* [^.;]{0,40}?\b(?:diplomats|ambassadors?|envoys?|embassy staff|embass(?:y|ies)|consuls?|attach[eé]s?)(?: (?:out|home|away|back)\b|[ ,.]*$)"
)
"""Relations that are broken, or envoys of one side who go: whoever has days to leave near it is of the other side's."""
_NEAR, _SHORT = 2, 26
"""So many sentences before; so few characters has a demand that says no more than to be gone."""


def _is_sent_away(text: str, outlined: Sequence[Outline], index: int, demand: Place | None) -> bool:
    """Whether those who are to leave are envoys of the other side: they are expelled, whatever it does."""
    if demand is None or not _TO_LEAVE.match(text[demand.start : demand.end].lower()):
        return False
    start = outlined[index].sentence.start
    words = text[start : demand.end].lower() if start <= demand.start else ""
    if _ENVOY.search(words):
        return True
    near = outlined[max(0, index - _NEAR) : index + 2]
    return demand.end - demand.start < _SHORT and any(_BREACH.search(each.text) for each in near)


_AGREED = re.compile(
    r"\b(?:under|by|says?|according to|by the terms of) (?:the|an?|this|that|their) (?:[\w~@^]+ ){0,2}?(?:agreement|accord|treaty|deal|bargain|pact|truce|armistice|cease-?fire|plan|memorandum|protocol|understanding)s?\b[^.;]{0,30}?\b(?:signed|initial\w+|reached|worked out|accepted|agreed|brokered|struck|concluded|drawn up|mediated|that (?:gave|gives|lets|allows|provides))\b"
    r"|(?:@|\b(?:leaders?|ministers?|presidents?|chiefs?|generals?|rebels|government|army)\b)[^.;]{0,30} and (?:@|the |its |his |her |their |[a-z]+ )[^.;]{0,60}?\b(?:have|has|had) (?:both |now |at last )?(?:agreed|pledged|promised|undertaken|signed|initialled)\b(?! to (?:give|demand|set|tell|impose|send|hand|issue|present))"
    r"|\b(?:in (?:accordance|line|keeping) with|following|as laid down in) (?:the|an?|this|that|their) (?:[\w~@^]+ ){0,2}?(?:agreement|accord|treaty|deal|paper|pact|truce|armistice|timetable|schedule|protocol|document)s? (?:signed|initial\w+|reached|agreed|concluded|that)\b"
    r"|\b(?:states|sides|parties|presidents|countries|leaders|they|both|@ and @|@ and \^) (?:have |has |had )?(?:both )?(?:agreed|signed|put their names to)\b(?! to (?:give|demand|set|tell|impose|send|hand|issue|present))"
    r"|\bas (?:was |were |had been )?(?:agreed|planned|foreseen|arranged)\b|\bas (?:@|he|she|it|they) (?:has |have |had )?(?:promised|agreed|pledged)\b|\b(?:says|said) the (?:treaty|agreement|accord|truce|pact|deal)\b|\b(?:treaty|agreement|accord|truce|pact|deal)(?: (?:signed|reached|made|concluded)(?: in)? [@^%])? (?:sets?|fixe[sd]|fore(?:sees|saw)|gives|gave|provide[sd] for|laid down|named|allow(?:s|ed))\b|\bthat is the (?:bargain|deal|agreement)\b"
)
_ENDED = re.compile(
    r"@ (?:% )?(?:has |have |had |on % )?(?:suspended|ended|halted|stopped|called off|lifted|eased)(?: %)? (?:its |the |their |all |~ |= )+(?:[a-z]+ )?(?:bombing|air strikes|airstrikes|raids|bombardment|strikes|blockade|siege|offensive|embargo|sanctions)\b[^.;]{0,60}?(?<!not )\b(?:after|as|once|when|now that|following)\b"
)
"""'X suspended its bombing after …': it has what it asked for."""


def _has_ended(outline: Outline) -> bool:
    return bool(_ENDED.search(outline.text))


_NOT_GIVEN = {Act.LOOSE, Act.MUST, Act.HAS, Act.CONDITION, Act.THREAT}
"""Nobody is told who sets the time."""
_OF_A_YEAR = re.compile(r"(?: \w+){0,3}? (?:in |of )?(?:1[89]|20)\d\d\b|[^.;]{0,20}\byears? ago\b")


def _is_agreed(outline: Outline) -> bool:
    """Whether a sentence tells of an agreement that has just been made, and not of one of an earlier year."""
    agreed = _AGREED.search(outline.text)
    return agreed is not None and not _OF_A_YEAR.match(outline.said(agreed.end(), len(outline.text)))


_AROUND = 4


def is_moved_by_agreement(outlined: Sequence[Outline], frame: Frame) -> bool:
    """Whether a term is put back that an agreement told in the sentences around has set, and nothing follows after it."""
    if frame.change is not Change.EXTENDED or frame.threat is not None:
        return False
    return any(map(_is_agreed, outlined[max(0, frame.index - _AROUND) : frame.index + _AROUND + 1]))


def _is_of_others(frame: Frame, agreed: Outline) -> bool:
    """Whether an agreement is not one of both parties, where it is told what follows if its terms are not met."""
    named = {each.actor for each in agreed.actors.values()}
    pair = {each.actor for each in (frame.sender, frame.target) if each}
    return frame.has_sequel and not pair <= named


_YIELDED = r"(?:gave|given) (?:way|in)\b|backed down|bowed|complied|obeyed|met (?:the|all|its|their|his) (?:demands?|conditions|terms)|(?:accepted|agreed to) (?:the|all|every|its|his)"
_DONE_OTHERWISE = (
    r"repealed|withdr[ae]wn?|dropped|scrapped|revoked|cancelled|reversed|(?:took|taken) back|paid\b"
)
_DONE = {
    DemandType.SURRENDER: r"(?:been )?(?:captured|seized|caught|taken)|surrendered|(?:gave|given) (?:himself|themselves|itself|herself) up|laid down|(?:fell|fallen)\b",
    DemandType.LEAVE_OFFICE: r"resigned|stepped (?:down|aside)|conceded|quit\b|fled|(?:flew|flown) (?:to|into|out)|landed in|handed (?:over )?power|gone\b|left (?:office|the country|for)\b|(?:been )?ousted",
    DemandType.REINSTATE_GOVERNMENT: r"reinstated|restored|handed (?:back|over|power)|put back",
    DemandType.RELEASE_PERSONS: r"freed|freeing|releas(?:ed|ing)|let [^.;]{0,40} go\b|handed (?:over|back)|g[ai]ven? back|set [^.;]{0,40}free",
    DemandType.EXTRADITE: r"handed (?:over|back)|extradited|g[ai]ven? up|surrendered|put [^.;]{0,30} on a plane",
    DemandType.WITHDRAW_FORCES: r"pulled|withdr[ae]wn?|(?:left|gone|quit)\b|crossed|moved out",
    DemandType.DISARM: r"handed (?:in|over)|g[ai]ven? up|disarmed|laid down|surrendered",
    DemandType.OPEN_PASSAGE: r"(?:re)?opened|let [^.;]{0,40} (?:pass|through)\b|lifted",
    DemandType.END_HOSTILITIES: r"stopped|halted|ceased|ended",
    DemandType.SIGN_AGREEMENT: r"signed|accepted|initialled",
    DemandType.INSPECTIONS: r"let [^.;]{0,40} in\b|admitted|opened",
}
_DID = {
    kind: re.compile(
        rf"@(?:'s [a-z]+)? (?:% )?(?:(?:have|has|had|was|were|are|is) )?(?:since |now |finally )?(?:{_YIELDED}|{_DONE.get(kind, _DONE_OTHERWISE)})"
    )
    for kind in DemandType
}
_DID_SO = re.compile(
    r"\W*(?:and )?(?:@|they|it|he|all|both|most) (?:did|complied|obeyed|has|have|met it|kept it)(?: so)?[.,!]"
)
"""'It had until midnight to sign. It did.'"""
_NOT = re.compile(
    r"\b(?:not|no|never|without|refus\w+|reject\w*|despite|fail\w*|ignor\w+|defi\w+|but)\b|n't\b"
)
_IF = re.compile(r"\b(?:if|unless|until|once|before|whether)(?: the)? $")
"""'Unless X pulled out': what is demanded."""
_CLAUSE = 30
"""So many characters further on something may still say that it was not done."""


def _is_done(text: str, outlined: Sequence[Outline], frame: Frame) -> bool:
    """Whether a text begins with the news that the other side did what was demanded of it before."""
    if frame.demand and FULFILLED.search(text[frame.demand.start : frame.demand.end].lower()):
        return True
    after = outlined[frame.index + 1].text if frame.index + 1 < len(outlined) else ""
    if _DID_SO.match(after):
        return True
    lead = outlined[0]
    if frame.index == 0 or frame.change is not None or "#" in lead.text or "=" in lead.text:
        return False
    sender = frame.sender.actor if frame.sender else None
    return any(
        (doer := lead.actors.get(match.start())) is not None
        and doer.actor is not sender
        and not _NOT.search(lead.text, match.start(), match.end() + _CLAUSE)
        and not _IF.search(lead.text, 0, match.start())
        for match in _DID[frame.demand_type or DemandType.OTHER].finditer(lead.text)
    )
