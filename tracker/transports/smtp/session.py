"""The talk over one SMTP connection: announce a message, hand it over, announce the next meanwhile."""

import re

from tracker.transports.base import Outgoing, Result, SendPhase, TransportError
from tracker.transports.smtp.connection import Connection, Lost, SmtpSettings
from tracker.transports.smtp.replies import Reply

# Bare addresses as they stand between < and > (RFC 5321, 4.1.2); full syntax is the business of addresses.py.
ENVELOPE_ADDRESS = re.compile(r'[!-;=?-~]{1,256}|"[ -~]{1,64}"@[!-;=?-~]{1,253}')
NO_LINE_END = bytes(set(range(256)) - set(b"\r\n"))
"""All octets but these two: to leave them out and count what is left takes half as long as to count each."""
DOT = b".\r\n"
GO_AHEAD = 354


class Conversation:
    """A connection and where the talk over it stands.

    `settled`: messages it gave an orderly answer about. `is_over`: the connection is of no use any more.
    """

    def __init__(self, connection: Connection, settings: SmtpSettings) -> None:
        self._connection = connection
        self._settings = settings
        self._announced: Outgoing | None = None  # its announcement is written, the replies are not read
        self._needs_reset = False
        self.is_waiting_for_content = False
        self.settled = 0
        self.is_over = False

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is under way, so that one may leave politely."""
        return not (self.is_over or self.is_waiting_for_content or self._announced)

    @property
    def is_worn_out(self) -> bool:
        """Whether it has sent its share or was idle for too long, and nothing is under way."""
        idle = self._connection.idle_seconds > self._settings.idle_seconds
        return self.is_quiet and (idle or self.settled >= self._settings.messages_per_connection)

    def announce(self, outgoing: Outgoing) -> TransportError | None:
        """Bring the server to wait for this content; its refusal if it does not want it. May raise `Lost`."""
        if self._announced is not outgoing:
            unfit = self.unfit(outgoing)
            if unfit is not None:
                return unfit
        try:
            refusal = self._announce(outgoing)
        except Lost:
            self.is_over = True
            raise
        self.is_waiting_for_content = refusal is None
        self._needs_reset = refusal is not None
        self.settled += refusal is not None
        return refusal

    def deliver(self, outgoing: Outgoing, following: Outgoing | None) -> Result:
        """Hand over the content the server waits for, and announce the next where that saves a round trip."""
        content = outgoing.data.replace(b"\r\n.", b"\r\n..") + DOT
        if content.startswith(b"."):
            content = b"." + content
        ahead = self._ahead(following)
        self.is_waiting_for_content = False
        try:
            self._connection.write(content + ahead)
        except Lost as lost:
            self.is_over = True
            if lost.sent < len(content):
                return Result(outgoing, lost.error(SendPhase.CONTENT))
        return self._verdict(outgoing)

    def leave(self) -> None:
        """Say goodbye if nothing is under way, and close."""
        if self.is_quiet:
            self._connection.quit()
        else:
            self._connection.drop()
        self.is_over = True

    def unfit(self, outgoing: Outgoing) -> TransportError | None:
        """Why this message cannot be given to this server at all; None when it can."""
        data, largest = outgoing.data, self._connection.largest
        sender_fits = not outgoing.envelope_sender or ENVELOPE_ADDRESS.fullmatch(outgoing.envelope_sender)
        if not sender_fits or not ENVELOPE_ADDRESS.fullmatch(outgoing.to):
            return _unfit("sender or recipient is not a bare ASCII address")
        line_ends = data.translate(None, NO_LINE_END)
        if not data.endswith(b"\r\n") or len(line_ends) != 2 * data.count(b"\r\n"):
            return _unfit("the content has line ends other than CRLF")  # what SMTP smuggling is made of
        if not data.isascii() and not self._connection.takes_8bit:
            return _unfit("the content has octets beyond ASCII and the server does not take them")
        if 0 < largest < len(data):
            return _unfit(
                f"{len(data)} octets; the server takes at most {largest}", code=552, enhanced="5.3.4"
            )
        return None

    def _ahead(self, following: Outgoing | None) -> bytes:
        """The announcement that may leave with the content before it; remembered as announced."""
        is_last = self.settled + 1 >= self._settings.messages_per_connection
        if following is None or is_last or not self._connection.pipelines or self.unfit(following):
            return b""
        self._announced = following
        return b"".join(command for _, command in self._commands(following))

    def _commands(self, outgoing: Outgoing) -> list[tuple[SendPhase, bytes]]:
        """What announces a message."""
        size = f" SIZE={len(outgoing.data)}" if self._connection.largest else ""
        body = "" if outgoing.data.isascii() else " BODY=8BITMIME"
        return [
            (SendPhase.SENDER, f"MAIL FROM:<{outgoing.envelope_sender}>{size}{body}\r\n".encode("ascii")),
            (SendPhase.RECIPIENT, f"RCPT TO:<{outgoing.to}>\r\n".encode("ascii")),
            (SendPhase.DATA, b"DATA\r\n"),
        ]

    def _announce(self, outgoing: Outgoing) -> TransportError | None:
        commands = self._commands(outgoing)
        reset = [(SendPhase.CONNECT, b"RSET\r\n")] if self._needs_reset else []
        if not self._connection.pipelines:
            return self._one_by_one(reset + commands)
        if self._announced is outgoing:
            self._announced = None
        else:
            commands = reset + commands
            self._connection.write(b"".join(command for _, command in commands))
        answers = [(phase, self._connection.reply()) for phase, _ in commands]
        refusal = next((found for phase, reply in answers if (found := _refusal(phase, reply))), None)
        if refusal is not None and answers[-1][1].code == GO_AHEAD:
            # The server said go ahead for nobody (RFC 2920, 3.1); an empty content ends that.
            self._connection.write(DOT)
            self._connection.reply()
        return refusal

    def _one_by_one(self, commands: list[tuple[SendPhase, bytes]]) -> TransportError | None:
        for phase, command in commands:
            self._connection.write(command)
            refusal = _refusal(phase, self._connection.reply())
            if refusal is not None:
                return refusal
        return None

    def _verdict(self, outgoing: Outgoing) -> Result:
        """What the server says about the content it has in full."""
        try:
            reply = self._connection.reply(self._settings.acceptance_seconds)
        except Lost as lost:
            self.is_over = True
            if lost.reply is not None:
                return Result(outgoing, lost.error(SendPhase.CONTENT))
            return Result(outgoing, TransportError(str(lost), phase=SendPhase.CONTENT, uncertain=True))
        if 300 <= reply.code < 400:
            self.is_over = True
            out_of_step = f"answered {reply.code} to the content"
            return Result(outgoing, TransportError(out_of_step, phase=SendPhase.CONTENT, uncertain=True))
        self.settled += 1
        if reply.is_yes:
            return Result(outgoing, reply=f"{reply.code} {reply.enhanced} {reply.text}".replace("  ", " "))
        return Result(outgoing, reply.refusal(SendPhase.CONTENT))


def _refusal(phase: SendPhase, reply: Reply) -> TransportError | None:
    """None when the reply is the one that lets the talk go on; `Lost` when it answers something else."""
    if reply.code >= 400:
        return reply.refusal(phase)
    if (reply.code == GO_AHEAD) is not (phase is SendPhase.DATA):
        raise Lost(f"answered {reply.code} at {phase}, which is out of step")
    return None


def _unfit(detail: str, *, code: int | None = None, enhanced: str = "") -> TransportError:
    return TransportError(detail, phase=SendPhase.LOCAL, permanent=True, code=code, enhanced=enhanced)
