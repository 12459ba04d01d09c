"""Connections to hosts that were checked, and HTTP over them, bounded in time and size as a whole.

The name is resolved once; every address it has is checked, and the connection goes to one of those and not to
the name again, so an answer that changes between the two (rebinding) changes nothing. The certificate must be
the name's. No proxy is asked; no cookie is kept. Who drips is given up like who is silent.
"""

import io
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPResponse
from time import monotonic

from tracker.transports.base import SendPhase, TransportError
from tracker.transports.http_guard import Callee, Resolver, is_public, system_resolver

MOST_TRIED = 3
"""Addresses of a host that are connected to, one after the other."""
Dial = Callable[[str, int, float], socket.socket]
"""Connects to an IP address and port within so many seconds; raises OSError."""
_SECONDS = re.compile(r"[0-9]{1,9}")


def dial_directly(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to exactly that address: no name is looked up, no proxy is asked."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect((address, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


class Connections:
    """Connects to hosts of the public internet alone, each time to an address that was checked.

    `allow_local`, for trials, lets this machine through. `trust` are the authorities whose certificates
    count. `allow_any`: the address is an operator's setting and not what others typed, so it may be anywhere.
    """

    def __init__(
        self,
        *,
        allow_local: bool = False,
        allow_any: bool = False,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver = system_resolver,
        dial: Dial = dial_directly,
    ) -> None:
        self.allow_local = allow_local
        self.allow_any = allow_any
        self._trust = trust
        self._resolver = resolver
        self._dial = dial

    def connected(self, callee: Callee, until: float) -> socket.socket:
        """A connection to an address of the callee that was checked, encrypted; raises `TransportError`."""
        reason = "it has no address"
        cause: OSError | None = None
        for address in self._addresses(callee, until)[:MOST_TRIED]:
            try:
                return self._connection(callee, address, until)
            except ssl.SSLError as error:
                cause = error
                reason = (
                    f"the encryption failed: {getattr(error, 'verify_message', '') or error.reason or error}"
                )
            except OSError as error:
                reason, cause = f"it could not be reached: {reason_of(error)}", error
        raise TransportError(f"{callee.host}: {reason}", phase=SendPhase.CONNECT) from cause

    def _addresses(self, callee: Callee, until: float) -> list[str]:
        """The addresses of the callee; none of them is used unless each is public."""
        try:
            found = list(_in_time(self._resolver, callee, until))
        except (OSError, UnicodeError) as error:
            raise TransportError(
                f"{callee.host}: the name was not found ({reason_of(error)})", phase=SendPhase.CONNECT
            ) from error
        if self.allow_any:
            return found
        if not all(is_public(address, allow_local=self.allow_local) for address in found):
            raise TransportError(
                f"{callee.host}: the name leads to an address that is not on the public internet;"
                " nothing was sent",
                phase=SendPhase.LOCAL,
            )
        return found

    def _connection(self, callee: Callee, address: str, until: float) -> socket.socket:
        sock = self._dial(address, callee.port, _left(until))
        if not callee.is_tls:
            return sock
        try:
            sock.settimeout(_left(until))
            return (self._trust or _system_trust()).wrap_socket(sock, server_hostname=callee.host)
        except BaseException:
            sock.close()
            raise


def _in_time(resolver: Resolver, callee: Callee, until: float) -> Iterable[str]:
    """What the resolver says; TimeoutError when nothing in time, for the system's cannot be stopped."""
    found: list[Iterable[str] | BaseException] = []

    def look_up() -> None:
        try:
            found.append(resolver(callee.host, callee.port))
        except BaseException as error:  # noqa: BLE001 -- raised again by whoever waits
            found.append(error)

    thread = threading.Thread(target=look_up, name="look-up", daemon=True)
    thread.start()
    thread.join(_left(until))
    if not found:
        raise TimeoutError("timed out")
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def request_bytes(method: str, callee: Callee, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """A request as it is sent, on a connection of its own."""
    length = [] if method == "GET" else [("Content-Length", str(len(body)))]
    lines = [("Host", callee.authority), ("Connection", "close"), *length, *headers]
    text = f"{method} {callee.target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines)
    if text.count("\r\n") != len(lines) + 1 or text.count("\n") != len(lines) + 1:
        raise TransportError("a header holds a line break", phase=SendPhase.LOCAL)
    return text.encode("ascii") + b"\r\n" + body


def begin_response(raw: "Bounded") -> HTTPResponse:
    """An answer, as far as its headers."""
    response = HTTPResponse(Readable(raw))  # type: ignore[arg-type]  # all it asks of a socket is makefile
    response.begin()
    return response


def write_all(sock: socket.socket, request: bytes, until: float) -> None:
    """Hand over the request; in full, or it was certainly not accepted."""
    view = memoryview(request)
    try:
        while view:
            sock.settimeout(_left(until))
            view = view[sock.send(view) :]
    except OSError as error:
        raise TransportError(f"the connection was lost: {reason_of(error)}", phase=SendPhase.DATA) from error


def seconds_to_wait(headers: Message) -> int | None:
    """The seconds that Retry-After asks for; of a date, those since the answer's own Date."""
    asked = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(asked):
        return int(asked)
    try:
        wait = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):  # one of them is none, or only one of them names a zone
        return None
    return max(0, int(wait.total_seconds()))


class Bounded(io.RawIOBase):
    """Reads from a socket until an instant (of `time.monotonic`) and not more than so many bytes."""

    def __init__(self, sock: socket.socket, until: float, most: int) -> None:
        self._sock, self.until, self._left = sock, until, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # all that is asked for
        if self._left <= 0:
            raise OSError("the answer is too long")
        self._sock.settimeout(_left(self.until))
        count = self._sock.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


class Readable:
    """What `HTTPResponse` wants of a socket."""

    def __init__(self, raw: Bounded) -> None:
        self._raw = raw

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._raw, 4096)


@cache
def _system_trust() -> ssl.SSLContext:
    """The system's authorities; names and certificates are checked always."""
    return ssl.create_default_context()


def _left(until: float) -> float:
    """Seconds left; TimeoutError where none are."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def reason_of(error: BaseException) -> str:
    """Why a connection failed, in the words of the system or of the error; never empty."""
    if isinstance(error, TimeoutError):
        return "timed out"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
