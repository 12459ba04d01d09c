"""Workers that are killed while they call: every event arrives, none under two names."""

import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import a_case, an_event, load
from tests.faults.databases import ground, until
from tests.faults.mail_worker import in_child
from tests.faults.test_crash_points import DIED, Doom
from tests.thoroughness import some_of
from tests.webhook_receivers import HOST, Receiver, answering, receiver
from tracker.clock import utc_now
from tracker.domain.webhooks import EventType, event_bit
from tracker.models import Call, Change, Endpoint, Occurrence, Subscriber
from tracker.services.outbox import webhooks
from tracker.services.tick import tick
from tracker.services.webhooks.endpoints import register
from tracker.transports.base import Outgoing
from tracker.transports.webhooks import Answer, WebhookTransport

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
EVENTS = event_bit(EventType.EVENT)


def endpoints_at(urls: list[str], *, now: datetime) -> None:
    for at, url in enumerate(urls):
        address = f"owner-{at}@example.org"
        owner = Subscriber.objects.create(address=address, address_key=address, created_at=now)
        register(
            owner,
            url=url,
            topic_kind="everything",
            topic_key="",
            wishes=EVENTS,
            now=now - timedelta(days=1),
            verified=True,
        )


def expected() -> set[str]:
    """The webhook-id of every call there is."""
    rows = Call.objects.values_list("occurrence__release_at", "occurrence_id", "endpoint_id")
    return {webhooks.webhook_id(*row) for row in rows}


def states() -> dict[str, int]:
    return dict(Counter(Call.objects.values_list("state", flat=True)))


def test_death_before_each_statement_and_around_each_call_loses_nothing() -> None:
    """From a change in the stream to its calls stored as sent; a copy only of the one that was in flight."""
    now = utc_now().replace(microsecond=0)
    load(a_case(), now=now - timedelta(days=1))
    Change.objects.update(is_told=True)
    load(a_case(events=[an_event("e1", f"{now:%Y-%m-%d}")]), now=now)
    endpoints_at([f"https://{HOST}/{at}" for at in range(2)], now=now)
    with receiver() as there:
        for step in some_of(range(1, 300), every=7):
            Occurrence.objects.all().delete()
            Change.objects.filter(kind="event").update(is_told=False)
            Endpoint.objects.update(busy_until=None, lease_token="")
            there.received.clear()
            ending = in_child(partial(tick_and_call, there, now, step))
            assert ending in (0, DIED), f"step {step}"
            for minutes in (4, 8):
                later = now + timedelta(minutes=minutes)
                tick(now=later)
                webhooks.drain(transport=there.transport, clock=partial(_at, later))
            assert states() == {"sent": 2}, f"step {step}"
            assert set(there.names) == expected(), f"step {step}"
            assert len(there.names) - 2 <= (ending == DIED), f"step {step}"
            if ending == 0:
                break
    assert 30 < step < 250, "the steps of a whole call"


def tick_and_call(there: Receiver, now: datetime, step: int) -> None:
    """What beat and worker do, in a process that is to die."""
    doom = Doom(step)
    deliver = WebhookTransport.deliver

    def doomed(self: WebhookTransport, outgoing: Outgoing) -> Answer:
        doom()
        answer = deliver(self, outgoing)
        doom()
        return answer

    WebhookTransport.deliver = doomed  # type: ignore[method-assign]  # in a child that ends
    with connection.execute_wrapper(doom.sql):
        tick(now=now)
        webhooks.drain(transport=there.transport, clock=partial(_at, now))


def _at(now: datetime) -> datetime:
    return now


def test_workers_killed_while_they_call_lose_nothing(pool: str) -> None:
    """Real workers, killed as a whole in mid-send; receivers that are slow, and some that fail at first."""
    now = utc_now().replace(microsecond=0)
    wanted, kills = 12 * 10, 4
    failed: set[str] = set()

    def behave(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.02)
        name = handler.headers["webhook-id"]
        is_first = name.endswith("_1") and name not in failed
        failed.add(name)
        answering(503 if is_first else 204, b"")(handler)

    with receiver(behave, is_tls=False) as there, ground() as here:
        here.settings |= {
            "WEBHOOKS_LOCAL": True,
            "WEBHOOK_BACK_OFF_SECONDS": [0.2] * 20,
            "NEWS_GRACE_SECONDS": 0,
        }
        load(a_case(), now=now - timedelta(days=1))
        Change.objects.update(is_told=True)
        endpoints_at([f"http://127.0.0.1:{there.port}/{at}" for at in range(12)], now=now)
        load(a_case(events=[an_event(f"e{at}", f"{now:%Y-%m-%d}") for at in range(10)]), now=now)
        here.beat()
        for kill in range(1, kills + 1):
            worker = here.worker(pool, 2)
            enough = len(there.received) + 8
            until(partial(has_come, there, enough), 60, f"calls before kill {kill}")
            worker.kill()
        here.worker(pool, 2)
        until(lambda: states() == {"sent": wanted}, 90, "all are sent", every=0.1)
    copies = Counter(there.names)
    assert set(copies) == expected()
    # Of endpoint 1 each was refused once, and so had to come twice.
    too_many = sum(count - 1 for name, count in copies.items() if not name.endswith("_1"))
    assert too_many <= kills * 2 * settings.WEBHOOK_CONNECTIONS, "at most what was in flight at a kill"


def has_come(there: Receiver, number: int) -> bool:
    """Whether so many requests have come."""
    return len(there.received) >= number
