"""What editors are told beside the form: cases that may be the same one, and the crisis they belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from tracker.domain.dates.moments import NotADate, When
from tracker.domain.vocabulary import Role
from tracker.models import Dossier, Ultimatum

MOST_TWINS = 5
TARGETS = (Role.TARGET, Role.PARTY)
NEAR = timedelta(days=183)
"""How far apart two announcements of one ultimatum may lie."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another case with the same sender, target and sort of demand."""

    pk: int
    title: str
    publication: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form says so far: actors by their primary keys, sorts of demand, and the days announced."""

    senders: Collection[int]
    targets: Collection[int]
    demands: Collection[str]
    announced: Collection[str] = ()
    besides: int | None = None


def likely_twins(entered: Entered) -> tuple[Twin, ...]:
    """Cases in which a sender demands the same sort of thing of the same target (1 query).

    Where a day is known, those announced within half a year of it.
    """
    if not (entered.senders and entered.targets and entered.demands):
        return ()
    found = _of_the_same(entered).filter(demands__type__in=entered.demands)
    days = [day for text in entered.announced if (day := _day_of(text))]
    if days:
        first = min(day.first_day for day in days) - NEAR
        last = max(day.last_day for day in days) + NEAR
        found = found.filter(deadlines__announced__gte=f"{first}", deadlines__announced__lte=f"{last}T24")
    rows = found.order_by("slug").distinct().values_list("pk", "title", "publication")
    return tuple(Twin(*row) for row in rows[:MOST_TWINS])


def likely_dossier(entered: Entered) -> Dossier | None:
    """The crisis of the last case between the same two (1 query)."""
    if not (entered.senders and entered.targets):
        return None
    case = _of_the_same(entered).exclude(dossier=None).select_related("dossier").order_by("-pk").first()
    return case.dossier if case else None


def entered_in(case: Ultimatum) -> Entered:
    """A stored case as what a form says (4 queries)."""
    senders = case.parties.filter(role=Role.SENDER).values_list("actor", flat=True)
    targets = case.parties.filter(role__in=TARGETS).values_list("actor", flat=True)
    return Entered(
        list(senders),
        list(targets),
        list(case.demands.values_list("type", flat=True)),
        list(case.deadlines.values_list("announced", flat=True)),
        case.pk,
    )


def _of_the_same(entered: Entered) -> "QuerySet[Ultimatum]":
    return (
        Ultimatum.objects.exclude(pk=entered.besides or 0)
        .filter(parties__role=Role.SENDER, parties__actor__in=entered.senders)
        .filter(parties__role__in=TARGETS, parties__actor__in=entered.targets)
    )


def _day_of(text: str) -> When | None:
    try:
        return When(text)
    except NotADate:
        return None
