"""Browsers that follow without an address, over HTTP: what their script sends, and their own page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests import factories
from tests.filled import shared_record
from tests.push_service import SITE_KEY, PushService, push_service
from tests.webhook_receivers import HOST
from tracker.models import Attempt, Browser, Subscriber, Subscription
from tracker.transports.push import Signer

pytestmark = pytest.mark.django_db
FOLLOW = "/subscriptions/browser/follow/"
PAGES = (
    "/ultimatums/open-the-river/",
    "/dossiers/river-war/",
    "/actors/aldovia/",
    "/subscriptions/new/?case=open-the-river",
)


def fill() -> None:
    factories.load(factories.a_case())


_record = shared_record(fill)


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    settings.PUSH_KEY, settings.PUSH_SERVICES = SITE_KEY, [HOST]
    with push_service() as made:
        yield made


def send(client: Client, address: str, sent: Any, **headers: str) -> Any:
    return client.post(address, sent, content_type="application/json", headers=headers)


def follow(client: Client, service: PushService, about: str = "case=open-the-river") -> Any:
    browser = service.browsers.get("/push/one") or service.browser("one")
    sent = {**browser.given(), "about": about, "zone": "Europe/Kyiv", "page": "/ultimatums/open-the-river/"}
    return send(client, FOLLOW, sent)


def test_pages_offer_it_where_there_is_a_key_alone(
    client: Client, service: PushService, settings: Settings
) -> None:
    for page in PAGES:
        block = re.search(r'<div class="notify".*?</div>', client.get(page).content.decode(), re.DOTALL)
        assert block
        assert "hidden" in block[0].partition(">")[0].split(), page
    key = client.get("/subscriptions/browser/key/").json()["key"]
    assert key == service.public_key
    settings.PUSH_KEY = ""
    assert "notify" not in client.get(PAGES[3]).content.decode()
    assert client.get("/subscriptions/browser/key/").status_code == 404
    assert follow(client, service).status_code == 404


def test_a_browser_follows_changes_and_stops(client: Client, service: PushService) -> None:
    answer = follow(client, service)
    assert (answer.status_code, answer["Cache-Control"], answer.cookies) == (200, "no-store", {})
    assert "Open the river" in answer.json()["notice"]
    follow(client, service)
    row = Subscription.objects.select_related("subscriber").get()
    assert (row.asked_from, row.subscriber.zone) == ("/ultimatums/open-the-river/", "Europe/Kyiv")
    browser = service.browsers["/push/one"]
    opened = client.post("/subscriptions/browser/", {"endpoint": browser.endpoint, "auth": browser.auth})
    assert opened.status_code == 303
    page = opened["Location"]
    text = client.get(page).content.decode()
    assert "This browser" in text
    assert "push:" not in text
    assert browser.endpoint not in text
    assert 'name="cadence"' not in text
    assert 'name="note"' not in text
    assert "webhooks" not in text
    client.post(page, {"action": "change", "subscription": row.pk, "news": ["outcome"], "cadence": "2"})
    row.refresh_from_db()
    assert (row.cadence, bin(row.wishes).count("1")) == (0, 1)
    client.post(page, {"action": "follow", "about": "/actors/aldovia/", "news": ["moved"]})
    assert Subscription.objects.filter(is_push=True).count() == 2
    client.post(page, {"action": "erase-for-good"})
    assert not Subscriber.objects.exists()
    assert not Browser.objects.exists()


def test_nobody_opens_the_page_of_another(client: Client, service: PushService) -> None:
    follow(client, service)
    browser = service.browsers["/push/one"]
    for endpoint, auth in [(browser.endpoint, "A" * 22), ("", ""), (f"{browser.endpoint}x", browser.auth)]:
        answer = client.post("/subscriptions/browser/", {"endpoint": endpoint, "auth": auth})
        assert answer.status_code == 404
        assert b"Nothing is kept" in answer.content
    renewed = "/subscriptions/browser/renewed/"
    new = service.browser("two")
    assert (
        send(
            client, renewed, {**new.given(), "old": {"endpoint": browser.endpoint, "auth": "A" * 22}}
        ).status_code
        == 404
    )
    old = {"endpoint": browser.endpoint, "auth": browser.auth}
    assert send(client, renewed, {**new.given(), "old": old}).status_code == 200
    assert Browser.objects.get().endpoint == new.endpoint


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("no json", 400),
        ("[]", 400),
        ({"about": "case=open-the-river"}, 422),
        ({"about": "case=nothing"}, 404),
        ({"about": "case=open-the-river", "endpoint": "https://192.168.0.1/x", "keys": {}}, 422),
        ({"about": "case=open-the-river", "endpoint": 5, "keys": []}, 422),
        ({"about": "x" * 9000}, 400),
    ],
)
def test_what_is_refused(client: Client, service: PushService, sent: Any, status: int) -> None:
    assert send(client, FOLLOW, sent).status_code == status
    assert not Subscriber.objects.exists()


def test_other_sites_and_floods_are_refused(client: Client, service: PushService) -> None:
    assert send(client, FOLLOW, {}, sec_fetch_site="cross-site").status_code == 403
    answers = {follow(client, service).status_code for _ in range(21)}
    assert answers == {200, 429}
    assert Attempt.objects.filter(form="browser").count() == 20


def test_the_worker_is_served_from_the_root(client: Client) -> None:
    answer = client.get("/push-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"pushsubscriptionchange" in answer.content


def test_a_key_is_made_that_signs(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_push_keys")
    name, _, key = capsys.readouterr().out.strip().partition("=")
    assert name == "ULTIMATA_PUSH_KEY"
    assert len(Signer(key, "mailto:a@example.org").public_key) == 87
