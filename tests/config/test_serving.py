"""What stands between slow clients and the threads of Django, over real sockets and the real web server."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

from config.launcher.site import server_command
from tests.config.echo import LARGE, THREADS
from tests.launcher.conftest import free_port

pytestmark = pytest.mark.slow
SLOW = 20


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server of `tests.config.echo`, started as the site's is."""
    port = free_port()
    changed = {"config.asgi:application": "tests.config.echo:served", "10000": "1000"}  # ms for the head
    command = [changed.get(part, part) for part in server_command(host="127.0.0.1", port=port, workers=1)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": "."}) as process:
        give_up_at = time.monotonic() + 30
        while time.monotonic() < give_up_at:
            try:
                ask(port, "/process")  # sets the kernel's limit, too
                break
            except OSError:
                time.sleep(0.05)
        yield port
        process.terminate()
        process.wait(15)


def connect(port: int, sent: bytes = b"") -> socket.socket:
    """A connection that takes little at a time, on which something was sent."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    connection.sendall(sent)
    return connection


def ask(port: int, path: str, method: str = "GET", **how: Any) -> tuple[HTTPResponse, bytes]:
    """One request, and its whole answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, **how)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def said(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    answer = b""
    while part := connection.recv(65_536):
        answer += part
    return answer


def open_files(port: int) -> int:
    """How many files and connections the server holds open."""
    return int(json.loads(ask(port, "/process")[1])["files"])


def files_at_rest(port: int) -> int:
    """How many it holds once what earlier tests asked is over."""
    found = [open_files(port)]

    def is_at_rest() -> bool:
        found.append(open_files(port))
        return found[-1] == found[-2] == min(found)

    wait_until(is_at_rest)
    return min(found)


def test_what_the_application_is_told(port: int) -> None:
    headers = {"X-Two-Words": "a", "Cookie": "a=1", "Content-Type": "text/plain"}
    told = json.loads(ask(port, "/%D1%82/a%2Fb?q=%20x", "POST", body="body", headers=headers)[1])
    expected = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/т/a/b".encode().decode("latin-1"),
        "QUERY_STRING": "q=%20x",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "4",
        "HTTP_X_TWO_WORDS": "a",
        "HTTP_COOKIE": "a=1",
        "HTTP_HOST": f"127.0.0.1:{port}",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "body": "body",
    }
    assert {name: told.get(name) for name in expected} == expected


def test_a_header_that_comes_twice_is_one(port: int) -> None:
    asked = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    asked += b"X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n"
    with connect(port, asked) as connection:
        told = json.loads(said(connection).partition(b"\r\n\r\n")[2])
    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_COOKIE"]) == ("1.1.1.1,2.2.2.2", "a=1; b=2")


