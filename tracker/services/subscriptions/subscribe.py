"""Subscriptions without an account: ask, confirm, change, pause, leave, take one's data, be forgotten.

Whoever asks is a stranger until the address has answered: asking tells nothing, changes nothing that is
confirmed, and sends at most one mail an hour to an address. Only the holder of a link from a mail does more.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from tracker.domain.alerts import ALL_WISHES, WEEK_AHEAD, AlertKind, wished
from tracker.domain.dates.hours import next_digest, same_day_elsewhere
from tracker.domain.dates.moments import zone, zone_or_utc
from tracker.models import (
    GOES_ON,
    OPEN_STATES,
    Browser,
    Cadence,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Endpoint,
    SiteKey,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
    Topic,
)
from tracker.models.fields import stamp
from tracker.queries.subscriptions import wanting_week_ahead
from tracker.queries.webhooks import own_endpoints
from tracker.services import rate_limit
from tracker.services.alerts.fan_out import pass_on
from tracker.services.alerts.planning import cancel_deliveries
from tracker.services.outbox.transitions import NEW_DUE, Event, apply
from tracker.services.rate_limit import keyed_hash
from tracker.services.subscriptions.tokens import CONFIRM_WITHIN, Leave, LeaveKind
from tracker.transports.email_addresses import mailbox_of

ONE_MAIL_EVERY = timedelta(hours=1)
LINKS_A_DAY = 3
"""How many mails with links an address gets in a day, whoever asks for them."""
LINKS_A_MAILBOX = 6
"""How many all addresses of one mailbox get in a day (transports.email_addresses.mailbox_of)."""
LINKS_A_DOMAIN = 60
"""How many a domain gets in an hour; what is asked for beyond that waits, and is refused at twice as many."""
LINKS_IN_ALL = 2000
"""How many all together get in an hour, likewise: a flood from everywhere must not become one of mails."""
SHARED_DOMAINS = frozenset(
    {
        *("gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "aol.com"),
        *("icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "fastmail.com"),
        *("gmx.com", "gmx.net", "gmx.de", "web.de", "t-online.de", "mail.com", "zoho.com", "ukr.net", "i.ua"),
        *(
            "meta.ua",
            "bigmir.net",
            "orange.fr",
            "laposte.net",
            "free.fr",
            "libero.it",
            "wp.pl",
            "o2.pl",
            "onet.pl",
        ),
        *("interia.pl", "seznam.cz"),
    }
)
"""Where strangers to each other have their mailboxes: many who ask at once are no attack on one of them."""
MOST_REQUESTS = 5
"""How many requests for one thing may wait to be confirmed by an address."""
REFUSED_FOR = timedelta(days=30)
_QUIET = ("quiet_from", "quiet_until")
SUPPRESSIONS = "suppressions"


MOST_FOLLOWED = 200
"""How many subscriptions an address may have that it added itself, with those it ended within a day."""


class Barred(Exception):
    """The address must not be written to; `reason` says why, and only an operator can lift it."""

    def __init__(self, reason: SuppressionReason) -> None:
        super().__init__(f"we must not write to this address: {reason.label}")
        self.reason = reason


class TooMany(Exception):
    """The address has as many subscriptions as there can be (`MOST_FOLLOWED`)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How an address wants to be written to."""

    language: str
    zone: str
    quiet_from: time | None = None
    quiet_until: time | None = None

    def as_data(self) -> dict[str, str | None]:
        """As a request keeps it until it is confirmed."""
        return {name: str(value) if value is not None else None for name, value in asdict(self).items()}

    @classmethod
    def of_data(cls, data: Mapping[str, str | None]) -> "Profile":
        """The inverse of `as_data`."""
        ends = [time.fromisoformat(text) if (text := data[name]) else None for name in _QUIET]
        return cls(data["language"] or "", data["zone"] or "", *ends)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be followed, of what to hear (domain.alerts.wish_bit), how soon; the reader's own note."""

    topic_kind: str
    topic_key: str
    wishes: int
    cadence: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """The proof: from which page, which text, from which network (shortened)."""

    asked_from: str
    text: str
    network: str


