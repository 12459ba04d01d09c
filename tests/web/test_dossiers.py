"""Crises over HTTP: what they show, what they refuse, and that nothing later shows as of an instant."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import Document
from tests.filled import seeds
from tests.web.reading import is_case, read, squeezed
from tests.web.test_leaks import (
    CASES,
    actors_in,
    days_in,
    end_of,
    instants,
    known_words,
    later_words,
    page_of,
    spelled,
)
from tracker.domain.status.record import Record
from tracker.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
UKRAINE = "/dossiers/ukraine-war/"
DOSSIERS = {slug: [case for case in CASES if case["dossier"] == slug] for slug in seeds().dossiers}
MOST_DAYS = 10
LATE = end_of("2100-01-01")
LIST_DAYS = (
    "1899-10-10",
    "1914-07-26",
    "1940-06-15",
    "1962-10-25",
    "1999-03-20",
    "2018-12-05",
    "2022-03-20",
    "2025-05-20",
    "2025-07-24",
    "2026-03-01",
)


def days_of(cases: list[Document]) -> list[str]:
    days = sorted({day for case in cases for day in instants(case)})
    return days[:: max(1, -(-len(days) // MOST_DAYS))]


@pytest.mark.matrix(every=5)
@pytest.mark.parametrize("slug", DOSSIERS)
def test_nothing_later_shows_on_the_page_of_a_crisis(client: Client, slug: str) -> None:
    cases = DOSSIERS[slug]
    complete = page_of(client, f"/dossiers/{slug}/").text
    summary = squeezed(str(seeds().dossiers[slug]["summary"]))
    assert summary in complete
    for day in days_of(cases):
        at = end_of(day)
        page = page_of(client, f"/dossiers/{slug}/", as_of=day)
        known = [case for case in cases if Record.from_document(case).as_of(at) is not None]
        told = " ".join(known_words(case, at) for case in known)
        later = {words for case in known for words in later_words(case, at) if words not in told}
        later |= {squeezed(case["title"]) for case in cases if case not in known}
        assert [words for words in later if words in page.text] == []
        assert summary not in page.text
        assert {link.split("/")[2] for link in page.links if is_case(link)} == {
            case["slug"] for case in known
        }
        come = actors_in(cases, LATE) - actors_in(known, at)
        names = {str(seeds().actors[actor]["name"]) for actor in come}
        publishers = " ".join(source["publisher"] for case in known for source in case["sources"].values())
        assert [name for name in names if f" {name} " in page.text and name not in told + publishers] == []
        assert leaked_days(known, at, page.text) == []


def leaked_days(known: list[Document], at: Any, text: str) -> list[str]:
    """The days that only facts to come name, spelled out on the page."""
    now, later = set(), set()
    for case in known:
        told, untold = days_in(case, at)
        now |= told
        later |= untold
    return [words for day in later - now for words in spelled(day) if words in text]


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("day", LIST_DAYS)
def test_nothing_later_shows_in_the_list_of_crises(client: Client, day: str) -> None:
    at = end_of(day)
    page = page_of(client, "/dossiers/", as_of=day)
    begun = {case["dossier"] for case in CASES if Record.from_document(case).as_of(at) is not None}
    named = {link.split("?")[0].split("/")[2] for link in page.links if link.startswith("/dossiers/")}
    assert named - {""} == begun
    titles = {str(item["title"]) for slug, item in seeds().dossiers.items() if slug not in begun}
    assert [title for title in titles if squeezed(title) in page.text] == []
    lost = [
        link
        for link in page.inner
        if link.startswith(("/dossiers/", "/ultimatums/")) and "as_of=" not in link
    ]
    assert lost == ["/dossiers/"]  # back to now


def test_war_in_ukraine_tells_the_three_rounds_of_istanbul_beside_the_ultimatum(client: Client) -> None:
    page = page_of(client, UKRAINE)
    for told in (
        "First round of direct talks in Istanbul",
        "1,000 prisoners for 1,000",
        "Second round of direct talks in Istanbul",
        "prisoners under 25",
        "the bodies of 6,000 fallen",
        "a list of 339 children",
        "6,057 bodies",
        "Third round of direct talks between Russia and Ukraine in Istanbul",
        "at least 1,200 prisoners each",
        "diametrically opposed",
        "leaders' meeting before the end of August",
        "Shortened: 2 Sep 2025",
    ):
        assert told in page.text, told
    assert "/subscriptions/new/?dossier=ukraine-war" in page.links
    assert "https://tass.com/politics/1967455" in page.links
    assert "news agency" in page.text


def test_as_of_the_third_round_the_ultimatum_still_ran(client: Client) -> None:
    page = page_of(client, UKRAINE, as_of="2025-07-24")
    assert "1 running" in page.text
    assert "Shortened" not in page.text
    assert "diametrically opposed" in page.text


def test_case_leads_to_its_crisis_and_keeps_the_instant(client: Client) -> None:
    address = "/ultimatums/us-russia-50-days-2025/"
    assert UKRAINE in page_of(client, address).links
    assert f"{UKRAINE}?as_of=2025-07-24" in page_of(client, address, as_of="2025-07-24").links


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/dossiers/none/", 404, "No crisis of the record has the name none."),
        (f"{UKRAINE}?as_of=2020-01-01", 404, "No case of this crisis had been announced"),
        (f"{UKRAINE}?page=2", 404, "there is no page 2; the last one is 1"),
        (f"{UKRAINE}?page=x", 404, "page: x is not a whole number"),
        (f"{UKRAINE}?sender=russia", 400, "There is no parameter sender here"),
        ("/dossiers/?page=1", 400, "There is no parameter page here"),
        ("/dossiers/?as_of=yesterday", 400, "as_of:"),
        ("/dossiers/?as_of=2199", 400, "lies ahead"),
    ],
)
def test_what_a_crisis_does_not_have_is_told(client: Client, address: str, status: int, told: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, told in answer.content.decode()) == (status, True)


def test_crisis_not_begun_leads_to_its_first_day(client: Client) -> None:
    page = read(client.get(f"{UKRAINE}?as_of=2020-01-01").content)
    assert f"{UKRAINE}?as_of=2022-03-20" in page.links
    assert client.get(f"{UKRAINE}?as_of=2022-03-20").status_code == 200


def test_crisis_without_a_case_is_a_sentence(client: Client) -> None:
    Dossier.objects.create(slug="quiet", title="A quiet crisis", summary="Nothing yet.")
    page = page_of(client, "/dossiers/quiet/")
    assert "No case of this crisis has been published." in page.text
    assert "A quiet crisis" not in page_of(client, "/dossiers/").text


def test_nothing_was_on_record_before_everything(client: Client) -> None:
    assert "No crisis was on record" in page_of(client, "/dossiers/", as_of="1850").text


def test_crises_over_http_at_a_literal_number_of_queries(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    for address, count in (
        ("/dossiers/", 3),
        ("/dossiers/?as_of=2025-07-24", 2),
        (UKRAINE, 6),
        (f"{UKRAINE}?as_of=2025-07-24", 6),
    ):
        client.get(address)
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
