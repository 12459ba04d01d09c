"""Subscribing over HTTP: the form, its answers, its limits, and what it never tells."""

import hashlib
import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from config.request_ids import HEADER
from tests import factories
from tests.filled import shared_record
from tracker.clock import utc_now
from tracker.domain.alerts import AlertKind, wish_bit
from tracker.models import (
    Attempt,
    Cadence,
    Delivery,
    Subscriber,
    Subscription,
    SubscriptionState,
    SuppressionReason,
    Topic,
)
from tracker.services.rate_limit import ASKS_PER_NETWORK
from tracker.services.subscriptions import subscribe
from tracker.services.subscriptions.subscribe import confirm, suppress
from tracker.web.subscriptions.consent import CONSENT, CONSENT_VERSION
from tracker.web.subscriptions.decorators import network_of, opening_stamp

pytestmark = pytest.mark.django_db
NEW = "/subscriptions/new/"
SENT = "/subscriptions/check-your-mail/"
CASE = f"{NEW}?case=open-the-river"
ANN = "ann@example.org"
Asks = Callable[..., HttpResponse]


_record = shared_record(lambda: factories.load(factories.a_case()))


def filled(
    address: str = ANN, *, open_for: timedelta = timedelta(seconds=30), **changes: Any
) -> dict[str, Any]:
    """What a browser sends of a form that was filled in; None takes a field out."""
    data = {
        "address": address,
        "offsets": ["604800", "86400"],
        "news": ["moved", "outcome"],
        "cadence": "0",
        "zone": "Europe/Kyiv",
        "quiet_from": "",
        "quiet_until": "",
        "language": "en",
        "website": "",
        "opened": opening_stamp(utc_now() - open_for),
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Subscriber, Subscription, Topic, Delivery))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("case=open-the-river", "the case “Open the river or lose the ports”"),
        ("dossier=river-war", "every case of the crisis “The river war”"),
        ("actor=aldovia", "every case of Aldovia, as sender or target"),
        ("everything=1", "every case of the record"),
        ("", "every case of the record"),
        ("sender=aldovia&threat=blockade&q=River", "the words “river”, sender Aldovia, threat: Blockade"),
        (
            "sender=aldovia&status=running&within=7&sort=title&page=2&as_of=2026-03-01",
            "every case with sender Aldovia",
        ),
        ("everything=1&utm_source=x", "every case of the record"),
    ],
)
def test_the_form_says_what_is_followed(client: Client, query: str, words: str) -> None:
    response = client.get(f"{NEW}?{query}")
    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("case=no-such-case", 404, "nothing of the name no-such-case"),
        ("dossier=none", 404, "nothing of the name none"),
        ("actor=none", 404, "nothing of the name none"),
        ("sender=none", 404, "nothing of the name none"),
        ("threat=none", 404, "nothing of the name none"),
        ("case=open-the-river&actor=aldovia", 400, "follows one thing"),
        ("everything=1&sender=aldovia", 400, "follows one thing"),
        ("case=open-the-river&case=other", 400, "given once"),
        ("q=%00", 400, "no NUL"),
        ("case=%00", 400, "no NUL"),
        (f"q={'a' * 101}", 400, "1 to 100 characters"),
        (f"q={'%E6%B2%B3' * 100}", 400, "too long to be followed"),
        ("cases=open-the-river", 400, "no parameter cases"),
    ],
)
def test_what_cannot_be_followed_is_told(client: Client, query: str, status: int, told: str) -> None:
    for response in (client.get(f"{NEW}?{query}"), client.post(f"{NEW}?{query}", filled())):
        assert (response.status_code, told in response.content.decode()) == (status, True)
    assert nothing_is_stored()


def test_a_draft_cannot_be_followed(client: Client) -> None:
    from tracker.models import Publication, Ultimatum

    Ultimatum.objects.update(publication=Publication.DRAFT)
    assert client.get(CASE).status_code == 404


