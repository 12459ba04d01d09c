"""Browsers that are sent messages (web push, RFC 8030): where, and with which keys."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from tracker.models.subscriptions import Subscriber

LONGEST_ENDPOINT = 1000
P256DH_LENGTH, AUTH_LENGTH = 87, 22
"""Of 65 and 16 bytes in base64url without padding."""


class Browser(models.Model):
    """The push subscription of one browser; what it follows is that of its subscriber.

    `endpoint` is a secret address at its maker's push service. `p256dh` and `auth` are its keys in base64url;
    whoever knows `auth` is that browser. `failing_since`: of the first message in a row that was refused.
    """

    subscriber = models.OneToOneField(Subscriber, models.CASCADE, related_name="browser")
    endpoint = models.CharField(max_length=LONGEST_ENDPOINT)
    p256dh = models.CharField(max_length=P256DH_LENGTH)
    auth = models.CharField(max_length=AUTH_LENGTH)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(Exact(Length("p256dh"), P256DH_LENGTH)) & Q(Exact(Length("auth"), AUTH_LENGTH)),
                name="browser_keys_are_whole",
            ),
        ]

    def __str__(self) -> str:
        """Its push service alone: the rest of the endpoint is a secret."""
        return urlsplit(self.endpoint).hostname or ""
