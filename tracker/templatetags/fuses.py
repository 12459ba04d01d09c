"""Fuses and their axes for templates: the shapes of what tracker.domain.dates.fuses computes.

Lengths along the axis are percentages, so nothing is squashed on a narrow screen; everything across it, and
every mark, is in pixels (components/fuse_shapes.html).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple, Protocol

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from tracker.domain.dates import fuses
from tracker.domain.dates.fuses import Axis, Fuse, Span, Stroke
from tracker.domain.dates.moments import When, zone_or_utc
from tracker.domain.dates.windows import Due, Window
from tracker.templatetags.slots import cached_format, filled, format_of, slot

register = template.Library()


class OnAnAxis(Protocol):
    """Something with a window, or with none."""

    @property
    def window(self) -> Window | None:
        """When it expires."""


class HasWindow(OnAnAxis, Protocol):
    """A row of a board: announced at an instant, expiring within a window, or within none."""

    @property
    def announced_at(self) -> datetime | None:
        """When it was announced; None when nothing ever was in force."""


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
    deadlines: Iterable[HasAnnouncement],
    at: datetime,
    due: Due | None,
    resolved_on: When | None,
    scheduled: Iterable[OnAnAxis] = (),
) -> Axis:
    """The axis of one case, in the zone of its time limit: announcements, windows, the day it was resolved.
    What is `scheduled` is on it as well.

    Without a date and an outcome it goes on to the instant shown, however long ago the announcement was.
    """
    where = zone_or_utc(due.timezone if due else "UTC")
    instants = [resolved_on.start_in(where)] if resolved_on else [] if due else [at]
    for line in deadlines:
        instants.append(line.announced.start_in(where))
        if line.window:
            instants += [line.window.earliest_at, line.window.latest_at or line.window.earliest_at]
    instants += [event.window.latest_at or event.window.earliest_at for event in scheduled if event.window]
    return fuses.axis_over(instants, at, where)


@register.filter
def pct(number: float) -> str:
    """A percentage for an SVG attribute: a point as decimal sign whatever the language."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


class Shape(NamedTuple):
    """A shape on an axis, by `form`; places and lengths are percentages as text.

    'mark': the mark `name` at `x`; 'stroke': a line of class `name` from `x` to `to`; 'band': a rectangle at
    `x`, `to` wide, `name` 'fading' or ''; 'ghost-band': the same of an earlier date; 'beyond': the month `to`
    at `x`, the end of the axis that `name` says, 'before' or 'after'; 'drift': from an old date at `x` to the
    new one at `to`, `name` 'sooner' or 'later'. An `x` of '' is the start of the axis.
    """

    form: str
    name: str
    x: str
    to: str = ""


@register.inclusion_tag("components/fuse.html")
def fuse(  # noqa: PLR0917 -- tags are called by position
    axis: Axis,
    announced_at: datetime,
    window: Window | None,
    ghosts: Iterable[Window],
    at: datetime,
    tone: str,
    words: str,
) -> dict[str, Any]:
    """The line of one deadline on an axis; `tone` is a class, `words` say what the line shows."""
    return {"shapes": shapes_of(axis, announced_at, window, ghosts, at), "tone": tone, "words": words}


@register.inclusion_tag("components/fuse.html")
def move(  # noqa: PLR0917 -- tags are called by position
    axis: Axis,
    announced: When,
    window: Window | None,
    before: Window | None,
    at: datetime,
    in_force: bool,
    tone: str,
    words: str,
) -> dict[str, Any]:
    """The line of one announcement among others of its case; `before` is the window it replaced.

    What is no longer in force is drawn as struck through, an arrow runs from the old date to the new one.
    """
    shapes = move_shapes(axis, announced, window, before, at, in_force=in_force)
    return {"shapes": shapes, "tone": tone if in_force else f"{tone} struck", "words": words}


