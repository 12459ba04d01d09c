"""Signed words in links and headers: what a mail lets its reader do, and nothing else.

Each purpose signs with a salt of its own, so that a token for one thing is invalid for any other. What a
subscriber is to keep, the way out of each mail above all, is signed with a random key stored with her
(services.subscriptions.links), so it holds whatever becomes of the secret key, and can be revoked. The rest
is signed with the secret key; what was signed with a retired one (SECRET_KEY_FALLBACKS) still holds. Tokens
are letters, digits, `-`, `_` and dots, so they need no escaping in an address or a header. Whoever holds a
token has the right it names: a forwarded mail lets its reader unsubscribe or pause its owner, and only that.
"""

import hashlib
import hmac
import re
from base64 import b32hexencode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.core.signing import BadSignature, Signer

CONFIRM_WITHIN = timedelta(hours=48)
MANAGE_WITHIN = timedelta(hours=1)
OFFER_HOLDS = timedelta(days=90)
AHEAD = timedelta(minutes=10)
"""How far a clock of ours may be ahead of another one of ours."""
SIGNATURE_LENGTH = 22  # base64 characters: 132 bits
MOST_NAMED = 20
"""How many subscriptions a confirmation names; what is asked for beyond that is confirmed by another mail."""
LONGEST = 400
_ID = "[1-9a-v][0-9a-v]{0,12}"  # base 32, below 2**63
_MESSAGE_ID = re.compile(rf"<?delivery-({_ID}\.[A-Za-z0-9_-]{{{SIGNATURE_LENGTH}}})@[A-Za-z0-9.-]+>?")
RETURN_SIGNATURE_LENGTH = 20  # base 32: 100 bits, for what stands before the @ has 64 characters at most
_RETURN = re.compile(rf"(?<![0-9a-z])({_ID})\.([0-9a-v]{{{RETURN_SIGNATURE_LENGTH}}})(?![0-9a-z])")
_DIGITS = "0123456789abcdefghijklmnopqrstuv"


class TokenInvalid(ValueError):
    """Not a token of ours for this purpose: damaged, made up, or meant for something else."""

    def __init__(self) -> None:
        super().__init__("the link is damaged or was not made by us; copy the whole address from the mail")


class TokenExpired(ValueError):
    """It was ours and its time is over; `expired_at` says since when."""

    def __init__(self, expired_at: datetime) -> None:
        super().__init__(f"the link held until {expired_at:%Y-%m-%d %H:%M} UTC; ask for a new one")
        self.expired_at = expired_at


class LeaveKind(StrEnum):
    """What one click on 'unsubscribe' ends."""

    SUBSCRIPTION = "s"  # the one this mail was sent for
    AT_ONCE = "o"  # all of a subscriber whose mails go at once: several of them wanted this mail
    DAILY = "d"  # all that go into the daily digest of a subscriber
    WEEKLY = "w"
    WEEK_AHEAD = "a"  # the week ahead and nothing else of a subscriber
    EVERYTHING = "e"  # all of a subscriber
    REQUEST = "r"  # what was asked for and not confirmed; the address did not ask


@dataclass(frozen=True, slots=True)
class Leave:
    """The right to end something: `id` is of a subscription for that kind, else of a subscriber."""

    kind: LeaveKind
    id: int


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The right to confirm these subscriptions of a subscriber."""

    subscriber_id: int
    subscription_ids: tuple[int, ...]


class _Short(Signer):
    """Django's signer (HMAC of SHA-256, key derived by salt), with a shorter signature for shorter lines."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        return super().signature(value, key)[:SIGNATURE_LENGTH]


def unsubscribe_token(leave: Leave, key: str = "") -> str:
    """Holds until its key is replaced: that of a subscriber, or the secret key where none is given."""
    return _sign("unsubscribe", f"{leave.kind}{_written(leave.id)}", key)


def read_unsubscribe_token(token: str, key: str = "") -> Leave:
    """What it ends; raises `TokenInvalid`."""
    return _leave(_unsign("unsubscribe", token, key))


def claimed_leave(token: str) -> Leave:
    """What a token says that it ends, whoever made it; raises `TokenInvalid`."""
    return _leave(_claimed(token))


def _leave(value: str) -> Leave:
    try:
        return Leave(LeaveKind(value[:1]), _number(value[1:]))
    except ValueError:
        raise TokenInvalid from None


def manage_token(subscriber_id: int, key: str = "", *, now: datetime) -> str:
    """Opens a subscriber's own page for an hour."""
    return _sign("manage", f"{_written(subscriber_id)}.{_stamp(now)}", key)


def claimed_subscriber(token: str) -> int:
    """Whose page a token says that it opens, whoever made it; raises `TokenInvalid`."""
    return _parts(_claimed(token), 2)[0]


def read_manage_token(token: str, key: str = "", *, now: datetime) -> int:
    """The subscriber; raises `TokenInvalid` or `TokenExpired`."""
    subscriber, stamp = _parts(_unsign("manage", token, key), 2)
    _check_age(stamp, MANAGE_WITHIN, now)
    return subscriber


def successor_token(subscriber_id: int, delivery_id: int, key: str = "", *, now: datetime) -> str:
    """Lets a subscriber follow what a mail of hers offered, for 90 days."""
    return _sign("successor", f"{_written(subscriber_id)}.{_written(delivery_id)}.{_stamp(now)}", key)


