"""Machines that disagree about the time, and tasks that keep others waiting: mail goes on all the same."""

import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db import connection

from config.env import ROOT
from tests.faults.databases import Arrivals, Verdict, ground, turned, until
from tests.faults.planting import addresses, plant_catalogue, plant_readers, states, the_case
from tests.thoroughness import IS_THOROUGH
from tracker.clock import utc_now
from tracker.models import Delivery
from tracker.queries.status import status_page
from tracker.services.cases.store import store_case

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
WEEK = timedelta(days=7)
TURNED = {"+8s": 8, "-2d": -172_800, **({"-240s": -240, "+2d": 172_800} if IS_THOROUGH else {})}
"""The clock of each worker, and by how many seconds it is ahead."""


def test_workers_and_beat_with_wrong_clocks_send_all_once_and_nothing_early(pool: str) -> None:
    """Only the database's machine knows the time: what is due leaves at once, the rest when it is due."""
    if connection.vendor != "postgresql":
        pytest.skip("several machines share a PostgreSQL; runs in that pass")
    wanted = addresses(400)
    now = utc_now()
    plant_catalogue(now)
    plant_readers(wanted, now=now)
    with ground(delay_seconds=0.01) as here:
        here.settings["MAIL_LEASE_SECONDS"] = 2.0
        for clock in TURNED:
            here.worker(pool, 1, clock=clock)
        here.beat(clock=turned("-6s"))
        with Celery(broker=here.broker.url, set_as_current=False) as outside:
            until(lambda: len(outside.control.ping(timeout=0.5) or ()) == len(TURNED), 60, "all answer")
        arrivals = Arrivals(here.sink)
        due_at = utc_now().replace(microsecond=0) + timedelta(seconds=20)
        store_case(the_case(now, due_at + WEEK), now=utc_now(), reason="")
        arrivals.wait(400, 60)
        until(lambda: states() == {"sent": 400}, 30, "all are stored as sent", every=0.1)
        assert utc_now() < due_at, "the news left before the reminder was due"
        arrivals.wait(800, 60)
        until(lambda: states() == {"sent": 800}, 30, "the reminders are stored as sent", every=0.1)
        arrived = arrivals.read()
        clocks = status_page(now=utc_now()).clocks
    reminders = Delivery.objects.filter(alert__kind="reminder")
    assert {reminder.sent_at >= due_at for reminder in reminders if reminder.sent_at} == {True}
    assert reminders.count() == 400
    for letters in (arrived[:400], arrived[400:]):
        verdict = Verdict.of(letters, wanted)
        assert (verdict.lost, verdict.twice) == ([], {})
    found = {name.partition("@")[0].lstrip("w0123456789"): round(ahead) for name, ahead in clocks.items()}
    assert found == {clock: seconds for clock, seconds in TURNED.items() if clock in found}
    assert found, "a worker told how far its clock is off"


FIRST_OF_ALL = """
import django
django.setup()
from tracker.clock import ahead, utc_now
print(utc_now().isoformat(), round(ahead().total_seconds()))
"""
"""The first thing a process does: a tick reads the clock before it asks the database anything."""


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(("turn", "seconds"), [("+2d", 172_800), ("-2d", -172_800)])
def test_what_a_process_does_first_goes_by_the_databases_clock_too(
    transactional_db: None, turn: str, seconds: int
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("several machines share a PostgreSQL; runs in that pass")
    with ground() as here:
        environment = {**here.environment, **turned(turn)}
        command = [sys.executable, "-c", FIRST_OF_ALL]
        said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    at, ahead = said.stdout.split()
    assert abs(datetime.fromisoformat(at) - utc_now()) < timedelta(seconds=30)
    assert int(ahead) == seconds


def test_ticks_do_not_wait_for_mails(pool: str) -> None:
    """Both threads of the worker that sends are busy with a slow server; ticks come as ever."""
    now = utc_now()
    plant_catalogue(now)
    plant_readers(addresses(600), now=now)
    store_case(the_case(now, now + timedelta(days=40)), now=now, reason="")
    with ground(delay_seconds=0.5) as here:
        here.worker(pool, 2, queues="mails,calls")
        here.worker("solo", queues="ticks")
        here.beat()
        Arrivals(here.sink).wait(2 * 2, 60)
        ages = []
        for _ in range(30):
            ages.append(status_page(now=utc_now()).beat_age_seconds or 0.0)
            time.sleep(0.2)
        assert states().keys() >= {"sending", "leased"}, "it was sending all the while"
    assert max(ages) < 3, ages


def test_beat_goes_on_when_its_clock_is_set_back(tmp_path: Path, transactional_db: None) -> None:
    """By two hours; Celery's own intervals would be silent for as long."""
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    with ground() as here, Celery(broker=here.broker.url, set_as_current=False) as outside:
        here.beat(clock=turned(file=clock))
        with outside.connection_for_read() as asked:
            channel: Any = asked.default_channel

            def waiting() -> int:
                return int(channel.client.llen("ticks"))

            until(lambda: waiting() >= 2, 60, "beat sends")
            clock.write_text("-2h\n")
            before = waiting()
            until(lambda: waiting() >= before + 4, 15, "beat goes on", every=0.1)
