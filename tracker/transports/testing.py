"""Transports that lead nowhere far: one keeps messages in memory, one hands them to a Django mail backend."""

from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes, policy
from email.message import Message as Parsed
from typing import Protocol

from django.core.mail import EmailMessage

from tracker.transports.base import Outgoing, Result, SendPhase, SendStep, TransportError

AS_IT_IS = policy.compat32.clone(max_line_length=None)
"""Written again without folding: a header that was one line stays one."""


class Backend(Protocol):
    """What a Django mail backend does for us."""

    def send_messages(self, email_messages: list[EmailMessage], /) -> int | None: ...


class OneByOne:
    """The steps of a `Transport` around anything that takes one message and answers at once."""

    def deliver(self, outgoing: Outgoing) -> TransportError | None:
        """Send it; None when it was accepted."""
        raise NotImplementedError

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to close."""

    def send(self, envelope_sender: str, to: str, data: bytes) -> None:
        error = self.deliver(Outgoing(envelope_sender, to, data))
        if error is not None:
            raise error

    def stream(self, messages: Iterable[Outgoing]) -> Iterator[SendStep]:
        done: tuple[Result, ...] = ()
        for outgoing in messages:
            step = SendStep(done, outgoing)
            yield step
            done = () if step.is_withdrawn else (Result(outgoing, self.deliver(outgoing)),)
        if done:
            yield SendStep(done, None)


class MemoryTransport(OneByOne):
    """Keeps what was accepted in `accepted`; `errors` says, by recipient, what goes wrong and stays wrong.

    A message with an uncertain error is kept, too, as a server does that dies before it answers.
    """

    def __init__(self, errors: dict[str, TransportError] | None = None) -> None:
        self.accepted: list[Outgoing] = []
        self.errors = errors or {}

    def deliver(self, outgoing: Outgoing) -> TransportError | None:
        error = self.errors.get(outgoing.to)
        if error is None or error.uncertain:
            self.accepted.append(outgoing)
        return error


class BackendTransport(OneByOne):
    """Hands each message, as the bytes it is, to a Django mail backend, such as one that shows mails."""

    def __init__(self, connect: Callable[[], Backend]) -> None:
        self._connect = connect

    def deliver(self, outgoing: Outgoing) -> TransportError | None:
        message = _Ready(outgoing)
        try:
            kept = self._connect().send_messages([message])
        except OSError as error:
            return TransportError(f"the mail backend failed: {error}", phase=SendPhase.CONTENT)
        return None if kept else TransportError("the mail backend kept nothing", phase=SendPhase.CONTENT)


class _Ready(EmailMessage):
    """A Django message whose bytes are already made."""

    def __init__(self, outgoing: Outgoing) -> None:
        parsed = message_from_bytes(outgoing.data, policy=AS_IT_IS)
        super().__init__(
            subject=str(parsed["Subject"]), from_email=outgoing.envelope_sender or None, to=[outgoing.to]
        )
        self._parsed = parsed

    def message(self) -> Parsed:  # type: ignore[override] # one of Django's own classes otherwise, used alike
        return self._parsed
