"""The tick: bring everything stored of the present up to the clock, and leave a heartbeat.

Cost follows what is due, not how much there is; after an outage of any length one tick catches up, and
two ticks at once find the second has nothing to do (the board's row is the lock).
"""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction

from tracker.domain.dates.moments import BEGINNING
from tracker.models import CLAIMABLE_STATES, Alert, Delivery, Endpoint, Heartbeat, Phase, Ultimatum
from tracker.queries.intake import due_in_intake
from tracker.queries.status import PAUSE, RETENTION, WATCH
from tracker.services.alerts.digests import collect_digests, is_any_due
from tracker.services.alerts.fan_out import fan_out_due, recipients, waiting_alerts
from tracker.services.alerts.planning import plan_due
from tracker.services.alerts.week_ahead import plan_week_ahead
from tracker.services.cases.counts import count_dossiers
from tracker.services.cases.publish import fill_search, locked_site_state, move_tally, tally_of
from tracker.services.outbox.retry import CALLS, MAILS
from tracker.services.outbox.webhooks import claimable
from tracker.services.retention import is_due, prune
from tracker.services.watch import EVERY, is_wanted
from tracker.services.webhooks.events import create_events, fan_out_calls, would_be_notified

log = logging.getLogger(__name__)
TICK = "tick"
MOST_COUNTED = 10_000
LOOK_BACK = timedelta(days=1)
"""How far clocks may differ, or a case be stored later than its `now`, and nothing is missed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One case that came to stand elsewhere; None: not on the board."""

    slug: str
    before: str | None
    after: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """An alert and the addresses it would go to."""

    alert: Alert
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did or, on a dry run, would do.

    The turns, oldest first; the alerts that fell due; how many deliveries came of alerts and digests; how
    many are waiting to be sent now, counted up to MOST_COUNTED; on a dry run, who would be told what. Of
    webhooks: how many calls were planned, how many endpoints have some due and are free to be called, and on
    a dry run each change with the addresses that would hear of it. Whether messages to browsers are due. Of
    intake: whether feeds, and items, are due; and whether the site is to look after itself (services.watch).
    """

    now: datetime
    turns: tuple[Turn, ...]
    alerts: tuple[Alert, ...] = ()
    deliveries: int = 0
    waiting: int = 0
    told: tuple[PlannedAlert, ...] = ()
    calls: int = 0
    endpoints: int = 0
    pushes: int = 0
    feeds: bool = False
    items: bool = False
    watch: bool = False
    called: tuple[tuple[str, list[str]], ...] = ()


def tick(*, now: datetime, dry_run: bool = False) -> Ticked:
    """Bring what is stored of the present up to `now`: phases, leases, alerts, deliveries, digests, the
    week ahead, calls.

    And delete the next batch of what is old (services.retention). While the site is paused (services.pause)
    phases alone are brought up to date.

    Each stage is its own transaction and finds its own work, so a crash between two loses nothing. 15
    queries where nothing is due. Also sets right what a clock that ran ahead had moved too early.
    """
    grace = timedelta(seconds=settings.NEWS_GRACE_SECONDS)
    beats = {beat.name: beat for beat in Heartbeat.objects.filter(name__in=[TICK, RETENTION, PAUSE, WATCH])}
    last = beats[TICK].at if TICK in beats else None
    turns = _turn_phases(_since(last, now), now=now, dry_run=dry_run)
    if PAUSE in beats:
        return _paused(turns, now=now, dry_run=dry_run)
    alerts = tuple(plan_due(now=now, dry_run=dry_run))
    if dry_run:
        told = tuple(
            PlannedAlert(alert, tuple(recipients(alert))) for alert in (*alerts, *waiting_alerts(now))
        )
        return Ticked(now, turns, alerts, told=told, called=tuple(would_be_notified(now=now, grace=grace)))
    found = MAILS.recover(now=now)
    made = fan_out_due(now=now)
    digests = collect_digests(now=now) + plan_week_ahead(now=now) if is_any_due(now) else 0
    create_events(now=now, grace=grace)
    calls = fan_out_calls(now=now)
    endpoints = _set_right_calls(now)
    due = Delivery.objects.filter(state__in=CLAIMABLE_STATES, next_at__lte=now)
    waiting = due.filter(is_push=False)[:MOST_COUNTED].count()
    pushes = due.filter(is_push=True)[:MOST_COUNTED].count() if settings.PUSH_KEY else 0
    detail = {
        "turns": len(turns),
        "alerts": len(alerts),
        "deliveries": made,
        "digests": digests,
        "recovered": found.returned + found.uncertain + found.parked,
        "waiting": waiting,
        "calls": calls,
    }
    _beat(now, detail)
    if is_due(beats.get(RETENTION), now=now):
        _prune(now)
    _fill_search(now)
    feeds, items = due_in_intake(now=now)
    return Ticked(
        *(now, turns, alerts, made + digests, waiting),
        calls=calls,
        endpoints=endpoints,
        pushes=pushes,
        feeds=feeds,
        items=items,
        watch=is_wanted() and _is_watch_due(beats.get(WATCH), now),
    )


def _is_watch_due(beat: Heartbeat | None, now: datetime) -> bool:
    return beat is None or abs(now - beat.at) >= EVERY


def _paused(turns: tuple[Turn, ...], *, now: datetime, dry_run: bool) -> Ticked:
    """The tick of a site that is paused: pages stay right, and nothing is planned or sent."""
    if not dry_run:
        _beat(now, {"turns": len(turns)})
    return Ticked(now, turns)


def _prune(now: datetime) -> None:
    """Delete the next batch of what is old. Last of all: whoever waits for a mail does not wait for this."""
    try:
        prune(now=now)
    except DatabaseError:
        log.exception("nothing old could be deleted; the next tick tries again")


def _fill_search(now: datetime) -> None:
    """Write the next cases that an earlier version stored as they are found today (1 query without any)."""
    try:
        fill_search(now=now)
    except DatabaseError:
        log.exception("the search could not be filled; the next tick tries again")


def _set_right_calls(now: datetime) -> int:
    """Recover calls of dead workers; how many endpoints could be called now (1 query without endpoints)."""
    if not Endpoint.objects.exists():
        return 0
    CALLS.recover(now=now)
    return claimable(now)[:MOST_COUNTED].count()


def _since(last: datetime | None, now: datetime) -> datetime:
    """From when on a phase may have begun unnoticed; after a clock that ran far ahead, from the beginning."""
    if last is None or last > now + LOOK_BACK:
        return BEGINNING
    return min(last, now) - LOOK_BACK


def _beat(now: datetime, detail: dict[str, int]) -> None:
    if not Heartbeat.objects.filter(name=TICK).update(at=now, detail=detail):
        Heartbeat.objects.update_or_create(name=TICK, defaults={"at": now, "detail": detail})


def _turn_phases(since: datetime, *, now: datetime, dry_run: bool) -> tuple[Turn, ...]:
    # Three questions, each answered by an index of its own; by one condition they would read the whole table.
    over, *others = (
        phases.values_list("ultimatum", flat=True)
        for phases in (Phase.objects.over(now), Phase.objects.ahead(now), Phase.objects.begun(since, now))
    )
    cases = set(over.union(*others))
    return _turn(cases, now=now, dry_run=dry_run) if cases else ()


@transaction.atomic
def _turn(cases: set[int], *, now: datetime, dry_run: bool) -> tuple[Turn, ...]:
    board = locked_site_state()
    # Read again under the lock: another tick may have been here.
    of_cases = Phase.objects.filter(ultimatum__in=cases)
    old = {phase.ultimatum_id: phase for phase in of_cases.current()}
    new = {phase.ultimatum_id: phase for phase in of_cases.at(now)}
    changed = [case for case in cases if _pk(old.get(case)) != _pk(new.get(case))]
    turns = tuple(sorted((_planned(old.get(case), new.get(case), now) for case in changed), key=_order))
    if changed and not dry_run:
        Phase.objects.filter(ultimatum__in=changed, is_current=True).update(is_current=False)
        begun = Phase.objects.filter(pk__in=[new[case].pk for case in changed if case in new])
        begun.update(is_current=True, version=board.version + 1)
        count_dossiers(set(Ultimatum.objects.filter(pk__in=changed).values_list("dossier", flat=True)))
        move_tally(board, gone=_places(old, changed), come=_places(new, changed))
    return turns


def _pk(phase: Phase | None) -> int | None:
    return phase.pk if phase else None


def _planned(old: Phase | None, new: Phase | None, now: datetime) -> Turn:
    either = new or old
    return Turn(
        either.row["slug"] if either else "",
        old.status if old else None,
        new.status if new else None,
        new.from_at if new else now,
    )


def _order(turn: Turn) -> tuple[datetime, str]:
    return (turn.at, turn.slug)


def _places(phases: Mapping[int, Phase], cases: Iterable[int]) -> Counter[tuple[str, str]]:
    return tally_of(phases[case] for case in cases if case in phases)
