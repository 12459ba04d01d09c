"""The state machine of the outbox: the one place that writes `state` of deliveries and calls.

    (new) ──plan──▶ due ──claim──▶ leased ──begin──▶ sending ──accept──▶ sent
      │              ▲               │                 │
      ▼              ├─ release,     │                 ├─ retry ─▶ due, later
    held ────────────┤  postpone ────┤                 ├─ give up ─▶ parked
      ▲  go at once  └─ crash ───────┘                 ├─ refuse ─▶ failed
      │                                                ├─ lose reply ─▶ unknown, claimed again later
      └── carry: a digest takes it along               └─ crash ─▶ unknown, claimed again later

    What has not left can be cancelled and expires; parked and failed are sent again by hand;
    what was sent and comes back has failed.

`TRANSITIONS` is the whole of it; `docs/outbox.md` is drawn from it (`python -m tools.outbox`). It is decided
elsewhere that an event has happened: in services.outbox.lease of workers and crashes, in services.alerts of
readers and records. `apply` is one UPDATE that changes only rows in a state the event may come from, so a row
that somebody else has changed meanwhile stays as it is. Claiming and beginning are SQL made of the same
table, since they are run for each chunk and each message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from tracker.models import (
    BEGUN_STATES,
    CLAIMABLE_STATES,
    CLAIMED_STATES,
    ENDED_STATES,
    MAYBE_SENT_STATES,
    OPEN_STATES,
    STUCK_STATES,
    DeliveryState,
)

DUE, HELD, LEASED = DeliveryState.DUE, DeliveryState.HELD, DeliveryState.LEASED
SENDING, UNKNOWN, SENT = DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.SENT
FAILED, CANCELLED = DeliveryState.FAILED, DeliveryState.CANCELLED
EXPIRED, PARKED = DeliveryState.EXPIRED, DeliveryState.PARKED

MOST_UNCERTAIN = 2
"""After so many lost replies a row is parked: as many copies may have arrived."""
MOST_DEATHS = 3
"""After so many workers that died while it was being sent; hardly any of them just after it was accepted."""
MOST_CRASHES = 6
"""After so many workers that died before it was begun. The first three make its chunks smaller, down to 1."""
LONGEST_ERROR = 300


class Event(Enum):
    """What happens to a row; the value is its name in the drawing."""

    PLAN = "plan"
    PLAN_FOR_DIGEST = "plan for a digest"
    PLAN_FOR_OFF = "plan for an endpoint that is off"

    CLAIM = "claim"
    BEGIN = "begin"
    ACCEPT = "accept"
    ACCEPT_CARRIED = "accept its digest"
    RETRY = "retry"
    REFUSE = "refuse"
    GIVE_UP = "give up"
    LOSE_REPLY = "lose the reply"
    LOSE_REPLY_AGAIN = "lose the reply too often"
    POSTPONE = "postpone"
    DROP = "nothing to say"
    RELEASE = "release"
    SETTLE_ACCEPTED = "settle: accepted"
    SETTLE_BEGUN = "settle: not begun"

    CRASH_LEASED = "crash before it began"
    CRASH_LEASED_AGAIN = "crash before it began, too often"
    CRASH_SENDING = "crash while sending"
    CRASH_SENDING_AGAIN = "crash while sending, too often"
    CRASH_AFTER = "crash after the next began"
    EXPIRE = "expire"
    EXPIRE_RESTORED = "expire after a restore"

    CARRY = "carry"
    MERGE = "merge digests"
    UNCARRY = "carry no more"
    GO_AT_ONCE = "go at once"
    REROUTE = "go by another subscription"
    REROUTE_FOR_DIGEST = "go by another subscription, in a digest"
    CANCEL = "cancel"
    RESTORE = "restore"
    RESTORE_FOR_DIGEST = "restore for a digest"

    SEND_AGAIN = "send again"
    CALL_AGAIN = "call again"
    BOUNCE = "bounce"


class Cause(Enum):
    """Where an event comes from; each has a drawing of its own."""

    PLANNING = "What is planned"
    WORKER = "What workers do"
    CRASH = "What the tick finds of crashed workers, and what is too late"
    READER = "What readers and the record change before it has left"
    LATER = "What happens after it has ended"


@dataclass(frozen=True, slots=True)
class Plus:
    """What a counter is raised by."""

    number: int

    def __str__(self) -> str:
        return f"{'+' if self.number > 0 else '-'} {abs(self.number)}"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: from which states (None: a new row) to which, and what is stored with it.

    `stored` are values, expressions, or what a counter is raised by; `given` the columns whose values the
    caller of `apply` has to give.
    """

    cause: Cause
    sources: tuple[DeliveryState | None, ...]
    target: DeliveryState
    stored: Mapping[str, Any] = field(default_factory=dict)
    given: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[DeliveryState, ...]:
        """The states a stored row may come from."""
        return tuple(state for state in self.sources if state is not None)


