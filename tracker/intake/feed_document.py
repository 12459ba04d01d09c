"""A feed (RSS, Atom, RDF) as it came, read into plain values by feedparser.

`feedparser` is imported when the first feed is read, so that only the process that reads feeds has it. The
admin, which runs in the web server, reads a feed in a process of its own (intake.apart).
"""

import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from tracker.domain.dates.moments import utc_text
from tracker.domain.text import one_line

MOST_ITEMS = 500
"""Of a longer feed the first so many are taken; feeds list the newest first."""
SUMMARY_LENGTH = 2000
LONGEST_ADDRESS = 2000
FIRST_YEAR, LAST_YEAR = 1990, 2199
_TIMES = ("published_parsed", "updated_parsed", "created_parsed")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_KNOWN = re.compile(
    r"utf[-_]?(8|16)|(us-)?ascii|(iso-?8859|latin)[-_]?\d+|(windows|cp)-?\d{3,4}|koi8-[ru]|big5|gbk|gb\d+"
    r"|shift[-_]?jis|euc-(jp|kr)",
    re.IGNORECASE,
)
"""Encodings that feeds come in; Python has others, some of which take for ever."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_HTML = re.compile(r"\s*(<!DOCTYPE\s+html|<html)[\s>]", re.IGNORECASE)
_LINK = re.compile(r"<link\s[^<>]{1,2000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"""type\s*=\s*["']?application/(rss|atom)\+xml""", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']([^"'<>\s]{1,1000})["']""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


class NotAFeed(ValueError):
    """What came is no feed; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry: `url` absolute, `published` an instant in UTC; an empty text for what is not said."""

    url: str
    guid: str
    title: str
    summary: str
    published: str


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed's title and entries, and a sentence for each thing that was left out."""

    title: str
    items: tuple[FeedItem, ...]
    notes: tuple[str, ...] = ()


def read_feed(body: bytes, *, charset: str = "", address: str = "") -> FeedDocument:
    """Read a feed; raises `NotAFeed`. At most MOST_ITEMS entries, each with an address.

    A guid that two entries share names neither: then their addresses tell them apart.
    """
    text = _decoded(body, charset)
    if _ENTITY.search(text):
        raise NotAFeed("The feed declares entities, as XML bombs do; feeds need none.")
    if not text.strip():
        raise NotAFeed("The answer is empty.")
    if _HTML.match(_DECLARATION.sub("", text, count=1)):
        raise NotAFeed(f"There is a web page at this address, and no feed{_named_feed(text, address)}.")
    found = _parsed(text, address)
    if not found.version and not found.entries:
        raise NotAFeed("What came is neither RSS nor Atom.")
    entries = found.entries[:MOST_ITEMS]
    read = [item for entry in entries if (item := _item(entry, address)) is not None]
    title = one_line(_text(found.feed.get("title", "")))[:300]
    return FeedDocument(title, _distinct(read), tuple(_notes(len(found.entries), len(entries), len(read))))


def _named_feed(page: str, address: str) -> str:
    """The feed that a web page names as its own, for the sentence that says it is none."""
    for link in _LINK.findall(page[:200_000]):
        href = _HREF.search(link)
        if _FEED_TYPE.search(link) and href:
            return f"; it names {urljoin(address, html.unescape(href[1]))}"
    return ""


def _decoded(body: bytes, charset: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = _ENCODING.match(body)
    for name in (charset, declared[1].decode() if declared else "", "utf-8"):
        if _KNOWN.fullmatch(name):
            try:
                return body.decode(name)
            except (LookupError, UnicodeDecodeError):
                continue
    return body.decode("cp1252", "replace")


def _parsed(text: str, address: str) -> Any:
    import feedparser  # type: ignore[import-untyped]  # it has no types  # noqa: PLC0415 -- only here

    return feedparser.parse(
        io.BytesIO(_DECLARATION.sub("", text, count=1).encode()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": address},
        sanitize_html=False,  # markup is taken out
        resolve_relative_uris=False,
    )


def _item(entry: Any, address: str) -> FeedItem | None:
    """An entry with an address of the web; None for one without."""
    link = str(entry.get("link") or "").strip()
    guid = one_line(str(entry.get("id") or ""))
    if not link and guid.startswith(("http://", "https://")):
        link = guid
    try:
        url = urljoin(address, link) if link else ""
    except ValueError:
        url = ""
    if not url.startswith(("http://", "https://")) or len(url) > LONGEST_ADDRESS or not url.isprintable():
        return None
    return FeedItem(
        url,
        guid,
        one_line(_text(entry.get("title", "")))[:500],
        one_line(_text(entry.get("summary", "")))[:SUMMARY_LENGTH],
        _instant(next((entry[name] for name in _TIMES if name in entry), None)),
    )


def _distinct(items: list[FeedItem]) -> tuple[FeedItem, ...]:
    counts = Counter(item.guid for item in items)
    return tuple(replace(item, guid="") if counts[item.guid] > 1 else item for item in items)


def _notes(listed: int, taken: int, read: int) -> Iterator[str]:
    if listed > taken:
        yield f"It lists {listed:,} entries; the first {taken:,} are looked at."
    if taken > read:
        yield f"{taken - read:,} of its entries have no web address and are left out."


def _text(value: Any) -> str:
    """A text of a feed without its markup."""
    return html.unescape(_TAG.sub(" ", html.unescape(str(value))))


def _instant(parsed: Any) -> str:
    """A time that feedparser read, which is in UTC; empty for one that no news has."""
    if not parsed:
        return ""
    try:
        year, month, day, hour, minute, second = parsed[:6]
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError):
        return ""
    return utc_text(at) if FIRST_YEAR <= at.year <= LAST_YEAR else ""
