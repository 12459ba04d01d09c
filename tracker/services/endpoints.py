"""What owners do with their endpoints: register, try, rotate, switch off and on, send again, remove."""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from tracker.domain.webhooks import EventType, body_of, event_bit
from tracker.models import (
    Call,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Endpoint,
    EndpointState,
    Occurrence,
    Subscriber,
    SwitchedOff,
    Topic,
)
from tracker.services.ledgers import CALLS
from tracker.services.subscribing import is_suppressed

MOST_ENDPOINTS = 10
"""How many an address may have."""
MOST_TESTS_AN_HOUR = 20
MOST_AGAIN = 1000
"""How many calls may be sent again at once; what comes after them can follow."""
OVERLAP = timedelta(hours=24)
"""How long a secret that was replaced goes on signing beside the new one."""
TEST_HOLDS = timedelta(hours=1)
MAIL_HOLDS = timedelta(days=7)
_DONE = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.CANCELLED,
    DeliveryState.EXPIRED,
    DeliveryState.PARKED,
)


class NotPossible(Exception):
    """It cannot be done now; the word says why: `most`, `twice`, `off`, `tests`, `nothing`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def new_secret() -> str:
    """A secret as Standard Webhooks writes them: 256 random bits in base64 after `whsec_`."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


@transaction.atomic
def register(
    subscriber: Subscriber,
    *,
    url: str,
    topic_kind: str,
    topic_key: str,
    wishes: int,
    now: datetime,
    editor: User | None = None,
) -> Endpoint:
    """Register an address that was read (channels.callees); its secret is to be shown once.

    Raises `NotPossible`: `most` where the owner has as many as anybody may, `twice` where the address
    follows that already.
    """
    owner = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if owner.endpoints.count() >= MOST_ENDPOINTS:
        raise NotPossible("most")
    Topic.objects.bulk_create([Topic(kind=topic_kind, key=topic_key)], ignore_conflicts=True)
    topic = Topic.objects.get(kind=topic_kind, key=topic_key)
    if owner.endpoints.filter(url=url, topic=topic).exists():
        raise NotPossible("twice")
    return Endpoint.objects.create(
        subscriber=owner,
        editor=editor,
        url=url,
        topic=topic,
        wishes=wishes,
        secret=new_secret(),
        created_at=now,
        served_at=now,
    )


@transaction.atomic
def rotate(endpoint: Endpoint, *, now: datetime) -> str:
    """Give an endpoint a new secret, which is to be shown once; the old one signs along for a day."""
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    locked.previous_secret, locked.previous_until = locked.secret, now + OVERLAP
    locked.secret = new_secret()
    locked.save(update_fields=["secret", "previous_secret", "previous_until"])
    return locked.secret


@transaction.atomic
def send_test(endpoint: Endpoint, *, now: datetime) -> Call:
    """Plan a test event for an endpoint; raises `NotPossible` (`off`, `tests`: too many in an hour)."""
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if locked.state != EndpointState.ACTIVE:
        raise NotPossible("off")
    tests = Call.objects.filter(
        endpoint=locked,
        occurrence__kind=EventType.TEST,
        occurrence__release_at__gt=now - timedelta(hours=1),
    )
    if tests.count() >= MOST_TESTS_AN_HOUR:
        raise NotPossible("tests")
    data = {"kind": "test", "text": "This is a test. Nothing happened."}
    occurrence = Occurrence.objects.create(
        kind=EventType.TEST,
        bit=event_bit(EventType.TEST),
        release_at=now,
        not_after=now + TEST_HOLDS,
        is_handed_out=True,
        body=body_of(EventType.TEST, at=now, data=data),
    )
    # It is to be tried now, whatever failed before.
    Endpoint.objects.filter(pk=locked.pk).update(resting_until=None)
    return Call.objects.create(
        occurrence=occurrence,
        endpoint=locked,
        state=DeliveryState.DUE,
        next_at=now,
        not_after=occurrence.not_after,
    )


@transaction.atomic
def switch_off(endpoint: Endpoint, why: SwitchedOff, *, now: datetime) -> None:
    """Call an endpoint no more; what waited is cancelled. Its owner is told by mail where we did it."""
    off = Endpoint.objects.filter(pk=endpoint.pk, state=EndpointState.ACTIVE)
    if not off.update(state=EndpointState.OFF, off_why=why, off_at=now, resting_until=None):
        return
    CALLS.call_back(Q(endpoint=endpoint.pk), reason="The endpoint was switched off.")
    if why in (SwitchedOff.GONE, SwitchedOff.FAILING):
        _plan_mail(endpoint.subscriber, now=now)


@transaction.atomic
def switch_on(endpoint: Endpoint, *, now: datetime) -> None:
    """Call an endpoint again, from now on; what it missed can be sent again (`send_again_since`)."""
    Endpoint.objects.filter(pk=endpoint.pk, state=EndpointState.OFF).update(
        state=EndpointState.ACTIVE,
        off_why="",
        off_at=None,
        failures=0,
        failing_since=None,
        resting_until=None,
        served_at=now,
    )


@transaction.atomic
def remove(endpoint: Endpoint) -> None:
    """Forget an endpoint with its secret and its log."""
    found = Endpoint.objects.select_for_update().filter(pk=endpoint.pk)
    Endpoint.objects.filter(pk__in=[row.pk for row in found]).delete()


@transaction.atomic
def send_again(endpoint: Endpoint, call: int, *, now: datetime) -> None:
    """Make one call anew, under the same webhook-id; `NotPossible`: `off`, `nothing` (no such call)."""
    if not _again(endpoint, Q(pk=call), now=now):
        raise NotPossible("nothing")


@transaction.atomic
def send_again_since(endpoint: Endpoint, since: datetime, *, now: datetime) -> int:
    """Make all calls anew of what was released since then, the oldest first; how many that are.

    At the most `MOST_AGAIN`. Those that were sent go again as well, under the same webhook-ids. Raises
    `NotPossible` (`off`).
    """
    which = Q(occurrence__release_at__gte=since) & ~Q(occurrence__kind=EventType.TEST)
    return _again(endpoint, which, now=now)


def _again(endpoint: Endpoint, which: Q, *, now: datetime) -> int:
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if locked.state != EndpointState.ACTIVE:
        raise NotPossible("off")
    done = Call.objects.filter(which, endpoint=locked, state__in=_DONE).order_by("occurrence_id")
    rows = list(done.values_list("pk", flat=True)[:MOST_AGAIN])
    Endpoint.objects.filter(pk=locked.pk).update(resting_until=None)
    return Call.objects.filter(pk__in=rows).update(
        state=DeliveryState.DUE,
        next_at=now,
        not_after=None,
        attempts=0,
        uncertain=0,
        crashes=0,
        error="",
        lease_token="",
        lease_until=None,
    )


def _plan_mail(subscriber: Subscriber, *, now: datetime) -> None:
    """One mail that says what was switched off; it is written as it leaves, so one that waits is enough."""
    if is_suppressed(subscriber.address_key, now=now):
        return
    mails = Delivery.objects.filter(subscriber=subscriber, kind=DeliveryKind.ENDPOINT)
    if not mails.filter(state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN]).exists():
        mails.create(
            subscriber=subscriber,
            kind=DeliveryKind.ENDPOINT,
            state=DeliveryState.DUE,
            next_at=now,
            not_after=now + MAIL_HOLDS,
        )
