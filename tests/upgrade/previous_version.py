"""The code of the version before: packed into a file of the tests at each release, and run beside ours.

    python -m tests.upgrade.previous_version v0.2.0

packs what is committed under that name; what a worker needs, without static files and fonts.
"""

import io
import lzma
import subprocess
import sys
import tarfile
from pathlib import Path

from config.env import ROOT

PACKED = Path(__file__).parent / "previous_version.tar.xz"
TAKEN = ("config", "tracker", "templates", "manage.py", "tests/__init__.py", "tests/factories.py")
TAKEN_OF_FAULTS = ("__init__.py", "settings.py", "planting.py")
LEFT_OUT = ("/static/", "/fonts/")


def pack(revision: str) -> None:
    """Pack the code of a revision of this repository."""
    paths = [*TAKEN, *(f"tests/faults/{name}" for name in TAKEN_OF_FAULTS)]
    whole = subprocess.run(["git", "archive", revision, *paths], cwd=ROOT, capture_output=True, check=True)
    with (
        tarfile.open(fileobj=io.BytesIO(whole.stdout)) as source,
        lzma.open(PACKED, "wb", preset=9 | lzma.PRESET_EXTREME) as packed,
        tarfile.open(fileobj=packed, mode="w") as target,
    ):
        for member in source:
            if not any(part in member.name for part in LEFT_OUT):
                target.addfile(member, source.extractfile(member) if member.isfile() else None)


def unpack(folder: Path) -> Path:
    """Unpack it into a folder, which is returned."""
    with tarfile.open(PACKED) as packed:
        packed.extractall(folder, filter="data")
    return folder


if __name__ == "__main__":
    pack(sys.argv[1])
