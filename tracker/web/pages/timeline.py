"""The timeline: every case as a fuse over a span of time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import django_filters
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Phase
from tracker.queries.dashboard import Front, front
from tracker.queries.timeline import By, PastTheEnd, Timeline, TimeSpan, timeline
from tracker.web.addresses import page_number
from tracker.web.decorators import AsOf, public_page
from tracker.web.filters import DashboardFilter, FilterRequest
from tracker.web.problems import HttpProblem
from tracker.web.widgets import Choose

SPANS = {
    TimeSpan.MONTH: gettext_lazy("1 month"),
    TimeSpan.QUARTER: gettext_lazy("3 months"),
    TimeSpan.YEAR: gettext_lazy("1 year"),
    TimeSpan.FIVE_YEARS: gettext_lazy("5 years"),
    TimeSpan.ALL: gettext_lazy("All of history"),
}
GROUPINGS = {By.DOSSIER: gettext_lazy("Crisis"), By.SENDER: gettext_lazy("Sender")}
PARAMETERS = ("span", "by", "q", "sender", "target", "actor", "dossier", "threat", "page")
Word = TypeVar("Word", bound=StrEnum)


class TimelineFilter(DashboardFilter):
    """What the timeline can be narrowed to, with its span and its grouping."""

    span = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Span"), empty_label=None, choices=list(SPANS.items())
    )
    by = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Grouped by"), empty_label=None, choices=list(GROUPINGS.items())
    )
    status = None
    within = None
    sort = None

    def __init__(self, data: QueryDict, **given: Any) -> None:
        data = data.copy()
        data["span"] = data.get("span") or TimeSpan.YEAR
        data["by"] = data.get("by") or By.DOSSIER
        super().__init__(data, **given)


@public_page(parameters=PARAMETERS)
def view(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/timeline/`: cases on one axis, now or as of an instant (2 queries)."""
    found = find_timeline(request, asked)
    span, filters = found.span, found.filters
    context = {
        **asked.context(),
        "section": "timeline",
        "timeline": found.timeline,
        "spans": _links(request.GET, "span", SPANS, span),
        "groupings": _links(request.GET, "by", GROUPINGS, found.by),
        "span_name": SPANS[span],
        "filter": filters,
        "filter_key": f"{sorted(request.GET.items())} {found.front.facets}",
        "rows_key": asked.minute_key(found.front.version, request.GET),
        "is_filtered": bool(filters.narrowed),
        "query": request.GET,
        "canonical": f"{settings.SITE_URL}{reverse('timeline')}",
    }
    return render(request, "pages/timeline.html", context)


@dataclass(frozen=True, slots=True)
class FoundTimeline:
    """What an address of the timeline asks for, and the page of it."""

    span: TimeSpan
    by: By
    filters: FilterRequest
    front: Front
    timeline: Timeline


def find_timeline(request: HttpRequest, asked: AsOf) -> FoundTimeline:
    """The timeline that an address asks for (2 queries); raises `HttpProblem`."""
    span = _word(request.GET, "span", TimeSpan.YEAR)
    by = _word(request.GET, "by", By.DOSSIER)
    known = front(now=asked.now)
    stored_holds = asked.is_now and known.is_fresh(asked.now)
    phases = Phase.objects.current() if stored_holds else Phase.objects.at(asked.at)
    filters = FilterRequest(request.GET, queryset=phases, asked=asked, front=known, form_of=TimelineFilter)
    if problems := filters.problems():
        raise HttpProblem(400, _("The timeline cannot be narrowed like that"), problems)
    number = page_number(request.GET.get("page"))
    return FoundTimeline(span, by, filters, known, _found(filters, asked, span, by, number))


def _found(filters: FilterRequest, asked: AsOf, span: TimeSpan, by: By, number: int) -> Timeline:
    try:
        return timeline(filters.phases, at=asked.at, span=span, by=by, page=number)
    except PastTheEnd as error:
        problem = _("page: the timeline ends before page %(page)s.") % {"page": number}
        first = (reverse("timeline"), _("The first page of the timeline"))
        raise HttpProblem(404, _("There is no such page"), [problem], [first]) from error


def _word(query: QueryDict, name: str, default: Word) -> Word:
    text = query.get(name) or default
    words = type(default)
    try:
        return words(text)
    except ValueError as error:
        problem = _("%(name)s: %(text)s is none of %(allowed)s.")
        told = problem % {"name": name, "text": text, "allowed": ", ".join(words)}
        first = (reverse("timeline"), _("The timeline of the last year"))
        raise HttpProblem(400, _("The timeline has no such choice"), [told], [first]) from error


def _links(query: QueryDict, name: str, words: dict[Any, Any], chosen: str) -> list[tuple[str, Any, bool]]:
    """For each choice its address on this page, its name, and whether it is the one shown."""
    links = []
    for word, label in words.items():
        changed = query.copy()
        changed.pop("page", None)
        changed[name] = word
        links.append((f"?{changed.urlencode(safe=':')}", label, word == chosen))
    return links
