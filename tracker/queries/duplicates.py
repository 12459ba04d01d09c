"""What editors are told beside the form: cases that may be the same one."""

from dataclasses import dataclass

from tracker.domain.vocabulary import Role
from tracker.models import Ultimatum

MOST_TWINS = 5


@dataclass(frozen=True, slots=True)
class Twin:
    """Another case with the same sender, target and sort of demand."""

    pk: int
    title: str
    publication: str


def likely_twins(case: Ultimatum) -> tuple[Twin, ...]:
    """Other cases in which a sender demands the same sort of thing of the same target (4 queries)."""
    targets = (Role.TARGET, Role.PARTY)
    senders = case.parties.filter(role=Role.SENDER).values_list("actor", flat=True)
    addressed = case.parties.filter(role__in=targets).values_list("actor", flat=True)
    found = (
        Ultimatum.objects.exclude(pk=case.pk)
        .filter(parties__role=Role.SENDER, parties__actor__in=list(senders))
        .filter(parties__role__in=targets, parties__actor__in=list(addressed))
        .filter(demands__type__in=list(case.demands.values_list("type", flat=True)))
    )
    rows = found.order_by("slug").distinct().values_list("pk", "title", "publication")
    return tuple(Twin(*row) for row in rows[:MOST_TWINS])
