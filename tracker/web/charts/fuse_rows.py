"""Rows of a chart on an axis of time, stacked under each other, with the axis and its legend."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tracker.domain.dates.fuses import Axis
from tracker.templatetags.fuses import Shape
from tracker.templatetags.times import as_of_text, tick_text
from tracker.web.cards.font_metrics import sans, serif
from tracker.web.charts.drawing import MARGIN, WIDER, WIDTH, Chart, Text, bottom_of, origin, stacked
from tracker.web.decorators import AsOf

LABEL_WIDTH, END_WIDTH, GAP = 290, 150, 28
TRACK_X = MARGIN + LABEL_WIDTH + GAP
TRACK_WIDTH = WIDTH - MARGIN - END_WIDTH - GAP - TRACK_X
MOST_ROWS = 20
"""So many lines are drawn: a longer picture takes long to make and is hard to read."""
AXIS_HEIGHT = 40
LEAST_HEIGHT = 56
GROUP_HEIGHT = 34
SAMPLE_WIDTH = 36
TICK_SIZE, TICK_GAP = 11.5, 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart: what it says, its line in the middle, and the class of the rule above it."""

    y: float
    texts: Sequence[Text]
    middle: float = 0.0
    shapes: Sequence[Shape] = ()
    tone: str = "quiet"
    rule: str = "grid"


@dataclass(slots=True)
class Rows:
    """Rows stacked under the axis."""

    y: float = AXIS_HEIGHT
    rows: list[Row] = field(default_factory=list)
    drawn: int = 0
    left_out: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more lines are drawn."""
        return self.drawn >= MOST_ROWS

    def add(
        self, left: Sequence[Text], right: Sequence[Text], shapes: Sequence[Shape], tone: str, *, first: bool
    ) -> None:
        """A row as high as its texts, laid out from its top; only counted where there are too many."""
        if self.is_full:
            self.left_out += 1
            return
        self.drawn += 1
        height = max(LEAST_HEIGHT, bottom_of([*left, *right]) + 16)
        down = (height - bottom_of(right) - 2) / 2
        texts = [*_moved(left, self.y), *_moved(right, self.y + max(0.0, down - 8))]
        rule = "" if first else "grid"
        self.rows.append(Row(round(self.y), texts, round(self.y + height / 2 + 2), shapes, tone, rule))
        self.y += height

    def add_group(self, name: str) -> None:
        """The name of the cases that follow."""
        if self.is_full:
            return
        (line,) = stacked(name, MARGIN, self.y + 23, size=13, most=1) or [Text("", MARGIN, self.y, 13)]
        self.rows.append(Row(round(self.y), [line], rule="rule" if self.rows else ""))
        self.y += GROUP_HEIGHT


def chart_of(
    rows: Rows,
    axis: Axis,
    asked: AsOf,
    *,
    path: str,
    figures: Sequence[Sequence[object]],
    query: dict[str, str] | None = None,
    **told: Any,
) -> Chart:
    """The chart of these rows, the axis above and the legend below them; `told` are its other fields."""
    notes = _left_out(rows)
    legend, height = _legend(rows.y + (52 if notes else 26))
    body = {
        "axis": axis,
        "ticks": _ticks(axis),
        "now": _("now") if asked.is_now else as_of_text(asked.at),
        "x": TRACK_X,
        "width": TRACK_WIDTH,
        "rows": rows.rows,
        "bottom": round(rows.y),
        "legend": legend,
        "notes": notes,
    }
    return Chart(
        template="charts/fuses.svg",
        height=round(height),
        body=body,
        rows=figures,
        **origin(asked, path, query),
        **told,
    )


def _ticks(axis: Axis) -> list[tuple[float, str]]:
    """Where ticks are, in percent, and their words; none where the words before need the room."""
    found = []
    free_from = -math.inf
    for tick in axis.ticks:
        text = tick_text(tick)
        half = sans().width(text, TICK_SIZE) * WIDER / 2
        middle = TRACK_WIDTH * tick.x / 100
        if middle - half < free_from:
            text = ""
        else:
            free_from = middle + half + TICK_GAP
        found.append((tick.x, text))
    return found


def at_the_end(text: str, size: float, style: str, *, most: int = 2, y: float = 24) -> list[Text]:
    """A text in the last column."""
    face = serif() if "serif" in style else sans()
    return stacked(
        text, WIDTH - MARGIN, y, face=face, size=size, within=END_WIDTH, most=most, style=f"{style} end"
    )


def below(texts: Sequence[Text], text: str, size: float, style: str, *, most: int = 2) -> list[Text]:
    """A text in the last column below others."""
    return at_the_end(text, size, style, most=most, y=(bottom_of(texts) or 6) + 18)


def _moved(texts: Iterable[Text], down: float) -> list[Text]:
    return [Text(each.text, each.x, round(each.y + down, 1), each.size, each.style) for each in texts]


def _left_out(rows: Rows) -> list[Text]:
    if not rows.left_out:
        return []
    told = ngettext(
        "%(count)s more line is not drawn; the CSV has it.",
        "%(count)s more lines are not drawn; the CSV has them.",
        rows.left_out,
    )
    return stacked(told % {"count": rows.left_out}, MARGIN, rows.y + 24, size=12, style="sans muted")


# --- The legend ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sample:
    """A mark of the lines beside what it means."""

    x: float
    y: float
    tone: str
    shapes: Sequence[Shape]
    texts: Sequence[Text]


def _legend(y: float) -> tuple[list[Sample], float]:
    """The samples in as few lines as they need, and where they end."""
    x = float(MARGIN)
    found = []
    for tone, shapes, words in _samples():
        width = SAMPLE_WIDTH + 8 + sans().width(words, 12) * WIDER
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 30
        found.append(
            Sample(
                round(x, 1),
                y,
                tone,
                shapes,
                [Text(words, round(x + SAMPLE_WIDTH + 8, 1), y + 4, 12, "sans muted")],
            )
        )
        x += width + 20
    return found, y + 10


def _samples() -> list[tuple[str, tuple[Shape, ...], str]]:
    return [
        (
            "far",
            (
                Shape("stroke", "rest", "10%", "90%"),
                Shape("mark", "mark", "90%"),
                Shape("mark", "origin", "10%"),
            ),
            pgettext("legend of a line of time", "announced, and its date"),
        ),
        (
            "far",
            (
                Shape("band", "", "15%", "70%"),
                Shape("mark", "mark", "15%"),
                Shape("mark", "mark-late", "85%"),
            ),
            pgettext("legend of a line of time", "a window: some time in it"),
        ),
        (
            "far",
            (
                Shape("stroke", "spent", "", "50%"),
                Shape("stroke", "rest", "50%", "100%"),
                Shape("mark", "spark", "50%"),
            ),
            pgettext("legend of a line of time", "the instant shown"),
        ),
        (
            "quiet",
            (Shape("mark", "ghost", "50%"),),
            pgettext("legend of a line of time", "a date that was moved away"),
        ),
    ]
