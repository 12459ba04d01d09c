"""Charts of the track record: what came of ultimatums, in shares with their intervals, and the curve."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.domain.statistics.estimates import Share
from tracker.domain.statistics.track_record import Line, Part, PartyRecord, Statistics, Waiting
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import local
from tracker.templatetags.times import as_of_text, instant_text
from tracker.templatetags.track_record import drawn, group_name, interval, is_drawn, of_all
from tracker.web.cards.font_metrics import sans, serif
from tracker.web.charts.drawing import MARGIN, WIDER, WIDTH, Chart, Text, bottom_of, stacked
from tracker.web.decorators import AsOf
from tracker.web.lasting import lasting_address, lasting_as_of

NAME_WIDTH = 210
GAP = 30
HEAD_HEIGHT = 56
SHARES_HEADER = ("group", "cases", "what", "count", "of", "share", "low", "high")
CURVE_HEADER = ("days", "at_risk", "outcomes", "last_seen_open", "still_open", "low", "high")
CURVE_TOP, CURVE_HEIGHT = 40, 300
CURVE_X1, CURVE_X2 = MARGIN + 46, WIDTH - MARGIN
_STEP = re.compile(r"([MLHV])([\d.]+)(?: ([\d.]+))?")


@dataclass(frozen=True, slots=True)
class Strip:
    """A share as a dot on a line from 0 to 100 %, its interval behind it; places in pixels."""

    tone: str
    x1: float
    x2: float
    half: float
    low: float
    high: float
    dot: float
    y: float

    @property
    def above(self) -> float:
        """Where the mark of one half begins."""
        return self.y - 5

    @property
    def below(self) -> float:
        """Where it ends."""
        return self.y + 5


@dataclass(frozen=True, slots=True)
class Group:
    """A line of a table: its texts and its strips."""

    y: float
    texts: Sequence[Text]
    strips: Sequence[Strip]


@dataclass(frozen=True, slots=True)
class Kind:
    """One chart of the track record: title, lines, and the head of its only column, if it has one."""

    title: Callable[[], str]
    lines: Callable[[Statistics], Sequence[Line]]
    column: Callable[[], str] = str


KINDS = {
    "overall": Kind(lambda: _("What came of all resolved ultimatums"), lambda found: found.overall_lines),
    "by-threat": Kind(lambda: _("What came of it, by type of threat"), lambda found: found.by_threat),
    "by-sender": Kind(lambda: _("What came of it, by type of sender"), lambda found: found.by_sender),
    "by-limit": Kind(lambda: _("What came of it, by length of the time limit"), lambda found: found.by_limit),
    "by-move": Kind(lambda: _("What came of it, by whether the date moved"), lambda found: found.by_move),
    "in-time": Kind(
        lambda: _("Share enforced within 30 days of expiry"),
        lambda found: found.in_time,
        lambda: _("Enforced within 30 days"),
    ),
    "how-often": Kind(
        lambda: _("How often the date of resolved ultimatums moved"),
        lambda found: found.moves,
        lambda: _("Share of the resolved"),
    ),
    "how-far": Kind(
        lambda: _("How far the dates that moved slipped"),
        lambda found: found.drifts,
        lambda: _("Share of those that moved"),
    ),
}
"""The tables of `/record/` by the names of their sections there."""
CURVE = "waiting"
NAMES = (*KINDS, CURVE)


def record_chart(name: str, found: Statistics, asked: AsOf) -> Chart | None:
    """One chart of the track record; None where there is nothing to draw yet."""
    path = reverse("record")
    if name == CURVE:
        return _curve_chart(found.waiting, asked, path) if found.waiting else None
    kind = KINDS[name]
    lines = kind.lines(found)
    return (
        shares_chart(
            lines, asked, name=f"ultimata-{name}", title=kind.title(), path=path, column=kind.column()
        )
        if lines
        else None
    )


def actor_chart(actor: str, slug: str, record: PartyRecord, asked: AsOf, *, is_sender: bool) -> Chart | None:
    """What came of the ultimatums an actor set, or received; None where none is resolved."""
    if not record.line:
        return None
    title = (
        _("What came of ultimatums set by {name}") if is_sender else _("What came of ultimatums to {name}")
    )
    name = f"{slug}-{'as-sender' if is_sender else 'as-target'}"
    path = reverse("actor", args=[slug])
    return shares_chart(record.lines, asked, name=name, title=title.format(name=local(actor)), path=path)


def shares_chart(
    lines: Sequence[Line], asked: AsOf, *, name: str, title: str, path: str, column: str = ""
) -> Chart:
    """A table of shares: a line for each group, a column for each result, or the one named `column`."""
    parts = lines[0].parts
    wide = (WIDTH - 2 * MARGIN - NAME_WIDTH) / len(parts)
    columns = [MARGIN + NAME_WIDTH + place * wide + GAP for place in range(len(parts))]
    heads = [
        text for x, part in zip(columns, parts, strict=True) for text in _head(part, x, wide - GAP, column)
    ]
    groups: list[Group] = []
    y = float(HEAD_HEIGHT)
    for line in lines:
        group, height = _group(line, columns, wide - GAP, y, column)
        groups.append(group)
        y += height
    body = {"heads": heads, "top": HEAD_HEIGHT, "rows": groups, "bottom": round(y)}
    return Chart(
        name=name,
        title=title,
        about=_(
            "Dot: the share among the cases of the line. Bar: its interval at 95% (Wilson). Nothing is drawn "
            "of fewer than three cases. Counts of the cases in this record, and no forecast."
        ),
        template="charts/shares.svg",
        height=round(y) + 6,
        body=body,
        header=SHARES_HEADER,
        rows=[_values(line, part, column) for line in lines for part in line.parts],
        words=[
            f"{group_name(line.choice)}: {_result(part, column)} {of_all(part.share)}."
            for line in lines
            for part in line.parts
        ],
        **_origin(asked, path),
    )


def _origin(asked: AsOf, path: str) -> dict[str, Any]:
    return {
        "address": lasting_address(path, asked),
        "when": as_of_text(asked.at) if asked.as_of else instant_text(asked.at),
        "as_of": lasting_as_of(asked),
    }


def _result(part: Part, column: str) -> str:
    return column or label(part.choice.result or "", "result")


def _head(part: Part, x: float, width: float, column: str) -> list[Text]:
    scale = HEAD_HEIGHT - 10
    texts = stacked(_result(part, column), x, 16, size=13, within=width, most=1)
    marks = [
        (x, "0", "sans muted"),
        (x + width / 2, "50", "sans muted middle"),
        (x + width, "100%", "sans muted end"),
    ]
    return [*texts, *(Text(text, round(at, 1), scale, 11, style) for at, text, style in marks)]


def _group(line: Line, columns: Sequence[float], width: float, y: float, column: str) -> tuple[Group, float]:
    texts = stacked(
        group_name(line.choice),
        MARGIN,
        y + 24,
        face=serif(),
        size=15,
        within=NAME_WIDTH,
        most=3,
        style="serif",
    )
    if not column or line.total != line.parts[0].share.total or line.choice.dated:
        number = ngettext("%(number)s case", "%(number)s cases", line.total) % {"number": line.total}
        texts += stacked(number, MARGIN, bottom_of(texts) + 18, size=12, style="sans muted")
    strips = []
    for x, part in zip(columns, line.parts, strict=True):
        share = part.share
        if is_drawn(share):
            tone = part.choice.result or ("enforced" if line.choice.dated else "dot-moved")
            strips.append(_strip(share, str(tone), x, width, y + 20))
        texts.append(Text(of_all(share), round(x, 1), y + 44, 13))
        texts.append(Text(interval(share), round(x + width, 1), y + 44, 12, "sans muted end"))
    height = max(60.0, bottom_of(texts) - y + 16)
    return Group(round(y), texts, strips), height


def _strip(share: Share, tone: str, x: float, width: float, y: float) -> Strip:
    def place(part: float) -> float:
        return round(x + width * part, 1)

    return Strip(
        tone,
        place(0),
        place(1),
        place(0.5),
        place(share.low),
        place(share.high),
        place(share.share),
        round(y),
    )


def _values(line: Line, part: Part, column: str) -> tuple[object, ...]:
    share = part.share
    figures = [f"{each:.4f}" for each in (share.share, share.low, share.high)]
    return (group_name(line.choice), line.total, _result(part, column), share.count, share.total, *figures)


# --- The curve ----------------------------------------------------------------------------------------------
def _curve_chart(waiting: Waiting, asked: AsOf, path: str) -> Chart:
    drawing = drawn(waiting.curve)
    bottom = CURVE_TOP + CURVE_HEIGHT
    ticks = [(_across(tick.x), tick.text) for tick in drawing.ticks]
    losses = [(_across(_number(x)), _down(_number(y))) for x, y in drawing.losses]
    with_band = _("with its 95%% band") % ()
    key = MARGIN + 28 + 30 + sans().width(with_band, 12) * WIDER
    body = {
        "texts": [
            Text(with_band, MARGIN + 36, 12, 12, "sans muted"),
            Text(_("last seen without an outcome"), round(key + 10), 12, 12, "sans muted"),
            *_levels(),
            *_days(ticks, bottom + 20),
            Text(
                _("Days since the latest expiry, on a logarithmic scale"),
                CURVE_X2,
                bottom + 44,
                12,
                "sans muted end",
            ),
        ],
        "levels": [CURVE_TOP, CURVE_TOP + CURVE_HEIGHT / 2, bottom],
        "uprights": [x for x, _text in ticks],
        "losses": [(x, y - 6, y + 6) for x, y in losses],
        "line": _placed(drawing.line),
        "band": _placed(drawing.band),
        "key": round(key),
        "x1": CURVE_X1,
        "x2": CURVE_X2,
        "y1": CURVE_TOP,
        "y2": bottom,
    }
    total = waiting.curve.total
    about = ngettext(
        "Time from expiry to outcome of %(count)s ultimatum whose time was up before there was an outcome, "
        "a Kaplan-Meier curve. Cases whose outcome is open count for as long as they were seen to be open.",
        "Time from expiry to outcome of %(count)s ultimatums whose time was up before there was an outcome, "
        "a Kaplan-Meier curve. Cases whose outcome is open count for as long as they were seen to be open.",
        total,
    )
    return Chart(
        name="ultimata-waiting",
        title=_("Share still without an outcome"),
        about=about % {"count": total},
        template="charts/curve.svg",
        height=bottom + 50,
        body=body,
        header=CURVE_HEADER,
        rows=[
            (
                *(round(step.time, 4), step.at_risk, step.events, step.censored),
                *(f"{each:.4f}" for each in (step.survival, step.low, step.high)),
            )
            for step in waiting.curve.steps
        ],
        **_origin(asked, path),
    )


def _levels() -> list[Text]:
    return [
        Text(text, CURVE_X1 - 8, CURVE_TOP + CURVE_HEIGHT * place + 4, 11.5, "sans muted end")
        for text, place in (("100%", 0.0), ("50%", 0.5), ("0", 1.0))
    ]


def _days(ticks: Iterable[tuple[float, str]], y: float) -> list[Text]:
    texts = []
    for x, text in ticks:
        anchor = " end" if x > CURVE_X2 - 40 else " middle" if x > CURVE_X1 + 20 else ""
        texts.append(Text(text, x, y, 11.5, f"sans muted{anchor}"))
    return texts


def _across(x: float) -> float:
    return round(CURVE_X1 + (CURVE_X2 - CURVE_X1) * x / 100, 1)


def _down(y: float) -> float:
    return round(CURVE_TOP + CURVE_HEIGHT * y / 100, 1)


def _number(percentage: str) -> float:
    return float(percentage.removesuffix("%"))


def _placed(path: str) -> str:
    """A path in a box of 100 by 100 in pixels: a renderer stretches the width of strokes with the box."""

    def step(match: re.Match[str]) -> str:
        letter, first, second = match[1], float(match[2]), match[3]
        if letter == "V":
            return f"V{_down(first)}"
        return f"{letter}{_across(first)}" + (f" {_down(float(second))}" if second else "")

    return _STEP.sub(step, path)
