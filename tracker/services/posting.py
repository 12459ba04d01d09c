"""The post: workers take claimed deliveries out of the door, several connections each, until none is due.

Everything about what is stored when is in services.sending; here the ledger and a channel are put together.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from typing import Protocol

from django.db import InterfaceError, OperationalError, connection

from tracker.channels.contract import Channel, ChannelError, Outgoing, Result, Step
from tracker.domain.hours import quiet_end
from tracker.domain.moments import zone_or_utc
from tracker.models import Delivery, DeliveryKind, DeliveryState, Subscriber, SuppressionReason
from tracker.services import sending
from tracker.services.sending import Claimed, Clock
from tracker.services.subscribing import suppress

log = logging.getLogger(__name__)
SMALLEST_SHARE = 50
"""A connection is opened for so many mails or more; fewer go over fewer connections."""
OUTAGE_SECONDS = 45.0
"""How long a drain waits for a database that is gone, to store what it has sent."""
DATABASE_IS_GONE = (OperationalError, InterfaceError)


class Writer(Protocol):
    """Turns claimed deliveries into mails; one for each connection."""

    def expect(self, rows: Sequence[Claimed], /) -> None:
        """These are asked for next: a chance to look things up for all of them at once."""

    def addressed(self, row: Claimed, *, now: datetime) -> Outgoing | None:
        """The mail, its key the id of the row; None where nothing is left to say."""


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
    until = monotonic() + seconds
    waiting = Delivery.objects.filter(
        state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN], next_at__lte=clock()
    )[: connections * SMALLEST_SHARE].count()
    threads = min(connections, max(1, waiting // SMALLEST_SHARE))
    if threads == 1:
        return Posted(_Pump(channel(), writer(), clock, until, sending.CHUNK).run())
    # Small chunks, so that all connections have work to the end.
    with ThreadPoolExecutor(threads, thread_name_prefix="post") as pool:
        pumps = [
            pool.submit(_in_thread, _Pump(channel(), writer(), clock, until, SMALLEST_SHARE))
            for _ in range(threads)
        ]
        counts: Counter[str] = sum((pump.result() for pump in pumps), Counter())
    return Posted(counts)


def _in_thread(pump: "_Pump") -> Counter[str]:
    try:
        return pump.run()
    finally:
        connection.close()


class _Pump:
    """One connection's work. `until` is an instant of `time.monotonic`, for clocks jump."""

    def __init__(self, channel: Channel, writer: Writer, clock: Clock, until: float, chunk: int) -> None:
        self.channel, self.writer, self.clock, self.until = channel, writer, clock, until
        self.chunk = chunk
        self.counts: Counter[str] = Counter()
        self._take("", [])

    def run(self) -> Counter[str]:
        try:
            with sending.light_commits():
                while monotonic() < self.until:
                    self._take(*sending.claim(now=self.clock(), size=self.chunk))
                    if not self.rows or not self._send():
                        break
        finally:
            self.channel.close()
        return self.counts

    def _take(self, token: str, rows: list[Claimed]) -> None:
        """Make a chunk the one at hand."""
        self.token, self.rows = token, {row.id: row for row in rows}
        self.held = set(self.rows)  # what may still be begun
        self.accepted: list[int] = []  # of this chunk, whether that is stored or not
        self.starting: int | None = None
        self.renewed_at = monotonic()

    def _send(self) -> bool:
        """Send the chunk at hand; False where the way is blocked or the time is up."""
        is_open, is_settled = True, False
        try:
            self._expect()
            for step in self.channel.stream(self._letters()):
                self._store(step)
            sending.release(self.token)
            is_settled = True
        except ChannelError as error:
            log.warning("The way out is blocked: %s", error)
            self.counts["blocked"] += 1
            is_open = False
        except DATABASE_IS_GONE as error:
            log.warning("The database is gone: %s", str(error).strip())
            self.counts["outages"] += 1
            is_open = False
        finally:
            # Whatever happened, even to our own code: what was accepted is not sent again.
            if not is_settled:
                self._settle()
        return is_open and monotonic() < self.until

    def _expect(self) -> None:
        try:
            self.writer.expect(list(self.rows.values()))
        except DATABASE_IS_GONE:
            raise
        except Exception:
            log.exception("What a chunk of mails has in common cannot be looked up; each looks for itself")

    def _store(self, step: Step) -> None:
        """Store what became of the messages before and that the next one begins, which so is still held."""
        results = [(self.rows[_id(result.outgoing)], result) for result in step.results]
        # First of all: whatever fails from here on, these were accepted.
        accepted = [row.id for row, result in results if result.is_accepted]
        self.accepted += accepted
        self.starting = _id(step.starting) if step.starting else None
        for row, result in results:
            self._note(row, result)
        now = self.clock()
        if self.starting is None:
            if accepted:
                sending.store_sent(self.token, accepted, now=now)
        elif not sending.begin(self.token, self.starting, stored=accepted, now=now):
            step.withdraw()
            self.counts["called back"] += 1
            self.held = sending.still_held(self.token, now=now)
        self.starting = None
        if monotonic() - self.renewed_at > sending.lease().total_seconds() / 3:
            sending.renew(self.token, now=now)
            self.renewed_at = monotonic()

    def _settle(self) -> None:
        """Store once more what was sent, and give back the rest; waits for a database that is gone."""
        give_up_at = monotonic() + OUTAGE_SECONDS
        while True:
            try:
                sending.settle(self.token, sent=self.accepted, held=self.starting, now=self.clock())
            except DATABASE_IS_GONE:
                if monotonic() > give_up_at:
                    raise
                connection.close()
                sleep(0.5)
            else:
                return

    def _letters(self) -> Iterator[Outgoing]:
        for row in self.rows.values():
            if row.id not in self.held:
                continue
            now = self.clock()
            if monotonic() >= self.until:
                return
            quiet = quiet_end(zone_or_utc(row.zone), row.quiet_from, row.quiet_until, now)
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
        except DATABASE_IS_GONE:
            raise  # no fault of this mail
        except Exception as error:
            # Whatever is wrong with one mail is stored with it and must not stop the others. ValueError is
            # what is wrong with the facts, anything else what is wrong with us.
            trace = not isinstance(error, ValueError)
            log.error("Delivery %s cannot be written: %s", row.id, error, exc_info=trace)
            sending.store_broken(self.token, row, error=f"{type(error).__name__}: {error}", now=now)
            self.counts["broken"] += 1
            return None
        if letter is None:
            sending.cancel(self.token, row.id, reason="nothing left to say")
            self.counts["cancelled"] += 1
        return letter

    def _note(self, row: Claimed, result: Result) -> None:
        """Store what became of a mail; that it was accepted is stored when the next one begins."""
        error, now = result.error, self.clock()
        if error is None:
            self.counts["sent"] += 1
            if row.kind == DeliveryKind.DIGEST:
                carried = Delivery.objects.filter(digest=row.id, state=DeliveryState.HELD)
                carried.update(state=DeliveryState.SENT, sent_at=now)
            return
        if error.uncertain:
            self.counts["uncertain"] += 1
            sending.store_uncertain(self.token, row, error=str(error), now=now)
        else:
            self.counts["failed" if error.permanent else "refused"] += 1
            sending.store_refused(self.token, row, error=str(error), permanent=error.permanent, now=now)
        if error.permanent and error.enhanced.startswith("5.1."):
            for key in Subscriber.objects.filter(pk=row.subscriber_id).values_list("address_key", flat=True):
                suppress(key, SuppressionReason.BOUNCED, now=now, detail=str(error))


def _id(outgoing: Outgoing) -> int:
    if not isinstance(outgoing.key, int):
        raise TypeError("an outgoing mail of the post carries the id of its delivery as key")
    return outgoing.key
