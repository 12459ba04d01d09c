"""The chart of the time from expiry to outcome: a falling curve with its band."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.domain.statistics.track_record import Waiting
from tracker.templatetags.track_record import drawn
from tracker.web.cards.font_metrics import sans
from tracker.web.charts.drawing import MARGIN, WIDER, WIDTH, Chart, Text, origin
from tracker.web.decorators import AsOf

HEADER = ("days", "at_risk", "outcomes", "last_seen_open", "still_open", "low", "high")
TOP, HEIGHT = 40, 300
X1, X2 = MARGIN + 46, WIDTH - MARGIN
_STEP = re.compile(r"([MLHV])([\d.]+)(?: ([\d.]+))?")


def curve_chart(waiting: Waiting, asked: AsOf, path: str) -> Chart:
    """The curve at an instant; `path` is that of its page."""
    drawing = drawn(waiting.curve)
    bottom = TOP + HEIGHT
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
                X2,
                bottom + 44,
                12,
                "sans muted end",
            ),
        ],
        "levels": [TOP, TOP + HEIGHT / 2, bottom],
        "uprights": [x for x, _text in ticks],
        "losses": [(x, y - 6, y + 6) for x, y in losses],
        "line": _placed(drawing.line),
        "band": _placed(drawing.band),
        "key": round(key),
        "x1": X1,
        "x2": X2,
        "y1": TOP,
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
        header=HEADER,
        rows=[
            (
                *(round(step.time, 4), step.at_risk, step.events, step.censored),
                *(f"{each:.4f}" for each in (step.survival, step.low, step.high)),
            )
            for step in waiting.curve.steps
        ],
        **origin(asked, path),
    )


def _levels() -> list[Text]:
    return [
        Text(text, X1 - 8, TOP + HEIGHT * place + 4, 11.5, "sans muted end")
        for text, place in (("100%", 0.0), ("50%", 0.5), ("0", 1.0))
    ]


def _days(ticks: Iterable[tuple[float, str]], y: float) -> list[Text]:
    texts = []
    for x, text in ticks:
        anchor = " end" if x > X2 - 40 else " middle" if x > X1 + 20 else ""
        texts.append(Text(text, x, y, 11.5, f"sans muted{anchor}"))
    return texts


def _across(x: float) -> float:
    return round(X1 + (X2 - X1) * x / 100, 1)


def _down(y: float) -> float:
    return round(TOP + HEIGHT * y / 100, 1)


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
