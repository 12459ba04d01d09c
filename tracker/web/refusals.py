"""What a page answers when it cannot do what was asked: a status, and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass
class Refused(Exception):
    """Raised by views; the door turns it into a helpful page (`pages/error.html`).

    `problems` name what was wrong, one each; `links` are pairs of address and words that lead on.
    """

    status: int
    title: str
    problems: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
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


def problem_details(request: HttpRequest, refused: Refused) -> HttpResponse:  # noqa: ARG001 -- as `refusal_page`
    """The same for programs: `application/problem+json` (RFC 9457), `errors` one each; never cached."""
    found = {
        "type": "about:blank",
        "title": refused.title,
        "status": refused.status,
        "detail": " ".join(refused.problems),
        "errors": list(refused.problems),
    }
    response = JsonResponse(found, status=refused.status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


MACHINE_ROOM = "/api/"
"""Below this address programs ask, and are answered in their way."""


def _answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    word = problem_details if request.path.startswith(MACHINE_ROOM) else refusal_page
    return word(request, refused)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's handler400."""
    return _answer(request, Refused(400, _("That request cannot be understood")))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's handler403."""
    return _answer(request, Refused(403, _("That is not allowed")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's handler404."""
    return _answer(request, Refused(404, _("There is no such page")))


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a template that needs no database and no context."""
    if request.path.startswith(MACHINE_ROOM):
        return problem_details(request, Refused(500, _("Something broke on our side")))
    return render(request, "pages/500.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django passes it by name
    """Django's CSRF_FAILURE_VIEW."""
    problem = _(
        "The form was open for too long, or cookies are off. Go back, reload the page and send it again."
    )
    return refusal_page(request, Refused(403, _("The form could not be accepted"), [problem]))
