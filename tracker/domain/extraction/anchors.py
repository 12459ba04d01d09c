"""Which times of a sentence are time limits, and of which of its events."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.extraction.acts import Act, Event
from tracker.domain.extraction.cues import CHANGES
from tracker.domain.extraction.kinds import threat_types
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.time_words import TimeKind
from tracker.domain.vocabulary import Change


@dataclass(slots=True)
class Anchor:
    """A time of a sentence that an event ties to a demand."""

    at: int
    events: list[Event]
    change: tuple[Change, int, int] | None = None


_OLD = re.compile(
    r"(?:\bfrom|\binstead of|\brather than|\boriginal(?:ly)?|\binitial(?:ly)?|\bearlier|\bprevious(?:ly)?|\bformer|\bfirst|\bold|\bnot|\bprior|\bexpired?|\blast week's|\blast month's)"
    r"(?:,? (?:a|an|the|his|her|its|their|that|of|set|given|[@]'s?|was|in))* ?$"
)


_OLD_AFTER = re.compile(
    r"^ (?:that )?(?:@ |he |it |they )?had (?:set|given|announced|said|spoken|imposed|allowed|granted|offered|named|laid)\b|^,? ?(?:that |which )?(?:@ |he |it |they )?(?:had |was |were )?(?:originally|initially|previously|first)\b|^ (?:earlier|originally|initially) (?:set|given)"
)


_NOT_A_LIMIT = re.compile(
    r"^(?: of (?!the (?:signing|announcement|order))|[ -]old\b|[ -](?:truce|ceasefire|war|conflict|visit|summit|trip|term|prison|sentence|offensive|campaign|stay|trial|long\b|high\b)| in (?:prison|jail|power|office)| ago\b|[ -](?:high|low|record|rally|peak|streak|supply|worth)\b| of (?:fighting|war|talks|negotiations|conflict|blockade))"
)


_AFTER_NOUN = re.compile(r"^[^;]{0,90}$")


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
        if at is not None and not _NOT_A_LIMIT.search(outline.text[at + 1 :]):
            by_time.setdefault(at, []).append(event)
    change = change_in(outline)
    if change:
        at = new_time(outline, change)
        if at is not None:
            by_time.setdefault(at, [])
    tied_to = next((each for each in (*here, *following) if each.is_marked and each.act is Act.THREAT), None)
    if tied_to is not None or _BY_THEN.search(outline.text):
        for at, words in outline.times.items():
            if (
                words.kind is TimeKind.LIMIT
                and at not in by_time
                and not _NOT_A_LIMIT.search(outline.text[at + 1 :])
            ):
                by_time.setdefault(at, []).append(Event(Act.LOOSE, at, at + 1))
    current = {at: tied for at, tied in by_time.items() if not is_old(outline, at)}
    return [Anchor(at, tied, change) for at, tied in (current or {}).items() if tied or change]


def is_old(outline: Outline, at: int) -> bool:
    """Whether the time there is one that no longer holds: 'from 50 days', 'instead of Monday'."""
    words = outline.times[at]
    left, right = outline.text[max(0, at - 40) : at], outline.text[at + 1 : at + 40]
    if words.kind is TimeKind.START and re.match(r" (?:to|until) (?:=|#|%)", right):
        return True
    return bool(
        _OLD.search(left) or _OLD_AFTER.search(right) or (_CHANGED.search(left) and _NAMED.match(right))
    )


_CHANGED = re.compile(
    r"\b(?:shorten|extend|cut|reduc|withdr|drop|suspend|lift|scrap|prolong|postpon|delay|mov|push|paus|abandon|clarif)\w*(?: back| off| up)?(?: (?:the|his|her|its|their|that|a|[@]'s?)(?: \w+)?)?(?: =-)? ?$"
)


_NAMED = re.compile(r"^[ -](?:deadline|ultimatum|time limit|window|period|timeline|limit)\b")


def change_in(outline: Outline) -> tuple[Change, int, int] | None:
    """The change of a deadline that a sentence tells of, and where its words stand in the outline."""
    for pattern, change in CHANGES:
        match = pattern.search(outline.text)
        if match:
            return change, match.start(), match.end()
    return None


def new_time(outline: Outline, change: tuple[Change, int, int]) -> int | None:
    kinds = (TimeKind.LIMIT, TimeKind.LENGTH, TimeKind.START, TimeKind.TOLD, TimeKind.OTHER)
    for at in sorted(outline.times):
        kind = outline.times[at].kind
        if (
            at < change[1]
            or kind not in kinds
            or is_old(outline, at)
            or _NOT_A_LIMIT.search(outline.text[at + 1 :])
        ):
            continue
        left = outline.text[max(0, at - 14) : at]
        if kind in (TimeKind.LIMIT, TimeKind.LENGTH):
            return at
        if kind is TimeKind.OTHER:
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
    return _time_of_clause(outline, event)


def _time_of_noun(outline: Outline, noun: Event) -> int | None:
    """The time nearest to the noun: '48-hour ultimatum', 'deadline of Friday', 'gave … until noon'."""
    best: tuple[int, int] | None = None
    for at, words in outline.times.items():
        if is_old(outline, at):
            continue
        if at < noun.at:
            between = outline.text[at + 1 : noun.at]
            near = _BEFORE_NOUN.match(between) and len(between) < 45
            if words.kind is TimeKind.TOLD and not (
                between.strip(" -") == "" or re.fullmatch(r"[ -](?:[a-z-]+ ){1,2}", between)
            ):
                near = None
            if words.kind is TimeKind.OTHER or (words.kind is TimeKind.LIMIT and len(between) < 90):
                near = words.kind is TimeKind.LIMIT or None  # type: ignore[assignment]
            distance = len(between)
        else:
            between = outline.text[noun.end : at]
            near = len(between) < 110 and words.kind in (TimeKind.LIMIT, TimeKind.LENGTH)  # type: ignore[assignment]
            if words.kind in (TimeKind.TOLD, TimeKind.START) and len(between) < 90:
                near = _FALLS.search(between)
            distance = len(between) + 8
        if near and (best is None or distance < best[0]):
            best = (distance, at)
    return best[1] if best else None


def _time_of_clause(outline: Outline, event: Event) -> int | None:
    if event.clause is None:
        return None
    stop = event.clause[1] + 4
    if event.act is Act.CONDITION:
        stop = max(stop, len(outline.text))
    for at in sorted(outline.times):
        kind = outline.times[at].kind
        if kind is TimeKind.LIMIT and (event.at - 30 <= at <= stop):
            return at
        if kind is TimeKind.LENGTH and event.at <= at < event.clause[0]:
            return at
    if _BY_THEN.search(outline.text, max(0, event.at - 40), stop):
        days = [
            at
            for at in sorted(outline.times)
            if outline.times[at].kind in _DAYS and not _SAID.search(outline.text[:at])
        ]
        if days:
            return days[0]
    if event.act is Act.CONDITION:
        for at in sorted(outline.times):
            if outline.times[at].kind in (TimeKind.START, TimeKind.LIMIT) and at < event.at:
                return at
        for at in sorted(outline.times, reverse=True):
            if (
                outline.times[at].kind is TimeKind.TOLD
                and event.clause[0] < at <= stop
                and not _SAID.search(outline.text[:at])
            ):
                return at
    return None


_BY_THEN = re.compile(r"\bby (?:then|which|that (?:date|day|time|hour))\b")


_DAYS = (TimeKind.TOLD, TimeKind.START, TimeKind.LIMIT)


_SAID = re.compile(
    r"\b(?:said|says|told|wrote|speaking|statement|speech|call|interview)(?: @| reporters)?,? $|(?<!\bbe )\b[a-z]+ed(?: @| reporters)? $|(?:^|that |, )@,? $|^$"
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
            outline.times[at].kind is TimeKind.TOLD
            and is_inside
            and is_ahead
            and not _SAID.search(outline.text[:at])
        ):
            return at
    return None


_AHEAD = re.compile(r"\b(?:would|will|'ll|to|going to|were to|was to|could|may)\b")
