"""JSON Feed 1.1 as bytes: the entries of the Atom feeds, with the same ids, for readers that prefer JSON.

It knows no deleted entries; their ids stand in an extension, `_ultimata`, as do the sources of an entry.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from tracker.domain.dates.moments import utc_text
from tracker.web.feeds.atom import FeedEntry, tag

CONTENT_TYPE = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"
_DELETED = b"\x00"
"""Before the id of an entry that is no more."""


def entry(item: FeedEntry) -> bytes:
    """One entry as JSON; `date_modified` is when it became news here, as `updated` in Atom."""
    return _json(
        {
            "id": tag(item.tag),
            "url": item.address,
            "title": item.title,
            "content_html": item.html,
            "date_published": utc_text(item.published),
            "date_modified": utc_text(item.updated),
            "tags": [words for _, words in item.terms],
            "_ultimata": {
                "terms": [term for term, _ in item.terms],
                "sources": [
                    {"url": each.url, "title": each.title, "language": each.language or None}
                    for each in item.sources
                ],
            },
        }
    )


def deleted(name: str, when: datetime) -> bytes:  # noqa: ARG001 -- as that of Atom
    """That the entry of a tag is no more."""
    return _DELETED + tag(name).encode()


def feed(
    name: str,  # noqa: ARG001 -- as that of Atom, which makes an id of it
    *,
    title: str,
    subtitle: str,
    updated: datetime,  # noqa: ARG001 -- as that of Atom
    own_address: str,
    page_address: str,
    entries: Iterable[bytes],
    next_address: str = "",
) -> bytes:
    """A whole feed; `next_address` leads to older entries."""
    entries = tuple(entries)
    gone = [each[1:].decode() for each in entries if each.startswith(_DELETED)]
    head: dict[str, Any] = {
        "version": VERSION,
        "title": title,
        "description": subtitle,
        "home_page_url": page_address,
        "feed_url": own_address,
        **({"next_url": next_address} if next_address else {}),
        "language": get_language() or "en",
        "authors": [{"name": "Ultimata", "url": f"{settings.SITE_URL}/"}],
        "_ultimata": {"deleted": gone},
    }
    items = b",\n".join(each for each in entries if not each.startswith(_DELETED))
    return _json(head)[:-1] + b',"items":[' + items + b"]}\n"


def _json(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half a character is none
