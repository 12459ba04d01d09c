"""A folder of case files, read as a whole: every value that is right, and every fault at once."""

import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Self

from tracker.case_format import yaml
from tracker.case_format.faults import (
    MOST_FAULTS,
    WHOLE_FILE,
    Fault,
    Finding,
    first_at_each_place,
    shown,
)
from tracker.case_format.rules import (
    ACTORS_FILE,
    DOSSIERS_FILE,
    Names,
    actor_rules,
    alone_in,
    case_rules,
    dossier_rules,
)
from tracker.case_format.schema import case_shape, entry_shape
from tracker.domain.aliases import AliasEntry, read_all
from tracker.domain.case import Document

CASES_FOLDER, SUFFIX = "cases", ".yaml"
OTHER_FILES = ("LICENSE", "README.md", "case.schema.json")


@dataclass(frozen=True)
class ActorEntry:
    """An entry of actors.yaml; empty texts where a field is absent."""

    slug: str
    name: str
    type: str
    code: str = ""
    represents: str = ""
    successor: tuple[str, ...] = ()
    timezone: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[AliasEntry, ...] = ()

    @classmethod
    def read(cls, slug: str, entry: Mapping[str, Any]) -> Self:
        """From a valid entry of the file."""
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        aliases = tuple(alias.entry() for alias in read_all(entry.get("aliases", ())))
        return cls(slug, **{**fields, "aliases": aliases})


@dataclass(frozen=True)
class DossierEntry:
    """An entry of dossiers.yaml; `started` and `ended` are dates of the case format, or empty."""

    slug: str
    title: str
    summary: str
    started: str = ""
    ended: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def plain_entry(entry: ActorEntry | DossierEntry) -> Document:
    """The entry as its file writes it: without the slug and without what is empty."""
    fields = {name: getattr(entry, name) for name in entry.__dataclass_fields__ if name != "slug"}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in fields.items() if value
    }


@dataclass(frozen=True)
class CaseEntry:
    """A case as the plain document of its file; `file` is where it was read, and no part of its value."""

    slug: str
    document: dict[str, Any]
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class Batch:
    """What a folder holds, in the order of the slugs; entries that have `faults` are left out."""

    actors: tuple[ActorEntry, ...]
    dossiers: tuple[DossierEntry, ...]
    cases: tuple[CaseEntry, ...]
    faults: tuple[Fault, ...]


@dataclass
class _File:
    """One file as read: `document` is None when it could not be read as a whole."""

    name: str
    stem: str
    document: dict[str, Any] | None
    findings: list[Finding]
    fatal: list[Fault]

    def faults(self) -> list[Fault]:
        findings = first_at_each_place(self.findings)
        named = [finding.in_file(self.name, self.document) for finding in findings[:MOST_FAULTS]]
        if len(findings) > MOST_FAULTS:
            named.append(Fault(self.name, WHOLE_FILE, f"more faults than the {MOST_FAULTS} named", "none"))
        return self.fatal + named

    @property
    def faulty_names(self) -> set[object]:
        """The top-level keys that a finding concerns."""
        return {finding.place[0] for finding in self.findings if finding.place}


@dataclass(frozen=True)
class Stored:
    """What a record holds already: actors and dossiers as their files write them, the slugs of cases."""

    actors: Mapping[str, Mapping[str, Any]]
    dossiers: Mapping[str, Mapping[str, Any]]
    cases: Collection[str]


NOTHING_STORED = Stored({}, {}, ())


def read_folder(path: Path, *, beside: Stored = NOTHING_STORED) -> Batch:
    """Read actors.yaml, dossiers.yaml and cases/*.yaml of a folder; never raises for what they hold.

    Cases may name what is stored beside the folder, and then either of the first two files may be missing.
    Every fault of every file is in `Batch.faults`, files in the order of their names.
    """
    folder_faults, names = _names_in(path)
    actors = _read_beside(path, ACTORS_FILE, beside.actors)
    dossiers = _read_beside(path, DOSSIERS_FILE, beside.dossiers)
    cases = [_read(path, f"{CASES_FOLDER}/{name}") for name in names]
    return _checked(actors, dossiers, cases, folder_faults, beside)


def read_files(files: Iterable[tuple[str, bytes]], *, beside: Stored) -> Batch:
    """Read single files by name and content, checked beside what is stored; never raises for what they hold.

    actors.yaml and dossiers.yaml are optional; every other file is a case, named `<slug>.yaml`.
    """
    read = [_parsed(name, data) for name, data in files]
    actors = _taken(read, ACTORS_FILE)
    dossiers = _taken(read, DOSSIERS_FILE)
    for file in read:
        if not file.name.endswith(SUFFIX):
            file.fatal.append(Fault(file.name, WHOLE_FILE, "a name that nothing reads", f"<slug>{SUFFIX}"))
    return _checked(actors, dossiers, read, [], beside)


def _checked(
    actors: _File, dossiers: _File, cases: list[_File], folder_faults: list[Fault], beside: Stored
) -> Batch:
    _check_entries("actor", actors)
    _check_entries("dossier", dossiers)
    all_actors = None if actors.document is None else {**beside.actors, **actors.document}
    all_dossiers = None if dossiers.document is None else {**beside.dossiers, **dossiers.document}
    if actors.document:
        found = (item for item in actor_rules(all_actors or {}) if item.place[0] in actors.document)
        actors.findings += islice(found, MOST_FAULTS)
    dossiers.findings += dossier_rules(dossiers.document or {})
    _check_cases(cases, all_actors, all_dossiers, beside=beside.cases)
    faults = [*folder_faults, *(fault for file in (actors, dossiers, *cases) for fault in file.faults())]
    return Batch(_actors(actors), _dossiers(dossiers), _cases(cases), tuple(faults))