def test_asking_stores_all_that_was_chosen(client: Client) -> None:
    response = client.post(
        f"{NEW}?threat=blockade&sender=aldovia",
        filled("Ann@Example.org", cadence="1", quiet_from="22:00", quiet_until="07:30"),
        REMOTE_ADDR="192.0.2.77",
    )
    assert (response.status_code, response["Location"]) == (303, SENT)
    row = Subscription.objects.select_related("subscriber", "topic").get()
    owner = row.subscriber
    assert (owner.address, owner.address_key, owner.zone) == ("Ann@example.org", ANN, "Europe/Kyiv")
    assert (owner.language, owner.quiet_from, owner.quiet_until) == ("en", time(22), time(7, 30))
    assert (row.topic.kind, row.topic.key) == ("filter", "sender=aldovia&threat=blockade")
    bits = [wish_bit(AlertKind.REMINDER, timedelta(days=days)) for days in (7, 1)]
    assert row.wishes == sum(bits) + wish_bit(AlertKind.MOVED) + wish_bit(AlertKind.OUTCOME)
    assert (row.cadence, row.state, row.network) == (Cadence.DAILY, SubscriptionState.PENDING, "192.0.2.0/24")
    assert (row.asked_from, row.consent_text) == (f"{NEW}?threat=blockade&sender=aldovia", CONSENT_VERSION)
    assert Delivery.objects.get().subscriber == owner


@pytest.mark.parametrize(
    "address",
    [
        '"ann lee"@example.org',
        "ann+deadlines@example.org",
        "o'hara@example.org",
        "ann@пример.укр",
        "=1+1@example.org",
        "  ann@example.org ",
    ],
)
def test_unusual_addresses_are_taken(client: Client, address: str) -> None:
    assert client.post(CASE, filled(address)).status_code == 303
    assert Subscriber.objects.count() == 1


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"address": ""}, "This field is required"),
    ({"address": None}, "This field is required"),
    ({"address": "ann"}, "An address has an @"),
    ({"address": "a" * 10_000 + "@example.org"}, "at most 254 characters"),
    ({"address": "ann\0@example.org"}, "Null characters"),
    ({"address": "ann@example.org\r\nBcc: eve@example.org"}, "one line"),
    ({"address": "ann@example.org, eve@example.org"}, "one @"),
    ({"zone": "Mars/Olympus"}, "is not an IANA time zone"),
    ({"zone": "../../etc/passwd"}, "is not an IANA time zone"),
    ({"zone": ""}, "This field is required"),
    ({"zone": "Z" * 10_000}, "at most 64 characters"),
    ({"zone": "Europe/\0"}, "Null characters"),
    ({"offsets": [], "news": []}, "Choose at least one thing"),
    ({"offsets": None, "news": None}, "Choose at least one thing"),
    ({"offsets": ["17"]}, "17 is not one of the available choices"),
    ({"offsets": ["\0"]}, "is not one of the available choices"),
    ({"news": ["reminder"]}, "reminder is not one of the available choices"),
    ({"cadence": "9"}, "9 is not one of the available choices"),
    ({"cadence": None}, "This field is required"),
    ({"quiet_from": "22:00"}, "both a beginning and an end"),
    ({"quiet_from": "22:00", "quiet_until": "22:00"}, "would never be quiet"),
    ({"quiet_from": "25:61", "quiet_until": "07:00"}, "Enter a valid time"),
    ({"language": "tlh"}, "tlh is not one of the available choices"),
    ({"opened": ""}, "lay open for too long"),
    ({"opened": "1773144000:forged"}, "lay open for too long"),
    ({"opened": "x" * 10_000}, "lay open for too long"),
    ({"open_for": timedelta(hours=25)}, "lay open for too long"),
    ({"open_for": timedelta(hours=-1)}, "faster than people type"),
]


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(("changes", "told"), BAD_FIELDS, ids=lambda item: str(item)[:40])
def test_what_is_wrong_with_a_form_is_told_and_nothing_is_stored(
    client: Client, changes: dict[str, Any], told: str
) -> None:
    response = client.post(CASE, filled(**changes))
    page = response.content.decode().replace("&#x27;", "'")
    assert (response.status_code, told in page) == (422, True)
    assert nothing_is_stored()


