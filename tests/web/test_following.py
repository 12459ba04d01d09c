"""Following from where one reads, the offer of a last mail, the note and the week ahead, over HTTP."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.emails.making import a_subscriber, a_subscription
from tests.filled import shared_record
from tracker.clock import utc_now
from tracker.domain.alerts import ALL_WISHES, WEEK_AHEAD, AlertKind, wish_bit
from tracker.models import Subscriber, Subscription, SubscriptionState, TopicKind
from tracker.services.subscriptions.links import manage_token, unsubscribe_token
from tracker.services.subscriptions.subscribe import plan_digests
from tracker.services.subscriptions.tokens import Leave, LeaveKind, successor_token
from tracker.web.subscriptions.forms import FIRST_NEWS, FIRST_OFFSETS

pytestmark = pytest.mark.django_db
OVER = "close-the-river"
SENT = "/subscriptions/check-your-mail/"
FIRST = sum(wish_bit(AlertKind.REMINDER, each) for each in FIRST_OFFSETS) + sum(map(wish_bit, FIRST_NEWS))


def fill() -> None:
    over = factories.a_case(OVER, title="Close the river", outcomes=[factories.an_outcome("2026-03-09")])
    factories.load(factories.a_case(), over)


_record = shared_record(fill)


def form_of(client: Client, address: str) -> tuple[str, dict[str, Any]]:
    """Where a page's form of one field goes, and what a browser without scripts sends of it untouched."""
    page = client.get(address).content.decode()
    form = re.search(r'<form class="follow".*?</form>', page, re.DOTALL)
    assert form, address
    action = re.search(r'action="([^"]*)"', form[0])
    assert action
    data: dict[str, Any] = {"website": "", "note": ""}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if found["type"] == "hidden":
            data[found["name"]] = found["value"]
        elif "checked" in tag:
            data.setdefault(found["name"], []).append(found["value"])
    return action[1].replace("&amp;", "&"), data


@pytest.mark.parametrize(
    ("address", "kind", "key", "sent_from", "wishes"),
    [
        ("/ultimatums/open-the-river/", "case", "open-the-river", "/ultimatums/open-the-river/", FIRST),
        (
            f"/ultimatums/{OVER}/",
            "filter",
            "sender=aldovia&target=borealand",
            "/subscriptions/new/?sender=aldovia&target=borealand",
            FIRST,
        ),
        ("/dossiers/river-war/", "dossier", "river-war", "/dossiers/river-war/", FIRST),
        ("/uk/actors/aldovia/", "actor", "aldovia", "/uk/actors/aldovia/", FIRST),
        ("/week/", "everything", "", "/week/", WEEK_AHEAD),
    ],
)
def test_one_address_and_one_button_ask_for_what_suits_most(
    client: Client, address: str, kind: str, key: str, sent_from: str, wishes: int
) -> None:
    action, data = form_of(client, address)
    answer = client.post(action, {**data, "address": "ann@example.org"})
    assert (answer.status_code, answer.headers["Location"].removeprefix("/uk")) == (303, SENT)
    row = Subscription.objects.select_related("topic", "subscriber").get()
    assert (row.topic.kind, row.topic.key, row.wishes, row.cadence) == (kind, key, wishes, 0)
    assert (row.state, row.asked_from) == (SubscriptionState.PENDING, sent_from)
    assert row.subscriber.language == ("uk" if address.startswith("/uk") else "en")


def test_a_wrong_address_is_said_at_its_field_and_all_that_was_chosen_stays(client: Client) -> None:
    action, data = form_of(client, "/ultimatums/open-the-river/")
    chosen = {
        **data,
        "address": "ann@",
        "offsets": ["3600"],
        "cadence": "2",
        "note": "Ask Bo",
        "zone": "Asia/Tokyo",
    }
    answer = client.post(action, chosen)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<input[^>]*name="address"[^>]*value="ann@"[^>]*aria-invalid="true"', page) or (
        'value="ann@"' in page and 'id="error_1_id_address"' in page
    )
    assert re.search(r'value="3600"[^>]*checked', page)
    assert not re.search(r'value="604800"[^>]*checked', page)
    assert re.search(r'value="2"[^>]*checked', page)
    assert "Ask Bo" in page
    assert re.search(r'<option value="Asia/Tokyo"[^>]*selected', page)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({"website": "https://spam.example"}, {}, 303),
        ({"opened": "made up"}, {}, 422),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_it_has_the_protections_of_the_long_form(
    client: Client, changes: dict[str, str], headers: dict[str, str], status: int
) -> None:
    action, data = form_of(client, "/ultimatums/open-the-river/")
    answer = client.post(action, {**data, "address": "ann@example.org", **changes}, headers=headers)
    assert answer.status_code == status
    assert not Subscription.objects.exists()


