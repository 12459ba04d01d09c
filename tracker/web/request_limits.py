"""What one address may ask of the site: buckets of tokens that refill, and what answers say of them.

An address is one of IPv4 or a /64 of IPv6, which is what one line gets. The network around it (/24, /48) has
`OF_A_NETWORK` times as much in all, so that whoever owns one gains little by changing addresses. Buckets live
in Redis where REDIS_URL is set, for all web machines together, else in each process; docs/operations.md.
Whoever is logged in to edit is counted and never refused.
"""

import functools
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from ipaddress import IPv4Address, ip_network
from math import ceil

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tracker.clock import utc_now
from tracker.services.heartbeat import note_rate_limit_failure
from tracker.services.rate_limit import keyed_hash
from tracker.transports.token_buckets import Bucket, Drawn, InProcess, InRedis, TokenBuckets
from tracker.web.problems import HttpProblem, problem_details, problem_page
from tracker.web.subscriptions.decorators import address_of

OF_A_NETWORK = 2
PROGRAMS = ("/api/", "/data/", "/mcp", "/feeds/", "/charts/", "/cite/", "/oembed")
"""Below these addresses programs ask, and are refused in their way."""
FILES = (".ics", ".png", ".svg", ".csv", ".json", ".xml", ".txt")


def token_buckets() -> TokenBuckets:
    """Where buckets are kept: in Redis where there is one of the operator's, else in this process."""
    return InProcess() if settings.REDIS_IS_EMBEDDED else _shared(settings.REDIS_URL)


@functools.cache
def _shared(url: str) -> InRedis:
    return InRedis(url, failed=_note_failure)


def _note_failure() -> None:
    with suppress(DatabaseError):
        note_rate_limit_failure(now=utc_now())


@dataclass(frozen=True, slots=True)
class Policy:
    """A limit by its name in headers: `size` units at once, `a_second` of them come back each second."""

    name: str
    size: float
    a_second: float
    unit: str = "requests"
    buckets: TokenBuckets = field(default_factory=token_buckets)

    @property
    def header(self) -> str:
        """An item of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10)."""
        unit = "" if self.unit == "requests" else f';qu="{self.unit}"'
        return f'"{self.name}";q={int(self.size)};w={ceil(self.size / self.a_second)}{unit}'

    def draw(self, request: HttpRequest, cost: float, *, anyway: bool = False) -> float:
        """Draw for the address of a request; the seconds until there is as much, 0.0 where there was.

        What is left is remembered with the request, for `add_headers`.
        """
        drawn = self.buckets.draw(self._buckets_of(request), cost, anyway=anyway)
        draws_of(request)[self.name] = (self, drawn)
        return drawn.wait

    def _buckets_of(self, request: HttpRequest) -> list[Bucket]:
        address, network = _places_of(request)
        return [
            Bucket(f"{self.name}:{_hash(address)}", self.size, self.a_second),
            Bucket(f"{self.name}:{_hash(network)}", self.size * OF_A_NETWORK, self.a_second * OF_A_NETWORK),
        ]


def draws_of(request: HttpRequest) -> dict[str, tuple[Policy, Drawn]]:
    """What a request drew so far, by the names of the policies."""
    found: dict[str, tuple[Policy, Drawn]] | None = getattr(request, "drawn", None)
    if found is None:
        found = request.drawn = {}  # type: ignore[attr-defined]  # read here alone
    return found


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say what is left of each limit that the request drew on; nothing where it drew on none."""
    drawn = draws_of(request).values()
    if not drawn:
        return
    response.headers["RateLimit-Policy"] = ", ".join(policy.header for policy, _ in drawn)
    response.headers["RateLimit"] = ", ".join(
        f'"{policy.name}";r={_whole(each)};t={whole_seconds(each.wait or each.full_in)}'
        for policy, each in drawn
    )


def _whole(drawn: Drawn) -> int:
    """Whole units that are left; none where a request was refused, be there a rest."""
    return 0 if drawn.wait else max(0, int(round(drawn.left, 3)))


def refusal(request: HttpRequest, refused: HttpProblem, seconds: float) -> HttpResponseBase:
    """429 with Retry-After: a page for people, problem details for programs and in place of files."""
    wants_details = request.path.startswith(PROGRAMS) or request.path.endswith(FILES)
    response = (problem_details if wants_details else problem_page)(request, refused)
    response.headers["Retry-After"] = str(whole_seconds(seconds))
    return response


def whole_seconds(seconds: float) -> int:
    """What to tell whoever has to wait: 1 at the least."""
    return max(1, ceil(seconds))


def is_editor(request: HttpRequest) -> bool:
    """Whether somebody of the staff is logged in (2 queries, none without a session's cookie).

    Asked where a request would be refused, before the session is looked at for others.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    probe = HttpRequest()
    with suppress(DatabaseError):
        probe.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        user = get_user(probe)
        return user.is_active and user.is_staff
    return False


def _places_of(request: HttpRequest) -> tuple[str, str]:
    """The address of the visitor as it is counted, and the network around it."""
    found = address_of(request)
    if found is None:
        return ("unknown", "unknown")
    sizes = (32, 24) if isinstance(found, IPv4Address) else (64, 48)
    address, network = (str(ip_network((int(found), size), strict=False)) for size in sizes)
    return address, network


@functools.lru_cache(maxsize=4096)
def _hash(place: str) -> str:
    return keyed_hash(place, settings.SECRET_KEY)[:24]
