"""Search over the whole record: cases by where they stand, crises and actors."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.search.query import SearchQuery, Term
from tracker.models import Section
from tracker.queries.dashboard import PageNotFound
from tracker.queries.misspelt import meant
from tracker.queries.search import PER_PAGE, Found, search
from tracker.web.addresses import page_number
from tracker.web.decorators import LONGEST_VALUE, AsOf, public_page
from tracker.web.problems import HttpProblem

LONGEST_SEARCH = 10_000
MOST_YEARS = 6
SECTIONS = {"running": Section.LIVE, "passed": Section.PASSED, "resolved": Section.RESOLVED}
"""What `in` may say: the section of which all cases are listed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The search as it was read, what fits it, and what was searched for instead where it was put right."""

    query: SearchQuery
    found: Found
    meant: str


@public_page(parameters=("q", "in", "page"), longest={"q": LONGEST_SEARCH})
def search_page(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/search/`: what fits a search, now or as of an instant.

    5 queries; 11 at the most where nothing fits and another spelling does; none without a word.
    """
    text = request.GET.get("q", "")
    section = _section(request.GET.get("in", ""))
    page = page_number(request.GET.get("page"))
    try:
        answer = answer_of(text, asked, section, page)
    except PageNotFound as error:
        raise HttpProblem(404, _("There is no such page"), [str(error)]) from error
    context = {
        **asked.context(),
        "section": "search",
        "canonical": f"{settings.SITE_URL}{reverse('search')}",
        "search_text": text,
        "shown_text": answer.meant or text,
        "answer": answer,
        "terms": answer.query.terms,
        "alone": _alone(answer.query.terms) if answer.found.is_empty else [],
        "all_of": {
            each.value: _address(request, {"q": answer.meant or text, "in": name})
            for name, each in SECTIONS.items()
        },
        "years": _years(answer, answer.meant or text, asked),
        "meant_address": _address(request, {"q": answer.meant}),
        "whole": _address(request, {"q": text}) if section else "",
        "query": request.GET,
        "page": page,
        "pages": -(-answer.found.total // PER_PAGE) if section else 1,
    }
    return render(request, "pages/search.html", context)


def answer_of(text: str, asked: AsOf, section: Section | None, page: int) -> Answer:
    """What fits a search, or the other spelling of it that fits; raises `PageNotFound`."""

    def found(query: SearchQuery) -> Found:
        return search(query, at=asked.at, is_now=asked.is_now, section=section, page=page)

    query = SearchQuery.read(text)
    first = found(query)
    if not first.is_empty or not query.terms:
        return Answer(query, first, "")
    other = meant(query, at=asked.at)
    right = SearchQuery.read(other)
    return Answer(right, found(right), other) if other else Answer(query, first, "")


def _section(name: str) -> Section | None:
    if not name:
        return None
    if name not in SECTIONS:
        problem = _("in: %(text)s is not known; there are %(allowed)s.")
        allowed = ", ".join(SECTIONS)
        raise HttpProblem(
            400, _("Cases stand nowhere like that"), [problem % {"text": name, "allowed": allowed}]
        )
    return SECTIONS[name]


def _alone(terms: tuple[Term, ...]) -> list[tuple[str, str]]:
    """For each of several words, the search for it alone."""
    if len(terms) < 2:
        return []
    typed = [f'"{term.typed}"' if len(term.words) > 1 else term.typed for term in terms]
    return [(f"{reverse('search')}?{urlencode({'q': each})}", each) for each in typed]


def _years(answer: Answer, text: str, asked: AsOf) -> list[tuple[str, int]]:
    """The latest years in which what was found falls due, each with the table of all that does."""
    if len(text) > LONGEST_VALUE:
        return []
    cases = (each.row for section in answer.found.sections for each in section.cases)
    years = sorted({row.due.earliest.first_day.year for row in cases if row.due}, reverse=True)
    as_of = {"as_of": asked.as_of} if asked.as_of else {}
    return [
        (f"{reverse('all-cases')}?{urlencode({'q': text, **_within(year), **as_of}, safe=':')}", year)
        for year in years[:MOST_YEARS]
    ]


def _within(year: int) -> dict[str, str]:
    return {"due_from": f"{year:04}-01-01", "due_to": f"{year:04}-12-31"}


def _address(request: HttpRequest, parameters: dict[str, str]) -> str:
    as_of = {"as_of": request.GET["as_of"]} if request.GET.get("as_of") else {}
    return f"{reverse('search')}?{urlencode({**parameters, **as_of}, safe=':')}"
