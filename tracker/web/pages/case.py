"""The page of one case."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.status.standing import Status
from tracker.models import TopicKind
from tracker.queries.case import CasePage, NotKnownYet, case_page
from tracker.queries.track_record import usual
from tracker.web.citations.works import case_work, citations
from tracker.web.decorators import AsOf, public_page
from tracker.web.linked_data import linked_data
from tracker.web.pages.missing import no_such_case
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.short_form import next_of_pair, short_form


@public_page()
def case(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """Everything the record knows of a case, now or as of an instant (7 queries; 5 while kept)."""
    found = find_case(slug, asked)
    alike = usual(slug, found.conduct, at=asked.at, is_now=asked.is_now, version=found.version)
    canonical = f"{settings.SITE_URL}{reverse('case', args=[slug])}"
    context = {**asked.context(), "case": found, "usual": alike, "canonical": canonical}
    context |= {"site_url": settings.SITE_URL, "minute": f"{asked.at:%Y%m%d%H%M}"}
    cited = case_work(slug, found.title, asked)
    context["citations"] = lambda: citations(cited, "cite-case", slug, asked=asked)
    if asked.is_now:
        is_over = found.status is Status.RESOLVED
        context["follow"] = (
            next_of_pair("case", found.senders, found.targets, now=asked.now)
            if is_over
            else short_form("case", TopicKind.CASE, slug, now=asked.now)
        )
    if asked.is_now:  # a page about the past is not for search engines
        context["linked_data"] = partial(linked_data, found, canonical)
    return render(request, "pages/case.html", context)


def find_case(slug: str, asked: AsOf) -> CasePage:
    """The case at the instant asked for (4 or 5 queries); raises `HttpProblem` where it is not there."""
    try:
        found = case_page(slug, at=asked.at, is_now=asked.is_now)
    except NotKnownYet as error:
        day = f"{error.first_known_at:%Y-%m-%d}"
        links = [
            (f"{reverse('case', args=[slug])}?as_of={day}", _("The case as of the day it was announced")),
            (f"{reverse('dashboard')}?as_of={asked.as_of}", _("The record as of the day you chose")),
        ]
        problem = _("The case was announced later than the instant you chose.")
        raise HttpProblem(404, _("Not announced yet by then"), [problem], links) from error
    if found is None:
        problem = _("No published case has the name %(slug)s.") % {"slug": slug}
        raise no_such_case(slug, problem)
    return found
