"""The operators' pages: the ledger, subscribers, suppressions."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from tests import factories
from tests.admin.conftest import make_editor
from tracker.clock import utc_now
from tracker.models import (
    Alert,
    AlertState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    Topic,
    Ultimatum,
)
from tracker.services.subscriptions.subscribe import is_suppressed

pytestmark = pytest.mark.django_db
ADMIN = "/admin/tracker"
ANN = "ann@example.org"
PAGES = ["alert", "delivery", "subscriber", "suppression"]


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("op", password="x"))
    return client


@pytest.fixture
def row() -> Subscription:
    owner = Subscriber.objects.create(
        address="Ann@example.org", address_key=ANN, created_at=utc_now(), confirmed_at=utc_now()
    )
    return Subscription.objects.create(
        subscriber=owner,
        topic=Topic.objects.create(kind="everything"),
        wishes=1 << 3,
        state=SubscriptionState.ACTIVE,
        asked_at=utc_now(),
        asked_from="/subscriptions/new/?everything=1",
        confirmed_at=utc_now(),
    )


@pytest.fixture
def alert() -> Alert:
    factories.load(factories.a_case())
    now = utc_now()
    case = Ultimatum.objects.get()
    return Alert.objects.create(
        ultimatum=case,
        kind="moved",
        key="d2",
        due_at=now,
        release_at=now + timedelta(minutes=5),
        created_at=now,
    )


def mail(row: Subscription, state: str, alert: Alert | None = None, **more: object) -> Delivery:
    kind = DeliveryKind.ALERT if alert else DeliveryKind.ACCESS
    return Delivery.objects.create(
        **{
            "alert": alert,
            "subscription": row,
            "subscriber": row.subscriber,
            "kind": kind,
            "state": state,
            "next_at": utc_now(),
            "attempts": 8,
            "uncertain": 2,
            **more,
        }
    )


def act(client: Client, page: str, action: str, *chosen: int) -> str:
    data = {"action": action, "_selected_action": [str(pk) for pk in chosen]}
    return client.post(f"{ADMIN}/{page}/", data, follow=True).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_operators_see_every_page(operator: Client, row: Subscription, alert: Alert, address: str) -> None:
    made = {"alert": alert.pk, "delivery": mail(row, "parked", alert).pk, "subscriber": row.subscriber_id}
    assert operator.get(f"{ADMIN}/{address}/").status_code == 200
    assert operator.get(f"{ADMIN}/{address}/?q=ann").status_code == 200
    if address in made:
        assert operator.get(f"{ADMIN}/{address}/{made[address]}/change/").status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_editors_look_at_alerts_and_see_nothing_else(client: Client, address: str) -> None:
    client.force_login(make_editor())
    assert client.get(f"{ADMIN}/{address}/").status_code == (200 if address == "alert" else 403)


def test_an_alert_says_where_its_mails_stand_and_why_some_failed(
    operator: Client, row: Subscription, alert: Alert
) -> None:
    mail(row, "failed", alert, error="550 5.7.1 <b>no</b>")
    page = operator.get(f"{ADMIN}/alert/{alert.pk}/change/").content.decode()
    assert "Refused for good: 1" in page
    assert "550 5.7.1 &lt;b&gt;no&lt;/b&gt;: 1" in page


def test_an_alert_is_called_back_with_its_mails(operator: Client, row: Subscription, alert: Alert) -> None:
    waiting = mail(row, "due", alert)
    told = act(operator, "alert", "cancel_alerts", alert.pk)
    assert "1 alerts withdrawn, 1 mails called back" in told
    alert.refresh_from_db()
    waiting.refresh_from_db()
    assert (alert.state, alert.reason) == (AlertState.WITHDRAWN, "called back by op")
    assert waiting.state == DeliveryState.CANCELLED
    assert "0 alerts withdrawn" in act(operator, "alert", "cancel_alerts", alert.pk)


def test_what_has_left_stays_sent(operator: Client, row: Subscription, alert: Alert) -> None:
    sent = mail(row, "sent", alert)
    act(operator, "alert", "cancel_alerts", alert.pk)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT


@pytest.mark.parametrize("state", ["parked", "failed"])
def test_a_stuck_mail_is_sent_again(operator: Client, row: Subscription, state: str) -> None:
    stuck = mail(row, state, error="451 later")
    assert "1 mails are due again." in act(operator, "delivery", "send_again", stuck.pk)
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts, stuck.uncertain, stuck.error) == (DeliveryState.DUE, 0, 0, "")
    assert LogEntry.objects.filter(change_message="Asked to send again.").count() == 1


def test_what_is_of_no_use_is_not_sent_again(operator: Client, row: Subscription) -> None:
    late = mail(row, "parked", not_after=utc_now())
    sent = mail(row, "sent")
    assert "2 were left" in act(operator, "delivery", "send_again", late.pk, sent.pk)
    Subscription.objects.update(state="ended")
    assert "1 were left" in act(operator, "delivery", "send_again", mail(row, "parked").pk)
    assert not Delivery.objects.filter(state="due").exists()


def test_nothing_of_the_ledger_is_typed_or_deleted(operator: Client, row: Subscription, alert: Alert) -> None:
    for page, pk in (("alert", alert.pk), ("delivery", mail(row, "due").pk)):
        assert operator.get(f"{ADMIN}/{page}/add/").status_code == 403
        assert operator.post(f"{ADMIN}/{page}/{pk}/delete/", {"post": "yes"}).status_code == 403
        operator.post(f"{ADMIN}/{page}/{pk}/change/", {"state": "sent", "reason": "x"})
    assert (Alert.objects.get().state, Delivery.objects.get().state) == ("planned", "due")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", False),
        ("?q=ann", False),
        ("?q=example.org", False),
        (f"?q={ANN}", True),
        ("?q=ANN@EXAMPLE.org", True),
    ],
)
def test_a_subscriber_is_found_by_the_whole_address_alone(
    operator: Client, row: Subscription, query: str, found: bool
) -> None:
    page = operator.get(f"{ADMIN}/subscriber/{query}").content.decode()
    assert (f"{ADMIN}/subscriber/{row.subscriber_id}/change/" in page) is found
    assert "Ann@example.org" not in page


def test_erasing_by_an_operator_leaves_no_address_in_the_log(operator: Client, row: Subscription) -> None:
    mail(row, "sent")
    url = f"{ADMIN}/subscriber/{row.subscriber_id}/delete/"
    assert operator.get(url).status_code == 200
    assert operator.post(url, {"post": "yes"}).status_code == 302
    assert not Subscriber.objects.exists()
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["an address"]


def test_an_address_is_suppressed_found_and_lifted(operator: Client, row: Subscription) -> None:
    added = {"address": "ann@EXAMPLE.org", "detail": "asked by phone"}
    assert operator.post(f"{ADMIN}/suppression/add/", added).status_code == 302
    entry = Suppression.objects.get()
    assert (entry.reason, entry.detail, entry.until_at) == ("manual", "asked by phone", None)
    assert Subscription.objects.get().state == "paused"
    assert "on the list" in operator.post(f"{ADMIN}/suppression/add/", added).content.decode()
    change = f"{ADMIN}/suppression/{entry.pk}/change/"
    assert change in operator.get(f"{ADMIN}/suppression/?q={ANN}").content.decode()
    assert change not in operator.get(f"{ADMIN}/suppression/?q=bob@example.org").content.decode()
    assert operator.get(change).status_code == 200
    assert operator.post(f"{ADMIN}/suppression/{entry.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not is_suppressed(ANN, now=utc_now())


def test_what_is_no_address_cannot_be_suppressed(operator: Client) -> None:
    for text in ("ann", "\0@example.org", ""):
        response = operator.post(f"{ADMIN}/suppression/add/", {"address": text, "detail": ""})
        assert response.status_code == 200
    assert not Suppression.objects.exists()
