"""Put a case on top of the front page, and take it off."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tracker.models import Lead
from tracker.services.cases.publish import locked_site_state


@transaction.atomic
def put_on_top(lead: Lead, *, now: datetime) -> None:
    """Save a new lead that holds from now on; the one before ends with it."""
    _record_changed()
    leads(now).update(until_at=now)
    lead.from_at = now
    lead.save()


@transaction.atomic
def set_end(lead: Lead, until_at: datetime | None) -> None:
    """Let a lead hold until an instant ahead, or, None, until it is taken off."""
    _record_changed()
    Lead.objects.filter(pk=lead.pk).update(until_at=until_at)


@transaction.atomic
def take_off(lead: Lead, *, now: datetime) -> bool:
    """End a lead now; False where it held no more."""
    _record_changed()
    return bool(leads(now).filter(pk=lead.pk).update(until_at=now))


def leads(now: datetime) -> QuerySet[Lead]:
    """Those that hold at an instant and began before it."""
    return Lead.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=now), from_at__lt=now)


def _record_changed() -> None:
    board = locked_site_state()
    board.version += 1
    board.save(update_fields=["version"])
