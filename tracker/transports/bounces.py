"""What comes back: reports of mail that was not delivered, and complaints, read from their bytes.

`read_report` reads delivery reports (RFC 3464), the free text of servers that send none, and complaints in
ARF (RFC 5965). Whatever it is given it answers, with no `Bounce` when the mail is none of these. It vouches
for nothing: anybody can write a report. Whether it may be believed is for whoever can check the signature of
the Message-ID it quotes, or of the return path it came to, which is `key` here and better still what the mail
server says itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from enum import StrEnum

from tracker.transports.base import one_line
from tracker.transports.email_addresses import BadAddress, parse_address
from tracker.transports.rejections import NOBODY, STATUS, innermost_status, is_about_us, says_no_such_address

LARGEST = 1_000_000  # octets read of one mail
MOST_PARTS = 50
MOST_RECIPIENTS = 20
LONGEST_TEXT = 20_000  # characters of free text looked through

MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -]", re.ASCII)
ADDRESS = re.compile(r"<?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9])>?")
FAILED_RECIPIENTS = re.compile(r"^X-Failed-Recipients:(.*)$", re.IGNORECASE | re.MULTILINE)
FROM_A_MAILER = re.compile(r"mailer-daemon|postmaster|mail delivery (sub)?system", re.IGNORECASE)
UNDELIVERED = re.compile(
    r"undeliver|returned mail|returned to sender|delivery (status|failure|has failed|incomplete|problem)"
    r"|mail delivery failed|failure notice|could not be delivered|delivery .{0,20}failed",
    re.IGNORECASE,
)
DELAYED = re.compile(r"delay|will be retried|still trying|not yet been delivered", re.IGNORECASE)
FULL = re.compile(r"(mailbox|inbox|quota|storage).{0,20}(full|exceed|over)|over ?quota", re.IGNORECASE)

COMPLAINT = re.compile(r"complaint|feedback report|reported as (spam|junk)|abuse report", re.IGNORECASE)
JUNK_MAIL_REPORTING = re.compile(r"^X-HmXmrOriginalRecipient:(.*)$", re.IGNORECASE | re.MULTILINE)
"""What Microsoft's reports of junk mail write above our mail, in place of a part that machines can read."""


