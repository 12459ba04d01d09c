"""Two beats and four workers at once, as after a deployment that went wrong."""

import pytest
from celery import Celery

from tests.faults.databases import Arrivals, Verdict, ground, until
from tests.faults.planting import addresses, announce, plant_catalogue, plant_readers, states
from tracker.clock import utc_now

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
MAILS = 2500


def test_two_beats_and_four_workers_send_each_mail_once(pool: str) -> None:
    wanted = addresses(MAILS)
    plant_catalogue(utc_now())
    plant_readers(wanted, now=utc_now())
    with ground(delay_seconds=0.002) as here:
        workers = [here.worker(pool, 2) for _ in range(4)]
        beats = [here.beat() for _ in range(2)]
        with Celery(broker=here.broker.url, set_as_current=False) as outside:
            until(lambda: len(outside.control.ping(timeout=0.5) or ()) == 4, 30, "all four answer")
        announce(now=utc_now())
        until(lambda: states() == {"sent": MAILS}, 90, "all are sent", every=0.1)
        arrivals = Arrivals(here.sink).read()
        assert all(process.lives for process in (*workers, *beats))
    verdict = Verdict.of(arrivals, wanted)
    assert (verdict.lost, verdict.twice) == ([], {})
    assert len({each.connection for each in arrivals}) >= 4, "several sent at once"
