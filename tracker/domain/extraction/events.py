"""What a sentence tells: who gives, demands, threatens, and of whom, by the grammar of its outline."""

import re
from collections.abc import Iterator, Sequence

from tracker.domain.extraction.acts import Act, Event
from tracker.domain.extraction.clauses import actor_at, clause, in_phrase, start_of
from tracker.domain.extraction.cues import THREATS
from tracker.domain.extraction.literals import literals
from tracker.domain.extraction.mention import Part
from tracker.domain.extraction.nouns import nouns
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.patterns import MARKED, PATTERNS, PLAIN, WERE_TO, WILL, may_match

_OF_TARGET = re.compile(r"\b(?:of|by|from|for) (?:all |the )?(?P<t>@)")


_CONDITIONAL = re.compile(
    r"\b(?:if|unless|until|should|were|once|without|absent|barring|failing|in the absence|in the event|in case)\b"
)
_OBLIGES = re.compile(
    r"\b(?:must|ha[sd] to|have to|needs? to|ought to|shall|had better|has got to|should|(?:is|are|was|were) to)\b"
)
"""One of these stands in every condition, and in what must be done; without one no pattern need be tried."""


_PATTERNS = [(act, pattern, literals(pattern, words)) for act, pattern, *words in PATTERNS]
_THREATENING = [(pattern, literals(pattern, words)) for pattern, *words in (*MARKED, *PLAIN)]


def events(outline: Outline) -> list[Event]:
    """The events of a sentence, in the order of the table above."""
    has_limit = "#" in outline.text or "=" in outline.text
    possible = (
        *((Act.GIVE, Act.HAS) if has_limit else ()),
        *((Act.CONDITION,) if _CONDITIONAL.search(outline.text) else ()),
        *((Act.MUST,) if _OBLIGES.search(outline.text) else ()),
        Act.DEMAND,
        Act.DEADLINE,
    )
    text = outline.text
    found = [
        event
        for act, pattern, words in _PATTERNS
        if act in possible and may_match(words, text)
        for event in _matches(outline, act, pattern)
    ]
    found.extend(nouns(outline))
    conditions = [each for each in found if each.act is Act.CONDITION]
    found.extend(_threats(outline))
    followed = [each for condition in conditions for each in _consequence(outline, condition)]
    return [*(each for each in found if not _is_announced(outline, each, followed)), *followed]


def _is_announced(outline: Outline, event: Event, followed: Sequence[Event]) -> bool:
    """Whether 'X is to …' tells what X will do if a condition is not met, and not what X must do."""
    if event.act is not Act.MUST or not _IS_TO.search(outline.text, event.at, event.end):
        return False
    return any(
        each.clause
        and each.clause[0] <= event.at < each.clause[1]
        and event.target == each.sender is not None
        for each in followed
    )


_IS_TO = re.compile(r"\b(?:is|are|was|were) to\b")


_BEFORE_IF = re.compile(
    rf"(?P<m>[^;\"]{{0,120}}?\b(?:{WILL}|{WERE_TO}|risks?|faces?|stands to) (?!not)[^;]*?),? ?$"
)


_BEFORE_UNLESS = re.compile(r"(?:^|, |\bthat |\band )(?P<m>[^,;\"]{5,110}?),? ?$")


_THAT = re.compile(
    r"^.*\b(?:that|said|says|saying|warned|warning|adding|announced|announcing|declared|declaring|told @(?: %)?|said %)\b,? "
)


_INNER = re.compile(
    rf"(?:(?P<lead>\b(?:told|warned|informed|notified) (?:the )?[@^](?: %)?,? (?:that )?)(?P<m>@[^@]{{0,30}}?\b(?:{WILL}|{WERE_TO}) )"
    r"|(?P<after>\b(?:after|when|because|since|as) )(?P<m2>@(?: %| had| has)* (?:announced|threatened|vowed|imposed|promised|pledged|warned) )"
    r"|(?P<and>\band )(?P<m3>(?:decide[sd]?|threaten(?:s|ed)|vow(?:s|ed)|promise[sd]?|pledge[sd]?|warn(?:s|ed)) ))"
)
"""A clause inside the sentence that a condition belongs to: 'told Y that X would …', 'after X threatened to …'."""


_BEHIND_IF = re.compile(
    rf",\"? (?:then )?(?P<m>(?:(?P<s>@)|the \w+|they|we|i|there) (?:[a-z]+ )?{WILL} (?!have|not ))"
)


_FURTHEST = 260
"""How far before a condition its main clause may begin, in signs of the outline."""


