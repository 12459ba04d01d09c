"""What every row that is to leave once has: its state, its lease, its attempts."""

from django.db import models


class DeliveryState(models.TextChoices):
    """Where a delivery stands; services.outbox.transitions has the transitions between them."""

    HELD = "held", "Waits for a digest"
    DUE = "due", "Due"
    LEASED = "leased", "Claimed by a worker"
    SENDING = "sending", "Being sent"
    UNKNOWN = "unknown", "The reply was lost; tried again"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused for good"
    CANCELLED = "cancelled", "No longer wanted"
    EXPIRED = "expired", "Too late to be of use"
    PARKED = "parked", "Needs a human"


OPEN_STATES = (DeliveryState.HELD, DeliveryState.DUE, DeliveryState.LEASED, DeliveryState.UNKNOWN)
"""What has not left yet and can still be cancelled."""
CLAIMABLE_STATES = (DeliveryState.DUE, DeliveryState.UNKNOWN)
"""What a worker may claim once its time has come."""
CLAIMED_STATES = (DeliveryState.LEASED, DeliveryState.SENDING)
"""What a worker has in hand."""
MAYBE_SENT_STATES = (DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.PARKED)
"""What was begun and may have arrived, though nobody has said so."""
BEGUN_STATES = (*MAYBE_SENT_STATES, DeliveryState.SENT)
"""What has told its reader something, as far as anybody can know."""
STUCK_STATES = (DeliveryState.FAILED, DeliveryState.PARKED)
"""What an operator can send again."""
ENDED_STATES = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.CANCELLED,
    DeliveryState.EXPIRED,
    DeliveryState.PARKED,
)
"""Nothing more happens to it by itself."""


class Sendable(models.Model):
    """A row that workers claim and send.

    `lease_token` is whose claim it is, so that a late finisher cannot overwrite. `uncertain` counts how often
    the other side may have accepted it without our knowing, `crashes` how often a worker died that held it
    and had not begun it. `first_due_at` is when it was due before it was put off because of the other side;
    null where it never was.
    """

    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    next_at = models.DateTimeField()
    first_due_at = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    uncertain = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0, db_default=0)
    begun = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Its place, from 1, among what its lease began."
    )
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
