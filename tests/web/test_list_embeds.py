"""Lists of cases on other pages: a crisis, an actor, the dashboard; and oEmbed as consumers ask for it."""

import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings as site
from django.db import connections
from django.test import Client
from micawber import Provider, ProviderRegistry
from pytest_django import DjangoAssertNumQueries, Settings

from tests.web.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

PAGES = ["/dossiers/ukraine-war/", "/actors/russia/", "/", "/?sender=united-states&threat=sanctions"]


@pytest.mark.parametrize(
    ("query", "heading", "leads_to"),
    [
        ({}, "What is running out", "/?as_of=2025-07-24"),
        (
            {"dossier": "ukraine-war"},
            "Russia's war against Ukraine",
            "/dossiers/ukraine-war/?as_of=2025-07-24",
        ),
        ({"actor": "russia"}, "Russia", "/actors/russia/?as_of=2025-07-24"),
        ({"sender": "united-states"}, "United States", "/?sender=united-states&as_of=2025-07-24"),
    ],
)
def test_list_says_what_it_shows_and_leads_there(
    client: Client, query: dict[str, str], heading: str, leads_to: str
) -> None:
    answer = client.get("/embed/", {**query, "as_of": "2025-07-24", "rows": "3"})
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    page = read(answer.content)
    assert heading in page.text
    assert leads_to in page.inner
    assert 0 < answer.content.count(b"<li>") <= 3
    assert "40 days left" in page.text or query == {} or "sender" in query
    assert "Lapsed" not in page.text


def test_list_counts_what_it_leaves_out(client: Client) -> None:
    answer = client.get("/embed/", {"rows": "1"})
    assert answer.content.count(b"<li>") == 1
    assert re.search(r"\d+ more cases", read(answer.content).text)


def test_empty_list_says_so(client: Client) -> None:
    assert "No case at this instant" in read(client.get("/embed/", {"as_of": "1850"}).content).text


@pytest.mark.parametrize(
    "query", [{"theme": "blue"}, {"rows": "11"}, {"dossier": "nothing"}, {"actors": "x"}]
)
def test_what_a_list_does_not_know_is_refused_by_name(client: Client, query: dict[str, str]) -> None:
    for address in ("/embed/", "/share/"):
        answer = client.get(address, query)
        assert answer.status_code == 400
        assert next(iter(query)) in answer.content.decode()


def test_few_queries_make_a_list(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    settings.PAGE_CACHE = False
    with django_assert_num_queries(3):
        client.get("/embed/")


def test_page_to_copy_from_has_a_frame_and_a_picture(client: Client) -> None:
    page = client.get("/uk/share/", {"dossier": "ukraine-war", "theme": "dark", "rows": "4"})
    text = unescape(unescape(page.content.decode()))
    (frame,) = re.findall(r'<iframe src="([^"]+)"', text)
    assert frame == f"{site.SITE_URL}/uk/embed/?dossier=ukraine-war&theme=dark&rows=4"
    (picture,) = re.findall(r'<img src="([^"]+)"', text)
    assert client.get(picture.removeprefix(site.SITE_URL)).headers["Content-Type"] == "image/png"
    assert f'<script async src="{site.SITE_URL}/embed.js"></script>' in text


def test_script_may_run_on_any_page(client: Client) -> None:
    answer = client.get("/embed.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/embed.js", {"as_of": "2025"}).status_code == 400


# --- oEmbed -------------------------------------------------------------------------------------------------
@pytest.fixture
def endpoint(client: Client) -> Iterator[str]:
    """Where a consumer asks over HTTP; the test client answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = client.get(self.path)
            connections.close_all()  # of this thread
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/oembed"
    server.shutdown()
    thread.join()
    server.server_close()


def discovered(client: Client, page: str) -> str:
    """The address that the head of a page names for oEmbed."""
    (link,) = re.findall(
        r'application/json\+oembed"\s+title="[^"]*"\s+href="([^"]+)"', client.get(page).content.decode()
    )
    return unescape(link)


@pytest.mark.parametrize("place", PAGES)
def test_page_names_its_address_for_oembed_consumers(client: Client, place: str) -> None:
    address = discovered(client, place)
    assert dict(parse_qsl(urlsplit(address).query))["url"] == f"{site.SITE_URL}{place}"
    found = json.loads(client.get(address.removeprefix(site.SITE_URL)).content)
    assert (found["type"], found["width"]) == ("rich", 560)
    frame = unescape(found["html"].partition('src="')[2].partition('"')[0])
    assert client.get(frame.removeprefix(site.SITE_URL)).status_code == 200
    assert found["height"] == 110 + 5 * 82


@pytest.mark.django_db(transaction=False)
def test_consumer_gets_what_it_may_show(client: Client, endpoint: str) -> None:
    registry = ProviderRegistry()
    registry.register(rf"{re.escape(site.SITE_URL)}/\S+", Provider(endpoint))
    found = registry.request(
        f"{site.SITE_URL}/uk/dossiers/ukraine-war/?as_of=2025-07-24", maxwidth=400, maxheight=300
    )
    assert (found["type"], found["width"], found["height"]) == ("rich", 400, 274)
    assert "/uk/embed/?dossier=ukraine-war&amp;rows=2&amp;as_of=2025-07-24" in found["html"]
    assert found["title"] == "Війна Росії проти України"
    text = registry.parse_text(f"Read this:\n{site.SITE_URL}/ultimatums/us-russia-50-days-2025/\nand tell.")
    assert "<iframe" in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/dossiers/nothing/", "nothing"),
        ("/actors/nobody/", "nobody"),
        ("/?sender=nobody", "nobody"),
        ("/about/", "that is no address"),
    ],
)
def test_what_cannot_be_embedded_is_refused(client: Client, address: str, said: str) -> None:
    answer = client.get("/oembed", {"url": f"{site.SITE_URL}{address}"})
    assert answer.status_code == 404
    assert said in json.loads(answer.content)["detail"]


def test_list_that_does_not_fit_is_a_link(client: Client) -> None:
    room = {"url": f"{site.SITE_URL}/actors/russia/", "maxheight": "150"}
    assert json.loads(client.get("/oembed", room).content)["type"] == "link"
