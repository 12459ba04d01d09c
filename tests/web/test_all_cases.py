"""The table of every case: its order, what it is narrowed to, and the same as a file."""

import csv
import io
import json
import re

import pytest
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, a_case, a_deadline, a_demand, a_due, a_threat, an_outcome, load
from tests.filled import shared_record
from tracker.models import Phase
from tracker.queries.dashboard import dashboard_row
from tracker.services.tick import tick
from tracker.web.data.files import cell
from tracker.web.pages.all_cases import csv_values, stored_values

pytestmark = pytest.mark.django_db


def _fill() -> None:
    load(
        a_case(
            "alpha",
            title="Alpha",
            deadlines=[a_deadline("d1", "2026-01-10", a_due("2099-12-31"))],
            demands=[a_demand()],
        ),
        a_case(
            "beta",
            title="Beta",
            kind="expiry",
            parties=[{"actor": "cendria", "role": "party"}, {"actor": "aldovia", "role": "party"}],
            threats=[],
            deadlines=[
                a_deadline("d1", "2025-03-01", a_due("2025-06-01")),
                a_deadline(
                    "d2", "2025-05-01", a_due("2025-08-01"), "extended", replaces="d1", stated_by="ana-prime"
                ),
            ],
        ),
        a_case(
            "gamma",
            title="=Gamma",
            parties=[{"actor": "borealand", "role": "sender"}, {"actor": "cendria", "role": "target"}],
            threats=[a_threat(type="force")],
            deadlines=[a_deadline("d1", "2025-01-01", a_due("2025-12-31"))],
            outcomes=[an_outcome("2026-01-02", "full")],
        ),
        a_case("delta", title="Delta", deadlines=[a_deadline("d1", "2026-03-01", None)]),
        now=NOW,
    )
    tick(now=NOW)


_record = shared_record(_fill)


def slugs(client: Client, **query: str) -> list[str]:
    answer = client.get("/ultimatums/", query)
    assert answer.status_code == 200, answer.content.decode()
    return re.findall(r'<th scope="row"><a href="/ultimatums/([a-z]+)/', answer.content.decode())


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", "delta alpha beta gamma"),
        ("announced", "gamma beta alpha delta"),
        ("title", "gamma alpha beta delta"),
        ("-title", "delta beta alpha gamma"),
        ("due", "beta gamma alpha delta"),
        ("-due", "alpha gamma beta delta"),
        ("moved", "alpha gamma delta beta"),
        ("-moved", "beta delta gamma alpha"),
        ("status", "alpha beta gamma delta"),
        ("kind", "beta alpha gamma delta"),
        ("sender", "beta alpha delta gamma"),
        ("target", "alpha delta beta gamma"),
        ("-outcome", "gamma delta beta alpha"),
    ],
)
def test_order(client: Client, sort: str, expected: str) -> None:
    assert slugs(client, sort=sort) == expected.split()


def test_the_head_says_the_order_and_turns_it_round(client: Client) -> None:
    html = client.get("/ultimatums/?sort=due&threat=force").content.decode()
    assert re.search(
        r'aria-sort="ascending">\s*<a href="/ultimatums/\?sort=-due&amp;threat=force"', html
    ) or re.search(r'aria-sort="ascending">\s*<a href="/ultimatums/\?threat=force&amp;sort=-due"', html)
    assert html.count("aria-sort") == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "expiry"}, {"beta"}),
        ({"speaker": "ana-prime"}, {"alpha", "beta", "delta"}),
        ({"outcome": "complied"}, {"gamma"}),
        ({"demand": "open-passage"}, {"alpha", "beta", "gamma", "delta"}),
        ({"section": "live"}, {"alpha", "delta"}),
        ({"section": "dated"}, {"alpha"}),
        ({"section": "undated"}, {"delta"}),
        ({"section": "passed"}, {"beta"}),
        ({"announced_from": "2026-01-10", "announced_to": "2026-01-10"}, {"alpha"}),
        ({"announced_to": "2025-12-31"}, {"beta", "gamma"}),
        ({"due_from": "2025-01-01", "due_to": "2025-12-31"}, {"beta", "gamma"}),
        ({"due_from": "2025-01-01", "due_to": "2025-12-31", "threat": "force"}, {"gamma"}),
        ({"sender": "borealand", "q": "cendria"}, {"gamma"}),
        ({"status": "undated"}, {"delta"}),
        ({"section": "live", "outcome": "complied"}, set()),
    ],
)
def test_filters(client: Client, query: dict[str, str], expected: set[str]) -> None:
    assert set(slugs(client, **query)) == expected


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("sender=aldovia&target=borealand", "2 cases: Aldovia → Boréaland, 1 running"),
        ("sender=borealand", "1 case: Sender: Boréaland, none running"),
        ("actor=cendria&section=passed", "1 case: Cendria, Stands: Passed, outcome still open"),
        ("q=nowhere", "0 cases: Search: nowhere"),
        ("sort=title", "All cases"),
    ],
)
def test_the_heading_says_what_is_shown(client: Client, query: str, heading: str) -> None:
    html = client.get(f"/ultimatums/?{query}").content.decode()
    assert " ".join(re.findall(r"<h1>(.*?)</h1>", html, re.S)[0].split()) == heading


