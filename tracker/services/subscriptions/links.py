"""Links in mails, with the key of the subscriber they were sent to: what they allow, how they are revoked.

A mail of before there were such keys carries a way out that the secret key signs; it holds until its owner
revokes her links. A link of that kind to one's own page counts as too old.
"""

from datetime import UTC, datetime

from django.db import transaction

from tracker.models import Subscriber, Subscription
from tracker.models.subscriptions import new_link_key
from tracker.services.subscriptions import tokens
from tracker.services.subscriptions.tokens import Leave, LeaveKind, TokenExpired, TokenInvalid


def unsubscribe_token(leave: Leave) -> str:
    """The token of a way out (1 query)."""
    owner = _owner(leave)
    return tokens.unsubscribe_token(leave, owner.link_key if owner else "")


def read_unsubscribe_token(token: str) -> Leave:
    """What it ends (1 query); raises `TokenInvalid`, for one that was revoked, too.

    What has gone since cannot be checked and ends nothing; whoever wanted out of it is out.
    """
    leave = tokens.claimed_leave(token)
    owner = _owner(leave)
    if owner is None:
        return leave
    try:
        return tokens.read_unsubscribe_token(token, owner.link_key)
    except TokenInvalid:
        if owner.links_revoked_at is not None:
            raise
        return tokens.read_unsubscribe_token(token)


def manage_token(subscriber_id: int, *, now: datetime) -> str:
    """The token of one's own page (1 query)."""
    key = Subscriber.objects.values_list("link_key", flat=True).get(pk=subscriber_id)
    return tokens.manage_token(subscriber_id, key, now=now)


def read_manage_token(token: str, *, now: datetime) -> Subscriber | None:
    """Whose page it opens (1 query), None: it is erased. Raises `TokenInvalid` or `TokenExpired`."""
    pk = tokens.claimed_subscriber(token)
    found = Subscriber.objects.filter(pk=pk).first()
    if found is not None and found.link_key:
        try:
            tokens.read_manage_token(token, found.link_key, now=now)
        except TokenInvalid:
            pass
        else:
            return found
    try:
        tokens.read_manage_token(token, now=now)
    except TokenInvalid:
        if found is None:
            return None
        raise
    raise TokenExpired(datetime.fromtimestamp(0, UTC))


def read_successor_token(token: str, *, now: datetime) -> tuple[Subscriber, int]:
    """Who may follow what which mail offered (1 query); raises `TokenInvalid` or `TokenExpired`."""
    pk, delivery = tokens.claimed_offer(token)
    found = Subscriber.objects.filter(pk=pk).first()
    if found is None:
        raise TokenInvalid
    tokens.check_successor_token(token, found.link_key, now=now)
    return found, delivery


@transaction.atomic
def revoke(subscriber: Subscriber, *, now: datetime) -> None:
    """End every link that was ever mailed to a subscriber; new mails carry new ones."""
    subscriber.link_key, subscriber.links_revoked_at = new_link_key(), now
    subscriber.save(update_fields=["link_key", "links_revoked_at"])


def _owner(leave: Leave) -> Subscriber | None:
    """Whose links sign a way out."""
    if leave.kind is not LeaveKind.SUBSCRIPTION:
        return Subscriber.objects.filter(pk=leave.id).first()
    found = Subscription.objects.select_related("subscriber").filter(pk=leave.id).first()
    return found.subscriber if found else None
