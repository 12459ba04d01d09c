"""How the mails stand: what waits, since when, what failed. Every number comes by an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from tracker.models import Alert, Delivery, DeliveryState, Heartbeat

MOST_COUNTED = 10_000
FAILED_FOR = timedelta(days=1)
POST = "post"
"""The heartbeat that services.heartbeats leaves after mails went out."""
REPORTS = "reports"
"""And that services.bouncing leaves of reports that came back, by what they led to."""
ABOUT_US = "about us"
"""Of these, those that blame our server, our name or our mail."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger at an instant.

    `waiting`: mails that are due, counted up to MOST_COUNTED, the oldest since `waiting_since`. `begun`: in
    hand. `held`: for digests, counted as far. `failed`: refused or come back within a day. `parked`: what
    needs a human. `sent` of all times and `last_sent_at` are what the workers told. `alerts` by state.
    """

    waiting: int
    waiting_since: datetime | None
    begun: int
    held: int
    failed: int
    parked: int
    sent: int
    last_sent_at: datetime | None
    alerts: Mapping[str, int]


def ledger(*, now: datetime) -> Ledger:
    """The ledger (8 queries)."""
    rows = Delivery.objects
    due = rows.filter(state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN], next_at__lte=now)
    begun = rows.filter(state__in=[DeliveryState.LEASED, DeliveryState.SENDING], lease_until__isnull=False)
    failed = rows.filter(state=DeliveryState.FAILED, next_at__gt=now - FAILED_FOR)
    post = Heartbeat.objects.filter(name=POST).first()
    detail = post.detail if post else {}
    last = detail.get("last_sent_at")
    return Ledger(
        waiting=due[:MOST_COUNTED].count(),
        waiting_since=due.aggregate(at=Min("next_at"))["at"],
        begun=begun[:MOST_COUNTED].count(),
        held=rows.filter(state=DeliveryState.HELD)[:MOST_COUNTED].count(),
        failed=failed[:MOST_COUNTED].count(),
        parked=rows.filter(state=DeliveryState.PARKED)[:MOST_COUNTED].count(),
        sent=detail.get("sent", 0),
        last_sent_at=datetime.fromisoformat(last) if last else None,
        alerts=dict(Alert.objects.order_by().values_list("state").annotate(count=Count("pk"))),
    )