def test_a_form_that_lay_open_for_too_long_can_be_sent_again(client: Client) -> None:
    page = client.post(CASE, filled(opened="")).content.decode()
    stamp = re.search(r'name="opened" value="([^"]+)"', page)
    assert stamp
    assert "ann@example.org" in page
    later = filled(opened=opening_stamp(utc_now() - timedelta(seconds=5)))
    assert client.post(CASE, later).status_code == 303


def test_a_browser_that_fills_in_all_of_a_form_at_once_is_no_robot(client: Client) -> None:
    assert client.post(CASE, filled(open_for=timedelta(seconds=0))).status_code == 303


def test_a_form_sent_before_it_was_opened_keeps_its_stamp_for_the_second_press(client: Client) -> None:
    data = filled(open_for=timedelta(hours=-1))
    page = client.post(CASE, data).content.decode()
    assert f'value="{data["opened"]}"' in page


def test_the_trap_is_answered_like_a_success_and_keeps_nothing(client: Client) -> None:
    response = client.post(CASE, filled(website="https://spam.example"))
    assert (response.status_code, response["Location"]) == (303, SENT)
    assert nothing_is_stored()


def test_every_address_gets_the_same_answer_after_the_same_queries(client: Client) -> None:
    for address in ("known", "paused", "ended"):
        client.post(CASE, filled(f"{address}@example.org"))
    for row in Subscription.objects.all():
        confirm(row.subscriber, [row.pk], now=utc_now())
    Subscription.objects.filter(subscriber__address_key="paused@example.org").update(state="paused")
    Subscription.objects.filter(subscriber__address_key="ended@example.org").update(state="ended")
    client.post(CASE, filled("pending@example.org"))
    suppress("suppressed@example.org", SuppressionReason.COMPLAINED, now=utc_now())
    Attempt.objects.all().delete()
    for url, form in ((CASE, filled), ("/subscriptions/link/", lambda address: {"address": address})):
        answers = set()
        for name in ("new", "known", "paused", "ended", "pending", "suppressed"):
            with CaptureQueriesContext(connection) as queries:
                response = client.post(url, form(f"{name}@example.org"))
            page = client.get(response["Location"])
            statements = [item for item in queries if "SAVEPOINT" not in item["sql"]]
            headers = str(sorted(each for each in response.headers.items() if each[0] != HEADER))
            shown = re.sub(rb' data-now="[^"]+"', b"", page.content)  # the second it was made
            answers.add((response.status_code, response.content, headers, shown, len(statements)))
        assert len(answers) == 1
        assert not response.cookies
        assert not page.cookies


def test_a_network_that_asks_too_often_is_told_when_to_come_back(client: Client) -> None:
    for number in range(ASKS_PER_NETWORK):
        assert client.post(CASE, filled(f"a{number}@example.org"), REMOTE_ADDR="192.0.2.1").status_code == 303
    response = client.post(CASE, filled(), REMOTE_ADDR="192.0.2.200")
    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3601
    assert "Try again in 60 minutes" in response.content.decode() or "61 minutes" in response.content.decode()
    assert client.post(CASE, filled(), REMOTE_ADDR="198.51.100.1").status_code == 303


def test_a_flood_of_forms_that_are_refused_shuts_nobody_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "LINKS_IN_ALL", 5)
    for number in range(40):
        assert client.post(CASE, {"address": "x"}, REMOTE_ADDR=f"10.0.{number}.1").status_code == 422
        trapped = filled(website="https://spam.example")
        assert client.post(CASE, trapped, REMOTE_ADDR=f"10.1.{number}.1").status_code == 303
    assert client.post(CASE, filled(), REMOTE_ADDR="192.0.2.1").status_code == 303
    assert Delivery.objects.get().next_at <= utc_now()


