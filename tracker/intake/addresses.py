"""Addresses of articles as they are compared: two that lead to one article are one text.

courlan, which comes with trafilatura, also takes parameters such as `eid` and `source` for trackers; there
are sites that number their articles by those, and all of their articles would be one.
"""

import re
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import idna

TRACKERS = re.compile(
    r"(utm|mtm|pk|hsa|stm|itm|vero|oly|mkt|guce)_.*|mc_[ce]id|at_(medium|campaign|custom\d|link.*|bbc.*|ptr_.*)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|yclid|ysclid|ttclid|igshid|igsh|guccounter"
    r"|cmpid|cmp|ref|ref_src|ref_url|refid|rss|cid_source|smid|smtyp|srnd|xtor|ocid|icid|sref|spm"
    r"|ns_(mchannel|source|campaign|linkname|fee)|__twitter_impression",
    re.IGNORECASE,
)
"""Parameters that say how a reader came to a page, and nothing of the page."""
LONGEST = 2000
_SAFE = "!$%&'()*+,/:;=@[]~"


def canonical(address: str) -> str:
    """The address to compare by: https, host in small letters, no tracker, fragment or closing slash.

    What is no web address comes back as it is. ASCII; the order of parameters does not count. Of one that is
    too long to be stored the end is a hash.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return address
    if parts.scheme.lower() not in ("http", "https") or not host:
        return address
    shown = "" if port in (None, 80, 443) else f":{port}"
    path = quote(parts.path, safe=_SAFE).rstrip("/")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in pairs if not TRACKERS.fullmatch(name))
    query = f"?{urlencode(kept)}" if kept else ""
    found = f"https://{_ascii(host)}{shown}{path or '/'}{query}"
    if len(found) <= LONGEST:
        return found
    return f"{found[: LONGEST - 64]}{blake2b(found.encode(), digest_size=32).hexdigest()}"


def host_of(address: str) -> str:
    """The host of an address, as requests to it are counted; empty where it has none."""
    try:
        return _ascii(urlsplit(address).hostname or "")
    except ValueError:
        return ""


def _ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode().lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError):
        return quote(host.lower().removesuffix("."), safe=_SAFE)
