"""Mails as bytes: written once, addressed to many.

A `Draft` is everything that is the same for all recipients of one mail, encoded once. What differs (a few
`fields`, such as the address to unsubscribe at) stands as a mark in text, HTML or header and is filled in,
and escaped for its place, for each recipient: microseconds where building a message takes a millisecond.

Nothing a recipient, an editor or a case says can add a header or a part: control characters in header values
are refused, text parts are quoted-printable, in which the boundary `=_…` cannot occur (RFC 2045, 6.7).
"""

import binascii
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, getaddresses, quote
from functools import lru_cache
from html import escape
from types import MappingProxyType
from urllib.parse import quote as quote_url

from tracker.transports.email_addresses import BadAddress, parse_address

LONGEST_LINE = 998  # octets without CRLF (RFC 5322, 2.1.1)
FOLD_AT = 76
MARK_START, MARK_END = "\ue000", "\ue001"
MARK = re.compile(f"{MARK_START}([a-z_]+){MARK_END}")
FIELD_NAME = re.compile(r"[a-z_]+")
LONGEST_NAME = 45  # what fits into one encoded word; readers disagree about several in a name
BOUNDARY = "=_alternative"

UNFIT_FOR_HEADERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
OWN_HEADERS = {
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "return-path",
}
PLAIN_NAME = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
VISIBLE = re.compile(r"[!-;=?-~]+")  # printable ASCII without space, < and >
MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")


def mark(name: str) -> str:
    """The mark to render where a field goes, in text, in HTML (also within an attribute) or in a header."""
    if not FIELD_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a field; small letters and _ can")
    return f"{MARK_START}{name}{MARK_END}"