def test_the_past_shows_and_offers_what_was_known(client: Client) -> None:
    assert slugs(client, as_of="2025-04-01") == ["beta", "gamma"]
    html = client.get("/ultimatums/?as_of=2025-04-01").content.decode()
    assert "ana-prime" not in html
    assert "1 Jun 2025" in html
    assert "1 Aug 2025" not in html
    assert slugs(client, as_of="2025-04-01", due_from="2025-07-01", due_to="2025-11-01") == []
    refused = client.get("/ultimatums/?as_of=2025-04-01&speaker=ana-prime")
    assert refused.status_code == 400


def test_the_file_holds_what_is_shown_in_its_order(client: Client) -> None:
    answer = client.get("/ultimatums.csv?section=live&sort=title")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["slug"] for row in rows] == slugs(client, section="live", sort="title") == ["alpha", "delta"]
    assert rows[0]["due_earliest"] == "2099-12-31"
    assert rows[1]["due_earliest"] == ""
    all_rows = list(csv.DictReader(io.StringIO(client.get("/ultimatums.csv").content.decode())))
    assert "'=Gamma" in {row["title"] for row in all_rows}
    assert (
        'href="/ultimatums.csv?section=live&amp;sort=title"'
        in client.get("/ultimatums/?section=live&sort=title&page=1").content.decode()
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("sort=colour", 400),
        ("kind=nothing", 400),
        ("due_from=yesterday", 400),
        ("due_from=2025-02-30", 400),
        ("outcome=nothing", 400),
        ("speaker=nobody", 400),
        ("colour=red", 400),
        ("page=9", 404),
        ("due_from=0001-01-01&due_to=9999-12-31", 200),
    ],
)
def test_what_cannot_be_asked_is_refused(client: Client, query: str, status: int) -> None:
    assert client.get(f"/ultimatums/?{query}").status_code == status


def test_it_takes_a_known_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address, number in (("/ultimatums/", 5), ("/ultimatums/?kind=expiry", 5), ("/ultimatums.csv", 2)):
        with django_assert_num_queries(1 + number):
            assert client.get(address).status_code == 200


def test_a_line_of_what_is_stored_is_that_of_the_row_that_is_read() -> None:
    targets = ["cendria", "aldovia"]
    half = a_case(
        "half",
        parties=[
            {"actor": "borealand", "role": "sender"},
            *({"actor": each, "role": "target"} for each in targets),
        ],
        deadlines=[a_deadline("d1", "2025-01-01", a_due("2099-12-31"))],
        outcomes=[an_outcome("2026-01-02", "full", target=targets[0])],
    )
    load(half, now=NOW)
    pages = f"{settings.SITE_URL}/ultimatums/"
    stored = Phase.objects.annotate(text=Cast("row", TextField())).values_list("status", "text")
    assert any(json.loads(text)["unknown"] for _status, text in stored)
    for status, text in stored:
        read = csv_values(dashboard_row(status, text, at=NOW))
        assert [cell(value) for value in stored_values(status, json.loads(text), pages)] == [
            cell(value) for value in read
        ]
