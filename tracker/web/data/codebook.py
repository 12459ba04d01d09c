"""What every column, field and word means, taken from what writes them, so that it cannot go stale."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.case_format.definition import schema
from tracker.web.api.words import WITHOUT_LABELS, labelled, name_of
from tracker.web.data.files import COLUMNS
from tracker.web.pages.developers import made_reference

ROW = "UltimatumRow"
"""The shape of a row in the OpenAPI document."""


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """A column, a field or a word, and what it means; `type` says whether it must be there, or its code."""

    name: str
    text: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A table of the codebook."""

    name: str
    title: str
    text: str
    entries: tuple[CodebookEntry, ...]


def columns() -> Chapter:
    """The columns of the CSV."""
    text = _(
        "RFC 4180, UTF-8, a header, one case a line. Several values in a cell are joined by '; '. A text "
        "that begins with = + - @, a tab, a line break or an apostrophe has an apostrophe put before it, so "
        "that no spreadsheet takes it for a formula; take one leading apostrophe away and you have the text."
    )
    entries = tuple(CodebookEntry(column.name, str(column.meaning)) for column in COLUMNS)
    return Chapter("columns", _("Columns of the CSV"), text, entries)


def rows() -> Chapter:
    """The objects of the JSON Lines, which are those of the API's lists: every field, and those within."""
    text = _(
        "One object a line: a case as lists of the API show it, and the instant it is about. Fields are "
        "always there; what is not known is null."
    )
    at = CodebookEntry("at", _("The instant this row is about, in UTC."), "string")
    return Chapter("rows", _("Fields of the JSON Lines"), text, (*_within(ROW, ""), at))


def _within(shape: str, prefix: str) -> Iterator[CodebookEntry]:
    shapes = {name: fields for name, _text, fields in made_reference().shapes}
    for field in shapes[shape]:
        yield CodebookEntry(f"{prefix}{field.name}", field.text, field.type)
        if field.refers in shapes:
            yield from _within(field.refers, f"{prefix}{field.name}.")


def words() -> tuple[Chapter, ...]:
    """The controlled words, a chapter for each vocabulary; those without a label stand for themselves."""
    bare = {name_of(each) for each in WITHOUT_LABELS}
    return tuple(
        Chapter(
            str(each["name"]),
            str(each["name"]),
            str(each["description"]),
            tuple(
                CodebookEntry(
                    word["value"],
                    "" if each["name"] in bare else word["label"],
                    f"TIES {word['ties_code']}" if word["ties_code"] else "",
                )
                for word in each["words"]  # type: ignore[attr-defined]  # plain data, as the API sends it
            ),
        )
        for each in labelled()
    )


def fields() -> tuple[Chapter, ...]:
    """The fields of the case format, a chapter for each part, from its schema."""
    whole = schema()
    parts = [
        ("case", whole),
        *_parts(whole),
        ("actor", whole["$defs"]["actor"]),
        ("actor.aliases", whole["$defs"]["alias"]),
        ("dossier", whole["$defs"]["dossier"]),
    ]
    return tuple(
        Chapter(f"case-{name.replace('.', '-')}", name, "", tuple(_fields(part, whole["$defs"])))
        for name, part in parts
    )


def _parts(whole: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, part in whole["properties"].items():
        if "properties" in part.get("items", {}):
            yield name, part["items"]
            for inner, value in part["items"]["properties"].items():
                choices = [one for one in value.get("oneOf", ()) if "properties" in one]
                if choices:
                    yield f"{name}.{inner}", choices[0]
        elif "properties" in part:
            yield name, part
        elif "patternProperties" in part:
            yield name, next(iter(part["patternProperties"].values()))


def _fields(part: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[CodebookEntry]:
    required = part.get("required", ())
    for name, value in part["properties"].items():
        meant = known.get(str(value.get("$ref", "")).rpartition("/")[2], value)
        meaning = str(meant.get("description", "")) or _kind(meant)
        yield CodebookEntry(name, meaning, _("needed") if name in required else _("where there is one"))


def _kind(value: Mapping[str, Any]) -> str:
    if "enum" in value:
        return ", ".join(value["enum"])
    return {
        "string": _("a text"),
        "boolean": _("true or false"),
        "array": _("a list"),
        "object": _("a mapping"),
    }.get(value.get("type", ""), "")


def markdown(*, title: str, about: str) -> str:
    """The whole codebook as a text file, in the language of the record."""
    with translation.override(settings.LANGUAGE_CODE):
        return _markdown(title, about)


def _markdown(title: str, about: str) -> str:
    lines = [f"# {title}", "", about, ""]
    for chapter in (columns(), rows(), *words(), *fields()):
        lines += [f"## {chapter.title}", ""]
        if chapter.text:
            lines += [chapter.text, ""]
        for entry in chapter.entries:
            kind, text = f" ({entry.type})" if entry.type else "", f": {entry.text}" if entry.text else ""
            lines.append(f"- `{entry.name}`{kind}{text}")
        lines.append("")
    return "\n".join(lines)
