"""The transport of webhooks against a real receiver over TLS: what is a yes, and where it never goes."""

import json
import socket
import time
from http.server import BaseHTTPRequestHandler

import pytest

from tests.webhook_receivers import HOST, PUBLIC, Receiver, answering, receiver
from tracker.transports.base import SendPhase, TransportError
from tracker.transports.webhooks import Answer, Refusal, WebhookRequest, WebhookTransport

URL = f"https://{HOST}/hook?a=1"
BODY = json.dumps({"type": "ultimatum.test"}).encode()


def post(to: str = URL) -> WebhookRequest:
    return WebhookRequest("", to, BODY, 1, (("webhook-id", "msg_1"),))


def error_of(answer: Answer) -> TransportError:
    assert answer.error is not None
    return answer.error


def test_a_call_reaches_the_checked_address_under_the_name_of_the_host() -> None:
    with receiver(answering(200, b"thank\x00 you\r\n" * 3)) as there:
        answer = there.transport().deliver(post())
        assert (answer.error, answer.status) == (None, 200)
        assert answer.reply == "thank you thank you thank you"
        (came,) = there.received
        assert there.dialled == [(PUBLIC, 443)]
        assert (came.server_name, came.headers["host"], came.path) == (HOST, HOST, "/hook?a=1")
        assert (came.body, came.headers["webhook-id"]) == (BODY, "msg_1")
        assert came.headers["content-type"] == "application/json"
        assert "cookie" not in came.headers


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_2xx_is_a_yes(status: int) -> None:
    with receiver(answering(status, b"")) as there:
        assert there.transport().deliver(post()).error is None


@pytest.mark.parametrize("status", [300, 301, 302, 307, 400, 401, 404, 410, 429, 500, 503])
def test_everything_else_is_a_no_and_only_410_for_good(status: int) -> None:
    with receiver(answering(status, b"no")) as there:
        answer = there.transport().deliver(post())
    error = error_of(answer)
    assert (error.code, error.permanent, error.uncertain) == (status, status == 410, False)
    assert answer.status == status
    assert f"answered {status}" in str(error)


def test_a_redirect_to_this_machine_is_not_followed() -> None:
    with receiver(answering(204, b""), is_tls=False) as inside:
        to = f"http://127.0.0.1:{inside.port}/"
        for status in (301, 302, 303, 307, 308):
            with receiver(answering(status, b"", Location=to)) as there:
                error = error_of(there.transport().deliver(post()))
                assert "redirects are not followed" in str(error)
        assert inside.received == []


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Thu, 26 Nov 2026 10:10:00 GMT", "Date": "Thu, 26 Nov 2026 10:00:00 GMT"}, 600),
        ({"Retry-After": "Thu, 26 Nov 2026 09:00:00 GMT", "Date": "Thu, 26 Nov 2026 10:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "9" * 30}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], wait: int | None) -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(429)
        for name, text in headers.items():
            handler.send_header(name, text)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with receiver(behave) as there:
        error = error_of(there.transport().deliver(post()))
    assert isinstance(error, Refusal)
    assert error.retry_after == wait


def drip(pieces: int, piece: bytes) -> "object":
    def behave(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(pieces):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.05)

    return behave


def test_who_drips_is_given_up_as_a_whole() -> None:
    with receiver(drip(200, b"H")) as there:  # type: ignore[arg-type]  # a behaviour
        began = time.monotonic()
        error = error_of(there.transport(total_seconds=0.6).deliver(post()))
        assert time.monotonic() - began < 1.5
    assert error.uncertain
    assert not error.permanent


def test_a_yes_that_drips_its_body_is_a_yes_soon() -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)

    with receiver(behave) as there:
        began = time.monotonic()
        assert there.transport().deliver(post()).error is None
        assert time.monotonic() - began < 2


def test_a_silent_receiver_is_given_up_in_time() -> None:
    with receiver(lambda _handler: time.sleep(2)) as there:
        began = time.monotonic()
        error = error_of(there.transport(total_seconds=0.4).deliver(post()))
        assert time.monotonic() - began < 1
    assert (error.uncertain, error.phase) == (True, SendPhase.CONTENT)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 500 no\r\nContent-Length: 100000000\r\n\r\n",
        b"HTTP/1.1 500 no\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n",
        b"HTTP/1.1 500 no\r\n",
    ],
)
def test_of_a_huge_answer_little_is_read(head: bytes) -> None:
    sent = 0

    def behave(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(head)
        piece = b"X-Filler: " + b"a" * 990 + b"\r\n"
        try:
            for _ in range(50_000):
                handler.wfile.write(piece)
                sent += len(piece)
        except OSError:
            return

    with receiver(behave) as there:
        answer = there.transport().deliver(post())
    assert answer.error is not None
    assert len(answer.reply) <= 300
    assert sent < 20_000_000, "it was hung up on"


@pytest.mark.parametrize(
    "words", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x16\x03\x01", b"HTTP/9\r\n"]
)
def test_what_is_no_http_is_no_answer(words: bytes) -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(words)

    with receiver(behave) as there:
        error = error_of(there.transport().deliver(post()))
    assert error.uncertain


def test_a_receiver_that_is_down_is_a_no_for_now() -> None:
    with receiver() as there:
        transport = there.transport()
    error = error_of(transport.deliver(post()))
    assert (error.phase, error.permanent, error.uncertain) == (SendPhase.CONNECT, False, False)


def test_the_certificate_must_be_that_of_the_name_and_of_a_known_authority() -> None:
    with receiver() as there:
        error = error_of(there.transport().deliver(post("https://other.example.org/")))
        assert "encryption failed" in str(error)
        error = error_of(there.transport(trust=None).deliver(post()))
        assert "encryption failed" in str(error)
    with receiver(is_tls=False) as there:
        assert "encryption failed" in str(error_of(there.transport().deliver(post())))
    assert there.received == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC, "fd00::1"],
    ],
)
def test_a_name_that_leads_inside_is_not_called_at_all(addresses: list[str]) -> None:
    with receiver() as there:
        error = error_of(there.transport(lambda _host, _port: addresses).deliver(post()))
        assert (there.dialled, there.received) == ([], [])
    assert "not on the public internet" in str(error)
    assert error.phase is SendPhase.LOCAL
    assert not any(address in str(error) for address in addresses), "what is inside stays unknown"


