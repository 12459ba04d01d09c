"""Who names what this site publishes."""

from django.db import models
from django.db.models import CheckConstraint, Q


class Naming(models.Model):
    """The one row with the authority of this site's names: `example.org,2025` (RFC 4151, taggingEntity).

    Ids of feeds and events are made of it. Chosen once and kept, so that a change of the host changes none.
    """

    authority = models.CharField(max_length=280)

    class Meta:
        constraints = [CheckConstraint(condition=Q(id=1), name="naming_is_one_row")]

    def __str__(self) -> str:
        return self.authority