@transaction.atomic
def request_subscription(
    *, address: str, address_key: str, wish: Wish, profile: Profile, consent: Consent, now: datetime
) -> None:
    """Take a request to be told: a pending subscription and, at most once an hour, one mail to the address.

    Raises `TooManyRequests` where too many are asking for mails to its domain, or at all.

    The same 14 queries whether the address is new, known or suppressed: for a suppressed one all of it is
    undone at the end. A request is a row of its own, at most `MOST_REQUESTS` that wait: whoever asks changes
    nothing that others asked before, nor the proof of what has ended. A subscription that is confirmed is not
    touched; its owner is sent a link to change it.
    """
    is_barred = is_suppressed(address_key, now=now)
    stranger = Subscriber(address=address, address_key=address_key, created_at=now, **asdict(profile))
    Subscriber.objects.bulk_create([stranger], ignore_conflicts=True)
    subscriber = Subscriber.objects.select_for_update().get(address_key=address_key)
    followed = Topic(kind=wish.topic_kind, key=wish.topic_key)
    Topic.objects.bulk_create([followed], ignore_conflicts=True)
    topic = Topic.objects.get(kind=wish.topic_kind, key=wish.topic_key)
    request = _unconfirmed(subscriber, topic, wish, consent, now=now)
    request.profile = profile.as_data()
    rows = Subscription.objects.filter(subscriber=subscriber, topic=topic)
    states = list(rows.exclude(state=SubscriptionState.ENDED).values_list("state", flat=True))
    is_pending = all(state == SubscriptionState.PENDING for state in states)
    if is_pending and len(states) < MOST_REQUESTS:
        Subscription.objects.bulk_create([request])
    else:  # a statement that stores nothing, so that the time it takes tells nothing
        Topic.objects.bulk_create([followed], ignore_conflicts=True)
    kind = DeliveryKind.CONFIRMATION if is_pending else DeliveryKind.ACCESS
    _plan_link(subscriber, address_key, kind, now=now)
    if is_barred:
        transaction.set_rollback(True)


@transaction.atomic
def request_link(*, address_key: str, now: datetime) -> None:
    """Send an address the link to its own page or, before it ever confirmed, to what it has yet to confirm.

    Tells the asker nothing: the same 9 queries for any address, and no mail where there is nothing to open.
    A request its owner once refused does not bar the way to what she has confirmed.
    """
    reason = barred_for(address_key, now=now)
    subscriber = Subscriber.objects.select_for_update().filter(address_key=address_key).first()
    is_confirmed = subscriber is not None and subscriber.confirmed_at is not None
    _plan_link(
        subscriber or Subscriber(pk=0),
        address_key,
        DeliveryKind.ACCESS if is_confirmed else DeliveryKind.CONFIRMATION,
        now=now,
    )
    if reason is not None and not (is_confirmed and reason == SuppressionReason.REFUSED):
        transaction.set_rollback(True)


