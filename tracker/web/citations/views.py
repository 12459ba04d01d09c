"""Where citations are fetched as files: one address for each page and format, with `as_of`."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.web.citations.work import FORMATS, Work
from tracker.web.citations.works import actor_work, case_work, crisis_work, record_work
from tracker.web.decorators import AsOf, public_page
from tracker.web.headers import open_to_all
from tracker.web.pages.dossiers import find_dossier
from tracker.web.pages.embeds import row_at
from tracker.web.pages.track_record import find_actor
from tracker.web.problems import HttpProblem, problem_details


@public_page(refusing=problem_details)
def case(_request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """The citation of a case (1 query)."""
    return _answer(case_work(slug, row_at(slug, asked).title, asked), form)


@public_page(refusing=problem_details)
def actor(_request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """The citation of an actor's page (2 queries; 4 where the record changed)."""
    return _answer(actor_work(slug, find_actor(slug, asked).actor.name, asked), form)


@public_page(refusing=problem_details)
def crisis(_request: HttpRequest, asked: AsOf, slug: str, form: str) -> HttpResponse:
    """The citation of a crisis (5 queries)."""
    return _answer(crisis_work(slug, find_dossier(slug, asked).title, asked), form)


@public_page(refusing=problem_details)
def record(_request: HttpRequest, asked: AsOf, form: str) -> HttpResponse:
    """The citation of the track record (no query)."""
    return _answer(record_work(asked), form)


def _answer(cited: Work, form: str) -> HttpResponse:
    if form not in FORMATS:
        problem = _("A citation ends in one of %(allowed)s, not in %(form)s.")
        told = problem % {"allowed": ", ".join(f".{each}" for each in FORMATS), "form": form[:20]}
        raise HttpProblem(404, _("There is no such format"), [told])
    response = HttpResponse(FORMATS[form].write(cited), content_type=FORMATS[form].content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{cited.key}.{form}"'
    return open_to_all(response)
