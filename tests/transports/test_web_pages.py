"""Pages that editors cite, fetched from a real server: what comes, and what is refused with what words."""

import gzip
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.webhook_receivers import HOST, PUBLIC, Behaviour, Receiver, answering, receiver
from tracker.transports.http_client import NotFetched
from tracker.transports.web_pages import PageReader

PAGE = b"<title>Open the river</title>"
HTML = {"Content_Type": "text/html; charset=utf-8"}


def reader(there: Receiver, **more: Any) -> PageReader:
    return PageReader(there.connections(), user_agent="Tests/1", **more)


def why_not(behave: Behaviour, address: str = f"https://{HOST}/a", **more: Any) -> str:
    with receiver(behave) as there, pytest.raises(NotFetched) as refused:
        reader(there, **more).read(address)
    return str(refused.value)


def test_a_page_comes_with_where_it_was_and_its_encoding() -> None:
    with receiver(answering(200, PAGE, **HTML)) as there:
        page = reader(there).read(f"https://{HOST}/a/річка?b=ц#part")
        (came,) = there.received
    assert (page.body, page.charset) == (PAGE, "utf-8")
    assert page.address == came_at(came.path)
    assert came.path == "/a/%D1%80%D1%96%D1%87%D0%BA%D0%B0?b=%D1%86"
    assert (came.headers["user-agent"], there.dialled) == ("Tests/1", [(PUBLIC, 443)])


def came_at(path: str) -> str:
    return f"https://{HOST}{path}"


def test_a_packed_page_is_unpacked_within_the_limit() -> None:
    with receiver(answering(200, gzip.compress(PAGE), Content_Encoding="gzip", **HTML)) as there:
        assert reader(there).read(came_at("/")).body == PAGE
    bomb = gzip.compress(b"x" * 3_000_000)
    assert "too large" in why_not(answering(200, bomb, Content_Encoding="gzip", **HTML))


def test_a_redirect_is_followed_and_checked_like_the_first_address() -> None:
    def lead(handler: BaseHTTPRequestHandler) -> None:
        to = {"/a": "/b", "/b": f"https://{HOST}/c", "/in": "http://127.0.0.1/x", "/loop": "/loop"}
        to["/odd"] = "https://[broken"
        behave = answering(200, PAGE, **HTML)
        if handler.path in to:
            behave = answering(302, b"", Location=to[handler.path])
        behave(handler)

    with receiver(lead) as there:
        assert reader(there).read(came_at("/a")).address == came_at("/c")
    assert "IP address" in why_not(lead, came_at("/in"))
    assert "leads to what is no address" in why_not(lead, came_at("/odd"))
    assert why_not(lead, came_at("/loop")) == "The page leads on more than 5 times."


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (answering(404, b"no"), f"{HOST} answered 404 instead of a page."),
        (answering(200, b"%PDF", Content_Type="application/pdf"), "a file (application/pdf)"),
        (answering(200, b"x" * 2_200_000, **HTML), "The page is too large (2 MB); at most 2 MB are read."),
        (lambda handler: handler.connection.close(), "did not answer"),
        (lambda handler: handler.wfile.write(b"hello\n"), "did not answer: that is no HTTP"),
    ],
)
def test_what_is_no_page_is_said(behave: Behaviour, said: str) -> None:
    assert said in why_not(behave)


def test_a_large_answer_is_not_read_to_its_end() -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while sent < 40_000_000:
            handler.wfile.write(b"x" * 65536)
            sent += 65536

    assert "too large" in why_not(endless)
    assert sent < 20_000_000


def test_who_drips_is_given_up_after_the_time_for_all_of_it() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    assert "nothing came within 0.3 seconds" in why_not(drip, total_seconds=0.3)


@pytest.mark.parametrize(
    "address",
    [
        *("https://10.0.0.1/", "https://localhost/", "https://intranet/", "ftp://example.org/"),
        *("https://a:b@example.org/", "https://[broken"),
    ],
)
def test_a_private_address_is_not_asked(address: str) -> None:
    with receiver(answering(200, PAGE, **HTML)) as there, pytest.raises(NotFetched):
        reader(there).read(address)
    assert there.dialled == []


def test_a_name_that_leads_inside_is_not_asked() -> None:
    with receiver() as there:
        inside = PageReader(there.connections(lambda _host, _port: ["192.168.0.1"]), user_agent="Tests/1")
        with pytest.raises(NotFetched, match="not on the public internet"):
            inside.read(came_at("/"))
    assert there.dialled == []
