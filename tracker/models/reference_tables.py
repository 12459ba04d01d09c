"""Tables that others made, to set our figures beside: brought by whoever runs the site, never shipped."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tracker.models.fields import when


class Reference(models.Model):
    """One table: what it is, how it is cited, what may be done with it, and which file was read."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40)
    citation = models.TextField()
    licence = models.TextField()
    published = when(help_text="From when its figures could be known.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file, in hexadecimal.")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class ReferenceCase(models.Model):
    """One case of such a table: when it began, whether it was threatened and imposed, how it ended."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="cases")
    external_id = models.CharField(max_length=40)
    started = when()
    threatened = models.BooleanField()
    imposed = models.BooleanField()
    final_outcome = models.PositiveSmallIntegerField(null=True, help_text="By TIES 4.0, 1 to 10.")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["reference", "external_id"], name="reference_case_once"),
            CheckConstraint(
                condition=Q(final_outcome__isnull=True) | Q(final_outcome__range=(1, 10)),
                name="reference_case_outcome_is_of_ties",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference_id} {self.external_id}"
