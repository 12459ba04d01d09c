"""The mail backend that keeps mails as .eml files, newest name last; any mail program opens them."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tracker.clock import utc_now


class EmailBackend(BaseEmailBackend):
    """Writes into `settings.MAILBOX_DIR`; safe for several processes at once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message; how many were kept."""
        for message in email_messages:
            keep(message.message().as_bytes(), Path(settings.MAILBOX_DIR))
        return len(email_messages)


def keep(content: bytes, folder: Path) -> Path:
    """Write one mail under a name of its own that sorts by time; a reader never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{utc_now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    draft = folder / f"{name}.part"
    draft.write_bytes(content)
    return draft.rename(folder / f"{name}.eml")
