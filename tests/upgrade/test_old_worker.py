"""An upgrade while the worker of the version before goes on sending: nothing lost, nothing twice."""

from pathlib import Path

import pytest
from django.db import connection

from tests.faults.databases import Arrivals, Verdict, ground, until
from tests.faults.planting import addresses, states
from tests.other_databases import empty_database
from tests.thoroughness import IS_THOROUGH
from tests.upgrade.previous_version import unpack
from tracker.clock import utc_now

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not IS_THOROUGH, reason="make test-all upgrades a site that goes on sending"),
]
ANNOUNCE = """
from datetime import datetime
from tests.faults.planting import plant_news
plant_news({readers}, now=datetime.fromisoformat("{now}"))
"""
MOVE = """
from datetime import datetime, timedelta
from tests.faults.planting import the_case
from tracker.clock import utc_now
from tracker.services.cases.store import store_case
first = datetime.fromisoformat("{now}")
moved = the_case(first, *(first + timedelta(days=days) for days in (40, 47)))
store_case(moved, now=utc_now(), reason="")
"""
READERS = 120


def test_nothing_is_lost_or_sent_twice_while_the_worker_of_before_goes_on(
    transactional_db: None, tmp_path: Path
) -> None:
    """It sends before, while and after the database is migrated, and then beside ours.

    The date of the second mails is moved after that by an editor whose server still is of the version before.
    """
    if connection.vendor != "postgresql":
        pytest.skip("workers of two versions share a PostgreSQL; runs in that pass")
    old, now = unpack(tmp_path), utc_now().isoformat()
    with empty_database(tmp_path), ground(delay_seconds=0.05) as here:
        here.settings["NEWS_GRACE_SECONDS"] = 0
        here.manage("migrate", "--verbosity", "0", root=old)
        here.manage("shell", "-c", ANNOUNCE.format(readers=READERS, now=now), root=old)
        arrivals = Arrivals(here.sink)
        here.beat(root=old)
        here.worker("prefork", root=old)
        arrivals.wait(5)
        here.manage("migrate", "--verbosity", "0")
        assert len(arrivals) > 5, "it went on meanwhile"
        until(lambda: states() == {"sent": READERS}, 120, "the first are sent", every=0.1)
        here.manage("shell", "-c", MOVE.format(now=now), root=old)
        arrivals.wait(READERS + 5)
        here.settings["MAIL_CONNECTIONS"] = 4
        here.worker("prefork")
        until(lambda: states() == {"sent": 2 * READERS}, 120, "all are sent", every=0.1)
        arrived = arrivals.read()
    for mails in (arrived[:READERS], arrived[READERS:]):
        verdict = Verdict.of(mails, addresses(READERS))
        assert (verdict.lost, verdict.twice) == ([], {})
