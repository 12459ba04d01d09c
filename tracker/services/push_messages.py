"""The messages that browsers show: the subject of the mail about the same, as JSON, for one browser each.

Made of the same facts by the same rules as mails (services.emails), so what a reader was told before, what is
stale and what was wrong is judged alike.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from tracker.domain.alerts import AlertKind
from tracker.domain.push import lasting_of, urgency_of
from tracker.models import Browser, DeliveryKind
from tracker.queries.emails import AlertFacts, retraction_facts
from tracker.queries.successors import Pair
from tracker.services.emails import EmailRenderer, case_url, heading_of, one_line, spoken
from tracker.services.local_names import speaking
from tracker.services.outbox.mail import Claimed
from tracker.templatetags.emails import short_title
from tracker.transports.push import MOST_BYTES, BrowserKeys, PushMessage, Signer, encrypted
from tracker.transports.webhooks import WebhookRequest

MOST_TITLE, MOST_BODY = 200, 400
MOST_SHARED = 400
_AT_ONCE = timedelta(0)
Payload = dict[str, Any]


class PushRenderer(EmailRenderer):
    """The messages of one drain: what their recipients share is made once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._browsers: dict[int, Browser] = {}
        self._shared_payloads: dict[tuple[object, ...], Payload] = {}

    def expect(self, rows: Iterable[Claimed]) -> None:
        """Look up the browsers of these, and what `EmailRenderer` does (1 query more)."""
        rows = list(rows)
        super().expect(rows)
        wanted = {row.subscriber_id for row in rows}
        self._browsers = {each.subscriber_id: each for each in Browser.objects.filter(subscriber__in=wanted)}

    def offered(self, _ended: Collection[int], _mails: Collection[int]) -> Mapping[int, tuple[Pair, ...]]:
        """A message has no room to offer anything."""
        return {}

    def service_of(self, row: Claimed) -> str:
        """The host a message goes to; empty where its browser is gone."""
        found = self._browsers.get(row.subscriber_id)
        return urlsplit(found.endpoint).netloc if found else ""

    def addressed(self, row: Claimed, *, now: datetime) -> WebhookRequest | None:
        """The request of a claimed delivery, ready to leave; None: there is nothing left to say."""
        if row.id not in self._parts:
            self.expect([row])
        browser = self._browsers.get(row.subscriber_id)
        made = self._message(row, now) if browser else None
        if browser is None or made is None:
            return None
        keys = BrowserKeys(browser.p256dh, browser.auth)
        headers = site_signer().headers(browser.endpoint, made, now=now)
        data = encrypted(made.payload, keys)
        version = self.version_of(row)
        return WebhookRequest("", browser.endpoint, data, row.id, headers, version=version)

    def _message(self, row: Claimed, now: datetime) -> PushMessage | None:
        if row.kind == DeliveryKind.RETRACTED:
            payload, kind, offset = self._retraction(row), AlertKind.CORRECTION, _AT_ONCE
        elif row.kind == DeliveryKind.ALERT:
            facts = self.facts_for(row, now)
            if facts is None:
                return None
            kind = AlertKind.CORRECTION if facts.is_correction else facts.kind
            payload, offset = self._alert_payload(facts, row, now), facts.offset
        else:
            return None
        if payload is None:
            return None
        lasting = lasting_of(kind, offset)
        if row.not_after is not None:
            lasting = min(lasting, row.not_after - now)
        # The same at every try, so that a browser knows a copy.
        whole = {**payload, "id": row.id}
        return PushMessage(fitted(whole), whole["tag"], urgency_of(kind, offset).value, lasting)

    def _alert_payload(self, facts: AlertFacts, row: Claimed, now: datetime) -> Payload:
        language = spoken(row.language)
        minute = now.replace(second=0, microsecond=0)
        key = (
            minute,
            facts.alert_id,
            facts.was,
            facts.is_correction,
            self.version_of(row),
            language,
            row.zone,
        )
        if key not in self._shared_payloads:
            if len(self._shared_payloads) >= MOST_SHARED:
                self._shared_payloads.clear()
            with speaking(language):
                title, body = heading_of(facts, row.zone, now)
                self._shared_payloads[key] = {
                    "title": title,
                    "body": one_line(body),
                    "url": case_url(facts.case),
                    "lang": language,
                    "tag": tag_of(facts),
                    "case": facts.case.slug,
                }
        return self._shared_payloads[key]

    def _retraction(self, row: Claimed) -> Payload | None:
        facts = retraction_facts(row.alert_id or 0)
        if facts is None:
            return None
        language = spoken(row.language)
        with speaking(language):
            title = one_line(
                render_to_string("emails/retracted/subject.txt", {"title": short_title(facts.title)})
            )
        slug = facts.slug
        return {
            "title": title,
            "body": "",
            "url": f"{settings.SITE_URL}/",
            "lang": language,
            "tag": f"{slug} taken back",
            "case": slug,
            "voids": True,
        }


def tag_of(facts: AlertFacts) -> str:
    """What a message is about: one of the same tag takes its place, as a corrected one must."""
    if facts.event:
        return f"{facts.case.slug} event {facts.event.id}"
    if facts.outcomes:
        return f"{facts.case.slug} outcome"
    return f"{facts.case.slug} date {facts.step or 0}"


def fitted(payload: Payload) -> bytes:
    """A message as JSON of at most `MOST_BYTES`; its texts are cut where they are longer."""
    title, body = payload["title"][:MOST_TITLE], payload["body"][:MOST_BODY]
    while True:
        data = json.dumps(
            {**payload, "title": title, "body": body}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        if len(data) <= MOST_BYTES or not body:
            return data
        body = body[: len(body) // 2]


def site_signer() -> Signer:
    """What this site signs with."""
    return _signer(settings.PUSH_KEY, f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")


@lru_cache(maxsize=2)
def _signer(key: str, contact: str) -> Signer:
    return Signer(key, contact)
