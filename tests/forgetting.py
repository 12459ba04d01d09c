"""What a process keeps of the record, dropped: between tests, and between requests of a benchmark."""

from django.core.cache import cache

from tracker.queries import calendar, track_record
from tracker.services import local_names
from tracker.web.api import rows
from tracker.web.data import file_cache
from tracker.web.feeds import calendar as calendar_feed


def forget_record() -> None:
    """Drop the cache of fragments and what modules keep."""
    cache.clear()
    for module in (track_record, calendar, calendar_feed, file_cache, rows, local_names):
        module.forget()
