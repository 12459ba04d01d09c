"""The addresses of the API: each reads its parameters, asks one query, and sends plain JSON.

Ninja reads parameters by their types and describes it all; answers leave as they were written, since a
hundred rows through a validator cost more than the rest. `decorators.api_page` makes public pages of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from tracker import __version__
from tracker.domain.dates.moments import NoSuchZone, NotADate, When, zone
from tracker.domain.status.changes import ChangeKind
from tracker.models import Phase
from tracker.queries import index, pagination
from tracker.queries.case import NotKnownYet, case_page
from tracker.queries.changes import changes, changes_after, changes_since
from tracker.queries.dashboard import front
from tracker.queries.filters import narrow
from tracker.queries.interpretation import answer
from tracker.queries.track_record import known
from tracker.web import licence
from tracker.web.api import parameters as asks
from tracker.web.api import schemas
from tracker.web.api.checks import check_names, refused
from tracker.web.api.cursors import cursor_of, place_of
from tracker.web.api.payloads import (
    about,
    actor_payload,
    case_payload,
    change_payload,
    dossier_payload,
    event_payload,
    statistics_payload,
)
from tracker.web.api.rows import dumps, rows
from tracker.web.api.words import vocabularies as all_vocabularies
from tracker.web.decorators import AsOf
from tracker.web.freshness import is_fresh
from tracker.web.pages.missing import no_such_case
from tracker.web.problems import HttpProblem, problem_details

BEGINNING = datetime.fromisoformat("0001-01-01T00:00:00+00:00")
DESCRIPTION = """Who demanded what, from whom, by when, how the date moved, and what happened.

