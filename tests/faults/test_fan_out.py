"""Handing an alert out to very many is killed in the middle, again and again, and goes on where it was."""

import os
import random
import signal
import time
from functools import partial

import pytest
from django.db import connection
from django.db.models import Count

from tests.faults.databases import seeds, until
from tests.faults.mail_worker import ending_of
from tests.faults.planting import plant_catalogue, plant_many, the_case
from tracker.clock import utc_now
from tracker.models import Alert, AlertState, Delivery
from tracker.services.alerts.fan_out import fan_out_batch
from tracker.services.cases.store import store_case
from tracker.services.tick import tick

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
READERS = 50_000


def are_stored(deliveries: int) -> bool:
    """Whether there are that many by now."""
    return Delivery.objects.count() >= deliveries


@pytest.mark.parametrize("seed", seeds())
def test_kills_in_the_middle_of_50000_deliveries_leave_one_each(seed: int) -> None:
    chance = random.Random(seed)
    now = utc_now()
    plant_catalogue(now)
    plant_many(READERS, now=now)
    store_case(the_case(now, now), now=now, reason="")
    alert = Alert.objects.get(kind="set")
    made = [0]
    for _ in range(8):
        child = start(alert.pk, size=2000)
        goal = min(made[-1] + chance.randrange(3) * 2000, READERS)
        until(partial(are_stored, goal), 60, "batches are stored", every=0.001)
        time.sleep(chance.uniform(0.01, 0.15))
        os.kill(child, signal.SIGKILL)
        ending_of(child, 30)
        made.append(Delivery.objects.count())
        assert made[-1] % 2000 == 0, f"seed {seed}: whole batches only"
        assert made[-1] >= made[-2], f"seed {seed}"
        if made[-1] == READERS:
            break
    children = [start(alert.pk, size=2000) for _ in range(2)]  # and two at once
    assert [ending_of(child, 60) for child in children] == [0, 0]
    tick(now=now)
    tick(now=now)
    print(f"seed {seed}: after each kill {made[1:]}")
    assert Delivery.objects.count() == READERS, f"seed {seed}"
    assert not Delivery.objects.values("subscriber").annotate(n=Count("id")).filter(n__gt=1).exists()
    alert.refresh_from_db()
    assert alert.state == AlertState.DONE
    assert any(0 < count < READERS for count in made), f"seed {seed}: a kill in the middle"


def start(alert: int, *, size: int) -> int:
    """A process that hands out, and the number of it."""
    connection.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            # Another that is at it makes it look done; as the tick does, look again until it is.
            while Alert.objects.filter(pk=alert).exclude(state=AlertState.DONE).exists():
                fan_out_batch(alert, now=utc_now(), size=size)
            code = 0
        finally:
            os._exit(code)
    return child
