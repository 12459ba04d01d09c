"""Candidates of quotes: what a language model pointed at, understood by our own tables, cues and reader.

A model only chooses places in the text. Whom they name says the table of actors, what day they mean
`tracker.domain.parsing`, what is demanded and threatened the tables of `cues`. A candidate needs what one of the
rules needs: sender, target, a time limit that can be read, and a demand, a threat or a change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from tracker.domain.dates.moments import When
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.extraction.announcement import Announcement, announcement, day_of
from tracker.domain.extraction.cases import KnownCase, change_by_windows, fitting_case
from tracker.domain.extraction.cues import CHANGES
from tracker.domain.extraction.deadlines import ReadDeadline, read_deadline
from tracker.domain.extraction.kinds import demand_type, types_in
from tracker.domain.extraction.outline import outlines
from tracker.domain.extraction.quotes import Quoted
from tracker.domain.extraction.result import (
    ASSISTANT,
    Candidate,
    Evidence,
    FoundActor,
    FoundDeadline,
    FoundDemand,
    FoundThreat,
)
from tracker.domain.extraction.sentences import datelines, sentences
from tracker.domain.extraction.time_words import TimeWords, time_words
from tracker.domain.vocabulary import Change

SCORE = 0.5
"""Of a candidate that only the model found: below those of the rules."""
NEAR = 400
"""Characters before and after the time limit that say what a case is about."""
PASSED_FOR = timedelta(days=2)
"""A time limit that was over for longer when the text came out is history, unless a case has it."""


@dataclass(frozen=True, slots=True)
class _Named:
    actor: NamedActor
    evidence: Evidence


def candidates_of(
    quoted: Sequence[Quoted], text: str, *, published: When, actors: ActorTable, cases: Sequence[KnownCase]
) -> list[Candidate]:
    """What the quotes amount to; those that lack something, or name nobody we know, amount to nothing."""
    reader = _QuoteReader(text, published, actors, cases)
    return [made for each in quoted if (made := reader.candidate(each)) is not None]


def put_together(found: Sequence[Candidate], added: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of the rules with what the model adds, best first.

    Where both found the same, that of the rules stays, and only what it lacks is taken from the other.
    """
    merged = list(found)
    for each in added:
        at = next((at for at, known in enumerate(merged) if _is_same(known, each)), None)
        if at is None:
            merged.append(each)
        else:
            merged[at] = _completed(merged[at], each)
    return sorted(merged, key=lambda each: -each.score)


def _is_same(known: Candidate, other: Candidate) -> bool:
    """Whether both tell of one ultimatum: of the same parties, or by the same words of time."""
    return (known.sender, known.target) == (other.sender, other.target) or any(
        one.start < two.end and two.start < one.end
        for one in _evidence(known, "deadline")
        for two in _evidence(other, "deadline")
    )


def _evidence(candidate: Candidate, field: str) -> Iterator[Evidence]:
    return (each for each in candidate.evidence if each.field == field)


def _completed(known: Candidate, other: Candidate) -> Candidate:
    missing = [name for name in ("demand", "threat") if getattr(known, name) is None and getattr(other, name)]
    taken = chain.from_iterable(_evidence(other, name) for name in missing)
    more = {name: getattr(other, name) for name in missing}
    return replace(known, **more, evidence=(*known.evidence, *taken))


class _QuoteReader:
    """One text with what is known."""

    def __init__(self, text: str, published: When, actors: ActorTable, cases: Sequence[KnownCase]) -> None:
        self._text, self._published, self._actors, self._cases = text, published, actors, cases

    def candidate(self, quoted: Quoted) -> Candidate | None:
        """The candidate, or None where something is missing that every candidate needs."""
        sender, target = self._named(quoted.of("sender")), self._named(quoted.of("target"))
        if sender is None or target is None or sender.actor.slug == target.actor.slug:
            return None
        read = self._deadline(quoted, self._actors.zone_of(sender.actor))
        told = [next(iter(quoted.of(name)), None) for name in ("demand", "threat", "change")]
        return self._judged(sender, target, *read, *told) if read and any(told) else None

    def _judged(  # noqa: PLR0917 -- the parts of a candidate
        self,
        sender: _Named,
        target: _Named,
        deadline: ReadDeadline,
        announced: Announcement,
        demand: Evidence | None,
        threat: Evidence | None,
        cue: Evidence | None,
    ) -> Candidate | None:
        around = self._text[max(deadline.start - NEAR, 0) : deadline.end + NEAR].lower()
        sent, meant = frozenset((sender.actor.slug,)), frozenset((target.actor.slug,))
        case = fitting_case(self._cases, sent, meant, deadline.due, around)
        if case is None and self._is_over(deadline.found):
            return None
        previous = case.last_due(before=announced.on) if case else None
        change = _change(cue) or change_by_windows(previous, deadline.due, announced.on)
        when = self._evidence("deadline", deadline.start, deadline.end)
        said = self._evidence("announced", *announced.place) if announced.place else None
        backed = (sender.evidence, target.evidence, demand, threat, when, said, cue)
        return Candidate(
            score=SCORE,
            sender=FoundActor(sender.actor.name, sender.actor.slug),
            target=FoundActor(target.actor.name, target.actor.slug),
            demand=FoundDemand(demand.quote, demand_type(demand.quote.lower())) if demand else None,
            threat=FoundThreat(threat.quote, types_in(threat.quote.lower())) if threat else None,
            deadline=deadline.found,
            change=change,
            fits_case=case.slug if case else None,
            evidence=tuple(replace(each, engine=ASSISTANT) for each in backed if each),
        )

    def _named(self, quotes: Sequence[Evidence]) -> _Named | None:
        """The first actor of the table that a quote names, and the words that do."""
        for quote in quotes:
            for match in self._actors.find(quote.quote, self._published.last_day):
                place = self._evidence(quote.field, quote.start + match.start, quote.start + match.end)
                return _Named(self._actors.principal(match.naming.actor), place)
        return None

    def _deadline(self, quoted: Quoted, zone_name: str) -> tuple[ReadDeadline, Announcement] | None:
        """The first words of time in the quotes that can be read."""
        for quote in quoted.of("deadline"):
            for words in time_words(self._text, quote.start, quote.end):
                announced = self._announced(quoted.of("announced"), words)
                found = read_deadline(self._text, words, announced, [zone_name])
                if found is not None:
                    return found, announced
        return None

    def _announced(self, quotes: Sequence[Evidence], words: TimeWords) -> Announcement:
        """The day that a quote names; else as the rules find it beside the words of the time limit."""
        for quote in quotes:
            day = day_of(quote.quote, self._published)
            if day and day.first_day <= self._published.last_day:
                return Announcement(day, (quote.start, quote.end), "sentence")
        cut = sentences(self._text)
        times = [found for each in cut for found in time_words(self._text, each.start, each.end)]
        at = next((at for at, each in enumerate(cut) if each.start <= words.start < each.end), 0)
        order = range(at, min(at + 4, len(cut)))
        outlined = outlines(self._text, cut, [], times)
        return announcement(self._text, outlined, order, words, self._published, datelines(self._text))

    def _is_over(self, deadline: FoundDeadline) -> bool:
        latest = When(deadline.latest) if deadline.latest else None
        return latest is not None and latest.last_day + PASSED_FOR < self._published.first_day

    def _evidence(self, field: str, start: int, end: int) -> Evidence:
        return Evidence(field, start, end, self._text[start:end])


def _change(cue: Evidence | None) -> Change | None:
    words = cue.quote.lower() if cue else ""
    return next((change for pattern, change, _ in CHANGES if pattern.search(words)), None)
