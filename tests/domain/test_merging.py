"""Two editors' changes of one case, field by field."""

from copy import deepcopy
from typing import Any

import pytest

from tests.factories import a_case, a_deadline, a_due, a_source, an_event
from tracker.domain.merging import Conflict, merge, with_theirs

BASE = a_case(events=[an_event("e1", "2026-03-05")])


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The case with the values at some places replaced; a place is written `deadlines.0.as_stated`."""
    made = deepcopy(BASE)
    for place, value in changes:
        *way, last = place.split(".")
        at: Any = made
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        if isinstance(at, list):
            at[int(last) : int(last) + 1] = [] if value is None else [value]
        else:
            at[last] = value
    return made


def test_nothing_changed_is_nothing_changed() -> None:
    merged = merge(BASE, BASE, BASE)
    assert (merged.document, merged.conflicts, merged.taken) == (BASE, (), ())


@pytest.mark.parametrize(
    "one",
    [
        ("summary", "Another summary of it all."),
        ("tags", ["a-new-tag"]),
        ("demands.0.text", "Open all rivers."),
        ("deadlines.0.due", None),
        ("deadlines.0.due", a_due("2026-05-01")),
        ("events.0", None),
        ("events.1", an_event("e2", "2026-03-06")),
        ("sources.s3", a_source("third")),
        ("parties.0.stated_by", "cendria"),
    ],
)
def test_what_one_changed_is_as_that_one_left_it(one: tuple[str, Any]) -> None:
    other = ("threats.0.text", "Close every port.")
    for mine, theirs in ((changed(one), changed(other)), (changed(other), changed(one))):
        merged = merge(BASE, mine, theirs)
        assert (merged.document, merged.conflicts) == (changed(one, other), ())
        assert merged.taken


def test_what_both_changed_is_mine_and_theirs_is_told() -> None:
    merged = merge(
        BASE, changed(("summary", "Mine, and longer.")), changed(("summary", "Theirs, and longer."))
    )
    assert merged.document["summary"] == "Mine, and longer."
    assert merged.conflicts == (Conflict(("summary",), "Mine, and longer.", "Theirs, and longer."),)
    theirs = changed(("summary", "Theirs, and longer."))
    assert with_theirs(merged.document, theirs, [("summary",)]) == theirs


def test_both_made_the_same_change() -> None:
    both = changed(("summary", "The same of both."))
    assert merge(BASE, both, both).conflicts == ()


def test_an_entry_that_one_took_out_and_the_other_changed_stays() -> None:
    gone, kept = changed(("events.0", None)), changed(("events.0.text", "They met twice."))
    for mine, theirs in ((gone, kept), (kept, gone)):
        merged = merge(BASE, mine, theirs)
        assert merged.document["events"] == kept["events"]
        assert [item.path for item in merged.conflicts] == [("events", "e1")]
    assert with_theirs(kept, gone, [("events", "e1")])["events"] == []


def test_entries_that_both_added_are_two_and_cite_what_they_cited() -> None:
    mine = changed(
        ("sources.s3", a_source("mine")), ("events.1", an_event("e2", "2026-03-06", sources=["s3"]))
    )
    theirs = changed(
        ("sources.s3", a_source("theirs")), ("deadlines.1", a_deadline("d2", "2026-03-07", None))
    )
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    sources = merged.document["sources"]
    assert (sources["s3"]["title"], sources["s4"]["title"]) == ("Report theirs", "Report mine")
    assert merged.document["events"][1]["sources"] == ["s4"]
    assert [item["id"] for item in merged.document["deadlines"]] == ["d1", "d2"]
