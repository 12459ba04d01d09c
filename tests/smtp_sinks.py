"""A mail server that swallows everything and misbehaves on demand: SMTP on loopback, in a process of its own.

    with Sink(Fault("recipient", code=550, match="gone")) as sink:
        …send to sink.port…
        sink.accepted()   # what it has, in order, from its log on disk

Everything it accepted is in the log before it answers, so a log read after any crash of the sender is true.
A process that served is kept for the next `with`. Standard library only.
`python -m tests.smtp_sinks --port 2525 --log sink.log` serves by hand.
"""

import argparse
import asyncio
import atexit
import base64
import json
import os
import random
import re
import signal
import ssl
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PHASES = ("connect", "ehlo", "sender", "recipient", "data", "content", "dot", "accepted")
ACTIONS = ("reply", "drop", "hang", "wait")


@dataclass
class Fault:
    """What goes wrong, where and how often.

    `phase`: connect (instead of the greeting), ehlo, sender (MAIL), recipient (RCPT), data (DATA), content
    (as it begins to arrive), dot (all has arrived, nothing is kept), accepted (all has arrived and is kept).
    `action`: reply with `code` and `text` (421 closes the connection then); drop the connection; hang (never
    answer); wait `seconds`, then go on as if nothing were.
    It strikes when `match` (a regular expression) is found in the recipient (at MAIL: in the sender), with
    `chance`, and at most `times` for each recipient (`each=True`) or in all; 0 is without end.
    """

    phase: str
    action: str = "reply"
    code: int = 451
    text: str = "fault"
    match: str = ""
    chance: float = 1.0
    times: int = 0
    each: bool = False
    skip: int = 0  # the first so many that match are spared
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.phase not in PHASES or self.action not in ACTIONS:
            raise ValueError(f"{self.phase} {self.action}: phases are {PHASES}, actions {ACTIONS}")


