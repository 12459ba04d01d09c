"""`/week/` and its feed, with the seeds."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return read(answer.content).text


def test_the_page_has_the_seven_days_of_its_zone(client: Client) -> None:
    page = text_of(client, "/week/?as_of=2025-08-04&zone=Europe/Kyiv")
    assert "5 to 11 August" in page  # the last moment of the day in UTC is the next day in Kyiv
    assert "Friday 8 August" in page
    assert "the end of 8 August 2025 in Washington (UTC−4)" in page
    assert "Hours are those of Europe/Kyiv" in page
    assert page.count("End the war in Ukraine") == 1  # not on 7 August, from where it was moved, as well
    assert "Send it on Mondays" not in page


def test_a_week_without_a_date_names_the_next(client: Client) -> None:
    page = text_of(client, "/week/?as_of=1914-07-28T00:00:00Z")
    assert "Nothing falls due in the coming seven days." in page


@pytest.mark.parametrize("query", ["zone=Mars/Base", "zone=UTC&zone=UTC", "sort=due"])
def test_what_cannot_be_asked_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/week/?{query}").status_code in (400, 301)


def test_the_page_costs_few_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/week/?as_of=2025-08-04")
    with django_assert_num_queries(2):
        client.get("/week/?as_of=2025-08-05")


def test_the_feed_has_a_week_an_entry_as_it_stood_on_its_monday(client: Client) -> None:
    answer = client.get("/feeds/week.atom?as_of=2025-08-12")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")
    told = {entry.findtext(f"{ATOM}updated"): entry for entry in entries}
    assert list(told)[:2] == ["2025-08-11T08:00:00Z", "2025-08-04T08:00:00Z"]
    week = told["2025-08-04T08:00:00Z"]
    assert re.search(r":week/2025-W32$", week.findtext(f"{ATOM}id") or "")
    assert (week.findtext(f"{ATOM}title") or "").startswith("The week ahead, 4 to 10 August: ")
    assert "Friday 8 August: End the war in Ukraine in 50 days" in (week.findtext(f"{ATOM}content") or "")
    earlier = client.get("/feeds/week.atom?as_of=2025-08-05").content
    entry = ET.tostring(week)
    assert entry in {ET.tostring(each) for each in ET.fromstring(earlier).findall(f"{ATOM}entry")}


def test_the_calendar_leads_to_it(client: Client) -> None:
    assert b'href="/week/?as_of=2025-08-04"' in client.get("/calendar/?as_of=2025-08-04").content
