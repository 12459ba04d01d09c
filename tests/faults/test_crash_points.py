"""A process dies before every single statement and every word to the mail server, one after the other."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from tests.faults.databases import Arrivals, Verdict
from tests.faults.mail_worker import in_child, post, set_right
from tests.faults.planting import addresses, plant_catalogue, plant_readers, states, the_case
from tests.smtp_sinks import Sink
from tests.thoroughness import some_of
from tracker.clock import utc_now
from tracker.models import Alert, Delivery, Milestone, Ultimatum
from tracker.services.cases.store import store_case
from tracker.services.tick import tick
from tracker.transports.smtp.connection import Connection

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
DIED = 9
WEEK = timedelta(days=7)


class Doom:
    """Ends this process just before its n-th statement or word to the mail server."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self) -> None:
        """One more step."""
        self.left -= 1
        if self.left <= 0:
            os._exit(DIED)

    def sql(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """A statement of the database."""
        self()
        return execute(*arguments)

    def over(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """A method that counts as a step."""

        def stepped(*arguments: Any, **more: Any) -> Any:
            self()
            return method(*arguments, **more)

        return stepped


def test_death_before_each_statement_and_each_word_loses_nothing() -> None:
    """From a reminder that falls due to its mails stored as sent; copies only of the one handed over."""
    now = utc_now().replace(microsecond=0)
    due_at = now - timedelta(minutes=1)
    wanted = addresses(3)
    plant_catalogue(now)
    plant_readers(wanted, now=now)
    store_case(the_case(now, due_at + WEEK), now=now - timedelta(minutes=2), reason="")
    Alert.objects.all().delete()
    case = Ultimatum.objects.get()
    with Sink() as sink:
        arrivals = Arrivals(sink)
        for step in some_of(range(1, 500), every=7):
            fall_due(case, due_at)
            before = len(arrivals)
            ending = in_child(partial(tick_and_post, sink, now, step))
            assert ending in (0, DIED), f"step {step}"
            of_child = len(arrivals) - before
            set_right(sink, since=now)
            arrived = arrivals.read()[before:]
            verdict = Verdict.of(arrived, wanted)
            assert (verdict.lost, verdict.strange) == ([], []), f"step {step}"
            assert verdict.extra <= (ending == DIED and of_child > 0), f"step {step}"
            assert states() == {"sent": 3}, f"step {step}"
            if ending == 0:
                break
    assert 40 < step < 400, "the steps of a whole delivery"


def fall_due(case: Ultimatum, due_at: datetime) -> None:
    """Have the reminder fall due as if it were the first time."""
    Delivery.objects.all().delete()
    Alert.objects.all().delete()
    Milestone.objects.all().delete()
    Milestone.objects.create(
        ultimatum=case,
        kind="reminder",
        key="d1",
        offset_seconds=int(WEEK.total_seconds()),
        due_at=due_at,
        not_after=due_at + timedelta(hours=24),
    )


def tick_and_post(sink: Sink, now: datetime, step: int) -> None:
    """What beat and worker do, in a process that is to die."""
    doom = Doom(step)
    for name in ("write", "reply"):
        setattr(Connection, name, doom.over(getattr(Connection, name)))
    with connection.execute_wrapper(doom.sql):
        tick(now=now)
        post(sink, clock=lambda: now)
