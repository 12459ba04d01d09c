"""The environment variables this project reads: one list, checked in full before anything starts."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from urllib.parse import urlsplit

from environ import Env

from tracker.transports.http_guard import is_local

PREFIX = "ULTIMATA_"
ROOT = Path(__file__).resolve().parent.parent
# sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, with the closing NUL.
LONGEST_SOCKET_PATH = 100
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
POSTGRESQL = "django.db.backends.postgresql"
HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*|\[[0-9A-Fa-f:]+\]")


class BadEnvironment(ValueError):
    """Variables that are unknown or malformed; one line for each."""


@dataclass(frozen=True)
class Variable:
    """One variable: its name, what reads its text, its default as text, and what a right value looks like.

    A `None` default means unset is allowed and gives `None`.
    """

    name: str
    parse: Callable[[str], Any]
    default: str | None
    right: str


def whole(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """A parser that accepts exactly these words, in any case."""

    def parse(text: str) -> str:
        known = {word.lower(): word for word in words}
        return known[text.lower()]

    return parse


def truth(text: str) -> bool:
    """True or false, in the usual spellings."""
    return {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }[text.lower()]


def folder(text: str) -> Path:
    """An absolute folder; a relative one starts at the project."""
    if "\0" in text:
        raise ValueError(text)
    return (ROOT / Path(text).expanduser()).resolve()


def hosts(text: str) -> list[str]:
    """Exact host names, comma-separated; no wildcard, neither for everything nor for a domain."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or any(not HOST.fullmatch(name) for name in names):
        raise ValueError(text)
    return names


def site(text: str) -> str:
    """The public address, without a path: https, or http on this machine only."""
    parts = urlsplit(text)
    _ = parts.port  # raises when it is not a port
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError(text)
    if parts.scheme == "http" and not is_local(parts.hostname):
        raise ValueError(text)
    return text.rstrip("/")


def authority(text: str) -> str:
    """Who names things since when (RFC 4151): a host, a comma, and a year, month or day it was theirs."""
    host, _, since = text.partition(",")
    if not HOST.fullmatch(host) or not re.fullmatch(r"[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?", since):
        raise ValueError(text)
    return text.lower()


def database(text: str) -> dict[str, Any]:
    """The Django settings of a postgres:// or sqlite:/// address."""
    if urlsplit(text).scheme not in ("postgres", "postgresql", "sqlite"):
        raise ValueError(text)
    read: dict[str, Any] = Env.db_url_config(text)
    if not read.get("NAME"):
        raise ValueError(text)
    return read


def redis(text: str) -> str:
    """The address of a Redis-protocol server."""
    parts = urlsplit(text)
    if parts.scheme not in ("redis", "rediss", "redis+socket"):
        raise ValueError(text)
    if not (parts.path if parts.scheme == "redis+socket" else parts.hostname):
        raise ValueError(text)
    _ = parts.port
    return text


def mail(text: str) -> dict[str, Any] | None:
    """The Django settings of a mail server; None for mailbox://, which keeps mails in the database."""
    scheme = urlsplit(text).scheme
    if scheme == "mailbox":
        return None
    if scheme not in ("smtp", "smtp+tls", "smtp+ssl", "smtps") or not urlsplit(text).hostname:
        raise ValueError(text)
    read: dict[str, Any] = Env.email_url_config(text)
    return read


def sender(text: str) -> str:
    """A mail address, with or without a display name."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]):
        raise ValueError(text)
    return text


def address(text: str) -> str:
    """A bare mail address."""
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", text):
        raise ValueError(text)
    return text


def return_path(text: str) -> str:
    """A bare mail address; one that ends in `+*` and the like is made different for each mail.

    What takes the place of the star has up to 34 characters, and what stands before the @ at most 64.
    """
    if not re.fullmatch(r"([^@*]+|[^@*]{1,29}[+=_-]\*)@[^@*]+", address(text)):
        raise ValueError(text)
    return text


def key(text: str) -> str:
    """A secret long enough to sign with."""
    if len(text) < 50:
        raise ValueError("(hidden)")
    return text


def keys(text: str) -> list[str]:
    """Keys that were replaced; what they signed still holds."""
    return [key(each.strip()) for each in text.split(",")]


def login(text: str) -> str:
    """`user:password`, the password at least 16 characters long."""
    user, _, password = text.partition(":")
    if not user or len(password) < 16 or not text.isascii():
        raise ValueError("(hidden)")
    return text


def token(text: str) -> str:
    """A word that is hard to guess, fit for a header."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]{16,}=*", text):
        raise ValueError("(hidden)")
    return text