def _consequence(outline: Outline, condition: Event) -> Iterator[Event]:
    """What the main clause before an 'unless' or 'if … not' says will happen."""
    if condition.clause is not None:
        behind = _BEHIND_IF.match(outline.text, condition.clause[1])
        if behind:
            made = Event(Act.THREAT, behind.start("m"), behind.end(), is_consequence=True, is_marked=True)
            made.sender = actor_at(outline, behind, "s")
            made.clause = clause(outline, behind.start("m"), behind.end())
            yield made
            return
    first = max(0, condition.at - _FURTHEST)
    left = " " * first + outline.text[first : condition.at]
    before = _BEFORE_IF.search(left)
    if before is None:
        before = _BEFORE_UNLESS.search(left)
        if before is None or not any(pattern.search(before["m"]) for pattern, *_ in THREATS):
            return
    start = before.start("m")
    skip = _THAT.match(left[start:])
    start += skip.end() if skip and re.search(rf"\b(?:{WILL}|{WERE_TO})\b", left[start + skip.end() :]) else 0
    inner = [each for each in _INNER.finditer(left, first) if each.end("m") > start or not each["lead"]]
    if inner:
        start = max(inner[-1].start(name) for name in ("m", "m2", "m3"))
    subject = re.match(
        r"(?:%,? )?(?:the |all )?(?:[@~]'s? )?(@)(?! (?:sanctions|tariffs|duties|resolutions?)\b)",
        left[start:],
    )
    made = Event(Act.THREAT, start, condition.at, is_consequence=True, is_marked=True)
    made.sender = start + subject.start(1) if subject else None
    if inner and inner[-1]["and"]:
        made.sender = next((at for at in sorted(outline.actors) if at < start), None)
    end = condition.at
    while end > start and left[end - 1] in " ,.;:\"'-":
        end -= 1
    while start < end and left[start] in " ,":
        start += 1
    made.clause = (start, end)
    yield made


_SAID = re.compile(
    r"[^;\"]*?@[^@]{0,20}\b(?:said|says|added|stressed|insisted|warned|declared|(?:decided|agreed|ruled|resolved|recalled|noted) (?=% that|that)) ?(?:% )?(?:that )?"
)


_GIVING_THEM = re.compile(r", (?:giving|allowing|granting|leaving) (?:them|both|each)\b")
_GIVING_IT = re.compile(r", (?:giving|allowing|granting|leaving) @ =")


def _last_before(
    outline: Outline, match: re.Match[str], sender: int | None, target: int | None
) -> int | None:
    """The last actor before 'them' or 'it' to whom time is given in a participle: ', giving them ten days'."""
    if target is None:
        return sender if _GIVING_THEM.search(match[0]) else None
    return target if _GIVING_IT.search(match[0]) and _is_it(outline, target) else None


def _giving(outline: Outline, last: int) -> tuple[int | None, int]:
    """Who gives time to 'them', and whom: X and Y in 'X put off a clash with Y, giving them …', 'X told Y to leave, giving it …'."""
    acting = [at for at in sorted(outline.actors) if outline.actors[at].part is Part.ACTOR and at < last]
    if not acting:
        return None, last
    first = acting[0]
    others = [at for at in acting if outline.actors[at].actor is not outline.actors[first].actor]
    is_own = outline.actors[last].actor is outline.actors[first].actor or _is_it(outline, last)
    return first, others[0] if is_own and others else last


def _matches(outline: Outline, act: Act, pattern: re.Pattern[str]) -> Iterator[Event]:
    for match in pattern.finditer(outline.text):
        groups = match.groupdict()
        if act is Act.GIVE and not _is_time_given(outline, match):
            continue
        target = actor_at(outline, match, "t")
        if target is None and groups.get("np"):
            said = _SAID.match(groups["np"]) if act in (Act.MUST, Act.HAS) else None
            first = match.start("np") + (said.end() if said else 0)
            target = in_phrase(outline, first, match.end("np"), is_last=act in (Act.DEMAND, Act.MUST))
            if target is None and act is Act.GIVE:
                target = in_phrase(outline, first, match.start("d"))
        if act is Act.MUST and target is not None and _are_others_to_do_it(outline, target):
            target = None
        is_public = bool(groups.get("np")) and _is_for_public(groups["np"])
        is_public = is_public and act in (Act.GIVE, Act.DEMAND, Act.MUST)
        if is_public:
            target = None
        is_unknown = target is None and bool(groups.get("np")) and not _SOMEBODY.search(groups["np"])
        sender = _antecedent(outline, actor_at(outline, match, "s"))
        last = _last_before(outline, match, sender, target) if act is Act.GIVE else None
        if last is not None:
            sender, target = _giving(outline, last)
        if sender == target:
            sender = None
        start = match.start("m") if groups.get("m") else start_of(match, "m2")
        if act is Act.CONDITION and groups.get("np") and target is None:
            start = match.start("np")
        made = Event(
            act,
            match.start(),
            match.end(),
            sender,
            target,
            start_of(match, "d"),
            is_soft=bool(groups.get("soft")),
            is_public=is_public,
            is_unknown=is_unknown,
            is_to_rebels=target is None and bool(_REBELS.search(groups.get("np") or "")),
        )
        if start is not None:
            made.clause = clause(outline, start)
        elif act in (Act.GIVE, Act.HAS) and made.time is not None:
            made.clause = _clause_after(outline, made.time + 1)
        if act is Act.DEMAND and target is None and made.clause:
            of = _OF_TARGET.search(outline.text, made.clause[0], made.clause[1] + 30)
            made.target = of.start("t") if of and of.start("t") in outline.actors else None
        yield made


