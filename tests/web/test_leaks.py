"""As of an instant nothing shows that came later: no fact of it, no date, no count, no name, no outcome."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client

from tests.factories import Document
from tests.filled import seeds
from tests.thoroughness import IS_THOROUGH
from tests.web.reading import Read, is_case, read, squeezed
from tracker.domain.dates.moments import When, zone
from tracker.domain.status.record import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CASES = seeds().cases
MOST_INSTANTS = 5 if IS_THOROUGH else 2
WITHOUT_INSTANT = ("/status/", "/subscriptions/", "/suggest/", "/about/words/#")
"""Pages about the present alone, and words, which mean the same at every instant."""


def known_at(item: Document) -> datetime | None:
    """When an entry of a part became known; None: with the case."""
    text = item.get("public_since") or item.get("announced")
    text = text or item.get("scheduled") or item.get("on") or item.get("since")
    return When(text).starts_at if text else None


def instants(case: Document) -> list[str]:
    """Days of its life on which something was still to come: the first, and days before later facts."""
    first = min(known_at(item) or datetime.max.replace(tzinfo=UTC) for item in case["deadlines"])
    later = sorted({at for _, at in dated(case) if at > first})
    days = [first, *(at - timedelta(days=1) for at in later)]
    texts = sorted({f"{at:%Y-%m-%d}" for at in days if at >= first})
    last = len(texts) - 1
    places = {round(last * at / (MOST_INSTANTS - 1)) for at in range(MOST_INSTANTS)}
    return [texts[at] for at in sorted(places)]


@cache
def days_of_all() -> list[str]:
    """Days on which a page of all cases could tell too much: for each case one before something came.

    The fewest that do, by taking the last possible day of each case to which none before belongs; in
    `make test-all` every day of every case.
    """
    if IS_THOROUGH:
        return sorted({day for case in CASES for day in instants(case)})
    spans = []
    for case in CASES:
        could = [day for day in instants(case) if later_words(case, end_of(day))]
        spans += [(could[-1], could[0])] if could else []
    days: list[str] = []
    for last, first in sorted(spans):
        if not days or days[-1] < first:
            days.append(last)
    return days


PARTS = ("parties", "demands", "threats", "deadlines", "events", "outcomes")


def dated(case: Document) -> Iterator[tuple[Document, datetime]]:
    """Every fact with a date of its own."""
    for part in PARTS:
        for item in case[part]:
            at = known_at(item)
            if at:
                yield item, at


def words_of(item: Document) -> Iterator[str]:
    """The sentences by which a fact would be recognised on a page."""
    for name in ("text", "as_stated", "justification", "note", "condition", "clock_start"):
        if item.get(name):
            yield squeezed(item[name])


def hindsight(case: Document) -> Iterator[str]:
    """Prose of which nobody knows when it came to be true."""
    yield squeezed(case["summary"])
    yield from map(squeezed, case.get("notes", ()))
    yield from (squeezed(item["text"]) for item in case.get("background", ()))
    yield from map(squeezed, case.get("criteria", {}).values())
    for item in (*case["deadlines"], *case["outcomes"]):
        yield from (squeezed(item[name]) for name in ("note", "contested") if name in item)


def known_words(case: Document, at: datetime) -> str:
    items = [item for part in PARTS for item in case[part] if (known_at(item) or at) <= at]
    return " ".join([case["title"], *(words for item in items for words in words_of(item))])


def later_words(case: Document, at: datetime) -> list[str]:
    """What must not be read yet; a sentence that an earlier fact has too can give nothing away."""
    known = known_words(case, at)
    later = [words for item, known_from in dated(case) if known_from > at for words in words_of(item)]
    if later:
        later += hindsight(case)
    return [words for words in later if words not in known and len(words) > len("in 10 days")]


def days_in(case: Document, at: datetime) -> tuple[set[date], set[date]]:
    """The days that facts known at an instant name, and those that only later facts name."""
    record = Record.from_document(case)
    known, later = set[date](), set[date]()
    for item in record.deadlines:
        days = {item.announced.first_day, (item.public_since or item.announced).first_day}
        if item.due:
            bounds = (item.due.earliest, item.due.latest)
            days |= {bound.first_day for bound in bounds if bound}
            edges = [edge for edge in (item.due.window.earliest_at, item.due.window.latest_at) if edge]
            days |= {
                edge.astimezone(where).date() for edge in edges for where in (UTC, zone(item.due.timezone))
            }
        (known if item.known_at <= at else later).update(days)
    for event in record.events:
        (known if event.known_on.starts_at <= at else later).update(
            {event.on.first_day, event.known_on.first_day}
        )
    for outcome in record.outcomes:
        (known if outcome.on.starts_at <= at else later).add(outcome.on.first_day)
    known |= {at.date(), *(source.published.first_day for source in record.sources if source.published)}
    return known, later - known


def spelled(day: date) -> list[str]:
    """A day as pages write it."""
    return [f"{day.day} {day:%B %Y}", f"{day.day} {day:%b %Y}", day.isoformat()]


def end_of(day: str) -> datetime:
    return When(day).end_in(UTC) - timedelta(microseconds=1)


def page_of(client: Client, address: str, **query: str) -> Read:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return read(answer.content)


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("case", CASES, ids=[case["slug"] for case in CASES])
def test_nothing_later_shows_on_the_page_of_a_case(client: Client, case: Document) -> None:
    address = f"/ultimatums/{case['slug']}/"
    complete = page_of(client, address).text
    withheld: set[str] = set()
    for day in instants(case):
        at = end_of(day)
        page = page_of(client, address, as_of=day)
        later = later_words(case, at)
        assert [words for words in later if words in page.text] == []
        _, days = days_in(case, at)
        leaked = [text for each in days for text in spelled(each) if text in page.text]
        assert leaked == []
        assert [stamp for stamp in page.stamps if stamp[:10] in {f"{each}" for each in days}] == []
        withheld.update(later)
    shown = {words for words in withheld if words in complete}
    assert shown or not withheld, "the page of today shows none of it either: this test sees nothing"


def test_leak_test_has_something_that_could_leak() -> None:
    could = [case["slug"] for case in CASES if any(later_words(case, end_of(day)) for day in instants(case))]
    assert {case["slug"] for case in CASES} - set(could) == NOTHING_LATER


NOTHING_LATER = {
    "aussom-mandate-2026",
    "bangladesh-students-parliament-2024",
    "britain-germany-1914",
    "eu-russia-sanctions-february-2027",
    "eu-russian-gas-phase-out-2026",
    "gaza-board-of-peace-mandate-2027",
    "guinea-bissau-elections-2026",
    "monusco-mandate-2026",
    "unifil-end-2026",
    "us-china-chips-section-301-2027",
    "us-nato-europe-2027",
    "us-nicaragua-section-301-2027",
    "us-unesco-withdrawal-2026",
    "yemen-uae-24-hours-2025",
}
"""Cases to which nothing came after their first day."""


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("day", days_of_all())
def test_nothing_later_shows_on_the_dashboard(client: Client, day: str) -> None:
    at = end_of(day)
    page = page_of(client, "/", as_of=day)
    known = [each for each in CASES if Record.from_document(each).as_of(at) is not None]
    unknown = [each for each in CASES if each not in known]
    shown = {link.split("/")[2] for link in page.links if is_case(link)}
    assert shown <= {each["slug"] for each in known}
    assert [each["title"] for each in unknown if squeezed(each["title"]) in page.text] == []
    later = [words for each in known for words in later_words(each, at)]
    assert [words for words in later if len(words) > 20 and words in page.text] == []
    offered = set(page.options)
    dossiers = {each["dossier"] for each in known}
    assert offered & set(seeds().dossiers) == dossiers
    assert offered & set(seeds().actors) <= actors_in(known, at)


@pytest.mark.matrix
@pytest.mark.parametrize("day", ["1914-07-26", "1962-10-25", "2025-07-24", "2026-02-28"])
@pytest.mark.parametrize("address", ["/ultimatums/", "/search/?q=us", "/search/?q=russia+iran+ultimatum+war"])
def test_nothing_later_shows_in_the_table_or_in_what_is_found(client: Client, address: str, day: str) -> None:
    at = end_of(day)
    page = page_of(client, f"{address}{'&' if '?' in address else '?'}as_of={day}")
    known = [each for each in CASES if Record.from_document(each).as_of(at) is not None]
    shown = {link.split("/")[2] for link in page.links if is_case(link)}
    assert shown <= {each["slug"] for each in known}
    assert address != "/ultimatums/" or shown == {each["slug"] for each in known}
    assert [
        each["title"] for each in CASES if each not in known and squeezed(each["title"]) in page.text
    ] == []
    later = [words for each in known for words in later_words(each, at)]
    assert [words for words in later if len(words) > 20 and words in page.text] == []


def test_days_for_the_dashboard_are_such_that_each_case_could_tell_too_much() -> None:
    could = {case["slug"] for case in CASES for day in days_of_all() if later_words(case, end_of(day))}
    assert could >= {case["slug"] for case in CASES} - NOTHING_LATER


def actors_in(cases: list[Document], at: datetime) -> set[str]:
    return {item["actor"] for case in cases for item in case["parties"] if (known_at(item) or at) <= at}


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("day", ["1914-07-26", "1962-10-25", "2025-02-11", "2025-07-24", "2025-08-12"])
def test_every_link_keeps_the_instant(client: Client, day: str) -> None:
    pages = {
        "/",
        "/?q=war",
        "/?status=running&sort=title",
        "/search/?q=war",
        "/search/?q=us",
        "/ultimatums/?sort=due",
    }
    first = page_of(client, "/", as_of=day)
    pages |= {link for link in first.links if is_case(link)}
    for address in pages:
        joined = address if "as_of=" in address else f"{address}{'&' if '?' in address else '?'}as_of={day}"
        page = read(client.get(joined).content)
        kept = [link for link in page.inner if not link.startswith(WITHOUT_INSTANT)]
        lost = [link for link in kept if "as_of=" not in link]
        assert set(lost) == set(back_to_now(address))  # said twice where a search finds nothing
        assert page.fields["as_of"] == day


def back_to_now(address: str) -> list[str]:
    """The one link that is there to leave the instant behind."""
    path, _, query = address.partition("?")
    rest = "&".join(pair for pair in query.split("&") if pair and not pair.startswith("as_of="))
    return [f"{path}?{rest}" if rest else path]


def test_pages_of_the_present_keep_no_instant(client: Client) -> None:
    page = page_of(client, "/")
    assert page.inner != []
    assert [link for link in page.inner if "as_of" in link] == []


def test_instant_with_an_hour_lets_in_what_came_in_that_hour(client: Client) -> None:
    address = "/ultimatums/us-russia-50-days-2025/"
    told: dict[str, Any] = {
        at: "Shortened" in page_of(client, address, as_of=at).text
        for at in ("2025-07-27T23:59:59Z", "2025-07-28T00:00:00Z")
    }
    assert told == {"2025-07-27T23:59:59Z": False, "2025-07-28T00:00:00Z": True}
