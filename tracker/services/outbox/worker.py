"""The worker: sends the claimed rows of an outbox over one transport, and stores what became of each.

Which event has happened to a row is for services.outbox.lease; mails (services.outbox.mail_worker) and
webhooks (services.outbox.webhooks) say what is claimed, how it is written, and what an answer means.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime
from time import monotonic, sleep
from typing import Any, Generic, Protocol, TypeVar

from django.db import InterfaceError, OperationalError, connection

from tracker.services.outbox.lease import Clock, Outbox, Row, lease
from tracker.transports.base import Outgoing, Result, SendStep, Transport, TransportError

log = logging.getLogger(__name__)
OUTAGE_SECONDS = 45.0
"""How long a drain waits for a database that is gone, to store what it has sent."""
DATABASE_IS_GONE = (OperationalError, InterfaceError)
MOST_UNSTORED = 50
"""After so many accepted messages that they were is stored."""
Claim = TypeVar("Claim", bound=Row)
Claim_contra = TypeVar("Claim_contra", bound=Row, contravariant=True)


class Writer(Protocol[Claim_contra]):
    """Turns claimed rows into messages; one for each connection."""

    def expect(self, rows: Sequence[Claim_contra], /) -> None:
        """These come next: a chance to look things up for all of them at once."""

    def addressed(self, row: Claim_contra, *, now: datetime) -> Outgoing | None:
        """The message, its key the id of the row; None where nothing is left to say."""


class OutboxWorker(Generic[Claim]):
    """One connection's work. `until` is an instant of `time.monotonic`, for clocks jump."""

    def __init__(
        self, outbox: Outbox, transport: Transport, writer: Writer[Claim], clock: Clock, until: float
    ) -> None:
        self.outbox = outbox
        self.transport, self.writer, self.clock, self.until = transport, writer, clock, until
        self.counts: Counter[str] = Counter()
        self._take("", [])

    # --- What a kind of rows has of its own
    def claim(self) -> tuple[str, list[Claim]]:
        """The next chunk with its lease's token; no rows: nothing is due."""
        raise NotImplementedError

    def is_held_back(self, row: Claim, now: datetime) -> bool:  # noqa: ARG002 -- for those that wait at times
        """Whether a row is not to go now; it was put aside then."""
        return False

    def note(self, row: Claim, result: Result, now: datetime) -> None:
        """Store what became of a row; that it was accepted is stored when the next one begins."""
        raise NotImplementedError

    def leave(self) -> None:
        """The chunk at hand is settled."""

    # --- What all have in common
    def run(self) -> Counter[str]:
        """Send until nothing is due, the time is up or the way is blocked; what became of how many."""
        try:
            with connection.execute_wrapper(self._after_the_answer):
                while monotonic() < self.until:
                    self._take(*self.claim())
                    if not self.rows or not self._send():
                        break
        finally:
            self.transport.close()
        return self.counts

    def _take(self, token: str, rows: list[Claim]) -> None:
        """Make a chunk the one at hand."""
        self.token, self.rows = token, {row.id: row for row in rows}
        self.held = set(self.rows)  # what may still be begun
        self.accepted: list[int] = []  # of this chunk, whether that is stored or not
        self.unstored: list[int] = []  # of these, what is not
        self.begun = 0
        self.starting: int | None = None
        self.answer: Callable[[], bool] | None = None  # waits for whether `starting` is still ours
        self.is_ours = False
        self.renewed_at = monotonic()

    def _send(self) -> bool:
        """Send the chunk at hand; False where the way is blocked or the time is up."""
        is_open, is_settled = True, False
        try:
            self._expect()
            for step in self.transport.stream(self._messages()):
                self._store(step)
            self._store_accepted()
            self.outbox.release(self.token)
            self.leave()
            is_settled = True
        except TransportError as error:
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
            self.writer.expect([row for row in self.rows.values() if row.id in self.held])
        except DATABASE_IS_GONE:
            raise
        except Exception:
            log.exception("What a chunk has in common cannot be looked up; each looks for itself")

    def _store(self, step: SendStep) -> None:
        """Store what became of the messages before and that the next one begins, which so is still held.

        That they were accepted follows from that begin and is stored for many at once; the rest at once.
        """
        results = [(self.rows[_id(result.outgoing)], result) for result in step.results]
        # First of all: whatever fails from here on, these were accepted.
        accepted = [row.id for row, result in results if result.is_accepted]
        self.accepted += accepted
        self.unstored += accepted
        self.starting = _id(step.starting) if step.starting else None
        now = self.clock()
        is_late = monotonic() - self.renewed_at > lease().total_seconds() / 3
        if (
            len(self.unstored) >= MOST_UNSTORED
            or len(accepted) < len(results)
            or not self.starting
            or is_late
        ):
            self._store_accepted()
        for row, result in results:
            self.note(row, result, now)
        if is_late:
            self.outbox.renew(self.token, now=now)
            self.renewed_at = monotonic()
        if self.starting is not None:
            self.begun += 1
            # The next message is made while the database answers.
            version = step.starting.version if step.starting else None
            self.answer = self.outbox.begin(
                self.token, self.starting, place=self.begun, now=now, version=version
            )
            step.withdraw_if(self._is_cancelled)

    def _store_accepted(self) -> None:
        if self.unstored:
            self.outbox.store_sent(self.token, self.unstored, now=self.clock())
            self.unstored = []

    def _is_cancelled(self) -> bool:
        """Whether the row that was to begin is not ours any more; called just before it would leave.

        Or its message was made of facts that have changed: then the rest of the chunk is made of new ones.
        """
        if self._answer():
            self.starting = None
            return False
        self.counts["called back"] += 1
        self.held = self.outbox.still_held(self.token, now=self.clock())
        self.starting = None
        self._expect()
        return True

    def _answer(self) -> bool:
        """Whether the row that was to begin is still ours; waits for the database where it has to."""
        if self.answer is not None:
            answer, self.answer, self.is_ours = self.answer, None, False
            self.is_ours = answer()
        return self.is_ours

    def _after_the_answer(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """Let a statement use the connection once the one in flight was answered."""
        self._answer()
        return execute(*statement)

    def _settle(self) -> None:
        """Store once more what was sent, and give back the rest; waits for a database that is gone."""
        give_up_at = monotonic() + OUTAGE_SECONDS
        with suppress(*DATABASE_IS_GONE):
            self._answer()
        while True:
            try:
                self.outbox.settle(self.token, sent=self.accepted, held=self.starting, now=self.clock())
                self.leave()
            except DATABASE_IS_GONE:
                if monotonic() > give_up_at:
                    raise
                connection.close()
                sleep(0.5)
            else:
                return

    def _messages(self) -> Iterator[Outgoing]:
        for row in self.rows.values():
            if row.id not in self.held:
                continue
            if monotonic() >= self.until:
                return
            if self.is_held_back(row, self.clock()):
                self.counts["held back"] += 1
                continue
            message = self._message(row)
            if message is not None:
                yield message

    def _message(self, row: Claim) -> Outgoing | None:
        now = self.clock()
        try:
            message = self.writer.addressed(row, now=now)
        except DATABASE_IS_GONE:
            raise  # no fault of this row
        except Exception as error:
            # Whatever is wrong with one row is stored with it and must not stop the others. ValueError is
            # what is wrong with the facts, anything else what is wrong with us.
            trace = not isinstance(error, ValueError)
            log.error("%s %s cannot be written: %s", self.outbox.table, row.id, error, exc_info=trace)
            text = f"{type(error).__name__}: {error}"
            self.outbox.store_broken(self.token, row, error=text, now=now)
            self.counts["broken"] += 1
            return None
        if message is None:
            self.outbox.cancel(self.token, row.id, reason="nothing left to say")
            self.counts["cancelled"] += 1
        return message


def run_all(workers: Sequence[Callable[[], "OutboxWorker[Claim]"]], name: str) -> Counter[str]:
    """Run workers at once, each in a thread and with a database connection of its own; one runs here."""
    if len(workers) == 1:
        return workers[0]().run()
    with ThreadPoolExecutor(len(workers), thread_name_prefix=name) as pool:
        # With the ids that log lines bear.
        running = [pool.submit(copy_context().run, _in_thread, worker()) for worker in workers]
        return sum((future.result() for future in running), Counter())


def _in_thread(worker: "OutboxWorker[Claim]") -> Counter[str]:
    try:
        return worker.run()
    finally:
        connection.close()


def _id(outgoing: Outgoing) -> int:
    if not isinstance(outgoing.key, int):
        raise TypeError("an outgoing message of an outbox carries the id of its row as key")
    return outgoing.key
