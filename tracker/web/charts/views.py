"""Where charts are fetched: one address for each, with the format as its ending, `theme` and `as_of`."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.queries.embeds import most_pressing
from tracker.web.charts.drawing import Chart, png, svg, table
from tracker.web.charts.fuse_charts import cases_chart, crisis_chart, moves_chart, timeline_chart
from tracker.web.charts.fuse_rows import MOST_ROWS
from tracker.web.charts.palette import THEMES
from tracker.web.charts.record_charts import NAMES, actor_chart, record_chart
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds.params import wanted
from tracker.web.filters import FILTER_NAMES
from tracker.web.headers import open_to_all
from tracker.web.pages.case import find_case
from tracker.web.pages.dossiers import find_dossier
from tracker.web.pages.timeline import PARAMETERS, SPANS, find_timeline
from tracker.web.pages.track_record import find_actor, known_at
from tracker.web.problems import HttpProblem, problem_details

MOST_IN_TABLE = 1000
TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8; header=present"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What an SVG of ours may do where it is opened by itself."""


@public_page(parameters=("theme",), refusing=problem_details)
def moves(request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """How the deadline of a case moved, now or as of an instant (4 queries; 5 now)."""
    theme = _theme(request, form)
    return _answer(moves_chart(find_case(slug, asked), asked), form, theme)


@public_page(parameters=(*PARAMETERS, "theme"), refusing=problem_details)
def timeline(request: HttpRequest, asked: AsOf, form: str) -> HttpResponse:
    """A page of the timeline with its filters (2 queries; 4 over all of history)."""
    theme = _theme(request, form)
    found = find_timeline(request, asked)
    query = {name: request.GET.get(name, "") for name in PARAMETERS}
    query = {name: value for name, value in query.items() if value}
    chart = timeline_chart(found.timeline, asked, span=str(SPANS[found.span]), query=query)
    return _answer(chart, form, theme)


@public_page(parameters=(*FILTER_NAMES, "theme"), refusing=problem_details)
def cases(request: HttpRequest, asked: AsOf, form: str) -> HttpResponse:
    """The most pressing cases that filters leave; the table has up to `MOST_IN_TABLE` (3 to 5 queries)."""
    theme = _theme(request, form)
    found = wanted(request, asked)
    shown = most_pressing(found.phases, at=asked.at, most=MOST_IN_TABLE if form == "csv" else MOST_ROWS)
    return _answer(cases_chart(found, shown, asked) if shown.rows else None, form, theme)


@public_page(parameters=("theme",), refusing=problem_details)
def crisis(request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """The cases of a crisis on one line (5 queries)."""
    theme = _theme(request, form)
    found = find_dossier(slug, asked)
    return _answer(crisis_chart(found, asked) if found.cases else None, form, theme)


@public_page(parameters=("theme",), refusing=problem_details)
def sender(request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """What came of the ultimatums an actor set (2 queries; 4 where the record changed)."""
    return _of_actor(request, asked, slug, form, is_sender=True)


@public_page(parameters=("theme",), refusing=problem_details)
def target(request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """What came of the ultimatums an actor received (2 queries; 4 where the record changed)."""
    return _of_actor(request, asked, slug, form, is_sender=False)


@public_page(parameters=("theme",), refusing=problem_details)
def record(request: HttpRequest, asked: AsOf, name: str, form: str) -> HttpResponse:
    """A chart of the track record (1 query; 3 where the record changed)."""
    theme = _theme(request, form)
    if name not in NAMES:
        problem = _("%(name)s is not among the charts of the track record: %(allowed)s.")
        told = problem % {"name": name[:100], "allowed": ", ".join(NAMES)}
        raise HttpProblem(404, _("There is no such chart"), [told])
    return _answer(record_chart(name, known_at(asked)[1].statistics, asked), form, theme)


def _of_actor(request: HttpRequest, asked: AsOf, slug: str, form: str, *, is_sender: bool) -> HttpResponse:
    theme = _theme(request, form)
    found = find_actor(slug, asked)
    numbers = found.as_sender if is_sender else found.as_target
    chart = actor_chart(found.actor.name, slug, numbers, asked, is_sender=is_sender) if numbers else None
    return _answer(chart, form, theme)


def _theme(request: HttpRequest, form: str) -> str:
    """The theme asked for; raises `HttpProblem` where it or the format is none of ours."""
    if form not in TYPES:
        problem = _("A chart ends in one of %(allowed)s, not in %(form)s.")
        told = problem % {"allowed": ", ".join(f".{each}" for each in TYPES), "form": form[:20]}
        raise HttpProblem(404, _("There is no such format"), [told])
    theme = request.GET.get("theme") or THEMES[0]
    if theme not in THEMES:
        problem = _("%(name)s: %(value)s is not among %(allowed)s.")
        given = {"name": "theme", "value": theme, "allowed": ", ".join(THEMES)}
        raise HttpProblem(400, _("There is no such theme"), [problem % given])
    return theme


def _answer(chart: Chart | None, form: str, theme: str) -> HttpResponse:
    if chart is None:
        problem = _("The record held no case for this chart at that instant.")
        raise HttpProblem(404, _("There is nothing to draw"), [problem])
    body = table(chart) if form == "csv" else svg(chart, theme).encode()
    if form == "png":
        body = png(body.decode())
    response = HttpResponse(body, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(chart, theme)}.{form}"'
    if form == "svg":
        response.headers["Content-Security-Policy"] = POLICY
    return open_to_all(response)


def _file_name(chart: Chart, theme: str) -> str:
    day = chart.as_of.partition("T")[0]
    suffix = "" if theme == THEMES[0] else f"-{theme}"
    return f"{chart.name}-{day}{suffix}".encode("ascii", "ignore").decode().replace('"', "")
