"""A case that was taken back: every output says so, and its address is gone; published again, it is back."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from django.test import Client

from tests.factories import a_case, a_deadline, a_due, an_event, load
from tests.present import NOW
from tests.web.api.requests import ask
from tracker.models import Change, Publication, Ultimatum
from tracker.services.cases.editing import publish_case, remove_case, withdraw_case

pytestmark = pytest.mark.django_db
SLUG = "open-the-river"
RIVER = a_case(
    deadlines=[a_deadline("d1", "2025-03-01", a_due("2025-04-01"))], events=[an_event("e1", "2025-03-03")]
)
DAM = a_case("close-the-dam", title="Close the dam", deadlines=[a_deadline("d1", "2025-03-02", None)])
ADDRESSES = (
    f"/ultimatums/{SLUG}/",
    f"/ultimatums/{SLUG}/?as_of=2025-03-10",
    f"/uk/ultimatums/{SLUG}/",
    f"/ultimatums/{SLUG}/share/",
    f"/ultimatums/{SLUG}/report/",
    f"/ultimatums/{SLUG}/card.png",
    f"/ultimatums/{SLUG}/calendar.ics",
    f"/embed/{SLUG}/",
    f"/charts/moves/{SLUG}.svg",
    f"/cite/case/{SLUG}.bib",
    f"/badge/{SLUG}.svg",
    f"/api/v1/ultimatums/{SLUG}",
    f"/oembed?url=http%3A%2F%2Flocalhost%3A8000%2Fultimatums%2F{SLUG}%2F",
)
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.fixture
def taken_back() -> Ultimatum:
    load(RIVER, DAM, now=NOW - timedelta(hours=1))
    case = Ultimatum.objects.get(slug=SLUG)
    withdraw_case(case, now=NOW)
    return case


def stream(client: Client, **query: Any) -> list[tuple[str, str]]:
    return [(item["entry"], item["kind"]) for item in ask(client, "changes", **query)["items"]]


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("address", ADDRESSES)
def test_address_is_gone_and_says_so(client: Client, address: str, taken_back: Ultimatum) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")
    assert SLUG in answer.content.decode()
    never = client.get(address.replace(SLUG, "leave-the-isle"))
    assert never.status_code == 404
    publish_case(taken_back, now=NOW)
    if "report" not in address:
        assert client.get(address).status_code == 200


def test_draft_that_never_was_public_is_not_gone(client: Client) -> None:
    load({**RIVER, "review": "draft"}, now=NOW)
    case = Ultimatum.objects.get()
    assert case.publication != Publication.PUBLISHED
    withdraw_case(case, now=NOW)
    assert {client.get(address).status_code for address in ADDRESSES} == {404}
    assert stream(client) == []


@pytest.mark.parametrize("is_removed", [False, True], ids=["withdrawn", "deleted"])
def test_whoever_follows_the_changes_learns_it_and_all_of_the_case_again(
    client: Client, is_removed: bool
) -> None:
    load(RIVER, DAM, now=NOW - timedelta(hours=1))
    cursor = ask(client, "changes")["cursor"]
    narrow = ask(client, "changes", sender="aldovia")["cursor"]
    case = Ultimatum.objects.get(slug=SLUG)
    (remove_case if is_removed else withdraw_case)(case, now=NOW)
    page = ask(client, "changes", cursor=cursor)
    (item,) = page["items"]
    assert (item["entry"], item["kind"], item["fact"]) == (
        f"{SLUG}/retracted",
        "retracted",
        {"entries": ["d1", "e1"]},
    )
    assert (item["case"]["slug"], item["case"]["title"]) == (SLUG, SLUG)
    assert stream(client, sender="aldovia", cursor=narrow) == [(f"{SLUG}/retracted", "retracted")]
    assert stream(client, case="close-the-dam") == [("close-the-dam/d1", "set")]
    assert stream(client, case=SLUG) == [(f"{SLUG}/retracted", "retracted")]
    assert stream(client, dossier="river-war")[-1] == (f"{SLUG}/retracted", "retracted")
    if is_removed:
        load(RIVER, now=NOW)
    else:
        publish_case(case, now=NOW)
    again = [(f"{SLUG}/d1", "set"), (f"{SLUG}/e1", "event")]
    assert stream(client, cursor=page["cursor"]) == again
    assert stream(client, as_of="2025-03-10")[-2:] == again


def test_corrections_come_again_with_the_case(client: Client) -> None:
    load(RIVER, now=NOW - timedelta(hours=2))
    load({**RIVER, "title": "Open the river now"}, now=NOW - timedelta(hours=1), reason="It was short.")
    case = Ultimatum.objects.get()
    withdraw_case(case, now=NOW)
    withdraw_case(case, now=NOW)
    publish_case(case, now=NOW)
    assert [kind for _, kind in stream(client)] == ["retracted", "set", "event", "correction"]
    withdraw_case(case, now=NOW + timedelta(seconds=1))
    assert Change.objects.count() == 1, "of what was taken back twice the last time counts"


def test_feed_names_the_entries_that_are_no_more(client: Client, taken_back: Ultimatum) -> None:
    for query in ("", f"?case={SLUG}", "?sender=aldovia"):
        body = client.get(f"/feeds/changes.atom{query}").content
        gone = [item.attrib["ref"] for item in ElementTree.fromstring(body).iter(GONE)]
        assert gone == [f"tag:localhost,2025:{SLUG}/{key}" for key in ("d1", "e1")]
        first = feedparser.parse(body).entries[0]
        assert (first.title, first.updated) == (f"Taken back: {SLUG}", f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
        assert "River" not in first.content[0].value
    publish_case(taken_back, now=NOW)
    body = client.get("/feeds/changes.atom").content
    assert b"deleted-entry" not in body
    assert b"tombstones" not in body


def test_calendar_and_lists_drop_it(client: Client, taken_back: Ultimatum) -> None:
    for address in ("/feeds/ultimatums.ics", "/feeds/due.atom", "/data/ultimatums.csv", "/api/v1/ultimatums",
                    "/"):  # fmt: skip
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, SLUG.encode() in body) == (200, False), address
