"""The dashboard."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.status.standing import Status
from tracker.models import Phase
from tracker.queries.all_cases import Column
from tracker.queries.counts import Tally, of_status, tally_at
from tracker.queries.dashboard import NOTHING, SOON, PageNotFound, Sort, dashboard, front
from tracker.queries.filters import Stands
from tracker.queries.front_page import LINES, ahead, changed_lately, lead_case, on_this_day
from tracker.web.addresses import page_number
from tracker.web.decorators import AsOf, public_page
from tracker.web.filters import FILTER_NAMES, PARAMETERS, FilterRequest
from tracker.web.linked_data import site_data
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.topics import follow_address


@public_page(parameters=PARAMETERS)
def dashboard_page(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """What is running out, what passed, what was resolved: now or as of an instant (4 queries)."""
    known = front(now=asked.now)
    stored_holds = asked.is_now and known.is_fresh(asked.now)
    phases = Phase.objects.current() if stored_holds else Phase.objects.at(asked.at)
    filters = FilterRequest(request.GET, queryset=phases, asked=asked, front=known)
    if problems := filters.problems():
        raise HttpProblem(400, _("No deadline can be filtered like that"), problems)
    try:
        found = dashboard(
            filters.phases,
            at=asked.at,
            tally=_tally(filters.narrowed, known.tally if stored_holds else None, asked.at),
            shelf=filters.section,
            sort=filters.sort,
            page=page_number(request.GET.get("page")),
        )
    except PageNotFound as error:
        last = _address(request.GET, page=str(error.last))
        raise HttpProblem(
            404, _("There is no such page"), [str(error)], [(last, _("The last page"))]
        ) from error
    is_front = not filters.narrowed and found.page == 1 and filters.sort is Sort.EXPIRY
    canonical = f"{settings.SITE_URL}{reverse('dashboard')}"
    context = {
        **asked.context(),
        "section": "dashboard",
        "canonical": canonical,
        "site_url": settings.SITE_URL,
        "linked_data": partial(site_data, canonical) if asked.is_now else "",
        "board": found,
        "ahead": partial(ahead, found),
        "is_front": is_front,
        **(_front_page(filters, asked) if is_front else {}),
        "filter": filters,
        # All the filter form depends on: it costs more to render than the rows do.
        "filter_key": f"{sorted(request.GET.items())} {known.facets}",
        "rows_key": asked.minute_key(known.version, request.GET),
        "is_filtered": bool(filters.narrowed),
        "lists": _lists(request.GET),
        "follow": follow_address(filters.narrowed),
        "take_query": urlencode(filters.narrowed),
        "loosen": _loosen(request.GET, filters),
        "query": request.GET,
        "is_empty_record": known == NOTHING,
    }
    return render(request, "pages/dashboard.html", context)


def _front_page(filters: FilterRequest, asked: AsOf) -> dict[str, object]:
    """What stands above the lists."""
    return {
        "lead": partial(lead_case, filters.phases, at=asked.at),
        "news_in_view": LINES,
        "news": partial(changed_lately, at=asked.at, is_now=asked.is_now),
        "anniversaries": partial(on_this_day, at=asked.at),
    }


def _tally(narrowed: Mapping[str, str], current: Tally | None, at: datetime) -> Tally | None:
    """The counts that are kept; None within a filter for which there are none. `current`: of the present."""
    if set(narrowed) - {"status"}:
        return None
    tally = tally_at(at) if current is None else current
    return of_status(tally, Status(narrowed["status"])) if narrowed else tally


def _lists(query: QueryDict) -> dict[str, str]:
    """The table of what each tile counts, within the other filters."""
    within = min(int(query.get("within") or SOON.days), SOON.days)
    return {
        "all": _table(query),
        "running": _table(query, section=Stands.DATED, sort=Column.DUE),
        "soon": _table(query, within=str(within), sort=Column.DUE),
        "undated": _table(query, section=Stands.UNDATED),
        "passed": _table(query, section=Stands.PASSED),
        "resolved": _table(query, section=Stands.RESOLVED),
    }


def _table(query: QueryDict, **filters: str) -> str:
    """The table of all cases within the same filters and these; its order is its own."""
    changed = query.copy()
    for name in ("page", "sort"):
        changed.pop(name, None)
    for name, value in filters.items():
        changed[name] = value
    text = changed.urlencode(safe=":")
    return f"{reverse('all-cases')}?{text}" if text else reverse("all-cases")


def _loosen(query: QueryDict, filters: FilterRequest) -> list[tuple[str, str]]:
    """For each filter that is set, the address without it and what following it does."""
    return [
        (
            _address(query, **{name: None}),
            _("Without the filter on %(label)s") % {"label": filters.form.fields[name].label},
        )
        for name in FILTER_NAMES
        if name in filters.narrowed
    ]


def _address(query: QueryDict, **changes: str | None) -> str:
    changed = query.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    text = changed.urlencode(safe=":")
    home = reverse("dashboard")
    return f"{home}?{text}" if text else home
