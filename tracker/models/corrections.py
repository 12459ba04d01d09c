"""The public log of what we had wrong: a correction is not a change."""

from django.conf import settings
from django.db import models

from tracker.models.ultimatums import Ultimatum


class Correction(models.Model):
    """One corrected fact of a published case; keeps the earlier version. Append-only."""

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="corrections")
    made_at = models.DateTimeField()
    reason = models.TextField(help_text="Why the earlier version was wrong.")
    path = models.CharField(max_length=200, help_text="Which fact, as deadlines[d2].")
    before = models.JSONField(null=True, help_text="The fact as it stood; null where it was missing.")
    after = models.JSONField(null=True, help_text="The fact as it stands; null where it was removed.")
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="corrections"
    )

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["ultimatum", "made_at"], name="correction_ultimatum_made_at")]

    def __str__(self) -> str:
        return self.reason
