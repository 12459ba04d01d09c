"""Celery tasks: read the clock, call one service. Beat's schedule and the queues are in config/settings.py.

Tasks carry nothing but "look": what there is to do stands in the database, so a task that is lost, doubled
or late changes nothing. None expires: Celery compares clocks of two machines for that.
"""

import socket
from typing import Any

from celery import Task, current_app, shared_task
from django.conf import settings

from tracker.clock import ahead, utc_now

MAILS_A_TASK = 500
MOST_TASKS = 8
MOST_INTAKE_TASKS = 4
INTAKE_SECONDS = 20.0
INTAKE_LIMIT_SECONDS = 120
"""After so long the process that reads feeds and pages is ended: a parser that hangs hears no exception."""


@shared_task(ignore_result=True, bind=True)
def tick(self: "Task[..., Any]") -> None:
    """Bring what is stored up to date with the clock, and wake workers for what is due to leave.

    Of ticks that piled up while no worker ran one does the work of all.
    """
    from tracker.queries.status import beat_age_seconds  # noqa: PLC0415 -- before Django is ready
    from tracker.services import tick  # noqa: PLC0415 -- as above
    from tracker.services.pages import run as pages  # noqa: PLC0415 -- as above

    now = utc_now()
    age = beat_age_seconds(now=now)
    if age is not None and 0 <= age < settings.TICK_SECONDS / 4:
        return
    done = tick.tick(now=now)
    _note_clock(self)
    _wake(drain, "mails", done.waiting, each=MAILS_A_TASK)
    _wake(call, "calls", done.endpoints, each=settings.WEBHOOK_CONNECTIONS)
    _wake(send_pushes, "push", done.pushes, each=MAILS_A_TASK)
    if done.watch and not _in_queue("calls"):
        watch.apply_async()
    for task, is_due in ((poll_feeds, done.feeds), (read_items, done.items)):
        if is_due and _in_queue("intake") < MOST_INTAKE_TASKS:
            task.apply_async()
    if pages.is_due(now=now) and _in_queue("intake") < MOST_INTAKE_TASKS:
        check_pages.apply_async()


@shared_task(ignore_result=True, bind=True)
def drain(self: "Task[..., Any]") -> None:
    """Send what is due, for some seconds; any number of workers may at once."""
    from django.core.mail import get_connection  # noqa: PLC0415 -- as above

    from tracker.services.emails import EmailRenderer  # noqa: PLC0415 -- as above
    from tracker.services.outbox import mail_worker  # noqa: PLC0415 -- as above
    from tracker.transports.registry import transport_for  # noqa: PLC0415 -- as above

    _note_clock(self)
    done = mail_worker.drain(
        transport=lambda: transport_for(settings.MAIL_URL, helo=settings.MAIL_HELO, mailbox=get_connection),
        writer=EmailRenderer,
        clock=utc_now,
        connections=settings.MAIL_CONNECTIONS,
    )
    mail_worker.conclude(done, now=utc_now())


@shared_task(ignore_result=True, bind=True)
def call(self: "Task[..., Any]") -> None:
    """Make the calls of webhooks that are due, for some seconds; any number of workers may at once."""
    from tracker.queries.webhooks import CALLER  # noqa: PLC0415 -- as above
    from tracker.services import heartbeat  # noqa: PLC0415 -- as above
    from tracker.services.outbox import webhooks  # noqa: PLC0415 -- as above
    from tracker.transports.webhooks import WebhookTransport  # noqa: PLC0415 -- as above

    _note_clock(self)
    counts = webhooks.drain(
        transport=lambda: WebhookTransport(allow_local=settings.WEBHOOKS_LOCAL),
        clock=utc_now,
        connections=settings.WEBHOOK_CONNECTIONS,
    )
    heartbeat.note_mail_worker(counts, now=utc_now(), name=CALLER)


@shared_task(ignore_result=True, bind=True)
def send_pushes(self: "Task[..., Any]") -> None:
    """Send the messages to browsers that are due, for some seconds; any number of workers may at once."""
    from tracker.services.outbox import push_worker  # noqa: PLC0415 -- as above
    from tracker.services.push_messages import PushRenderer  # noqa: PLC0415 -- as above

    _note_clock(self)
    push_worker.drain(
        transport=push_worker.transport,
        writer=PushRenderer,
        clock=utc_now,
        connections=settings.PUSH_CONNECTIONS,
    )


@shared_task(ignore_result=True, bind=True)
def watch(self: "Task[..., Any]") -> None:
    """Ping the dead man's switch and look for what operators should hear of, once a minute."""
    from tracker.services import watch  # noqa: PLC0415 -- as above

    _note_clock(self)
    watch.run(clock=utc_now)


@shared_task(ignore_result=True, bind=True, time_limit=INTAKE_LIMIT_SECONDS)
def poll_feeds(self: "Task[..., Any]") -> None:
    """Poll the feeds that are due, for some seconds; any number of workers may at once."""
    from tracker.services.intake import poll  # noqa: PLC0415 -- as above
    from tracker.services.intake.engine import Rules  # noqa: PLC0415 -- as above

    _note_clock(self)
    sieve = Rules(utc_now()).sieve
    poll.poll_due(pages=_pages(), sieve=sieve, clock=utc_now, seconds=INTAKE_SECONDS)


@shared_task(ignore_result=True, bind=True, time_limit=INTAKE_LIMIT_SECONDS)
def read_items(self: "Task[..., Any]") -> None:
    """Fetch and read what came in and is due, for some seconds; any number of workers may at once."""
    from tracker.services.intake import read_item  # noqa: PLC0415 -- as above
    from tracker.services.intake.assistant import engine_for  # noqa: PLC0415 -- as above

    _note_clock(self)
    engine = engine_for(utc_now(), clock=utc_now)
    read_item.read_due(pages=_pages(), engine=engine, clock=utc_now, seconds=INTAKE_SECONDS)


@shared_task(ignore_result=True, bind=True, time_limit=INTAKE_LIMIT_SECONDS)
def check_pages(self: "Task[..., Any]") -> None:
    """Ask for the cited pages that are due, and look for copies of them, for some seconds."""
    from tracker.services.http_clients import http_client  # noqa: PLC0415 -- as above
    from tracker.services.pages import run as pages  # noqa: PLC0415 -- as above

    _note_clock(self)
    pages.check_pages(http_client(), clock=utc_now)


def _pages() -> Any:
    from tracker.services.http_clients import page_reader  # noqa: PLC0415 -- as above

    return page_reader()


def _wake(task: "Task[..., Any]", queue: str, waiting: int, *, each: int) -> None:
    """Publish a task for every `each` that wait, so that as many workers are awake as there is work for."""
    wanted = min(MOST_TASKS, -(-waiting // each))
    for _ in range(wanted - _in_queue(queue) if wanted else 0):
        task.apply_async()


def _in_queue(name: str) -> int:
    """How many tasks wait in a queue: more of the same would only pile up behind a slow mail server."""
    queue = next(each for each in settings.CELERY_TASK_QUEUES if each.name == name)
    with current_app.producer_or_acquire() as producer:
        declared: Any = queue(producer.channel).queue_declare()
    return int(declared.message_count)


def _note_clock(task: "Task[..., Any]") -> None:
    from tracker.services import heartbeat  # noqa: PLC0415 -- as above

    heartbeat.note_clock(task.request.hostname or socket.gethostname(), ahead=ahead(), now=utc_now())
