"""Subscriptions without an account: ask, confirm, change, pause, leave, take one's data, be forgotten.

Whoever asks is a stranger until the address has answered: asking tells nothing, changes nothing that is
confirmed, and sends at most one mail an hour to an address. Only the holder of a link from a mail does more.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tracker.domain.hours import next_digest
from tracker.domain.moments import zone
from tracker.models import (
    Attempt,
    Cadence,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
    Topic,
)
from tracker.services.alerting import cancel_deliveries

CONFIRM_WITHIN = timedelta(hours=48)
PURGE_AFTER = timedelta(days=7)
ONE_MAIL_EVERY = timedelta(hours=1)
ASKS_PER_NETWORK = 20
"""How many requests a network may send in an hour."""
REFUSED_FOR = timedelta(days=30)


class TooManyRequests(Exception):
    """The network asked too often; `retry_after` says when it may ask again."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"try again in {int(retry_after.total_seconds() // 60) + 1} minutes")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Profile:
    """How an address wants to be written to."""

    language: str
    zone: str
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be followed, of what to hear (domain.alerts.wish_bit), how soon."""

    topic_kind: str
    topic_key: str
    wishes: int
    cadence: int


@dataclass(frozen=True, slots=True)
class Consent:
    """The proof: from which page, which text, from which network (shortened)."""

    asked_from: str
    text: str
    network: str


@transaction.atomic
def ask(
    *, address: str, address_key: str, wish: Wish, profile: Profile, consent: Consent, now: datetime
) -> None:
    """Take a request to be told: a pending subscription and, at most once an hour, one mail to the address.

    Does the same work and answers the same whether the address is new, known or suppressed. A subscription
    that is confirmed is not touched; its owner is sent a link to change it.
    """
    if is_suppressed(address_key, now=now):
        return
    subscriber, is_new = Subscriber.objects.select_for_update().get_or_create(
        address_key=address_key, defaults={"address": address, "created_at": now}
    )
    if is_new or subscriber.confirmed_at is None:
        _set_profile(subscriber, profile)
    topic, _ = Topic.objects.get_or_create(kind=wish.topic_kind, key=wish.topic_key)
    known = Subscription.objects.filter(subscriber=subscriber, topic=topic).first()
    is_settled = known is not None and known.state in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
    if not is_settled:
        Subscription.objects.update_or_create(
            subscriber=subscriber,
            topic=topic,
            defaults={
                "wishes": wish.wishes,
                "cadence": wish.cadence,
                "state": SubscriptionState.PENDING,
                "asked_at": now,
                "asked_from": consent.asked_from[:500],
                "consent_text": consent.text,
                "network": consent.network,
                "confirmed_at": None,
                "ended_at": None,
            },
        )
    _write_once_an_hour(subscriber, DeliveryKind.ACCESS if is_settled else DeliveryKind.CONFIRMATION, now=now)


@transaction.atomic
def ask_for_access(*, address_key: str, now: datetime) -> None:
    """Send the link to one's own page to an address that has subscriptions; tells the asker nothing."""
    subscriber = Subscriber.objects.select_for_update().filter(address_key=address_key).first()
    if subscriber and subscriber.confirmed_at and not is_suppressed(address_key, now=now):
        _write_once_an_hour(subscriber, DeliveryKind.ACCESS, now=now)


def _write_once_an_hour(subscriber: Subscriber, kind: DeliveryKind, *, now: datetime) -> None:
    last = subscriber.confirmation_sent_at
    if last is None or now - last >= ONE_MAIL_EVERY:
        Delivery.objects.create(
            subscriber=subscriber,
            kind=kind,
            state=DeliveryState.DUE,
            next_at=now,
            not_after=now + CONFIRM_WITHIN,
        )
        subscriber.confirmation_sent_at = now
        subscriber.save(update_fields=["confirmation_sent_at"])


def check_network(form: str, network: str, *, now: datetime) -> None:
    """Count one use of a form by a network; raises `TooManyRequests` beyond the hourly limit.

    Networks are kept as keyed hashes, for a day.
    """
    recent = Attempt.objects.filter(
        form=form, network_hash=keyed_hash(network), at__gt=now - timedelta(hours=1)
    )
    if recent.count() >= ASKS_PER_NETWORK:
        oldest = recent.order_by("at").values_list("at", flat=True)[0]
        raise TooManyRequests(oldest + timedelta(hours=1) - now)
    Attempt.objects.create(form=form, network_hash=keyed_hash(network), at=now)


@transaction.atomic
def confirm(subscriber: Subscriber, subscriptions: Sequence[int], *, now: datetime) -> int:
    """Make these pending subscriptions of the subscriber active; returns how many. Twice changes nothing."""
    pending = subscriber.subscriptions.filter(pk__in=subscriptions, state=SubscriptionState.PENDING)
    confirmed = pending.update(state=SubscriptionState.ACTIVE, confirmed_at=now)
    if confirmed:
        subscriber.confirmed_at = subscriber.confirmed_at or now
        subscriber.save(update_fields=["confirmed_at"])
        lift = Suppression.objects.filter(address_hash=keyed_hash(subscriber.address_key))
        lift.filter(reason=SuppressionReason.REFUSED).delete()
        plan_digests(subscriber, now=now)
    return confirmed


@transaction.atomic
def change(subscription: Subscription, *, wishes: int, cadence: int, paused: bool, now: datetime) -> None:
    """Change what a confirmed subscription asks for, or pause it; what was held for a digest moves along."""
    subscription.wishes, subscription.cadence = wishes, cadence
    if subscription.state in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED):
        subscription.state = SubscriptionState.PAUSED if paused else SubscriptionState.ACTIVE
    subscription.save(update_fields=["wishes", "cadence", "state"])
    if subscription.state == SubscriptionState.PAUSED:
        cancel_deliveries(Q(subscription=subscription), reason="paused")
    held = Delivery.objects.filter(subscription=subscription, state=DeliveryState.HELD)
    if cadence == Cadence.AT_ONCE:
        held.update(state=DeliveryState.DUE, next_at=now, cadence=cadence)
    else:
        held.update(cadence=cadence)
    plan_digests(subscription.subscriber, now=now)


@transaction.atomic
def change_profile(subscriber: Subscriber, profile: Profile, *, now: datetime) -> None:
    """Change language, zone and quiet hours of an address; digests follow the zone."""
    _set_profile(subscriber, profile)
    subscriber.daily_at = subscriber.weekly_at = None
    plan_digests(subscriber, now=now)


@transaction.atomic
def unsubscribe(subscription: Subscription, *, now: datetime) -> None:
    """End one subscription and cancel what has not left yet; twice changes nothing."""
    if subscription.state == SubscriptionState.ENDED:
        return
    subscription.state, subscription.ended_at = SubscriptionState.ENDED, now
    subscription.save(update_fields=["state", "ended_at"])
    cancel_deliveries(Q(subscription=subscription), reason="unsubscribed")
    plan_digests(subscription.subscriber, now=now)


@transaction.atomic
def unsubscribe_all(subscriber: Subscriber, *, now: datetime) -> None:
    """End every subscription of an address."""
    for subscription in subscriber.subscriptions.exclude(state=SubscriptionState.ENDED):
        unsubscribe(subscription, now=now)
    cancel_deliveries(Q(subscriber=subscriber), reason="unsubscribed")


@transaction.atomic
def refuse(subscriber: Subscriber, *, now: datetime) -> None:
    """The owner of the address did not ask: forget what is pending, and do not write for 30 days."""
    subscriber.subscriptions.filter(state=SubscriptionState.PENDING).delete()
    cancel_deliveries(Q(subscriber=subscriber, kind=DeliveryKind.CONFIRMATION), reason="refused")
    suppress(subscriber.address_key, SuppressionReason.REFUSED, now=now, lasting=REFUSED_FOR)
    if subscriber.confirmed_at is None:
        subscriber.delete()


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Forget an address: its row, its subscriptions and its deliveries go. A suppression stays, as a hash."""
    subscriber.delete()


def own_data(subscriber: Subscriber) -> dict[str, Any]:
    """Everything held about an address, as plain data (3 queries)."""
    subscriptions = subscriber.subscriptions.select_related("topic").order_by("id")
    deliveries = subscriber.deliveries.select_related("alert__ultimatum").order_by("id")
    return {
        "address": subscriber.address,
        "language": subscriber.language,
        "zone": subscriber.zone,
        "quiet_from": _iso(subscriber.quiet_from),
        "quiet_until": _iso(subscriber.quiet_until),
        "created_at": _iso(subscriber.created_at),
        "confirmed_at": _iso(subscriber.confirmed_at),
        "subscriptions": [
            {
                "follows": str(item.topic),
                "wishes": item.wishes,
                "cadence": Cadence(item.cadence).label,
                "state": item.state,
                "asked_at": _iso(item.asked_at),
                "asked_from": item.asked_from,
                "consent_text": item.consent_text,
                "network": item.network,
                "confirmed_at": _iso(item.confirmed_at),
                "ended_at": _iso(item.ended_at),
            }
            for item in subscriptions
        ],
        "mails": [
            {
                "kind": item.alert.kind if item.alert else item.kind,
                "case": item.alert.ultimatum.slug if item.alert else None,
                "state": item.state,
                "planned_for": _iso(item.next_at),
                "sent_at": _iso(item.sent_at),
            }
            for item in deliveries
        ],
    }


def plan_digests(subscriber: Subscriber, *, now: datetime) -> None:
    """Set when the next digests of an address are due, for the cadences it uses; keeps what is planned."""
    active = subscriber.subscriptions.filter(state=SubscriptionState.ACTIVE)
    used = set(active.values_list("cadence", flat=True))
    where = zone(subscriber.zone)
    daily = next_digest(where, now, weekly=False)
    weekly = next_digest(where, now, weekly=True)
    subscriber.daily_at = (subscriber.daily_at or daily) if Cadence.DAILY in used else None
    subscriber.weekly_at = (subscriber.weekly_at or weekly) if Cadence.WEEKLY in used else None
    subscriber.save(update_fields=["daily_at", "weekly_at"])


def is_suppressed(address_key: str, *, now: datetime) -> bool:
    """Whether the address must not be written to; hashes made with a retired secret key still count."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = Suppression.objects.filter(address_hash__in=[keyed_hash(address_key, str(key)) for key in keys])
    return found.filter(Q(until_at__isnull=True) | Q(until_at__gt=now)).exists()


@transaction.atomic
def suppress(
    address_key: str,
    reason: SuppressionReason,
    *,
    now: datetime,
    lasting: timedelta | None = None,
    detail: str = "",
) -> None:
    """Write to an address no more (for a while, or until somebody lifts it) and call back what is planned."""
    Suppression.objects.update_or_create(
        address_hash=keyed_hash(address_key),
        defaults={
            "reason": reason,
            "since_at": now,
            "until_at": now + lasting if lasting else None,
            "detail": detail[:300],
        },
    )
    cancel_deliveries(Q(subscriber__address_key=address_key), reason=f"suppressed: {reason}")


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Forget requests that were never confirmed, a week old, and form counts a day old."""
    Attempt.objects.filter(at__lt=now - timedelta(days=1)).delete()
    stale = Subscription.objects.filter(state=SubscriptionState.PENDING, asked_at__lt=now - PURGE_AFTER)
    gone, _ = stale.delete()
    Subscriber.objects.filter(
        confirmed_at__isnull=True, subscriptions=None, created_at__lt=now - PURGE_AFTER
    ).delete()
    return gone


def keyed_hash(text: str, key: str | None = None) -> str:
    """A hash of an address or network that nobody without the secret key can make."""
    return hmac.new((key or settings.SECRET_KEY).encode(), f"ultimata:{text}".encode(), "sha256").hexdigest()


def _set_profile(subscriber: Subscriber, profile: Profile) -> None:
    subscriber.language, subscriber.zone = profile.language, profile.zone
    subscriber.quiet_from, subscriber.quiet_until = profile.quiet_from, profile.quiet_until
    subscriber.save(update_fields=["language", "zone", "quiet_from", "quiet_until"])


def _iso(value: datetime | time | None) -> str | None:
    return value.isoformat() if value else None
