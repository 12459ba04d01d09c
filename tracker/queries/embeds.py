"""Cases in a nutshell, the rows the dashboard shows of them: for embeds, badges, oEmbed and charts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextField
from django.db.models.functions import Cast

from tracker.models import Phase, Section
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, dashboard_row, latest


@dataclass(frozen=True, slots=True)
class SomeCases:
    """The most pressing of some cases, and how many there are."""

    rows: tuple[DashboardRow, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many are not among the rows."""
        return self.total - len(self.rows)


def nutshell(slug: str, *, at: datetime) -> DashboardRow | None:
    """The case as it stood at an instant; None where no published case of that name was known (1 query)."""
    found = Phase.objects.at(at).filter(ultimatum__slug=slug).annotate(text=Cast("row", TextField()))
    row = found.values_list("status", "text").first()
    return dashboard_row(*row, at=at) if row else None


def most_pressing(phases: PhaseQuerySet, *, at: datetime, most: int) -> SomeCases:
    """Of phases that hold an instant those that expire next, then what ended last (2 or 3 queries)."""
    live = phases.on(Section.LIVE, at).order_by("sort_at", "id").annotate(text=Cast("row", TextField()))
    rows = [dashboard_row(*row, at=at) for row in live.values_list("status", "text")[:most]]
    if len(rows) < most:
        over = latest(phases, (Section.PASSED, Section.RESOLVED), most, at=at)[: most - len(rows)]
        rows += [dashboard_row(status, text, at=at) for _sort_at, _pk, status, text in over]
    return SomeCases(tuple(rows), phases.count())
