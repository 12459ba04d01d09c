"""What came back: mails that did not arrive, and complaints. Back off first, then stop writing.

A report read from a mailbox is believed when it quotes the signed Message-ID of a mail we sent, or came to
the signed return path of one; anybody can write a report, nobody else can write those. A provider's notice is
believed because its call is signed.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction

from tracker.models import Delivery, Subscriber, SuppressionReason
from tracker.queries.deliveries import ABOUT_US, REPORTS
from tracker.services.heartbeat import note_mail_worker
from tracker.services.outbox.transitions import Event, apply
from tracker.services.subscriptions.subscribe import suppress
from tracker.services.subscriptions.tokens import TokenInvalid, read_message_id, read_return_token
from tracker.transports.bounces import Action, Bounce, read_report
from tracker.transports.email_addresses import BadAddress, parse_address

log = logging.getLogger(__name__)
SCORED_FOR = timedelta(days=14)
MOST_DAYS = 3
"""On so many days of those a mail may come back; on the last of them the address is suppressed."""


class Verdict(StrEnum):
    """What a report led to."""

    SUPPRESSED = "suppressed"
    SCORED = "scored"
    NOTED = "noted"  # a delay or a success: nothing to do
    REPEATED = "repeated"  # this mail is known to have come back
    FORGED = "forged"  # it neither quotes a mail of ours nor came to its return path
    GONE = "gone"  # the mail was ours and is not kept: its reader erased everything, or it is too old


@dataclass(frozen=True, slots=True)
class Taken:
    """One recipient of a report and what it led to."""

    bounce: Bounce
    verdict: Verdict


class Notice(StrEnum):
    """What a provider can tell of an address."""

    NO_SUCH_ADDRESS = "no such address"
    FAILED = "failed"
    COMPLAINED = "complained"


def take_report(raw: bytes, *, came_to: str = "", now: datetime) -> list[Taken]:
    """Take a report from its bytes; one verdict a recipient, none where the mail reports nothing.

    `came_to` is the address it was delivered to, as the mail server says; else what its headers say counts.
    What came of them is counted for operators, and a report that blames us is logged: it will come back for
    others, too, until somebody sets right what it complains of.
    """
    taken = [Taken(bounce, _take(bounce, came_to or bounce.key, now=now)) for bounce in read_report(raw)]
    counts = Counter(each.verdict.value for each in taken)
    for each in taken:
        if each.bounce.is_about_us and each.verdict is not Verdict.FORGED:
            counts[ABOUT_US] += 1
            log.warning("A mail came back because of us: %s", each.bounce.diagnostic)
    if counts:
        note_mail_worker(counts, now=now, name=REPORTS)
    return taken


@transaction.atomic
def take_notice(address: str, notice: Notice, *, detail: str, now: datetime) -> Verdict:
    """Take what a provider tells of an address whose call has been checked.

    A day counts once however often it is told. An address we do not know is suppressed as well when its
    owner complained or it does not exist: it may have been erased, and mail to it must not begin anew.
    """
    try:
        key = parse_address(address).canonical
    except BadAddress:
        return Verdict.NOTED
    if notice is Notice.COMPLAINED:
        return _suppressed(key, SuppressionReason.COMPLAINED, detail, now=now)
    if notice is Notice.NO_SUCH_ADDRESS:
        return _suppressed(key, SuppressionReason.BOUNCED, detail, now=now)
    subscriber = Subscriber.objects.select_for_update().filter(address_key=key).first()
    return _scored(subscriber, detail, now=now) if subscriber else Verdict.GONE


def _take(bounce: Bounce, came_to: str, *, now: datetime) -> Verdict:
    pk = _delivery_of(bounce.message_id, came_to)
    if pk is None:
        return Verdict.FORGED
    if bounce.action not in (Action.FAILED, Action.COMPLAINT):
        return Verdict.NOTED
    delivery = Delivery.objects.select_related("subscriber").filter(pk=pk).first()
    return _came_back(bounce, delivery, now=now) if delivery else Verdict.GONE


def _delivery_of(message_id: str, came_to: str) -> int | None:
    """Whose mail a report is about: by what it quotes or, where that is nothing of ours, by where it came."""
    try:
        return read_message_id(message_id)
    except TokenInvalid:
        try:
            return read_return_token(came_to)
        except TokenInvalid:
            return None


@transaction.atomic
def _came_back(bounce: Bounce, delivery: Delivery, *, now: datetime) -> Verdict:
    detail = f"{bounce.status} {bounce.diagnostic}".strip()
    key = delivery.subscriber.address_key
    if bounce.action is Action.COMPLAINT:
        return _suppressed(key, SuppressionReason.COMPLAINED, detail, now=now)
    # By compare-and-set, so that a report that is played again, or comes for two recipients, counts once.
    if not apply(Event.BOUNCE, Delivery.objects.filter(pk=delivery.pk), error=f"came back: {detail}"):
        return Verdict.REPEATED
    # Another recipient than ours means that she forwards her mail: her own address still exists.
    if bounce.is_about_the_address and _key_of(bounce.recipient) == key:
        return _suppressed(key, SuppressionReason.BOUNCED, detail, now=now)
    subscriber = Subscriber.objects.select_for_update().get(pk=delivery.subscriber_id)
    return _scored(subscriber, detail, now=now)


def _key_of(address: str) -> str:
    try:
        return parse_address(address).canonical
    except BadAddress:
        return ""


def _suppressed(key: str, reason: SuppressionReason, detail: str, *, now: datetime) -> Verdict:
    suppress(key, reason, now=now, detail=detail)
    return Verdict.SUPPRESSED


def _scored(subscriber: Subscriber, detail: str, *, now: datetime) -> Verdict:
    subscriber.bounced_on = recent_days(subscriber.bounced_on, now.date())
    subscriber.save(update_fields=["bounced_on"])
    if len(subscriber.bounced_on) >= MOST_DAYS:
        return _suppressed(subscriber.address_key, SuppressionReason.BOUNCED, detail, now=now)
    return Verdict.SCORED


def recent_days(days: Sequence[str], today: date) -> list[str]:
    """The days of the last 14, today included once, in order."""
    oldest = today - SCORED_FOR + timedelta(days=1)
    return sorted({day for day in (*days, today.isoformat()) if oldest <= date.fromisoformat(day) <= today})
