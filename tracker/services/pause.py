"""A site that was restored from a backup is paused: nothing is sent until an operator resumes it.

The backup does not know what was sent after it was made. So whatever was due before the restore counts as
sent: `resume` plans it as of the restore and expires it, and the unique keys of the outbox see to it that it
is never made again. What falls due after the restore is sent as ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tracker.models import DeliveryState, Heartbeat, OperatorMessage
from tracker.queries.status import PAUSE
from tracker.services.alerts.digests import collect_digests
from tracker.services.alerts.fan_out import fan_out_due, waiting_alerts
from tracker.services.alerts.planning import plan_due
from tracker.services.alerts.week_ahead import plan_week_ahead
from tracker.services.outbox.lease import Outbox
from tracker.services.outbox.retry import CALLS, MAILS
from tracker.services.outbox.transitions import Event, apply
from tracker.services.webhooks.events import create_events, fan_out_calls

REASON = "It was due before the site was restored from a backup."


@dataclass(frozen=True, slots=True)
class Resumed:
    """How many mails and calls of webhooks were expired, and since when nothing had been sent."""

    since: datetime
    mails: int
    calls: int


def pause(*, now: datetime) -> None:
    """Send nothing from now on, until `resume`."""
    Heartbeat.objects.update_or_create(name=PAUSE, defaults={"at": now, "detail": {}})


def resume() -> Resumed | None:
    """Expire what was due before the restore and let the rest leave; None where the site is not paused.

    Run again after it was interrupted, it goes on.
    """
    since = Heartbeat.objects.filter(name=PAUSE).values_list("at", flat=True).first()
    if since is None:
        return None
    _plan(since)
    with transaction.atomic():
        done = Resumed(since, mails=_expire(MAILS, since), calls=_expire(CALLS, since))
        OperatorMessage.objects.filter(sent_at__isnull=True).delete()
        Heartbeat.objects.filter(name=PAUSE).delete()
    return done


def _plan(at: datetime) -> None:
    """Make the rows of all that was due by then, so that no later tick makes them."""
    grace = timedelta(seconds=settings.NEWS_GRACE_SECONDS)
    plan_due(now=at)
    while waiting_alerts(at):
        fan_out_due(now=at)
    collect_digests(now=at)
    plan_week_ahead(now=at)
    _until_nothing(lambda: create_events(now=at, grace=grace))
    _until_nothing(lambda: fan_out_calls(now=at))


def _until_nothing(stage: Callable[[], int]) -> None:
    """Repeat a stage that does a bounded part of its work each time and says how much it did."""
    while stage():
        pass


def _expire(outbox: Outbox, at: datetime) -> int:
    """Expire the open rows that were due by then, and what digests among them carried.

    What a worker had in hand when the backup was made was sent by it, as far as anybody can know.
    """
    apply(Event.CRASH_SENDING, outbox.rows, next_at=at)
    due = outbox.rows.alias(due_at=Coalesce("first_due_at", "next_at")).filter(due_at__lte=at)
    expired = _before_restore(due.exclude(state=DeliveryState.HELD))
    if outbox is MAILS:
        carried = outbox.rows.filter(state=DeliveryState.HELD, digest__isnull=False)
        expired += _before_restore(carried.filter(digest__error=REASON))
    return expired


def _before_restore(rows: QuerySet[Any]) -> int:
    return apply(Event.EXPIRE_RESTORED, rows, error=REASON)
