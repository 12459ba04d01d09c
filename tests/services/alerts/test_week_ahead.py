"""The week ahead: one mail for each Monday a reader comes to, whatever clocks, zones and outages do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.emails.making import a_subscriber, a_subscription
from tracker.domain.alerts import ALL_WISHES, WEEK_AHEAD
from tracker.models import Delivery, DeliveryKind, Subscriber, Subscription, SubscriptionState, TopicKind
from tracker.services import pause
from tracker.services.alerts.week_ahead import plan_week_ahead
from tracker.services.outbox.mail import claim
from tracker.services.subscriptions.links import read_unsubscribe_token, unsubscribe_token
from tracker.services.subscriptions.subscribe import Profile, change, change_profile, leave, plan_digests
from tracker.services.subscriptions.tokens import Leave, LeaveKind

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def reader(zone: str = "Europe/Kyiv", wishes: int = WEEK_AHEAD, *, now: datetime = SATURDAY) -> Subscriber:
    found = a_subscriber(zone=zone)
    a_subscription(found, TopicKind.EVERYTHING, "", wishes=wishes)
    plan_digests(found, now=now)
    return found


def due(who: Subscriber) -> datetime | None:
    return Subscriber.objects.values_list("week_ahead_at", flat=True).get(pk=who.pk)


def mails() -> list[tuple[datetime, datetime | None]]:
    rows = Delivery.objects.filter(kind=DeliveryKind.WEEK_AHEAD).order_by("pk")
    return list(rows.values_list("next_at", "not_after"))


def test_it_comes_once_on_monday_at_eight_in_the_readers_zone() -> None:
    who = reader()
    assert due(who) == at("2026-03-09T06:00")
    assert plan_week_ahead(now=at("2026-03-09T05:59")) == 0
    for minute in range(2):
        plan_week_ahead(now=at("2026-03-09T06:00") + minute * timedelta(minutes=1))
    assert mails() == [(at("2026-03-09T06:00"), at("2026-03-16T06:00"))]


def test_the_hour_stays_where_clocks_change() -> None:
    who = reader("Europe/Berlin")
    plan_week_ahead(now=at("2026-03-23T07:00"))
    assert due(who) == at("2026-03-30T06:00")
    assert mails()[-1] == (at("2026-03-23T07:00"), at("2026-03-30T06:00"))


def test_after_an_outage_there_is_one_for_the_week_that_runs() -> None:
    reader()
    plan_week_ahead(now=at("2026-03-25T15:00"))
    assert mails() == [(at("2026-03-25T15:00"), at("2026-03-30T05:00"))]


def move(who: Subscriber, zone: str, now: datetime) -> None:
    change_profile(Subscriber.objects.get(pk=who.pk), Profile("en", zone), now=now)


def test_who_moves_east_on_sunday_after_monday_began_there_gets_it_at_once_and_once() -> None:
    who = reader("America/Los_Angeles")
    sunday = at("2026-03-08T22:00")
    move(who, "Pacific/Auckland", sunday)
    assert due(who) == at("2026-03-08T19:00")
    for hours in (0, 20):
        plan_week_ahead(now=sunday + hours * HOUR)
    assert mails() == [(sunday, at("2026-03-15T19:00"))]


def test_who_moves_west_after_it_came_does_not_get_it_again_on_the_same_monday() -> None:
    who = reader("Pacific/Auckland")
    plan_week_ahead(now=at("2026-03-08T19:00"))
    move(who, "America/Los_Angeles", at("2026-03-08T20:00"))
    plan_week_ahead(now=at("2026-03-09T15:00"))
    assert len(mails()) == 1
    assert due(who) == at("2026-03-16T15:00")


@pytest.mark.parametrize(
    "zones", [("Asia/Tokyo", "America/New_York"), ("America/Lima", "Asia/Kolkata", "UTC")]
)
def test_however_often_a_reader_moves_there_is_one_for_each_monday(zones: tuple[str, ...]) -> None:
    who = reader("Europe/Kyiv")
    now = SATURDAY
    for step in range(28 * 4):
        now = SATURDAY + step * timedelta(hours=6)
        if step % 5 == 0:
            move(who, zones[step % len(zones)], now)
        plan_week_ahead(now=now)
    assert len(mails()) == 4


def test_what_a_page_read_before_the_tick_is_not_written_back() -> None:
    who = reader()
    stale = Subscriber.objects.get(pk=who.pk)
    plan_week_ahead(now=at("2026-03-09T06:00"))
    plan_digests(stale, now=at("2026-03-09T06:01"))
    assert due(who) == at("2026-03-16T06:00")


def test_who_wants_it_no_more_is_not_sent_what_waits() -> None:
    who = reader(wishes=WEEK_AHEAD | ALL_WISHES)
    plan_week_ahead(now=at("2026-03-09T06:00"))
    row = Subscription.objects.get()
    change(row, wishes=ALL_WISHES, cadence=0, paused=False, now=at("2026-03-09T06:00"))
    assert due(who) is None
    assert claim(now=at("2026-03-09T06:01"))[1] == []


def test_a_reader_whose_mails_came_back_gets_none_and_goes_on_after_resuming() -> None:
    who = reader()
    Subscription.objects.update(state=SubscriptionState.PAUSED)
    plan_week_ahead(now=at("2026-03-09T06:00"))
    assert mails() == []
    assert due(who) == at("2026-03-16T06:00")


def test_its_way_out_ends_it_and_nothing_else() -> None:
    who = reader(wishes=WEEK_AHEAD | ALL_WISHES)
    alone = a_subscription(who, TopicKind.CASE, "another", wishes=WEEK_AHEAD)
    right = read_unsubscribe_token(unsubscribe_token(Leave(LeaveKind.WEEK_AHEAD, who.pk)))
    assert [leave(right, now=SATURDAY) for _ in range(2)] == [2, 0]
    rows = {row.pk: (row.state, row.wishes) for row in Subscription.objects.all()}
    assert rows.pop(alone.pk) == ("ended", WEEK_AHEAD)
    assert list(rows.values()) == [("active", ALL_WISHES)]
    assert due(who) is None


def test_one_that_was_due_before_a_restore_is_not_sent_again() -> None:
    reader()
    pause.pause(now=at("2026-03-09T07:00"))
    pause.resume()
    assert Delivery.objects.get().state == "expired"
    plan_week_ahead(now=at("2026-03-09T07:01"))
    assert len(mails()) == 1


def test_the_hour_is_that_of_the_zone() -> None:
    who = reader("Asia/Kathmandu")
    found = due(who)
    assert found is not None
    assert f"{found.astimezone(ZoneInfo('Asia/Kathmandu')):%A %H:%M}" == "Monday 08:00"
