"""The ledger of mails: milestones ahead, one alert for each thing worth a mail, one delivery a subscriber.

The rows are the truth; Celery only wakes workers to look at them.
"""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tracker.domain.alerts import AlertKind
from tracker.models.fields import one_of, word
from tracker.models.outbox import CLAIMABLE_STATES, CLAIMED_STATES, STUCK_STATES, DeliveryState, Sendable
from tracker.models.subscriptions import Subscriber, Subscription
from tracker.models.ultimatums import Ultimatum


class Milestone(models.Model):
    """An instant ahead at which something about a case falls due or becomes known; gone once it has.

    Derived from the record (domain.alerts.milestones) in the transaction that changes it.
    """

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="milestones")
    kind = word(AlertKind)
    key = models.CharField(max_length=100)
    about = models.CharField(max_length=150, default="", db_default="")
    offset_seconds = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of(AlertKind, "kind", "milestone"),
            UniqueConstraint(fields=["ultimatum", "kind", "about", "offset_seconds"], name="milestone_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="milestone_due")]

    def __str__(self) -> str:
        return f"{self.ultimatum_id}: {self.kind} {self.key}"


class AlertState(models.TextChoices):
    """How far an alert has come."""

    PLANNED = "planned", "Waiting"
    OPEN = "open", "Being handed out"
    DONE = "done", "Handed out to all"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Merged into a later one"


WITHDRAWABLE_STATES = (AlertState.PLANNED, AlertState.OPEN, AlertState.DONE)


class Alert(models.Model):
    """One thing worth a mail: unique by case, kind, offset and what it is about (domain.alerts.Milestone).

    News typed by an editor is released after a grace period in which it can be called back. `was` is what a
    moved date was before (the `due` of the case format). `told` is what its mails say that may turn out to
    be wrong (services.alerts.corrections); a mail says what its alert does, and what is sent is never
    changed. `corrected_by` is the correction that goes to whoever was told it. `fanned_to` is the last
    subscription handed out to. `pruned` is how many of its deliveries are no longer kept
    (services.retention).
    """

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="alerts")
    kind = word(AlertKind)
    key = models.CharField(max_length=100)
    about = models.CharField(max_length=150, default="", db_default="")
    offset_seconds = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    release_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.PLANNED)
    reason = models.CharField(max_length=100, blank=True, help_text="Why it was withdrawn.")
    was = models.JSONField(null=True)
    told = models.JSONField(null=True)
    corrected_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="corrects")
    fanned_to = models.BigIntegerField(default=0)
    pruned = models.PositiveBigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of(AlertKind, "kind", "alert"),
            CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state_is_known"),
            UniqueConstraint(fields=["ultimatum", "kind", "about", "offset_seconds"], name="alert_once"),
        ]
        indexes = [
            models.Index(
                fields=["release_at"],
                condition=Q(state__in=[AlertState.PLANNED, AlertState.OPEN]),
                name="alert_to_hand_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class WeekAheadIssue(models.Model):
    """What mails of the week ahead showed, once for all mails that show the same.

    `key` is made of the alerts, which keep what was said of each date (AlertKind.LISTED).
    """

    key = models.CharField(max_length=64, unique=True)
    alerts = models.ManyToManyField(Alert, related_name="issues")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"the week ahead of {self.made_at:%Y-%m-%d}"


class DeliveryKind(models.TextChoices):
    """What sort of mail a delivery is."""

    ALERT = "alert", "Alert"
    DIGEST = "digest", "Digest"
    WEEK_AHEAD = "week", "The week ahead"
    CONFIRMATION = "confirmation", "Confirmation"
    ACCESS = "access", "Link to one's own page"
    ENDPOINT = "endpoint", "Webhook switched off"
    RETRACTED = "retracted", "Case taken back"


OF_ALERTS = (DeliveryKind.ALERT, DeliveryKind.RETRACTED)
RETRACTION = "retracted:case"
"""The key of a correction that takes back all that was told of a case; no fact of a case has it."""


class Delivery(Sendable):
    """One mail to one subscriber: unique by alert and subscriber, so that nobody gets a thing twice.

    `digest` is the digest that carries it, `issue` what a mail of the week ahead shows. That a case was taken
    back goes alone and at once. `is_push`: it is a message to a browser, by the same rules.
    """

    # A million rows come of one statement that holds the alert's row locked and reads the subscriptions: to
    # check each again would cost as much as the rows do, and their indexes more. The unique key begins with
    # the alert; the subscription only says why, and is asked for together with its subscriber. Whoever is
    # erased while a statement runs leaves rows behind that nobody sends (services.outbox.mail).
    alert = models.ForeignKey(
        Alert, models.CASCADE, null=True, related_name="deliveries", db_index=False, db_constraint=False
    )
    subscription = models.ForeignKey(
        Subscription,
        models.DO_NOTHING,
        null=True,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    digest = models.ForeignKey("self", models.CASCADE, null=True, related_name="carries", db_index=False)
    issue = models.ForeignKey(
        WeekAheadIssue, models.SET_NULL, null=True, related_name="deliveries", db_index=False
    )
    kind = models.CharField(max_length=12, choices=DeliveryKind.choices)
    cadence = models.PositiveSmallIntegerField(default=0)
    is_push = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name_plural = "deliveries"
        permissions = [("read_mailbox", "Can read the mails of a site without a mail server")]
        constraints = [
            UniqueConstraint(fields=["alert", "subscriber"], name="delivery_once"),
            CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            CheckConstraint(condition=Q(kind__in=DeliveryKind.values), name="delivery_kind_is_known"),
            CheckConstraint(
                condition=Q(kind__in=OF_ALERTS, alert__isnull=False)
                | (~Q(kind__in=OF_ALERTS) & Q(alert__isnull=True)),
                name="delivery_alert_fits_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state__in=list(CLAIMABLE_STATES)),
                name="delivery_to_claim",
            ),
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state__in=list(CLAIMABLE_STATES), is_push=True),
                name="delivery_push_to_claim",
            ),
            models.Index(
                fields=["first_due_at"],
                condition=Q(state__in=list(CLAIMABLE_STATES), first_due_at__isnull=False),
                name="delivery_put_off",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=list(CLAIMED_STATES)),
                name="delivery_leased",
            ),
            models.Index(fields=["subscriber", "state"], name="delivery_of_subscriber"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="delivery_carried"),
            models.Index(fields=["issue"], condition=Q(issue__isnull=False), name="delivery_of_issue"),
            models.Index(
                fields=["state", "next_at"],
                condition=Q(state__in=list(STUCK_STATES)),
                name="delivery_stuck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.subscriber_id}: {self.state}"
