"""A web page, fetched for an editor: from a host of the public internet, bounded in size and time.

Every address on the way, that of a redirect too, is checked as those of webhooks are (http_guard).
"""

import ssl
import zlib
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import quote, urldefrag, urljoin

from tracker.transports.base import ChannelError
from tracker.transports.http import Bounded, Connections, Readable, reason_of, write_all
from tracker.transports.http_guard import BadCallee, Callee, read_callee

MOST_BYTES = 2 * 1024 * 1024
TOTAL_SECONDS = 10.0
CONNECT_SECONDS = 4.0
MOST_REDIRECTS = 5
LONGEST = 2000
HEADER_BYTES = 64 * 1024
HTML = ("text/html", "application/xhtml+xml")
_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What `quote` leaves alone in an address that is one already; what is beyond ASCII gets percent signs."""


class NotFetched(Exception):
    """Why there is no page: the message is a sentence for the one who asked for it."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as it came: `charset` is what its header says, empty where that says nothing."""

    address: str
    charset: str
    body: bytes


class PageReader:
    """Fetches pages, a connection each; `connections` decide where it may go."""

    def __init__(
        self,
        connections: Connections,
        *,
        user_agent: str,
        total_seconds: float = TOTAL_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._connections = connections
        self._user_agent = user_agent
        self._total_seconds = total_seconds
        self._most_bytes = most_bytes

    def read(self, address: str) -> WebPage:
        """The page at an address, wherever its redirects lead; raises `NotFetched`, and nothing else."""
        until = monotonic() + self._total_seconds
        for _ in range(MOST_REDIRECTS + 1):
            callee = self._callee(address)
            try:
                found = self._get(callee, until)
            except ChannelError as error:
                raise NotFetched(_sentence(error.detail)) from error
            except (OSError, HTTPException, ValueError, zlib.error) as error:
                raise NotFetched(
                    f"{callee.host} did not answer: {_why(error, self._total_seconds)}."
                ) from error
            if isinstance(found, WebPage):
                return found
            address = urljoin(str(callee), found)
        raise NotFetched(f"The page leads on more than {MOST_REDIRECTS} times.")

    def _callee(self, address: str) -> Callee:
        plain = quote(urldefrag(address.strip()).url, safe=_SAFE)
        try:
            local = self._connections.allow_local
            return read_callee(plain, allow_local=local, allow_http=True, longest=LONGEST)
        except BadCallee as error:
            raise NotFetched(str(error)) from error

    def _get(self, callee: Callee, until: float) -> WebPage | str:
        """The page, or the address that the answer leads to."""
        sock = self._connections.connected(callee, min(until, monotonic() + CONNECT_SECONDS))
        try:
            write_all(sock, self._request(callee), until)
            response = HTTPResponse(Readable(Bounded(sock, until, self._most_bytes + HEADER_BYTES)))  # type: ignore[arg-type]  # all it asks of a socket is makefile
            response.begin()
            location = response.headers.get("Location", "")
            if response.status in (301, 302, 303, 307, 308) and location:
                return location
            self._check(callee, response.status, response.headers)
            return WebPage(
                str(callee), response.headers.get_content_charset() or "", self._body(callee, response)
            )
        finally:
            sock.close()

    def _request(self, callee: Callee) -> bytes:
        lines = (
            ("Host", callee.authority),
            ("User-Agent", self._user_agent),
            ("Accept", "text/html, application/xhtml+xml"),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return f"GET {callee.target} HTTP/1.1\r\n{head}\r\n".encode("ascii")

    def _check(self, callee: Callee, status: int, headers: Message) -> None:
        if not 200 <= status < 300:
            raise NotFetched(f"{callee.host} answered {status} instead of a page.")
        kind = headers.get_content_type()
        if headers.get("Content-Type") and kind not in HTML:
            raise NotFetched(f"There is no web page at this address, but a file ({kind}).")
        length = headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and len(length) < 16 and int(length) > self._most_bytes:
            raise NotFetched(f"The page is too large ({_megabytes(int(length))}); {self._limit()}.")

    def _body(self, callee: Callee, response: HTTPResponse) -> bytes:
        """The body, unpacked, of at most so many bytes."""
        unpack = None
        if response.headers.get("Content-Encoding", "").strip().lower() == "gzip":
            unpack = zlib.decompressobj(wbits=31)
        body = b""
        while len(body) <= self._most_bytes:
            piece = response.read1(64 * 1024)
            if not piece:
                return body
            body += unpack.decompress(piece, self._most_bytes + 1 - len(body)) if unpack else piece
        raise NotFetched(f"The page of {callee.host} is too large; {self._limit()}.")

    def _limit(self) -> str:
        return f"at most {_megabytes(self._most_bytes)} are read"


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB"


def _why(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"nothing came within {seconds:g} seconds"
    if isinstance(error, ssl.SSLError):
        return "the encryption failed"
    return reason_of(error) if isinstance(error, OSError) else f"that is no HTTP ({type(error).__name__})"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
