"""Readers leave and dates move while mails are on their way out."""

import json
import time
from datetime import timedelta
from email.header import decode_header, make_header
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from tests.faults.databases import Arrivals, Verdict, ground, until
from tests.faults.mail_worker import Beside, Watch, post, still
from tests.faults.planting import addresses, plant_catalogue, plant_news, plant_readers, states, the_case
from tests.smtp_sinks import Fault, Sink
from tracker.clock import utc_now
from tracker.models import Alert, Delivery, Subscription, Suppression, SuppressionReason
from tracker.queries.status import status_page
from tracker.services.cases.store import store_case
from tracker.services.outbox.mail_worker import conclude
from tracker.services.subscriptions.subscribe import erase, suppress, unsubscribe
from tracker.services.tick import tick
from tracker.transports.base import Outgoing

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def leave(address: str, how: str) -> None:
    """One reader goes, in one of the ways there are."""
    subscription = Subscription.objects.select_related("subscriber").get(subscriber__address=address)
    if how == "unsubscribed":
        unsubscribe(subscription, now=utc_now())
    elif how == "erased":
        erase(subscription.subscriber)
    else:
        suppress(address, SuppressionReason.COMPLAINED, now=utc_now())


@pytest.mark.parametrize("how", ["unsubscribed", "erased", "complained"])
def test_who_left_is_not_written_to(how: str) -> None:
    """Queued, claimed, announced to the server, next to begin: none of them; only the one in flight."""
    wanted = plant_news(600, now=utc_now())
    order: list[str] = []
    left: dict[str, str] = {}

    def go(begun: int, outgoing: Outgoing) -> None:
        if begun != 10:
            return
        claimed = {"in flight": order[9], "announced": order[10], "next": order[11], "claimed": order[300]}
        for stage, address in {**claimed, "queued": order[550]}.items():
            left[stage] = address
            leave(address, how)

    with Sink() as sink:
        tick(now=utc_now())
        order += Delivery.objects.order_by("next_at", "id").values_list("subscriber__address", flat=True)
        post(sink, watch=Watch(go))
        arrived = {each.to for each in Arrivals(sink).read()}
        recipients = sink.recipients()
    assert set(left.values()) & arrived == {left["in flight"]}
    assert len(arrived) == len(wanted) - 4
    assert set(recipients.values()) == {1}
    expected = {"sent": 596, "cancelled": 4} if how != "erased" else {"sent": 595}
    assert states() == expected


WEEK = timedelta(days=7)


@pytest.mark.parametrize("moves", [1, 2], ids=["moved", "moved forth and back"])
def test_date_that_moves_takes_its_reminders_along(moves: int) -> None:
    """Another process moves it in the middle: no old reminder begins after that, each hears of it once.

    Moved back at once nothing has changed: the reminders go on after the grace period, and that is all.
    """
    now = utc_now().replace(microsecond=0)
    first = now + WEEK - timedelta(seconds=1)
    wanted = addresses(400)
    plant_catalogue(now)
    plant_readers(wanted, now=now)
    store_case(the_case(now, first), now=now - timedelta(minutes=1), reason="")
    Alert.objects.all().delete()
    documents = [the_case(now, first, first + WEEK), the_case(now, first, first + WEEK, first)][:moves]
    with ground(delay_seconds=0.001) as here:
        here.settings["NEWS_GRACE_SECONDS"] = 1.0
        mover = here.run("tests.faults.mover")
        assert mover.stdin is not None
        assert mover.stdout is not None
        assert mover.stdout.readline() == "ready\n"
        until(lambda: utc_now() > now + timedelta(seconds=1), 5, "the reminder is due")
        tick(now=utc_now())
        assert states() == {"due": 400}
        arrivals, watch = Arrivals(here.sink), Watch()
        sending = Beside(lambda: post(here.sink, watch=watch, connections=2))
        arrivals.wait(41)
        moved_at: list[float] = []
        for document in documents:
            mover.stdin.write(json.dumps(document) + "\n")
            mover.stdin.flush()
            moved_at.append(float(mover.stdout.readline()))
        sending.done()
        old = len(arrivals)
        everything = {"sent": 400}
        until(
            lambda: tick(now=utc_now()).waiting or states() == everything,
            10,
            "what is left is due",
            every=0.1,
        )
        post(here.sink)
        arrived = arrivals.read()
        mover.stdin.close()
        mover.wait(10)
        mover.stdout.close()
    end = moved_at[1] if moves == 2 else float("inf")
    assert len([at for at, _ in watch.begun if moved_at[0] < at < end]) <= 2, "the two in flight"
    if moves == 2:
        verdict = Verdict.of(arrived, wanted)
        assert (verdict.lost, verdict.twice, states()) == ([], {}, everything)
        assert {each.subject.partition(":")[0] for each in arrived} == {"In 7 days"}
        return
    assert 40 < old < 400
    reminders, news = arrived[:old], arrived[old:]
    assert Verdict.of(reminders, []).twice == {}
    assert sorted(each.to for each in news) == wanted
    told = Delivery.objects.filter(state="sent").values_list("alert__kind", "alert__key")
    assert set(told) == {("reminder", "d1"), ("moved", "d2")}
    assert states() == {"sent": old + 400, "cancelled": 400 - old}


