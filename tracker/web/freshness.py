"""What the database is asked once a second at most: whether what the last tick marked as current still holds.

A process that changed the record itself asks again at once.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save

from tracker.models import SiteState
from tracker.queries.pagination import RecordState, record_state


@dataclass(slots=True)
class _Cached:
    found: RecordState | None = None
    read_at: float = 0.0
    written_at: float = float("-inf")


_cache = _Cached()


def is_old(read_at: float) -> bool:
    """Whether what was read then, by the steady clock, is to be read again."""
    return time.monotonic() - read_at >= settings.PAGE_VERSION_SECONDS or is_written_since(read_at)


def is_written_since(read_at: float) -> bool:
    """Whether this process changed the record since."""
    return read_at <= _cache.written_at


def _note_write() -> None:
    _cache.written_at = time.monotonic()


def _note_commit(**_: object) -> None:
    transaction.on_commit(_note_write)


post_save.connect(_note_commit, sender=SiteState, dispatch_uid="freshness")


def is_fresh(now: datetime) -> bool:
    """Whether the stored present may be shown (1 query, or none within PAGE_VERSION_SECONDS of the last).

    It tells when the next case turns, so a case that turns meanwhile is noticed; an edit by another process
    is seen as late as pages see it, one of this process at once.
    """
    found = _cache.found
    if found is None or is_old(_cache.read_at):
        read_at = time.monotonic()
        found = _cache.found = record_state()
        _cache.read_at = read_at
    return found.is_fresh(now)
