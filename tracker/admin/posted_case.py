"""A document of a case as the case form would post it: to show in the form what nobody typed there."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from tracker.admin.base import SEEN, SEEN_DOCUMENT
from tracker.admin.case_document import FIELD_OF
from tracker.admin.fields import LanguageLines, SourcedLines
from tracker.admin.forms import JUDGED_BY
from tracker.domain.case import PARTS, SUMMARIES, TITLES, Document, Field, Value, fields_of, identity
from tracker.models import Actor, Dossier, Publication, Ultimatum

_ROW = re.compile(r"([a-z]+)-([0-9]{1,4})-(.+)", re.ASCII | re.DOTALL)
CARRIED = ("form_token", "reason", "only_wording", "editor_zone")
"""What is no part of the case and stays as it was posted."""


def posted_case(document: Document, case: Ultimatum, posted: QueryDict) -> QueryDict:
    """The form of a stored case with the values of a document, its management fields among them.

    Rows that are stored come first, those that the document has no more are marked to be deleted.
    """
    data = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name in CARRIED or name.startswith("corrections-"):
            data.setlist(name, values)
    data[SEEN] = str(case.revision)
    data[SEEN_DOCUMENT] = json.dumps(case.document)
    for name, value in _head(document).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    actors = dict(Actor.objects.values_list("slug", "pk"))
    for part in PARTS:
        _add_part(data, part, document, case, actors)
    return data


def with_fresh_ids(posted: QueryDict, case: Ultimatum) -> QueryDict:
    """A form that was opened before somebody else saved, its rows by the ids that they have now.

    A row that is stored no more comes after those that are, as one that is new.
    """
    data = QueryDict(mutable=True)
    rows: dict[str, dict[int, list[tuple[str, list[str]]]]] = {part: {} for part in PARTS}
    for name, values in posted.lists():
        found = _ROW.fullmatch(name)
        if found and found[1] in rows:
            rows[found[1]].setdefault(int(found[2]), []).append((found[3], values))
        else:
            data.setlist(name, values)
    for part, numbered in rows.items():
        stored = _stored(part, case)
        known = set(map(str, stored.values()))
        ids = {}
        for at, pairs in numbered.items():
            held = {name: values[-1] for name, values in pairs if values}
            same = held.get("id", "") in known
            ids[at] = held.get("id", "") if same else str(stored.get(held.get("key", ""), ""))
            if not held.get("id"):
                ids[at] = ""
        for place, at in enumerate(sorted(numbered, key=lambda number: (not ids[number], number))):
            for name, values in numbered[at]:
                data.setlist(f"{part}-{place}-{name}", [ids[at]] if name == "id" else values)
        data[f"{part}-INITIAL_FORMS"] = str(sum(map(bool, ids.values())))
    return data


def _head(document: Document) -> dict[str, Any]:
    dossier = Dossier.objects.filter(slug=document["dossier"]).first() if document["dossier"] else None
    related = dict(Ultimatum.objects.filter(slug__in=document.get("related", ())).values_list("slug", "pk"))
    return {
        **{name: document[name] for name in ("title", "slug", "summary", "kind", "review")},
        **{name: LanguageLines().prepare_value(document.get(name, {})) for name in (TITLES, SUMMARIES)},
        "dossier": dossier.pk if dossier else "",
        "tags": ", ".join(document["tags"]),
        "notes": "\n".join(document.get("notes", ())),
        "background": SourcedLines().prepare_value(document.get("background", [])),
        **{f"criteria_{name}": document.get("criteria", {}).get(name, "") for name in JUDGED_BY},
        "related_cases": [related[slug] for slug in document.get("related", ()) if slug in related],
    }


def _add_part(
    data: QueryDict, part: str, document: Document, case: Ultimatum, actors: Mapping[str, int]
) -> None:
    entries = (
        dict(document["sources"])
        if part == "sources"
        else {identity(part, item): item for item in document[part]}
    )
    stored = _stored(part, case)
    new = [key for key in entries if key not in stored]
    data[f"{part}-TOTAL_FORMS"] = str(len(stored) + len(new))
    data[f"{part}-INITIAL_FORMS"] = str(len(stored))
    for at, key in enumerate([*stored, *new]):
        prefix = f"{part}-{at}-"
        data[f"{prefix}id"] = str(stored.get(key, ""))
        data[f"{prefix}ultimatum"] = str(case.pk)
        item = entries.get(key)
        if item is None:
            data[f"{prefix}DELETE"] = "on"
            item = _entries_of(case, part)[key]
        for field in fields_of(PARTS[part]):
            _add_field(data, prefix, field, item.get(field.name), actors)
        if part == "sources":
            data[f"{prefix}key"] = key
        if part == "deadlines" and item["due"] is None and case.publication == Publication.PUBLISHED:
            data[f"{prefix}no_date"] = "on"


def _entries_of(case: Ultimatum, part: str) -> dict[str, Document]:
    if part == "sources":
        return dict(case.document["sources"])
    return {identity(part, item): item for item in case.document[part]}


def _stored(part: str, case: Ultimatum) -> dict[str, int]:
    """The rows of a part by what they are known by, in their order."""
    rows: Any = getattr(case, part)
    if part == "parties":
        return {f"{row.actor.slug} {row.role}": row.pk for row in rows.select_related("actor")}
    if part == "outcomes":
        return {(row.target.slug if row.target else ""): row.pk for row in rows.select_related("target")}
    return {row.key: row.pk for row in rows.all()}


def _add_field(data: QueryDict, prefix: str, field: Field, value: Any, actors: Mapping[str, int]) -> None:
    name = f"{prefix}{FIELD_OF.get(field.name, field.name)}"
    match field.value:
        case Value.FLAG:
            if value:
                data[name] = "on"
        case Value.ACTOR:
            data[name] = str(actors.get(value, "")) if value else ""
        case Value.ACTORS:
            data.setlist(name, [str(actors[slug]) for slug in value or () if slug in actors])
        case Value.SOURCES:
            data.setlist(name, list(value or ()))
        case Value.QUOTES:
            for key, quote in (value or {}).items():
                data[f"{name}-{key}"] = quote
        case Value.COPY:
            copy = value or {}
            data[f"{prefix}archived_address"] = copy.get("url", "")
            data[f"{prefix}archived_on"] = copy.get("on", "")
        case Value.DUE:
            due = value or {}
            for each in ("earliest", "latest", "precision", "timezone"):
                data[f"{prefix}{each}"] = due.get(each) or ""
            if due.get("timezone_assumed", True):
                data[f"{prefix}timezone_assumed"] = "on"
        case _:
            data[name] = value or ""
