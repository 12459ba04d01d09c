"""What a refusal says: that there is no such address, or something about us, our mail or the moment.

An address is given up at once only for the first. RFC 3463: x.1.0 is "other address status" and says nothing
sure, x.1.7 and x.1.8 are about the sender, and x.2.1 ("disabled, not accepting messages") serves rates, too.
So words that speak of the sender, of SPF, DKIM, DMARC, an IP address, lists, spam, rates, limits or quotas
outweigh any status. Of several statuses the innermost, what the recipient's own server said, is the better
witness (RFC 3464, 2.3.6).
"""

import re

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)
NO_SUCH_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
"""RFC 3463, 3.2 and 3.3, and RFC 7505."""
SAYS_LITTLE = {"", "5.0.0", "5.1.0", "5.3.0", "5.5.0"}
"""Statuses that leave it to the words."""
NOBODY = re.compile(
    r"(user|recipient|mailbox) (is )?unknown|unknown (user|recipient|mailbox)"
    r"|no such (user|recipient|mailbox|person|account)|no mailbox here"
    r"|(user|recipient|mailbox|address|account)\b.{0,80}?\b((does not|doesn't|not) exist|not found)"
    r"|(invalid|not a valid) (recipient|mailbox|user)|mailbox unavailable|doesn't have an? .{0,40}account"
    r"|account .{0,20}disabled",
    re.IGNORECASE,
)
_OF_US = (
    *("sender", r"mail[ _]from", "envelope", r"return[ -]path", "spf", "dkim", "dmarc", "ip", "ips", "ptr"),
    *("reverse dns", "helo", "client host", "reputation", r"block\w*", r"black-?list\w*", "deny-?list"),
    *(
        "rbl",
        "dnsbl",
        r"(black|block) list\w*",
        r"spam\w*",
        "junk",
        "unsolicited",
        "bulk",
        r"phish\w*",
        r"virus\w*",
    ),
    *("malware", "suspicious", r"abus\w+", r"complain\w*", "polic(y|ies)", "content", r"relay\w*", "proxy"),
    *("denied", r"not (allowed|permitted|authori[sz]ed|accepted)", r"authenticat\w*", "security", "tls"),
)
_OF_THE_MOMENT = (
    *("rate", "rates", r"limit\w*", r"throttl\w*", r"frequen\w+"),
    *(
        r"too (many|much|fast|often|large|big|high)",
        "quota",
        r"over ?quota",
        "full",
        "disk space",
        "insufficient",
        r"gr[ae]y-?list\w*",
        r"temporar\w*",
    ),
    *("try again", "later", "busy", "overload(ed)?"),
)
_NOT_OF_THE_ADDRESS = re.compile(rf"\b(?:{'|'.join((*_OF_US, *_OF_THE_MOMENT))})\b", re.IGNORECASE)
_ABOUT_US = re.compile(rf"\b(?:{'|'.join(_OF_US)})\b", re.IGNORECASE)
_NAMES = re.compile(r"https?://\S+|\S+@\S+|[\w-]+(?:\.[\w-]+)+", re.ASCII)


def innermost_status(said: str) -> str:
    """The last status of RFC 3463 in what servers said of each other's words; empty without one."""
    found = STATUS.findall(said)
    return found[-1] if found else ""


def is_about_us(said: str) -> bool:
    """Whether the words speak of the sender, its server or its mail; names of hosts and addresses do not."""
    return _ABOUT_US.search(_words(said)) is not None


def says_no_such_address(status: str, said: str) -> bool:
    """Whether the other side says for sure that the address does not exist, or is disabled."""
    words = _words(said)
    if _NOT_OF_THE_ADDRESS.search(words):
        return False
    inner = innermost_status(said)
    best = inner if inner and not inner.endswith(".0.0") else status
    return best in NO_SUCH_ADDRESS or (best in SAYS_LITTLE and NOBODY.search(words) is not None)


def _words(said: str) -> str:
    return _NAMES.sub(" ", " ".join(said.split()))
