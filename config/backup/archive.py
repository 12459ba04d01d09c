"""The file of a backup: a zip with a manifest, the database, and files of the data folder.

A zip has its table of contents at the end, so one that was cut short cannot be opened; the manifest has the
SHA-256 of every file in it, so one that was damaged is noticed before anything is restored.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


class BadBackup(Exception):
    """A file that is no backup, or one that cannot be restored here; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `vendor` is the kind of database, as Django names it; `database` the name of its file in the zip;
    `migrations` are those applied, as `app.name`; `tables` the rows of each table; `files` the SHA-256 of
    each file in the zip; `key` tells signing keys apart (`fingerprint`). `made_at` is in ISO 8601, UTC.
    """

    version: str
    made_at: str
    vendor: str
    database: str
    migrations: list[str]
    tables: Mapping[str, int]
    key: str
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


def fingerprint(key: str) -> str:
    """What tells one signing key from another without giving it away."""
    return hashlib.pbkdf2_hmac("sha256", key.encode(), b"ultimata backup", 100_000).hex()[:16]


def write(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> Manifest:
    """Write a backup of `files`, by their names in it; the file appears whole or not at all.

    What is returned is the manifest with the files' SHA-256.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with _private(draft) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in files.items():
                archive.write(path, name)
            whole = replace(manifest, files={name: _sha256(archive, name) for name in files})
            archive.writestr(MANIFEST, json.dumps(asdict(whole), indent=2, sort_keys=True))
        draft.replace(target)
        return whole
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _private(path: Path) -> Iterator[Any]:
    """A new file that only its owner may read, on the disk when it is closed."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w+b") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _sha256(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as stream:
        while piece := stream.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


def read(path: Path) -> Manifest:
    """The manifest of a backup that is whole; raises `BadBackup`."""
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        for name, expected in manifest.files.items():
            try:
                found = _sha256(archive, name)
            except (KeyError, ValueError, EOFError, OSError, zipfile.BadZipFile, zlib.error):
                found = ""
            if found != expected:
                raise BadBackup(f"{path} is damaged: {name} in it is not what was written")
        return manifest


def extract(path: Path, name: str, target: Path) -> None:
    """Write one file of a backup to a place of its own, readable by its owner alone."""
    with _opened(path) as archive, archive.open(name) as stream, _private(target) as out:
        while piece := stream.read(CHUNK):
            out.write(piece)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise BadBackup(f"there is no file {path}") from None
    except OSError as error:
        raise BadBackup(f"{path} cannot be read ({error.strerror})") from None
    except zipfile.BadZipFile:
        raise BadBackup(f"{path} is no backup, or was cut short: it does not end as a backup does") from None
    with archive:
        yield archive


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise BadBackup(
                f"{path} was made by a newer version ({told['version']}); restore it with that one"
            )
        return Manifest(**told)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile):
        raise BadBackup(
            f"{path} is no backup of this software: it has no {MANIFEST} that can be read"
        ) from None
