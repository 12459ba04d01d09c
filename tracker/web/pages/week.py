"""`/week/`: what falls due or is scheduled in the coming seven days."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.dates.moments import NoSuchZone, zone
from tracker.models import Phase, TopicKind
from tracker.queries.dashboard import front
from tracker.queries.week_ahead import DAYS, MOST_CASES, week_ahead
from tracker.web.decorators import AsOf, public_page
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.short_form import short_form

READER_ZONE = "UTC"
"""The zone of days and hours unless the address names another."""


@public_page(parameters=("zone",))
def week(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The seven days that begin with that of the instant (2 queries; 4 where they have no date)."""
    try:
        where = zone(request.GET.get("zone") or READER_ZONE)
    except NoSuchZone as error:
        ways_out = [(reverse("week"), _("The week ahead"))]
        raise HttpProblem(400, _("There is no such time zone"), [f"zone: {error}"], ways_out) from error
    stored_holds = asked.is_now and front(now=asked.now).is_fresh(asked.now)
    phases = Phase.objects.current() if stored_holds else Phase.objects.at(asked.at)
    last = asked.at.astimezone(where).date() + timedelta(days=DAYS - 1)
    context: dict[str, Any] = {
        **asked.context(),
        "section": "calendar",
        "week": week_ahead(phases, at=asked.at, last=last, where=where),
        "zone": str(where),
        "most_cases": MOST_CASES,
        "canonical": f"{settings.SITE_URL}{reverse('week')}",
    }
    if asked.is_now:
        context["follow"] = short_form("week", TopicKind.EVERYTHING, "", now=asked.now)
    return render(request, "pages/week.html", context)
