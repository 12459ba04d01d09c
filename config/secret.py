"""The signing key of a site on this machine: made once and kept in the data folder."""

import secrets
from contextlib import suppress
from pathlib import Path

from config.env import BadEnvironment

LEAST_VARIETY = 8
"""Different characters in 50 random ones, be they digits alone."""


def local_key(data_dir: Path, *, is_local: bool) -> str:
    """The key kept in `data_dir`, made when there is none yet.

    Raises `BadEnvironment` for a public site, which must be given its key, and for a folder of no use.
    """
    if not is_local:
        raise BadEnvironment("SECRET_KEY: not set; a public SITE_URL needs at least 50 random characters")
    kept = data_dir / "secret-key"
    try:
        return kept.read_text(encoding="ascii")
    except FileNotFoundError:
        return _make(kept)
    except OSError as error:
        raise BadEnvironment(f"DATA_DIR: {kept} cannot be read ({error.strerror})") from None


def check(key: str) -> None:
    """Raises `BadEnvironment` for a key that anybody could guess, however long it is."""
    is_repeated = key in (key + key)[1:-1]
    if len(set(key)) < LEAST_VARIETY or is_repeated or key.startswith("django-insecure-"):
        raise BadEnvironment(
            "SECRET_KEY: its value (not shown) is easy to guess; write at least 50 random characters"
        )


def _make(kept: Path) -> str:
    """Write a new key beside its place and move it there, so that nobody ever reads half of one."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with suppress(FileExistsError):
            kept.hardlink_to(draft)  # unlike a rename, this never replaces the key another process just made
        draft.unlink()
        return kept.read_text(encoding="ascii")
    except OSError as error:
        raise BadEnvironment(f"DATA_DIR: {kept.parent} cannot be written to ({error.strerror})") from None
