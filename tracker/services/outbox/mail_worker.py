"""Workers send the mails that are due, over several connections each, until none is left."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from tracker.domain.dates.hours import quiet_end
from tracker.domain.dates.moments import zone_or_utc
from tracker.models import OF_ALERTS, Delivery, DeliveryKind, Subscriber, SuppressionReason
from tracker.queries.deliveries import TURNED_AWAY
from tracker.queries.status import is_paused
from tracker.services.heartbeat import note_mail_worker
from tracker.services.outbox import mail, worker
from tracker.services.outbox.lease import Clock
from tracker.services.outbox.mail import Claimed
from tracker.services.outbox.retry import MAILS
from tracker.services.outbox.transitions import Event, apply
from tracker.services.subscriptions.subscribe import suppress
from tracker.transports.base import Result, SendPhase, Transport
from tracker.transports.rejections import says_no_such_address

SMALLEST_SHARE = 50
"""A connection is opened for so many mails or more; fewer go over fewer connections."""
CHUNK_OF_SEVERAL = 20
"""What each of several connections claims at once: few, so that all have work to the end."""
LONG_REFUSAL = timedelta(minutes=10)
"""Whom a server refuses for less comes again soon by itself, and may be meant to wait (greylisting)."""
Writer = worker.Writer[Claimed]


@dataclass(frozen=True, slots=True)
class SentMails:
    """What became of the deliveries a drain took: numbers by the word for it."""

    counts: Counter[str]

    @property
    def sent(self) -> int:
        """How many the server accepted."""
        return self.counts["sent"]


def drain(
    *,
    transport: Callable[[], Transport],
    writer: Callable[[], Writer],
    clock: Clock,
    connections: int = 1,
    seconds: float = 20,
) -> SentMails:
    """Send what is due until nothing is left or the time is up, over up to so many connections at once.

    May run anywhere, twice at once, or not for an hour. A blocked way (no server, refused login) ends the
    drain and leaves all rows due. Nothing is sent while the site is paused (services.pause).
    """
    if is_paused():
        return SentMails(Counter())
    until = monotonic() + seconds
    waiting = MAILS.due(now=clock()).filter(mail.IS_MAIL)[: connections * SMALLEST_SHARE].count()
    threads = min(connections, max(1, waiting // SMALLEST_SHARE))
    chunk = mail.CHUNK if threads == 1 else CHUNK_OF_SEVERAL
    workers = [lambda: MailWorker(transport(), writer(), clock, until, chunk)] * threads
    return SentMails(worker.run_all(workers, "mails"))


def conclude(drained: SentMails, *, now: datetime) -> None:
    """Keep what a drain did. When a server that refused all for long takes mails again, none waits longer."""
    lasted = note_mail_worker(drained.counts, now=now)
    if lasted is not None and lasted >= LONG_REFUSAL:
        MAILS.take_up(mail.IS_MAIL, now=now)


class MailWorker(worker.OutboxWorker[Claimed]):
    """The mails of one connection."""

    def __init__(self, transport: Transport, writer: Writer, clock: Clock, until: float, chunk: int) -> None:
        super().__init__(MAILS, transport, writer, clock, until)
        self.chunk = chunk

    def claim(self) -> tuple[str, list[Claimed]]:
        """The mails that are due the longest."""
        return mail.claim(now=self.clock(), size=self.chunk)

    def is_held_back(self, row: Claimed, now: datetime) -> bool:
        """In quiet hours news waits until they are over."""
        quiet = quiet_end(zone_or_utc(row.zone), row.quiet_from, row.quiet_until, now)
        if not quiet or row.kind not in (*OF_ALERTS, DeliveryKind.DIGEST, DeliveryKind.WEEK_AHEAD):
            return False
        MAILS.postpone(self.token, row.id, until=quiet)
        return True

    def note(self, row: Claimed, result: Result, now: datetime) -> None:
        """Store what became of a mail, and of what a digest carried."""
        error = result.error
        if error is None:
            self.counts["sent"] += 1
            if row.kind == DeliveryKind.DIGEST:
                apply(Event.ACCEPT_CARRIED, Delivery.objects.filter(digest=row.id), sent_at=now)
            return
        if error.uncertain:
            self.counts["uncertain"] += 1
            MAILS.store_uncertain(self.token, row, error=str(error), now=now)
            return
        # Who refuses the sender refuses all mails alike: that is for an operator to set right.
        permanent = error.permanent and error.phase is not SendPhase.SENDER
        self.counts["failed" if permanent else "refused"] += 1
        MAILS.store_refused(self.token, row, error=str(error), permanent=permanent, now=now)
        is_wrong_address = says_no_such_address(error.enhanced, error.detail)
        if permanent and not is_wrong_address:
            self.counts[TURNED_AWAY] += 1
        if permanent and is_wrong_address:
            for key in Subscriber.objects.filter(pk=row.subscriber_id).values_list("address_key", flat=True):
                suppress(key, SuppressionReason.BOUNCED, now=now, detail=str(error))
