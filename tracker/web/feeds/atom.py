"""Atom as bytes (RFC 4287, paged by RFC 5005): feeds and entries, escaped, with ids that never change."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tracker.domain.dates.moments import utc_text
from tracker.web.feeds.permanent_ids import authority

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Via:
    """A source of an entry."""

    url: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `html` is its full content, escaped as html is; `terms` are pairs of category and label."""

    tag: str
    title: str
    published: datetime
    updated: datetime
    address: str
    html: str
    terms: tuple[tuple[str, str], ...]
    sources: tuple[Via, ...]


def tag(name: str) -> str:
    """The permanent id of something this site named: a tag URI."""
    return f"tag:{authority()}:{name}"


def text(words: str) -> str:
    """Words as XML text or attribute, without what XML cannot hold."""
    return escape(_NOT_XML.sub("", words))


def paragraphs(words: Iterable[str]) -> str:
    """Plain lines as html."""
    return "".join(f"<p>{text(line)}</p>" for line in words)


def sources(lines: Iterable[tuple[str, str, str]]) -> str:
    """A list of sources as html: of each its address, its name, and what is said of it; '' for none."""
    return render_to_string("feeds/sources.html", {"sources": list(lines)})


def entry(item: FeedEntry) -> bytes:
    """One entry as XML.

    `published` is when the public could know it, `updated` when it became news here: what readers order by. A
    fact that was wrong is corrected by an entry of its own, which readers see.
    """
    return "".join(_entry(item)).encode()


def _entry(item: FeedEntry) -> Iterator[str]:
    yield f"<entry><id>{text(tag(item.tag))}</id><title>{text(item.title)}</title>"
    yield f"<published>{utc_text(item.published)}</published><updated>{utc_text(item.updated)}</updated>"
    yield f'<link rel="alternate" type="text/html" href="{text(item.address)}"/>'
    for source in item.sources:
        language = f' hreflang="{text(source.language)}"' if source.language else ""
        yield f'<link rel="via" href="{text(source.url)}" title="{text(source.title)}"{language}/>'
    for term, words in item.terms:
        yield f'<category term="{text(term)}" label="{text(words)}"/>'
    yield f'<content type="html">{text(item.html)}</content></entry>\n'


def deleted(name: str, when: datetime) -> bytes:
    """That the entry of a tag is no more (RFC 6721)."""
    return f'<at:deleted-entry ref="{text(tag(name))}" when="{utc_text(when)}"/>\n'.encode()


def feed(
    name: str,
    *,
    title: str,
    subtitle: str,
    updated: datetime,
    own_address: str,
    page_address: str,
    entries: Iterable[bytes],
    next_address: str = "",
) -> bytes:
    """A whole feed. `name` is what its id is made of; `next_address` leads to older entries."""
    entries = tuple(entries)
    is_marked = any(piece.startswith(b"<at:") for piece in entries)
    tombstones = ' xmlns:at="http://purl.org/atompub/tombstones/1.0"' if is_marked else ""
    following = f'<link rel="next" href="{text(next_address)}"/>\n' if next_address else ""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom"{tombstones} xml:lang="{text(get_language() or "en")}">\n'
        f"<id>{text(tag(name))}</id>\n<title>{text(title)}</title>\n<subtitle>{text(subtitle)}</subtitle>\n"
        f"<updated>{utc_text(updated)}</updated>\n"
        f"<author><name>Ultimata</name><uri>{text(settings.SITE_URL)}/</uri></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{text(own_address)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{text(page_address)}"/>\n{following}'
    )
    return b"".join([head.encode(), *entries, b"</feed>\n"])
