"""Errors that readers report: taken into the queue, decided by an editor."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from tracker.models import Report, ReportState


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader says is wrong; `email` may be empty, `seen_as_of` is the instant of the page."""

    shown: str
    right: str
    source_url: str
    note: str = ""
    email: str = ""
    seen_as_of: str = ""


def take_report(ultimatum_id: int, found: Found, *, now: datetime) -> Report:
    """Put a report into the queue (1 query)."""
    return Report.objects.create(ultimatum_id=ultimatum_id, received_at=now, **asdict(found))


@transaction.atomic
def decide(reports: list[Report], state: ReportState, *, who: User, now: datetime) -> int:
    """Accept, decline or open again; returns how many were changed. What stands so already stays.

    Nothing of the case changes: what is right is entered in the case, and logged there as a correction.
    """
    changed = Report.objects.filter(pk__in=[report.pk for report in reports]).exclude(state=state)
    if state == ReportState.OPEN:
        return changed.update(state=state, decided_at=None, decided_by=None)
    return changed.update(state=state, decided_at=now, decided_by=who)
