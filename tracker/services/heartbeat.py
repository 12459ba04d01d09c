"""What workers leave behind so that the status page can say when the last mail went."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tracker.models import Heartbeat
from tracker.queries.deliveries import (
    MAIL_WORKER,
    REFUSED_SINCE,
    TURNED_AWAY,
    TURNED_AWAY_IN_A_ROW,
    TURNED_AWAY_SINCE,
    UNREACHABLE_SINCE,
)
from tracker.queries.status import BACKUP, CLOCK_RETENTION, CLOCKS, RATE_LIMITS

CLOCK_SAID_EVERY = timedelta(minutes=1)
_REACHED = ("sent", "refused", "failed", "uncertain")
"""What only happens to a mail when there was a connection."""
CLOCK_MOVED = timedelta(milliseconds=500)


@transaction.atomic
def note_mail_worker(
    counts: Mapping[str, int], *, now: datetime, name: str = MAIL_WORKER
) -> timedelta | None:
    """Add what a drain did to its heartbeat; nothing where it did nothing. Several may at once.

    Where something was accepted after nothing but refusals, how long those had lasted.
    """
    if not any(counts.values()):
        return None
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=now, detail={})], ignore_conflicts=True)
    beat = Heartbeat.objects.select_for_update().get(name=name)
    for word, count in counts.items():
        beat.detail[word] = beat.detail.get(word, 0) + count
    if counts.get("sent"):
        beat.detail["last_sent_at"] = now.isoformat()
    lasted = None
    if counts.get("sent"):
        since = beat.detail.pop(REFUSED_SINCE, None)
        lasted = now - datetime.fromisoformat(since) if since else None
        for each in (TURNED_AWAY_SINCE, TURNED_AWAY_IN_A_ROW):
            beat.detail.pop(each, None)
    else:
        if counts.get("refused"):
            beat.detail.setdefault(REFUSED_SINCE, now.isoformat())
        if away := counts.get(TURNED_AWAY):
            beat.detail.setdefault(TURNED_AWAY_SINCE, now.isoformat())
            beat.detail[TURNED_AWAY_IN_A_ROW] = beat.detail.get(TURNED_AWAY_IN_A_ROW, 0) + away
    if any(counts.get(word) for word in _REACHED):
        beat.detail.pop(UNREACHABLE_SINCE, None)
    elif counts.get("blocked"):
        beat.detail.setdefault(UNREACHABLE_SINCE, now.isoformat())
    beat.at = max(beat.at, now)
    beat.save(update_fields=["at", "detail"])
    return lasted


def note_backup(*, now: datetime) -> None:
    """Keep when the last backup was made."""
    Heartbeat.objects.update_or_create(name=BACKUP, defaults={"at": now, "detail": {}})


@transaction.atomic
def note_rate_limit_failure(*, now: datetime) -> None:
    """Count a time that Redis did not count for a rate limit (3 queries)."""
    Heartbeat.objects.bulk_create([Heartbeat(name=RATE_LIMITS, at=now, detail={})], ignore_conflicts=True)
    beat = Heartbeat.objects.select_for_update().get(name=RATE_LIMITS)
    beat.detail["failures"] = beat.detail.get("failures", 0) + 1
    beat.at = max(beat.at, now)
    beat.save(update_fields=["at", "detail"])


def note_clock(worker: str, *, ahead: timedelta, now: datetime) -> None:
    """Keep how far a worker's clock is ahead of the database's (1 query, 4 when it moved or each minute)."""
    told = Heartbeat.objects.filter(name=CLOCKS).values_list("detail", flat=True).first() or {}
    mine = told.get(worker)
    if mine:
        is_news = abs(ahead - timedelta(seconds=mine["ahead_seconds"])) >= CLOCK_MOVED
        age = now - datetime.fromisoformat(mine["at"])
        if not is_news and timedelta(0) <= age < CLOCK_SAID_EVERY:
            return
    with transaction.atomic():
        Heartbeat.objects.bulk_create([Heartbeat(name=CLOCKS, at=now, detail={})], ignore_conflicts=True)
        row = Heartbeat.objects.select_for_update().get(name=CLOCKS)
        kept = {
            name: clock
            for name, clock in row.detail.items()
            if now - datetime.fromisoformat(clock["at"]) < CLOCK_RETENTION
        }
        seconds = round(ahead.total_seconds(), 3)
        row.detail = {**kept, worker: {"at": now.isoformat(), "ahead_seconds": seconds}}
        row.at = now
        row.save(update_fields=["at", "detail"])
