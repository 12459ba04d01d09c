"""What SMTP servers answer (RFC 5321, 4.2), and what it means for the message at hand."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.transports.base import SendPhase, TransportError, one_line

LINE = re.compile(rb"([2-5][0-9]{2})(?:[ -](.*))?")
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)", re.ASCII)
MOST_LINES = 100

CLOSING = 421
ABOUT_US = {500, 502, 503, 504, 530, 534, 535, 538}
"""Refusals of the way we speak or sign in: somebody has to mend the settings, the message may go later."""


class Malformed(ValueError):
    """The other side does not speak SMTP."""


@dataclass(frozen=True)
class Reply:
    """One reply: its code, its enhanced status (RFC 3463) or empty, and its words on one line."""

    code: int
    enhanced: str
    text: str

    @property
    def is_yes(self) -> bool:
        """Whether it accepts what was asked (2xx)."""
        return 200 <= self.code < 300

    def refusal(self, phase: SendPhase) -> TransportError:
        """This reply as a refusal of the message in that phase.

        Permanent is only what is said of the recipient or the content. A 5xx to MAIL FROM is about us (our
        address, our settings) and would fail every reminder for good, except when the message is too big.
        """
        is_about_it = (
            phase in (SendPhase.RECIPIENT, SendPhase.DATA, SendPhase.CONTENT) and self.code not in ABOUT_US
        )
        is_too_big = phase is SendPhase.SENDER and (self.code == 552 or self.enhanced == "5.3.4")
        return TransportError(
            self.text or "refused without a word",
            phase=phase,
            permanent=self.code >= 500 and (is_about_it or is_too_big),
            code=self.code,
            enhanced=self.enhanced,
        )


@lru_cache(maxsize=64)
def read_reply(lines: tuple[bytes, ...]) -> Reply:
    """The reply that raw lines make; remembered, for a server says the same few things over and over."""
    words = []
    for line in lines:
        match = LINE.fullmatch(line.rstrip(b"\r"))
        if not match or match[1] != lines[0][:3]:
            raise Malformed(f"answered {one_line(repr(line[:80]))}, which is not SMTP")
        words.append(match[2] or b"")
    return worded(int(lines[0][:3]), words)


def worded(code: int, lines: list[bytes]) -> Reply:
    """The reply of a code and the words on its lines; the enhanced status is that of the first line."""
    words = [line.decode("utf-8", "replace").strip() for line in lines]
    enhanced = ENHANCED.match(words[0])
    if enhanced:
        words = [ENHANCED.sub("", each, count=1) if ENHANCED.match(each) else each for each in words]
    return Reply(code, enhanced[1] if enhanced else "", one_line(" ".join(words)))
