"""Charts of the track record: what came of ultimatums, in shares with their intervals, and the curve."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.domain.statistics.estimates import Share
from tracker.domain.statistics.track_record import Part, PartyRecord, Statistics, TrackRecordLine
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import local
from tracker.templatetags.track_record import group_name, interval, is_drawn, of_all
from tracker.web.cards.font_metrics import serif
from tracker.web.charts.curve_chart import curve_chart
from tracker.web.charts.drawing import MARGIN, WIDTH, Chart, Text, bottom_of, origin, stacked
from tracker.web.decorators import AsOf

NAME_WIDTH = 210
GAP = 30
HEAD_HEIGHT = 64
SHARES_HEADER = ("group", "cases", "what", "count", "of", "share", "low", "high")


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
    lines: Callable[[Statistics], Sequence[TrackRecordLine]]
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
        return curve_chart(found.waiting, asked, path) if found.waiting else None
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
    lines: Sequence[TrackRecordLine], asked: AsOf, *, name: str, title: str, path: str, column: str = ""
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
        **origin(asked, path),
    )


def _result(part: Part, column: str) -> str:
    return column or label(part.choice.result or "", "result")


def _head(part: Part, x: float, width: float, column: str) -> list[Text]:
    scale = HEAD_HEIGHT - 10
    texts = stacked(_result(part, column), x, 14, size=13, within=width + GAP / 2)
    marks = [
        (x, "0", "sans muted"),
        (x + width / 2, "50", "sans muted middle"),
        (x + width, "100%", "sans muted end"),
    ]
    return [*texts, *(Text(text, round(at, 1), scale, 11, style) for at, text, style in marks)]


def _group(
    line: TrackRecordLine, columns: Sequence[float], width: float, y: float, column: str
) -> tuple[Group, float]:
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
    is_counted = not column or line.total != line.parts[0].share.total or line.choice.dated
    if is_counted:
        number = ngettext("%(number)s case", "%(number)s cases", line.total) % {"number": line.total}
        texts += stacked(number, MARGIN, bottom_of(texts) + 18, size=12, style="sans muted")
    strips = []
    for x, part in zip(columns, line.parts, strict=True):
        share = part.share
        if is_drawn(share):
            tone = part.choice.result or ("enforced" if line.choice.dated else "dot-moved")
            strips.append(_strip(share, str(tone), x, width, y + 20))
        is_of_line = is_counted and share.total == line.total  # its number stands below its name
        count = str(share.count) if is_of_line else of_all(share)
        texts.append(Text(count, round(x, 1), y + 44, 13))
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


def _values(line: TrackRecordLine, part: Part, column: str) -> tuple[object, ...]:
    share = part.share
    figures = [f"{each:.4f}" for each in (share.share, share.low, share.high)]
    return (group_name(line.choice), line.total, _result(part, column), share.count, share.total, *figures)