@pytest.mark.parametrize("look", [1, 2])
def test_date_that_moves_while_the_tick_plans(look: int) -> None:
    """The tick has seen that a reminder is due, once or twice; the date moves; nobody gets the reminder."""
    now = utc_now().replace(microsecond=0)
    first = now + WEEK - timedelta(minutes=1)
    plant_catalogue(now)
    plant_readers(addresses(3), now=now)
    store_case(the_case(now, first), now=now - timedelta(minutes=2), reason="")
    Alert.objects.all().delete()
    moving = Moving(the_case(now, first, first + WEEK), look)
    with connection.execute_wrapper(moving):
        tick(now=now)
    assert moving.beside is not None
    moving.beside.done()
    tick(now=utc_now())
    # Not only superseded by the news, which on other days waits for its grace period.
    assert not Alert.objects.filter(kind="reminder").exclude(state="withdrawn").exists()
    assert not Delivery.objects.filter(alert__kind="reminder").exclude(state="cancelled").exists()
    assert Delivery.objects.filter(alert__kind="moved", state="due").count() == 3


class Moving:
    """Moves the date in a thread when the tick has looked so often for milestones that are due."""

    def __init__(self, document: dict[str, Any], look: int) -> None:
        self.document, self.looks = document, look
        self.beside: Beside | None = None

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and 'FROM "tracker_milestone"' in sql:
            self.looks -= 1
            if self.looks == 0:
                self.beside = Beside(lambda: store_case(self.document, now=utc_now(), reason=""))
                time.sleep(0.3)
        return found


def test_nothing_written_of_an_older_record_begins_after_a_second_move(settings: Settings) -> None:
    """In the middle of the first move's mails; each reader is told from the date she was told last."""
    settings.NEWS_GRACE_SECONDS = 300
    now = utc_now().replace(microsecond=0)
    dates = [now + days * timedelta(days=1) for days in (40, 42, 47)]
    wanted = addresses(300)
    plant_catalogue(now)
    plant_readers(wanted, now=now)
    store_case(the_case(now, dates[0]), now=now - timedelta(days=1), reason="")
    Alert.objects.all().delete()
    store_case(the_case(now, *dates[:2]), now=now - timedelta(minutes=6), reason="")
    committed: list[int] = []

    def move(begun: int, _outgoing: Outgoing) -> None:
        if begun == 100:
            Beside(lambda: store_case(the_case(now, *dates), now=utc_now(), reason="")).done()
            committed.append(begun)

    watch = Watch(move)
    with Sink() as sink:
        tick(now=utc_now())
        post(sink, watch=watch)
        first = Arrivals(sink).read()[:]
        assert committed
        assert len(first) == 100, "the one in flight was the last"
        later = utc_now() + timedelta(minutes=6)
        tick(now=later)
        post(sink, clock=lambda: later)
        second = Arrivals(sink).read()[100:]
    days = [f"{each.day} {each:%B}" for each in dates]
    told = {each.to for each in first}
    was = {each.to: str(make_header(decode_header(each.subject))) for each in second}
    assert sorted(was) == wanted
    assert all(was[each].startswith(f"Moved: {days[1]}") for each in told)
    assert all(was[each].startswith(f"Moved: {days[0]}") for each in set(wanted) - told)


