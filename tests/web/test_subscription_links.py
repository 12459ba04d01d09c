"""The links of mails: looking changes nothing, pressing does, and nobody else's is within reach."""

import html
import re
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests import factories
from tests.filled import shared_record
from tests.thoroughness import IS_THOROUGH
from tracker.clock import utc_now
from tracker.domain.alerts import ALL_WISHES, WEEK_AHEAD, AlertKind, wish_bit
from tracker.models import (
    Alert,
    Cadence,
    Delivery,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
    Ultimatum,
)
from tracker.services.alerts.fan_out import fan_out_due
from tracker.services.emails import EmailRenderer
from tracker.services.outbox.mail_worker import drain
from tracker.services.subscriptions.links import manage_token, unsubscribe_token
from tracker.services.subscriptions.subscribe import (
    Consent,
    Profile,
    Wish,
    request_link,
    request_subscription,
    suppress,
)
from tracker.services.subscriptions.tokens import Confirmation, Leave, LeaveKind, confirm_token
from tracker.transports.testing import MemoryTransport

pytestmark = pytest.mark.django_db
ANN = "ann@example.org"


_record = shared_record(lambda: factories.load(factories.a_case()))


@pytest.fixture
def row() -> Subscription:
    """A request that waits to be confirmed."""
    return asked(ANN)


@pytest.fixture
def active(row: Subscription) -> Subscription:
    """A subscription that goes on."""
    Subscription.objects.update(state=SubscriptionState.ACTIVE, confirmed_at=utc_now())
    Subscriber.objects.update(confirmed_at=utc_now())
    row.refresh_from_db()
    return row


def asked(address: str, kind: str = "case", key: str = "open-the-river", cadence: int = 0) -> Subscription:
    request_subscription(
        address=address,
        address_key=address,
        wish=Wish(kind, key, ALL_WISHES, cadence),
        profile=Profile("en", "Europe/Kyiv"),
        consent=Consent("/subscriptions/new/", "1", "192.0.2.0/24"),
        now=utc_now(),
    )
    return Subscription.objects.get(subscriber__address_key=address, topic__key=key)


def confirm_link(row: Subscription, *, at: datetime | None = None) -> str:
    token = confirm_token(Confirmation(row.subscriber_id, (row.pk,)), now=at or utc_now())
    return f"/subscriptions/confirm/{token}/"


def leave_link(kind: LeaveKind, pk: int) -> str:
    return f"/subscriptions/unsubscribe/{unsubscribe_token(Leave(kind, pk))}/"


def manage_link(row: Subscription, *, at: datetime | None = None) -> str:
    return f"/subscriptions/manage/{manage_token(row.subscriber_id, now=at or utc_now())}/"


def state(row: Subscription) -> str:
    return Subscription.objects.values_list("state", flat=True).get(pk=row.pk)


def stored() -> list[Any]:
    """Everything a link could have changed."""
    models = (Subscriber, Subscription, Delivery, Suppression)
    return [list(model.objects.order_by("pk").values()) for model in models]


