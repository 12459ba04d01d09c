"""The site looks after itself: operators hear of what is wrong, and a dead man's switch that it is alive.

The worker of calls does so once a minute, woken by the tick. The web server looks, too (config.watch), so
that a tick or a queue that stands still is noticed.
"""

import logging
import shutil
import socket
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Q

from tracker.models import Heartbeat
from tracker.queries.status import WATCH, beat_age_seconds, is_paused
from tracker.services.http_clients import http_client
from tracker.services.incidents import note_incidents
from tracker.services.operator_messages import send_messages
from tracker.services.outbox.lease import Clock
from tracker.transports.http_client import NotFetched
from tracker.transports.registry import transport_for
from tracker.transports.webhooks import WebhookTransport

log = logging.getLogger(__name__)
EVERY = timedelta(seconds=55)
"""A minute, less what a tick may come early; services such as Healthchecks refuse more than five a minute."""
HEALTHY_SECONDS = 60.0
PING_SECONDS = 5.0


def is_wanted() -> bool:
    """Whether somebody wants to hear of it."""
    return bool(settings.OPERATORS or settings.PING_URL)


def run(*, clock: Clock) -> None:
    """Ping, and look for incidents; nothing where that was done within the minute, by anybody.

    Nothing leaves a site that is paused after it was restored.
    """
    now = clock()
    Heartbeat.objects.bulk_create([Heartbeat(name=WATCH, at=now - EVERY, detail={})], ignore_conflicts=True)
    is_due = Q(at__lte=now - EVERY) | Q(at__gt=now + EVERY)
    if is_paused() or not Heartbeat.objects.filter(is_due, name=WATCH).update(at=now):
        return
    ping(clock=clock)
    look(clock=clock)


def ping(*, clock: Clock) -> bool:
    """Ask `PING_URL` while the last tick is fresh; whether it answered, which is not tried twice."""
    age = beat_age_seconds(now=clock())
    if not settings.PING_URL or age is None or age > HEALTHY_SECONDS:
        return False
    try:
        answer = http_client(total_seconds=PING_SECONDS).get(settings.PING_URL, {}, most_bytes=1000)
    except NotFetched:
        log.warning("The dead man's switch did not answer")
        return False
    if answer.status >= 400:
        log.warning("The dead man's switch answered %s", answer.status)
    return answer.status < 400


def look(*, clock: Clock) -> None:
    """Note what is wrong and what is over, and send the messages about it, where there are operators."""
    if not settings.OPERATORS or is_paused():
        return
    note_incidents(now=clock(), machine=socket.gethostname()[:100], disk_free=disk_free())
    send_messages(
        mail=lambda: transport_for(settings.MAIL_URL, helo=settings.MAIL_HELO, mailbox=get_connection),
        webhooks=lambda: WebhookTransport(allow_local=settings.WEBHOOKS_LOCAL),
        clock=clock,
    )


def disk_free() -> float:
    """The part of the disk with the data folder that is free."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    # As df counts: what is reserved for root is neither used nor free.
    return usage.free / ((usage.used + usage.free) or 1)
