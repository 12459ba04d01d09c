"""The rules: each looks at a case and yields what is doubtful about it.

*Grave* is what misleads a reader: facts that contradict each other, or rest on nothing. *Warning* is what an
editor should settle. *Note* is what a careful reader would like to know, and is said in the case already.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from itertools import pairwise

from tracker.domain.case import Deadline, Event, Outcome
from tracker.domain.checking.prose import unborne
from tracker.domain.checking.result import Checked, Doubt, Fact, Severity
from tracker.domain.dates.moments import When
from tracker.domain.scheduled import scheduled_in
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import LIVE, Standing, Status, standing
from tracker.domain.vocabulary import Change, Quality, Review, Role

UNLOOKED_FOR = timedelta(days=30)
"""How long after a date somebody should have looked."""
QUIET_FOR = timedelta(days=180)
"""How old the newest source of a running case may be."""

SCHEDULED_FOR = timedelta(days=7)
"""How long after a scheduled day somebody should have said what became of it."""

GRAVE, WARNING, NOTE = Severity.GRAVE, Severity.WARNING, Severity.NOTE
Rule = Callable[[Checked], Iterator[Doubt]]


def doubts_about(case: Checked) -> tuple[Doubt, ...]:
    """All that is doubtful about a case, the gravest first."""
    found = [doubt for rule in RULES for doubt in rule(case)]
    return tuple(sorted(found, key=lambda doubt: -doubt.severity.rank))


def unsourced(case: Checked) -> Iterator[Doubt]:
    """A fact that cites nothing."""
    for place, fact in case.facts():
        if not fact.sources:
            yield Doubt(GRAVE, "unsourced", place, "no source", "at least one source")


def outcome_too_early(case: Checked) -> Iterator[Doubt]:
    """An outcome that a page as of an early day would show before the demand was known."""
    first = case.record.first_known_at
    for outcome in case.record.outcomes:
        if first and outcome.on.starts_at < first and outcome.on.first_day < first.date():
            wanted = f"a day from {first:%Y-%m-%d} on, when the first deadline was known"
            yield Doubt(GRAVE, "outcome-too-early", _place(outcome, "on"), outcome.on.text, wanted)


def happened_ahead(case: Checked) -> Iterator[Doubt]:
    """Something told as happened that lies ahead."""
    happened: tuple[Event | Outcome, ...] = (*case.record.events, *case.record.outcomes)
    for item in happened:
        since = item.known_on if isinstance(item, Event) else item.on
        if since.starts_at > case.now:
            wanted = f"a day up to {case.now:%Y-%m-%d}; of what lies ahead, since when it is scheduled"
            field = "scheduled" if isinstance(item, Event) and item.scheduled else "on"
            yield Doubt(GRAVE, "happened-ahead", _place(item, field), since.text, wanted)


def scheduled_and_passed(case: Checked) -> Iterator[Doubt]:
    """What was scheduled for a day a week ago or more, of which nobody says what became."""
    for item in scheduled_in(case.record.events):
        on = item.event.on
        if on.end_in(UTC) + SCHEDULED_FOR < case.now:
            wanted = "an event that follows it: it took place, was moved or dropped"
            yield Doubt(NOTE, "scheduled-and-passed", _place(item.event, "on"), f"scheduled for {on}", wanted)


def live_in_ended_crisis(case: Checked) -> Iterator[Doubt]:
    """A case that runs in a crisis that is over."""
    now, ended = _now(case), case.crisis_ended
    if now and ended and now.status in LIVE and ended.end_in(UTC) < case.now:
        found = f"{now.status}, though the crisis ended {ended}"
        yield Doubt(GRAVE, "live-in-ended-crisis", "dossier", found, "an outcome, or a crisis that goes on")


def outside_its_crisis(case: Checked) -> Iterator[Doubt]:
    """A first announcement that lies before its crisis or after it."""
    if not case.record.deadlines:
        return
    first, began, ended = case.record.deadlines[0].announced, case.crisis_started, case.crisis_ended
    if began and first.last_day < began.first_day and first.last_day.year > began.first_day.year - 2:
        found = f"announced {first}, before the crisis began, {began}"
        yield Doubt(WARNING, "outside-its-crisis", "dossier", found, "a crisis that began with it or before")
    if ended and first.first_day > ended.last_day:
        found = f"announced {first}, after the crisis ended, {ended}"
        yield Doubt(WARNING, "outside-its-crisis", "dossier", found, "a crisis that was not over")


def weak_alone(case: Checked) -> Iterator[Doubt]:
    """A fact that rests on weak sources alone; a note where the case says that it is checked in part."""
    quality = {source.key: source.quality for source in case.record.sources}
    says_so = case.record.review is not Review.VERIFIED and bool(case.record.notes)
    for place, fact in case.facts():
        if fact.sources and all(quality.get(key) is Quality.WEAK for key in fact.sources):
            severity, wanted = (
                (NOTE, "a better source")
                if says_so
                else (WARNING, "a better source, or the review “partial” and a note that says so")
            )
            yield Doubt(
                severity, "weak-alone", place, f"weak sources alone ({', '.join(fact.sources)})", wanted
            )


def partial_without_note(case: Checked) -> Iterator[Doubt]:
    """A case that is checked in part and does not say in which."""
    if case.record.review is Review.PARTIAL and not case.record.notes:
        yield Doubt(WARNING, "partial-without-note", "notes", "none", "a note on what is uncertain")


def prose_says_otherwise(case: Checked) -> Iterator[Doubt]:
    """A title or a summary with a number or a day that no fact bears out."""
    for said in unborne(case.record):
        severity = NOTE if said.what == "number" else WARNING
        wanted = f"a {said.what} that a fact or a note of the case has as well"
        yield Doubt(severity, f"summary-{said.what}", "summary", f"“{said.words}”, which no fact has", wanted)


def passed_without_a_look(case: Checked) -> Iterator[Doubt]:
    """A date that passed over 30 days ago, of which nobody looked what came."""
    now = _now(case)
    if now is None or now.status is not Status.PASSED or now.window is None or now.window.latest_at is None:
        return
    due_look = now.window.latest_at + UNLOOKED_FOR
    if case.now < due_look or (case.looked_at and case.looked_at >= now.window.latest_at):
        return
    unknown = bool(now.record.outcomes)
    severity = NOTE if unknown else WARNING
    found = f"passed {now.window.latest_at:%Y-%m-%d}, " + ("outcome unknown" if unknown else "no outcome")
    wanted = "an outcome, or a look that found none (Looked today)"
    yield Doubt(severity, "passed-without-a-look", "outcomes", found, wanted)


def target_without_outcome(case: Checked) -> Iterator[Doubt]:
    """An outcome for one target where another has none: the case stays open."""
    named = {outcome.target for outcome in case.record.outcomes}
    if not named or None in named:
        return
    for actor in case.record.actors_in(Role.TARGET, Role.PARTY):
        if actor not in named:
            found = f"none for {actor}, though there is one for {', '.join(sorted(filter(None, named)))}"
            yield Doubt(WARNING, "target-without-outcome", "outcomes", found, "one for each, or one for all")


def announced_when_over(case: Checked) -> Iterator[Doubt]:
    """A date that was announced after it had passed, or after the matter had an outcome."""
    settled = [
        item.on for item in case.record.outcomes if item.headline_in(case.record.kind) is not Headline.UNKNOWN
    ]
    last = max((on.end_in(UTC) for on in settled), default=None)
    for item in case.record.deadlines:
        place = f"deadlines[{item.id}].announced"
        if item.window and item.window.latest_at and item.announced.starts_at > item.window.latest_at:
            found = f"{item.announced}, after the date itself"
            yield Doubt(WARNING, "announced-when-over", place, found, "a day before the date")
        if last and item.announced.starts_at > last and item.change is not Change.REINSTATED:
            found = f"{item.announced}, after the outcome"
            yield Doubt(NOTE, "announced-when-over", place, found, "“reinstated”, or a case of its own")


def events_out_of_order(case: Checked) -> Iterator[Doubt]:
    """Events that do not stand in the order they happened."""
    for before, after in pairwise(case.record.events):
        if after.known_on.last_day < before.known_on.first_day:
            found = f"{after.known_on}, below {before.known_on}"
            yield Doubt(NOTE, "events-out-of-order", _place(after, "on"), found, "events in order")


def no_source_so_late(case: Checked) -> Iterator[Doubt]:
    """A fact all of whose sources were published before its day."""
    published = {source.key: source.published for source in case.record.sources}
    known = [outcome for outcome in case.record.outcomes if not _is_unknown(outcome, case)]
    dated_facts: tuple[Deadline | Event | Outcome, ...] = (
        *case.record.deadlines,
        *case.record.events,
        *known,
    )
    for item in dated_facts:
        on = _known_on(item)
        days = [published.get(key) for key in item.sources]
        dated = [day for day in days if day]
        if days and len(dated) == len(days) and all(_is_too_early(day, on) for day in dated):
            newest = max(dated, key=lambda day: day.last_day)
            found = f"{on}, though its newest source is of {newest}"
            place = _place(item, "on" if isinstance(item, Event | Outcome) else "announced")
            yield Doubt(WARNING, "no-source-so-late", place, found, "a source of that day or later")


def quiet_while_running(case: Checked) -> Iterator[Doubt]:
    """A running case whose newest source is old and that nobody looked at since."""
    now = _now(case)
    if now is None or now.status not in LIVE:
        return
    days = [source.published.last_day for source in case.record.sources if source.published]
    before = (case.now - QUIET_FOR).date()
    if days and max(days) < before and not (case.looked_at and case.looked_at.date() >= before):
        found = f"running, and its newest source is of {max(days)}"
        yield Doubt(NOTE, "quiet-while-running", "sources", found, "a look whether it still holds")


RULES: tuple[Rule, ...] = (
    unsourced,
    outcome_too_early,
    happened_ahead,
    scheduled_and_passed,
    live_in_ended_crisis,
    outside_its_crisis,
    weak_alone,
    partial_without_note,
    prose_says_otherwise,
    passed_without_a_look,
    target_without_outcome,
    announced_when_over,
    events_out_of_order,
    no_source_so_late,
    quiet_while_running,
)


BY_THE_CLOCK: tuple[Rule, ...] = (passed_without_a_look, quiet_while_running, scheduled_and_passed)
"""What becomes true by waiting; it has queues of its own, as has what rests on weak sources."""


def contradictions_in(case: Checked) -> tuple[Doubt, ...]:
    """What an editor should settle in a case on any day: no notes, and nothing by the clock alone."""
    elsewhere = (*BY_THE_CLOCK, weak_alone)
    found = [doubt for rule in RULES if rule not in elsewhere for doubt in rule(case)]
    return tuple(
        sorted((each for each in found if each.severity is not NOTE), key=lambda each: -each.severity.rank)
    )


def _now(case: Checked) -> Standing | None:
    return standing(case.record, case.now)


def _is_unknown(outcome: Outcome, case: Checked) -> bool:
    return outcome.headline_in(case.record.kind) is Headline.UNKNOWN


def _known_on(item: Deadline | Event | Outcome) -> When:
    match item:
        case Event():
            return item.known_on
        case Outcome():
            return item.on
        case _:
            return item.announced


def _is_too_early(published: When, on: When) -> bool:
    """Whether a page of that day cannot tell it; a day's grace, for the zones of the world."""
    return published.last_day + timedelta(days=1) < on.first_day


def _place(item: Fact, field: str) -> str:
    if isinstance(item, Outcome):
        return f"outcomes[{item.target or 'all'}].{field}"
    part = "events" if isinstance(item, Event) else "deadlines"
    return f"{part}[{item.id}].{field}"
