"""Two editors of one case: what both changed is shown side by side, and nothing that either typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from tracker.domain.case import Document
from tracker.domain.merging import Conflict, Merged, Path, identity
from tracker.models import Ultimatum
from tracker.queries.case import names_in
from tracker.templatetags.differences import differences_of, name_of_fact

THEIRS = "theirs"
TAKE = "_take_theirs"
_JOINT = "/"


class Conflicting(Exception):
    """Undoes a saving that would have undone somebody's: the form comes back with both put together."""

    def __init__(self, merged: Merged, theirs: Document) -> None:
        self.merged, self.theirs = merged, theirs
        super().__init__("nothing was saved")


@dataclass(frozen=True, slots=True)
class Shown:
    """A field in words, as I have it and as they have it; `name` is what a box posts to take theirs."""

    name: str
    field: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ConflictPanel:
    """What stands above the form: who saved it, what both changed, what only they changed."""

    who: str
    both: tuple[Shown, ...]
    taken: tuple[str, ...]


def panel_of(conflicting: Conflicting, case: Ultimatum) -> ConflictPanel:
    """In words, for the page (4 queries)."""
    merged, theirs = conflicting.merged, conflicting.theirs
    names = names_in([*_facts(merged.document), *_facts(theirs)])
    taken = [
        _in_words(Conflict(path, _at(merged.document, path), None), merged.document, theirs, names).field
        for path in merged.taken
    ]
    return ConflictPanel(
        _who(case),
        tuple(_in_words(item, merged.document, theirs, names) for item in merged.conflicts),
        tuple(dict.fromkeys(taken)),
    )


def posted_paths(texts: Sequence[str]) -> list[Path]:
    """The fields whose boxes were ticked."""
    return [tuple(text.split(_JOINT)) for text in texts]


def _who(case: Ultimatum) -> str:
    kind = ContentType.objects.get_for_model(Ultimatum)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(case.pk))
    entry = entries.select_related("user").order_by("-action_time").first()
    return f"{entry.user.get_username()}, {entry.action_time:%H:%M} UTC" if entry else "somebody else"


def _in_words(item: Conflict, document: Document, theirs: Document, names: dict[str, str]) -> Shown:
    path = item.path
    name = _JOINT.join(path)
    if len(path) == 1:
        (row,) = differences_of(path[0], item.mine, item.theirs, names)
        return Shown(name, name_of_fact(path[0], None, names).capitalize(), row.before, row.after)
    part, key = path[:2]
    fact = _entry(document, part, key) or _entry(theirs, part, key)
    where = f"{part}[{key}]"
    said = name_of_fact(where, fact, names)
    if len(path) == 2:
        gone = "taken out"
        return Shown(name, said, "kept" if item.mine else gone, "kept" if item.theirs else gone)
    rows = differences_of(where, {path[2]: item.mine}, {path[2]: item.theirs}, names)
    if not rows:
        return Shown(name, said, "", "")
    row = rows[0]
    return Shown(name, f"{said}, {row.field}", row.before, row.after)


def _facts(document: Document) -> list[Any]:
    parts = [value for value in document.values() if isinstance(value, list | dict)]
    rows = [row for part in parts for row in (part.values() if isinstance(part, dict) else part)]
    return [document.get("dossier"), *rows]


def _entry(document: Document, part: str, key: str) -> Any:
    if part == "sources":
        return document["sources"].get(key)
    return next((item for item in document[part] if identity(part, item) == key), None)


def _at(document: Document, path: Path) -> Any:
    if len(path) == 1:
        return document.get(path[0])
    entry = _entry(document, path[0], path[1])
    return entry.get(path[2]) if len(path) == 3 and entry else bool(entry)