def claimed_offer(token: str) -> tuple[int, int]:
    """Whose offer a token says that it takes, and of which mail, whoever made it; raises `TokenInvalid`."""
    subscriber, delivery, _stamp = _parts(_claimed(token), 3)
    return subscriber, delivery


def check_successor_token(token: str, key: str = "", *, now: datetime) -> None:
    """Raises `TokenInvalid` or `TokenExpired`."""
    _subscriber, _delivery, stamp = _parts(_unsign("successor", token, key), 3)
    _check_age(stamp, OFFER_HOLDS, now)


def confirm_token(confirmation: Confirmation, *, now: datetime) -> str:
    """Confirms for 48 hours, as often as its holder likes: a scanner that follows it does not use it up."""
    named = confirmation.subscription_ids[:MOST_NAMED]
    ids = ".".join(_written(each) for each in (confirmation.subscriber_id, *named))
    return _sign("confirm", f"{ids}.{_stamp(now)}")


def read_confirm_token(token: str, *, now: datetime) -> Confirmation:
    """What it confirms; raises `TokenInvalid` or `TokenExpired`."""
    subscriber, *subscriptions, stamp = _parts(_unsign("confirm", token))
    _check_age(stamp, CONFIRM_WITHIN, now)
    return Confirmation(subscriber, tuple(subscriptions))


def message_id(delivery_id: int, domain: str) -> str:
    """The Message-ID of a delivery, the same at every try: `<delivery-ID.SIGNATURE@domain>`."""
    return f"<delivery-{_sign('message', _written(delivery_id))}@{domain}>"


def read_message_id(text: str) -> int:
    """The delivery whose mail a bounce or a complaint quotes; raises `TokenInvalid` where it is not ours."""
    match = _MESSAGE_ID.fullmatch(text.strip()[:LONGEST])
    if not match:
        raise TokenInvalid
    return _number(_unsign("message", match[1]))


def return_token(delivery_id: int) -> str:
    """What names a delivery in the return path of its mail, the same at every try.

    In small letters and read without regard to case, which servers on the way back may change (RFC 5321, 2.4
    asks them not to).
    """
    value = _written(delivery_id)
    return f"{value}.{_return_signature(value, settings.SECRET_KEY)}"


def read_return_token(address: str) -> int:
    """The delivery that is named in a return path, or in the part after its plus; raises `TokenInvalid`."""
    match = _RETURN.search(address.partition("@")[0][:LONGEST].lower())
    if match:
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            if hmac.compare_digest(_return_signature(match[1], secret), match[2]):
                return _number(match[1])
    raise TokenInvalid


def _return_signature(value: str, secret: str) -> str:
    digest = hmac.digest(_key("return", secret), value.encode(), "sha256")
    return b32hexencode(digest).decode().lower()[:RETURN_SIGNATURE_LENGTH]


def _sign(purpose: str, value: str, key: str = "") -> str:
    """What `_Short.sign` makes, with the key derived once: a mail carries three of these."""
    derived = _derived(purpose, key) if key else _key(purpose, settings.SECRET_KEY)
    digest = hmac.digest(derived, value.encode(), "sha256")
    return f"{value}.{urlsafe_b64encode(digest).decode()[:SIGNATURE_LENGTH]}"


@lru_cache(maxsize=32)
def _key(purpose: str, secret: str) -> bytes:
    return _derived(purpose, secret)


def _derived(purpose: str, secret: str) -> bytes:
    """The key Django's signer derives of a salt (django.utils.crypto.salted_hmac)."""
    return hashlib.sha256(f"ultimata.{purpose}signer{secret}".encode()).digest()


def _claimed(token: str) -> str:
    """What stands before the signature of a token that was not checked."""
    value, dot, signature = token.rpartition(".")
    if len(token) > LONGEST or not token.isascii() or not dot or len(signature) != SIGNATURE_LENGTH:
        raise TokenInvalid
    return value


def _unsign(purpose: str, token: str, key: str = "") -> str:
    value = _claimed(token)
    if key:
        if not hmac.compare_digest(_sign(purpose, value, key), token):
            raise TokenInvalid
        return value
    try:
        return _signer(purpose).unsign(token)
    except BadSignature:
        raise TokenInvalid from None


def _signer(purpose: str) -> _Short:
    return _Short(sep=".", salt=f"ultimata.{purpose}")


def _parts(value: str, count: int | None = None) -> list[int]:
    parts = [_number(part) for part in value.split(".")]
    if len(parts) != count if count else len(parts) < 2:
        raise TokenInvalid
    return parts


def _check_age(stamp: int, lasting: timedelta, now: datetime) -> None:
    made_at = datetime.fromtimestamp(stamp, UTC)
    if made_at - now > AHEAD:
        raise TokenInvalid
    if now - made_at > lasting:
        raise TokenExpired(made_at + lasting)


def _stamp(now: datetime) -> str:
    return _written(int(now.timestamp()))


def _written(number: int) -> str:
    if number <= 0:
        raise ValueError(f"{number} is no id")
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = _DIGITS[digit] + digits
    return digits


def _number(text: str) -> int:
    if not re.fullmatch(_ID, text):
        raise TokenInvalid
    return int(text, 32)
