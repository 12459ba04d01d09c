"""Webhooks at chat and push services: what people see there, and what becomes of their answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest
from django.conf import settings as project

from tests.chat_services import ADDRESSES, WAIT, ChatService, Shown
from tests.factories import NOW, a_case, load
from tests.services.webhooks.test_webhooks import EVERY, LATER, owner
from tests.webhook_receivers import Receiver, answering, receiver
from tracker.domain.alerts import OFFSETS
from tracker.domain.webhooks import EventType, event_bit
from tracker.models import Call, Endpoint, SwitchedOff
from tracker.services.outbox import webhooks
from tracker.services.rate_limit import ATTEMPT_RETENTION
from tracker.services.tick import tick
from tracker.services.webhooks import endpoints
from tracker.services.webhooks.chat_messages import CHALLENGE_TEXT
from tracker.transports.chats import Service

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = 'Open <!channel> & *the* "river", @everyone: _now_ [x](y) `z` \\ <b>'
BEFORE = NOW - timedelta(days=1)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def drain(there: Receiver, now: datetime) -> dict[str, int]:
    return dict(webhooks.drain(transport=there.transport, clock=lambda: now))


def registered(url: str, wishes: int = EVERY) -> Endpoint:
    return endpoints.register(
        owner(), url=url, topic_kind="everything", topic_key="", wishes=wishes, now=BEFORE
    )


@pytest.mark.parametrize("service", Service)
def test_a_service_is_sent_what_it_takes_and_shows_the_words_as_they_are(
    there: Receiver, service: Service
) -> None:
    chat = there.behave = ChatService(service, there)
    endpoint = registered(ADDRESSES[service])
    assert drain(there, BEFORE) == {"sent": 1}, there.received
    endpoint.refresh_from_db()
    assert endpoint.state == "active"
    home = f"{project.SITE_URL}/"
    assert chat.shown == [Shown("Ultimata", home, CHALLENGE_TEXT)]

    load(a_case(title=NASTY))
    tick(now=LATER)
    chat.is_tired = True
    assert drain(there, LATER) == {"refused": 1}
    endpoint.refresh_from_db()
    assert endpoint.resting_until == LATER + timedelta(seconds=WAIT)
    chat.is_tired = False
    assert drain(there, LATER + timedelta(seconds=WAIT - 1)) == {}
    assert drain(there, LATER + timedelta(seconds=WAIT)) == {"sent": 1}, Call.objects.last().tries  # type: ignore[union-attr]
    expected = Shown(
        f"{NASTY} (Aldovia → Boréaland)",
        f"{project.SITE_URL}/ultimatums/open-the-river/",
        chat.shown[1].text,
    )
    assert chat.shown[1:] == [expected]
    assert chat.shown[1].text.startswith("Deadline set, 1 Apr 2026. Said: ")
    assert "whsec_" not in str(there.received)

    endpoints.send_test(endpoint, now=LATER + timedelta(hours=1))
    assert drain(there, LATER + timedelta(hours=1)) == {"sent": 1}
    assert chat.shown[2:] == [Shown("Ultimata", home, endpoints.TEST_TEXT)]


def test_a_message_that_matrix_took_without_our_knowing_is_not_shown_twice(there: Receiver) -> None:
    chat = ChatService(Service.MATRIX, there)
    endpoint = registered(ADDRESSES[Service.MATRIX])
    there.behave = chat
    drain(there, BEFORE)
    endpoints.send_test(endpoint, now=NOW)

    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        chat.there.behave = chat
        came = there.received[-1]
        chat.transactions[came.path.rpartition("/")[2]] = "$taken"
        handler.close_connection = True  # it says nothing more

    there.behave = hang_up
    assert drain(there, NOW) != {"sent": 1}
    assert drain(there, NOW + timedelta(minutes=1)) == {"sent": 1}
    paths = [each.path for each in there.received[1:]]
    assert len(paths) == 2
    assert len(set(paths)) == 1
    assert len(chat.shown) == 1


def test_a_channel_of_slack_that_is_archived_is_written_to_no_more(there: Receiver) -> None:
    chat = there.behave = ChatService(Service.SLACK, there)
    endpoint = registered(ADDRESSES[Service.SLACK])
    drain(there, BEFORE)
    there.behave = answering(410, b"channel_is_archived")
    endpoints.send_test(endpoint, now=NOW)
    assert drain(there, NOW) == {"failed": 1}
    endpoint.refresh_from_db()
    assert (endpoint.off_why, len(chat.shown)) == (SwitchedOff.GONE, 1)


@pytest.mark.parametrize("service", [Service.MATRIX, Service.NTFY])
@pytest.mark.parametrize("echoes", [True, False])
def test_a_server_that_says_yes_to_anything_does_not_pass_for_a_service_of_any_host(
    there: Receiver, service: Service, echoes: bool
) -> None:
    def say_yes(handler: BaseHTTPRequestHandler) -> None:
        answering(200, there.received[-1].body if echoes else b"ok")(handler)

    there.behave = say_yes
    endpoint = registered(ADDRESSES[service])
    assert drain(there, BEFORE) == {"failed": 1}
    endpoint.refresh_from_db()
    assert endpoint.state == "pending"


def test_many_owners_may_register_at_a_service_but_not_at_a_host_that_anybody_may_have() -> None:
    assert timedelta(hours=1) <= ATTEMPT_RETENTION
    most = endpoints.MOST_CHALLENGES_IN_ALL
    slack, ntfy = (ADDRESSES[each] for each in (Service.SLACK, Service.NTFY))
    for number in range(most + 1):
        whose = owner(f"o{number}@example.org")
        register = partial(endpoints.register, whose, topic_kind="everything", topic_key="", now=NOW)
        register(url=slack, wishes=EVERY)
        if number < most:
            register(url=ntfy, wishes=EVERY)
    with pytest.raises(endpoints.NotPossible, match="challenges"):
        register(url=ntfy, wishes=EVERY)


def test_what_the_clock_tells_is_pressing_and_says_how_long_is_left(there: Receiver) -> None:
    chat = there.behave = ChatService(Service.NTFY, there)
    registered(ADDRESSES[Service.NTFY], event_bit(EventType.DUE, OFFSETS[2]) | event_bit(EventType.EXPIRED))
    drain(there, BEFORE)
    load(a_case())
    tick(now=LATER)
    for day in (26, 33):
        at = NOW.replace(day=1, hour=6) + timedelta(days=day - 1)
        tick(now=at)
        drain(there, at)
    texts = [each.text for each in chat.shown[1:]]
    assert [text.partition(".")[0] for text in texts] == [
        "7 days left",
        "The date has passed, the outcome is open",
    ]
    assert b'"priority":4' in there.received[-1].body
