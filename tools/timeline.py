"""The fifty days of 2025 by clock: what one subscriber is sent while an editor enters the case as it happens.

`make demo-timeline` plays it on a database of its own and prints every mail. Nothing is made up for the show:
the services that plan, hand out and write the mails are those of the site, with its clock in their hand.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
CASE = "us-russia-50-days-2025"
OFFSET_DAYS = (30, 7, 3, 1)
SUBSCRIBED_AT = datetime(2025, 7, 14, 20, tzinfo=UTC)
EDITS = (
    # when the editor saves, and how much of the case is known by then: deadlines, events, outcomes
    (datetime(2025, 7, 14, 18, tzinfo=UTC), (1, 0, 0)),
    (datetime(2025, 7, 23, 21, tzinfo=UTC), (1, 4, 0)),
    (datetime(2025, 7, 28, 14, tzinfo=UTC), (2, 5, 0)),
    (datetime(2025, 7, 29, 14, tzinfo=UTC), (3, 5, 0)),
    (datetime(2025, 7, 31, 20, tzinfo=UTC), (3, 6, 0)),
    (datetime(2025, 8, 6, 18, tzinfo=UTC), (3, 7, 0)),
    (datetime(2025, 8, 9, 10, tzinfo=UTC), (3, 9, 1)),
    (datetime(2025, 8, 16, 10, tzinfo=UTC), (3, 10, 1)),
    (datetime(2025, 10, 23, 10, tzinfo=UTC), (3, 11, 1)),
)
END = datetime(2025, 11, 1, tzinfo=UTC)


def case_as_known(deadlines: int, events: int, outcomes: int) -> dict[str, Any]:
    """The case as far as it had been entered."""
    document: dict[str, Any] = deepcopy(yaml.safe_load((SEEDS / f"cases/{CASE}.yaml").read_text("utf-8")))
    document.pop("related", None)
    for part, known in (("deadlines", deadlines), ("events", events), ("outcomes", outcomes)):
        document[part] = document[part][:known]
    for outcome in document["outcomes"]:
        outcome.pop("note", None)  # it tells of later steps
    return document


def load_names(*, now: datetime) -> None:
    """Store the actors and dossiers of the seeds."""
    from tracker.services.cases.catalogue import load_catalogue

    actors, dossiers = (
        yaml.safe_load((SEEDS / f"{name}.yaml").read_text("utf-8")) for name in ("actors", "dossiers")
    )
    load_catalogue(actors=actors, dossiers=dossiers, cases=[], now=now, reason="")


def play(
    address: str = "ann@example.org", zone: str = "Europe/Kyiv"
) -> Iterator[tuple[datetime, EmailMessage]]:
    """Every mail that leaves, and when, on the empty migrated database Django is set up with."""
    from tracker.domain.alerts import AlertKind, wish_bit
    from tracker.models import Alert, AlertState, Milestone, Subscriber
    from tracker.services.cases.store import store_case
    from tracker.services.subscriptions import subscribe
    from tracker.services.tick import tick

    load_names(now=EDITS[0][0])
    wishes = sum(wish_bit(AlertKind.REMINDER, timedelta(days=days)) for days in OFFSET_DAYS)
    wishes |= sum(wish_bit(kind) for kind in (AlertKind.EXPIRY, AlertKind.MOVED, AlertKind.OUTCOME))

    def subscribed(now: datetime) -> Iterator[tuple[datetime, EmailMessage]]:
        subscribe.request_subscription(
            address=address,
            address_key=address,
            wish=subscribe.Wish("case", CASE, wishes, 0),
            profile=subscribe.Profile("en", zone),
            consent=subscribe.Consent(f"/ultimatums/{CASE}/", "1", ""),
            now=now,
        )
        yield from _sent(now)
        subscriber = Subscriber.objects.get(address_key=address)
        pending = list(subscriber.subscriptions.values_list("pk", flat=True))
        subscribe.confirm(subscriber, pending, now=now + timedelta(minutes=3))

    todo = dict(EDITS)
    now = min(todo)
    while now < END:
        if now == SUBSCRIBED_AT:
            yield from subscribed(now)
        if now in todo:
            store_case(case_as_known(*todo[now]), now=now, reason="")
        tick(now=now)
        yield from _sent(now)
        coming = [at for at in (*todo, SUBSCRIBED_AT) if at > now]
        coming += Milestone.objects.filter(due_at__gt=now).values_list("due_at", flat=True)
        waiting = Alert.objects.filter(state=AlertState.PLANNED, release_at__gt=now)
        coming += waiting.values_list("release_at", flat=True)
        now = min(coming, default=END)


def _sent(now: datetime) -> Iterator[tuple[datetime, EmailMessage]]:
    from tracker.services.emails import EmailRenderer
    from tracker.services.outbox.mail_worker import drain
    from tracker.transports.testing import MemoryTransport

    transport = MemoryTransport()
    drain(transport=lambda: transport, writer=EmailRenderer, clock=lambda: now)
    for outgoing in transport.accepted:
        yield now, message_from_bytes(outgoing.data, policy=policy.default)


def as_text(at: datetime, mail: EmailMessage) -> str:
    """A mail as its reader sees it without HTML."""
    body = mail.get_body(("plain",))
    assert body is not None
    head = "\n".join(f"{name}: {mail[name]}" for name in ("From", "To", "Subject"))
    words = body.get_content().replace("\r\n", "\n").strip()
    return f"Sent: {at:%Y-%m-%d %H:%M} UTC\n{head}\n\n{words}\n"


def main() -> None:
    """Play it on a database of its own and print the mails."""
    with tempfile.TemporaryDirectory(prefix="ultimata-timeline-") as folder:
        settings: Mapping[str, str] = {
            "DATA_DIR": folder,
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(settings)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        number = 0
        for number, (at, mail) in enumerate(play(), 1):
            sys.stdout.write(f"{'=' * 78}\nMail {number}\n{as_text(at, mail)}\n")
        sys.stdout.write(f"{'=' * 78}\n{number} mails, and nothing after the outcome.\n")


if __name__ == "__main__":
    main()
