"""Intake: what is due, and the feeds that an editor should look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from tracker.models import Feed, FeedState, IntakeItem, ItemState

FAILURES = 3
"""After so many polls in a row that failed an editor is asked to look."""
SILENT = timedelta(days=14)
"""After so long without anything new, too."""


def due_in_intake(*, now: datetime) -> tuple[bool, bool]:
    """Whether a feed is to be polled, and an item to be read (2 queries)."""
    feeds = Feed.objects.filter(state=FeedState.ACTIVE, next_poll_at__lte=now)
    items = IntakeItem.objects.filter(state=ItemState.WAITING, next_try_at__lte=now)
    return feeds.exists(), items.exists()


def feeds_to_look_at(*, now: datetime) -> "QuerySet[Feed]":
    """Feeds that fail, that are gone, or that brought nothing for two weeks; the longest first."""
    is_failing = Q(state=FeedState.ACTIVE, failures__gte=FAILURES)
    since = now - SILENT
    is_silent = Q(state=FeedState.ACTIVE, added_at__lt=since) & (
        Q(last_item_at__isnull=True) | Q(last_item_at__lt=since)
    )
    return Feed.objects.filter(is_failing | is_silent | Q(state=FeedState.GONE)).order_by("added_at", "id")


def trouble_of(feed: Feed, *, now: datetime) -> str:
    """What is wrong with a feed, in a sentence; empty where nothing is."""
    if feed.state == FeedState.GONE:
        return "It is gone for good (410)."
    if feed.state == FeedState.ACTIVE and feed.failures == 1:
        return f"The last poll failed: {feed.last_error}"
    if feed.state == FeedState.ACTIVE and feed.failures:
        return f"{feed.failures} polls in a row failed: {feed.last_error}"
    last = feed.last_item_at or feed.added_at
    if feed.state == FeedState.ACTIVE and last < now - SILENT:
        return f"It brought nothing new for {(now - last).days} days."
    return ""


@dataclass(frozen=True, slots=True)
class IntakeStatus:
    """Feeds by state, those an editor should look at, and what waits to be read and since when."""

    feeds: Mapping[str, int]
    to_look_at: int
    waiting: int
    waiting_since: datetime | None


def intake_status(*, now: datetime) -> IntakeStatus:
    """How intake stands (3 queries)."""
    states = dict(Feed.objects.order_by().values_list("state").annotate(count=Count("pk")))
    due = IntakeItem.objects.filter(state=ItemState.WAITING).aggregate(
        count=Count("pk"), since=Min("next_try_at", filter=Q(next_try_at__lte=now))
    )
    return IntakeStatus(
        {state.value: states.get(state.value, 0) for state in FeedState},
        feeds_to_look_at(now=now).count(),
        due["count"],
        due["since"],
    )
