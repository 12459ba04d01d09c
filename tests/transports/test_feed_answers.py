"""Feeds, fetched from a real server: what is asked, what is learnt from the answer, what is refused."""

import gzip
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from tests.transports.test_web_pages import came_at, reader
from tests.webhook_receivers import HOST, Behaviour, answering, receiver
from tracker.transports.http_client import NotFetched
from tracker.transports.web_pages import Validators

FEED = b"<rss/>"
RSS = {"Content_Type": "application/rss+xml"}


def test_what_did_not_change_is_not_sent_again() -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        is_known = handler.headers.get("If-None-Match") == '"a1"'
        more = {"ETag": '"a1"', "Last_Modified": "Mon, 14 Jul 2025 18:00:00 GMT"}
        (answering(304, b"") if is_known else answering(200, FEED, **RSS, **more))(handler)

    with receiver(behave) as there:
        first = reader(there).read_feed(came_at("/feed"))
        again = reader(there).read_feed(came_at("/feed"), first.validators)
        asked = there.received[1].headers
    assert first.page is not None
    assert first.page.body == FEED
    assert (again.page, again.validators) == (None, first.validators)
    assert asked["if-modified-since"] == "Mon, 14 Jul 2025 18:00:00 GMT"


def test_validators_that_no_header_can_hold_are_not_sent() -> None:
    with receiver(answering(200, FEED, **RSS)) as there:
        reader(there).read_feed(came_at("/"), Validators('"a"\r\nX-Other: 1', "середа"))
        assert not {"if-none-match", "x-other", "if-modified-since"} & set(there.received[0].headers)


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [((301, 308), "/c"), ((301, 302), "/b"), ((302, 301), ""), ((307, 307), "")],
)
def test_only_what_leads_on_for_good_moves_the_address(statuses: tuple[int, int], moved_to: str) -> None:
    def lead(handler: BaseHTTPRequestHandler) -> None:
        leads = {"/a": (statuses[0], "/b"), "/b": (statuses[1], "/c")}
        status, to = leads.get(handler.path, (200, ""))
        (answering(status, b"", Location=to) if to else answering(200, FEED, **RSS))(handler)

    with receiver(lead) as there:
        answer = reader(there).read_feed(came_at("/a"))
    assert answer.page is not None
    assert answer.moved_to == (came_at(moved_to) if moved_to else "")


@pytest.mark.parametrize(
    ("behave", "said", "is_final"),
    [
        (answering(410), f"{HOST} answered 410 instead of a feed.", True),
        (answering(503), f"{HOST} answered 503 instead of a feed.", False),
        (answering(200, b"x" * 50_000_000, **RSS), "The feed is too large (48 MB); at most 5 MB", True),
        (answering(200, gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip", **RSS), "too large", True),
        (answering(200, b"x", Content_Type="image/png"), "There is no feed at this address", True),
        (answering(301, b"", Location="http://10.0.0.1/feed"), "not its IP address", True),
    ],
)
def test_what_is_no_feed_is_said_and_whether_it_is_worth_another_try(
    behave: Behaviour, said: str, is_final: bool
) -> None:
    with receiver(behave) as there, pytest.raises(NotFetched) as refused:
        reader(there).read_feed(came_at("/feed"))
    assert said in str(refused.value)
    assert refused.value.is_final is is_final


def test_a_host_that_wants_to_be_left_alone_says_for_how_long() -> None:
    with receiver(answering(429, b"", Retry_After="120")) as there, pytest.raises(NotFetched) as refused:
        reader(there).read_feed(came_at("/feed"))
    assert (refused.value.status, refused.value.retry_after) == (429, timedelta(minutes=2))
