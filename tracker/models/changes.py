"""The stream of what changed, for feeds, the API and webhooks."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tracker.domain.status.changes import ChangeKind
from tracker.models.fields import one_of, word
from tracker.models.ultimatums import Ultimatum


def month_day(at: datetime) -> int:
    """The month and the day of an instant in UTC as one number: 1127 for 27 November."""
    day = at.astimezone(UTC)
    return day.month * 100 + day.day


class Change(models.Model):
    """One thing that came to be known of a published case. Its id is its place in the stream: never reused.

    Derived from documents and corrections (services.cases.change_log). `at` is when the public could know it,
    `recorded_at` when the record took it in, `told_at` the later of both: when it became news here. A case
    that is taken back leaves one entry, `retracted`, in place of all others; it outlives the case. `row`
    is what outputs show of it, as plain data. `is_told`: webhooks have been told of it, or there were none to
    tell.
    """

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, null=True, related_name="changes")
    kind = word(ChangeKind)
    key = models.CharField(max_length=100)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    told_at = models.DateTimeField()
    row = models.JSONField()
    month_day = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Of `at` in UTC: 1127 for 27 November."
    )
    is_told = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            one_of(ChangeKind, "kind", "change"),
            UniqueConstraint(fields=["ultimatum", "key"], name="change_once"),
            CheckConstraint(
                condition=Q(kind=ChangeKind.RETRACTED, ultimatum__isnull=True)
                | (~Q(kind=ChangeKind.RETRACTED) & Q(ultimatum__isnull=False)),
                name="change_is_of_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="change_at"),
            models.Index(fields=["told_at", "at", "id"], name="change_told_at"),
            models.Index(fields=["month_day", "at", "id"], name="change_month_day"),
            models.Index(fields=["id"], condition=Q(kind=ChangeKind.RETRACTED), name="change_retracted"),
            models.Index(fields=["recorded_at"], condition=Q(is_told=False), name="change_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.ultimatum_id}: {self.kind} {self.key}"
