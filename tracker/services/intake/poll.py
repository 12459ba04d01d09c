"""Polling feeds: who is due, what it brings, when it is asked again.

A feed that brings something is asked again after half the time, one that brings nothing after a quarter more,
between 5 minutes and 24 hours: so about one poll in four brings something, and news is a quarter as old
as it is rare. After failures the wait grows by a quarter of an hour each. A Retry-After that is longer holds;
410 ends a feed, an address that moved for good is followed.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import IntegrityError, transaction

from tracker.domain.dates.moments import When
from tracker.intake.addresses import canonical, host_of
from tracker.intake.feed_document import FeedDocument, FeedItem, NotAFeed, read_feed
from tracker.models import Feed, FeedState, IntakeItem, ItemOrigin, ItemState
from tracker.models.intake import GUID_LENGTH
from tracker.services.host_limit import rest
from tracker.services.intake.scheduling import MOST_LISTED, Clock, fetch_due
from tracker.transports.http_client import NotFetched
from tracker.transports.web_pages import FeedAnswer, PageReader, Validators

log = logging.getLogger(__name__)
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
FAILURE_WAITS = timedelta(minutes=15)
OLDEST = timedelta(days=14)
"""What was published longer ago when it first comes in is not read: nobody can be told of it any more."""
GONE = 410
TOO_MANY, UNAVAILABLE = 429, 503
UNENDED = "The poll did not come to its end."
HASH_BYTES = 8
LONGEST_ADDRESS = 600
"""Of a feed: in any letters it still fits into an index of PostgreSQL."""

Sieve = Callable[[FeedItem, When], str]
"""Why an item is not worth fetching, empty where it may be; with the day from which words count."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A feed this worker polls."""

    pk: int
    address: str
    validators: Validators


def due_feeds(now: datetime) -> Sequence[tuple[int, str]]:
    """Keys and addresses of the feeds that are due, the longest first (1 query)."""
    active = Feed.objects.filter(state=FeedState.ACTIVE, next_poll_at__lte=now)
    return list(active.order_by("next_poll_at", "id").values_list("pk", "address")[:MOST_LISTED])


def poll_due(*, pages: PageReader, sieve: Sieve, clock: Clock, seconds: float) -> int:
    """Poll what is due, for so many seconds: how many feeds."""

    def store(feed: Claimed, answer: FeedAnswer | NotFetched, now: datetime) -> None:
        _store(feed, answer, sieve=sieve, now=now)

    return fetch_due(
        due=due_feeds, claim=_claim, fetch=_fetcher(pages), store=store, clock=clock, seconds=seconds
    )


def poll_now(feed: Feed, *, now: datetime) -> None:
    """Let the next round poll a feed, whatever its failures; one that was paused or gone is active again."""
    Feed.objects.filter(pk=feed.pk).update(state=FeedState.ACTIVE, next_poll_at=now)


def pause(feed: Feed) -> None:
    """Poll a feed no more until `poll_now`."""
    Feed.objects.filter(pk=feed.pk, state=FeedState.ACTIVE).update(state=FeedState.PAUSED)


def _claim(pk: int, now: datetime) -> Claimed | None:
    """Take up a feed, as if the poll had failed already: a worker that dies leaves it so."""
    with transaction.atomic():
        feed = Feed.objects.select_for_update().filter(pk=pk).first()
        if feed is None or feed.state != FeedState.ACTIVE or feed.next_poll_at > now:
            return None
        feed.failures += 1
        feed.next_poll_at = now + _back_off(feed.interval_seconds, feed.failures)
        feed.last_error = UNENDED
        feed.save(update_fields=["failures", "next_poll_at", "last_error"])
    return Claimed(feed.pk, feed.address, Validators(feed.etag, feed.last_modified))


def _back_off(interval_seconds: int, failures: int) -> timedelta:
    return min(LONGEST, timedelta(seconds=interval_seconds) + failures * FAILURE_WAITS)


def _fetcher(pages: PageReader) -> Callable[[Claimed], FeedAnswer | NotFetched]:
    def fetch(feed: Claimed) -> FeedAnswer | NotFetched:
        try:
            return pages.read_feed(feed.address, feed.validators)
        except NotFetched as error:
            return error

    return fetch


def _store(feed: Claimed, answer: FeedAnswer | NotFetched, *, sieve: Sieve, now: datetime) -> None:
    if isinstance(answer, NotFetched):
        _fail(feed, answer, now=now)
        return
    page, read = answer.page, None
    try:
        if page is not None:
            read = read_feed(page.body, charset=page.charset, address=page.address)
    except NotAFeed as error:
        _note(feed, str(error))
        return
    except Exception:  # a parser of others, on what anybody sends: one feed must not stop the rest
        log.exception("feed %s could not be read", feed.pk)
        _note(feed, "The feed could not be read; the log says why.")
        return
    _succeed(feed, answer, read, sieve=sieve, now=now)


def _note(feed: Claimed, error: str) -> None:
    Feed.objects.filter(pk=feed.pk).update(last_error=error[:300])


