"""What editors have beside the record: forms that are not saved yet, and notes of reviewers."""

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint

from tracker.models.ultimatums import Ultimatum


class UnsavedForm(models.Model):
    """A case form as it was typed, kept while it is open; gone once the case is saved.

    `token` tells the forms of one editor apart, two windows with the same case too. `pairs` are the posted
    names and values; nothing of them was checked.
    """

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved_forms")
    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, null=True, related_name="unsaved_forms")
    token = models.CharField(max_length=32)
    title = models.CharField(max_length=80, blank=True)
    pairs = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [UniqueConstraint(fields=["editor", "token"], name="unsaved_form_once")]

    def __str__(self) -> str:
        return self.title or f"form {self.pk}"


class ReviewNote(models.Model):
    """What a reviewer wants to have put right or looked at in a case; for editors alone."""

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="review_notes")
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="review_notes"
    )
    written_at = models.DateTimeField()
    text = models.TextField(max_length=2000)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.text
