"""Two editors of one row: what both changed is shown side by side, and nothing that either typed is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.forms.utils import pretty_name

from tracker.admin.fields import LineList
from tracker.domain.case import Document, identity
from tracker.domain.merging import Conflict, Merged, Path
from tracker.models import Ultimatum
from tracker.queries.case import names_in
from tracker.templatetags.differences import PARTS, differences_of, name_of_fact

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
    """What stands above the form: what was saved and by whom, what both changed, what only they changed."""

    what: str
    who: str
    both: tuple[Shown, ...]
    taken: tuple[str, ...]


def panel_of(conflicting: Conflicting, case: Ultimatum) -> ConflictPanel:
    """Of a case, in words, for the page (4 queries)."""
    document, theirs = conflicting.merged.document, conflicting.theirs
    names = names_in([*_facts(document), *_facts(theirs)])
    return _panel(conflicting, case, lambda item: _in_words(item, document, theirs, names))


def panel_of_record(conflicting: Conflicting, row: Model, fields: Mapping[str, forms.Field]) -> ConflictPanel:
    """Of a row that is one form, in words (2 queries, and 2 for each choice among rows that both changed)."""

    def in_words(item: Conflict) -> Shown:
        field = fields[item.path[0]]
        label = str(field.label or pretty_name(item.path[0]))
        return Shown(item.path[0], label, _value(field, item.mine), _value(field, item.theirs))

    return _panel(conflicting, row, in_words)


def posted_paths(texts: Sequence[str]) -> list[Path]:
    """The fields whose boxes were ticked."""
    return [tuple(text.split(_JOINT)) for text in texts]


def _panel(conflicting: Conflicting, row: Model, in_words: Callable[[Conflict], Shown]) -> ConflictPanel:
    merged = conflicting.merged
    taken = [in_words(Conflict(path, _at(merged.document, path), None)).field for path in merged.taken]
    both = tuple(map(in_words, merged.conflicts))
    return ConflictPanel(str(row._meta.verbose_name), _who(row), both, tuple(dict.fromkeys(taken)))


def _value(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        rows = cast("Any", field.queryset).filter(pk__in=value if isinstance(value, list) else [value])
        return ", ".join(map(str, rows))
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast("Any", field.choices)).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, LineList):
        return ", ".join(str(field.prepare_value(value)).split(field.joint))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _who(row: Model) -> str:
    kind = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    entry = entries.select_related("user").order_by("-action_time").first()
    return f"{entry.user.get_username()}, {entry.action_time:%H:%M} UTC" if entry else "somebody else"


def _in_words(item: Conflict, document: Document, theirs: Document, names: dict[str, str]) -> Shown:
    path = item.path
    name = _JOINT.join(path)
    if len(path) == 1:
        rows = differences_of(path[0], item.mine, item.theirs, names)
        said = str(PARTS.get(path[0]) or name_of_fact(path[0], None, names).capitalize())
        return Shown(name, said, "; ".join(row.before for row in rows), "; ".join(row.after for row in rows))
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
