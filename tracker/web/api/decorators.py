"""The decorator of the API: operations of ninja as public pages, with every refusal as problem details."""

import functools
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation

from tracker.domain.parsing import LONGEST
from tracker.web.api.operations import AsOfRequest
from tracker.web.api.parameters import LONGEST_CURSOR
from tracker.web.decorators import AsOf, View, public_page
from tracker.web.params import Others
from tracker.web.problems import HttpProblem, problem_details

READING = ("GET", "HEAD", "OPTIONS")


def api_page(view: View, *, parameters: tuple[str, ...] = ()) -> View:
    """A page (`public_page`) for programs: problem details, no empty parameters, Last-Modified."""

    @functools.wraps(view)
    def checked(request: HttpRequest, asked: AsOf, **kwargs: object) -> HttpResponse:
        empty = [name for name, value in request.GET.items() if not value and name in (*parameters, "as_of")]
        if empty:
            problems = [
                _("%(name)s is empty; leave it out or give a value.") % {"name": name} for name in empty
            ]
            raise HttpProblem(400, _("Nothing can be asked like that"), problems)
        response = view(request, asked, **kwargs)
        if response.status_code == 200:
            response.headers.setdefault("Last-Modified", http_date(asked.now.timestamp()))
        return response

    opened = public_page(
        parameters=parameters,
        longest={"cursor": LONGEST_CURSOR, "words": LONGEST},
        others=Others.REFUSED,
        refusing=problem_details,
    )(checked)

    @functools.wraps(view)
    def wrapper(request: HttpRequest, **kwargs: object) -> HttpResponse:
        # Programs are answered in one language, whatever a browser around them asks for: answers are kept.
        with translation.override(settings.LANGUAGE_CODE):
            return opened(request, **kwargs) if request.method in READING else _not_allowed(request)

    wrapper.csrf_exempt = True  # type: ignore[attr-defined]  # Django looks for it; what writes nothing needs no token
    return wrapper


def _not_allowed(request: HttpRequest) -> HttpResponse:
    problem = _("%(method)s is not possible here; the record can only be read.")
    problem %= {"method": (request.method or "")[:20]}
    response = problem_details(request, HttpProblem(405, _("Only reading is possible"), [problem]))
    response.headers["Allow"] = ", ".join(READING)
    return response


def as_public_page(api: NinjaAPI, pattern: URLPattern) -> URLPattern:
    """The address of an operation as a public page."""
    operation = _operation(api, str(pattern.name))

    def view(request: HttpRequest, asked: AsOf, **kwargs: object) -> HttpResponse:
        cast("AsOfRequest", request).asked = asked
        return cast("HttpResponse", operation.run(request, **kwargs))

    functools.update_wrapper(view, operation.view_func, assigned=("__doc__", "__name__", "__module__"))
    opened = api_page(view, parameters=parameters_of(operation))
    return URLPattern(pattern.pattern, opened, pattern.default_args, pattern.name)


def parameters_of(operation: Operation) -> tuple[str, ...]:
    """The names an address may ask with, without as_of."""
    names = (
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )
    return tuple(name for name in names if name != "as_of")


def operations(api: NinjaAPI) -> list[Operation]:
    """All operations, in the order they were written."""
    return [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def _operation(api: NinjaAPI, name: str) -> Operation:
    return next(operation for operation in operations(api) if operation.url_name == name)
