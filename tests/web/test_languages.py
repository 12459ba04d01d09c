"""Pages in Ukrainian: the language is that of the address, whole, and stays from page to page."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tools.messages import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
CASE = "/ultimatums/us-russia-50-days-2025/"
PAGES = (
    "/",
    "/?q=war&sort=title",
    "/?q=nothing-at-all",
    "/?as_of=2025-07-24",
    CASE,
    f"{CASE}?as_of=2025-07-30",
    f"{CASE}share/",
    f"{CASE}report/",
    "/share/?dossier=ukraine-war",
    "/embed/?rows=3",
    "/ultimatums/us-canada-mexico-tariffs-2025/",
    "/ultimatums/",
    "/ultimatums/?kind=expiry&due_from=2025-01-01",
    "/search/",
    "/search/?q=tariff",
    "/search/?q=Ukrane",
    "/search/?q=qqqq+zzzz&as_of=2025-07-24",
    "/timeline/",
    "/history/",
    "/calendar/2025/8/",
    "/week/",
    "/week/?as_of=2025-08-04",
    "/dossiers/",
    "/dossiers/ukraine-war/",
    "/actors/",
    "/actors/united-states/",
    "/record/",
    "/ultimatums/?where=all&threats=force",
    "/about/",
    "/about/words/",
    "/about/method/",
    "/persons/",
    "/compare/?a=donald-trump&b=russia",
    "/data/",
    "/developers/",
    "/status/",
    "/subscriptions/new/",
    "/subscriptions/link/",
    "/suggest/",
    "/suggest/thanks/",
)


VOID = ("meta", "link", "input", "br", "img", "hr")
CODE = ("script", "style", "code", "pre", "textarea")
NAMES = ("sender", "target", "dossier", "zone", "timezone", "a", "b")
"""Choices that are proper names: of actors and crises, and of the places zones are named for."""


class Words(HTMLParser):
    """The texts of a page that stand in no other language, and the addresses of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.foreign: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        if tag == "a" and given.get("href") and not given.get("hreflang"):
            self.links.append(given["href"] or "")
        is_name = tag == "select" and given.get("name") in NAMES
        self.open.append((tag, is_name or tag in CODE or (given.get("lang") or "uk") != "uk"))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not any(is_foreign for _, is_foreign in self.open):
            self.texts.append(text)


def read(content: bytes) -> Words:
    words = Words()
    words.feed(content.decode())
    return words


@pytest.fixture(scope="module")
def english() -> set[str]:
    """Sentences of the interface that say something else in Ukrainian."""
    found: set[str] = set()
    for message in stored("uk"):
        for original in [message.id] if isinstance(message.id, str) else message.id:
            if original and len(original) > 3 and not re.search(r"%\(|\{", original):
                told = message.string if isinstance(message.string, str) else (message.string or [""])[0]
                if told != original:
                    found.add(" ".join(original.split()))
    return found


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("address", PAGES)
def test_page_speaks_ukrainian_throughout(client: Client, english: set[str], address: str) -> None:
    answer = client.get(f"/uk{address}")
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "uk"
    assert "Cookie" not in answer.headers.get("Vary", "") or address.startswith(
        ("/subscriptions/", f"{CASE}report")
    )
    assert b'<html lang="uk"' in answer.content
    page = read(answer.content)
    assert [text for text in page.texts if text in english] == []
    assert re.search("[а-яіїєґ]{3}", " ".join(page.texts))


@pytest.mark.parametrize(
    "address", ["/", CASE, "/timeline/", "/dossiers/ukraine-war/", "/actors/", "/record/"]
)
def test_links_stay_in_the_language(client: Client, address: str) -> None:
    page = read(client.get(f"/uk{address}").content)
    files = ("/static/", "/feeds/", "/data/", "/api/", "/badge/", "/sitemap")
    inner = [link for link in page.links if link.startswith("/") and not link.startswith(files)]
    left = [
        link for link in inner if not link.startswith("/uk/") and ".ics" not in link and ".png" not in link
    ]
    assert left == []


def test_page_names_itself_in_every_language(client: Client) -> None:
    for prefix in ("", "/uk"):
        page = client.get(f"{prefix}{CASE}").content.decode()
        for code, start in (("en", ""), ("uk", "/uk"), ("x-default", "")):
            assert f'hreflang="{code}" href="{site.SITE_URL}{start}{CASE}"' in " ".join(page.split())
        assert f'<link rel="canonical" href="{site.SITE_URL}{prefix}{CASE}">' in page


def test_english_pages_are_as_they_were(client: Client) -> None:
    answer = client.get(CASE)
    assert answer.headers["Content-Language"] == "en"
    assert b'<html lang="en"' in answer.content


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/uk/nothing/", 404),
        ("/uk/?colour=red", 400),
        ("/de/", 404),
        ("/en/", 404),
        ("/uk/feeds/due.atom", 404),
    ],
)
def test_refusals_speak_the_language_too(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert (b'<html lang="uk"' in answer.content) is address.startswith("/uk/")


def test_dates_and_numbers_are_written_as_ukrainian_has_them(client: Client) -> None:
    page = " ".join(read(client.get(f"/uk{CASE}").content).texts)
    assert "8 серпня 2025" in page


def test_mails_lead_to_pages_in_the_language_of_their_reader() -> None:
    from tracker.services.emails import link_url

    assert link_url("uk") == f"{site.SITE_URL}/uk/subscriptions/link/"
    with translation.override("uk"):
        assert reverse("subscription-manage", args=["x"]) == "/uk/subscriptions/manage/x/"
