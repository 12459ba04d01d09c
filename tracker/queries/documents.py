"""Cases, actors and dossiers as documents of the case format, read from the tables."""

from collections.abc import Iterator
from typing import Any

from tracker.domain.status.record import Document
from tracker.models import (
    Actor,
    Citation,
    Deadline,
    Demand,
    Dossier,
    Event,
    Outcome,
    Party,
    Source,
    Threat,
    Ultimatum,
)


def document_of(ultimatum: Ultimatum) -> dict[str, Any]:
    """The case as a document of the case format, from its parts (12 queries); no empty optional fields."""
    cited = _citations(ultimatum)
    related = ultimatum.relations.order_by("position", "id").values_list("other__slug", flat=True)
    document: dict[str, Any] = {
        "slug": ultimatum.slug,
        "title": ultimatum.title,
        "summary": ultimatum.summary,
        "kind": ultimatum.kind,
        "dossier": ultimatum.dossier.slug if ultimatum.dossier else None,
        "tags": list(ultimatum.tags),
        **_given(related=list(related)),
        "review": ultimatum.review,
        "parties": [_party(item) for item in ultimatum.parties.select_related("actor", "stated_by")],
        "demands": [_demand(item, cited) for item in ultimatum.demands.select_related("target")],
        "threats": [_threat(item, cited) for item in ultimatum.threats.prefetch_related("exposures__actor")],
        "deadlines": [
            _deadline(item, cited) for item in ultimatum.deadlines.select_related("stated_by", "replaces")
        ],
        "events": [_event(item, cited) for item in ultimatum.events.all()],
        "outcomes": [
            _outcome(item, cited) for item in ultimatum.outcomes.select_related("target", "enforced_by")
        ],
        "sources": {item.key: _source(item) for item in ultimatum.sources.all()},
        **_given(notes=list(ultimatum.notes)),
    }
    return document


def actor_documents() -> dict[str, Document]:
    """Every actor by its slug, as actors.yaml writes them."""
    return {
        actor.slug: _actor(actor) for actor in Actor.objects.select_related("represents").order_by("slug")
    }


def dossier_documents() -> dict[str, Document]:
    """Every dossier by its slug, as dossiers.yaml writes them."""
    return {
        item.slug: {
            "title": item.title,
            "summary": item.summary,
            **_given(started=item.started, ended=item.ended),
        }
        for item in Dossier.objects.order_by("slug")
    }


def case_documents() -> Iterator[dict[str, Any]]:
    """Every case in the order of the slugs, published or not."""
    yield from Ultimatum.objects.order_by("slug").values_list("document", flat=True).iterator()


def _given(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _slug(actor: Actor | None) -> str | None:
    return actor.slug if actor else None


def _citations(ultimatum: Ultimatum) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    rows = Citation.objects.filter(source__ultimatum=ultimatum).order_by("position", "id")
    for key, *facts in rows.values_list("source__key", "demand", "threat", "deadline", "event", "outcome"):
        names = ("demand", "threat", "deadline", "event", "outcome")
        fact = next((name, pk) for name, pk in zip(names, facts, strict=True) if pk)
        found.setdefault(fact, []).append(key)
    return found


_Cited = dict[tuple[str, int], list[str]]


def _party(item: Party) -> dict[str, Any]:
    optional = _given(stated_by=_slug(item.stated_by), label=item.label, since=item.since)
    return {"actor": item.actor.slug, "role": item.role, **optional}


def _demand(item: Demand, cited: _Cited) -> dict[str, Any]:
    optional = _given(target=_slug(item.target), since=item.since)
    sources = cited.get(("demand", item.pk), [])
    return {"id": item.key, "text": item.text, "type": item.type, **optional, "sources": sources}


def _threat(item: Threat, cited: _Cited) -> dict[str, Any]:
    exposed = [exposure.actor.slug for exposure in item.exposures.all()]
    return {
        "id": item.key,
        "text": item.text,
        "type": item.type,
        "explicit": item.explicit,
        "automatic": item.automatic,
        **_given(as_stated=item.as_stated, exposed=exposed, since=item.since),
        "sources": cited.get(("threat", item.pk), []),
    }


def _deadline(item: Deadline, cited: _Cited) -> dict[str, Any]:
    due = {
        "earliest": item.earliest,
        "latest": item.latest or None,
        "precision": item.precision,
        "timezone": item.timezone,
        "timezone_assumed": item.timezone_assumed,
    }
    replaces = item.replaces.key if item.replaces else None
    return {
        "id": item.key,
        "announced": item.announced,
        **_given(public_since=item.public_since, stated_by=_slug(item.stated_by)),
        "as_stated": item.as_stated,
        "language": item.language,
        "due": due if item.precision else None,
        "change": item.change,
        **_given(replaces=replaces, clock_start=item.clock_start, condition=item.condition, note=item.note),
        "sources": cited.get(("deadline", item.pk), []),
    }


def _event(item: Event, cited: _Cited) -> dict[str, Any]:
    sources = cited.get(("event", item.pk), [])
    return {"id": item.key, "on": item.on, "kind": item.kind, "text": item.text, "sources": sources}


def _outcome(item: Outcome, cited: _Cited) -> dict[str, Any]:
    return {
        **_given(target=_slug(item.target)),
        "response": item.response,
        "follow_through": item.follow_through,
        "settled": item.settled,
        "on": item.on,
        **_given(lifted=item.lifted, enforced_by=_slug(item.enforced_by)),
        "justification": item.justification,
        **_given(note=item.note),
        "sources": cited.get(("outcome", item.pk), []),
    }


def _source(item: Source) -> dict[str, Any]:
    return {
        "url": item.url,
        "publisher": item.publisher,
        "title": item.title,
        **_given(published=item.published, language=item.language),
        "quality": item.quality,
        **_given(title_is_descriptive=item.title_is_descriptive),
    }


def _actor(actor: Actor) -> dict[str, Any]:
    optional = _given(
        code=actor.code,
        represents=_slug(actor.represents),
        successor=actor.successor,
        timezone=actor.timezone,
    )
    return {"name": actor.name, "type": actor.type, **optional}
