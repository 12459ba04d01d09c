"""The week ahead under crashes, outages, two ticks at once, and a record that changes while mails leave."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.faults.databases import Arrivals, Verdict
from tests.faults.mail_worker import Beside, Watch, in_child, post, set_right, still
from tests.faults.planting import addresses, plant_catalogue, plant_readers, states, the_case
from tests.faults.test_crash_points import DIED, tick_and_post
from tests.smtp_sinks import Sink
from tests.thoroughness import some_of
from tracker.domain.alerts import WEEK_AHEAD, AlertKind
from tracker.models import Alert, Delivery, Milestone, Subscriber, Subscription
from tracker.services.alerts.week_ahead import plan_week_ahead
from tracker.services.cases.store import store_case
from tracker.services.subscriptions.subscribe import unsubscribe
from tracker.services.tick import tick
from tracker.transports.base import Outgoing

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def plant_week(number: int, *, due: timedelta = 3 * DAY) -> list[str]:
    """So many readers of the week ahead and of nothing else, and a case whose date is in it."""
    wanted = addresses(number)
    plant_catalogue(MONDAY - DAY)
    plant_readers(wanted, now=MONDAY)
    Subscription.objects.update(wishes=WEEK_AHEAD)
    store_case(the_case(MONDAY - DAY, MONDAY + due), now=MONDAY - DAY, reason="")
    Alert.objects.all().delete()
    Milestone.objects.all().delete()
    fall_due()
    return wanted


def fall_due() -> None:
    Delivery.objects.all().delete()
    Subscriber.objects.update(week_ahead_at=MONDAY)


def clock(at: datetime) -> Callable[[], datetime]:
    return partial(still, at)


def test_death_before_each_statement_and_each_word_loses_nothing() -> None:
    """From Monday at eight to its mails stored as sent; copies only of the one handed over."""
    wanted = plant_week(3)
    with Sink() as sink:
        arrivals = Arrivals(sink)
        for step in some_of(range(1, 500), every=7):
            fall_due()
            before = len(arrivals)
            ending = in_child(partial(tick_and_post, sink, MONDAY, step))
            assert ending in (0, DIED), f"step {step}"
            of_child = len(arrivals) - before
            set_right(sink, since=MONDAY)
            verdict = Verdict.of(arrivals.read()[before:], wanted)
            assert (verdict.lost, verdict.strange) == ([], []), f"step {step}"
            assert verdict.extra <= (ending == DIED and of_child > 0), f"step {step}"
            assert states() == {"sent": 3}, f"step {step}"
            if ending == 0:
                break
    assert 40 < step < 400, "the steps of a whole delivery"


def test_two_ticks_at_once_make_one_for_each_reader() -> None:
    plant_week(60)
    ticks = [Beside(lambda: plan_week_ahead(now=MONDAY)) for _ in range(3)]
    for each in ticks:
        each.done()
    assert sorted(Delivery.objects.values_list("subscriber__address", flat=True)) == addresses(60)


def test_after_two_days_without_mail_each_reader_gets_what_is_left_once_and_the_next_on_time() -> None:
    wanted = plant_week(5)
    for hours in range(0, 48, 6):
        tick(now=MONDAY + timedelta(hours=hours))
    with Sink() as sink:
        arrivals = Arrivals(sink)
        post(sink, clock=clock(MONDAY + 2 * DAY))
        post(sink, clock=clock(MONDAY + 2 * DAY))
        first = Verdict.of(arrivals.read(), wanted)
        tick(now=MONDAY + 7 * DAY)
        post(sink, clock=clock(MONDAY + 7 * DAY))
    assert (first.lost, first.twice) == ([], {})
    # The date has passed by the next Monday and none lies ahead: there is nothing to say.
    assert states() == {"sent": 5, "cancelled": 5}


def test_one_that_could_not_go_for_the_whole_week_is_not_sent_beside_the_next() -> None:
    wanted = plant_week(4, due=9 * DAY)
    tick(now=MONDAY)
    tick(now=MONDAY + 7 * DAY)
    with Sink() as sink:
        post(sink, clock=clock(MONDAY + 7 * DAY))
        verdict = Verdict.of(Arrivals(sink).read(), wanted)
    assert (verdict.lost, verdict.twice) == ([], {})
    assert states() == {"sent": 4, "expired": 4}


def test_a_date_that_moves_while_mails_leave_is_in_all_that_follow() -> None:
    wanted = plant_week(40)
    order: list[bytes] = []

    def move(begun: int, outgoing: Outgoing) -> None:
        order.append(outgoing.data)
        if begun == 10:
            at = MONDAY + timedelta(hours=1)
            store_case(the_case(at, MONDAY + 3 * DAY, MONDAY + 5 * DAY), now=at, reason="")
            gone = Subscription.objects.select_related("subscriber").get(subscriber__address=wanted[30])
            unsubscribe(gone, now=at)

    with Sink() as sink:
        plan_week_ahead(now=MONDAY)
        now = MONDAY + timedelta(hours=1)
        post(sink, clock=clock(now), watch=Watch(move))
        post(sink, clock=clock(now))
        verdict = Verdict.of(Arrivals(sink).read(), wanted)
    assert (verdict.lost, verdict.twice) == ([wanted[30]], {})
    assert all(b"Thursday 12 March" in each for each in order[:10])
    assert all(b"Saturday 14 March" in each for each in order[11:])


def test_who_had_a_date_before_it_was_corrected_is_told_and_nobody_else() -> None:
    """The editor's transaction and the mails meet at any point: each reader has the right date in the end."""
    wanted = plant_week(40)
    wrong: list[str] = []
    later = MONDAY + timedelta(hours=1)

    def correct(begun: int, outgoing: Outgoing) -> None:
        if b"Thursday 12 March" in outgoing.data:
            wrong.append(outgoing.to)
        if begun == 10:
            store_case(the_case(MONDAY - DAY, MONDAY + 5 * DAY), now=later, reason="It was wrong.")

    with Sink() as sink:
        plan_week_ahead(now=MONDAY)
        post(sink, clock=clock(later), watch=Watch(correct))
        post(sink, clock=clock(later))
        arrivals = Arrivals(sink)
        verdict = Verdict.of(arrivals.read(), wanted)
        tick(now=later + timedelta(minutes=6))
        post(sink, clock=clock(later + timedelta(minutes=6)))
    corrected = Delivery.objects.filter(alert__kind=AlertKind.CORRECTION, state="sent")
    assert (verdict.lost, verdict.twice) == ([], {})
    assert 9 <= len(wrong) < len(wanted)
    assert sorted(corrected.values_list("subscriber__address", flat=True)) == sorted(wrong)
