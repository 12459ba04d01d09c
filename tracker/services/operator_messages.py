"""Messages to operators leave by themselves and not through the outbox, which may be what they are about."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from time import monotonic

from django.conf import settings
from django.db.models import F

from tracker.models import OperatorMessage
from tracker.services.incidents import address_digest
from tracker.services.outbox.lease import Clock
from tracker.transports.base import Transport, TransportError
from tracker.transports.chats import Message, request_of
from tracker.transports.webhooks import WebhookRequest, WebhookTransport

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
"""Whoever takes a message and dies has it tried again after so long, more than a try can last."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
GIVEN_UP_AFTER = timedelta(days=7)
MOST_SECONDS = 40.0


def send_messages(
    *, mail: Callable[[], Transport], webhooks: Callable[[], WebhookTransport], clock: Clock
) -> int:
    """Send the messages that are due; how many were accepted.

    One that is refused is tried again, later each time, for a week. A process that dies between the answer of
    a server and the note of it is the one case in which a message may come twice, under the same name.
    """
    addresses = {address_digest(address): address for address in settings.OPERATORS}
    now, until, sent = clock(), monotonic() + MOST_SECONDS, 0
    due = OperatorMessage.objects.filter(
        recipient__in=addresses,
        sent_at__isnull=True,
        next_try_at__lte=now,
        made_at__gt=now - GIVEN_UP_AFTER,
    )
    for row in due.order_by("made_at", "pk"):
        if monotonic() > until:
            break
        mine = OperatorMessage.objects.filter(pk=row.pk, sent_at__isnull=True, next_try_at=row.next_try_at)
        if not mine.update(next_try_at=now + LEASE, attempts=F("attempts") + 1):
            continue
        address = addresses[row.recipient]
        try:
            _post(webhooks(), address, row) if "://" in address else _mail(mail(), address, row)
        except TransportError as error:
            pause = min(FIRST_PAUSE * 2 ** min(row.attempts, 10), LONGEST_PAUSE)
            OperatorMessage.objects.filter(pk=row.pk).update(next_try_at=clock() + pause)
            log.warning("A message to an operator did not leave, and is tried again: %s", error.phase.value)
        else:
            OperatorMessage.objects.filter(pk=row.pk).update(sent_at=clock())
            sent += 1
    return sent


def _mail(transport: Transport, address: str, row: OperatorMessage) -> None:
    sender = parseaddr(settings.SERVER_EMAIL)[1]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = settings.SERVER_EMAIL, address
    message["Subject"] = f"[{settings.SITE_HOST}] {row.title}"
    message["Date"] = format_datetime(row.made_at)
    message["Message-ID"] = f"<{row.name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.text)
    try:
        transport.send(sender, address, message.as_bytes())
    finally:
        transport.close()


def _post(transport: WebhookTransport, address: str, row: OperatorMessage) -> None:
    said = Message(row.title, row.text, f"{settings.SITE_URL}/status/", row.name, is_pressing=True)
    chat = request_of(address, said)
    if chat:
        request = WebhookRequest("", chat.url, chat.body, None, chat.headers, method=chat.method)
    else:
        event = {
            "type": "site.incidents",
            "timestamp": row.made_at.isoformat(),
            "data": {"title": row.title, "text": row.text},
        }
        request = WebhookRequest("", address, json.dumps(event).encode(), None, (("webhook-id", row.name),))
    error = transport.deliver(request).error
    if error is not None:
        raise error
