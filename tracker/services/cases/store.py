"""Store a case: from a valid document of the case format into its tables, or say that nothing changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

from tracker.domain.case import (
    BACKGROUND,
    BESIDE,
    CRITERIA,
    PARTS,
    SUMMARIES,
    TITLES,
    Document,
    Mark,
    Value,
    actors_in,
    fields_marked,
    fields_of,
    identity,
    read_due,
)
from tracker.domain.dates.moments import When
from tracker.domain.text import bears_the_same
from tracker.domain.vocabulary import Review
from tracker.models import (
    Actor,
    Citation,
    Correction,
    Deadline,
    Demand,
    Dossier,
    Event,
    Exposure,
    Outcome,
    Party,
    Publication,
    Relation,
    Source,
    Threat,
    Ultimatum,
)
from tracker.services.cases.change_log import record_corrections
from tracker.services.cases.four_eyes import check_four_eyes
from tracker.services.cases.publish import refresh_case
from tracker.services.cases.publishings import note_publishing

WORDED = (*PARTS.values(), *BESIDE.values())
WORDING = frozenset({"title", "summary", TITLES, SUMMARIES}).union(
    *(fields_marked(part, Mark.OURS) for part in WORDED)
)
"""What is ours to word in a fact. A change of anything else (a date, an actor, a quote) says otherwise."""


ROWS: Mapping[str, Any] = {
    "parties": Party,
    "demands": Demand,
    "threats": Threat,
    "deadlines": Deadline,
    "events": Event,
    "outcomes": Outcome,
}
"""The tables of the parts, but for the sources."""

Rows = dict[str, dict[str, Any]]
"""The stored rows of a case by part and what they are known by in it (domain.case.identity)."""


class Stored(StrEnum):
    """What storing a document did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@transaction.atomic
def store_case(
    document: Document,
    *,
    now: datetime,
    reason: str | None,
    editor: User | None = None,
    reviewer: User | None = None,
) -> Stored:
    """Make the stored case equal to a valid document; its parts keep their rows, matched by their ids.

    A new case is published unless its review is `draft`. Where a published fact changes or goes, a
    correction keeps the earlier version with `reason`; without one, for edits of wording alone, none does.
    `editor` wrote it, and publishes it unless `reviewer` does. Under four eyes an editor's new case is in
    review, and `FourEyes` is raised where a public one would change by its writer alone.
    Relations to cases not stored yet are left out: call `relate_case` once all are there. Raises `KeyError`
    for an unknown actor or dossier, `ValueError` where the review of what is published would be `draft`.
    """
    known = Ultimatum.objects.filter(slug=document["slug"]).first()
    document = _without_found_copies(document, known)
    if known and without_empty(known.document) == without_empty(document):
        return Stored.UNCHANGED
    before = known.document if known and known.publication == Publication.PUBLISHED else None
    if before:
        if document["review"] == Review.DRAFT:
            raise ValueError(
                f"the review draft of {document['slug']}, which is published; verified or partial"
            )
        check_four_eyes(editor, reviewer or editor)
    case = known or Ultimatum(slug=document["slug"])
    before_revision = case.revision
    case.written_by = editor
    _store_head(case, document, now=now, is_new=known is None)
    _store_parts(case, document, is_new=known is None)
    relate_case(case, document)
    refresh_case(case, now=now)
    if before and reason:
        log_corrections(case, before, now=now, reason=reason, editor=editor)
    if editor and case.publication == Publication.PUBLISHED:
        note_publishing(
            case,
            editor=reviewer or editor,
            now=now,
            before=before or {},
            before_revision=before_revision,
            publication=Publication.PUBLISHED if before else Publication.DRAFT,
            published_at=None,
        )
    return Stored.UPDATED if known else Stored.CREATED


def _without_found_copies(document: Document, known: Ultimatum | None) -> Document:
    """The document without the copies of pages that we found ourselves: files that we wrote hold them."""
    told = known.document.get("sources", {}) if known else {}
    named = {key: item["archived"] for key, item in document["sources"].items() if item.get("archived")}
    named = {key: copy for key, copy in named.items() if not told.get(key, {}).get("archived")}
    if known is None or not named:
        return document
    rows = known.sources.filter(key__in=named, page__isnull=False).values_list(
        "key", "page__archived_address"
    )
    found = {key for key, address in rows if address == named[key]["url"]}
    sources = {
        key: {name: value for name, value in item.items() if name != "archived" or key not in found}
        for key, item in document["sources"].items()
    }
    return {**document, "sources": sources}


