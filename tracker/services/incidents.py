"""Operators are sent a message when something is wrong, and one when it is over: once, however many watch.

Whoever watches holds the lock of one heartbeat, and what was found is stored with the messages about it in
one transaction. So two workers, or a worker and a web server, make no message twice.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from tracker.models import Heartbeat, Incident, OperatorMessage
from tracker.queries.incidents import Found, incidents_at
from tracker.queries.status import INCIDENTS

OVER_AFTER = timedelta(minutes=5)
"""What was not seen for so long is over; what comes and goes is one incident."""
MESSAGES_APART = timedelta(minutes=5)
"""What happens within so long after a message is put into the next one."""
DISK_REPORT_RETENTION = timedelta(hours=1)
"""A machine that said nothing for so long is gone."""
MOST_NAMED = 20
LONGEST = Incident._meta.get_field("text").max_length or 0


@transaction.atomic
def note_incidents(*, now: datetime, machine: str, disk_free: float) -> None:
    """Store what began and what is over, and make the messages about it.

    `disk_free`: the part of this machine's disk that is free.
    """
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=INCIDENTS, at=now, detail={"began": now.isoformat()})], ignore_conflicts=True
    )
    beat = Heartbeat.objects.select_for_update().get(name=INCIDENTS)
    disks = {
        name: report
        for name, report in beat.detail.get("disks", {}).items()
        if now - datetime.fromisoformat(report["at"]) < DISK_REPORT_RETENTION
    }
    disks[machine] = {"at": now.isoformat(), "free": round(disk_free, 3)}
    began = datetime.fromisoformat(beat.detail["began"])
    _store(
        incidents_at(now, since=began, disks={name: report["free"] for name, report in disks.items()}),
        now=now,
    )
    beat.at, beat.detail = now, {**beat.detail, "disks": disks}
    reported = beat.detail.get("reported_at")
    may_report = reported is None or abs(now - datetime.fromisoformat(reported)) >= MESSAGES_APART
    if may_report and _report(now=now):
        beat.detail["reported_at"] = now.isoformat()
    beat.save(update_fields=["at", "detail"])


def address_digest(address: str) -> str:
    """By what the message to an operator is known, whose address is in the settings alone."""
    return sha256(address.encode()).hexdigest()[:32]


def _store(found: Found, *, now: datetime) -> None:
    known = {(each.kind, each.subject): each for each in Incident.objects.filter(over_at__isnull=True)}
    seen = [each.pk for key, each in known.items() if key in found]
    Incident.objects.filter(pk__in=seen).update(seen_at=now)
    gone = [each.pk for key, each in known.items() if key not in found and each.seen_at <= now - OVER_AFTER]
    Incident.objects.filter(pk__in=gone).update(over_at=now)
    Incident.objects.bulk_create(
        Incident(kind=kind, subject=subject, text=text[:LONGEST], began_at=now, seen_at=now)
        for (kind, subject), text in found.items()
        if (kind, subject) not in known
    )


def _report(*, now: datetime) -> bool:
    """Make the messages about what nobody was sent one about; whether there was anything."""
    news = Incident.objects.filter(
        Q(begin_reported_at__isnull=True) | Q(over_at__isnull=False, end_reported_at__isnull=True)
    )
    rows = list(news.order_by("began_at", "pk"))
    if not rows:
        return False
    open_rows = [row for row in rows if row.over_at is None]
    over = [row for row in rows if row.over_at is not None]
    title, text = _words(open_rows, over)
    OperatorMessage.objects.bulk_create(
        OperatorMessage(
            recipient=address_digest(address),
            name=secrets.token_hex(16),
            title=title,
            text=text,
            made_at=now,
            next_try_at=now,
        )
        for address in dict.fromkeys(settings.OPERATORS)
    )
    Incident.objects.filter(pk__in=[row.pk for row in rows], begin_reported_at__isnull=True).update(
        begin_reported_at=now
    )
    Incident.objects.filter(pk__in=[row.pk for row in over]).update(end_reported_at=F("over_at"))
    return True


def _words(began: Sequence[Incident], over: Sequence[Incident]) -> tuple[str, str]:
    """The title and the text of a message."""
    parts = []
    if began:
        parts.append(
            "\n".join(["Wrong since:", *_lines(f"{_at(row.began_at)}  {row.text}" for row in began)])
        )
    if over:
        lines = (f"{_at(row.began_at)} to {_at(row.over_at or row.seen_at)}  {row.text}" for row in over)
        parts.append("\n".join(["Over:", *_lines(lines)]))
    first, *more = [*began, *over]
    title = first.get_kind_display() if began else f"Over: {first.get_kind_display().lower()}"
    if more:
        title += f", and {len(more)} more"
    parts.append(f"How it stands: {settings.SITE_URL}/status/")
    return title, "\n\n".join(parts)


def _lines(lines: Iterable[str]) -> list[str]:
    every = list(lines)
    more = len(every) - MOST_NAMED
    return [*every[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])]


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
