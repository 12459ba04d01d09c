"""Decorators of forms that need no cookie: who may send them, from where, how often, and how fast.

Public pages set no cookie, so Django's CSRF token has nothing to be compared with. It would guard a session,
and there is none: what these forms may do follows from an address one can read or from a token in a link.
What is left to guard against is a foreign page that sends them with a visitor's network; a browser tells
where a form came from (Sec-Fetch-Site, Origin), and a form from elsewhere is refused.
"""

import functools
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tracker.clock import utc_now
from tracker.services.local_names import use_local_names
from tracker.services.rate_limit import TooManyRequests, check_network
from tracker.web.moved import moved
from tracker.web.problems import HttpProblem, problem_page

LEAST_FILL_TIME = timedelta(seconds=2)
"""Nobody reads and fills in a form faster; programs do."""
LONGEST_FILL_TIME = timedelta(hours=24)
View = Callable[..., HttpResponse]
_stamps = Signer(salt="ultimata.form")


def private_page(
    *, methods: Collection[str] = ("GET", "HEAD", "POST"), from_anywhere: bool = False
) -> Callable[[View], View]:
    """Make a page of `view(request, now, …)` that is about one reader: never stored, never indexed.

    Its address, which may hold a token, is told to no other site. A form that another site sent is refused
    unless `from_anywhere`. No cookie is read or set.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        def wrapper(request: HttpRequest, **kwargs: object) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            try:
                if request.method == "POST" and not from_anywhere:
                    _check_origin(request)
                use_local_names()
                response = view(request, utc_now(), **kwargs)
            except TooManyRequests as error:
                response = too_many(request, error.retry_after, is_crowd=error.is_crowd)
            except HttpProblem as refused:
                response = (request.method != "POST" and moved(request, kwargs)) or problem_page(
                    request, refused
                )
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Referrer-Policy"] = "same-origin"
            return response

        return wrapper

    return decorate


def count_use(form: str, request: HttpRequest, *, now: datetime) -> None:
    """Count one use of a form by the networks it came from; `TooManyRequests` is answered with 429."""
    check_network(form, *networks_of(request), now=now)


def network_of(request: HttpRequest) -> str:
    """The narrowest network of the visitor, as `networks_of`."""
    return networks_of(request)[0]


def networks_of(request: HttpRequest) -> tuple[str, ...]:
    """The networks of the visitor, the narrowest first: /24 of IPv4; /56 of IPv6, which is what a household
    gets, and /48, which is the most one owner gets; `unknown` where the server was not told.
    """
    found = address_of(request)
    if found is None:
        return ("unknown",)
    if isinstance(found, IPv4Address):
        return (str(IPv4Network((int(found), 24), strict=False)),)
    return tuple(str(IPv6Network((int(found), size), strict=False)) for size in (56, 48))


def address_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The address of the visitor; None where the server was not told.

    Of X-Forwarded-For only what our own proxies wrote counts: as many entries from the right as
    ULTIMATA_TRUSTED_PROXIES says there are; what stands left of them a visitor may have made up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXIES
    if hops:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = told[-hops] if len(told) >= hops else address
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def opening_stamp(now: datetime) -> str:
    """When a form was opened, signed, to be sent along with it."""
    return _stamps.sign(str(int(now.timestamp())))


def filled_in(stamp: str, *, now: datetime) -> timedelta | None:
    """How long a form lay open; None where the stamp is not ours or over a day old."""
    try:
        opened = int(_stamps.unsign(stamp[:200]))
    except (BadSignature, ValueError):
        return None
    took = timedelta(seconds=now.timestamp() - opened)
    return took if took <= LONGEST_FILL_TIME else None


def was_filled_in(
    request: HttpRequest, form: Form, *, now: datetime, least: timedelta = LEAST_FILL_TIME
) -> bool:
    """Whether a person may have filled in a valid form, whose field `opened` holds the stamp.

    `least`: how long that takes; no time at all where a browser can fill in all of it by itself.
    Else the form says what to do, and holds all that was typed.
    """
    took = filled_in(form.cleaned_data["opened"], now=now)
    if took is None:
        typed = request.POST.copy()
        typed["opened"] = opening_stamp(now)
        form.data = typed
        form.add_error(None, _("The form lay open for too long. Please send it again."))
    elif took < least:
        form.add_error(None, _("That was faster than people type. Please send it again."))
    return form.is_valid()


def _check_origin(request: HttpRequest) -> None:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    is_foreign = site not in ("same-origin", "none") if site else origin is not None and origin not in own
    if is_foreign:
        problem = _("It was sent from another site. Open the page here and send it again.")
        raise HttpProblem(403, _("The form could not be accepted"), [problem])


def too_many(
    request: HttpRequest, wait: timedelta, problem: str = "", *, is_crowd: bool = False
) -> HttpResponse:
    """The page that says when to come back: 429 with Retry-After."""
    seconds = max(1, int(wait.total_seconds()) + 1)
    words = (
        _("More mails are asked for than we send. Try again in %(minutes)s minutes.")
        if is_crowd
        else _("Too many requests came from your network. Try again in %(minutes)s minutes.")
    )
    problem = problem or words % {"minutes": -(-seconds // 60)}
    response = problem_page(request, HttpProblem(429, _("That was a lot at once"), [problem]))
    response.headers["Retry-After"] = str(seconds)
    return response
