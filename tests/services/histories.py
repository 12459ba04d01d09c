"""Days played by clock: editors store cases, readers follow them, the site ticks and sends; what arrives."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.factories import ACTORS, DOSSIERS, Document
from tracker.domain.alerts import ALL_WISHES
from tracker.models import (
    Alert,
    AlertState,
    Cadence,
    Delivery,
    DeliveryState,
    Milestone,
    Subscriber,
    Subscription,
    SubscriptionState,
    Topic,
    TopicKind,
    Ultimatum,
)
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.store import store_case
from tracker.services.emails import EmailRenderer
from tracker.services.outbox.mail_worker import drain
from tracker.services.subscriptions.subscribe import plan_digests
from tracker.services.tick import tick
from tracker.transports.testing import MemoryTransport


def utc(text: str) -> datetime:
    """An instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Play:
    """A site and its clock. Nothing happens while it is off; nothing leaves while its mail server is down."""

    now: datetime
    is_on: bool = True
    server_is_up: bool = True
    mails: list[tuple[datetime, str, EmailMessage]] = field(default_factory=list)

    def __post_init__(self) -> None:
        load_catalogue(actors=ACTORS, dossiers=DOSSIERS, cases=[], now=self.now, reason="")

    def reader(self, name: str, *, zone: str = "UTC", quiet: tuple[int, int] | None = None) -> Subscriber:
        """A confirmed address."""
        hours = [time(hour) for hour in quiet] if quiet else [None, None]
        found, _ = Subscriber.objects.get_or_create(
            address_key=f"{name}@example.org",
            defaults={
                "address": f"{name}@example.org",
                "created_at": self.now,
                "confirmed_at": self.now,
                "zone": zone,
                "quiet_from": hours[0],
                "quiet_until": hours[1],
            },
        )
        return found

    def follow(
        self,
        reader: Subscriber | str,
        kind: TopicKind = TopicKind.EVERYTHING,
        key: str = "",
        *,
        wishes: int = ALL_WISHES,
        cadence: Cadence = Cadence.AT_ONCE,
    ) -> Subscription:
        """A subscription, confirmed now."""
        who = self.reader(reader) if isinstance(reader, str) else reader
        topic, _ = Topic.objects.get_or_create(kind=kind, key=key)
        made = Subscription.objects.create(
            subscriber=who,
            topic=topic,
            wishes=wishes,
            cadence=cadence,
            state=SubscriptionState.ACTIVE,
            asked_at=self.now,
            asked_from="/",
            consent_text="1",
            confirmed_at=self.now,
        )
        plan_digests(who, now=self.now)
        return made

    def store(self, document: Document) -> Ultimatum:
        """An editor saves a case."""
        store_case(document, now=self.now, reason="It was wrong.")
        return Ultimatum.objects.get(slug=document["slug"])

    def turn(self) -> None:
        """Tick and send, once."""
        if not self.is_on:
            return
        tick(now=self.now)
        if self.server_is_up:
            transport = MemoryTransport()
            drain(transport=lambda: transport, writer=EmailRenderer, clock=lambda: self.now)
            self.mails += [
                (self.now, outgoing.to, message_from_bytes(outgoing.data, policy=policy.default))
                for outgoing in transport.accepted
            ]

    def until(self, then: datetime) -> "Play":
        """Let the clock run, and the site work whenever something is due."""
        self.turn()
        while (following := self._next()) < then:
            self.now = following
            self.turn()
        self.now = then
        self.turn()
        return self

    def _next(self) -> datetime:
        open_rows = Delivery.objects.filter(state__in=[DeliveryState.DUE, DeliveryState.UNKNOWN])
        released = Alert.objects.filter(state=AlertState.PLANNED)
        coming: list[Any] = [*Milestone.objects.filter(due_at__gt=self.now).values_list("due_at", flat=True)]
        coming += released.filter(release_at__gt=self.now).values_list("release_at", flat=True)
        coming += open_rows.filter(next_at__gt=self.now).values_list("next_at", flat=True)
        for column in ("daily_at", "weekly_at", "week_ahead_at"):
            rows = Subscriber.objects.filter(**{f"{column}__gt": self.now})
            coming += rows.values_list(column, flat=True)
        return min(coming, default=datetime.max.replace(tzinfo=UTC))

    def took(self, name: str = "", since: datetime | None = None) -> list[tuple[str, str]]:
        """What a reader (all, without a name) was sent: when, and the subject without the title's end."""
        return [
            (f"{at:%m-%d %H:%M}", str(mail["Subject"]))
            for at, to, mail in self.mails
            if to.startswith(name) and (since is None or at >= since)
        ]

    def subjects(self, name: str = "", since: datetime | None = None) -> list[str]:
        """The subjects alone."""
        return [subject for _, subject in self.took(name, since)]

    def text(self, at: int = -1) -> str:
        """The words of a mail, on one line."""
        body = self.mails[at][2].get_body(("plain",))
        assert body is not None
        return " ".join(str(body.get_content()).split())


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
