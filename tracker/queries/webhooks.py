"""How webhooks stand: for their owners, for operators, for the heartbeat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from tracker.domain.dates.moments import instant_or_none
from tracker.domain.webhooks import EventType, chosen
from tracker.models import (
    CLAIMABLE_STATES,
    CLAIMED_STATES,
    ENDED_STATES,
    Call,
    DeliveryState,
    Endpoint,
    EndpointState,
    Heartbeat,
    SwitchedOff,
)
from tracker.queries.topics import Followed, followed
from tracker.transports.chats import Service, service_of

CALLER = "webhooks"
"""The heartbeat that services.heartbeat leaves after calls were made."""
MOST_COUNTED = 10_000
MOST_CALLS_SHOWN = 50
FAILED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The calls at an instant: as queries.deliveries.OutboxStatus, and how many endpoints are on and off.

    `failed` and `parked` are of the last day.
    """

    waiting: int
    waiting_since: datetime | None
    begun: int
    failed: int
    parked: int
    sent: int
    last_sent_at: datetime | None
    active: int
    off: int


@dataclass(frozen=True, slots=True)
class Hook:
    """One endpoint as its owner sees it."""

    id: int
    url: str
    topic: Followed
    kinds: tuple[EventType, ...]
    offsets: tuple[timedelta, ...]
    is_on: bool
    is_pending: bool
    off_why: SwitchedOff | None
    off_at: datetime | None
    created_at: datetime
    failures: int
    failing_since: datetime | None
    previous_until: datetime | None

    @property
    def service(self) -> Service | None:
        """The chat or push service whose messages it is sent; None: JSON."""
        return service_of(self.url)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt of a call; `status` is None where no answer came."""

    at: datetime
    status: int | None
    milliseconds: int
    answer: str


@dataclass(frozen=True, slots=True)
class Made:
    """One call as its owner sees it; `case` is a title, empty for a test."""

    id: int
    kind: EventType
    case: str
    slug: str
    released_at: datetime
    state: DeliveryState
    next_at: datetime
    error: str
    tries: tuple[Try, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing more happens by itself, so that it can be sent again."""
        return self.state in ENDED_STATES


@dataclass(frozen=True, slots=True)
class SwitchedOffHook:
    """What the mail about an endpoint that was switched off says of it."""

    url: str
    topic: Followed
    why: SwitchedOff
    at: datetime
    error: str


def webhooks(*, now: datetime, most: int | None = MOST_COUNTED) -> Webhooks:
    """The calls (7 queries). Each number up to `most`, or however many there are."""
    rows = Call.objects
    due = rows.filter(
        # A receiver that fails makes its own calls wait; that is no queue of ours.
        Q(endpoint__resting_until__isnull=True) | Q(endpoint__resting_until__lte=now),
        state__in=CLAIMABLE_STATES,
        next_at__lte=now,
        endpoint__state=EndpointState.ACTIVE,
    )
    begun = rows.filter(state__in=CLAIMED_STATES, lease_until__isnull=False)
    stuck = rows.filter(next_at__gt=now - FAILED_FOR)
    beat = Heartbeat.objects.filter(name=CALLER).first()
    detail: Mapping[str, Any] = beat.detail if beat else {}
    counts = dict(Endpoint.objects.order_by().values_list("state").annotate(count=Count("pk")))
    return Webhooks(
        waiting=due[:most].count(),
        waiting_since=due.aggregate(at=Min("next_at"))["at"],
        begun=begun[:most].count(),
        failed=stuck.filter(state=DeliveryState.FAILED)[:most].count(),
        parked=stuck.filter(state=DeliveryState.PARKED)[:most].count(),
        sent=detail.get("sent", 0),
        last_sent_at=instant_or_none(detail.get("last_sent_at")),
        active=counts.get(EndpointState.ACTIVE, 0),
        off=counts.get(EndpointState.OFF, 0),
    )


