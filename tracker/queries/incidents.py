"""What is wrong with the running site, so that operators hear of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tracker.models import Endpoint, EndpointState, Feed, FeedState, Heartbeat, IncidentKind, SwitchedOff
from tracker.queries.dashboard import BEAT_LIMIT
from tracker.queries.deliveries import outbox_status
from tracker.queries.status import BACKUP, MAIL_WAITS_SECONDS

BACKUP_LIMIT = timedelta(days=2)
LEAST_FREE = 0.1
"""The part of a disk that should be free."""

Found = Mapping[tuple[IncidentKind, str], str]


def incidents_at(now: datetime, *, since: datetime, disks: Mapping[str, float]) -> Found:
    """What is wrong, a sentence for each by its kind and subject (14 queries).

    `since`: from when on the site has watched itself, so that a tick could have come. `disks`: the part that
    is free, by machine. The sentences hold no address and no secret.
    """
    found: dict[tuple[IncidentKind, str], str] = {}
    beats = dict(Heartbeat.objects.filter(name__in=["tick", BACKUP]).values_list("name", "at"))
    if now - beats.get("tick", since) > BEAT_LIMIT:
        last = f"since {_at(beats['tick'])}" if "tick" in beats else "yet"
        found[IncidentKind.TICK, ""] = f"There was no tick {last}: nothing that falls due is planned."
    mails = outbox_status(now=now)
    if mails.waiting_since and (now - mails.waiting_since).total_seconds() > MAIL_WAITS_SECONDS:
        found[IncidentKind.MAIL, ""] = f"Mail that was due at {_at(mails.waiting_since)} has not left."
    if BACKUP in beats and now - beats[BACKUP] > BACKUP_LIMIT:
        found[IncidentKind.BACKUP, ""] = f"The last backup was made at {_at(beats[BACKUP])}."
    for machine, free in disks.items():
        if free < LEAST_FREE:
            text = f"The disk of the data folder on {machine} has less than {LEAST_FREE:.0%} free."
            found[IncidentKind.DISK, machine] = text
    return {**found, **dict(_switched_off())}


def _switched_off() -> Iterator[tuple[tuple[IncidentKind, str], str]]:
    """Endpoints that were switched off by themselves, and feeds that are gone."""
    off = Endpoint.objects.filter(
        state=EndpointState.OFF, off_why__in=[SwitchedOff.GONE, SwitchedOff.FAILING]
    )
    for pk, url, why in off.order_by("pk").values_list("pk", "url", "off_why"):
        host, reason = urlsplit(url).hostname or "", "it answered 410 Gone"
        if why == SwitchedOff.FAILING:
            reason = "it failed for too long"
        yield (IncidentKind.ENDPOINT, str(pk)), f"Webhook {pk} at {host} was switched off: {reason}."
    for pk, url in Feed.objects.filter(state=FeedState.GONE).order_by("pk").values_list("pk", "address"):
        yield (IncidentKind.FEED, str(pk)), f"Feed {pk} at {urlsplit(url).hostname or ''} is gone for good."


def _at(instant: datetime) -> str:
    return f"{instant:%d %B %Y, %H:%M} UTC"