def move_shapes(
    axis: Axis, announced: When, window: Window | None, before: Window | None, at: datetime, *, in_force: bool
) -> tuple[Shape, ...]:
    """The shapes of the line of one announcement among others of its case."""
    line = fuses.fuse(axis, announced.start_in(axis.zone), window, (), at=at)
    drift = _drift(axis, before, window) if before and window else ()
    return (*drift, *_shapes(line, with_spark=in_force))


def shapes_of(
    axis: Axis,
    announced_at: datetime,
    window: Window | None,
    ghosts: Iterable[Window],
    at: datetime,
    *,
    is_shared: bool = False,
) -> tuple[Shape, ...]:
    """The shapes of the line of one deadline.

    `is_shared`: one of many on a page with components/to_now.html, what most of them have in common.
    """
    line = fuses.fuse(axis, announced_at, window, ghosts, at=at)
    return tuple(_shapes(line, with_spark=True, is_shared=is_shared))


def fuse_html(shapes: Sequence[Shape], tone: str, words: str) -> SafeString:
    """components/fuse.html; lines of the same forms share a render: it saves 30 ms for a hundred of them."""
    forms = tuple([(form, name, x != "") for form, name, x, _ in shapes])
    places = [tone, words]
    for shape in shapes:
        places += shape[2:]
    return filled(_fuse_format(forms, tone != ""), places)


@cached_format(maxsize=1024)
def _fuse_format(forms: tuple[tuple[str, str, bool], ...], has_tone: bool) -> str:
    shapes = [
        Shape(form, name, slot(place) if has_x else "", slot(place + 1))
        for place, (form, name, has_x) in zip(count(2, 2), forms, strict=False)
    ]
    return format_of(
        "components/fuse.html", {"shapes": shapes, "tone": slot(0) if has_tone else "", "words": slot(1)}
    )


def _shapes(line: Fuse, *, with_spark: bool, is_shared: bool = False) -> Iterator[Shape]:
    for ghost in line.ghosts:
        if ghost.band:
            yield Shape("ghost-band", "", pct(ghost.band.x1), pct(ghost.band.width))
        yield _mark("ghost", ghost.x)
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
        # The month of a line that lies beside the axis as a whole: an arrow alone says nothing.
        month = date_format(line.beyond, pgettext("format of a short month", "M Y"))
        yield (
            Shape("beyond", "before", "0%", month)
            if line.starts_before
            else Shape("beyond", "after", "100%", month)
        )


def _strokes(line: Fuse, *, spent: Stroke | None) -> Iterator[Shape]:
    if line.dotted:
        yield _stroke("dotted", line.dotted)
    if spent:
        yield _stroke("spent", spent)
    if line.band:
        name = "fading" if line.is_open_ended else ""
        yield Shape("band", name, pct(line.band.x1), pct(line.band.width))
    if line.left:
        yield _stroke("rest", line.left)


def _marks(line: Fuse) -> Iterator[Shape]:
    if line.earliest_x is not None:
        yield _mark("mark", line.earliest_x)
    if line.latest_x is not None:
        yield _mark("mark-late", line.latest_x)
    if line.start_x is not None:
        yield _mark("origin", line.start_x)


def _stroke(name: str, stroke: Stroke) -> Shape:
    return Shape("stroke", name, pct(stroke.x1) if stroke.x1 else "", pct(stroke.x2))


def _mark(name: str, x: float) -> Shape:
    """A mark of a page's own (components/fuse_marks.html), in pixels around a place on the axis."""
    return Shape("mark", name, pct(x) if x else "")


def _drift(axis: Axis, before: Window, after: Window) -> Iterator[Shape]:
    """An arrow from the old date to the new one, where they differ enough to be seen."""
    old = axis.x(before.latest_at or before.earliest_at)
    new = axis.x(after.latest_at or after.earliest_at)
    if abs(old - new) >= 2:
        yield Shape("drift", "sooner" if new < old else "later", pct(old), pct(new))
