"""The post: workers take claimed deliveries out of the door, several connections each, until none is due.

Everything about what is stored when is in services.sending; here the ledger and a channel are put together.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection

from tracker.channels.contract import Channel, ChannelError, Outgoing, Result
from tracker.domain.hours import quiet_end
from tracker.domain.moments import zone
from tracker.models import Delivery, DeliveryKind, DeliveryState, Subscriber, SuppressionReason
from tracker.services import sending
from tracker.services.sending import Claimed, Clock
from tracker.services.subscribing import suppress

log = logging.getLogger(__name__)
SMALLEST_SHARE = 50
"""A connection is opened for so many mails or more; fewer go over fewer connections."""
RENEW_EVERY = timedelta(seconds=60)


class Writer(Protocol):
    """Turns a claimed delivery into a mail; one for each connection."""

    def addressed(self, row: Claimed, *, now: datetime) -> Outgoing | None:
        """The mail, its key the row; None where nothing is left to say."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the deliveries a drain took: numbers by the word for it."""

    counts: Counter[str]

    @property
    def sent(self) -> int:
        """How many the server accepted."""
        return self.counts["sent"]


def drain(
    *,
    channel: Callable[[], Channel],
    writer: Callable[[], Writer],
    clock: Clock,
    connections: int = 1,
    seconds: float = 20,
) -> Posted:
    """Send what is due until nothing is left or the time is up, over up to so many connections at once.

    May run anywhere, twice at once, or not for an hour. A blocked way (no server, refused login) ends the
    drain and leaves all rows due.
    """
    until = clock() + timedelta(seconds=seconds)
    waiting = Delivery.objects.filter(
        state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN], next_at__lte=clock()
    )[: connections * SMALLEST_SHARE].count()
    threads = min(connections, max(1, waiting // SMALLEST_SHARE))
    if threads == 1:
        return Posted(_Pump(channel(), writer(), clock, until).run())
    with ThreadPoolExecutor(threads, thread_name_prefix="post") as pool:
        pumps = [pool.submit(_in_thread, _Pump(channel(), writer(), clock, until)) for _ in range(threads)]
        counts: Counter[str] = sum((pump.result() for pump in pumps), Counter())
    return Posted(counts)


def _in_thread(pump: "_Pump") -> Counter[str]:
    try:
        return pump.run()
    finally:
        connection.close()


class _Pump:
    """One connection's work."""

    def __init__(self, channel: Channel, writer: Writer, clock: Clock, until: datetime) -> None:
        self.channel, self.writer, self.clock, self.until = channel, writer, clock, until
        self.counts: Counter[str] = Counter()
        self.token = ""

    def run(self) -> Counter[str]:
        try:
            with sending.light_commits():
                while self.clock() < self.until:
                    self.token, rows = sending.claim(now=self.clock())
                    if not rows or not self._send(rows):
                        break
        finally:
            self.channel.close()
        return self.counts

    def _send(self, rows: list[Claimed]) -> bool:
        """Send one chunk; False where the way is blocked or the time is up."""
        renewed_at = self.clock()
        try:
            for step in self.channel.stream(self._letters(rows)):
                sent = [self._stored(result) for result in step.results]
                accepted = [row.id for row in sent if row]
                now = self.clock()
                if step.starting is None:
                    if accepted:
                        sending.store_sent(self.token, accepted, now=now)
                elif not sending.begin(self.token, _row(step.starting).id, stored=accepted, now=now):
                    step.withdraw()
                    self.counts["called back"] += 1
                if now - renewed_at > RENEW_EVERY:
                    sending.renew(self.token, now=now)
                    renewed_at = now
        except ChannelError as error:
            log.warning("The way out is blocked: %s", error)
            self.counts["blocked"] += 1
            return False
        finally:
            sending.release(self.token, now=self.clock())
        return self.clock() < self.until

    def _letters(self, rows: list[Claimed]) -> Iterator[Outgoing]:
        for row in rows:
            now = self.clock()
            if now >= self.until:
                return
            quiet = quiet_end(zone(row.zone), row.quiet_from, row.quiet_until, now)
            if quiet and row.kind in (DeliveryKind.ALERT, DeliveryKind.DIGEST):
                sending.postpone(self.token, row.id, until=quiet)
                self.counts["held back"] += 1
                continue
            letter = self._letter(row)
            if letter is not None:
                yield letter

    def _letter(self, row: Claimed) -> Outgoing | None:
        now = self.clock()
        try:
            letter = self.writer.addressed(row, now=now)
        except Exception as error:
            # Whatever is wrong with one mail is stored with it and must not stop the others.
            log.exception("Delivery %s cannot be written", row.id)
            sending.store_broken(self.token, row, error=f"{type(error).__name__}: {error}", now=now)
            self.counts["broken"] += 1
            return None
        if letter is None:
            sending.cancel(self.token, row.id, reason="nothing left to say")
            self.counts["cancelled"] += 1
        return letter

    def _stored(self, result: Result) -> Claimed | None:
        """Store what became of a mail; that it was accepted is stored when the next one begins."""
        row, error, now = _row(result.outgoing), result.error, self.clock()
        if error is None:
            self.counts["sent"] += 1
            if row.kind == DeliveryKind.DIGEST:
                carried = Delivery.objects.filter(digest=row.id, state=DeliveryState.HELD)
                carried.update(state=DeliveryState.SENT, sent_at=now)
            return row
        if error.uncertain:
            self.counts["uncertain"] += 1
            sending.store_uncertain(self.token, row, error=str(error), now=now)
        else:
            self.counts["failed" if error.permanent else "refused"] += 1
            sending.store_refused(self.token, row, error=str(error), permanent=error.permanent, now=now)
        if error.permanent and error.enhanced.startswith("5.1."):
            key = Subscriber.objects.values_list("address_key", flat=True).get(pk=row.subscriber_id)
            suppress(key, SuppressionReason.BOUNCED, now=now, detail=str(error))
        return None


def _row(outgoing: Outgoing) -> Claimed:
    if not isinstance(outgoing.key, Claimed):
        raise TypeError("an outgoing mail of the post carries its delivery as key")
    return outgoing.key
