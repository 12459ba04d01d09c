"""Social cards: of the right size, measured, deaf to the future; and what the heads of pages say of them."""

import json
import re
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import NOW, Document, a_case, a_deadline, load
from tests.filled import seeds
from tests.present import NOW as TODAY
from tests.web.reading import squeezed
from tests.web.test_leaks import days_in, end_of, instants, later_words, spelled
from tracker.queries.embeds import nutshell
from tracker.web.cards.drawing import ROOM, case_card, png, site_card
from tracker.web.cards.font_metrics import Face, sans, serif

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

SLUG = "us-russia-50-days-2025"
PNG = b"\x89PNG\r\n\x1a\n"
FACES = [serif, sans]


def card_of(slug: str, at: datetime, as_of: str | None = None) -> str:
    row = nutshell(slug, at=at)
    assert row is not None
    return case_card(row, at=at, as_of=as_of)


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(PNG)
    width, height = struct.unpack_from(">II", picture, 16)
    return width, height


@pytest.mark.parametrize(
    ("address", "queries"), [(f"/ultimatums/{SLUG}/card.png", 1), ("/card.png", 0)], ids=["case", "site"]
)
def test_card_is_a_picture_of_the_size_that_is_asked_for(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
    address: str,
    queries: int,
) -> None:
    settings.PAGE_CACHE = False
    with django_assert_num_queries(queries):
        answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert size_of(answer.content) == (1200, 630)


def test_card_says_what_the_case_says() -> None:
    card = card_of(SLUG, end_of("2025-07-24"), "2025-07-24")
    for told in ("United States", "Russia", "40 days left", "2 Sep 2025", "as of 24 July 2025"):
        assert told in card


def test_card_of_the_present_names_its_minute() -> None:
    assert "as of 30 July 2025, 13:05 UTC" in card_of(SLUG, datetime(2025, 7, 30, 13, 5, tzinfo=UTC))


@pytest.mark.matrix(every=5)
@pytest.mark.parametrize("case", seeds().cases, ids=[case["slug"] for case in seeds().cases])
def test_nothing_later_shows_on_a_card(case: Document) -> None:
    for day in instants(case):
        at = end_of(day)
        card = squeezed(unescape(card_of(case["slug"], at, day))).replace("\N{NO-BREAK SPACE}", " ")
        assert [words for words in later_words(case, at) if words in card] == []
        _, days = days_in(case, at)
        assert [text for each in days for text in spelled(each) if text in card] == []


def test_leak_test_of_cards_has_something_that_could_leak() -> None:
    could = []
    for case in seeds().cases:
        first = end_of(instants(case)[0])
        card = unescape(card_of(case["slug"], TODAY)).replace("\N{NO-BREAK SPACE}", " ")
        could += [case for day in days_in(case, first)[1] if any(text in card for text in spelled(day))]
    assert len(could) > 10


def test_cards_of_seeds_can_be_drawn() -> None:
    for case in seeds().cases[::9]:
        assert size_of(png(card_of(case["slug"], TODAY))) == (1200, 630)


