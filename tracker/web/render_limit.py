"""How much time a network may have the site spend on pages that are made for it alone.

What is kept costs nothing. What is not, an instant of the past, a search, a card, takes as long as it takes,
and that much is drawn from the budget of the network that asks: an address that is dear needs no rule of its
own. Counted in each web process by itself, as the limit of the API is.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tracker.web.problems import HttpProblem, problem_response
from tracker.web.subscriptions.decorators import network_of

FREE = ("/admin/", "/healthz", "/readyz", "/metrics", "/mailbox/", "/subscriptions/", "/uk/subscriptions/")
"""The editors' side, what watches over the site, and the way out of its mails."""
POLICY = "rendering"
MOST_NETWORKS = 10_000


@dataclass(slots=True)
class Budget:
    """A token bucket for each network: `seconds` at the most, `a_second` of them come back each second."""

    seconds: float
    a_second: float
    used: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, network: str, now: float) -> float:
        """How many seconds until something is left; 0 where something is."""
        return max(0.0, self._used(network, now) - self.seconds) / self.a_second

    def spend(self, network: str, seconds: float, now: float) -> None:
        """Draw from the budget of a network; it may be overdrawn once."""
        if len(self.used) >= MOST_NETWORKS and network not in self.used:
            known = list(self.used)
            self.used = {each: self.used[each] for each in known if self._used(each, now) > 0}
            if len(self.used) >= MOST_NETWORKS:
                self.used.clear()
        self.used[network] = (self._used(network, now) + seconds, now)

    def _used(self, network: str, now: float) -> float:
        used, at = self.used.get(network, (0.0, now))
        return max(0.0, used - (now - at) * self.a_second)


class RenderBudget:
    """The middleware, inside of the cache of pages; the budget is the setting RENDER_BUDGET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.budget = Budget(*settings.RENDER_BUDGET)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer and draw what it took; 429 with Retry-After where the budget is used up."""
        if request.method not in ("GET", "HEAD") or request.path.startswith(FREE):
            return self.get_response(request)
        network, began = network_of(request), time.monotonic()
        wait = self.budget.wait(network, began)
        if wait > 0:
            return self._refused(request, int(wait) + 1)
        try:
            return self.get_response(request)
        finally:
            now = time.monotonic()
            self.budget.spend(network, now - began, now)

    def _refused(self, request: HttpRequest, seconds: int) -> HttpResponseBase:
        problem = _(
            "Your network has asked for more pages that had to be made than it may. Ask again in %(seconds)s "
            "seconds."
        ) % {"seconds": seconds}
        response = problem_response(request, HttpProblem(429, _("That was a lot at once"), [problem]))
        response.headers["Retry-After"] = str(seconds)
        window = int(self.budget.seconds / self.budget.a_second)
        response.headers["RateLimit-Policy"] = f'"{POLICY}";q={int(self.budget.seconds)};w={window}'
        response.headers["RateLimit"] = f'"{POLICY}";r=0;t={seconds}'
        return response