def test_a_crowd_is_told_that_it_is_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribe, "LINKS_IN_ALL", 1)
    answers = [
        client.post(CASE, filled(f"a{number}@{number}.example.org"), REMOTE_ADDR=f"10.0.{number}.1")
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "More mails are asked for than we send" in answers[2].content.decode()
    assert 3500 < int(answers[2]["Retry-After"]) <= 3601


def test_one_address_gets_one_mail_however_often_it_is_asked_for(client: Client) -> None:
    for number in range(15):
        client.post(CASE, filled(), REMOTE_ADDR=f"10.0.{number}.1")
    assert Delivery.objects.filter(next_at__lte=utc_now()).count() == 1
    assert Delivery.objects.count() == 2  # the second one waits for the hour to pass


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_made_up_header_buys_no_second_network(client: Client, header: str) -> None:
    for number in range(ASKS_PER_NETWORK):
        client.post(CASE, filled(), headers={header: f"10.{number}.0.1"})
    assert client.post(CASE, filled(), headers={header: "10.99.0.1"}).status_code == 429


@pytest.mark.parametrize(
    ("hops", "remote", "told", "network"),
    [
        (0, "192.0.2.9", "203.0.113.5", "192.0.2.0/24"),
        (1, "10.0.0.1", "203.0.113.5", "203.0.113.0/24"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.5", "203.0.113.0/24"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.5, 10.0.0.2", "203.0.113.0/24"),
        (2, "10.0.0.1", "203.0.113.5", "10.0.0.0/24"),
        (1, "10.0.0.1", "not an address", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1::/56"),
        (0, "::ffff:192.0.2.9", "", "192.0.2.0/24"),
        (0, "", "", "unknown"),
    ],
)
def test_the_network_is_told_by_our_own_proxies_alone(
    rf: RequestFactory, hops: int, remote: str, told: str, network: str
) -> None:
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=told)
    with override_settings(TRUSTED_PROXIES=hops):
        assert network_of(request) == network


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_a_form_from_another_site_is_refused(client: Client, headers: dict[str, str], status: int) -> None:
    assert Client(enforce_csrf_checks=True).post(CASE, filled(), headers=headers).status_code == status
    assert nothing_is_stored() == (status == 403)


@pytest.mark.parametrize("path", [CASE, SENT, "/subscriptions/link/"])
def test_pages_are_private_and_set_no_cookie(client: Client, path: str) -> None:
    for method in (client.get, client.head):
        response = method(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.cookies
    assert client.put(path).status_code == 405


def test_asking_needs_no_cookie_and_no_session(client: Client) -> None:
    response = client.post(CASE, filled())
    assert not response.cookies
    assert not client.cookies


def test_the_text_that_is_agreed_to_has_a_version_of_its_own() -> None:
    """Whoever changes the text gives it a new version here and in consent.py."""
    digest = hashlib.sha256("\n".join(map(str, CONSENT)).encode()).hexdigest()[:16]
    assert (CONSENT_VERSION, digest) == ("2026-11-27-notes", "7ca5861377e9961a")


def test_the_consent_stands_on_the_form(client: Client) -> None:
    page = client.get(CASE).content.decode()
    assert all(str(sentence) in page for sentence in CONSENT)


def test_now_is_the_only_instant_one_can_subscribe_to(client: Client) -> None:
    page = client.get("/ultimatums/open-the-river/?as_of=2026-03-02").content.decode()
    assert f'href="{CASE}"' in page


def test_the_dashboard_leads_to_the_form_with_its_filter(client: Client) -> None:
    filtered = client.get("/?sender=aldovia&status=running&sort=title").content.decode()
    assert f'href="{NEW}?sender=aldovia"' in filtered
    assert f'href="{NEW}?everything=1"' in client.get("/").content.decode()
    assert f'href="{NEW}"' in client.get("/status/").content.decode()


def test_a_link_is_sent_to_an_address_with_a_page_of_its_own(client: Client) -> None:
    client.post(CASE, filled())
    row = Subscription.objects.get()
    confirm(row.subscriber, [row.pk], now=utc_now())
    Subscriber.objects.update(confirmation_sent_at=utc_now() - timedelta(hours=2))
    assert client.post("/subscriptions/link/", {"address": "ANN@example.org"}).status_code == 303
    assert list(Delivery.objects.order_by("id").values_list("kind", flat=True)) == ["confirmation", "access"]
    assert client.post("/subscriptions/link/", {"address": "ann\0"}).status_code == 422


def test_asking_works_while_the_queue_is_down(client: Client) -> None:
    with override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0", REDIS_URL="redis://127.0.0.1:1/0"):
        assert client.post(CASE, filled()).status_code == 303
    assert Delivery.objects.count() == 1
