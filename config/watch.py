"""The web server watches, too: a tick that stands still cannot say so itself."""

import logging
import threading

from django.db import connection

from tracker.clock import utc_now

log = logging.getLogger(__name__)
EVERY_SECONDS = 60.0
"""Also before the first look: after an outage of the machine the first tick comes before it."""


def start(*, every_seconds: float = EVERY_SECONDS) -> threading.Event:
    """Look for incidents in a thread of its own until the event is set or the process ends."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(stop, every_seconds), name="watch", daemon=True).start()
    return stop


def _run(stop: threading.Event, every_seconds: float) -> None:
    from tracker.services import watch  # noqa: PLC0415 -- models are not there when the server is put together

    while not stop.wait(every_seconds):
        try:
            watch.look(clock=utc_now)
        except Exception:
            log.exception("incidents could not be looked for; the next minute tries again")
        finally:
            connection.close()
