"""The rows of a board, quickly: what stays of a row is rendered once, what the instant changes is put in.

A page has a hundred rows, and most of the time of making it went into rendering them anew. A row's template
is rendered with slots for the three things that depend on the instant shown (the address's `as_of`, the
countdown, the fuse); the result is kept in this process by all else the row shows, so it is never stale.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any, Protocol
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tracker.domain.fuses import Axis
from tracker.domain.moments import When
from tracker.domain.outcomes import Headline
from tracker.domain.standing import Countdown, CountdownKind
from tracker.domain.vocabulary import Kind, ThreatType
from tracker.domain.windows import Due, Window
from tracker.templatetags.lines import fuse
from tracker.templatetags.times import (
    PLACE,
    CountdownWords,
    SpanUnit,
    countdown_words,
    due_text,
    instant_iso,
    whole_units,
)

register = template.Library()

MOST_KEPT = 4096
_TOKEN = secrets.token_hex(8)
SUFFIX, COUNTDOWN, FUSE = (f"[{_TOKEN}-{name}]" for name in ("suffix", "countdown", "fuse"))


STEPS = 2000
"""The instant shown moves along an axis in so many steps, each about half a pixel."""
_Place = tuple[str, str, tuple[datetime, datetime, int] | None]
_Whole = tuple[str, CountdownKind, tuple[int, SpanUnit] | None, _Place]
_whole: dict[_Whole, str] = {}


class Row(Protocol):
    """What a board shows of a case (queries.board.BoardRow); an empty key is not kept whole."""

    key: str
    slug: str
    title: str
    kind: Kind
    senders: tuple[str, ...]
    targets: tuple[str, ...]
    threat_types: tuple[ThreatType, ...]
    countdown: Countdown
    moves: int
    stated: str
    due: Due | None
    window: Window | None
    ghosts: tuple[Window, ...]
    headlines: tuple[Headline, ...]
    resolved_on: When | None
    announced_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Still:
    """A row without what the instant changes; equal when all that its template shows is equal."""

    shown: tuple[object, ...]
    language: str
    has_line: bool
    row: Any = field(compare=False)


@register.simple_tag
def board_rows(rows: Iterable[Any], axis: Axis | str, at: datetime, as_of: str | None) -> SafeString:
    """The rows as list items, on the axis where there is one; their links keep `as_of`."""
    suffix = f"?as_of={quote(as_of, safe=':')}" if as_of else ""
    language = get_language() or ""
    line = axis if isinstance(axis, Axis) else None
    drawn = (line.start, line.end, int(line.unbounded_x(at) * STEPS / 100)) if line else None
    place = (suffix, language, drawn)
    return mark_safe("".join(_kept_row(row, line, at, place) for row in rows))  # noqa: S308 -- rendered parts


def _kept_row(row: Row, axis: Axis | None, at: datetime, place: _Place) -> str:
    """The whole row, again and again until its words change or its line by as much as can be seen."""
    if not row.key or settings.DEBUG:
        return _row(row, axis, at, place[0], place[1])
    span = row.countdown.span
    whole = (row.key, row.countdown.kind, None if span is None else whole_units(span), place)
    found = _whole.get(whole)
    if found is None:
        if len(_whole) >= MOST_KEPT:
            _whole.clear()
        found = _whole[whole] = _row(row, axis, at, place[0], place[1])
    return found


def _row(row: Row, axis: Axis | None, at: datetime, suffix: str, language: str) -> str:
    still = _rendered(_still(row, language, has_line=axis is not None))
    is_resolved = row.countdown.kind is CountdownKind.RESOLVED
    if is_resolved and axis is None:
        return still.replace(SUFFIX, suffix, 1)
    words = countdown_words(row.countdown)
    line = ""
    # Without a date a line goes on and on; of what is resolved none does.
    if axis is not None and row.announced_at is not None and (row.window or not is_resolved):
        line = fuse(axis, row.announced_at, row.window, row.ghosts, at, words.tone, due_text(row.due))
    return (
        still.replace(SUFFIX, suffix, 1)
        .replace(FUSE, line, 1)
        .replace(COUNTDOWN, countdown_html(words, row.countdown), 1)
    )


def _still(row: Row, language: str, *, has_line: bool) -> _Still:
    words = (row.slug, row.title, row.kind, row.senders, row.targets, row.threat_types, row.moves, row.stated)
    is_resolved = row.countdown.kind is CountdownKind.RESOLVED
    end = (row.due, row.headlines, row.resolved_on, is_resolved)
    return _Still((*words, *end), language, has_line, row)


def _render(still: _Still) -> str:
    row = still.row
    context = {
        "row": row,
        "has_line": still.has_line,
        "suffix": SUFFIX,
        "countdown": COUNTDOWN,
        "fuse": FUSE,
    }
    # A third of a row is the white space of its templates; a browser shows any run of it as one space.
    return re.sub(r"\s+", " ", get_template("components/board_row.html").render(context)).strip()


_kept = lru_cache(maxsize=MOST_KEPT)(_render)


def _rendered(still: _Still) -> str:
    """The row with its slots; anew each time where templates may be edited meanwhile."""
    return _render(still) if settings.DEBUG else _kept(still)


def countdown_html(words: CountdownWords, of: Countdown) -> str:
    """The end of a board's line: what is left, ticking where there is an instant to count to or from."""
    before = f'<small class="state">{escape(words.before)}</small> ' if words.before else ""
    after = ""
    if of.kind is CountdownKind.PASSED:  # two lines, and not one for each part of the sentence
        sentence, state = gettext("{span} ago"), gettext("outcome open")
        before, ago = (_beside(part) for part in sentence.split(PLACE))
        after = f'{ago} <small class="state">{escape(state)}</small>'
    elif words.after:
        beside = " beside" if words.direction and not words.before else ""
        after = f' <small class="state{beside}">{escape(words.after)}</small>'
    if not words.direction or of.target_at is None:
        figure = escape(words.figure[:1].upper() + words.figure[1:])
        return f'<span class="{words.tone}">{before}<span class="count wordy">{figure}</span>{after}</span>'
    over = f' data-over="{escape(gettext("time is up"))}"' if words.direction == "down" else ""
    clock = f'data-clock="{words.direction}" data-grain="{of.grain}" datetime="{instant_iso(of.target_at)}"'
    figure = f'<time class="count" {clock}>{escape(words.figure)}</time>'
    return f'<span class="{words.tone}"{over}>{before}{figure}{after}</span>'


def _beside(words: str) -> str:
    return f' <small class="state beside">{escape(words.strip())}</small>' if words.strip() else ""


@register.simple_tag
def countdown(of: Countdown) -> SafeString:
    """The clock of one row alone."""
    return mark_safe(countdown_html(countdown_words(of), of))  # noqa: S308 -- escaped there
