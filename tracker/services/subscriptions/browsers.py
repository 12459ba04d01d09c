"""Browsers that are told by messages and have no address: who they are, what they follow, how they leave.

A browser is a subscriber like any other, so alerts, corrections and the way out are the same; it is told over
its push service. Whoever knows its `auth`, which only that browser and we do, is that browser.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from tracker.models import (
    LONGEST_ENDPOINT,
    PUSH_KEY,
    Browser,
    Subscriber,
    SubscriptionState,
    Topic,
)
from tracker.services.subscriptions.subscribe import Consent, Wish, erase, follow
from tracker.transports.http_guard import BadCallee, read_callee
from tracker.transports.push import BadPushKey, BrowserKeys, read_keys


class NotAccepted(ValueError):
    """What a browser gave cannot be used; the message says why, to its reader."""


@dataclass(frozen=True, slots=True)
class Given:
    """A push subscription as a browser gives it: its endpoint and keys, checked."""

    endpoint: str
    keys: BrowserKeys

    @property
    def address_key(self) -> str:
        """What its subscriber is known by."""
        return f"{PUSH_KEY}{sha256(self.endpoint.encode()).hexdigest()}"


def given(endpoint: str, p256dh: str, auth: str) -> Given:
    """What a browser gave; raises `NotAccepted` for an address that is not public or of no push service, and
    for keys that no browser has."""
    try:
        callee = read_callee(endpoint, allow_local=settings.WEBHOOKS_LOCAL, longest=LONGEST_ENDPOINT)
    except BadCallee as error:
        raise NotAccepted(str(error)) from error
    if not settings.WEBHOOKS_LOCAL and not is_push_service(callee.host):
        words = _("This site sends no messages by the push service of your browser (%(host)s).")
        raise NotAccepted(words % {"host": callee.host})
    try:
        return Given(str(callee), read_keys(p256dh, auth))
    except BadPushKey as error:
        problem = _("The keys of the browser are damaged: %(problem)s.") % {"problem": error}
        raise NotAccepted(problem) from error


def is_push_service(host: str) -> bool:
    """Whether this site sends to a push service of that name (ULTIMATA_PUSH_SERVICES)."""
    return any(host == each or host.endswith(f".{each}") for each in settings.PUSH_SERVICES)


@transaction.atomic
def follow_by_browser(
    browser: Given, wish: Wish, consent: Consent, *, language: str, zone: str, now: datetime
) -> Subscriber:
    """Tell a browser of something from now on; what it follows already stays as it is.

    Raises `NotAccepted` where its endpoint is known by other keys, and `subscribe.TooMany`.
    """
    subscriber = _subscriber_of(browser, language=language, zone=zone, now=now)
    topic = Topic.objects.filter(kind=wish.topic_kind, key=wish.topic_key)
    going_on = subscriber.subscriptions.filter(topic__in=topic, state=SubscriptionState.ACTIVE)
    if not going_on.exists():
        follow(subscriber, wish, consent, now=now)
    return subscriber


def _subscriber_of(browser: Given, *, language: str, zone: str, now: datetime) -> Subscriber:
    """The subscriber of a browser, locked; made where it is new."""
    key = browser.address_key
    new = Subscriber(address=key, address_key=key, language=language, zone=zone, created_at=now)
    Subscriber.objects.bulk_create([new], ignore_conflicts=True)
    subscriber = Subscriber.objects.select_for_update().get(address_key=key)
    row, _is_new = Browser.objects.get_or_create(
        subscriber=subscriber,
        defaults={
            "endpoint": browser.endpoint,
            "p256dh": browser.keys.p256dh,
            "auth": browser.keys.auth,
            "created_at": now,
        },
    )
    if not constant_time_compare(row.auth, browser.keys.auth) or row.p256dh != browser.keys.p256dh:
        raise NotAccepted(_("That browser is known by other keys."))
    return subscriber


def browser_of(endpoint: str, auth: str) -> Browser | None:
    """The browser of that endpoint whose secret this is (1 query)."""
    key = f"{PUSH_KEY}{sha256(endpoint.encode()).hexdigest()}"
    found = Browser.objects.select_related("subscriber").filter(subscriber__address_key=key).first()
    return found if found and constant_time_compare(found.auth, auth.rstrip("=")) else None


@transaction.atomic
def renew(old: Browser, new: Given) -> None:
    """Send to another endpoint from now on: the browser's push service has replaced the one before.

    Where the new one follows something already, that is what goes on.
    """
    if Subscriber.objects.filter(address_key=new.address_key).exclude(pk=old.subscriber_id).exists():
        erase(old.subscriber)
        return
    key = new.address_key
    Subscriber.objects.filter(pk=old.subscriber_id).update(address=key, address_key=key)
    Browser.objects.filter(pk=old.pk).update(
        endpoint=new.endpoint, p256dh=new.keys.p256dh, auth=new.keys.auth, failing_since=None
    )


def forget(subscriber: int) -> None:
    """Forget a browser with all it followed: it is gone, or has failed for too long."""
    found = Subscriber.objects.filter(pk=subscriber).first()
    if found is not None:
        erase(found)
