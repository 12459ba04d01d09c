"""A case of now, and readers who follow it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tests.factories import ACTORS, DOSSIERS, a_case, a_deadline, a_due
from tracker.domain.alerts import ALL_WISHES
from tracker.models import Delivery, Subscriber, Subscription, SubscriptionState, Topic, TopicKind
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.store import store_case

SLUG = "open-the-river"


def addresses(number: int) -> list[str]:
    """So many addresses."""
    return [f"reader-{at:05d}@example.org" for at in range(number)]


def plant_readers(wanted: Sequence[str], *, now: datetime, confirmed: timedelta = timedelta(days=1)) -> None:
    """Readers of everything about the case, confirmed a day ago."""
    topic, _ = Topic.objects.get_or_create(kind=TopicKind.CASE, key=SLUG)
    at = now - confirmed
    readers = Subscriber.objects.bulk_create(
        [Subscriber(address=each, address_key=each, created_at=at, confirmed_at=at) for each in wanted],
        batch_size=500,
    )
    Subscription.objects.bulk_create(
        [
            Subscription(
                subscriber=reader,
                topic=topic,
                wishes=ALL_WISHES,
                state=SubscriptionState.ACTIVE,
                asked_at=at,
                asked_from="/",
                consent_text="1",
                confirmed_at=at,
            )
            for reader in readers
        ],
        batch_size=500,
    )


def plant_many(number: int, *, now: datetime) -> None:
    """So many readers of everything about the case, quickly: by two statements."""
    topic, _ = Topic.objects.get_or_create(kind=TopicKind.CASE, key=SLUG)
    at = connection.ops.adapt_datetimefield_value(now - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tracker_subscriber (address, address_key, language, zone, created_at,
                                            confirmed_at, bounced_on)
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
            SELECT 'reader-' || n || '@example.org', 'reader-' || n || '@example.org', 'en', 'UTC', %s,
                   %s, '[]'
            FROM numbers
            """,
            [number, at, at],
        )
        cursor.execute(
            """
            INSERT INTO tracker_subscription (subscriber_id, topic_id, wishes, cadence, state, asked_at,
                                              asked_from, consent_text, network, confirmed_at)
            SELECT id, %s, %s, 0, 'active', %s, '/', '1', '', %s FROM tracker_subscriber
            """,
            [topic.pk, ALL_WISHES, at, at],
        )


def the_case(now: datetime, *due: datetime, announced: timedelta = timedelta(days=1)) -> dict[str, Any]:
    """The case as announced a day ago for the first of these instants, moved to the next and the next."""
    deadlines = [
        a_deadline(
            f"d{at}",
            (now - announced).date().isoformat() if at == 1 else now.date().isoformat(),
            a_due(each.replace(microsecond=0).isoformat()),
            "set" if at == 1 else "extended" if each > due[at - 2] else "shortened",
            **({"replaces": f"d{at - 1}"} if at > 1 else {}),
        )
        for at, each in enumerate(due, 1)
    ]
    return a_case(SLUG, deadlines=deadlines)


def plant_catalogue(now: datetime) -> None:
    """Actors and dossiers."""
    load_catalogue(actors=ACTORS, dossiers=DOSSIERS, cases=[], now=now, reason="")


def plant_news(number: int, *, now: datetime) -> list[str]:
    """So many readers and a case just announced, which each is to hear of once; returns their addresses."""
    wanted = addresses(number)
    plant_catalogue(now)
    plant_readers(wanted, now=now)
    announce(now=now)
    return wanted


def announce(*, now: datetime) -> None:
    """The news of which each reader is to hear once."""
    store_case(the_case(now, now + timedelta(days=40)), now=now, reason="")


def states() -> dict[str, int]:
    """How many deliveries stand where."""
    found: dict[str, int] = {}
    for state in Delivery.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
