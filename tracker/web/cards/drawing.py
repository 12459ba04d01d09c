"""Cards as SVG, every line measured, and the picture made of it."""

import re
from dataclasses import dataclass
from datetime import datetime

import resvg_py
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.queries.dashboard import DashboardRow
from tracker.templatetags.fuses import Shape, row_axis, shapes_of
from tracker.templatetags.labels import label, names
from tracker.templatetags.times import as_of_text, countdown_words, due_short, due_text, instant_text
from tracker.web.cards.font_metrics import Face, sans, serif

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
ROOM = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_BOTTOM = 206, 418
"""Between parties and fuse, in pixels."""
TITLE_SIZES = (64, 56, 48, 42)
LEADING = 1.16
PARTIES_SIZE, DATE_SIZE = 30, 32
FIGURE_SIZES = (60, 52, 44, 38, 32, 26)
ARROW = 30
BALANCE_STEP = 24
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of text: where its base line begins, in pixels."""

    text: str
    x: int
    y: int
    size: int


def case_card(row: DashboardRow, *, at: datetime, as_of: str | None) -> str:
    """The card of a case as SVG: parties, title, fuse, countdown, date, and the instant that holds for."""
    words = countdown_words(row.countdown, ", ".join(label(each) for each in row.headlines))
    when = as_of_text(at) if as_of else instant_text(at)
    date = due_short(row.due) if row.due else f"“{row.stated}”" if row.stated else ""
    date = sans().cut(legible(date), size=DATE_SIZE, within=ROOM / 2)
    figure_room = ROOM - sans().width(date, DATE_SIZE) - 40
    figure = _fitted(legible(capfirst(words.sentence)), serif(), FIGURE_SIZES, figure_room)
    line: tuple[Shape, ...] = ()
    if row.announced_at:
        axis = row_axis(row, at)
        line = shapes_of(axis, row.announced_at, row.window, row.ghosts, at)
    context = {
        "parties": _parties(row),
        "title": _title(legible(row.title)),
        "fuse": line,
        "limit": due_text(row.due),
        "tone": words.tone,
        "figure": CardLine(figure.text, MARGIN, 566, figure.size),
        "date": CardLine(date, WIDTH - MARGIN, 566, DATE_SIZE),
        "when": _("as of {when}").format(when=when),
    }
    return render_to_string("cards/case.svg", context)


def site_card() -> str:
    """The card of the record as a whole as SVG: it tells of no instant, so it stays true."""
    told = _("Who demanded what, from whom, by when, how the date moved, and what happened.")
    lines = _balanced(legible(told), 64)
    stacked = [
        CardLine(text, MARGIN, 250 + round(64 * LEADING) * place, 64) for place, text in enumerate(lines)
    ]
    source = _("Every date carries its source.")
    return render_to_string("cards/site.svg", {"title": stacked, "source": source})


def png(card: str) -> bytes:
    """The picture of a card: with our fonts alone, so that it looks the same on every machine."""
    fonts = [str(face.path) for face in (serif(), sans())]
    return bytes(resvg_py.svg_to_bytes(svg_string=card, skip_system_fonts=True, font_files=fonts))


def _parties(row: DashboardRow) -> dict[str, object]:
    """Senders and targets on one line, and where the arrow between them begins (None: one side alone)."""
    sides = [legible(names(side)) for side in (row.senders, row.targets) if side]
    room = (ROOM - (ARROW + 28) * (len(sides) - 1)) / max(1, len(sides))
    # Who needs less than half leaves the rest to the other.
    spare = sum(max(0.0, room - sans().width(side, PARTIES_SIZE)) for side in sides)
    cut = [sans().cut(side, size=PARTIES_SIZE, within=room + spare) for side in sides]
    if len(cut) < 2:
        return {"lines": [CardLine(text, MARGIN, 172, PARTIES_SIZE) for text in cut], "arrow_x": None}
    arrow_x = MARGIN + round(sans().width(cut[0], PARTIES_SIZE)) + 14
    return {
        "lines": [
            CardLine(cut[0], MARGIN, 172, PARTIES_SIZE),
            CardLine(cut[1], arrow_x + ARROW + 14, 172, PARTIES_SIZE),
        ],
        "arrow_x": arrow_x,
    }


def _title(title: str) -> list[CardLine]:
    """The title as large as its room allows; cut where even the smallest size does not hold it."""
    room = TITLE_BOTTOM - TITLE_TOP
    for size in TITLE_SIZES:
        most = int(room // (size * LEADING))
        lines = _balanced(title, size)
        if len(lines) <= most:
            break
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], serif().cut(rest, size=size, within=ROOM)]
    return [
        CardLine(text, MARGIN, TITLE_TOP + round(size * (0.9 + LEADING * place)), size)
        for place, text in enumerate(lines)
    ]


def _balanced(text: str, size: int) -> list[str]:
    """In as few lines as the room allows, all of about the same length."""
    lines = serif().wrapped(text, size=size, within=ROOM)
    for within in range(ROOM - BALANCE_STEP, ROOM // 2, -BALANCE_STEP):
        narrower = serif().wrapped(text, size=size, within=within)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _fitted(text: str, face: Face, sizes: tuple[int, ...], room: float) -> CardLine:
    size = next((size for size in sizes if face.width(text, size) <= room), sizes[-1])
    return CardLine(face.cut(text, size=size, within=room), 0, 0, size)


def legible(text: str) -> str:
    """The text with what XML cannot hold replaced by U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)
