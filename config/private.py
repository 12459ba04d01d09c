"""The data folder is its owner's alone: what is made is closed to others, what stood open is closed."""

import os
import stat
from contextlib import suppress
from pathlib import Path

UMASK = 0o077
OURS = ("secret-key", "ultimata.sqlite3", "up.lock", "static.mark", "staticfiles.json")
"""One of them shows that a folder is a data folder, and not one that somebody named by mistake."""


def close_what_is_made() -> None:
    """From now on this process and its children make files that only their owner can read."""
    os.umask(UMASK)


def close(folder: Path) -> None:
    """Take from others whatever they may do with a data folder and all in it; links are not followed."""
    if not any((folder / name).exists() for name in OURS):
        return
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in (*folders, *files):
            _close(Path(parent, name))
    _close(folder)


def is_open(folder: Path) -> bool:
    """Whether others may do anything with it."""
    try:
        return bool(folder.stat().st_mode & UMASK)
    except OSError:
        return False


def _close(path: Path) -> None:
    with suppress(OSError):  # it has gone since, or is another user's
        found = path.lstat()
        is_ours = found.st_uid == os.getuid() and not found.st_mode & stat.S_ISVTX
        if is_ours and not stat.S_ISLNK(found.st_mode) and found.st_mode & UMASK:
            path.chmod(stat.S_IMODE(found.st_mode) & ~UMASK)