_LAW = re.compile(
    r"\b(?:law|bill|decree|act|accord|agreement|rule|ban|order|budget|draft)s? (?:exempting|for|on|that|which|against|barring|protecting|about|over|giving|granting|freeing|letting)\b"
)


_ACTOR_WHO = re.compile(
    r"(?:^|\bthat )(?:the )?@ (?:owes?|owed|holds?|held|promised|agreed|signed|took|has promised|had promised)\b"
)
"""Of whom the public word is only said in passing: 'that X owes farmers water and has to release it'."""
_OF_LAW = re.compile(r"(?:'s?)? (?:law|bill|decree|act|reform|budget|tax|levy|ban)\b")


def _is_for_public(phrase: str) -> bool:
    """Whether it is for everyone to do; a law about students is not theirs to pass."""
    public = PUBLIC.search(phrase)
    if public is None or _ACTOR_WHO.search(phrase, 0, public.start()):
        return False
    return not (_LAW.search(phrase, 0, public.start()) or _OF_LAW.match(phrase, public.end()))


def _are_others_to_do_it(outline: Outline, at: int) -> bool:
    """Whether what must be done with somebody's men or money is for others to do."""
    is_ruler = outline.actors[at].is_person and outline.actors[at].part is Part.ACTOR
    return bool(_OWN_MEN.match(outline.text, at) or (_LET.match(outline.text, at) and not is_ruler))


_OWN_MEN = re.compile(
    r"@'s? (?:[a-z]+ ){0,2}?(?:prisoners|members|men|leaders?|fighters|comrades|detainees|brothers|people|followers|supporters|soldiers|ships|planes|assets|funds)\b[^.;]{0,60}? (?:must|has to|have to|had to|needs? to|should|shall)(?: [a-z]+)? be "
)
"""Whose men are to be freed or whose money is to be paid out: of somebody else it is demanded."""
_LET = re.compile(
    r"[@~](?:'s?)?(?: [a-z]+){0,3}?(?: (?:whom?|that|which) [^.;,]{1,80}?)? (?:must|has to|have to|had to|needs? to|should|shall)(?: [a-z]+)? be (?:allowed|permitted|let|freed|released|readmitted|returned|handed|sent|brought)\b"
)
"""Who is to be let go or let back: no state is, so its people are meant."""


_WHO = re.compile(
    r"(?P<s>@)(?:(?: in [\^@])? (?:who|which|that) (?:[a-z]+ ){1,3}(?:the )?| (?:of|from|in) (?:the )?(?:[a-z]+ern |central |upper |lower )?)$"
)


def _antecedent(outline: Outline, at: int | None) -> int | None:
    """'X who toppled Y demanded …' and 'X of northern Y demanded …' are X."""
    match = _WHO.search(outline.text[:at]) if at else None
    return match.start("s") if match and match.start("s") in outline.actors else at


_ADDRESSED = re.compile(
    r"@|\^|\b(?:them|him|her|us|you|both sides|council|junta|rebels?|government|group|army|compan(?:y|ies)|parties|troops|forces|residents|leaders|rulers|militants|fighters|authorities)\b"
)


_SOMEBODY = re.compile(rf"{_ADDRESSED.pattern}|\b(?:this|that|it|these|those|everyone|everybody|all)\b")


_REBELS = re.compile(
    r"\b(?:rebels?|insurgents|militants|gunmen|separatists|guerrillas?|jihadists?|militia(?:s|men)?|kidnappers|fighters|protesters|mutineers|putschists|warlords?|clans?|holdouts)\b"
)


