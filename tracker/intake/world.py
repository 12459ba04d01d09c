"""The states of the world, and the bodies and armed groups that issue or receive ultimatums, by names.

`world.json` beside this module is edited by hand; Ukrainian and Russian names of states were taken from the
Unicode CLDR. Leaders are heads of state and government who speak for it, with the first and the last day;
`dated` are other names that held from one day until another, each row with its kind.

Of what the record has, the record says what it is called; the table adds what the record does not say
(`with_world`), and is all there is of a state that no case has named yet.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tracker.domain.aliases import Alias, AliasKind, added
from tracker.domain.dates.moments import When
from tracker.domain.extraction.actors import NamedActor
from tracker.domain.vocabulary import ActorType

FILE = Path(__file__).with_name("world.json")
HANDOVER = timedelta(days=31)
"""How long the days on which one leader ends and the next begins may lie one over the other."""
_LISTS = {"names": AliasKind.NAME, "demonyms": AliasKind.DEMONYM, "capitals": AliasKind.CAPITAL}
_LISTS |= {"seats": AliasKind.SEAT}


@cache
def world_actors() -> tuple[NamedActor, ...]:
    """All of the table, by their slugs."""
    return tuple(_actor(entry) for entry in _entries())


def with_world(actors: Iterable[NamedActor], world: Iterable[NamedActor]) -> tuple[NamedActor, ...]:
    """The actors with what the table adds to their names, and behind them the rest of the table.

    An entry is of the actor with its slug, or of the state with its code. Names are added to names; demonyms,
    capitals and seats where the actor has none of the kind; leaders for the times of which it has none. What
    it has is whole, so that what the table has wrong can be set right.
    """
    own = list(actors)
    slugs = {actor.slug for actor in own}
    codes = {actor.code: actor.slug for actor in own if actor.code and actor.type is ActorType.STATE}
    entries: dict[str, NamedActor] = {}
    for entry in world:
        is_state = entry.type is ActorType.STATE
        slug = codes.get(entry.code, entry.slug) if is_state and entry.slug not in slugs else entry.slug
        entries[slug] = entry
    joined = [_joined(actor, entries[actor.slug]) if actor.slug in entries else actor for actor in own]
    return (*joined, *(entry for slug, entry in entries.items() if slug not in slugs))


def _joined(actor: NamedActor, entry: NamedActor) -> NamedActor:
    told = {alias.kind for alias in actor.aliases} - {AliasKind.NAME, AliasKind.LEADER}
    leaders = [alias for alias in actor.aliases if alias.kind is AliasKind.LEADER]
    more = [
        alias
        for alias in entry.aliases
        if alias.kind not in told and not (alias.kind is AliasKind.LEADER and _led_then(leaders, alias))
    ]
    new = added(actor.aliases, [Alias(entry.name), *more], known=[actor.name])
    return replace(actor, timezone=actor.timezone or entry.timezone, aliases=(*actor.aliases, *new))


def _led_then(leaders: list[Alias], alias: Alias) -> bool:
    """Whether one of the leaders held office once this one had settled in; all did where days are missing."""
    if not leaders or not alias.since:
        return bool(leaders)
    settled = When(alias.since).first_day + HANDOVER
    if alias.until:
        settled = min(settled, When(alias.until).first_day)
    return any(each.held_on(settled) for each in leaders)


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


def _actor(entry: dict[str, Any]) -> NamedActor:
    return NamedActor(
        entry["slug"],
        entry["name"],
        ActorType(entry["type"]),
        entry.get("represents"),
        entry.get("timezone", ""),
        entry.get("code", ""),
        tuple(_aliases(entry)),
    )


def _aliases(entry: dict[str, Any]) -> Iterator[Alias]:
    yield Alias(entry["uk"])
    for key, kind in _LISTS.items():
        for name in entry.get(key, ()):
            yield Alias(name, kind)
    dated = [["leader", *row] for row in entry.get("leaders", ())]
    for kind, since, until, *names in (*entry.get("dated", ()), *dated):
        for name in names:
            yield Alias(name, AliasKind(kind), since, until)
