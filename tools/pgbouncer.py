"""PgBouncer in front of a PostgreSQL, in transaction mode, for tests and `make load`.

    python -m tools.pgbouncer      prints the path of one, bringing it when it can

The one on the PATH, else Debian's packages, unpacked into a folder for caches; nothing is installed.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

IS_ROOT = os.geteuid() == 0
"""As root it runs as another user, who has to get at it: PgBouncer refuses to run as root."""
OURS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
CACHE = (Path("/var/cache") if IS_ROOT else OURS) / "ultimata" / "pgbouncer"
INSTALLED = ("pgbouncer", "/usr/sbin/pgbouncer")
SECONDS = 120
CONFIGURATION = """
[databases]
* = {server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 1000
log_connections = 0
log_disconnections = 0
stats_period = 3600
"""


def find() -> str | None:
    """The path of a PgBouncer that is here already."""
    installed = next(filter(None, map(shutil.which, INSTALLED)), None)
    unpacked = CACHE / "usr/sbin/pgbouncer"
    return installed or (str(unpacked) if unpacked.exists() else None)


def bring() -> str | None:
    """The path of a PgBouncer, if need be of Debian's packages; None where there is none to be had."""
    found = find()
    if found or not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return found
    with tempfile.TemporaryDirectory(prefix="ultimata-pgbouncer-") as name:
        folder = Path(name)
        if not _run(folder, "apt-get", "--quiet", "download", "pgbouncer", *_libraries()):
            return None
        unpacked = folder / "unpacked"
        for package in folder.glob("*.deb"):
            if not _run(folder, "dpkg-deb", "--extract", str(package), str(unpacked)):
                return None
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(unpacked, CACHE, dirs_exist_ok=True)
    return find()


def _libraries() -> list[str]:
    """Of the packages it needs those that few machines have, by the names of this Debian."""
    told = subprocess.run(["apt-cache", "depends", "pgbouncer"], capture_output=True, text=True, check=False)
    needed = [line.partition("Depends: ")[2] for line in told.stdout.splitlines() if "Depends: " in line]
    return [each for each in needed if each.startswith(("libevent", "libc-ares", "libcares"))]


@contextmanager
def pooler(address: str, *, sessions: int = 20) -> Iterator[str]:
    """The address of a pooler in front of the server of an address; at most so many sessions a database.

    Raises `FileNotFoundError` where there is no PgBouncer.
    """
    program = find()
    if program is None:
        raise FileNotFoundError("pgbouncer")
    parts = urlsplit(address)
    host, server_port = _server(address)
    with tempfile.TemporaryDirectory(prefix="ultimata-pgbouncer-") as name:
        folder = Path(name)
        user, port = parts.username or "postgres", _free_port()
        (folder / "users").write_text(f'"{user}" "{parts.password or ""}"\n', encoding="utf-8")
        configuration = CONFIGURATION.format(
            server=f"host={host} port={server_port}", port=port, folder=folder, sessions=sessions
        )
        (folder / "pgbouncer.ini").write_text(configuration, encoding="utf-8")
        runs_as = _user(host) if IS_ROOT else None
        if runs_as:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, runs_as)
        log = (folder / "log").open("w+", encoding="utf-8")
        process = subprocess.Popen(
            [program, str(folder / "pgbouncer.ini")],
            env={**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(_library_folders())},
            stdout=log,
            stderr=log,
            user=runs_as,
        )
        try:
            _wait_for(port, process, log.name)
            yield f"postgresql://{user}:{parts.password or ''}@127.0.0.1:{port}{parts.path}"
        finally:
            process.terminate()
            process.wait(10)
            log.close()


def _server(address: str) -> tuple[str, int]:
    """The host, or the folder of the socket, and the port of the server."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    host = parts.hostname or asked.get("host", ["127.0.0.1"])[0]
    return host, parts.port or int(asked.get("port", ["5432"])[0])


def _user(host: str) -> str:
    """Whom it may run as: the owner of the folder of the socket, which may be closed to others."""
    return Path(host).owner() if host.startswith("/") else "nobody"


def _library_folders() -> list[str]:
    """The folders of libraries that were unpacked with it."""
    return sorted({str(path.parent) for path in CACHE.glob("usr/lib/**/lib*.so.*")})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: str) -> None:
    give_up_at = time.monotonic() + 10
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"PgBouncer did not start: {Path(log).read_text(encoding='utf-8')[-500:]}")


def _run(folder: Path, *command: str) -> bool:
    """Run a step of bringing it quietly; whether it went well."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    path = bring()
    print(path or "no PgBouncer")
    sys.exit(0 if path else 1)
