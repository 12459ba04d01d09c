"""Charts of lines of time: how the deadline of a case moved, the timeline, the cases of a crisis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tracker.domain.dates.fuses import Axis
from tracker.domain.dates.windows import Due
from tracker.queries.case import CasePage, DeadlineLine, Force
from tracker.queries.dashboard import DashboardRow
from tracker.queries.dossiers import DossierPage
from tracker.queries.embeds import SomeCases
from tracker.queries.timeline import Timeline
from tracker.templatetags.fuses import Shape, case_axis, dashboard_axis, move_shapes, shapes_of
from tracker.templatetags.labels import label, names
from tracker.templatetags.local_names import local
from tracker.templatetags.times import (
    as_of_text,
    countdown_words,
    date_text,
    due_place,
    due_short,
    due_text,
    instant_text,
    moved_text,
    when_short,
)
from tracker.web.cards.font_metrics import sans, serif
from tracker.web.charts.drawing import MARGIN, WIDER, WIDTH, Chart, Text, bottom_of, stacked
from tracker.web.decorators import AsOf
from tracker.web.feeds.params import Wanted
from tracker.web.lasting import lasting_address, lasting_as_of
from tracker.web.pages.all_cases import CSV_HEADER, csv_values
from tracker.web.some_cases import page_of, title_of

LABEL_WIDTH, END_WIDTH, GAP = 290, 150, 28
TRACK_X = MARGIN + LABEL_WIDTH + GAP
TRACK_WIDTH = WIDTH - MARGIN - END_WIDTH - GAP - TRACK_X
BETWEEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between senders and targets: the fonts of pictures have no arrow."""
MOST_ROWS = 25
"""So many lines are drawn: a longer picture takes long to make and is hard to read."""
AXIS_HEIGHT = 40
LEAST_HEIGHT = 56
GROUP_HEIGHT = 34
MOVES_HEADER = (
    *("deadline", "announced", "stated", "language", "stated_by", "change", "due_earliest", "due_latest"),
    *("precision", "timezone", "in_force", "moved_days"),
)


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
class _Rows:
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


def moves_chart(case: CasePage, asked: AsOf) -> Chart:
    """How the deadline of a case moved: a line for each announcement."""
    axis = case_axis(case.deadlines, asked.at, case.due, case.resolved_on, case.scheduled)
    tone = countdown_words(case.countdown).tone
    rows = _Rows()
    for place, line in enumerate(case.deadlines):
        in_force = line.force is Force.IN_FORCE
        before = line.before.window if line.before else None
        shapes = move_shapes(axis, line.announced, line.window, before, asked.at, in_force=in_force)
        classes = tone if in_force and line.is_focus else "quiet"
        left, right = _announcement(line), _date(line)
        rows.add(left, right, shapes, classes if in_force else "quiet struck", first=place == 0)
    return _chart(
        rows,
        axis,
        asked,
        name=f"{case.slug}-moves",
        title=_("How the deadline moved: {title}").format(title=local(case.title)),
        about=" ".join([_parties(case), _zone_note(case.due)]),
        path=reverse("case", args=[case.slug]),
        header=MOVES_HEADER,
        figures=[_move_values(line) for line in case.deadlines],
        words=[
            f"“{line.as_stated}”, {when_short(line.announced)}: {due_text(line.due)}."
            for line in case.deadlines
        ],
    )


def timeline_chart(found: Timeline, asked: AsOf, *, span: str, query: dict[str, str]) -> Chart:
    """The page of the timeline that was asked for."""
    rows = _Rows()
    for group in found.groups:
        rows.add_group(local(group.name) or _("Nobody in particular"))
        _add_cases(rows, group.rows, found.axis, asked, after_group=True)
    figures = [(group.name, *csv_values(row)) for group in found.groups for row in group.rows]
    bounds = _("%(start)s to %(end)s, the latest first") % {
        "start": date_text(found.axis.start),
        "end": date_text(found.axis.end),
    }
    return _chart(
        rows,
        found.axis,
        asked,
        name="ultimata-timeline",
        title=_("Timeline of ultimatums and deadlines"),
        about=f"{span}: {bounds}",
        path=reverse("timeline"),
        query=query,
        header=("group", *CSV_HEADER),
        figures=figures,
    )


def crisis_chart(found: DossierPage, asked: AsOf) -> Chart:
    """The cases of a crisis on one line."""
    rows = _Rows()
    _add_cases(rows, found.cases, found.axis, asked)
    return _chart(
        rows,
        found.axis,
        asked,
        name=f"{found.slug}-cases",
        title=local(found.title),
        about=_("Its cases on one line, from announcement to date or outcome."),
        path=reverse("dossier", args=[found.slug]),
        header=CSV_HEADER,
        figures=[csv_values(row) for row in found.cases],
    )


def cases_chart(found: Wanted, cases: SomeCases, asked: AsOf) -> Chart:
    """Cases that filters leave, the most pressing first, on the line they share."""
    rows = _Rows()
    axis = dashboard_axis(cases.rows, asked.at)
    _add_cases(rows, cases.rows, axis, asked)
    rows.left_out += cases.left_out
    path, query = page_of(found.criteria)
    return _chart(
        rows,
        axis,
        asked,
        name="-".join(["ultimata", *found.criteria.values()]),
        title=title_of(found),
        about=_("What expires next, then what passed or ended last."),
        path=path,
        query=query,
        header=CSV_HEADER,
        figures=[csv_values(row) for row in cases.rows],
    )


