"""Whether what the last tick marked as current still holds: asked of the database once a second at most."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tracker.queries.pagination import RecordState, record_state


@dataclass(slots=True)
class _Cached:
    found: RecordState | None = None
    read_at: float = 0.0


_cache = _Cached()


def is_fresh(now: datetime) -> bool:
    """Whether the stored present may be shown (1 query, or none within PAGE_VERSION_SECONDS of the last).

    It tells when the next case turns, so a case that turns meanwhile is noticed; an edit by another process
    is seen as late as pages see it.
    """
    found = _cache.found
    if found is None or time.monotonic() - _cache.read_at >= settings.PAGE_VERSION_SECONDS:
        found = _cache.found = record_state()
        _cache.read_at = time.monotonic()
    return found.is_fresh(now)
