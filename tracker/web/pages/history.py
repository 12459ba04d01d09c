"""History by the length of its time limits: a poster of every case."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tracker.domain.status.outcomes import Headline
from tracker.models import Phase
from tracker.queries.dashboard import front
from tracker.queries.history import History, HistoryLine, history
from tracker.web.decorators import AsOf, public_page

GROUPS = (
    gettext_lazy("Up to 48 hours"),
    gettext_lazy("Up to 50 days"),
    gettext_lazy("Up to two years"),
    gettext_lazy("Longer than two years"),
)


@public_page()
def history_page(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/history/`: every case by its length, now or as of an instant (2 queries)."""
    known = front(now=asked.now)
    stored_holds = asked.is_now and known.is_fresh(asked.now)
    phases = Phase.objects.current() if stored_holds else Phase.objects.at(asked.at)
    found = history(phases, at=asked.at)
    context = {
        **asked.context(),
        "section": "history",
        "history": found,
        "groups": named_groups(found),
        "headlines": _headlines(found),
        "canonical": f"{settings.SITE_URL}{reverse('history')}",
        "key": asked.minute_key(known.version, request.GET),
    }
    return render(request, "pages/history.html", context)


def named_groups(found: History) -> list[tuple[Promise, tuple[HistoryLine, ...]]]:
    """The groups that have a line, by their names."""
    return [(name, lines) for name, lines in zip(GROUPS, found.groups, strict=True) if lines]


def _headlines(found: History) -> list[Headline]:
    """The outcomes that occur, in the order of their vocabulary."""
    occurring = {
        word for group in found.groups for line in group if line.is_resolved for word in line.row.headlines
    }
    return [word for word in Headline if word in occurring]
