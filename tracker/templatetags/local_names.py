"""Names of actors and crises and titles of cases in the reader's language, where the record has one; else the
English one.

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


@register.filter
def in_english(name: str) -> bool:
    """Whether the page is in another language, which has no name of its own for it (WCAG 3.1.2)."""
    return get_language() not in {None, "en"} and local(name) == name


@register.filter
def in_language(texts: Mapping[str, str], english: str) -> str:
    """What texts by language say in that of the page; where they have none, the English one."""
    return texts.get(get_language() or "", english)


ALPHABETS = {"uk": {character: place for place, character in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}}
_SILENT = str.maketrans("", "", "'’ʼ«»“”\u0301")


def place_in_alphabet(text: str) -> tuple[tuple[bool, int], ...]:
    """By what names in the language of the page are sorted; what is not of its alphabet comes first."""
    places = ALPHABETS.get(get_language() or "", {})
    characters = text.casefold().translate(_SILENT)
    return tuple((character in places, places.get(character, ord(character))) for character in characters)


def named_in_order(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of a slug and an English name with the names in the language of the page, by its alphabet.

    Where the language has no names of its own they stay in the order they are in.
    """
    if not is_translated():
        return list(named)
    return sorted(((slug, local(name)) for slug, name in named), key=lambda pair: place_in_alphabet(pair[1]))


def local_all(names: Iterable[str]) -> tuple[str, ...]:
    """Several names in the language of the page."""
    table = _tables.get(get_language() or "", NONE)
    return tuple(table.get(name, name) for name in names) if table else tuple(names)
