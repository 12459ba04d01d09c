"""A mail server that takes everything and notes for whom and when: `python -m tests.load.sink PORT LOG`.

Several may share a port. Far less than tests/smtp_sinks does, so that it is not what limits the workers.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_RECIPIENT = re.compile(rb"RCPT TO:<([^>]*)>", re.IGNORECASE)
_GREETING = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 33554432\r\n"


class Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, log: int) -> None:
        self.log, self.buffer, self.to, self.is_content = log, bytearray(), b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, chunk: bytes) -> None:
        self.buffer += chunk
        end = b"\r\n.\r\n" if self.is_content else b"\r\n"
        while (found := self.buffer.find(end)) >= 0:
            line = bytes(self.buffer[:found]) if not self.is_content else b""
            del self.buffer[: found + len(end)]
            self.transport.write(self.taken() if self.is_content else self.command(line))
            end = b"\r\n.\r\n" if self.is_content else b"\r\n"

    def taken(self) -> bytes:
        """Note a message before it is acknowledged."""
        self.is_content = False
        os.write(self.log, b"%.3f %s\n" % (time.monotonic(), self.to))
        return b"250 2.0.0 kept\r\n"

    def command(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"RCPT":
            found = _RECIPIENT.match(line)
            self.to = found[1] if found else b"?"
        if verb == b"DATA":
            self.is_content = True
            return b"354 go ahead\r\n"
        if verb == b"QUIT":
            self.transport.write(b"221 2.0.0 bye\r\n")
            self.transport.close()
            return b""
        return _GREETING if verb == b"EHLO" else b"250 2.0.0 well\r\n"


def arrivals(*logs: Path) -> Iterator[tuple[float, str]]:
    """What these logs have: when (seconds of the monotonic clock) and for whom."""
    for log in logs:
        with log.open(encoding="utf-8") as lines:
            for line in lines:
                at, _, to = line.rstrip("\n").partition(" ")
                if line.endswith("\n"):
                    yield float(at), to


async def main() -> None:
    """Serve until killed."""
    log = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(log), "127.0.0.1", int(sys.argv[1]), reuse_port=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
