"""Before everything else on addresses for programs: any origin may read, and nobody may ask too often.

It stands outside the cache of pages: what is kept is answered to everybody with the same bytes, while how
much is left is each address's own. So answers that are kept, and those that say that nothing changed, count
like all others. What is left of this limit, and of that on what is made (render_budget), is said here.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.web.headers import open_to_all
from tracker.web.problems import HttpProblem
from tracker.web.request_limits import Policy, add_headers, is_editor, refusal, whole_seconds

OPEN = ("/api/", "/data/", "/mcp")
"""Where programs ask."""
FILES = "/data/ult"
"""Where downloads are; each counts as so many requests, since the whole record passes through it."""
FILE_COSTS = 10
NARROWED_COSTS = 60
"""Of a download that asks for a filter or an instant, which is likely to be written for it."""
WINDOW_SECONDS = 60
READABLE = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After"
ASKABLE = "Accept, If-None-Match, If-Modified-Since"
POSTED = "/mcp"
"""Where questions are posted; nothing is changed by them."""
POSTABLE = "Content-Type, MCP-Protocol-Version, Mcp-Method, Mcp-Name"


class RateLimit:
    """The middleware; the limit is the setting API_REQUESTS_A_MINUTE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        quota = settings.API_REQUESTS_A_MINUTE
        self.policy = Policy("reading", quota, quota / WINDOW_SECONDS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count, answer, and say to browsers that any page may read it."""
        if not request.path.startswith(OPEN):
            response = self.get_response(request)
            add_headers(request, response)
            return response
        if request.method == "OPTIONS":
            return _preflight(request.path.startswith(POSTED))
        wait = self.policy.draw(request, _cost(request))
        response = self.get_response(request) if not wait or is_editor(request) else _too_many(request, wait)
        add_headers(request, response)
        response.headers["Access-Control-Expose-Headers"] = READABLE
        return open_to_all(response)


def _cost(request: HttpRequest) -> int:
    if not request.path.startswith(FILES):
        return 1
    return NARROWED_COSTS if request.META.get("QUERY_STRING") else FILE_COSTS


def _preflight(is_posted: bool) -> HttpResponse:
    """What a browser asks before it asks: reading is free to everybody, without credentials."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    response.headers["Access-Control-Allow-Origin"] = "*"
    methods = "POST, OPTIONS" if is_posted else "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = f"{ASKABLE}, {POSTABLE}" if is_posted else ASKABLE
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Allow"] = methods
    return response


def _too_many(request: HttpRequest, wait: float) -> HttpResponseBase:
    # No language has been chosen yet for this request, and one of an earlier request may still be active.
    with translation.override(settings.LANGUAGE_CODE):
        problem = _(
            "Your network has asked more often than it may in a minute. Ask again in %(seconds)s seconds."
        ) % {"seconds": whole_seconds(wait)}
        return refusal(request, HttpProblem(429, _("That was a lot at once"), [problem]), wait)