def _plan_link(subscriber: Subscriber, address_key: str, kind: DeliveryKind, *, now: datetime) -> None:
    """Plan a mail with a link: at once, or when the hour since the last is over, and three a day at the most.

    One that waits already is enough, for it is written when it leaves. What goes to one mailbox, to one
    domain and to all is limited too; raises `TooManyRequests`. Always 6 statements.
    """
    mailbox = mailbox_of(address_key)
    in_mailbox = rate_limit.how_many("mail to box", mailbox, within=timedelta(days=1), now=now)
    domain = mailbox.rpartition("@")[2]
    hour = timedelta(hours=1)
    most = LINKS_IN_ALL if domain in SHARED_DOMAINS else LINKS_A_DOMAIN
    of_domain = rate_limit.pause_of_crowd("mail to domain", domain, most, within=hour, now=now)
    pause = rate_limit.pause_of_crowd("mail", "", LINKS_IN_ALL, within=hour, now=now)
    last = subscriber.confirmation_sent_at
    next_at = max(now + max(of_domain, pause), last + ONE_MAIL_EVERY if last else now)
    is_free = Q(confirmation_sent_at__isnull=True) | Q(confirmation_sent_at__lte=now)
    # SQL: the ORM has no INSERT … SELECT, by which two requests at once plan one mail
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tracker_delivery (subscriber_id, kind, cadence, state, next_at, not_after,
                                          attempts, uncertain, lease_token, error)
            SELECT id, %s, 0, %s, %s, %s, 0, 0, '', '' FROM tracker_subscriber
            WHERE id = %s AND (confirmation_sent_at IS NULL OR confirmation_sent_at <= %s)
                  AND %s < %s
                  AND (SELECT COUNT(*) FROM tracker_delivery AS earlier
                       WHERE earlier.subscriber_id = tracker_subscriber.id
                             AND earlier.kind IN (%s, %s) AND earlier.next_at > %s) < %s
            """,
            [
                kind.value,
                NEW_DUE.value,
                stamp(next_at),
                stamp(next_at + CONFIRM_WITHIN),
                subscriber.pk,
                stamp(now),
                in_mailbox,
                LINKS_A_MAILBOX,
                DeliveryKind.CONFIRMATION.value,
                DeliveryKind.ACCESS.value,
                stamp(now - timedelta(days=1)),
                LINKS_A_DAY,
            ],
        )
        is_planned = cursor.rowcount > 0
    Subscriber.objects.filter(is_free, pk=subscriber.pk).update(confirmation_sent_at=next_at)
    counted = [("mail to box", mailbox), ("mail to domain", domain), ("mail", "")]
    # As many rows where nothing is planned, so that the time it takes tells nothing.
    rate_limit.note_all(counted if is_planned else [("no mail", "")] * len(counted), now=now)


@transaction.atomic
def confirm(subscriber: Subscriber, subscriptions: Sequence[int], *, now: datetime) -> int:
    """Make these pending subscriptions of the subscriber active; returns how many. Twice changes nothing.

    Of several requests for one thing the first that is named counts, the others named are forgotten; what
    was followed of it until then ends, and its note stays where the request has none. Lifts the
    suppression of an address whose owner had refused a request; raises `Barred` for any other.
    """
    _check_not_barred(subscriber, now=now)
    Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    named = {row.pk: row for row in subscriber.subscriptions.filter(pk__in=subscriptions)}
    chosen: dict[int, Subscription] = {}
    for pk in subscriptions:
        row = named.get(pk)
        if row is not None and row.state == SubscriptionState.PENDING:
            chosen.setdefault(row.topic_id, row)
    if not chosen:
        return 0
    going_on = subscriber.subscriptions.filter(topic__in=chosen)
    before = going_on.filter(state__in=GOES_ON)
    for old in before:
        waiting = Delivery.objects.filter(_of(old), state__in=OPEN_STATES)
        waiting.update(subscription=chosen[old.topic_id])
        _go_on_by(chosen[old.topic_id], old)
    before.update(**_ended(now))
    wanted = [row.pk for row in chosen.values()]
    going_on.filter(pk__in=wanted).update(state=SubscriptionState.ACTIVE, confirmed_at=now)
    others = going_on.filter(pk__in=subscriptions, state=SubscriptionState.PENDING)
    others.delete()
    first = next(iter(chosen.values()))
    if subscriber.confirmed_at is None and first.profile:
        _set_profile(subscriber, Profile.of_data(first.profile))
    subscriber.confirmed_at = subscriber.confirmed_at or now
    subscriber.save(update_fields=["confirmed_at"])
    refused = Suppression.objects.filter(address_hash__in=address_hashes(subscriber.address_key))
    refused.filter(reason=SuppressionReason.REFUSED).delete()
    plan_digests(subscriber, now=now)
    return len(chosen)


@transaction.atomic
def follow(subscriber: Subscriber, wish: Wish, consent: Consent, *, now: datetime) -> None:
    """Follow something more, at once: whoever holds the link to her own page has answered for the address.

    Takes the place of what she followed of it until now, and of requests for it that wait; raises `Barred`
    and `TooMany`.
    """
    Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    counted = ~Q(state=SubscriptionState.ENDED) | Q(asked_at__gt=now - timedelta(days=1))
    if subscriber.subscriptions.filter(counted).count() >= MOST_FOLLOWED:
        raise TooMany
    topic, _is_new = Topic.objects.get_or_create(kind=wish.topic_kind, key=wish.topic_key)
    waiting = subscriber.subscriptions.filter(topic=topic, state=SubscriptionState.PENDING)
    others = list(waiting.values_list("pk", flat=True))
    made = _unconfirmed(subscriber, topic, wish, consent, now=now)
    made.save()
    confirm(subscriber, [made.pk, *others], now=now)


@transaction.atomic
def change(
    subscription: Subscription,
    *,
    wishes: int,
    cadence: int,
    paused: bool,
    now: datetime,
    note: str | None = None,
) -> None:
    """Change what a confirmed subscription asks for, or pause it; what was held for a digest moves along.

    `note` None: it stays.

    Raises `Barred` where it would go on for an address we must not write to.
    """
    if not paused and subscription.state == SubscriptionState.PAUSED:
        _check_not_barred(subscription.subscriber, now=now)
    wishes, cadence = _possible(subscription.subscriber, wishes, cadence)
    subscription.wishes, subscription.cadence = wishes, cadence
    subscription.note = subscription.note if note is None else note
    if subscription.state in GOES_ON:
        subscription.state = SubscriptionState.PAUSED if paused else SubscriptionState.ACTIVE
    subscription.save(update_fields=["wishes", "cadence", "state", "note"])
    if subscription.state == SubscriptionState.PAUSED:
        pass_on(subscription, reason="paused")
    held = Delivery.objects.filter(_of(subscription), state=DeliveryState.HELD)
    if cadence == Cadence.AT_ONCE:
        apply(Event.GO_AT_ONCE, held, next_at=now, cadence=cadence)
    else:
        held.update(cadence=cadence)
    plan_digests(subscription.subscriber, now=now)


@transaction.atomic
def change_profile(subscriber: Subscriber, profile: Profile, *, now: datetime) -> None:
    """Change language, zone and quiet hours of an address; digests follow the zone.

    The week ahead stays due on the Monday it was due on, so that none comes twice and none is left out.
    """
    # The tick may have moved it since this row was read.
    row = Subscriber.objects.select_for_update().only("zone", "week_ahead_at").get(pk=subscriber.pk)
    if row.week_ahead_at:
        moved_to = same_day_elsewhere(row.week_ahead_at, zone_or_utc(row.zone), zone(profile.zone))
        Subscriber.objects.filter(pk=row.pk).update(week_ahead_at=moved_to)
    _set_profile(subscriber, profile)
    subscriber.daily_at = subscriber.weekly_at = None
    plan_digests(subscriber, now=now)


@transaction.atomic
def unsubscribe(subscription: Subscription, *, now: datetime) -> None:
    """End one subscription; what has not left yet goes by another of the address, or is cancelled.

    Twice changes nothing.

    One that was never confirmed leaves nothing behind.
    """
    if subscription.state == SubscriptionState.ENDED:
        return
    if subscription.confirmed_at is None:
        subscription.delete()
        return
    for column, value in _ended(now).items():
        setattr(subscription, column, value)
    subscription.save(update_fields=list(_ended(now)))
    pass_on(subscription, reason="unsubscribed")
    plan_digests(subscription.subscriber, now=now)


@transaction.atomic
def unsubscribe_all(subscriber: Subscriber, *, now: datetime) -> None:
    """End every subscription of an address, and forget its webhooks."""
    for subscription in subscriber.subscriptions.exclude(state=SubscriptionState.ENDED):
        unsubscribe(subscription, now=now)
    _forget_endpoints(subscriber.pk)
    cancel_deliveries(Q(subscriber=subscriber), reason="unsubscribed")


@transaction.atomic
def leave(right: Leave, *, now: datetime) -> int:
    """End what a link in a mail has the right to end; returns how many subscriptions. Twice ends none."""
    if right.kind is LeaveKind.REQUEST:
        return _refuse_request(right.id, now=now)
    wanted = Subscription.objects.select_for_update().filter(subscriptions_of(right))
    found = list(wanted.exclude(state=SubscriptionState.ENDED))
    for subscription in found:
        if right.kind is LeaveKind.WEEK_AHEAD and subscription.wishes != WEEK_AHEAD:
            _want_no_week(subscription, now=now)
        else:
            unsubscribe(subscription, now=now)
    if right.kind is LeaveKind.EVERYTHING:
        _forget_endpoints(right.id)
    return len(found)


def _want_no_week(subscription: Subscription, *, now: datetime) -> None:
    """Go on without the week ahead."""
    subscription.wishes &= ~WEEK_AHEAD
    subscription.save(update_fields=["wishes"])
    plan_digests(subscription.subscriber, now=now)


@transaction.atomic
def pause(right: Leave, *, now: datetime) -> int:
    """Pause what a link in a mail could end; returns how many subscriptions. Twice pauses none."""
    wanted = Subscription.objects.select_for_update().filter(
        subscriptions_of(right), state=SubscriptionState.ACTIVE
    )
    found = list(wanted.select_related("subscriber"))
    for each in found:
        change(each, wishes=each.wishes, cadence=each.cadence, paused=True, now=now)
    return len(found)


def mail_link_to(right: Leave, *, now: datetime) -> None:
    """Send the reader a mail's link belongs to the link to her own page, as `request_link` would."""
    owner = Q(subscriptions=right.id) if right.kind is LeaveKind.SUBSCRIPTION else Q(pk=right.id)
    found = Subscriber.objects.filter(owner).first()
    if found is not None:
        request_link(address_key=found.address_key, now=now)