class Links(HTMLParser):
    """The addresses a scanner finds on a page: links, forms, resources."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src", "action") and value}


def test_a_scanner_that_follows_every_link_changes_nothing(client: Client, row: Subscription) -> None:
    going_on = asked("bob@example.org")
    Subscription.objects.filter(pk=going_on.pk).update(state="active", confirmed_at=utc_now())
    Subscriber.objects.filter(pk=going_on.subscriber_id).update(confirmed_at=utc_now())
    starts = [
        confirm_link(row),
        leave_link(LeaveKind.REQUEST, row.subscriber_id),
        manage_link(row),
        *(leave_link(kind, going_on.pk) for kind in LeaveKind if kind is LeaveKind.SUBSCRIPTION),
        *(
            leave_link(kind, going_on.subscriber_id)
            for kind in LeaveKind
            if kind is not LeaveKind.SUBSCRIPTION
        ),
        manage_link(going_on),
        "/subscriptions/new/?case=open-the-river",
    ]
    before = stored()
    seen: set[str] = set()
    for start in starts:
        queue = [start]
        while queue:
            address = queue.pop()
            seen.add(address)
            for _time in range(10 if IS_THOROUGH else 1):
                assert client.head(address).status_code < 500
                response = client.get(address)
            assert response.status_code < 400 or "/ultimatums/" in address, address
            if "text/html" in response["Content-Type"] and "/subscriptions/" in address:
                links = Links(response.content.decode()).found
                found = {str(response.wsgi_request.build_absolute_uri(link)) for link in links}
                local = {
                    link.removeprefix("http://testserver").partition("#")[0]
                    for link in found
                    if "://testserver" in link
                }
                queue += [
                    link for link in local - seen if link not in queue and not link.startswith("/static/")
                ]
    assert any(address.endswith("data.json") for address in seen)
    assert stored() == before
    client.post(starts[0], {"action": "confirm"})
    client.post(starts[3])
    assert (state(row), state(going_on)) == ("active", "ended")


def test_a_scanner_that_follows_every_link_of_every_mail_changes_nothing(client: Client) -> None:
    asked(ANN)
    going_on = asked("bob@example.org", "everything", "")
    Subscription.objects.filter(pk=going_on.pk).update(
        state="active", confirmed_at=utc_now() - timedelta(hours=1)
    )
    Subscriber.objects.filter(pk=going_on.subscriber_id).update(confirmed_at=utc_now() - timedelta(hours=1))
    request_link(address_key="bob@example.org", now=utc_now() + timedelta(hours=2))
    Delivery.objects.update(next_at=utc_now())
    case = Ultimatum.objects.get()
    Alert.objects.create(
        ultimatum=case,
        kind="set",
        key="d1",
        due_at=utc_now(),
        release_at=utc_now(),
        created_at=utc_now(),
    )
    fan_out_due(now=utc_now())
    transport = MemoryTransport()
    done = drain(transport=lambda: transport, writer=EmailRenderer, clock=utc_now)
    kinds = set(Delivery.objects.filter(state="sent").values_list("kind", flat=True))
    assert (kinds, done.sent) == ({"confirmation", "access", "alert"}, len(transport.accepted))
    links = {link for mail in transport.accepted for link in links_of(mail.data)}
    assert {link.split("/")[4] for link in links if "/subscriptions/" in link} == {
        "confirm",
        "unsubscribe",
        "manage",
        "link",
    }
    before = stored()
    for link in links:
        path = link.removeprefix(settings.SITE_URL)
        if path != link:
            for _time in range(10 if IS_THOROUGH else 1):
                assert client.head(path).status_code < 400, path
                assert client.get(path).status_code < 400, path
    assert stored() == before
    confirm = next(link for link in links if "/confirm/" in link).removeprefix(settings.SITE_URL)
    client.post(confirm, {"action": "confirm"})
    for link in links:
        if "/unsubscribe/" in link:
            client.post(link.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"})
    states = Subscription.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["active", "ended"]  # what was confirmed is no request any more


def links_of(data: bytes) -> set[str]:
    """Every web address in a mail: its headers, its text, its HTML."""
    mail = message_from_bytes(data, policy=policy.default)
    texts = [str(value) for value in mail.values()]
    texts += [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return {html.unescape(found) for text in texts for found in re.findall(r"https?://[^\s<>\"']+", text)}


def test_the_page_shows_what_would_be_confirmed_and_hides_half_the_address(
    client: Client, row: Subscription
) -> None:
    page = client.get(confirm_link(row)).content.decode()
    assert "Open the river or lose the ports" in page
    assert "a•••@example.org" in page
    assert ANN not in page


def test_confirming_works_twice_and_until_it_runs_out(client: Client, row: Subscription) -> None:
    link = confirm_link(row)
    for _time in range(2):
        response = client.post(link, {"action": "confirm"})
        assert (response.status_code, "will be told about" in response.content.decode()) == (200, True)
    assert state(row) == "active"
    assert "This is confirmed" in client.get(link).content.decode()


def test_a_confirmation_that_ran_out_offers_a_new_mail(client: Client, row: Subscription) -> None:
    link = confirm_link(row, at=utc_now() - timedelta(hours=49))
    for response in (client.get(link), client.post(link, {"action": "confirm"})):
        page = response.content.decode()
        assert (response.status_code, 'action="/subscriptions/link/"' in page) == (410, True)
        assert "example.org" not in page
    assert state(row) == "pending"


def test_not_me_forgets_and_keeps_away(client: Client, row: Subscription) -> None:
    response = client.post(confirm_link(row), {"action": "refuse"})
    assert "Forgotten" in response.content.decode()
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == "refused"
    again = client.post(confirm_link(row), {"action": "confirm"})
    assert "nothing to confirm" in again.content.decode()


def test_an_unknown_action_is_refused(client: Client, row: Subscription) -> None:
    for data in ({}, {"action": "erase"}, {"action": "\0"}):
        assert client.post(confirm_link(row), data).status_code == 400
    assert state(row) == "pending"


def test_a_suppressed_address_is_told_why_it_cannot_be_confirmed(client: Client, row: Subscription) -> None:
    suppress(ANN, SuppressionReason.COMPLAINED, now=utc_now())
    Subscription.objects.update(state="pending")
    page = client.post(confirm_link(row), {"action": "confirm"}).content.decode()
    assert "Its owner reported our mail as unwanted" in page
    assert state(row) == "pending"


@pytest.mark.parametrize("kind", LeaveKind)
def test_one_click_ends_it_without_cookie_or_redirect(kind: LeaveKind, active: Subscription) -> None:
    pk = active.pk if kind is LeaveKind.SUBSCRIPTION else active.subscriber_id
    cadence = {LeaveKind.DAILY: Cadence.DAILY, LeaveKind.WEEKLY: Cadence.WEEKLY}.get(kind, Cadence.AT_ONCE)
    first_state = "pending" if kind is LeaveKind.REQUEST else "active"
    wishes = WEEK_AHEAD if kind is LeaveKind.WEEK_AHEAD else ALL_WISHES
    Subscription.objects.update(cadence=cadence, state=first_state, wishes=wishes)
    client = Client(enforce_csrf_checks=True)
    for _time in range(2):
        response = client.post(
            leave_link(kind, pk),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
            HTTP_ORIGIN="https://webmail.example",
            HTTP_SEC_FETCH_SITE="cross-site",
        )
        assert (response.status_code, response.content) == (200, b"Unsubscribed.\n")
        assert not response.has_header("Location")
        assert not response.cookies
    assert list(Subscription.objects.values_list("state", flat=True)) == (
        [] if kind is LeaveKind.REQUEST else ["ended"]
    )


def test_one_click_as_a_multipart_form(client: Client, active: Subscription) -> None:
    link = leave_link(LeaveKind.SUBSCRIPTION, active.pk)
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).content == b"Unsubscribed.\n"
    assert state(active) == "ended"


def test_leaving_by_the_page(client: Client, active: Subscription) -> None:
    link = leave_link(LeaveKind.SUBSCRIPTION, active.pk)
    assert "Stop these mails?" in client.get(link).content.decode()
    done = client.post(link, {"action": "leave"}).content.decode()
    assert "It has ended" in done
    assert 'href="/subscriptions/new/?case=open-the-river"' in done
    assert state(active) == "ended"
    assert "ended already" in client.get(link).content.decode()


def test_requests_that_differ_are_chosen_from_on_the_page(client: Client, row: Subscription) -> None:
    other = asked_again(row, cadence=1)
    named = (row.pk, other.pk)
    token = confirm_token(Confirmation(row.subscriber_id, named), now=utc_now())
    page = client.get(f"/subscriptions/confirm/{token}/").content.decode()
    assert page.count('type="radio"') == 2
    assert page.count("checked") == 1
    chosen = {"action": "confirm", f"choice-{row.pk}": str(other.pk)}
    assert client.post(f"/subscriptions/confirm/{token}/", chosen).status_code == 200
    (left,) = Subscription.objects.all()
    assert (left.pk, left.state, left.cadence) == (other.pk, "active", 1)


def asked_again(row: Subscription, *, cadence: int) -> Subscription:
    """The same request with another cadence."""
    columns = {**Subscription.objects.filter(pk=row.pk).values().get(), "cadence": cadence}
    del columns["id"]
    return Subscription.objects.create(**columns)


def test_what_was_confirmed_is_no_request_any_more(client: Client, active: Subscription) -> None:
    link = leave_link(LeaveKind.REQUEST, active.subscriber_id)
    for response in (client.get(link), client.post(link)):
        assert "This was confirmed" in response.content.decode()
    assert state(active) == "active"


def test_leaving_works_while_the_queue_is_down(client: Client, active: Subscription) -> None:
    with override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0", REDIS_URL="redis://127.0.0.1:1/0"):
        assert client.post(leave_link(LeaveKind.SUBSCRIPTION, active.pk)).status_code == 200
    assert state(active) == "ended"


def test_leaving_from_a_confirmation_mail_forgets_the_request(client: Client, row: Subscription) -> None:
    client.post(leave_link(LeaveKind.REQUEST, row.subscriber_id))
    assert not Subscriber.objects.exists()
    until = Suppression.objects.get().until_at
    assert until is not None
    assert timedelta(days=29) < until - utc_now() <= timedelta(days=30)


BROKEN = ["", "x", "a.b", "..", "%00", "%2e%2e", "a" * 10_000, "é" * 50, "confirm", "1.2.3.4"]


@pytest.mark.parametrize("what", ["confirm", "unsubscribe", "manage"])
def test_broken_tokens_get_a_clear_answer(client: Client, what: str, row: Subscription) -> None:
    links = {
        "confirm": confirm_link(row),
        "unsubscribe": leave_link(LeaveKind.SUBSCRIPTION, row.pk),
        "manage": manage_link(row),
    }
    token = links[what].split("/")[3]
    others = [link.split("/")[3] for name, link in links.items() if name != what]
    claim, _, signature = token.rpartition(".")
    tampered = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{claim}.{signature[1:]}",  # the claim as it was: one of a row that has gone is answered otherwise
        token + "A",
        token.swapcase(),
        *others,
    ]
    before = stored()
    for text in [*BROKEN[1:], *tampered]:
        for ask_ in (client.get, client.head, client.post):
            response = ask_(f"/subscriptions/{what}/{text}/")
            assert response.status_code == 404, text
    assert "Copy the whole address from the mail" in client.get(f"/subscriptions/{what}/x/").content.decode()
    assert stored() == before


@pytest.mark.parametrize("what", ["confirm", "leave", "manage"])
def test_token_pages_are_private(client: Client, active: Subscription, what: str) -> None:
    link = {
        "confirm": confirm_link(active),
        "leave": leave_link(LeaveKind.SUBSCRIPTION, active.pk),
        "manage": manage_link(active),
    }[what]
    for response in (client.get(link), client.head(link), client.post(link, {"action": "none"})):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.cookies
    page = client.get(link).content.decode()
    assert [address for address in Links(page).found if "://" in address] == []


def test_ones_own_page_shows_everything(client: Client, active: Subscription) -> None:
    asked(ANN, "filter", "sender=aldovia&threat=blockade")
    page = client.get(manage_link(active)).content.decode()
    assert ANN in page
    assert "The case “Open the river or lose the ports”" in page
    assert "Every case with sender Aldovia, threat: Blockade" in page
    assert "not confirmed yet" in page
    assert '<option value="Europe/Kyiv" selected>' in page


def test_wishes_are_changed_on_ones_own_page(client: Client, active: Subscription) -> None:
    data = {
        "action": "change",
        "subscription": active.pk,
        "offsets": ["3600"],
        "news": ["moved"],
        "cadence": "2",
    }
    response = client.post(manage_link(active), data)
    assert (response.status_code, "Saved." in response.content.decode()) == (200, True)
    active.refresh_from_db()
    assert active.wishes == wish_bit(AlertKind.REMINDER, timedelta(hours=1)) + wish_bit(AlertKind.MOVED)
    assert (active.cadence, active.state) == (Cadence.WEEKLY, SubscriptionState.ACTIVE)
    response = client.post(manage_link(active), {**data, "offsets": [], "news": []})
    assert (response.status_code, "Choose at least one thing" in response.content.decode()) == (422, True)


def test_a_pause_lasts_over_a_change_and_ends_when_resumed(client: Client, active: Subscription) -> None:
    link, name = manage_link(active), {"subscription": active.pk}
    client.post(link, {"action": "pause", **name})
    assert state(active) == "paused"
    client.post(link, {"action": "change", **name, "news": ["moved"], "cadence": "0"})
    assert state(active) == "paused"
    client.post(link, {"action": "resume", **name})
    assert state(active) == "active"


def test_the_profile_is_changed_on_ones_own_page(client: Client, active: Subscription) -> None:
    data = {
        "action": "profile",
        "zone": "Asia/Kathmandu",
        "quiet_from": "21:00",
        "quiet_until": "06:00",
        "language": "en",
    }
    assert client.post(manage_link(active), data).status_code == 200
    owner = Subscriber.objects.get()
    assert (owner.zone, owner.quiet_from, owner.quiet_until) == ("Asia/Kathmandu", time(21), time(6))
    assert client.post(manage_link(active), {**data, "zone": "Mars/X"}).status_code == 422
    owner.refresh_from_db()
    assert owner.zone == "Asia/Kathmandu"


def test_a_second_wish_is_confirmed_on_ones_own_page(client: Client, active: Subscription) -> None:
    second = asked(ANN, "everything", "")
    client.post(manage_link(active), {"action": "confirm", "subscription": second.pk})
    assert state(second) == "active"


def test_everything_ends_on_ones_own_page(client: Client, active: Subscription) -> None:
    second = asked(ANN, "actor", "aldovia")
    client.post(manage_link(active), {"action": "leave", "subscription": active.pk})
    assert state(active) == "ended"
    client.post(manage_link(active), {"action": "leave-all"})
    assert not Subscription.objects.filter(pk=second.pk).exists()
    assert "We send you no mail" in client.get(manage_link(active)).content.decode()


@pytest.mark.parametrize("action", ["change", "pause", "resume", "confirm", "leave"])
def test_nobody_else_s_subscription_is_within_reach(
    client: Client, active: Subscription, action: str
) -> None:
    other = asked("bob@example.org")
    before = stored()
    data = {"action": action, "news": ["moved"], "cadence": "0"}
    for pk in (other.pk, 0, -1, 10**30, "x", "\0", "²"):
        assert client.post(manage_link(active), {**data, "subscription": pk}).status_code == 404
    assert client.post(manage_link(active), data).status_code == 404
    assert stored() == before


def test_a_suppressed_address_cannot_resume(client: Client, active: Subscription) -> None:
    suppress(ANN, SuppressionReason.BOUNCED, now=utc_now())
    response = client.post(manage_link(active), {"action": "resume", "subscription": active.pk})
    assert (response.status_code, "The address does not exist" in response.content.decode()) == (422, True)
    assert state(active) == "paused"


def test_one_s_data_can_be_taken_along(client: Client, active: Subscription) -> None:
    response = client.get(f"{manage_link(active)}data.json")
    assert response["Content-Disposition"] == 'attachment; filename="ultimata-my-data.json"'
    assert response["Cache-Control"] == "no-store"
    assert response.json()["address"] == ANN
    assert response.json()["subscriptions"][0]["follows"] == "case open-the-river"


def test_erasing_takes_two_presses(client: Client, active: Subscription) -> None:
    link = manage_link(active)
    asked_back = client.post(link, {"action": "erase"}).content.decode()
    assert "Erase everything?" in asked_back
    assert Subscriber.objects.exists()
    assert "Erased" in client.post(link, {"action": "erase-for-good"}).content.decode()
    assert not any(model.objects.exists() for model in (Subscriber, Subscription, Delivery))
    for address in (link, f"{link}data.json"):
        assert client.get(address).status_code == 404
    assert client.post(leave_link(LeaveKind.SUBSCRIPTION, active.pk)).status_code == 200


def test_an_old_link_to_ones_own_page_offers_a_new_one(client: Client, active: Subscription) -> None:
    link = manage_link(active, at=utc_now() - timedelta(days=31))
    for address in (link, f"{link}data.json"):
        response = client.get(address)
        assert (response.status_code, ANN in response.content.decode()) == (410, False)
    assert client.post(link, {"action": "erase-for-good"}).status_code == 410
    assert Subscriber.objects.exists()


def test_one_s_own_page_is_not_for_other_sites(active: Subscription) -> None:
    response = Client().post(manage_link(active), {"action": "leave-all"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    assert state(active) == "active"


def test_what_a_stranger_typed_is_escaped(client: Client, active: Subscription) -> None:
    asked(ANN, "filter", "q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E")
    page = client.get(manage_link(active)).content.decode()
    assert "<script>alert" not in page
    assert re.search(r"&lt;script&gt;alert", page)
