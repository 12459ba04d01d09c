"""Polling: what a feed brings, when it is asked again, and what each kind of bad feed comes to."""

import gzip
from datetime import timedelta
from typing import Any

import pytest

from tests.news_sites import HTML, RSS, Sites, entry
from tests.services.intake.conftest import NOW, SetClock
from tests.webhook_receivers import Behaviour, answering
from tracker.domain.dates.moments import When
from tracker.intake.feed_document import FeedItem
from tracker.models import Feed, IntakeItem
from tracker.services.intake.poll import next_interval, pause, poll_due, poll_now
from tracker.services.intake.scheduling import HostTurns
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def a_feed(address: str = "http://a.example/feed", **more: Any) -> Feed:
    return Feed.objects.create(**{"address": address, "next_poll_at": NOW, "added_at": NOW, **more})


def without_rivers(item: FeedItem, _published: When) -> str:
    return "" if "river" in f"{item.title} {item.summary}".lower() else "It names no river."


def poll(there: Sites, clock: SetClock, *, resolver: Any = None, seconds: float = 5.0) -> int:
    return poll_due(pages=there.pages(resolver), sieve=without_rivers, clock=clock, seconds=seconds)


def test_what_is_new_is_stored_once_and_sieved(there: Sites, clock: SetClock) -> None:
    feed = a_feed()
    there.feed(
        "a.example/feed",
        entry("http://a.example/1?utm_source=rss#top", "Open the river", guid="1", summary="<b>48 hours</b>"),
        entry("http://a.example/2", "A cake is baked", guid="2", published=""),
        entry("/3", "The river floods", guid="3", published="Mon, 05 Jan 2026 08:00:00 GMT"),
    )
    assert poll(there, clock) == 1
    rows = list(IntakeItem.objects.order_by("address").values_list("address", "state", "reason", "published"))
    assert rows == [
        ("https://a.example/1", "waiting", "", "2026-03-10T08:00:00Z"),
        ("https://a.example/2", "sieved-out", "It names no river.", ""),
        ("https://a.example/3", "sieved-out", "It is older than two weeks.", "2026-01-05T08:00:00Z"),
    ]
    assert IntakeItem.objects.get(guid="1").url == "http://a.example/1?utm_source=rss#top"
    feed.refresh_from_db()
    assert (feed.title, feed.found_count, feed.kept_count, feed.failures) == ("Daily", 3, 1, 0)
    IntakeItem.objects.filter(state="sieved-out").delete()  # as retention does
    poll_now(feed, now=clock.at)
    assert poll(there, clock) == 1
    assert IntakeItem.objects.count() == 1, "what the feed goes on listing is known without its row"


def test_an_article_of_two_feeds_and_of_another_address_is_one_item(there: Sites, clock: SetClock) -> None:
    a_feed("http://a.example/feed"), a_feed("http://b.example/feed")
    there.feed("a.example/feed", entry("http://www.a.example/1", "Open the river", guid="1"))
    there.feed("b.example/feed", entry("https://www.A.example/1/?fbclid=2", "Open the river", guid="x"))
    assert poll(there, clock) == 2
    there.feed("a.example/feed", entry("http://www.a.example/moved", "Open the river", guid="1"))
    poll_now(Feed.objects.get(address="http://a.example/feed"), now=clock.at)
    assert poll(there, clock) == 1
    assert IntakeItem.objects.count() == 1


def test_where_guids_name_nothing_the_address_decides(there: Sites, clock: SetClock) -> None:
    feed = a_feed()
    there.feed("a.example/feed", *(entry(f"/{n}", f"River {n}", guid="same") for n in range(3)))
    poll(there, clock)
    there.feed("a.example/feed", entry("/4", "River 4", guid="alone"))
    poll_now(feed, now=clock.at)
    poll(there, clock)
    there.feed("a.example/feed", entry("/5", "River 5", guid="alone"))
    poll_now(feed, now=clock.at)
    poll(there, clock)
    assert sorted(IntakeItem.objects.values_list("title", "guid")) == [
        ("River 0", ""),
        ("River 1", ""),
        ("River 2", ""),
        ("River 4", "alone"),
        ("River 5", ""),
    ]


