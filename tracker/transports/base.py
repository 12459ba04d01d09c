"""What every transport promises: ready messages in, one result for each out, no doubt about what is in doubt.

A transport sends a stream of messages and yields a `SendStep` between any two of them. A step says what
became of the messages before it and which message is about to leave; nothing of that message's content has
left yet. The caller stores both, in one statement, and asks for the next step: only then does it go out.

    for step in transport.stream(outgoing):
        outbox.store(step.results, starting=step.starting)

So whenever the caller's process dies, all messages before the last stored step are settled, at most the one
message that step named as starting may or may not have been sent, and everything after it has not been.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

LONGEST_DETAIL = 300


class SendPhase(StrEnum):
    """Where in the conversation something happened."""

    LOCAL = "local"  # before anything was said: the message itself cannot be sent
    CONNECT = "connect"  # connecting, greeting, TLS, signing in
    SENDER = "sender"  # MAIL FROM
    RECIPIENT = "recipient"  # RCPT TO
    DATA = "data"  # DATA, before any content
    CONTENT = "content"  # the content and the final dot


class TransportError(Exception):
    """A message did not get through, or nobody can tell.

    `permanent`: this message to this recipient will never be accepted, do not try again.
    `uncertain`: all of it was handed over and the answer was lost; the other side may have it. Never
    permanent at the same time. Neither of the two: it was certainly not accepted, try later.
    `code` is the three-digit reply or None, `enhanced` the status of RFC 3463 such as 5.1.1 or empty,
    `detail` one line of at most 300 printable characters.
    """

    def __init__(
        self,
        detail: str,
        *,
        phase: SendPhase,
        permanent: bool = False,
        uncertain: bool = False,
        code: int | None = None,
        enhanced: str = "",
    ) -> None:
        if permanent and uncertain:
            raise ValueError("a TransportError cannot be permanent and uncertain at once")
        self.detail = one_line(detail)
        self.phase = phase
        self.permanent = permanent
        self.uncertain = uncertain
        self.code = code
        self.enhanced = enhanced
        super().__init__(self.detail)

    def __str__(self) -> str:
        status = " ".join(str(part) for part in (self.code, self.enhanced) if part)
        return f"{self.phase}: {status} {self.detail}" if status else f"{self.phase}: {self.detail}"


def one_line(text: str) -> str:
    """What another machine said, fit for a log and a page: one line, printable, bounded."""
    printable = "".join(char if char.isprintable() else " " for char in text[: 4 * LONGEST_DETAIL])
    return " ".join(printable.split())[:LONGEST_DETAIL]


@dataclass(frozen=True)
class Outgoing:
    """One message to one recipient, ready to leave.

    `envelope_sender` is the return path, empty for none; `to` the bare address; `data` the RFC 5322 bytes
    with CRLF line ends, not dot-stuffed; `key` is the caller's own, such as the id of a delivery, and so is
    `version`, of the facts it was made of.
    """

    envelope_sender: str
    to: str
    data: bytes
    key: object = None
    version: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Result:
    """What became of one message: accepted when `error` is None; `reply` is what the other side said then."""

    outgoing: Outgoing
    error: TransportError | None = None
    reply: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether the other side took it."""
        return self.error is None


@dataclass
class SendStep:
    """What is settled, and what is about to leave.

    `results`: the messages settled since the step before, in the order they were given.
    `starting`: the message whose content leaves when the next step is asked for; None when none is at hand
    (the end, or the connection was lost and is about to be made again).
    """

    results: tuple[Result, ...]
    starting: Outgoing | None
    _is_withdrawn: Callable[[], bool] | None = field(default=None, init=False)

    def withdraw_if(self, check: Callable[[], bool]) -> None:
        """Keep the starting message from leaving where `check` says so, just before its content would leave.

        `check` is asked once. What is withdrawn gets no result and costs a new connection.
        """
        self._is_withdrawn = check

    @property
    def is_withdrawn(self) -> bool:
        """For the transport to ask, once, just before the content would leave."""
        return self._is_withdrawn is not None and self._is_withdrawn()


class Transport(Protocol):
    """One way out. Not for several threads at once: give each its own.

    `open` and `stream` raise `TransportError` (phase connect) when the way itself is blocked, and nothing
    that was given but not yet named in `results` or `starting` has left then.
    """

    def open(self) -> None:
        """Connect, unless connected."""

    def close(self) -> None:
        """Say goodbye; the transport may be opened again."""

    def send(self, envelope_sender: str, to: str, data: bytes) -> None:
        """Send one message; `TransportError` unless it was accepted."""

    def stream(self, messages: Iterable[Outgoing]) -> Iterator[SendStep]:
        """Send messages one after the other, with a step before each content leaves.

        Each message is taken from `messages` one step before it starts, to be announced ahead; a message
        taken and never named has not left. What `messages` itself raises comes out after the messages taken
        before it are settled and their results handed over.
        """
