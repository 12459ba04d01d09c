"""What a web page says of itself: title, publisher, day and language, as its author put them there.

Read from schema.org's JSON-LD, the Open Graph protocol, and what HTML itself has; the first that says it
holds. Nothing is guessed from the text.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html
from lxml.etree import LxmlError

from tracker.domain.dates.moments import NotADate, When
from tracker.domain.text import one_line

MOST_BLOCKS = 20
TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
PUBLISHERS = ("og:site_name", "citation_publisher", "dc.publisher", "application-name")
DAYS = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date"),
    *("dc.date.issued", "dcterms.created", "pubdate", "publishdate", "sailthru.date", "parsely-pub-date"),
    *("citation_publication_date", "article.published"),
)
LANGUAGES = ("og:locale", "content-language", "dc.language")
ARTICLES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "WebPage", "LiveBlogPosting")
_DAY = re.compile(r"([0-9]{4})[-/]?([0-9]{2})[-/]?([0-9]{2})(?![0-9])")
_DAY_IN_ADDRESS = re.compile(r"/(20[0-9]{2})[/-]([0-9]{2})[/-]([0-9]{2})(?=[/-]|$)")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})([-_].*)?")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was found; an empty text for what the page does not say. `day` as 2025-07-15, `language` as en."""

    title: str = ""
    publisher: str = ""
    day: str = ""
    language: str = ""


def page_facts(body: bytes, *, charset: str = "", address: str = "") -> PageFacts:
    """Read a page of HTML; never raises for what it holds."""
    root = parsed(body, charset)
    if root is None:
        return PageFacts(day=_day_of_address(address))
    metas = _metas(root)
    data = list(_articles(root))
    title = _first(
        *(_text(item.get("headline")) for item in data),
        *(metas.get(name, "") for name in TITLES),
        *(node.text_content() for node in root.iter("title")),
        *(node.text_content() for node in root.iter("h1")),
    )
    publisher = _first(
        *(metas.get(name, "") for name in PUBLISHERS[:1]),
        *(_text(item.get("publisher")) for item in data),
        *(metas.get(name, "") for name in PUBLISHERS[1:]),
    )
    days = (
        *(_day(_text(item.get("datePublished"))) for item in data),
        *(_day(metas.get(name, "")) for name in DAYS),
        _day_of_address(address),
    )
    tongue = _first(root.get("lang", ""), *(metas.get(name, "") for name in LANGUAGES))
    found = _LANGUAGE.fullmatch(tongue)
    return PageFacts(title[:500], publisher[:200], _first(*days), found[1].lower() if found else "")


def parsed(body: bytes, charset: str) -> Any:
    """The tree of a page of HTML; None where there is nothing to read."""
    if not body.strip():
        return None
    for encoding in (charset or _unicode_of(body), None):
        try:
            return html.document_fromstring(body, parser=html.HTMLParser(encoding=encoding, recover=True))
        except (LxmlError, LookupError, ValueError):
            continue
    return None


def _unicode_of(body: bytes) -> str | None:
    """Where nobody says which encoding: the one that most pages have, if it can be that."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _metas(root: Any) -> dict[str, str]:
    """The content of the `meta` elements by their names in small letters; the first of a name holds."""
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name, content = node.get(attribute), node.get("content")
            if name and content and content.strip():
                found.setdefault(name.strip().lower(), content)
    return found


def _articles(root: Any) -> Iterator[dict[str, Any]]:
    """The articles that JSON-LD describes."""
    blocks = (node for node in root.iter("script") if node.get("type", "").lower() == "application/ld+json")
    for node, _ in zip(blocks, range(MOST_BLOCKS), strict=False):
        try:
            found = json.loads(node.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        listed = found if isinstance(found, list) else [found]
        for item in listed:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for each in [item, *(graph if isinstance(graph, list) else [])]:
                if isinstance(each, dict) and _is_article(each.get("@type")):
                    yield each


def _is_article(kinds: Any) -> bool:
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(kind in ARTICLES for kind in listed if isinstance(kind, str))


def _text(value: Any) -> str:
    """A text of JSON-LD: itself, or the name of what is described."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name", "")
    return value if isinstance(value, str) else ""


def _first(*texts: str) -> str:
    return next(filter(None, (one_line(text) for text in texts)), "")


def _day(text: str) -> str:
    """The day that a date begins with, as it is written there: that of the publisher's own clock."""
    found = _DAY.match(text.strip())
    return date_or_empty("-".join(found.groups())) if found else ""


def _day_of_address(address: str) -> str:
    found = _DAY_IN_ADDRESS.search(address)
    return date_or_empty("-".join(found.groups())) if found else ""


def date_or_empty(text: str) -> str:
    """A text that is a date of the case format; empty for any other."""
    try:
        return When(text).text
    except NotADate:
        return ""
