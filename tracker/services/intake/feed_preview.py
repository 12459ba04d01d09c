"""A feed as it is before it is added: what it is called, what it lists, and what of that would be read."""

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


class NoPreview(ValueError):
    """The feed could not be fetched or read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """An entry, and why it would not be fetched; empty where it would."""

    item: FeedItem
    reason: str


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """A feed as it is now: where it leads for good, its title, its newest entries, what was left out."""

    address: str
    title: str
    listed: int
    items: tuple[PreviewItem, ...]
    notes: tuple[str, ...]


def preview_feed(address: str, *, pages: PageReader, sieve: Sieve, now: datetime) -> FeedPreview:
    """Fetch and read a feed, in a process of its own, and store nothing; raises `NoPreview`."""
    take_turn(host_of(address), now=now)  # it counts as a request; an editor does not wait for it
    try:
        answer = pages.read_feed(address)
        assert answer.page is not None, "nothing was asked that allows for 304"
        found = feed_apart(answer.page.body, charset=answer.page.charset, address=answer.page.address)
    except (NotFetched, NotAFeed, NotReadApart) as error:
        raise NoPreview(str(error)) from error
    today = now.date().isoformat()
    shown = tuple(
        PreviewItem(item, sieve(item, When(item.published or today))) for item in found.items[:SHOWN]
    )
    moved = answer.moved_to or address
    return FeedPreview(moved, found.title, len(found.items), shown, found.notes)
