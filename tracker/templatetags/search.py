"""Texts in which what was searched for is marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Protocol

from django import template
from django.utils.safestring import SafeString

from tracker.domain.search.query import Term, marked
from tracker.domain.status.standing import Status
from tracker.templatetags.dashboard import Row
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import in_english, local, local_all
from tracker.templatetags.pages import case_address
from tracker.templatetags.slots import cached_format, filled, format_of, joined, piece, slot
from tracker.templatetags.terms import term_link
from tracker.templatetags.times import due_short, when_text

register = template.Library()
LONGEST_LINE = 220
"""Characters of a text that are shown around what fits."""
Parts = list[tuple[str, bool]]
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class StandingRow(Row, Protocol):
    """A row that says where its case stands."""

    status: Status


class FoundCase(Protocol):
    """A case that fits a search (queries.search.FoundCase)."""

    @property
    def row(self) -> StandingRow:
        """What the dashboard shows of it."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Its texts that fit."""

    @property
    def also(self) -> tuple[str, ...]:
        """Other names by which a party fits."""


@register.inclusion_tag("components/found_cases.html")
def found_cases(cases: Iterable[FoundCase], terms: Sequence[Term], as_of: str | None) -> dict[str, Any]:
    """Cases that fit a search as a list; their links keep `as_of`. Each shape of a case is rendered once."""
    address = case_address(as_of)
    return {"cases": [_found_case(case, terms, address(case.row.slug)) for case in cases]}


def _found_case(case: FoundCase, terms: Sequence[Term], address: str) -> SafeString:
    row = case.row
    is_resolved, title = row.status is Status.RESOLVED, local(row.title)
    return piece(
        "components/found_case.html",
        (("headlines", row.headlines if is_resolved else ()), ("is_english", in_english(row.title))),
        address=address,
        title=marks(title, terms),
        senders=_marked(_in_a_line(local_all(row.senders), terms)),
        targets=_marked(_in_a_line(local_all(row.targets), terms)),
        standing="" if is_resolved else term_link(row.status),
        when=when_text(row.resolved_on) if is_resolved else due_short(row.due) if row.due else "",
        why=joined(_why(case, terms)),
    )


def _why(case: FoundCase, terms: Sequence[Term]) -> Iterator[SafeString]:
    if labels := _fitting_labels(case.row.threat_types, terms):
        yield piece("components/found_line.html", text=labels)
    for names in case.also:
        yield piece("components/found_line.html", text=marks(names, terms))
    for line in case.lines:
        is_english = not _CYRILLIC.search(line)
        yield piece("components/found_line.html", (("is_english", is_english),), text=_excerpt(line, terms))


@register.simple_tag
def marks(text: str, terms: Sequence[Term]) -> SafeString:
    """The text, what fits a term marked."""
    return _marked(marked(text, terms))


def _excerpt(text: str, terms: Sequence[Term]) -> SafeString:
    """So much of a text as fits a line or two around the first place that is marked, cut between words."""
    parts = marked(text, terms)
    if len(text) <= LONGEST_LINE:
        return _marked(parts)
    begins = len(parts[0][0]) if parts and not parts[0][1] else 0
    start = max(0, min(begins - LONGEST_LINE // 3, len(text) - LONGEST_LINE))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", start + LONGEST_LINE)
    before, after = ("… " if start else "", " …" if end >= 0 else "")
    cut = text[start : end if end >= 0 else len(text)]
    return _marked([(before, False), *marked(cut, terms), (after, False)])


def _fitting_labels(words: Iterable[StrEnum], terms: Sequence[Term]) -> SafeString:
    """What pages call these words, as far as it fits a term, marked."""
    found = (label(word) for word in words)
    return _marked(_in_a_line((each for each in found if any(term.is_in(each) for term in terms)), terms))


def _in_a_line(texts: Iterable[str], terms: Sequence[Term]) -> Parts:
    parts: Parts = []
    for text in texts:
        parts += [(", ", False)] * bool(parts) + marked(text, terms)
    return parts


def _marked(parts: Parts) -> SafeString:
    return filled(_marked_format(tuple(is_marked for _, is_marked in parts)), [text for text, _ in parts])


@cached_format(maxsize=1024)
def _marked_format(marks: tuple[bool, ...]) -> str:
    """A text of so many parts as a format, by which of them are marked."""
    parts = [(slot(place), is_marked) for place, is_marked in enumerate(marks)]
    return format_of("components/marked.html", {"parts": parts})
