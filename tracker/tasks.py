"""Celery tasks: read the clock, call one service. Beat's schedule is in config/settings.py.

Tasks carry nothing but "look": what there is to do stands in the database, so a task that is lost, doubled
or late changes nothing.
"""

from celery import shared_task
from django.conf import settings

from tracker.clock import utc_now

MAILS_A_TASK = 500
MOST_TASKS = 8


@shared_task(ignore_result=True)
def tick() -> None:
    """Bring what is stored up to date with the clock, and wake workers for what is due to leave."""
    from tracker.services import ticking  # noqa: PLC0415 -- workers import tasks before Django is ready

    done = ticking.tick(now=utc_now())
    for _ in range(min(MOST_TASKS, -(-done.waiting // MAILS_A_TASK))):
        drain.apply_async(expires=settings.TICK_SECONDS)
    if done.endpoints:
        call.apply_async(expires=settings.TICK_SECONDS)


@shared_task(ignore_result=True)
def drain() -> None:
    """Send what is due, for some seconds; any number of workers may at once."""
    from django.core.mail import get_connection  # noqa: PLC0415 -- as above

    from tracker.channels.opening import channel_for  # noqa: PLC0415 -- as above
    from tracker.services import heartbeats, posting  # noqa: PLC0415 -- as above
    from tracker.services.letters import Letters  # noqa: PLC0415 -- as above

    done = posting.drain(
        channel=lambda: channel_for(settings.MAIL_URL, helo=settings.MAIL_HELO, mailbox=get_connection),
        writer=Letters,
        clock=utc_now,
        connections=settings.MAIL_CONNECTIONS,
    )
    heartbeats.note_post(done.counts, now=utc_now())


@shared_task(ignore_result=True)
def call() -> None:
    """Make the calls of webhooks that are due, for some seconds; any number of workers may at once."""
    from tracker.channels.webhook import WebhookChannel  # noqa: PLC0415 -- as above
    from tracker.queries.webhooks import CALLER  # noqa: PLC0415 -- as above
    from tracker.services import calling, heartbeats  # noqa: PLC0415 -- as above

    counts = calling.drain(
        channel=lambda: WebhookChannel(allow_local=settings.WEBHOOKS_LOCAL),
        clock=utc_now,
        connections=settings.WEBHOOK_CONNECTIONS,
    )
    heartbeats.note_post(counts, now=utc_now(), name=CALLER)
