"""What workers leave behind so that the status page can say when the last mail went."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tracker.models import Heartbeat
from tracker.queries.ledger import POST


@transaction.atomic
def note_post(counts: Mapping[str, int], *, now: datetime, name: str = POST) -> None:
    """Add what a drain did to its heartbeat; nothing where it did nothing. Several may at once."""
    if not any(counts.values()):
        return
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=now, detail={})], ignore_conflicts=True)
    beat = Heartbeat.objects.select_for_update().get(name=name)
    for word, count in counts.items():
        beat.detail[word] = beat.detail.get(word, 0) + count
    if counts.get("sent"):
        beat.detail["last_sent_at"] = now.isoformat()
    beat.at = max(beat.at, now)
    beat.save(update_fields=["at", "detail"])
