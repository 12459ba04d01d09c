"""Texts in which what was searched for is marked."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from tracker.domain.search.query import Term, marked
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import local_all
from tracker.templatetags.pages import in_english

register = template.Library()
LONGEST_LINE = 220
"""Characters of a text that are shown around what fits."""
Parts = list[tuple[str, bool]]


@register.simple_tag
def marks(text: str, terms: Sequence[Term]) -> SafeString:
    """The text, what fits a term marked."""
    return _html(marked(text, terms))


@register.simple_tag
def marks_of_names(names: Iterable[str], terms: Sequence[Term]) -> SafeString:
    """Names in a line in the language of the page, marked."""
    return _html(_in_a_line(local_all(names), terms))


@register.simple_tag
def excerpt(text: str, terms: Sequence[Term]) -> SafeString:
    """So much of a text as fits a line or two around the first place that is marked, cut between words."""
    parts = marked(text, terms)
    if len(text) <= LONGEST_LINE:
        return _html(parts)
    begins = len(parts[0][0]) if parts and not parts[0][1] else 0
    start = max(0, min(begins - LONGEST_LINE // 3, len(text) - LONGEST_LINE))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", start + LONGEST_LINE)
    before, after = ("… " if start else "", " …" if end >= 0 else "")
    cut = text[start : end if end >= 0 else len(text)]
    return _html([(before, False), *marked(cut, terms), (after, False)])


@register.simple_tag
def language_of_line(line: str) -> SafeString:
    """The attribute for a line of the record; nothing for one that is not in the letters of English."""
    return SafeString("") if _CYRILLIC.search(line) else in_english()


_CYRILLIC = re.compile("[\u0400-\u04ff]")


@register.simple_tag
def fitting_labels(words: Iterable[StrEnum], terms: Sequence[Term]) -> SafeString:
    """What pages call these words, as far as it fits a term, marked."""
    found = (label(word) for word in words)
    return _html(_in_a_line((each for each in found if any(term.is_in(each) for term in terms)), terms))


def _in_a_line(texts: Iterable[str], terms: Sequence[Term]) -> Parts:
    parts: Parts = []
    for text in texts:
        parts += [(", ", False)] * bool(parts) + marked(text, terms)
    return parts


def _html(parts: Iterable[tuple[str, bool]]) -> SafeString:
    escaped = ((escape(text), is_marked) for text, is_marked in parts)
    return SafeString("".join(f"<mark>{text}</mark>" if is_marked else text for text, is_marked in escaped))
