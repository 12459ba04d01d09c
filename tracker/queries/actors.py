"""Actors by any of their names."""

from collections.abc import Iterable, Sequence

from tracker.domain.text import plain
from tracker.models import Actor, ActorRedirect


def actors_named(text: str) -> list[Actor]:
    """Those of whom it is the name, an alias, the slug or the code, in any case and accents (1 query)."""
    wanted = plain(text).strip()
    found = Actor.objects.filter(search__contains=wanted).order_by("name") if wanted else ()
    return [actor for actor in found if wanted in actor.search.split("\n")]


def taken_actor_slugs(start: str) -> set[str]:
    """The slugs that begin so and are, or were, an actor's (2 queries)."""
    of_actors = Actor.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    return {*of_actors, *ActorRedirect.objects.filter(slug__startswith=start).values_list("slug", flat=True)}


def merged_actors(slugs: Iterable[str] | None = None) -> dict[str, str]:
    """The slugs of actors that were merged into others, each with the slug it goes by now (1 query)."""
    found = (
        ActorRedirect.objects.all() if slugs is None else ActorRedirect.objects.filter(slug__in=set(slugs))
    )
    return dict(found.values_list("slug", "actor__slug"))


def seat_of(actors: Sequence[int | str], *, by: str = "slug") -> str:
    """The zone of the first of these actors that has one or speaks for one that has; empty for none.

    They are named by their slugs, or by what `by` says (1 query).
    """
    found = Actor.objects.select_related("represents").filter(**{f"{by}__in": actors})
    rows = {getattr(row, by): row for row in found}
    zones = (
        row.timezone or (row.represents.timezone if row.represents else "")
        for row in (rows.get(actor) for actor in actors)
        if row
    )
    return next(filter(None, zones), "")
