"""Which times of a sentence are time limits, and of which of its events."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.extraction.acts import Act, Event
from tracker.domain.extraction.cues import CHANGES
from tracker.domain.extraction.kinds import threat_types
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.patterns import may_match
from tracker.domain.extraction.time_words import TimeKind, TimeWords
from tracker.domain.vocabulary import Change, ThreatType


@dataclass(slots=True)
class Anchor:
    """A time of a sentence that an event ties to a demand."""

    at: int
    events: list[Event]
    change: tuple[Change, int, int] | None = None


_OLD = re.compile(
    r"(?:\bno longer (?:wait|waiting|give|grant|allow)|\bfrom|\binstead of|\brather than|\boriginal(?:ly)?|\binitial(?:ly)?|\bearlier|\bprevious(?:ly)?|\bformer|\bfirst|\bold|\bnot|\bprior|\bexpired?|\blast week's|\blast month's)"
    r"(?:,? (?:a|an|the|his|her|its|their|that|of|set|given|[@]'s?|was|in))* ?$"
)


_OLD_AFTER = re.compile(
    r"^ (?:that )?(?:@ |he |it |they )?had (?:set|given|announced|said|spoken|imposed|allowed|granted|offered|named|laid)\b|^,? ?(?:that |which )?(?:@ |he |it |they )?(?:had |was |were )?(?:originally|initially|previously|first)\b|^ (?:earlier|originally|initially) (?:set|given)"
)


NOT_A_LIMIT = re.compile(
    r"^(?:,? at the (?:very )?earliest\b| (?:earlier|beforehand|later|less)\b| before(?=[,.;:]| to\b|$)| (?:before|ahead of|after|past|short of) an? (?:[\w'@~-]+ )?(?:deadline|ultimatum|time limit)\b| of (?!(?:the |this |its |their )?(?:date|signing|announcement|order|receipt|publication|delivery|presentation|decision|resolution|notification|note|letter|notice|today|adoption))|[ -]old\b|[ -](?:(?:bombing|air|military|naval|armed|peace|state|working|election|official) )?(?:truce|ceasefire|war|conflict|visit|summit|trip|term|prison|sentence|offensive|campaign|stay|trial|long\b|high\b)| in (?:prison|jail|power|office)| ago\b|[ -](?:high|low|record|rally|peak|streak|supply|worth)\b| of (?:fighting|war|talks|negotiations|conflict|blockade))"
)


_LASTS = re.compile(
    r"\b(?:(?:to|will|would|is|are|was|were|due to|set to|expected to|scheduled to|planned to) (?:last|run(?! out)|be held|take place)|lasts|lasting|runs(?! out)|in session|in force|in place|on (?:display|show|tour))(?: [a-z~^]+){0,4}? ?$"
)
"""How long something goes on that nobody is asked to do: 'an exercise that is to last until Thursday'."""


_RATE = re.compile(
    r"\b(?:kilomet(?:re|er)s|km|miles|knots|lit(?:re|er)s|barrels|tonn?es|tons|megawatts|dollars|euros|pounds|times|trips|flights|trains|trucks) $"
)


def _is_rate(outline: Outline, at: int) -> bool:
    """Whether a time says how much there is in it: '200 kilometres an hour'."""
    words = outline.times[at]
    return bool(_EACH.fullmatch(outline.source, words.core, words.end) and _RATE.search(outline.text[:at]))


_EACH = re.compile(r"an? \w+")


def is_no_limit(outline: Outline, at: int) -> bool:
    """Whether the words around a time say that it is none by which something must be done."""
    left = outline.text[:at]
    lasts = _LASTS.search(left) and not _UNTIL_WHEN.match(outline.source, outline.times[at].start)
    after = NOT_A_LIMIT.search(outline.text[at + 1 :])
    lasts_so_long = after and not _is_of_event(outline.times[at], outline, after[0])
    is_none = lasts_so_long or _FOR_ITSELF.search(left) or _HAPPENED.search(left)
    starts = _IN_FORCE.search(left) and not _CONDITION.search(outline.text)
    meets = _MEETS.search(left) and not _UNTIL_WHEN.match(outline.source, outline.times[at].start)
    words = outline.times[at]
    runs = _RUNS_NOW.fullmatch(outline.source, words.start, words.end)
    is_day_of = words.kind is TimeKind.DAY and (
        _CAME_BEFORE.search(left) or _OF_MEETING.match(outline.text, at + 1)
    )
    return bool(is_none or starts or lasts or meets or runs or is_day_of or _is_rate(outline, at))


_RUNS_NOW = re.compile(r"(?:starting|beginning|as of|counting from) (?:today|now|right now)", re.IGNORECASE)
"""Since when the time runs, which is told elsewhere."""
_IN_FORCE = re.compile(
    r"\b(?:will|would|to|shall|are due to|is due to) (?:take effect|(?:come|enter|go) into (?:force|effect)|apply|start|begin) $"
)
"""'New duties will take effect in seven days', whatever anybody does."""
_CONDITION = re.compile(r"\b(?:if|unless|until|should|otherwise|or else|without)\b")
_HAPPENED = re.compile(
    r"^(?!.*\b(?:if|unless|until|that)\b).*\b(?:(?:was|were) (?:gone|over|done|out|finished|back|dead|free|home|empty|quiet|settled)|(?<!be )(?<!are )(?<!is )(?<!not )agreed) $"
)
"""'Was gone by midnight', 'agreed before dawn': when something was so."""
_CAME_BEFORE = re.compile(
    r"\bafter (?:[^,;]{0,60} )?(?:was|were|had|\w{3,}ed|shot|hit|fell|broke|took|began|came|fled)\b(?! to\b)[^,;]{0,60}$"
)
"""'After shots were fired on Tuesday': the day of what has led to it."""
_MEETING = r"(?:summit|meeting|session|gathering|conference|congress|talks|visit)"
_OF_MEETING = re.compile(rf"'s (?:[a-z~-]+ ){{0,2}}?{_MEETING}\b")
_MEETS = re.compile(
    r"\b(?:will|would|shall) (?:then |also |all |both )?(?:meet(?! (?:the|its|their|our|his|her|all|these|those|any)\b)|sit|gather|convene|reconvene|assemble|speak|visit|travel|fly|vote)\b[^,.;:]{0,40}$"
    rf"|\b(?:use|tell|warn|inform|make (?:it )?(?:clear|plain)|discuss|debate|raise)\b[^.;]{{0,60}}?\b{_MEETING}(?: (?:in|at) (?:the )?[\^@])? $"
)
"""'They will sit again in two weeks', 'should use their summit on Friday to …': the day of a meeting."""


def _is_of_event(words: TimeWords, outline: Outline, after: str) -> bool:
    """Whether what follows tells which day a limit is, not what lasts so long: 'until the Friday of the conference'."""
    is_length = _WITHIN.match(outline.source, words.start)
    return words.kind is TimeKind.LIMIT and after.startswith(" of ") and not is_length


_WITHIN = re.compile(r"(?:within|in|inside|over|during|once)\b", re.IGNORECASE)


_FOR_ITSELF = re.compile(
    r"\b(?:giv(?:es?|en|ing)|gave|sets?|setting|allow(?:s|ed|ing)|grant(?:s|ed|ing)) (?:themselves|itself|himself|herself|ourselves|myself|each other)\b(?! up\b)[^.;]{0,20}$"
)
"""'They have given themselves until Friday'."""


_UNTIL_WHEN = re.compile(r"(?:by|within|before|no later|not later|at the latest)\b", re.IGNORECASE)
"""With these words a time is when something must be, not how long it lasts: 'in place within a week'."""


_BEFORE_NOUN = re.compile(r"^(?:[ -]|(?:[a-z'~@-]+ ){1,5}?)?(?:[a-z-]+ ){0,2}$")


_FALLS = re.compile(
    r"\b(?:is|was|of|for|expir\w+|end(?:s|ed|ing)?|falls?|fell|to|until|by|on|runs? out|ran out|set|now|:|at|due|pass\w*|lapse\w*|elapse\w*) ?(?:late |early |midnight )?$"
)


_SET_TERMS = re.compile(
    r"\b(?:if|unless|until|without|otherwise|or (?:face|else|risk)|failing|deal|agreement)\b"
)


def anchors(outline: Outline, here: Sequence[Event], following: Sequence[Event] = ()) -> list[Anchor]:
    """The times of a sentence with the events that they belong to."""
    by_time: dict[int, list[Event]] = {}
    for event in here:
        at = _time_of(outline, event, [*here, *(each for each in following if each.act is Act.CONDITION)])
        if at is not None and not is_no_limit(outline, at):
            by_time.setdefault(at, []).append(event)
    _drop_days_of_threats(outline, by_time)
    change = change_in(outline)
    if change:
        at = new_time(outline, change)
        if at is not None:
            by_time.setdefault(at, [])
            _to_new_time(outline, by_time, at)
    tied_to = next((each for each in (*here, *following) if each.is_marked and each.act is Act.THREAT), None)
    if tied_to is not None or _BY_THEN.search(outline.text):
        for at, words in outline.times.items():
            if words.kind is TimeKind.LIMIT and at not in by_time and not is_no_limit(outline, at):
                by_time.setdefault(at, []).append(Event(Act.LOOSE, at, at + 1))
    current = {at: tied for at, tied in by_time.items() if not is_old(outline, at)}
    return [Anchor(at, tied, change) for at, tied in (current or {}).items() if tied or change]


def _drop_days_of_threats(outline: Outline, by_time: dict[int, list[Event]]) -> None:
    """'They will march on May 5 unless he resigns by April 30': the day of what would be done is no limit then."""
    has_own = any(
        outline.times[at].kind is TimeKind.LIMIT and any(each.act is Act.CONDITION for each in tied)
        for at, tied in by_time.items()
    )
    for at in list(by_time) if has_own else ():
        if outline.times[at].kind is TimeKind.DAY and all(each.act is Act.THREAT for each in by_time[at]):
            del by_time[at]


def _to_new_time(outline: Outline, by_time: dict[int, list[Event]], new: int) -> None:
    """The noun 'deadline' goes with the time to which it is moved, not with the day on which that is told."""
    for at in [
        each for each in by_time if each < new or (each > new and outline.times[each].kind is TimeKind.DAY)
    ]:
        if all(each.act in (Act.ULTIMATUM, Act.DEADLINE) for each in by_time[at]):
            by_time[new].extend(by_time.pop(at))


def is_old(outline: Outline, at: int) -> bool:
    """Whether the time there is one that no longer holds: 'from 50 days', 'instead of Monday'."""
    words = outline.times[at]
    left, right = outline.text[max(0, at - 40) : at], outline.text[at + 1 : at + 40]
    if words.kind is TimeKind.START and re.match(r" (?:to|until) (?:=|#|%)", right):
        return True
    return bool(
        _OF_LAST_YEAR.match(outline.source, words.end)
        or _OLD_OF.search(left)
        or _WAS_TO_END.search(outline.text[:at])
        or _WOULD_HAVE_ENDED.search(outline.text[:at])
        or _OLD.search(left)
        or _OLD_AFTER.search(right)
        or (_CHANGED.search(left) and _NAMED.match(right))
    )


_OF_LAST_YEAR = re.compile(
    r",? (?:of )?(?:last|that|the (?:previous|preceding|same)) (?:year|spring|summer|autumn|fall|winter)\b",
    re.IGNORECASE,
)
_OLD_OF = re.compile(
    r"\b(?:mov|push|shift|chang|postpon|replac|defer)(?:e|es|ed|ing)?(?: back)? (?:a|the|its|his|their|an earlier)(?: \w+)? (?:deadline|ultimatum|limit|date) of $"
)


_WAS_TO_END = re.compile(
    r"\b(?:previous|former|old|earlier|original|initial|first) (?:term|deadline|date|time limit|limit|ultimatum|period)\b[^.;]{0,120}?\b(?:was|were|had been|should have) (?:to |due to |set to )?(?:end|expire|run out|fall|lapse|ended|expired|run)(?: (?:on|at))? ?$"
)
"""'The previous term was to end on …'."""
_WOULD_HAVE_ENDED = re.compile(
    r"\b(?:term|deadline|date|time limit|limit|ultimatum|period|time|grace|truce|hours?|days?)\b(?: of =)?,? (?:that|which|it) (?:had given |had set )?"
    r"(?:would have|should have|was to have|were to have|had been (?:due|set) to|had been going to) (?:end|expire|run out|fall(?:en)?|lapse)(?:d|ed)?(?: (?:on|at))? ?$"
)
"""'A deadline that would have run out on …'."""


_CHANGED = re.compile(
    r"\b(?:shorten|extend|cut|reduc|withdr|drop|suspend|lift|scrap|prolong|postpon|delay|mov|push|paus|abandon|clarif)\w*(?: back| off| up)?(?: (?:the|his|her|its|their|that|a|[@]'s?)(?: \w+)?)?(?: =-)? ?$"
)


_NAMED = re.compile(r"^[ -](?:deadline|ultimatum|time limit|window|period|timeline|limit)\b")


def change_in(outline: Outline) -> tuple[Change, int, int] | None:
    """The change of a deadline that a sentence tells of, and where its words stand in the outline."""
    if not outline.changes:
        outline.changes.append(_earlier_or_later(outline, _change_in(outline.text)))
    return outline.changes[0]


def _earlier_or_later(
    outline: Outline, change: tuple[Change, int, int] | None
) -> tuple[Change, int, int] | None:
    """A change told as 'a day earlier than it had asked', which the outline does not tell from 'a day later'."""
    words = outline.times.get(change[1]) if change else None
    if (
        change is None
        or words is None
        or not outline.source.endswith(("later", "Later"), words.start, words.end)
    ):
        return change
    return Change.EXTENDED, change[1], change[2]


def _change_in(words: str) -> tuple[Change, int, int] | None:
    for pattern, change, known in CHANGES:
        match = pattern.search(words) if may_match(known, words) else None
        if match is None or _ONLY_EXPECTED.search(words, 0, match.start()):
            continue
        if change in _PUT_ASIDE and _IS_THREATENED.search(words, 0, match.start()) and _UNLESS.search(words):
            continue
        return change, match.start(), match.end()
    return None


_PUT_ASIDE = (Change.SUSPENDED, Change.WITHDRAWN)
_IS_THREATENED = re.compile(
    r"\b(?:will|would|'ll|shall|threaten\w* to|(?:ready|prepared|poised|set|due) to)(?: also| then| again)? $"
)
_UNLESS = re.compile(r"\b(?:unless|if|should|until|without|failing)\b")
"""'X will suspend its duty-free treatment unless …': what is threatened."""


_ONLY_EXPECTED = re.compile(
    r"\b(?:(?:is|are|was|were) (?:widely |now |also )?(?:expected|likely)|hop(?:es|ed|ing)|wants|wanted) to $"
)
"""Whoever is expected to move a time limit, or would like to, has not done so."""
_AGO = re.compile(r"\b(?:ago|earlier|before)$", re.IGNORECASE)
_SOONER = re.compile(r" (?:sooner|earlier) than\b")
_MOVED_TO = re.compile(
    r"(?:\$|\bfrom [%#]|\bby =,?) (?:to|until) (?:now )?(?=[%#])|\bby =,? (?:that is,? |or |and )?(?=#)"
)
"""'From Monday to Friday', 'by ten days, to 6 April', 'by a week, until Friday': the day stands behind it."""
_SAID_UNTIL = re.compile(r"\b(?:has|had|have|gives? (?:@|them|it)) (?:now )?(?P<d>#)")


def new_time(outline: Outline, change: tuple[Change, int, int]) -> int | None:
    kinds = (TimeKind.LIMIT, TimeKind.LENGTH, TimeKind.START, TimeKind.DAY, TimeKind.OTHER)
    moved = _MOVED_TO.search(outline.text, change[1])
    if moved:
        return moved.end()
    said = _SAID_UNTIL.search(outline.text, change[2])
    if said:
        return said.start("d")
    for at in sorted(outline.times):
        kind = outline.times[at].kind
        if (
            at < change[1]
            or kind not in kinds
            or is_old(outline, at)
            or NOT_A_LIMIT.search(outline.text[at + 1 :])
            or _is_rate(outline, at)
            or _LASTS.search(outline.text[:at])
        ):
            continue
        left = outline.text[max(0, at - 14) : at]
        is_by_how_much = left.endswith("by ") or _SOONER.match(outline.text, at + 1)
        if change[0] is Change.SHORTENED and kind is TimeKind.LENGTH and is_by_how_much:
            continue  # not until when
        if kind in (TimeKind.LIMIT, TimeKind.LENGTH):
            return at
        if kind is TimeKind.OTHER:
            if at < change[2] or _AGO.search(outline.source, outline.times[at].start, outline.times[at].end):
                continue
            if outline.times[at].end - outline.times[at].start < 40 and at - change[2] < 60:
                return at
            continue
        if re.search(r"\b(?:to|until|for|till|through|expire|expires|end|by) ?$", left):
            return at
    return None


def _time_of(outline: Outline, event: Event, here: Sequence[Event]) -> int | None:
    if event.time is not None:
        return event.time
    if event.act in (Act.GIVE, Act.HAS):
        return None
    if event.act in (Act.ULTIMATUM, Act.DEADLINE):
        return _time_of_noun(outline, event)
    if event.act is Act.THREAT:
        return _time_of_threat(outline, event, here)
    return _time_of_clause(outline, event, here)


def _time_of_noun(outline: Outline, noun: Event) -> int | None:
    """The time nearest to the noun: '48-hour ultimatum', 'deadline of Friday', 'gave … until noon'."""
    near = [
        (abs(at - noun.at) + (8 if at > noun.at else 0), at)
        for at, words in outline.times.items()
        if not is_old(outline, at)
        and (
            _stands_before(outline, noun, at, words)
            if at < noun.at
            else _stands_behind(outline, noun, at, words)
        )
    ]
    return min(near)[1] if near else None


def _stands_before(outline: Outline, noun: Event, at: int, words: TimeWords) -> bool:
    between = outline.text[at + 1 : noun.at]
    if words.kind is TimeKind.LIMIT:
        return len(between) < 90
    if words.kind is TimeKind.OTHER or len(between) >= 45:
        return False
    if words.kind is TimeKind.DAY:
        return not between.strip(" -") or bool(
            re.fullmatch(r"[ -](?:(?!(?:an?|the|its|his|her|their|no|another)\b)[a-z-]+ ){1,2}", between)
        )
    return bool(_BEFORE_NOUN.match(between))


def _stands_behind(outline: Outline, noun: Event, at: int, words: TimeWords) -> bool:
    between = outline.text[noun.end : at]
    if words.kind in (TimeKind.LIMIT, TimeKind.LENGTH):
        return len(between) < 110
    return words.kind is not TimeKind.OTHER and len(between) < 90 and bool(_FALLS.search(between))


_APPOSITION = re.compile(r",? ?(?:an?|the|who|which|whose|now|held|sentenced|formerly)\b[^;:\"$%&]{0,90}")


def _time_of_clause(outline: Outline, event: Event, here: Sequence[Event]) -> int | None:
    if event.clause is None:
        return None
    is_condition = event.act is Act.CONDITION
    stop = len(outline.text) if is_condition else event.clause[1] + 4
    times = sorted(outline.times)
    kinds = {at: outline.times[at].kind for at in times}
    told = [at for at in times if kinds[at] in _DAYS and not _SAID.search(outline.text[:at])]
    by_then = bool(_BY_THEN.search(outline.text, max(0, event.at - 40), stop))
    choices = [at for at in times if kinds[at] is TimeKind.LIMIT and event.at - 30 <= at <= stop]
    choices += [at for at in times if kinds[at] is TimeKind.LENGTH and event.at <= at < event.clause[0]]
    choices += told[:1] if by_then else []
    if not is_condition:
        starts_threat = any(each.act is Act.THREAT and each.is_marked for each in here)
        inside = [at for at in times if kinds[at] is TimeKind.START and event.clause[0] < at <= stop]
        choices += inside if starts_threat else []
        behind = [at for at in times if kinds[at] is TimeKind.LIMIT and at > stop]
        choices += [at for at in behind[:1] if _APPOSITION.fullmatch(outline.text, event.clause[1], at)]
    if is_condition:
        starts = (TimeKind.START, TimeKind.LIMIT)
        choices += [at for at in times if kinds[at] in starts and at < event.at]
        choices += [at for at in _last_days(outline, event.at) if at < event.at]
        end = event.clause[1] + 4
        choices += [at for at in told if kinds[at] is TimeKind.DAY and event.clause[0] < at <= end][-1:]
        choices += [at for at in times if _ends_then(outline, event, here, at) and at <= end][:1]
    return choices[0] if choices else None


_BY_THEN = re.compile(r"\bby (?:then|which|that (?:date|day|time|hour))\b")


def _ends_then(outline: Outline, event: Event, here: Sequence[Event], at: int) -> bool:
    """Whether a measure of a known type follows if something goes on after a day."""
    if outline.times[at].kind is not TimeKind.DAY or not _AFTER_THEN.search(outline.text[event.at : at]):
        return False
    return any(
        each.act is Act.THREAT and threat_types(outline, each) not in ((), (ThreatType.OTHER,))
        for each in here
    )


_NO_MORE = re.compile(r"\b(?:will|would|shall|is to|are to) (?!have\b|be\b|run\b|need\b|see\b)[^.;]* after $")
"""'X will let nothing through after 10 February unless …': a day that is the last one."""


def _last_days(outline: Outline, end: int) -> list[int]:
    """The days before a place after which something would be done."""
    days = [at for at, words in sorted(outline.times.items()) if words.kind is TimeKind.DAY and at < end]
    return [at for at in days if _NO_MORE.search(outline.text[:at])]


_AFTER_THEN = re.compile(
    r"\b(?:go(?:es)? on|went on|continue[sd]?|still|keeps?|kept|remain(?:s|ed)?|stay(?:s|ed)?)\b[^.;]* after $"
)
"""'If they go on after 3 October': what must have ended by then."""
_DAYS = (TimeKind.DAY, TimeKind.START, TimeKind.LIMIT)


_SAID = re.compile(
    r"\b(?:posted|published|shown|aired|broadcast|released|uploaded|dated|after|since|following|elections?|recorded|filmed)(?: [a-z]+){0,2} $|\b(?:said|says|told|wrote|speaking|statement|speech|call|interview)(?: @| reporters)?(?: (?:in|at|from) [\w^@~\' -]{1,30})?,? $|(?<!\bbe )\b[a-z]+ed(?: @| reporters)? $|(?:^|that |, )(?:the )?@,? $|^$"
)


def _time_of_threat(outline: Outline, event: Event, here: Sequence[Event]) -> int | None:
    """'tariffs from August 1 unless …': a start counts where a condition stands in the sentence."""
    if event.clause is None or not (
        any(each.act is Act.CONDITION for each in here) or _SET_TERMS.search(outline.text)
    ):
        return None
    if not threat_types(outline, event):
        return None
    for at in sorted(outline.times):
        kind = outline.times[at].kind
        if kind in (TimeKind.START, TimeKind.LIMIT) and event.at <= at <= event.clause[1] + 30:
            return at
    for at in sorted(outline.times, reverse=True):
        is_inside = event.clause[0] <= at <= event.clause[1] + 2
        is_ahead = _AHEAD.search(outline.text, event.clause[0], at)
        if (
            outline.times[at].kind is TimeKind.DAY
            and is_inside
            and is_ahead
            and not _SAID.search(outline.text[:at])
        ):
            return at
    return None


_AHEAD = re.compile(r"\b(?:would|will|'ll|to|going to|were to|was to|could|may)\b")


_REACH = 2
"""So many sentences before and behind its time limit a frame spans."""
_MAY_BE = re.compile(
    r"[#=$]|\b(?:if|unless|or|should|until|once|without|deadlines?|ultimatums?|limit|withdr\w+|drop\w*|lift\w*|extend\w*|postpon\w+|delay\w*|suspend\w*|paus\w+|push\w*|mov\w+|due|cut-?off|otherwise|by then)\b"
)


def near_limits(outlined: Sequence[Outline]) -> set[int]:
    """The sentences of which a frame may be made: those about one that may hold a time limit or its change."""
    near: set[int] = set()
    for index, outline in enumerate(outlined):
        if (outline.times and _MAY_BE.search(outline.text)) or change_in(outline):
            near.update(range(index - _REACH, index + _REACH + 1))
    return near
