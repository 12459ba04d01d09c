"""What the links of mails allow whoever has them, what becomes of them when keys change, and how they end."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.test import Client, override_settings

from tests import factories
from tests.filled import shared_record
from tracker.clock import utc_now
from tracker.domain.alerts import ALL_WISHES
from tracker.models import Delivery, Subscriber, Subscription, SuppressionReason
from tracker.services.subscriptions import subscribe, tokens
from tracker.services.subscriptions.links import manage_token, unsubscribe_token
from tracker.services.subscriptions.subscribe import (
    Consent,
    Profile,
    Wish,
    confirm,
    is_suppressed,
    request_subscription,
    suppress,
)
from tracker.services.subscriptions.tokens import Leave, LeaveKind

pytestmark = pytest.mark.django_db
ANN = "ann@example.org"
NEW_KEY = {"SECRET_KEY": "another key " * 6, "SECRET_KEY_FALLBACKS": []}


_record = shared_record(lambda: factories.load(factories.a_case()))


@pytest.fixture
def active() -> Subscription:
    """One of two subscriptions of an address, both going on."""
    rows = [subscribed("case", "open-the-river"), subscribed("dossier", "river-war")]
    Delivery.objects.all().delete()
    return rows[0]


def subscribed(kind: str, key: str) -> Subscription:
    request_subscription(
        address=ANN,
        address_key=ANN,
        wish=Wish(kind, key, ALL_WISHES, 0),
        profile=Profile("en", "Europe/Kyiv"),
        consent=Consent("/subscriptions/new/", "1", "192.0.2.0/24"),
        now=utc_now() - timedelta(hours=2),
    )
    row = Subscription.objects.get(topic__key=key)
    confirm(row.subscriber, [row.pk], now=utc_now())
    row.refresh_from_db()
    return row


def way_out(row: Subscription) -> str:
    return f"/subscriptions/unsubscribe/{unsubscribe_token(Leave(LeaveKind.SUBSCRIPTION, row.pk))}/"


def older_way_out(row: Subscription) -> str:
    """That of a mail from before subscribers had keys."""
    return f"/subscriptions/unsubscribe/{tokens.unsubscribe_token(Leave(LeaveKind.SUBSCRIPTION, row.pk))}/"


def own_page(row: Subscription) -> str:
    return f"/subscriptions/manage/{manage_token(row.subscriber_id, now=utc_now())}/"


def states() -> list[str]:
    return list(Subscription.objects.order_by("pk").values_list("state", flat=True))


def test_whoever_has_a_mail_sees_and_pauses_what_it_was_sent_for_and_no_more(
    client: Client, active: Subscription
) -> None:
    page = client.get(way_out(active)).content.decode()
    assert "open the river" in page.lower()
    assert "river war" not in page.lower()
    assert ANN not in page
    assert "/manage/" not in page
    paused = client.post(way_out(active), {"action": "pause"}).content.decode()
    assert "It is paused" in paused
    assert states() == ["paused", "active"]
    client.post(way_out(active), {"action": "leave"})
    assert states() == ["ended", "active"]


@pytest.mark.parametrize("path", ["", "data.json", "webhooks/"])
def test_a_mail_opens_nobody_s_own_page(client: Client, active: Subscription, path: str) -> None:
    token = way_out(active).split("/")[-2]
    assert client.get(f"/subscriptions/manage/{token}/{path}").status_code == 404
    leave_all = tokens.unsubscribe_token(Leave(LeaveKind.EVERYTHING, active.subscriber_id), "x" * 43)
    assert client.post(f"/subscriptions/unsubscribe/{leave_all}/").status_code == 404
    assert states() == ["active", "active"]


def test_a_link_to_one_s_own_page_comes_by_mail_to_its_owner_alone(
    client: Client, active: Subscription
) -> None:
    answer = client.post(way_out(active), {"action": "link"})
    assert (answer.status_code, answer["Location"]) == (303, "/subscriptions/check-your-mail/")
    assert ANN not in answer.content.decode()
    (mail,) = Delivery.objects.all()
    assert (mail.kind, mail.subscriber.address) == ("access", ANN)
    assert states() == ["active", "active"]


def test_it_holds_for_an_hour(client: Client, active: Subscription) -> None:
    for minutes, status in ((59, 200), (61, 410)):
        token = manage_token(active.subscriber_id, now=utc_now() - timedelta(minutes=minutes))
        assert client.get(f"/subscriptions/manage/{token}/").status_code == status


def test_mails_that_were_sent_before_still_let_out_and_open_no_page(
    client: Client, active: Subscription
) -> None:
    page = f"/subscriptions/manage/{tokens.manage_token(active.subscriber_id, now=utc_now())}/"
    assert client.get(page).status_code == 410
    assert client.post(page, {"action": "erase-for-good"}).status_code == 410
    assert client.post(older_way_out(active), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert states() == ["ended", "active"]


def test_ways_out_outlive_the_secret_key(client: Client, active: Subscription) -> None:
    link = way_out(active)
    with override_settings(**NEW_KEY):
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert states() == ["ended", "active"]


def test_older_ways_out_outlive_it_with_the_key_of_before(client: Client, active: Subscription) -> None:
    link, old = older_way_out(active), project.SECRET_KEY
    with override_settings(**NEW_KEY):
        assert client.post(link).status_code == 404
    with override_settings(**{**NEW_KEY, "SECRET_KEY_FALLBACKS": [old]}):
        assert client.post(link).status_code == 200
    assert states() == ["ended", "active"]


def test_suppressions_outlive_the_secret_key() -> None:
    suppress("bo@example.org", SuppressionReason.COMPLAINED, now=utc_now())
    with override_settings(**NEW_KEY):
        assert is_suppressed("bo@example.org", now=utc_now())
        assert not is_suppressed("bob@example.org", now=utc_now())


def test_an_owner_ends_every_link_that_was_mailed(client: Client, active: Subscription) -> None:
    links = [way_out(active), older_way_out(active), own_page(active)]
    page = client.post(own_page(active), {"action": "revoke"}).content.decode()
    assert "All links are void" in page
    assert [client.get(link).status_code for link in links] == [404, 404, 404]
    assert [client.post(link).status_code for link in links] == [404, 404, 404]
    assert states() == ["active", "active"]
    assert client.get(own_page(active)).status_code == 200
    assert client.post(way_out(active)).status_code == 200
    assert states() == ["ended", "active"]


def test_a_confirmed_reader_follows_more_on_her_own_page_at_once(
    client: Client, active: Subscription
) -> None:
    page = f"/subscriptions/manage/{manage_token(active.subscriber_id, now=utc_now())}/"
    wanted = {"about": "/actors/aldovia/", "offsets": ["86400"], "cadence": "0"}
    for _ in range(2):  # the second takes the place of the first
        answer = client.post(page, {"action": "follow", **wanted})
        assert answer.status_code == 200
        assert "You follow every case of Aldovia" in answer.content.decode()
    going_on = Subscription.objects.filter(topic__key="aldovia").exclude(state="ended")
    made = going_on.get()
    assert (made.state, made.asked_from) == ("active", "/subscriptions/manage/")
    assert not Delivery.objects.exists()
    refused = client.post(page, {"action": "follow", **wanted, "about": "/actors/nobody/"})
    assert refused.status_code == 422
    assert "nothing of the name nobody" in refused.content.decode()


def test_what_is_followed_from_an_own_page_has_a_limit(
    client: Client, active: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "MOST_FOLLOWED", 3)
    page = f"/subscriptions/manage/{manage_token(active.subscriber_id, now=utc_now())}/"
    wanted = {"action": "follow", "offsets": ["86400"], "cadence": "0"}
    answers = [client.post(page, {**wanted, "about": about}) for about in ("/actors/aldovia/", "/", "/")]
    assert [answer.status_code for answer in answers] == [200, 422, 422]
    assert "as many as there can be" in answers[-1].content.decode()
    assert Subscription.objects.filter(subscriber=active.subscriber).count() == 3


def test_an_address_that_never_answered_follows_nothing_on_its_page(
    client: Client, active: Subscription
) -> None:
    Subscriber.objects.update(confirmed_at=None)
    page = f"/subscriptions/manage/{manage_token(active.subscriber_id, now=utc_now())}/"
    answer = client.post(page, {"action": "follow", "offsets": ["86400"], "cadence": "0"})
    assert answer.status_code == 403
    assert Subscription.objects.count() == 2


def test_what_is_asked_within_the_hour_waits_for_it_as_the_page_says(client: Client) -> None:
    now = utc_now()
    for kind, key in (("case", "open-the-river"), ("dossier", "river-war")):
        request_subscription(
            address=ANN,
            address_key=ANN,
            wish=Wish(kind, key, ALL_WISHES, 0),
            profile=Profile("en", "UTC"),
            consent=Consent("/subscriptions/new/", "1", "192.0.2.0/24"),
            now=now,
        )
        Delivery.objects.filter(next_at__lte=now).update(state="sent")
    assert Delivery.objects.get(state="due").next_at == now + timedelta(hours=1)
    told = client.get("/subscriptions/check-your-mail/").content.decode()
    assert "once that hour is over" in told
    assert "a mail is on its way" not in told
