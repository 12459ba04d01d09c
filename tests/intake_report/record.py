"""The record of `seeds/` as the reader of texts wants it, without a database: quick, and as of any day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tracker.domain.aliases import Alias
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.extraction.cases import KnownCase, KnownDeadline
from tracker.domain.vocabulary import ActorType, Change
from tracker.intake.world import with_world, world_actors

SEEDS = Path(__file__).parents[2] / "seeds"
RUNS_ON = timedelta(days=7)
"""After its date a case counts as running for so long: editors do not record an outcome in the same hour."""


@cache
def table() -> ActorTable:
    """The actors of the record, and the states of the world beside them."""
    return ActorTable(with_world(_actors(), world_actors()))


def _actors() -> Iterator[NamedActor]:
    for slug, entry in _read(SEEDS / "actors.yaml").items():
        yield NamedActor(
            slug,
            entry["name"],
            ActorType(entry["type"]),
            entry.get("represents"),
            entry.get("timezone", ""),
            entry.get("code", ""),
            tuple(map(Alias.read, entry.get("aliases", ()))),
        )


def known_cases(before: When, *, on: When) -> Sequence[KnownCase]:
    """The cases with what was announced before one day, running or not on another."""
    return [
        replace(case, is_running=_is_running(deadlines, on), deadlines=deadlines)
        for case in _cases()
        if (deadlines := _announced_before(case, before.first_day))
    ]


@cache
def _cases() -> list[KnownCase]:
    """All cases with all that was announced."""
    return [_case(_read(path)) for path in sorted((SEEDS / "cases").glob("*.yaml"))]


def _case(document: Mapping[str, Any]) -> KnownCase:
    deadlines = tuple(
        KnownDeadline(When(each["announced"]), _due(each), Change(each["change"]))
        for each in document["deadlines"]
    )
    sender, target = _parties(document, "sender"), _parties(document, "target")
    return KnownCase(document["slug"], document["title"], sender, target, False, deadlines)


def _announced_before(case: KnownCase, day: date) -> tuple[KnownDeadline, ...]:
    return tuple(each for each in case.deadlines if each.announced.last_day < day)


def _parties(document: Mapping[str, Any], role: str) -> frozenset[str]:
    both = (role, "party")
    return frozenset(each["actor"] for each in document["parties"] if each["role"] in both)


def _is_running(deadlines: Sequence[KnownDeadline], on: When) -> bool:
    last = next((each.due for each in reversed(deadlines) if each.due), None)
    is_withdrawn = bool(deadlines) and deadlines[-1].change is Change.WITHDRAWN
    if last is None or is_withdrawn:
        return False
    return last.window.latest_at is None or last.window.latest_at + RUNS_ON >= on.starts_at


def _due(deadline: Mapping[str, Any]) -> Due | None:
    due = deadline.get("due")
    if not due:
        return None
    latest = When(due["latest"]) if due.get("latest") else None
    zone_name, is_assumed = due["timezone"], due["timezone_assumed"]
    return Due(When(due["earliest"]), latest, Precision(due["precision"]), zone_name, is_assumed)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