def test_server_that_refuses_all_for_hours_loses_nothing_and_none_waits_once_it_recovers() -> None:
    """451 to everything for nine hours, far beyond the first waits; then all leave at the next drain."""
    began = utc_now()
    wanted = plant_news(30, now=began)
    tick(now=began)
    refusing = Fault("recipient", code=451, text="4.3.0 later", match="@")
    with Sink(refusing) as sink:
        for minute in (0, 2, 8, 25, 60, *range(130, 560, 65)):
            now = began + timedelta(minutes=minute)
            tick(now=now)
            conclude(post(sink, clock=partial(still, now)), now=now)
            found = status_page(now=now)
            assert (found.mails.waiting, found.mails.parked) == (30, 0)
            assert found.queue_age_seconds == pytest.approx(minute * 60, abs=5)
            assert found.is_mail_leaving is (minute < 10)
        assert found.refused_seconds == pytest.approx(minute * 60, abs=5)
    with Sink() as sink:
        another = now + timedelta(minutes=1)
        first = Delivery.objects.order_by("pk").values_list("pk", flat=True)[:1]
        Delivery.objects.filter(pk__in=list(first)).update(next_at=another)
        conclude(post(sink, clock=lambda: another), now=another)
        assert states() == {"sent": 1, "due": 29}
        conclude(post(sink, clock=lambda: another), now=another)
        verdict = Verdict.of(Arrivals(sink).read(), wanted)
    assert (verdict.lost, verdict.twice, states()) == ([], {}, {"sent": 30})
    assert status_page(now=another).refused_seconds is None


@pytest.mark.parametrize(
    ("text", "is_leaving", "seconds"),
    [("5.7.1 relaying denied", False, 60.0), ("5.1.1 no such user", True, None)],
)
def test_server_that_refuses_all_for_good_is_seen_where_nothing_waits(
    text: str, is_leaving: bool, seconds: float | None
) -> None:
    """550 to all recipients; wrong addresses, however many, say nothing of the server."""
    now = utc_now()
    plant_news(4, now=now)
    tick(now=now)
    with Sink(Fault("recipient", code=550, text=text, match="@")) as sink:
        conclude(post(sink, clock=lambda: now), now=now)
    found = status_page(now=now + timedelta(minutes=1))
    assert (states(), found.is_mail_leaving, found.refused_seconds) == ({"failed": 4}, is_leaving, seconds)


def test_server_that_refuses_our_name_is_no_fault_of_the_mails() -> None:
    """550 to the sender: put off, no reader's address suppressed."""
    plant_news(3, now=utc_now())
    tick(now=utc_now())
    with Sink(Fault("sender", code=550, text="5.1.8 unknown sender domain", match="@")) as sink:
        post(sink)
    assert states() == {"due": 3}
    assert not Suppression.objects.exists()


@override_settings(DEFAULT_FROM_EMAIL="Ultimata <news@example.org>", BOUNCE_ADDRESS="bounces@example.org")
def test_the_server_is_told_the_return_path_that_is_set() -> None:
    """What cannot be delivered goes to the envelope's sender, whatever From says."""
    plant_news(1, now=utc_now())
    tick(now=utc_now())
    with Sink() as sink:
        post(sink)
        (arrived,) = sink.accepted()
    assert arrived.sender == "bounces@example.org"
    assert b"\r\nFrom: Ultimata <news@example.org>\r\n" in arrived.data
