"""What a filter leaves of the phases that hold an instant: the dashboard's, a saved one's, a feed's."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from tracker.domain.search.query import SearchQuery
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import IN_A_LEAD, Role
from tracker.models import CaseText, Demand, Party, Section, Threat
from tracker.models.phases import PhaseQuerySet
from tracker.models.search import once

MOST_WORDS = 50
"""As many as a value of 100 characters can hold: no word of a search is left out silently."""
DATED = (Status.RUNNING, Status.OPEN)
LASTING = ("q", "sender", "target", "actor", "dossier", "threat")
"""The filters that speak of the case and not of where it stands: those a subscription can follow."""


class Stands(StrEnum):
    """Where the cases of the table stand: in a section, or in the dated or undated part of the live one."""

    LIVE = Section.LIVE
    DATED = "dated"
    UNDATED = "undated"
    PASSED = Section.PASSED
    RESOLVED = Section.RESOLVED


def narrow(phases: PhaseQuerySet, criteria: Mapping[str, str], *, at: datetime) -> PhaseQuerySet:
    """Phases of cases that meet every criterion, as was known at the instant they hold.

    Names are those of the dashboard's address; empty values and other names leave all.
    """
    if words := criteria.get("q"):
        phases = cases_fitting(phases, SearchQuery.read(words, most=MOST_WORDS), at=at)
    for role in (Role.SENDER, Role.TARGET):
        if slug := criteria.get(role):
            parts = Party.objects.filter(ultimatum=OuterRef("ultimatum"), role=role, actor__slug=slug)
            phases = phases.filter(Exists(parts.filter(known_by(at))))
    if actor := criteria.get("actor"):
        parts = Party.objects.filter(ultimatum=OuterRef("ultimatum"), role__in=IN_A_LEAD, actor__slug=actor)
        phases = phases.filter(Exists(parts.filter(known_by(at))))
    if case := criteria.get("case"):
        phases = phases.filter(ultimatum__slug=case)
    if dossier := criteria.get("dossier"):
        phases = phases.filter(ultimatum__dossier__slug=dossier)
    if threat := criteria.get("threat"):
        threats = Threat.objects.filter(ultimatum=OuterRef("ultimatum"), type=threat)
        phases = phases.filter(Exists(threats.filter(known_by(at))))
    if kind := criteria.get("kind"):
        phases = phases.filter(ultimatum__kind=kind)
    if status := criteria.get("status"):
        phases = phases.filter(status=status)
    phases = _narrow_table(phases, criteria, at)
    if days := criteria.get("within"):
        phases = phases.filter(status__in=DATED, sort_at__lte=at + timedelta(days=int(days)))
    return phases


def _narrow_table(phases: PhaseQuerySet, criteria: Mapping[str, str], at: datetime) -> PhaseQuerySet:
    """By what only the table of all cases can be narrowed to; days are those of UTC, both included."""
    if outcome := criteria.get("outcome"):
        phases = phases.filter(headline=outcome)
    if stands := criteria.get("section"):
        phases = phases.filter(_standing(Stands(stands)))
    if speaker := criteria.get("speaker"):
        phases = phases.filter(speakers__contains=f"|{speaker}|")
    if demand := criteria.get("demand"):
        demands = Demand.objects.filter(ultimatum=OuterRef("ultimatum"), type=demand)
        phases = phases.filter(Exists(demands.filter(known_by(at))))
    for column in ("announced", "due"):
        if first := criteria.get(f"{column}_from"):
            phases = phases.filter(**{f"{column}_at__gte": _in_utc(first, time.min)})
        if last := criteria.get(f"{column}_to"):
            phases = phases.filter(**{f"{column}_at__lte": _in_utc(last, time.max)})
    return phases


def _standing(stands: Stands) -> Q:
    if stands is Stands.DATED:
        return Q(status__in=DATED)
    if stands is Stands.UNDATED:
        return Q(shelf=Section.LIVE) & ~Q(status__in=DATED)
    return Q(shelf=stands)


def _in_utc(day: str, hour: time) -> datetime:
    return datetime.combine(date.fromisoformat(day), hour, UTC)


def cases_fitting(phases: PhaseQuerySet, query: SearchQuery, *, at: datetime) -> PhaseQuerySet:
    """Those of phases that hold an instant whose cases fit every term by what was known then."""
    for term in query.terms:
        texts = CaseText.objects.filter(since_at__lte=at).fitting(term)
        phases = phases.filter(ultimatum__in=once(texts.values("ultimatum")))
    return phases


def known_by(at: datetime) -> Q:
    """The rows of a case (parties, threats, demands) that it had by then."""
    return Q(since_at__isnull=True) | Q(since_at__lte=at)
