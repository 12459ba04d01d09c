"""Old addresses of actors that were merged into others: they lead on for good."""

from collections.abc import Collection, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from tracker.queries.actors import merged_actors
from tracker.queries.topics import ACTORS
from tracker.web.headers import open_to_all

OF_ACTORS = ("actor", "api-actor")
"""The addresses whose slug is an actor's."""
OF_PARAMETERS = (*ACTORS, "speaker", "a", "b")
"""The parameters that name one."""
REFUSED = (400, 404)


def moved(
    request: HttpRequest, kwargs: Mapping[str, object], parameters: Collection[str] = ACTORS
) -> HttpResponse | None:
    """Where an address that was refused leads to now that the actors it names go by another slug; else None.

    The same page, feed or answer in the same language, its other parameters as they were. `parameters` are
    those it takes; 1 query where an actor is named.
    """
    match = request.resolver_match
    if match is None:
        return None
    slug = str(kwargs.get("slug", "")) if match.url_name in OF_ACTORS else ""
    taken = [name for name in OF_PARAMETERS if name in parameters]
    named = {slug, *(request.GET.get(name, "") for name in taken)} - {""}
    renamed = merged_actors(named) if named and not any("\0" in each for each in named) else {}
    if not renamed:
        return None
    path = request.path
    if slug in renamed:
        path = reverse(match.view_name, args=match.args, kwargs={**match.kwargs, "slug": renamed[slug]})
    query = request.GET.copy()
    for name in taken:
        if new := renamed.get(request.GET.get(name, "")):
            query[name] = new
    text = query.urlencode()
    return open_to_all(HttpResponsePermanentRedirect(f"{path}?{text}" if text else path))
