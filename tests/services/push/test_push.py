"""Messages to browsers: who is told, what they read, what the push service's answers lead to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import formatdate
from typing import Any

import pytest
from pytest_django import Settings

from tests.factories import NOW, a_case, a_deadline, a_due, an_event, load
from tests.pruning import prune_all
from tests.push_service import SITE_KEY, FakeBrowser, PushService, push_service
from tests.webhook_receivers import HOST, answering
from tracker.domain.alerts import ALL_WISHES, WEEK_AHEAD
from tracker.models import Browser, Delivery, Subscriber, Subscription, Ultimatum
from tracker.services.cases.editing import withdraw_case
from tracker.services.outbox import mail, push_worker
from tracker.services.push_messages import PushRenderer
from tracker.services.subscriptions.browsers import (
    NotAccepted,
    browser_of,
    follow_by_browser,
    given,
    renew,
)
from tracker.services.subscriptions.subscribe import Consent, Wish, change, own_data, unsubscribe_all
from tracker.services.tick import tick
from tracker.transports.push import read_keys

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=100)
LATER = NOW + timedelta(minutes=5)
"""When the grace period of what was loaded at NOW is over."""
EVERYTHING = Wish("everything", "", ALL_WISHES | WEEK_AHEAD, 2)
HOUR = timedelta(hours=1)


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    settings.PUSH_KEY, settings.PUSH_SERVICES = SITE_KEY, [HOST]
    with push_service() as made:
        yield made


def subscribed(browser: FakeBrowser, wish: Wish = EVERYTHING, *, language: str = "en") -> Subscriber:
    found = given(browser.endpoint, browser.p256dh, browser.auth)
    consent = Consent("/", "1", "")
    return follow_by_browser(found, wish, consent, language=language, zone="Europe/Kyiv", now=LONG_AGO)


def drain(service: PushService, now: datetime) -> dict[str, int]:
    counts = push_worker.drain(transport=service.transport, writer=PushRenderer, clock=lambda: now)
    return dict(counts)


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def announced(*due: str) -> dict[str, Any]:
    """The case with a date, moved from each to the next."""
    deadlines = [
        a_deadline(
            f"d{at}",
            f"{NOW:%Y-%m-%d}",
            a_due(each),
            "set" if at == 1 else "extended",
            **({"replaces": f"d{at - 1}"} if at > 1 else {}),
        )
        for at, each in enumerate(due, 1)
    ]
    return a_case(deadlines=deadlines)


# --- Who is told, and of what ---------------------------------------------------------------------------
def test_a_browser_reads_what_its_service_cannot_and_no_mail_goes_to_it(service: PushService) -> None:
    browser, other = service.browser("one"), service.browser("two")
    subscribed(browser)
    subscribed(other, language="uk")
    row = Subscription.objects.first()
    assert row is not None
    assert (row.cadence, row.wishes, row.is_push) == (0, ALL_WISHES, True)
    load(announced("2026-03-20"))
    tick(now=LATER - timedelta(seconds=1))
    assert drain(service, LATER) == {}
    done = tick(now=LATER)
    assert (done.waiting, done.pushes, mail.claim(now=LATER)[1]) == (0, 2, [])
    assert drain(service, LATER) == {"sent": 2}
    assert drain(service, LATER) == {}
    assert service.problems == []
    said = dict(service.shown())
    english, ukrainian = said["/push/one"], said["/push/two"]
    assert "Open the river" in english["title"]
    assert english["url"].endswith("/ultimatums/open-the-river/")
    assert "/uk/ultimatums/" in ukrainian["url"]
    assert ukrainian["title"] != english["title"]
    headers = service.there.received[0].headers
    assert (headers["urgency"], headers["ttl"]) == ("normal", str(7 * 24 * 3600))
    assert english["title"].encode() not in service.there.received[0].body


def test_a_date_that_moved_takes_the_place_of_what_was_shown(service: PushService) -> None:
    subscribed(service.browser("one"))
    load(announced("2026-03-20"))
    tick(now=LATER)
    drain(service, LATER)
    load(announced("2026-03-20", "2026-03-25"), now=NOW + HOUR)
    tick(now=LATER + HOUR)
    drain(service, LATER + HOUR)
    (_, first), (_, second) = service.shown()
    assert first["tag"] == second["tag"]
    assert first["title"] != second["title"]
    topics = {each.headers["topic"] for each in service.there.received}
    assert len(topics) == 1
    assert service.there.received[1].headers["urgency"] == "high"


def test_what_was_told_of_a_case_that_is_taken_back_is_void(service: PushService) -> None:
    subscribed(service.browser("one"))
    load(a_case(events=[an_event("e1", f"{NOW:%Y-%m-%d}")]))
    tick(now=LATER)
    told = drain(service, LATER)["sent"]
    withdraw_case(Ultimatum.objects.get(), now=NOW + HOUR)
    tick(now=LATER + HOUR)
    assert drain(service, LATER + HOUR) == {"sent": 1}
    last = service.shown()[-1][1]
    assert told >= 1
    assert last["voids"] is True
    assert last["case"] == "open-the-river"


def test_quiet_hours_and_pauses_hold_for_browsers(service: PushService) -> None:
    reader = subscribed(service.browser("one"))
    Subscriber.objects.update(quiet_from="14:00", quiet_until="16:00")  # in Kyiv; 12:00 to 14:00 UTC
    load(announced("2026-03-20"))
    tick(now=LATER)
    assert drain(service, LATER) == {"held back": 1}
    two_hours = NOW + 2 * HOUR + timedelta(minutes=1)
    row = reader.subscriptions.get()
    change(row, wishes=row.wishes, cadence=2, paused=True, now=LATER)
    tick(now=two_hours)
    assert (drain(service, two_hours), states()) == ({}, ["cancelled"])


# --- What the push service answers ----------------------------------------------------------------------
@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_at_once(service: PushService, status: int) -> None:
    subscribed(service.browser("one"))
    load(announced("2026-03-20"))
    tick(now=LATER)
    service.answers = [answering(status, b"")]
    assert drain(service, LATER) == {"gone": 1}
    assert not Subscriber.objects.exists()
    assert not Browser.objects.exists()
    assert not states()


@pytest.mark.parametrize(
    ("status", "headers", "state", "after"),
    [
        (400, {}, "failed", None),
        (413, {}, "failed", None),
        (403, {}, "due", timedelta(seconds=5)),
        (500, {}, "due", timedelta(seconds=5)),
        (429, {"Retry_After": "1800"}, "due", timedelta(minutes=30)),
        (503, {"Retry_After": formatdate(0, usegmt=True)}, "due", timedelta(seconds=5)),
    ],
)
def test_refusals(
    service: PushService, status: int, headers: dict[str, str], state: str, after: timedelta | None
) -> None:
    browser = service.browser("one")
    subscribed(browser)
    load(announced("2026-03-20"))
    tick(now=LATER)
    service.answers = [answering(status, browser.endpoint.encode(), **headers)]
    drain(service, LATER)
    row = Delivery.objects.get()
    assert (row.state, row.error) == (state, f"the push service answered {status}")
    if after is not None:
        assert LATER + after <= row.next_at <= LATER + 1.2 * after
        assert Browser.objects.get().failing_since == LATER
        assert drain(service, row.next_at) == {"sent": 1}
        assert Browser.objects.get().failing_since is None


def test_a_service_that_is_busy_is_asked_once(service: PushService) -> None:
    for at in range(5):
        subscribed(service.browser(f"b{at}"))
    load(announced("2026-03-20"))
    tick(now=LATER)
    service.answers = [answering(429, b"", Retry_After="600")]
    assert drain(service, LATER) == {"refused": 1, "held back": 4}
    assert len(service.there.received) == 1
    assert drain(service, LATER + timedelta(minutes=13)) == {"sent": 5}


def test_who_fails_for_two_weeks_is_forgotten(service: PushService) -> None:
    subscribed(service.browser("one"))
    load(announced("2026-03-20"))
    tick(now=LATER)
    Browser.objects.update(failing_since=LATER - push_worker.FAILING_FOR)
    service.answers = [answering(500)]
    assert drain(service, LATER) == {"gone": 1}
    assert not Subscriber.objects.exists()


def test_an_answer_that_is_lost_is_in_doubt(service: PushService) -> None:
    subscribed(service.browser("one"))
    load(announced("2026-03-20"))
    tick(now=LATER)
    service.answers = [lambda handler: handler.connection.close()]
    assert drain(service, LATER) == {"uncertain": 1}
    assert states() == ["unknown"]
    assert drain(service, LATER + HOUR) == {"sent": 1}
    (_, first), (_, copy) = service.shown()
    assert first["id"] == copy["id"], "a browser knows the copy"


# --- What is accepted, renewed and forgotten ------------------------------------------------------------
@pytest.mark.parametrize(
    "endpoint",
    [
        "https://10.0.0.1/push/1",
        "https://localhost/push/1",
        "http://fcm.googleapis.com/push/1",
        "https://example.com/push/1",
        f"https://evil{HOST}/push/1",
        f"https://{HOST}:22/push/1",
        f"https://{HOST}/{'a' * 1000}",
    ],
)
def test_endpoints_that_are_refused(service: PushService, endpoint: str) -> None:
    browser = service.browser("one")
    with pytest.raises(NotAccepted):
        given(endpoint, browser.p256dh, browser.auth)


def test_forged_keys_are_refused(service: PushService) -> None:
    browser = service.browser("one")
    point = browser.p256dh
    for p256dh, auth in [
        (point, browser.auth[:-2]),
        (point[:-2], browser.auth),
        (point[:40] + ("A" if point[40] != "A" else "B") + point[41:], browser.auth),
        ("§" * 87, browser.auth),
        ("", ""),
    ]:
        with pytest.raises(NotAccepted, match="keys"):
            given(browser.endpoint, p256dh, auth)
    assert read_keys(f"{point}=", f"{browser.auth}==").p256dh == point


def test_a_name_that_leads_inside_is_not_sent_to(service: PushService) -> None:
    subscribed(service.browser("one"))
    load(announced("2026-03-20"))
    tick(now=LATER)
    push_worker.drain(
        transport=lambda: service.there.transport(lambda _host, _port: ["169.254.169.254"]),
        writer=PushRenderer,
        clock=lambda: LATER,
    )
    assert service.there.dialled == []
    assert states() == ["due"]
    assert "/push/one" not in Delivery.objects.get().error


def test_another_with_the_same_endpoint_is_refused(service: PushService) -> None:
    browser = service.browser("one")
    subscribed(browser)
    other = FakeBrowser(browser.path)
    with pytest.raises(NotAccepted, match="other keys"):
        subscribed(other)
    assert browser_of(browser.endpoint, other.auth) is None
    assert browser_of(browser.endpoint, f"{browser.auth}==") is not None


def test_a_browser_that_was_renewed_keeps_what_it_follows(service: PushService) -> None:
    browser, new = service.browser("one"), service.browser("two")
    subscribed(browser)
    old = browser_of(browser.endpoint, browser.auth)
    assert old is not None
    renew(old, given(new.endpoint, new.p256dh, new.auth))
    assert browser_of(browser.endpoint, browser.auth) is None
    load(announced("2026-03-20"))
    tick(now=LATER)
    assert drain(service, LATER) == {"sent": 1}
    assert service.shown()[0][0] == "/push/two"


def test_where_to_send_goes_with_the_last_that_was_followed(service: PushService) -> None:
    browser = service.browser("one")
    reader = subscribed(browser)
    assert own_data(reader)["browsers"][0]["endpoint"] == browser.endpoint
    prune_all(now=NOW)
    assert Browser.objects.count() == 1
    unsubscribe_all(reader, now=NOW)
    prune_all(now=NOW)
    assert Browser.objects.count() == 0
    subscribed(browser)
    assert Browser.objects.count() == 1
