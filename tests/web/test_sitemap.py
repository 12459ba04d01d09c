"""Search engines: every page once, nothing of the past, and data that cannot break out of its element."""

import json
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings as site
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import NOW, a_case, load
from tests.filled import seeds

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/xml")
    found = [str(each.text) for each in ET.fromstring(answer.content).iter(f"{SPACE}loc")]
    assert [each for each in found if not each.startswith(f"{site.SITE_URL}/")] == []
    return [each.removeprefix(site.SITE_URL) for each in found]


@pytest.mark.usefixtures("seeded")
def test_every_page_is_named_once_and_answers(client: Client) -> None:
    parts = locations(client, "/sitemap.xml")
    found = [address for part in parts for address in locations(client, part)]
    assert len(found) == len(set(found))
    assert {f"/ultimatums/{case['slug']}/" for case in seeds().cases} < set(found)
    assert {f"/dossiers/{case['dossier']}/" for case in seeds().cases} < set(found)
    facts = [item for case in seeds().cases for item in (*case["parties"], *case["deadlines"])]
    spoke = {item.get("stated_by") for item in facts}
    assert {f"/actors/{slug}/" for slug in spoke - {None}} < set(found)
    sample = [each for each in found if not each.startswith("/ultimatums/")][::7]
    assert [each for each in sample if client.get(each).status_code != 200] == []


def test_drafts_are_not_named(client: Client) -> None:
    load(a_case("shown"), a_case("hidden", review="draft"), now=NOW)
    found = locations(client, "/sitemap-cases-0.xml")
    assert "/ultimatums/shown/" in found
    assert "/ultimatums/hidden/" not in found


@pytest.mark.parametrize(
    ("address", "queries"), [("sitemap.xml", 1), ("sitemap-pages.xml", 2), ("robots.txt", 0)]
)
@pytest.mark.usefixtures("seeded")
def test_queries(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
    address: str,
    queries: int,
) -> None:
    settings.PAGE_CACHE = False
    with django_assert_num_queries(queries):
        assert client.get(f"/{address}").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sitemap-cases-7.xml", 404),
        ("/sitemap.xml?as_of=2025-07-24", 400),
        ("/robots.txt?sender=russia", 400),
    ],
)
def test_what_is_not_there_is_refused(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.usefixtures("seeded")
def test_robots_are_kept_from_the_days_of_the_past(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /*?*as_of=" in lines
    assert f"Sitemap: {site.SITE_URL}/sitemap.xml" in lines
    page = client.get("/", {"as_of": "2025-07-24"}).content.decode()
    assert '<meta name="robots" content="noindex">' in page


def linked(client: Client, address: str) -> dict[str, object]:
    page = client.get(address).content.decode()
    text = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    found: dict[str, object] = json.loads(text)
    return found


@pytest.mark.usefixtures("seeded")
def test_case_tells_programs_what_it_is(client: Client) -> None:
    found = linked(client, "/ultimatums/us-russia-50-days-2025/")
    assert found["@type"] == "Article"
    assert {"@type": "Thing", "name": "Russia"} in found["about"]  # type: ignore[operator]
    past = client.get("/ultimatums/us-russia-50-days-2025/", {"as_of": "2025-07-24"}).content
    assert b"ld+json" not in past


def test_title_cannot_end_the_element(client: Client) -> None:
    title = "</script><script>alert(1)</script> & more"
    load(a_case("odd", title=title), now=NOW)
    assert linked(client, "/ultimatums/odd/")["headline"] == title
    assert b"<script>alert" not in client.get("/ultimatums/odd/").content
