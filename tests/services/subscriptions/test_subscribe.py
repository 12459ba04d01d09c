"""Subscriptions: what a stranger can do, what a link can do, and what neither can."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.pruning import prune_all
from tracker.domain.alerts import ALL_WISHES, AlertKind, wish_bit
from tracker.models import (
    Attempt,
    Cadence,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
    Topic,
)
from tracker.services.outbox.mail import claim
from tracker.services.rate_limit import (
    ASKS_PER_NETWORK,
    ASKS_PER_WIDE_NETWORK,
    TooManyRequests,
    check_network,
)
from tracker.services.subscriptions import subscribe
from tracker.services.subscriptions.subscribe import (
    LINKS_A_MAILBOX,
    MOST_REQUESTS,
    Barred,
    Consent,
    Profile,
    Wish,
    confirm,
    leave,
    request_link,
    request_subscription,
    suppress,
)
from tracker.services.subscriptions.tokens import Leave, LeaveKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WISH = Wish("case", "open-the-river", ALL_WISHES, Cadence.AT_ONCE)
KYIV = Profile("en", "Europe/Kyiv", time(22), time(7))
CONSENT = Consent("/subscriptions/new/?case=open-the-river", "1", "192.0.2.0/24")


def ask_as(address: str = "ann@example.org", *, wish: Wish = WISH, now: datetime = NOW, **more: Any) -> None:
    request_subscription(
        address=address,
        address_key=address.lower(),
        wish=wish,
        now=now,
        **{"profile": KYIV, "consent": CONSENT, **more},
    )


def active(address: str = "ann@example.org", **changes: Any) -> Subscription:
    ask_as(address, wish=replace(WISH, **changes))
    found = Subscription.objects.order_by("id").filter(subscriber__address_key=address).last()
    assert found is not None
    confirm(found.subscriber, [found.pk], now=NOW)
    found.refresh_from_db()
    return found


def planned(subscription: Subscription, state: DeliveryState = DeliveryState.DUE, **more: Any) -> Delivery:
    """A confirmation stands for any mail of a subscription: it needs no alert."""
    return Delivery.objects.create(
        subscription=subscription,
        subscriber=subscription.subscriber,
        kind=DeliveryKind.CONFIRMATION,
        state=state,
        next_at=NOW,
        **more,
    )


def test_asking_stores_a_pending_wish_with_its_proof_and_plans_one_mail() -> None:
    ask_as("Ann@example.org")
    row = Subscription.objects.select_related("subscriber", "topic").get()
    assert (row.subscriber.address, row.subscriber.address_key) == ("Ann@example.org", "ann@example.org")
    assert (row.subscriber.zone, row.subscriber.quiet_from, row.subscriber.confirmed_at) == (
        "Europe/Kyiv",
        time(22),
        None,
    )
    assert (row.topic.kind, row.topic.key, row.state) == ("case", "open-the-river", SubscriptionState.PENDING)
    assert (row.asked_at, row.asked_from, row.consent_text, row.network) == (
        NOW,
        CONSENT.asked_from,
        "1",
        "192.0.2.0/24",
    )
    mail = Delivery.objects.get()
    assert (mail.kind, mail.state, mail.next_at, mail.not_after) == (
        DeliveryKind.CONFIRMATION,
        DeliveryState.DUE,
        NOW,
        NOW + timedelta(hours=48),
    )


def test_an_address_gets_one_mail_an_hour_and_the_next_waits_for_the_hour() -> None:
    for minutes in (0, 10, 20, 30):
        ask_as(wish=replace(WISH, topic_key=f"case-{minutes}"), now=NOW + timedelta(minutes=minutes))
    assert list(Delivery.objects.order_by("id").values_list("next_at", flat=True)) == [NOW, NOW + HOUR]


def test_an_address_gets_three_such_mails_a_day() -> None:
    for hours in range(24):
        ask_as(now=NOW + timedelta(hours=hours, minutes=hours))
    assert Delivery.objects.count() == 3
    ask_as(now=NOW + timedelta(hours=30))
    assert Delivery.objects.count() == 4


def test_asking_changes_nothing_that_is_confirmed_and_sends_its_owner_a_link() -> None:
    row = active(wishes=wish_bit(AlertKind.MOVED))
    later = NOW + 2 * HOUR
    ask_as(
        wish=replace(WISH, wishes=ALL_WISHES, cadence=Cadence.WEEKLY), now=later, profile=Profile("en", "UTC")
    )
    row.refresh_from_db()
    assert (row.state, row.wishes, row.cadence) == (SubscriptionState.ACTIVE, wish_bit(AlertKind.MOVED), 0)
    assert (row.subscriber.zone, row.asked_at) == ("Europe/Kyiv", NOW)
    assert list(Delivery.objects.order_by("id").values_list("kind", flat=True)) == ["confirmation", "access"]


def test_asking_anew_for_what_has_ended_leaves_its_proof_and_adds_a_request() -> None:
    row = active()
    leave(Leave(LeaveKind.SUBSCRIPTION, row.pk), now=NOW)
    (proof,) = Subscription.objects.values()
    ask_as(now=NOW + 2 * HOUR, consent=Consent("/elsewhere/", "2", "203.0.113.0/24"))
    old, new = Subscription.objects.order_by("pk").values()
    assert old == proof
    assert (new["state"], new["asked_from"], new["confirmed_at"]) == ("pending", "/elsewhere/", None)
    # Whether it is refused, runs out or is confirmed: the proof of the first stays.
    confirm(row.subscriber, [new["id"]], now=NOW + 3 * HOUR)
    assert Subscription.objects.order_by("pk").values()[0] == proof
    assert len(subscribe.own_data(row.subscriber)["subscriptions"]) == 2


STRANGER: dict[str, Any] = {
    "wish": replace(WISH, wishes=wish_bit(AlertKind.SET), cadence=Cadence.WEEKLY),
    "profile": Profile("uk", "Asia/Tokyo"),
    "consent": Consent("/stranger/", "1", "203.0.113.0/24"),
}


def test_a_stranger_changes_nothing_of_what_waits_to_be_confirmed() -> None:
    ask_as()
    (first,) = Subscription.objects.values()
    subscriber = Subscriber.objects.values().get()
    for minutes in range(40):
        ask_as(now=NOW + timedelta(minutes=minutes), **STRANGER)
    assert Subscription.objects.order_by("pk").values()[0] == first
    assert Subscriber.objects.values().get() == {**subscriber, "confirmation_sent_at": NOW + HOUR}
    assert Subscription.objects.count() == MOST_REQUESTS
    # The mail may name all of them, and its owner presses the button without choosing.
    ids = list(Subscription.objects.order_by("pk").values_list("pk", flat=True))
    assert confirm(Subscriber.objects.get(), ids, now=NOW + HOUR) == 1
    row = Subscription.objects.select_related("subscriber").get()
    assert (row.wishes, row.cadence, row.asked_from) == (ALL_WISHES, Cadence.AT_ONCE, CONSENT.asked_from)
    assert (row.subscriber.zone, row.subscriber.quiet_from) == ("Europe/Kyiv", time(22))


def test_a_stranger_who_asks_first_does_not_choose_for_the_owner() -> None:
    ask_as(now=NOW, **STRANGER)
    ask_as(now=NOW + timedelta(minutes=1))
    stranger, own = Subscription.objects.order_by("pk").values_list("pk", flat=True)
    subscriber = Subscriber.objects.get()
    assert confirm(subscriber, [own, stranger], now=NOW + HOUR) == 1
    row = Subscription.objects.get()
    assert (row.pk, row.wishes, subscriber.zone) == (own, ALL_WISHES, "Europe/Kyiv")


def test_confirming_another_request_for_the_same_ends_the_first_and_keeps_its_mails() -> None:
    ask_as()
    ask_as(now=NOW + timedelta(minutes=1), wish=replace(WISH, cadence=Cadence.DAILY))
    first, second = Subscription.objects.order_by("pk")
    confirm(first.subscriber, [first.pk], now=NOW)
    mail = planned(first)
    confirm(first.subscriber, [second.pk], now=NOW + HOUR)
    assert list(Subscription.objects.order_by("pk").values_list("state", flat=True)) == ["ended", "active"]
    mail.refresh_from_db()
    assert (mail.subscription_id, mail.state) == (second.pk, DeliveryState.DUE)


@pytest.mark.parametrize("function", ["request_subscription", "request_link"])
def test_every_address_costs_the_same_queries(function: str) -> None:
    active("known@example.org")
    ask_as("pending@example.org")
    active("paused@example.org")
    subscribe.suppress("paused@example.org", SuppressionReason.BOUNCED, now=NOW)
    subscribe.suppress("gone@example.org", SuppressionReason.MANUAL, now=NOW)
    subscribe.suppress("refused@example.org", SuppressionReason.REFUSED, now=NOW, lasting=30 * 24 * HOUR)
    counts = {}
    for address in ("new", "known", "pending", "pending", "paused", "gone", "refused"):
        with CaptureQueriesContext(
            connection,
        ) as found:
            if function == "request_subscription":
                ask_as(f"{address}@example.org")
            else:
                request_link(address_key=f"{address}@example.org", now=NOW)
        statements = [item["sql"] for item in found if "SAVEPOINT" not in item["sql"]]
        counts[address] = [sql.split()[0] for sql in statements]
    first = counts["new"]
    assert len(first) == {"request_subscription": 14, "request_link": 9}[function]
    assert counts == dict.fromkeys(counts, first)


@pytest.mark.parametrize("reason", SuppressionReason)
def test_a_suppressed_stranger_is_not_stored_and_gets_no_mail(reason: SuppressionReason) -> None:
    suppress("ann@example.org", reason, now=NOW)
    ask_as()
    request_link(address_key="ann@example.org", now=NOW)
    assert not Subscriber.objects.exists()
    assert not Delivery.objects.exists()
    assert not Topic.objects.exists()


def test_a_suppression_ends_when_its_time_is_over() -> None:
    suppress("ann@example.org", SuppressionReason.REFUSED, now=NOW, lasting=timedelta(days=30))
    ask_as(now=NOW + timedelta(days=30))
    assert Delivery.objects.count() == 1


def test_a_suppression_outlives_a_change_of_the_secret_key() -> None:
    from django.conf import settings

    suppress("ann@example.org", SuppressionReason.COMPLAINED, now=NOW)
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        ask_as()
    assert not Subscriber.objects.exists()


def test_the_suppression_list_holds_no_address() -> None:
    suppress("ann@example.org", SuppressionReason.COMPLAINED, now=NOW)
    assert "ann" not in str(Suppression.objects.values().get())


def test_a_refused_request_leaves_what_is_confirmed_and_the_way_to_it() -> None:
    row = active()
    mail = planned(row, state=DeliveryState.HELD)
    Delivery.objects.filter(pk=mail.pk).update(kind=DeliveryKind.DIGEST)
    ask_as(wish=replace(WISH, topic_key="another"), now=NOW + 2 * HOUR)
    subscribe.refuse(row.subscriber, now=NOW + 2 * HOUR)
    assert list(Subscription.objects.values_list("state", flat=True)) == [SubscriptionState.ACTIVE]
    mail.refresh_from_db()
    assert mail.state == DeliveryState.HELD
    request_link(address_key="ann@example.org", now=NOW + 8 * HOUR)
    assert Delivery.objects.filter(kind=DeliveryKind.ACCESS, state=DeliveryState.DUE).count() == 1


def test_a_link_is_sent_to_who_never_confirmed_as_well() -> None:
    ask_as()
    request_link(address_key="ann@example.org", now=NOW + 50 * HOUR)
    assert list(Delivery.objects.values_list("kind", flat=True)) == ["confirmation", "confirmation"]


def test_confirming_twice_changes_nothing_the_second_time() -> None:
    row = active(cadence=Cadence.DAILY)
    assert (row.state, row.confirmed_at) == (SubscriptionState.ACTIVE, NOW)
    assert row.subscriber.daily_at == datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
    assert confirm(row.subscriber, [row.pk], now=NOW + HOUR) == 0
    row.refresh_from_db()
    assert row.confirmed_at == NOW


def test_confirming_reaches_no_subscription_of_another() -> None:
    ask_as("ann@example.org")
    ask_as("bob@example.org")
    ann, bob = Subscription.objects.order_by("id")
    assert confirm(ann.subscriber, [ann.pk, bob.pk], now=NOW) == 1
    bob.refresh_from_db()
    assert bob.state == SubscriptionState.PENDING


def test_confirming_lifts_a_refusal_and_nothing_graver() -> None:
    ask_as()
    row = Subscription.objects.get()
    suppress("ann@example.org", SuppressionReason.REFUSED, now=NOW)
    assert confirm(row.subscriber, [row.pk], now=NOW) == 1
    assert not Suppression.objects.exists()
    suppress("ann@example.org", SuppressionReason.COMPLAINED, now=NOW)
    with pytest.raises(Barred, match="reported our mail"):
        confirm(row.subscriber, [row.pk], now=NOW)


def test_a_refusal_never_softens_a_complaint() -> None:
    suppress("ann@example.org", SuppressionReason.COMPLAINED, now=NOW)
    suppress("ann@example.org", SuppressionReason.REFUSED, now=NOW, lasting=timedelta(days=30))
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINED
    assert Suppression.objects.get().until_at is None


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (SuppressionReason.BOUNCED, SubscriptionState.PAUSED),
        (SuppressionReason.MANUAL, SubscriptionState.PAUSED),
        (SuppressionReason.COMPLAINED, SubscriptionState.ENDED),
        (SuppressionReason.REFUSED, SubscriptionState.ACTIVE),
    ],
)
def test_a_suppressed_address_is_handed_nothing_new(
    reason: SuppressionReason, state: SubscriptionState
) -> None:
    row = active()
    suppress("ann@example.org", reason, now=NOW)
    row.refresh_from_db()
    assert row.state == state


def test_a_suppressed_address_cannot_be_resumed() -> None:
    row = active()
    suppress("ann@example.org", SuppressionReason.BOUNCED, now=NOW)
    row.refresh_from_db()
    with pytest.raises(Barred):
        subscribe.change(row, wishes=row.wishes, cadence=row.cadence, paused=False, now=NOW)
    Suppression.objects.all().delete()
    subscribe.change(row, wishes=row.wishes, cadence=row.cadence, paused=False, now=NOW)
    assert row.state == SubscriptionState.ACTIVE


@pytest.mark.parametrize("state", [DeliveryState.HELD, DeliveryState.DUE, DeliveryState.LEASED])
def test_leaving_calls_back_what_has_not_left(state: DeliveryState) -> None:
    row = active()
    mail = planned(row, state=state)
    assert leave(Leave(LeaveKind.SUBSCRIPTION, row.pk), now=NOW) == 1
    assert leave(Leave(LeaveKind.SUBSCRIPTION, row.pk), now=NOW + HOUR) == 0
    row.refresh_from_db()
    mail.refresh_from_db()
    assert (row.state, row.ended_at, mail.state) == (SubscriptionState.ENDED, NOW, DeliveryState.CANCELLED)


def test_a_mail_planned_behind_a_leaver_s_back_is_never_claimed() -> None:
    row = active()
    Delivery.objects.all().delete()
    leave(Leave(LeaveKind.SUBSCRIPTION, row.pk), now=NOW)
    late = planned(row)  # a batch that had read her as active commits after she left
    assert claim(now=NOW)[1] == []
    late.refresh_from_db()
    assert (late.state, late.error, late.lease_token) == (DeliveryState.CANCELLED, "unsubscribed", "")


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (LeaveKind.DAILY, ["a", "c"]),
        (LeaveKind.WEEKLY, ["a", "b"]),
        (LeaveKind.EVERYTHING, []),
        (LeaveKind.REQUEST, ["a", "b", "c"]),
    ],
)
def test_each_way_out_ends_what_it_says(kind: LeaveKind, left: list[str]) -> None:
    for key, cadence in (("a", Cadence.AT_ONCE), ("b", Cadence.DAILY), ("c", Cadence.WEEKLY)):
        active(topic_key=key, cadence=cadence)
    active("bob@example.org", cadence=Cadence.DAILY)
    ann = Subscriber.objects.get(address_key="ann@example.org")
    leave(Leave(kind, ann.pk), now=NOW)
    going_on = ann.subscriptions.filter(state=SubscriptionState.ACTIVE).order_by("id")
    assert list(going_on.values_list("topic__key", flat=True)) == left
    assert Subscription.objects.filter(subscriber__address_key="bob@example.org", state="active").count() == 1


def test_refusing_a_first_request_forgets_the_address_and_bars_it_for_30_days() -> None:
    ask_as()
    right = Leave(LeaveKind.REQUEST, Subscriber.objects.get().pk)
    assert leave(right, now=NOW) == 1
    assert leave(right, now=NOW) == 0
    assert not Subscriber.objects.exists()
    suppression = Suppression.objects.get()
    assert (suppression.reason, suppression.until_at) == ("refused", NOW + timedelta(days=30))


def test_leaving_what_was_never_confirmed_leaves_nothing_behind() -> None:
    ask_as()
    leave(Leave(LeaveKind.SUBSCRIPTION, Subscription.objects.get().pk), now=NOW)
    assert not Subscription.objects.exists()


def test_pausing_calls_back_and_a_slower_cadence_holds_on_to_what_waits() -> None:
    row = active(cadence=Cadence.DAILY)
    held = planned(row, state=DeliveryState.HELD, cadence=Cadence.DAILY)
    subscribe.change(row, wishes=row.wishes, cadence=Cadence.WEEKLY, paused=False, now=NOW)
    held.refresh_from_db()
    assert (held.state, held.cadence) == (DeliveryState.HELD, Cadence.WEEKLY)
    row.subscriber.refresh_from_db()
    assert (row.subscriber.daily_at, row.subscriber.weekly_at) == (None, datetime(2026, 3, 16, 6, tzinfo=UTC))
    subscribe.change(row, wishes=row.wishes, cadence=Cadence.AT_ONCE, paused=False, now=NOW)
    held.refresh_from_db()
    assert (held.state, held.cadence) == (DeliveryState.DUE, Cadence.AT_ONCE)
    subscribe.change(row, wishes=row.wishes, cadence=Cadence.AT_ONCE, paused=True, now=NOW)
    held.refresh_from_db()
    assert (held.state, row.state) == (DeliveryState.CANCELLED, SubscriptionState.PAUSED)


def test_erasing_leaves_no_trace_of_the_address() -> None:
    row = active("ann+x@example.org")
    planned(row)
    check_network("subscribe", "192.0.2.0/24", now=NOW)
    subscribe.erase(row.subscriber)
    for model in (Subscriber, Subscription, Delivery, Attempt, Suppression, Topic):
        assert "ann" not in str(list(model.objects.values()))
    assert not Subscriber.objects.exists()


def test_the_export_holds_what_is_kept_in_words() -> None:
    row = active(wishes=wish_bit(AlertKind.MOVED) | wish_bit(AlertKind.REMINDER, timedelta(days=7)))
    found = subscribe.own_data(row.subscriber)
    assert (found["address"], found["zone"], found["quiet_from"]) == (
        "ann@example.org",
        "Europe/Kyiv",
        "22:00:00",
    )
    assert found["subscriptions"] == [
        {
            "follows": "case open-the-river",
            "wishes": ["moved", "reminder 7 days before"],
            "cadence": "At once",
            "note": "",
            "state": "active",
            "asked_at": "2026-03-10T12:00:00+00:00",
            "asked_from": CONSENT.asked_from,
            "consent_text": "1",
            "network": "192.0.2.0/24",
            "confirmed_at": "2026-03-10T12:00:00+00:00",
            "ended_at": None,
        }
    ]
    assert [mail["kind"] for mail in found["mails"]] == ["confirmation"]


def test_what_is_not_confirmed_in_a_week_is_forgotten() -> None:
    ask_as(wish=replace(WISH, topic_kind="filter", topic_key="sender=aldovia"))
    active("bob@example.org")
    week = timedelta(days=7)
    prune_all(now=NOW + week)
    assert Subscription.objects.count() == 2
    prune_all(now=NOW + week + HOUR)
    assert [row.address for row in Subscriber.objects.all()] == ["bob@example.org"]
    assert [topic.key for topic in Topic.objects.all()] == ["open-the-river"]


def test_a_network_may_ask_so_often_an_hour_and_its_neighbours_still_may() -> None:
    for minute in range(ASKS_PER_NETWORK):
        check_network("subscribe", "192.0.2.0/24", now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyRequests) as caught:
        check_network("subscribe", "192.0.2.0/24", now=NOW + timedelta(minutes=30))
    assert caught.value.retry_after == timedelta(minutes=30)
    check_network("subscribe", "198.51.100.0/24", now=NOW + timedelta(minutes=30))
    check_network("link", "192.0.2.0/24", now=NOW + timedelta(minutes=30))
    check_network("subscribe", "192.0.2.0/24", now=NOW + timedelta(minutes=61))


def test_all_ipv6_networks_of_an_owner_share_a_limit() -> None:
    for number in range(ASKS_PER_WIDE_NETWORK):
        check_network("subscribe", f"2001:db8:1:{number:x}00::/56", "2001:db8:1::/48", now=NOW)
    with pytest.raises(TooManyRequests):
        check_network("subscribe", "2001:db8:1:ff00::/56", "2001:db8:1::/48", now=NOW)
    check_network("subscribe", "2001:db8:2::/56", "2001:db8:2::/48", now=NOW)


def test_mails_of_a_crowd_wait_before_anybody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribe, "LINKS_IN_ALL", 4)
    for number in range(8):
        ask_as(f"a{number}@{number}.example.org")
    waits = [at - NOW for at in Delivery.objects.order_by("id").values_list("next_at", flat=True)]
    assert waits == [HOUR * 0] * 5 + [HOUR / 4, HOUR / 2, HOUR * 3 / 4]
    with pytest.raises(TooManyRequests) as caught:
        ask_as("ann@example.org")
    assert (caught.value.is_crowd, caught.value.retry_after) == (True, HOUR)
    ask_as("ann@example.org", now=NOW + HOUR)


def test_one_domain_cannot_be_flooded_and_domains_many_share_are_not_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscribe, "LINKS_A_DOMAIN", 2)
    for number in range(4):
        ask_as(f"a{number}@example.org")
    for form in (ask_as, lambda address: subscribe.request_link(address_key=address, now=NOW)):
        with pytest.raises(TooManyRequests):
            form("ann@example.org")
    for number in range(8):
        ask_as(f"a{number}@gmail.com")
    assert Delivery.objects.filter(next_at=NOW, subscriber__address__contains="gmail").count() == 8


@pytest.mark.parametrize(
    "spelling",
    ["ann+{}@example.org", "a.n.n+{}@gmail.com", "ann+{}@googlemail.com", "An.n+{}@Gmail.com"],
)
def test_sixty_spellings_of_one_mailbox_get_few_mails(spelling: str) -> None:
    for number in range(60):
        ask_as(spelling.format(number), now=NOW + timedelta(minutes=number))
    assert Delivery.objects.count() == LINKS_A_MAILBOX
    ask_as("bo@example.org", now=NOW + HOUR)
    assert Delivery.objects.count() == LINKS_A_MAILBOX + 1
    ask_as(spelling.format("again"), now=NOW + timedelta(days=1, minutes=1))
    assert Delivery.objects.count() == LINKS_A_MAILBOX + 2
