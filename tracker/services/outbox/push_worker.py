"""Workers send the messages to browsers that are due: the same rows, leases and states as mails.

What a push service answers decides: 404 and 410, that browser is gone and is forgotten with all it followed;
400 and 413, that message is refused for good; anything else is tried again, after what `Retry-After` asks
for at the earliest, and meanwhile nothing else goes to that service. Who was refused everything for
`FAILING_FOR` is forgotten too.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tracker.models import LONGEST_ENDPOINT, Browser
from tracker.queries.status import is_paused
from tracker.services.outbox import worker
from tracker.services.outbox.lease import Clock, durable
from tracker.services.outbox.mail import Claimed, taken_rows
from tracker.services.outbox.mail_worker import MailWorker
from tracker.services.outbox.retry import PUSHES
from tracker.services.subscriptions.browsers import forget
from tracker.transports.base import Outgoing, Result, Transport
from tracker.transports.webhooks import Refusal, WebhookTransport

CHUNK = 50
DRAIN_SECONDS = 10.0
GONE = (404, 410)
REFUSED_FOR_GOOD = (400, 413)
TOO_MANY, UNAVAILABLE = 429, 503
LONGEST_RETRY_AFTER = timedelta(hours=12)
SHORTEST_REST = timedelta(seconds=30)
FAILING_FOR = timedelta(days=14)
IS_PUSH = Q(is_push=True)


class Writer(Protocol):
    """Turns claimed rows into requests (services.push_messages)."""

    def expect(self, rows: Sequence[Claimed], /) -> None:
        """Read what messages of these rows are made of, in one go."""

    def addressed(self, row: Claimed, *, now: datetime) -> Outgoing | None:
        """The request of a row; None where there is nothing to send."""

    def service_of(self, row: Claimed) -> str:
        """The host a message goes to."""


def transport() -> WebhookTransport:
    """The way to push services: to hosts that were checked alone."""
    return WebhookTransport(allow_local=settings.WEBHOOKS_LOCAL, longest=LONGEST_ENDPOINT)


def claim(*, now: datetime, size: int = CHUNK) -> tuple[str, list[Claimed]]:
    """Claim up to so many due messages for one worker: the lease's token and the rows (3 statements)."""
    token = secrets.token_hex(16)
    with transaction.atomic():
        durable()
        taken = PUSHES.take(token, size=size, now=now, among=IS_PUSH, clause="AND is_push")
    found = taken_rows(token, taken) if taken else []
    return claim(now=now, size=size) if taken and not found else (token, found)


def drain(
    *,
    transport: Callable[[], Transport],
    writer: Callable[[], Writer],
    clock: Clock,
    connections: int = 1,
    seconds: float = DRAIN_SECONDS,
) -> Counter[str]:
    """Send what is due until nothing is left or the time is up; what became of how many.

    May run anywhere, twice at once, or not for an hour. Nothing is sent while the site is paused, nor without
    a key to sign with.
    """
    if not settings.PUSH_KEY or is_paused():
        return Counter()
    until = monotonic() + seconds
    waiting = PUSHES.due(now=clock()).filter(IS_PUSH)[: connections * CHUNK].count()
    threads = min(connections, max(1, waiting // CHUNK))
    workers = [lambda: PushWorker(transport(), writer(), clock, until)] * threads
    return worker.run_all(workers, "push")


class PushWorker(MailWorker):
    """The messages one thread sends."""

    def __init__(self, transport: Transport, writer: Writer, clock: Clock, until: float) -> None:
        super().__init__(transport, writer, clock, until, CHUNK)
        self.outbox = PUSHES
        self._service_of = writer.service_of
        self._resting: dict[str, datetime] = {}

    def claim(self) -> tuple[str, list[Claimed]]:
        """The messages that are due the longest."""
        return claim(now=self.clock())

    def is_held_back(self, row: Claimed, now: datetime) -> bool:
        """In quiet hours, as mails, and while its push service wants to be left alone."""
        if super().is_held_back(row, now):
            return True
        until = self._resting.get(self._service_of(row), now)
        if until > now:
            PUSHES.postpone(self.token, row.id, until=until)
        return until > now

    def note(self, row: Claimed, result: Result, now: datetime) -> None:
        """Store what became of a message, and what follows from it for its browser."""
        error = result.error
        browser = Browser.objects.filter(subscriber=row.subscriber_id)
        if error is None:
            self.counts["sent"] += 1
            browser.filter(failing_since__isnull=False).update(failing_since=None)
            return
        # Nothing of what the service says is kept: it may repeat the endpoint.
        said = f"the push service answered {error.code}" if error.code else error.detail
        if error.uncertain:
            self.counts["uncertain"] += 1
            PUSHES.store_uncertain(self.token, row, error=said, now=now)
            return
        since = browser.values_list("failing_since", flat=True).first()
        if error.code in GONE or (since is not None and now - since >= FAILING_FOR):
            self.counts["gone"] += 1
            forget(row.subscriber_id)
            return
        is_over = error.code in REFUSED_FOR_GOOD
        self.counts["failed" if is_over else "refused"] += 1
        wait = self._rest(row, error, now)
        PUSHES.store_refused(self.token, row, error=said, permanent=is_over, now=now, at_least=wait)
        browser.filter(failing_since__isnull=True).update(failing_since=now)

    def _rest(self, row: Claimed, error: Exception, now: datetime) -> timedelta:
        """How long the push service wants to be left alone; where it does, all else that goes there waits."""
        asked = (error.retry_after or 0) if isinstance(error, Refusal) else 0
        wait = min(timedelta(seconds=asked), LONGEST_RETRY_AFTER)
        if isinstance(error, Refusal) and error.code in (TOO_MANY, UNAVAILABLE):
            self._resting[self._service_of(row)] = now + max(wait, SHORTEST_REST)
        return wait
