"""The whole record as one archive, sent while it is written: nothing of it is kept, in memory or on disk.

What remembers every file of a ZIP is its table at the end: a few hundred bytes a case.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils import translation

from tracker.case_format import case_text
from tracker.case_format.definition import schema
from tracker.case_format.style import entries_text
from tracker.domain.case import Document
from tracker.queries.documents import actor_documents, dossier_documents
from tracker.queries.pagination import all_documents
from tracker.web import licence
from tracker.web.data.codebook import markdown
from tracker.web.data.description import TABLES, citation_of, package_of
from tracker.web.data.files import csv_file, json_lines

README = """# Ultimata, version {version}

The whole record as it stood at {at}, from {site}: {address}

- `cases/`, `actors.yaml`, `dossiers.yaml`: every published case in the case format, one file each;
  `case.schema.json` is its JSON Schema. `manage.py load_cases` of the tracker reads this folder.
- `ultimatums.csv`, `ultimatums.jsonl`: one case a line, as it stood at that instant.
- `CODEBOOK.md`: what every column, field and word means.
- `datapackage.json`: the same for programs (Data Package, version 1); `CITATION.cff`: how to cite it.
- `LICENSE`: what may be done with it (CC BY 4.0).
- `SHA256SUMS`: checksums of all other files; `sha256sum --check SHA256SUMS` compares them.

The version is the number of the record, which rises with every change of it, and the day.
"""


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
    sums: dict[str, str] = {}
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it only writes
        for document in all_documents({}, at=at):
            named.note(document)
            sums |= _put(archive, f"cases/{document['slug']}.yaml", case_text(document), at)
            yield sink.drain()
        for name, text in _small_files(named, version, at, address):
            sums |= _put(archive, name, text, at)
            yield sink.drain()
        for name, parts in (("ultimatums.csv", csv_file), ("ultimatums.jsonl", json_lines)):
            digest = sha256()
            with archive.open(_entry(name, at), "w") as file:
                for part in parts({}, at=at):
                    file.write(part)
                    digest.update(part)
                    yield sink.drain()
            sums[name] = digest.hexdigest()
        _put(archive, "SHA256SUMS", "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), at)
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
        package = package_of(told["version"], at, (*TABLES, "actors.yaml", "dossiers.yaml"))
        citation = citation_of(told["version"], at)
    about = "Of every file of this archive. What may be done with them stands in `LICENSE`."
    yield "CODEBOOK.md", markdown(title=f"Codebook of Ultimata, version {told['version']}", about=about)
    yield "LICENSE", licence.licence_file()
    yield "CITATION.cff", citation
    yield "datapackage.json", package
    yield "README.md", README.format(**told, site=settings.SITE_URL)


def _put(archive: zipfile.ZipFile, name: str, text: str, at: datetime) -> dict[str, str]:
    """Write a file; its checksum by its name."""
    data = text.encode()
    archive.writestr(_entry(name, at), data)
    return {name: sha256(data).hexdigest()}


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(f"ultimata/{name}", date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