PUBLIC = re.compile(
    r"\b(?:citizens|nationals|residents|civilians|people|guests|visitors|passengers|pilgrims|athletes|competitors|exhibitors|performers|travell?ers|tourists|staff|families|employees|workers|voters|users|drivers|shareholders|"
    r"retailers|shops|shopkeepers|supermarkets|stores|importers|farmers|growers|anglers|fishermen|traders|landlords|dealers|hospitals|clinics|restaurants|hotels|pensioners|doctors|nurses|teachers|owner of an?|man\b|woman\b|couple\b|candidates|parents|"
    r"ships|vessels|boats|trawlers|consumers|miners|taxpayers|customers|patients|pupils|students|players|fans|lawyers|judges|banks|investors|airlines|inhabitants|villagers)\b"
)
"""Whom no ultimatum between states, governments and movements is sent to."""


_GIVEN_THING = re.compile(
    r"^ ?(?:of (?!notice|grace)|worth|off\b|leave|in (?:prison|jail|aid)|waiver|licen[cs]e|old\b|loan|supply|exemption|visa|sentence|truce|ceasefire|head start)"
)


def _is_time_given(outline: Outline, match: re.Match[str]) -> bool:
    phrase = match.groupdict().get("np")
    is_addressed = phrase is None or bool(_ADDRESSED.search(phrase))
    is_to_do = match["r"].startswith(" to ") and match.groupdict().get("v") in (
        "gave",
        "give",
        "gives",
        "given",
        "giving",
    )
    return not (
        _GIVEN_THING.search(match["r"])
        or _NOT_GIVEN.search(outline.text, max(0, match.start() - _NOT), match.end())
    ) and (is_addressed or is_to_do)


_NOT = len("never even ")
_NOT_GIVEN = re.compile(r"\b(?:not|never)(?: yet| even)? (?:allowed|given|granted|let|offered|accorded)\b")
"""'If Y has not allowed observers …': it is asked of Y."""


def _clause_after(outline: Outline, at: int) -> tuple[int, int] | None:
    found = re.compile(
        r"(?: by @)?[^@;]{0,60}?\b(?:to |in which to |before (?=[a-z]+ing\b))(?P<m>[a-z])"
    ).match(outline.text, at)
    return clause(outline, found.start("m")) if found else None


_VERB = re.compile(rf"\b{WILL}\b")


_THREATENED = re.compile(r"threaten(?:ed|s)\b|threaten\b")
_NO_SUBJECT = re.compile(
    r"(?:(?:and|but|or|has|have|had|also|then|he|she|it|they|we|i|which|who|that|later|again|@|%|[a-z]+ly)\W+)*"
)


def _is_of_others(outline: Outline, match: re.Match[str]) -> bool:
    """Whether a threat has a subject that is none of the actors: 'Gangs have threatened to …'."""
    if not _THREATENED.match(match[0]):
        return False
    left = re.split(r"[,;:\"]", outline.text[: match.start()])[-1].lstrip()
    return bool(left) and "@" not in left and not _NO_SUBJECT.fullmatch(left)


def _is_it(outline: Outline, at: int) -> bool:
    """Whether what stands there is the word 'it': 'without it, …'."""
    return at in outline.actors and outline.actors[at].stands_for == "it"


_AFTER_PREPOSITION = re.compile(r"\b(?:on|against|from|to|of|with|for|in|by)(?: the)? $")


def _threats(outline: Outline) -> Iterator[Event]:
    text = outline.text
    for number, (pattern, words) in enumerate(_THREATENING):
        if not may_match(words, text):
            continue
        for match in pattern.finditer(text):
            groups = match.groupdict()
            start = match.start("m") if groups.get("m") else match.start()
            sender = actor_at(outline, match, "s")
            made = Event(Act.THREAT, match.start(), match.end(), sender, actor_at(outline, match, "t"))
            made.is_marked = number < len(MARKED)
            if sender is None and _is_of_others(outline, match):
                continue
            if made.sender is not None and _AFTER_PREPOSITION.search(
                outline.text, max(0, made.sender - 12), made.sender
            ):
                made.sender = None
            it = start_of(match, "it")
            if it is not None and not _is_it(outline, it):
                continue
            named = start_of(match, "n")
            if named is not None and named in outline.actors:
                made.sender = named
            verb = _VERB.search(outline.text, start, start + 110)
            made.clause = clause(outline, start, verb.end() if verb else None)
            yield made
