"""Downloads as files of this machine: each is written once for a version of the record, then only sent.

The version is the number of the record and the day, as in the name of the archive. Files of the whole record
stay until the version changes; those of a filter or a past instant do too, but only the `MOST` newest.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

MOST = 32
"""Files of filters and past instants that are kept."""
MOST_BYTES = 256 * 2**20
"""What they may take together; the newest stays in any case."""
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A download: the version of the record, the ending of its name, and what was asked; empty for all."""

    version: str
    ending: str
    asked: str = ""

    @property
    def name(self) -> str:
        """The name of its file in the folder."""
        part = hashlib.blake2b(self.asked.encode(), digest_size=12).hexdigest() if self.asked else WHOLE
        return f"{self.version}.{part}.{self.ending}"


def find(wanted: Wanted) -> BinaryIO | None:
    """The file if it is there, open; None if it has not been written yet."""
    try:
        return (settings.DOWNLOADS_DIR / wanted.name).open("rb")
    except FileNotFoundError:
        return None


def find_or_write(wanted: Wanted, write: Callable[[], Iterable[bytes]]) -> BinaryIO:
    """The file, open; written from the pieces `write` gives where it is not there yet.

    One file is written at a time on this machine, by all processes together; whoever asks for the same waits
    and gets it. Where writing fails nothing of the file is left.
    """
    found = find(wanted)
    if found is not None:
        return found
    folder: Path = settings.DOWNLOADS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder):
        found = find(wanted)
        if found is not None:
            return found
        path = folder / wanted.name
        part = folder / f"{wanted.name}.part"
        try:
            with part.open("wb") as file:
                file.writelines(write())
            found = part.open("rb")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        _remove_old(folder, path, wanted.version)
        return found


def forget() -> None:
    """Remove all files: at the start of a server, whose database may be another, and for tests.

    Where another process is writing one, it has the same database, and all stay.
    """
    with suppress(FileNotFoundError, BlockingIOError), _locked(settings.DOWNLOADS_DIR, fcntl.LOCK_NB):
        for path in settings.DOWNLOADS_DIR.iterdir():
            path.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path, how: int = 0) -> Iterator[None]:
    lock = os.open(folder, os.O_RDONLY)  # the kernel gives it back when a process dies
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(lock)


def _remove_old(folder: Path, newest: Path, version: str) -> None:
    """Remove what another version left, what a killed process left half written, and what is too much."""
    narrowed: list[tuple[int, int, Path]] = []
    for path in folder.iterdir():
        if not path.name.startswith(f"{version}.") or path.suffix == ".part":
            path.unlink(missing_ok=True)
        elif f".{WHOLE}." not in path.name and path != newest:
            with suppress(FileNotFoundError):
                stat = path.stat()
                narrowed.append((stat.st_mtime_ns, stat.st_size, path))
    size = newest.stat().st_size
    for number, (_, more, path) in enumerate(sorted(narrowed, reverse=True), start=1):
        size += more
        if number >= MOST or size > MOST_BYTES:
            path.unlink(missing_ok=True)
