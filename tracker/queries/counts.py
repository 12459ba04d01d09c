"""How many cases stood where at an instant, from what is kept a week instead of from all of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Case, Count, F, Sum, Value, When
from django.db.models.functions import Coalesce

from tracker.domain.status.standing import Status
from tracker.models import SECTION_OF, Phase, PhaseTally

Tally = Mapping[str, Mapping[str, int]]
"""How many cases stand where: shelf → headline or, unresolved, status → number."""
WORD = Case(When(headline="", then=F("status")), default=F("headline"))
"""The headline of a case or, unresolved, its status."""


def week_of(at: datetime) -> date:
    """The Monday, in UTC, of the week of an instant."""
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def tally_at(at: datetime) -> Tally:
    """How many cases stood where at an instant (1 query).

    The weeks before, and of the week itself the phases that began and ended up to the instant.
    """
    week = week_of(at)
    start = datetime.combine(week, time.min, UTC)
    before = PhaseTally.objects.filter(week__lt=week).order_by()
    weeks = before.values_list("shelf", "word").annotate(n=Coalesce(Sum("change"), 0))
    phases = Phase.objects.order_by().annotate(word=WORD).values_list("shelf", "word")
    began = phases.filter(from_at__gte=start, from_at__lte=at).annotate(n=Count("pk"))
    ended = phases.filter(until_at__gte=start, until_at__lte=at).annotate(n=Value(0) - Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for shelf, word, number in weeks.union(began, ended, all=True):
        of = found.setdefault(shelf, {})
        of[word] = of.get(word, 0) + number
    return found


def of_status(tally: Tally, status: Status) -> Tally:
    """The part of a tally that is about cases of one status."""
    of = tally.get(SECTION_OF[status], {})
    return {SECTION_OF[status]: of if status is Status.RESOLVED else {status: of.get(status, 0)}}
