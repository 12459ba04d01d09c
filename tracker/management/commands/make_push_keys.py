"""Make the key with which this site signs messages to browsers."""

from typing import Any

from django.core.management.base import BaseCommand

from tracker.transports.push import new_private_key


class Command(BaseCommand):
    """`manage.py make_push_keys`."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Print it; it is stored nowhere."""
        self.stdout.write(f"ULTIMATA_PUSH_KEY={new_private_key()}")
        self.stderr.write(
            "Set it, or put it into a file that ULTIMATA_PUSH_KEY_FILE names, for web and workers alike, and "
            "keep it: with another key browsers have to be subscribed anew. It is a secret."
        )
