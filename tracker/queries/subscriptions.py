"""The pages a link from a mail opens: what would be confirmed, what would end, and one's own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import F, Q, QuerySet

from tracker.domain.alerts import WEEK_AHEAD
from tracker.models import GOES_ON, Cadence, Subscriber, Subscription, SubscriptionState
from tracker.queries.topics import Followed, followed
from tracker.transports.email_addresses import BadAddress, parse_address


@dataclass(frozen=True, slots=True)
class Wanted:
    """One subscription as its owner sees it."""

    id: int
    topic: Followed
    wishes: int
    cadence: Cadence
    state: SubscriptionState
    asked_at: datetime
    confirmed_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class ConfirmationRequest:
    """What a confirmation is about: the address half hidden, and what it has not confirmed yet.

    `settled` are those of the named subscriptions that are confirmed already.
    """

    address: str
    pending: tuple[Wanted, ...]
    settled: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """All there is of an address, for whoever holds its link."""

    address: str
    language: str
    zone: str
    quiet_from: time | None
    quiet_until: time | None
    confirmed_at: datetime | None
    subscriptions: tuple[Wanted, ...]
    hooks: int
    is_push: bool


def confirmation_request(subscriber_id: int, subscription_ids: Collection[int]) -> ConfirmationRequest | None:
    """What a confirmation is about (2 queries, and those of names); None: the address is gone."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        return None
    rows = _wanted(Q(subscriber=subscriber, pk__in=subscription_ids))
    return ConfirmationRequest(
        address=half_hidden(subscriber.address),
        pending=tuple(row for row in rows if row.state == SubscriptionState.PENDING),
        settled=tuple(row for row in rows if row.state in GOES_ON),
    )


def going_on(which: Q) -> tuple[Wanted, ...]:
    """The subscriptions among these that have not ended (1 query, and those of names)."""
    return _wanted(which & ~Q(state=SubscriptionState.ENDED))


def wanting_week_ahead() -> QuerySet[Subscription]:
    """The subscriptions that ask for the week ahead, whatever their state."""
    return Subscription.objects.annotate(week=F("wishes").bitand(WEEK_AHEAD)).exclude(week=0)


def own_page(subscriber_id: int) -> OwnPage | None:
    """One's own page, what has ended left out (3 queries, and those of names); None: the address is gone."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        return None
    return OwnPage(
        address=shown(subscriber.address),
        language=subscriber.language,
        zone=subscriber.zone,
        quiet_from=subscriber.quiet_from,
        quiet_until=subscriber.quiet_until,
        confirmed_at=subscriber.confirmed_at,
        subscriptions=going_on(Q(subscriber=subscriber)),
        hooks=subscriber.endpoints.count(),
        is_push=subscriber.is_push,
    )


def half_hidden(address: str) -> str:
    """`an•••@example.org`: known to its owner and learnt by nobody; a browser, which has none, whole."""
    if "@" not in address:
        return address
    local, _, domain = shown(address).rpartition("@")
    return f"{local[: min(2, len(local) // 2)]}•••@{domain}"


def shown(address: str) -> str:
    """An address with its domain in its own script."""
    try:
        return parse_address(address).shown
    except BadAddress:
        return address


def _wanted(which: Q) -> tuple[Wanted, ...]:
    rows = list(Subscription.objects.filter(which).select_related("topic").order_by("id"))
    topics = followed((row.topic.kind, row.topic.key) for row in rows)
    return tuple(
        Wanted(
            id=row.pk,
            topic=topics[row.topic.kind, row.topic.key],
            wishes=row.wishes,
            cadence=Cadence(row.cadence),
            state=SubscriptionState(row.state),
            asked_at=row.asked_at,
            confirmed_at=row.confirmed_at,
            note=row.note,
        )
        for row in rows
    )