_FREE: Mapping[str, Any] = {"lease_token": "", "lease_until": None}
_NO_ATTEMPT: Mapping[str, Any] = {**_FREE, "attempts": Plus(-1)}
_PUT_OFF: Mapping[str, Any] = {"first_due_at": Coalesce("first_due_at", "next_at")}
_LEASE_OVER: Mapping[str, Any] = {"lease_until": None}
"""The token stays until somebody claims the row: a worker that only slept can still say it was accepted."""
_ANEW: Mapping[str, Any] = {**_FREE, "attempts": 0, "uncertain": 0, "crashes": 0, "error": ""}
_ALONE: Mapping[str, Any] = {"digest": None}
_CRASHED: Mapping[str, Any] = {**_NO_ATTEMPT, "crashes": Plus(1)}
_UNCERTAIN: Mapping[str, Any] = {"uncertain": Plus(1)}

_P, _W, _C, _R, _L = Cause.PLANNING, Cause.WORKER, Cause.CRASH, Cause.READER, Cause.LATER
TRANSITIONS: Mapping[Event, Transition] = MappingProxyType(
    {
        # A second subscription of a reader may plan what waits for a digest anew, to go sooner.
        Event.PLAN: Transition(_P, (None, HELD), DUE),
        Event.PLAN_FOR_DIGEST: Transition(_P, (None, HELD), HELD),
        Event.PLAN_FOR_OFF: Transition(_P, (None,), CANCELLED),
        # A worker leases rows, begins one after the other and stores what became of each.
        Event.CLAIM: Transition(
            _W, CLAIMABLE_STATES, LEASED, {"attempts": Plus(1)}, ("lease_token", "lease_until")
        ),
        Event.BEGIN: Transition(_W, (LEASED,), SENDING, {}, ("begun", "lease_until")),
        Event.ACCEPT: Transition(_W, MAYBE_SENT_STATES, SENT, _LEASE_OVER, ("sent_at",)),
        Event.ACCEPT_CARRIED: Transition(_W, (HELD,), SENT, {}, ("sent_at",)),
        Event.RETRY: Transition(_W, CLAIMED_STATES, DUE, {**_FREE, **_PUT_OFF}, ("next_at", "error")),
        Event.REFUSE: Transition(_W, CLAIMED_STATES, FAILED, _FREE, ("error",)),
        Event.GIVE_UP: Transition(_W, CLAIMED_STATES, PARKED, _FREE, ("error",)),
        Event.LOSE_REPLY: Transition(
            _W, CLAIMED_STATES, UNKNOWN, {**_FREE, **_PUT_OFF, **_UNCERTAIN}, ("next_at", "error")
        ),
        Event.LOSE_REPLY_AGAIN: Transition(_W, CLAIMED_STATES, PARKED, {**_FREE, **_UNCERTAIN}, ("error",)),
        Event.POSTPONE: Transition(_W, (LEASED,), DUE, _NO_ATTEMPT, ("next_at",)),
        Event.DROP: Transition(_W, (LEASED,), CANCELLED, _FREE, ("error",)),
        Event.RELEASE: Transition(_W, (LEASED,), DUE, _NO_ATTEMPT),
        # The worker knows more than a database that was gone meanwhile.
        Event.SETTLE_ACCEPTED: Transition(_W, (*MAYBE_SENT_STATES, LEASED), SENT, _LEASE_OVER, ("sent_at",)),
        Event.SETTLE_BEGUN: Transition(_W, (SENDING,), LEASED),
        # Of a lease that ran out: what was not begun has not left, what was begun may have.
        Event.CRASH_LEASED: Transition(_C, (LEASED,), DUE, _CRASHED),
        Event.CRASH_LEASED_AGAIN: Transition(
            _C,
            (LEASED,),
            PARKED,
            {**_CRASHED, "error": f"{MOST_CRASHES} workers died before they could send it; it has not left."},
        ),
        Event.CRASH_SENDING: Transition(
            _C,
            (SENDING,),
            UNKNOWN,
            {
                **_LEASE_OVER,
                **_PUT_OFF,
                **_UNCERTAIN,
                "error": "The worker died while sending; it may have arrived.",
            },
            ("next_at",),
        ),
        Event.CRASH_SENDING_AGAIN: Transition(
            _C,
            (SENDING,),
            PARKED,
            {
                **_LEASE_OVER,
                **_UNCERTAIN,
                "error": f"The worker died while sending, {MOST_DEATHS} times; it may have arrived.",
            },
        ),
        Event.CRASH_AFTER: Transition(_C, (SENDING,), SENT, _LEASE_OVER, ("sent_at",)),
        Event.EXPIRE: Transition(_C, CLAIMABLE_STATES, EXPIRED, {"error": "Too late to be of use."}),
        # A backup does not know what left after it was made.
        Event.EXPIRE_RESTORED: Transition(_C, OPEN_STATES, EXPIRED, _FREE, ("error",)),
        # What waits for a digest is carried by it; what is due with other mails of a reader, too.
        Event.CARRY: Transition(_R, (DUE, HELD), HELD, {}, ("digest",)),
        Event.MERGE: Transition(_R, (DUE,), CANCELLED, {"error": "told by another mail"}),
        Event.UNCARRY: Transition(_R, (HELD,), DUE, _ALONE),
        Event.GO_AT_ONCE: Transition(_R, (HELD,), DUE, {}, ("next_at", "cadence")),
        Event.REROUTE: Transition(_R, (DUE, HELD), DUE, _ALONE, ("cadence",)),
        Event.REROUTE_FOR_DIGEST: Transition(_R, (DUE, HELD), HELD, _ALONE, ("cadence",)),
        Event.CANCEL: Transition(_R, OPEN_STATES, CANCELLED, _FREE, ("error",)),
        Event.RESTORE: Transition(_R, (CANCELLED,), DUE, {**_ALONE, "error": ""}, ("next_at",)),
        Event.RESTORE_FOR_DIGEST: Transition(_R, (CANCELLED,), HELD, {**_ALONE, "error": ""}),
        # By operators, owners of webhooks and mail servers.
        Event.SEND_AGAIN: Transition(_L, STUCK_STATES, DUE, {**_ANEW, "first_due_at": None}, ("next_at",)),
        Event.CALL_AGAIN: Transition(_L, ENDED_STATES, DUE, {**_ANEW, "not_after": None}, ("next_at",)),
        Event.BOUNCE: Transition(_L, BEGUN_STATES, FAILED, _LEASE_OVER, ("error",)),
    }
)

