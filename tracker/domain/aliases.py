"""Other words by which an actor is known: names, demonyms, capitals, leaders in office, seats of power."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class AliasKind(StrEnum):
    """What sort of words an alias is."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    LEADER = "leader"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Alias:
    """Words for an actor; a leader stands for it from `since` until `until` (ISO dates, both included)."""

    name: str
    kind: AliasKind = AliasKind.NAME
    since: str | None = None
    until: str | None = None


def read_alias(entry: str | Mapping[str, Any]) -> Alias:
    """The alias that an entry of the case format names: plain words, or a mapping with a kind."""
    if isinstance(entry, str):
        return Alias(entry)
    since, until = entry.get("since"), entry.get("until")
    return Alias(
        entry["name"],
        AliasKind(entry.get("kind", "name")),
        str(since) if since else None,
        str(until) if until else None,
    )
