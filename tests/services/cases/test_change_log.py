"""The stream of what changed: every fact once, in a place that stays, whatever happens to the case."""

import pytest

from tests.factories import ACTORS, NOW, a_case, a_deadline, a_due, an_event, an_outcome, load
from tracker.domain.status.changes import changes
from tracker.models import Change, Correction, Ultimatum
from tracker.services.cases.editing import publish_case, withdraw_case

pytestmark = pytest.mark.django_db
NAMES = {slug: item["name"] for slug, item in ACTORS.items()}
MOVE = a_deadline("d2", "2026-03-05", a_due("2026-03-20"), "shortened", replaces="d1")


def stream() -> list[tuple[int, str, str]]:
    return list(Change.objects.order_by("id").values_list("id", "kind", "key"))


def first() -> list[dict[str, object]]:
    return [*a_case()["deadlines"]]


def test_every_fact_is_in_the_stream_in_the_order_it_became_known() -> None:
    case = a_case(
        deadlines=[*first(), MOVE],
        events=[an_event("e1", "2026-03-03")],
        outcomes=[an_outcome("2026-03-09")],
    )
    load(case)
    assert [entry[1:] for entry in stream()] == [
        ("set", "d1"),
        ("event", "e1"),
        ("moved", "d2"),
        ("outcome", "outcome:all"),
    ]
    moved = Change.objects.get(key="d2").row
    assert (moved["senders"], moved["targets"]) == (["Aldovia"], ["Boréaland"])
    assert moved["was"] == case["deadlines"][0]["due"]
    assert moved["fact"] == case["deadlines"][1]
    assert [source["key"] for source in moved["sources"]] == ["s1"]


def test_new_fact_is_added_at_the_end_and_the_others_keep_their_places() -> None:
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    before = stream()
    load(a_case(events=[an_event("e1", "2026-03-08")], deadlines=[*first(), MOVE]))
    assert stream()[: len(before)] == before
    assert [entry[1:] for entry in stream()[len(before) :]] == [("moved", "d2")]


def test_corrected_fact_keeps_its_place_and_the_correction_is_an_entry() -> None:
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    before = stream()
    load(a_case(events=[an_event("e1", "2026-03-07", text="Something moved.")]), reason="A typing error.")
    logged = Correction.objects.get()
    assert stream()[:-1] == before
    assert stream()[-1][1:] == ("correction", f"correction:{logged.pk}")
    assert Change.objects.get(key="e1").row["fact"]["text"] == "Something moved."
    assert Change.objects.get(kind="correction").row["fact"]["reason"] == "A typing error."


def test_fact_that_is_taken_back_leaves_the_stream() -> None:
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    load(a_case())
    assert [entry[1] for entry in stream()] == ["set", "correction"]


def test_case_that_is_taken_back_and_published_again_is_told_anew() -> None:
    load(a_case())
    (before,) = stream()
    case = Ultimatum.objects.get()
    withdraw_case(case, now=NOW)
    assert [entry[1:] for entry in stream()] == [("retracted", "retracted")]
    publish_case(case, now=NOW)
    (retracted, again) = stream()
    assert before[0] < retracted[0] < again[0]
    assert again[1:] == before[1:]


def test_unpublished_case_has_no_entry() -> None:
    load(a_case(review="draft"))
    assert stream() == []


def test_party_that_joined_later_is_not_named_by_earlier_entries() -> None:
    late = {"actor": "cendria", "role": "target", "since": "2026-03-04"}
    parties = [*a_case()["parties"], late]
    found = {
        item.key: item.row["targets"]
        for item in changes(a_case(parties=parties, deadlines=[*first(), MOVE]), NAMES)
    }
    assert found == {"d1": ["Boréaland"], "d2": ["Boréaland", "Cendria"]}


def test_key_of_a_row_changes_with_what_it_shows() -> None:
    (one,), (same,), (other,) = (changes(a_case(title=title), NAMES) for title in ("A", "A", "B"))
    assert one.row["key"] == same.row["key"] != other.row["key"]
