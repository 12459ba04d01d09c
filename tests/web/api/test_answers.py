"""Every answer is what the OpenAPI document says, tells what the pages tell, and holds as long as it says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.factories import ACTORS, DOSSIERS, a_case, load
from tests.filled import seeds
from tests.present import NOW
from tests.web.api.requests import API, ask
from tracker.clock import utc_now
from tracker.domain.vocabulary import Kind
from tracker.models import Change, Event
from tracker.queries.case import case_page
from tracker.services.tick import tick
from tracker.web.api.document import document
from tracker.web.decorators import parse_as_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

INSTANTS = ("", "1914-07-25", "1962-10-25", "2025-02-11", "2025-07-24", "2025-08-12")
LISTS = (
    "",
    "ultimatums?limit=100",
    "ultimatums?sort=newest&limit=7",
    "ultimatums?sort=title&q=war",
    "next?days=3660",
    "recent?days=3660",
    "actors?limit=100",
    "actors?type=state&q=a",
    "dossiers?limit=100",
    "events?limit=100",
    "events?kind=talks",
    "changes?limit=100",
    "changes?kind=moved",
    "vocabularies",
)


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("address", LISTS)
def test_lists_are_as_the_document_says_at_any_instant(client: Client, address: str) -> None:
    for day in INSTANTS:
        joined = f"{address}{'&' if '?' in address else '?'}as_of={day}" if day else address
        found = ask(client, joined)
        assert found["as_of"] == (day or None)


@pytest.mark.matrix(every=6)
@pytest.mark.parametrize("slug", [case["slug"] for case in seeds().cases])
def test_case_is_as_the_document_says(client: Client, slug: str) -> None:
    case = ask(client, f"ultimatums/{slug}")
    assert case["slug"] == slug
    assert case["complete"] is True
    for name in {party["actor"]["slug"] for party in case["parties"]}:
        assert ask(client, f"actors/{name}")["slug"] == name
    assert sum(ask(client, f"dossiers/{case['dossier']['slug']}")["by_status"].values()) >= 1


def test_case_tells_what_its_page_tells(client: Client) -> None:
    day = "2025-08-10"
    told = ask(client, f"ultimatums/us-russia-50-days-2025?as_of={day}")
    page = case_page("us-russia-50-days-2025", at=parse_as_of(day, now=NOW).at)
    assert page is not None
    assert (told["title"], told["status"], told["moves"]) == (page.title, page.status, page.moves)
    assert [item["id"] for item in told["deadlines"]] == [line.id for line in page.deadlines]
    assert [item["force"] for item in told["deadlines"]] == [line.force for line in page.deadlines]
    assert [item["due"]["latest_at"] for item in told["deadlines"]] == [
        f"{line.window.latest_at:%Y-%m-%dT%H:%M:%SZ}"
        for line in page.deadlines
        if line.window and line.window.latest_at
    ]
    assert told["cameo_code"] == "139"
    assert (told["published_at"], told["updated_at"]) == (None, None)


def test_codes_of_the_field_are_in_the_payload(client: Client) -> None:
    rows = ask(client, "ultimatums?limit=100")["items"]
    assert {row["cameo_code"] for row in rows if row["kind"] == Kind.ULTIMATUM} == {"139"}
    assert {row["cameo_code"] for row in rows if row["kind"] != Kind.ULTIMATUM} == {None}
    complied = ask(client, "ultimatums/ussr-lithuania-1940")
    assert [outcome["ties_code"] for outcome in complied["outcomes"]] == [2]
    threats = next(
        item["words"] for item in ask(client, "vocabularies")["items"] if item["name"] == "threat-type"
    )
    assert {word["value"]: word["ties_code"] for word in threats}["asset-freeze"] == 7


def test_list_and_case_agree(client: Client) -> None:
    for row in ask(client, "ultimatums?limit=100")["items"]:
        case = ask(client, f"ultimatums/{row['slug']}")
        for name in ("url", "title", "kind", "cameo_code", "status", "moves", "headlines", "resolved_on"):
            assert row[name] == case[name]
        assert row["dossier"] == case["dossier"]["slug"]
        assert [one["slug"] for one in row["senders"]] == [
            party["actor"]["slug"] for party in case["parties"] if party["role"] == "sender"
        ]
        assert (row["deadline"] or {"due": None})["due"] == case["due"]
        assert row["countdown"]["kind"] == case["countdown"]["kind"]
        assert row["countdown"]["target_at"] == case["countdown"]["target_at"]


def test_kept_rows_tell_the_time_anew(client: Client) -> None:
    first = ask(client, "ultimatums?status=running&limit=1&as_of=2025-07-20")["items"][0]
    later = ask(client, "ultimatums?status=running&limit=1&as_of=2025-07-21")["items"][0]
    assert first["slug"] == later["slug"]
    assert first["countdown"]["seconds"] - later["countdown"]["seconds"] == 24 * 3600


def test_every_event_is_listed_newest_first(client: Client) -> None:
    found = list(pages(client, "events?limit=100"))
    assert len(found) == Event.objects.count()
    days = list(Change.objects.filter(kind="event").order_by("-at", "-id").values_list("key", flat=True))
    assert [item["id"].partition("/")[2] for item in found] == days


def pages(client: Client, address: str) -> Iterator[dict[str, Any]]:
    """The items of all pages."""
    following: str | None = address
    while following:
        found = ask(client, following)
        yield from found["items"]
        following = found["next"]


def test_actors_are_those_of_the_cases(client: Client) -> None:
    named = {
        slug
        for case in seeds().cases
        for party in case["parties"]
        for slug in (party["actor"], party.get("stated_by"))
        if slug
    }
    assert {actor["slug"] for actor in pages(client, "actors?limit=30")} == named
    assert {item["slug"] for item in pages(client, "dossiers?limit=9")} == {
        case["dossier"] for case in seeds().cases
    }


def test_numbers_of_an_actor_are_those_of_its_cases(client: Client) -> None:
    found = ask(client, "actors/united-states")
    assert sum(found["by_status"].values()) == len(list(pages(client, "ultimatums?actor=united-states")))
    assert found["as_sender"] == len(list(pages(client, "ultimatums?sender=united-states")))


def test_document_is_one_and_is_sent(client: Client) -> None:
    answer = client.get(f"{API}openapi.json")
    assert json.loads(json.dumps(document())) == answer.json()
    assert answer.json()["openapi"].startswith("3.1")
    for schema in answer.json()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    refused = answer.json()["paths"]["/api/v1/ultimatums"]["get"]["responses"]
    assert set(refused) == {"200", "304", "400", "429"}


def test_every_address_takes_as_of(client: Client) -> None:
    for path, methods in document()["paths"].items():
        assert "as_of" in {each["name"] for each in methods["get"]["parameters"]}, path


def test_head_is_a_get_without_a_body(client: Client) -> None:
    got, head = client.get(f"{API}vocabularies"), client.head(f"{API}vocabularies")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]


def test_answer_is_revalidated_by_etag_and_by_date(client: Client) -> None:
    address = f"{API}ultimatums/us-russia-50-days-2025?as_of=2025-08-10"
    first = client.get(address)
    etag, made_at = first.headers["ETag"], first.headers["Last-Modified"]
    for name, value in (("if-none-match", etag), ("if-modified-since", made_at)):
        again = client.get(address, headers={name: value})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert again.headers["ETag"] == etag
    stale = {"if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert client.get(address, headers=stale).status_code == 200
    # An ETag that does not fit counts, whatever the date says (RFC 9110, 13.1.3).
    assert (
        client.get(address, headers={"if-none-match": '"x"', "if-modified-since": made_at}).status_code == 200
    )


def test_answer_of_the_present_changes_with_the_record(client: Client) -> None:
    tick(now=utc_now())
    before = client.get(f"{API}ultimatums?limit=100")
    load(a_case(), now=NOW, actors=seeds().actors | ACTORS, dossiers=seeds().dossiers | DOSSIERS)
    after = client.get(f"{API}ultimatums?limit=100", headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    slugs = {row["slug"] for row in after.json()["items"]}
    assert slugs - {row["slug"] for row in before.json()["items"]} == {"open-the-river"}


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("day", INSTANTS)
def test_statistics_count_what_the_page_counts(client: Client, day: str) -> None:
    found = ask(client, f"statistics?as_of={day}" if day else "statistics")
    for group in (*found["overall"], *found["by_threat"], *found["by_move"]):
        page = client.get(
            "/record/cases/", {**group["chosen"], **({"as_of": day} if day else {})}, follow=True
        )
        assert page.context["found"].total == group["total"]
        assert [part for part in group["parts"] if not part["low"] <= part["share"] <= part["high"]] == []
    assert bool(found["overall"]) is (found["resolved"] > 0)
