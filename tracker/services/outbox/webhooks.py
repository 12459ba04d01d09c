"""The calls of webhooks: leased as in services.outbox.lease, one endpoint at a time.

A worker claims an endpoint and a few of its calls, makes them one after the other and releases it, so a
slow endpoint holds up nobody but itself. After a failure the endpoint rests, a little longer each time, and
what else it was to get waits. An answer that was lost is a failure like any other: the call is made again
under the same webhook-id, by which receivers know a copy.

An endpoint that answers 410 is switched off at once, one that fails 8 times in a row and for 20 hours, too;
its owner is told by mail.
"""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from standardwebhooks import Webhook

from tracker.domain.webhooks import EventType
from tracker.models import (
    CLAIMABLE_STATES,
    Call,
    CallBudget,
    DeliveryState,
    Endpoint,
    EndpointState,
    SwitchedOff,
)
from tracker.queries.status import is_paused
from tracker.services.outbox import worker
from tracker.services.outbox.lease import Clock, durable, lease
from tracker.services.outbox.retry import CALLS, call_back_off
from tracker.services.webhooks.chat_messages import message_of
from tracker.services.webhooks.endpoints import switch_off, verify
from tracker.services.webhooks.events import still_signing, taken_back
from tracker.transports.base import Outgoing, Result, Transport
from tracker.transports.chats import request_of
from tracker.transports.webhooks import GONE, Answer, Refusal, WebhookRequest

CHUNK = 10
NEVER_USED = datetime(2000, 1, 1, tzinfo=UTC)
DRAIN_SECONDS = 10.0
MAX_STORED_TRIES = 12
MOST_FAILURES = 8
FAILING_FOR = timedelta(hours=20)
LONGEST_RETRY_AFTER = timedelta(hours=12)
SLOW_SECONDS = 5.0
"""Whoever takes longer to answer, though with a yes, gets the next call after `SLOW_RESTS`."""
SLOW_RESTS = timedelta(seconds=30)
RESTS = 4
"""How many of the waits between the tries of a call an endpoint rests for at the most, too."""


@dataclass(frozen=True, slots=True)
class ClaimedCall:
    """A call this worker may begin."""

    id: int
    endpoint_id: int
    url: str
    secret: str
    previous_secret: str
    previous_until: datetime | None
    older_secrets: list[list[str]]
    occurrence_id: int
    kind: str
    release_at: datetime
    body: str
    tries: list[dict[str, Any]]
    attempts: int
    uncertain: int


def claimable(now: datetime) -> QuerySet[Endpoint]:
    """The endpoints that have calls due, do not rest, and that nobody is calling.

    One that has not answered its challenge has no other calls than that.
    """
    due = Call.objects.filter(
        Q(not_after__isnull=True) | Q(not_after__gt=now),
        endpoint=OuterRef("pk"),
        state__in=CLAIMABLE_STATES,
        next_at__lte=now,
    )
    is_free = Q(busy_until__isnull=True) | Q(busy_until__lte=now) | Q(busy_until__gt=now + 2 * lease())
    is_rested = Q(resting_until__isnull=True) | Q(resting_until__lte=now)
    return Endpoint.objects.filter(Exists(due), is_free, is_rested).exclude(state=EndpointState.OFF)


def claim(*, now: datetime, size: int = CHUNK) -> tuple[str, list[ClaimedCall]]:
    """Claim an endpoint, the one that waited longest, and up to so many of its calls (12 statements).

    One whose budget, or whose host's, is used up rests until there is room for a chunk.
    """
    while True:
        token = secrets.token_hex(16)
        taken = _take(token, now=now, size=size)
        rows = _taken(token) if taken else []
        if rows or taken is None:
            return token, rows
        release_claim(token)