def test_a_feed_is_asked_whether_it_changed(there: Sites, clock: SetClock) -> None:
    feed = a_feed()
    there.feed("a.example/feed", entry("/1", "River"), ETag='"1"')
    poll(there, clock)
    there.answers["a.example/feed"] = answering(304, b"")
    poll_now(feed, now=clock.at)
    assert poll(there, clock) == 1
    assert there.there.received[1].headers["if-none-match"] == '"1"'
    feed.refresh_from_db()
    assert (feed.etag, feed.failures, feed.polled_at) == ('"1"', 0, clock.at - SECOND)


@pytest.mark.parametrize(
    ("seconds", "found", "then"),
    [(1800, 2, 900), (1800, 0, 2250), (400, 1, 300), (80_000, 0, 86_400), (300, 0, 375)],
)
def test_the_interval_follows_what_comes(seconds: int, found: int, then: int) -> None:
    assert next_interval(seconds, found) == then


def test_failures_put_the_next_poll_off_by_as_much_each_time(there: Sites, clock: SetClock) -> None:
    feed = a_feed(interval_seconds=600)
    there.answers["a.example/feed"] = answering(500, b"")
    waits = []
    for _ in range(3):
        began = clock.at
        assert poll(there, clock) == 1
        feed.refresh_from_db()
        waits.append(round((feed.next_poll_at - began) / MINUTE))
        clock.at = feed.next_poll_at
    assert waits == [25, 40, 55]
    assert (feed.state, feed.failures, feed.last_error) == (
        "active",
        3,
        "a.example answered 500 instead of a feed.",
    )
    there.feed("a.example/feed", entry("/1", "River"))
    poll(there, clock)
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error) == (0, "")


def test_retry_after_rests_the_host_and_holds_where_it_is_longer(there: Sites, clock: SetClock) -> None:
    feed, other = a_feed(), a_feed("http://a.example/other", next_poll_at=NOW + MINUTE)
    there.answers["a.example/feed"] = answering(429, b"", Retry_After="7200")
    poll(there, clock)
    feed.refresh_from_db()
    assert feed.next_poll_at - clock.at == timedelta(hours=2) - SECOND
    clock.at = other.next_poll_at
    assert poll(there, clock, seconds=0.2) == 0, "the host wants to be left alone"
    assert there.asked == ["a.example/feed"]


def test_a_feed_that_is_gone_is_never_asked_again(there: Sites, clock: SetClock) -> None:
    feed = a_feed()
    there.answers["a.example/feed"] = answering(410, b"")
    poll(there, clock)
    clock.at += timedelta(days=400)
    assert poll(there, clock) == 0
    feed.refresh_from_db()
    assert (feed.state, feed.last_error) == ("gone", "a.example answered 410 instead of a feed.")


def test_a_feed_that_moved_for_good_is_followed(there: Sites, clock: SetClock) -> None:
    feed = a_feed()
    there.answers["a.example/feed"] = answering(301, b"", Location="http://b.example/feed")
    there.feed("b.example/feed", entry("http://b.example/1", "River"))
    poll(there, clock)
    feed.refresh_from_db()
    assert feed.address == "http://b.example/feed"
    late = a_feed("http://a.example/feed")
    poll(there, clock)
    late.refresh_from_db()
    assert (late.state, late.last_error) == (
        "paused",
        "It moved to http://b.example/feed, which is a feed of its own.",
    )