def relate_case(case: Ultimatum, document: Document) -> None:
    """Make the related cases those of the document, as far as they are stored."""
    slugs: Sequence[str] = document.get("related", ())
    others = dict(Ultimatum.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    case.relations.exclude(other__in=others.values()).delete()
    for position, slug in enumerate(slugs):
        if slug in others:
            Relation.objects.update_or_create(
                ultimatum=case, other_id=others[slug], defaults={"position": position}
            )


def log_corrections(
    case: Ultimatum, before: Document, *, now: datetime, reason: str, editor: User | None
) -> list[Correction]:
    """Keep each fact of `before` that the case no longer tells the same way; what is new is no correction."""
    changed = [(path, old, facts_of(case.document).get(path)) for path, old in facts_of(before).items()]
    logged = Correction.objects.bulk_create(
        Correction(
            ultimatum=case, made_at=now, reason=reason, editor=editor, path=path, before=old, after=new
        )
        for path, old, new in changed
        if without_empty(old) != without_empty(new)
    )
    record_corrections(case, logged, now=now)
    return logged


def without_empty(value: Any) -> Any:
    """A document, or a part of one, in which an empty list or text, false, or null equals a missing key."""
    if isinstance(value, Mapping):
        plain = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in plain.items() if each not in ("", [], {}, None, False)}
    return [without_empty(each) for each in value] if isinstance(value, list | tuple) else value


