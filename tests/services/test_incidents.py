"""Operators hear once of what is wrong and once that it is over, whatever else stands still."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from config import watch as of_web_server
from tests.pruning import prune_all
from tests.smtp_sinks import Fault, Sink
from tests.webhook_receivers import Receiver, answering, receiver
from tracker.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Endpoint,
    EndpointState,
    Feed,
    FeedState,
    Heartbeat,
    Incident,
    OperatorMessage,
    Subscriber,
    SwitchedOff,
    Topic,
)
from tracker.queries.status import BACKUP, is_paused
from tracker.services import watch
from tracker.services.incidents import MESSAGES_APART, OVER_AFTER, note_incidents
from tracker.services.operator_messages import GIVEN_UP_AFTER, send_messages
from tracker.services.pause import pause, resume
from tracker.services.tick import tick
from tracker.transports.http_client import TOTAL_SECONDS
from tracker.transports.registry import transport_for
from tracker.transports.webhooks import WebhookTransport

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANN, BEN = "ann@example.org", "ben@example.org"


@pytest.fixture
def operators(settings: Settings) -> None:
    settings.OPERATORS = (ANN,)


def beat(at: datetime, name: str = "tick") -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at, "detail": {}})


def look(now: datetime, *, free: float = 0.5, machine: str = "one", is_ticking: bool = True) -> None:
    if is_ticking:
        beat(now)
    note_incidents(now=now, machine=machine, disk_free=free)


def messages() -> list[tuple[str, str]]:
    return list(OperatorMessage.objects.order_by("pk").values_list("title", "text"))


def wrong_tick() -> None:
    beat(NOW - timedelta(seconds=121))


def wrong_mail() -> None:
    reader = Subscriber.objects.create(address=ANN, address_key=ANN, created_at=NOW)
    due = {"state": DeliveryState.DUE, "next_at": NOW - 11 * MINUTE}
    Delivery.objects.create(subscriber=reader, kind=DeliveryKind.ACCESS, **due)


def wrong_endpoint(why: str = SwitchedOff.GONE) -> None:
    reader = Subscriber.objects.create(address=ANN, address_key=ANN, created_at=NOW)
    topic = Topic.objects.create(kind="everything", key="")
    Endpoint.objects.create(
        subscriber=reader,
        url="https://hooks.slack.com/services/T0/B0/verysecret",
        topic=topic,
        wishes=1,
        secret="whsec_x",
        state=EndpointState.OFF,
        off_why=why,
        off_at=NOW,
        created_at=NOW,
        served_at=NOW,
    )


def wrong_feed() -> None:
    address = "https://news.example/feed?key=verysecret"
    Feed.objects.create(address=address, state=FeedState.GONE, next_poll_at=NOW, added_at=NOW)


def wrong_backup() -> None:
    beat(NOW - timedelta(days=2, minutes=1), BACKUP)


WRONG = {
    "The tick stands still": (wrong_tick, "no tick since 10 March 2026, 11:57 UTC"),
    "Mail waits": (wrong_mail, "due at 10 March 2026, 11:49 UTC has not left"),
    "A webhook was switched off": (wrong_endpoint, "at hooks.slack.com was switched off: it answered 410"),
    "A feed is gone": (wrong_feed, "at news.example is gone"),
    "The last backup is old": (wrong_backup, "was made at 08 March 2026, 11:59 UTC"),
}


@pytest.mark.parametrize("title", WRONG)
def test_each_is_said_once_and_once_that_it_is_over(title: str, operators: None) -> None:
    plant, words = WRONG[title]
    plant()
    is_ticking = title != "The tick stands still"
    for minute in range(3):
        look(NOW + minute * MINUTE, is_ticking=is_ticking)
    ((said, text),) = messages()
    assert said == title
    assert words in text
    assert "verysecret" not in text
    assert "http://localhost:8000/status/" in text
    Delivery.objects.all().delete()
    Endpoint.objects.all().delete()
    Feed.objects.all().delete()
    Heartbeat.objects.filter(name=BACKUP).delete()
    for minute in range(3, 20):
        look(NOW + minute * MINUTE)
    assert [each for each, _text in messages()] == [title, f"Over: {title.lower()}"]
    assert Incident.objects.get().over_at == NOW + 2 * MINUTE + OVER_AFTER


@pytest.mark.parametrize("why", [SwitchedOff.OWNER, SwitchedOff.OPERATOR])
def test_what_somebody_wanted_so_is_no_incident(why: str, operators: None) -> None:
    wrong_endpoint(why)
    Feed.objects.create(address="https://a.example/", state=FeedState.PAUSED, next_poll_at=NOW, added_at=NOW)
    beat(NOW - timedelta(days=1), BACKUP)
    look(NOW)
    assert not Incident.objects.exists()


def test_a_site_whose_first_tick_never_comes_is_noticed(operators: None) -> None:
    look(NOW, is_ticking=False)
    assert messages() == []
    look(NOW + 3 * MINUTE, is_ticking=False)
    ((_title, text),) = messages()
    assert "no tick yet" in text


def test_a_full_disk_is_that_of_one_machine_and_no_other_says_it_is_over(operators: None) -> None:
    for minute in range(12):
        look(NOW + minute * MINUTE, free=0.09, machine="one")
        look(NOW + minute * MINUTE, free=0.5, machine="two")
    assert [title for title, _text in messages()] == ["The disk is nearly full"]
    for minute in range(12, 20):
        look(NOW + minute * MINUTE, free=0.11, machine="one")
    assert [title for title, _text in messages()][1:] == ["Over: the disk is nearly full"]
    assert 0 < watch.disk_free() < 1


def test_what_comes_and_goes_is_one_incident_and_many_at_once_are_few_messages(operators: None) -> None:
    for minute in range(0, 60, 2):
        look(NOW + minute * MINUTE, free=0.05 if minute % 4 else 0.5)
    assert Incident.objects.count() == 1
    assert len(messages()) == 1
    for number in range(60):
        at = NOW + timedelta(hours=2, minutes=number / 3)
        Feed.objects.create(
            address=f"https://{number}.example/", state=FeedState.GONE, next_poll_at=NOW, added_at=NOW
        )
        look(at)
    look(at + MESSAGES_APART)
    of_feeds = [text for title, text in messages() if title.startswith("A feed is gone")]
    assert len(of_feeds) <= 6, "one in five minutes"
    assert sum(text.count(" is gone for good") for text in of_feeds) == 60


def test_a_long_list_is_cut(operators: None) -> None:
    for number in range(25):
        Feed.objects.create(
            address=f"https://{number}.example/", state=FeedState.GONE, next_poll_at=NOW, added_at=NOW
        )
    look(NOW)
    ((title, text),) = messages()
    assert title == "A feed is gone, and 24 more"
    assert text.count("is gone for good") == 20
    assert "and 5 more" in text


def send(sink: Sink | None, now: datetime, webhooks: Any = WebhookTransport) -> int:
    port = sink.port if sink else 1
    return send_messages(
        mail=lambda: transport_for(f"smtp://127.0.0.1:{port}?tries=1&timeout_seconds=5"),
        webhooks=webhooks,
        clock=lambda: now,
    )


def test_a_mail_that_could_not_be_sent_is_tried_again_later_and_then_no_more(settings: Settings) -> None:
    settings.OPERATORS = (ANN, BEN)
    look(NOW, free=0.05)
    with Sink(Fault("recipient", code=451, times=1, match=ANN)) as sink:
        assert send(sink, NOW) == 1
        assert send(sink, NOW + timedelta(seconds=30)) == 0
        assert send(sink, NOW + MINUTE) == 1
        assert send(sink, NOW + timedelta(days=1)) == 0
        assert sink.recipients() == {ANN: 1, BEN: 1}
        (first, second) = [message_from_bytes(mail.data, policy=policy.default) for mail in sink.accepted()]
    assert first["Subject"] == "[localhost] The disk is nearly full"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] != second["Message-ID"]
    assert "has less than 10% free" in first.get_content()


def test_a_message_is_given_up_after_a_week_and_forgotten(operators: None, settings: Settings) -> None:
    look(NOW, free=0.05)
    look(NOW + 10 * MINUTE)
    at = NOW
    while at < NOW + timedelta(hours=2):
        assert send(None, at) == 0
        at += MINUTE
    assert OperatorMessage.objects.earliest("pk").attempts == 8, "after 1, 2, 4, 8, 16, 30, 30 minutes"
    with Sink() as sink:
        assert send(sink, NOW + GIVEN_UP_AFTER + timedelta(hours=1)) == 0
    gone = prune_all(now=NOW + settings.KEEP_INCIDENTS + timedelta(days=1))
    assert gone["incidents"] == 1
    assert gone["messages to operators"] == 2
    assert not Incident.objects.exists()


def test_a_message_to_somebody_who_is_no_operator_any_more_stays(operators: None, settings: Settings) -> None:
    look(NOW, free=0.05)
    settings.OPERATORS = (BEN,)
    with Sink() as sink:
        assert send(sink, NOW) == 0
        assert sink.accepted() == []


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://hooks.example.org/x", lambda body: body["data"]["title"]),
        ("https://hooks.slack.com/services/T0/B0/x", lambda body: body["text"]),
    ],
)
def test_a_webhook_is_called_in_the_words_of_its_service(address: str, says: Any, settings: Settings) -> None:
    settings.OPERATORS = (address,)
    look(NOW, free=0.05)
    with receiver(answering(500)) as there:
        assert send(None, NOW, webhooks=there.transport) == 0
        there.behave = answering(200)
        assert send(None, NOW + MINUTE, webhooks=there.transport) == 1
        assert send(None, NOW + timedelta(days=1), webhooks=there.transport) == 0
    assert "The disk is nearly full" in says(json.loads(there.received[-1].body))


def test_nothing_leaves_a_paused_site_and_what_was_to_leave_before_never_does(operators: None) -> None:
    look(NOW, free=0.05)
    pause(now=NOW)
    watch.look(clock=lambda: NOW)
    assert is_paused()
    assert OperatorMessage.objects.filter(sent_at=None, attempts=0).count() == 1
    resume()
    assert not OperatorMessage.objects.exists()


# --- Who looks, and the dead man's switch -------------------------------------------------------------------


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    with receiver(answering(200), is_tls=False) as found:
        settings.WEBHOOKS_LOCAL = True
        yield found


def test_a_healthy_tick_asks_for_one_ping_a_minute(there: Receiver, settings: Settings) -> None:
    settings.PING_URL = f"http://127.0.0.1:{there.port}/ping/some-id"
    at = NOW
    for _ in range(25):
        if tick(now=at).watch:
            watch.run(clock=lambda now=at: now)  # type: ignore[misc] # one instant
            watch.run(clock=lambda now=at: now)  # type: ignore[misc] # a second worker
        at += timedelta(seconds=5)
    assert [each.path for each in there.received] == ["/ping/some-id"] * 3


def test_no_ping_leaves_without_a_fresh_tick_or_from_a_paused_site(
    there: Receiver, settings: Settings
) -> None:
    settings.PING_URL = f"http://127.0.0.1:{there.port}/ping/some-id"
    watch.run(clock=lambda: NOW)
    beat(NOW)
    watch.run(clock=lambda: NOW + 2 * MINUTE)
    pause(now=NOW)
    assert not tick(now=NOW + 4 * MINUTE).watch
    watch.run(clock=lambda: NOW + 4 * MINUTE)
    assert there.received == []


def test_a_switch_that_does_not_answer_is_left_after_seconds(settings: Settings) -> None:
    settings.PING_URL, settings.WEBHOOKS_LOCAL = "http://127.0.0.1:1/x", True
    beat(NOW)
    assert not watch.ping(clock=lambda: NOW)
    with receiver(answering(404), is_tls=False) as found:
        settings.PING_URL = f"http://127.0.0.1:{found.port}/x"
        assert not watch.ping(clock=lambda: NOW)
    assert watch.PING_SECONDS < TOTAL_SECONDS


def test_without_operators_and_a_switch_a_tick_asks_for_nothing() -> None:
    assert not tick(now=NOW).watch
    watch.look(clock=lambda: NOW)
    assert not Heartbeat.objects.filter(name="incidents").exists()


@pytest.mark.django_db(transaction=True)
def test_the_web_server_says_that_the_tick_stands_still(there: Receiver, settings: Settings) -> None:
    """Where nothing ticks, no worker is woken either."""
    settings.OPERATORS = (f"http://127.0.0.1:{there.port}/operators",)
    beat(NOW)
    came = threading.Event()
    answer = there.behave

    def behave(handler: Any) -> None:
        answer(handler)
        came.set()

    there.behave = behave
    stop = of_web_server.start(every_seconds=0.01)
    assert came.wait(20)
    stop.set()
    _join("watch")
    assert json.loads(there.received[0].body)["data"]["title"].startswith("The tick stands still")
    assert len(there.received) == 1


def _join(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(20)


@pytest.mark.django_db(transaction=True)
def test_two_that_look_at_once_make_and_send_each_message_once(there: Receiver, settings: Settings) -> None:
    settings.OPERATORS = tuple(f"http://127.0.0.1:{there.port}/{number}" for number in range(3))
    wrong_feed()
    beat(NOW)
    start = threading.Barrier(4)

    def work() -> None:
        try:
            start.wait()
            note_incidents(now=NOW, machine="one", disk_free=0.05)
            send_messages(
                mail=lambda: transport_for("memory://"),
                webhooks=lambda: WebhookTransport(allow_local=True),
                clock=lambda: NOW,
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(each.path for each in there.received) == ["/0", "/1", "/2"]
    assert Incident.objects.count() == 2
