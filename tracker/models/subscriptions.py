"""Who wants to hear of what: addresses without accounts, subscriptions, and who must not be written to."""

import secrets

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import check_zone

LONGEST_NOTE = 500


class TopicKind(models.TextChoices):
    """What a subscription follows."""

    CASE = "case", "A case"
    DOSSIER = "dossier", "A dossier"
    ACTOR = "actor", "An actor"
    EVERYTHING = "everything", "Everything"
    FILTER = "filter", "A filter of the dashboard"


class Topic(models.Model):
    """Something that can be followed. `key` is a slug, empty for everything, or a filter's query string."""

    kind = models.CharField(max_length=16, choices=TopicKind.choices)
    key = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "key"], name="topic_once"),
            CheckConstraint(condition=Q(kind__in=TopicKind.values), name="topic_kind_is_known"),
            CheckConstraint(
                condition=Q(kind=TopicKind.EVERYTHING, key="") | (~Q(kind=TopicKind.EVERYTHING) & ~Q(key="")),
                name="topic_key_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


PUSH_KEY = "push:"
"""What the key of a browser begins with, where that of an address has an @."""


def new_link_key() -> str:
    """A random key: 256 bits."""
    return secrets.token_urlsafe(32)


class Subscriber(models.Model):
    """One address. `address_key` is the form in which two spellings of one mailbox are equal.

    Or one browser without an address (models.push): both columns are `push:` and a hash of its endpoint.

    `link_key` signs the links mailed to it (services.subscriptions.links); those of before `links_revoked_at`
    are void.
    """

    address = models.CharField(max_length=320)
    address_key = models.CharField(max_length=320, unique=True)
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=64, default="UTC", validators=[check_zone])
    quiet_from = models.TimeField(
        null=True, blank=True, help_text="Local hour from which mails are held back."
    )
    quiet_until = models.TimeField(null=True, blank=True, help_text="Local hour from which they go again.")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    link_key = models.CharField(max_length=43, default=new_link_key, db_default="")
    links_revoked_at = models.DateTimeField(null=True)
    confirmation_sent_at = models.DateTimeField(null=True, help_text="At most one confirmation mail an hour.")
    daily_at = models.DateTimeField(
        null=True, help_text="When the next daily digest is due; null: none wanted."
    )
    weekly_at = models.DateTimeField(
        null=True, help_text="When the next weekly digest is due; null: none wanted."
    )
    week_ahead_at = models.DateTimeField(
        null=True, help_text="When the next mail of the week ahead is due; null: none wanted."
    )
    bounced_on = models.JSONField(
        default=list, blank=True, help_text="The days of the last 14 on which a mail came back."
    )

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="subscriber_quiet_hours_are_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["daily_at"], condition=Q(daily_at__isnull=False), name="subscriber_daily"),
            models.Index(
                fields=["weekly_at"], condition=Q(weekly_at__isnull=False), name="subscriber_weekly"
            ),
            models.Index(
                fields=["week_ahead_at"],
                condition=Q(week_ahead_at__isnull=False),
                name="subscriber_week_ahead",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_push(self) -> bool:
        """Whether it is a browser, which is sent messages in place of mails."""
        return self.address_key.startswith(PUSH_KEY)


class Cadence(models.IntegerChoices):
    """How soon a mail goes."""

    AT_ONCE = 0, "At once"
    DAILY = 1, "Once a day"
    WEEKLY = 2, "Once a week"


class SubscriptionState(models.TextChoices):
    """Only an active subscription gets mail."""

    PENDING = "pending", "Not confirmed"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


GOES_ON = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)


class Subscription(models.Model):
    """One wish of one address, with the proof of consent: when, from which page, which text.

    A row is a request; asking anew adds another and changes none, and what has ended stays as it was. Only
    one about a topic goes on. `profile` is how the request wanted to be written to; it counts once the
    address is confirmed by it.

    `wishes` is a set of bits (domain.alerts.wish_bit): one for each kind of news and each offset, and one
    for the week ahead. `note` is the reader's own, for her mails and her page alone; it goes when the
    subscription ends. `successor_offered_by` is the delivery whose mail offered the next ultimatum of the
    same two; once it is set no other mail does. `is_push`: its subscriber is a browser.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="subscriptions")
    wishes = models.PositiveIntegerField()
    cadence = models.PositiveSmallIntegerField(choices=Cadence.choices, default=Cadence.AT_ONCE)
    profile = models.JSONField(null=True)
    state = models.CharField(
        max_length=8, choices=SubscriptionState.choices, default=SubscriptionState.PENDING
    )
    asked_at = models.DateTimeField()
    asked_from = models.CharField(max_length=500, help_text="The page the form was sent from.")
    consent_text = models.CharField(max_length=64, help_text="Version of the text that was agreed to.")
    network = models.CharField(
        max_length=64, blank=True, help_text="Shortened network address of the request."
    )
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True, default="", db_default="")
    successor_offered_by = models.BigIntegerField(null=True)
    is_push = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=LessThanOrEqual(Length("note"), LONGEST_NOTE), name="subscription_note_is_short"
            ),
            UniqueConstraint(
                fields=["subscriber", "topic"],
                condition=Q(state__in=list(GOES_ON)),
                name="subscription_once",
            ),
            CheckConstraint(
                condition=Q(state__in=SubscriptionState.values), name="subscription_state_is_known"
            ),
            CheckConstraint(condition=Q(cadence__in=Cadence.values), name="subscription_cadence_is_known"),
            CheckConstraint(
                condition=Q(is_push=False) | Q(cadence=Cadence.AT_ONCE), name="subscription_push_is_at_once"
            ),
            CheckConstraint(
                condition=Q(state=SubscriptionState.PENDING)
                | Q(state=SubscriptionState.ENDED)
                | Q(confirmed_at__isnull=False),
                name="subscription_active_is_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic", "id"],
                condition=Q(state=SubscriptionState.ACTIVE),
                name="subscription_fan_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} → {self.topic_id}"


class SuppressionReason(models.TextChoices):
    """Why an address is not written to."""

    BOUNCED = "bounced", _("The address does not exist")
    COMPLAINED = "complained", _("Its owner reported our mail as unwanted")
    REFUSED = "refused", _("Its owner did not ask for the confirmation mail")
    MANUAL = "manual", _("Entered by an operator")


class Suppression(models.Model):
    """An address we do not write to, by a keyed hash of it, so that it survives erasure."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=16, choices=SuppressionReason.choices)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True, help_text="Null: until somebody lifts it.")
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(reason__in=SuppressionReason.values), name="suppression_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since_at:%Y-%m-%d}"


class SiteKey(models.Model):
    """A random key that has to outlive the secret key and be the same on every machine."""

    name = models.CharField(max_length=32, unique=True)
    value = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One attempt to do what strangers may do only so often (services.rate_limit); kept for a day."""

    form = models.CharField(max_length=16)
    network_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["form", "network_hash", "at"], name="attempt_network")]

    def __str__(self) -> str:
        return f"{self.form} at {self.at}"
