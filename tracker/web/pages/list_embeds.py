"""Lists of cases on somebody else's page: a crisis, an actor, the dashboard or any filter of it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.queries.embeds import most_pressing
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds.params import Wanted, instant, wanted
from tracker.web.filters import FILTER_NAMES
from tracker.web.headers import open_to_all
from tracker.web.pages.embeds import THEMES, one_of, with_preview
from tracker.web.problems import HttpProblem
from tracker.web.snippets import absolute, frame, framed, picture
from tracker.web.some_cases import page_of, title_of

ROWS = tuple(str(number) for number in range(1, 11))
USUAL_ROWS = "5"
LIST_WIDTH = 560
HEAD_HEIGHT, ROW_HEIGHT = 110, 82
"""About how high the frame of a list has to be, in CSS pixels; its own script says it exactly."""
SCRIPT = Path(__file__).parents[2] / "static/tracker/js/framing.js"


@public_page(parameters=(*FILTER_NAMES, "theme", "rows"))
def cases_embed(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The most pressing cases that filters leave, for a frame on any page (3 to 5 queries)."""
    theme = one_of(request, "theme", THEMES)
    rows = int(one_of(request, "rows", ROWS, USUAL_ROWS))
    found = wanted(request, asked)
    context = {
        **asked.context(),
        "title": title_of(found),
        "address": page_address(found),
        "cases": most_pressing(found.phases, at=asked.at, most=rows),
        "theme": theme,
        "size": "list",
    }
    return framed(render(request, "embeds/list.html", context))


@public_page(parameters=(*FILTER_NAMES, "theme", "rows"))
def share_cases(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """What to copy for such a list: the embed with a preview, and a picture (up to 2 queries)."""
    theme = one_of(request, "theme", THEMES)
    rows = one_of(request, "rows", ROWS, USUAL_ROWS)
    found = wanted(request, asked)
    title, height = title_of(found), list_height(int(rows))
    query = {**found.criteria, "theme": theme, "rows": rows, **instant(asked)}
    path = reverse("embed-cases")
    context = {
        **asked.context(),
        "title": title,
        "path": page_address(found),
        "criteria": found.criteria,
        "theme": theme,
        "rows": rows,
        "themes": THEMES,
        "row_numbers": ROWS,
        "preview": f"{path}?{urlencode(query, safe=':')}",
        "width": LIST_WIDTH,
        "height": height,
        "snippet": frame(absolute(path, query), title, LIST_WIDTH, height),
        "picture": list_picture(found, title, theme),
    }
    return with_preview(render(request, "embeds/share.html", context))


@public_page()
def script(_request: HttpRequest, asked: AsOf) -> HttpResponse:
    """What pages of others run so that frames of ours get their height; under one address for good."""
    if asked.as_of:
        raise HttpProblem(400, _("That tells of no instant"), [_("as_of: leave it out here.")])
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    return open_to_all(response)


def list_height(rows: int) -> int:
    """How high the frame of a list of so many cases should be until its script has said it."""
    return HEAD_HEIGHT + rows * ROW_HEIGHT


def list_picture(found: Wanted, title: str, theme: str) -> str:
    """The HTML of the chart of the same cases."""
    chart_theme = {"theme": theme} if theme == "dark" else {}
    as_of = instant(found.asked)
    source = absolute(reverse("chart-cases", args=["png"]), {**found.criteria, **chart_theme, **as_of})
    path, query = page_of(found.criteria)
    return picture(absolute(path, {**query, **as_of}), source, title)


def page_address(found: Wanted) -> str:
    """The page that shows all of the cases, at the instant asked for."""
    path, query = page_of(found.criteria)
    return _with_query(path, {**query, **instant(found.asked)})


def _with_query(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query, safe=':')}" if query else path


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