@pytest.mark.matrix
@pytest.mark.parametrize("query", [{"sender": "russia"}, {"as_of": "31 June"}])
@pytest.mark.parametrize("address", [f"/ultimatums/{SLUG}/card.png", "/card.png"], ids=["case", "site"])
def test_what_a_card_does_not_know_is_refused_by_name(
    client: Client, address: str, query: dict[str, str]
) -> None:
    answer = client.get(address, query)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert next(iter(query)) in json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ultimatums/nothing/card.png", 404),
        (f"/ultimatums/{SLUG}/card.png?as_of=2025-07-01", 404),
        ("/card.png?as_of=2025-07-24", 400),
    ],
)
def test_card_that_cannot_be_is_refused(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_odd_words_are_drawn_and_break_nothing() -> None:
    title = '</text><script>alert("1")</script> & ' + "unbreakable" * 3  # 80 characters are the most
    stated = [a_deadline("d1", "2025-07-01", None, as_stated="soon " * 32)]
    load(a_case("odd", title=title, deadlines=stated), now=NOW)
    card = card_of("odd", NOW + timedelta(days=400))
    assert "<script" not in card
    assert "…</text>" in card
    assert size_of(png(card)) == (1200, 630)


# --- Letters ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("face", FACES)
def test_face_knows_what_pages_are_written_in(face: Callable[[], Face]) -> None:
    assert [char for char in "AZaz09,.;:!?()–—‘’“”…%€$£ÀÿŁžșЀяҐґЄєІіЇї" if char not in face().advances] == []


def test_advances_are_those_of_the_pages_fonts() -> None:
    """As fontTools reads them from the files: units of the em, of glyphs far apart in the tables."""
    assert [round(serif().advances[char] * 1000) for char in "iWЖ "] == SERIF_UNITS
    assert [round(sans().advances[char] * 2048) for char in "iWЖ "] == SANS_UNITS


SERIF_UNITS = [293, 932, 919, 212]
SANS_UNITS = [516, 2054, 2040, 546]


@given(text=st.text(st.sampled_from("abcW il.ґ "), max_size=120), size=st.integers(20, 64))
def test_wrapping_keeps_the_words_and_the_width(text: str, size: int) -> None:
    lines = serif().wrapped(text, size=size, within=300)
    assert [line for line in lines if serif().width(line, size) > 300] == []
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(text=st.text(st.sampled_from("abcW il.ґ "), max_size=120))
def test_what_is_cut_fits_and_says_so(text: str) -> None:
    cut = sans().cut(text, size=30, within=300)
    assert sans().width(cut, 30) <= 300
    assert cut == text or cut.endswith("…")


def test_lines_of_the_site_card_fit() -> None:
    card = site_card()
    lines = [part.partition("<")[0].partition(">")[2] for part in card.split('class="serif"')[1:]]
    assert len(lines) > 2
    assert [line for line in lines if serif().width(unescape(line), 64) > ROOM] == []


# --- Heads of pages -----------------------------------------------------------------------------------------
class Head(HTMLParser):
    """The property or name of each `meta` of a page → its content; the canonical address; JSON-LD."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self.data = ""
        self.feed(text.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.said[given.get("property") or given.get("name", "")] = given.get("content", "")
        if tag == "link" and given["rel"] == "canonical":
            self.said["canonical"] = given["href"]
        if given.get("type") == "application/ld+json":
            self.data = "{"

    def handle_data(self, data: str) -> None:
        if self.data == "{":
            self.data = data


def head(client: Client, address: str, **query: str) -> Head:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return Head(answer.content.decode())


def test_case_shows_its_card_where_it_is_shared(client: Client) -> None:
    said = head(client, f"/ultimatums/{SLUG}/").said
    assert said["og:image"] == f"{site.SITE_URL}/ultimatums/{SLUG}/card.png"
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:url"] == said["canonical"] == f"{site.SITE_URL}/ultimatums/{SLUG}/"
    assert said["og:title"].endswith("(8 Aug 2025)")
    assert said["og:image:alt"] != ""


def test_case_of_the_past_shows_the_card_of_the_past(client: Client) -> None:
    said = head(client, f"/ultimatums/{SLUG}/", as_of="2025-07-24").said
    assert said["og:image"].endswith("/card.png?as_of=2025-07-24")
    assert said["og:url"] == f"{site.SITE_URL}/ultimatums/{SLUG}/?as_of=2025-07-24"
    assert said["og:title"].endswith("(2 Sep 2025)")
    assert said["robots"] == "noindex"
    address = said["og:image"].removeprefix(site.SITE_URL)
    assert client.get(address).content == png(card_of(SLUG, end_of("2025-07-24"), "2025-07-24"))


def test_dashboard_shows_the_card_of_the_record(client: Client) -> None:
    said = head(client, "/", q="war").said
    assert said["canonical"] == said["og:url"] == f"{site.SITE_URL}/"
    address = said["og:image"].removeprefix(site.SITE_URL)
    assert client.get(address).status_code == 200
    past = head(client, "/", as_of="2025-07-24").said
    assert past["og:title"] == "Deadlines as of 24 July 2025"
    assert past["og:url"] == f"{site.SITE_URL}/?as_of=2025-07-24"


def test_dashboard_tells_programs_how_its_search_is_asked(client: Client) -> None:
    found = json.loads(head(client, "/").data)
    assert found["@type"] == "WebSite"
    address = found["potentialAction"]["target"]["urlTemplate"].removeprefix(site.SITE_URL)
    assert "50 days" in client.get(address.replace("{search_term_string}", "war")).content.decode()
    assert head(client, "/", as_of="2025-07-24").data == ""


PAGES = [
    *("dashboard", "all-cases", "timeline", "history", "calendar", "dossiers", "actors", "record"),
    *("persons", "compare", "about", "words", "method", "data", "developers"),
]


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("address", [*map(reverse, PAGES), "/actors/russia/", "/dossiers/greenland/"])
def test_page_names_its_one_address(client: Client, address: str) -> None:
    said = head(client, address).said
    assert said["canonical"].startswith(f"{site.SITE_URL}/")
    assert client.get(said["canonical"].removeprefix(site.SITE_URL)).status_code == 200
    assert "robots" not in said
    past = head(client, address, as_of="2026-03-01").said
    assert past["robots"] == "noindex"
    assert "as_of" not in past["canonical"]


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(
    ("address", "query", "title"),
    [
        ("/dossiers/ukraine-war/", "dossier=ukraine-war", ""),
        ("/actors/russia/", "actor=russia", "Russia: ultimatums set and received"),
        ("/dossiers/", "", "Crises"),
        ("/actors/", "", "Actors"),
        ("/record/", "", "The track record"),
        ("/persons/", "", "Persons who spoke"),
        ("/compare/", "", "Compare two"),
        ("/ultimatums/", "", "All cases"),
        ("/data/", "", "Data"),
        ("/timeline/", "", "Timeline of ultimatums"),
        ("/calendar/2025/8/", "", "Calendar: "),
    ],
)
def test_pages_of_many_cases_have_card_and_feeds(
    client: Client, address: str, query: str, title: str
) -> None:
    for as_of in ("", "2025-08-10"):
        body = client.get(address, {"as_of": as_of} if as_of else {}).content.decode()
        told = dict(re.findall(r'<meta property="(og:[a-z:]+)"\s+content="([^"]*)"', body))
        assert told["og:image"].startswith(f"{site.SITE_URL}/card.png")
        assert title in unescape(told["og:title"])
        assert ("as of" in told["og:title"]) is bool(as_of)
        assert told["og:description"]
        assert told["og:url"].startswith(f"{site.SITE_URL}{address.split('2025/', maxsplit=1)[0]}")
        links = re.findall(r'<link rel="alternate"\s+type="([^"]+)"\s+title="[^"]*"\s+href="([^"]+)"', body)
        feeds = [(kind, link) for kind, link in links if kind != "application/json+oembed"]
        assert [kind for kind, _ in feeds] == [
            *["application/atom+xml"] * 2,
            *["application/feed+json"] * 2,
            "text/calendar",
        ]
        for _, link in feeds:
            assert query in unescape(link)
            assert (f"as_of={as_of}" in link) if as_of else "as_of" not in link
            assert client.get(unescape(link)).status_code == 200