NEW_DUE = TRANSITIONS[Event.PLAN].target
"""The state a row that goes at once is inserted in."""
NEW_HELD = TRANSITIONS[Event.PLAN_FOR_DIGEST].target
"""The state a row that waits for a digest is inserted in."""
NEW_CANCELLED = TRANSITIONS[Event.PLAN_FOR_OFF].target
"""The state a call for an endpoint that is switched off is inserted in, so that it can be made later."""


def apply(event: Event, rows: QuerySet[Any], **given: Any) -> int:
    """Let an event happen to those rows it may happen to, in one statement; how many those were.

    `given`: the columns the event's transition asks for. Raises TypeError for others, or too few.
    """
    transition = TRANSITIONS[event]
    if given.keys() != set(transition.given):
        raise TypeError(f"{event.name} takes {transition.given}, not {tuple(given)}")
    if "error" in given:
        given["error"] = given["error"][:LONGEST_ERROR]
    stored = {
        column: F(column) + value.number if isinstance(value, Plus) else value
        for column, value in transition.stored.items()
    }
    found = rows.filter(state__in=transition.states)
    return found.update(state=transition.target, **stored, **given)


def claim_sql(table: str, condition: str, lock: str) -> str:
    """The statement that leases due rows.

    Its marks: the token, until when, now, now, the most crashes, those of `condition`, how many.

    The rows are chosen in a materialized CTE, which is run once: without it PostgreSQL may run the subquery
    again for each row (a nested loop), and each time skips what it locked before, so that its LIMIT holds no
    more.
    """
    return f"""
        UPDATE {table} SET {_set_sql(Event.CLAIM)}
        WHERE id IN (
            WITH due AS MATERIALIZED (
                SELECT id FROM {table}
                WHERE {_sources_sql(Event.CLAIM)} AND next_at <= %s
                      AND (not_after IS NULL OR not_after > %s) AND crashes <= %s {condition}
                ORDER BY next_at, id LIMIT %s {lock}
            )
            SELECT id FROM due
        )
        """  # noqa: S608 -- the table and the clauses are constants of ours


def begin_sql(table: str, condition: str) -> str:
    """The statement that begins a leased row, and returns its id where it did.

    Its marks: its place, until when it is leased, its id, the token, now, those of `condition`.
    """
    return f"""
        UPDATE {table} SET {_set_sql(Event.BEGIN)}
        WHERE id = %s AND {_sources_sql(Event.BEGIN)} AND lease_token = %s AND lease_until > %s {condition}
        RETURNING id
        """  # noqa: S608 -- the table and the clause are constants of ours


def plan_sooner_sql(table: str) -> str:
    """What an INSERT of planned rows does on a conflict: one that waits for a digest may go sooner."""
    return f"""
        DO UPDATE
        SET cadence = excluded.cadence, state = excluded.state, subscription_id = excluded.subscription_id
        WHERE excluded.cadence < {table}.cadence AND {table}.{_sources_sql(Event.PLAN)}
        """  # noqa: S608 -- the table and the states are constants of ours


def _set_sql(event: Event) -> str:
    """What a transition stores, as SQL: counters in place, a mark for each column that is given."""
    transition = TRANSITIONS[event]
    counted = [f"{column} = {column} {value}" for column, value in transition.stored.items()]
    return ", ".join(
        [f"state = '{transition.target.value}'", *counted, *(f"{name} = %s" for name in transition.given)]
    )


def _sources_sql(event: Event) -> str:
    """Whether a row is in a state the event may come from; literal states, as partial indexes need them."""
    states = ", ".join(f"'{state.value}'" for state in TRANSITIONS[event].states)
    return f"state IN ({states})"
