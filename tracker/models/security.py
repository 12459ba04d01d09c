"""Who came in, who was refused, and what was done that others have to be able to check later."""

from django.db import models
from django.db.models import CheckConstraint, Q


class FactKind(models.TextChoices):
    """What happened."""

    LOGGED_IN = "log-in", "Logged in"
    REFUSED = "refused", "Refused"
    RIGHTS_CHANGED = "rights", "Rights changed"
    FACTOR_ADDED = "factor-added", "Second factor added"
    FACTOR_REMOVED = "factor-removed", "Second factor removed"
    PUBLISHED = "published", "Published"
    CALLED_BACK = "called-back", "Called back"
    EXPORTED = "exported", "Exported"
    ERASED = "erased", "Erased"
    RESTORED = "restored", "Restored"


class SecurityFact(models.Model):
    """One fact, as it was. Append-only: the database refuses to change one, or to delete one before its time.

    Names are texts and no keys, so that a fact outlives whom it names; no mail address and no token stands in
    it. `network` is the narrowest one of the visitor (/24, /56).
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=14, choices=FactKind.choices)
    account = models.CharField(
        max_length=150, blank=True, help_text="Who did it; empty: the system, a command, or nobody known."
    )
    about = models.CharField(
        max_length=200, blank=True, help_text="What it was done to: a case, an account, a reader."
    )
    detail = models.CharField(max_length=300, blank=True, help_text="How, or what exactly.")
    network = models.CharField(max_length=43, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=FactKind.values), name="security_fact_kind_is_known")
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="security_fact_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}".strip()
