"""What is wrong with the running site, and what its operators are sent about it."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class IncidentKind(models.TextChoices):
    """What operators are sent a message about; queries.incidents says when."""

    TICK = "tick", "The tick stands still"
    MAIL = "mail", "Mail waits"
    ENDPOINT = "endpoint", "A webhook was switched off"
    FEED = "feed", "A feed is gone"
    BACKUP = "backup", "The last backup is old"
    DISK = "disk", "The disk is nearly full"


class Incident(models.Model):
    """Something that is wrong from `began_at` to `over_at`, last seen at `seen_at`.

    `subject` tells those of a kind apart: the id of an endpoint or feed, the name of a machine. The message
    that says so to operators was made at `begin_reported_at`, that it is over at `end_reported_at`.
    """

    kind = models.CharField(max_length=10, choices=IncidentKind.choices)
    subject = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    begin_reported_at = models.DateTimeField(null=True)
    end_reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["kind", "subject"], condition=Q(over_at__isnull=True), name="one_open_incident"
            ),
            CheckConstraint(
                condition=Q(end_reported_at__isnull=True) | Q(over_at__isnull=False),
                name="incident_end_reported_after_it",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class OperatorMessage(models.Model):
    """One message to one operator, sent once.

    `recipient` is a digest of the address, which stands in the settings alone. `name` stays the same however
    often it is tried. Whoever takes it to send moves `next_try_at` on first.
    """

    recipient = models.CharField(max_length=32)
    name = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title
