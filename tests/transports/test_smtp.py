"""Sending over SMTP against a server that really breaks, with and without pipelining."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.smtp_sinks import Fault, Sink
from tracker.transports.base import Outgoing, Result, SendPhase, Transport, TransportError
from tracker.transports.smtp.connection import Security, SmtpSettings
from tracker.transports.smtp.transport import SmtpTransport

pytestmark = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "one-by-one"])
CONTENT = b"Subject: hello\r\n\r\nThe first line.\r\n.\r\n..two dots\r\nThe last line.\r\n"


Connect = Callable[..., SmtpTransport]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes transports that are closed at the end."""
    with ExitStack() as stack:
        yield lambda *args, **kwargs: stack.enter_context(closing(SmtpTransport(*args, **kwargs)))


def outgoing(*names: str) -> list[Outgoing]:
    """One message for each name."""
    return [Outgoing("back@example.org", f"{name}@example.org", CONTENT, name) for name in names]


def settings(sink: Sink, **changes: object) -> SmtpSettings:
    base = SmtpSettings(
        host="127.0.0.1", port=sink.port, timeout_seconds=0.5, acceptance_seconds=0.5, backoff_seconds=0.01
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def results(transport: Transport, messages: list[Outgoing]) -> list[Result]:
    """What became of each message, in order."""
    found = [result for step in transport.stream(messages) for result in step.results]
    assert [result.outgoing for result in found] == messages
    return found


def fates(found: list[Result]) -> list[str]:
    """Each result in one word."""
    return [fate(result.error) for result in found]


def fate(error: TransportError | None) -> str:
    if error is None:
        return "accepted"
    return "uncertain" if error.uncertain else "permanent" if error.permanent else "later"


def test_stream_delivers_each_message_once_and_byte_for_byte(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        messages = outgoing(*"abcdefgh")
        assert fates(results(connect(settings(sink)), messages)) == ["accepted"] * 8
        kept = sink.accepted()
        assert [each.recipients for each in kept] == [(each.to,) for each in messages]
        assert {each.data for each in kept} == {CONTENT}
        assert {each.sender for each in kept} == {"back@example.org"}
        assert {each.connection for each in kept} == {1}


@pytest.mark.parametrize(
    "content", [b".\r\n", b"..\r\n.\r\n", b"\r\n", b".first\r\n\r\n.\r\n", b"a\r\n" * 400_000], ids=len
)
def test_dots_and_sizes_survive(pipelining: bool, connect: Connect, content: bytes) -> None:
    with Sink(pipelining=pipelining) as sink:
        transport = connect(settings(sink))
        transport.send("", "a@example.org", content)
        transport.send("", "b@example.org", content)
        assert [each.data for each in sink.accepted()] == [content, content]


FAULTS = [
    # phase, action, code of the server, then the fate of the second message, its phase, its code, connections
    ("sender", "reply", 450, "later", SendPhase.SENDER, 450, 1),
    ("sender", "reply", 550, "later", SendPhase.SENDER, 550, 1),  # about us, not about the recipient
    ("sender", "reply", 552, "permanent", SendPhase.SENDER, 552, 1),
    ("recipient", "reply", 450, "later", SendPhase.RECIPIENT, 450, 1),
    ("recipient", "reply", 451, "later", SendPhase.RECIPIENT, 451, 1),
    ("recipient", "reply", 550, "permanent", SendPhase.RECIPIENT, 550, 1),
    ("recipient", "reply", 530, "later", SendPhase.RECIPIENT, 530, 1),
    ("data", "reply", 451, "later", SendPhase.DATA, 451, 1),
    ("data", "reply", 554, "permanent", SendPhase.DATA, 554, 1),
    ("dot", "reply", 451, "later", SendPhase.CONTENT, 451, 1),
    ("dot", "reply", 550, "permanent", SendPhase.CONTENT, 550, 1),
    ("dot", "reply", 421, "later", SendPhase.CONTENT, 421, 2),
    ("dot", "drop", 0, "uncertain", SendPhase.CONTENT, None, 2),
    ("dot", "hang", 0, "uncertain", SendPhase.CONTENT, None, 2),
    ("accepted", "drop", 0, "uncertain", SendPhase.CONTENT, None, 2),
    ("accepted", "hang", 0, "uncertain", SendPhase.CONTENT, None, 2),
    ("accepted", "reply", 421, "later", SendPhase.CONTENT, 421, 2),
]


@pytest.mark.parametrize(("phase", "action", "code", "wanted", "where", "said", "connections"), FAULTS)
def test_a_fault_is_the_fate_of_its_message_alone(
    pipelining: bool,
    connect: Connect,
    phase: str,
    action: str,
    code: int,
    wanted: str,
    where: SendPhase,
    said: int | None,
    connections: int,
) -> None:
    fault = Fault(phase, action, code, match="ill", text="4.2.1 not so" if code < 500 else "5.1.1 no one")
    with Sink(fault, pipelining=pipelining) as sink:
        messages = outgoing("a", "ill", "b", "c")
        messages[1] = replace(messages[1], envelope_sender="ill@example.org")
        found = results(connect(settings(sink)), messages)
        assert fates(found) == ["accepted", wanted, "accepted", "accepted"]
        error = found[1].error
        assert error is not None
        assert (error.phase, error.code) == (where, said)
        assert error.enhanced == ("" if said is None else "4.2.1" if said < 500 else "5.1.1")
        kept = sink.accepted()
        assert [each.recipients[0][0] for each in kept if "ill" not in each.recipients[0]] == ["a", "b", "c"]
        assert len({each.connection for each in kept if "ill" not in each.recipients[0]}) == connections


@pytest.mark.parametrize("action", ["drop", "hang", "reply"])
@pytest.mark.parametrize("phase", ["sender", "recipient", "data"])
def test_a_connection_lost_before_the_content_costs_the_message_nothing(
    pipelining: bool, connect: Connect, phase: str, action: str
) -> None:
    with Sink(Fault(phase, action, 421, skip=2, times=1), pipelining=pipelining) as sink:
        assert fates(results(connect(settings(sink)), outgoing(*"abcd"))) == ["accepted"] * 4
        assert sink.recipients() == dict.fromkeys([f"{name}@example.org" for name in "abcd"], 1)


@pytest.mark.parametrize("action", ["drop", "hang", "reply"])
def test_a_message_that_breaks_every_connection_fails_alone(
    pipelining: bool, connect: Connect, action: str
) -> None:
    with Sink(Fault("recipient", action, 421, match="ill"), pipelining=pipelining) as sink:
        found = results(connect(settings(sink)), outgoing("a", "ill", "b"))
        assert fates(found) == ["accepted", "later", "accepted"]


def test_content_cut_off_on_the_way_is_certainly_not_accepted(pipelining: bool, connect: Connect) -> None:
    big = b"A line that fills the buffers of both sides.\r\n" * 500_000
    with Sink(Fault("content", "drop", match="ill"), pipelining=pipelining) as sink:
        messages = outgoing("a", "ill", "b")
        messages[1] = replace(messages[1], data=big)
        assert fates(results(connect(settings(sink)), messages)) == ["accepted", "later", "accepted"]


def test_a_message_refused_three_times_goes_the_fourth_time(pipelining: bool, connect: Connect) -> None:
    with Sink(Fault("recipient", code=451, text="4.7.1 greylisted", times=3), pipelining=pipelining) as sink:
        transport = connect(settings(sink))
        assert [fates(results(transport, outgoing("a")))[0] for _ in range(4)] == ["later"] * 3 + ["accepted"]


def test_unfit_messages_fail_alone_and_say_nothing_to_the_server(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining, size=1000) as sink:
        good, *bad = outgoing("a", "b", "c", "d", "e", "f", "g")
        bad[0] = replace(bad[0], to="b@example.org>\r\nRCPT TO:<x@example.org")
        bad[1] = replace(bad[1], data=b"a\r\n" * 400)
        bad[2] = replace(bad[2], data=b"a\nb\r\n")
        bad[3] = replace(bad[3], data=b"a\r\n.\r\nMAIL FROM:<x@example.org>\r\n\r\n\r")
        bad[4] = replace(bad[4], envelope_sender="x y@example.org")
        bad[5] = replace(bad[5], to="ж@example.org")
        found = results(connect(settings(sink)), [*bad[:3], good, *bad[3:], good])
        assert fates(found) == ["permanent"] * 3 + ["accepted"] + ["permanent"] * 3 + ["accepted"]
        assert {result.error.phase for result in found if result.error} == {SendPhase.LOCAL}
        assert [each.recipients for each in sink.accepted()] == [("a@example.org",)] * 2
        assert not [line for line in sink.commands() if "x@" in line]


def test_nothing_of_a_content_leaves_before_its_step_is_resumed(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        steps = connect(settings(sink)).stream(outgoing(*"abc"))
        for count, name in enumerate("abc"):
            step = next(steps)
            assert step.starting is not None
            assert step.starting.key == name
            assert [result.outgoing.key for result in step.results] == [*"abc"[max(count - 1, 0) : count]]
            time.sleep(0.05)
            assert len(sink.accepted()) == count
        assert [result.outgoing.key for step in steps for result in step.results] == ["c"]


def test_a_withdrawn_message_does_not_leave(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        settled = []
        for step in connect(settings(sink)).stream(outgoing(*"abcd")):
            settled += [result.outgoing.key for result in step.results]
            if step.starting is not None and step.starting.key in ("b", "d"):
                step.withdraw_if(lambda: True)
        assert settled == ["a", "c"]
        assert [each.recipients[0][0] for each in sink.accepted()] == ["a", "c"]


def test_a_stream_left_in_the_middle_sends_nothing_more_and_leaves_the_transport_usable(
    pipelining: bool,
    connect: Connect,
) -> None:
    with Sink(pipelining=pipelining) as sink:
        transport = connect(settings(sink, timeout_seconds=5.0))
        for step in transport.stream(outgoing(*"abc")):
            if step.starting is not None and step.starting.key == "b":
                break
        del step
        begun = time.monotonic()
        transport.send("", "later@example.org", CONTENT)
        assert [*sink.recipients()] == ["a@example.org", "later@example.org"]
        assert time.monotonic() - begun < 3  # over a new connection, not after waiting on the old one


def test_what_the_source_raises_comes_after_everything_before_it_is_settled(
    pipelining: bool, connect: Connect
) -> None:
    def source() -> Iterator[Outgoing]:
        yield from outgoing("a", "b")
        raise LookupError("no template")

    with Sink(pipelining=pipelining) as sink:
        settled = []

        def run() -> None:
            for step in connect(settings(sink)).stream(source()):
                settled.extend(fates([*step.results]))

        with pytest.raises(LookupError, match="no template"):
            run()
        assert settled == ["accepted", "accepted"]


def test_a_server_that_is_gone_is_tried_again_then_the_stream_ends(
    pipelining: bool, connect: Connect
) -> None:
    pauses: list[float] = []
    with Sink(pipelining=pipelining) as sink:
        transport = connect(settings(sink, backoff_seconds=1.0), pause=pauses.append)
        transport.send("", "a@example.org", CONTENT)
        sink.stop()
        with pytest.raises(TransportError) as caught:
            list(transport.stream(outgoing("b")))
        assert (caught.value.phase, fate(caught.value)) == (SendPhase.CONNECT, "later")
        assert len(pauses) == 2
        assert 0.5 <= pauses[0] <= 1.0 <= pauses[1] <= 2.0
        sink.start()
        transport.send("", "b@example.org", CONTENT)
        assert sink.recipients() == {"a@example.org": 1, "b@example.org": 1}


def test_what_is_settled_is_handed_over_before_the_stream_ends(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        settled: list[str] = []

        def run() -> None:
            for step in connect(settings(sink)).stream(outgoing(*"abcd")):
                settled.extend(f"{result.outgoing.key} {fate(result.error)}" for result in step.results)
                if step.starting is not None and step.starting.key == "b":
                    sink.stop()

        with pytest.raises(TransportError):
            run()
        assert settled in (["a accepted", "b uncertain"], ["a accepted", "b later"])


def test_refusing_every_connection_ends_the_stream(pipelining: bool, connect: Connect) -> None:
    with Sink(Fault("connect", code=421, text="4.3.2 busy"), pipelining=pipelining) as sink:
        with pytest.raises(TransportError, match="busy") as caught:
            connect(settings(sink)).open()
        assert (caught.value.code, caught.value.enhanced, fate(caught.value)) == (421, "4.3.2", "later")


def test_new_connections_that_come_to_nothing_end_the_stream(pipelining: bool, connect: Connect) -> None:
    with Sink(Fault("sender", code=421, text="4.3.2 busy"), pipelining=pipelining) as sink:
        settled: list[str] = []

        def run() -> None:
            for step in connect(settings(sink, tries=3)).stream(outgoing(*"abcdef")):
                settled.extend(f"{result.outgoing.key} {fate(result.error)}" for result in step.results)

        with pytest.raises(TransportError, match="busy"):
            run()
        assert settled == ["a later", "b later", "c later"]


@pytest.mark.parametrize("phase", ["connect", "ehlo"])
@pytest.mark.parametrize("action", ["hang", "drop"])
def test_a_server_without_manners_is_given_up_in_time(
    pipelining: bool, connect: Connect, phase: str, action: str
) -> None:
    with Sink(Fault(phase, action), pipelining=pipelining) as sink:
        begun = time.monotonic()
        with pytest.raises(TransportError) as caught:
            connect(settings(sink, tries=1)).send("", "a@example.org", CONTENT)
        assert fate(caught.value) == "later"
        assert time.monotonic() - begun < 2


def test_a_slow_server_is_waited_for(pipelining: bool, connect: Connect) -> None:
    slow = [Fault(phase, "wait", seconds=0.2) for phase in ("sender", "recipient", "data", "dot", "accepted")]
    with Sink(*slow, pipelining=pipelining) as sink:
        transport = connect(settings(sink, timeout_seconds=2.0, acceptance_seconds=2.0))
        assert fates(results(transport, outgoing("a", "b"))) == ["accepted"] * 2


def test_a_connection_is_left_after_its_share(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        transport = connect(settings(sink, messages_per_connection=3))
        assert fates(results(transport, outgoing(*"abcdefg"))) == ["accepted"] * 7
        transport.close()
        assert [each.connection for each in sink.accepted()] == [1, 1, 1, 2, 2, 2, 3]
        assert sink.commands().count("QUIT") == 3


def test_an_idle_connection_is_not_used_again(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        transport = connect(settings(sink, idle_seconds=0.05))
        transport.send("", "a@example.org", CONTENT)
        time.sleep(0.1)
        transport.send("", "b@example.org", CONTENT)
        assert [each.connection for each in sink.accepted()] == [1, 2]


def test_a_connection_the_server_closed_meanwhile_is_made_again(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining, close_after=2) as sink:
        transport = connect(settings(sink))
        assert fates(results(transport, outgoing(*"abcde"))) == ["accepted"] * 5
        assert [each.connection for each in sink.accepted()] == [1, 1, 2, 2, 3]


def test_a_message_needs_one_round_trip_where_the_server_pipelines(
    pipelining: bool, connect: Connect
) -> None:
    with Sink(pipelining=pipelining, delay_seconds=0.02) as sink:
        transport = connect(settings(sink))
        transport.open()
        begun = time.monotonic()
        assert (
            fates(results(transport, outgoing(*(f"r{number}" for number in range(20))))) == ["accepted"] * 20
        )
        trips = (time.monotonic() - begun) / 0.02
        assert trips < 35 if pipelining else trips >= 80


def test_signing_in(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining, login="ann:secret") as sink:
        connect(settings(sink, username="ann", password="secret")).send("", "a@example.org", CONTENT)
        assert len(sink.accepted()) == 1
        with pytest.raises(TransportError) as caught:
            connect(settings(sink, username="ann", password="wrong")).open()
        assert (caught.value.code, caught.value.enhanced, fate(caught.value)) == (535, "5.7.8", "later")
        with pytest.raises(TransportError) as caught:
            connect(settings(sink)).send("", "a@example.org", CONTENT)
        assert (caught.value.code, fate(caught.value)) == (530, "later")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signed itself, with its key."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-keyout", str(path), "-out", f"{path}.crt", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed; it makes the certificate of these tests")
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_encrypted_connections_check_the_certificate(
    pipelining: bool, connect: Connect, security: Security, certificate: Path
) -> None:
    is_tls = security is Security.TLS
    with Sink(pipelining=pipelining, certificate=str(certificate), tls=is_tls, starttls=not is_tls) as sink:
        trusting = settings(sink, security=security, ca_file=str(certificate), timeout_seconds=2.0)
        assert fates(results(connect(trusting), outgoing(*"abc"))) == ["accepted"] * 3
        with pytest.raises(TransportError, match="certificate") as caught:
            connect(replace(trusting, ca_file=None)).open()
        assert fate(caught.value) == "later"


def test_no_encryption_on_offer_is_a_failure_not_a_fallback(pipelining: bool, connect: Connect) -> None:
    with Sink(pipelining=pipelining) as sink:
        with pytest.raises(TransportError, match="STARTTLS"):
            connect(settings(sink, security=Security.STARTTLS)).send("", "a@example.org", CONTENT)
        assert sink.accepted() == []


def test_storm_loses_nothing_and_doubles_only_what_was_uncertain(pipelining: bool, connect: Connect) -> None:
    """2,000 messages through faults of every kind at random, each sent until it is accepted."""
    faults = [
        Fault("connect", "drop", chance=0.05),
        Fault("sender", "reply", 421, chance=0.01),
        Fault("sender", "drop", chance=0.01),
        Fault("recipient", "reply", 451, chance=0.02),
        Fault("data", "drop", chance=0.01),
        Fault("data", "reply", 451, chance=0.01),
        Fault("dot", "reply", 421, chance=0.01),
        Fault("dot", "drop", chance=0.01),
        Fault("accepted", "drop", chance=0.02),
    ]
    with Sink(*faults, pipelining=pipelining, seed=7) as sink:
        transport = connect(settings(sink), pause=lambda _: None)
        waiting = outgoing(*(f"r{number}" for number in range(2000)))
        uncertain = 0
        for _ in range(60):
            again = {id(each): each for each in waiting}
            with suppress(TransportError):  # the way was blocked three times in a row
                for step in transport.stream(list(waiting)):
                    for result in step.results:
                        uncertain += fate(result.error) == "uncertain"
                        if result.is_accepted:
                            del again[id(result.outgoing)]
            waiting = [*again.values()]
            if not waiting:
                break
        counts = sink.recipients()
        assert waiting == []
        assert len(counts) == 2000
        assert 0 < counts.total() - 2000 <= uncertain
