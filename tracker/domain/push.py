"""How urgent a message to a browser is, and for how long it is of use."""

from datetime import timedelta
from enum import StrEnum

from tracker.domain.alerts import AlertKind


class Urgency(StrEnum):
    """Of RFC 8030 (5.3): whether a device that saves power is woken for it."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


SOON = timedelta(hours=6)
"""A reminder so short before its date, or shorter, wakes a device."""
_AT_ONCE = (AlertKind.EXPIRY, AlertKind.MOVED, AlertKind.CORRECTION)
_SHORTEST = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def urgency_of(kind: AlertKind, offset: timedelta) -> Urgency:
    """What wakes a device: dates that are near, have passed or changed, and what we told wrongly."""
    if kind in _AT_ONCE or (kind is AlertKind.REMINDER and offset <= SOON):
        return Urgency.HIGH
    return Urgency.LOW if kind is AlertKind.EVENT else Urgency.NORMAL


def lasting_of(kind: AlertKind, offset: timedelta) -> timedelta:
    """How long a message waits for a browser that is off: a reminder until its date, a day at most."""
    if kind is AlertKind.REMINDER:
        return max(_SHORTEST, min(offset, _DAY))
    return _DAY if kind in (AlertKind.EXPIRY, AlertKind.EVENT) else _WEEK
