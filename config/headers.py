"""Response headers that Django 5.2 does not send by itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tracker.web.headers import content_policy


class SecurityHeaders:
    """Adds the headers below to each response that does not carry its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_policy(),
            "X-Content-Type-Options": "nosniff",  # Django leaves it out where a redirect to https is refused
            "Permissions-Policy": settings.PERMISSIONS_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        # An embed in a sandbox is of no origin: to its frame even our own style sheet comes from elsewhere.
        self.of_files = {**self.headers, "Cross-Origin-Resource-Policy": "cross-origin"}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = request.path_info.startswith(settings.STATIC_URL)
        for name, value in (self.of_files if is_file else self.headers).items():
            response.headers.setdefault(name, value)
        return response
