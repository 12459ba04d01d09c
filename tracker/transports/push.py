"""Web push: messages encrypted for one browser (RFC 8291), signed by this site (RFC 8292), as requests.

They leave over `webhooks.WebhookTransport`, which connects to checked hosts alone. The encryption is that of
http_ece and the signature that of py_vapid, on which pywebpush rests too.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

MOST_BYTES = 3 * 1024
"""Of a message before it is encrypted; push services take 4,096 bytes of what comes of it."""
SIGNED_FOR = timedelta(hours=12)
"""RFC 8292 allows a day; so a clock may be wrong by half of one."""
TOPIC_LENGTH = 32
_CURVE = ec.SECP256R1()
_P256DH_BYTES, _AUTH_BYTES, _PRIVATE_BYTES = 65, 16, 32


class BadPushKey(ValueError):
    """A key that no browser, or no site, has; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """The keys of one browser, in base64url without padding: its point on P-256, and what both know."""

    p256dh: str
    auth: str


def read_keys(p256dh: str, auth: str) -> BrowserKeys:
    """The keys as a browser gives them, with or without padding; raises `BadPushKey`."""
    point, secret = _decoded(p256dh, "p256dh"), _decoded(auth, "auth")
    if len(secret) != _AUTH_BYTES:
        raise BadPushKey(f"auth has {len(secret)} bytes; it must have {_AUTH_BYTES}")
    if len(point) != _P256DH_BYTES:
        raise BadPushKey(f"p256dh has {len(point)} bytes; it must have {_P256DH_BYTES}")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError as error:
        raise BadPushKey("p256dh is no point on the curve P-256") from error
    return BrowserKeys(_encoded(point), _encoded(secret))


def new_private_key() -> str:
    """A new key of a site: 32 bytes in base64url."""
    number = ec.generate_private_key(_CURVE).private_numbers().private_value
    return _encoded(number.to_bytes(_PRIVATE_BYTES, "big"))


@dataclass(frozen=True, slots=True)
class PushMessage:
    """What one browser is to show. `topic`: what it takes the place of, where that was not shown yet.

    `urgency` is a word of RFC 8030 (5.3); `lasting`, how long the push service keeps it for a browser that
    is off.
    """

    payload: bytes
    topic: str
    urgency: str
    lasting: timedelta


class Signer:
    """What this site signs with: its private key, and whom a push service may write to (`mailto:…`).

    Raises `BadPushKey`. A signature is for one push service, and used again for half of its time.
    """

    def __init__(self, private_key: str, contact: str) -> None:
        raw = _decoded(private_key, "the private key")
        if len(raw) != _PRIVATE_BYTES:
            raise BadPushKey(f"the private key has {len(raw)} bytes; it must have {_PRIVATE_BYTES}")
        try:
            self._vapid = Vapid02.from_raw(private_key.encode())
        except ValueError as error:
            raise BadPushKey("the private key is no number of the curve P-256") from error
        self._contact = contact
        self._signed: dict[str, tuple[datetime, str]] = {}

    @property
    def public_key(self) -> str:
        """What a browser is given to subscribe: 65 bytes in base64url."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _encoded(point)

    def headers(self, endpoint: str, message: PushMessage, *, now: datetime) -> tuple[tuple[str, str], ...]:
        """What goes with a message to an endpoint."""
        return (
            ("Authorization", self._signature(endpoint, now)),
            ("Content-Type", "application/octet-stream"),
            ("Content-Encoding", "aes128gcm"),
            ("TTL", str(max(0, int(message.lasting.total_seconds())))),
            ("Urgency", message.urgency),
            ("Topic", topic_name(message.topic)),
        )

    def _signature(self, endpoint: str, now: datetime) -> str:
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        until, signed = self._signed.get(audience, (now, ""))
        if not now + SIGNED_FOR / 2 < until <= now + SIGNED_FOR:
            until = now + SIGNED_FOR
            claims = {"aud": audience, "exp": int(until.timestamp()), "sub": self._contact}
            signed = self._vapid.sign(claims)["Authorization"]
            self._signed[audience] = (until, signed)
        return signed


def encrypted(payload: bytes, keys: BrowserKeys) -> bytes:
    """A message that one browser alone can read: one record of aes128gcm. ValueError where it is too long."""
    if len(payload) > MOST_BYTES:
        raise ValueError(f"a message of {len(payload)} bytes is too long; at most {MOST_BYTES} are sent")
    return bytes(
        http_ece.encrypt(
            payload,
            private_key=ec.generate_private_key(_CURVE),
            dh=_decoded(keys.p256dh, "p256dh"),
            auth_secret=_decoded(keys.auth, "auth"),
            version="aes128gcm",
        )
    )


def topic_name(subject: str) -> str:
    """A name of 32 characters of base64url, as RFC 8030 (5.4) wants it; it tells the service nothing."""
    return _encoded(sha256(subject.encode()).digest())[:TOPIC_LENGTH]


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str, name: str) -> bytes:
    text = text.rstrip("=")
    if not text.isascii() or not text.replace("-", "").replace("_", "").isalnum():
        raise BadPushKey(f"{name} is not written in base64url")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadPushKey(f"{name} is not written in base64url") from error
