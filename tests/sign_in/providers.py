"""An OpenID provider on the loopback, whose tokens are signed; a test says what it answers wrongly."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "ultimata", "a secret of the client"
Change = Callable[[dict[str, Any]], Any]


def _same(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


@dataclass
class OpenIdProvider:
    """What it says, and what a test changes in that: functions from the right answer to the one it sends."""

    issuer: str = ""
    user: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "42",
            "preferred_username": "nora",
            "name": "Nora Nord",
            "groups": ["Editors"],
        }
    )
    change_config: Change = _same
    change_claims: Change = _same
    change_tokens: Change = _same
    change_user: Change = _same
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: rsa.RSAPrivateKey | None = None
    nonces: dict[str, str] = field(default_factory=dict)
    tokens_asked_for: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, str]) -> Any:
        """The JSON at an address; a text is an address to go on to; None is nothing."""
        if path == "/realm/.well-known/openid-configuration":
            names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
            config = {name: f"{self.issuer}/{place}" for name, place in names.items()}
            return self.change_config(
                {"issuer": self.issuer, "userinfo_endpoint": f"{self.issuer}/user", **config}
            )
        if path == "/realm/auth":
            code = f"code-{len(self.nonces)}"
            self.nonces[code] = query.get("nonce", "")
            return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        if path == "/realm/keys":
            algorithm = jwt.algorithms.RSAAlgorithm
            return {
                "keys": [{**json.loads(algorithm.to_jwk(self.key.public_key())), "kid": "k1", "use": "sig"}]
            }
        if path == "/realm/user":
            return self.change_user(dict(self.user))
        return self._tokens(query) if path == "/realm/token" else None

    def _tokens(self, posted: dict[str, str]) -> Any:
        self.tokens_asked_for.append(posted)
        now = int(time.clock_gettime(time.CLOCK_REALTIME))
        claims = self.change_claims(
            {
                "iss": self.issuer,
                "aud": CLIENT,
                "sub": self.user["sub"],
                "iat": now,
                "exp": now + 300,
                "nonce": self.nonces[posted["code"]],
            }
        )
        token = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": "k1"})
        return self.change_tokens({"access_token": "a", "token_type": "Bearer", "id_token": token})


@contextmanager
def running() -> Iterator[OpenIdProvider]:
    """A provider that answers on the loopback while the block lasts."""
    provider = OpenIdProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, posted: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            found = provider.answer(parts.path, {**query, **posted})
            is_address = isinstance(found, str) and found.startswith("http")
            self.send_response(302 if is_address else 200)
            if is_address:
                self.send_header("Location", found)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write((found if isinstance(found, str) else json.dumps(found)).encode())

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}/realm"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
