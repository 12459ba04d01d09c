"""Load a whole catalogue of actors, dossiers and cases: all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from tracker.domain.aliases import read_all
from tracker.domain.case import Document, with_actors_renamed
from tracker.domain.vocabulary import Review
from tracker.models import Actor, Dossier, Publication, Ultimatum
from tracker.queries.actors import merged_actors
from tracker.services.cases.publish import refresh_case, refresh_facets, refresh_phases, refresh_search
from tracker.services.cases.store import Stored, relate_case, store_case, without_empty


class CannotLoad(ValueError):
    """The documents are valid and contradict the record; the message says where and what would be right."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: slugs by kind of thing and by what became of them."""

    cases: Mapping[Stored, Sequence[str]]
    actors: Mapping[Stored, Sequence[str]]
    dossiers: Mapping[Stored, Sequence[str]]

    @property
    def changed(self) -> int:
        """How many things were created or updated."""
        parts = (self.actors, self.dossiers, self.cases)
        return sum(len(part[how]) for part in parts for how in (Stored.CREATED, Stored.UPDATED))


@dataclass
class _Found:
    by_slug: dict[str, Stored] = field(default_factory=dict)

    def grouped(self) -> dict[Stored, Sequence[str]]:
        return {how: [slug for slug, what in self.by_slug.items() if what is how] for how in Stored}


@transaction.atomic
def load_catalogue(
    *,
    actors: Mapping[str, Document],
    dossiers: Mapping[str, Document],
    cases: Sequence[Document],
    now: datetime,
    reason: str,
    editor: User | None = None,
) -> Loaded:
    """Make the stored catalogue tell what these valid documents tell; what they do not name stays as it is.

    Idempotent. What was merged into another actor goes by that. Changed facts of published cases are
    logged as corrections with `reason`. Raises `CannotLoad`.
    """
    _refuse_drafts_of_public_cases(cases)
    if merged := merged_actors():
        actors = {slug: _speaking(item, merged) for slug, item in actors.items() if slug not in merged}
        cases = [with_actors_renamed(item, merged) for item in cases]
    _refuse_own_changes(cases, editor)
    people = _Found(_store_actors(actors))
    crises = _Found(_store_all(Dossier, {slug: _dossier_columns(item) for slug, item in dossiers.items()}))
    stored = _Found({item["slug"]: store_case(item, now=now, reason=reason, editor=editor) for item in cases})
    _relate_late(cases, stored, now=now)
    if Stored.UPDATED in people.by_slug.values() or Stored.UPDATED in crises.by_slug.values():
        refresh_search(Ultimatum.objects.all())
        refresh_phases(Ultimatum.objects.all(), now=now)
        refresh_facets()
    return Loaded(stored.grouped(), people.grouped(), crises.grouped())


def _speaking(item: Document, merged: Mapping[str, str]) -> Document:
    speaks_for = merged.get(item.get("represents", ""))
    return {**item, "represents": speaks_for} if speaks_for else item


def _refuse_drafts_of_public_cases(cases: Sequence[Document]) -> None:
    drafts = [item["slug"] for item in cases if item["review"] == Review.DRAFT]
    public = Ultimatum.objects.filter(slug__in=drafts, publication=Publication.PUBLISHED)
    if slugs := list(public.order_by("slug").values_list("slug", flat=True)):
        raise CannotLoad(
            f"the review draft of what is published ({', '.join(slugs)}); it is verified or partial, or "
            "taken back in the admin first; nothing was stored"
        )


def _refuse_own_changes(cases: Sequence[Document], editor: User | None) -> None:
    if editor is None or not settings.FOUR_EYES:
        return
    wanted = {item["slug"]: item for item in cases}
    public = Ultimatum.objects.filter(slug__in=wanted, publication=Publication.PUBLISHED).order_by("slug")
    changed = [
        case.slug for case in public if without_empty(case.document) != without_empty(wanted[case.slug])
    ]
    if changed:
        raise CannotLoad(
            f"changes of what is published ({', '.join(changed)}): nobody publishes what they wrote last; "
            "they are made in the form of the case, where another editor publishes them; nothing was stored"
        )


def _relate_late(cases: Sequence[Document], stored: _Found, *, now: datetime) -> None:
    """Relations to cases that were not there yet when theirs was stored."""
    for document in cases:
        if stored.by_slug[document["slug"]] is Stored.UNCHANGED or not document.get("related"):
            continue
        case = Ultimatum.objects.get(slug=document["slug"])
        if case.document.get("related", []) != document["related"]:
            relate_case(case, document)
            refresh_case(case, now=now)


def _depth(slug: str, actors: Mapping[str, Document]) -> int:
    represented = actors.get(slug, {}).get("represents")
    return (
        0 if represented is None else 1 + _depth(represented, {k: v for k, v in actors.items() if k != slug})
    )


def _store_actors(actors: Mapping[str, Document]) -> dict[str, Stored]:
    stored: dict[str, Stored] = {}
    # Whoever represents another comes after those who represent nobody.
    in_order = sorted(actors, key=lambda slug: (_depth(slug, actors), slug))
    for _depth_of, slugs in groupby(in_order, key=lambda slug: _depth(slug, actors)):
        items = {slug: actors[slug] for slug in slugs}
        wanted = {item["represents"] for item in items.values() if "represents" in item}
        represented = {row.slug: row for row in Actor.objects.filter(slug__in=wanted)} if wanted else {}
        stored |= _store_all(Actor, {slug: _actor_columns(item, represented) for slug, item in items.items()})
    return stored


def _actor_columns(item: Document, represented: Mapping[str, Actor]) -> dict[str, object]:
    return {
        "name": item["name"],
        "type": item["type"],
        "code": item.get("code", ""),
        "represents": represented[item["represents"]] if "represents" in item else None,
        "successor": list(item.get("successor", ())),
        "timezone": item.get("timezone", ""),
        "names": dict(item.get("names", {})),
        "aliases": [alias.entry() for alias in read_all(item.get("aliases", ()))],
    }


def _dossier_columns(item: Document) -> dict[str, object]:
    columns = {name: item.get(name, "") for name in ("title", "summary", "started", "ended")}
    return {**columns, "names": dict(item.get("names", {}))}


def _store_all(model: type[Any], wanted: Mapping[str, Mapping[str, object]]) -> dict[str, Stored]:
    """Make the actors or dossiers of these slugs tell these columns (2 queries, and 1 for each change)."""
    rows = {row.slug: row for row in model.objects.filter(slug__in=wanted)}
    stored: dict[str, Stored] = {}
    for slug, columns in wanted.items():
        if slug not in rows:
            stored[slug] = Stored.CREATED
            continue
        changed = {name: value for name, value in columns.items() if getattr(rows[slug], name) != value}
        stored[slug] = Stored.UPDATED if changed else Stored.UNCHANGED
        if changed:
            for name, value in changed.items():
                setattr(rows[slug], name, value)
            rows[slug].save(update_fields=list(changed))
    new = [model(slug=slug, **columns) for slug, columns in wanted.items() if slug not in rows]
    for row in new:
        row.note_search()
    model.objects.bulk_create(new)
    return stored
