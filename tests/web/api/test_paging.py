"""Pages of a list: everything once, in order, and a cursor good for its own question alone."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from tests.factories import ACTORS, DOSSIERS, a_case, load, store_generated
from tests.filled import empty, seeds
from tests.present import NOW
from tests.web.api.requests import ask, problems
from tracker.models import Phase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
SORTS = ("expiry", "newest", "title")


def all_items(client: Client, address: str) -> list[dict[str, Any]]:
    """Those of all pages."""
    found, following = list[dict[str, Any]](), address
    while following:
        page = ask(client, following)
        assert (page["next"] is None) is (page["next_cursor"] is None)
        found += page["items"]
        following = page["next"]
    return found


@pytest.mark.matrix
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(("limit", "day"), [(3, ""), (7, "&as_of=2025-08-01"), (45, ""), (100, "")])
def test_every_case_comes_once_whatever_the_size_of_a_page(
    client: Client, sort: str, limit: int, day: str
) -> None:
    found = [item["slug"] for item in all_items(client, f"ultimatums?sort={sort}&limit={limit}{day}")]
    whole = [item["slug"] for item in ask(client, f"ultimatums?sort={sort}&limit=100{day}")["items"]]
    assert found == whole
    assert len(set(found)) == len(found)


def test_orders_are_what_they_say(client: Client) -> None:
    order = {
        "running": 0,
        "open": 0,
        "undated": 0,
        "suspended": 0,
        "passed": 1,
        "withdrawn": 1,
        "resolved": 2,
    }
    rows = ask(client, "ultimatums?limit=100&as_of=2025-08-01")["items"]
    shelves = [order[row["status"]] for row in rows]
    assert shelves == sorted(shelves)
    ahead = [row["countdown"]["target_at"] for row in rows if row["status"] == "running"]
    assert ahead == sorted(ahead)
    done = [row["resolved_on"] for row in rows if row["status"] == "resolved"]
    assert [(one, other) for one, other in pairwise(done) if one < other] == []
    titles = [row["title"] for row in ask(client, "ultimatums?limit=100&sort=title")["items"]]
    assert titles == list(
        Phase.objects.at(NOW).order_by("ultimatum__title").values_list("ultimatum__title", flat=True)
    )


def test_cases_that_are_alike_in_order_are_not_lost_between_pages(client: Client) -> None:
    load(
        *(a_case(f"twin-{number}", title="One of many twins") for number in range(9)),
        now=NOW,
        actors=seeds().actors | ACTORS,
        dossiers=seeds().dossiers | DOSSIERS,
    )
    for sort in SORTS:
        found = [item["slug"] for item in all_items(client, f"ultimatums?q=twins&sort={sort}&limit=2")]
        assert sorted(found) == [f"twin-{number}" for number in range(9)]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("ultimatums?limit=2", "ultimatums?limit=2&sort=title"),
        ("ultimatums?limit=2", "ultimatums?limit=2&kind=ultimatum"),
        ("ultimatums?limit=2", "ultimatums?limit=2&as_of=2025-08-01"),
        ("ultimatums?limit=2&as_of=2025-08-02", "ultimatums?limit=2&as_of=2025-08-01"),
        ("ultimatums?limit=2&sender=united-states", "ultimatums?limit=2&target=united-states"),
        ("actors?limit=2", "actors?limit=2&q=a"),
        ("actors?limit=2", "dossiers?limit=2"),
        ("events?limit=2", "events?limit=2&kind=talks"),
        ("events?limit=2", "actors?limit=2"),
        ("recent?limit=2&days=3660", "recent?limit=2&days=3659"),
        ("recent?limit=2&days=3660", "next?limit=2&days=3660"),
    ],
)
def test_cursor_of_another_question_is_refused(client: Client, first: str, other: str) -> None:
    cursor = ask(client, first)["next_cursor"]
    assert ask(client, f"{first}&cursor={cursor}")["items"] != []
    (problem,) = problems(client, f"{other}&cursor={cursor}")
    assert problem.startswith("cursor: it belongs to another question")


def test_cursor_of_the_stream_is_refused_elsewhere(client: Client) -> None:
    cursor = ask(client, "changes?limit=2")["cursor"]
    for other in ("events?", "ultimatums?", "changes?kind=set&", "changes?as_of=2025-08-01&"):
        assert problems(client, f"{other}cursor={cursor}")[0].startswith("cursor: ")


def test_cursor_that_was_touched_is_refused(client: Client) -> None:
    cursor = ask(client, "ultimatums?limit=2")["next_cursor"]
    for made_up in (cursor[:-1], f"{cursor}A", "A" * 40, "1", "%", "=", "Д", cursor.swapcase()):
        assert problems(client, "ultimatums", cursor=made_up)[0].startswith("cursor: ")


def test_size_of_the_page_may_change_on_the_way(client: Client) -> None:
    whole = [item["slug"] for item in ask(client, "ultimatums?limit=100")["items"]]
    cursor = ask(client, "ultimatums?limit=3")["next_cursor"]
    rest = ask(client, f"ultimatums?limit=100&cursor={cursor}")
    assert [item["slug"] for item in rest["items"]] == whole[3:]


def test_what_is_next_and_what_was_lately(client: Client) -> None:
    ahead = ask(client, "next?days=14&as_of=2025-08-30")
    assert "us-russia-50-days-2025" not in {row["slug"] for row in ahead["items"]}
    ahead = ask(client, "next?days=14&as_of=2025-08-01")
    assert "us-russia-50-days-2025" in {row["slug"] for row in ahead["items"]}
    assert all(row["countdown"]["seconds"] <= 14 * 86400 for row in ahead["items"])
    lately = ask(client, "recent?days=30&as_of=2025-09-30")
    assert {row["status"] for row in lately["items"]} <= {"passed", "withdrawn", "resolved"}
    early = NOW - timedelta(days=1)
    assert ask(client, "recent?days=1")["at"] >= f"{early:%Y-%m-%d}"


def test_large_record_pages_through(client: Client) -> None:
    empty()
    store_generated(300, NOW)
    found = [item["slug"] for item in all_items(client, "ultimatums?limit=100")]
    assert (len(found), len(set(found))) == (300, 300)
