"""One case in a nutshell: the row the dashboard shows of it, for embeds, badges and oEmbed."""

from datetime import datetime

from django.db.models import TextField
from django.db.models.functions import Cast

from tracker.models import Phase
from tracker.queries.dashboard import DashboardRow, dashboard_row


def nutshell(slug: str, *, at: datetime) -> DashboardRow | None:
    """The case as it stood at an instant; None where no published case of that name was known (1 query)."""
    found = Phase.objects.at(at).filter(ultimatum__slug=slug).annotate(text=Cast("row", TextField()))
    row = found.values_list("status", "text").first()
    return dashboard_row(*row, at=at) if row else None
