"""What owners do with their endpoints: register, try, rotate, switch off and on, send again, remove."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, Q, Value, When

from tracker.domain.webhooks import ON_DEMAND, EventType, body_of, event_bit
from tracker.models import (
    CLAIMABLE_STATES,
    ENDED_STATES,
    Call,
    Delivery,
    DeliveryKind,
    Endpoint,
    EndpointState,
    Occurrence,
    Subscriber,
    SwitchedOff,
    Topic,
)
from tracker.services import rate_limit
from tracker.services.outbox.retry import CALLS
from tracker.services.outbox.transitions import NEW_DUE, Event, apply
from tracker.services.rate_limit import Limit, TooManyRequests
from tracker.services.subscriptions.subscribe import is_suppressed
from tracker.services.webhooks.events import still_signing
from tracker.transports.chats import OF_ALL, service_of

MOST_ENDPOINTS = 10
"""How many an address may have."""
MOST_TESTS_AN_HOUR = 20
MOST_AGAIN = 1000
"""How many calls may be sent again at once; what comes after them can follow."""
MOST_AGAIN_A_DAY = 5000
OVERLAP = timedelta(hours=24)
"""How long a secret that was replaced goes on signing beside the new one."""
MOST_SECRETS = 5
"""How many secrets an endpoint signs with at once; before more can be given, the oldest has to run out."""
MOST_CHALLENGES = 5
"""How many challenges an endpoint gets in an hour."""
MOST_CHALLENGES_IN_ALL = 20
"""How many all of an owner get, and how many all at one host."""
TEST_TEXT = "This is a test. Nothing happened."
TEST_HOLDS = timedelta(hours=1)
MAIL_HOLDS = timedelta(days=7)


class NotPossible(Exception):
    """It cannot be done now; the word says why.

    `most`, `twice`, `off`, `unverified`, `verified`, `tests`, `challenges`, `rotations`, `again`, `nothing`.
    """

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
    verified: bool = False,
) -> Endpoint:
    """Register an address that was read (transports.http_guard); its secret is to be shown once.

    It is sent a challenge, and nothing else until it answers (`verified`: it is known to be the owner's).
    Raises `NotPossible`: `most` where the owner has as many as anybody may, `twice` where the address
    follows that already, `challenges` where the owner or the host had too many within an hour.
    """
    owner = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if owner.endpoints.count() >= MOST_ENDPOINTS:
        raise NotPossible("most")
    Topic.objects.bulk_create([Topic(kind=topic_kind, key=topic_key)], ignore_conflicts=True)
    topic = Topic.objects.get(kind=topic_kind, key=topic_key)
    if owner.endpoints.filter(url=url, topic=topic).exists():
        raise NotPossible("twice")
    made = Endpoint.objects.create(
        subscriber=owner,
        editor=editor,
        url=url,
        topic=topic,
        wishes=wishes,
        secret=new_secret(),
        state=EndpointState.ACTIVE if verified else EndpointState.PENDING,
        verified_at=now if verified else None,
        created_at=now,
        served_at=now,
    )
    if not verified:
        send_challenge(made, now=now)
    return made


@transaction.atomic
def rotate(endpoint: Endpoint, *, now: datetime) -> str:
    """Give an endpoint a new secret, which is to be shown once; each old one signs along for a day.

    Raises `NotPossible` (`rotations`).
    """
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    older = still_signing(locked.older_secrets, now)
    if locked.previous_until and locked.previous_until > now:
        older.append([locked.previous_secret, locked.previous_until.isoformat()])
    if len(older) + 2 > MOST_SECRETS:
        raise NotPossible("rotations")
    locked.older_secrets = older
    locked.previous_secret, locked.previous_until = locked.secret, now + OVERLAP
    locked.secret = new_secret()
    locked.save(update_fields=["secret", "previous_secret", "previous_until", "older_secrets"])
    return locked.secret


@transaction.atomic
def send_challenge(endpoint: Endpoint, *, now: datetime) -> Call:
    """Plan a challenge: one call, whose answer must hold the word it brings (transports.webhooks.is_echo).

    A chat or push service answers it by taking a message. Where one has hosts of its own, all owners are
    there, so how many are tried at the host is not bounded.

    Raises `NotPossible` (`verified`, `off`, `challenges`).
    """
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if locked.state != EndpointState.PENDING:
        raise NotPossible("verified" if locked.state == EndpointState.ACTIVE else "off")
    host, hour = urlsplit(locked.url).hostname or "", timedelta(hours=1)
    is_shared = service_of(locked.url) in OF_ALL
    limits = (
        Limit("challenge", str(locked.pk), MOST_CHALLENGES, hour),
        Limit("challenge owner", str(locked.subscriber_id), MOST_CHALLENGES_IN_ALL, hour),
        *([] if is_shared else [Limit("challenge host", host, MOST_CHALLENGES_IN_ALL, hour)]),
    )
    try:
        rate_limit.count(limits, now=now)
    except TooManyRequests:
        raise NotPossible("challenges") from None
    return _on_demand(locked, EventType.CHALLENGE, {"challenge": secrets.token_urlsafe(32)}, now=now)


@transaction.atomic
def verify(endpoint: int, *, now: datetime) -> None:
    """An endpoint has answered its challenge: it is called from now on."""
    pending = Endpoint.objects.filter(pk=endpoint, state=EndpointState.PENDING)
    pending.update(state=EndpointState.ACTIVE, verified_at=now, served_at=now)


@transaction.atomic
def send_test(endpoint: Endpoint, *, now: datetime) -> Call:
    """Plan a test event; raises `NotPossible`: `off`, `unverified`, `tests` (too many in an hour)."""
    locked = _locked(endpoint)
    tests = Call.objects.filter(
        endpoint=locked,
        occurrence__kind=EventType.TEST,
        occurrence__release_at__gt=now - timedelta(hours=1),
    )
    if tests.count() >= MOST_TESTS_AN_HOUR:
        raise NotPossible("tests")
    return _on_demand(locked, EventType.TEST, {"kind": "test", "text": TEST_TEXT}, now=now)


def _locked(endpoint: Endpoint) -> Endpoint:
    """An endpoint that is called, locked; raises `NotPossible`."""
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if locked.state != EndpointState.ACTIVE:
        raise NotPossible("off" if locked.state == EndpointState.OFF else "unverified")
    return locked


def _on_demand(endpoint: Endpoint, kind: EventType, data: Mapping[str, str], *, now: datetime) -> Call:
    occurrence = Occurrence.objects.create(
        kind=kind,
        bit=event_bit(kind),
        release_at=now,
        not_after=now + TEST_HOLDS,
        is_handed_out=True,
        body=body_of(kind, at=now, data=data),
    )
    # It is to be tried now, whatever failed before.
    Endpoint.objects.filter(pk=endpoint.pk).update(resting_until=None)
    return Call.objects.create(
        occurrence=occurrence,
        endpoint=endpoint,
        state=NEW_DUE,
        next_at=now,
        not_after=occurrence.not_after,
    )


@transaction.atomic
def switch_off(endpoint: Endpoint, why: SwitchedOff, *, now: datetime) -> None:
    """Call an endpoint no more; what waited is cancelled. Its owner is told by mail where we did it."""
    on = Endpoint.objects.filter(pk=endpoint.pk).exclude(state=EndpointState.OFF)
    if not on.update(state=EndpointState.OFF, off_why=why, off_at=now, resting_until=None):
        return
    CALLS.cancel_all(Q(endpoint=endpoint.pk), reason="The endpoint was switched off.")
    if why in (SwitchedOff.GONE, SwitchedOff.FAILING):
        _plan_mail(endpoint.subscriber, now=now)


@transaction.atomic
def switch_on(endpoint: Endpoint, *, now: datetime) -> None:
    """Call an endpoint again, from now on; what it missed can be sent again (`send_again_since`).

    One that never answered a challenge has to do that first.
    """
    off = Endpoint.objects.filter(pk=endpoint.pk, state=EndpointState.OFF)
    off.update(
        state=Case(
            When(verified_at__isnull=True, then=Value(EndpointState.PENDING.value)),
            default=Value(EndpointState.ACTIVE.value),
        ),
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
    """Make one call anew, under the same webhook-id; `NotPossible`: as below, and `nothing`."""
    if not _again(endpoint, Q(pk=call) & ~Q(occurrence__kind=EventType.CHALLENGE), now=now):
        raise NotPossible("nothing")


@transaction.atomic
def send_again_since(endpoint: Endpoint, since: datetime, *, now: datetime) -> int:
    """Make all calls anew of what was released since then, the oldest first; how many that are.

    At the most `MOST_AGAIN`. Those that were sent go again as well, under the same webhook-ids. Raises
    `NotPossible` (`off`, `unverified`, `again`: too many within a day).
    """
    which = Q(occurrence__release_at__gte=since) & ~Q(occurrence__kind__in=ON_DEMAND)
    return _again(endpoint, which, now=now)


def _again(endpoint: Endpoint, which: Q, *, now: datetime) -> int:
    locked = _locked(endpoint)
    if locked.again_on != now.date():
        locked.again_on, locked.again_count = now.date(), 0
    left = min(MOST_AGAIN, MOST_AGAIN_A_DAY - locked.again_count)
    if left <= 0:
        raise NotPossible("again")
    done = Call.objects.filter(which, endpoint=locked, state__in=ENDED_STATES).order_by("occurrence_id")
    rows = list(done.values_list("pk", flat=True)[:left])
    locked.again_count += len(rows)
    locked.resting_until = None
    locked.save(update_fields=["again_on", "again_count", "resting_until"])
    return apply(Event.CALL_AGAIN, Call.objects.filter(pk__in=rows), next_at=now)


def _plan_mail(subscriber: Subscriber, *, now: datetime) -> None:
    """One mail that says what was switched off; it is written as it leaves, so one that waits is enough."""
    if is_suppressed(subscriber.address_key, now=now):
        return
    mails = Delivery.objects.filter(subscriber=subscriber, kind=DeliveryKind.ENDPOINT)
    if not mails.filter(state__in=CLAIMABLE_STATES).exists():
        mails.create(
            subscriber=subscriber,
            kind=DeliveryKind.ENDPOINT,
            state=NEW_DUE,
            next_at=now,
            not_after=now + MAIL_HOLDS,
        )
