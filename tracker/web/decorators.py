"""The decorator of public pages: reads the clock and the instant asked for, says how long the page holds."""

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils.translation import gettext as _

from tracker.clock import utc_now
from tracker.domain.dates.moments import Grain, NotADate, When
from tracker.services.local_names import use_local_names
from tracker.web.moved import REFUSED, moved
from tracker.web.params import Others, leave_out, unknown_names
from tracker.web.problems import HttpProblem, Problem, problem_page

FRESH_FOR = timedelta(minutes=1)
"""How long a page about the present holds; its countdowns are worded to the minute."""
LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class AsOf:
    """The instant a page is about. `as_of` is what the address said, None for the present."""

    now: datetime
    at: datetime
    as_of: str | None

    @property
    def is_now(self) -> bool:
        """Whether the page is about the present."""
        return self.as_of is None

    def context(self) -> dict[str, object]:
        """What base.html needs."""
        return {"now": self.now, "at": self.at, "as_of": self.as_of, "is_now": self.is_now}

    def minute_key(self, version: int, query: QueryDict) -> str:
        """All that a part of a page drawn to the minute depends on: the record and what is asked."""
        return f"{version} {self.at:%Y%m%d%H%M} {sorted(query.items())}"


View = Callable[..., HttpResponse]


def public_page(
    *,
    parameters: Collection[str] = (),
    longest: Mapping[str, int] = MappingProxyType({}),
    others: Others = Others.JUDGED,
    refusing: Callable[[HttpRequest, HttpProblem], HttpResponse] = problem_page,
) -> Callable[[View], View]:
    """Make a public page of `view(request, asked, …)`; `refusing` words what it refuses.

    Answers GET and HEAD. Refuses by name parameters it does not take (web.params; `others` decides
    for all of them), NUL and values over 100 characters (`longest` allows more by name), and an `as_of` that
    is no date, lies ahead or comes twice, each with status 400. Marks what succeeds as cacheable: a page
    about the present holds to the next full minute, one about the past until the record changes. An answer to
    an address with ignored parameters is not kept: there is no end of such addresses.
    """
    known = {"as_of", *parameters}

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, **kwargs: object) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            now = utc_now()
            try:
                _check_address(request)
                ignored = _check_parameters(request, known, longest, others)
                asked = parse_as_of(request.GET.get("as_of"), now=now)
                use_local_names(getattr(request, "record_version", None))
                response = view(request, asked, **kwargs)
            except HttpProblem as refused:
                response = refusing(request, refused)
            if response.status_code in REFUSED:
                return moved(request, kwargs, known) or response
            if response.status_code == 200:
                response.headers["Cache-Control"] = "public, max-age=5, stale-while-revalidate=30"
                minute = now.replace(second=0, microsecond=0)
                fresh_until = minute + FRESH_FOR if asked.is_now else None
                if not ignored:
                    response.fresh_until = fresh_until  # type: ignore[attr-defined]  # read by web.middleware.page_cache
            return response

        return wrapper

    return decorate


def parse_as_of(as_of: str | None, *, now: datetime) -> AsOf:
    """The instant an `as_of` names: itself, or the last moment in UTC of its day, month or year; empty: now.

    A period that is not over yet counts up to now. Raises `HttpProblem`.
    """
    if not as_of:
        return AsOf(now, now, None)
    try:
        # A plus in an address stands for a space, and few who paste an offset escape it.
        when = When(as_of.replace(" ", "+"))
    except NotADate as error:
        title = _("That is not an instant")
        raise HttpProblem(400, title, [f"as_of: {error}"], kind=Problem.NOT_AN_INSTANT) from error
    if when.starts_at > now:
        problem = _("as_of: %(when)s lies ahead; the record can be seen as of any instant up to now.")
        title = _("That instant is still to come")
        raise HttpProblem(400, title, [problem % {"when": when}], kind=Problem.INSTANT_AHEAD)
    # The last moment of the period: what is known by the next day alone counts from that day's first.
    at = when.starts_at if when.grain is Grain.INSTANT else when.end_in(UTC) - timedelta(microseconds=1)
    return AsOf(now, min(at, now), when.text)


def _check_address(request: HttpRequest) -> None:
    # No name holds a NUL, and PostgreSQL refuses to look for one.
    if "\0" in request.path:
        raise HttpProblem(404, _("There is no such page"))


def _check_parameters(
    request: HttpRequest, known: Collection[str], longest: Mapping[str, int], others: Others
) -> bool:
    """Refuse what is wrong, leave out what is ignored; whether anything was."""
    refused, ignored = unknown_names(request.GET, known, others)
    problems = [no_parameter(name, known) for name in refused]
    for name, values in request.GET.lists():
        if name not in known:
            continue
        if len(values) > 1:
            problems.append(_("%(name)s is given twice; give it once.") % {"name": name})
        elif "\0" in values[0] or len(values[0]) > longest.get(name, LONGEST_VALUE):
            problem = _("%(name)s holds more than %(most)s characters, or a NUL.")
            problems.append(problem % {"name": name, "most": longest.get(name, LONGEST_VALUE)})
    if problems:
        kind = Problem.UNKNOWN_PARAMETER if refused else Problem.WRONG_VALUE
        raise HttpProblem(
            400, _("That address asks for something the page does not have"), problems, kind=kind
        )
    if ignored:
        leave_out(request, ignored)
    return bool(ignored)


def no_parameter(name: str, known: Collection[str]) -> str:
    """That an address takes no parameter of a name, and which it takes."""
    shown = name[:LONGEST_VALUE].replace("\0", "␀")
    problem = _("There is no parameter %(name)s here; there are %(allowed)s.")
    return problem % {"name": shown, "allowed": ", ".join(sorted(known))}