def is_wording(path: str, before: Any, after: Any) -> bool:
    """Whether a fact that changed says the same in other words, or rests on other sources, and no more.

    Words that bear other numbers, dates, names or negations do not say the same (`domain.text`).
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = {*before, *after}
        worded = [(before.get(key, ""), after.get(key, "")) for key in keys & WORDING]
        return all(before.get(key) == after.get(key) for key in keys - WORDING) and all(
            bears_the_same(old, new) for old, new in worded if isinstance(old, str) and isinstance(new, str)
        )
    return path.partition("[")[0] in WORDING and bears_the_same(before or "", after or "")


def facts_of(document: Document) -> dict[str, Any]:
    """Every fact of a document by its path, as `title`, `deadlines[d2]` or `sources[s1]`."""
    facts: dict[str, Any] = {name: document[name] for name in ("title", "summary", "kind", "dossier")}
    for texts in (TITLES, SUMMARIES):
        facts |= {f"{texts}[{language}]": text for language, text in (document.get(texts) or {}).items()}
    for part, name in (("parties", _party_name), ("outcomes", _outcome_name)):
        facts |= {f"{part}[{name(item)}]": item for item in document[part]}
    for part in ("demands", "threats", "deadlines", "events"):
        facts |= {f"{part}[{item['id']}]": item for item in document[part]}
    facts |= {f"{BACKGROUND}[{at}]": item for at, item in enumerate(document.get(BACKGROUND, ()), 1)}
    if document.get(CRITERIA):
        facts[CRITERIA] = document[CRITERIA]
    facts |= {f"sources[{key}]": item for key, item in document["sources"].items()}
    return facts


def _party_name(item: Document) -> str:
    return f"{item['actor']}, {item['role']}"


def _outcome_name(item: Document) -> str:
    return item.get("target") or "all"


def _store_head(case: Ultimatum, document: Document, *, now: datetime, is_new: bool) -> None:
    dossier = document["dossier"]
    case.dossier = _found(Dossier, [dossier])[dossier] if dossier else None
    for name in ("title", "summary", "kind", "review"):
        setattr(case, name, document[name])
    case.titles = dict(document.get(TITLES) or {})
    case.summaries = dict(document.get(SUMMARIES) or {})
    case.tags = list(document["tags"])
    case.notes = list(document.get("notes", ()))
    case.background = list(document.get(BACKGROUND, ()))
    case.criteria = dict(document.get(CRITERIA) or {})
    case.updated_at = now
    if is_new and document["review"] != Review.DRAFT:
        if settings.FOUR_EYES and case.written_by is not None:
            case.publication = Publication.IN_REVIEW
        else:
            case.publication, case.published_at = Publication.PUBLISHED, now
    case.save()


def _store_parts(case: Ultimatum, document: Document, *, is_new: bool) -> None:
    actors = _found(Actor, actors_in(document))
    facts: list[tuple[models.Model, Document]] = []
    stored: Rows = {} if is_new else _drop_missing(case, document)
    for part, model in ROWS.items():
        rows = stored.setdefault(part, {})
        for position, item in enumerate(document[part]):
            row = rows.setdefault(identity(part, item), model(ultimatum=case))
            for name, value in {"position": position, **_columns(part, item, actors, rows)}.items():
                setattr(row, name, value)
            row.save()
            if isinstance(row, Threat):
                _store_exposures(row, item, actors, is_new=is_new)
            if "sources" in item:
                facts.append((row, item))
    _cite(_store_sources(case, document["sources"], is_new=is_new), facts)


def _columns(
    part: str, item: Document, actors: Mapping[str, Actor], rows: Mapping[str, models.Model]
) -> dict[str, Any]:
    """The columns of a row for an entry of a part, whose other rows are `rows`."""
    columns: dict[str, Any] = {}
    for field in fields_of(PARTS[part]):
        value = item.get(field.name) if field.is_optional else item[field.name]
        match field.value:
            case Value.KEY:
                columns["key"] = value
            case Value.ACTOR:
                columns[field.name] = actors[value] if value else None
            case Value.ENTRY:
                columns[field.name] = rows.get(value) if value else None
            case Value.DUE:
                columns |= due_columns(value)
            case Value.FLAG:
                columns[field.name] = bool(value)
            case Value.COPY:
                columns |= {
                    "archived_address": value["url"] if value else "",
                    "archived_on": value["on"] if value else "",
                }
            case Value.ACTORS | Value.SOURCES | Value.QUOTES:
                pass  # rows of their own
            case _:
                columns[field.name] = value or ""
    if "since" in columns:
        columns["since_at"] = When(columns["since"]).starts_at if columns["since"] else None
    return columns


def _store_exposures(threat: Threat, item: Document, actors: Mapping[str, Actor], *, is_new: bool) -> None:
    if not is_new:
        Exposure.objects.filter(threat_id=threat.pk).delete()
    Exposure.objects.bulk_create(
        Exposure(threat_id=threat.pk, actor=actors[slug], position=place)
        for place, slug in enumerate(item.get("exposed", ()))
    )


def due_columns(item: Document | None) -> dict[str, Any]:
    """The columns of a deadline for its `due` in the case format; raises `ImpossibleWindow` and its like."""
    due = read_due(item)
    if due is None or item is None:
        empty = dict.fromkeys(("earliest", "latest", "precision", "timezone"), "")
        return {**empty, "timezone_assumed": True, "earliest_at": None, "latest_at": None}
    return {
        "earliest": item["earliest"],
        "latest": item["latest"] or "",
        "precision": item["precision"],
        "timezone": item["timezone"],
        "timezone_assumed": item["timezone_assumed"],
        "earliest_at": due.window.earliest_at,
        "latest_at": due.window.latest_at,
    }


def _store_sources(case: Ultimatum, sources: Mapping[str, Document], *, is_new: bool) -> Mapping[str, Source]:
    # Addresses are unique in a case and may be swapped between keys, so they go before any comes.
    if not is_new:
        case.sources.all().delete()
    rows = Source.objects.bulk_create(
        Source(ultimatum=case, key=key, position=position, **_columns("sources", item, {}, {}))
        for position, (key, item) in enumerate(sources.items())
    )
    return {row.key: row for row in rows}


def _cite(sources: Mapping[str, Source], facts: Iterable[tuple[models.Model, Document]]) -> None:
    Citation.objects.bulk_create(
        Citation(
            source=sources[key],
            position=position,
            quote=item.get("quotes", {}).get(key, ""),
            **{type(fact).__name__.lower(): fact},
        )
        for fact, item in facts
        for position, key in enumerate(item["sources"])
    )


def _drop_missing(case: Ultimatum, document: Document) -> Rows:
    """Delete the rows that no entry tells of any more; the others by what they are known by (6 queries)."""
    kept: Rows = {}
    for part in ROWS:
        wanted = {identity(part, item) for item in document[part]}
        named = {"parties": ("actor",), "outcomes": ("target",)}.get(part, ())
        # Newest first: a deadline that another one replaces goes after it.
        for row in getattr(case, part).select_related(*named).order_by("-position"):
            name = _identity_of_row(part, row)
            if name in wanted:
                kept.setdefault(part, {})[name] = row
            else:
                row.delete()
    return kept


def _identity_of_row(part: str, row: Any) -> str:
    """What its entry is known by."""
    match part:
        case "parties":
            return identity(part, {"actor": row.actor.slug, "role": row.role})
        case "outcomes":
            return identity(part, {"target": row.target and row.target.slug})
        case _:
            return identity(part, {"id": row.key})


def _found(model: type[Any], slugs: Iterable[str]) -> dict[str, Any]:
    wanted = set(slugs)
    found = {row.slug: row for row in model.objects.filter(slug__in=wanted)}
    if missing := sorted(wanted - set(found)):
        raise KeyError(f"no {model.__name__.lower()} {', '.join(missing)}")
    return found
