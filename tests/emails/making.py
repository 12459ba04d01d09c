"""Subscribers, alerts and deliveries for letters; the case of the fifty days as it was known by a day."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.factories import ACTORS, DOSSIERS, Document
from tests.filled import read_seeds
from tracker.case_format import plain_entry
from tracker.domain.alerts import ALL_WISHES, AlertKind
from tracker.domain.dates.moments import When
from tracker.models import (
    Alert,
    AlertState,
    Cadence,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscriber,
    Subscription,
    SubscriptionState,
    Topic,
    TopicKind,
    Ultimatum,
)
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.outbox.mail import Claimed

FIFTY_DAYS = "us-russia-50-days-2025"
ADDRESS = "reader@example.org"


def load_seed(slug: str, at: datetime) -> Ultimatum:
    """The seed case with what had happened by then and nothing later, as its editor would have had it."""
    batch = read_seeds()
    document = next(entry.document for entry in batch.cases if entry.slug == slug)
    return load(by_then(document, at), at)


def load(document: Document, at: datetime) -> Ultimatum:
    """A case with every actor and dossier of the seeds, or of the factories where it is of those."""
    actors: dict[str, Any] = {**ACTORS}
    dossiers: dict[str, Any] = {**DOSSIERS}
    if document["dossier"] not in DOSSIERS:
        actors = {entry.slug: plain_entry(entry) for entry in read_seeds().actors}
        dossiers = {entry.slug: plain_entry(entry) for entry in read_seeds().dossiers}
    load_catalogue(actors=actors, dossiers=dossiers, cases=[document], now=at, reason="A new fact.")
    return Ultimatum.objects.get(slug=document["slug"])


def by_then(document: Document, at: datetime) -> Document:
    """A document without what was announced, happened or came of it later."""

    def known(item: Document, *names: str) -> bool:
        text = next((item[name] for name in names if name in item), None)
        return text is None or When(text).starts_at <= at

    cut: Document = {
        **document,
        "summary": "Written later.",
        "notes": [],
        "background": [],
        "criteria": {},
        "related": [],
        "parties": [item for item in document["parties"] if known(item, "since")],
        "demands": [item for item in document["demands"] if known(item, "since")],
        "threats": [item for item in document["threats"] if known(item, "since")],
        "deadlines": [item for item in document["deadlines"] if known(item, "public_since", "announced")],
        "events": [item for item in document["events"] if known(item, "on")],
        "outcomes": [{**item, "note": ""} for item in document["outcomes"] if known(item, "on")],
    }
    parts = ("demands", "threats", "deadlines", "events", "outcomes")
    cited = {key for part in parts for item in cut[part] for key in item["sources"]}
    cut["sources"] = {key: item for key, item in document["sources"].items() if key in cited}
    return cut


def an_alert(
    case: Ultimatum,
    kind: AlertKind,
    key: str,
    at: datetime,
    *,
    offset: timedelta = timedelta(0),
    **more: Any,
) -> Alert:
    """An alert being handed out, in place of the one the load planned; due at `at` unless told otherwise."""
    seconds = int(offset.total_seconds())
    Alert.objects.filter(ultimatum=case, kind=kind, key=key, offset_seconds=seconds).delete()
    times = {"due_at": at, "release_at": at, "created_at": at}
    columns = {**times, "about": key, "state": AlertState.DONE, "offset_seconds": seconds, **more}
    return Alert.objects.create(ultimatum=case, kind=kind, key=key, **columns)


LINK_KEY = "the key of the links of these tests"


def a_subscriber(address: str = ADDRESS, *, zone: str = "Europe/Kyiv", **more: Any) -> Subscriber:
    """An address that was confirmed on 14 July 2025."""
    asked_at = datetime(2025, 7, 14, 18, 0, tzinfo=UTC)
    columns = {"created_at": asked_at, "confirmed_at": asked_at, "zone": zone, "link_key": LINK_KEY, **more}
    return Subscriber.objects.create(address=address, address_key=address.lower(), **columns)


def a_subscription(
    subscriber: Subscriber, kind: TopicKind = TopicKind.CASE, key: str = FIFTY_DAYS, **more: Any
) -> Subscription:
    """An active subscription to everything about a topic, confirmed when its address was."""
    topic, _ = Topic.objects.get_or_create(kind=kind, key=key)
    columns = {
        "wishes": ALL_WISHES,
        "state": SubscriptionState.ACTIVE,
        "asked_at": subscriber.created_at,
        "asked_from": "/",
        "consent_text": "1",
        "confirmed_at": subscriber.created_at,
        **more,
    }
    return Subscription.objects.create(subscriber=subscriber, topic=topic, **columns)


def a_delivery(
    subscriber: Subscriber,
    at: datetime,
    *,
    alert: Alert | None = None,
    kind: DeliveryKind = DeliveryKind.ALERT,
    subscription: Subscription | None = None,
    **more: Any,
) -> Claimed:
    """A delivery as a worker claims it."""
    row = Delivery.objects.create(
        subscriber=subscriber,
        subscription=subscription,
        alert=alert,
        kind=kind,
        **{"state": DeliveryState.LEASED, "next_at": at, **more},
    )
    return claimed(row)


def claimed(row: Delivery) -> Claimed:
    """A delivery with what a letter needs of its subscriber."""
    person = row.subscriber
    return Claimed(
        id=row.pk,
        kind=row.kind,
        alert_id=row.alert_id,
        subscription_id=row.subscription_id,
        subscriber_id=person.pk,
        address=person.address,
        language=person.language,
        zone=person.zone,
        link_key=person.link_key,
        quiet_from=None,
        quiet_until=None,
        attempts=1,
        uncertain=0,
        not_after=row.not_after,
    )


def a_digest(
    subscription: Subscription, alerts: Sequence[Alert], at: datetime, *, weekly: bool = False, **more: Any
) -> Claimed:
    """A digest that carries these alerts for one subscription."""
    cadence = Cadence.WEEKLY if weekly else Cadence.DAILY
    subscriber = subscription.subscriber
    digest = a_delivery(subscriber, at, kind=DeliveryKind.DIGEST, cadence=cadence, **more)
    for place, alert in enumerate(alerts, 1):
        a_delivery(
            subscriber,
            at,
            alert=alert,
            subscription=subscription,
            digest_id=digest.id,
            cadence=cadence,
            state=DeliveryState.HELD,
            # A number the database gives might be the one that was asked for.
            **({"pk": more["pk"] + place} if "pk" in more else {}),
        )
    return digest
