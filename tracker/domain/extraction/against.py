"""What speaks against a frame: other matters with deadlines, denials, history, hopes, figures of speech."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from tracker.domain.extraction.consequences import is_unsaid
from tracker.domain.extraction.cues import (
    DENIED,
    FIGURATIVE,
    FULFILLED,
    HISTORY,
    HOPE,
    NOT_OURS,
    OPINION,
    PROCEDURE,
    ROUTINE,
    SPECULATION,
)
from tracker.domain.extraction.denials import denies_all, is_denied, is_unknown_to_target
from tracker.domain.extraction.frame import HARD, Frame, Place
from tracker.domain.extraction.outline import Outline, opening
from tracker.domain.extraction.procedures import own_procedure
from tracker.domain.extraction.settled import settled
from tracker.domain.vocabulary import ThreatType

_DATED = re.compile(
    r"\b(?:of|under|since|from|after|until|the|a) (?:in )?(?:[a-z]+ )?(?:1[6-9]|20)\d\d\b|\b(?:1[6-9]|20)\d\d (?:treaty|accord|agreement|"
    r"protocol|law|deal|pact|constitution|memorandum|convention|war|ceasefire|truce|declaration|resolution)\b"
    r"|\b[a-z ]{0,12}(?:war|century|decade|year)s?-(?:era|old|long)\b|\b(?:cold war|world war|wartime|post-war|soviet|colonial)[ -](?:era )?(?:\w+ )?(?:treaty|pact|"
    r"accord|agreement|base|border|line|law|dispute|debt|arms|graves?|memorials?|monuments?)\b"
)
"""A year that tells which treaty or law is meant, or since when something has been; not when it was demanded."""
_LONG_AGO = re.compile(
    r"\b(?:years?|decades?) ago\b|\bhistorians?\b|\barchives?\b|\bveterans?\b|\banniversary\b"
)
_YEAR = re.compile(r"\b(1[6-9]\d\d|20\d\d)\b")


_SELF_SET = re.compile(
    r"\b(?:would|will|'ll|has promised to|expected to) (?:decide|make (?:a|his|her|up)|take (?:a|its|his) decision|announce|present|unveil|publish|respond|hold (?:an?|the|talks|elections)|meet|resume|finish|complete|vote)\b[^.;]{0,40}$"
)
"""What somebody will do himself by then, or is expected to."""
_EXPELLED = re.compile(
    r"(?<!whom @ )(?<!whom @ had )(?<!that @ )(?<!that @ had )\bexpel(?:s|led)\b(?! (?:diplomats?|envoys?|ambassadors?|staff|officials|journalists?)\b)"
    r"|\b(?:in (?:answer|reply|response|return) to|over|after) (?:the |an? )(?:earlier )?expulsion\b"
)
_NON_GRATA = re.compile(
    r"\bpersonae? non gratae?\b|\b(?:send(?:s|ing)?|sent|order(?:s|ed|ing)?) [^.;]{0,40} (?:diplomats?|envoys?|attach[eé]s?|@) (?:home|out\b|away)|\bdeclar(?:ed|es|ing) [^.;]{0,80}\b(?:undesirable|unwelcome|not welcome)\b"
)
"""What is done, with a time to pack: nothing is threatened for not leaving."""
_NEXT = 5
_LENDING = re.compile(
    r"\b(?:(?:part|slice|instal?ment) of (?:the|its|a) loan|can lend|creditors|bail-?outs?|tranche|rescue (?:fund|package|money)|debt (?:talks|relief|swap))\b"
)
"""What a debtor has to do for his money."""
_NO_CONSEQUENCE = re.compile(
    r"\b(?:cannot|can not|can't|could not|couldn't) (?:force|compel|make) (?:anyone|anybody|them|@)\b|\bthere (?:is|was|are|were|would be|will be) no (?:sanctions?|penalt(?:y|ies)|threats?|punishments?|consequences?)\b"
    r"|\bno (?:measures?|sanctions?|penalt(?:y|ies)|consequences?|steps) (?:is|are|was|were|would be|will be|had been|have been) (?:planned|foreseen|threatened|intended|prepared|considered)\b"
    r"|(?:\b(?:we|it|they|he|she)|@) (?:do|does|did)(?: not|n't) (?:threaten\b(?! to)|(?:work|deal|speak|come)(?: with| in)? threats\b|(?:make|issue|utter) threats\b)|\bnothing (?:would|will) happen\b"
    r"|(?:\b(?:we|it|they|he|she|i)|@)(?:'m|'re|'s| am| are| is| was| were)(?: not|n't) threatening\b(?! to)|\b(?:nothing|anything) to threaten\b"
)
"""What is said of a request with a date on which nothing hangs."""
_ADVISED = re.compile(
    r"\b(?:should|ought to|must be ready to) (?:now |first |at last )?(?:give|set|issue|tell|threaten|warn|send) (?:the )?@[^.;]{0,90}$"
    r"|\b(?:must|ha(?:s|ve) to|needs? to) (?:[a-z ^@]{0,30}? to )?(?:give|set) (?:the )?@ (?:an? (?:[a-z-]+ )?(?:date|deadline|ultimatum|time limit)\b[^.;]{0,90})?$"
    r"|\b(?:want(?:s|ed)?|favou?r(?:s|ed)?|urg(?:e[sd]?|ing)|advis(?:e[sd]?|ing)|ask(?:s|ed|ing)|call(?:s|ed|ing) (?:up)?on|press(?:es|ed|ing)) (?:the )?@ (?:to|into) (?:give|giving|set|setting|issue|tell|threaten|send) (?:the )?@[^.;]{0,90}$"
)
"""What somebody thinks that another one should set."""
_FORETOLD = re.compile(
    r"\b(?:food|money|rations|fuel|suppl(?:y|ies)|stocks?|cash|water|medicines?|funds|funding|reserves)\b(?:[^.;]|\.\d){0,90} (?:will|would|could|may|might) (?:soon )?run (?:out|dry)\b"
    r"|\bwarn\w*(?: %)? that (?:the )?@ (?:will|would|could|may|might) (?:soon )?(?:run out|run dry|collapse|starve|default|go bankrupt|be unable|fall short|lose its)\b"
)
"""What happens by itself."""
_FICTION = re.compile(
    r"^\W*in (?:the|an?|his|her) (?:new |latest |first |second )?(?:series|film|game|play|novel|book|comedy|drama|exercise|simulation|war game|scenario)\b"
)
_FIRST_WORDS = 60
_SIGNED = re.compile(r"^the (?:writer|author) (?:is|was|teaches|works)\b")


def penalty(text: str, outlined: Sequence[Outline], frame: Frame, year: int) -> float:
    """How much lower the score of a frame is, for what stands in its sentence and beside it.

    `year` is that of publication.
    """
    index, at, is_whole = frame.index, frame.at, frame.is_whole
    has_threat = frame.threat is not None and not _is_unsaid(outlined, frame.threat)
    here = outlined[index].text
    beside = [outlined[near].text for near in (index - 1, index + 1) if 0 <= near < len(outlined)]
    lead, end = _words(text, outlined[0]), _words(text, outlined[-1])
    lowered = _other_matters(here, beside, outlined[0].text if index > 1 else "", is_whole=is_whole)
    lowered += _unreal(here, beside, here[:at]) + 0.4 * denies_all(lead)
    lowered += (
        0.8 * is_denied(outlined, index, at)
        + 0.5 * is_unknown_to_target(outlined, index)
        + settled(text, outlined, frame)
    )
    lowered += own_procedure(text, outlined, frame)
    asked = [each for each in (frame.demand, frame.threat) if each]
    if _is_remembered(text, outlined, index) or _COMMEMORATES.search(_words(text, outlined[index])):
        lowered += 0.75
    lowered += 0.6 * bool(_ELECTORAL.search(_words(text, outlined[index])))
    is_history = _is_history(_without(text, outlined[index], asked), year, is_whole=is_whole)
    if is_history or _is_after_old_date(text, outlined, index, year):
        lowered += 0.75
    elif HISTORY.search(_DATED.sub("", lead)):
        lowered += 0.05 if is_whole else 0.2
    if frame.threat is not None and not has_threat:
        lowered += 0.2 if frame.demand_type in HARD else 0.5
    if frame.threat_types in ((), (ThreatType.OTHER,)) and frame.demand_type not in HARD:
        lowered += 0.2 * any(_LENDING.search(each) for each in (here, *beside))
    if frame.change is None:  # of a demand that is made no longer the same is said
        near = outlined[max(0, index - 1) : index + _NEXT]
        lowered += 0.6 * any(_NO_CONSEQUENCE.search(each.text) for each in near)
    lowered += 0.75 * _is_lesson(lead, year)
    lowered += 0.4 * bool(OPINION.match(lead) or _SIGNED.search(end))
    if any(_NON_GRATA.search(each) for each in (here, *beside, outlined[0].text)):
        lowered += 0.15 if has_threat else 0.6
    if not has_threat:
        lowered += 0.2 * any(ROUTINE.search(_words(text, each)) for each in _beside(outlined, index))
        lowered += 0.3 * any(_EXPELLED.search(each) for each in (here, *beside))
        lowered += 0.3 * bool(HOPE.search(here[:at]))
    return lowered


def _is_unsaid(outlined: Sequence[Outline], threat: Place) -> bool:
    """Whether a consequence is what somebody does not tell."""
    outline = next(
        (each for each in outlined if each.sentence.start <= threat.start < each.sentence.end), None
    )
    if outline is None:
        return False
    span = bisect_left(outline.starts, threat.start), bisect_left(outline.starts, threat.end)
    return is_unsaid(outline, span)


def _other_matters(here: str, beside: Sequence[str], first: str, *, is_whole: bool) -> float:
    """For sport, business and administration: in the sentence, beside it, or where the text begins."""
    lowered = 0.0
    if NOT_OURS.search(here):
        lowered += 0.35
    elif any(NOT_OURS.search(each) for each in beside):
        lowered += 0.05 if is_whole else 0.2
    lowered += 0.15 * bool(NOT_OURS.search(first))
    return lowered + 0.35 * any(PROCEDURE.search(each) for each in (here, *beside))


def _unreal(here: str, beside: Sequence[str], left: str) -> float:
    """For what is denied, thought possible, done already, a figure of speech, or set for oneself."""
    lowered = 0.8 * bool(FIGURATIVE.search(here) or _FICTION.match(here)) + 0.3 * bool(FULFILLED.search(here))
    lowered += 0.4 * bool(_SELF_SET.search(left)) + 0.7 * bool(
        _ADVISED.search(left) or _FORETOLD.search(here)
    )
    for pattern, in_it, near_it in ((DENIED, 0.7, 0.3), (SPECULATION, 0.5, 0.25)):
        if pattern.search(here):
            lowered += in_it
        elif any(pattern.search(each) for each in beside):
            lowered += near_it
    return lowered


def _without(text: str, outline: Outline, asked: Sequence[Place]) -> str:
    """The words of a sentence that tell when it was, not those of what is demanded or threatened in it."""
    start, end = outline.sentence.start, outline.sentence.end
    words = text[start:end].lower()
    for place in sorted(asked, key=lambda each: -each.start):
        if start <= place.start and place.end <= end:
            words = words[: place.start - start] + words[place.end - start :]
    return words


def _is_history(words: str, year: int, *, is_whole: bool) -> bool:
    """Whether a sentence tells of what was long ago."""
    words = _DATED.sub("", words)
    if is_whole:
        words = words[:25] + _LONG_AGO.sub("", words[25:])
    return bool(HISTORY.search(words)) or _is_past_year(words, year)


_LESSON = re.compile(r"\b(?:crisis|war|battle|siege|affair|lessons?|history|raid|coup|revolution)\b")


_CHRONICLE = re.compile(
    r"\W*(?:on )?(?:this|today)(?: day)? in (?:\w+ )?history\b|\W*on this day\b|\W*what happened on (?!the continent|earth)\b(?![^.]{0,60}\b(?:%|=|&|over the|last night|overnight|today|yesterday))"
)


def _is_lesson(lead: str, year: int) -> bool:
    """Whether a text begins with a crisis of the past: what it tells then is no news."""
    if _CHRONICLE.match(lead):
        return True
    years = [int(each) for each in _YEAR.findall(lead)]
    return bool(years) and max(years) < year - 9 and bool(_LESSON.search(lead)) and "shows" in lead


_NUMBER = r"(?:\d{2,3}|ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:a |one )?hundred)(?:-[a-z]+)?"
_REMEMBERS = re.compile(
    rf"\b{_NUMBER} years (?:ago|to the day|after|on,|on from|since|later)\b|\b(?:a|two|half a|a quarter of a) century (?:ago|after|on,|on from|since|later)\b|\b(?:two|three|four|five|six|seven|eight|nine|several) decades (?:ago|after|on|since|later)\b"
    r"|\b(?:anniversary|centenary|centennial|bicentenary|jubilee|commemorat\w+|remembrance|exhibitions?|curators?|(?:goes|go|went|is|are|put) on (?:show|display))\b"
)
"""How a text begins that remembers, or that tells of what is shown in a museum."""
_NEWS = re.compile(r"\b(?:on|since|late|early|earlier) %|\b(?:has|have|is|are|says)\b|^\W*%")
"""What a sentence has that tells of the day it is written."""


_ELECTORAL = re.compile(
    r"\b(?:electoral|election) (?:officers?|commission(?:er)?s?|boards?|authorit(?:y|ies)|bod(?:y|ies))\b"
)
"""Who runs an election and tells parties and candidates what its rules are."""
_COMMEMORATES = re.compile(
    r"\b(?:remember(?:ed|s)?|commemorat(?:ed|es)|marked|marks|recalled|recalls)\b[^.;]{0,60}\b(?:years (?:ago|after|since|on)|anniversary|centenary)\b"
)
"""'Port Said remembered the day fifty years ago on which …': what follows in the sentence was then."""


def _is_remembered(text: str, outlined: Sequence[Outline], index: int) -> bool:
    """Whether a text that remembers the past tells of it further on, in a sentence with nothing of its own day."""
    first = outlined[0].sentence.paragraph if outlined else 0
    head = [each for each in outlined[:_FIRST_SENTENCES] if each.sentence.paragraph == first]
    head += [each for each in opening(outlined) if each not in head]
    remembers = any(_REMEMBERS.search(_words(text, each)) for each in head if each is not outlined[index])
    return remembers and not _NEWS.search(outlined[index].text)


_FIRST_SENTENCES = 4
_OLD_DATE = re.compile(r"\b(?:\d{1,2} (?:of )?[a-z]+,? |[a-z]+ \d{1,2},? )(1[6-9]\d\d|20\d\d)\b")


_YEARS_AFTER = re.compile(
    r"\b(?:\d{2,}|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)? years (?:after|on from|since)\b"
)


def _is_after_old_date(text: str, outlined: Sequence[Outline], index: int, year: int) -> bool:
    """Whether the sentence before tells of long ago, and this one names no day of its own."""
    if index == 0 or "%" in outlined[index].text:
        return False
    words = _words(text, outlined[index - 1])
    if _YEARS_AFTER.search(words) or _LONG_AGO.search(words[:_FIRST_WORDS]):
        return True
    found = _OLD_DATE.search(words[:_FIRST_WORDS])
    return found is not None and int(found[1]) < year - 1


def _beside(outlined: Sequence[Outline], index: int) -> Sequence[Outline]:
    return outlined[max(index - 1, 0) : index + 2]


def _words(text: str, outline: Outline) -> str:
    return text[outline.sentence.start : outline.sentence.end].lower()


def _is_past_year(words: str, year: int) -> bool:
    """Whether a sentence is dated in a year long before that of publication."""
    years = [int(each) for each in _YEAR.findall(words)]
    return bool(years) and max(years) < year - 1
