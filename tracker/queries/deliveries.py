"""How the mails stand: what waits, since when, what failed. Every number comes by an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from tracker.domain.dates.moments import instant_or_none
from tracker.models import CLAIMABLE_STATES, CLAIMED_STATES, Alert, Delivery, DeliveryState, Heartbeat

MOST_COUNTED = 10_000
FAILED_FOR = timedelta(days=1)
MAIL_WORKER = "post"
"""The heartbeat that services.heartbeat leaves after mails went out."""
REFUSED_SINCE = "refused_since"
TURNED_AWAY = "turned away"
"""Among what workers count: mails refused for good for another reason than that there is no such address."""
TURNED_AWAY_SINCE = "turned_away_since"
TURNED_AWAY_IN_A_ROW = "turned_away_in_a_row"
MANY_IN_A_ROW = 3
"""So many of these in a row are no fault of the mails."""
UNREACHABLE_SINCE = "unreachable_since"
REPORTS = "reports"
"""And that services.subscriptions.bounces leaves of reports that came back, by what they led to."""
ABOUT_US = "about us"
"""Of these, those that blame our server, our name or our mail."""


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """The ledger at an instant.

    `waiting`: mails that are due, those included that a worker has claimed, the oldest since `waiting_since`;
    `put_off` of them are tried again later, for the server refused them. `begun`: being sent. `held`: for
    digests. `failed`: refused or come back within a day. `parked`: what needs a human, messages to
    browsers among it; all else is of mails alone. `sent` of all times,
    `last_sent_at`, `refused_since`, since when the server has refused whatever it was given,
    `is_refused_for_good`, whether never to take it, and `unreachable_since`, since when there is no
    connection to it, are what the workers told. `alerts` are by state.
    """

    waiting: int
    put_off: int
    waiting_since: datetime | None
    begun: int
    held: int
    failed: int
    parked: int
    sent: int
    last_sent_at: datetime | None
    refused_since: datetime | None
    is_refused_for_good: bool
    unreachable_since: datetime | None
    alerts: Mapping[str, int]


def outbox_status(*, now: datetime, most: int | None = MOST_COUNTED) -> OutboxStatus:
    """The ledger (10 queries). Each number up to `most`, or however many there are."""
    rows = Delivery.objects.filter(is_push=False)
    open_rows = rows.filter(state__in=CLAIMABLE_STATES)
    due = open_rows.filter(next_at__lte=now)
    put_off = open_rows.filter(first_due_at__isnull=False)
    # While a worker waits for an answer that does not come, all that is due may be claimed.
    claimed = Q(state=DeliveryState.LEASED)
    leased = rows.filter(state__in=CLAIMED_STATES, lease_until__isnull=False)
    in_hand = leased.aggregate(
        claimed=Count("pk", filter=claimed),
        begun=Count("pk", filter=~claimed),
        at=Min(Coalesce("first_due_at", "next_at"), filter=claimed),
    )
    failed = rows.filter(state=DeliveryState.FAILED, next_at__gt=now - FAILED_FOR)
    post = Heartbeat.objects.filter(name=MAIL_WORKER).first()
    detail = post.detail if post else {}
    later = put_off.filter(next_at__gt=now)[:most].count()
    oldest = (
        due.aggregate(at=Min("next_at"))["at"],
        put_off.aggregate(at=Min("first_due_at"))["at"],
        in_hand["at"],
    )
    is_for_good = detail.get(TURNED_AWAY_IN_A_ROW, 0) >= MANY_IN_A_ROW
    refused = (detail.get(REFUSED_SINCE), detail.get(TURNED_AWAY_SINCE) if is_for_good else None)
    return OutboxStatus(
        waiting=due[:most].count() + later + in_hand["claimed"],
        put_off=later,
        waiting_since=min((at for at in oldest if at), default=None),
        begun=in_hand["begun"],
        held=rows.filter(state=DeliveryState.HELD)[:most].count(),
        failed=failed[:most].count(),
        parked=Delivery.objects.filter(state=DeliveryState.PARKED)[:most].count(),
        sent=detail.get("sent", 0),
        last_sent_at=instant_or_none(detail.get("last_sent_at")),
        refused_since=min((at for at in map(instant_or_none, refused) if at), default=None),
        is_refused_for_good=is_for_good,
        unreachable_since=instant_or_none(detail.get(UNREACHABLE_SINCE)),
        alerts=dict(Alert.objects.order_by().values_list("state").annotate(count=Count("pk"))),
    )
