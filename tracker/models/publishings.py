"""What an editor published, kept for as long as it can be taken back, and what waits for another editor."""

from django.conf import settings
from django.db import models

from tracker.models.ultimatums import Publication, Ultimatum


class Publishing(models.Model):
    """One act that changed what the public reads of a case, and how the case stood before it.

    `revision` is that of the case right after, `before_revision` right before: only the newest act can be
    taken back, then the one before it. Kept by services.cases.publishings for the grace period.
    """

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="publishings")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    before_revision = models.PositiveIntegerField()
    document = models.JSONField(default=dict, help_text="The case as it was told; empty where it was not.")
    publication = models.CharField(max_length=16, choices=Publication.choices)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ultimatum", "id"], name="publishing_of_case")]

    def __str__(self) -> str:
        return f"{self.ultimatum_id}: {self.before_revision} → {self.revision}"


class Proposal(models.Model):
    """A change of a public case that waits for another editor, where nobody publishes what they wrote last.

    `revision` is that of the case it changes; of a case that was changed since it is not published.
    """

    ultimatum = models.OneToOneField(Ultimatum, models.CASCADE, related_name="proposal")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    document = models.JSONField(help_text="The case as it is to be told.")
    reason = models.TextField(blank=True, help_text="Of the correction; empty where only wording was mended.")

    def __str__(self) -> str:
        return f"{self.ultimatum_id}: {self.editor_id}"
