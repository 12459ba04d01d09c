"""The tick: what is due turns, once, whatever the clock did; what is not due costs nothing."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, a_case, a_deadline, a_due, an_outcome, load, store_generated
from tests.services.cases.test_publish import counted
from tracker.models import Heartbeat, Phase, SiteState
from tracker.services.tick import Ticked, Turn, tick

pytestmark = pytest.mark.django_db

END = datetime(2026, 4, 2, tzinfo=UTC)
"""When the small case expires: the end of 1 April in UTC."""

QUIET_TICK, BUSY_TICK = 15, 56
"""The busy one is the first of its hour: it looks for what is old, too."""


def turns(now: datetime, **more: Any) -> list[tuple[str, str | None, str | None]]:
    return [(turn.slug, turn.before, turn.after) for turn in tick(now=now, **more).turns]


def test_nothing_turns_before_its_instant_and_it_turns_at_its_instant() -> None:
    load(a_case())
    assert tick(now=END - timedelta(microseconds=1)).turns == ()
    assert tick(now=END).turns == (Turn("open-the-river", "running", "passed", END),)
    assert [phase.status for phase in Phase.objects.current()] == ["passed"]
    assert SiteState.objects.get().tally == {"passed": {"passed": 1}}


def test_second_tick_finds_nothing() -> None:
    load(a_case())
    tick(now=END)
    version = SiteState.objects.get().version
    assert tick(now=END).turns == ()
    assert tick(now=END + timedelta(seconds=5)).turns == ()
    assert SiteState.objects.get().version == version


def test_tick_leaves_a_heartbeat_whether_or_not_something_turned() -> None:
    load(a_case())
    tick(now=NOW)
    beat = Heartbeat.objects.filter(name="tick").values_list("at", "detail__turns")
    assert beat.get() == (NOW, 0)
    tick(now=END)
    assert beat.get() == (END, 1)


def test_case_announced_in_the_future_comes_onto_the_board_in_time() -> None:
    load(a_case(deadlines=[a_deadline("d1", "2026-03-12T09:00:00Z", a_due("2026-04-01"))]))
    at = datetime(2026, 3, 12, 9, tzinfo=UTC)
    tick(now=NOW)
    assert turns(at - timedelta(seconds=1)) == []
    assert turns(at) == [("open-the-river", None, "running")]
    assert SiteState.objects.get().tally == {"live": {"running": 1}}


def test_one_tick_catches_up_after_an_outage_of_years() -> None:
    load(
        a_case("a", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-01", "2026-05-01"))]),
        a_case("b", outcomes=[an_outcome("2027-01-01", "full")]),
        a_case("c", deadlines=[a_deadline("d1", "2028-01-01", a_due("2040-01-01"))]),
        a_case("d", deadlines=[a_deadline("d1", "2026-03-01", a_due("2040-01-01"))]),
    )
    tick(now=NOW)
    late = datetime(2031, 1, 1, tzinfo=UTC)
    assert turns(late) == [
        ("a", "running", "passed"),
        ("b", "running", "resolved"),
        ("c", None, "running"),
    ]
    assert set(Phase.objects.current()) == set(Phase.objects.at(late))
    assert (
        counted()
        == SiteState.objects.get().tally
        == {
            "live": {"running": 2},
            "passed": {"passed": 1},
            "resolved": {"complied": 1},
        }
    )


def test_first_tick_ever_finds_what_a_load_of_long_ago_left() -> None:
    load(a_case(), now=datetime(2020, 1, 1, tzinfo=UTC))
    assert Phase.objects.current().count() == 0
    assert turns(NOW) == [("open-the-river", None, "running")]


def test_clock_that_ran_ahead_is_set_right_and_time_then_goes_on() -> None:
    load(a_case())
    tick(now=NOW)
    assert turns(END + timedelta(days=900)) == [("open-the-river", "running", "passed")]
    assert turns(NOW) == [("open-the-river", "passed", "running")]
    assert turns(datetime(2025, 1, 1, tzinfo=UTC)) == [("open-the-river", "running", None)]
    assert SiteState.objects.get().tally == {}
    assert turns(NOW) == [("open-the-river", None, "running")]
    assert turns(END) == [("open-the-river", "running", "passed")]


def test_case_stored_by_a_slower_clock_than_the_last_tick_is_not_missed() -> None:
    announced = NOW + timedelta(seconds=10)
    tick(now=NOW + timedelta(seconds=30))
    load(a_case(deadlines=[a_deadline("d1", announced.isoformat(), a_due("2026-04-01"))]), now=NOW)
    assert Phase.objects.current().count() == 0
    assert turns(NOW + timedelta(seconds=35)) == [("open-the-river", None, "running")]


def test_dry_run_tells_the_same_and_stores_nothing() -> None:
    load(a_case("one"), a_case("two"))
    tick(now=NOW)
    before = [
        *Phase.objects.order_by("pk").values(),
        *SiteState.objects.values(),
        *Heartbeat.objects.values(),
    ]
    told = tick(now=END, dry_run=True)
    after = [*Phase.objects.order_by("pk").values(), *SiteState.objects.values(), *Heartbeat.objects.values()]
    assert after == before
    assert told.turns == tick(now=END).turns
    assert len(told.turns) == 2


def test_turns_are_told_oldest_first() -> None:
    load(
        a_case("a", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-15"))]),
        a_case("b", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-14"))]),
        a_case("c", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-14"))]),
    )
    assert [turn.slug for turn in tick(now=END).turns] == ["b", "c", "a"]


def queries(now: datetime) -> int:
    """How many queries a tick takes, apart from savepoints (outside of a test they are BEGIN and COMMIT)."""
    with CaptureQueriesContext(connection) as captured:
        tick(now=now)
    return len([each for each in captured if "SAVEPOINT" not in each["sql"]])


@pytest.mark.parametrize("others", [0, 1000])
def test_tick_needs_as_many_queries_whatever_there_is(others: int) -> None:
    store_generated(others + 3, NOW, due=3)
    tick(now=NOW)
    assert queries(NOW + timedelta(seconds=5)) == QUIET_TICK
    assert queries(NOW + timedelta(minutes=61)) == BUSY_TICK
    assert Phase.objects.current().filter(status="passed", from_at__gt=NOW).count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_turn_each_case_once() -> None:
    load(*(a_case(f"case-{number}") for number in range(5)))
    tick(now=NOW)
    version = SiteState.objects.get().version
    barrier = threading.Barrier(2)
    done: list[Ticked] = []

    def beat() -> None:
        barrier.wait(10)
        try:
            done.append(tick(now=END))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=beat) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(len(each.turns) for each in done) == [0, 5]
    board = SiteState.objects.get()
    assert (board.tally, board.version) == ({"passed": {"passed": 5}}, version + 1)
    assert counted() == board.tally


@pytest.mark.django_db(transaction=True)
def test_tick_and_a_load_at_once_leave_the_tally_right() -> None:
    load(*(a_case(f"case-{number}") for number in range(5)))
    tick(now=NOW)
    barrier = threading.Barrier(2)
    failed: list[BaseException] = []

    def run(act: Any) -> None:
        barrier.wait(10)
        try:
            act()
        except BaseException as error:  # noqa: BLE001 -- told to the test's own thread
            failed.append(error)
        finally:
            connections.close_all()

    changed = [a_case(f"case-{number}", title="Another title") for number in range(5)]
    acts = [lambda: tick(now=END), lambda: load(*changed, now=NOW)]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert counted() == SiteState.objects.get().tally
    tick(now=END)
    assert counted() == SiteState.objects.get().tally == {"passed": {"passed": 5}}
