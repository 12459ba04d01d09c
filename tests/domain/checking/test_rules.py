"""What is doubted in a case: one change of a sound case for each rule, and the place it is told at."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories import a_case, a_deadline, a_due, a_source, an_event, an_outcome
from tracker.domain.checking import Checked, Doubt, contradictions_in, doubts_about
from tracker.domain.checking.rules import BY_THE_CLOCK, RULES
from tracker.domain.dates.moments import When
from tracker.domain.status.record import Record

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
PARTIES = [{"actor": "aldovia", "role": "sender"}]
TWO_TARGETS = [*PARTIES, *({"actor": name, "role": "target"} for name in ("borealand", "cendria"))]
DAY_BEFORE = {name: a_source(name, published="2026-02-10") for name in ("s1", "s2")}


def found(
    now: datetime = NOW, ended: str = "", started: str = "", looked: Any = None, **changes: Any
) -> list[Doubt]:
    """What is doubted in the case of a test with these changes."""
    record = Record.from_document(a_case(**changes))
    began, over = (When(text) if text else None for text in (started, ended))
    return list(doubts_about(Checked(record, now, began, over, looked)))


def test_a_sound_case_has_nothing_doubtful() -> None:
    assert found() == []
    assert found(ended="2026-05", started="2026-01", outcomes=[an_outcome("2026-03-05")]) == []


def ahead(on: str, since: str = "2026-03-01") -> dict[str, Any]:
    """What was scheduled in the case of a test."""
    return an_event("e1", on, scheduled=since)


DOUBTFUL: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "grave",
        "unsourced",
        "deadlines[d1]",
        {"deadlines": [a_deadline("d1", "2026-03-01", a_due("2026-04-01"), sources=[])]},
    ),
    ("grave", "outcome-too-early", "outcomes[all].on", {"outcomes": [an_outcome("2026")]}),
    ("grave", "happened-ahead", "outcomes[all].on", {"outcomes": [an_outcome("2026-03-12")]}),
    ("grave", "happened-ahead", "events[e1].on", {"events": [an_event("e1", "2026-04")]}),
    ("grave", "happened-ahead", "events[e1].scheduled", {"events": [ahead("2026-04", since="2026-03-12")]}),
    ("note", "scheduled-and-passed", "events[e1].on", {"events": [ahead("2026-03-02")]}),
    ("grave", "live-in-ended-crisis", "dossier", {"ended": "2026-03-08"}),
    ("warning", "outside-its-crisis", "dossier", {"started": "2026-03-02"}),
    (
        "warning",
        "outside-its-crisis",
        "dossier",
        {"ended": "2026-02-20", "outcomes": [an_outcome("2026-03-05")]},
    ),
    (
        "warning",
        "weak-alone",
        "threats[t1]",
        {"sources": {"s1": a_source("a"), "s2": a_source("b", quality="weak")}},
    ),
    (
        "note",
        "weak-alone",
        "threats[t1]",
        {
            "sources": {"s1": a_source("a"), "s2": a_source("b", quality="weak")},
            "review": "partial",
            "notes": ["The threat rests on a weak page."],
        },
    ),
    ("warning", "partial-without-note", "notes", {"review": "partial"}),
    (
        "warning",
        "summary-span",
        "summary",
        {"summary": "Aldovia gave Borealand thirty days to open the river."},
    ),
    ("warning", "summary-span", "summary", {"title": "Open the river in 48 hours"}),
    ("warning", "summary-day", "summary", {"summary": "Borealand is to open the river by 2 April 2026."}),
    ("note", "summary-number", "summary", {"summary": "Ships lost 12 percent of their cargo on the river."}),
    ("note", "summary-number", "summary", {"summary": "Some 5,000 ships wait for the river to be opened."}),
    ("warning", "passed-without-a-look", "outcomes", {"now": LATER}),
    (
        "note",
        "passed-without-a-look",
        "outcomes",
        {"now": LATER, "outcomes": [an_outcome("2026-04-01", "unknown", "unknown")]},
    ),
    (
        "warning",
        "target-without-outcome",
        "outcomes",
        {"parties": TWO_TARGETS, "outcomes": [an_outcome("2026-03-05", target="borealand")]},
    ),
    (
        "warning",
        "announced-when-over",
        "deadlines[d1].announced",
        {"deadlines": [a_deadline("d1", "2026-03-01", a_due("2026-02-01"))]},
    ),
    (
        "note",
        "announced-when-over",
        "deadlines[d2].announced",
        {
            "deadlines": [
                a_deadline("d1", "2026-03-01", a_due("2026-04-01")),
                a_deadline("d2", "2026-03-08", a_due("2026-05-01"), "extended"),
            ],
            "outcomes": [an_outcome("2026-03-05")],
        },
    ),
    (
        "note",
        "events-out-of-order",
        "events[e2].on",
        {"events": [an_event("e1", "2026-03-04"), an_event("e2", "2026-03-02")]},
    ),
    (
        "warning",
        "no-source-so-late",
        "events[e1].on",
        {"sources": {**DAY_BEFORE, "s1": a_source("a")}, "events": [an_event("e1", "2026-03-05")]},
    ),
    (
        "note",
        "quiet-while-running",
        "sources",
        {
            "now": datetime(2027, 3, 1, tzinfo=UTC),
            "deadlines": [a_deadline("d1", "2026-02-10", a_due("2027-04-01"))],
            "sources": DAY_BEFORE,
        },
    ),
]


@pytest.mark.parametrize(("severity", "rule", "place", "changes"), DOUBTFUL)
def test_what_is_doubtful_is_told_with_its_place(
    severity: str, rule: str, place: str, changes: dict[str, Any]
) -> None:
    told = [(doubt.severity.value, doubt.rule, doubt.place) for doubt in found(**changes)]
    assert (severity, rule, place) in told
    assert [doubt for doubt in told if doubt[1] == rule] == [(severity, rule, place)]


def test_every_rule_has_a_case_in_the_table() -> None:
    named = {rule for _, rule, _, _ in DOUBTFUL}
    of_prose = {"summary-span", "summary-day", "summary-number"}
    assert len(RULES) == len(named - of_prose) + 1
    assert set(BY_THE_CLOCK) <= set(RULES)


@pytest.mark.parametrize(
    "summary",
    [
        "Aldovia gave Borealand 31 days to open the river.",
        "Borealand is to open the river by 1 April 2026, a month after it was told on 1 March.",
        "Nothing moved for three weeks, it was said, and 12 percent of cargo was lost: 5,000 tonnes.",
        "The river was closed for 48 hours, as the news of 6 March has it.",
    ],
)
def test_a_summary_that_its_facts_bear_out_is_not_doubted(summary: str) -> None:
    told = "For three weeks and 48 hours from 6 March nothing moved: 12 per cent, or 5,000 tonnes, were lost."
    assert found(summary=summary, events=[an_event("e1", "2026-03-04", text=told)]) == []


def test_a_look_after_the_date_and_a_day_of_grace_count() -> None:
    assert found(now=LATER, looked=datetime(2026, 4, 20, tzinfo=UTC)) == []
    almost = {name: a_source(name, published="2026-03-04") for name in ("s1", "s2")}
    assert found(sources=almost, events=[an_event("e1", "2026-03-05")]) == []


def test_contradictions_are_told_gravest_first_without_what_has_a_queue_of_its_own() -> None:
    weak = {"s1": a_source("a"), "s2": a_source("b", quality="weak")}
    record = Record.from_document(
        a_case(review="partial", sources=weak, events=[an_event("e1", "2026-12-01")])
    )
    told = contradictions_in(Checked(record, LATER))
    assert [doubt.rule for doubt in told] == ["happened-ahead", "partial-without-note"]
    assert [Doubt.from_data(doubt.as_data()) for doubt in told] == list(told)