def leading_inside(handler: Any) -> None:
    answering(302, b"", Location="http://169.254.169.254/latest/meta-data")(handler)


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (answering(200, b"x" * 50_000_000, **RSS), "The feed is too large (48 MB); at most 5 MB are read."),
        (answering(200, gzip.compress(b"<a>" * 9_000_000), Content_Encoding="gzip", **RSS), "is too large"),
        (answering(200, b"<!doctype html><html><body>No", **HTML), "There is a web page at this address"),
        (answering(200, b'{"items": []}', **RSS), "What came is neither RSS nor Atom."),
        (answering(200, b"", **RSS), "The answer is empty."),
        (answering(302, b"", Location="/feed"), "The feed leads on more than 5 times."),
        (leading_inside, "not its IP address"),
        (
            answering(200, b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><rss>&d;</rss>', **RSS),
            "The feed declares entities",
        ),
        (
            answering(200, '<?xml version="1.0"?><!doctype a [<!entity b "c">]>'.encode("utf-16"), **RSS),
            "The feed declares entities",
        ),
    ],
)
def test_what_is_no_feed_is_said_and_stops_no_other(
    there: Sites, clock: SetClock, behave: Behaviour, said: str
) -> None:
    bad = a_feed()
    a_feed("http://b.example/feed")
    there.answers["a.example/feed"] = behave
    there.feed("b.example/feed", entry("/1", "River"))
    assert poll(there, clock) == 2
    bad.refresh_from_db()
    assert said in bad.last_error
    assert (bad.failures, IntakeItem.objects.count()) == (1, 1)


def test_a_name_that_leads_inside_is_not_asked(there: Sites, clock: SetClock) -> None:
    feed = a_feed()
    poll(there, clock, resolver=lambda _host, _port: ["10.0.0.8"])
    feed.refresh_from_db()
    assert "not on the public internet" in feed.last_error
    assert there.asked == []


def test_of_ten_thousand_entries_the_first_are_taken_and_the_rest_is_said(
    there: Sites, clock: SetClock
) -> None:
    feed = a_feed()
    there.feed("a.example/feed", *(f"<item><link>/{n}</link></item>" for n in range(10_000)), "<item/>")
    poll(there, clock)
    feed.refresh_from_db()
    assert (IntakeItem.objects.count(), feed.found_count) == (500, 500)
    assert feed.note == "It lists 10,001 entries; the first 500 are looked at."


def test_a_tick_says_whether_something_is_due() -> None:
    feed = a_feed()
    assert (tick(now=NOW).feeds, tick(now=NOW - SECOND).feeds) == (True, False)
    pause(feed)
    IntakeItem.objects.create(origin="pasted", received_at=NOW, next_try_at=NOW)
    done = tick(now=NOW + SECOND)
    assert (done.feeds, done.items) == (False, True)


def test_a_worker_that_dies_of_a_feed_leaves_it_as_failed(there: Sites, clock: SetClock) -> None:
    feed = a_feed()

    class Killed(BaseException):
        """As a signal would end it."""

    def die(_item: FeedItem, _published: When) -> str:
        raise Killed

    there.feed("a.example/feed", entry("/1", "River"))
    with pytest.raises(Killed):
        poll_due(pages=there.pages(), sieve=die, clock=clock, seconds=1)
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error) == (1, "The poll did not come to its end.")
    assert feed.next_poll_at > clock.at + 15 * MINUTE


def test_of_one_host_one_is_chosen_a_second_and_none_waits_for_another_host() -> None:
    due = [(1, "http://a.example/1"), (2, "http://A.example:80/2"), (3, "http://b.example/3"), (4, "")]
    turns = HostTurns(most=6)
    assert turns.choose(due, now=NOW) == [1, 3, 4]
    left = due[1:2]
    assert HostTurns(most=6).choose(left, now=NOW) == [], "another worker knows by the database"
    assert turns.choose(left, now=NOW + SECOND / 2) == []
    assert turns.next_at(left) == NOW + SECOND
    assert turns.choose(left, now=NOW + SECOND) == [2]
    assert HostTurns(most=1).choose(due[2:], now=NOW + SECOND) == [3]
