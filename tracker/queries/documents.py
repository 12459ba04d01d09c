"""Cases, actors and dossiers as documents of the case format, read from the tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from tracker.domain.aliases import Alias, read_all
from tracker.domain.case import LISTS, PARTS, Document, Field, Value, actors_in, document_of_part, fields_of
from tracker.domain.extraction.actors import NamedActor
from tracker.domain.search.fragments import Named
from tracker.domain.vocabulary import ActorType
from tracker.intake.world import with_world, world_actors
from tracker.models import Actor, Citation, Deadline, Dossier, Ultimatum
from tracker.queries.actors import merged_actors
from tracker.queries.cited_pages import copies_of_pages
from tracker.queries.streaming import streamed


def document_of(ultimatum: Ultimatum) -> dict[str, Any]:
    """The case as a document of the case format, from its parts (12 queries); no empty optional fields."""
    cited = _citations(ultimatum)
    related = ultimatum.relations.order_by("position", "id").values_list("other__slug", flat=True)
    document: dict[str, Any] = {
        "slug": ultimatum.slug,
        "title": ultimatum.title,
        **given(titles=dict(ultimatum.titles)),
        "summary": ultimatum.summary,
        **given(summaries=dict(ultimatum.summaries)),
        **given(background=list(ultimatum.background)),
        "kind": ultimatum.kind,
        "dossier": ultimatum.dossier.slug if ultimatum.dossier else None,
        "tags": list(ultimatum.tags),
        **given(related=list(related)),
        "review": ultimatum.review,
        **given(criteria=dict(ultimatum.criteria)),
        **{name: [_entry(name, row, cited) for row in _rows(ultimatum, name)] for name in LISTS},
        "sources": {row.key: _entry("sources", row, cited) for row in ultimatum.sources.all()},
        **given(notes=list(ultimatum.notes)),
    }
    return document


@dataclass(frozen=True, slots=True)
class NamesOfActors:
    """By slug: the names of actors, the same with all they are found by, and the keys of their rows."""

    names: Mapping[str, str]
    named: Mapping[str, Named]
    ids: Mapping[str, int]


def names_of_actors(documents: Iterable[Document]) -> NamesOfActors:
    """The names of all actors that these cases name, and what the table of the world adds (1 query)."""
    slugs = {slug for document in documents for slug in actors_in(document)}
    rows = list(Actor.objects.filter(slug__in=slugs).order_by().defer("search", "successor"))
    own = [
        NamedActor(
            row.slug,
            row.name,
            ActorType(row.type),
            code=row.code,
            aliases=(*map(Alias, row.names.values()), *read_all(row.aliases)),
        )
        for row in rows
    ]
    return NamesOfActors(
        {row.slug: row.name for row in rows},
        {
            each.slug: Named(each.name, each.aliases, is_person=each.type is ActorType.PERSON)
            for each in with_world(own, world_actors())[: len(own)]
        },
        {row.slug: row.pk for row in rows},
    )


def actor_documents() -> dict[str, Document]:
    """Every actor by its slug, as actors.yaml writes them (1 query)."""
    return {
        actor.slug: _actor(actor) for actor in Actor.objects.select_related("represents").order_by("slug")
    }


def known_actor_documents() -> dict[str, Document]:
    """The same, and by their old slugs those that were merged into others: files may go on naming them."""
    actors = actor_documents()
    return actors | {old: actors[slug] for old, slug in merged_actors().items()}


def dossier_documents() -> dict[str, Document]:
    """Every dossier by its slug, as dossiers.yaml writes them."""
    return {
        item.slug: {
            "title": item.title,
            "summary": item.summary,
            **given(started=item.started, ended=item.ended, names=item.names),
        }
        for item in Dossier.objects.order_by("slug")
    }


def case_documents() -> Iterator[dict[str, Any]]:
    """Every case in the order of the slugs, published or not, with the copies of pages that were found."""
    copies = copies_of_pages()
    for document in streamed(Ultimatum.objects.order_by("slug").values_list("document", flat=True)):
        yield with_copies(document, copies.get(document["slug"], {}))


def with_copies(document: dict[str, Any], copies: Mapping[str, Document]) -> dict[str, Any]:
    """The document with the copies of its sources, by their keys; one that it names itself stays."""
    if not copies:
        return document
    sources = {
        key: {**item, "archived": copies[key]} if key in copies and not item.get("archived") else item
        for key, item in document["sources"].items()
    }
    return {**document, "sources": sources}


def given(**fields: object) -> Document:
    """Those fields that say anything: a document leaves out what is empty."""
    return {name: value for name, value in fields.items() if value}


def slug_or_none(actor: Actor | None) -> str | None:
    """How a document names an actor; None where there is none."""
    return actor.slug if actor else None


def _citations(ultimatum: Ultimatum) -> "_Cited":
    found: _Cited = {}
    rows = Citation.objects.filter(source__ultimatum=ultimatum).order_by("position", "id")
    names = ("demand", "threat", "deadline", "event", "outcome")
    for key, quote, *facts in rows.values_list("source__key", "quote", *names):
        fact = next((name, pk) for name, pk in zip(names, facts, strict=True) if pk)
        found.setdefault(fact, {})[key] = quote
    return found


_Cited = dict[tuple[str, int], dict[str, str]]
"""The sources of each fact by their keys, with what is quoted from them."""


def _rows(ultimatum: Ultimatum, name: str) -> models.QuerySet[Any]:
    """The rows of a part, with the actors they name."""
    rows: models.QuerySet[Any] = getattr(ultimatum, name).all()
    fields = fields_of(PARTS[name])
    others = [field.name for field in fields if field.value in (Value.ACTOR, Value.ENTRY)]
    if any(field.value is Value.ACTORS for field in fields):
        rows = rows.prefetch_related("exposures__actor")
    return rows.select_related(*others) if others else rows


def _entry(name: str, row: models.Model, cited: _Cited) -> dict[str, Any]:
    """An entry of a part, from its row."""
    return document_of_part(PARTS[name], lambda field: _value(field, row, cited))


def _value(field: Field, row: Any, cited: _Cited) -> Any:  # noqa: PLR0911 -- one line for each kind of value
    match field.value:
        case Value.KEY:
            return row.key
        case Value.ACTOR | Value.ENTRY:
            other = getattr(row, field.name)
            return other and (other.slug if field.value is Value.ACTOR else other.key)
        case Value.ACTORS:
            return [exposure.actor.slug for exposure in row.exposures.all()]
        case Value.DUE:
            return _due(row) if row.precision else None
        case Value.COPY:
            return {"url": row.archived_address, "on": row.archived_on} if row.archived_address else None
        case Value.SOURCES:
            return list(cited.get((type(row).__name__.lower(), row.pk), ()))
        case Value.QUOTES:
            quotes = cited.get((type(row).__name__.lower(), row.pk), {})
            return {key: quote for key, quote in quotes.items() if quote}
        case _:
            return getattr(row, field.name)


def _due(row: Deadline) -> dict[str, Any]:
    return {
        "earliest": row.earliest,
        "latest": row.latest or None,
        "precision": row.precision,
        "timezone": row.timezone,
        "timezone_assumed": row.timezone_assumed,
    }


def _actor(actor: Actor) -> dict[str, Any]:
    optional = given(
        code=actor.code,
        represents=slug_or_none(actor.represents),
        successor=actor.successor,
        timezone=actor.timezone,
        names=actor.names,
        aliases=actor.aliases,
    )
    return {"name": actor.name, "type": actor.type, **optional}
