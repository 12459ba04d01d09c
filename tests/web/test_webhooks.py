"""The pages of webhooks: what may be registered, what a press of a button does, and whose it is."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.chat_services import ADDRESSES
from tests.filled import shared_record
from tests.webhook_receivers import HOST, answering, receiver
from tracker.clock import utc_now
from tracker.domain.alerts import OFFSETS
from tracker.domain.webhooks import NEWS_TYPES, EventType, event_bit
from tracker.models import Call, Change, Endpoint, Subscriber, Subscription
from tracker.services.outbox import webhooks
from tracker.services.subscriptions.links import manage_token
from tracker.services.subscriptions.subscribe import Consent, Profile, Wish, request_subscription
from tracker.services.tick import tick
from tracker.services.webhooks import endpoints
from tracker.transports.chats import Service

pytestmark = pytest.mark.django_db
URL = f"https://{HOST}/hook"
KINDS = [kind.value for kind in NEWS_TYPES]


_record = shared_record(lambda: factories.load(factories.a_case()))


def owner(address: str = "ann@example.org", *, confirmed: bool = True) -> Subscriber:
    request_subscription(
        address=address,
        address_key=address,
        wish=Wish("case", "open-the-river", 1, 0),
        profile=Profile("en", "Europe/Kyiv"),
        consent=Consent("/subscriptions/new/", "1", "192.0.2.0/24"),
        now=utc_now(),
    )
    made = Subscriber.objects.get(address_key=address)
    if confirmed:
        made.confirmed_at = utc_now()
        made.save()
    return made


def link(whose: Subscriber, endpoint: Endpoint | None = None, *, days_ago: int = 0) -> str:
    token = manage_token(whose.pk, now=utc_now() - timedelta(days=days_ago))
    page = f"/subscriptions/manage/{token}/webhooks/"
    return f"{page}{endpoint.pk}/" if endpoint else page


def registered(whose: Subscriber, url: str = URL) -> Endpoint:
    every = sum(event_bit(kind) for kind in NEWS_TYPES)
    return endpoints.register(
        whose, url=url, topic_kind="everything", topic_key="", wishes=every, now=utc_now(), verified=True
    )


def secrets_in(page: str) -> list[str]:
    return re.findall(r"whsec_[A-Za-z0-9+/=]+", page)


def test_a_webhook_is_registered_and_its_secret_shown_once(client: Client) -> None:
    ann = owner()
    page = client.get(link(ann)).content.decode()
    assert "None yet." in page
    data = {"url": " https://Hooks.Example.org/hook ", "kinds": KINDS, "offsets": ["604800"]}
    response = client.post(link(ann), data)
    endpoint = Endpoint.objects.get()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert secrets_in(response.content.decode()) == [endpoint.secret]
    assert (endpoint.url, endpoint.topic.kind) == (URL, "everything")
    assert endpoint.wishes == sum(event_bit(kind) for kind in NEWS_TYPES) + event_bit(
        EventType.DUE, OFFSETS[2]
    )
    for address in (link(ann), link(ann, endpoint), f"/subscriptions/manage/{link(ann).split('/')[3]}/"):
        page = client.get(address).content.decode()
        assert secrets_in(page) == []
    assert "One webhook is registered" in page
    assert (
        endpoint.secret not in client.get(f"{link(ann).removesuffix('webhooks/')}data.json").content.decode()
    )


def test_the_pages_say_which_service_an_address_is_of(client: Client) -> None:
    ann = owner()
    assert "https://ntfy.sh/…" in client.get(link(ann)).content.decode()
    page = client.post(link(ann), {"url": ADDRESSES[Service.SLACK], "kinds": KINDS}).content.decode()
    assert "Messages for Slack" in page
    assert "Waits until its first message is taken" in page
    assert secrets_in(page) == []
    registered(ann)
    page = client.get(link(ann)).content.decode()
    assert page.index("Messages for Slack") < page.index("Signed JSON")


@pytest.mark.parametrize(
    ("about", "kind", "key"),
    [
        ("", "everything", ""),
        ("/", "everything", ""),
        ("/ultimatums/open-the-river/", "case", "open-the-river"),
        ("http://localhost:8000/ultimatums/open-the-river/?as_of=2026-03-02", "case", "open-the-river"),
        ("/?sender=aldovia&status=running&sort=newest", "filter", "sender=aldovia"),
        ("/?dossier=river-war", "dossier", "river-war"),
        ("/?q=River&sender=aldovia", "filter", "q=river&sender=aldovia"),
    ],
)
def test_what_it_is_about_is_read_from_the_address_of_a_page(
    client: Client, about: str, kind: str, key: str
) -> None:
    ann = owner()
    response = client.post(link(ann), {"url": URL, "about": about, "kinds": KINDS})
    assert response.status_code == 200, response.content.decode()
    topic = Endpoint.objects.get().topic
    assert (topic.kind, topic.key) == (kind, key)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"url": ""}, "This field is required"),
        ({"url": "example.org/hook"}, "must begin with https://"),
        ({"url": "http://example.org/"}, "must begin with https://"),
        ({"url": "https://127.0.0.1/"}, "Write the name of the host"),
        ({"url": "https://[::ffff:7f00:1]/"}, "not its IP address"),
        ({"url": "https://localhost/"}, "is no host on the public internet"),
        ({"url": "https://user:pw@example.org/"}, "must not hold a user or password"),
        ({"url": "https://example.org:5432/"}, "Port 5432 is not allowed"),
        ({"url": "https://api.telegram.org/bot1:a/sendMessage"}, "Telegram needs the chat"),
        ({"url": "https://example.org/\0"}, "Null characters are not allowed"),
        ({"url": "https://example.org/" + "a" * 500}, "at most 500 characters"),
        ({"url": "https://example.org/<script>"}, "with a percent sign"),
        ({"kinds": []}, "Choose at least one thing"),
        ({"kinds": ["ultimatum.nothing"]}, "Select a valid choice"),
        ({"offsets": ["5"]}, "Select a valid choice"),
        ({"about": "/status/"}, "That is no page of a case"),
        ({"about": "https://elsewhere.example/ultimatums/open-the-river/"}, "That is no page of a case"),
        ({"about": "/ultimatums/unknown/"}, "The record has nothing of the name unknown"),
        ({"about": "/?sender=atlantis"}, "The record has nothing of the name"),
        ({"about": "/?colour=red"}, "There is no parameter colour here"),
        ({"about": "http://[::1"}, "That is no page of a case"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_what_is_wrong(
    client: Client, data: dict[str, object], problem: str
) -> None:
    ann = owner()
    response = client.post(link(ann), {"url": URL, "kinds": KINDS, **data})
    page = response.content.decode()
    assert (response.status_code, problem in page) == (422, True), page
    assert "<script>" not in page.partition("<main")[2]
    assert not Endpoint.objects.exists()


def test_the_same_twice_and_more_than_there_may_be_are_refused(client: Client) -> None:
    ann = owner()
    data = {"url": URL, "kinds": KINDS}
    client.post(link(ann), data)
    assert "called about that already" in client.post(link(ann), data).content.decode()
    for number in range(endpoints.MOST_ENDPOINTS - 1):
        registered(ann, f"{URL}/{number}")
    page = client.post(link(ann), {**data, "url": f"{URL}/more"}).content.decode()
    assert "as many as there can be" in page
    assert Endpoint.objects.count() == endpoints.MOST_ENDPOINTS


def test_looking_changes_nothing_and_each_press_does_one_thing(client: Client) -> None:
    ann = owner()
    endpoint = registered(ann)
    page = link(ann, endpoint)
    before = Endpoint.objects.values().get()
    for _ in range(3):
        assert client.get(page).status_code == client.head(page).status_code == 200
    assert Endpoint.objects.values().get() == before
    rotated = client.post(page, {"action": "rotate"}).content.decode()
    assert secrets_in(rotated) == [Endpoint.objects.get().secret] != [before["secret"]]
    assert "signed with the old secret, too" in client.get(page).content.decode()
    assert "Switched off" in client.post(page, {"action": "off"}).content.decode()
    assert Endpoint.objects.get().state == "off"
    refused = client.post(page, {"action": "test"})
    assert (refused.status_code, "Switch it on first" in refused.content.decode()) == (422, True)
    assert "Switched on" in client.post(page, {"action": "on"}).content.decode()
    assert "A test is on its way" in client.post(page, {"action": "test"}).content.decode()
    assert Call.objects.get().state == "due"
    asked = client.post(page, {"action": "remove"}).content.decode()
    assert "Remove this webhook?" in asked
    assert Endpoint.objects.exists()
    gone = client.post(page, {"action": "remove-for-good"})
    assert (gone.status_code, gone["Location"].endswith("/webhooks/")) == (303, True)
    assert not Endpoint.objects.exists()
    assert client.get(page).status_code == 404


def test_the_log_tells_of_every_attempt_and_calls_can_be_sent_again(client: Client) -> None:
    ann = owner()
    endpoint = registered(ann)
    Endpoint.objects.update(created_at=utc_now() - timedelta(days=9))
    Change.objects.update(is_told=False)
    with receiver(answering(500, b"<b>broken</b>")) as there:
        tick(now=utc_now())
        webhooks.drain(transport=there.transport, clock=utc_now)
        page = client.get(link(ann, endpoint)).content.decode()
        assert "answered 500 &lt;b&gt;broken&lt;/b&gt;" in page
        assert "1 call failed since" in page
        assert "again at" in page
        there.behave = answering(200, b"fine")
        webhooks.drain(transport=there.transport, clock=lambda: utc_now() + timedelta(seconds=10))
        page = " ".join(client.get(link(ann, endpoint)).content.decode().split())
        assert "2 attempts" in page
        assert "<strong>received</strong>" in page
        call = Call.objects.get()
        again = client.post(link(ann, endpoint), {"action": "again", "call": call.pk}).content.decode()
        assert "under the same webhook-id" in again
        webhooks.drain(transport=there.transport, clock=utc_now)
        since = (utc_now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        found = client.post(link(ann, endpoint), {"action": "again-since", "since": since})
        assert "1 call is on its way again" in found.content.decode()
        webhooks.drain(transport=there.transport, clock=utc_now)
        assert len(there.received) == 4
        assert len(set(there.names)) == 1


@pytest.mark.parametrize("since", ["", "yesterday", "2026-02-30T10:00", "2026-03-10", "\0" * 16, "9" * 16])
def test_a_bad_instant_is_refused(client: Client, since: str) -> None:
    ann = owner()
    response = client.post(link(ann, registered(ann)), {"action": "again-since", "since": since})
    assert (response.status_code, "2026-03-10T12:00" in response.content.decode()) == (422, True)


@pytest.mark.parametrize("call", ["", "0", "x", "²", "9" * 30, "-1"])
def test_a_call_that_is_not_there_is_refused(client: Client, call: str) -> None:
    ann = owner()
    response = client.post(link(ann, registered(ann)), {"action": "again", "call": call})
    assert (response.status_code, "There is no such call" in response.content.decode()) == (422, True)


def test_nobody_else_s_webhook_is_within_reach(client: Client) -> None:
    ann, bob = owner(), owner("bob@example.org")
    hers = registered(bob)
    before = Endpoint.objects.values().get()
    for action in ("test", "rotate", "off", "remove", "remove-for-good", "again", "again-since"):
        assert client.post(link(ann, hers), {"action": action}).status_code == 404
    assert client.get(link(ann, hers)).status_code == 404
    assert client.get(f"{link(ann)}{10**30}/").status_code == 404
    assert Endpoint.objects.values().get() == before
    assert not Call.objects.exists()


def test_links_that_are_damaged_or_old_or_unconfirmed_open_nothing(client: Client) -> None:
    ann, new = owner(), owner("new@example.org", confirmed=False)
    endpoint = registered(ann)
    for page in (link(ann, days_ago=31), link(ann, endpoint, days_ago=31)):
        assert client.get(page).status_code == client.post(page, {"action": "off"}).status_code == 410
    assert client.get("/subscriptions/manage/damaged/webhooks/").status_code == 404
    assert client.get(link(new)).status_code == 403
    assert client.post(link(new), {"url": URL, "kinds": KINDS}).status_code == 403
    assert Endpoint.objects.get().state == "active"


def test_whom_an_editor_named_sees_what_is_there_and_adds_nothing(client: Client) -> None:
    named = owner("desk@example.org", confirmed=False)
    endpoint = registered(named)
    page = client.get(link(named)).content.decode()
    assert URL in page
    assert "Call another address" not in page
    assert client.post(link(named), {"url": f"{URL}/2", "kinds": KINDS}).status_code == 403
    assert client.post(link(named, endpoint), {"action": "off"}).status_code == 200
    assert Endpoint.objects.get().state == "off"


def test_other_sites_cannot_press_the_buttons(client: Client) -> None:
    ann = owner()
    endpoint = registered(ann)
    for page in (link(ann), link(ann, endpoint)):
        data = {"action": "remove-for-good", "url": f"{URL}/evil", "kinds": KINDS}
        assert client.post(page, data, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
        assert client.post(page, data, HTTP_ORIGIN="https://evil.example").status_code == 403
        assert client.put(page).status_code == 405
    assert list(Endpoint.objects.all()) == [endpoint]


def test_an_unknown_action_is_refused_by_name(client: Client) -> None:
    ann = owner()
    response = client.post(link(ann, registered(ann)), {"action": "explode"})
    assert (response.status_code, "allowed are test, rotate" in response.content.decode()) == (400, True)


@pytest.mark.parametrize("count", [1, 10])
def test_the_pages_cost_as_much_whatever_they_hold(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ann = owner()
    made = [registered(ann, f"{URL}/{number}") for number in range(count)]
    for _ in range(count):
        endpoints.send_test(made[0], now=utc_now())
    listed, one = link(ann), link(ann, made[0])
    with django_assert_num_queries(3):
        client.get(listed)
    with django_assert_num_queries(5):
        client.get(one)


def test_the_status_page_and_metrics_tell_of_webhooks(client: Client) -> None:
    endpoint = registered(owner())
    endpoints.send_test(endpoint, now=utc_now() - timedelta(minutes=2))
    page = " ".join(client.get("/status/").content.decode().split())
    assert "<dt>Webhook calls waiting</dt> <dd>1<small>the oldest for 2 minutes</small></dd>" in page
    lines = dict(
        line.rsplit(" ", 1) for line in client.get("/metrics").content.decode().splitlines() if line[0] != "#"
    )
    assert lines['ultimata_webhook_calls{state="due"}'] == "1.0"
    assert lines['ultimata_webhook_endpoints{state="active"}'] == "1.0"
    assert float(lines["ultimata_webhook_queue_age_seconds"]) >= 119
    assert lines["ultimata_webhooks_sent_total"] == "0.0"
    Endpoint.objects.update(resting_until=utc_now() + timedelta(minutes=5))
    page = " ".join(client.get("/status/").content.decode().split())
    assert "<dt>Webhook calls waiting</dt> <dd>0</dd>" in page, (
        "what waits for its receiver is no queue of ours"
    )


def test_erasing_takes_webhooks_along(client: Client) -> None:
    ann = owner()
    registered(ann)
    manage = link(ann).removesuffix("webhooks/")
    assert "your webhooks" in client.post(manage, {"action": "erase"}).content.decode()
    client.post(manage, {"action": "erase-for-good"})
    assert not any(model.objects.exists() for model in (Endpoint, Subscriber, Subscription))
