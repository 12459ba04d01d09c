"""How much time an address may have the site spend on pages that are made for it alone.

What is kept costs nothing. What is not, an instant of the past, a search, a card, takes as long as it takes,
and that much is drawn from the bucket of who asks: a page that is dear needs no rule of its own.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tracker.web.problems import HttpProblem
from tracker.web.request_limits import Policy, is_editor, refusal, whole_seconds

FREE = (
    *("/admin/", "/healthz", "/readyz", "/metrics", "/mailbox/", "/subscriptions/"),
    *(f"/{code}/subscriptions/" for code, _name in settings.LANGUAGES),
)
"""The editors' side, what watches over the site, and the way out of its mails."""
POSTED = "/mcp"
"""Where questions are posted; other forms have limits of their own (services.rate_limit)."""
A_SECOND = 1 / 120
"""The part of the bucket that comes back each second."""


class RenderBudget:
    """The middleware, inside of the cache of pages; the bucket holds RENDER_SECONDS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        seconds = settings.RENDER_SECONDS
        self.policy = Policy("rendering", seconds, seconds * A_SECOND, unit="seconds")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer and draw what it took; 429 with Retry-After where the bucket is overdrawn."""
        is_question = request.method in ("GET", "HEAD") or request.path == POSTED
        if not is_question or request.path.startswith(FREE):
            return self.get_response(request)
        wait = self.policy.draw(request, 0)
        if wait and not is_editor(request):
            return self._refused(request, wait)
        began = time.monotonic()
        try:
            return self.get_response(request)
        finally:
            self.policy.draw(request, time.monotonic() - began, anyway=True)

    def _refused(self, request: HttpRequest, wait: float) -> HttpResponseBase:
        problem = _(
            "Your network has asked for more pages that had to be made than it may. Ask again in %(seconds)s "
            "seconds."
        ) % {"seconds": whole_seconds(wait)}
        return refusal(request, HttpProblem(429, _("That was a lot at once"), [problem]), wait)
