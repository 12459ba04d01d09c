"""Requests to hosts of the public internet: a connection each, bounded in time and size, redirects followed.

Every address on the way, that of a redirect too, is checked as those of webhooks are (http_guard). What an
answer is worth is for those who ask: an error is an answer here, whatever its status.
"""

import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import Message
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from tracker.transports.base import SendPhase, TransportError
from tracker.transports.connections import (
    Bounded,
    Connections,
    begin_response,
    reason_of,
    request_bytes,
    write_all,
)
from tracker.transports.http_guard import BadCallee, Callee, any_callee, read_callee

MOST_BYTES = 2 * 1024 * 1024
TOTAL_SECONDS = 10.0
CONNECT_SECONDS = 4.0
MOST_REDIRECTS = 5
LONGEST = 6500
"""An address of 2,000 characters beyond ASCII, with percent signs."""
HEADER_BYTES = 64 * 1024
MOVED_FOR_GOOD = (301, 308)
REDIRECTS = (*MOVED_FOR_GOOD, 302, 303, 307)
REPEATED = ("Accept", "If-None-Match", "If-Modified-Since")
"""Headers that go where a redirect leads, too; all others, such as keys, are for the first host alone."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What `quote` leaves alone in an address that is one already; what is beyond ASCII gets percent signs."""


class Cause(StrEnum):
    """Why nothing came: the name has no address, the encryption failed, or anything else."""

    NAME = "name"
    TLS = "tls"
    OTHER = "other"


