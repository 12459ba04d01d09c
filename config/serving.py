"""Between the asynchronous web server and Django: no thread that runs Django waits for a client.

Django runs in a few threads. Whoever sends a body slowly, or reads an answer slowly, would hold one of them,
and a handful of such clients would hold them all. So the event loop reads a body whole before a thread sees
the request, within a deadline and a limit of bytes; and a thread writes its answer whole, into memory or a
temporary file, before the event loop begins to send it. docs/decisions/serving.md says why.
"""

import asyncio
import logging
import os
import resource
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from io import BufferedReader, BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import unquote_to_bytes

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
StartResponse = Callable[..., object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

AT_ONCE = 64 * 1024
"""Bytes of an answer that are sent at once; also of a body before it goes into a temporary file."""
PIECE = 16 * 1024
"""Bytes of a larger answer that are sent at a time; the server holds some pieces for each slow reader."""
IN_MEMORY = 256 * 1024
"""Bytes of an answer before it goes into a temporary file."""
SEND_BUFFER = 256 * 1024
"""Bytes of an answer that the kernel holds for a connection; left to itself it takes up to 4 MB."""
OPEN_FILES = 65_536
"""A connection takes a file descriptor, and another while a large answer is sent: the usual 1,024 are few."""
_OF_A_BODY = (b"content-length", b"transfer-encoding")
_WITHOUT_LENGTH = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may ask of us: bytes of a body, seconds to send it, seconds to take a piece of an answer.

    A piece is `PIECE` bytes, so that a client must take about 0.5 KB a second.
    """

    body_bytes: int
    body_seconds: float = 30.0
    piece_seconds: float = 30.0


class RequestRejected(Exception):
    """A request that ends before Django sees it; the connection ends with it."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Gone(Exception):
    """The client left before it had sent its request."""


class FileToSend:
    """`wsgi.file_wrapper` (PEP 3333): an answer that is a file already."""

    def __init__(self, file: IO[bytes], block_size: int = PIECE) -> None:
        self.file, self.block_size = file, block_size
        self.close: Callable[[], None] = getattr(file, "close", lambda: None)

    def __iter__(self) -> "FileToSend":
        return self

    def __next__(self) -> bytes:
        data = self.file.read(self.block_size)
        if not data:
            raise StopIteration
        return data


@dataclass(slots=True)
class Answer:
    """What Django said, whole: the body is bytes, or a file from where it stands to its end."""

    status: int
    headers: Headers
    body: bytes | IO[bytes]


class Buffered:
    """An ASGI application that answers with a WSGI application in threads of its own.

    `threads` serve all addresses but those whose paths begin with a key of `lanes`: these have so many
    threads to themselves, and so neither wait for the others nor keep them waiting.
    """

    def __init__(
        self, application: Application, *, threads: int, lanes: Mapping[str, int], limits: Limits
    ) -> None:
        self.application, self.limits = application, limits
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self.lanes = {
            path: ThreadPoolExecutor(number, thread_name_prefix=f"django {path}")
            for path, number in lanes.items()
        }
        self.is_new = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request whole, let a thread answer it, send the answer."""
        if scope["type"] != "http":
            raise NotImplementedError(f"only HTTP is served, not {scope['type']}")
        if self.is_new:
            self.is_new = False
            bound_connections(self.limits.piece_seconds)
        try:
            body = await self._body(scope, receive)
        except RequestRejected as refused:
            await send_rejection(send, refused)
            return
        except Gone:
            return
        with body:
            environ = environ_of(scope, body)
            pool = self._pool(scope["path"])
            answer = await asyncio.get_running_loop().run_in_executor(pool, run, self.application, environ)
        await self._send(send, answer)

    def _pool(self, path: str) -> ThreadPoolExecutor:
        for beginning, lane in self.lanes.items():
            if path.startswith(beginning):
                return lane
        return self.pool

    async def _body(self, scope: Scope, receive: Receive) -> IO[bytes]:
        """The body, at its first byte. Raises `RequestRejected` or `Gone`."""
        told = {name: value for name, value in scope["headers"] if name in _OF_A_BODY}
        if not told:
            return BytesIO()
        if int(told.get(b"content-length", b"0")) > self.limits.body_bytes:
            raise self._too_large()
        body = tempfile.SpooledTemporaryFile(AT_ONCE)  # noqa: SIM115 -- closed by who answers
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                await self._fill(body, receive)
        except TimeoutError:
            body.close()
            text = f"The body of the request did not arrive within {self.limits.body_seconds:g} seconds."
            raise RequestRejected(HTTPStatus.REQUEST_TIMEOUT, text) from None
        except BaseException:
            body.close()
            raise
        return cast("IO[bytes]", body)

    async def _fill(self, body: tempfile.SpooledTemporaryFile[bytes], receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            body.write(message.get("body", b""))
            if body.tell() > self.limits.body_bytes:
                raise self._too_large()
            if not message.get("more_body"):
                return

    def _too_large(self) -> RequestRejected:
        text = f"The body of a request may have {self.limits.body_bytes:,} bytes at the most."
        return RequestRejected(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)

    async def _send(self, send: Send, answer: Answer) -> None:
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        body = answer.body
        if isinstance(body, bytes):
            if len(body) <= AT_ONCE:
                await send(start)
                await send({"type": "http.response.body", "body": body})
                return
            body = BytesIO(body)
        with body as file:
            await send(start)
            while piece := file.read(PIECE):
                try:
                    async with asyncio.timeout(self.limits.piece_seconds):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                except TimeoutError:  # the length was told, so what is missing is seen to be missing
                    log.info("A client stopped reading an answer; it is dropped")
                    return
            await send({"type": "http.response.body", "body": b""})


def bound_connections(seconds: float) -> None:
    """Let the kernel end connections whose clients take nothing for so long, and hold little for each.

    The server cannot end them: it waits for a socket into which it can write (TCP_USER_TIMEOUT, RFC 5482;
    Linux has it). Set on what this process listens on, which is there once the first request is; connections
    inherit it.
    """
    for entry in Path("/dev/fd").iterdir():
        with suppress(OSError), socket.socket(fileno=os.dup(int(entry.name))) as found:
            if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
                if sys.platform == "linux":
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))


def allow_open_files() -> None:
    """Raise the number of files this process may hold open to `OPEN_FILES`, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def send_rejection(send: Send, refused: RequestRejected) -> None:
    """Say in one line why a request ends here; what is left of it is not read, so the connection ends too."""
    text = f"{refused.text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refused.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def environ_of(scope: Scope, body: IO[bytes]) -> Environ:
    """The environment of PEP 3333 for a request whose body has been read.

    A name with an underscore is left out: in CGI's names it cannot be told from the one with a hyphen, and
    so could stand in for a header that only a trusted proxy may set.
    """
    server, client = scope.get("server") or ("localhost", None), scope.get("client")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0] if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileToSend,
    }
    for name, value in scope["headers"]:
        if b"_" in name or name in _OF_A_BODY:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    length = body.seek(0, os.SEEK_END)
    body.seek(0)
    if length:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def run(application: Application, environ: Environ) -> Answer:
    """Let the WSGI application answer to the end; 500 when it fails. Runs in a thread."""
    said: list[tuple[str, Sequence[tuple[str, str]]]] = []

    def start_response(status: str, headers: Sequence[tuple[str, str]], _exc_info: object = None) -> None:
        said[:] = [(status, headers)]

    try:
        parts = application(environ, start_response)
        try:
            body, length = (b"", None) if environ["REQUEST_METHOD"] == "HEAD" else whole(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        status, told = said[0]
    except Exception:  # whatever failed, the client is owed an answer
        log.exception("A request failed outside Django's own handling of errors")
        return Answer(500, [(b"content-type", b"text/plain")], b"Something went wrong here.\n")
    number = int(status[:3])
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told]
    is_told = number in _WITHOUT_LENGTH or any(name == b"content-length" for name, _ in headers)
    if length is not None and not is_told:
        headers.append((b"content-length", str(length).encode()))
    return Answer(number, headers, body)


def whole(parts: Iterable[bytes]) -> tuple[bytes | IO[bytes], int]:
    """All of an answer and its length: bytes where they are few, else a file that nobody else closes."""
    if isinstance(parts, FileToSend) and isinstance(parts.file, BufferedReader):
        return _file(parts.file)
    rest, held, length = iter(parts), list[bytes](), 0
    for part in rest:
        held.append(part)
        length += len(part)
        if length > IN_MEMORY:
            break
    else:
        return b"".join(held), length  # of one part the part itself: a page that is kept is not copied
    with tempfile.TemporaryFile() as file:
        file.writelines(chain(held, rest))
        length = file.tell()
        file.seek(0)
        return os.fdopen(os.dup(file.fileno()), "rb"), length


def _file(file: BufferedReader) -> tuple[bytes | IO[bytes], int]:
    """A file from where it stands: as bytes, or opened once more, since the answer closes it."""
    place = file.tell()
    length = max(0, os.fstat(file.fileno()).st_size - place)
    if length <= AT_ONCE:
        return file.read(), length
    ours = Path(f"/dev/fd/{file.fileno()}").open("rb")  # noqa: SIM115 -- closed once it is sent
    ours.seek(place)
    return ours, length
