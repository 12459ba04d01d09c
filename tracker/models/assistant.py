"""Whether texts may be sent to a language model, who said so, and when."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q


class AssistantConsent(models.Model):
    """One answer to whether texts may leave for a model: the newest of an address and model holds.

    Never changed: whoever takes it back adds another.
    """

    address = models.CharField(max_length=500)
    model = models.CharField(max_length=200)
    is_given = models.BooleanField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "consent to ask a model"
        verbose_name_plural = "consent to ask a model"
        ordering = ["-answered_at", "-id"]
        constraints = [
            CheckConstraint(condition=~Q(address="") & ~Q(model=""), name="assistant_consent_names_whom"),
        ]

    def __str__(self) -> str:
        return f"{'Given' if self.is_given else 'Not given'}: {self.model} at {self.address}"
