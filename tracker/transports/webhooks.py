"""Webhooks over HTTP: one POST, one answer, to no other machine than the one that was checked.

The name is resolved once; every address it has is checked, and the connection goes to one of those and not to
the name again, so an answer that changes between the two (rebinding) changes nothing. The certificate must be
the name's. Redirects are answers, not followed; no proxy is asked; no cookie is kept. Time and size are
bounded as a whole: who drips is given up like who is silent.
"""

import io
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPException, HTTPResponse
from time import monotonic

from tracker.transports.base import ChannelError, Outgoing, Phase, Result, Step, one_line
from tracker.transports.http_guard import (
    BadCallee,
    Callee,
    Resolver,
    is_public,
    read_callee,
    system_resolver,
)

USER_AGENT = "Ultimata-Webhooks/1"
MOST_READ = 16 * 1024
MOST_RAW = 3 * MOST_READ
"""Of an answer, with its headers and the lengths of its chunks."""
MOST_TRIED = 3
"""Addresses of a host that are connected to, one after the other."""
Dial = Callable[[str, int, float], socket.socket]
"""Connects to an IP address and port within so many seconds; raises OSError."""
AFTER_YES_SECONDS = 0.5
"""How long is waited for the rest of an answer that was a yes already."""
GONE = 410
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Content-Type": "application/json",
}
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class WebhookRequest(Outgoing):
    """One request: `to` is the address, `data` the body, `headers` pairs in ASCII.

    `challenge`: a word that the answer must echo, or it is a no for good.
    """

    headers: tuple[tuple[str, str], ...] = ()
    challenge: str = ""


@dataclass(frozen=True)
class Answer(Result):
    """What became of a post: the status of the answer, None where none came; seconds it took; its words."""

    status: int | None = None
    seconds: float = 0.0


