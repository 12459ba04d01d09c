"""What log lines and reports of errors never hold: addresses of people, and whatever gives somebody rights.

The host of an address stays, for that is what a fault of delivery is about.
"""

import re

LEFT = "…"
_HOST = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_NAMES = "access_token|token|code|secret|password|api_?key|key|sig|signature"
_PATTERNS = (
    # user:password@host of a web address, before mail addresses: its password may hold what these hold
    (re.compile(r"(://)[^/\s@\"'<>]+(@)"), rf"\1{LEFT}\2"),
    # a mail address, its @ perhaps with percent signs, its first part perhaps in quotes
    (
        re.compile(rf"(?:\"[^\"\n]{{1,64}}\"|[^\s@<>\"'(),:;=&?/\[\]\\]{{1,64}})(@|%40)({_HOST})"),
        rf"{LEFT}\1\2",
    ),
    # links in mails, and codes of log-ins
    (
        re.compile(
            r"(/subscriptions/(?:confirm|unsubscribe|manage|next)/|/admin/reset/[^/\s]+/"
            r"|/login/oidc/callback/\?)[^/\s\"'?]+"
        ),
        rf"\1{LEFT}",
    ),
    # addresses of chat services hold their secrets
    (re.compile(r"(hooks\.slack\.com/services/|/api/webhooks/|/workflows/)[^\s\"'<>]+"), rf"\1{LEFT}"),
    (re.compile(r"(/bot)[0-9]+:[A-Za-z0-9_-]+"), rf"\1{LEFT}"),
    # parameters, and keys of mappings
    (
        re.compile(rf"((?:[?&]|\b)(?:{_NAMES})=|['\"](?:{_NAMES})['\"]: ?['\"])[^&\s\"',}}]+", re.IGNORECASE),
        rf"\1{LEFT}",
    ),
    (re.compile(r"\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}"), rf"\1 {LEFT}"),
    (re.compile(r"whsec_[A-Za-z0-9+/=_-]+"), f"whsec_{LEFT}"),
)


def scrubbed(text: str) -> str:
    """The same text without addresses and secrets."""
    for pattern, left in _PATTERNS:
        text = pattern.sub(left, text)
    return text