class NotFetched(Exception):
    """Why there is no answer, or none that serves: the message is a sentence for the one who asked for it.

    `cause` says why none came; `status` is that of the answer, None where none came. `is_final`: asking again
    would change nothing. `retry_after` is how long the host wants to be left alone.
    """

    def __init__(
        self,
        message: str,
        *,
        cause: Cause = Cause.OTHER,
        status: int | None = None,
        is_final: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.cause, self.status, self.is_final, self.retry_after = cause, status, is_final, retry_after


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came from `address`, where redirects led, and where they lead for good (empty: they do not).

    A body that is longer than allowed is cut off there.
    """

    address: str
    status: int
    headers: Message
    body: bytes = b""
    is_cut_off: bool = False
    moved_to: str = ""

    @property
    def host(self) -> str:
        """Who answered."""
        return urlsplit(self.address).hostname or ""

    @property
    def media_type(self) -> str:
        """As the header says it; empty where nothing says it."""
        return self.headers.get_content_type() if self.headers.get("Content-Type") else ""

    @property
    def charset(self) -> str:
        """As the header says it; empty where nothing says it."""
        return self.headers.get_content_charset() or ""

    @property
    def location(self) -> str:
        """Where a redirect leads; empty where the answer is none."""
        return self.headers.get("Location", "") if self.status in REDIRECTS else ""


Check = Callable[[HttpAnswer], None]
"""Is given an answer before its body is read, and raises `NotFetched` where it is not to be read."""


def accept_any(_answer: HttpAnswer) -> None:
    """The check of those to whom every answer is one."""


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes
    most_bytes: int
    check: Check
    until: float


class HttpClient:
    """Asks hosts, a connection each; `connections` decide where it may go.

    `total_seconds` bound a request with all its redirects, `longest` is the longest address in characters.
    """

    def __init__(
        self,
        connections: Connections,
        *,
        user_agent: str,
        total_seconds: float = TOTAL_SECONDS,
        longest: int = LONGEST,
    ) -> None:
        self._connections = connections
        self._user_agent = user_agent
        self._total_seconds = total_seconds
        self._longest = longest

    def get(
        self,
        address: str,
        headers: Mapping[str, str],
        *,
        noun: str = "page",
        most_bytes: int = MOST_BYTES,
        check: Check = accept_any,
    ) -> HttpAnswer:
        """The answer to a GET, wherever redirects lead; raises `NotFetched`, and nothing else.

        `noun` is how sentences call what is asked for.
        """
        until = monotonic() + self._total_seconds
        request = _Request("GET", headers, b"", most_bytes, check, until)
        moved_to, is_for_good = "", True
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(address, request)
            if not answer.location:
                return replace(answer, moved_to=moved_to)
            address = _joined(answer)
            is_for_good = is_for_good and answer.status in MOVED_FOR_GOOD
            moved_to = address if is_for_good else moved_to
            request = replace(request, headers={name: headers[name] for name in REPEATED if name in headers})
        raise NotFetched(f"The {noun} leads on more than {MOST_REDIRECTS} times.", is_final=True)

    def post(
        self, address: str, body: bytes, headers: Mapping[str, str], *, most_bytes: int = MOST_BYTES
    ) -> HttpAnswer:
        """The answer to a POST; a redirect is an answer. Raises `NotFetched`, and nothing else."""
        until = monotonic() + self._total_seconds
        return self._ask(address, _Request("POST", headers, body, most_bytes, accept_any, until))

    def _ask(self, address: str, request: _Request) -> HttpAnswer:
        callee = self._callee(address)
        try:
            return self._exchange(callee, request)
        except TransportError as error:
            is_inside = error.phase is SendPhase.LOCAL
            raise NotFetched(_sentence(error.detail), cause=_cause(error), is_final=is_inside) from error
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise NotFetched(f"{callee.host} did not answer: {self._why(error)}.") from error

    def _callee(self, address: str) -> Callee:
        try:
            if self._connections.allow_any:
                return any_callee(address)
            plain = quote(urldefrag(address.strip()).url, safe=_SAFE)
            local = self._connections.allow_local
            return read_callee(plain, allow_local=local, allow_http=True, longest=self._longest)
        except BadCallee as error:
            raise NotFetched(str(error), is_final=True) from error
        except ValueError as error:
            raise NotFetched("That is no web address.", is_final=True) from error

    def _exchange(self, callee: Callee, request: _Request) -> HttpAnswer:
        headers = {"User-Agent": self._user_agent, "Accept-Encoding": "gzip", **request.headers}
        until = request.until
        sock = self._connections.connected(callee, min(until, monotonic() + CONNECT_SECONDS))
        try:
            write_all(sock, request_bytes(request.method, callee, headers.items(), request.body), until)
            response = begin_response(Bounded(sock, until, request.most_bytes + HEADER_BYTES))
            answer = HttpAnswer(str(callee), response.status, response.headers)
            if answer.location and request.method == "GET":
                return answer
            request.check(answer)
            body = _body(response, request.most_bytes + 1)
            most = request.most_bytes
            return replace(answer, body=body[:most], is_cut_off=len(body) > most)
        finally:
            sock.close()

    def _why(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"nothing came within {self._total_seconds:g} seconds"
        if isinstance(error, ssl.SSLError):
            return "the encryption failed"
        return reason_of(error) if isinstance(error, OSError) else f"that is no HTTP ({type(error).__name__})"


def _joined(answer: HttpAnswer) -> str:
    try:
        return urljoin(answer.address, answer.location)
    except ValueError as error:
        raise NotFetched(f"{answer.host} leads to what is no address.", is_final=True) from error


def _body(response: HTTPResponse, most: int) -> bytes:
    """The body, unpacked, as far as it is at most so long."""
    unpack = None
    if response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip"):
        unpack = zlib.decompressobj(wbits=31)
    body = bytearray()
    while len(body) < most:
        piece = response.read1(64 * 1024)
        if not piece:
            break
        body += unpack.decompress(piece, most - len(body)) if unpack else piece
    return bytes(body[:most])


def _cause(error: TransportError) -> Cause:
    """Whether the name is gone or the encryption failed; trouble that may be ours, or passes, is neither."""
    why = error.__cause__
    if isinstance(why, socket.gaierror):
        return Cause.OTHER if why.errno == socket.EAI_AGAIN else Cause.NAME
    if isinstance(why, ssl.SSLError) and not isinstance(why, ssl.SSLEOFError):
        return Cause.TLS
    return Cause.NAME if why is None and error.phase is SendPhase.CONNECT else Cause.OTHER


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
