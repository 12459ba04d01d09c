"""What a page answers when it cannot do what was asked: a status, and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _


class Problem(StrEnum):
    """What sort of problem a program met: the end of its `type`, which `/developers/problems/` explains."""

    BAD_REQUEST = "bad-request"
    UNKNOWN_PARAMETER = "unknown-parameter"
    WRONG_VALUE = "wrong-value"
    NOT_AN_INSTANT = "not-an-instant"
    INSTANT_AHEAD = "instant-ahead"
    WRONG_CURSOR = "wrong-cursor"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    READ_ONLY = "read-only"
    TAKEN_BACK = "taken-back"
    TOO_MANY_REQUESTS = "too-many-requests"
    FAULT = "fault"
    UNKNOWN_FORMAT = "unknown-format"


OF_STATUS = {
    400: Problem.WRONG_VALUE,
    403: Problem.FORBIDDEN,
    404: Problem.NOT_FOUND,
    405: Problem.READ_ONLY,
    410: Problem.TAKEN_BACK,
    429: Problem.TOO_MANY_REQUESTS,
    500: Problem.FAULT,
    501: Problem.UNKNOWN_FORMAT,
}
"""The problem a status stands for where a refusal does not say which."""


@dataclass
class HttpProblem(Exception):
    """Raised by views; the decorator turns it into a helpful page (`pages/error.html`).

    `problems` name what was wrong, one each; `links` are pairs of address and words that lead on. `kind` is
    what programs are told it is; None: what its status stands for.
    """

    status: int
    title: str
    problems: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    kind: Problem | None = None


def problem_page(request: HttpRequest, refused: HttpProblem) -> HttpResponse:
    """The page for a refusal; never cached."""
    context = {
        "status": refused.status,
        "title": refused.title,
        "problems": refused.problems,
        "links": [*refused.links, (reverse("dashboard"), _("All running deadlines"))],
    }
    response = render(request, "pages/error.html", context, status=refused.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_details(request: HttpRequest, refused: HttpProblem) -> HttpResponse:  # noqa: ARG001 -- as `problem_page`
    """The same for programs: `application/problem+json` (RFC 9457), `errors` one each; never cached."""
    found = {
        "type": problem_type(refused.kind or OF_STATUS.get(refused.status, Problem.BAD_REQUEST)),
        "title": refused.title,
        "status": refused.status,
        "detail": " ".join(refused.problems),
        "errors": list(refused.problems),
    }
    response = JsonResponse(found, status=refused.status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_type(kind: Problem) -> str:
    """The URI of a sort of problem (RFC 9457, 3.1.1): an address that explains it."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('problems')}#{kind.value}"


API_PREFIX = ("/api/", "/mcp")
"""Below these addresses programs ask, and are answered in their way."""


def problem_response(request: HttpRequest, refused: HttpProblem) -> HttpResponse:
    """A refusal as whoever asks reads it: programs as problem details, people as a page."""
    word = problem_details if request.path.startswith(API_PREFIX) else problem_page
    return word(request, refused)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's handler400."""
    refused = HttpProblem(400, _("That request cannot be understood"), kind=Problem.BAD_REQUEST)
    return problem_response(request, refused)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's handler403."""
    return problem_response(request, HttpProblem(403, _("That is not allowed")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's handler404."""
    return problem_response(request, HttpProblem(404, _("There is no such page")))


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a template that needs no database and no context."""
    if request.path.startswith(API_PREFIX):
        return problem_details(request, HttpProblem(500, _("Something broke on our side")))
    return render(request, "pages/500.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's CSRF_FAILURE_VIEW."""
    problem = _(
        "The form was open for too long, or cookies are off. Go back, reload the page and send it again."
    )
    return problem_page(request, HttpProblem(403, _("The form could not be accepted"), [problem]))
