"""The card, the badge, oEmbed and what to copy: right, framed nowhere else, and deaf to the future."""

import json
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import NOW, a_case, a_deadline, load
from tests.web.reading import read
from tracker.web.cards.font_metrics import sans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

SLUG = "us-russia-50-days-2025"
SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).parent / "embeds"
CASE_URL = f"{site.SITE_URL}/ultimatums/{SLUG}/"


@pytest.mark.parametrize("name", ["embed", "badge", "share"])
def test_one_query_answers(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings, name: str
) -> None:
    settings.PAGE_CACHE = False
    with django_assert_num_queries(1):
        assert client.get(reverse(name, args=[SLUG])).status_code == 200


def test_embed_says_what_the_case_says(client: Client) -> None:
    page = read(client.get(reverse("embed", args=[SLUG]), {"as_of": "2025-07-24"}).content)
    assert "40 days left" in page.text
    assert "2 Sep 2025" in page.text
    assert f"/ultimatums/{SLUG}/?as_of=2025-07-24" in page.inner


@pytest.mark.parametrize(
    ("day", "told", "hidden"),
    [
        ("2025-07-20", ["2 Sep 2025"], ["Aug 2025", "Lapsed"]),
        ("2025-07-28", ["7–9\N{NO-BREAK SPACE}Aug"], ["8 Aug 2025", "Lapsed"]),
        ("2025-07-30", ["8 Aug 2025"], ["Lapsed"]),
        ("2025-08-12", ["Lapsed"], []),
    ],
)
def test_nothing_later_shows(client: Client, day: str, told: list[str], hidden: list[str]) -> None:
    text = client.get(reverse("embed", args=[SLUG]), {"as_of": day}).content.decode()
    text = text.replace("\N{NO-BREAK SPACE}2025", " 2025")
    assert [each for each in told if each.replace("\N{NO-BREAK SPACE}2025", " 2025") not in text] == []
    for name in ("embed", "badge", "share"):
        shown = client.get(reverse(name, args=[SLUG]), {"as_of": day}).content.decode()
        assert [each for each in hidden if each in shown] == []


@pytest.mark.parametrize("name", ["embed", "badge", "share"])
def test_case_not_announced_yet_is_not_there(client: Client, name: str) -> None:
    assert client.get(reverse(name, args=[SLUG]), {"as_of": "2025-07-01"}).status_code == 404
    assert client.get(reverse(name, args=["no-such-case"])).status_code == 404


