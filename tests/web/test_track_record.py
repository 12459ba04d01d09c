"""The pages of the track record: every number is that of the list behind it, and nothing later shows."""

import re
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.case_format.ties_tables import HEADER, as_csv
from tests.filled import seeds
from tests.thoroughness import IS_THOROUGH
from tests.web.reading import Read, is_case, read, squeezed
from tests.web.test_leaks import actors_in, end_of, known_at, later_words
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CASES = seeds().cases
ACTORS = seeds().actors
INSTANTS = (
    "1850-01-01",
    "1914-07-26",
    "1945-07-30",
    "1962-10-27",
    "1991-02-23",
    "1999-03-01",
    "2025-02-11",
    "2025-03-05",
    "2025-07-30",
    "2025-11-23",
    "2026-01-18",
)
NUMBERED = re.compile(r'<a href="(/ultimatums/\?[^"]*where=[^"]*)">\s*(\d+)')


def page_of(client: Client, address: str, **query: str) -> Read:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return read(answer.content)


def numbers(client: Client, address: str) -> dict[str, int]:
    """Each link to a list of cases, with the number it is written on."""
    html = client.get(address).content.decode().replace("&amp;", "&")
    return {link: int(number) for link, number in NUMBERED.findall(html)}


def listed(client: Client, address: str) -> int:
    """How many cases the table holds, as a file: that is quickly made."""
    assert address.startswith("/ultimatums/?")
    return client.get(address.replace("/?", ".csv?")).content.count(b"\r\n") - 1


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(
    ("address", "fewest"),
    [
        ("/record/", 60),
        ("/record/?as_of=2025-03-05", 30),
        ("/actors/united-states/", 8),
        ("/actors/iran/?as_of=2025-06-20", 4),
        ("/ultimatums/us-iraq-48-hours-2003/", 3),
        ("/ultimatums/us-iraq-48-hours-2003/?as_of=2025-07-24", 3),
    ],
)
def test_every_number_is_that_of_the_cases_one_click_away(client: Client, address: str, fewest: int) -> None:
    found = numbers(client, address)
    assert len(found) >= fewest
    assert {link: listed(client, link) for link in found} == found


def test_addresses_of_before_lead_to_the_table(client: Client) -> None:
    answer = client.get("/record/cases/?result=enforced&within=30&as_of=2025-03-05")
    assert answer.status_code == 301
    table = "/ultimatums/?result=enforced&outcome_within=30&where=resolved&as_of=2025-03-05"
    assert answer["Location"] == table
    html = client.get(table).content.decode()
    assert '<input type="hidden" name="outcome_within" value="30">' in html, "narrowing further keeps it"
    assert "cases: Resolved, outcome no more than 30 days after expiry, outcome: Enforced" in html
    assert re.search(rf"<h1>\s*{listed(client, table)} cases: ", html)


@pytest.mark.parametrize("query", ["", "?as_of=2025-03-05"])
def test_counts_of_actors_are_those_of_the_table(client: Client, query: str) -> None:
    html = client.get(f"/actors/{query}").content.decode().replace("&amp;", "&")
    found = re.findall(r'<td><a href="(/ultimatums/\?(\w+)=[^"]*)">(\d+)</a>', html)
    assert {name for _, name, _ in found} == {"sender", "target", "speaker"}
    for name in ("sender", "target", "speaker"):
        for address, _, number in [each for each in found if each[1] == name][:6]:
            assert re.search(rf"<h1>\s*{number} case", client.get(address).content.decode()), address


def test_counts_are_those_of_the_seeds(client: Client) -> None:
    text = page_of(client, "/record/").text
    assert "The record holds 57 ultimatums of which it is known what came of them" in text
    assert "54 ultimatums whose time was up before there was an outcome" in text
    for day in INSTANTS:
        at = end_of(day)
        stands = [standing(Record.from_document(case), at) for case in CASES if case["kind"] == "ultimatum"]
        number = sum(item is not None and item.status is Status.RESOLVED for item in stands)
        said = page_of(client, "/record/", as_of=day).text
        words = f"The record holds {number} ultimatum" if number else "There is nothing to count yet"
        assert words in said


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("day", INSTANTS)
def test_nothing_later_shows_on_any_page(client: Client, day: str) -> None:
    at = end_of(day)
    known = [case for case in CASES if Record.from_document(case).as_of(at) is not None]
    late = [squeezed(case["title"]) for case in CASES if case not in known]
    later = [words for case in known for words in later_words(case, at) if len(words) > 20]
    people = {slug for case in known for slug in spoke_by(case, at)} | actors_in(known, at)
    addresses = [
        "/record/",
        "/actors/",
        "/ultimatums/?where=all",
        "/ultimatums/?where=resolved&result=enforced",
    ]
    addresses += [f"/actors/{slug}/" for slug in ("united-states", "russia", "donald-trump", "cuba", "hamas")]
    index = page_of(client, "/actors/", as_of=day)
    assert {link.split("/")[2] for link in index.links if link.startswith("/actors/")} - {""} <= people | {
        "?as_of=" + day
    }
    for address in addresses:
        page = page_of(client, address, **parameters(address, day))
        assert [title for title in late if title in page.text] == []
        assert [words for words in later if words in page.text] == []
        shown = {link.split("/")[2] for link in page.links if is_case(link)}
        assert shown <= {case["slug"] for case in known}
        lost = [link for link in page.inner if "as_of=" not in link and not link.startswith(WITHOUT_INSTANT)]
        assert len(lost) == 1, "only the link back to the present leaves the instant"


