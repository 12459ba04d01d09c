"""One chart in three formats: a frame of title, source line and date around any drawing, and its figures.

Lengths are pixels of a drawing `WIDTH` wide. Texts are measured by the fonts of the cards, with some room to
spare, since an SVG is shown in whatever fonts its viewer has; the PNG is drawn with ours.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import resvg_py
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.templatetags.times import as_of_text, instant_text
from tracker.web.cards.drawing import legible
from tracker.web.cards.font_metrics import Face, sans, serif
from tracker.web.charts.palette import palette
from tracker.web.data.files import cell
from tracker.web.decorators import AsOf
from tracker.web.lasting import lasting_address, lasting_as_of

WIDTH = 960
MARGIN = 40
ROOM = WIDTH - 2 * MARGIN
LEADING = 1.3
WIDER, SERIF_WIDER = 1.12, 1.25
"""How much wider than in our fonts a text may come out."""
TITLE_SIZE, ABOUT_SIZE, SOURCE_SIZE = 26, 14, 12
MOST_TITLE_LINES, MOST_ABOUT_LINES = 3, 4
FOOT = 78
MOST_ZOOM, PICTURE_PIXELS = 2.0, 1_200_000
"""A picture is up to twice as large as its drawing, while it keeps within so many pixels."""
_SPACE = re.compile(r"(?<=>)\s+(?=<)|\s+(?=/>)")


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: where its base line begins, or ends in the style `end`; `style` are classes."""

    text: str
    x: float
    y: float
    size: float
    style: str = "sans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: what it says of itself, its drawing, and its figures.

    `name`: of a file of it, without ending; `address`: of the page it is from, at the instant it shows, which
    `when` words; `template` draws `body` in `height` pixels; `rows` are the figures under `header`.
    """

    name: str
    title: str
    about: str
    address: str
    when: str
    as_of: str
    template: str
    height: float
    body: Mapping[str, Any]
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    words: Sequence[str] = field(default=())


def svg(chart: Chart, theme: str) -> str:
    """The chart as SVG that needs nothing else; `theme` is one of `THEMES`."""
    title = stacked(
        chart.title, MARGIN, 52, face=serif(), size=TITLE_SIZE, most=MOST_TITLE_LINES, style="serif"
    )
    top = title[-1].y + 12
    about = stacked(chart.about, MARGIN, top + 16, size=ABOUT_SIZE, most=MOST_ABOUT_LINES, style="sans muted")
    top = (about[-1].y if about else top) + 22
    height = round(top + chart.height + FOOT)
    context = {
        "chart": chart,
        "texts": [*title, *about, *_foot(chart, height)],
        "top": round(top),
        "rule": height - FOOT + 16,
        "width": WIDTH,
        "height": height,
        "colours": palette(theme),
        "theme": theme,
    }
    return _SPACE.sub("", legible(render_to_string("charts/chart.svg", context)).strip())


def png(drawing: str) -> bytes:
    """The picture of a drawing, with our fonts alone, so that it looks the same on every machine."""
    height = int(drawing.partition('height="')[2].partition('"')[0])
    fonts = [str(face.path) for face in (serif(), sans())]
    zoom = min(MOST_ZOOM, max(1.0, math.sqrt(PICTURE_PIXELS / (WIDTH * height))))
    return bytes(
        resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True, font_files=fonts, zoom=zoom)
    )


def table(chart: Chart) -> bytes:
    """The figures as CSV; the last columns say of each line which chart it is from, as of when, and where."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*chart.header, "chart", "as_of", "source"])
    source = (chart.title, chart.as_of, chart.address)
    writer.writerows([cell(value) for value in (*row, *source)] for row in chart.rows)
    return text.getvalue().encode()


def stacked(
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    face: Face | None = None,
    within: float = ROOM,
    most: int = 2,
    style: str = "sans",
) -> list[Text]:
    """A text in at most so many lines, the first with its base line at `y`; cut where it is longer."""
    face = face or sans()
    within /= SERIF_WIDER if face is serif() else WIDER
    lines = face.wrapped(text, size=size, within=within)
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], face.cut(rest, size=size, within=within)]
    return [
        Text(line, x, round(y + place * size * LEADING, 1), size, style)
        for place, line in enumerate(lines)
        if line
    ]


def origin(asked: AsOf, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Where a chart is from and as of when: those fields of it."""
    return {
        "address": lasting_address(path, asked, query),
        "when": as_of_text(asked.at) if asked.as_of else instant_text(asked.at),
        "as_of": lasting_as_of(asked),
    }


def bottom_of(texts: Iterable[Text]) -> float:
    """The base line of the lowest text; 0 of none."""
    return max((text.y for text in texts), default=0.0)


def _foot(chart: Chart, height: int) -> list[Text]:
    name = Text("Ultimata", MARGIN + 26, height - 29, 15, "serif")
    when = _("As of {when}").format(when=chart.when)
    room = ROOM / WIDER
    when_text = Text(when, WIDTH - MARGIN, height - 38, SOURCE_SIZE, "sans end")
    source = _("Source: {address}").format(address=chart.address)
    source = sans().cut(source, size=SOURCE_SIZE, within=room - 110)
    return [name, when_text, Text(source, WIDTH - MARGIN, height - 20, SOURCE_SIZE, "sans muted end")]
