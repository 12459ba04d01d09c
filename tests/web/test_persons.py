"""Persons who spoke, and two senders or persons compared: each number is that of its list."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.present import NOW
from tests.web.reading import read
from tests.web.test_track_record import listed, numbers, page_of
from tracker.clock import utc_now
from tracker.models import Actor, ActorRedirect
from tracker.services.tick import tick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
FEW = re.compile(r'<details class="few">.*?</details>', re.DOTALL)
TWO = "/compare/?a=united-states&b=russia"


# --- Persons ---
@pytest.mark.parametrize("query", ["", "?as_of=2025-08-10"])
def test_every_person_leads_to_the_table_of_what_they_spoke_for(client: Client, query: str) -> None:
    html = client.get(f"/persons/{query}").content.decode().replace("&amp;", "&")
    found = re.findall(r'<a href="(/ultimatums/\?speaker=[^"]*)">\s*(\d+) ultimatum', html)
    assert len(found) > 5
    for address, number in found[::9]:
        assert re.search(rf"<h1>\s*{number} case", client.get(address).content.decode()), address


def test_persons_tell_what_came_of_it_and_fold_those_with_few_cases(client: Client) -> None:
    page = page_of(client, "/persons/")
    assert re.search(r"Donald Trump United States \d+ ultimatums", page.text)
    found = numbers(client, "/persons/")
    assert {link: listed(client, link) for link in list(found)[::12]} == dict(list(found.items())[::12])
    html = client.get("/persons/").content.decode()
    assert "Donald Trump" in FEW.sub("", html)
    assert "Edward Grey" in "".join(FEW.findall(html))
    assert "Edward Grey" not in FEW.sub("", html)


def test_nobody_who_spoke_later_is_told_of(client: Client) -> None:
    text = page_of(client, "/persons/", as_of="1914-08-10").text
    assert "Edward Grey" in text
    assert "Donald Trump" not in text
    assert "Nobody yet" in page_of(client, "/persons/", as_of="1850").text


def test_page_of_a_person_tells_what_came_of_what_they_spoke_for(client: Client) -> None:
    page = page_of(client, "/actors/donald-trump/", as_of="2026-03-01")
    assert "As who spoke for others" in page.text
    assert "/ultimatums/?speaker=donald-trump&as_of=2026-03-01" in page.links
    assert "/compare/?a=donald-trump&as_of=2026-03-01" in page.links
    found = numbers(client, "/actors/donald-trump/?as_of=2026-03-01")
    assert found
    assert all("speaker=donald-trump" in link for link in found)
    assert {link: listed(client, link) for link in found} == found
    old = client.get("/record/cases/?speaker=donald-trump&where=all")
    assert old.headers["Location"] == "/ultimatums/?where=all&speaker=donald-trump"


# --- Compared ---
@pytest.mark.parametrize(
    "address",
    [
        TWO,
        f"{TWO}&as_of=2025-08-10",
        "/compare/?a=donald-trump&b=iran",
        "/uk/compare/?a=donald-trump&b=russia",
    ],
)
def test_every_number_compared_is_that_of_its_list(client: Client, address: str) -> None:
    found = numbers(client, address.replace("/uk/", "/"))
    assert len(found) > 8
    assert {link: listed(client, link) for link in found} == found
    assert client.get(address).status_code == 200


def test_two_are_compared_on_one_scale_with_denominators_and_intervals(client: Client) -> None:
    page = page_of(client, TWO)
    assert "United States and Russia" in page.text
    assert re.search(r"Enforced United States \d+ of \d+ .*?\d+–\d+% Russia \d+ of \d+", page.text)
    assert "Carried out within 30 days of expiry" in page.text
    assert "score" not in page.text
    assert {"/actors/united-states/", "/actors/russia/"} <= set(page.links)
    html = client.get(TWO).content.decode()
    assert html.count('class="strip-axis"') == 1 + bool(FEW.search(html))
    assert 'value="united-states" selected' in html


def test_person_is_compared_by_what_they_spoke_for_and_a_state_by_what_it_set(client: Client) -> None:
    text = page_of(client, "/compare/?a=donald-trump&b=iran").text
    assert "Donald Trump as who spoke Iran as sender" in text


def test_whom_there_is_to_compare_is_chosen_without_a_script(client: Client) -> None:
    page = page_of(client, "/compare/?a=russia")
    assert {"russia", "united-states", "donald-trump"} <= set(page.options)
    assert "On one scale" not in page.text
    past = page_of(client, "/compare/", as_of="1914-08-10")
    assert "donald-trump" not in past.options
    assert past.fields["as_of"] == "1914-08-10"


def test_where_there_are_many_a_name_is_typed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.web.pages import persons as pages

    monkeypatch.setattr(pages, "MOST_CHOICES", 3)
    page = page_of(client, "/compare/", a="United States", b="Росія")
    assert "United States and Russia" in page.text
    assert page.fields["a"] == "United States"


def test_who_had_set_none_by_then_is_told_without_a_share(client: Client) -> None:
    text = page_of(client, "/compare/", a="united-states", b="hamas", as_of="1992-01-01").text
    assert "no case" in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/compare/?a=nobody&b=russia", "a: the record has no actor nobody."),
        ("/compare/?a=russia&b=russia", "a and b are the same; choose two."),
        ("/compare/?a=russia&sender=iran", "There is no parameter sender here"),
        ("/compare/?a=russia&a=iran", "a is given twice"),
        ("/compare/?a=russia&b=iran&as_of=soon", "as_of"),
        ("/persons/?page=2", "There is no parameter page here"),
        ("/record/cases/?speaker=nobody", "speaker: the record has no actor nobody."),
    ],
)
def test_what_cannot_be_compared_gets_help(client: Client, address: str, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert words in read(answer.content).text


def test_actor_that_was_merged_leads_on(client: Client) -> None:
    ActorRedirect.objects.create(slug="old-russia", actor=Actor.objects.get(slug="russia"), merged_at=NOW)
    answer = client.get("/compare/?a=old-russia&b=iran")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/compare/?a=russia&b=iran")


def test_queries(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    tick(now=utc_now())
    client.get("/persons/")
    for address in ("/persons/", TWO, "/compare/"):
        with django_assert_num_queries(1):
            assert client.get(address).status_code == 200, address
