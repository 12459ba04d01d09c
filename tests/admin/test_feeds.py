"""Feeds in the admin: tried before they are added, polled on demand, paused; what is wrong is said."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import make_operator
from tests.news_sites import HTML, Sites, entry, sites
from tests.webhook_receivers import answering
from tracker.clock import utc_now
from tracker.models import Feed, IntakeItem

ADD, LIST = "/admin/tracker/feed/add/", "/admin/tracker/feed/"


@pytest.fixture
def there(settings: Any) -> Iterator[Sites]:
    settings.WEBHOOKS_LOCAL = True
    with sites() as made:
        yield made


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def a_feed(**more: Any) -> Feed:
    now = utc_now()
    given = {"address": "https://a.example/feed", "next_poll_at": now, "added_at": now, **more}
    return Feed.objects.create(**given)


def test_a_feed_is_tried_shown_and_added(desk: Client, editor: User, there: Sites) -> None:
    today = format_datetime(utc_now())
    there.feed(
        f"{there.local}/feed",
        entry("/1", "Aldovia gives Borvia 48 hours to open the river", published=today),
        entry("/2", "A cake & a loaf", published=today),
        *(entry(f"/x{n}", f"Weather {n}") for n in range(20)),
    )
    there.answers[f"{there.local}/old"] = answering(301, b"", Location="/feed")
    old = f"http://{there.local}/old"
    page = text(desk.post(ADD, {"address": old, "_try": "Try it first"}))
    assert "It lists 22 articles; the newest 10" in page
    assert "Aldovia gives Borvia 48 hours to open the river</a>" in page
    assert "It would be fetched and read." in page
    assert "A cake &amp; a loaf" in page
    assert "It names no time limit with a demand or a threat." in page
    assert f'value="{old}"' in page
    assert Feed.objects.count() == 0
    assert desk.post(ADD, {"address": old}).status_code == 302
    feed = Feed.objects.get()
    assert (feed.address, feed.title, feed.state) == (f"http://{there.local}/feed", "Daily", "active")
    assert (feed.added_by, feed.next_poll_at <= utc_now()) == (editor, True)
    assert "Feed with this Address already exists." in text(desk.post(ADD, {"address": old}))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><body>Hello", "There is a web page at this address, and no feed."),
        (
            b'<html><link rel="alternate" type="application/rss+xml" href="/rss">',
            "no feed; it names http://127.0.0.1:",
        ),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>", "The feed declares entities"),
    ],
)
def test_what_is_no_feed_is_not_added_and_the_form_says_why(
    desk: Client, there: Sites, body: bytes, said: str
) -> None:
    there.answers[f"{there.local}/feed"] = answering(200, body, **HTML)
    address = {"address": f"http://{there.local}/feed"}
    assert said in text(desk.post(ADD, address | {"_try": "1"}))
    assert said in text(desk.post(ADD, address))
    assert Feed.objects.count() == 0


@pytest.mark.parametrize("address", ["http://10.0.0.1/feed", "intranet/feed", "", "ftp://a.example/"])
def test_no_private_address_is_asked(desk: Client, address: str) -> None:
    page = text(desk.post(ADD, {"address": address}))
    assert "Please correct the error" in page
    assert Feed.objects.count() == 0


def test_a_feed_is_polled_now_and_paused(desk: Client) -> None:
    feed = a_feed(
        next_poll_at=utc_now() + timedelta(hours=5), failures=4, last_error="It is out.", state="gone"
    )
    IntakeItem.objects.create(
        origin="feed", feed=feed, title="A cake", received_at=utc_now(), state="sieved-out", reason="No cue."
    )
    page = f"{LIST}{feed.pk}/change/"
    assert "A cake</a>" in text(desk.get(page))
    assert "Fell through the sieve: No cue." in text(desk.get(page))
    assert desk.post(page, {"_poll": "1"}).status_code == 302
    feed.refresh_from_db()
    assert (feed.state, feed.next_poll_at <= utc_now()) == ("active", True)
    desk.post(page, {"_pause": "1"})
    feed.refresh_from_db()
    assert (feed.state, feed.failures) == ("paused", 4)
    desk.post(LIST, {"action": "poll_now", "_selected_action": [feed.pk]})
    feed.refresh_from_db()
    assert feed.state == "active"


def test_feeds_that_fail_are_gone_or_silent_are_shown_as_stuck(client: Client, db: None) -> None:
    now = utc_now()
    a_feed(title="Fails", failures=3, last_error="It answered 500.")
    a_feed(address="https://b.example/", title="Silent", added_at=now - timedelta(days=90))
    a_feed(address="https://c.example/", title="Gone", state="gone")
    a_feed(address="https://d.example/", title="Sound", last_item_at=now, added_at=now - timedelta(days=90))
    a_feed(address="https://e.example/", title="Paused", state="paused", failures=9)
    client.force_login(make_operator())
    queue = text(client.get("/admin/queue/stuck/"))
    assert "3 polls in a row failed: It answered 500." in queue
    assert "It brought nothing new for 90 days." in queue
    assert "It is gone for good (410)." in queue
    assert not {"Sound", "Paused"} & set(queue.split())
    assert "It brought nothing new for 90 days." in text(client.get(LIST))


def test_the_list_says_what_is_wrong_from_the_first_poll_that_failed(desk: Client) -> None:
    a_feed(failures=1, last_error="It is a page (text/html), no feed.")
    assert "The last poll failed: It is a page (text/html), no feed." in text(desk.get(LIST))
    assert "The last poll failed" not in text(desk.get("/admin/queue/stuck/"))
