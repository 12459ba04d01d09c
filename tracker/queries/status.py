"""The public heartbeat: whether the tracker is alive, and when it was last looked after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from tracker.models import Heartbeat, Phase, Publication, SiteState, Ultimatum
from tracker.queries.deliveries import MOST_COUNTED, REPORTS, OutboxStatus, outbox_status
from tracker.queries.webhooks import Webhooks, webhooks

CLOCKS = "clocks"
"""The heartbeat in which services.heartbeat keeps how far each worker's clock is off."""
CLOCK_RETENTION = timedelta(minutes=10)
"""A worker that said nothing for so long is gone, or never had anything to do."""
PAUSE = "pause"
"""The heartbeat that is there while a site that was restored is paused (services.pause), since then."""
RETENTION = "retention"
"""The heartbeat in which services.retention keeps where it is, and how many rows it deleted so far."""
BACKUP = "backup"
"""The heartbeat that a backup leaves (services.heartbeat)."""
WATCH = "watch"
"""The heartbeat of the task that looks after the site itself once a minute (services.watch)."""
INCIDENTS = "incidents"
"""The heartbeat in which services.incidents keeps what machines report, and when it made the last message."""
RATE_LIMITS = "rate limits"
"""The heartbeat in which services.heartbeat keeps how often Redis did not count for a rate limit."""
_NOT_JOBS = (CLOCKS, RETENTION, PAUSE, BACKUP, WATCH, INCIDENTS, RATE_LIMITS)
MOST_OFF_SECONDS = 2.0
"""A clock that is off by more is one to set right; what is due goes by the database's all the same."""

MAIL_WAITS_SECONDS = 600.0
"""Mails that wait for longer do not leave, whatever the reason: the page says so."""


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
    """How many are shown."""
    overdue_turns: int
    next_turn_at: datetime | None
    checked_at: datetime | None
    """The newest editorial change."""
    mails: OutboxStatus
    webhooks: Webhooks
    clocks: Mapping[str, float]
    """How many seconds each worker's clock is ahead of the database's, by the worker's name."""
    pruned: Mapping[str, int]
    """How many rows services.retention deleted so far, by the name of its rule."""
    pruned_at: datetime | None
    """When it last looked for some."""
    reports: Mapping[str, int]
    """How many reports of mails that came back there were, by verdict and `about us`."""
    paused_since: datetime | None
    """Since when nothing is sent because the site was restored from a backup; None where it is not paused."""

    backup_at: datetime | None
    """When the last backup was made; None where none ever was."""
    uncounted: int
    """How often Redis did not count for a rate limit, and a web process did by itself."""

    @property
    def worst_clock_seconds(self) -> float | None:
        """By how much the worst clock of a worker is off; None where none told."""
        return max((abs(seconds) for seconds in self.clocks.values()), default=None)

    @property
    def are_clocks_right(self) -> bool:
        """Whether no clock is off by more than can be let be."""
        return (self.worst_clock_seconds or 0.0) <= MOST_OFF_SECONDS

    @property
    def queue_age_seconds(self) -> float | None:
        """How long the oldest mail that is due has waited; None where none is."""
        since = self.mails.waiting_since
        return (self.now - since).total_seconds() if since else None

    @property
    def refused_seconds(self) -> float | None:
        """For how long the mail server has refused whatever it was given; None while it takes mails."""
        since = self.mails.refused_since
        return (self.now - since).total_seconds() if since else None

    @property
    def unreachable_seconds(self) -> float | None:
        """For how long there has been no connection to the mail server; None while there is one."""
        since = self.mails.unreachable_since
        return (self.now - since).total_seconds() if since else None

    @property
    def is_mail_leaving(self) -> bool:
        """Whether nothing that is due has waited for long, nor is all refused for good."""
        return (self.queue_age_seconds or 0.0) <= MAIL_WAITS_SECONDS and not self.mails.is_refused_for_good

    @property
    def calls_age_seconds(self) -> float | None:
        """How long the oldest call of a webhook that is due has waited; None where none is."""
        since = self.webhooks.waiting_since
        return (self.now - since).total_seconds() if since else None


def status_page(*, now: datetime, most: int | None = MOST_COUNTED) -> StatusPage:
    """The heartbeat and what waits for the next one (22 queries); mails and calls up to `most` of a kind."""
    rows = tuple(Beat(*row) for row in Heartbeat.objects.values_list("name", "at", "detail"))
    beats = tuple(beat for beat in rows if beat.name not in _NOT_JOBS)
    retention = next((beat for beat in rows if beat.name == RETENTION), None)
    told = next((beat.detail for beat in rows if beat.name == CLOCKS), {})
    age = next(((now - beat.at).total_seconds() for beat in beats if beat.name == "tick"), None)
    published = Ultimatum.objects.filter(publication=Publication.PUBLISHED)
    version, tally = SiteState.objects.values_list("version", "tally").first() or (0, {})
    coming = Phase.objects.current().filter(until_at__gt=now).order_by("until_at")
    return StatusPage(
        now=now,
        beats=beats,
        beat_age_seconds=age,
        version=version,
        cases=sum(number for of in tally.values() for number in of.values()),
        overdue_turns=Phase.objects.over(now).count(),
        next_turn_at=coming.values_list("until_at", flat=True).first(),
        checked_at=published.aggregate(at=Max("updated_at"))["at"],
        mails=outbox_status(now=now, most=most),
        webhooks=webhooks(now=now, most=most),
        pruned=retention.detail.get("pruned", {}) if retention else {},
        pruned_at=retention.at if retention else None,
        reports=next((beat.detail for beat in beats if beat.name == REPORTS), {}),
        paused_since=next((beat.at for beat in rows if beat.name == PAUSE), None),
        backup_at=next((beat.at for beat in rows if beat.name == BACKUP), None),
        uncounted=next((beat.detail["failures"] for beat in rows if beat.name == RATE_LIMITS), 0),
        clocks={
            name: clock["ahead_seconds"]
            for name, clock in sorted(told.items())
            if now - datetime.fromisoformat(clock["at"]) < CLOCK_RETENTION
        },
    )


def beat_age_seconds(*, now: datetime) -> float | None:
    """Seconds since the last tick (1 query); None before the first."""
    at = Heartbeat.objects.filter(name="tick").values_list("at", flat=True).first()
    return (now - at).total_seconds() if at else None


def is_paused() -> bool:
    """Whether nothing may be sent, for the site was restored from a backup (1 query)."""
    return Heartbeat.objects.filter(name=PAUSE).exists()


def record_version() -> int:
    """The version of the public record (1 query); 0 while it is empty."""
    return SiteState.objects.values_list("version", flat=True).first() or 0
