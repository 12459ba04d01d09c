"""The language of an answer is the one its address begins with: /uk/… is Ukrainian, everything else English.

No cookie and no header of the browser has a say: one address is one page for everybody, and can be kept.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tracker.web.addresses import language_of


class LanguageOfAddress:
    """Speaks the language of the address while the answer is made, and names it (Content-Language)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