class Action(StrEnum):
    """What happened to the mail (RFC 3464, 2.3.3), or what the recipient did."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    COMPLAINT = "complaint"


ACTIONS = {each.value for each in Action if each is not Action.COMPLAINT}


@dataclass(frozen=True)
class Bounce:
    """One recipient of one report.

    `message_id`: of the mail it is about, with angle brackets, as our copy in the report says it; or empty.
    `key`: where the report itself was sent, the return path of our mail; or empty. `recipient`: the bare
    address as written on our mail, or empty. `status`: RFC 3463 such as 5.1.1, or empty. `diagnostic`: one
    line of at most 300 characters of what the other server said; `said` is all of it.
    """

    message_id: str
    key: str
    recipient: str
    action: Action
    status: str
    diagnostic: str
    said: str = ""

    @property
    def is_permanent(self) -> bool:
        """Whether the other server will never take a mail to this recipient, as far as the report tells."""
        return self.action is Action.FAILED and self.status.startswith("5") and not self.is_full

    @property
    def is_about_the_address(self) -> bool:
        """Whether there is no such mailbox or domain, or it is disabled, for sure."""
        return self.is_permanent and says_no_such_address(self.status, self.said)

    @property
    def is_about_us(self) -> bool:
        """Whether it failed because of our server, our name or our mail, which an operator should know."""
        return self.action is Action.FAILED and is_about_us(self.said)

    @property
    def is_full(self) -> bool:
        """Whether the mailbox is full, which passes, whatever class the server gives it."""
        return self.status.endswith(".2.2")


def read_report(raw: bytes) -> tuple[Bounce, ...]:
    """The bounces or complaints a mail reports, one for each recipient; none when it reports nothing."""
    try:
        mail = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        parts = [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]
        key = _address(_header(mail, "X-Original-To") or _header(mail, "Delivered-To") or _header(mail, "To"))
        if any(part.get_content_type() == "message/feedback-report" for part in parts):
            return _complaints(parts, key)
        if any(_is_status(part) for part in parts):
            return _reported(parts, key)
        return _complained(mail, parts, key) or _guessed(mail, parts, key)
    except (MessageError, ValueError, LookupError, RecursionError):
        return ()  # a mail so broken that the standard library gives up says nothing we could believe


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _reported(parts: list[Message], key: str) -> tuple[Bounce, ...]:
    """RFC 3464: one group of fields for each recipient after the one for the whole mail."""
    message_id = _message_id(parts)
    found = []
    for part in parts:
        for group in _groups(part) if _is_status(part) else ():
            recipient = group.get("original-recipient") or group.get("final-recipient")
            action = group.get("action", "").lower().split()
            if not recipient or not action or action[0] not in ACTIONS:
                continue
            diagnostic = group.get("diagnostic-code", "")
            given, inner = STATUS.search(group.get("status", "")), innermost_status(diagnostic)
            is_final = given is not None and (not given[1].startswith("5") or inner[1:] in ("", ".0.0"))
            status = given[1] if given and is_final else inner
            found.append(
                Bounce(
                    message_id,
                    key,
                    _address(recipient.rpartition(";")[2]),
                    Action(action[0]),
                    _status(status, diagnostic),
                    one_line(diagnostic.partition(";")[2].strip() or diagnostic),
                    diagnostic,
                )
            )
    return tuple(found[:MOST_RECIPIENTS])


def _groups(part: Message) -> Iterator[dict[str, str]]:
    """The groups of fields of a machine-readable part: names in small letters, folded lines joined."""
    text = "\n\n".join(str(each) for each in _payloads(part)).replace("\r\n", "\n")
    for group in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, str] = {}
        for line in re.sub(r"\n[ \t]+", " ", group).split("\n"):
            name, colon, value = line.partition(":")
            if colon and re.fullmatch(r"[A-Za-z-]{1,60}", name.strip()):
                fields.setdefault(name.strip().lower(), value.strip())
        if fields:
            yield fields


def _payloads(part: Message) -> list[str]:
    """What a part holds, as texts: the parser makes messages of message/*, of others a text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [str(each) for each in payload]
    decoded = part.get_payload(decode=True)
    return [decoded.decode("utf-8", "replace")] if isinstance(decoded, bytes) else []


def _message_id(parts: list[Message]) -> str:
    """The Message-ID of the mail a report is about: of the copy it brings, never of the report itself."""
    for part in parts:
        if part.get_content_type() in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
            "message/rfc822-headers",
        ):
            for text in _payloads(part):
                found = MESSAGE_ID.search(text)
                if found:
                    return found[1]
    return ""


def _complaints(parts: list[Message], key: str) -> tuple[Bounce, ...]:
    """RFC 5965: somebody called our mail unwanted."""
    groups = [
        g for part in parts if part.get_content_type() == "message/feedback-report" for g in _groups(part)
    ]
    fields: dict[str, str] = {}
    for group in groups:
        fields.update(group)
    if fields.get("feedback-type", "").lower() not in ("abuse", "fraud", "other", "opt-out", "virus"):
        return ()  # such as not-spam, which takes a complaint back
    recipient = fields.get("original-rcpt-to") or fields.get("removal-recipient", "")
    said = f"{fields['feedback-type']} {fields.get('user-agent', '')}"
    bounce = Bounce(_message_id(parts), key, _address(recipient), Action.COMPLAINT, "", one_line(said))
    return (bounce,)


def _complained(mail: Message, parts: list[Message], key: str) -> tuple[Bounce, ...]:
    """A complaint in an older form: our mail attached, and nothing that machines can read."""
    if _header(mail, "Auto-Submitted").lower() in ("auto-replied", "auto-generated"):
        return ()
    for part in parts:
        if part.get_content_type() != "message/rfc822":
            continue
        for text in _payloads(part):
            head = text.replace("\r\n", "\n").partition("\n\n")[0]
            junk, ours = JUNK_MAIL_REPORTING.search(head), MESSAGE_ID.search(head)
            if ours and (junk or COMPLAINT.search(_header(mail, "Subject"))):
                to = _address(junk[1]) if junk else ""
                return (Bounce(ours[1], key, to, Action.COMPLAINT, "", "complaint"),)
    return ()


def _guessed(mail: Message, parts: list[Message], key: str) -> tuple[Bounce, ...]:
    """The free text of servers that do not follow RFC 3464; nothing unless it is a bounce for sure."""
    sender, subject = _header(mail, "From"), _header(mail, "Subject")
    text = "\n".join(t for part in parts if part.get_content_type() == "text/plain" for t in _payloads(part))
    ours, quoted = _before_the_copy(text[:LONGEST_TEXT])
    named = FAILED_RECIPIENTS.search(str(mail)[:LONGEST_TEXT])
    message_id = _message_id(parts) or next(iter(MESSAGE_ID.findall(quoted)), "")
    is_automatic = _header(mail, "Auto-Submitted").lower() not in ("", "no")
    is_from_nobody = _header(mail, "Return-Path") == "<>"
    is_proved = message_id and (
        named or (is_automatic and is_from_nobody and (STATUS.search(ours) or REPLY_CODE.search(ours)))
    )
    is_told = (is_automatic or is_from_nobody or FROM_A_MAILER.search(sender)) and UNDELIVERED.search(subject)
    if not is_proved and not is_told:
        return ()
    address = ADDRESS.search(named[1]) if named else _first_foreign_address(ours, key)
    saying = next((line for line in ours.split("\n") if REPLY_CODE.search(line) or STATUS.search(line)), ours)
    said = _from_saying(ours, saying)
    status = innermost_status(said)
    is_delayed = DELAYED.search(subject) or (not is_told and not named and not status.startswith("5"))
    action = Action.DELAYED if is_delayed else Action.FAILED
    found = _status(status, saying if status or REPLY_CODE.search(saying) else ours)
    to = _address(address[1]) if address else ""
    return (Bounce(message_id, key, to, action, found, one_line(saying), said),)


def _from_saying(text: str, saying: str) -> str:
    """What the other server said: its line and those that go on with it, to the next blank one."""
    return re.split(r"\n[ \t>]*\n", text[text.index(saying) :].replace("\r\n", "\n"))[0]


def _before_the_copy(text: str) -> tuple[str, str]:
    """The text of the report, and the copy of the mail that many put below it."""
    found = re.search(
        r"^[-=*> \t]{0,60}(original message|this is a copy of|below this line is a copy)", text, re.I | re.M
    )
    found = found or re.search(r"^(Return-Path|Received|Message-ID):", text, re.I | re.M)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _first_foreign_address(text: str, key: str) -> re.Match[str] | None:
    """The first address that is not the one the report came to."""
    return next((found for found in ADDRESS.finditer(text) if found[1].lower() != key.lower()), None)


def _status(status: str, saying: str) -> str:
    """The best status there is: what the words say where the status says nothing (x.0.0)."""
    if status and not status.endswith(".0.0"):
        return status
    code = REPLY_CODE.search(saying)
    kind = status[:1] or (code[1][0] if code else "")
    if FULL.search(saying):
        return f"{kind or '5'}.2.2"
    if NOBODY.search(saying) and kind in ("", "5"):
        return "5.1.1"
    if (inner := STATUS.search(saying)) and not inner[1].endswith(".0.0"):
        return inner[1]
    return status or (f"{kind}.0.0" if kind else "")


def _header(mail: Message, name: str) -> str:
    """One header as one line; empty when it is missing."""
    try:
        return one_line(str(make_header(decode_header(mail.get(name, "")))))
    except (HeaderParseError, UnicodeError, LookupError):
        return one_line(str(mail.get(name, "")))


def _address(text: str) -> str:
    """The bare address in a text, or empty."""
    text = text.strip().strip("<>").strip()
    found = ADDRESS.search(text)
    for candidate in (text, found[1] if found else ""):
        try:
            return str(parse_address(candidate))
        except BadAddress:
            continue
    return ""
