"""Web pages and feeds as editors and intake want them: of certain kinds and sizes, or a sentence why not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tracker.transports.connections import Connections, seconds_to_wait
from tracker.transports.http_client import MOST_BYTES, TOTAL_SECONDS, HttpAnswer, HttpClient, NotFetched

LONGEST = 2000
FINAL = (400, 404, 405, 406, 410, 451)
"""Answers that would be the same a little later."""
NOT_MODIFIED = 304
FEED_BYTES = 5 * 1024 * 1024
HEADER_LENGTH = 500
"""The longest ETag that is sent back."""
_PLAIN = re.compile(r"[\x21-\x7e][\x20-\x7e]*")
"""What a header may hold that is sent back."""


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

    def headers(self) -> Mapping[str, str]:
        """The headers that ask."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if _PLAIN.fullmatch(value)}


NOTHING_KNOWN = Validators()


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What a feed's server answered: `page` is None where nothing changed.

    `moved_to` is where the address leads for good, empty where it does not.
    """

    page: WebPage | None
    validators: Validators
    moved_to: str = ""


class PageReader:
    """Fetches pages and feeds, a connection each; `connections` decide where it may go."""

    def __init__(
        self, connections: Connections, *, user_agent: str, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        self._client = HttpClient(
            connections, user_agent=user_agent, total_seconds=total_seconds, longest=LONGEST
        )

    def read(self, address: str) -> WebPage:
        """The page at an address, wherever its redirects lead; raises `NotFetched`, and nothing else."""
        return _page(self._get(address, PAGES, {}), PAGES)

    def read_feed(self, address: str, known: Validators = NOTHING_KNOWN) -> FeedAnswer:
        """The feed at an address, unless it is as it was; raises `NotFetched`, and nothing else."""
        answer = self._get(address, FEEDS, known.headers())
        if answer.status == NOT_MODIFIED:
            return FeedAnswer(None, known, answer.moved_to)
        given = (answer.headers.get(name, "").strip() for name in ("ETag", "Last-Modified"))
        validators = Validators(*(value if len(value) <= HEADER_LENGTH else "" for value in given))
        return FeedAnswer(_page(answer, FEEDS), validators, answer.moved_to)

    def _get(self, address: str, wanted: Wanted, asking: Mapping[str, str]) -> HttpAnswer:
        def check(answer: HttpAnswer) -> None:
            if not (asking and answer.status == NOT_MODIFIED):
                _check(answer, wanted)

        return self._client.get(
            address,
            {"Accept": wanted.accept, **asking},
            noun=wanted.noun,
            most_bytes=wanted.most_bytes,
            check=check,
        )


def _check(answer: HttpAnswer, wanted: Wanted) -> None:
    status = answer.status
    if not 200 <= status < 300:
        wait = seconds_to_wait(answer.headers)
        raise NotFetched(
            f"{answer.host} answered {status} instead of a {wanted.noun}.",
            status=status,
            is_final=status in FINAL,
            retry_after=None if wait is None else timedelta(seconds=wait),
        )
    kind = answer.media_type
    if kind and kind not in wanted.kinds:
        thing = "web page" if wanted is PAGES else wanted.noun
        raise NotFetched(f"There is no {thing} at this address, but a file ({kind}).", is_final=True)
    length = answer.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and len(length) < 16 and int(length) > wanted.most_bytes:
        raise NotFetched(
            f"The {wanted.noun} is too large ({_megabytes(int(length))}); {_limit(wanted)}.", is_final=True
        )


def _page(answer: HttpAnswer, wanted: Wanted) -> WebPage:
    if answer.is_cut_off:
        raise NotFetched(f"The {wanted.noun} of {answer.host} is too large; {_limit(wanted)}.", is_final=True)
    return WebPage(answer.address, answer.charset, answer.body)


def _limit(wanted: Wanted) -> str:
    return f"at most {_megabytes(wanted.most_bytes)} are read"


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB"