@transaction.atomic
def _take(token: str, *, now: datetime, size: int) -> int | None:
    """Lease calls of the next endpoint: how many; 0: it has to rest, None: there is nothing to do."""
    durable()
    free = claimable(now).select_for_update(skip_locked=True, no_key=True)
    found = free.order_by("served_at", "id").values_list("pk", "url").first()
    if found is None:
        return None
    endpoint, url = found
    budgets = [_budget(f"endpoint {endpoint}"), _budget(f"host {urlsplit(url).hostname}")]
    room = [_room(budget, limit, now=now) for budget, limit in zip(budgets, limits(), strict=True)]
    if min(room) < 1:
        waits = [_used(CHUNK, limit) for limit, left in zip(limits(), room, strict=True) if left < 1]
        Endpoint.objects.filter(pk=endpoint).update(resting_until=now + max(waits))
        return 0
    mine = Endpoint.objects.filter(pk=endpoint)
    mine.update(lease_token=token, busy_until=now + lease(), served_at=now)
    among, clause = Q(endpoint=endpoint), "AND endpoint_id = %s"
    most = min(size, *room)
    taken = CALLS.take(token, size=most, now=now, among=among, clause=clause, given=[endpoint])
    for budget, limit in zip(budgets, limits(), strict=True):
        budget.used_until = now + _used(_in_use(budget, limit, now=now) + taken, limit)
        budget.save(update_fields=["used_until"])
    if not taken:
        mine.update(lease_token="", busy_until=None)
    return taken or None


def limits() -> tuple[tuple[int, float], tuple[int, float]]:
    """How many calls at once an endpoint gets, and how many a second from then on; the same of a host."""
    return settings.WEBHOOK_ENDPOINT_LIMIT, settings.WEBHOOK_HOST_LIMIT


def _used(count: float, limit: tuple[int, float]) -> timedelta:
    """How long it takes until a budget has room again for so many calls."""
    return timedelta(seconds=count / limit[1])


def _budget(name: str) -> CallBudget:
    CallBudget.objects.bulk_create([CallBudget(name=name, used_until=NEVER_USED)], ignore_conflicts=True)
    return CallBudget.objects.select_for_update().get(name=name)


def _room(budget: CallBudget, limit: tuple[int, float], *, now: datetime) -> int:
    """How many calls a budget has room for."""
    return int(limit[0] - _in_use(budget, limit, now=now))


def _in_use(budget: CallBudget, limit: tuple[int, float], *, now: datetime) -> float:
    """How many calls of a budget are in use; none where a clock that ran ahead had used it up."""
    used = (budget.used_until - now).total_seconds() * limit[1]
    return 0.0 if used > limit[0] + CHUNK else max(0.0, used)


def release_claim(token: str) -> None:
    """Let others call the endpoint of a lease."""
    Endpoint.objects.filter(lease_token=token).update(lease_token="", busy_until=None)


def _taken(token: str) -> list[ClaimedCall]:
    """The calls of a lease, but for those of what was taken back meanwhile."""
    mine = Call.objects.filter(lease_token=token, state=DeliveryState.LEASED)
    stale = list(mine.filter(taken_back()).values_list("pk", flat=True))
    for row in stale:
        CALLS.cancel(token, row, reason="It was taken back.")
    of_endpoint = ("url", "secret", "previous_secret", "previous_until", "older_secrets")
    columns = ("id", "endpoint_id", *(f"endpoint__{name}" for name in of_endpoint), "occurrence_id")
    rest = (
        "occurrence__kind",
        "occurrence__release_at",
        "occurrence__body",
        "tries",
        "attempts",
        "uncertain",
    )
    rows = mine.exclude(pk__in=stale).order_by("next_at", "id").values_list(*columns, *rest)
    return [ClaimedCall(*row) for row in rows]


class Bodies:
    """Writes calls: the body as it was stored, its name, and the signatures of now (Standard Webhooks).

    To addresses of a chat or push service it writes what that service shows (transports.chats).
    """

    def expect(self, rows: Sequence[ClaimedCall]) -> None:
        """Nothing to look up."""

    def addressed(self, row: ClaimedCall, *, now: datetime) -> Outgoing:
        """The request of a claimed call."""
        name = webhook_id(row.release_at, row.occurrence_id, row.endpoint_id)
        is_challenge = row.kind == EventType.CHALLENGE
        chat = request_of(row.url, message_of(row.body, name=name))
        if chat:  # its address is its secret, and a message that it takes answers the challenge
            answer = chat.answer if is_challenge else ""
            return WebhookRequest(
                "", chat.url, chat.body, row.id, chat.headers, answer=answer, method=chat.method
            )
        keys = [row.secret]
        if row.previous_until and row.previous_until > now:
            keys.append(row.previous_secret)
        keys += [secret for secret, _until in still_signing(row.older_secrets, now)]
        at = now.astimezone(UTC)  # which the library takes for granted
        signatures = " ".join(Webhook(key).sign(name, at, row.body) for key in keys)
        headers = (
            ("webhook-id", name),
            ("webhook-timestamp", str(int(now.timestamp()))),
            ("webhook-signature", signatures),
        )
        challenge = json.loads(row.body)["data"]["challenge"] if is_challenge else ""
        return WebhookRequest("", row.url, row.body.encode(), row.id, headers, challenge)


