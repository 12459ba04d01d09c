"""JSON Feed: the entries of the Atom feeds, under the same ids, as version 1.1 has them."""

import json
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.factories import NOW as LOADED
from tests.factories import a_case, load, store_generated
from tests.present import NOW
from tracker.models import Ultimatum
from tracker.services.cases.editing import withdraw_case

pytestmark = pytest.mark.django_db
TEXT = {"type": "string", "minLength": 1}
ITEM = {
    "type": "object",
    "required": ["id", "content_html"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("id", "url", "title", "content_html", "date_published", "date_modified"), TEXT),
        "tags": {"type": "array", "items": TEXT},
        "_ultimata": {"type": "object"},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("title", "description", "home_page_url", "feed_url", "next_url", "language"), TEXT),
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "items": {"type": "array", "items": ITEM},
        "_ultimata": {"type": "object"},
    },
}
"""What https://www.jsonfeed.org/version/1.1/ says of what is here; a name of our own begins with _."""


def feed(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    found = json.loads(answer.content)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


def local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.parametrize(("name", "least"), [("changes", 2), ("due", 1)])
def test_entries_are_those_of_atom_page_by_page(client: Client, name: str, least: int) -> None:
    store_generated(60, NOW, with_changes=True)
    atom_address, json_address, pages = f"/feeds/{name}.atom", f"/feeds/{name}.json", 0
    while json_address:
        atom = feedparser.parse(client.get(atom_address).content)
        found = feed(client, json_address)
        assert [item["id"] for item in found["items"]] == [entry.id for entry in atom.entries]
        for item, entry in zip(found["items"], atom.entries, strict=True):
            assert item["content_html"] == entry.content[0].value
            assert (item["title"], item["url"], item["date_modified"]) == (
                entry.title,
                entry.link,
                entry.updated,
            )
            assert item["_ultimata"]["terms"] == [each.term for each in entry.tags]
        assert local(found["feed_url"]) == json_address
        json_address = local(found.get("next_url", ""))
        atom_address = json_address.replace(".json", ".atom")
        pages += 1
    assert pages >= least


def test_a_case_that_was_taken_back_names_its_deleted_entries(client: Client) -> None:
    load(a_case(), now=LOADED)
    (before,) = feed(client, "/feeds/changes.json?case=open-the-river")["items"]
    withdraw_case(Ultimatum.objects.get(), now=NOW)
    found = feed(client, "/feeds/changes.json")
    assert found["_ultimata"]["deleted"] == [before["id"]]
    assert [item["id"].rpartition("/")[2] for item in found["items"]] == ["retracted"]


def test_refusals_and_the_links_of_pages(client: Client) -> None:
    load(a_case(), now=LOADED)
    refused = client.get("/feeds/due.json?status=asleep")
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    page = client.get("/ultimatums/open-the-river/").content.decode()
    head = page.partition("</head>")[0]
    assert head.count('type="application/feed+json"') == 2
    assert 'href="/feeds/changes.json?case=open-the-river"' in head