@dataclass(frozen=True)
class Accepted:
    """One message the sink took: its envelope, its bytes without dot-stuffing, its connection."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    connection: int


@dataclass
class Script:
    """How a sink behaves."""

    faults: list[Fault] = field(default_factory=list)
    seed: int = 0
    pipelining: bool = True
    size: int = 33_554_432
    delay_seconds: float = 0.0  # before every reply, as if the server were that far away
    close_after: int = 0  # messages a connection, then it is closed without a word
    login: str = ""  # user:password that AUTH PLAIN must give; nothing is taken without
    starttls: bool = False
    tls: bool = False
    certificate: str = ""  # PEM file with certificate and key


class Sink:
    """A sink in a process of its own, started by `with` or `start`; may be stopped and started again."""

    def __init__(self, *faults: Fault, log: Path | None = None, port: int = 0, **script: Any) -> None:
        self.script = Script(faults=list(faults), **script)
        self._folder = tempfile.TemporaryDirectory(prefix="sink-")
        self.log = log or Path(self._folder.name) / "sink.log"
        self.port = port
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Serve; the port stays the same over stops and starts."""
        if self._process is None:
            self._process = IDLE.pop() if IDLE else spawn()
        wanted = {"script": asdict(self.script), "log": str(self.log), "port": self.port}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the sink did not start; exit status {self._process.wait()}")
        self.port = int(line)
        return self

    def stop(self, number: int = signal.SIGKILL) -> None:
        """End the process, as a crash would: the log is written message by message."""
        if self._process is not None:
            end(self._process, number)
            self._process = None

    def pause(self) -> None:
        """Freeze the process: it still accepts connections and says nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def accepted(self) -> list[Accepted]:
        """All messages it has taken so far, over all starts, in order."""
        return list(read_log(self.log))

    def recipients(self) -> Counter[str]:
        """How often each recipient was written to."""
        return Counter(recipient for each in self.accepted() for recipient in each.recipients)

    def commands(self) -> list[str]:
        """Everything it was told outside of contents, in order."""
        log = Path(f"{self.log}.commands")
        return log.read_text().splitlines() if log.exists() else []

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self.resume()
            assert self._process.stdin is not None
            self._process.stdin.write("null\n")
            self._process.stdin.flush()
            IDLE.append(self._process)  # starting a Python takes longer than most tests
            self._process = None
        self._folder.cleanup()


IDLE: list[subprocess.Popen[str]] = []


def spawn() -> subprocess.Popen[str]:
    """A process that serves as its standard input says, until that ends."""
    command = [sys.executable, "-S", "-m", "tests.smtp_sinks"]
    root = Path(__file__).resolve().parent.parent
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def end(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    """End a process of ours and all that belongs to it."""
    process.send_signal(number)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


@atexit.register
def end_the_idle() -> None:
    while IDLE:
        end(IDLE.pop())


def read_log(path: Path) -> Iterator[Accepted]:
    """The messages of a log; a half-written last one was never acknowledged and does not count."""
    if not path.exists():
        return
    content = path.read_bytes()
    start = 0
    while (end := content.find(b"\n", start)) >= 0:
        head = json.loads(content[start:end])
        start = end + 1 + head["size"]
        if start > len(content):
            return
        yield Accepted(head["from"], tuple(head["to"]), content[end + 1 : start], head["connection"])


class Server:
    """What the connections of one sink share."""

    def __init__(self, script: Script, log: Path) -> None:
        self.script = script
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.commands = os.open(f"{log}.commands", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.random = random.Random(script.seed)
        self.struck: Counter[tuple[int, str]] = Counter()
        self.seen: Counter[int] = Counter()
        self.connections = 0
        self.transports: set[asyncio.Transport] = set()
        self.context: ssl.SSLContext | None = None
        if script.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(script.certificate)

    def abandon(self) -> None:
        """Cut all connections and forget the log."""
        for transport in self.transports:
            transport.abort()
        os.close(self.log)
        os.close(self.commands)

    def greeting(self, *, has_tls: bool) -> bytes:
        lines = ["sink", "8BITMIME", "ENHANCEDSTATUSCODES", f"SIZE {self.script.size}"]
        lines += ["PIPELINING"] * self.script.pipelining
        lines += ["AUTH PLAIN"] * bool(self.script.login)
        lines += ["STARTTLS"] * (self.script.starttls and not has_tls)
        return "".join(
            f"250{'-' if n < len(lines) - 1 else ' '}{line}\r\n" for n, line in enumerate(lines)
        ).encode()

    def fault(self, phase: str, subject: str) -> Fault | None:
        """The fault that strikes now, if one does."""
        for number, fault in enumerate(self.script.faults):
            if fault.phase != phase or not re.search(fault.match, subject):
                continue
            self.seen[number] += 1
            whom = (number, subject if fault.each else "")
            spent = fault.times and self.struck[whom] >= fault.times
            if self.seen[number] <= fault.skip or spent or self.random.random() >= fault.chance:
                continue
            self.struck[whom] += 1
            return fault
        return None

    def keep(self, sender: str, recipients: list[str], data: bytes, connection: int) -> None:
        head = {"from": sender, "to": recipients, "size": len(data), "connection": connection}
        os.write(self.log, json.dumps(head).encode() + b"\n" + data)


class Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.script = server.script
        self.buffer = bytearray()
        self.transport: Any = None
        self.is_content = False
        self.has_begun = False
        self.is_stuck = False  # hanging or waiting: nothing more is read
        self.is_known = not server.script.login
        self.sender = ""
        self.recipients: list[str] = []
        self.kept = 0
        self.number = 0
        self.has_tls = server.script.tls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        was_open = self.transport is not None
        self.transport = transport
        if was_open:  # STARTTLS succeeded
            return
        self.server.transports.add(self.transport)
        self.server.connections += 1
        self.number = self.server.connections
        self.at("connect", "", lambda: self.say(b"220 sink ESMTP\r\n"))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's name
        self.server.transports.discard(self.transport)

    def data_received(self, chunk: bytes) -> None:
        self.buffer += chunk
        self.work()

    def work(self) -> None:
        """Go on with what has arrived."""
        while not self.is_stuck and not self.transport.is_closing():
            if self.is_content:
                if not self.content():
                    return
                continue
            end = self.buffer.find(b"\r\n")
            if end < 0:
                return
            line = bytes(self.buffer[:end])
            del self.buffer[: end + 2]
            os.write(self.server.commands, line + b"\n")
            self.command(line.decode("utf-8", "replace"))

    def content(self) -> bool:
        """Take the content if all of it is there; whether there may be more to do."""
        subject = " ".join(self.recipients)
        if not self.buffer:
            return False
        if not self.has_begun:
            self.has_begun = True
            self.at("content", subject, lambda: None)
            return True
        if self.buffer.startswith(b".\r\n"):
            size, end = 0, 3
        else:
            found = self.buffer.find(b"\r\n.\r\n")
            if found < 0:
                return False
            size, end = found + 2, found + 5
        data = bytes(self.buffer[:size])
        if data.startswith(b"."):
            data = data[1:]
        data = data.replace(b"\r\n..", b"\r\n.")
        del self.buffer[:end]
        self.is_content = False
        self.at("dot", subject, lambda: self.take(subject, data))
        return True

    def take(self, subject: str, data: bytes) -> None:
        """Keep one message, then say so."""
        if not self.recipients:
            return self.say(b"554 5.5.1 no valid recipients\r\n")
        self.server.keep(self.sender, self.recipients, data, self.number)
        self.kept += 1
        self.at(
            "accepted", subject, lambda: self.say(b"250 2.0.0 kept as %d.%d\r\n" % (self.number, self.kept))
        )
        self.sender, self.recipients = "", []
        if self.script.close_after and self.kept >= self.script.close_after and not self.script.delay_seconds:
            self.transport.close()
        return None

    def command(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb in ("EHLO", "HELO"):
            self.at("ehlo", "", lambda: self.say(self.server.greeting(has_tls=self.has_tls)))
        elif verb == "MAIL" and not self.is_known:
            self.say(b"530 5.7.0 sign in first\r\n")
        elif verb == "MAIL" and self.sender:
            self.say(b"503 5.5.1 one transaction at a time\r\n")
        elif verb == "MAIL":
            self.at("sender", bare(rest), lambda: self.begin(bare(rest)))
        elif verb == "RCPT" and self.sender:
            self.at("recipient", bare(rest), lambda: self.add(bare(rest)))
        elif verb == "DATA" and self.recipients:
            self.at("data", " ".join(self.recipients), self.expect)
        elif verb in ("RCPT", "DATA"):
            self.say(b"503 5.5.1 not now\r\n")
        elif verb == "RSET":
            self.sender, self.recipients = "", []
            self.say(b"250 2.0.0 forgotten\r\n")
        elif verb == "AUTH":
            self.sign_in(rest)
        elif verb == "STARTTLS" and self.script.starttls and not self.has_tls:
            self.say(b"220 go ahead\r\n")
            self.is_stuck = True
            asyncio.get_running_loop().create_task(self.encrypt())
        elif verb == "QUIT":
            self.say(b"221 2.0.0 bye\r\n", closing=True)
        else:
            self.say(b"250 2.0.0 well\r\n")

    def begin(self, sender: str) -> None:
        self.sender, self.recipients = sender or "<>", []
        self.say(b"250 2.1.0 sender\r\n")

    def add(self, recipient: str) -> None:
        self.recipients.append(recipient)
        self.say(b"250 2.1.5 recipient\r\n")

    def expect(self) -> None:
        self.is_content, self.has_begun = True, False
        self.say(b"354 go ahead\r\n")

    def sign_in(self, rest: str) -> None:
        given = base64.b64decode(rest.partition(" ")[2] or "=").decode().strip("\0").replace("\0", ":")
        self.is_known = given == self.script.login
        self.say(b"235 2.7.0 welcome\r\n" if self.is_known else b"535 5.7.8 who are you\r\n")

    async def encrypt(self) -> None:
        assert self.server.context is not None
        loop = asyncio.get_running_loop()
        try:
            transport = await loop.start_tls(self.transport, self, self.server.context, server_side=True)
        except (OSError, ssl.SSLError):
            return
        self.transport, self.has_tls, self.is_stuck = transport, True, False
        self.work()

    def at(self, phase: str, subject: str, then: Callable[[], None]) -> None:
        """Do what comes next, unless a fault strikes first."""
        fault = self.server.fault(phase, subject) if self.script.faults else None
        if fault is None:
            then()
        elif fault.action == "reply":
            if phase == "dot":
                self.sender, self.recipients = "", []
            self.say(f"{fault.code} {fault.text}\r\n".encode(), closing=fault.code == 421)
        elif fault.action == "drop":
            self.transport.abort() if phase == "content" else self.transport.close()
        elif fault.action == "hang":
            self.is_stuck = True
        else:
            self.is_stuck = True
            asyncio.get_running_loop().call_later(fault.seconds, self.go_on, then)

    def go_on(self, then: Callable[[], None]) -> None:
        self.is_stuck = False
        if not self.transport.is_closing():
            then()
            self.work()

    def say(self, line: bytes, *, closing: bool = False) -> None:
        if self.script.delay_seconds:
            asyncio.get_running_loop().call_later(self.script.delay_seconds, self.say_now, line, closing)
            self.is_stuck = self.is_stuck or closing
        else:
            self.say_now(line, closing)

    def say_now(self, line: bytes, closing: bool) -> None:
        if not self.transport.is_closing():
            self.transport.write(line)
            if closing:
                self.transport.close()


def bare(rest: str) -> str:
    """The address of `FROM:<address> SIZE=…`."""
    return rest.partition("<")[2].rpartition(">")[0]


async def listen(server: Server, port: int) -> asyncio.Server:
    """Serve on a port of loopback; 0 takes a free one. Prints the port."""
    loop = asyncio.get_running_loop()
    context = server.context if server.script.tls else None
    listening = await loop.create_server(lambda: Talk(server), "127.0.0.1", port, ssl=context, backlog=512)
    print(listening.sockets[0].getsockname()[1], flush=True)
    return listening


async def serve(script: Script, log: Path, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    listening = await listen(Server(script, log), port)
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await done.wait()
    listening.close()


async def serve_as_told() -> None:
    """Serve as each line of standard input says, each in place of the one before, until it ends."""
    loop = asyncio.get_running_loop()
    current: tuple[Server, asyncio.Server] | None = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if current is not None:
            current[1].close()
            current[0].abandon()
            current = None
        wanted = json.loads(line)
        if wanted is not None:
            server = Server(script_from(wanted["script"]), Path(wanted["log"]))
            current = server, await listen(server, wanted["port"])


def script_from(fields: dict[str, Any]) -> Script:
    """A script from its fields as JSON has them."""
    faults = [Fault(**each) for each in fields.pop("faults", [])]
    return Script(faults=faults, **fields)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, help="without it, standard input says what to serve")
    parser.add_argument("--script", default="{}", help="the fields of Script as JSON")
    given = parser.parse_args()
    if given.log is None:
        asyncio.run(serve_as_told())
    else:
        asyncio.run(serve(script_from(json.loads(given.script)), given.log, given.port))


if __name__ == "__main__":
    main()
