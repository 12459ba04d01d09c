"""Middleware that drops all that a process keeps of the record before each request."""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tests.forgetting import forget_record


def forget_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        forget()
        return get_response(request)

    return answer


def forget() -> None:
    """Drop it: the cache of fragments, what modules keep, and every bounded cache of a function.

    Functions whose caches have no bound remember what the code says, such as the fields of a part, not what
    the record does.
    """
    forget_record()
    for name, module in list(sys.modules.items()):
        if name.startswith("tracker."):
            for each in vars(module).values():
                bound = getattr(each, "cache_parameters", None)
                if bound and bound()["maxsize"] is not None:
                    each.cache_clear()
