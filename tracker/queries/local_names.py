"""What actors and crises are called in other languages than English, and the titles of cases there."""

from collections.abc import Iterator

from tracker.models import Actor, Dossier, Publication, Ultimatum


def local_names(language: str) -> dict[str, str]:
    """The names and titles in a language by the English ones (3 queries).

    Of two that bear the same English name and are called differently neither is in it. Titles are those of
    public cases, as of now: so are the English ones.
    """
    table: dict[str, str] = {}
    unclear: set[str] = set()
    for name, local in _named(language):
        if table.setdefault(name, local) != local:
            unclear.add(name)
    return {name: local for name, local in table.items() if name not in unclear}


def _named(language: str) -> Iterator[tuple[str, str]]:
    key = f"names__{language}"
    yield from Actor.objects.filter(names__has_key=language).order_by().values_list("name", key)
    yield from Dossier.objects.filter(names__has_key=language).order_by().values_list("title", key)
    public = Ultimatum.objects.filter(publication=Publication.PUBLISHED, titles__has_key=language)
    yield from public.order_by().values_list("title", f"titles__{language}")
