"""The client that fetches pages and feeds: guarded, and honest about who asks."""

from django.conf import settings

from tracker.transports.connections import Connections
from tracker.transports.web_pages import PageReader


def page_reader() -> PageReader:
    """Fetches from the public internet alone; from this machine too where webhooks may call it."""
    connections = Connections(allow_local=settings.WEBHOOKS_LOCAL)
    return PageReader(connections, user_agent=f"Ultimata/1 (+{settings.SITE_URL}/)")
