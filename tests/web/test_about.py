"""The page about the record: its words and its coding rule are those of the code."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.web.reading import read
from tracker.domain.status.outcomes import headline, ties_code
from tracker.domain.vocabulary import FollowThrough, Kind, Response
from tracker.templatetags.ties import coding_lines

pytestmark = pytest.mark.django_db


def test_page_leads_to_the_words_and_to_the_changes_of_the_method(client: Client) -> None:
    assert {"/about/words/", "/about/method/"} <= set(read(client.get("/about/").content).links)


def test_coding_table_says_what_the_rule_does(client: Client) -> None:
    cells = {
        (response, line.follow_through): (cell.headline, cell.code)
        for line in coding_lines()
        for response, cell in zip(Response, line.cells, strict=True)
    }
    assert cells == {
        (response, follow): (
            headline(Kind.ULTIMATUM, response, follow, settled=False),
            ties_code(response, follow, settled=False, deadline_passed=True),
        )
        for response in Response
        for follow in FollowThrough
    }
    text = read(client.get("/about/").content).text
    assert "Carried out the threat Complied TIES 7 Enforced TIES 6 Enforced TIES 9" in text
    assert "Its base was removed by others Complied TIES 2 Partly complied TIES 1 Moot no TIES code" in text
    assert "with the code 5, or 10 once" in text
    assert "has the code 8" in text
    assert "keeps the code 4 until" in text


def test_citation_names_the_date_and_the_address(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://ultimata.example"
    text = read(client.get("/about/?as_of=2025-07-24").content).text
    assert (
        "Ultimata (2025): Deadlines and ultimatums on the record. As of 24 July 2025. "
        "https://ultimata.example/?as_of=2025-07-24"
    ) in text


def test_page_needs_no_query_and_refuses_what_it_does_not_know(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    with django_assert_num_queries(0):
        assert client.get("/about/").status_code == 200
        assert client.get("/about/?sender=russia").status_code == 400
        assert client.post("/about/").status_code == 405
