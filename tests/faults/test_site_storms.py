"""Storms over a whole site: it is upgraded, read from two web machines, backed up, wiped and restored."""

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from config.env import ROOT
from tests.faults.databases import Arrivals, Ground, Group, Verdict, database_address, ground, seeds, until
from tests.faults.planting import addresses, states, the_case
from tests.faults.test_storms import settled, watch
from tests.faults.web_machines import Reader, WebMachine, both_show
from tests.other_databases import empty_database, new_database, programs
from tests.thoroughness import IS_THOROUGH
from tests.upgrade.previous_version import unpack
from tests.upgrade.test_old_worker import ANNOUNCE
from tracker.clock import utc_now
from tracker.models import Delivery, Heartbeat
from tracker.services.pause import REASON
from tracker.services.tick import TICK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not IS_THOROUGH, reason="make test-all and make storms break a whole site"),
]
READERS = 200
SETTINGS = {"NEWS_GRACE_SECONDS": 0, "API_REQUESTS_A_MINUTE": 10**6, "RENDER_SECONDS": 1e9}
"""All readers of pages come from one network."""
WANTED = addresses(READERS)


@dataclass(frozen=True)
class Older:
    """The code of the version before, and a database that it made."""

    code: Path
    database: str


@pytest.fixture(scope="module")
def older(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Older]:
    """The version before and its database, without a row, for copies."""
    folder = tmp_path_factory.mktemp("older")
    code = unpack(folder)
    with django_db_blocker.unblock(), new_database(folder) as name:
        with ground(database=database_address(name)) as here:
            here.manage("migrate", "--verbosity", "0", root=code)
        yield Older(code, name)


