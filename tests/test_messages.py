"""The catalogues: every message is there, translated whole, compiled, and keeps its places."""

import ast
import re
from collections import Counter

import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.utils import translation

from tools.messages import KEYWORDS, LANGUAGES, ROOT, as_mo, as_po, merged, messages, po_path, stored

PLACE = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|<[^>]+>")
SAME = {"%(count)s", "HTML", "Markdown", "API", "JSON", "CSV", "Ultimata", "OpenAPI", "Atom"}
"""What is the same in every language."""
LETTERS = {"uk": "[а-яіїєґ]"}
"""A letter of each language whose script is not that of English."""


def forms(message: Message) -> list[str]:
    """The original of each form of the translation."""
    if isinstance(message.id, str):
        return [message.id]
    return [message.id[0], *[message.id[1]] * (len(told(message)) - 1)]


def told(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_holds_all_messages_and_no_other(language: str) -> None:
    kept = {(each.id, each.context) for each in stored(language) if each.id}
    used = {(each.id, each.context) for each in messages() if each.id}
    hint = "run python -m tools.messages and translate what is new"
    assert used - kept == set(), hint
    assert kept - used == set(), hint


def test_no_message_stands_in_an_f_string() -> None:
    """The collector reads no code inside one, so such a message would have no translation."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("config", "tracker")
        for path in (ROOT / folder).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in KEYWORDS
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_in_all_its_forms(language: str) -> None:
    missing = [each.id for each in stored(language) if each.id and not all(told(each))]
    assert missing == []
    assert [each.id for each in stored(language) if each.fuzzy] == []
    plural = [each for each in stored(language) if isinstance(each.id, tuple)]
    assert {len(told(each)) for each in plural} == {stored(language).num_plurals}


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_tags_are_those_of_the_original(language: str) -> None:
    wrong = [
        (original, text)
        for each in stored(language)
        if each.id and all(told(each))
        for original, text in zip(forms(each), told(each), strict=True)
        if places(original) != places(text) and not is_first_form(each, original)
    ]
    assert wrong == []


def places(text: str) -> Counter[str]:
    return Counter(PLACE.findall(text))


def is_first_form(message: Message, original: str) -> bool:
    """A form for one may leave its number out; the form for 1 of Ukrainian is for 21 as well, and has it."""
    return isinstance(message.id, tuple) and original == message.id[0]


def test_every_language_of_the_site_has_a_catalogue() -> None:
    assert {code for code, _name in settings.LANGUAGES} == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LETTERS)
def test_translation_is_in_its_own_letters(language: str) -> None:
    latin = [
        each.id
        for each in stored(language)
        if each.id
        and not each.context
        and re.search(r"[a-z]{4}", PLACE.sub("", forms(each)[0]))
        and not re.search(LETTERS[language], " ".join(told(each)).lower())
        and forms(each)[0] not in SAME
    ]
    assert latin == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_as_the_tool_writes_them(language: str) -> None:
    po = as_po(merged(language))
    assert po_path(language).read_bytes() == po
    assert po_path(language).with_suffix(".mo").read_bytes() == as_mo(po)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 день"), (3, "3 дні"), (11, "11 днів"), (21, "21 день"), (40, "40 днів")]
)
def test_plurals_are_right(count: int, words: str) -> None:
    with translation.override("uk"):
        assert translation.ngettext("%(count)s day", "%(count)s days", count) % {"count": count} == words
