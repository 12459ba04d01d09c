"""Requests of every kind, to a real server: what goes where a redirect leads, and what an answer holds."""

import gzip
from http.server import BaseHTTPRequestHandler

import pytest

from tests.webhook_receivers import HOST, Receiver, answering, receiver
from tracker.transports.http_client import HttpClient, NotFetched
from tracker.transports.http_guard import any_callee

THERE = f"https://{HOST}/a"
LEAD = answering(302, b"moved", Location="/b")


def client(there: Receiver) -> HttpClient:
    return HttpClient(there.connections(), user_agent="Tests/1")


def lead(handler: BaseHTTPRequestHandler) -> None:
    (LEAD if handler.path == "/a" else answering(404, b"none", Content_Type="text/plain"))(handler)


def test_keys_are_for_the_first_host_alone_and_an_error_is_an_answer() -> None:
    headers = {"Accept": "text/plain", "Authorization": "LOW a:b", "If-None-Match": '"1"'}
    with receiver(lead) as there:
        answer = client(there).get(THERE, headers)
        first, second = (each.headers for each in there.received)
    assert (answer.status, answer.address, answer.moved_to) == (404, f"https://{HOST}/b", "")
    assert (answer.body, answer.media_type, answer.charset) == (b"none", "text/plain", "")
    assert (first["authorization"], second.get("authorization")) == ("LOW a:b", None)
    assert (second["accept"], second["if-none-match"]) == ("text/plain", '"1"')


def test_a_post_is_sent_to_one_address_alone() -> None:
    with receiver(lead) as there:
        answer = client(there).post(THERE, b"a=1", {"Content-Type": "text/plain"})
        (came,) = there.received
    assert (answer.status, answer.location, answer.body) == (302, "/b", b"moved")
    assert (came.body, came.headers["content-length"]) == (b"a=1", "3")


@pytest.mark.parametrize(("length", "is_cut_off"), [(1000, False), (1001, True), (3_000_000, True)])
def test_a_long_body_is_cut_off_and_said_to_be(length: int, is_cut_off: bool) -> None:
    packed = answering(200, gzip.compress(b"x" * length), Content_Encoding="gzip")
    with receiver(packed) as there:
        answer = client(there).get(THERE, {}, most_bytes=1000)
    assert (len(answer.body), answer.is_cut_off) == (1000, is_cut_off)


@pytest.mark.parametrize(
    ("address", "value", "said"),
    [("https://[broken", "", "no web address"), (THERE, "a\r\nB: c", "A header holds a line break.")],
)
def test_what_cannot_be_sent_is_said(address: str, value: str, said: str) -> None:
    with receiver() as there, pytest.raises(NotFetched, match=said) as refused:
        client(there).get(address, {"X-A": value})
    assert refused.value.is_final
    assert there.received == []


def test_an_address_that_an_operator_set_may_be_a_number() -> None:
    callee = any_callee("http://[fd00::1]:8080/v1/answer?version=1")
    assert (callee.host, callee.authority) == ("fd00::1", "[fd00::1]:8080")
    assert str(callee) == "http://[fd00::1]:8080/v1/answer?version=1"
