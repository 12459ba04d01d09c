"""The stream as outputs read it: newest first, in pages, filtered, without what came later."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    NOW,
    a_case,
    a_deadline,
    a_due,
    a_source,
    a_threat,
    an_event,
    an_outcome,
    load,
    store_generated,
)
from tracker.models import Ultimatum
from tracker.queries.changes import ChangeLine, changes, changes_after
from tracker.services.cases.editing import withdraw_case

pytestmark = pytest.mark.django_db

MOVED = a_case(
    deadlines=[
        a_deadline("d1", "2026-03-01", a_due("2026-04-01"), note="It did not hold."),
        a_deadline("d2", "2026-03-05", a_due("2026-03-20"), "shortened", replaces="d1"),
    ],
    events=[an_event("e1", "2026-02-20")],
    outcomes=[an_outcome("2026-03-08", lifted="2026-03-09")],
    sources={
        "s1": a_source("first"),
        "s2": a_source("second", published="2026-03-08"),
    },
)


def day(number: int) -> datetime:
    return datetime.fromisoformat(f"2026-03-{number:02}T12:00:00Z")


def keys(*, at: datetime = NOW, **criteria: str) -> list[tuple[str, str]]:
    return [(line.slug, line.key) for line in changes(at=at, criteria=criteria)]


def test_newest_come_first() -> None:
    load(MOVED)
    assert [key for _, key in keys()] == ["outcome:all", "d2", "d1", "e1"]


def test_nothing_later_is_there_and_nothing_before_the_case_was_announced() -> None:
    load(MOVED)
    assert [key for _, key in keys(at=day(5))] == ["d2", "d1", "e1"]
    assert keys(at=datetime.fromisoformat("2026-02-25T00:00:00Z")) == []


def test_what_was_written_or_published_later_is_left_out_of_the_past() -> None:
    load(MOVED)
    now, then = ({line.key: line for line in changes(at=at, criteria={})} for at in (NOW, day(8)))
    assert now["d1"].row["fact"]["note"] == "It did not hold."
    assert "note" not in then["d1"].row["fact"]
    assert (now["d1"].row["sources"][0]["title"], then["d1"].row["sources"][0]["title"]) == (
        "Report first",
        "",
    )
    assert then["outcome:all"].row["sources"] == now["outcome:all"].row["sources"]
    assert "lifted" in now["outcome:all"].row["fact"]
    assert now["d1"].row_key != then["d1"].row_key


def test_filters_are_those_of_the_board_at_that_instant() -> None:
    load(MOVED, a_case("other", threats=[a_threat(type="force")], dossier="ore-dispute"))
    assert keys(threat="force") == [("other", "d1")]
    assert keys(dossier="ore-dispute", threat="blockade") == []
    assert len(keys(status="resolved")) == 4
    assert keys(status="resolved", at=day(7)) == []


def test_case_that_is_taken_back_leaves_that() -> None:
    load(MOVED)
    withdraw_case(Ultimatum.objects.get(), now=NOW)
    assert keys() == [("open-the-river", "retracted")]
    assert [line.key for line in changes_after(0, at=NOW, criteria={})] == ["retracted"]


def test_pages_join_without_gap_or_repeat() -> None:
    store_generated(30, NOW, with_changes=True)
    whole = changes(at=NOW, criteria={}, limit=1000)
    found: list[ChangeLine] = []
    before = None
    while page := changes(at=NOW, criteria={}, limit=7, before=before):
        found += page
        before = page[-1].place
    assert tuple(found) == whole
    assert len(whole) > 60


def test_as_told_a_case_entered_late_comes_first_and_pages_join() -> None:
    store_generated(30, NOW, with_changes=True)
    late = {**MOVED, "slug": "late"}
    load(late, now=NOW + timedelta(minutes=1))
    at = NOW + timedelta(minutes=2)
    whole = changes(at=at, criteria={}, limit=1000, as_told=True)
    assert [(line.slug, line.key) for line in whole[:4]] == [
        ("late", key) for key in ("outcome:all", "d2", "d1", "e1")
    ]
    found: list[ChangeLine] = []
    while page := changes(
        at=at, criteria={}, limit=7, as_told=True, before=found[-1].place if found else None
    ):
        found += page
    assert tuple(found) == whole
    assert sorted(line.id for line in whole) == sorted(
        line.id for line in changes(at=at, criteria={}, limit=1000)
    )


def test_stream_goes_on_after_the_last_one_seen() -> None:
    load(MOVED)
    first = changes_after(0, at=NOW, criteria={}, limit=3)
    load(a_case("other"), now=NOW + timedelta(minutes=1))
    rest = changes_after(first[-1].id, at=NOW, criteria={})
    assert [line.key for line in first] == ["e1", "d1", "d2"]
    assert [(line.slug, line.key) for line in rest] == [("open-the-river", "outcome:all"), ("other", "d1")]


@pytest.mark.parametrize("cases", [1, 3])
def test_one_query_whatever_there_is(cases: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    store_generated(cases, NOW, with_changes=True)
    with django_assert_num_queries(1):
        assert changes(at=NOW, criteria={}) != ()
    with django_assert_num_queries(1):
        assert changes(at=NOW, criteria={"threat": "force", "q": "a"}) is not None
