"""What an editor changed of what was read, field by field."""

from typing import Any

import pytest

from tests.factories import a_case, a_deadline, a_due
from tests.incoming import found_in
from tracker.domain.proposal_differences import FIELDS, OF_A_MOVE, differences

PROPOSAL = found_in().as_json()
SAME = a_deadline("d1", "2026-03-02T09:00:00-05:00", a_due("2026-03-22"), as_stated="Within  20 days")


def test_what_was_taken_over_is_no_difference() -> None:
    found = differences(PROPOSAL, a_case(deadlines=[SAME]))
    assert found == {"compared": list(FIELDS), "changed": {}}, "case and blanks aside, and with the hour"


@pytest.mark.parametrize(
    ("changes", "field", "published"),
    [
        (
            {"parties": [{"actor": "cendria", "role": "sender"}, {"actor": "borealand", "role": "target"}]},
            "sender",
            "cendria",
        ),
        ({"parties": [{"actor": "aldovia", "role": "sender"}]}, "target", ""),
        ({"demands": []}, "demand", ""),
        ({"deadlines": [{**SAME, "due": None}]}, "window", ""),
        ({"deadlines": [{**SAME, "change": "staged"}]}, "change", "staged"),
        ({"deadlines": [{**SAME, "announced": "2026-03-01"}]}, "announced", "2026-03-01"),
    ],
)
def test_what_was_changed_is_told_by_its_field(changes: dict[str, Any], field: str, published: str) -> None:
    found = differences(PROPOSAL, a_case(**{"deadlines": [SAME], **changes}))["changed"]
    assert {name: each["published"] for name, each in found.items()} == {field: published}


def test_one_of_several_is_enough_and_the_nearest_announcement_is_compared() -> None:
    later = a_deadline("d2", "2026-03-05", a_due("2026-05-01"), as_stated="by May", change="extended")
    parties = [
        {"actor": "cendria", "role": "sender"},
        {"actor": "aldovia", "role": "sender"},
        {"actor": "borealand", "role": "target"},
    ]
    assert differences(PROPOSAL, a_case(parties=parties, deadlines=[SAME, later]))["changed"] == {}


def test_of_a_move_demands_and_threats_are_not_compared() -> None:
    found = differences(PROPOSAL, a_case(deadlines=[SAME], demands=[], threats=[]), OF_A_MOVE)
    assert found == {"compared": list(OF_A_MOVE), "changed": {}}


def test_what_neither_has_is_not_compared() -> None:
    nothing = found_in(evidence={}, sender=None, target=None, demand=None, threat=None, deadline=None)
    empty = a_case(parties=[], demands=[], threats=[], deadlines=[])
    assert differences(nothing.as_json(), empty) == {"compared": [], "changed": {}}
