"""A deadline is set, shortened, withdrawn and settled; after each step every output tells the same story."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.test import Client
from icalendar import Calendar

from tests.factories import Document, a_case, a_deadline, a_due, an_outcome, load
from tests.present import NOW
from tests.web.reading import read
from tracker.clock import utc_now
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.services.tick import tick
from tracker.templatetags.labels import label

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SLUG, TITLE = "open-the-river", "Open the river or lose the ports"


@dataclass(frozen=True)
class Story:
    """What an output that knows everything tells of the case."""

    title: str
    url: str
    status: Status
    moves: int
    latest: str | None
    latest_at: str | None
    headlines: list[str]
    seconds: int | None


def day(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%d}"


SET = a_deadline("d1", day(-10), a_due(day(60)))
SHORTENED = a_deadline("d2", day(-5), a_due(day(30)), "shortened", replaces="d1")
WITHDRAWN = a_deadline("d3", day(-3), None, "withdrawn", replaces="d2")
SETTLED = an_outcome(day(-1), "partial", "withdrawn", settled=True)
STEPS: list[tuple[Document, Status, str | None, list[str]]] = [
    ({"deadlines": [SET]}, Status.RUNNING, day(60), ["set"]),
    ({"deadlines": [SET, SHORTENED]}, Status.RUNNING, day(30), ["set", "moved"]),
    ({"deadlines": [SET, SHORTENED, WITHDRAWN]}, Status.WITHDRAWN, None, ["set", "moved", "moved"]),
    (
        {"deadlines": [SET, SHORTENED, WITHDRAWN], "outcomes": [SETTLED]},
        Status.RESOLVED,
        None,
        ["set", "moved", "moved", "outcome"],
    ),
]


def test_every_output_tells_the_same_story_after_each_step(client: Client) -> None:
    sequence = -1
    for parts, status, latest, kinds in STEPS:
        load(a_case(SLUG, **parts), now=NOW)
        tick(now=utc_now())
        case = get(client, f"/api/v1/ultimatums/{SLUG}")
        story = of_json(case, case["due"])
        assert (story.title, story.status, story.latest) == (TITLE, status, latest)
        assert story.headlines == (["settled"] if status is Status.RESOLVED else [])
        assert all(other == story for other in others(client, at=story))
        assert_page(client, story)
        sequence = assert_calendar(client, story, later_than=sequence)
        assert_changes(client, kinds)


def others(client: Client, *, at: Story) -> list[Story]:
    """What the list, the downloads and the windows tell; clocks may be a second on."""
    row = get(client, "/api/v1/ultimatums")["items"][0]
    lines = content(client, "/data/ultimatums.jsonl").splitlines()
    (cells,) = csv.DictReader(io.StringIO(content(client, "/data/ultimatums.csv")))
    found = [of_json(each, (each["deadline"] or {}).get("due")) for each in (row, json.loads(lines[0]))]
    found.append(
        Story(
            cells["title"],
            cells["url"],
            Status(cells["status"]),
            int(cells["moves"]),
            cells["latest"] or None,
            cells["latest_at"] or None,
            cells["headlines"].split("; ") if cells["headlines"] else [],
            int(cells["countdown_seconds"]) if cells["countdown_seconds"] else None,
        )
    )
    window = "next?days=90" if at.status is Status.RUNNING else "recent?days=30"
    (listed,) = get(client, f"/api/v1/{window}")["items"]
    found.append(of_json(listed, (listed["deadline"] or {}).get("due")))
    told = [each.seconds or 0 for each in found]
    assert max(told) - min(told) < 60
    return [replace(each, seconds=at.seconds) for each in found]


def of_json(row: dict[str, Any], due: dict[str, Any] | None) -> Story:
    return Story(
        row["title"],
        row["url"],
        Status(row["status"]),
        row["moves"],
        due["latest"] if due else None,
        due["latest_at"] if due else None,
        row["headlines"],
        row["countdown"]["seconds"],
    )


def assert_page(client: Client, story: Story) -> None:
    page = read(client.get(f"/ultimatums/{SLUG}/").content)
    assert story.title in page.text
    if story.headlines:
        assert label(Headline(story.headlines[0])) in page.text
    else:
        assert (label(story.status) in page.text) or story.status is Status.RUNNING
    if story.latest_at:
        assert story.latest_at.replace(":00Z", "Z") in page.stamps
    embed = read(client.get(f"/embed/{SLUG}/").content)
    badge = client.get(f"/badge/{SLUG}.svg").content.decode()
    assert story.title in embed.text
    words = [label(Headline(each)) for each in story.headlines]
    assert [each for each in words if each not in embed.text or each not in badge] == []
    if story.latest_at:
        assert story.latest_at.replace(":00Z", "Z") in embed.stamps
        assert f"{(story.seconds or 0) // 86_400} days left" in badge


def assert_calendar(client: Client, story: Story, *, later_than: int) -> int:
    """The one line of the case, moved or cancelled; the number of its version, which rises."""
    calendar = Calendar.from_ical(client.get(f"/ultimatums/{SLUG}/calendar.ics").content)
    (event,) = cast("list[Any]", calendar.walk("VEVENT"))  # typed as all that a property could be
    assert TITLE in str(event["SUMMARY"])
    assert str(event["UID"]).startswith(f"{SLUG}.d1@")
    assert event["SEQUENCE"] > later_than
    if story.latest:
        assert event["DTEND"].dt - timedelta(days=1) == date.fromisoformat(story.latest)
    assert (event.get("STATUS") == "CANCELLED") is (story.status is Status.WITHDRAWN or bool(story.headlines))
    return int(event["SEQUENCE"])


def assert_changes(client: Client, kinds: list[str]) -> None:
    stream = get(client, "/api/v1/changes")["items"]
    assert [item["kind"] for item in stream] == kinds
    feed = ET.fromstring(client.get("/feeds/changes.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(kinds)
    names = sorted(item["entry"] for item in stream)
    assert (
        sorted(entry.findtext(f"{ATOM}id", "").partition(":")[2].partition(":")[2] for entry in entries)
        == names
    )


def get(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.json()


def content(client: Client, address: str) -> str:
    return b"".join(client.get(address)).decode()
