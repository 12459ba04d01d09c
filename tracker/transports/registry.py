"""The transport an address stands for: one line for each kind there is."""

from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from tracker.transports.base import Transport
from tracker.transports.smtp.connection import Security, SmtpSettings
from tracker.transports.smtp.transport import SmtpTransport
from tracker.transports.testing import Backend, BackendTransport, MemoryTransport

SMTP_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}
SMTP_SCHEMES = {"smtp": Security.NONE, "smtp+tls": Security.STARTTLS, "smtp+ssl": Security.TLS}
WHOLE = ("messages_per_connection", "tries")
SECONDS = ("timeout_seconds", "acceptance_seconds", "idle_seconds", "backoff_seconds")


class BadTransport(ValueError):
    """The address names no transport; the message says what would."""


def transport_for(url: str, *, helo: str = "", mailbox: Callable[[], Backend] | None = None) -> Transport:
    """A new transport for `smtp://`, `smtp+tls://` (STARTTLS), `smtp+ssl://`, `mailbox://` or `memory://`.

    The query of an SMTP address may set the other fields of `SmtpSettings`, such as ?timeout_seconds=5.
    `helo` is the name this machine gives itself; `mailbox` makes the Django mail backend of `mailbox://`.
    """
    parts = urlsplit(url)
    if parts.scheme in SMTP_SCHEMES:
        return SmtpTransport(smtp_settings(parts, helo=helo))
    if parts.scheme == "mailbox" and mailbox is not None:
        return BackendTransport(mailbox)
    if parts.scheme == "memory":
        return MemoryTransport()
    known = ", ".join(f"{scheme}://" for scheme in (*SMTP_SCHEMES, "mailbox", "memory"))
    raise BadTransport(f"no transport is called {parts.scheme or 'nothing'}://; there are {known}")


def smtp_settings(parts: SplitResult, *, helo: str = "") -> SmtpSettings:
    """The settings an SMTP address stands for; `BadTransport` never repeats the password."""
    security = SMTP_SCHEMES[parts.scheme]
    try:
        port = parts.port or SMTP_PORTS[security]
    except ValueError as error:
        raise BadTransport(f"{parts.scheme}://: the port is not a number up to 65535") from error
    if not parts.hostname or parts.path not in ("", "/"):
        raise BadTransport(f"{parts.scheme}://: wanted is {parts.scheme}://user:password@host:port")
    options: dict[str, Any] = {"helo": helo} if helo else {}
    for name, text in parse_qsl(parts.query, keep_blank_values=True):
        options[name] = _setting(name, text)
    settings = SmtpSettings(
        host=parts.hostname,
        port=port,
        security=security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        **options,
    )
    if settings.messages_per_connection < 1 or settings.tries < 1 or settings.timeout_seconds <= 0:
        raise BadTransport("messages_per_connection, tries and timeout_seconds must be more than 0")
    return settings


def _setting(name: str, text: str) -> str | int | float | bool:
    """One field of the query."""
    try:
        if name in WHOLE:
            return int(text)
        if name in SECONDS:
            return abs(float(text))
        if name == "pipelining":
            return {"on": True, "off": False}[text]
    except (ValueError, KeyError) as error:
        raise BadTransport(f"{name}={text} is not a number, or not on or off") from error
    if name == "ca_file":
        return text
    known = ", ".join((*WHOLE, *SECONDS, "pipelining", "ca_file"))
    raise BadTransport(f"{name} is no setting of SMTP; there are {known}")
