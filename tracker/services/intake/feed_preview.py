"""Trying a feed before it is added: what it is called, what it lists, and what of that would be read."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.dates.moments import When
from tracker.intake.addresses import host_of
from tracker.intake.apart import NotReadApart, feed_apart
from tracker.intake.feed_document import FeedItem, NotAFeed
from tracker.services.host_limit import take_turn
from tracker.services.intake.poll import Sieve
from tracker.transports.http_client import NotFetched
from tracker.transports.web_pages import PageReader

SHOWN = 10


class NotTried(ValueError):
    """The feed could not be fetched or read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class TriedItem:
    """An entry, and why it would not be fetched; empty where it would."""

    item: FeedItem
    reason: str


@dataclass(frozen=True, slots=True)
class TriedFeed:
    """A feed as it is now: where it leads for good, its title, its newest entries, what was left out."""

    address: str
    title: str
    listed: int
    items: tuple[TriedItem, ...]
    notes: tuple[str, ...]


def try_feed(address: str, *, pages: PageReader, sieve: Sieve, now: datetime) -> TriedFeed:
    """Fetch and read a feed, in a process of its own, and store nothing; raises `NotTried`."""
    take_turn(host_of(address), now=now)  # it counts as a request; an editor does not wait for it
    try:
        answer = pages.read_feed(address)
        assert answer.page is not None, "nothing was asked that allows for 304"
        found = feed_apart(answer.page.body, charset=answer.page.charset, address=answer.page.address)
    except (NotFetched, NotAFeed, NotReadApart) as error:
        raise NotTried(str(error)) from error
    today = now.date().isoformat()
    shown = tuple(TriedItem(item, sieve(item, When(item.published or today))) for item in found.items[:SHOWN])
    moved = answer.moved_to or address
    return TriedFeed(moved, found.title, len(found.items), shown, found.notes)
