"""Storing one case: created, unchanged, updated in place, removed from, corrected; all of it or nothing."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from tests.factories import (
    ACTORS,
    DOSSIERS,
    NOW,
    Document,
    a_case,
    a_deadline,
    a_demand,
    a_due,
    a_source,
    a_threat,
    an_event,
    an_outcome,
)
from tracker.models import (
    Correction,
    Deadline,
    Demand,
    Event,
    Outcome,
    Party,
    Phase,
    Publication,
    SiteState,
    Source,
    Threat,
    Ultimatum,
)
from tracker.queries.documents import document_of
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.store import Stored, store_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> None:
    load_catalogue(actors=ACTORS, dossiers=DOSSIERS, cases=[], now=NOW, reason="")


def store(document: Document, reason: str = "It was wrong.") -> Stored:
    return store_case(document, now=NOW, reason=reason)


def rich() -> Document:
    """A case with everything the format has."""
    return a_case(
        related=[],
        parties=[
            {"actor": "aldovia", "role": "sender", "stated_by": "ana-prime", "label": "coalition"},
            {"actor": "borealand", "role": "target"},
            {"actor": "cendria", "role": "target", "since": "2026-03-05"},
            {"actor": "buyers-of-ore", "role": "third-party"},
        ],
        demands=[
            a_demand("m1", target="borealand"),
            a_demand("m2", text="Pay the tolls.", since="2026-03-05"),
        ],
        threats=[a_threat("t1", as_stated="or else", exposed=["buyers-of-ore", "cendria"]), a_threat("t2")],
        deadlines=[
            a_deadline("d1", "2026-03-01", a_due("2026-04-01"), stated_by="ana-prime", note="A note."),
            a_deadline("d2", "2026-03-03T10:00:00Z", a_due("2026-03-20"), "shortened", replaces="d1"),
            a_deadline(
                "d3", "2026-03-04", None, "proposed", public_since="2026-03-06", condition="If it rains."
            ),
            a_deadline("d4", "2026-03-08", a_due("2026-05-01", None), "staged", clock_start="A vote."),
        ],
        events=[an_event("e1", "2026-03"), an_event("e2", "2026-03-09")],
        outcomes=[
            an_outcome("2026-03-09", target="borealand", note="A note."),
            an_outcome(
                "2026-03-10", "none", "imposed", target="cendria", lifted="2026-03-10", enforced_by="aldovia"
            ),
        ],
        sources={"s1": a_source("first", published="2026-03-01"), "s2": a_source("second", language="uk")},
        notes=["One note.", "Another."],
    )


PARTS: tuple[type[models.Model], ...] = (Party, Demand, Threat, Deadline, Event, Outcome)


def keys() -> dict[str, list[int]]:
    return {
        part.__name__: list(part._default_manager.order_by("pk").values_list("pk", flat=True))
        for part in PARTS
    }


def test_new_case_is_stored_published_and_on_the_board() -> None:
    assert store(a_case()) is Stored.CREATED
    case = Ultimatum.objects.get()
    assert (case.publication, case.published_at, case.updated_at) == (Publication.PUBLISHED, NOW, NOW)
    assert case.document == a_case()
    assert [phase.status for phase in Phase.objects.current()] == ["running"]
    assert SiteState.objects.get().tally == {"live": {"running": 1}}


def test_every_part_comes_back_as_it_went_in() -> None:
    document = {key: value for key, value in rich().items() if key != "related"}
    store(document)
    assert document_of(Ultimatum.objects.get()) == document
    assert Ultimatum.objects.get().document == document


def test_same_case_again_changes_nothing() -> None:
    document = {key: value for key, value in rich().items() if key != "related"}
    store(document)
    version, before = SiteState.objects.get().version, keys()
    assert store(copy.deepcopy(document)) is Stored.UNCHANGED
    assert (SiteState.objects.get().version, keys()) == (version, before)
    assert Ultimatum.objects.get().revision == 1
    assert Correction.objects.count() == 0


def test_draft_is_stored_but_shown_nowhere() -> None:
    assert store(a_case(review="draft")) is Stored.CREATED
    case = Ultimatum.objects.get()
    assert (case.publication, case.published_at) == (Publication.DRAFT, None)
    assert Phase.objects.count() == 0
    assert SiteState.objects.get().facets == {"sender": [], "target": [], "dossier": []}


def test_draft_whose_facts_change_logs_no_correction() -> None:
    store(a_case(review="draft"))
    assert store(a_case(review="draft", title="Close the river or win the ports")) is Stored.UPDATED
    assert Correction.objects.count() == 0


def test_changed_case_keeps_the_keys_of_its_parts() -> None:
    document = rich()
    store(document)
    before = keys()
    changed = copy.deepcopy(document)
    changed["title"] = "Open the river and the dam"
    changed["demands"][0]["text"] = "Open all rivers."
    changed["threats"][1]["type"] = "force"
    changed["deadlines"][1]["due"] = a_due("2026-03-21")
    changed["events"][0]["text"] = "Something moved."
    changed["outcomes"][1]["response"] = "partial"
    changed["parties"][2]["since"] = "2026-03-06"
    assert store(changed) is Stored.UPDATED
    assert keys() == before
    assert Ultimatum.objects.get().revision == 2


@pytest.mark.parametrize(
    ("part", "at", "model"),
    [
        ("parties", 3, Party),
        ("demands", 1, Demand),
        ("threats", 1, Threat),
        ("deadlines", 1, Deadline),
        ("events", 0, Event),
        ("outcomes", 0, Outcome),
    ],
)
def test_removed_part_goes_and_the_others_stay(part: str, at: int, model: type[models.Model]) -> None:
    document = rich()
    store(document)
    before = keys()
    changed = copy.deepcopy(document)
    del changed[part][at]
    assert store(changed) is Stored.UPDATED
    after = keys()
    gone = {name: sorted(set(before[name]) - set(after[name])) for name in before}
    assert {name: len(rows) for name, rows in gone.items() if rows} == {model.__name__: 1}
    assert {name: sorted(set(after[name]) - set(before[name])) for name in after} == {
        name: [] for name in after
    }
    assert document_of(Ultimatum.objects.get())[part] == changed[part]


def test_whole_chain_of_deadlines_can_be_replaced() -> None:
    store(rich())
    changed = {**rich(), "deadlines": [a_deadline("d9", "2026-03-01", a_due("2026-06-01"))]}
    assert store(changed) is Stored.UPDATED
    assert list(Deadline.objects.values_list("key", flat=True)) == ["d9"]


def test_parts_change_their_order() -> None:
    store(rich())
    changed = rich()
    for part in ("parties", "demands", "threats", "events", "outcomes"):
        changed[part].reverse()
    store(changed)
    stored = document_of(Ultimatum.objects.get())
    for part in ("parties", "demands", "threats", "events", "outcomes"):
        assert stored[part] == changed[part]


def test_addresses_of_sources_can_be_swapped() -> None:
    store(a_case())
    sources = a_case()["sources"]
    assert store(a_case(sources={"s1": sources["s2"], "s2": sources["s1"]})) is Stored.UPDATED
    assert dict(Source.objects.values_list("key", "url")) == {
        "s1": "https://example.org/second",
        "s2": "https://example.org/first",
    }


def test_citations_follow_the_document() -> None:
    store(a_case())
    changed = a_case(demands=[a_demand(sources=["s2", "s1"])], threats=[a_threat(sources=["s1"])])
    store(changed)
    stored = document_of(Ultimatum.objects.get())
    assert (stored["demands"][0]["sources"], stored["threats"][0]["sources"]) == (["s2", "s1"], ["s1"])


def test_correction_keeps_the_fact_before_and_after_with_its_reason() -> None:
    store(a_case())
    wrong, right = a_due("2026-04-01"), a_due("2026-04-02")
    changed = a_case(title="Open the dam", deadlines=[a_deadline("d1", "2026-03-01", right)])
    store_case(changed, now=NOW, reason="The transcript says the second.")
    rows = Correction.objects.order_by("path").values_list("path", "before", "after", "reason", "made_at")
    assert list(rows) == [
        (
            "deadlines[d1]",
            a_deadline("d1", "2026-03-01", wrong),
            a_deadline("d1", "2026-03-01", right),
            "The transcript says the second.",
            NOW,
        ),
        ("title", a_case()["title"], "Open the dam", "The transcript says the second.", NOW),
    ]


def test_fact_taken_out_is_a_correction_without_an_after() -> None:
    store(a_case(events=[an_event("e1", "2026-03-02")]))
    store(a_case())
    assert list(Correction.objects.values_list("path", "before", "after")) == [
        ("events[e1]", an_event("e1", "2026-03-02"), None)
    ]


def test_new_facts_are_no_corrections() -> None:
    store(a_case())
    changed = a_case(
        demands=[a_demand("m1"), a_demand("m2")],
        deadlines=[*a_case()["deadlines"], a_deadline("d2", "2026-03-05", a_due("2026-05-01"), "extended")],
        events=[an_event("e1", "2026-03-02")],
        outcomes=[an_outcome("2026-03-09")],
        notes=["New."],
        tags=["rivers", "dams"],
    )
    assert store(changed) is Stored.UPDATED
    assert Correction.objects.count() == 0


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda document: document["parties"].append({"actor": "nobody", "role": "target"}),
            "no actor nobody",
        ),
        (lambda document: document.update(dossier="nothing"), "no dossier nothing"),
    ],
)
def test_unknown_names_are_refused_by_name(spoil: Callable[[Document], Any], message: str) -> None:
    document = a_case()
    spoil(document)
    with pytest.raises(KeyError, match=message):
        store(document)
    assert Ultimatum.objects.count() == 0


def test_failed_change_leaves_the_case_as_it_was() -> None:
    store(a_case())
    version = SiteState.objects.get().version
    broken = a_case(title="Never seen", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-31"))])
    with pytest.raises(ValueError, match="2026-04-31"):
        store(broken)
    case = Ultimatum.objects.get()
    assert (case.title, case.document) == (a_case()["title"], a_case())
    assert (SiteState.objects.get().version, Correction.objects.count()) == (version, 0)


@pytest.mark.parametrize("missing", ["announced", "as_stated", "due", "sources"])
def test_a_document_without_what_is_required_is_no_case(missing: str) -> None:
    document = rich()
    del document["deadlines"][0][missing]
    with pytest.raises(KeyError, match=missing):
        store(document)
    assert not Ultimatum.objects.exists()


def test_what_is_published_is_never_stored_as_a_draft() -> None:
    store_case(a_case(), now=NOW, reason=None)
    with pytest.raises(ValueError, match="the review draft of open-the-river"):
        store_case(a_case(review="draft"), now=NOW, reason=None)