@dataclass
class Storm:
    """A site under a storm: what runs of it, and how often something was killed."""

    ground: Ground
    pool: str
    seed: int
    now: datetime
    kills: int = 0
    running: list[Group] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.arrivals = Arrivals(self.ground.sink)

    def start(self, root: Path = ROOT) -> None:
        """Start a beat and a worker, of our code or other."""
        self.running += [self.ground.beat(root=root), self.ground.worker(self.pool, root=root)]

    def kill(self) -> None:
        """Kill beat and worker."""
        self.kills += 1
        for group in self.running:
            group.kill()
        self.running = []

    def wait(self, low: int, high: int) -> None:
        """Wait for a moment between two numbers of mails since the storm began; settled, it is past."""
        moment = self.random.randint(low, high)
        until(lambda: len(self.arrivals) >= moment or settled(), 180, f"{moment} mails arrive", every=0.005)

    def end(self) -> None:
        """Let everything come to rest; workers are those of our code."""
        worker = watch(self.running[-1], self.arrivals, self.ground, self.pool)
        self.kills += worker is not self.running[-1]
        self.running[-1] = worker

    def move(self, times: int) -> None:
        """An editor at another machine moves the date, for the so-manieth time."""
        dates = [self.now + timedelta(days=40 + 7 * at) for at in range(times + 1)]
        process = self.ground.run("tests.faults.mover")
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write(json.dumps(the_case(self.now, *dates)) + "\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdin.close()
        process.wait(10)

    def upgrade(self) -> None:
        """Migrate, at times with a first try that is killed."""
        if self.random.random() < 0.5:
            tried = self.ground.run("manage", "migrate", "--verbosity", "0")
            time.sleep(self.random.uniform(1, 6))
            self.ground.groups[-1].kill()
            tried.wait(10)
        self.ground.manage("migrate", "--verbosity", "0")

    def judge(self, since: int) -> Verdict:
        """What of the mails from a number on came twice, or never; copies are one a kill at most."""
        verdict = Verdict.of(self.arrivals.read()[since:], WANTED)
        assert verdict.strange == [], f"seed {self.seed}"
        assert verdict.extra <= self.kills, f"seed {self.seed}"
        return verdict


@pytest.mark.parametrize("seed", seeds(one_in=5))
def test_site_is_upgraded_read_from_two_machines_and_restored(
    pool: str, seed: int, older: Older, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three mails to each reader, in three storms; lost: 0, twice: at most one a kill."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    backup = tmp_path / "site.zip"
    with ExitStack() as stack:
        stack.enter_context(empty_database(tmp_path, like=older.database))
        here = stack.enter_context(ground(delay_seconds=0.03, seed=seed))
        here.settings |= SETTINGS
        storm = Storm(here, pool, seed, utc_now().replace(microsecond=0))
        upgraded(storm, older.code)
        first = len(storm.arrivals)
        backed_up(storm, backup)
        second = len(storm.arrivals)
        stack.enter_context(empty_database(tmp_path))
        here.move_to(database_address())
        restored(storm, backup, range(first, second))
        kills = storm.kills
        storm.move(2)
        storm.wait(second + 1, second + READERS)
        storm.kill()
        storm.start()
        storm.end()
        assert storm.judge(second).lost == [], f"seed {seed}"
        print(f"seed {seed}: {kills} kills before the last storm, {storm.kills} in all, {states()}")


def upgraded(storm: Storm, code: Path) -> None:
    """The first mails leave while the site is upgraded, on PostgreSQL beside the worker of before."""
    storm.ground.manage("shell", "-c", ANNOUNCE.format(readers=READERS, now=storm.now.isoformat()), root=code)
    storm.start(code)
    storm.wait(1, READERS // 2)
    if storm.random.random() < 0.5 or connection.vendor == "sqlite":
        storm.kill()
    if connection.vendor == "postgresql" and not storm.running:
        storm.start(code)
    storm.upgrade()
    old, storm.running = storm.running, []
    storm.start()
    storm.wait(READERS // 2, READERS - 1)
    for group in old:
        group.kill()
    storm.kills += bool(old)
    storm.end()
    assert storm.judge(0).lost == [], f"seed {storm.seed}"


def backed_up(storm: Storm, backup: Path) -> None:
    """The second mails leave, two web machines are read from, one dies; a backup is made, and all is gone."""
    first = len(storm.arrivals)
    machines = [WebMachine(storm.ground) for _ in range(2)]
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(machine)) for machine in machines]
        until(lambda: all(each.read for each in readers), 180, "pages are read")
        storm.move(1)
        both_show(machines, 2)
        storm.wait(first + 1, first + READERS // 2)
        storm.ground.manage("backup", str(backup))
        dead = storm.random.choice(machines)
        dead.group.kill()
        dead.start()
        both_show(machines, 2)
        storm.wait(first + READERS // 2, first + READERS)
        storm.kill()
    assert [each.wrong for each in readers] == [[], []], f"seed {storm.seed}"
    for machine in machines:
        machine.group.kill()
    storm.judge(first)


def restored(storm: Storm, backup: Path, second: range) -> None:
    """Nothing leaves before it is resumed, and then nothing that was due before."""
    storm.ground.manage("restore", str(backup))
    began = utc_now()
    storm.start()
    until(lambda: Heartbeat.objects.filter(name=TICK, at__gt=began).exists(), 180, "it ticks", every=0.1)
    since = Heartbeat.objects.get(name=TICK).at
    until(lambda: Heartbeat.objects.filter(name=TICK, at__gt=since).exists(), 180, "it ticks on", every=0.1)
    storm.ground.manage("resume")
    since = utc_now()
    until(lambda: Heartbeat.objects.filter(name=TICK, at__gt=since).exists(), 180, "it ticks on", every=0.1)
    assert len(storm.arrivals) == second.stop, f"seed {storm.seed}"
    ours = Delivery.objects.order_by("-id")[:READERS].values_list("subscriber__address", "state", "error")
    arrived = {each.to for each in storm.arrivals.read()[second.start :]}
    assert sorted(address for address, _, _ in ours) == WANTED
    assert {(state, error) for _, state, error in ours} <= {("sent", ""), ("expired", REASON)}
    assert {address for address, state, _ in ours if state == "sent"} <= arrived, f"seed {storm.seed}"
