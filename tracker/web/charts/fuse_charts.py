"""Charts of lines of time: how the deadline of a case moved, the timeline, the cases of a crisis."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

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
    countdown_words,
    date_text,
    due_place,
    due_short,
    due_text,
    moved_text,
    when_short,
)
from tracker.web.cards.font_metrics import serif
from tracker.web.charts.drawing import MARGIN, Chart, Text, bottom_of, stacked
from tracker.web.charts.fuse_rows import LABEL_WIDTH, Rows, at_the_end, below, chart_of
from tracker.web.decorators import AsOf
from tracker.web.feeds.params import Wanted
from tracker.web.pages.all_cases import CSV_HEADER, csv_values
from tracker.web.some_cases import page_of, title_of

BETWEEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between senders and targets: the fonts of pictures have no arrow."""
MOVES_HEADER = (
    *("deadline", "announced", "stated", "language", "stated_by", "change", "due_earliest", "due_latest"),
    *("precision", "timezone", "in_force", "moved_days"),
)


def moves_chart(case: CasePage, asked: AsOf) -> Chart:
    """How the deadline of a case moved: a line for each announcement."""
    axis = case_axis(case.deadlines, asked.at, case.due, case.resolved_on, case.scheduled)
    tone = countdown_words(case.countdown).tone
    rows = Rows()
    for place, line in enumerate(case.deadlines):
        in_force = line.force is Force.IN_FORCE
        before = line.before.window if line.before else None
        shapes = move_shapes(axis, line.announced, line.window, before, asked.at, in_force=in_force)
        classes = tone if in_force and line.is_focus else "quiet"
        left, right = _announcement(line), _date(line)
        rows.add(left, right, shapes, classes if in_force else "quiet struck", first=place == 0)
    return chart_of(
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
    rows = Rows()
    for group in found.groups:
        rows.add_group(local(group.name) or _("Nobody in particular"))
        _add_cases(rows, group.rows, found.axis, asked, after_group=True)
    figures = [(group.name, *csv_values(row)) for group in found.groups for row in group.rows]
    bounds = _("%(start)s to %(end)s, the latest first") % {
        "start": date_text(found.axis.start),
        "end": date_text(found.axis.end),
    }
    return chart_of(
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
    rows = Rows()
    _add_cases(rows, found.cases, found.axis, asked)
    return chart_of(
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
    rows = Rows()
    axis = dashboard_axis(cases.rows, asked.at)
    _add_cases(rows, cases.rows, axis, asked)
    rows.left_out += cases.left_out
    path, query = page_of(found.criteria)
    return chart_of(
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


def _add_cases(
    rows: Rows, cases: Iterable[DashboardRow], axis: Axis, asked: AsOf, *, after_group: bool = False
) -> None:
    for place, case in enumerate(cases):
        words = countdown_words(case.countdown, ", ".join(label(each) for each in case.headlines))
        shapes: Sequence[Shape] = ()
        if case.announced_at:
            shapes = shapes_of(axis, case.announced_at, case.window, case.ghosts, asked.at)
        parties = BETWEEN.join(names(side) for side in (case.senders, case.targets) if side)
        left = stacked(parties, MARGIN, 20, size=12, within=LABEL_WIDTH, most=1, style="sans muted")
        left += stacked(
            local(case.title), MARGIN, 38, face=serif(), size=15, within=LABEL_WIDTH, most=3, style="serif"
        )
        right = at_the_end(capfirst(words.sentence), 15, "serif toned", most=3)
        if case.due:
            right += below(right, due_short(case.due), 12, "sans muted")
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
    texts = at_the_end(due_short(line.due), 15, style) if line.due else []
    texts += below(texts, capfirst(label(line.change, "change")), 12, "sans muted")
    if line.drift is not None:
        texts += below(texts, moved_text(line), 12, "sans moved", most=3)
    return texts


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
