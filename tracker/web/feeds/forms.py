"""The forms of a feed: Atom and JSON Feed, of the same entries under the same ids."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tracker.web.feeds import atom, json_feed


@dataclass(frozen=True, slots=True)
class Form:
    """How a feed is written; `suffix` ends the names of its addresses, `ending` those of its files."""

    suffix: str
    ending: str
    content_type: str
    entry: Callable[[atom.FeedEntry], bytes]
    deleted: Callable[[str, datetime], bytes]
    feed: Callable[..., bytes]

    def address_of(self, feed: str) -> str:
        """The name of the address of a feed in this form."""
        return f"{feed}-{self.suffix}"


ATOM = Form("feed", "atom", atom.CONTENT_TYPE, atom.entry, atom.deleted, atom.feed)
JSON = Form("json", "json", json_feed.CONTENT_TYPE, json_feed.entry, json_feed.deleted, json_feed.feed)
