"""The legend below the lines of an axis: what each mark that they have means, and none that they lack.

Rows lead to their case as a whole, and a page has a hundred of them: their words are no links, but named once
below, with those to what they mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.domain.vocabulary import Kind, ThreatType
from tracker.templatetags.fuses import Shape
from tracker.templatetags.labels import label
from tracker.templatetags.slots import piece

register = template.Library()

_TO_NOW = 'href="#to-now"'
"""What most lines of a board have in common (components/to_now.html): passed time up to the instant shown."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A mark: how it is written in a drawing (any of these), how it is drawn, and what it means."""

    written: tuple[str, ...]
    shapes: tuple[Shape, ...]
    meaning: Promise
    is_struck: bool = False


def _line(name: str) -> tuple[Shape, ...]:
    return (Shape("stroke", name, "", "100%"),)


ENTRIES = (
    LegendEntry(('href="#origin"',), (Shape("mark", "origin", "50%"),), _("announced")),
    LegendEntry(('class="spent"', _TO_NOW), _line("spent"), _("time that has passed")),
    LegendEntry(('href="#spark"', _TO_NOW), (Shape("mark", "spark", "50%"),), _("the instant shown")),
    LegendEntry(('class="rest"',), _line("rest"), _("time that is left")),
    LegendEntry(
        ('href="#mark"',), (Shape("mark", "mark", "50%"),), _("the date, or the earliest moment of a window")
    ),
    LegendEntry(
        ('class="band"',), (Shape("band", "", "15%", "70%"),), _("a window: it may expire anywhere within it")
    ),
    LegendEntry(
        ('href="#mark-late"',), (Shape("mark", "mark-late", "50%"),), _("the latest moment of a window")
    ),
    LegendEntry(
        ('mask="url(#fade)"',), (Shape("band", "fading", "15%", "85%"),), _("nobody said when at the latest")
    ),
    LegendEntry(('class="dotted"',), _line("dotted"), _("no date is known")),
    LegendEntry(('href="#ghost"',), (Shape("mark", "ghost", "50%"),), _("a date that no longer holds")),
    LegendEntry(
        ('class="drift"',), (Shape("drift", "later", "10%", "90%"),), _("moved: from the old date to the new")
    ),
    LegendEntry((' struck"',), _line("rest"), _("not in force"), is_struck=True),
    LegendEntry(
        ('href="#back"', _TO_NOW), (Shape("mark", "back", "30%"),), _("announced before this line begins")
    ),
    LegendEntry(('href="#on"',), (Shape("mark", "on", "75%"),), _("goes on beyond this line")),
)


@register.simple_block_tag
def legend(content: SafeString) -> SafeString:
    """The lines between this tag and its end, and below them what their marks and words mean."""
    entries, words = tuple(entries_of(content)), tuple(words_of(content))
    if not entries and not words:
        return content
    return piece("components/legend.html", (("entries", entries), ("words", words)), lines=content)


def entries_of(drawn: str) -> Iterator[LegendEntry]:
    """The entries of the marks that some lines have."""
    return (entry for entry in ENTRIES if any(text in drawn for text in entry.written))


def words_of(rows: str) -> Iterator[StrEnum]:
    """The kinds and threats that rows name below their titles (components/chips.html)."""
    return (word for word in (*Kind, *ThreatType) if f">{escape(label(word))}<" in rows)
