"""What the worker does about cited pages: follow sources, check what is due, see to copies."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tracker.domain.archived_copies import Mode
from tracker.models import Heartbeat, Page
from tracker.services.cases.publish import locked_site_state
from tracker.services.pages.check import SECONDS, Clock, check_due
from tracker.services.pages.copies import look_for_copies
from tracker.services.pages.follow import follow_sources
from tracker.transports.http_client import HttpClient
from tracker.transports.wayback import Wayback

PAGES = "pages"
"""The heartbeat of these checks."""
EVERY = timedelta(minutes=1)


def is_due(*, now: datetime) -> bool:
    """Whether something is due, and nobody began within a minute (3 queries; none where all is off)."""
    wanted = {"next_check_at": settings.CHECK_PAGES, "copy_next_at": settings.ARCHIVE != Mode.OFF}
    if not any(wanted.values()):
        return False
    last = Heartbeat.objects.filter(name=PAGES).values_list("at", flat=True).first()
    if last is None:
        return True  # of a record that is older than these checks no page is followed yet
    if now - EVERY < last <= now:
        return False
    return any(Page.objects.filter(**{f"{name}__lte": now}).exists() for name, on in wanted.items() if on)


def check_pages(client: HttpClient, *, clock: Clock, seconds: float = SECONDS) -> dict[str, int]:
    """Go on for some seconds with each of the two; how many pages were checked and looked up."""
    now = clock()
    _beat(now, {})
    with transaction.atomic():
        locked_site_state()  # as whoever writes a case does
        follow_sources(now=now)
    done = {"checked": 0, "looked_up": 0}
    if settings.CHECK_PAGES:
        done["checked"] = check_due(client, clock=clock, seconds=seconds)
    mode = Mode(settings.ARCHIVE)
    if mode is not Mode.OFF:
        archive = Wayback(client, base=settings.ARCHIVE_URL, keys=settings.ARCHIVE_KEYS)
        done["looked_up"] = look_for_copies(archive, mode, clock=clock, seconds=seconds)
    _beat(now, done)
    return done


def _beat(now: datetime, detail: dict[str, int]) -> None:
    Heartbeat.objects.update_or_create(name=PAGES, defaults={"at": now, "detail": detail})
