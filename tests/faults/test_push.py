"""Workers that are killed while they send messages to browsers: every browser is told, no message twice."""

import time
from collections import Counter
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from tests.faults.databases import ground, until
from tests.faults.mail_worker import AFTER, in_child
from tests.faults.planting import SLUG, plant_catalogue, states, the_case
from tests.faults.test_crash_points import DIED, WEEK, Doom, fall_due
from tests.push_service import SITE_KEY, PushService, push_service
from tests.thoroughness import some_of
from tests.webhook_receivers import HOST
from tracker.clock import utc_now
from tracker.domain.alerts import ALL_WISHES
from tracker.models import Alert, Delivery, Ultimatum
from tracker.services.cases.store import store_case
from tracker.services.outbox import push_worker
from tracker.services.push_messages import PushRenderer
from tracker.services.subscriptions.browsers import follow_by_browser, given
from tracker.services.subscriptions.subscribe import Consent, Wish
from tracker.services.tick import tick
from tracker.transports.base import Outgoing
from tracker.transports.webhooks import Answer, WebhookTransport

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def plant_browsers(service: PushService, number: int, *, now: Any, is_local: bool = False) -> None:
    for at in range(number):
        browser = service.browser(f"{at}", is_local=is_local)
        follow_by_browser(
            given(browser.endpoint, browser.p256dh, browser.auth),
            Wish("case", SLUG, ALL_WISHES, 0),
            Consent("/", "1", ""),
            language="en",
            zone="UTC",
            now=now - timedelta(days=1),
        )


def copies(service: PushService) -> Counter[tuple[str, int]]:
    """How often each message came to which browser, by its name."""
    return Counter((path, said["id"]) for path, said in service.shown())


def expected() -> set[tuple[str, int]]:
    rows = Delivery.objects.values_list("subscriber__browser__endpoint", "pk")
    return {(f"/push/{endpoint.rpartition('/')[2]}", pk) for endpoint, pk in rows}


def drain(service: PushService, now: Any) -> None:
    push_worker.drain(transport=service.transport, writer=PushRenderer, clock=lambda: now)


def test_death_before_each_statement_and_around_each_message_loses_nothing(settings: Settings) -> None:
    """From a reminder that falls due to its messages stored as sent; a copy only of the one in flight."""
    settings.PUSH_KEY, settings.PUSH_SERVICES = SITE_KEY, [HOST]
    now = utc_now().replace(microsecond=0)
    due_at = now - timedelta(minutes=1)
    plant_catalogue(now)
    store_case(the_case(now, due_at + WEEK), now=now - timedelta(minutes=2), reason="")
    Alert.objects.all().delete()
    case = Ultimatum.objects.get()
    with push_service() as service:
        plant_browsers(service, 2, now=now)
        for step in some_of(range(1, 300), every=7):
            fall_due(case, due_at)
            service.there.received.clear()
            ending = in_child(partial(tick_and_send, service, now, step))
            assert ending in (0, DIED), f"step {step}"
            for turn in (1, 2):
                tick(now=now + turn * AFTER)
                drain(service, now + turn * AFTER)
            assert states() == {"sent": 2}, f"step {step}"
            came = copies(service)
            assert set(came) == expected(), f"step {step}"
            assert came.total() - 2 <= (ending == DIED), f"step {step}"
            if ending == 0:
                break
        assert service.problems == []
    assert 30 < step < 250, "the steps of a whole message"


def tick_and_send(service: PushService, now: Any, step: int) -> None:
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
        drain(service, now)


def test_workers_killed_while_they_send_lose_nothing(pool: str, settings: Settings) -> None:
    """Real workers on the queue `push`, killed as a whole in mid-send, against a service that is slow."""
    settings.PUSH_KEY, settings.WEBHOOKS_LOCAL = SITE_KEY, True
    now = utc_now().replace(microsecond=0)
    wanted, kills = 60, 3
    with push_service(is_tls=False) as service, ground() as here:
        here.settings |= {"WEBHOOKS_LOCAL": True, "PUSH_KEY": SITE_KEY, "NEWS_GRACE_SECONDS": 0}
        plant_catalogue(now)
        plant_browsers(service, wanted, now=now, is_local=True)
        at_once = service.behave

        def slowly(handler: BaseHTTPRequestHandler) -> None:
            time.sleep(0.03)
            at_once(handler)

        service.there.behave = slowly
        store_case(the_case(now, now + timedelta(days=40)), now=now, reason="")
        here.beat()
        for kill in range(1, kills + 1):
            worker = here.worker(pool, 2, queues="ticks,push")
            enough = len(service.there.received) + 8
            until(partial(_has_come, service, enough), 60, f"messages before kill {kill}")
            worker.kill()
        here.worker(pool, 2, queues="ticks,push")
        until(lambda: states() == {"sent": wanted}, 90, "all are sent", every=0.1)
        came = copies(service)
        assert set(came) == expected()
        assert service.problems == []
        most = kills * 2 * settings.PUSH_CONNECTIONS
        assert came.total() - wanted <= most, "at most what was in flight at a kill"


def _has_come(service: PushService, number: int) -> bool:
    return len(service.there.received) >= number
