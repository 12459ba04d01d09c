"""The mail backend that keeps mails as .eml files, newest name last; any mail program opens them."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tracker.clock import utc_now
from tracker.models import Subscriber


class EmailBackend(BaseEmailBackend):
    """Writes into `settings.MAILBOX_DIR`; safe for several processes at once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message; how many were kept."""
        for message in email_messages:
            keep(message.message().as_bytes(), Path(settings.MAILBOX_DIR))
        return len(email_messages)


def forget_subscriber(instance: Subscriber, **_: Any) -> None:
    """Delete the kept mails of an address once it is erased for good (a receiver of `post_delete`)."""
    transaction.on_commit(lambda: forget(instance.address_key, Path(settings.MAILBOX_DIR)))


def forget(address_key: str, folder: Path) -> None:
    """Delete every mail to an address, in any of its spellings."""
    for file in folder.glob("*.eml"):
        with suppress(FileNotFoundError), file.open("rb") as content:
            told = BytesHeaderParser().parse(content).get_all("To", [])
            if any(address.lower() == address_key for _name, address in getaddresses(told)):
                file.unlink(missing_ok=True)


def keep(content: bytes, folder: Path) -> Path:
    """Write one mail under a name of its own that sorts by time; a reader never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{utc_now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    draft = folder / f"{name}.part"
    draft.write_bytes(content)
    return draft.rename(folder / f"{name}.eml")
