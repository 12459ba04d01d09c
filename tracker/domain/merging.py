"""Two editors of one case: what each of them changed, put together field by field.

A document is taken apart into its fields: those of its head, and those of each entry, which is known by its
id (a party by actor and role, an outcome by its target, a source by its key). A field that one of the two
changed is as that one left it. Where both changed it, mine stands and theirs is told.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

from tracker.domain.case import KEY_PREFIXES, LISTS, Document, identity

Path = tuple[str, ...]
"""`("summary",)`, `("deadlines", "d2", "due")`; `("deadlines", "d2")` for whether that entry is there."""
Fields = dict[Path, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed; None for an entry that one of them took out."""

    path: Path
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What the two make together; `taken` are the fields that only they changed."""

    document: dict[str, Any]
    conflicts: tuple[Conflict, ...]
    taken: tuple[Path, ...]


def merge(base: Document, mine: Document, theirs: Document) -> Merged:
    """My changes of `base` on top of theirs."""
    mine = _renumbered(base, mine, theirs)
    b, m, t = _fields(base), _fields(mine), _fields(theirs)
    merged: Fields = {}
    conflicts, taken = [], []
    for path in dict.fromkeys((*t, *m, *b)):
        was, my, their = b.get(path), m.get(path), t.get(path)
        merged[path] = my
        if their in (my, was):
            continue
        if my == was:
            merged[path] = their
            taken.append(path)
        else:
            conflicts.append(Conflict(path, my, their))
    for entry in [path for path, is_there in merged.items() if len(path) == 2 and not is_there]:
        _undo_deletion(entry, merged, (b, m, t), conflicts)
    return Merged(_document(merged, theirs, mine), tuple(conflicts), tuple(taken))


def with_theirs(document: Document, theirs: Document, paths: Iterable[Path]) -> dict[str, Any]:
    """The document with some fields, or whole entries, as they are in theirs."""
    fields, other = _fields(document), _fields(theirs)
    for path in paths:
        for name in {*fields, *other}:
            if name[: len(path)] == path:
                fields[name] = other.get(name)
    return _document(fields, document, theirs)


def _undo_deletion(
    entry: Path, merged: Fields, versions: tuple[Fields, Fields, Fields], conflicts: list[Conflict]
) -> None:
    """An entry that one took out and the other changed stays as it was changed, and both are told."""
    b, m, t = versions
    left = t if t.get(entry) else m if m.get(entry) else None
    if left is None or not b.get(entry):
        return
    own = [path for path in {*b, *left} if path[:2] == entry]
    if all(left.get(path) == b.get(path) for path in own):
        return
    conflicts[:] = [item for item in conflicts if item.path[:2] != entry]
    conflicts.append(Conflict(entry, m.get(entry), t.get(entry)))
    merged |= {path: left.get(path) for path in own}


def _entries(document: Document, part: str) -> dict[str, Document]:
    if part == "sources":
        return dict(document.get("sources", {}))
    return {identity(part, item): item for item in document.get(part, ())}


def _fields(document: Document) -> Fields:
    fields: Fields = {}
    for name, value in document.items():
        if name in LISTS or name == "sources":
            for key, item in _entries(document, name).items():
                fields[name, key] = True
                fields |= {(name, key, field): held for field, held in item.items() if not _is_empty(held)}
        elif not _is_empty(value):
            fields[name,] = value
    return fields


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def _document(fields: Fields, first: Document, second: Document) -> dict[str, Any]:
    """A document of these fields; what both have in the order of the first."""
    made: dict[str, Any] = {}
    for name in dict.fromkeys((*first, *second)):
        if name in LISTS or name == "sources":
            keys = dict.fromkeys((*_entries(first, name), *_entries(second, name)))
            entries = {}
            for key in keys:
                if fields.get((name, key)):
                    shape = {**_entries(second, name).get(key, {}), **_entries(first, name).get(key, {})}
                    entries[key] = {
                        field: deepcopy(fields.get((name, key, field), _empty_of(held)))
                        for field, held in shape.items()
                    }
            made[name] = entries if name == "sources" else list(entries.values())
        else:
            held = first.get(name, second.get(name))
            made[name] = deepcopy(fields.get((name,), _empty_of(held)))
    return made


def _empty_of(value: Any) -> Any:
    return type(value)() if isinstance(value, list | str | dict) else None


def _renumbered(base: Document, mine: Document, theirs: Document) -> dict[str, Any]:
    """Mine, in which an entry that I added has no key that they gave to another one."""
    made: dict[str, Any] = deepcopy(dict(mine))
    for part, letter in KEY_PREFIXES.items():
        before, own, other = (_entries(each, part) for each in (base, made, theirs))
        twice = [key for key in own if key not in before and key in other and own[key] != other[key]]
        free = (f"{letter}{number}" for number in count(1))
        names: dict[str, str] = {}
        for key in twice:
            names[key] = next(each for each in free if each not in own and each not in other)
        if names:
            _rename(made, part, names)
    return made


def _rename(document: dict[str, Any], part: str, names: Mapping[str, str]) -> None:
    if part == "sources":
        document["sources"] = {names.get(key, key): item for key, item in document["sources"].items()}
        for name in LISTS:
            for item in document.get(name, ()):
                if "sources" in item:
                    item["sources"] = [names.get(key, key) for key in item["sources"]]
        return
    for item in document[part]:
        item["id"] = names.get(item["id"], item["id"])
        if item.get("replaces") in names:
            item["replaces"] = names[item["replaces"]]
