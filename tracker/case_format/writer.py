"""A folder of case files, written as a whole or not at all."""

import re
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from tracker.case_format.definition import schema
from tracker.case_format.faults import Fault, Finding, Place, shown
from tracker.case_format.reader import (
    CASES_FOLDER,
    OTHER_FILES,
    SUFFIX,
    ActorEntry,
    Batch,
    CaseEntry,
    DossierEntry,
    plain_entry,
    read_folder,
)
from tracker.case_format.rules import ACTORS_FILE, DOSSIERS_FILE
from tracker.case_format.style import case_text, entries_text
from tracker.case_format.yaml import character_name
from tracker.domain.text import is_forbidden, one_line

EntryT = TypeVar("EntryT", ActorEntry, DossierEntry, CaseEntry)
ListEntry = TypeVar("ListEntry", ActorEntry, DossierEntry)


class CannotWrite(Exception):
    """The folder was not written and is as it was; `faults` say what the entries have wrong, if they do."""

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([message, *map(str, self.faults)]))


def write_folder(
    path: Path,
    actors: Iterable[ActorEntry],
    dossiers: Iterable[DossierEntry],
    cases: Iterable[CaseEntry],
) -> tuple[Fault, ...]:
    """Replace a folder by actors.yaml, dossiers.yaml and cases/*.yaml; the same values give the same bytes.

    A text that holds what no text may hold is written without it (`domain.text.one_line`), so that one
    invisible character does not keep all else from being written; each such text is in the answer.

    What is written is read again before it takes the place of the old folder, so that it is known to load
    without a fault and to mean the same. LICENSE, README.md and case.schema.json in the folder stay. Raises
    `CannotWrite` when the folder holds files of somebody else, when the entries have faults, or when the
    system refuses; then the folder is as it was.
    """
    left_out: list[Fault] = []
    wanted = Batch(
        _by_slug(_cleaned_entry(actor, ACTORS_FILE, left_out) for actor in actors),
        _by_slug(_cleaned_entry(dossier, DOSSIERS_FILE, left_out) for dossier in dossiers),
        _by_slug(_cleaned_case(case, left_out) for case in cases),
        (),
    )
    _refuse_odd_slugs(wanted)
    try:
        _refuse_foreign_files(path)
        parent = path.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        draft = parent / f".{path.name}.{secrets.token_hex(6)}.new"
        try:
            _fill(draft, wanted, keep_from=path)
            _compare(wanted, read_folder(draft))
            _swap(draft, path.resolve())
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise CannotWrite(f"{path}: {(error.strerror or type(error).__name__).lower()}") from error
    return tuple(left_out)


def _cleaned_entry(entry: ListEntry, file: str, left_out: list[Fault]) -> ListEntry:
    plain, found = cleaned({entry.slug: asdict(entry)})
    left_out += (item.in_file(file, None) for item in found)
    fields: Any = {
        key: tuple(each) if isinstance(each, list) else each for key, each in plain[entry.slug].items()
    }
    return replace(entry, **fields)


def _cleaned_case(case: CaseEntry, left_out: list[Fault]) -> CaseEntry:
    document, found = cleaned(case.document)
    left_out += (item.in_file(f"{CASES_FOLDER}/{case.slug}{SUFFIX}", case.document) for item in found)
    return replace(case, document=document)


def cleaned(value: Any, place: Place = ()) -> tuple[Any, list[Finding]]:
    """The value as files can hold it, and what was left out of which text."""
    if isinstance(value, str):
        text = one_line(value)
        odd = next((letter for letter in value if is_forbidden(letter)), None)
        found = "blanks around a text" if odd is None else f"a text with {character_name(odd)}"
        return text, [] if text == value else [Finding(place, found, "printable characters")]
    if isinstance(value, Mapping):
        pairs = {key: cleaned(each, (*place, key)) for key, each in value.items()}
        return {key: each for key, (each, _) in pairs.items()}, [
            item for _, found in pairs.values() for item in found
        ]
    if isinstance(value, list | tuple):
        items = [cleaned(each, (*place, at)) for at, each in enumerate(value)]
        return [each for each, _ in items], [item for _, found in items for item in found]
    return value, []


def _by_slug(entries: Iterable[EntryT]) -> tuple[EntryT, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.slug))


def _refuse_odd_slugs(wanted: Batch) -> None:
    """A slug becomes the name of a file or a key, so it is looked at before anything is written."""
    pattern = re.compile(schema()["$defs"]["slug"]["pattern"].removesuffix("$") + r"\Z")
    for entries in (wanted.actors, wanted.dossiers, wanted.cases):
        slugs = [entry.slug for entry in entries]
        odd = [slug for slug in slugs if not pattern.match(slug) or slugs.count(slug) > 1]
        if odd:
            raise CannotWrite(f"{shown(odd[0])} is no slug, or is there twice; nothing was written")


def _refuse_foreign_files(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise CannotWrite(
            f"{path} is no folder of its own; name one that is new, empty or holds case files only"
        )
    if not path.exists():
        return
    ours = {ACTORS_FILE, DOSSIERS_FILE, CASES_FOLDER, *OTHER_FILES}
    foreign = [entry.name for entry in path.iterdir() if entry.name not in ours]
    cases = path / CASES_FOLDER
    if cases.exists():
        foreign += [f"{CASES_FOLDER}/{entry.name}" for entry in cases.iterdir() if entry.suffix != SUFFIX]
    if foreign:
        named = ", ".join(sorted(foreign)[:5])
        raise CannotWrite(f"{path} holds files that are no case files ({named}); nothing was written")


def _fill(draft: Path, wanted: Batch, *, keep_from: Path) -> None:
    (draft / CASES_FOLDER).mkdir(parents=True)
    _write(
        draft / ACTORS_FILE,
        entries_text("actor", {actor.slug: plain_entry(actor) for actor in wanted.actors}),
    )
    _write(
        draft / DOSSIERS_FILE,
        entries_text("dossier", {one.slug: plain_entry(one) for one in wanted.dossiers}),
    )
    for case in wanted.cases:
        _write(draft / CASES_FOLDER / f"{case.slug}{SUFFIX}", case_text(case.document))
    for name in OTHER_FILES:
        if (keep_from / name).is_file():
            shutil.copy2(keep_from / name, draft / name)


def _write(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise CannotWrite(f"{file.name} would hold a character that UTF-8 has no bytes for") from error


def _compare(wanted: Batch, written: Batch) -> None:
    if written.faults:
        raise CannotWrite("what was to be written has faults; nothing was written", written.faults)
    if written != wanted:
        raise CannotWrite("what was to be written reads back as something else; nothing was written")


def _swap(draft: Path, target: Path) -> None:
    """Put the draft where the target is; the old folder comes back when that fails."""
    if not target.exists():
        draft.rename(target)
        return
    old = target.with_name(f".{target.name}.{secrets.token_hex(6)}.old")
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
