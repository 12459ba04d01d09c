"""Where webhooks may go: to named hosts on the public internet, and nowhere else.

An address is checked as it is written (`read_callee`) and again as it resolves, at every request: every
address its name has must be public (`is_public`), and the connection goes to one that was checked.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM, getaddrinfo
from urllib.parse import urlsplit

import idna
from django.utils.translation import gettext as _

LONGEST = 500
PORTS = (443, 8443)
NOT_PUBLIC_NAMES = (
    "alt",
    "arpa",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
)
"""Last labels that name no host of the public internet (RFC 6761, 6762, 7686, 8375, 9476, and custom)."""
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")

V6_PUBLIC = ip_network("2000::/3")
"""All of IPv6 that is handed out to the public; what lies outside is local, mapped, NAT64 or unknown."""
NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's platform service at an address that looks public
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
"""The special-purpose registries of IANA (RFC 6890 and after), multicast, and translations to IPv4."""

Resolver = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host, as texts; raises OSError where it has none."""


class BadCallee(ValueError):
    """No address a webhook may have; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Callee:
    """An address that was read: `host` in ASCII, `target` the path with its query."""

    is_tls: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        usual = 443 if self.is_tls else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{'https' if self.is_tls else 'http'}://{self.authority}{self.target}"


def read_callee(
    text: str, *, allow_local: bool = False, allow_http: bool = False, longest: int = LONGEST
) -> Callee:
    """An address as people write it; raises `BadCallee`.

    Only https, only a host by name, only ports 443 and 8443, no user or password, nothing after a #.
    `allow_local`, for trials, lets http and this machine through, on any port, and nothing else;
    `allow_http`, for pages that are read, lets http on port 80 through.
    """
    text = text.strip()
    if len(text) > longest:
        raise BadCallee(
            _("The address has %(count)s characters; at most %(most)s are allowed.")
            % {"count": len(text), "most": longest}
        )
    if not text.isprintable() or " " in text or "\\" in text:
        raise BadCallee(_("The address holds a space, a backslash or an invisible character; leave it out."))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadCallee(_("That is no web address; write it as https://example.org/path.")) from error
    if (
        parts.scheme not in (("https", "http") if allow_local or allow_http else ("https",))
        or "://" not in text
    ):
        raise BadCallee(_("The address must begin with https://."))
    if "@" in parts.netloc:
        raise BadCallee(_("The address must not hold a user or password (no @ before the path)."))
    if parts.fragment or text.endswith("#"):
        raise BadCallee(_("The address must not hold a #; what follows it would never be sent."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not _PATH.fullmatch(target):
        raise BadCallee(
            _("The path holds characters that addresses cannot hold; write them with a percent sign.")
        )
    is_tls = parts.scheme == "https"
    if allow_local and is_local(parts.hostname or ""):
        return Callee(is_tls, parts.hostname or "", port or (443 if is_tls else 80), target)
    if not is_tls and not allow_http:
        raise BadCallee(_("The address must begin with https://."))
    if port is not None and port not in (PORTS if is_tls else (80,)):
        raise BadCallee(_("Port %(port)s is not allowed; 443 and 8443 are.") % {"port": port})
    return Callee(is_tls, _read_host(parts.netloc), port or (443 if is_tls else 80), target)


def any_callee(text: str) -> Callee:
    """An address that an operator set, so it may lead anywhere; raises ValueError where it is none."""
    parts = urlsplit(text)
    is_tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Callee(is_tls, parts.hostname or "", parts.port or (443 if is_tls else 80), target)


def _read_host(netloc: str) -> str:
    """The host of an authority, in ASCII and small letters."""
    name = re.sub(r":[0-9]*$", "", netloc)
    if not name:
        raise BadCallee(_("The address names no host; write it as https://example.org/path."))
    if "[" in name or "%" in name or ":" in name:
        raise BadCallee(_("Write the name of the host, not its IP address."))
    try:
        host = idna.encode(name, uts46=True, std3_rules=False, transitional=False).decode().lower()
    except (idna.IDNAError, UnicodeError):
        # IDNA is stricter than the name system: it refuses labels with an underscore or a hyphen at 3 and 4.
        host = name.lower()
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise BadCallee(_("%(host)s is no name of a host.") % {"host": name[:80]})
    last = host.rpartition(".")[2]
    if _NUMBER.fullmatch(last):
        raise BadCallee(_("Write the name of the host, not its IP address."))
    if last in NOT_PUBLIC_NAMES or "." not in host:
        raise BadCallee(_("%(host)s is no host on the public internet.") % {"host": host})
    return host


def is_local(host: str) -> bool:
    """Whether a host name can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(text: str, *, allow_local: bool = False) -> bool:
    """Whether an IP address is one of the public internet, and so may be connected to.

    Private, loopback, link-local (with it the metadata services of clouds), shared (CGNAT), multicast and
    reserved ones are not, nor any IPv6 address that stands for an IPv4 one (mapped, compatible, 6to4,
    Teredo, NAT64). `allow_local` lets this machine through.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return False
    if getattr(found, "scope_id", None):
        return False
    if allow_local and found.is_loopback:
        return True
    if isinstance(found, IPv6Address) and found not in V6_PUBLIC:
        return False
    is_special = found.is_multicast or found.is_reserved or found.is_unspecified or not found.is_global
    return not is_special and not any(found in network for network in NOT_PUBLIC)


def system_resolver(host: str, port: int) -> list[str]:
    """What the system's resolver says, in its order."""
    found = getaddrinfo(host, port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))