@pytest.mark.parametrize("name", ["X_Forwarded_For", "x_forwarded-for", "X-Forwarded_For"])
def test_a_name_with_an_underscore_stands_in_for_no_header(port: int, name: str) -> None:
    told = json.loads(ask(port, "/", headers={name: "9.9.9.9", "X-Forwarded-For": "1.1.1.1"})[1])
    assert told["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"
    assert "9.9.9.9" not in json.dumps(json.loads(ask(port, "/", headers={name: "9.9.9.9"})[1]))


def test_a_body_in_chunks_has_a_length(port: int) -> None:
    told = json.loads(ask(port, "/", "POST", body=iter([b"ab", b"c"]), encode_chunked=True)[1])
    assert (told["CONTENT_LENGTH"], told["body"]) == ("3", "abc")


def test_whoever_waits_to_be_asked_for_the_body_is_asked(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n"
    with connect(port, head + b"Expect: 100-continue\r\n\r\n") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(b"abc")
        assert b'"body": "abc"' in said(connection)


def test_head_says_what_get_would_and_has_no_body(port: int) -> None:
    with connect(port, b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") as connection:
        head, _, body = said(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b""


def test_requests_sent_at_once_are_answered_in_turn(port: int) -> None:
    asked = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(9))
    with connect(port, asked + b"GET /9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") as connection:
        answers = said(connection)
    places = [answers.find(b'"PATH_INFO": "/%d"' % number) for number in range(10)]
    assert places == sorted(places)
    assert places[0] > 0


def test_an_answer_without_a_body_has_no_length(port: int) -> None:
    answer, _ = ask(port, "/nothing")
    assert (answer.status, answer.getheader("Content-Length")) == (204, None)


@pytest.mark.parametrize(("path", "length"), [("/large", LARGE), ("/file", LARGE - 2**20)])
def test_a_large_answer_comes_whole_and_leaves_no_file(port: int, path: str, length: int) -> None:
    before = files_at_rest(port)
    answer, body = ask(port, path)
    assert answer.getheader("Content-Length") == str(length)
    assert body == b"x" * length
    wait_until(lambda: open_files(port) <= before)


def test_an_application_that_fails_is_answered_for(port: int) -> None:
    answer, body = ask(port, "/fails")
    assert (answer.status, body) == (500, b"Something went wrong here.\n")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 200 + b"\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"400"),
    ],
)
def test_a_head_that_cannot_be_is_refused(port: int, sent: bytes, status: bytes) -> None:
    with connect(port, sent) as connection:
        assert said(connection).startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize(
    "sent",
    [
        b"Content-Length: 100001\r\n\r\n",
        b"Content-Length: 100001\r\nExpect: 100-continue\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + (b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 4,
    ],
    ids=["announced", "announced and asked first", "in chunks"],
)
def test_a_body_that_is_too_large_is_refused_at_once(port: int, sent: bytes) -> None:
    begun = time.monotonic()
    with connect(port, b"POST / HTTP/1.1\r\nHost: a\r\n" + sent) as connection:
        head, _, body = said(connection).partition(b"\r\n\r\n")
    assert time.monotonic() - begun < 0.9  # long before the deadline of a body
    assert head.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in head
    assert body == b"The body of a request may have 100,000 bytes at the most.\n"


@pytest.mark.parametrize("sent", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_head_that_does_not_come_ends_the_connection(port: int, sent: bytes) -> None:
    begun = time.monotonic()
    with connect(port, sent) as connection:
        assert said(connection) == b""
    assert 0.9 < time.monotonic() - begun < 5


def test_a_connection_on_which_nothing_more_is_asked_is_ended(port: int) -> None:
    with connect(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as connection:
        assert said(connection).startswith(b"HTTP/1.1 200")


def test_a_body_that_does_not_come_ends_the_request(port: int) -> None:
    with connect(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na") as connection:
        head, _, body = said(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert body == b"The body of the request did not arrive within 1 seconds.\n"


def test_slow_senders_hold_no_thread(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(THREADS * SLOW):
            stack.enter_context(connect(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na"))
        begun = time.monotonic()
        assert ask(port, "/")[0].status == 200
        assert time.monotonic() - begun < 0.9  # before any of them is given up


def test_slow_readers_hold_no_thread_and_are_given_up(port: int) -> None:
    before = files_at_rest(port)
    with ExitStack() as stack:
        slow = [
            stack.enter_context(connect(port, b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n")) for _ in range(SLOW)
        ]
        assert ask(port, "/")[0].status == 200
        wait_until(lambda: open_files(port) <= before)
        with pytest.raises(ConnectionResetError):
            said(slow[0])


def test_a_client_that_leaves_half_way_leaves_nothing_behind(port: int) -> None:
    before = files_at_rest(port)
    for _ in range(SLOW):
        with connect(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + b"a" * 80_000):
            pass
        with connect(port, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n") as reading:
            reading.recv(1000)
        with connect(port, b"GET / HTTP/1.1\r\nHo"):
            pass
    wait_until(lambda: open_files(port) <= before)
    assert ask(port, "/")[0].status == 200


def wait_until(happened: Callable[[], bool]) -> None:
    """Return once it happened; fail after ten seconds."""
    give_up_at = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)
