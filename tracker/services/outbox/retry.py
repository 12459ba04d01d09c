"""The outboxes, each with its back-off: mails, messages to browsers, and the calls of webhooks.

Mails and messages are rows of one table: what is planned, corrected or cancelled of it holds for both.
"""

from datetime import timedelta

from django.conf import settings

from tracker.models import Call, Delivery
from tracker.services.outbox.lease import Outbox, waits

MOST_MAIL_ATTEMPTS = 120
"""Five days of the longest wait, as mail servers have it (RFC 5321, 4.5.4.1): a server that refuses for now
is no fault of a mail, which goes on waiting for as long as it would be of use."""


def mail_back_off(attempts: int) -> timedelta | None:
    """How long after so many failed attempts a mail is tried again; None: no more."""
    pauses = settings.MAIL_BACK_OFF_SECONDS
    return None if attempts > MOST_MAIL_ATTEMPTS else waits(pauses, min(attempts, len(pauses)))


def mail_uncertain_wait() -> timedelta:
    """How long after a lost reply the next copy of a mail goes."""
    return timedelta(seconds=settings.MAIL_UNCERTAIN_SECONDS)


def call_back_off(attempts: int) -> timedelta | None:
    """How long after so many failed attempts a call is made again; None: no more."""
    return waits(settings.WEBHOOK_BACK_OFF_SECONDS, attempts)


def push_back_off(attempts: int) -> timedelta | None:
    """How long after so many failed attempts a message to a browser is sent again; None: no more."""
    return waits(settings.PUSH_BACK_OFF_SECONDS, attempts)


def call_uncertain_wait() -> timedelta:
    """A copy of a call does no harm, receivers know it by its name: it goes at once."""
    return timedelta(0)


_REVISIONS = """((
    SELECT COALESCE(SUM(ultimatum.revision), 0)
    FROM (
        SELECT tracker_delivery.alert_id
        UNION ALL
        SELECT carried.alert_id FROM tracker_delivery AS carried
        WHERE carried.digest_id = tracker_delivery.id AND carried.state = 'held'
    ) AS told
    JOIN tracker_alert AS alert ON alert.id = told.alert_id
    JOIN tracker_ultimatum AS ultimatum ON ultimatum.id = alert.ultimatum_id
) + (
    CASE WHEN tracker_delivery.kind = 'week'
         THEN (SELECT COALESCE(MAX(version), 0) FROM tracker_board) ELSE 0 END
))"""
"""The revisions of all cases a mail tells of, added up: each only rises, so the sum tells of any change.

The week ahead tells of all there are and of those there are not: of it counts the version of the record.
"""

MAILS = Outbox(Delivery, mail_back_off, mail_uncertain_wait, _REVISIONS)
PUSHES = Outbox(Delivery, push_back_off, mail_uncertain_wait, _REVISIONS)
CALLS = Outbox(Call, call_back_off, call_uncertain_wait)
