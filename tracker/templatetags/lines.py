"""Fuses and their axes as SVG for templates: what tracker.domain.fuses computes, drawn.

The pieces of a fuse are written here and not in a template because a board has a hundred of them: a template
of as many tags takes most of the page's time. Lengths along the axis are percentages, so nothing is squashed
on a narrow screen; everything across it, and every mark, is in pixels.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Protocol

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from tracker.domain import fuses
from tracker.domain.fuses import Axis, Fuse, Ghost, Span
from tracker.domain.moments import When, zone_or_utc
from tracker.domain.windows import Due, Window

register = template.Library()


class HasWindow(Protocol):
    """A row of a board: announced at an instant, expiring within a window, or within none."""

    @property
    def announced_at(self) -> datetime | None:
        """When it was announced; None when nothing ever was in force."""

    @property
    def window(self) -> Window | None:
        """When it expires."""


@register.simple_tag
def board_axis(rows: Iterable[HasWindow], at: datetime) -> Axis:
    """The axis these rows share at an instant, rounded, so that rows drawn on it stay good for a while."""
    spans = (span_of(row.announced_at, row.window) for row in rows if row.announced_at)
    return fuses.axis_for(spans, at.replace(second=0, microsecond=0))


def span_of(announced_at: datetime, window: Window | None) -> Span:
    """What a deadline asks of an axis."""
    return Span(announced_at, (window.latest_at or window.earliest_at) if window else None)


class InANutshell(HasWindow, Protocol):
    """A row with the windows it had before."""

    @property
    def ghosts(self) -> Iterable[Window]:
        """Earlier windows."""


@register.simple_tag
def row_axis(row: InANutshell, at: datetime) -> Axis:
    """The axis of one row alone: its announcement, its windows, and the instant shown where it is near."""
    instants = [row.announced_at] if row.announced_at else []
    for window in filter(None, (row.window, *row.ghosts)):
        instants += [window.earliest_at, window.latest_at or window.earliest_at]
    return fuses.axis_over(instants, at)


class HasAnnouncement(Protocol):
    """An announcement of a case: made on a date, with a window or none."""

    @property
    def announced(self) -> When:
        """When it was made."""

    @property
    def window(self) -> Window | None:
        """What it set."""


@register.simple_tag
def case_axis(
    deadlines: Iterable[HasAnnouncement], at: datetime, due: Due | None, resolved_on: When | None
) -> Axis:
    """The axis of one case, in the zone of its time limit: announcements, windows, the day it was resolved.

    Without a date and an outcome it goes on to the instant shown, however long ago the announcement was.
    """
    where = zone_or_utc(due.timezone if due else "UTC")
    instants = [resolved_on.start_in(where)] if resolved_on else [] if due else [at]
    for line in deadlines:
        instants.append(line.announced.start_in(where))
        if line.window:
            instants += [line.window.earliest_at, line.window.latest_at or line.window.earliest_at]
    return fuses.axis_over(instants, at, where)


@register.filter
def pct(number: float) -> str:
    """A percentage for an SVG attribute: a point as decimal sign whatever the language."""
    return f"{number:.2f}%"


@register.simple_tag
def fuse(  # noqa: PLR0917 -- tags are called by position
    axis: Axis,
    announced_at: datetime,
    window: Window | None,
    ghosts: Iterable[Window],
    at: datetime,
    tone: str,
    words: str,
) -> SafeString:
    """The line of one deadline on an axis; `tone` is a class, `words` say what the line shows."""
    line = fuses.fuse(axis, announced_at, window, ghosts, at=at)
    return _svg(tone, words, _pieces(line, with_spark=True))


@register.simple_tag
def move(  # noqa: PLR0917 -- tags are called by position
    axis: Axis,
    announced: When,
    window: Window | None,
    before: Window | None,
    at: datetime,
    in_force: bool,
    tone: str,
    words: str,
) -> SafeString:
    """The line of one announcement among others of its case; `before` is the window it replaced.

    What is no longer in force is drawn as struck through, an arrow runs from the old date to the new one.
    """
    line = fuses.fuse(axis, announced.start_in(axis.zone), window, (), at=at)
    drift = _drift(axis, before, window) if before and window else ""
    pieces = [drift, *_pieces(line, with_spark=in_force)]
    return _svg(tone if in_force else f"{tone} struck", words, pieces)


def _svg(tone: str, words: str, pieces: Iterable[str]) -> SafeString:
    return mark_safe(  # noqa: S308 -- numbers formatted here, and two strings escaped
        f'<svg class="fuse {escape(tone)}" role="img" aria-label="{escape(words)}">'
        f'<svg y="50%" overflow="visible">{"".join(pieces)}</svg></svg>'
    )


def _pieces(line: Fuse, *, with_spark: bool) -> Iterator[str]:
    for ghost in line.ghosts:
        yield _ghost(ghost)
    if line.dotted:
        yield f'<line class="dotted" x1="{line.dotted.x1:.2f}%" x2="{line.dotted.x2:.2f}%"/>'
    if line.spent:
        yield f'<line class="spent" x1="{line.spent.x1:.2f}%" x2="{line.spent.x2:.2f}%"/>'
    if line.band:
        faded = ' mask="url(#fade)"' if line.is_open_ended else ""
        x, width = line.band.x1, line.band.width
        yield f'<rect class="band" x="{x:.2f}%" width="{width:.2f}%" y="-7" height="14"{faded}/>'
    if line.left:
        yield f'<line class="rest" x1="{line.left.x1:.2f}%" x2="{line.left.x2:.2f}%"/>'
    if line.earliest_x is not None:
        yield _upright("mark", line.earliest_x, -8, 8)
    if line.latest_x is not None:
        yield _upright("mark-late", line.latest_x, -8, 8)
    if line.start_x is not None:
        yield f'<circle class="origin" cx="{line.start_x:.2f}%" r="3.5"/>'
    if line.now_x is not None and with_spark:
        yield f'<circle class="spark" cx="{line.now_x:.2f}%" r="5.5"/>'
    if line.starts_before:
        yield '<path class="goes-on back" d="M5-5 0 0l5 5"/>'
    if line.ends_after:
        yield _at(100, '<path class="goes-on" d="M-11-5l5 5-5 5M-5-5l5 5-5 5"/>')
    if line.beyond:
        yield _beyond(line.beyond, is_before=line.starts_before)


def _beyond(at: datetime, *, is_before: bool) -> str:
    """The month of a line that lies beside the axis as a whole: an arrow alone says nothing."""
    month = escape(date_format(at, pgettext("format of a short month", "M Y")))
    side = 'x="12"' if is_before else 'x="-17" text-anchor="end"'
    return _at(0 if is_before else 100, f'<text class="beyond" {side} dy="4">{month}</text>')


def _upright(name: str, x: float, top: int, bottom: int) -> str:
    return f'<line class="{name}" x1="{x:.2f}%" x2="{x:.2f}%" y1="{top}" y2="{bottom}"/>'


def _ghost(ghost: Ghost) -> str:
    band = ""
    if ghost.band:
        x, width = ghost.band.x1, ghost.band.width
        band = f'<rect class="ghost-band" x="{x:.2f}%" width="{width:.2f}%" y="-8" height="16"/>'
    cross = '<path class="cross" d="M-3.5-3.5l7 7M-3.5 3.5l7-7"/>'
    return f"{band}{_upright('ghost', ghost.x, -8, 8)}{_at(ghost.x, cross, y=-13)}"


def _at(x: float, piece: str, *, y: int = 0) -> str:
    """A piece drawn in pixels around a place on the axis."""
    return f'<svg x="{x:.2f}%" y="{y}" overflow="visible">{piece}</svg>'


def _drift(axis: Axis, before: Window, after: Window) -> str:
    """An arrow from the old date to the new one, where they differ enough to be seen."""
    old = axis.x(before.latest_at or before.earliest_at)
    new = axis.x(after.latest_at or after.earliest_at)
    if abs(old - new) < 2:
        return ""
    head = "M5-4 0 0l5 4" if new < old else "M-5-4 0 0l-5 4"
    shaft = f'<line class="drift" x1="{old:.2f}%" x2="{new:.2f}%" y1="-16" y2="-16"/>'
    arrow = _at(new, f'<path class="drift-head" d="{head}"/>', y=-16)
    return f"{_upright('ghost', old, -22, -10)}{shaft}{arrow}"
