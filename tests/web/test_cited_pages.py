"""What readers see of the pages that are cited: copies, dead pages, shares; and nothing of it in the past."""

import re
from datetime import date

import pytest
import yaml
from django.test import Client

from tests.factories import NOW, a_case, a_source, load
from tracker.models import Page

pytestmark = pytest.mark.django_db

COPY = "https://web.archive.org/web/20260302101112/https://example.org/first"
CASE = "/ultimatums/open-the-river/"


@pytest.fixture
def cited() -> None:
    """Three sources: archived, dead with a copy, dead without; a fourth whose copy an editor chose."""
    sources = {f"s{at}": a_source(name) for at, name in enumerate(("first", "second", "third", "fourth"), 1)}
    case = a_case(sources=sources)
    case["deadlines"][0]["sources"] = [*sources]
    load(case)
    copy = {"archived_address": COPY, "archived_on": date(2026, 3, 2)}
    dead = {"state": "dead", "failures": 3, "first_failed_at": NOW, "checked_at": NOW}
    for name, known in {
        "first": {"state": "alive", "quotes_found": 1, **copy},
        "second": {**dead, **copy},
        "third": dead,
        "fourth": {"state": "alive", "leads_to_copy": True, **copy},
    }.items():
        Page.objects.filter(address__endswith=f"/{name}").update(**known)


def lines(client: Client, address: str) -> list[str]:
    """What the list of sources says, with the addresses of its links."""
    page = client.get(address).content.decode()
    part = page[page.index('<ol class="sources">') :].partition("</ol>")[0]
    items = re.findall(r"<li.*?</li>", part, re.DOTALL)
    shown = (re.sub(r'<span class="visually-hidden">.*?</span>', "", item, flags=re.DOTALL) for item in items)
    linked = (
        re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', r"\2 <\1>", item, flags=re.DOTALL) for item in shown
    )
    return [" ".join(re.sub(r"<(?!http)[^>]*>", " ", item).split()) for item in linked]


def test_readers_are_led_to_copies_and_told_what_is_gone(client: Client, cited: None) -> None:
    first, second, third, fourth = lines(client, CASE)
    assert (
        f"Report first <https://example.org/first> Example news agency archived 2 Mar 2026 <{COPY}>" in first
    )
    assert f"Report second <{COPY}>" in second
    assert "The page has been gone since 10 March 2026; the title leads to the copy of 2 Mar 2026." in second
    assert "Report third <https://example.org/third>" in third
    assert "The page has been gone since 10 March 2026; we know of no copy." in third
    assert f"Report fourth <{COPY}>" in fourth
    assert "The page today <https://example.org/fourth>" in fourth


def test_in_ukrainian_too(client: Client, cited: None) -> None:
    first, second, *_ = lines(client, f"/uk{CASE}")
    assert "заархівовано 2 бер 2026" in first
    assert "Сторінки немає від 10 березня 2026" in second


def test_a_page_of_the_past_says_nothing_of_it(client: Client, cited: None) -> None:
    for line in lines(client, f"{CASE}?as_of=2026-03-05"):
        assert "archive" not in line
        assert "gone" not in line


def test_the_api_has_it_for_the_present_alone(client: Client, cited: None) -> None:
    found = client.get("/api/v1/ultimatums/open-the-river").json()["sources"]
    copy = {"url": COPY, "on": "2026-03-02"}
    assert [each["archived"] for each in found] == [copy, copy, None, copy]
    assert [each["dead_since"] for each in found] == [
        None,
        "2026-03-10T12:00:00Z",
        "2026-03-10T12:00:00Z",
        None,
    ]
    past = client.get("/api/v1/ultimatums/open-the-river?as_of=2026-03-05").json()["sources"]
    assert {each[name] for each in past for name in ("archived", "dead_since")} == {None}


@pytest.mark.parametrize("address", ["/status/", "/data/"])
def test_shares_are_shown(client: Client, cited: None, address: str) -> None:
    page = " ".join(re.sub("<[^>]+>", " ", client.get(address).content.decode()).split())
    assert "Alive 2 of 4, 50%" in page
    assert "Dead 2 of 4, 50%: gone three times, days apart" in page
    assert "With an archived copy 3 of 4, 75%" in page
    assert "Quoted words found 1 of 1, 100%" in page


def test_the_past_of_the_data_has_no_shares(client: Client, cited: None) -> None:
    assert b"Quoted words found" not in client.get("/data/?as_of=2026-03-05").content


def test_case_files_hold_the_copies_that_were_found(client: Client, cited: None) -> None:
    text = b"".join(client.get("/data/ultimatums.yaml")).decode()
    (document,) = yaml.safe_load_all(text)
    copies = [item.get("archived") for item in document["sources"].values()]
    assert copies == [{"url": COPY, "on": "2026-03-02"}] * 2 + [None, {"url": COPY, "on": "2026-03-02"}]
