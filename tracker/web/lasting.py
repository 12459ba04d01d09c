"""Addresses that still show later what a page shows now: with the instant in them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings

from tracker.domain.dates.moments import utc_text
from tracker.web.decorators import AsOf


def lasting_as_of(asked: AsOf) -> str:
    """The `as_of` of what is shown: as the address said it, or the instant of a page about the present."""
    return asked.as_of or utc_text(asked.at)


def lasting_address(path: str, asked: AsOf, query: Mapping[str, str] | None = None) -> str:
    """The whole address of a page at the instant it shows."""
    text = urlencode({**(query or {}), "as_of": lasting_as_of(asked)}, safe=":,")
    return f"{settings.SITE_URL}{path}?{text}"
