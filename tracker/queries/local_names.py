"""What actors and crises are called in other languages than English."""

from collections.abc import Iterator

from tracker.models import Actor, Dossier


def local_names(language: str) -> dict[str, str]:
    """The names in a language by the English ones (2 queries).

    Of two that bear the same English name and are called differently neither is in it.
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
