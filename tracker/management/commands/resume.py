"""Let a site that was restored from a backup send again."""

from typing import Any

from django.core.management.base import BaseCommand

from tracker.services.pause import resume


class Command(BaseCommand):
    """`manage.py resume`."""

    help = "Let a site that was restored from a backup send again; what was due before the restore expires."

    def handle(self, **options: Any) -> None:
        """Resume, and say what will not be sent."""
        done = resume()
        if done is None:
            self.stdout.write("The site is not paused; there is nothing to do.")
            return
        self.stdout.write(
            f"The site sends again. {done.mails} mails and {done.calls} calls of webhooks that were due "
            f"before the restore ({done.since:%Y-%m-%d %H:%M} UTC) have expired: they may have been sent."
        )