def subscriptions_of(right: Leave) -> Q:
    """The subscriptions a link in a mail is about."""
    return {
        LeaveKind.SUBSCRIPTION: Q(pk=right.id),
        LeaveKind.AT_ONCE: Q(subscriber=right.id, cadence=Cadence.AT_ONCE),
        LeaveKind.DAILY: Q(subscriber=right.id, cadence=Cadence.DAILY),
        LeaveKind.WEEKLY: Q(subscriber=right.id, cadence=Cadence.WEEKLY),
        LeaveKind.WEEK_AHEAD: Q(subscriber=right.id, pk__in=wanting_week_ahead().values("pk")),
        LeaveKind.EVERYTHING: Q(subscriber=right.id),
        LeaveKind.REQUEST: Q(subscriber=right.id, state=SubscriptionState.PENDING),
    }[right.kind]


def _refuse_request(subscriber_id: int, *, now: datetime) -> int:
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        return 0
    pending = subscriber.subscriptions.filter(state=SubscriptionState.PENDING).count()
    if pending or subscriber.confirmed_at is None:
        refuse(subscriber, now=now)
    return pending


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
    """Forget an address with its subscriptions, mails and webhooks. A suppression stays, as a hash."""
    _forget_endpoints(subscriber.pk)
    subscriber.delete()


