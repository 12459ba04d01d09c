"""Crises: the list of them, and each in one page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Phase, TopicKind
from tracker.queries.dashboard import PageNotFound, front
from tracker.queries.dossiers import DossierPage, NotBegun, dossier_lines, dossier_page
from tracker.web.addresses import page_number
from tracker.web.citations.works import citations, crisis_work
from tracker.web.decorators import AsOf, public_page
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.short_form import short_form


@public_page()
def dossiers(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/dossiers/`: every crisis, and how many of its cases run, now or as of an instant (3 queries)."""
    stored_holds = asked.is_now and front(now=asked.now).is_fresh(asked.now)
    phases = None if stored_holds else Phase.objects.at(asked.at)
    context = {
        **asked.context(),
        "section": "dossiers",
        "lines": dossier_lines(phases, at=asked.at),
        "canonical": f"{settings.SITE_URL}{reverse('dossiers')}",
    }
    return render(request, "pages/dossiers.html", context)


@public_page(parameters=("page",))
def dossier(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """`/dossiers/<slug>/`: a crisis in one page, now or as of an instant (6 queries)."""
    found = find_dossier(slug, asked, page_number(request.GET.get("page")))
    context = {
        **asked.context(),
        "section": "dossiers",
        "dossier": found,
        "follow": short_form("dossier", TopicKind.DOSSIER, slug, now=asked.now) if asked.is_now else None,
        "citations": citations(crisis_work(slug, found.title, asked), "cite-crisis", slug, asked=asked),
        "query": request.GET,
        "canonical": f"{settings.SITE_URL}{reverse('dossier', args=[slug])}",
    }
    return render(request, "pages/dossier.html", context)


def find_dossier(slug: str, asked: AsOf, number: int = 1) -> DossierPage:
    """The crisis at the instant asked for (5 queries); raises `HttpProblem` where it is not there."""
    try:
        found = dossier_page(slug, at=asked.at, is_now=asked.is_now, page=number)
    except NotBegun as error:
        links = [(f"{reverse('dossiers')}?as_of={asked.as_of}", _("The crises as of the day you chose"))]
        if error.first_known_at:
            day = f"{error.first_known_at:%Y-%m-%d}"
            first = f"{reverse('dossier', args=[slug])}?as_of={day}"
            links.insert(0, (first, _("The crisis as of its first announcement")))
        problem = _("No case of this crisis had been announced by the instant you chose.")
        raise HttpProblem(404, _("Not announced yet by then"), [problem], links) from error
    except PageNotFound as error:
        problem = _("page: there is no page %(page)s; the last one is %(last)s.") % {
            "page": error.page,
            "last": error.last,
        }
        raise HttpProblem(404, _("There is no such page"), [problem]) from error
    if found is None:
        problem = _("No crisis of the record has the name %(slug)s.") % {"slug": slug}
        links = [(reverse("dossiers"), _("All crises"))]
        raise HttpProblem(404, _("There is no such crisis"), [problem], links)
    return found
