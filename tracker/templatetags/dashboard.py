"""The rows of a board, quickly: what stays of a row is rendered once, what the instant changes is put in.

A page has a hundred rows, and most of the time of making it went into rendering them anew. A row's template
is rendered with slots for what depends on the instant shown (the address's `as_of`, the tone, the countdown,
the fuse); the result is kept in this process by all else the row shows, so it is never stale.
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

from tracker.domain.dates.fuses import Axis
from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Due, Window
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, CountdownKind
from tracker.domain.vocabulary import Kind, ThreatType
from tracker.templatetags.fuses import drawn, track
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

CACHE_SIZE = 4096
_TOKEN = secrets.token_hex(8)
SUFFIX, TONE, COUNTDOWN, FUSE = (f"[{_TOKEN}-{name}]" for name in ("suffix", "tone", "countdown", "fuse"))
_AROUND_BLOCKS = re.compile(r" ?(</?(?:div|h3|li|p|ul)\b[^>]*>) ?")


STEPS = 2000
"""The instant shown moves along an axis in so many steps, each about half a pixel."""
_Place = tuple[str, str, tuple[datetime, datetime, int] | None]
_Whole = tuple[str, CountdownKind, tuple[int, SpanUnit] | None, _Place]
_whole: dict[_Whole, str] = {}


class Row(Protocol):
    """What a board shows of a case (queries.dashboard.DashboardRow); an empty key is not kept whole."""

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
def dashboard_rows(rows: Iterable[Any], axis: Axis | str, at: datetime, as_of: str | None) -> SafeString:
    """The rows as a list, on the axis where there is one; their links keep `as_of`."""
    suffix = f"?as_of={quote(as_of, safe=':')}" if as_of else ""
    language = get_language() or ""
    line = axis if isinstance(axis, Axis) else None
    drawn = (line.start, line.end, int(line.unbounded_x(at) * STEPS / 100)) if line else None
    place = (suffix, language, drawn)
    items = "".join(_cached_row(row, line, at, place) for row in rows)
    return mark_safe(f"<ol{_over()}>{items}</ol>")  # noqa: S308 -- rendered parts


def _cached_row(row: Row, axis: Axis | None, at: datetime, place: _Place) -> str:
    """The whole row, again and again until its words change or its line by as much as can be seen."""
    if not row.key or settings.DEBUG:
        return _row(row, axis, at, place[0], place[1])
    span = row.countdown.span
    whole = (row.key, row.countdown.kind, None if span is None else whole_units(span), place)
    found = _whole.get(whole)
    if found is None:
        if len(_whole) >= CACHE_SIZE:
            _whole.clear()
        found = _whole[whole] = _row(row, axis, at, place[0], place[1])
    return found


def _row(row: Row, axis: Axis | None, at: datetime, suffix: str, language: str) -> str:
    still = _rendered(_still(row, language, has_line=axis is not None))
    is_resolved = row.countdown.kind is CountdownKind.RESOLVED
    if is_resolved and axis is None:
        return still.replace(SUFFIX, suffix, 1).replace(TONE, "", 1)
    words = countdown_words(row.countdown)
    line = '<div class="track"></div>'
    # Without a date a line goes on and on; of what is resolved none does.
    if axis is not None and row.announced_at is not None and (row.window or not is_resolved):
        pieces = drawn(axis, row.announced_at, row.window, row.ghosts, at, is_shared=True)
        line = track(words.tone if is_resolved else "", due_text(row.due), pieces)
    return (
        still.replace(SUFFIX, suffix, 1)
        .replace(TONE, "" if is_resolved else f" {words.tone}", 1)
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
        "tone": TONE,
        "countdown": COUNTDOWN,
        "fuse": FUSE,
    }
    # A third of a row is the white space of its templates. A browser shows any run of it as one space, and
    # none of it at the edges of blocks.
    html = get_template("components/board_row.html").render(context)
    return _AROUND_BLOCKS.sub(r"\1", re.sub(r"\s+", " ", html)).strip()


_cached_render = lru_cache(maxsize=CACHE_SIZE)(_render)


def _rendered(still: _Still) -> str:
    """The row with its slots; anew each time where templates may be edited meanwhile."""
    return _render(still) if settings.DEBUG else _cached_render(still)


def countdown_html(words: CountdownWords, of: Countdown) -> str:
    """The end of a board's line: what is left, ticking where there is an instant to count to or from."""
    before = f'<small class="state">{escape(words.before)}</small> ' if words.before else ""
    after = ""
    if of.kind is CountdownKind.PASSED:  # two lines, and not one for each part of the sentence
        sentence, state = gettext("{span} ago"), gettext("outcome open")
        before, ago = (_beside(part) for part in sentence.split(PLACE))
        after = f'{ago} <small class="state">{escape(state)}</small>'
    elif words.after:
        kind = "beside" if words.direction and not words.before else "state"
        after = f' <small class="{kind}">{escape(words.after)}</small>'
    if not words.direction or of.target_at is None:
        figure = escape(words.figure[:1].upper() + words.figure[1:])
        return f'{before}<span class="count wordy">{figure}</span>{after}'
    grain = "" if of.grain is Grain.DAY else f' data-grain="{of.grain}"'
    clock = f'data-clock="{words.direction}"{grain} datetime="{instant_iso(of.target_at)}"'
    return f"{before}<time {clock}>{escape(words.figure)}</time>{after}"


def _beside(words: str) -> str:
    return f' <small class="beside">{escape(words.strip())}</small>' if words.strip() else ""


def _over() -> str:
    """What the clocks of a list say once their time is up (js/clocks.js)."""
    return f' data-over="{escape(gettext("time is up"))}"'


@register.simple_tag
def countdown(of: Countdown) -> SafeString:
    """The clock of one row alone."""
    words = countdown_words(of)
    html = f'<span class="{words.tone}"{_over()}>{countdown_html(words, of)}</span>'
    return mark_safe(html)  # noqa: S308 -- escaped there