def assistant(text: str) -> str:
    """The full address of a model's interface: https, or http to this machine or a private network."""
    parts = urlsplit(text)
    _ = parts.port
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError(text)
    if len(text) > 500 or not re.fullmatch("[!-~]+", text) or parts.path in ("", "/"):
        raise ValueError(text)
    if parts.scheme == "http" and not (is_local(parts.hostname) or is_private(parts.hostname)):
        raise ValueError(text)
    return text


def is_private(host: str) -> bool:
    """Whether a host is an address of a private network, or a bare name as containers have."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host


def api_key(text: str) -> str:
    """A key as interfaces hand them out, fit for a header."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]+", text):
        raise ValueError("(hidden)")
    return text


def archive_keys(text: str) -> str:
    """`access:secret`, as an account of the archive has them."""
    if not re.fullmatch(r"[A-Za-z0-9]{4,64}:[A-Za-z0-9]{4,64}", text):
        raise ValueError("(hidden)")
    return text


def operators(text: str) -> list[str]:
    """Bare mail addresses and addresses of webhooks, comma-separated."""
    return [web_address(each) if "://" in each else address(each) for each in map(str.strip, text.split(","))]


def web_address(text: str) -> str:
    """A full web address: https, or http on this machine; what it leads to may be a secret."""
    parts = urlsplit(text)
    _ = parts.port
    if not re.fullmatch("[!-~]{1,2000}", text) or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("(hidden)")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local(parts.hostname)):
        raise ValueError("(hidden)")
    return text


def web_address_with_key(text: str) -> str:
    """The address of a project at Sentry, which has a key before the host and a number at its end."""
    if not re.fullmatch(r"https?://[0-9A-Za-z]+@[0-9A-Za-z.:-]+(/[0-9A-Za-z_-]+)*/[0-9]+", text):
        raise ValueError("(hidden)")
    return text


def issuer(text: str) -> str:
    """The address that names an OpenID provider: https, or http on this machine only; a path may follow."""
    parts = urlsplit(text)
    _ = parts.port
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(text)
    if parts.query or parts.fragment or not re.fullmatch("[!-~]+", text):
        raise ValueError(text)
    if parts.scheme == "http" and not is_local(parts.hostname):
        raise ValueError(text)
    return text.rstrip("/")


ROLES = ("Desk readers", "Editors", "Reviewers", "Operators")
"""The groups that the migrations make; what each may do is in `tests/admin/test_permissions.py`."""


def roles(text: str) -> dict[str, str]:
    """Which group of a provider is which of ours: `newsroom=Editors, desk=Reviewers`."""
    known = {role.lower(): role for role in ROLES}
    pairs = [pair.rpartition("=") for pair in text.split(",")]
    found = {theirs.strip(): known[ours.strip().lower()] for theirs, _, ours in pairs}
    if not all(found):
        raise ValueError(text)
    return found


def client_secret(text: str) -> str:
    """What an OpenID provider gives to a site to prove itself with."""
    if not re.fullmatch(r"[!-~]{16,}", text):
        raise ValueError("(hidden)")
    return text


def push_key(text: str) -> str:
    """The private key that messages to browsers are signed with: 32 bytes in base64url."""
    if not re.fullmatch("[A-Za-z0-9_-]{43}", text):
        raise ValueError("(hidden)")
    return text