def hooks_of(subscriber_id: int) -> tuple[Hook, ...]:
    """The endpoints of an address, the oldest first (1 query, and those of names)."""
    rows = list(Endpoint.objects.filter(subscriber=subscriber_id).select_related("topic").order_by("id"))
    topics = followed((row.topic.kind, row.topic.key) for row in rows)
    return tuple(_hook(row, topics[row.topic.kind, row.topic.key]) for row in rows)


def calls_of(endpoint_id: int) -> tuple[Made, ...]:
    """The newest calls of an endpoint, the newest first (1 query)."""
    rows = Call.objects.filter(endpoint=endpoint_id).select_related("occurrence__ultimatum")
    return tuple(_made(row) for row in rows.order_by("-occurrence_id")[:MOST_CALLS_SHOWN])


def switched_off(subscriber_id: int, *, since: datetime) -> tuple[SwitchedOffHook, ...]:
    """The endpoints of an address that we switched off since, and that still are (2 queries, and names)."""
    rows = list(
        Endpoint.objects.filter(
            subscriber=subscriber_id,
            state=EndpointState.OFF,
            off_why__in=[SwitchedOff.GONE, SwitchedOff.FAILING],
            off_at__gte=since,
        )
        .select_related("topic")
        .order_by("id")
    )
    topics = followed((row.topic.kind, row.topic.key) for row in rows)
    last: dict[int, str] = {}
    for call in Call.objects.filter(endpoint__in=rows).exclude(tries=[]).order_by("-occurrence_id")[:200]:
        last.setdefault(call.endpoint_id, call.tries[-1]["answer"])
    return tuple(
        SwitchedOffHook(
            url=row.url,
            topic=topics[row.topic.kind, row.topic.key],
            why=SwitchedOff(row.off_why),
            at=row.off_at,
            error=last.get(row.pk, ""),
        )
        for row in rows
        if row.off_at
    )


def own_endpoints(subscriber_id: int) -> list[dict[str, Any]]:
    """All that is held of an address's endpoints but their secrets, as plain data (2 queries)."""
    rows = list(Endpoint.objects.filter(subscriber=subscriber_id).select_related("topic").order_by("id"))
    told: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in rows}
    for call in Call.objects.filter(endpoint__in=rows).select_related("occurrence").order_by("id"):
        made = {"type": call.occurrence.kind, "state": call.state, "tries": call.tries}
        told[call.endpoint_id].append(made)
    return [
        {
            "address": row.url,
            "format": service_of(row.url) or "JSON",
            "follows": str(row.topic),
            "types": [kind.value for kind in chosen(row.wishes)[0]],
            "seconds_before": [int(offset.total_seconds()) for offset in chosen(row.wishes)[1]],
            "state": row.state,
            "switched_off": row.off_why or None,
            "answered_challenge_at": row.verified_at.isoformat() if row.verified_at else None,
            "created_at": row.created_at.isoformat(),
            "calls": told[row.pk],
        }
        for row in rows
    ]


def _hook(row: Endpoint, topic: Followed) -> Hook:
    kinds, offsets = chosen(row.wishes)
    return Hook(
        id=row.pk,
        url=row.url,
        topic=topic,
        kinds=kinds,
        offsets=offsets,
        is_on=row.state == EndpointState.ACTIVE,
        is_pending=row.state == EndpointState.PENDING,
        off_why=SwitchedOff(row.off_why) if row.off_why else None,
        off_at=row.off_at,
        created_at=row.created_at,
        failures=row.failures,
        failing_since=row.failing_since,
        previous_until=row.previous_until,
    )


def _made(row: Call) -> Made:
    case = row.occurrence.ultimatum
    tries = (
        Try(datetime.fromisoformat(each["at"]), each["status"], each["ms"], each["answer"])
        for each in reversed(row.tries)
    )
    return Made(
        id=row.pk,
        kind=EventType(row.occurrence.kind),
        case=case.title if case else "",
        slug=case.slug if case else "",
        released_at=row.occurrence.release_at,
        state=DeliveryState(row.state),
        next_at=row.next_at,
        error=row.error,
        tries=tuple(tries),
    )
