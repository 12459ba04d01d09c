"""What is scheduled, until something became of it."""

import pytest

from tests.domain.making import deadline, hour, record, utc
from tracker.domain.alerts import AlertKind, milestones
from tracker.domain.scheduled import scheduled_in

VOTE = {"id": "e1", "on": "2025-08-20", "kind": "other", "text": "A vote.", "scheduled": "2025-07-20"}
MOVED = {**VOTE, "id": "e2", "on": "2025-08-25", "scheduled": "2025-08-10", "follows": "e1"}
DROPPED = {"id": "e3", "on": "2025-08-12", "kind": "other", "text": "It was called off.", "follows": "e2"}


@pytest.mark.parametrize(
    ("at", "listed"),
    [
        ("2025-07-19T23:59", []),
        ("2025-07-20T00:00", [("e1", "e1")]),
        ("2025-08-09T23:59", [("e1", "e1")]),
        ("2025-08-10T00:00", [("e1", "e2")]),
        ("2025-08-12T00:00", []),
    ],
)
def test_what_is_scheduled_is_known_from_its_announcement_until_it_moved_or_was_dropped(
    at: str, listed: list[tuple[str, str]]
) -> None:
    events = [{**event, "sources": ["s1"]} for event in (VOTE, MOVED, DROPPED)]
    known = record(deadline(1, "2025-07-14", "set", hour("2025-09-01T12:00:00Z")), events=events)
    cut = known.as_of(utc(at))
    assert cut is not None
    assert [(item.id, item.event.id) for item in scheduled_in(cut.events)] == listed


def test_a_month_is_all_its_days_and_an_hour_is_itself() -> None:
    for on, bounds in (
        ("2025-08", ("2025-08-01", "2025-08-31")),
        ("2025-08-20", ("2025-08-20", "2025-08-20")),
        ("2025-08-20T10:00:00Z", ("2025-08-20T10:00:00Z",) * 2),
    ):
        events = [{**VOTE, "on": on, "sources": ["s1"]}]
        (item,) = scheduled_in(record(deadline(1, "2025-07-14", "set", None), events=events).events)
        assert item.due.latest is not None
        assert (item.due.earliest.text, item.due.latest.text) == bounds


def test_what_is_scheduled_is_no_news_and_what_became_of_it_is() -> None:
    events = [{**event, "sources": ["s1"]} for event in (VOTE, MOVED, DROPPED)]
    known = record(deadline(1, "2025-07-14", "set", hour("2025-09-01T12:00:00Z")), events=events)
    assert [item.key for item in milestones(known) if item.kind is AlertKind.EVENT] == ["e3"]
