"""The transports that lead nowhere keep the same promises as the one that does."""

from typing import Any

import pytest

from tracker.transports.base import Outgoing, SendPhase, Transport, TransportError
from tracker.transports.testing import BackendTransport, MemoryTransport

CONTENT = b"From: news@example.org\r\nTo: a@example.org\r\nSubject: hello\r\n\r\nHello.\r\n"


def outgoing(*names: str) -> list[Outgoing]:
    return [Outgoing("back@example.org", f"{name}@example.org", CONTENT, name) for name in names]


class Folder:
    """A mail backend that keeps what it is given, or cannot."""

    def __init__(self, *, is_full: bool = False) -> None:
        self.is_full = is_full
        self.kept: list[Any] = []

    def send_messages(self, email_messages: list[Any]) -> int:
        if self.is_full:
            raise OSError("no space left")
        self.kept += email_messages
        return len(email_messages)


def test_a_backend_gets_headers_that_are_one_line_as_one_line() -> None:
    """Folded after its name, a signed List-Unsubscribe breaks on its way."""
    line = f"List-Unsubscribe: <https://example.org/subscriptions/unsubscribe/{'t' * 200}/>"
    folder = Folder()
    content = CONTENT.replace(b"Subject:", f"{line}\r\nSubject:".encode())
    BackendTransport(lambda: folder).send("back@example.org", "a@example.org", content)
    assert folder.kept[0].message().as_bytes() == content.replace(b"\r\n", b"\n")


def test_memory_keeps_what_is_accepted_and_errs_as_told() -> None:
    lost = TransportError("no answer", phase=SendPhase.CONTENT, uncertain=True)
    gone = TransportError("no one", phase=SendPhase.RECIPIENT, permanent=True, code=550, enhanced="5.1.1")
    transport = MemoryTransport({"b@example.org": gone, "c@example.org": lost})
    found = [result for step in transport.stream(outgoing(*"abcd")) for result in step.results]
    assert [(result.outgoing.key, result.error) for result in found] == [
        ("a", None),
        ("b", gone),
        ("c", lost),
        ("d", None),
    ]
    assert [each.key for each in transport.accepted] == ["a", "c", "d"]
    with pytest.raises(TransportError, match=r"recipient: 550 5\.1\.1 no one"):
        transport.send("", "b@example.org", CONTENT)


def test_each_step_comes_before_its_message_and_may_withdraw_it() -> None:
    transport = MemoryTransport()
    seen: list[tuple[list[object], object, int]] = []
    for step in transport.stream(outgoing(*"abc")):
        key = step.starting and step.starting.key
        seen.append(([result.outgoing.key for result in step.results], key, len(transport.accepted)))
        if key == "b":
            step.withdraw_if(lambda: True)
    assert seen == [([], "a", 0), (["a"], "b", 1), ([], "c", 1), (["c"], None, 2)]


def test_a_backend_gets_the_bytes_as_they_are() -> None:
    folder = Folder()
    transport: Transport = BackendTransport(lambda: folder)
    transport.send("back@example.org", "a@example.org", CONTENT)
    (kept,) = folder.kept
    assert kept.message().as_bytes() == CONTENT.replace(b"\r\n", b"\n")
    assert (kept.to, kept.from_email, kept.subject) == (["a@example.org"], "back@example.org", "hello")


def test_a_backend_that_fails_is_tried_later() -> None:
    with pytest.raises(TransportError, match="no space left") as caught:
        BackendTransport(lambda: Folder(is_full=True)).send("", "a@example.org", CONTENT)
    assert not caught.value.permanent
    assert not caught.value.uncertain