def test_a_name_that_changes_its_answer_is_called_at_the_one_that_was_checked() -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    with receiver() as there:
        transport = there.transport(rebinding)
        assert transport.deliver(post()).error is None
        assert (asked, there.dialled) == ([HOST], [(PUBLIC, 443)])
        assert transport.deliver(post()).error is not None
        assert len(there.dialled) == 1, "the second answer was checked as well"


def test_the_next_address_of_a_host_is_tried_when_one_is_dead() -> None:
    with receiver() as there:
        from tracker.transports.connections import dial_directly

        def dial(address: str, port: int, seconds: float) -> socket.socket:
            if address != PUBLIC:
                raise ConnectionRefusedError("refused")
            return dial_directly("127.0.0.1", there.port, seconds)

        transport = there.transport(lambda _h, _p: ["2606:4700::1111", PUBLIC], dial=dial)
        assert transport.deliver(post()).error is None


def test_names_that_are_not_found_or_not_in_time_are_a_no_for_now() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(1)
        return [PUBLIC]

    there = Receiver()
    assert "Name or service not known" in str(error_of(there.transport(unknown).deliver(post())))
    began = time.monotonic()
    assert "timed out" in str(error_of(there.transport(slow, connect_seconds=0.2).deliver(post())))
    assert time.monotonic() - began < 0.8
    assert "no address" in str(error_of(there.transport(lambda _h, _p: []).deliver(post())))


def test_stored_addresses_are_read_again_before_each_call() -> None:
    for to in ("https://127.0.0.1/", "http://example.org/", "https://localhost/", "garbage"):
        error = error_of(WebhookTransport().deliver(post(to)))
        assert error.phase is SendPhase.LOCAL


def test_headers_hold_no_line_break() -> None:
    bad = WebhookRequest("", URL, BODY, 1, (("webhook-id", "a\r\nX-Evil: 1"),))
    with receiver() as there:
        assert "line break" in str(error_of(there.transport().deliver(bad)))
        assert there.received == []


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    with receiver() as there:
        assert there.transport().deliver(post()).error is None


def test_a_call_that_is_withdrawn_does_not_leave() -> None:
    with receiver() as there:
        steps = there.transport().stream([post(), post()])
        first = next(steps)
        first.withdraw_if(lambda: True)
        rest = list(steps)
        assert len(there.received) == 1
    assert [len(step.results) for step in (first, *rest)] == [0, 0, 1]


def test_trials_call_this_machine_without_encryption() -> None:
    with receiver(is_tls=False) as there:
        to = f"http://localhost:{there.port}/hook"
        assert WebhookTransport(allow_local=True).deliver(post(to)).error is None
        assert WebhookTransport().deliver(post(to)).error is not None
        assert len(there.received) == 1
        assert there.received[0].headers["host"] == f"localhost:{there.port}"
