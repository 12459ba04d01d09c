"""A small web on this machine: pages by their addresses, on as many hosts as wanted, and an archive.

Every host of the public internet leads here (`client`), over TLS where the address says so; what a page
answers is set by its address and may be changed at any time.
"""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.webhook_receivers import PUBLIC, Behaviour, Receiver, answering, receiver, trust
from tracker.transports.connections import Connections, dial_directly
from tracker.transports.http_client import HttpClient

TEXT = "<p>He gave them fifty days, or else. " + "Nothing more was said about it that day. " * 30


def article(body: str = TEXT, title: str = "Report") -> Behaviour:
    """A page with that body."""
    page = f"<html><head><title>{title}</title></head><body><article>{body}</article></body></html>"
    return answering(200, page.encode(), Content_Type="text/html; charset=utf-8")


@dataclass
class Web:
    """`pages` by host and path; what is not there answers 404. `names` of hosts without an address."""

    plain: Receiver
    encrypted: Receiver
    pages: dict[str, Behaviour] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)

    @property
    def came(self) -> list[str]:
        """The addresses that were asked for, without their scheme, in no certain order."""
        received = [*self.plain.received, *self.encrypted.received]
        return [f"{each.headers['host']}{each.path}" for each in received]

    def client(self, **more: Any) -> HttpClient:
        """What asks, with every host of the internet on this machine."""
        connections = Connections(resolver=self._resolve, dial=self._dial, trust=trust())
        return HttpClient(connections, user_agent="Tests/1", **more)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        address = f"{handler.headers['Host']}{handler.path}"
        self.pages.get(address, self.pages.get(address.partition("?")[0], answering(404)))(handler)

    def _resolve(self, host: str, _port: int) -> list[str]:
        if host in self.nameless:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host in self.unsure:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [PUBLIC]

    def _dial(self, _address: str, port: int, seconds: float) -> socket.socket:
        to = self.encrypted if port == 443 else self.plain
        return dial_directly("127.0.0.1", to.port, seconds)


@contextmanager
def web() -> Iterator[Web]:
    """A web that ends with the block; over TLS only `webhook_receivers.HOST` has a certificate."""
    with ExitStack() as stack:
        plain = stack.enter_context(receiver(is_tls=False))
        made = Web(plain, stack.enter_context(receiver()))
        made.plain.behave = made.encrypted.behave = made.answer
        yield made


@dataclass
class FakeArchive:
    """A Wayback Machine at `host`: the copies it has by page, and how its jobs end.

    `busy`: what it answers to everything, with status 200 as the real one does.
    """

    host: str = "archive.example.org"
    copies: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    busy: dict[str, Any] | None = None
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://{self.host}"

    def serve(self, web: Web) -> None:
        """Put it into the web."""
        web.pages[f"{self.host}/wayback/available"] = self._available
        web.pages[f"{self.host}/save"] = self._save
        for job in ("spn2-1", "spn2-2", "spn2-3"):
            web.pages[f"{self.host}/save/status/{job}"] = self._status

    def _available(self, handler: BaseHTTPRequestHandler) -> None:
        url = parse_qs(urlsplit(handler.path).query)["url"][0]
        self.asked.append(f"look up {url}")
        stamp = self.copies.get(url)
        closest = {
            "status": "200",
            "available": True,
            "url": f"{self.base}/web/{stamp}/{url}",
            "timestamp": stamp,
        }
        self._send(handler, {"url": url, "archived_snapshots": {"closest": closest} if stamp else {}})

    def _save(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(f"{handler.command} save")
        self.keys.append(handler.headers.get("Authorization", ""))
        self._send(handler, {"url": "…", "job_id": f"spn2-{len(self.keys)}"})

    def _status(self, handler: BaseHTTPRequestHandler) -> None:
        job = handler.path.rpartition("/")[2]
        self.asked.append(f"status {job}")
        self._send(handler, self.jobs.get(job, {"status": "pending", "job_id": job, "resources": []}))

    def _send(self, handler: BaseHTTPRequestHandler, answer: dict[str, Any]) -> None:
        body = json.dumps(self.busy or answer).encode()
        answering(200, body, Content_Type="application/json")(handler)