def has_marks(content: str) -> bool:
    """Whether content from outside holds what could be taken for a mark; do not render such content."""
    return MARK_START in content or MARK_END in content


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail to one recipient: `sender` is the From header, `envelope_sender` the return path."""

    to: str
    sender: str
    envelope_sender: str
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """RFC 5322 bytes; `ValueError` says what cannot be in a mail."""
        draft = Draft(
            sender=self.sender,
            subject=self.subject,
            text=self.text,
            html=self.html,
            date=self.date,
            headers=self.headers,
        )
        return draft.address(to=self.to, message_id=self.message_id)


class Draft:
    """One mail for many: encoded once by the constructor, filled in by `address` for each recipient.

    `fields` names what differs; each must be marked somewhere and nothing else may be. Fields in `text` may
    have several lines; in `html` they are escaped; in a header they must be visible ASCII without spaces.
    Only `subject` and the name in `sender` may go beyond ASCII among the headers. `ValueError` (`BadAddress`
    among them) names what is wrong.
    """

    def __init__(
        self,
        *,
        sender: str,
        subject: str,
        text: str,
        html: str,
        date: datetime,
        headers: Mapping[str, str] = MappingProxyType({}),
        fields: Iterable[str] = (),
    ) -> None:
        self._fields = frozenset(fields)
        refuse_unfit("Subject", subject)
        if has_marks(subject) or has_marks(sender):
            raise ValueError("Subject and From are the same for all; they cannot hold marks")
        if date.tzinfo is None:
            raise ValueError("date: has no zone")
        constant = [
            b"MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"'.encode(),
            _from(sender),
            _subject(subject),
            f"Date: {format_datetime(date)}".encode(),
        ]
        self._pieces: list[bytes] = []
        self._slots: list[tuple[int, str, Callable[[str], bytes]]] = []
        marked: list[str] = []
        for name, value in headers.items():
            line = _header(name, value)
            if MARK_START in line:
                marked.append(line)
            else:
                constant.append(line.encode("ascii"))
        self._constant = b"\r\n".join(constant) + b"\r\n"
        for line in marked:
            self._add(line + "\r\n", _ascii, _in_header)
        for kind, content, escaped in (("plain", text, _plain), ("html", html, escape)):
            head = f'\r\n--{BOUNDARY}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
            self._pieces.append(f"{head}Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode())
            self._add_body(content, escaped)
        self._pieces.append(f"\r\n--{BOUNDARY}--\r\n".encode())
        unused = self._fields - {name for _, name, _ in self._slots}
        if unused:
            raise ValueError(f"fields: {', '.join(sorted(unused))} stand nowhere in the mail")

    def address(self, *, to: str, message_id: str, fields: Mapping[str, str] = MappingProxyType({})) -> bytes:
        """The mail for one recipient, in CRLF lines of at most 998 octets, ASCII throughout.

        `to` is a bare address, `message_id` has its angle brackets, `fields` has exactly the draft's fields.
        """
        if fields.keys() != self._fields:
            wanted, given = ", ".join(sorted(self._fields)), ", ".join(sorted(fields))
            raise ValueError(f"fields: wanted are {wanted or 'none'}; given are {given or 'none'}")
        if len(message_id) > FOLD_AT * 3 or not MESSAGE_ID.fullmatch(message_id):
            raise ValueError(f"message_id: {message_id!r} is not of the form <left@right>")
        head = f"To: {parse_address(to)}\r\nMessage-ID: {message_id}\r\n".encode()
        pieces = [self._constant, head, *self._pieces]
        for index, name, fill in self._slots:
            pieces[index + 2] = fill(fields[name])
        return b"".join(pieces)

    @property
    def octets(self) -> int:
        """How long the mail is before its fields are filled in."""
        return len(self._constant) + sum(map(len, self._pieces))

    def _add(self, content: str, constant: Callable[[str], bytes], fill: Callable[[str], bytes]) -> None:
        """Append content, its marks as slots; `MARK.split` gives constant and name by turns."""
        for turn, piece in enumerate(MARK.split(content)):
            if turn % 2 == 0:
                if has_marks(piece):
                    raise ValueError(
                        f"a mark in {piece[:80]!r} is broken; content cannot hold U+E000 or U+E001"
                    )
                self._pieces.append(constant(piece))
            elif piece in self._fields:
                # What does not differ from one recipient to the next, such as why a mail comes, is kept.
                self._slots.append((len(self._pieces), piece, lru_cache(maxsize=1)(fill)))
                self._pieces.append(b"")
            else:
                raise ValueError(f"{piece!r} is marked in the mail and not among its fields")

    def _add_body(self, content: str, escaped: Callable[[str], str]) -> None:
        def fill(value: str) -> bytes:
            if has_marks(value):
                raise ValueError("fields: a value holds U+E000 or U+E001, which stand for marks")
            return _quoted(escaped(_lines(value))) + b"=\r\n"

        def constant(piece: str) -> bytes:
            quoted = _quoted(piece)
            return quoted + b"=\r\n" if quoted and not quoted.endswith(b"\n") else quoted

        content = _lines(content)
        for name in self._fields:
            content = content.replace(quote_url(mark(name)), mark(name))  # as HTML tools write it within href
        self._add(content if content.endswith("\n") or not content else content + "\n", constant, fill)


def refuse_unfit(name: str, value: str) -> None:
    """`ValueError` when a header value holds what could end its line or hide: control characters and such."""
    found = UNFIT_FOR_HEADERS.search(value)
    if found:
        raise ValueError(f"{name}: a header cannot hold the character U+{ord(found[0]):04X}")


def _header(name: str, value: str) -> str:
    """One more header on one line, perhaps with marks; never folded, for signatures of folded lines break."""
    if not HEADER_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a header")
    is_about_a_part = name.lower().startswith("content-") and name.lower() != "content-language"
    if name.lower() in OWN_HEADERS or is_about_a_part:
        raise ValueError(f"{name}: this header is made from the message itself")
    refuse_unfit(name, value)
    bare = value.replace(MARK_START, "").replace(MARK_END, "")
    if not bare.isascii():
        raise ValueError(f"{name}: only Subject and From may go beyond ASCII")
    if not value or value != value.strip(" ") or len(f"{name}: {value}") > LONGEST_LINE // 2:
        raise ValueError(
            f"{name}: a header has 1 to {LONGEST_LINE // 2} characters and no spaces around them"
        )
    return f"{name}: {value}"


def _from(sender: str) -> bytes:
    """The From header of `Name <address>` or a bare address."""
    refuse_unfit("From", sender)
    (name, bare), *more = getaddresses([sender])
    try:
        if more:
            raise BadAddress("There must be one address; a name with a comma stands in quotes.")
        address = parse_address(bare)
    except BadAddress as error:
        raise BadAddress(f"From: {sender!r} is not of the form Name <name@example.org>. {error}") from error
    if not name:
        return f"From: {address}".encode()
    if len(name.encode()) > LONGEST_NAME:
        raise ValueError(f"From: the name {name!r} is longer than {LONGEST_NAME} octets")
    if name.isascii() and "=?" not in name:
        name = name if PLAIN_NAME.fullmatch(name) else f'"{quote(name)}"'
    else:
        name = f"=?utf-8?b?{b64encode(name.encode()).decode()}?="
    return _folded("From", [name, f"<{address}>"])


def _subject(text: str) -> bytes:
    """The Subject header: plain where that is exact, else encoded."""
    words = text.split(" ")
    is_plain = text.isascii() and "=?" not in text and all(0 < len(word) <= 60 for word in words)
    return _folded("Subject", words if is_plain or not text else _encoded_words(text))


def _folded(name: str, words: list[str]) -> bytes:
    """A header in lines of at most 76, broken between words."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > FOLD_AT and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).encode("ascii")


def _encoded_words(text: str) -> list[str]:
    """Text as encoded words of RFC 2047; readers join them again without a space."""
    return [f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in _chunks(text, 39)]


def _chunks(text: str, size: int) -> list[bytes]:
    """UTF-8 in pieces of at most `size` octets, no character cut in two."""
    chunks = [b""]
    for char in text:
        encoded = char.encode()
        if len(chunks[-1]) + len(encoded) > size:
            chunks.append(b"")
        chunks[-1] += encoded
    return chunks


def _lines(text: str) -> str:
    """Every kind of line end as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(text: str) -> str:
    return text


def _quoted(text: str) -> bytes:
    """Quoted-printable in CRLF lines of at most 76."""
    try:
        return binascii.b2a_qp(text.encode()).replace(b"\n", b"\r\n")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"a mail cannot hold half a surrogate pair (U+{ord(text[error.start]):04X})"
        ) from error


def _ascii(text: str) -> bytes:
    return text.encode("ascii")


def _in_header(value: str) -> bytes:
    """A field in a header: an address or a token, so that a line stays a line and a link one link."""
    if len(value) > LONGEST_LINE // 4 or not VISIBLE.fullmatch(value):
        raise ValueError(
            f"fields: {value[:80]!r} cannot stand in a header; "
            f"1 to {LONGEST_LINE // 4} visible ASCII characters without < and > can"
        )
    return value.encode("ascii")
