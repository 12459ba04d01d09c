"""Storms: workers are killed at random moments while they send, and the mail server is no help."""

import os
import random
import signal
import time

import pytest

from tests.faults.databases import Arrivals, Ground, Group, Verdict, ground, seeds, until
from tests.faults.planting import plant_news, states
from tests.smtp_sinks import Fault
from tracker.clock import utc_now
from tracker.models import Delivery, DeliveryState

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FINAL = {"sent", "failed", "parked", "cancelled", "expired"}


class Killer:
    """Keeps a worker running and kills it, whole or only the child that sends, at moments of its seed."""

    def __init__(self, on: Ground, pool: str, arrivals: Arrivals, seed: int) -> None:
        self.ground, self.pool, self.arrivals = on, pool, arrivals
        self.random = random.Random(seed)
        self.kills = 0
        self.worker = on.worker(pool)

    def storm(self, kills: int, mails: int) -> None:
        """Kill at so many moments between the first and the last of these mails."""
        for moment in sorted(self.random.sample(range(1, mails), kills)):
            self._wait(moment)
            time.sleep(self.random.uniform(0, 0.02))
            self._kill()

    def _wait(self, moment: int) -> None:
        since, count = time.monotonic(), len(self.arrivals)
        while count < moment:
            time.sleep(0.002)
            if len(self.arrivals) > count:
                since, count = time.monotonic(), len(self.arrivals)
            elif time.monotonic() - since > 20:
                # What a supervisor does: a pool whose child was killed may hang with a lock nobody holds.
                self._kill(whole=True)
                since = time.monotonic()

    def _kill(self, *, whole: bool = False) -> None:
        self.kills += 1
        children = [] if whole or self.random.random() < 0.7 else self.worker.children()
        if children:
            os.kill(self.random.choice(children), signal.SIGKILL)
        else:
            self.worker.kill()
            self.worker = self.ground.worker(self.pool)


def settled() -> bool:
    """Whether all deliveries came to an end."""
    return bool(Delivery.objects.exists()) and set(states()) <= FINAL


def watch(worker: Group, arrivals: Arrivals, on: Ground, pool: str) -> Group:
    """Let everything come to rest; a worker that hangs is started anew. The worker that runs in the end."""
    give_up_at = time.monotonic() + 180
    count, since = len(arrivals), time.monotonic()
    while not settled():
        assert time.monotonic() < give_up_at, f"not at rest: {states()}"
        time.sleep(0.1)
        if len(arrivals) != count:
            count, since = len(arrivals), time.monotonic()
        elif time.monotonic() - since > 20:
            worker.kill()
            worker, since = on.worker(pool), time.monotonic()
    return worker


@pytest.mark.parametrize("seed", seeds())
def test_worker_killed_at_20_moments_while_sending_2000_mails(pool: str, seed: int) -> None:
    """Lost: 0. Twice: at most one a kill, the mail in flight, under the same Message-ID."""
    wanted = plant_news(2000, now=utc_now())
    with ground(seed=seed) as here:
        here.beat()
        arrivals = Arrivals(here.sink)
        killer = Killer(here, pool, arrivals, seed)
        killer.storm(20, 2000)
        watch(killer.worker, arrivals, here, pool)
        verdict = Verdict.of(arrivals.read(), wanted)
        print(f"seed {seed}: {killer.kills} kills, {verdict.extra} copies too many, {states()}")
        assert verdict.lost == [], f"seed {seed}"
        assert verdict.strange == [], f"seed {seed}"
        assert verdict.extra <= killer.kills, f"seed {seed}"
        assert set(states()) <= {"sent", "parked"}, f"seed {seed}"
        unsure = Delivery.objects.filter(state=DeliveryState.PARKED)
        assert unsure.exclude(uncertain__gte=3).count() == 0, f"seed {seed}"


FAULTS = (
    Fault("recipient", code=550, text="5.1.1 unknown", match="reader-000[01]3"),
    Fault("recipient", code=550, text="5.7.1 not you", match="reader-0002"),
    Fault("sender", code=421, text="4.3.2 busy", chance=0.01),
    Fault("recipient", code=450, text="4.2.0 greylisted", match="[05]@", times=1, each=True),
    Fault("data", code=451, text="4.3.0 later", chance=0.01),
    Fault("dot", code=451, text="4.3.0 later", chance=0.02),
    Fault("dot", code=550, text="5.6.0 spam", match="reader-0003[0-4]"),
    Fault("recipient", "drop", chance=0.01),
    Fault("content", "drop", chance=0.01),
    Fault("accepted", "drop", match="[1379]@", chance=0.03, times=1, each=True),
)


@pytest.mark.parametrize("seed", seeds())
def test_worker_killed_while_the_mail_server_misbehaves(pool: str, seed: int) -> None:
    """Refused for good are those that were; all others have it; copies only where the reply was lost."""
    wanted = plant_news(400, now=utc_now())
    refused = {each for each in wanted if each in ("reader-00003@example.org", "reader-00013@example.org")}
    refused |= {f"reader-0002{at}@example.org" for at in range(10)}
    refused |= {f"reader-0003{at}@example.org" for at in range(5)}
    with ground(*FAULTS, seed=seed) as here:
        here.beat()
        arrivals = Arrivals(here.sink)
        killer = Killer(here, pool, arrivals, seed)
        killer.storm(5, 300)
        watch(killer.worker, arrivals, here, pool)
        verdict = Verdict.of(arrivals.read(), [each for each in wanted if each not in refused])
        print(f"seed {seed}: {killer.kills} kills, {verdict.extra} copies too many, {states()}")
        parked = set(
            Delivery.objects.filter(state=DeliveryState.PARKED).values_list("subscriber__address", flat=True)
        )
        assert set(verdict.lost) <= parked, f"seed {seed}"
        assert verdict.strange == [], f"seed {seed}"
        assert max(verdict.twice.values(), default=0) <= 2, f"seed {seed}"
        failed = Delivery.objects.filter(state=DeliveryState.FAILED)
        assert set(failed.values_list("subscriber__address", flat=True)) <= refused, f"seed {seed}"
        assert {each.to for each in arrivals.read()} & refused == set(), f"seed {seed}"
        until(lambda: set(states()) <= {"sent", "failed", "parked"}, 1, f"true states, not {states()}")