def webhook_id(release_at: datetime, occurrence: int, endpoint: int) -> str:
    """The name of a call, the same at every try. With the time in it: a restored database counts again."""
    return f"msg_{int(release_at.timestamp())}_{occurrence}_{endpoint}"


def drain(
    *, transport: Callable[[], Transport], clock: Clock, connections: int = 1, seconds: float = DRAIN_SECONDS
) -> Counter[str]:
    """Make the calls that are due, up to so many endpoints at once; what became of how many.

    May run anywhere, twice at once, or not for an hour. Begins nothing once the time is up, nor while the
    site is paused (services.pause).
    """
    if is_paused():
        return Counter()
    until = monotonic() + seconds
    threads = min(connections, max(1, claimable(clock())[:connections].count()))
    workers = [lambda: _Caller(CALLS, transport(), Bodies(), clock, until)] * threads
    return worker.run_all(workers, "calls")


class _Caller(worker.OutboxWorker[ClaimedCall]):
    """The calls one thread makes."""

    def claim(self) -> tuple[str, list[ClaimedCall]]:
        """A few calls of the endpoint that waited longest."""
        return claim(now=self.clock())

    def leave(self) -> None:
        """Let others call the endpoint."""
        release_claim(self.token)

    def note(self, row: ClaimedCall, result: Result, now: datetime) -> None:
        """Keep the answer; after a no the endpoint rests, and the rest of the chunk waits."""
        error = result.error
        if error is None:
            self.counts["sent"] += 1
            _keep_try(row, result, now)
            if row.kind == EventType.CHALLENGE:
                verify(row.endpoint_id, now=now)
            is_slow = isinstance(result, Answer) and result.seconds > SLOW_SECONDS
            _heal(row.endpoint_id, rest_until=now + SLOW_RESTS if is_slow else None)
            if is_slow:
                self.held = set()
            return
        # A challenge is made once: whoever is no owner is not to be called again by itself.
        is_over = error.permanent or row.kind == EventType.CHALLENGE
        self.counts["failed" if is_over else "refused"] += 1
        wanted = error.retry_after if isinstance(error, Refusal) else None
        at_least = min(timedelta(seconds=wanted or 0), LONGEST_RETRY_AFTER)
        CALLS.store_refused(self.token, row, error=str(error), permanent=is_over, now=now, at_least=at_least)
        _keep_try(row, result, now)
        _fail(row.endpoint_id, is_gone=error.code == GONE, at_least=at_least, now=now)
        self.held = set()


def _keep_try(row: ClaimedCall, result: Result, now: datetime) -> None:
    """Add an attempt to the log of a call."""
    status, seconds = (result.status, result.seconds) if isinstance(result, Answer) else (None, 0.0)
    made = {"at": now.isoformat(), "status": status, "ms": round(seconds * 1000), "answer": result.reply}
    Call.objects.filter(pk=row.id).update(tries=[*row.tries, made][-MAX_STORED_TRIES:])


def _heal(endpoint: int, *, rest_until: datetime | None) -> None:
    """It answers: what it failed before is forgotten. Where it took long it rests all the same."""
    changed = Endpoint.objects.filter(pk=endpoint)
    if rest_until is None:
        changed = changed.filter(failures__gt=0)
    changed.update(failures=0, failing_since=None, resting_until=rest_until)


@transaction.atomic
def _fail(pk: int, *, is_gone: bool, at_least: timedelta, now: datetime) -> None:
    """Count a failure of an endpoint: it rests, or is switched off."""
    endpoint = Endpoint.objects.select_for_update().filter(pk=pk, state=EndpointState.ACTIVE).first()
    if endpoint is None:
        return
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    rest = call_back_off(min(endpoint.failures, RESTS)) or timedelta(0)
    endpoint.resting_until = now + max(rest, at_least)
    endpoint.save(update_fields=["failures", "failing_since", "resting_until"])
    if is_gone:
        switch_off(endpoint, SwitchedOff.GONE, now=now)
    elif endpoint.failures >= MOST_FAILURES and now - endpoint.failing_since >= FAILING_FOR:
        switch_off(endpoint, SwitchedOff.FAILING, now=now)
