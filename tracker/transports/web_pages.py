"""Web pages and feeds, fetched from hosts of the public internet, bounded in size and time.

Every address on the way, that of a redirect too, is checked as those of webhooks are (http_guard).
"""

import re
import ssl
import zlib
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import quote, urldefrag, urljoin

from tracker.transports.base import ChannelError, Phase
from tracker.transports.http import Bounded, Connections, Readable, reason_of, seconds_to_wait, write_all
from tracker.transports.http_guard import BadCallee, Callee, read_callee

MOST_BYTES = 2 * 1024 * 1024
TOTAL_SECONDS = 10.0
CONNECT_SECONDS = 4.0
MOST_REDIRECTS = 5
LONGEST = 2000
HEADER_BYTES = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
MOVED_FOR_GOOD = (301, 308)
FINAL = (400, 404, 405, 406, 410, 451)
"""Answers that would be the same a little later."""
FEED_BYTES = 5 * 1024 * 1024
HEADER_LENGTH = 500
"""The longest ETag that is sent back."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What `quote` leaves alone in an address that is one already; what is beyond ASCII gets percent signs."""
_PLAIN = re.compile(r"[\x21-\x7e][\x20-\x7e]*")
"""What a header may hold that is sent back."""


class NotFetched(Exception):
    """Why there is no page: the message is a sentence for the one who asked for it.

    `status` is that of the answer, None where none came. `is_final`: asking again would change nothing.
    `retry_after` is how long the host wants to be left alone.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        is_final: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.is_final, self.retry_after = status, is_final, retry_after


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: media types, and how it is called in a sentence."""

    noun: str
    accept: str
    kinds: tuple[str, ...]
    most_bytes: int = MOST_BYTES


PAGES = Wanted("page", "text/html, application/xhtml+xml", ("text/html", "application/xhtml+xml"))
FEEDS = Wanted(
    "feed",
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9,"
    " text/html;q=0.1",
    (
        *("application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/xml"),
        # Many servers send feeds as what they are not; the reader of feeds says what is none.
        *("text/xml", "text/html", "text/plain", "application/xhtml+xml", "application/octet-stream"),
        "binary/octet-stream",
    ),
    FEED_BYTES,
)


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as it came: `charset` is what its header says, empty where that says nothing."""

    address: str
    charset: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by whether anything changed since; empty texts where it gave nothing."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that ask."""
        asked = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in asked if _PLAIN.fullmatch(value))


NOTHING_KNOWN = Validators()


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What a feed's server answered: `page` is None where nothing changed.

    `moved_to` is where the address leads for good, empty where it does not.
    """

    page: WebPage | None
    validators: Validators
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer that leads nowhere else: the body is None where nothing changed."""

    page: WebPage | None
    headers: Message


@dataclass(frozen=True, slots=True)
class _Lead:
    """An answer that leads on."""

    to: str
    is_for_good: bool


