"""What operators do to mails by hand: send again, cancel."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tracker.models import STUCK_STATES, WITHDRAWABLE_STATES, Alert, Delivery, SubscriptionState
from tracker.services.alerts.planning import withdraw_alerts
from tracker.services.outbox.transitions import Event, apply


@transaction.atomic
def send_again(deliveries: Collection[int], *, now: datetime) -> int:
    """Make parked and failed mails due at once, their attempts counted anew; returns how many.

    Left as they are: those that would be too late, and those whose subscription does not go on. The
    Message-ID stays the same, so a copy that did arrive is known as one.
    """
    stuck = Delivery.objects.filter(pk__in=deliveries, state__in=STUCK_STATES)
    in_time = Q(not_after__isnull=True) | Q(not_after__gt=now)
    wanted = Q(subscription__isnull=True) | Q(subscription__state=SubscriptionState.ACTIVE)
    again = Delivery.objects.filter(pk__in=list(stuck.filter(in_time & wanted).values_list("pk", flat=True)))
    return apply(Event.SEND_AGAIN, again, next_at=now)


@transaction.atomic
def cancel_alerts(alerts: Collection[int], *, who: str) -> tuple[int, int]:
    """Withdraw alerts: (how many, how many mails of them had not left yet). What has left stays sent."""
    found = list(Alert.objects.select_for_update().filter(pk__in=alerts, state__in=WITHDRAWABLE_STATES))
    return len(found), withdraw_alerts(found, reason=f"called back by {who}"[:100])