class Refusal(ChannelError):
    """An answer that is no yes. `retry_after` is what it asked for, in seconds; None where it did not."""

    def __init__(self, detail: str, *, code: int, retry_after: int | None = None) -> None:
        super().__init__(detail, phase=Phase.CONTENT, code=code, permanent=code == GONE)
        self.retry_after = retry_after


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
    """Connects to hosts of the public internet alone; `WebhookChannel` says what the options mean.

    `allow_any`: the address is an operator's setting and not what others typed, so it may be anywhere.
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
        """A connection to an address of the callee that was checked, encrypted; raises `ChannelError`."""
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
        raise ChannelError(f"{callee.host}: {reason}", phase=Phase.CONNECT) from cause

    def _addresses(self, callee: Callee, until: float) -> list[str]:
        """The addresses of the callee; none of them is used unless each is public."""
        try:
            found = list(_in_time(self._resolver, callee, until))
        except (OSError, UnicodeError) as error:
            raise ChannelError(
                f"{callee.host}: the name was not found ({reason_of(error)})", phase=Phase.CONNECT
            ) from error
        if self.allow_any:
            return found
        if not all(is_public(address, allow_local=self.allow_local) for address in found):
            raise ChannelError(
                f"{callee.host}: the name leads to an address that is not on the public internet;"
                " nothing was sent",
                phase=Phase.LOCAL,
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


class WebhookChannel:
    """A `Channel` for posts, a connection each. Not for several threads at once: give each its own.

    `connect_seconds` bound resolving and connecting, `total_seconds` all of it. `allow_local`, for trials,
    lets this machine be called, also without encryption. `trust` are the authorities whose certificates
    count. 2xx is a yes, 410 a no for good, everything else a no for now. Where the body had left and no
    answer came, the other side may have it: the error is uncertain.
    """

    def __init__(
        self,
        *,
        connect_seconds: float = 3.0,
        total_seconds: float = 10.0,
        allow_local: bool = False,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver = system_resolver,
        dial: Dial = dial_directly,
    ) -> None:
        self._connect_seconds, self._total_seconds = connect_seconds, total_seconds
        self._connections = Connections(allow_local=allow_local, trust=trust, resolver=resolver, dial=dial)

    def open(self) -> None:
        """Nothing to open: each post has its own connection."""

    def close(self) -> None:
        """Nothing to close."""

    def send(self, envelope_sender: str, to: str, data: bytes) -> None:
        """Post one body without headers of its own; `ChannelError` unless it was accepted."""
        error = self.deliver(WebhookRequest(envelope_sender, to, data)).error
        if error is not None:
            raise error

    def stream(self, messages: Iterable[Outgoing]) -> Iterator[Step]:
        """Post one after the other, a step before and after each; every result is an `Answer`.

        The next one is asked for once the answer was handed over: it may not be wanted any more.
        """
        for outgoing in messages:
            step = Step((), outgoing)
            yield step
            if not step.is_withdrawn:
                yield Step((self.deliver(outgoing),), None)

    def deliver(self, outgoing: Outgoing) -> Answer:
        """Post one; never raises for what the other side does."""
        began = monotonic()
        try:
            status, words = self._request(outgoing, until=began + self._total_seconds)
        except ChannelError as error:
            return Answer(outgoing, error, error.detail, error.code, monotonic() - began)
        return Answer(outgoing, None, words, status, monotonic() - began)

    def _request(self, outgoing: Outgoing, *, until: float) -> tuple[int, str]:
        headers, challenge = (
            (outgoing.headers, outgoing.challenge) if isinstance(outgoing, WebhookRequest) else ((), "")
        )
        try:
            callee = read_callee(outgoing.to, allow_local=self._connections.allow_local)
        except BadCallee as error:
            raise ChannelError(str(error), phase=Phase.LOCAL) from error
        request = request_bytes("POST", callee, (*_HEADERS.items(), *headers), outgoing.data)
        sock = self._connections.connected(callee, min(until, monotonic() + self._connect_seconds))
        try:
            write_all(sock, request, until)
            status, words = _answer(sock, until, is_read=bool(challenge))
        finally:
            sock.close()
        if challenge and not is_echo(words, challenge):
            detail = f"answered {status}, and not with the challenge: {words}"
            raise ChannelError(detail, phase=Phase.CONTENT, permanent=True, code=status)
        return status, words


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
        raise ChannelError("a header holds a line break", phase=Phase.LOCAL)
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
        raise ChannelError(f"the connection was lost: {reason_of(error)}", phase=Phase.DATA) from error


def is_echo(words: str, challenge: str) -> bool:
    """Whether an answer holds a challenge as whoever owns the receiver would give it.

    That is the challenge alone, or a JSON object with it under `challenge`. A server that sends back whatever
    it gets does not pass: it would send the whole event.
    """
    if words == challenge:
        return True
    try:
        found = json.loads(words)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("challenge") == challenge


def _answer(sock: socket.socket, until: float, *, is_read: bool) -> tuple[int, str]:
    """Status and first words of the answer; raises `Refusal` unless it is a yes.

    Of a yes the words are waited for only where they are to be read (`is_read`).
    """
    raw = Bounded(sock, until)
    try:
        response = begin_response(raw)
    except (OSError, HTTPException, ValueError) as error:
        words = (
            reason_of(error) if isinstance(error, OSError) else f"that is no HTTP ({type(error).__name__})"
        )
        raise ChannelError(f"no answer: {words}", phase=Phase.CONTENT, uncertain=True) from error
    status = response.status
    is_yes = 200 <= status < 300
    if is_yes and not is_read:
        raw.until = min(until, monotonic() + AFTER_YES_SECONDS)
    words = _words(response)
    if is_yes:
        return status, words
    where = " (redirects are not followed)" if 300 <= status < 400 else ""
    raise Refusal(
        f"answered {status}{where} {words}", code=status, retry_after=seconds_to_wait(response.headers)
    )


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


def _words(response: HTTPResponse) -> str:
    """The first words of a body, on one line, as far as they came in time."""
    body = b""
    try:
        while len(body) < MOST_READ:
            piece = response.read1(MOST_READ - len(body))
            if not piece:
                break
            body += piece
    except (OSError, HTTPException, ValueError):
        pass  # what came is enough
    return one_line(body.decode("utf-8", "replace"))


class Bounded(io.RawIOBase):
    """Reads from a socket until an instant (of `time.monotonic`) and not more than so many bytes."""

    def __init__(self, sock: socket.socket, until: float, most: int = MOST_RAW) -> None:
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
    if isinstance(error, TimeoutError):
        return "timed out"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
