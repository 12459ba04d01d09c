"""The feeds of the seeds: as two readers of calendars and one of Atom find them, now and in the past."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import icalendar
import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import Document
from tests.filled import seeds
from tests.thoroughness import IS_THOROUGH
from tests.web.feeds.strict import read
from tests.web.feeds.test_atom import CHANGES, DUE, feed, ids
from tests.web.feeds.test_calendar import FEED, calendar, span
from tests.web.reading import read as read_page
from tests.web.reading import squeezed
from tests.web.test_leaks import CASES, end_of, instants, later_words
from tracker.domain.status.record import Record
from tracker.domain.status.steps import steps
from tracker.domain.vocabulary import Change as Announcement
from tracker.models import Change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_every_time_limit_of_the_seeds_is_there_once(client: Client) -> None:
    expected = set()
    for case in seeds().cases:
        record = Record.from_document(case)
        opened = [step.deadlines[0].id for step in steps(record.deadlines)]
        proposed = [item.id for item in record.deadlines if item.change is Announcement.PROPOSED]
        ahead = [item["id"] for item in case["events"] if item.get("scheduled")]
        ended = {item.get("follows") for item in case["events"]}
        open_events = [key for key in ahead if key not in ended]
        expected |= {f"{record.slug}.{key}@localhost" for key in (*opened, *proposed, *open_events)}
    found = [item["UID"] for item in calendar(client).events]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("query", [{}, {"alarms": "30d,7d,1d,6h"}, {"as_of": "2025-07-30"}])
def test_library_and_strict_reader_agree_on_every_event(client: Client, query: dict[str, str]) -> None:
    body = client.get(FEED, query).content
    strict = read(body)
    library: Any = icalendar.Calendar.from_ical(body)
    assert library.errors == []
    events = library.walk("VEVENT")
    assert len(events) == len(strict.events) > 5
    for ours, theirs in zip(strict.events, events, strict=True):
        assert theirs.errors == []
        for name in ("UID", "SUMMARY", "DESCRIPTION", "STATUS", "URL", "SEQUENCE", "TRANSP"):
            assert str(theirs[name]) == ours[name]
        for name in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"):
            told = ours.get(name)
            assert (told is None) == (name not in theirs)
            if told:
                assert written(theirs[name].dt) == told
        assert theirs["CATEGORIES"].to_ical().decode() == ours["CATEGORIES"]
        rings = [written(alarm["TRIGGER"].dt) for alarm in theirs.walk("VALARM")]
        assert rings == [alarm["TRIGGER"] for alarm in ours.inner]


def written(value: date | datetime) -> str:
    if isinstance(value, datetime):
        assert value.utcoffset() == timedelta(0)
        return f"{value:%Y%m%dT%H%M%SZ}"
    return f"{value:%Y%m%d}"


def test_feed_of_a_case_tells_what_the_feed_of_all_does(client: Client) -> None:
    of_all = {item["UID"]: item for item in calendar(client).events}
    for case in seeds().cases[::9]:
        for item in calendar(client, f"/ultimatums/{case['slug']}/calendar.ics").events:
            assert item == of_all[item["UID"]]


def test_nothing_later_is_in_the_calendar_of_the_past(client: Client) -> None:
    address = "/ultimatums/us-russia-50-days-2025/calendar.ics"
    (found,) = calendar(client, address, as_of="2025-07-24").events
    assert span(found) == ("20250902", "20250903")
    assert (found["SEQUENCE"], found["LAST-MODIFIED"][:8]) == ("0", "20250714")
    for later in ("August", "Lapsed", "Ten days", "India", "Before that"):
        assert later not in found["DESCRIPTION"] + found["SUMMARY"]
    assert found["URL"].endswith("?as_of=2025-07-24")
    (moved,) = calendar(client, address, as_of="2025-07-30").events
    assert (moved["UID"], span(moved)) == (found["UID"], ("20250808", "20250809"))
    assert int(moved["SEQUENCE"]) > int(found["SEQUENCE"])
    everything = calendar(client, as_of="2025-07-24")
    assert max(item["DTSTAMP"] for item in everything.events) <= "20250724T235959Z"
    assert client.get(address, {"as_of": "2025-07-01"}).status_code == 404


def pages(client: Client, address: str) -> Iterator[Any]:
    """The feed and, by its links, all older pages of it."""
    while address:
        found = feed(client, address)
        yield found
        links = [link.href for link in found.feed.links if link.rel == "next"]
        address = urlsplit(links[0])._replace(scheme="", netloc="").geturl() if links else ""


def test_reader_gets_every_change_of_the_seeds_once_by_following_the_pages(client: Client) -> None:
    found = list(pages(client, CHANGES))
    assert [len(page.entries) for page in found[:-1]] == [100] * (len(found) - 1)
    told = [tag for page in found for tag in ids(page)]
    assert len(told) == len(set(told)) == Change.objects.count()
    instants = [entry.published for page in found for entry in page.entries]
    assert instants == sorted(instants, reverse=True)
    assert len({page.feed.id for page in found}) == 1


def test_entry_has_all_a_reader_needs(client: Client) -> None:
    found = feed(client, CHANGES, case="us-russia-50-days-2025")
    assert (found.feed.title, found.feed.author) == (
        "Ultimata: End the war in Ukraine in 50 days or see Russia's trade partners taxed: what changed",
        "Ultimata",
    )
    assert {link.rel for link in found.feed.links} == {"self", "alternate"}
    entry = next(entry for entry in found.entries if entry.id.endswith("/d2"))
    assert entry.title.startswith(
        "Shortened, 2 Sep 2025 → 7–9\N{NO-BREAK SPACE}Aug\N{NO-BREAK SPACE}2025: End the war"
    )
    assert entry.link.endswith("/ultimatums/us-russia-50-days-2025/")
    assert [tag.term for tag in entry.tags] == ["moved", "ultimatum"]
    via = [link.href for link in entry.links if link.rel == "via"]
    content = entry.content[0].value
    assert via != []
    assert [link for link in read_page(content).links if link.startswith("http")] == via
    assert "It was: the end of 2 September 2025" in content
    outcome = next(entry for entry in found.entries if entry.id.endswith("/outcome:all"))
    assert outcome.title.startswith("Lapsed: ")


@pytest.mark.matrix(every=5)
@pytest.mark.parametrize("case", CASES, ids=[case["slug"] for case in CASES])
def test_nothing_later_is_in_the_feeds_of_the_past(client: Client, case: Document) -> None:
    for day in instants(case)[: 2 if IS_THOROUGH else 1]:
        later = [words for words in later_words(case, end_of(day)) if len(words) > 20]
        later += [source["title"] for source in unpublished(case, end_of(day))]
        for address in (CHANGES, DUE):
            found = feed(client, address, as_of=day, case=case["slug"])
            text = squeezed(" ".join(str(entry) for entry in found.entries))
            assert [words for words in later if words in text] == []
            assert [entry for entry in found.entries if entry.published[:10] > day] == []
            assert found.feed.updated[:10] <= day
            assert {urlsplit(entry.link).query for entry in found.entries} <= {f"as_of={day}"}


def unpublished(case: Document, at: datetime) -> list[Document]:
    sources = [source for source in case["sources"].values() if not source.get("title_is_descriptive")]
    texts = [source for source in sources if len(source.get("published", "")) == 10]
    return [
        source for source in texts if f"{at:%Y-%m-%d}" < source["published"] and len(source["title"]) > 30
    ]


# --- Golden files -------------------------------------------------------------------------------------------
GOLDEN = Path(__file__).parent / "golden"
FIFTY_DAYS = "us-russia-50-days-2025"
FILES = {
    "case.ics": f"/ultimatums/{FIFTY_DAYS}/calendar.ics?as_of=2025-07-30&alarms=7d,1d",
    "steps.ics": "/ultimatums/us-canada-mexico-tariffs-2025/calendar.ics?as_of=2025-12-31",
    "dossier.ics": "/feeds/ultimatums.ics?dossier=ukraine-war&as_of=2025-08-12",
    "changes.atom": f"/feeds/changes.atom?case={FIFTY_DAYS}&as_of=2025-08-12",
    "due.atom": f"/feeds/due.atom?case={FIFTY_DAYS}&as_of=2025-08-12",
    "refused.json": "/feeds/ultimatums.ics?sender=nobody&alarms=soon&as_of=2025-07-14",
}


@pytest.mark.parametrize("name", FILES)
def test_feed_reads_as_it_was_read(client: Client, settings: Settings, name: str) -> None:
    """After a change of words write them anew with GOLDEN=write and read what changed."""
    settings.SITE_URL, settings.SITE_HOST = "https://ultimata.example", "ultimata.example"
    made = client.get(FILES[name]).content
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(made)
    assert made == path.read_bytes()
