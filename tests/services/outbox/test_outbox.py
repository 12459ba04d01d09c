"""The ledger: what is planned when a record changes, and what is handed out to whom."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db.models import Q

from tests.thoroughness import IS_THOROUGH
from tracker.domain.alerts import ALL_WISHES, AlertKind, wish_bit
from tracker.models import (
    Alert,
    AlertState,
    Delivery,
    DeliveryState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Topic,
)
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.store import store_case
from tracker.services.outbox.mail import claim
from tracker.services.outbox.retry import MAILS
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db
SEEDS = Path(__file__).parents[3] / "seeds"
GRACE = timedelta(minutes=5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def seed(name: str) -> Any:
    return yaml.safe_load((SEEDS / name).read_text("utf-8"))


@pytest.fixture
def fifty_days() -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(seed("cases/us-russia-50-days-2025.yaml"))
    document.pop("related")
    return document


def as_known(document: dict[str, Any], deadlines: int, events: int, outcomes: int = 0) -> dict[str, Any]:
    """The case as an editor would have entered it by then; sources nobody cites yet stay listed."""
    cut = deepcopy(document)
    cut["deadlines"] = cut["deadlines"][:deadlines]
    cut["events"] = cut["events"][:events]
    cut["outcomes"] = cut["outcomes"][:outcomes]
    return cut


@pytest.fixture
def catalogue() -> None:
    load_catalogue(
        actors=seed("actors.yaml"),
        dossiers=seed("dossiers.yaml"),
        cases=[],
        now=at("2025-07-01T00:00"),
        reason="",
    )


def subscribe(
    address: str, kind: str, key: str, now: datetime, wishes: int = ALL_WISHES, cadence: int = 0
) -> Subscription:
    subscriber, _ = Subscriber.objects.get_or_create(
        address_key=address, defaults={"address": address, "created_at": now, "confirmed_at": now}
    )
    topic, _ = Topic.objects.get_or_create(kind=kind, key=key)
    return Subscription.objects.create(
        subscriber=subscriber,
        topic=topic,
        wishes=wishes,
        cadence=cadence,
        state=SubscriptionState.ACTIVE,
        asked_at=now,
        asked_from="/",
        consent_text="1",
        confirmed_at=now,
    )


def told(state: DeliveryState = DeliveryState.DUE) -> list[tuple[str | None, ...]]:
    rows = Delivery.objects.filter(state=state).order_by("id")
    return list(rows.values_list("subscriber__address", "alert__kind", "alert__key"))


def mails(now: datetime) -> list[tuple[str, list[str]]]:
    """The mails that would leave now: to whom, and what each says; they count as sent."""
    token, rows = claim(now=now)
    made = []
    for row in rows:
        carried = Delivery.objects.filter(Q(pk=row.id) | Q(digest=row.id), alert__isnull=False)
        alerts = carried.order_by("alert__due_at", "id").values_list("alert__kind", "alert__key")
        made.append((row.address, [f"{kind} {key}" for kind, key in alerts]))
        carried.update(state=DeliveryState.SENT, sent_at=now)
    Delivery.objects.filter(lease_token=token).update(state=DeliveryState.SENT, sent_at=now)
    return sorted(made)


def all_sent(now: datetime) -> None:
    Delivery.objects.filter(state=DeliveryState.DUE).update(state=DeliveryState.SENT, sent_at=now)


@pytest.mark.one_database
def test_fifty_days_are_told_once_each_and_in_time(catalogue: None, fifty_days: dict[str, Any]) -> None:
    """Set, moved twice, 7, 3 and 1 days, expiry, outcome, and nothing after."""
    story: list[tuple[str, str]] = []
    first = at("2025-07-14T18:00")
    subscribe("ann@example.org", "case", "us-russia-50-days-2025", first - timedelta(hours=1))
    edits = {
        first: as_known(fifty_days, 1, 0),
        at("2025-07-28T14:00"): as_known(fifty_days, 2, 3),
        at("2025-07-29T14:00"): as_known(fifty_days, 3, 3),
        at("2025-08-09T10:00"): as_known(fifty_days, 3, 7, 1),
        at("2025-10-23T10:00"): as_known(fifty_days, 3, 9, 1),
    }
    hours = [first + timedelta(hours=hour) for hour in range(29 * 24)]
    if not IS_THOROUGH:  # every sixth, and each on days on which something was entered or fell due
        busy = {edit.date() for edit in edits} | {at("2025-08-08T00:00").date()}
        hours = [hour for hour in hours if hour.hour % 6 == 4 or hour.date() in busy]
    for now in [*hours, at("2025-10-23T10:00"), at("2025-10-23T11:00")]:
        if now in edits:
            store_case(edits[now], now=now, reason="")
        tick(now=now)
        for _, kind, key in told():
            story.append((f"{now:%m-%d %H:%M}", f"{kind} {key}"))
        all_sent(now)
    assert [item for item in story if not item[1].startswith("event")] == [
        ("07-14 19:00", "set d1"),
        ("07-28 15:00", "moved d2"),
        ("07-29 15:00", "moved d3"),
        ("08-02 04:00", "reminder d3"),
        ("08-06 04:00", "reminder d3"),
        ("08-08 04:00", "reminder d3"),
        ("08-08 22:00", "reminder d3"),
        ("08-09 03:00", "reminder d3"),
        ("08-09 04:00", "expiry d3"),
        ("08-09 11:00", "outcome outcome:all"),
    ]


def test_second_tick_plans_nothing_again(catalogue: None, fifty_days: dict[str, Any]) -> None:
    now = at("2025-07-29T14:00")
    store_case(as_known(fifty_days, 3, 3), now=now, reason="")
    subscribe("ann@example.org", "everything", "", now)
    tick(now=now + GRACE)
    all_sent(now)
    for _ in range(3):
        tick(now=at("2025-08-02T04:00"))
    assert told() == [("ann@example.org", "reminder", "d3")]


def test_move_withdraws_what_was_planned_for_the_old_date(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    first = at("2025-07-14T18:00")
    store_case(as_known(fifty_days, 1, 0), now=first, reason="")
    subscribe("ann@example.org", "case", "us-russia-50-days-2025", first)
    week_before = at("2025-08-27T04:00")
    tick(now=week_before - timedelta(hours=1))
    all_sent(week_before)
    tick(now=week_before)
    assert told() == [("ann@example.org", "reminder", "d1")]
    waiting = Delivery.objects.filter(state=DeliveryState.DUE)
    waiting.update(state=DeliveryState.LEASED, lease_token="w")
    moved = as_known(fifty_days, 2, 0)
    moved["deadlines"][1] |= {"announced": "2025-08-27", "change": "extended"}
    moved["deadlines"][1]["due"] |= {"earliest": "2025-09-20", "latest": "2025-09-21"}
    store_case(moved, now=week_before, reason="")
    reminder = Delivery.objects.filter(alert__kind="reminder", alert__offset_seconds=7 * 86400)
    assert reminder.values_list("state", "error").get() == ("cancelled", "the record changed")
    tick(now=week_before + GRACE)
    assert told() == [("ann@example.org", "moved", "d2")]


def test_second_move_within_the_grace_period_takes_over_the_first(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-28T14:00")
    store_case(as_known(fifty_days, 1, 0), now=at("2025-07-14T18:00"), reason="")
    subscribe("ann@example.org", "everything", "", now)
    store_case(as_known(fifty_days, 2, 0), now=now, reason="")
    both = as_known(fifty_days, 3, 0)
    both["deadlines"][2]["announced"] = "2025-07-28"
    store_case(both, now=now + timedelta(minutes=2), reason="")
    tick(now=now + timedelta(minutes=10))
    assert told() == [("ann@example.org", "moved", "d3")]
    assert Alert.objects.get(kind=AlertKind.MOVED, key="d2").state == AlertState.MERGED
    assert Alert.objects.get(kind=AlertKind.MOVED, key="d3").was == fifty_days["deadlines"][0]["due"]


def test_news_taken_back_within_the_grace_period_is_never_told(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-28T14:00")
    store_case(as_known(fifty_days, 1, 0), now=at("2025-07-14T18:00"), reason="")
    subscribe("ann@example.org", "everything", "", now)
    store_case(as_known(fifty_days, 2, 0), now=now, reason="")
    store_case(as_known(fifty_days, 1, 0), now=now + timedelta(minutes=1), reason="")
    tick(now=now + timedelta(minutes=10))
    assert told() == []


def test_history_entered_late_is_no_news(catalogue: None, fifty_days: dict[str, Any]) -> None:
    now = at("2025-12-01T00:00")
    subscribe("ann@example.org", "everything", "", now)
    store_case(fifty_days, now=now, reason="")
    tick(now=now + GRACE)
    assert told() == []
    assert not Alert.objects.exists()


def test_after_an_outage_each_reader_gets_one_mail_of_what_they_asked_for(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-29T14:00")
    store_case(as_known(fifty_days, 3, 3), now=now, reason="")
    days = {"week": 7, "three": 3, "hour": 1 / 24}
    for name, number in days.items():
        bit = wish_bit(AlertKind.REMINDER, timedelta(days=number))
        subscribe(f"{name}@example.org", "everything", "", now, wishes=bit)
    subscribe("all@example.org", "everything", "", now)
    subscribe("expiry@example.org", "everything", "", now, wishes=wish_bit(AlertKind.EXPIRY))
    tick(now=at("2025-08-07T12:00"))
    assert mails(at("2025-08-07T12:00")) == [
        (
            "all@example.org",
            [*(f"event e{at}" for at in (1, 2, 3)), "moved d3", "reminder d3", "reminder d3"],
        ),
        ("three@example.org", ["reminder d3"]),
        ("week@example.org", ["reminder d3"]),
    ]
    tick(now=at("2025-08-09T09:00"))
    assert mails(at("2025-08-09T09:00")) == [
        ("all@example.org", ["reminder d3", "reminder d3", "reminder d3", "expiry d3"]),
        ("expiry@example.org", ["expiry d3"]),
        ("hour@example.org", ["reminder d3"]),
    ]


def test_what_falls_due_together_is_one_mail_a_reader_however_many_cases_and_workers(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-29T14:00")
    for number in range(3):
        store_case(as_known(fifty_days, 3, 3) | {"slug": f"case-{number}"}, now=now, reason="")
    for name in ("ann", "bob"):
        subscribe(f"{name}@example.org", "everything", "", now)
    tick(now=at("2025-07-29T14:05"))
    all_sent(now)
    due_at = at("2025-08-02T04:00")
    tick(now=due_at)
    first, second = claim(now=due_at, size=1), claim(now=due_at, size=5)
    assert [[row.kind for row in rows] for _, rows in (first, second)] == [["digest"], ["digest"]]
    for _, rows in (first, second):
        carried = Delivery.objects.filter(digest=rows[0].id, alert__kind="reminder")
        assert carried.filter(subscriber=rows[0].subscriber_id).count() == 3
    assert claim(now=due_at)[1] == []


def test_nothing_leaves_while_another_alert_of_the_instant_is_being_handed_out(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-29T14:00")
    store_case(as_known(fifty_days, 3, 3), now=now, reason="")
    subscribe("ann@example.org", "everything", "", now)
    due_at = at("2025-08-02T04:00")
    tick(now=due_at - timedelta(hours=1))
    all_sent(now)
    tick(now=due_at)
    case = Alert.objects.all()[0].ultimatum
    Alert.objects.create(
        ultimatum=case, kind="event", key="e9", due_at=due_at, release_at=due_at, created_at=due_at
    )
    assert claim(now=due_at)[1] == []
    assert len(claim(now=due_at + timedelta(seconds=61))[1]) == 1


def test_a_refused_mail_takes_along_what_came_meanwhile_and_one_in_doubt_does_not(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-29T14:00")
    store_case(as_known(fifty_days, 3, 3), now=now, reason="")
    subscribe("ann@example.org", "everything", "", now)
    tick(now=at("2025-08-02T03:00"))
    all_sent(now)
    week, three = at("2025-08-02T04:00"), at("2025-08-06T04:00")
    tick(now=week)
    token, (row,) = claim(now=week)
    MAILS.store_refused(token, row, error="451", permanent=False, now=week)
    tick(now=three)
    token, (both,) = claim(now=three)
    assert Delivery.objects.filter(digest=both.id).count() == 2
    assert MAILS.begin(token, both.id, place=1, now=three)()
    MAILS.store_uncertain(token, both, error="lost", now=three)
    tick(now=at("2025-08-08T04:00"))
    _, rows = claim(now=at("2025-08-08T04:00"))
    assert sorted(row.kind for row in rows) == ["alert", "digest"]
    assert Delivery.objects.filter(digest=both.id).count() == 2


def test_each_hears_once_whatever_the_number_of_wishes(catalogue: None, fifty_days: dict[str, Any]) -> None:
    now = at("2025-07-14T18:00")
    for kind, key in (
        ("everything", ""),
        ("case", "us-russia-50-days-2025"),
        ("actor", "russia"),
        ("dossier", "ukraine-war"),
        ("filter", "sender=united-states&threat=secondary-measures"),
    ):
        subscribe("ann@example.org", kind, key, now, cadence=1 if kind == "everything" else 0)
        subscribe(f"{kind}@example.org", kind, key, now)
    subscribe("other@example.org", "actor", "ukraine", now)
    subscribe("none@example.org", "filter", "sender=russia", now)
    store_case(as_known(fifty_days, 1, 0), now=now, reason="")
    tick(now=now + GRACE)
    assert sorted(told()) == [
        (f"{who}@example.org", "set", "d1")
        for who in ("actor", "ann", "case", "dossier", "everything", "filter")
    ]


def test_who_confirmed_later_or_paused_is_not_told(catalogue: None, fifty_days: dict[str, Any]) -> None:
    now = at("2025-07-14T18:00")
    subscribe("late@example.org", "everything", "", now + timedelta(minutes=6))
    paused = subscribe("paused@example.org", "everything", "", now)
    Subscription.objects.filter(pk=paused.pk).update(state=SubscriptionState.PAUSED)
    store_case(as_known(fifty_days, 1, 0), now=now, reason="")
    tick(now=now + timedelta(minutes=7))
    assert told() == []


def test_digest_collects_what_was_held(catalogue: None, fifty_days: dict[str, Any]) -> None:
    now = at("2025-07-14T18:00")
    subscription = subscribe("ann@example.org", "everything", "", now, cadence=1)
    Subscriber.objects.filter(pk=subscription.subscriber_id).update(
        zone="Europe/Kyiv", daily_at=at("2025-07-15T05:00")
    )
    store_case(as_known(fifty_days, 1, 0), now=now, reason="")
    tick(now=now + GRACE)
    assert told(DeliveryState.HELD) == [("ann@example.org", "set", "d1")]
    for _ in range(2):
        tick(now=at("2025-07-15T05:00"))
    assert told() == [("ann@example.org", None, None)]
    assert Delivery.objects.get(kind="digest").carries.count() == 1
    assert Subscriber.objects.get().daily_at == at("2025-07-16T05:00")


def test_whoever_is_erased_while_an_alert_is_handed_out_gets_nothing_and_leaves_nothing(
    catalogue: None, fifty_days: dict[str, Any]
) -> None:
    now = at("2025-07-29T14:00")
    store_case(as_known(fifty_days, 3, 3), now=now, reason="")
    gone, here = (subscribe(f"{name}@example.org", "everything", "", now) for name in ("ann", "bob"))
    tick(now=at("2025-08-02T04:00"))
    due = Delivery.objects.filter(subscriber=gone.subscriber, state=DeliveryState.DUE)
    rows = list(due.values())
    gone.subscriber.delete()
    Delivery.objects.bulk_create(Delivery(**row) for row in rows)  # as a statement under way would
    _, claimed = claim(now=at("2025-08-02T04:01"))
    assert [row.subscriber_id for row in claimed] == [here.subscriber_id]
    assert not Delivery.objects.filter(subscriber_id=rows[0]["subscriber_id"]).exists()


def test_after_a_crash_only_the_last_begun_is_in_doubt(catalogue: None, fifty_days: dict[str, Any]) -> None:
    now = at("2025-07-29T14:00")
    store_case(as_known(fifty_days, 3, 3), now=now, reason="")
    for name in ("ann", "bob", "cem", "dora"):
        subscribe(f"{name}@example.org", "everything", "", now)
    begun_at = at("2025-08-02T04:00")
    tick(now=begun_at)
    token, rows = claim(now=begun_at)
    for place, row in enumerate(rows[:3], 1):  # each begins once the one before it was answered
        assert MAILS.begin(token, row.id, place=place, now=begun_at)()
    MAILS.recover(now=begun_at + timedelta(minutes=4))
    states = dict(Delivery.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", "state"))
    assert [states[row.id] for row in rows] == ["sent", "sent", "unknown", "due"]
