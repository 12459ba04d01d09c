"""iCalendar as bytes (RFC 5545, 7986): lines written by hand, folded, with text that stays within them.

Writing them through a library costs ten times as much; that libraries read the same back is tested.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

LONGEST_LINE = 75
"""In octets, without the line break (RFC 5545, 3.1)."""
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls are no text (RFC 5545, 3.3.11); half a character is none anywhere."""
_SPECIAL = re.compile(r"[\\;,]")
_NOT_URI = re.compile(r"[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]")


def text(words: str) -> str:
    """A value of type TEXT: escaped, its line breaks as `\\n`, without control characters."""
    escaped = _SPECIAL.sub(r"\\\g<0>", words)
    return _NOT_TEXT.sub("", _BREAKS.sub(r"\\n", escaped))


def texts(items: Iterable[str]) -> str:
    """A list of TEXT values."""
    return ",".join(map(text, items))


def uri(address: str) -> str:
    """A value of type URI: what no address holds unescaped is escaped; half a surrogate pair as `?`."""
    return _NOT_URI.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode(errors="replace")), address
    )


def instant(at: datetime) -> str:
    """A DATE-TIME in UTC: `20250903T040000Z`."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def day(on: date) -> str:
    """A DATE: `20250902`."""
    return f"{on:%Y%m%d}"


def lines(content: Iterable[str]) -> bytes:
    """Content lines as bytes: folded at 75 octets, never within a character, each ended by CR and LF."""
    return "".join(map(_folded, content)).encode()


def _folded(line: str) -> str:
    if len(line) <= LONGEST_LINE and line.isascii():
        return f"{line}\r\n"
    octets = line.encode()
    pieces, begin = [], 0
    room = LONGEST_LINE
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # within a character of several octets
            end -= 1
        pieces.append(octets[begin:end].decode())
        begin, room = end, LONGEST_LINE - 1  # the space that begins a folded line counts
    pieces.append(octets[begin:].decode())
    return "\r\n ".join(pieces) + "\r\n"
