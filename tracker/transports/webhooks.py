"""Webhooks over HTTP: one request, one answer, to no machine but the one that was checked (connections).

Redirects are answers, not followed.
"""

import json
import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from math import ceil
from time import monotonic

from tracker.transports.base import Outgoing, Result, SendPhase, SendStep, TransportError, one_line
from tracker.transports.connections import (
    Bounded,
    Connections,
    Dial,
    begin_response,
    dial_directly,
    reason_of,
    request_bytes,
    seconds_to_wait,
    write_all,
)
from tracker.transports.http_guard import LONGEST, BadCallee, Resolver, read_callee, system_resolver

USER_AGENT = "Ultimata-Webhooks/1"
MOST_READ = 16 * 1024
MOST_RAW = 3 * MOST_READ
"""Of an answer, with its headers and the lengths of its chunks."""
AFTER_YES_SECONDS = 0.5
"""How long is waited for the rest of an answer that was a yes already."""
GONE = 410
TOO_MANY = 429
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Content-Type": "application/json",
}


@dataclass(frozen=True)
class WebhookRequest(Outgoing):
    """One request: `to` is the address, `data` the body, `method` POST or PUT.

    `headers`: pairs in ASCII, in place of the usual of the same name.

    `challenge`: a word that the answer must echo, or it is a no for good; `answer`: one that it must hold.
    """

    headers: tuple[tuple[str, str], ...] = ()
    challenge: str = ""
    answer: str = ""
    method: str = "POST"


@dataclass(frozen=True)
class Answer(Result):
    """What became of a post: the status of the answer, None where none came; seconds it took; its words."""

    status: int | None = None
    seconds: float = 0.0


class Refusal(TransportError):
    """An answer that is no yes. `retry_after` is what it asked for, in seconds; None where it did not."""

    def __init__(self, detail: str, *, code: int, retry_after: int | None = None) -> None:
        super().__init__(detail, phase=SendPhase.CONTENT, code=code, permanent=code == GONE)
        self.retry_after = retry_after


class WebhookTransport:
    """A `Transport` for posts, a connection each. Not for several threads at once: give each its own.

    `connect_seconds` bound resolving and connecting, `total_seconds` all of it. `allow_local`, for trials,
    lets this machine be called, also without encryption. `trust` are the authorities whose certificates
    count. 2xx is a yes, 410 a no for good, everything else a no for now. Where the body had left and no
    answer came, the other side may have it: the error is uncertain. `longest`: of an address.
    """

    def __init__(
        self,
        *,
        connect_seconds: float = 3.0,
        total_seconds: float = 10.0,
        allow_local: bool = False,
        longest: int = LONGEST,
        trust: ssl.SSLContext | None = None,
        resolver: Resolver = system_resolver,
        dial: Dial = dial_directly,
    ) -> None:
        self._connect_seconds, self._total_seconds = connect_seconds, total_seconds
        self._longest = longest
        self._connections = Connections(allow_local=allow_local, trust=trust, resolver=resolver, dial=dial)

    def open(self) -> None:
        """Nothing to open: each post has its own connection."""

    def close(self) -> None:
        """Nothing to close."""

    def send(self, envelope_sender: str, to: str, data: bytes) -> None:
        """Post one body without headers of its own; `TransportError` unless it was accepted."""
        error = self.deliver(WebhookRequest(envelope_sender, to, data)).error
        if error is not None:
            raise error

    def stream(self, messages: Iterable[Outgoing]) -> Iterator[SendStep]:
        """Post one after the other, a step before and after each; every result is an `Answer`.

        The next one is asked for once the answer was handed over: it may not be wanted any more.
        """
        for outgoing in messages:
            step = SendStep((), outgoing)
            yield step
            if not step.is_withdrawn:
                yield SendStep((self.deliver(outgoing),), None)

    def deliver(self, outgoing: Outgoing) -> Answer:
        """Post one; never raises for what the other side does."""
        began = monotonic()
        try:
            status, words = self._request(outgoing, until=began + self._total_seconds)
        except TransportError as error:
            return Answer(outgoing, error, error.detail, error.code, monotonic() - began)
        return Answer(outgoing, None, words, status, monotonic() - began)

    def _request(self, outgoing: Outgoing, *, until: float) -> tuple[int, str]:
        request = (
            outgoing
            if isinstance(outgoing, WebhookRequest)
            else WebhookRequest(outgoing.envelope_sender, outgoing.to, outgoing.data)
        )
        try:
            local = self._connections.allow_local
            callee = read_callee(outgoing.to, allow_local=local, longest=self._longest)
        except BadCallee as error:
            raise TransportError(str(error), phase=SendPhase.LOCAL) from error
        headers = {**_HEADERS, **dict(request.headers)}.items()
        sent = request_bytes(request.method, callee, headers, request.data)
        sock = self._connections.connected(callee, min(until, monotonic() + self._connect_seconds))
        try:
            write_all(sock, sent, until)
            status, words = _answer(sock, until, is_read=bool(request.challenge or request.answer))
        finally:
            sock.close()
        if not _is_answered(request, words):
            wanted = "with the challenge" if request.challenge else "as such a service does"
            detail = f"answered {status}, and not {wanted}: {words}"
            raise TransportError(detail, phase=SendPhase.CONTENT, permanent=True, code=status)
        return status, words


def _is_answered(request: WebhookRequest, words: str) -> bool:
    return request.answer in words and (not request.challenge or is_echo(words, request.challenge))


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
    raw = Bounded(sock, until, MOST_RAW)
    try:
        response = begin_response(raw)
    except (OSError, HTTPException, ValueError) as error:
        words = (
            reason_of(error) if isinstance(error, OSError) else f"that is no HTTP ({type(error).__name__})"
        )
        raise TransportError(f"no answer: {words}", phase=SendPhase.CONTENT, uncertain=True) from error
    status = response.status
    is_yes = 200 <= status < 300
    if is_yes and not is_read:
        raw.until = min(until, monotonic() + AFTER_YES_SECONDS)
    words = _words(response)
    if is_yes:
        return status, words
    where = " (redirects are not followed)" if 300 <= status < 400 else ""
    wait = seconds_to_wait(response.headers)
    if wait is None and status == TOO_MANY:
        wait = seconds_in_body(words)
    raise Refusal(f"answered {status}{where} {words}", code=status, retry_after=wait)


def seconds_in_body(words: str) -> int | None:
    """The seconds to wait that a body names, of services that say so there: Telegram, Discord, Matrix."""
    try:
        found = json.loads(words)
        if "parameters" in found:
            return _whole(found["parameters"]["retry_after"])
        return _whole(found["retry_after"] if "retry_after" in found else found["retry_after_ms"] / 1000)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _whole(seconds: float) -> int:
    return max(0, ceil(seconds))


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
