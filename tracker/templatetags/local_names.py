"""Names of actors and crises in the reader's language, where the record has one; else the English name.

What pages and mails are made of holds English names, as they are stored. `services.local_names` brings the
table that they are looked up in, before anything is rendered in another language.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django import template
from django.utils.translation import get_language

register = template.Library()

NONE: Mapping[str, str] = MappingProxyType({})
_tables: dict[str, Mapping[str, str]] = {}


def use_table(language: str, names: Mapping[str, str]) -> None:
    """Look names of a language up in this table from now on, by their English."""
    _tables[language] = names


def is_translated() -> bool:
    """Whether the language of the page has names of its own."""
    return bool(_tables.get(get_language() or ""))


@register.filter
def local(name: str) -> str:
    """The name in the language of the page."""
    return _tables.get(get_language() or "", NONE).get(name, name)


def local_all(names: Iterable[str]) -> tuple[str, ...]:
    """Several names in the language of the page."""
    table = _tables.get(get_language() or "", NONE)
    return tuple(table.get(name, name) for name in names) if table else tuple(names)