IN_A_FILE = "_FILE"
"""What is added to the name of a secret's variable to name a file that holds it."""
SECRETS = {
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "ULTIMATA_WEBHOOK_SECRET",
    "ULTIMATA_METRICS_TOKEN",
    "ULTIMATA_ASSISTANT_KEY",
    "ULTIMATA_ARCHIVE_KEYS",
    "ULTIMATA_OPERATORS",
    "ULTIMATA_PING_URL",
    "SENTRY_DSN",
    "ULTIMATA_OIDC_CLIENT_SECRET",
    "ULTIMATA_PUSH_KEY",
}
VARIABLES = (
    Variable("PORT", whole(1, 65535), "8000", "a port from 1 to 65535"),
    Variable("DATA_DIR", folder, "var", "a folder that can be written to"),
    Variable("SITE_URL", site, None, "https://host, or http://localhost:PORT on this machine; no path"),
    Variable(
        "ALLOWED_HOSTS", hosts, None, "host names separated by commas, such as example.org,www.example.org"
    ),
    Variable("SECRET_KEY", key, None, "at least 50 random characters"),
    Variable("SECRET_KEY_FALLBACKS", keys, None, "the keys of before, separated by commas"),
    Variable(
        "DATABASE_URL", database, None, "postgres://user:password@host:5432/name or sqlite:////folder/file"
    ),
    Variable(
        "DATABASE_POOLED",
        truth,
        "false",
        "true or false; true where DATABASE_URL leads to a PgBouncer in transaction mode",
    ),
    Variable("REDIS_URL", redis, None, "redis://host:6379/0, rediss://… or redis+socket:///folder/socket"),
    Variable(
        "EMAIL_URL", mail, None, "smtp+tls://user:password@host:587, smtp+ssl://…, smtp://… or mailbox://"
    ),
    Variable("DEFAULT_FROM_EMAIL", sender, None, "a mail address such as Ultimata <news@example.org>"),
    Variable("DEBUG", truth, "false", "true or false"),
    Variable(
        "LOG_LEVEL", one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "DEBUG, INFO, WARNING or ERROR"
    ),
    Variable("LOG_FORMAT", one_of("text", "json"), "text", "text or json"),
    Variable("ULTIMATA_HOST", str, "127.0.0.1", "the address to listen on, such as 127.0.0.1 or 0.0.0.0"),
    Variable(
        "ULTIMATA_TRUSTED_PROXIES", whole(0, 9), "0", "how many proxies of yours stand in front, 0 to 9"
    ),
    Variable(
        "ULTIMATA_WEBHOOK_SECRET",
        login,
        None,
        "user:password of your mail provider's calls, 16 characters or more",
    ),
    Variable(
        "ULTIMATA_BOUNCE_ADDRESS",
        return_path,
        None,
        "a bare address such as bounces@example.org or, with a number for each mail, bounces+*@example.org",
    ),
    Variable("ULTIMATA_METRICS_TOKEN", token, None, "16 letters or digits or more"),
    Variable(
        "ULTIMATA_OPERATORS",
        operators,
        None,
        "mail addresses and https addresses of webhooks, separated by commas",
    ),
    Variable("ULTIMATA_PING_URL", web_address, None, "an https address that is asked once a minute"),
    Variable("SENTRY_DSN", web_address_with_key, None, "https://key@host/number, as Sentry gives it"),
    Variable("ULTIMATA_TAG_AUTHORITY", authority, None, "a host and when it was yours: example.org,2025"),
    Variable(
        "ULTIMATA_WEBHOOKS_LOCAL", truth, "false", "true or false; true lets webhooks call this machine"
    ),
    Variable(
        "ULTIMATA_FOUR_EYES", truth, "false", "true or false; true lets nobody publish what they wrote last"
    ),
    Variable(
        "ULTIMATA_OIDC_ISSUER",
        issuer,
        None,
        "https://host/path as the provider calls itself, or http://localhost…",
    ),
    Variable("ULTIMATA_OIDC_CLIENT_ID", str, None, "the name under which the provider knows this site"),
    Variable(
        "ULTIMATA_OIDC_CLIENT_SECRET",
        client_secret,
        None,
        "what the provider gave with the client id, 16 characters or more",
    ),
    Variable("ULTIMATA_OIDC_NAME", str, None, "what the button of the log-in calls the provider"),
    Variable("ULTIMATA_OIDC_GROUPS_CLAIM", str, "groups", "the name of the claim that lists groups"),
    Variable(
        "ULTIMATA_OIDC_GROUPS",
        roles,
        ",".join(f"{role}={role}" for role in ROLES),
        f"pairs such as newsroom=Editors, separated by commas; ours are {', '.join(ROLES)}",
    ),
    Variable("ULTIMATA_LOCAL_ACCOUNT", str, None, "the name of the one account that may use a password"),
    Variable(
        "ULTIMATA_ASSISTANT_URL",
        assistant,
        None,
        "a full address: https://host/v1/chat/completions, or http in a private network",
    ),
    Variable("ULTIMATA_ASSISTANT_MODEL", str, None, "the name of the model, as its server knows it"),
    Variable(
        "ULTIMATA_ASSISTANT_KEY",
        api_key,
        None,
        "a key of letters, digits and . _ ~ + / = -",
    ),
    Variable("ULTIMATA_ASSISTANT_KIND", one_of("openai", "anthropic"), "openai", "openai or anthropic"),
    Variable("ULTIMATA_ASSISTANT_DAILY", whole(1, 100_000), "200", "a number from 1 to 100000"),
    Variable("ULTIMATA_CHECK_PAGES", truth, None, "true or false; true asks for each cited page once a week"),
    Variable("ULTIMATA_ARCHIVE", one_of("off", "lookup", "save"), None, "off, lookup or save"),
    Variable(
        "ULTIMATA_ARCHIVE_KEYS", archive_keys, None, "access:secret, as archive.org/account/s3.php gives them"
    ),
    Variable(
        "ULTIMATA_ARCHIVE_URL", site, "https://web.archive.org", "https://host, or http://… on this machine"
    ),
    Variable("ULTIMATA_PUSH_KEY", push_key, None, "what manage.py make_push_keys prints"),
    Variable(
        "ULTIMATA_PUSH_SERVICES",
        hosts,
        "fcm.googleapis.com,jmt17.google.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
        "host names separated by commas; names below them count too",
    ),
    Variable("ULTIMATA_REQUESTS_A_MINUTE", whole(60, 10**9), "600", "a number of requests, 60 or more"),
    Variable("ULTIMATA_RENDER_SECONDS", whole(5, 10**9), "60", "a number of seconds, 5 or more"),
    Variable("ULTIMATA_WEB_WORKERS", whole(1, 64), "1", "a number of web processes from 1 to 64"),
    Variable("ULTIMATA_JOB_THREADS", whole(1, 64), "2", "a number of job threads from 1 to 64"),
    Variable("ULTIMATA_KEEP_MAILS_DAYS", whole(30, 36_500), "400", "a number of days from 30 to 36500"),
    Variable("ULTIMATA_KEEP_CALLS_DAYS", whole(7, 36_500), "30", "a number of days from 7 to 36500"),
    Variable(
        "ULTIMATA_KEEP_SUBSCRIPTIONS_DAYS", whole(30, 36_500), "1095", "a number of days from 30 to 36500"
    ),
    Variable("ULTIMATA_KEEP_REPORTS_DAYS", whole(30, 36_500), "1095", "a number of days from 30 to 36500"),
    Variable("ULTIMATA_KEEP_TEXTS_DAYS", whole(1, 365), "30", "a number of days from 1 to 365"),
    Variable("ULTIMATA_KEEP_REJECTED_DAYS", whole(30, 36_500), "365", "a number of days from 30 to 36500"),
    Variable("ULTIMATA_KEEP_INCIDENTS_DAYS", whole(7, 36_500), "90", "a number of days from 7 to 36500"),
    Variable("ULTIMATA_KEEP_LOG_DAYS", whole(30, 36_500), "1095", "a number of days from 30 to 36500"),
    Variable("ULTIMATA_KEEP_FACTS_DAYS", whole(30, 36_500), "1095", "a number of days from 30 to 36500"),
)


