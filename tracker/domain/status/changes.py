"""The stream of what changed: each thing that came to be known of a case, once, under a name that stays."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from tracker.domain.case import Document, cities_of
from tracker.domain.dates.chronology import sort_instants
from tracker.domain.status.record import Record
from tracker.domain.status.steps import steps
from tracker.domain.vocabulary import Change, Role


class ChangeKind(StrEnum):
    """What sort of change it is."""

    SET = "set"
    MOVED = "moved"
    PROPOSED = "proposed"
    EVENT = "event"
    OUTCOME = "outcome"
    CORRECTION = "correction"
    RETRACTED = "retracted"


_SETS = (Change.SET, Change.STAGED)


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One thing that came to be known at `at`.

    `key` names the fact within its case and never changes: the id of a deadline or event, `outcome:` and its
    target (`all` for all), `correction:` and its number, `retracted` for a case taken back. `row`
    is what outputs show of it, as plain data: slug, title, case_kind, dossier; senders and targets (names, as
    known at `at`); `fact` (the entry of the case format; of a correction path, reason, before, after; of a
    retraction the keys that are void); `was` (the `due` a deadline replaced, or None); `in_city` where a
    deadline means the city of its zone (domain.dates.windows.Due), else absent; `sources` (those of the fact,
    with their keys); `names` (of the actors in the fact, by slug); and `key`, which changes whenever anything
    else in it does.
    """

    kind: ChangeKind
    key: str
    at: datetime
    row: Mapping[str, Any]


def changes(document: Document, names: Mapping[str, str]) -> tuple[CaseChange, ...]:
    """Every announcement, event and outcome of a case, in the order they became known.

    `names` maps the slugs of actors to their names. Corrections are not among them: they are no part of the
    record but of its log (`correction`).
    """
    return tuple(sorted(_facts(document, names), key=lambda item: item.at))


def correction(
    document: Document, names: Mapping[str, str], *, number: int, at: datetime, fact: Mapping[str, Any]
) -> CaseChange:
    """The entry of a logged correction; `fact` is its path, reason, before and after."""
    row = _row(Record.from_document(document), names, at, fact, [])
    row["names"] = {slug: names[slug] for slug in _named_in(fact["before"], fact["after"]) if slug in names}
    return CaseChange(ChangeKind.CORRECTION, f"correction:{number}", at, _keyed(row))


def retraction(document: Document, *, at: datetime, entries: Sequence[str]) -> CaseChange:
    """The entry that tells that a whole case was taken back; `entries` are the keys that left the stream.

    It repeats nothing of the case but its slug and where it belonged: `title` is the slug.
    """
    row = {
        "slug": document["slug"],
        "title": document["slug"],
        "case_kind": document["kind"],
        "dossier": document["dossier"],
        "senders": [],
        "targets": [],
        "fact": {"entries": list(entries)},
        "was": None,
        "sources": [],
        "names": {},
    }
    return CaseChange(ChangeKind.RETRACTED, "retracted", at, _keyed(row))


def _named_in(*facts: Any) -> Iterator[str]:
    """The slugs that facts name, and other words beside them."""
    for fact in facts:
        for value in fact.values() if isinstance(fact, Mapping) else ():
            listed = value if isinstance(value, list) else [value]
            yield from (each for each in listed if isinstance(each, str))


def _facts(document: Document, names: Mapping[str, str]) -> Iterator[CaseChange]:
    record = Record.from_document(document)
    before, cities = _before(record, document), cities_of(document)

    def change(kind: ChangeKind, key: str, at: datetime, fact: Document) -> CaseChange:
        sources = [{"key": source, **document["sources"][source]} for source in fact["sources"]]
        row = _row(record, names, at, fact, sources) | {"was": before.get(key)}
        if fact.get("due") and fact["due"]["timezone"] in cities:
            row["in_city"] = True
        return CaseChange(kind, key, at, _keyed(row))

    for line, item in zip(record.deadlines, document["deadlines"], strict=True):
        yield change(_kind_of(line.change), line.id, line.known_at, item)
    told = sort_instants([event.known_on for event in record.events])
    for event, at, item in zip(record.events, told, document["events"], strict=True):
        yield change(ChangeKind.EVENT, event.id, at, item)
    for outcome, item in zip(record.outcomes, document["outcomes"], strict=True):
        yield change(ChangeKind.OUTCOME, f"outcome:{outcome.target or 'all'}", outcome.on.starts_at, item)


def _kind_of(announcement: Change) -> ChangeKind:
    if announcement is Change.PROPOSED:
        return ChangeKind.PROPOSED
    return ChangeKind.SET if announcement in _SETS else ChangeKind.MOVED


def _row(
    record: Record, names: Mapping[str, str], at: datetime, fact: Mapping[str, Any], sources: list[Any]
) -> dict[str, Any]:
    known = [party for party in record.parties if party.since is None or party.since.starts_at <= at]

    def named(*roles: Role) -> list[str]:
        return list(dict.fromkeys(names[party.actor] for party in known if party.role in roles))

    told = (fact.get(name) for name in ("stated_by", "target", "enforced_by"))
    return {
        "slug": record.slug,
        "title": record.title,
        "case_kind": record.kind.value,
        "dossier": record.dossier,
        "senders": named(Role.SENDER),
        "targets": named(Role.TARGET, Role.PARTY),
        "fact": dict(fact),
        "was": None,
        "sources": sources,
        "names": {slug: names[slug] for slug in told if slug},
    }


def _before(record: Record, document: Document) -> dict[str, Document | None]:
    """For each deadline that changed another: the `due` that held before it."""
    due = {item["id"]: item["due"] for item in document["deadlines"]}
    found: dict[str, Document | None] = {}
    for step in steps(record.deadlines):
        keys = [deadline.id for deadline in step.deadlines]
        found |= {after: due[before] for before, after in pairwise(keys)}
    return found


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return {**row, "key": blake2b(text.encode(), digest_size=12).hexdigest()}
