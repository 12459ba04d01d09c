"""The tick: move cases whose phase is over into the phase that now holds, and leave a heartbeat.

Cost follows what is due, not how much there is; after an outage of any length one tick catches up, and
two ticks at once find the second has nothing to do (the board's row is the lock).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from tracker.models import Heartbeat, Phase
from tracker.services.publishing import locked_board, move_tally, tally_of

TICK = "tick"
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
LOOK_BACK = timedelta(days=1)
"""So far two machines' clocks may differ, or a case be stored after its `now`, and nothing is missed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One case that came to stand elsewhere; None: not on the board."""

    slug: str
    before: str | None
    after: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did or, on a dry run, would do: the turns, oldest first."""

    now: datetime
    turns: tuple[Turn, ...]


@transaction.atomic
def tick(*, now: datetime, dry_run: bool = False) -> Ticked:
    """Bring what is stored of the present up to `now`; 4 queries where nothing is due, 11 where something is.

    Also sets right what a clock that ran ahead had moved too early.
    """
    last = Heartbeat.objects.filter(name=TICK).values_list("at", flat=True).first()
    over, begun = Phase.objects.due(now), Phase.objects.begun(_since(last, now), now)
    cases = {*over.values_list("ultimatum", flat=True), *begun.values_list("ultimatum", flat=True)}
    done = _turn(cases, now=now, dry_run=dry_run) if cases else Ticked(now, ())
    if not dry_run:
        _beat(now, len(done.turns))
    return done


def _since(last: datetime | None, now: datetime) -> datetime:
    """From when on a phase may have begun unnoticed; after a clock that ran far ahead, from the beginning."""
    if last is None or last > now + LOOK_BACK:
        return BEGINNING
    return min(last, now) - LOOK_BACK


def _beat(now: datetime, turns: int) -> None:
    beat = {"at": now, "detail": {"turns": turns}}
    if not Heartbeat.objects.filter(name=TICK).update(**beat):
        Heartbeat.objects.update_or_create(name=TICK, defaults=beat)


def _turn(cases: set[int], *, now: datetime, dry_run: bool) -> Ticked:
    board = locked_board()
    # Read again under the lock: another tick may have been here.
    of_cases = Phase.objects.filter(ultimatum__in=cases)
    old = {phase.ultimatum_id: phase for phase in of_cases.current()}
    new = {phase.ultimatum_id: phase for phase in of_cases.at(now)}
    changed = [case for case in cases if _pk(old.get(case)) != _pk(new.get(case))]
    turns = tuple(sorted((_told(old.get(case), new.get(case), now) for case in changed), key=_order))
    if changed and not dry_run:
        Phase.objects.filter(ultimatum__in=changed, is_current=True).update(is_current=False)
        Phase.objects.filter(pk__in=[new[case].pk for case in changed if case in new]).update(is_current=True)
        move_tally(board, gone=_places(old, changed), come=_places(new, changed))
    return Ticked(now, turns)


def _pk(phase: Phase | None) -> int | None:
    return phase.pk if phase else None


def _told(old: Phase | None, new: Phase | None, now: datetime) -> Turn:
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
