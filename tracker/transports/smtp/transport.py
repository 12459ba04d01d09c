"""Mail over SMTP: one connection for many messages, one round trip for each where the server allows it.

With PIPELINING the content of a message leaves together with the announcement (MAIL, RCPT, DATA) of the one
after it, and the reply to the one comes back with the replies to the other:

    write  announcement of 1                    read  250 250 354
    step   starting 1
    write  content of 1, announcement of 2      read  250  250 250 354
    step   1 accepted, starting 2
    write  content of 2, announcement of 3      …

Announcing commits to nothing: a server that loses the connection after DATA and before the final dot forgets
the message. So a message has started when the step that names it is resumed, and is uncertain only when its
final dot was handed to the system and no reply came back. At any moment that can be one message a connection.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from time import sleep

from tracker.transports.base import Outgoing, Result, SendPhase, SendStep, TransportError
from tracker.transports.smtp.connection import Connection, Lost, SmtpSettings
from tracker.transports.smtp.session import Conversation

LONGEST_BACKOFF_SECONDS = 5.0


class SmtpTransport:
    """A `Transport` to one server. Not for several threads at once: give each its own.

    A connection that breaks before a message's content left costs the message nothing: it is announced again
    on a new one, unless the broken one was new, too; then it is its result. When `tries` new connections in a
    row come to nothing, `open` and `stream` raise the last `TransportError`.
    """

    def __init__(self, settings: SmtpSettings, *, pause: Callable[[float], None] = sleep) -> None:
        self._settings = settings
        self._pause = pause
        self._conversation: Conversation | None = None
        self._losses = 0  # new connections in a row that came to nothing

    def open(self) -> None:
        """Connect, unless connected; tries again after a growing pause. `TransportError` when all failed."""
        self._at_hand()

    def close(self) -> None:
        """Say goodbye; safe to call at any time."""
        if self._conversation is not None:
            self._conversation.leave()
        self._conversation = None

    def send(self, envelope_sender: str, to: str, data: bytes) -> None:
        """Send one message over the connection at hand; `TransportError` unless it was accepted."""
        for step in self.stream([Outgoing(envelope_sender, to, data)]):
            for result in step.results:
                if result.error is not None:
                    raise result.error

    def stream(self, messages: Iterable[Outgoing]) -> Iterator[SendStep]:
        """Send messages one after the other; see `Transport` for the steps."""
        source = _Source(messages)
        try:
            yield from self._steps(source)
        finally:
            # Left in the middle, by the caller or by a fault: what was announced must not be completed.
            if self._conversation is not None and not self._conversation.is_quiet:
                self.close()
        source.raise_what_it_raised()

    def _steps(self, source: "_Source") -> Iterator[SendStep]:
        done: list[Result] = []
        current = source.next()
        while current is not None:
            self._part_from_the_useless()
            if self._conversation is None and done:
                yield SendStep(tuple(done), None)  # connecting may take long
                done = []
            conversation = self._at_hand()
            try:
                refusal = conversation.announce(current)
            except Lost as lost:
                if conversation.settled:
                    continue  # on a new connection
                refusal = lost.error(SendPhase.DATA)
            if refusal is not None:
                done.append(Result(current, refusal))
                current = source.next()
            else:
                step = SendStep(tuple(done), current)
                done = []
                yield step
                # Not before the step: making a message takes time, in which what was accepted is not stored.
                following = source.next()
                if step.is_withdrawn:
                    self.close()
                else:
                    done.append(conversation.deliver(current, following))
                current = following
            if conversation.settled:
                self._losses = 0
            elif conversation.is_over and done:
                yield SendStep(tuple(done), None)
                error, done = done[-1].error, []
                self._count_loss(error)
        if done:
            yield SendStep(tuple(done), None)

    def _at_hand(self) -> Conversation:
        """The conversation at hand, or a new one."""
        while self._conversation is None:
            if self._losses:
                longest = min(
                    self._settings.backoff_seconds * 2 ** (self._losses - 1), LONGEST_BACKOFF_SECONDS
                )
                self._pause(longest * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads load, hides nothing
            try:
                self._conversation = Conversation(Connection.to(self._settings), self._settings)
            except TransportError as error:
                self._count_loss(error)
        return self._conversation

    def _part_from_the_useless(self) -> None:
        """Leave a conversation that broke, was idle for too long or has sent its share."""
        conversation = self._conversation
        if conversation is not None and (conversation.is_over or conversation.is_worn_out):
            self.close()

    def _count_loss(self, error: TransportError | None) -> None:
        """One more new connection that came to nothing; raises that error when it was the last try."""
        self._losses += 1
        if self._losses >= self._settings.tries and error is not None:
            self._losses = 0
            raise TransportError(
                error.detail, phase=SendPhase.CONNECT, code=error.code, enhanced=error.enhanced
            ) from error


class _Source:
    """The caller's messages; keeps what they raise until everything before it is settled."""

    def __init__(self, messages: Iterable[Outgoing]) -> None:
        self._iterator = iter(messages)
        self._raised: Exception | None = None

    def next(self) -> Outgoing | None:
        """The next message; None at the end."""
        if self._raised is not None:
            return None
        try:
            return next(self._iterator, None)
        except Exception as error:  # noqa: BLE001 -- raised again by raise_what_it_raised
            self._raised = error
            return None

    def raise_what_it_raised(self) -> None:
        if self._raised is not None:
            raise self._raised
