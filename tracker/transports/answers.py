"""Whatever a host of the public internet answers: its status, its headers and its body, bounded.

For those to whom an error is an answer: the checks of cited pages, and the interfaces of an archive. Every
address on the way, that of a redirect too, is checked as those of webhooks are (http_guard).
"""

import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import quote, urldefrag, urljoin

from tracker.transports.base import ChannelError, Phase
from tracker.transports.http import Bounded, Connections, Readable, reason_of, write_all
from tracker.transports.http_guard import BadCallee, Callee, read_callee

MOST_BYTES = 2 * 1024 * 1024
TOTAL_SECONDS = 10.0
CONNECT_SECONDS = 4.0
MOST_REDIRECTS = 5
LONGEST = 6500
"""An address of 2,000 characters beyond ASCII, with percent signs."""
HEADER_BYTES = 64 * 1024
_SAFE = "!#$%&'()*+,/:;=?@[]~"


class Cause(StrEnum):
    """Why no answer came: the name has no address, the encryption failed, or anything else."""

    NAME = "name"
    TLS = "tls"
    OTHER = "other"


class NoAnswer(Exception):
    """Why nothing came; the message is a sentence."""

    def __init__(self, message: str, cause: Cause = Cause.OTHER) -> None:
        super().__init__(f"{message[:1].upper()}{message[1:]}{'' if message.endswith('.') else '.'}")
        self.cause = cause


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came from `address`, where redirects led; header names in small letters.

    `media_type` is empty where nothing says it. A body that is longer than allowed is cut off.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    media_type: str
    charset: str
    body: bytes


class Asker:
    """Asks hosts, a connection each; `connections` decide where it may go."""

    def __init__(
        self, connections: Connections, *, user_agent: str, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        self._connections = connections
        self._user_agent = user_agent
        self._total_seconds = total_seconds

    def get(self, address: str, *, accept: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """The answer to a GET, wherever redirects lead; raises `NoAnswer`, and nothing else."""
        until = monotonic() + self._total_seconds
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask("GET", address, {"Accept": accept, **(headers or {})}, b"", until)
            location = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            address, headers = urljoin(answer.address, location), None  # keys are for the first host alone
        raise NoAnswer(f"The page leads on more than {MOST_REDIRECTS} times.")

    def post(self, address: str, body: bytes, *, headers: Mapping[str, str]) -> HttpAnswer:
        """The answer to a POST; a redirect is an answer. Raises `NoAnswer`, and nothing else."""
        return self._ask("POST", address, headers, body, monotonic() + self._total_seconds)

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes, until: float
    ) -> HttpAnswer:
        callee = self._callee(address)
        try:
            return self._exchange(method, callee, headers, body, until)
        except ChannelError as error:
            raise NoAnswer(error.detail, _cause(error)) from error
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise NoAnswer(f"{callee.host} did not answer: {self._why(error)}.") from error

    def _callee(self, address: str) -> Callee:
        plain = quote(urldefrag(address.strip()).url, safe=_SAFE)
        try:
            local = self._connections.allow_local
            return read_callee(plain, allow_local=local, allow_http=True, longest=LONGEST)
        except BadCallee as error:
            raise NoAnswer(str(error)) from error

    def _exchange(
        self, method: str, callee: Callee, headers: Mapping[str, str], body: bytes, until: float
    ) -> HttpAnswer:
        sock = self._connections.connected(callee, min(until, monotonic() + CONNECT_SECONDS))
        try:
            write_all(sock, self._request(method, callee, headers, body), until)
            bounded = Bounded(sock, until, MOST_BYTES + HEADER_BYTES)
            response = HTTPResponse(Readable(bounded))  # type: ignore[arg-type]  # all it asks of a socket is makefile
            response.begin()
            given = response.headers
            return HttpAnswer(
                str(callee),
                response.status,
                {name.lower(): value for name, value in given.items()},
                given.get_content_type() if given.get("Content-Type") else "",
                given.get_content_charset() or "",
                _body(response),
            )
        finally:
            sock.close()

    def _request(self, method: str, callee: Callee, headers: Mapping[str, str], body: bytes) -> bytes:
        lines = {
            "Host": callee.authority,
            "User-Agent": self._user_agent,
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **({"Content-Length": str(len(body))} if body else {}),
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {callee.target} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body

    def _why(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"nothing came within {self._total_seconds:g} seconds"
        return reason_of(error) if isinstance(error, OSError) else f"that is no HTTP ({type(error).__name__})"


def _body(response: HTTPResponse) -> bytes:
    """The body, unpacked, cut off where it is too long."""
    unpack = None
    if response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip"):
        unpack = zlib.decompressobj(wbits=31)
    body = bytearray()
    while len(body) < MOST_BYTES:
        piece = response.read1(64 * 1024)
        if not piece:
            break
        body += unpack.decompress(piece, MOST_BYTES - len(body)) if unpack else piece
    return bytes(body[:MOST_BYTES])


def _cause(error: ChannelError) -> Cause:
    """Whether the name is gone or the encryption failed; trouble that may be ours, or passes, is neither."""
    why = error.__cause__
    if isinstance(why, socket.gaierror):
        return Cause.OTHER if why.errno == socket.EAI_AGAIN else Cause.NAME
    if isinstance(why, ssl.SSLError) and not isinstance(why, ssl.SSLEOFError):
        return Cause.TLS
    return Cause.NAME if why is None and error.phase is Phase.CONNECT else Cause.OTHER
