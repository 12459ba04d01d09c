"""The post within this process, with somebody looking over its shoulder, and children that die on cue."""

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from tests.smtp_sinks import Sink
from tracker.clock import utc_now
from tracker.services.emails import EmailRenderer
from tracker.services.outbox import mail_worker
from tracker.services.tick import tick
from tracker.transports.base import Outgoing, SendStep
from tracker.transports.smtp.connection import SmtpSettings
from tracker.transports.smtp.transport import SmtpTransport

AFTER = timedelta(minutes=15)
"""Longer than a lease, a wait after a lost reply, and the first back-offs."""


@dataclass
class Watch:
    """What was begun, and when (time.monotonic); `on_begin` is called before the content leaves."""

    on_begin: Callable[[int, Outgoing], None] | None = None
    begun: list[tuple[float, Outgoing]] = field(default_factory=list)

    def note(self, outgoing: Outgoing) -> None:
        """One mail has begun: its row says so, nothing of it has left."""
        self.begun.append((time.monotonic(), outgoing))
        if self.on_begin is not None:
            self.on_begin(len(self.begun), outgoing)


class WatchedTransport(SmtpTransport):
    """The real transport; a watch sees each message between its start in the ledger and its leaving."""

    def __init__(self, port: int, watch: Watch) -> None:
        super().__init__(SmtpSettings(host="127.0.0.1", port=port, backoff_seconds=0.01))
        self._watch = watch

    def stream(self, messages: Iterable[Outgoing]) -> Iterator[SendStep]:
        for step in super().stream(messages):
            yield step
            if step.starting is not None and not step.is_withdrawn:
                self._watch.note(step.starting)


def post(
    sink: Sink,
    *,
    clock: Callable[[], datetime] = utc_now,
    watch: Watch | None = None,
    connections: int = 1,
    writer: Callable[[], mail_worker.Writer] = EmailRenderer,
) -> mail_worker.SentMails:
    """Send what is due."""
    seen = watch or Watch()
    return mail_worker.drain(
        transport=lambda: WatchedTransport(sink.port, seen),
        writer=writer,
        clock=clock,
        connections=connections,
    )


def set_right(sink: Sink, *, rounds: int = 4, since: datetime | None = None) -> None:
    """What ticks and workers do of themselves in the hour after a crash."""
    since = since or utc_now()
    for turn in range(1, rounds + 1):
        now = since + turn * AFTER
        tick(now=now)
        post(sink, clock=partial(still, now))


def still(at: datetime) -> datetime:
    """A clock that stands still."""
    return at


class Beside:
    """A call in a thread of its own, with a database connection of its own; `result` waits for it."""

    def __init__(self, what: Callable[[], object]) -> None:
        self._what = what
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._what()
        except BaseException as error:  # noqa: BLE001 -- raised by `done`
            self._error = error
        finally:
            connection.close()

    def done(self, seconds: float = 60) -> None:
        """Wait for its end; raises what it raised."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), f"a thread is still at work after {seconds} s"
        if self._error is not None:
            raise self._error


def in_child(what: Callable[[], object], *, seconds: float = 60) -> int:
    """Run it in a fork of this process; its exit status, or minus the signal that killed it."""
    connection.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            what()
            code = 0
        except BaseException:  # noqa: BLE001 -- the last one who could tell
            traceback.print_exc()
        finally:
            os._exit(code)
    return ending_of(child, seconds)


def ending_of(child: int, seconds: float) -> int:
    """The exit status of a child of ours, or minus its signal; kills it when it takes too long."""
    give_up_at = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > give_up_at:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
