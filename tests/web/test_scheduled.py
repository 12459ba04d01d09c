"""A vote that lies ahead, wherever dates are shown: one case, loaded once and then moved and dropped."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import a_case, a_deadline, a_due, an_event, load
from tests.present import NOW
from tests.web.feeds.strict import read as read_calendar
from tests.web.reading import read

pytestmark = pytest.mark.django_db
SLUG = "open-the-river"


def day(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%d}"


def store(*events: dict[str, Any]) -> None:
    limit = a_deadline("d1", day(-20), a_due(day(60)))
    load(a_case(deadlines=[limit], events=list(events)), now=NOW)


def text_of(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return read(answer.content).text


def calendar(client: Client, **query: str) -> list[tuple[str, str]]:
    answer = client.get(f"/ultimatums/{SLUG}/calendar.ics", query)
    found = read_calendar(answer.content).events
    return [(item["UID"].split("@")[0], item["DTSTART"]) for item in found if ".e" in item["UID"]]


def test_it_is_shown_until_it_moved_and_was_dropped(client: Client) -> None:
    vote = an_event("e1", day(10), text="The senate votes on the river.", scheduled=day(-5))
    store(vote)
    page = text_of(client, f"/ultimatums/{SLUG}/")
    assert "What is scheduled" in page
    assert "Scheduled for" in page
    assert "Newest source" not in page
    early = text_of(client, f"/ultimatums/{SLUG}/", as_of=day(-6))
    assert "senate" not in early
    month = f"/calendar/{NOW + timedelta(days=10):%Y/%-m}/"
    assert "The senate votes on the river." in text_of(client, month)
    assert "senate" not in text_of(client, month, as_of=day(-6))
    assert calendar(client) == [(f"{SLUG}.e1", f"{NOW + timedelta(days=10):%Y%m%d}")]
    assert calendar(client, as_of=day(-6)) == []
    assert calendar(client, as_of=day(-5)) == calendar(client)
    assert "Scheduled: Open the river" in client.get("/feeds/changes.atom").content.decode()
    entry = client.get("/api/v1/events").json()["items"][0]
    assert (entry["on"], entry["scheduled"], entry["follows"]) == (day(10), day(-5), None)

    moved = {**vote, "id": "e2", "on": day(15), "scheduled": day(-1), "follows": "e1"}
    store(vote, moved)
    assert calendar(client) == [(f"{SLUG}.e1", f"{NOW + timedelta(days=15):%Y%m%d}")]
    assert calendar(client, as_of=day(-2)) == [(f"{SLUG}.e1", f"{NOW + timedelta(days=10):%Y%m%d}")]

    store(vote, moved, an_event("e3", day(0), text="It was called off.", follows="e2"))
    assert "What is scheduled" not in text_of(client, f"/ultimatums/{SLUG}/")
    assert calendar(client) == []


def test_a_demand_may_address_a_third_party(client: Client) -> None:
    case = a_case()
    case["parties"].append({"actor": "cendria", "role": "third-party"})
    case["demands"][0]["target"] = "cendria"
    load(case, now=NOW)
    assert "addressed to Cendria, a third party" in text_of(client, f"/ultimatums/{SLUG}/")
