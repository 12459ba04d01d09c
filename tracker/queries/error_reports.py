"""The case a report is about."""

from dataclasses import dataclass
from datetime import datetime

from tracker.models import Phase


@dataclass(frozen=True, slots=True)
class Reported:
    """A published case by its permanent name and title."""

    pk: int
    slug: str
    title: str


def reported_case(slug: str, *, at: datetime) -> Reported | None:
    """The case, if it had been announced by an instant (1 query)."""
    known = Phase.objects.at(at).filter(ultimatum__slug=slug)
    row = known.values_list("ultimatum", "ultimatum__slug", "ultimatum__title").first()
    return Reported(*row) if row else None