def _chart(
    rows: _Rows,
    axis: Axis,
    asked: AsOf,
    *,
    path: str,
    figures: Sequence[Sequence[object]],
    query: dict[str, str] | None = None,
    **told: Any,
) -> Chart:
    notes = _left_out(rows)
    legend, height = _legend(rows.y + (52 if notes else 26))
    body = {
        "axis": axis,
        "now": _("now") if asked.is_now else as_of_text(asked.at),
        "x": TRACK_X,
        "width": TRACK_WIDTH,
        "rows": rows.rows,
        "bottom": round(rows.y),
        "legend": legend,
        "notes": notes,
    }
    return Chart(
        address=lasting_address(path, asked, query),
        when=as_of_text(asked.at) if asked.as_of else instant_text(asked.at),
        as_of=lasting_as_of(asked),
        template="charts/fuses.svg",
        height=round(height),
        body=body,
        rows=figures,
        **told,
    )


def _left_out(rows: _Rows) -> list[Text]:
    if not rows.left_out:
        return []
    told = ngettext(
        "%(count)s more line is not drawn; the CSV has it.",
        "%(count)s more lines are not drawn; the CSV has them.",
        rows.left_out,
    )
    return stacked(told % {"count": rows.left_out}, MARGIN, rows.y + 24, size=12, style="sans muted")


def _add_cases(
    rows: _Rows, cases: Iterable[DashboardRow], axis: Axis, asked: AsOf, *, after_group: bool = False
) -> None:
    for place, case in enumerate(cases):
        words = countdown_words(case.countdown, ", ".join(label(each) for each in case.headlines))
        shapes: Sequence[Shape] = ()
        if case.announced_at:
            shapes = shapes_of(axis, case.announced_at, case.window, case.ghosts, asked.at)
        parties = BETWEEN.join(names(side) for side in (case.senders, case.targets) if side)
        left = stacked(parties, MARGIN, 20, size=12, within=LABEL_WIDTH, most=1, style="sans muted")
        left += stacked(
            local(case.title), MARGIN, 38, face=serif(), size=15, within=LABEL_WIDTH, style="serif"
        )
        right = _at_the_end(capfirst(words.sentence), 15, "serif toned", most=3)
        if case.due:
            right += _below(right, due_short(case.due), 12, "sans muted")
        rows.add(left, right, shapes, words.tone, first=after_group or place == 0)


def _announcement(line: DeadlineLine) -> list[Text]:
    texts = stacked(
        f"“{line.as_stated}”", MARGIN, 24, face=serif(), size=15, within=LABEL_WIDTH, most=3, style="serif"
    )
    who = [local(line.stated_by.name)] if line.stated_by else []
    said = ", ".join([*who, when_short(line.announced)])
    return [
        *texts,
        *stacked(said, MARGIN, bottom_of(texts) + 18, size=12, within=LABEL_WIDTH, style="sans muted"),
    ]


def _date(line: DeadlineLine) -> list[Text]:
    style = {Force.IN_FORCE: "serif", Force.AFTER_OUTCOME: "serif muted"}.get(line.force, "serif gone")
    texts = _at_the_end(due_short(line.due), 15, style) if line.due else []
    texts += _below(texts, capfirst(label(line.change, "change")), 12, "sans muted")
    if line.drift is not None:
        texts += _below(texts, moved_text(line), 12, "sans moved", most=3)
    return texts


def _at_the_end(text: str, size: float, style: str, *, most: int = 2, y: float = 24) -> list[Text]:
    face = serif() if "serif" in style else sans()
    return stacked(
        text, WIDTH - MARGIN, y, face=face, size=size, within=END_WIDTH, most=most, style=f"{style} end"
    )


def _below(texts: Sequence[Text], text: str, size: float, style: str, *, most: int = 2) -> list[Text]:
    return _at_the_end(text, size, style, most=most, y=(bottom_of(texts) or 6) + 18)


def _moved(texts: Iterable[Text], down: float) -> list[Text]:
    return [Text(each.text, each.x, round(each.y + down, 1), each.size, each.style) for each in texts]


def _parties(case: CasePage) -> str:
    sides = [tuple(party.actor.name for party in side) for side in (case.senders, case.targets)]
    return BETWEEN.join(names(side) for side in sides if side) + "."


def _zone_note(due: Due | None) -> str:
    if due is None:
        return _("Days and hours on this line are those of UTC.")
    return _("Days and hours on this line are those of %(place)s.") % {"place": due_place(due)}


def _move_values(line: DeadlineLine) -> tuple[object, ...]:
    due = line.due
    return (
        *(line.id, line.announced.text, line.as_stated, line.language),
        line.stated_by.name if line.stated_by else None,
        line.change.value,
        due.earliest.text if due else None,
        due.latest.text if due and due.latest else None,
        due.precision.value if due else None,
        due.timezone if due else None,
        line.force is Force.IN_FORCE,
        line.drift.span.total_seconds() / 86400 if line.drift is not None else None,
    )


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
        width = 44 + 10 + sans().width(words, 12) * WIDER
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 30
        found.append(
            Sample(round(x, 1), y, tone, shapes, [Text(words, round(x + 54, 1), y + 4, 12, "sans muted")])
        )
        x += width + 26
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
