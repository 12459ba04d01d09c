"""The cases that editors put on top of the front page."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from tracker.models.ultimatums import Publication, Ultimatum


class Lead(models.Model):
    """A case leads the front page from one instant up to another, or until an editor takes it off.

    Half-open, as phases are. Where two hold at an instant, the later one leads. They stay, so that the front
    page of a past day is that of its day.
    """

    ultimatum = models.ForeignKey(
        Ultimatum,
        models.CASCADE,
        related_name="leads",
        limit_choices_to={"publication": Publication.PUBLISHED},
        verbose_name="case",
        help_text="A published case. It leads until it is taken off, or another one is put there.",
    )
    from_at = models.DateTimeField("from", editable=False)
    until_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="Empty: until it is taken off. In UTC."
    )

    class Meta:
        ordering = ["-from_at", "-id"]
        verbose_name = "lead of the front page"
        verbose_name_plural = "leads of the front page"
        constraints = [
            CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="lead_takes_time"
            )
        ]
        indexes = [models.Index(fields=["from_at", "until_at"], name="lead_at")]

    def __str__(self) -> str:
        return f"{self.ultimatum} from {self.from_at:%Y-%m-%d %H:%M} UTC"
