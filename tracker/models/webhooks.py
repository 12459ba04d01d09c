"""Webhooks: endpoints that asked to be told, what there is to tell, and one call for each of both.

A call is a row of the same kind as a mail's delivery (models.outbox) and moves through the same states.
"""

from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from tracker.domain.webhooks import EventType
from tracker.models.alerts import Alert
from tracker.models.changes import Change
from tracker.models.fields import one_of, word
from tracker.models.outbox import CLAIMABLE_STATES, CLAIMED_STATES, STUCK_STATES, DeliveryState, Sendable
from tracker.models.subscriptions import Subscriber, Topic
from tracker.models.ultimatums import Ultimatum


class EndpointState(models.TextChoices):
    """Only an active endpoint is called; a new one gets a challenge, and nothing else before it answers."""

    PENDING = "pending", "Has not answered its challenge"
    ACTIVE = "active", "Active"
    OFF = "off", "Switched off"


class SwitchedOff(models.TextChoices):
    """Why an endpoint is switched off."""

    OWNER = "owner", _("by its owner")
    OPERATOR = "operator", _("by an operator")
    GONE = "gone", _("it answered 410 Gone")
    FAILING = "failing", _("it failed for too long")


class Endpoint(models.Model):
    """One https address that is told of what it asked for.

    `subscriber` owns it and is written to when it is switched off; `editor` is who registered it at the
    desk. `wishes` is a set of bits (domain.webhooks.event_bit). `previous_secret` signs beside `secret` until
    `previous_until`, and so do `older_secrets`, pairs of a secret and an instant. `verified_at`: when it
    answered its challenge. `again_count` of its calls were made anew on the day `again_on`. One worker at a
    time calls it: whoever holds `lease_token` until `busy_until`; it was last taken up at `served_at`.
    After `failures` calls in a row that failed, the first at `failing_since`, it rests until
    `resting_until`.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="endpoints")
    editor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    url = models.CharField(max_length=500)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="endpoints")
    wishes = models.PositiveIntegerField()
    secret = models.CharField(max_length=64)
    previous_secret = models.CharField(max_length=64, blank=True)
    previous_until = models.DateTimeField(null=True)
    older_secrets = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    state = models.CharField(max_length=8, choices=EndpointState.choices, default=EndpointState.PENDING)
    verified_at = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=8, choices=SwitchedOff.choices, blank=True)
    off_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    resting_until = models.DateTimeField(null=True)
    again_on = models.DateField(null=True)
    again_count = models.PositiveIntegerField(default=0, db_default=0)
    busy_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    served_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["subscriber", "url", "topic"], name="endpoint_once"),
            CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_is_known"),
            CheckConstraint(
                condition=Q(state__in=[EndpointState.PENDING, EndpointState.ACTIVE], off_why="")
                | Q(state=EndpointState.OFF, off_why__in=SwitchedOff.values),
                name="endpoint_off_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        """Scheme and host: what follows them may be a secret of its owner."""
        return "{0.scheme}://{0.netloc}/…".format(urlsplit(self.url))


class Occurrence(models.Model):
    """One thing to tell: an entry of the stream of changes, an alert of the clock, a test or a challenge.

    Made once for each, when it is released: `change_once_told`, `alert_once_told`. `body` is what every
    endpoint gets, to the byte. Where change and alert are gone, and it has a case, it was taken back.
    """

    kind = word(EventType)
    bit = models.PositiveIntegerField(help_text="What an endpoint must have asked for; 0: sent on demand.")
    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, null=True, related_name="+")
    change = models.ForeignKey(Change, models.SET_NULL, null=True, related_name="+", db_index=False)
    alert = models.ForeignKey(Alert, models.SET_NULL, null=True, related_name="+", db_index=False)
    release_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    is_handed_out = models.BooleanField(default=False)
    body = models.TextField()

    class Meta:
        constraints = [
            one_of(EventType, "kind", "occurrence"),
            UniqueConstraint(fields=["change"], name="change_once_told"),
            UniqueConstraint(fields=["alert"], name="alert_once_told"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_handed_out=False), name="occurrence_to_hand_out"),
            models.Index(fields=["release_at"], name="occurrence_released"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Call(Sendable):
    """One occurrence for one endpoint: unique by both, and so is its webhook-id, at every retry.

    `tries` are the newest attempts: when, status of the answer, milliseconds, its first words.
    """

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="calls", db_index=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="calls")
    tries = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        constraints = [
            UniqueConstraint(fields=["occurrence", "endpoint"], name="call_once"),
            CheckConstraint(condition=Q(state__in=DeliveryState.values), name="call_state_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at", "id"],
                condition=Q(state__in=list(CLAIMABLE_STATES)),
                name="call_to_claim",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=list(CLAIMED_STATES)),
                name="call_leased",
            ),
            models.Index(
                fields=["state", "next_at"],
                condition=Q(state__in=list(STUCK_STATES)),
                name="call_stuck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} to {self.endpoint_id}: {self.state}"


class CallBudget(models.Model):
    """How much is used up of what an endpoint or a host may be called: a token bucket (outbox.webhooks).

    It is full again at `used_until`.
    """

    name = models.CharField(max_length=280, unique=True)
    used_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["used_until"], name="call_budget_full")]

    def __str__(self) -> str:
        return self.name