def read(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Every known variable by name, parsed; an empty text counts as unset.

    A secret may stand in a file instead, which the variable with `_FILE` at its end names. Raises
    `BadEnvironment` that names every unknown and every malformed variable.
    """
    files = {f"{name}{IN_A_FILE}" for name in SECRETS}
    known = {*_names(), *files}
    faults = [_unknown(name) for name in environment if name.startswith(PREFIX) and name not in known]
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        try:
            text = text_of(variable.name, environment) or variable.default
        except BadEnvironment as error:
            faults.append(str(error))
            continue
        try:
            values[variable.name] = None if text is None else variable.parse(text)
        except (ValueError, KeyError):
            found = "its value (not shown)" if variable.name in SECRETS else repr(text)
            faults.append(f"{variable.name}: {found} is not right; write {variable.right}")
    if faults:
        raise BadEnvironment("\n".join(faults))
    return values


def text_of(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The text of a variable, be it a secret in a file; None where it is not set. Raises `BadEnvironment`."""
    text, file = environment.get(name), environment.get(f"{name}{IN_A_FILE}")
    if not file or name not in SECRETS:
        return text
    if text:
        raise BadEnvironment(f"{name}: set, and so is {name}{IN_A_FILE}; set one of them")
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadEnvironment(f"{name}{IN_A_FILE}: {file} cannot be read ({reason})") from None
    if not found:
        raise BadEnvironment(f"{name}{IN_A_FILE}: {file} is empty")
    return found


def _names() -> list[str]:
    return [variable.name for variable in VARIABLES]


def _unknown(name: str) -> str:
    known = ", ".join(each for each in _names() if each.startswith(PREFIX))
    return f"{name}: no such setting; those that start with {PREFIX} are {known}"


def runtime_folder(data_dir: Path) -> Path:
    """Where sockets go: inside the data folder, or a short folder of its own when that path is too long."""
    inside = data_dir / "run"
    if len(os.fsencode(inside / "valkey.sock")) <= LONGEST_SOCKET_PATH:
        return inside
    mark = sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(gettempdir()) / f"ultimata-{os.getuid()}-{mark}"
