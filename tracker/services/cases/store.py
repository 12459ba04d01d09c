"""Store a case: from a valid document of the case format into its tables, or say that nothing changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction

from tracker.domain.dates.moments import When
from tracker.domain.status.record import Document, read_due
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
from tracker.services.cases.publish import refresh_case

WORDING = frozenset(
    {
        "title",
        "summary",
        "text",
        "justification",
        "note",
        "label",
        "condition",
        "clock_start",
        "publisher",
        "title_is_descriptive",
        "sources",
    }
)
"""What is ours to word in a fact. A change of anything else (a date, an actor, a quote) says otherwise."""


class Stored(StrEnum):
    """What storing a document did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@transaction.atomic
def store_case(
    document: Document, *, now: datetime, reason: str | None, editor: User | None = None
) -> Stored:
    """Make the stored case equal to a valid document; its parts keep their rows, matched by their ids.

    A new case is published unless its review is `draft`. Where a published fact changes or goes, a
    correction keeps the earlier version with `reason`; without one, for edits of wording alone, none does.
    Relations to cases not stored yet are left out: call `relate_case` once all are there. Raises `KeyError`
    for an unknown actor or dossier.
    """
    known = Ultimatum.objects.filter(slug=document["slug"]).first()
    if known and without_empty(known.document) == without_empty(document):
        return Stored.UNCHANGED
    before = known.document if known and known.publication == Publication.PUBLISHED else None
    case = known or Ultimatum(slug=document["slug"])
    _store_head(case, document, now=now, is_new=known is None)
    _store_parts(case, document)
    relate_case(case, document)
    refresh_case(case, now=now)
    if before and reason:
        log_corrections(case, before, now=now, reason=reason, editor=editor)
    return Stored.UPDATED if known else Stored.CREATED


