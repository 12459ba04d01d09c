"""One deadline set, shortened and resolved, another withdrawn: what calendars and feed readers see of it."""

from datetime import datetime, timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import icalendar
import pytest
from django.test import Client

from tests.factories import Document, a_case, a_deadline, a_due, an_outcome, load
from tests.present import NOW

pytestmark = pytest.mark.django_db


def instant(**ahead: Any) -> str:
    return (NOW + timedelta(**ahead)).replace(microsecond=0).isoformat()


SET = a_deadline("d1", instant(days=-40), a_due(instant(days=20)))
SHORTENED = a_deadline("d2", instant(hours=-30), a_due(instant(hours=-1)), "shortened", replaces="d1")
WITHDRAWN = a_deadline("d2", instant(hours=-10), None, "withdrawn", replaces="d1")


class Seen:
    """What clients see after each step: events by UID, entries of both feeds by id."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.sequences: dict[str, int] = {}

    def events(self) -> dict[str, tuple[str, datetime]]:
        """Status and instant of each event; SEQUENCE never falls."""
        body = self.client.get("/feeds/ultimatums.ics").content
        found: dict[str, tuple[str, datetime]] = {}
        library: Any = icalendar.Calendar.from_ical(body)
        for event in library.walk("VEVENT"):
            uid, sequence = str(event["UID"]).partition(".")[0], int(event["SEQUENCE"])
            assert uid not in found
            assert sequence >= self.sequences.get(uid, 0)
            self.sequences[uid] = sequence
            found[uid] = (str(event["STATUS"]), event["DTSTART"].dt)
        return found

    def entries(self, address: str) -> list[str]:
        """The entries, newest first, as they are called."""
        found = feedparser.parse(self.client.get(address).content)
        names = (entry.id.split(":", 2)[2] for entry in found.entries)
        titles = (entry.title.partition(":")[0] for entry in found.entries)
        return [f"{name}: {title}" for name, title in zip(names, titles, strict=True)]


def test_both_feeds_tell_the_story_as_it_goes(client: Client) -> None:
    seen = Seen(client)

    def step(hours: int, *cases: Document) -> None:
        load(*cases, now=NOW - timedelta(hours=hours))

    step(50, a_case("one", deadlines=[SET]), a_case("two", deadlines=[SET]))
    at_first = datetime.fromisoformat(instant(days=20))
    assert seen.events() == {"one": ("CONFIRMED", at_first), "two": ("CONFIRMED", at_first)}
    assert len(seen.entries("/feeds/changes.atom")) == 2
    due = seen.entries("/feeds/due.atom?case=one")
    assert [entry.rpartition(": ")[2] for entry in due] == ["30 days left"]

    before = dict(seen.sequences)
    step(30, a_case("one", deadlines=[SET, SHORTENED]))
    moved = datetime.fromisoformat(instant(hours=-1))
    assert seen.events() == {"one": ("CONFIRMED", moved), "two": ("CONFIRMED", at_first)}
    assert seen.sequences["one"] > before["one"]
    assert seen.sequences["two"] == before["two"]
    changes = seen.entries("/feeds/changes.atom?case=one")
    assert [entry.partition(",")[0] for entry in changes] == ["one/d2: Shortened", "one/d1: Deadline set"]
    assert [entry.rpartition(": ")[2] for entry in seen.entries("/feeds/due.atom?case=one")] == [
        "Expired, outcome open",
        "1 day left",
        "30 days left",
    ]
    assert seen.entries("/feeds/due.atom?case=one")[-1:] == due

    step(10, a_case("two", deadlines=[SET, WITHDRAWN]))
    assert seen.events() == {"one": ("CONFIRMED", moved), "two": ("CANCELLED", at_first)}
    assert seen.entries("/feeds/changes.atom")[0].startswith("two/d2: Withdrawn, ")

    on = instant(minutes=-30)
    step(0, a_case("one", deadlines=[SET, SHORTENED], outcomes=[an_outcome(on)]))
    assert seen.events()["one"] == ("CONFIRMED", moved)
    assert seen.entries("/feeds/changes.atom")[0] == "one/outcome:all: Lapsed"
    assert set(due) < set(seen.entries("/feeds/due.atom?case=one"))
