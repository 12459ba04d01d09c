"""What addresses for programs check alike: values by their types, and names that nothing has."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ValidationError

from tracker.queries.pagination import unknown
from tracker.web.problems import HttpProblem

Asks = TypeVar("Asks", bound=Schema)


def read(request: HttpRequest, asks: type[Asks]) -> Asks:
    """The parameters of an address by their types; raises `HttpProblem`."""
    try:
        return asks.model_validate(request.GET.dict())
    except ValidationError as error:
        found = [(str(problem["loc"][0]), problem) for problem in error.errors(include_url=False)]
        raise refused(found) from error


def refused(problems: Iterable[tuple[str, Mapping[str, Any]]]) -> HttpProblem:
    """The refusal of values that are not of their types, by the name of the parameter."""
    # That a parameter might have been left out is no advice for its value.
    told = [f"{name}: {problem['msg']}." for name, problem in problems if problem["type"] != "none_required"]
    return HttpProblem(400, _("Nothing can be asked like that"), told)


def check_names(criteria: Mapping[str, str], *, at: datetime) -> None:
    """Where nothing was found, refuse filters that name what no case has (1 query for each that names)."""
    problems = [
        _("%(name)s: no case known by then has %(value)s there.") % {"name": name, "value": criteria[name]}
        for name in unknown(criteria, at=at)
    ]
    if problems:
        raise HttpProblem(400, _("Nothing can be filtered like that"), problems)
