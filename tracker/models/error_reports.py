"""Errors that readers report: the queue of the editors."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from tracker.models.ultimatums import Ultimatum


class ReportState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class Report(models.Model):
    """What a reader found wrong in a case. Everything but state and remark is as the reader wrote it."""

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="reports", verbose_name="case")
    shown = models.CharField(max_length=500, verbose_name="what the page shows")
    right = models.CharField(max_length=500, verbose_name="what would be right")
    source_url = models.CharField(max_length=1000, verbose_name="where that can be read")
    note = models.TextField(blank=True)
    email = models.CharField(
        max_length=320, blank=True, help_text="For a question back; forgotten 30 days after the decision."
    )
    seen_as_of = models.CharField(
        max_length=25, blank=True, help_text="The instant of the page it is about; empty: the present."
    )
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    remark = models.TextField(blank=True, help_text="Why, or what was changed; for the other editors.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "reported error"
        ordering = ["-received_at"]
        constraints = [
            CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_is_known"),
            CheckConstraint(
                condition=Q(state=ReportState.OPEN, decided_at__isnull=True)
                | (~Q(state=ReportState.OPEN) & Q(decided_at__isnull=False)),
                name="report_is_decided_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at"], name="report_queue"),
            models.Index(fields=["decided_at"], condition=~Q(email=""), name="report_address"),
        ]

    def __str__(self) -> str:
        return f"{self.ultimatum.slug}: {self.shown}"[:120]