@pytest.mark.parametrize(
    "query", [{"theme": "blue"}, {"size": "huge"}, {"sizes": "full"}, {"asof": "2025"}, {"as_of": "31 June"}]
)
def test_what_an_embed_does_not_know_is_refused_by_name(client: Client, query: dict[str, str]) -> None:
    answer = client.get(reverse("embed", args=[SLUG]), query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.content.decode()


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> list[str]:
    """Every address of the site that takes at most the name of a case."""
    found: list[str] = []
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            found += addresses(each.url_patterns, route)
        else:
            found.append(route.replace("<str:slug>", SLUG))
    return [each for each in found if "<" not in each and "(" not in each and "^" not in each]


def test_only_the_embed_may_be_framed(client: Client) -> None:
    framed = []
    for address in addresses(get_resolver().url_patterns):
        answer = client.get(address)
        policy, frames = answer.headers["Content-Security-Policy"], answer.headers.get("X-Frame-Options")
        if "frame-ancestors 'none'" not in policy or frames != "DENY":
            framed.append(address)
    badge = f"/badge/{SLUG}.svg"
    assert set(framed) <= {f"/embed/{SLUG}/", "/embed/", badge}
    policy = client.get(f"/embed/{SLUG}/").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "X-Frame-Options" not in client.get(f"/embed/{SLUG}/").headers
    assert client.get(badge).headers["X-Frame-Options"] == "DENY"


def test_badge_escapes_what_editors_write(client: Client) -> None:
    load(a_case("odd", title='</title><script>alert("1")</script>'), now=NOW)
    body = client.get(reverse("badge", args=["odd"])).content
    assert b"<script" not in body
    title = ET.fromstring(body).find(f"{SVG}title")
    assert title is not None
    assert str(title.text).startswith('</title><script>alert("1")</script>: ')


def test_plates_of_a_badge_are_as_wide_as_their_words(client: Client) -> None:
    load(a_case("narrow", deadlines=[a_deadline("d1", "2025-07-01", None)]), now=NOW)
    short, long = (
        ET.fromstring(client.get(reverse("badge", args=[slug])).content) for slug in ("narrow", SLUG)
    )
    words = [text.text or "" for picture in (short, long) for text in picture.iter(f"{SVG}text")]
    lengths = [
        int(text.attrib["textLength"]) for picture in (short, long) for text in picture.iter(f"{SVG}text")
    ]
    ratios = [length / sans().width(text, 11) for text, length in zip(words, lengths, strict=True)]
    assert max(ratios) - min(ratios) < 0.03, "every word is stretched alike"


def test_badge_is_as_agreed(client: Client) -> None:
    body = client.get(reverse("badge", args=[SLUG]), {"as_of": "2025-07-24"}).content
    assert body == (GOLDEN / "badge.svg").read_bytes()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_oembed_is_as_agreed(client: Client, form: str) -> None:
    answer = client.get(reverse("oembed"), {"url": CASE_URL, "format": form})
    assert answer.content == (GOLDEN / f"oembed.{form}").read_bytes()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("query", ["", "?as_of=2025-07-24"])
def test_case_names_its_oembed_address_for_any_consumer(client: Client, query: str) -> None:
    page = client.get(f"/ultimatums/{SLUG}/{query}").content.decode()
    _, _, rest = page.partition('type="application/json+oembed"')
    address = unescape(rest.partition('href="')[2].partition('"')[0])
    assert address.startswith(f"{site.SITE_URL}/oembed?url=")
    # As WordPress asks: with its own words beside.
    asked = f"{address}&maxwidth=600&maxheight=900&dnt=1&format=json&callback=x&theme=dark&as-of=x"
    found = json.loads(client.get(asked.removeprefix(site.SITE_URL)).content)
    assert (found["type"], found["width"], found["height"]) == ("rich", 560, 236)
    frame = unescape(found["html"].partition('src="')[2].partition('"')[0])
    expected = {"size": "full", "theme": "dark", **dict(parse_qsl(query[1:]))}
    assert dict(parse_qsl(urlsplit(frame).query)) == expected
    assert client.get(frame.removeprefix(site.SITE_URL)).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "https://elsewhere.example/ultimatums/x/"}, 404),
        ({"url": f"{site.SITE_URL}/about/"}, 404),
        ({"url": f"{site.SITE_URL}/ultimatums/nothing/"}, 404),
        ({"url": "http://[half"}, 404),
        ({"url": CASE_URL, "format": "yaml"}, 501),
        ({"url": CASE_URL, "maxwidth": "wide"}, 400),
        ({"url": CASE_URL, "maxheight": "-5"}, 400),
        ({"url": CASE_URL, "maxheight": "0"}, 400),
    ],
)
def test_oembed_refuses_what_it_cannot_answer(client: Client, query: dict[str, str], status: int) -> None:
    answer = client.get(reverse("oembed"), query)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("widest", "highest", "width", "height", "shows"),
    [
        (300, 150, 300, 132, "size=compact"),
        (560, 236, 560, 236, "size=full"),
        (559, 900, 320, 132, "size=compact"),
        (9_000_000, 9_000_000, 560, 236, "size=full"),
        (600, 100, 153, 20, "/badge/"),
        (200, 900, 153, 20, "/badge/"),
    ],
)
def test_oembed_keeps_within_the_room_there_is(
    client: Client, widest: int, highest: int, width: int, height: int, shows: str
) -> None:
    room = {"url": f"{CASE_URL}?as_of=2025-07-24", "maxwidth": str(widest), "maxheight": str(highest)}
    found = json.loads(client.get(reverse("oembed"), room).content)
    assert (found["type"], found["width"], found["height"]) == ("rich", width, height)
    assert shows in found["html"]


@pytest.mark.parametrize("room", [{"maxheight": "19"}, {"maxwidth": "100"}])
def test_oembed_is_a_link_where_nothing_fits(client: Client, room: dict[str, str]) -> None:
    for form in ("json", "xml"):
        answer = client.get(reverse("oembed"), {"url": CASE_URL, "format": form, **room})
        assert answer.status_code == 200
        assert b"link" in answer.content
        assert b"width" not in answer.content


def test_oembed_keeps_the_instant_of_the_address(client: Client) -> None:
    found = json.loads(client.get(reverse("oembed"), {"url": f"{CASE_URL}?as_of=2025-07-24"}).content)
    assert "as_of=2025-07-24" in found["html"]