WITHOUT_INSTANT = ("/status/", "/subscriptions/", "/suggest/", "/about/words/#")


def parameters(address: str, day: str) -> dict[str, str]:
    query = address.partition("?")[2]
    return {**dict(pair.split("=") for pair in query.split("&") if pair), "as_of": day}


def spoke_by(case: dict[str, Any], at: datetime) -> set[str]:
    """Who takes part or spoke by then, in any role."""
    parties = [item for item in case["parties"] if (known_at(item) or at) <= at]
    deadlines = [item for item in case["deadlines"] if (known_at(item) or at) <= at]
    return {item["stated_by"] for item in (*parties, *deadlines) if item.get("stated_by")}


def test_pages_of_the_past_differ_from_that_of_the_present(client: Client) -> None:
    assert numbers(client, "/record/") != numbers(client, "/record/?as_of=2025-03-05")
    assert "Donald Trump" in page_of(client, "/actors/").text
    assert "Donald Trump" not in page_of(client, "/actors/", as_of="2010-01-01").text


# --- Actors ---
def test_actor_is_told_as_sender_and_as_target(client: Client) -> None:
    text = page_of(client, "/actors/russia/").text
    assert "As sender" in text
    assert "As target" in text
    assert "Mikhail Mizintsev in 1 case" in text
    assert "too few to tell a habit from chance" in text
    assert "/subscriptions/new/?actor=russia" in page_of(client, "/actors/russia/").links


def test_person_is_told_with_what_they_spoke_for(client: Client) -> None:
    page = page_of(client, "/actors/edward-grey/")
    assert "Speaks for United Kingdom" in page.text
    assert "What they spoke for" in page.text
    assert "neither set nor received an ultimatum of the record" not in page.text
    assert re.search(r"Spoke for another in \d+ of the cases below", squeezed(page.text))
    assert "/ultimatums/britain-germany-1914/" in page.links


def test_every_actor_has_a_page(client: Client) -> None:
    for slug, item in list(ACTORS.items())[:: 1 if IS_THOROUGH else 10]:
        assert item["name"] in page_of(client, f"/actors/{slug}/").text


def test_case_leads_to_its_actors_and_keeps_the_instant(client: Client) -> None:
    page = page_of(client, "/ultimatums/us-russia-50-days-2025/", as_of="2025-07-30")
    for slug in ("united-states", "donald-trump", "russia"):
        assert f"/actors/{slug}/?as_of=2025-07-30" in page.links


def test_actor_not_in_any_case_by_then_has_a_sentence(client: Client) -> None:
    page = page_of(client, "/actors/hamas/", as_of="1990-01-01")
    assert "had been announced at this instant" in page.text
    assert not any(link.startswith("/subscriptions/new/?actor") for link in page.links)


# --- Nothing to count, and what does not exist ---
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/record/", "There is nothing to count yet"),
        ("/actors/", "No case of the record had been announced at this instant."),
        ("/ultimatums/?where=all", "No case of the record meets all of that"),
    ],
)
def test_before_everything_there_is_a_sentence_and_no_empty_chart(
    client: Client, address: str, words: str
) -> None:
    answer = client.get(address, {"as_of": "1850"})
    assert words in read(answer.content).text
    assert b"<table" not in answer.content
    assert b'class="curve"' not in answer.content


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/actors/nobody/", 404, "No actor of the record has the name nobody."),
        ("/actors/russia/?page=9", 404, "there is no page 9; the last one is 1"),
        ("/actors/russia/?page=x", 404, "page: x is not a whole number"),
        ("/actors/russia/?targets=iran", 400, "There is no parameter targets here"),
        ("/actors/?page=2", 400, "There is no parameter page here"),
        ("/record/?threats=force", 400, "There is no parameter threats here"),
        ("/record/?as_of=2199-01-01", 400, "lies ahead"),
        ("/record/?as_of=soon", 400, "as_of"),
        ("/record/cases/?where=nowhere", 400, "where: nowhere is not known; there are resolved, unresolved"),
        (
            "/record/cases/?threats=force,tickling",
            400,
            "threats: tickling is not known; there are unspecified",
        ),
        ("/record/cases/?moved=maybe", 400, "moved: maybe is not known; there are yes, no."),
        ("/record/cases/?within=8", 400, "within: 8 is not known; there are 0, 7, 30, 90, 365."),
        (
            "/ultimatums/?outcome_within=8",
            400,
            "outcome_within: 8 is not known; there are 0, 7, 30, 90, 365.",
        ),
        ("/record/cases/?sender=nobody", 400, "sender: the record has no actor nobody."),
        ("/record/cases/?besides=nothing", 400, "besides: the record has no case nothing."),
        ("/ultimatums/?where=all&page=3", 404, "there is no page 3; the last one is 1"),
    ],
)
def test_what_does_not_exist_gets_help(client: Client, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    page = read(answer.content)
    assert words in page.text
    assert "/" in page.links


def test_base_rates_of_another_collection_stand_beside_ours(client: Client, tmp_path: Path) -> None:
    assert "Beside another collection" not in page_of(client, "/record/").text
    file = tmp_path / "ties.csv"
    file.write_bytes(as_csv(HEADER, ["1990010101", "1990", "", "", "1", "1", "7"]))
    call_command("import_ties", str(file), stdout=StringIO())
    text = page_of(client, "/record/").text
    assert "Beside another collection" in text
    assert "Conflict Management and Peace Science" in text
    assert "Beside another collection" not in page_of(client, "/record/", as_of="2005-01-01").text
