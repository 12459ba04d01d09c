"""The calendar: a month of dates, in a grid and as an agenda."""

from datetime import tzinfo
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.domain.dates.moments import NoSuchZone, NotADate, When, zone
from tracker.domain.dates.months import Month, NoSuchMonth, month_of
from tracker.models import Phase
from tracker.queries.calendar import MOST_CASES, Calendar, PageNotFound, calendar
from tracker.queries.dashboard import front
from tracker.templatetags.months import month_address, month_value
from tracker.web.addresses import page_number
from tracker.web.decorators import AsOf, public_page
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.forms import ZoneField

READER_ZONE = "UTC"
"""The zone hours are shown in unless the address names another."""


class MonthForm(forms.Form):
    """Another month, another zone."""

    month = forms.CharField(label=gettext_lazy("Month"))
    zone = ZoneField(label=gettext_lazy("Hours in the zone of"))

    def __init__(self, shown: Month, zone_name: str, *, is_chosen: bool) -> None:
        super().__init__(initial={"month": month_value(shown), "zone": zone_name})
        look = {"class": "form-control", "placeholder": "2025-07", "pattern": "[0-9]{4}-[0-9]{2}"}
        self.fields["month"].widget = forms.TextInput(attrs={"type": "month", **look})
        self.fields["zone"].widget.attrs["class"] = "form-select"
        if not is_chosen:
            self.fields["zone"].widget.attrs["data-guess-zone"] = "yes"


@public_page(parameters=("month", "zone", "page"))
def this_month(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/calendar/`: the month of the instant (3 queries; 1 while kept), or what its form asks for."""
    where = _zone(request.GET)
    if wanted := request.GET.get("month"):
        return HttpResponseRedirect(_address(_month_written(wanted), request.GET))
    return _shown(request, asked, month_of(asked.at.astimezone(where).date()), where)


@public_page(parameters=("zone", "page"))
def any_month(request: HttpRequest, asked: AsOf, year: int, month: int) -> HttpResponse:
    """`/calendar/<year>/<month>/`: any month (3 queries; 1 while kept)."""
    try:
        found = Month(year, month)
    except NoSuchMonth as error:
        raise HttpProblem(404, _("There is no such month"), [str(error)], [_way_out()]) from error
    return _shown(request, asked, found, _zone(request.GET))


def _shown(request: HttpRequest, asked: AsOf, month: Month, where: tzinfo) -> HttpResponse:
    known = front(now=asked.now)
    stored_holds = asked.is_now and known.is_fresh(asked.now)
    phases = Phase.objects.current() if stored_holds else Phase.objects.at(asked.at)
    try:
        number = page_number(request.GET.get("page"))
        version = known.version if stored_holds else None
        found = calendar(phases, at=asked.at, month=month, where=where, page=number, version=version)
    except PageNotFound as error:
        problem = _("page: the agenda of this month ends with page %(last)s.") % {"last": error.last}
        first = (_address(month, request.GET), _("The first page"))
        raise HttpProblem(404, _("There is no such page"), [problem], [first]) from error
    context = _context(request.GET, asked, found, where)
    month_key = f"{month_value(month)} {asked.minute_key(known.version, request.GET)}"
    return render(request, "pages/calendar.html", {**context, "month_key": month_key})


def _context(query: QueryDict, asked: AsOf, found: Calendar, where: tzinfo) -> dict[str, Any]:
    earlier, later = found.month.neighbour(-1), found.month.neighbour(1)
    return {
        **asked.context(),
        "section": "calendar",
        "calendar": found,
        "earlier": earlier and (_address(earlier, query), earlier),
        "later": later and (_address(later, query), later),
        "present": _address(None, query),
        "is_present": found.month == month_of(found.today),
        "zone": str(where),
        # Called where the form is not kept: its choices are four hundred.
        "form": lambda: MonthForm(found.month, str(where), is_chosen=bool(query.get("zone"))),
        "most_cases": MOST_CASES,
        "query": query,
        "canonical": f"{settings.SITE_URL}{month_address(found.month)}",
    }


def _zone(query: QueryDict) -> tzinfo:
    try:
        return zone(query.get("zone") or READER_ZONE)
    except NoSuchZone as error:
        raise HttpProblem(400, _("There is no such time zone"), [f"zone: {error}"], [_way_out()]) from error


def _month_written(text: str) -> Month:
    problem = _("month: %(text)s is not a month; write it as 2025-07.") % {"text": text}
    try:
        if len(text) != len("2025-07"):
            raise HttpProblem(400, _("That is not a month"), [problem], [_way_out()])
        return month_of(When(text).first_day)
    except NotADate as error:
        raise HttpProblem(400, _("That is not a month"), [problem], [_way_out()]) from error


def _address(month: Month | None, query: QueryDict) -> str:
    """A month, or that of the instant, in the same zone and as of the same instant."""
    kept = query.copy()
    for name in [name for name in kept if name not in ("zone", "as_of") or not kept[name]]:
        kept.pop(name)
    text = kept.urlencode(safe=":/")
    path = month_address(month) if month else reverse("calendar")
    return f"{path}?{text}" if text else path


def _way_out() -> tuple[str, str]:
    return reverse("calendar"), _("The calendar of this month")
