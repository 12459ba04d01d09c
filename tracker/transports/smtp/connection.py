"""One connection to one SMTP server, and exact knowledge of how much of a message went over it.

smtplib connects, greets, encrypts and signs in. From there on we speak ourselves, for two things it cannot
do: say whether the final dot had left when a connection broke, and send several commands at once (RFC 2920).
"""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPResponseException
from time import monotonic
from typing import Self

from tracker.transports.base import SendPhase, TransportError
from tracker.transports.smtp.replies import CLOSING, MOST_LINES, Malformed, Reply, read_reply, worded

SLOWEST_BYTES_PER_SECOND = 20_000
READ_AT_ONCE = 65_536
LONGEST_LINE = 8192
FAREWELL_SECONDS = 1.0


class Security(StrEnum):
    """How the connection is kept private. There is no 'if offered': that is none to whoever is in between."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """Where and how to send.

    `timeout_seconds` bounds connecting and every command; `acceptance_seconds` the wait after the final dot,
    longer because giving up then leaves the message uncertain (RFC 5321, 4.5.3.2.6 asks for ten minutes).
    A connection is given up after `messages_per_connection` or when unused for `idle_seconds`. A lost way is
    tried again `tries` times with `backoff_seconds` doubling in between. `ca_file` is a PEM file of the
    authorities to trust in place of the system's. `pipelining`: use it where the server offers it.
    """

    host: str
    port: int = 25
    security: Security = Security.NONE
    username: str = ""
    password: str = ""
    helo: str = "[127.0.0.1]"
    timeout_seconds: float = 15.0
    acceptance_seconds: float = 60.0
    messages_per_connection: int = 500
    idle_seconds: float = 30.0
    tries: int = 3
    backoff_seconds: float = 0.5
    pipelining: bool = True
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"SmtpSettings({self.security} {self.host}:{self.port}{' signed in' if self.username else ''})"


class Lost(Exception):
    """The connection is of no use any more.

    `sent`: how many bytes of the write under way had been handed to the system, when a write failed.
    `reply`: the 421 with which the server said goodbye, if it did.
    """

    def __init__(self, detail: str, *, sent: int = 0, reply: Reply | None = None) -> None:
        super().__init__(detail)
        self.sent = sent
        self.reply = reply

    def error(self, phase: SendPhase) -> TransportError:
        """The same as the fate of a message that had certainly not been handed over in full."""
        return self.reply.refusal(phase) if self.reply else TransportError(str(self), phase=phase)


class Connection:
    """An open connection, signed in. `Connection.to` makes one."""

    def __init__(
        self, sock: socket.socket, *, timeout_seconds: float, pipelines: bool, largest: int, takes_8bit: bool
    ) -> None:
        self._socket = sock
        self._timeout_seconds = timeout_seconds
        self._unread = bytearray()
        self._used_at = monotonic()
        self.pipelines = pipelines
        self.largest = largest  # octets; 0 when the server names no limit
        self.takes_8bit = takes_8bit

    @classmethod
    def to(cls, settings: SmtpSettings) -> Self:
        """Connect, greet, encrypt, sign in; else `TransportError` (phase connect, never permanent)."""
        try:
            client = _signed_in(settings)
        except SMTPResponseException as error:
            words = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
            raise worded(error.smtp_code, words.split(b"\n")).refusal(SendPhase.CONNECT) from error
        except (OSError, SMTPException, ValueError) as error:
            reason = f"{settings.host}:{settings.port}: {str(error) or type(error).__name__}"
            raise TransportError(reason, phase=SendPhase.CONNECT) from error
        sock = client.sock
        if sock is None:  # smtplib closes it itself after some faults
            raise TransportError("the server closed the connection", phase=SendPhase.CONNECT)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        size = client.esmtp_features.get("size", "")
        return cls(
            sock,
            timeout_seconds=settings.timeout_seconds,
            pipelines=settings.pipelining and client.has_extn("pipelining"),
            largest=int(size) if size.isdigit() else 0,
            takes_8bit=client.has_extn("8bitmime"),
        )

    @property
    def idle_seconds(self) -> float:
        """Seconds since it was last used."""
        return monotonic() - self._used_at

    def write(self, data: bytes) -> None:
        """Hand all of it to the system; `Lost` says how much of it had been when that failed."""
        sent, view = 0, memoryview(data)
        until = monotonic() + self._timeout_seconds + len(data) / SLOWEST_BYTES_PER_SECOND
        try:
            while sent < len(data):
                self._socket.settimeout(max(until - monotonic(), 0.001))
                sent += self._socket.send(view[sent:])
        except OSError as error:
            raise Lost(f"connection lost while sending: {_reason(error)}", sent=sent) from error
        self._used_at = monotonic()

    def reply(self, timeout_seconds: float | None = None) -> Reply:
        """The next reply; `Lost` when none comes in time, it is no SMTP, or it is a 421."""
        until = monotonic() + (self._timeout_seconds if timeout_seconds is None else timeout_seconds)
        lines: list[bytes] = []
        try:
            while len(lines) < MOST_LINES:
                line = self._line(until)
                lines.append(line)
                if line[3:4] != b"-":
                    break
            else:
                raise Malformed(f"answered with more than {MOST_LINES} lines")
            reply = read_reply(tuple(lines))
        except OSError as error:
            raise Lost(f"connection lost while waiting for a reply: {_reason(error)}") from error
        except Malformed as error:
            raise Lost(f"the server {error}") from error
        self._used_at = monotonic()
        if reply.code == CLOSING:
            raise Lost(reply.text, reply=reply)
        return reply

    def _line(self, until: float) -> bytes:
        """One line without its line feed."""
        while (end := self._unread.find(b"\n")) < 0:
            if len(self._unread) > LONGEST_LINE:
                raise Malformed("answered a line without end")
            self._socket.settimeout(max(until - monotonic(), 0.001))
            chunk = self._socket.recv(READ_AT_ONCE)
            if not chunk:
                raise ConnectionResetError("closed by the server")
            self._unread += chunk
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line

    def quit(self) -> None:
        """Say goodbye and close, without waiting long."""
        with suppress(Lost):
            self.write(b"QUIT\r\n")
            self.reply(FAREWELL_SECONDS)
        self.drop()

    def drop(self) -> None:
        """Close at once; a server discards a message whose final dot it has not seen (RFC 5321, 4.1.1.4)."""
        with suppress(OSError):
            self._socket.close()


def _signed_in(settings: SmtpSettings) -> SMTP:
    """An smtplib client, connected, greeted, encrypted and signed in as the settings ask."""
    where = (settings.host, settings.port, settings.helo)
    client: SMTP
    if settings.security is Security.TLS:
        client = SMTP_SSL(*where, timeout=settings.timeout_seconds, context=_trust(settings.ca_file))
    else:
        client = SMTP(*where, timeout=settings.timeout_seconds)
    try:
        client.ehlo_or_helo_if_needed()
        if settings.security is Security.STARTTLS:
            code, words = client.starttls(context=_trust(settings.ca_file))
            if code != 220:
                raise SMTPResponseException(code, words)
            client.ehlo_or_helo_if_needed()
        if settings.username:
            client.login(settings.username, settings.password)
    except BaseException:
        client.close()
        raise
    return client


@cache
def _trust(ca_file: str | None) -> ssl.SSLContext:
    """Certificates are checked always; reading the authorities takes 20 ms, so once a process."""
    return ssl.create_default_context(cafile=ca_file)


def _reason(error: OSError) -> str:
    return "timed out" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
