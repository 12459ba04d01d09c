"""Records read from documents, and cut back to what was known at an instant."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import case, day, deadline, due, outcome, party, record, source, utc
from tests.domain.strategies import Document, documents, facts, known_from, without_what_came_after
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Precision
from tracker.domain.status.record import Record
from tracker.domain.vocabulary import (
    Change,
    DemandType,
    EventKind,
    FollowThrough,
    Kind,
    Quality,
    Response,
    Review,
    Role,
    ThreatType,
)

TICK = timedelta(microseconds=1)


def without_prose(cut: Record | None) -> Record | None:
    """The same record without `complete` and the prose written in hindsight."""
    if cut is None:
        return None
    return replace(
        cut,
        summary="",
        notes=(),
        background=(),
        criteria=None,
        deadlines=tuple(replace(item, note="", contested="", clock_start="") for item in cut.deadlines),
        events=tuple(replace(item, contested="") for item in cut.events),
        outcomes=tuple(replace(item, note="", contested="") for item in cut.outcomes),
        complete=False,
    )


FULL = case(
    deadline(
        1,
        "2025-07-14",
        "set",
        due("2025-09-01", "2025-09-10", "vague", "Europe/Kyiv"),
        public_since="2025-07-15",
        stated_by="speaker-a",
        clock_start="from the announcement",
        condition="unless signed",
        overruled="Moscow's midnight is meant.",
        contested="Moscow denies that it was said.",
        note="Counted by us.",
    ),
    deadline(2, "2025-07-20", "withdrawn", None, replaces="d1"),
    tags=["a-tag"],
    related=["another-case"],
    parties=[
        party("sender-a", "sender", stated_by="speaker-a", label="the Union"),
        party("target-a", since="2025-07-18"),
    ],
    demands=[
        {
            "id": "m1",
            "text": "Sign.",
            "type": "sign-agreement",
            "target": "target-a",
            "since": "2025-07-18",
            "sources": ["s1"],
            "quotes": {"s1": "They are to sign."},
        }
    ],
    threats=[
        {
            "id": "t1",
            "text": "Tariffs.",
            "type": "import-restriction",
            "explicit": False,
            "automatic": True,
            "as_stated": "tariffs",
            "exposed": ["other-a"],
            "since": "2025-07-19",
            "sources": ["s1"],
        }
    ],
    events=[
        {
            "id": "e1",
            "on": "2025-07-16",
            "kind": "talks",
            "text": "They met.",
            "scheduled": "2025-07-16",
            "follows": "e0",
            "contested": "No.",
            "sources": ["s2"],
        }
    ],
    outcomes=[
        outcome(
            "2025-07-21",
            "counter",
            "imposed",
            target="target-a",
            lifted="2025-08-01",
            enforced_by="other-a",
            contested="They call it a success.",
            note="Later more.",
        )
    ],
    sources={
        "s1": source("s1"),
        "s2": {**source("s2"), "published": "2025-07-17", "language": "uk", "title_is_descriptive": True},
    },
    notes=["A note."],
    background=[{"text": "They had met before.", "sources": ["s2"]}],
    criteria={
        "complied": "They sign.",
        "enforced": "Tariffs apply.",
        "decided_by": "The gazette.",
        "until": "2025-10-01",
    },
)


def test_every_field_is_read() -> None:
    """Each value stands once in the document and once here, so that no two fields can be mixed up."""
    read = Record.from_document(FULL)
    assert (read.slug, read.title, read.summary) == (FULL["slug"], FULL["title"], FULL["summary"])
    assert (read.kind, read.review, read.dossier) == (Kind.ULTIMATUM, Review.VERIFIED, "a-dossier")
    assert (read.tags, read.related, read.notes, read.complete) == (
        ("a-tag",),
        ("another-case",),
        ("A note.",),
        True,
    )
    (sentence,) = read.background
    assert (sentence.text, sentence.sources) == ("They had met before.", ("s2",))
    assert read.criteria is not None
    assert (read.criteria.complied, read.criteria.enforced) == ("They sign.", "Tariffs apply.")
    assert (read.criteria.decided_by, read.criteria.until) == ("The gazette.", When("2025-10-01"))
    sender, target = read.parties
    assert (sender.actor, sender.role, sender.stated_by, sender.label) == (
        "sender-a",
        Role.SENDER,
        "speaker-a",
        "the Union",
    )
    assert (sender.since, target.since) == (None, When("2025-07-18"))
    (demand,) = read.demands
    assert (demand.id, demand.text, demand.type, demand.target) == (
        "m1",
        "Sign.",
        DemandType.SIGN_AGREEMENT,
        "target-a",
    )
    assert (demand.since, demand.sources) == (When("2025-07-18"), ("s1",))
    assert demand.quotes == (("s1", "They are to sign."),)
    (threat,) = read.threats
    assert (threat.id, threat.text, threat.type) == ("t1", "Tariffs.", ThreatType.IMPORT_RESTRICTION)
    assert (threat.explicit, threat.automatic, threat.as_stated) == (False, True, "tariffs")
    assert (threat.exposed, threat.since, threat.sources) == (("other-a",), When("2025-07-19"), ("s1",))
    first, second = read.deadlines
    assert (first.id, first.announced, first.public_since) == ("d1", When("2025-07-14"), When("2025-07-15"))
    assert (first.stated_by, first.as_stated, first.language) == ("speaker-a", "by then", "en")
    assert (first.clock_start, first.condition, first.overruled, first.contested, first.note) == (
        "from the announcement",
        "unless signed",
        "Moscow's midnight is meant.",
        "Moscow denies that it was said.",
        "Counted by us.",
    )
    assert first.due is not None
    assert (first.due.earliest, first.due.latest) == (When("2025-09-01"), When("2025-09-10"))
    assert (first.due.precision, first.due.timezone, first.due.timezone_assumed) == (
        Precision.VAGUE,
        "Europe/Kyiv",
        True,
    )
    assert (first.change, first.replaces) == (Change.SET, None)
    assert (second.change, second.replaces, second.due, second.window) == (Change.WITHDRAWN, "d1", None, None)
    (event,) = read.events
    assert (event.id, event.on, event.kind, event.text) == (
        "e1",
        When("2025-07-16"),
        EventKind.TALKS,
        "They met.",
    )
    (result,) = read.outcomes
    assert (result.target, result.response, result.follow_through) == (
        "target-a",
        Response.COUNTER,
        FollowThrough.IMPOSED,
    )
    assert (result.settled, result.on, result.lifted) == (False, When("2025-07-21"), When("2025-08-01"))
    assert (result.enforced_by, result.justification, result.note) == (
        "other-a",
        "Because of the test.",
        "Later more.",
    )
    plain, full = read.sources
    assert (plain.key, plain.published, plain.language, plain.title_is_descriptive) == ("s1", None, "", False)
    assert (full.key, full.url, full.publisher, full.title) == (
        "s2",
        "https://example.org/s2",
        "Example",
        "Report s2",
    )
    assert (full.published, full.language, full.quality) == (When("2025-07-17"), "uk", Quality.WIRE)
    assert full.title_is_descriptive


@pytest.mark.parametrize(
    ("at", "known"),
    [
        ("2025-07-14T12:00", None),
        ("2025-07-15T00:00", ("d1",)),
        ("2025-07-16T00:00", ("d1", "e1")),
        ("2025-07-18T00:00", ("target-a", "m1", "d1", "e1")),
        ("2025-07-19T00:00", ("target-a", "m1", "t1", "d1", "e1")),
        ("2025-07-20T00:00", ("target-a", "m1", "t1", "d1", "d2", "e1")),
    ],
)
def test_each_part_is_there_from_its_day_on_and_not_an_instant_before(
    at: str, known: tuple[str, ...] | None
) -> None:
    read = Record.from_document(FULL)
    assert _ids(read.as_of(utc(at))) == known
    if known:
        assert _ids(read.as_of(utc(at) - TICK)) != known


def _ids(cut: Record | None) -> tuple[str, ...] | None:
    if cut is None:
        return None
    parts = (cut.demands, cut.threats, cut.deadlines, cut.events)
    return (*cut.actors_in(Role.TARGET), *(item.id for part in parts for item in part))


def test_hindsight_is_hidden_until_the_last_fact_is_known() -> None:
    read = Record.from_document(FULL)
    early, late = read.as_of(utc("2025-07-31T23:59")), read.as_of(utc("2025-08-01T00:00"))
    assert late is read, "nothing was cut away"
    assert early is not None
    assert (early.summary, early.notes, early.complete) == ("", (), False)
    assert [(item.note, item.clock_start) for item in early.deadlines] == [("", ""), ("", "")]
    assert early.deadlines[0].condition == "unless signed", "said at the time"
    (before,) = early.outcomes
    assert (before.lifted, before.note, before.justification) == (None, "", "Because of the test.")


def test_sources_of_later_facts_are_hidden_with_them() -> None:
    read = Record.from_document(FULL)
    before, after = read.as_of(utc("2025-07-15T12:00")), read.as_of(utc("2025-07-16T00:00"))
    assert before is not None
    assert after is not None
    assert [item.key for item in before.sources] == ["s1"]
    assert [item.key for item in after.sources] == ["s1", "s2"]


def test_a_term_told_later_counts_from_when_it_was_public() -> None:
    secret = record(deadline(1, "2025-11-21", "set", day("2025-11-28"), public_since="2025-12-01"))
    assert secret.first_known_at == utc("2025-12-01T00:00")
    assert secret.as_of(utc("2025-11-30T23:59")) is None
    assert secret.as_of(utc("2025-12-01T00:00")) == secret


def test_a_record_without_deadlines_is_never_known() -> None:
    empty = replace(record(deadline(1, "2025-11-21", "set", None)), deadlines=())
    assert empty.first_known_at is None
    assert empty.as_of(utc("2026-01-01T00:00")) is None


def test_actors_are_listed_once_in_the_order_of_the_record() -> None:
    both = record(
        deadline(1, "2025-05-12", "set", None),
        parties=[
            party("b", "sender"),
            party("a", "sender"),
            party("a"),
            party("b", "party"),
            party("c", "mediator"),
        ],
    )
    assert both.actors_in(Role.SENDER) == ("b", "a")
    assert both.actors_in(Role.TARGET, Role.SENDER) == ("b", "a")
    assert both.actors_in(Role.PARTY, Role.TARGET) == ("a", "b")
    assert both.actors_in(Role.GUARANTOR) == ()


@pytest.mark.parametrize("part", ["kind", "deadlines", "sources", "outcomes"])
def test_a_document_without_a_needed_part_is_refused(part: str) -> None:
    broken = {key: value for key, value in FULL.items() if key != part}
    with pytest.raises(KeyError, match=part):
        Record.from_document(broken)


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="pre-announced"):
        Record.from_document({**FULL, "deadlines": [deadline(1, "2025-07-14", "pre-announced", None)]})


def some_instant(document: Document) -> st.SearchStrategy[datetime]:
    """An instant at, just before, just after or between the facts of a document."""
    around = st.sampled_from(
        (timedelta(0), -TICK, TICK, timedelta(hours=9), timedelta(days=2), timedelta(days=400))
    )
    return st.tuples(st.sampled_from(facts(document)), around).map(lambda pair: pair[0] + pair[1])


@given(st.data())
def test_as_of_never_sees_what_came_later(data: st.DataObject) -> None:
    """A record cut back is the record of a document from which every later fact is missing."""
    document = data.draw(documents())
    at = data.draw(some_instant(document))
    pruned = Record.from_document(without_what_came_after(document, at))
    cut = Record.from_document(document).as_of(at)
    if not pruned.deadlines:
        assert cut is None
        return
    assert cut is not None
    assert without_prose(cut) == without_prose(pruned)
    assert cut.complete == (facts(document)[-1] <= at)
    if not cut.complete:
        assert cut.summary == ""
        assert "hindsight" not in repr(cut)


@given(st.data())
def test_cutting_twice_is_cutting_at_the_earlier_instant(data: st.DataObject) -> None:
    document = data.draw(documents())
    early, late = sorted((data.draw(some_instant(document)), data.draw(some_instant(document))))
    whole = Record.from_document(document)
    once = whole.as_of(early)
    then = whole.as_of(late)
    assert (then.as_of(early) if then else None) == once
    assert (once.as_of(late) if once else None) == once


@given(documents())
def test_a_record_is_known_from_its_first_deadline_and_whole_in_the_end(document: Document) -> None:
    whole = Record.from_document(document)
    known = [at for at in map(known_from, document["deadlines"]) if at]
    assert whole.first_known_at == min(known)
    assert whole.as_of(min(known) - TICK) is None
    assert whole.as_of(min(known)) is not None
    assert whole.as_of(facts(document)[-1]) is whole
