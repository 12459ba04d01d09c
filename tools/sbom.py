"""What is in the image: the lock, and Debian's packages, as CycloneDX 1.6 (cyclonedx.org/docs/1.6/json)."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tracker import __version__

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^ ;\\]+)")


def write(target: Path, *, packages: Sequence[tuple[str, str]]) -> None:
    """Write the list; `packages` are name and version of each of Debian's packages."""
    target.write_text(json.dumps(document(packages), indent=2) + "\n", encoding="utf-8")


def document(packages: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The list as JSON."""
    components = [
        *_components(locked(), "pkg:pypi/{}@{}"),
        *_components(packages, "pkg:deb/debian/{}@{}"),
    ]
    itself = {"type": "application", "name": "ultimata", "version": __version__, "bom-ref": "ultimata"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": components,
    }


def locked() -> list[tuple[str, str]]:
    """Name and version of each pinned requirement."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    found = (PINNED.match(line) for line in text.splitlines())
    return [(match[1].lower().replace("_", "-"), match[2]) for match in found if match]


def _components(packages: Iterable[tuple[str, str]], purl: str) -> list[dict[str, str]]:
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": purl.format(name, version.replace("+", "%2B").replace(":", "%3A")),
            "bom-ref": purl.format(name, version),
        }
        for name, version in packages
    ]
