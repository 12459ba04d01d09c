"""A receiver of webhooks on this machine, over TLS or without, that answers as it is told, and remembers."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tracker.transports.connections import Connections, dial_directly
from tracker.transports.webhooks import WebhookTransport

HOST = "hooks.example.org"
SERVICES = (
    "hooks.slack.com",
    "discord.com",
    "api.telegram.org",
    "matrix.example.org",
    "prod-01.westus.logic.azure.com",
    "ntfy.sh",
)
"""Hosts of chat and push services, for which the tests' certificate is good as well."""
PUBLIC = "93.184.215.14"
"""An address of the public internet; no test connects to it, `Receiver.transport` dials this machine."""


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    server_name: str | None

    @property
    def name(self) -> str:
        """Its webhook-id."""
        return self.headers["webhook-id"]


Behaviour = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int, body: bytes = b"ok", **headers: str) -> Behaviour:
    """Answer that."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, text in headers.items():
            handler.send_header(name.replace("_", "-"), text)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


@dataclass
class Receiver:
    """A server; `behave` answers, and may be changed at any time."""

    behave: Behaviour = field(default_factory=lambda: answering(204, b""))
    is_tls: bool = True
    received: list[Received] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0

    def transport(
        self, resolver: Callable[[str, int], list[str]] | None = None, **more: Any
    ) -> WebhookTransport:
        """The real transport, whose connections to whatever checked address end up here."""
        return WebhookTransport(**{**self._options(resolver), **more})

    def connections(self, resolver: Callable[[str, int], list[str]] | None = None) -> Connections:
        """Connections to whatever checked address that end up here."""
        return Connections(**self._options(resolver))

    def _options(self, resolver: Callable[[str, int], list[str]] | None) -> dict[str, Any]:
        def dial(address: str, port: int, seconds: float) -> socket.socket:
            self.dialled.append((address, port))
            return dial_directly("127.0.0.1", self.port, seconds)

        return {"trust": trust(), "dial": dial, "resolver": resolver or (lambda _host, _port: [PUBLIC])}

    @property
    def names(self) -> list[str]:
        """The webhook-ids that came, in order."""
        return [each.name for each in self.received]


@contextmanager
def receiver(behave: Behaviour | None = None, *, is_tls: bool = True) -> Iterator[Receiver]:
    """A receiver that ends with the block."""
    made = Receiver(behave or answering(204, b""), is_tls=is_tls)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            name = getattr(self.connection, "asked_for", None)
            headers = {key.lower(): value for key, value in self.headers.items()}
            made.received.append(Received(self.path, headers, body, name))
            made.behave(self)

        def do_PUT(self) -> None:
            self.do_POST()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def finish_request(self, request: Any, client_address: Any) -> None:
            request.settimeout(5)
            if not made.is_tls:
                super().finish_request(request, client_address)
                return
            with _context().wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Callers hang up; that is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Named(ssl.SSLSocket):
    asked_for: str | None = None


def _note_name(sock: Any, name: str | None, _context: ssl.SSLContext) -> None:
    sock.asked_for = name


@cache
def _context() -> ssl.SSLContext:
    folder = authority()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslsocket_class = _Named
    context.load_cert_chain(folder / "host.pem", folder / "host.key")
    context.sni_callback = _note_name
    return context


@cache
def trust() -> ssl.SSLContext:
    """Trusts the authority of these tests, and it alone."""
    return ssl.create_default_context(cafile=str(authority() / "ca.pem"))


@cache
def authority() -> Path:
    """A folder with an authority and a certificate of HOST, made by openssl once a run."""
    folder = Path(mkdtemp(prefix="ultimata-ca-"))
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    ca_words = "basicConstraints=critical,CA:TRUE"
    usage = "keyUsage=critical,keyCertSign"
    openssl(
        *("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2"),
        *("-subj", "/CN=Tests", "-addext", ca_words, "-addext", usage),
    )
    openssl("req", *key, "-keyout", "host.key", "-out", "host.csr", "-subj", f"/CN={HOST}")
    names = ",".join(f"DNS:{name}" for name in (HOST, *SERVICES))
    (folder / "names").write_text(f"subjectAltName={names}\n")
    openssl(
        *("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-out", "host.pem", "-days", "2", "-extfile", "names"),
    )
    return folder