class PageReader:
    """Fetches pages, a connection each; `connections` decide where it may go."""

    def __init__(
        self,
        connections: Connections,
        *,
        user_agent: str,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._connections = connections
        self._user_agent = user_agent
        self._total_seconds = total_seconds

    def read(self, address: str) -> WebPage:
        """The page at an address, wherever its redirects lead; raises `NotFetched`, and nothing else."""
        found, _ = self._follow(address, PAGES, ())
        assert found.page is not None, "nothing was asked that allows for 304"
        return found.page

    def read_feed(self, address: str, known: Validators = NOTHING_KNOWN) -> FeedAnswer:
        """The feed at an address, unless it is as it was; raises `NotFetched`, and nothing else."""
        found, moved_to = self._follow(address, FEEDS, known.headers())
        if found.page is None:
            return FeedAnswer(None, known, moved_to)
        given = (found.headers.get(name, "").strip() for name in ("ETag", "Last-Modified"))
        validators = Validators(*(value if len(value) <= HEADER_LENGTH else "" for value in given))
        return FeedAnswer(found.page, validators, moved_to)

    def _follow(
        self, address: str, wanted: Wanted, asking: tuple[tuple[str, str], ...]
    ) -> tuple[_Answer, str]:
        """The answer at the end of all redirects, and where the first of them lead for good."""
        until = monotonic() + self._total_seconds
        moved_to, is_for_good = "", True
        for _ in range(MOST_REDIRECTS + 1):
            callee = self._callee(address)
            try:
                found = self._get(callee, wanted, asking, until)
            except ChannelError as error:
                is_inside = error.phase is Phase.LOCAL
                raise NotFetched(_sentence(error.detail), is_final=is_inside) from error
            except (OSError, HTTPException, ValueError, zlib.error) as error:
                raise NotFetched(
                    f"{callee.host} did not answer: {_why(error, self._total_seconds)}."
                ) from error
            if isinstance(found, _Answer):
                return found, moved_to
            address = _joined(callee, found.to)
            is_for_good = is_for_good and found.is_for_good
            moved_to = address if is_for_good else moved_to
        raise NotFetched(f"The {wanted.noun} leads on more than {MOST_REDIRECTS} times.", is_final=True)

    def _callee(self, address: str) -> Callee:
        local = self._connections.allow_local
        try:
            plain = quote(urldefrag(address.strip()).url, safe=_SAFE)
            return read_callee(plain, allow_local=local, allow_http=True, longest=LONGEST)
        except BadCallee as error:
            raise NotFetched(str(error), is_final=True) from error
        except ValueError as error:
            raise NotFetched("That is no web address.", is_final=True) from error

    def _get(
        self, callee: Callee, wanted: Wanted, asking: tuple[tuple[str, str], ...], until: float
    ) -> _Answer | _Lead:
        sock = self._connections.connected(callee, min(until, monotonic() + CONNECT_SECONDS))
        try:
            write_all(sock, self._request(callee, wanted, asking), until)
            most = wanted.most_bytes + HEADER_BYTES
            response = HTTPResponse(Readable(Bounded(sock, until, most)))  # type: ignore[arg-type]  # all it asks of a socket is makefile
            response.begin()
            location = response.headers.get("Location", "")
            if response.status in REDIRECTS and location:
                return _Lead(location, response.status in MOVED_FOR_GOOD)
            if response.status == 304 and asking:
                return _Answer(None, response.headers)
            _check(callee, wanted, response.status, response.headers)
            charset = response.headers.get_content_charset() or ""
            return _Answer(WebPage(str(callee), charset, _body(callee, wanted, response)), response.headers)
        finally:
            sock.close()

    def _request(self, callee: Callee, wanted: Wanted, asking: tuple[tuple[str, str], ...]) -> bytes:
        lines = (
            ("Host", callee.authority),
            ("User-Agent", self._user_agent),
            ("Accept", wanted.accept),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
            *asking,
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return f"GET {callee.target} HTTP/1.1\r\n{head}\r\n".encode("ascii")


def _joined(callee: Callee, to: str) -> str:
    try:
        return urljoin(str(callee), to)
    except ValueError as error:
        raise NotFetched(f"{callee.host} leads to what is no address.", is_final=True) from error


def _check(callee: Callee, wanted: Wanted, status: int, headers: Message) -> None:
    if not 200 <= status < 300:
        wait = seconds_to_wait(headers)
        raise NotFetched(
            f"{callee.host} answered {status} instead of a {wanted.noun}.",
            status=status,
            is_final=status in FINAL,
            retry_after=None if wait is None else timedelta(seconds=wait),
        )
    kind = headers.get_content_type()
    if headers.get("Content-Type") and kind not in wanted.kinds:
        thing = "web page" if wanted is PAGES else wanted.noun
        raise NotFetched(f"There is no {thing} at this address, but a file ({kind}).", is_final=True)
    length = headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and len(length) < 16 and int(length) > wanted.most_bytes:
        raise NotFetched(
            f"The {wanted.noun} is too large ({_megabytes(int(length))}); {_limit(wanted)}.", is_final=True
        )


def _body(callee: Callee, wanted: Wanted, response: HTTPResponse) -> bytes:
    """The body, unpacked, of at most so many bytes."""
    unpack = None
    if response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip"):
        unpack = zlib.decompressobj(wbits=31)
    body = bytearray()
    while len(body) <= wanted.most_bytes:
        piece = response.read1(64 * 1024)
        if not piece:
            return bytes(body)
        body += unpack.decompress(piece, wanted.most_bytes + 1 - len(body)) if unpack else piece
    raise NotFetched(f"The {wanted.noun} of {callee.host} is too large; {_limit(wanted)}.", is_final=True)


def _limit(wanted: Wanted) -> str:
    return f"at most {_megabytes(wanted.most_bytes)} are read"


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
