"""What the admin is never asked: its lists and autocompletes hand the words of an address to the database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.web.problems import HttpProblem, problem_page


class NoNulInAdmin:
    """Answers an address of the admin that asks with a NUL with 400; PostgreSQL refuses to look for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") and request.path.startswith(reverse("admin:index")):
            return problem_page(
                request,
                HttpProblem(400, _("That request cannot be understood"), [_("The address holds a NUL.")]),
            )
        return self.get_response(request)
