"""A WSGI application behind the limits of config.serving, made short, for tests over real sockets."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from config.serving import Buffered, Environ, FileToSend, Limits, StartResponse

LARGE = 16 * 2**20
"""More than the kernel holds for a client that reads nothing."""
THREADS = 2


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """`/large`, `/file`, `/fails`, `/nothing`, `/process`; any other path tells what was asked."""
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise ZeroDivisionError
    if path == "/process":
        files = {"files": len(list(Path("/proc/self/fd").iterdir()))}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(files).encode()]
    if path == "/large":
        start_response("200 OK", [])
        return (b"x" * 2**16 for _ in range(LARGE // 2**16))
    if path == "/file":
        with tempfile.NamedTemporaryFile() as written:
            written.write(b"x" * LARGE)
            written.flush()
            file = Path(written.name).open("rb")  # noqa: SIM115 -- closed by the server
        file.seek(2**20)
        start_response("200 OK", [])
        return FileToSend(file)
    if path == "/nothing":
        start_response("204 No Content", [])
        return []
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    told["body"] = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH", 0))).decode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]


limits = Limits(body_bytes=100_000, body_seconds=1, piece_seconds=1)
served = Buffered(application, threads=THREADS, lanes={"/process": 1}, limits=limits)
