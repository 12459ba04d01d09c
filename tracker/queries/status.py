"""The public heartbeat: whether the tracker is alive, and when it was last looked after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from tracker.models import Board, Heartbeat, Phase, Publication, Ultimatum
from tracker.queries.ledger import Ledger, ledger
from tracker.queries.webhooks import Webhooks, webhooks


@dataclass(frozen=True, slots=True)
class Beat:
    """When a periodic job last finished, and what it did."""

    name: str
    at: datetime
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What `/status/` shows. `beat_age_seconds` is None before the first tick."""

    now: datetime
    beats: tuple[Beat, ...]
    beat_age_seconds: float | None
    version: int
    cases: int
    overdue_turns: int
    next_turn_at: datetime | None
    checked_at: datetime | None
    """The newest editorial change."""
    mails: Ledger
    webhooks: Webhooks

    @property
    def queue_age_seconds(self) -> float | None:
        """How long the oldest mail that is due has waited; None where none is."""
        since = self.mails.waiting_since
        return (self.now - since).total_seconds() if since else None

    @property
    def calls_age_seconds(self) -> float | None:
        """How long the oldest call of a webhook that is due has waited; None where none is."""
        since = self.webhooks.waiting_since
        return (self.now - since).total_seconds() if since else None


def status_page(*, now: datetime) -> StatusPage:
    """The heartbeat and what waits for the next one (21 queries)."""
    beats = tuple(Beat(*row) for row in Heartbeat.objects.values_list("name", "at", "detail"))
    age = next(((now - beat.at).total_seconds() for beat in beats if beat.name == "tick"), None)
    published = Ultimatum.objects.filter(publication=Publication.PUBLISHED)
    coming = Phase.objects.current().filter(until_at__gt=now).order_by("until_at")
    return StatusPage(
        now=now,
        beats=beats,
        beat_age_seconds=age,
        version=Board.objects.values_list("version", flat=True).first() or 0,
        cases=published.count(),
        overdue_turns=Phase.objects.over(now).count(),
        next_turn_at=coming.values_list("until_at", flat=True).first(),
        checked_at=published.aggregate(at=Max("updated_at"))["at"],
        mails=ledger(now=now),
        webhooks=webhooks(now=now),
    )


def beat_age_seconds(*, now: datetime) -> float | None:
    """Seconds since the last tick (1 query); None before the first."""
    at = Heartbeat.objects.filter(name="tick").values_list("at", flat=True).first()
    return (now - at).total_seconds() if at else None


def board_version() -> int:
    """The version of the public record (1 query); 0 while it is empty."""
    return Board.objects.values_list("version", flat=True).first() or 0