def relate_case(case: Ultimatum, document: Document) -> None:
    """Make the related cases those of the document, as far as they are stored."""
    slugs: Sequence[str] = document.get("related", ())
    others = dict(Ultimatum.objects.filter(slug__in=slugs).values_list("slug", "pk"))
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
    """Whether a fact that changed says the same in other words, or rests on other sources, and no more."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = {*before, *after}
        return all(before.get(key) == after.get(key) for key in keys - WORDING)
    return path in WORDING


def facts_of(document: Document) -> dict[str, Any]:
    """Every fact of a document by its path, as `title`, `deadlines[d2]` or `sources[s1]`."""
    facts: dict[str, Any] = {name: document[name] for name in ("title", "summary", "kind", "dossier")}
    for part, name in (("parties", _party_name), ("outcomes", _outcome_name)):
        facts |= {f"{part}[{name(item)}]": item for item in document[part]}
    for part in ("demands", "threats", "deadlines", "events"):
        facts |= {f"{part}[{item['id']}]": item for item in document[part]}
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
    case.tags = list(document["tags"])
    case.notes = list(document.get("notes", ()))
    case.updated_at = now
    if is_new and document["review"] != Review.DRAFT:
        case.publication, case.published_at = Publication.PUBLISHED, now
    case.save()


def _store_parts(case: Ultimatum, document: Document) -> None:
    actors = _found(Actor, _actors_named(document))
    _drop_missing(case, document)
    for position, item in enumerate(document["parties"]):
        Party.objects.update_or_create(
            ultimatum=case,
            actor=actors[item["actor"]],
            role=item["role"],
            defaults={
                "position": position,
                "stated_by": _actor(actors, item, "stated_by"),
                "label": item.get("label", ""),
                **_since(item),
            },
        )
    facts: list[tuple[models.Model, Document]] = []
    for position, item in enumerate(document["demands"]):
        facts.append(
            (
                _store(Demand, case, position, item, target=_actor(actors, item, "target"), **_since(item)),
                item,
            )
        )
    for position, item in enumerate(document["threats"]):
        facts.append((_store_threat(case, position, item, actors), item))
    for position, item in enumerate(document["deadlines"]):
        facts.append((_store_deadline(case, position, item, actors), item))
    for position, item in enumerate(document["events"]):
        facts.append((_store(Event, case, position, item, on=item["on"], kind=item["kind"]), item))
    for position, item in enumerate(document["outcomes"]):
        facts.append((_store_outcome(case, position, item, actors), item))
    _store_sources(case, document["sources"])
    _cite(case, facts)


def _store(
    model: type[Demand] | type[Threat] | type[Event],
    case: Ultimatum,
    position: int,
    item: Document,
    **columns: Any,
) -> models.Model:
    if "type" in item:
        columns["type"] = item["type"]
    row, _ = model.objects.update_or_create(
        ultimatum=case, key=item["id"], defaults={"position": position, "text": item["text"], **columns}
    )
    return row


def _store_threat(
    case: Ultimatum, position: int, item: Document, actors: Mapping[str, Actor]
) -> models.Model:
    threat = _store(
        Threat,
        case,
        position,
        item,
        explicit=item["explicit"],
        automatic=item["automatic"],
        as_stated=item.get("as_stated", ""),
        **_since(item),
    )
    Exposure.objects.filter(threat_id=threat.pk).delete()
    Exposure.objects.bulk_create(
        Exposure(threat_id=threat.pk, actor=actors[slug], position=place)
        for place, slug in enumerate(item.get("exposed", ()))
    )
    return threat


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


def _store_deadline(
    case: Ultimatum, position: int, item: Document, actors: Mapping[str, Actor]
) -> models.Model:
    replaces = case.deadlines.filter(key=item["replaces"]).first() if "replaces" in item else None
    optional = {name: item.get(name, "") for name in ("public_since", "clock_start", "condition", "note")}
    row, _ = Deadline.objects.update_or_create(
        ultimatum=case,
        key=item["id"],
        defaults={
            "position": position,
            "announced": item["announced"],
            "stated_by": _actor(actors, item, "stated_by"),
            "as_stated": item["as_stated"],
            "language": item["language"],
            "change": item["change"],
            "replaces": replaces,
            **optional,
            **due_columns(item["due"]),
        },
    )
    return row


def _store_outcome(
    case: Ultimatum, position: int, item: Document, actors: Mapping[str, Actor]
) -> models.Model:
    row, _ = Outcome.objects.update_or_create(
        ultimatum=case,
        target=_actor(actors, item, "target"),
        defaults={
            "position": position,
            "enforced_by": _actor(actors, item, "enforced_by"),
            "lifted": item.get("lifted", ""),
            "note": item.get("note", ""),
            **{name: item[name] for name in ("response", "follow_through", "settled", "on", "justification")},
        },
    )
    return row


def _store_sources(case: Ultimatum, sources: Mapping[str, Document]) -> None:
    # Addresses are unique in a case and may be swapped between keys, so they go before any comes.
    case.sources.all().delete()
    Source.objects.bulk_create(
        Source(
            ultimatum=case,
            key=key,
            position=position,
            published=item.get("published", ""),
            language=item.get("language", ""),
            title_is_descriptive=item.get("title_is_descriptive", False),
            **{name: item[name] for name in ("url", "publisher", "title", "quality")},
        )
        for position, (key, item) in enumerate(sources.items())
    )


def _cite(case: Ultimatum, facts: Iterable[tuple[models.Model, Document]]) -> None:
    sources = {source.key: source for source in case.sources.all()}
    Citation.objects.bulk_create(
        Citation(source=sources[key], position=position, **{type(fact).__name__.lower(): fact})
        for fact, item in facts
        for position, key in enumerate(item["sources"])
    )


def _drop_missing(case: Ultimatum, document: Document) -> None:
    kept = {(item["actor"], item["role"]) for item in document["parties"]}
    for party in case.parties.select_related("actor"):
        if (party.actor.slug, party.role) not in kept:
            party.delete()
    for part in ("deadlines", "demands", "threats", "events"):
        # Newest first: a deadline that another one replaces goes after it.
        for row in (
            getattr(case, part).exclude(key__in=[item["id"] for item in document[part]]).order_by("-position")
        ):
            row.delete()
    targets = [item.get("target") for item in document["outcomes"]]
    for outcome in case.outcomes.select_related("target"):
        if (outcome.target.slug if outcome.target else None) not in targets:
            outcome.delete()


def _actor(actors: Mapping[str, Actor], item: Document, field: str) -> Actor | None:
    return actors[item[field]] if field in item else None


def _since(item: Document) -> dict[str, Any]:
    since = item.get("since", "")
    return {"since": since, "since_at": When(since).starts_at if since else None}


def _actors_named(document: Document) -> set[str]:
    named: set[str | None] = set()
    for party in document["parties"]:
        named |= {party["actor"], party.get("stated_by")}
    for part in ("demands", "deadlines", "outcomes"):
        for item in document[part]:
            named |= {item.get("target"), item.get("stated_by"), item.get("enforced_by")}
    for threat in document["threats"]:
        named |= set(threat.get("exposed", ()))
    return {slug for slug in named if slug}


def _found(model: type[Any], slugs: Iterable[str]) -> dict[str, Any]:
    wanted = set(slugs)
    found = {row.slug: row for row in model.objects.filter(slug__in=wanted)}
    if missing := sorted(wanted - set(found)):
        raise KeyError(f"no {model.__name__.lower()} {', '.join(missing)}")
    return found
