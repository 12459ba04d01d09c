"""Middleware that drops all that a process keeps of the record before each request."""

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

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
    for each in _bounded_caches(len(sys.modules)):
        each.cache_clear()


@lru_cache(maxsize=1)
def _bounded_caches(_modules: int) -> list[Any]:
    """The functions with such a cache, looked for again when more modules were loaded: it takes 1.5 ms."""
    return [
        each
        for name, module in list(sys.modules.items())
        if name.startswith("tracker.")
        for each in vars(module).values()
        if hasattr(each, "cache_parameters") and each.cache_parameters()["maxsize"] is not None
    ]