def _read_beside(folder: Path, name: str, stored: Mapping[str, Any]) -> _File:
    """A file of the folder; where there is none and entries are stored, one without entries."""
    if stored and not (folder / name).exists():
        return _File(name, Path(name).stem, {}, [], [])
    return _read(folder, name)


def _taken(files: list[_File], name: str) -> _File:
    """Take the file of that name out of the list; an empty one where there is none."""
    found = next((file for file in files if file.name == name), None)
    if found is None:
        return _File(name, Path(name).stem, {}, [], [])
    files.remove(found)
    return found


def _check_entries(kind: str, file: _File) -> None:
    for slug, entry in (file.document or {}).items():
        if len(file.findings) <= MOST_FAULTS:
            file.findings += entry_shape(kind, slug, entry)


def _check_cases(
    cases: Iterable[_File],
    actors: dict[str, Any] | None,
    dossiers: dict[str, Any] | None,
    beside: Collection[str] = (),
) -> None:
    cases = list(cases)
    names = Names(actors, dossiers, {file.stem for file in cases} | set(beside), alone_in(actors or {}))
    seen: dict[str, str] = {}
    for file in cases:
        if file.document is None:
            continue
        file.findings += case_shape(file.document)
        file.findings += islice(case_rules(file.document, file.stem, names), MOST_FAULTS)
        slug = file.document.get("slug")
        if not isinstance(slug, str):
            continue
        if slug in seen:
            found = f"{shown(slug)}, also the slug of {seen[slug]}"
            file.findings.insert(0, Finding(("slug",), found, "a slug that no other file has"))
        seen.setdefault(slug, file.name)


def _names_in(path: Path) -> tuple[list[Fault], list[str]]:
    """The files of cases/ that are case files by their name, and a fault for each that is not."""
    faults: list[Fault] = []
    try:
        around = sorted(entry.name for entry in path.iterdir())
    except OSError as error:
        return [Fault(_plain(str(path)), WHOLE_FILE, _why(error), "a folder of case files")], []
    strays = [name for name in around if _is_yaml(name) and name not in (ACTORS_FILE, DOSSIERS_FILE)]
    wanted = f"{ACTORS_FILE} and {DOSSIERS_FILE} here, each case as {CASES_FOLDER}/<slug>{SUFFIX}"
    faults += [Fault(_plain(name), WHOLE_FILE, "a YAML file that nothing reads", wanted) for name in strays]
    try:
        inside = sorted(entry.name for entry in (path / CASES_FOLDER).iterdir())
    except OSError as error:
        return [*faults, Fault(CASES_FOLDER, WHOLE_FILE, _why(error), "a folder of case files")], []
    names = [name for name in inside if not name.startswith(".")]
    faults += [
        Fault(_plain(f"{CASES_FOLDER}/{name}"), WHOLE_FILE, "a name that nothing reads", f"<slug>{SUFFIX}")
        for name in names
        if not name.endswith(SUFFIX)
    ]
    return faults, [name for name in names if name.endswith(SUFFIX)]


def _is_yaml(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith((".yaml", ".yml"))


def _read(folder: Path, name: str) -> _File:
    try:
        return _parsed(name, _bytes_of(folder / name))
    except yaml.NotPlain as error:
        fault = Fault(_plain(name), error.where, error.found, error.allowed)
    except OSError as error:
        fault = Fault(_plain(name), WHOLE_FILE, _why(error), "a file that can be read")
    return _File(_plain(name), Path(name).stem, None, [], [fault])


def _parsed(name: str, data: bytes) -> _File:
    file = _File(_plain(name), Path(name).stem, None, [], [])
    try:
        parsed = yaml.parse(data)
    except yaml.NotPlain as error:
        file.fatal.append(Fault(file.name, error.where, error.found, error.allowed))
    else:
        file.document, file.findings = parsed.document, parsed.findings
    return file


def _bytes_of(path: Path) -> bytes:
    """The first bytes of a regular file, one more than may be; a pipe or a device is never opened."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise yaml.NotPlain(WHOLE_FILE, "no regular file (a folder, a pipe or a device)", "a text file")
    with path.open("rb") as stream:
        return stream.read(yaml.LARGEST_FILE + 1)


def _why(error: OSError) -> str:
    """The reason of the system in words: 'no such file or directory'."""
    return (error.strerror or type(error).__name__).lower()


def _plain(name: str) -> str:
    """A file name that fits on one line whatever it holds."""
    return shown(name)[1:-1] if not name.isprintable() else name


def _actors(file: _File) -> tuple[ActorEntry, ...]:
    return tuple(ActorEntry.read(slug, entry) for slug, entry in _faultless(file))


def _dossiers(file: _File) -> tuple[DossierEntry, ...]:
    return tuple(DossierEntry(slug, **entry) for slug, entry in _faultless(file))


def _faultless(file: _File) -> list[tuple[str, dict[str, Any]]]:
    if len(file.findings) > MOST_FAULTS:
        return []  # the reading stopped there, so the rest was not looked at
    entries = file.document or {}
    return [(slug, entries[slug]) for slug in sorted(entries) if slug not in file.faulty_names]


def _cases(files: Iterable[_File]) -> tuple[CaseEntry, ...]:
    good = [file for file in files if file.document is not None and not file.findings]
    return tuple(CaseEntry(file.stem, file.document or {}, file.name) for file in good)
