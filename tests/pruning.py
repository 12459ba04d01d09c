"""A whole round of retention, which ticks take in batches."""

from collections import Counter
from datetime import datetime

from tracker.models import Heartbeat
from tracker.queries.status import RETENTION
from tracker.services.retention import prune


def prune_all(*, now: datetime) -> Counter[str]:
    """Take batch after batch until a whole round is done; how many rows went, by the name of their rule."""
    Heartbeat.objects.filter(name=RETENTION).update(detail={"began": now.isoformat()})
    gone = prune(now=now).gone
    while Heartbeat.objects.get(name=RETENTION).detail["table"]:
        gone.update(prune(now=now).gone)
    return +gone
