"""The whole record as one archive, sent while it is written: nothing of it is kept, in memory or on disk.

What remembers every file of a ZIP is its table at the end: a few hundred bytes a case.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.domain.record import Document
from tracker.intake.case_files import case_text
from tracker.intake.case_files.shape import schema
from tracker.intake.case_files.style import entries_text
from tracker.queries.documents import actor_documents, dossier_documents
from tracker.queries.listing import all_documents
from tracker.web.data.codebook import markdown
from tracker.web.data.files import csv_file, json_lines

README = """# Ultimata, version {version}

The whole record as it stood at {at}, from {site}: {address}

- `cases/`, `actors.yaml`, `dossiers.yaml`: every published case in the case format, one file each;
  `case.schema.json` is its JSON Schema. `manage.py load_cases` of the tracker reads this folder.
- `ultimatums.csv`, `ultimatums.jsonl`: one case a line, as it stood at that instant.
- `CODEBOOK.md`: what every column, field and word means.

The version is the number of the record, which rises with every change of it, and the day.

## Licence

{licence}
"""
LICENCE = (
    _(
        "Facts belong to nobody. Titles, summaries and other sentences are the record's own words: use them "
        "for anything, and name Ultimata and the version (CC BY 4.0)."
    ),
    _(
        "Sources are linked, not copied. Their titles, and the quotes of at most ten words, are their "
        "authors' and publishers'; what stands behind a link is under the terms of whoever published it."
    ),
)


@dataclass(slots=True)
class Sink:
    """What the archive is written into: takes bytes, and gives away what it has."""

    parts: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> int:
        """Take some."""
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def drain(self) -> bytes:
        """Give away all there is."""
        data = b"".join(self.parts)
        self.parts.clear()
        return data


def version_name(version: int, at: datetime) -> str:
    """The version of a dump: the number of the record, and the day."""
    return f"{version}-{at:%Y-%m-%d}"


def dump(version: int, *, at: datetime, address: str) -> Iterator[bytes]:
    """The bytes of the archive as they come (2 queries for 500 cases in each of three forms, and 2 more)."""
    sink = Sink()
    named = Names()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it only writes
        for document in all_documents({}, at=at):
            named.note(document)
            _put(archive, f"cases/{document['slug']}.yaml", case_text(document), at)
            yield sink.drain()
        for name, text in _small_files(named, version, at, address):
            _put(archive, name, text, at)
            yield sink.drain()
        for name, parts in (("ultimatums.csv", csv_file), ("ultimatums.jsonl", json_lines)):
            with archive.open(_entry(name, at), "w") as file:
                for part in parts({}, at=at):
                    file.write(part)
                    yield sink.drain()
    yield sink.drain()


@dataclass(slots=True)
class Names:
    """The actors and dossiers that published cases name: others belong to drafts."""

    actors: set[str] = field(default_factory=set)
    dossiers: set[str] = field(default_factory=set)

    def note(self, document: Document) -> None:
        """Take down those of a case."""
        self.dossiers.add(document["dossier"])
        for part in ("parties", "demands", "threats", "deadlines", "outcomes"):
            for item in document[part]:
                told = (item.get(name) for name in ("actor", "stated_by", "target", "enforced_by"))
                self.actors.update(slug for slug in told if slug)
                self.actors.update(item.get("exposed", ()))

    def of_actors(self, all_actors: Mapping[str, Document]) -> dict[str, Document]:
        """Their entries, and those of whom a person speaks for."""
        wanted, found = list(self.actors), dict[str, Document]()
        while wanted:
            slug = wanted.pop()
            if slug not in found:
                found[slug] = all_actors[slug]
                wanted += [all_actors[slug]["represents"]] if "represents" in all_actors[slug] else []
        return found


def _small_files(named: Names, version: int, at: datetime, address: str) -> Iterable[tuple[str, str]]:
    told = {"version": version_name(version, at), "at": f"{at:%Y-%m-%d %H:%M:%S} UTC", "address": address}
    dossiers = {slug: item for slug, item in dossier_documents().items() if slug in named.dossiers}
    yield "actors.yaml", entries_text("actor", named.of_actors(actor_documents()))
    yield "dossiers.yaml", entries_text("dossier", dossiers)
    yield "case.schema.json", json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    with translation.override(settings.LANGUAGE_CODE):
        licence = "\n\n".join(map(str, LICENCE))
    yield "CODEBOOK.md", markdown(title=f"Codebook of Ultimata, version {told['version']}", about=licence)
    yield "README.md", README.format(**told, site=settings.SITE_URL, licence=licence)


def _put(archive: zipfile.ZipFile, name: str, text: str, at: datetime) -> None:
    archive.writestr(_entry(name, at), text.encode())


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(f"ultimata/{name}", date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
