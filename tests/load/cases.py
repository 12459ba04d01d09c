"""What is published under load: the two cases whose dates move, and those of the editor.

`python -m tests.load.cases move SLUG` moves the date of one; `… publish SECONDS` publishes a case every so
often until its input ends. Each prints how many milliseconds a transaction took, a line each.
"""

import select
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import django

MOST = 100_000


def a_running_case(slug: str, now: datetime, *, moved_at: datetime | None = None) -> dict[str, Any]:
    """A case announced the day before for far ahead, so that nothing but a move is told of it."""
    from tests.factories import a_case, a_deadline, a_due

    first, second = ((now + timedelta(days=days)).date().isoformat() for days in (400, 500))
    announced = (now - timedelta(days=1)).date().isoformat()
    deadlines = [a_deadline("d1", announced, a_due(first))]
    if moved_at is not None:
        day = moved_at.date().isoformat()
        deadlines.append(a_deadline("d2", day, a_due(second), "extended", replaces="d1"))
    return a_case(slug, title=f"A date of the load run: {slug}", deadlines=deadlines)


def move(slug: str) -> None:
    """Let the date of a case move, as an editor would."""
    from tracker.clock import utc_now
    from tracker.models import Ultimatum
    from tracker.services.cases.store import store_case

    now = utc_now()
    published_at = Ultimatum.objects.values_list("published_at", flat=True).get(slug=slug)
    assert published_at is not None
    began = time.perf_counter()
    store_case(a_running_case(slug, published_at, moved_at=now), now=now, reason="")
    print(f"{(time.perf_counter() - began) * 1000:.1f}", flush=True)


def publish(every_seconds: float) -> None:
    """Publish a case that few follow, again and again, until the input ends."""
    from tracker.clock import utc_now
    from tracker.services.cases.store import store_case

    for number in range(MOST):
        if select.select([sys.stdin], [], [], every_seconds)[0]:
            return
        now = utc_now()
        began = time.perf_counter()
        store_case(a_running_case(f"published-under-load-{number}", now), now=now, reason="")
        print(f"{(time.perf_counter() - began) * 1000:.1f}", flush=True)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "move":
        move(sys.argv[2])
    else:
        publish(float(sys.argv[2]))
