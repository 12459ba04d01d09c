"""Fuses and their axes as SVG for templates: what tracker.domain.dates.fuses computes, drawn.

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

from tracker.domain.dates import fuses
from tracker.domain.dates.fuses import Axis, Fuse, Ghost, Span, Stroke
from tracker.domain.dates.moments import When, zone_or_utc
from tracker.domain.dates.windows import Due, Window

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
def dashboard_axis(rows: Iterable[HasWindow], at: datetime) -> Axis:
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
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


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
    return mark_safe(track(tone, words, drawn(axis, announced_at, window, ghosts, at)))  # noqa: S308 -- escaped


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
    pieces = drift + "".join(_pieces(line, with_spark=in_force))
    return mark_safe(track(tone if in_force else f"{tone} struck", words, pieces))  # noqa: S308 -- escaped


def track(tone: str, words: str, pieces: str) -> str:
    """The place of a line in a row, with its pieces drawn up and down from its middle."""
    classes = f"track {escape(tone)}" if tone else "track"
    return f'<div class="{classes}" role="img" aria-label="{escape(words)}"><svg>{pieces}</svg></div>'


def drawn(
    axis: Axis,
    announced_at: datetime,
    window: Window | None,
    ghosts: Iterable[Window],
    at: datetime,
    *,
    is_shared: bool = False,
) -> SafeString:
    """The pieces of the line of one deadline; the marks they use are in components/fuse_marks.html.

    `is_shared`: one of many on a page with components/to_now.html, what most of them have in common.
    """
    line = fuses.fuse(axis, announced_at, window, ghosts, at=at)
    pieces = _pieces(line, with_spark=True, is_shared=is_shared)
    return mark_safe("".join(pieces))  # noqa: S308 -- numbers formatted here, and a month escaped


def _pieces(line: Fuse, *, with_spark: bool, is_shared: bool = False) -> Iterator[str]:
    for ghost in line.ghosts:
        yield _ghost(ghost)
    runs_to_now = line.starts_before and line.spent is not None and line.spent.x2 == line.now_x
    if is_shared and with_spark and runs_to_now:
        yield from _strokes(line, spent=None)
        yield from _marks(line)
        yield _mark("to-now", 0)
    else:
        yield from _strokes(line, spent=line.spent)
        yield from _marks(line)
        if line.now_x is not None and with_spark:
            yield _mark("spark", line.now_x)
        if line.starts_before:
            yield _mark("back", 0)
    if line.ends_after:
        yield _mark("on", 100)
    if line.beyond:
        yield _beyond(line.beyond, is_before=line.starts_before)


def _strokes(line: Fuse, *, spent: Stroke | None) -> Iterator[str]:
    if line.dotted:
        yield _stroke("dotted", line.dotted)
    if spent:
        yield _stroke("spent", spent)
    if line.band:
        faded = ' mask="url(#fade)"' if line.is_open_ended else ""
        x, width = pct(line.band.x1), pct(line.band.width)
        yield f'<rect class="band" x="{x}" width="{width}" y="-7" height="14"{faded}/>'
    if line.left:
        yield _stroke("rest", line.left)


def _marks(line: Fuse) -> Iterator[str]:
    if line.earliest_x is not None:
        yield _mark("mark", line.earliest_x)
    if line.latest_x is not None:
        yield _mark("mark-late", line.latest_x)
    if line.start_x is not None:
        yield _mark("origin", line.start_x)


def _stroke(name: str, stroke: Stroke) -> str:
    begins = f' x1="{pct(stroke.x1)}"' if stroke.x1 else ""
    return f'<line class="{name}"{begins} x2="{pct(stroke.x2)}"/>'


def _mark(name: str, x: float) -> str:
    """A shape of a page's own (components/fuse_marks.html), in pixels around a place on the axis."""
    return f'<use href="#{name}" x="{pct(x)}"/>' if x else f'<use href="#{name}"/>'


def _beyond(at: datetime, *, is_before: bool) -> str:
    """The month of a line that lies beside the axis as a whole: an arrow alone says nothing."""
    month = escape(date_format(at, pgettext("format of a short month", "M Y")))
    side = 'x="12"' if is_before else 'x="-17" text-anchor="end"'
    return _at(0 if is_before else 100, f'<text class="beyond" {side} dy="4">{month}</text>')


def _ghost(ghost: Ghost) -> str:
    band = ""
    if ghost.band:
        x, width = pct(ghost.band.x1), pct(ghost.band.width)
        band = f'<rect class="ghost-band" x="{x}" width="{width}" y="-8" height="16"/>'
    return band + _mark("ghost", ghost.x)


def _at(x: float, piece: str, *, y: int = 0) -> str:
    """A piece drawn in pixels around a place on the axis."""
    return f'<svg x="{pct(x)}" y="{y}" overflow="visible">{piece}</svg>'


def _drift(axis: Axis, before: Window, after: Window) -> str:
    """An arrow from the old date to the new one, where they differ enough to be seen."""
    old = axis.x(before.latest_at or before.earliest_at)
    new = axis.x(after.latest_at or after.earliest_at)
    if abs(old - new) < 2:
        return ""
    head = "M5-4 0 0l5 4" if new < old else "M-5-4 0 0l-5 4"
    shaft = f'<line class="drift" x1="{pct(old)}" x2="{pct(new)}" y1="-16" y2="-16"/>'
    arrow = _at(new, f'<path class="drift-head" d="{head}"/>', y=-16)
    was = f'<line class="ghost" x1="{pct(old)}" x2="{pct(old)}" y1="-22" y2="-10"/>'
    return f"{was}{shaft}{arrow}"
