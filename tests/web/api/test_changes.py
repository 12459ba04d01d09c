"""The stream: whoever keeps the cursor gets each change exactly once, whatever happens in between."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import a_case, a_deadline, a_due, an_event, an_outcome, load
from tests.present import NOW
from tests.web.api.requests import ask
from tracker.models import Change, Ultimatum
from tracker.services.cases.editing import withdraw_case

pytestmark = pytest.mark.django_db
FIRST = a_deadline("d1", "2025-03-01", a_due("2025-04-01"))
MOVE = a_deadline("d2", "2025-03-05", a_due("2025-03-20"), "shortened", replaces="d1")


def poll(client: Client, cursor: str | None, **query: str | int) -> tuple[list[str], str]:
    """All there is after a cursor, as slug/key, and the cursor to go on with."""
    found: list[str] = []
    while True:
        asked: dict[str, Any] = query | ({"cursor": cursor} if cursor else {})
        page = ask(client, "changes", **asked)
        found += [item["entry"] for item in page["items"]]
        cursor = str(page["cursor"])
        if not page["has_more"]:
            return found, cursor


def a_dated(slug: str = "open-the-river", **changes: Any) -> Any:
    return a_case(slug, **{"deadlines": [FIRST], **changes})


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_each_change_comes_once(client: Client, limit: int) -> None:
    load(a_dated(), now=NOW)
    found, cursor = poll(client, None, limit=limit)
    assert found == ["open-the-river/d1"]
    assert poll(client, cursor, limit=limit)[0] == []
    load(a_dated(deadlines=[FIRST, MOVE], events=[an_event("e1", "2025-03-03")]), now=NOW)
    found, cursor = poll(client, cursor, limit=limit)
    assert found == ["open-the-river/e1", "open-the-river/d2"]
    load(a_dated("close-the-dam"), now=NOW)
    found, cursor = poll(client, cursor, limit=limit)
    assert found == ["close-the-dam/d1"]
    assert poll(client, cursor, limit=limit)[0] == []


def test_correction_and_outcome_come_as_such(client: Client) -> None:
    load(a_dated(), now=NOW)
    _, cursor = poll(client, None)
    load(
        a_dated(deadlines=[{**FIRST, "as_stated": "by the first"}], outcomes=[an_outcome("2025-04-02")]),
        now=NOW,
        reason="A typing error.",
    )
    page = ask(client, "changes", cursor=cursor)
    assert [item["kind"] for item in page["items"]] == ["outcome", "correction"]
    assert page["items"][1]["fact"]["reason"] == "A typing error."
    assert page["items"][0]["case"]["senders"] == ["Aldovia"]


def test_move_tells_what_was(client: Client) -> None:
    load(a_dated(deadlines=[FIRST, MOVE]), now=NOW)
    (item,) = ask(client, "changes", kind="moved")["items"]
    assert (item["was"]["latest"], item["fact"]["due"]["latest"]) == ("2025-04-01", "2025-03-20")


def test_what_was_entered_ahead_of_its_day_comes_on_its_day(client: Client, clock: "Clock") -> None:
    tomorrow = f"{NOW + timedelta(days=1):%Y-%m-%d}"
    load(a_dated(events=[an_event("e1", tomorrow)]), now=NOW)
    load(a_dated("close-the-dam"), now=NOW)
    found, cursor = poll(client, None, limit=1)
    assert found == ["open-the-river/d1", "close-the-dam/d1"]
    assert poll(client, cursor, limit=1)[0] == []
    clock.now = NOW + timedelta(days=2)
    found, cursor = poll(client, cursor, limit=1)
    assert found == ["open-the-river/e1"]
    load(a_dated("leave-the-isle"), now=NOW)
    found, cursor = poll(client, cursor, limit=1)
    assert found == ["leave-the-isle/d1"]
    # Another machine, whose clock is behind, repeats nothing and loses nothing.
    clock.now = NOW
    assert poll(client, cursor, limit=1)[0] == []


class Clock:
    """What the doors read."""

    def __init__(self) -> None:
        self.now = NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("tracker.web.decorators.utc_now", lambda: clock.now)
    monkeypatch.setattr("tracker.web.middleware.page_cache.utc_now", lambda: clock.now)
    return clock


def test_of_a_case_that_is_taken_back_only_that_is_told(client: Client) -> None:
    load(a_dated(), a_dated("close-the-dam"), now=NOW)
    withdraw_case(Ultimatum.objects.get(slug="open-the-river"), now=NOW)
    assert poll(client, None)[0] == ["close-the-dam/d1", "open-the-river/retracted"]
    assert Change.objects.count() == 2


def test_filters_leave_what_they_say(client: Client) -> None:
    load(a_dated(), a_dated("close-the-dam", dossier="ore-dispute", title="Close the dam"), now=NOW)
    assert poll(client, None, dossier="ore-dispute")[0] == ["close-the-dam/d1"]
    assert poll(client, None, case="close-the-dam")[0] == ["close-the-dam/d1"]
    assert poll(client, None, q="dam")[0] == ["close-the-dam/d1"]
    assert poll(client, None, actor="borealand")[0] == ["open-the-river/d1", "close-the-dam/d1"]
    assert poll(client, None, kind="event")[0] == []


def test_as_of_the_past_tells_what_was_known_then(client: Client) -> None:
    event = an_event("e1", "2025-03-03")
    load(a_dated(deadlines=[{**FIRST, "note": "Seen later."}, MOVE], events=[event]), now=NOW)
    page = ask(client, "changes", as_of="2025-03-04")
    assert [item["entry"] for item in page["items"]] == ["open-the-river/d1", "open-the-river/e1"]
    assert "note" not in page["items"][0]["fact"]
    assert {source["title"] for item in page["items"] for source in item["sources"]} == {None}
    assert {item["recorded_at"] for item in page["items"]} == {None}
