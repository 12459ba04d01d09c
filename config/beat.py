"""When beat sends its one task: counted by a clock that nobody sets."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from celery.schedules import schedule


def every(seconds: float) -> schedule:
    """Every so many seconds. Celery's own intervals stand still for as long as the clock is set back."""
    return schedule(timedelta(seconds=seconds), nowfun=_steady_now)


def _steady_now() -> datetime:
    """An instant whose distance to another means something, though its date does not."""
    return datetime.fromtimestamp(monotonic(), UTC)
