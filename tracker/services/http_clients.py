"""The clients that fetch from other sites: guarded, and honest about who asks."""

from django.conf import settings

from tracker.transports.connections import Connections
from tracker.transports.http_client import TOTAL_SECONDS, HttpClient
from tracker.transports.web_pages import PageReader


def user_agent() -> str:
    """What requests to other sites say of whom they come from."""
    return f"Ultimata/1 (+{settings.SITE_URL}/)"


def page_reader() -> PageReader:
    """For pages and feeds."""
    return PageReader(_public(), user_agent=user_agent())


def http_client(*, total_seconds: float = TOTAL_SECONDS) -> HttpClient:
    """For whatever is answered, with its status."""
    return HttpClient(_public(), user_agent=user_agent(), total_seconds=total_seconds)


def _public() -> Connections:
    """To the public internet alone; to this machine too where webhooks may call it."""
    return Connections(allow_local=settings.WEBHOOKS_LOCAL)
