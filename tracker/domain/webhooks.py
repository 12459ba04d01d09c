"""What webhooks tell: the types of their events, and the body of each (Standard Webhooks).

The bodies are plain data; they are written once, when an event is released, and every endpoint and every
retry gets the same bytes.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from tracker.domain.alerts import OFFSETS
from tracker.domain.status.changes import ChangeKind


class EventType(StrEnum):
    """The type of an event, as its body says it."""

    SET = "ultimatum.set"
    MOVED = "ultimatum.moved"
    PROPOSED = "ultimatum.proposed"
    EVENT = "ultimatum.event"
    OUTCOME = "ultimatum.outcome"
    CORRECTION = "ultimatum.correction"
    EXPIRED = "ultimatum.expired"
    DUE = "ultimatum.due"
    TEST = "ultimatum.test"
    CHALLENGE = "endpoint.challenge"
    RETRACTED = "ultimatum.retracted"


ON_DEMAND = (EventType.TEST, EventType.CHALLENGE)
"""Sent to one endpoint when its owner asks for it."""
NEWS_TYPES = tuple(kind for kind in EventType if kind not in (EventType.DUE, EventType.RETRACTED, *ON_DEMAND))
"""The types that are chosen by themselves; DUE is chosen by its offsets, RETRACTED comes to everybody."""
CLOCKED = (EventType.EXPIRED, EventType.DUE)
"""Those that come of the clock, and not of a change of the record."""
_NO_OFFSET = timedelta(0)
_BETWEEN = ": "


def type_of(kind: ChangeKind) -> EventType:
    """The type of an entry of the stream of changes."""
    return EventType(f"ultimatum.{kind.value}")


def event_bit(kind: EventType, offset: timedelta = _NO_OFFSET) -> int:
    """The bit that stands for this wish of an endpoint: one for each type and one for each offset."""
    if kind in ON_DEMAND:
        return 0
    if kind is EventType.RETRACTED:
        return (1 << (len(NEWS_TYPES) + len(OFFSETS))) - 1  # whoever was sent anything is told it is void
    if kind is EventType.DUE:
        return 1 << (len(NEWS_TYPES) + OFFSETS.index(offset))
    return 1 << NEWS_TYPES.index(kind)


def chosen(wishes: int) -> tuple[tuple[EventType, ...], tuple[timedelta, ...]]:
    """The types and the offsets in a set of bits; the inverse of `event_bit`."""
    kinds = tuple(kind for kind in NEWS_TYPES if wishes & event_bit(kind))
    return kinds, tuple(offset for offset in OFFSETS if wishes & event_bit(EventType.DUE, offset))


def body_of(kind: EventType, *, at: datetime, data: Mapping[str, Any]) -> str:
    """The body of an event: its type, the instant it happened, and its data, as compact JSON."""
    event = {"type": kind.value, "timestamp": instant(at), "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def event_text(about: str, what: str) -> str:
    """The sentence of an event (`text`): which case it is about, and what happened."""
    return f"{about}{_BETWEEN}{what}"


def parts_of(text: str, title: str) -> tuple[str, str]:
    """Its two parts, for receivers that show them apart, by the title of its case; ('', text) of another."""
    middle, between, what = text[len(title) :].partition(_BETWEEN)
    return (title + middle, what) if title and between and text.startswith(title) else ("", text)


def instant(at: datetime) -> str:
    """An instant as the bodies write it: `2026-03-10T12:00:00Z`, with microseconds where there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
