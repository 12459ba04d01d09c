"""What must be true before anything is started: a folder of our own, nobody else in it, a free port."""

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import TextIO

PATIENCE_SECONDS = 15.0


class CannotStart(Exception):
    """One line that says what stands in the way and what would help."""


def own_folder(folder: Path) -> None:
    """Make the folder if need be; only its owner may look inside. `CannotStart` when that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be written to ({error.strerror}); set DATA_DIR to a folder that can"
        ) from None
    if folder.stat().st_uid != os.getuid():
        raise CannotStart(f"{folder} belongs to another user; set DATA_DIR to a folder of your own")


def take_lock(folder: Path) -> TextIO:
    """The open lock file of a data folder; the lock lasts while this process or a child with the file lives.

    When the launcher that held it was killed, its children need a moment to go: then this waits for them.
    """
    lock = (folder / "up.lock").open("a+", encoding="ascii")
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not _try_lock(lock):
        lock.seek(0)
        holder = lock.read().strip()
        if _is_alive(holder) or time.monotonic() > give_up_at:
            raise CannotStart(
                f"another copy (process {holder}) is running in {folder}; stop it, or set DATA_DIR and PORT"
            )
        time.sleep(0.1)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _try_lock(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise
        return False
    return True


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def check_port(host: str, port: int) -> None:
    """`CannotStart` when the port cannot be listened on. Servers that share a port would not notice."""
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise CannotStart(
            f"ULTIMATA_HOST: {host!r} is no address of this machine; write 127.0.0.1 or 0.0.0.0"
        ) from None
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise CannotStart(_port_fault(error, host, port)) from None


def _port_fault(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} is in use by another program; choose one: PORT={_neighbour(port)} make run"
        case errno.EACCES:
            return f"port {port} is not allowed for this user; choose one above 1023: PORT=8000 make run"
        case errno.EADDRNOTAVAIL:
            return f"ULTIMATA_HOST: {host!r} is no address of this machine; write 127.0.0.1 or 0.0.0.0"
        case _:
            return f"port {port} cannot be used ({error.strerror})"


def _neighbour(port: int) -> int:
    return port + 1 if port < 65535 else 8000