def _forget_endpoints(subscriber: int) -> None:
    """Remove the webhooks of an address; locked first, for workers claim an endpoint before its calls."""
    found = list(Endpoint.objects.select_for_update().filter(subscriber=subscriber).order_by("id"))
    Endpoint.objects.filter(pk__in=[endpoint.pk for endpoint in found]).delete()


def own_data(subscriber: Subscriber) -> dict[str, Any]:
    """Everything held about an address, as plain data (6 queries)."""
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
        "came_back_on": subscriber.bounced_on,
        "subscriptions": [
            {
                "follows": str(item.topic),
                "wishes": [
                    *(_wish_in_words(*wish) for wish in wished(item.wishes)),
                    *(["week ahead"] if item.wishes & WEEK_AHEAD else []),
                ],
                "cadence": Cadence(item.cadence).label,
                "note": item.note,
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
        "webhooks": own_endpoints(subscriber.pk),
        "browsers": list(
            Browser.objects.filter(subscriber=subscriber).values("endpoint", "p256dh", "auth", "created_at")
        ),
    }


def plan_digests(subscriber: Subscriber, *, now: datetime) -> None:
    """Set when the next digests of an address are due, for the cadences it uses; keeps what is planned.

    The week ahead likewise; where nothing asks for it any more, one that has not left is called back.
    """
    active = subscriber.subscriptions.filter(state=SubscriptionState.ACTIVE)
    rows = list(active.values_list("cadence", "wishes"))
    used = {cadence for cadence, _wishes in rows}
    where = zone(subscriber.zone)
    daily = next_digest(where, now, weekly=False)
    weekly = next_digest(where, now, weekly=True)
    subscriber.daily_at = (subscriber.daily_at or daily) if Cadence.DAILY in used else None
    subscriber.weekly_at = (subscriber.weekly_at or weekly) if Cadence.WEEKLY in used else None
    wants_week = any(wishes & WEEK_AHEAD for _cadence, wishes in rows)
    if subscriber.week_ahead_at and not wants_week:
        cancel_deliveries(Q(subscriber=subscriber, kind=DeliveryKind.WEEK_AHEAD), reason="unsubscribed")
    # In one statement: had the tick moved it meanwhile, to write back what was read would send it twice.
    Subscriber.objects.filter(pk=subscriber.pk).update(
        daily_at=subscriber.daily_at,
        weekly_at=subscriber.weekly_at,
        week_ahead_at=Coalesce("week_ahead_at", Value(weekly)) if wants_week else None,
    )
    subscriber.week_ahead_at = (subscriber.week_ahead_at or weekly) if wants_week else None


def is_suppressed(address_key: str, *, now: datetime) -> bool:
    """Whether the address must not be written to (2 queries)."""
    return barred_for(address_key, now=now) is not None


def barred_for(address_key: str, *, now: datetime) -> SuppressionReason | None:
    """Why the address must not be written to (2 queries)."""
    found = Suppression.objects.filter(address_hash__in=address_hashes(address_key))
    holding = found.filter(Q(until_at__isnull=True) | Q(until_at__gt=now))
    reasons = set(holding.values_list("reason", flat=True))
    # A refusal is the weakest: whoever refused may think again.
    lasting = reasons - {SuppressionReason.REFUSED.value}
    return SuppressionReason(min(lasting or reasons)) if reasons else None


@transaction.atomic
def suppress(
    address_key: str,
    reason: SuppressionReason,
    *,
    now: datetime,
    lasting: timedelta | None = None,
    detail: str = "",
) -> None:
    """Write to an address no more (for a while, or until somebody lifts it) and call back what is planned.

    A refused request stops requests alone: what its owner confirmed goes on. A complaint ends all
    subscriptions, anything else pauses them. A refusal never takes the place of a graver reason.
    """
    if reason == SuppressionReason.REFUSED and barred_for(address_key, now=now) not in (None, reason):
        return
    Suppression.objects.update_or_create(
        address_hash=keyed_hash(address_key, suppression_key()),
        defaults={
            "reason": reason,
            "since_at": now,
            "until_at": now + lasting if lasting else None,
            "detail": detail[:300],
        },
    )
    going_on = Subscription.objects.filter(subscriber__address_key=address_key).exclude(
        state=SubscriptionState.ENDED
    )
    planned = Q(subscriber__address_key=address_key)
    if reason == SuppressionReason.REFUSED:
        planned &= Q(kind=DeliveryKind.CONFIRMATION)
    elif reason == SuppressionReason.COMPLAINED:
        going_on.update(**_ended(now))
    else:
        going_on.filter(state=SubscriptionState.ACTIVE).update(state=SubscriptionState.PAUSED)
    cancel_deliveries(planned, reason=f"suppressed: {reason}")


def _check_not_barred(subscriber: Subscriber, *, now: datetime) -> None:
    reason = barred_for(subscriber.address_key, now=now)
    if reason is not None and reason != SuppressionReason.REFUSED:
        raise Barred(reason)


def address_hashes(address_key: str) -> list[str]:
    """The hashes an address may be suppressed by (1 query).

    First that of the key of suppressions, which outlives any secret key; then those of before it was there.
    """
    older = (str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return [keyed_hash(address_key, key) for key in (suppression_key(), *older)]


def suppression_key() -> str:
    """The random key of the list of suppressions, made once and kept in the database (1 query)."""
    found = SiteKey.objects.filter(name=SUPPRESSIONS).values_list("value", flat=True).first()
    if found is None:
        made = SiteKey(name=SUPPRESSIONS, value=secrets.token_urlsafe(32))
        SiteKey.objects.bulk_create([made], ignore_conflicts=True)  # another process may be as fast
        found = SiteKey.objects.values_list("value", flat=True).get(name=SUPPRESSIONS)
    return found


def _wish_in_words(kind: AlertKind, offset: timedelta) -> str:
    """As the export writes it: `moved`, or `reminder 7 days before`."""
    if kind is not AlertKind.REMINDER:
        return kind.value
    hours = int(offset.total_seconds() // 3600)
    return f"reminder {hours // 24} days before" if hours >= 24 else f"reminder {hours} hours before"


def _unconfirmed(
    subscriber: Subscriber, topic: Topic, wish: Wish, consent: Consent, *, now: datetime
) -> Subscription:
    """A request for a subscription with its proof of consent, not stored yet."""
    wishes, cadence = _possible(subscriber, wish.wishes, wish.cadence)
    return Subscription(
        subscriber=subscriber,
        topic=topic,
        wishes=wishes,
        cadence=cadence,
        is_push=subscriber.is_push,
        asked_at=now,
        asked_from=consent.asked_from[:500],
        consent_text=consent.text,
        network=consent.network,
        note=wish.note,
    )


def _possible(subscriber: Subscriber, wishes: int, cadence: int) -> tuple[int, int]:
    """What can be asked for: a browser is told at once, and has no mail of the week ahead."""
    return (wishes & ALL_WISHES, int(Cadence.AT_ONCE)) if subscriber.is_push else (wishes, cadence)


def _go_on_by(new: Subscription, old: Subscription) -> None:
    """Let what goes on of a topic keep what the one before had: its note, and that its next was offered."""
    new.note = new.note or old.note
    new.successor_offered_by = new.successor_offered_by or old.successor_offered_by
    new.save(update_fields=["note", "successor_offered_by"])


def _ended(now: datetime) -> dict[str, Any]:
    """The columns of a subscription that ended: its note goes at once, the proof of consent stays a while."""
    return {"state": SubscriptionState.ENDED, "ended_at": now, "note": ""}


def _set_profile(subscriber: Subscriber, profile: Profile) -> None:
    subscriber.language, subscriber.zone = profile.language, profile.zone
    subscriber.quiet_from, subscriber.quiet_until = profile.quiet_from, profile.quiet_until
    subscriber.save(update_fields=["language", "zone", "quiet_from", "quiet_until"])


def _iso(value: datetime | time | None) -> str | None:
    return value.isoformat() if value else None


def _of(subscription: Subscription) -> Q:
    """Its deliveries, found by the index of their subscriber."""
    return Q(subscriber=subscription.subscriber_id, subscription=subscription)