def test_a_page_of_the_past_leads_to_the_long_form(client: Client) -> None:
    for address in ("/ultimatums/open-the-river/", "/dossiers/river-war/", "/actors/aldovia/"):
        page = client.get(f"{address}?as_of=2026-03-05").content
        assert b'class="follow"' not in page
        assert b'href="/subscriptions/new/?' in page


# --- The offer of a last mail -------------------------------------------------------------------------------
def an_offer() -> tuple[Subscription, str]:
    reader = a_subscriber()
    row = a_subscription(reader, TopicKind.CASE, OVER, successor_offered_by=77, wishes=5)
    return row, f"/subscriptions/next/{successor_token(reader.pk, 77, reader.link_key, now=utc_now())}/"


def test_looking_at_an_offer_changes_nothing_and_one_press_takes_it(client: Client) -> None:
    row, link = an_offer()
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert Subscription.objects.count() == 1
    answer = client.post(link, {"subscription": row.pk})
    assert "You follow them." in answer.content.decode()
    made = Subscription.objects.exclude(pk=row.pk).get()
    assert (made.topic.key, made.state, made.wishes) == ("sender=aldovia&target=borealand", "active", 5)
    assert b"<button" not in client.get(link).content.partition(b"<main")[2].partition(b"</main>")[0]


@pytest.mark.parametrize("named", ["0", "", "999999", "²", "1" * 40])
def test_an_offer_that_was_not_made_is_refused(client: Client, named: str) -> None:
    _row, link = an_offer()
    assert client.post(link, {"subscription": named}).status_code == 404
    assert client.get(link.replace("next/", "next/x")).status_code == 404
    assert (
        client.post(link, {"subscription": named}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    assert Subscription.objects.count() == 1


# --- The note and the week ahead, on one's own page ---------------------------------------------------------
def own_page(reader: Subscriber) -> str:
    return f"/subscriptions/manage/{manage_token(reader.pk, now=utc_now())}/"


def test_the_note_is_on_ones_own_page_as_plain_text_and_can_be_changed(client: Client) -> None:
    row = a_subscription(a_subscriber(), TopicKind.CASE, OVER, note="Tell <b>Ann</b>")
    page = client.get(own_page(row.subscriber)).content.decode()
    assert page.count("Tell &lt;b&gt;Ann&lt;/b&gt;") == 2  # in a line, and in the form
    chosen = {"action": "change", "subscription": row.pk, "cadence": "1", "week_ahead": "on", "note": "Bo"}
    assert client.post(own_page(row.subscriber), chosen).status_code == 200
    row.refresh_from_db()
    assert (row.note, row.wishes, row.cadence) == ("Bo", WEEK_AHEAD, 1)
    assert Subscriber.objects.get().week_ahead_at is not None
    for address in (f"/ultimatums/{OVER}/", f"/api/v1/ultimatums/{OVER}/", "/status/"):
        assert ">Bo<" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "data", [{"List-Unsubscribe": "One-Click"}, {"action": "leave"}, {"action": "pause"}]
)
def test_the_way_out_of_the_week_ahead_ends_that_alone(client: Client, data: dict[str, str]) -> None:
    reader = a_subscriber()
    row = a_subscription(reader, TopicKind.CASE, OVER, wishes=WEEK_AHEAD | ALL_WISHES)
    plan_digests(reader, now=utc_now())
    link = f"/subscriptions/unsubscribe/{unsubscribe_token(Leave(LeaveKind.WEEK_AHEAD, reader.pk))}/"
    shown = client.get(link).content.decode()
    assert "the week ahead comes no more" in shown
    assert 'value="pause"' not in shown
    for _ in range(2):
        assert client.post(link, data).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.wishes) == ("active", ALL_WISHES)
    assert Subscriber.objects.get().week_ahead_at is None