Read-only and open: no key, any origin. Every address takes `as_of` and then answers with what was known at
that instant, and nothing later. What is not asked right is refused by name, as application/problem+json."""

api = NinjaAPI(
    title="Ultimata",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="ultimata-api",
    docs_url=None,
    openapi_url=None,
    openapi_extra={"info": {"license": {"name": licence.NAME, "url": licence.URL}}},
)


class AsOfRequest(HttpRequest):
    """A request of the API, with the instant it is about."""

    asked: AsOf


@api.exception_handler(HttpProblem)
def _was_refused(request: HttpRequest, refusal: HttpProblem) -> HttpResponse:
    return problem_details(request, refusal)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # A place is the query, in some cases the argument of that name, the parameter, what it could have been.
    found = [
        (next(str(part) for part in problem["loc"] if part != "query"), problem) for problem in error.errors
    ]
    return problem_details(request, refused(found))


# --- Cases --------------------------------------------------------------------------------------------------
@api.get("/ultimatums", url_name="api-ultimatums", response=schemas.UltimatumPage, tags=["Cases"])
def ultimatums(request: AsOfRequest, query: Query[asks.ListOfCases]) -> HttpResponse:
    """Cases that meet every filter."""
    question = {**query.criteria, "sort": query.sort}
    return _cases(request, query, pagination.ORDERS[query.sort], query.criteria, question)


@api.get("/next", url_name="api-next", response=schemas.UltimatumPage, tags=["Cases"])
def next_(request: AsOfRequest, query: Query[asks.Window]) -> HttpResponse:
    """What expires within so many days, or may expire on any of them, soonest first."""
    return _cases(request, query, pagination.LIVE, {"within": str(query.days)}, {"next": str(query.days)})


@api.get("/recent", url_name="api-recent", response=schemas.UltimatumPage, tags=["Cases"])
def recent(request: AsOfRequest, query: Query[asks.Window]) -> HttpResponse:
    """What expired, was withdrawn or was resolved within the last so many days, latest first."""
    since = request.asked.at - timedelta(days=query.days)
    order = pagination.lately(since)
    return _cases(request, query, order, {}, {"recent": str(query.days)})


def _cases(
    request: AsOfRequest,
    query: asks.Paged,
    order: pagination.Order,
    criteria: Mapping[str, str],
    question: Mapping[str, str],
) -> HttpResponse:
    asked = request.asked
    whole = {**question, "as_of": asked.as_of, "list": "cases"}
    after = _place(place_of(query.cursor, whole)) if query.cursor else None
    is_stored = asked.is_now and is_fresh(asked.now)
    phases = Phase.objects.current() if is_stored else Phase.objects.at(asked.at)
    found, more = pagination.listing(
        narrow(phases, criteria, at=asked.at), at=asked.at, order=order, limit=query.limit, after=after
    )
    if not found:
        check_names(criteria, at=asked.at)
    cursor = cursor_of(_spelled(found[-1].place), whole) if more else None
    return _page(request, rows(found, asked.at), cursor)


def _spelled(place: pagination.Place) -> list[str | int]:
    value = place.value.isoformat() if isinstance(place.value, datetime) else place.value
    return [place.stretch, "at" if isinstance(place.value, datetime) else "by", value, place.case]


def _place(spelled: Sequence[str | int]) -> pagination.Place:
    stretch, kind, value, case = spelled
    return pagination.Place(
        int(stretch), datetime.fromisoformat(str(value)) if kind == "at" else value, int(case)
    )


@api.get("/ultimatums/{slug}", url_name="api-ultimatum", response=schemas.Ultimatum, tags=["Cases"])
def ultimatum(request: AsOfRequest, slug: str) -> HttpResponse:
    """Everything the record knows of a case, each fact with its sources."""
    asked = request.asked
    try:
        found = case_page(slug, at=asked.at, is_now=asked.is_now)
    except NotKnownYet as error:
        problem = _("slug: the case was announced only on %(day)s.") % {
            "day": f"{error.first_known_at:%Y-%m-%d}"
        }
        raise HttpProblem(404, _("Not announced yet by then"), [problem]) from error
    if found is None:
        raise no_such_case(slug, _no_such(slug).problems[0])
    return _json({**about(asked), **case_payload(found)})


# --- Actors and dossiers ------------------------------------------------------------------------------------
@api.get("/actors", url_name="api-actors", response=schemas.ActorPage, tags=["Actors and dossiers"])
def actors(request: AsOfRequest, query: Query[asks.ListOfActors]) -> HttpResponse:
    """Actors that take part in a case, or speak for a party, by slug."""
    asked = request.asked
    question = {"list": "actors", "q": query.q, "type": query.type, "as_of": asked.as_of}
    after = str(place_of(query.cursor, question)[0]) if query.cursor else ""
    found = index.actors(
        at=asked.at, limit=query.limit + 1, after=after, q=query.q or "", type_=query.type or ""
    )
    return _by_slug(request, query.limit, found, actor_payload, question)


@api.get("/actors/{slug}", url_name="api-actor", response=schemas.Actor, tags=["Actors and dossiers"])
def actor(request: AsOfRequest, slug: str) -> HttpResponse:
    """An actor and its cases in numbers; the cases themselves: `/ultimatums?actor=`."""
    found = index.actor(slug, at=request.asked.at)
    if found is None:
        raise _no_such(slug)
    line, numbers = found
    return _json(
        {
            **about(request.asked),
            **actor_payload(line),
            "as_sender": numbers.as_sender,
            "as_target": numbers.as_target,
            "by_status": numbers.by_status,
        }
    )


@api.get("/dossiers", url_name="api-dossiers", response=schemas.DossierPage, tags=["Actors and dossiers"])
def dossiers(request: AsOfRequest, query: Query[asks.ListOfDossiers]) -> HttpResponse:
    """Crises that group cases, by slug."""
    asked = request.asked
    question = {"list": "dossiers", "q": query.q, "as_of": asked.as_of}
    after = str(place_of(query.cursor, question)[0]) if query.cursor else ""
    found = index.dossiers(
        at=asked.at, is_now=asked.is_now, limit=query.limit + 1, after=after, q=query.q or ""
    )
    return _by_slug(request, query.limit, found, dossier_payload, question)


@api.get("/dossiers/{slug}", url_name="api-dossier", response=schemas.Dossier, tags=["Actors and dossiers"])
def dossier(request: AsOfRequest, slug: str) -> HttpResponse:
    """A crisis and its cases in numbers; the cases themselves: `/ultimatums?dossier=`."""
    found = index.dossier(slug, at=request.asked.at, is_now=request.asked.is_now)
    if found is None:
        raise _no_such(slug)
    line, by_status = found
    return _json({**about(request.asked), **dossier_payload(line), "by_status": by_status})


def _by_slug(
    request: AsOfRequest,
    limit: int,
    found: Sequence[Any],
    payload: Callable[[Any], dict[str, Any]],
    question: Mapping[str, str | None],
) -> HttpResponse:
    shown = found[:limit]
    cursor = cursor_of([shown[-1].slug], question) if len(found) > limit else None
    return _page(request, [dumps(payload(line)) for line in shown], cursor)


# --- What happened ------------------------------------------------------------------------------------------
@api.get("/events", url_name="api-events", response=schemas.EventPage, tags=["What happened"])
def events(request: AsOfRequest, query: Query[asks.ListOfEvents]) -> HttpResponse:
    """Events of cases that meet every filter, newest first."""
    asked = request.asked
    question = {**query.criteria, "list": "events", "kind": query.kind, "as_of": asked.as_of}
    before = None
    if query.cursor:
        at, number = place_of(query.cursor, question)
        known_at = datetime.fromisoformat(str(at))
        before = known_at, known_at, int(number)
    found = changes(
        at=asked.at,
        criteria=query.criteria,
        limit=query.limit + 1,
        before=before,
        kinds=[ChangeKind.EVENT],
        event_kind=query.kind or "",
    )
    if not found:
        check_names(query.criteria, at=asked.at)
    shown = found[: query.limit]
    more = len(found) > query.limit
    cursor = cursor_of([shown[-1].at.isoformat(), shown[-1].id], question) if more else None
    return _page(request, [dumps(event_payload(line)) for line in shown], cursor)


@api.get("/changes", url_name="api-changes", response=schemas.ChangeStream, tags=["What happened"])
def stream(request: AsOfRequest, query: Query[asks.Stream]) -> HttpResponse:
    """What came to be known, in the order it was recorded: ask again with the cursor, and each comes once."""
    asked = request.asked
    question = {**query.criteria, "list": "changes", "kind": query.kind, "as_of": asked.as_of}
    seen_at, place = BEGINNING, 0
    if query.cursor:
        told, number = place_of(query.cursor, question)
        seen_at, place = datetime.fromisoformat(str(told)), int(number)
    # The cursor shows that its instant has been, whatever the clock of this machine says.
    at = max(asked.at, seen_at)
    kinds = [query.kind] if query.kind else []
    late = changes_since(seen_at, place, at=at, criteria=query.criteria, kinds=kinds) if place else ()
    found = changes_after(place, at=at, criteria=query.criteria, limit=query.limit + 1, kinds=kinds)
    if not late and not found and not query.cursor:
        check_names(query.criteria, at=asked.at)
    shown = found[: query.limit]
    cursor = cursor_of([at.isoformat(), shown[-1].id if shown else place], question)
    items = ",".join(dumps(change_payload(line, asked)) for line in (*late, *shown))
    rest = dumps({"cursor": cursor, "has_more": len(found) > query.limit})
    return _answer(f'{dumps(about(asked))[:-1]},"items":[{items}],{rest[1:]}')


# --- Statistics ---------------------------------------------------------------------------------------------
@api.get("/statistics", url_name="api-statistics", response=schemas.Statistics, tags=["About the record"])
def statistics(request: AsOfRequest) -> HttpResponse:
    """What usually came of ultimatums, with counts, intervals and which cases each counts."""
    asked = request.asked
    found = known(asked.at, front=front(now=asked.now), is_now=asked.is_now)
    return _json({**about(asked), **statistics_payload(found.statistics)})


# --- Words --------------------------------------------------------------------------------------------------
@api.get(
    "/vocabularies", url_name="api-vocabularies", response=schemas.Vocabularies, tags=["About the record"]
)
def vocabularies(request: AsOfRequest) -> HttpResponse:
    """The controlled words of all fields; they are the same at any instant."""
    return _json({**about(request.asked), "items": all_vocabularies()})


@api.get(
    "/interpret",
    url_name="api-interpret",
    response=schemas.Interpretation,
    exclude_unset=True,
    tags=["About the record"],
)
def interpret(request: AsOfRequest, query: Query[asks.Interpret]) -> HttpResponse:  # noqa: ARG001 -- ninja hands it in
    """What the words of a time limit mean, read by rules: the window they name, or why they are not read.

    A refusal is an answer, with status 200; `as_of` changes nothing.
    """
    # A plus in an address stands for a space, and few who paste an offset escape it.
    day, mark, hour = query.announced.partition("T")
    announced = day + mark + hour.replace(" ", "+")
    problems = []
    try:
        When(announced)
    except NotADate as error:
        problems.append(f"announced: {error}.")
    try:
        zone(query.zone)
    except NoSuchZone as error:
        problems.append(f"zone: {error}.")
    if problems:
        raise HttpProblem(400, _("Nothing can be asked like that"), problems)
    return _json(answer(query.words, announced=announced, zone_name=query.zone, language=query.language))


@api.get("/", url_name="api-start", response=schemas.Start, tags=["About the record"])
def start(request: AsOfRequest) -> HttpResponse:
    """Where everything is."""
    base = f"{settings.SITE_URL}{reverse('api-start')}"
    lists = ("ultimatums", "next", "recent", "actors", "dossiers", "events", "changes")
    names = (*lists, "statistics", "vocabularies", "interpret")
    return _json(
        {
            **about(request.asked),
            "name": "Ultimata",
            "version": __version__,
            "openapi": f"{settings.SITE_URL}{reverse('api-openapi')}",
            "documentation": f"{settings.SITE_URL}{reverse('api-docs')}",
            "addresses": {
                **{name: f"{base}{name}" for name in names},
                **{f"{name[:-1]}": f"{base}{name}/{{slug}}" for name in ("ultimatums", "actors", "dossiers")},
            },
        }
    )


def _no_such(slug: str) -> HttpProblem:
    return HttpProblem(
        404, _("There is nothing by that name"), [_("slug: nobody knows %(slug)s.") % {"slug": slug[:80]}]
    )


def _page(request: AsOfRequest, items: Sequence[str], cursor: str | None) -> HttpResponse:
    address = None
    if cursor:
        pairs = [(name, value) for name, value in request.GET.items() if name != "cursor"]
        address = f"{settings.SITE_URL}{request.path}?{urlencode([*pairs, ('cursor', cursor)], safe=':')}"
    rest = dumps({"next_cursor": cursor, "next": address})
    return _answer(f'{dumps(about(request.asked))[:-1]},"items":[{",".join(items)}],{rest[1:]}')


def _json(content: Mapping[str, Any]) -> HttpResponse:
    return _answer(dumps(content))


def _answer(text: str) -> HttpResponse:
    return HttpResponse(text.encode(), content_type="application/json")
