"""What the tick takes to delete 100,000 mails that are old enough, a batch at a time, on both databases."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.bench.measuring import Line, report, spread
from tests.bench.serving import ROOT, folder
from tools.run_tests import postgresql

if TYPE_CHECKING:
    from tracker.models import Subscriber

ROWS = 100_000
LONGEST_TICK = 500.0
"""Milliseconds; ticks come every five seconds."""


def run() -> bool:
    """Measure and report; whether every goal was met on both databases."""
    met = []
    with folder() as data, postgresql() as address:
        for database in ("", address):
            environment = {
                **os.environ, "DATABASE_URL": database, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }  # fmt: skip
            command = [sys.executable, "-m", "tests.bench.retention"]
            met.append(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0)
    return all(met)


def _measure() -> bool:
    """Let mails, half of them digests, be deleted by ticks; the time of each, beside one with nothing due."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.factories import a_case, a_deadline, a_due, load
    from tracker.clock import utc_now
    from tracker.models import Alert, Delivery, Subscriber
    from tracker.queries.sizes import sizes
    from tracker.services.retention import RETENTIONS
    from tracker.services.tick import tick

    call_command("migrate", verbosity=0)
    now = utc_now()
    then = now - timedelta(days=1200)
    due = a_due(f"{then + timedelta(days=9):%Y-%m-%d}")
    load(a_case(deadlines=[a_deadline("d1", f"{then:%Y-%m-%d}", due)]), now=then)
    tick(now=now)
    first = Alert.objects.order_by("pk")[0]
    made = {"created_at": then, "confirmed_at": then}
    number = ROWS // 10
    names = [f"reader{at}@example.org" for at in range(number)]
    readers = Subscriber.objects.bulk_create(
        [Subscriber(address=name, address_key=name, **made) for name in names]
    )
    sent = {"state": "sent", "next_at": then, "sent_at": then}
    for at in range(5):
        first.pk, first.about, first.state = None, str(at), "done"
        first.save()
        mails = [Delivery(alert_id=first.pk, subscriber=each, kind="alert", **sent) for each in readers]
        mails += [Delivery(subscriber=each, kind="digest", **sent) for each in readers]
        Delivery.objects.bulk_create(mails)
    # Nobody is left without a thing that is followed, or readers would go, too.
    _follow(readers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = [_timed(lambda: sizes(rule.model for rule in RETENTIONS)) for _ in range(5)]
    took: list[float] = []
    later = now + timedelta(hours=2)
    while (before := Delivery.objects.count()) > 0:
        took.append(_timed(partial(tick, now=later)))
        later += timedelta(seconds=5)
        if Delivery.objects.count() == before:
            raise RuntimeError(f"{before} mails are left, and a tick deleted none of them")
    quiet = [_timed(lambda: tick(now=later)) for _ in range(20)]
    seconds = sum(took) / 1000
    return report(
        f"{ROWS:,} mails to delete, {connection.vendor}",
        [
            Line("a tick without any to delete", spread(quiet, "ms", 1)),
            Line(f"each of {len(took)} ticks", spread(took, "ms", 1), max(took), LONGEST_TICK, at_most=True),
            Line("rows deleted a second", f"{ROWS / seconds:,.0f} rows/s"),
            Line("the sizes that /metrics tells", spread(asked, "ms", 1)),
        ],
    )


def _follow(readers: "list[Subscriber]") -> None:
    """Each follows everything."""
    from tracker.models import Subscription, Topic

    topic, _ = Topic.objects.get_or_create(kind="everything", key="")
    Subscription.objects.bulk_create(
        Subscription(
            subscriber=each, topic=topic, wishes=1, state="active", asked_at=each.created_at, asked_from="/",
            consent_text="1", confirmed_at=each.created_at,
        )
        for each in readers
    )  # fmt: skip


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(0 if _measure() else 1)