def _fail(feed: Claimed, error: NotFetched, *, now: datetime) -> None:
    _note(feed, str(error))
    mine = Feed.objects.filter(pk=feed.pk)
    if error.status == GONE:
        mine.update(state=FeedState.GONE)
    elif error.retry_after:
        until = now + min(error.retry_after, LONGEST)
        mine.filter(next_poll_at__lt=until).update(next_poll_at=until)
        if error.status in (TOO_MANY, UNAVAILABLE):
            rest(host_of(feed.address), until=until, now=now)


def _succeed(
    feed: Claimed, answer: FeedAnswer, document: FeedDocument | None, *, sieve: Sieve, now: datetime
) -> None:
    """Store what a poll brought, and when the next one is due. No transaction is open while it is sieved."""
    listed, items = _new_items(feed.pk, document, sieve=sieve, now=now) if document else (None, [])
    with transaction.atomic():
        row = Feed.objects.select_for_update().filter(pk=feed.pk).first()
        if row is None:
            return
        IntakeItem.objects.bulk_create(items, ignore_conflicts=True)
        if document is not None:
            row.title, row.note = row.title or document.title, " ".join(document.notes)[:300]
        _note_success(row, answer, items, now=now)
        row.listed = row.listed if listed is None else listed
        row.save()
    if answer.moved_to and len(answer.moved_to) <= LONGEST_ADDRESS:
        _move(feed.pk, answer.moved_to)


def _note_success(row: Feed, answer: FeedAnswer, items: Sequence[IntakeItem], *, now: datetime) -> None:
    row.etag, row.last_modified = answer.validators.etag, answer.validators.last_modified
    row.interval_seconds = next_interval(row.interval_seconds, len(items))
    row.next_poll_at = now + timedelta(seconds=row.interval_seconds)
    row.failures, row.last_error, row.polled_at = 0, "", now
    row.last_item_at = now if items else row.last_item_at
    row.found_count += len(items)
    row.kept_count += sum(item.state == ItemState.WAITING for item in items)


def next_interval(seconds: int, found: int) -> int:
    """The seconds until the next poll, after one that found so many new items."""
    wanted = seconds / 2 if found else seconds * 1.25
    return int(min(max(wanted, SHORTEST.total_seconds()), LONGEST.total_seconds()))


def _move(feed: int, address: str) -> None:
    try:
        with transaction.atomic():
            Feed.objects.filter(pk=feed).update(address=address)
    except IntegrityError:
        state, error = FeedState.PAUSED, f"It moved to {address}, which is a feed of its own."
        Feed.objects.filter(pk=feed).update(state=state, last_error=error[:300])


def _new_items(
    feed: int, document: FeedDocument, *, sieve: Sieve, now: datetime
) -> tuple[bytes, list[IntakeItem]]:
    """The hashes of what a document lists, and its entries that are new, as rows (3 queries)."""
    entries = {canonical(item.url): item for item in reversed(document.items)}
    listed = {address: _hash(address) for address in entries}
    before = _hashes(bytes(Feed.objects.filter(pk=feed).values_list("listed", flat=True).first() or b""))
    fresh = {address: item for address, item in entries.items() if listed[address] not in before}
    rows = [
        _row(feed, address, item, guid, sieve=sieve, now=now)
        for address, item, guid in (_unknown(feed, fresh) if fresh else ())
    ]
    return b"".join(listed.values()), rows


def _unknown(feed: int, fresh: dict[str, FeedItem]) -> list[tuple[str, FeedItem, str]]:
    """The entries whose address and guid are new, with the guid.

    An entry of another address and title under a guid that is known shows that the feed's guids name nothing:
    its address decides.
    """
    known = set(IntakeItem.objects.filter(address__in=fresh).values_list("address", flat=True))
    guids = {_guid(item) for item in fresh.values()} - {""}
    of_feed = IntakeItem.objects.filter(feed=feed, guid__in=guids)
    titles: dict[str, str] = dict(of_feed.values_list("guid", "title"))
    found = []
    for address, item in fresh.items():
        guid = _guid(item)
        if address in known or (guid in titles and titles[guid] == item.title):
            continue
        found.append((address, item, "" if guid in titles else guid))
    return found


def _row(feed: int, address: str, item: FeedItem, guid: str, *, sieve: Sieve, now: datetime) -> IntakeItem:
    said = When(item.published) if item.published else None
    if said and said.starts_at > now + timedelta(days=1):
        said = None  # nothing is published tomorrow
    published = said or When(now.date().isoformat())
    is_old = published.starts_at < now - OLDEST
    reason = "It is older than two weeks." if is_old else sieve(item, published)
    return IntakeItem(
        origin=ItemOrigin.FEED,
        feed_id=feed,
        guid=guid,
        url=item.url,
        address=address,
        title=item.title,
        summary=item.summary,
        published=said.text if said else "",
        received_at=now,
        state=ItemState.SIEVED_OUT if reason else ItemState.WAITING,
        reason=reason,
        next_try_at=None if reason else now,
    )


def _guid(item: FeedItem) -> str:
    if len(item.guid) <= GUID_LENGTH:
        return item.guid
    return f"blake2b:{blake2b(item.guid.encode(), digest_size=32).hexdigest()}"


def _hash(address: str) -> bytes:
    return blake2b(address.encode(), digest_size=HASH_BYTES).digest()


def _hashes(listed: bytes) -> set[bytes]:
    return {listed[at : at + HASH_BYTES] for at in range(0, len(listed), HASH_BYTES)}
