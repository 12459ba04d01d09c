"""A push service of our own on this machine: checks what a real one checks, and reads what browsers read."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.webhook_receivers import HOST, Received, Receiver, answering, receiver
from tracker.transports.push import Signer, new_private_key
from tracker.transports.webhooks import WebhookTransport

SITE_KEY = new_private_key()


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class FakeBrowser:
    """The keys of a browser, which alone can read what is sent to it."""

    path: str
    port: int = 0
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: str = field(default_factory=lambda: encoded(os.urandom(16)))

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}" if self.port else f"https://{HOST}{self.path}"

    @property
    def p256dh(self) -> str:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return encoded(point)

    def given(self) -> dict[str, Any]:
        """What its script sends."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": self.auth}}

    def read(self, body: bytes) -> dict[str, Any]:
        """What was encrypted for it."""
        plain = http_ece.decrypt(
            body, private_key=self.private, auth_secret=decoded(self.auth), version="aes128gcm"
        )
        found: dict[str, Any] = json.loads(plain)
        return found


@dataclass
class PushService:
    """A push service; `answer` is what it says to messages it would take, and may be changed."""

    there: Receiver
    public_key: str
    browsers: dict[str, FakeBrowser] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def browser(self, name: str, *, is_local: bool = False) -> FakeBrowser:
        """A browser that subscribed here."""
        made = FakeBrowser(f"/push/{name}", self.there.port if is_local else 0)
        self.browsers[made.path] = made
        return made

    def transport(self) -> WebhookTransport:
        """The real transport, whose connections end up here."""
        return self.there.transport()

    def behave(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer what is next, else 201 where the request is as the standards want it."""
        problem = self.problem_of(self.there.received[-1])
        if problem:
            self.problems.append(problem)
        answer = self.answers.pop(0) if self.answers else answering(400 if problem else 201, b"")
        answer(handler)

    def problem_of(self, request: Received) -> str:
        """What a real service would refuse (RFC 8030, 8188, 8292); empty: nothing."""
        headers = request.headers
        if headers.get("content-encoding") != "aes128gcm" or not headers.get("ttl", "").isdigit():
            return "encoding or TTL"
        if headers["urgency"] not in ("low", "normal", "high") or len(headers["topic"]) > 32:
            return "urgency or topic"
        if len(request.body) > 4096:
            return "too long"
        token, key = headers["authorization"].removeprefix("vapid t=").split(",k=")
        claims = json.loads(decoded(token.split(".")[1]))
        if key != self.public_key or not Vapid02.verify(headers["authorization"]):
            return "the signature"
        if claims["aud"] not in (f"https://{HOST}", f"http://127.0.0.1:{self.there.port}"):
            return f"audience {claims['aud']}"
        return "" if claims["sub"].startswith("mailto:") else "the contact"

    def shown(self) -> list[tuple[str, dict[str, Any]]]:
        """What came, as browsers read it: the path of its endpoint and the message."""
        return [(each.path, self.browsers[each.path].read(each.body)) for each in self.there.received]


@contextmanager
def push_service(*, is_tls: bool = True) -> Iterator[PushService]:
    """A push service that ends with the block."""
    with receiver(is_tls=is_tls) as there:
        made = PushService(there, Signer(SITE_KEY, "mailto:a@example.org").public_key)
        there.behave = made.behave
        yield made
