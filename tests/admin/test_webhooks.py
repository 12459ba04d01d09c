"""The desk's pages of webhooks: register, see, switch, send again; who may."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from tests import factories
from tests.admin.conftest import make_editor, make_operator
from tracker.clock import utc_now
from tracker.domain.webhooks import NEWS_TYPES, EventType, event_bit
from tracker.models import Call, Endpoint, Subscriber
from tracker.services.webhooks.endpoints import register, send_test

pytestmark = pytest.mark.django_db
ADMIN = "/admin/tracker"
URL = "https://hooks.example.org/hook"
NEW = {
    "url": URL,
    "contact": "Desk@example.org",
    "topic_kind": "everything",
    "topic_key": "",
    "kinds": [kind.value for kind in NEWS_TYPES],
    "offsets": ["2"],
}


@pytest.fixture
def desk() -> Client:
    """An operator."""
    factories.load(factories.a_case())
    user = make_operator()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def endpoint() -> Endpoint:
    now = utc_now()
    owner = Subscriber.objects.create(
        address="ann@example.org", address_key="ann@example.org", created_at=now, confirmed_at=now
    )
    return register(owner, url=URL, topic_kind="everything", topic_key="", wishes=1, now=now, verified=True)


def act(client: Client, page: str, action: str, *chosen: int) -> str:
    data = {"action": action, "_selected_action": [str(pk) for pk in chosen]}
    return client.post(f"{ADMIN}/{page}/", data, follow=True).content.decode()


def test_operators_may_do_exactly_this_and_editors_nothing_of_it() -> None:
    Group.objects.all().delete()
    import_module("tracker.migrations.0002_editors_group").make_groups(apps)
    held = {
        group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()
    }
    assert not {name for name in held["Editors"] if name.endswith(("_endpoint", "_call"))}
    assert held["Operators"] == (
        {f"{verb}_endpoint" for verb in ("add", "change", "delete", "view")}
        | {f"{verb}_{name}" for verb in ("change", "view") for name in ("alert", "call", "delivery")}
        | {f"{verb}_suppression" for verb in ("add", "delete", "view")}
        | {"delete_subscriber", "view_subscriber", "view_subscription", "read_mailbox"}
        | {"change_feed", "view_feed", "add_assistantconsent", "view_assistantconsent", "view_securityfact"}
    )


def test_what_a_reader_is_called_at_is_masked(desk: Client, endpoint: Endpoint) -> None:
    Endpoint.objects.update(url="https://hooks.example.org/services/T0/a-secret")
    send_test(endpoint, now=utc_now())
    call = Call.objects.get()
    pages = ("endpoint/", f"endpoint/{endpoint.pk}/change/", f"endpoint/{endpoint.pk}/delete/", "call/")
    for page in (*pages, f"call/{call.pk}/change/"):
        shown = desk.get(f"{ADMIN}/{page}").content.decode()
        assert "https://hooks.example.org/…" in shown, page
        assert "a-secret" not in shown, page
    for part in ("a-s", "a-secret", "T0"):
        assert "0 endpoints" in desk.get(f"{ADMIN}/endpoint/?q={part}").content.decode()
    assert "1 endpoint" in desk.get(f"{ADMIN}/endpoint/?q=ann@example.org").content.decode()


def test_lead_times_are_told_in_plain_words(desk: Client, endpoint: Endpoint) -> None:
    assert "7 days before" in desk.get(f"{ADMIN}/endpoint/add/").content.decode()
    Endpoint.objects.update(wishes=event_bit(EventType.DUE, timedelta(days=30)))
    shown = desk.get(f"{ADMIN}/endpoint/{endpoint.pk}/change/").content.decode()
    assert ("30 days before" in shown, "0:00:00" in shown) == (True, False)


def test_an_operator_registers_an_endpoint_and_sees_its_secret_once(desk: Client) -> None:
    assert desk.get(f"{ADMIN}/endpoint/add/").status_code == 200
    page = desk.post(f"{ADMIN}/endpoint/add/", NEW, follow=True).content.decode()
    made = Endpoint.objects.get()
    assert made.secret.replace("+", "&#x2B;") in page or made.secret in page
    assert made.editor == User.objects.get(username="otto")
    assert (made.url, made.subscriber.address_key) == (URL, "desk@example.org")
    assert made.wishes & event_bit(EventType.EXPIRED)
    for address in (f"{ADMIN}/endpoint/", f"{ADMIN}/endpoint/{made.pk}/change/"):
        shown = desk.get(address)
        assert (shown.status_code, made.secret in shown.content.decode()) == (200, False)
    again = desk.post(f"{ADMIN}/endpoint/add/", NEW, follow=True).content.decode()
    assert "has this one already" in again
    assert Endpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"url": "https://10.0.0.1/"}, "not its IP address"),
        ({"contact": "nobody"}, "An address has an @"),
        ({"topic_kind": "case", "topic_key": "unknown"}, "nothing of the name unknown"),
        ({"topic_kind": "case"}, "Empty for everything"),
        ({"topic_key": "x"}, "Empty for everything"),
        ({"kinds": [], "offsets": []}, "Choose at least one thing"),
    ],
)
def test_what_cannot_be_registered_is_refused(desk: Client, data: dict[str, object], problem: str) -> None:
    response = desk.post(f"{ADMIN}/endpoint/add/", {**NEW, **data})
    assert problem in response.content.decode()
    assert not Endpoint.objects.exists()


def test_actions_do_what_they_say_and_are_logged(desk: Client, endpoint: Endpoint) -> None:
    assert "1 tests are on their way" in act(desk, "endpoint", "test", endpoint.pk)
    old = endpoint.secret
    assert "only its owner can be given" in act(desk, "endpoint", "new_secret", endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.secret == old
    Endpoint.objects.update(editor=User.objects.get())
    assert "shown this once" in act(desk, "endpoint", "new_secret", endpoint.pk)
    act(desk, "endpoint", "off", endpoint.pk)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_why, endpoint.secret == old) == ("off", "operator", False)
    assert "0 tests" in act(desk, "endpoint", "test", endpoint.pk)
    act(desk, "endpoint", "on", endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.state == "active"
    assert LogEntry.objects.count() == 3


def test_calls_are_looked_at_and_sent_again(desk: Client, endpoint: Endpoint) -> None:
    call = send_test(endpoint, now=utc_now())
    tried = {"at": utc_now().isoformat(), "status": 500, "ms": 3, "answer": "<b>no</b>"}
    Call.objects.update(state="parked", attempts=8, tries=[tried])
    assert desk.get(f"{ADMIN}/call/").status_code == 200
    page = desk.get(f"{ADMIN}/call/{call.pk}/change/").content.decode()
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "ultimatum.test" in page
    assert "1 calls are due again" in act(desk, "call", "send_again", call.pk)
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("due", 0)
    assert "0 calls are due again" in act(desk, "call", "send_again", call.pk)
    assert desk.get(f"{ADMIN}/call/add/").status_code == 403
    assert desk.get(f"{ADMIN}/call/{call.pk}/delete/").status_code == 403


def test_an_endpoint_is_deleted_with_its_log(desk: Client, endpoint: Endpoint) -> None:
    send_test(endpoint, now=utc_now())
    desk.post(f"{ADMIN}/endpoint/{endpoint.pk}/delete/", {"post": "yes"})
    assert not Endpoint.objects.exists()
    assert not Call.objects.exists()


def test_editors_are_kept_out(client: Client, endpoint: Endpoint) -> None:
    client.force_login(make_editor())
    for page in ("endpoint/", "endpoint/add/", f"endpoint/{endpoint.pk}/change/", "call/"):
        assert client.get(f"{ADMIN}/{page}").status_code == 403


def test_the_desk_is_told_which_service_an_address_is_of(desk: Client) -> None:
    data = {**NEW, "url": "https://discord.com/api/webhooks/123/to-ken"}
    shown = desk.post(f"{ADMIN}/endpoint/add/", data, follow=True).content.decode()
    assert "The address is one of Discord" in shown
    assert "whsec_" not in shown
    assert "Discord</td>" in desk.get(f"{ADMIN}/endpoint/").content.decode()
    data["url"] = "https://api.telegram.org/bot1:a/sendMessage"
    assert "Telegram needs the chat" in desk.post(f"{ADMIN}/endpoint/add/", data).content.decode()
