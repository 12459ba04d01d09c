"""Names that never change: tags (RFC 4151) and the hosts of UIDs, whatever becomes of the host."""

from functools import cache

from django.conf import settings

from tracker.clock import utc_now
from tracker.services.site_name import authority_or

FIRST_YEAR = "2025"
"""What sites of before names were kept count from."""


def authority() -> str:
    """Host and date, as `example.org,2025` (1 query, once a process).

    Chosen by the first public site on a database: the setting TAG_AUTHORITY, else the host and the day. A
    local site keeps nothing: what is tried here may go public under another name.
    """
    if settings.IS_LOCAL:
        return settings.TAG_AUTHORITY or f"{settings.SITE_HOST},{FIRST_YEAR}"
    return _cached()


def host() -> str:
    """The host of it."""
    return authority().partition(",")[0]


@cache
def _cached() -> str:
    return authority_or(settings.TAG_AUTHORITY or f"{settings.SITE_HOST},{utc_now():%Y-%m-%d}")


def forget() -> None:
    """Ask the database again."""
    _cached.cache_clear()
