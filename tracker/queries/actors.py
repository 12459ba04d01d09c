"""Actors by any of their names."""

from tracker.domain.text import plain
from tracker.models import Actor


def actors_named(text: str) -> list[Actor]:
    """Those of whom it is the name, an alias, the slug or the code, in any case and accents (1 query)."""
    wanted = plain(text).strip()
    found = Actor.objects.filter(search__contains=wanted).order_by("name") if wanted else ()
    return [actor for actor in found if wanted in actor.search.split("\n")]


def taken_actor_slugs(start: str) -> set[str]:
    """The slugs that begin so and are an actor's."""
    return set(Actor.objects.filter(slug__startswith=start).values_list("slug", flat=True))
