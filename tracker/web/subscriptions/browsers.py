"""`/subscriptions/browser/`: browsers that are told without an address.

The script of the pages (`push.js`) and the service worker send what the browser gave them, as JSON by POST
alone; no address of a page holds it. Who a browser is follows from its endpoint and the secret of its push
subscription. Its own page is that of every subscriber, by a link that holds for an hour.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.domain.alerts import AlertKind, wish_bit
from tracker.domain.dates.moments import NoSuchZone, zone, zone_today
from tracker.models import Cadence
from tracker.services.push_messages import site_signer
from tracker.services.subscriptions import links
from tracker.services.subscriptions.browsers import (
    Given,
    NotAccepted,
    browser_of,
    follow_by_browser,
    given,
    renew,
)
from tracker.services.subscriptions.subscribe import MOST_FOLLOWED, Consent, TooMany, Wish
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.consent import PUSH_CONSENT_VERSION
from tracker.web.subscriptions.decorators import count_use, network_of, private_page
from tracker.web.subscriptions.forms import FIRST_NEWS, FIRST_OFFSETS
from tracker.web.subscriptions.topics import in_words, topic_given

FIRST_WISHES = sum(wish_bit(AlertKind.REMINDER, offset) for offset in FIRST_OFFSETS) + sum(
    wish_bit(kind) for kind in FIRST_NEWS
)
MOST_SENT = 8 * 1024
WORKER = Path(__file__).parents[2] / "static/tracker/js/push_worker.js"


@private_page()
def own(request: HttpRequest, now: datetime) -> HttpResponse:
    """GET explains and offers the page of this browser; POST, with its endpoint and secret, opens it."""
    context = {"now": now, "is_now": True, "section": "subscribe", "is_unknown": False}
    if request.method == "POST":
        count_use("browser", request, now=now)
        found = browser_of(request.POST.get("endpoint", ""), request.POST.get("auth", ""))
        if found is not None:
            token = links.manage_token(found.subscriber_id, now=now)
            return HttpResponseRedirect(reverse("subscription-manage", args=[token]), status=303)
        context["is_unknown"] = True
    return render(
        request, "subscriptions/browser.html", context, status=404 if context["is_unknown"] else 200
    )


@private_page(methods=("GET", "HEAD"))
def key(request: HttpRequest, now: datetime) -> HttpResponse:  # noqa: ARG001 -- as all pages
    """The public key of this site, with which a browser subscribes; 404 where it sends no messages."""
    _check_is_on()
    return JsonResponse({"key": site_signer().public_key})


@private_page(methods=("POST",))
def follow(request: HttpRequest, now: datetime) -> HttpResponse:
    """Tell this browser of what `about`, a query as of `/subscriptions/new/`, names."""
    _check_is_on()
    count_use("browser", request, now=now)
    sent = _sent(request)
    topic = topic_given(QueryDict(_text(sent, "about")))
    wish = Wish(topic.kind, topic.key, FIRST_WISHES, int(Cadence.AT_ONCE))
    consent = Consent(_text(sent, "page")[:500], PUSH_CONSENT_VERSION, network_of(request))
    language, where = get_language() or settings.LANGUAGE_CODE, _zone(_text(sent, "zone"))
    try:
        follow_by_browser(_given(sent), wish, consent, language=language, zone=where, now=now)
    except NotAccepted as error:
        return _refused(str(error))
    except TooMany:
        words = _("You follow %(most)s things, as many as there can be. End one first; it counts for a day.")
        return _refused(words % {"most": MOST_FOLLOWED})
    return JsonResponse({"notice": _("This browser is notified of %(words)s.") % {"words": in_words(topic)}})


@private_page(methods=("POST",))
def renewed(request: HttpRequest, now: datetime) -> HttpResponse:
    """The push service has given a browser another endpoint: `old` names the one before and its secret."""
    _check_is_on()
    count_use("browser", request, now=now)
    sent = _sent(request)
    old = sent.get("old")
    found = browser_of(_text(old, "endpoint"), _text(old, "auth")) if isinstance(old, dict) else None
    if found is None:
        return JsonResponse({"problem": "unknown"}, status=404)
    try:
        renew(found, _given(sent))
    except NotAccepted as error:
        return _refused(str(error))
    return JsonResponse({})


def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- as all views
    """The service worker, at the root so that it may show notifications of all pages."""
    response = HttpResponse(_worker_text(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _worker_text() -> bytes:
    return WORKER.read_bytes()


def _check_is_on() -> None:
    if not settings.PUSH_KEY:
        raise HttpProblem(404, _("There is no such page"), [_("This site sends no messages to browsers.")])


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body) if len(request.body) <= MOST_SENT else None
    except ValueError:  # UnicodeDecodeError is one
        sent = None
    if not isinstance(sent, dict):
        raise HttpProblem(400, _("That request cannot be understood"), ["JSON: {endpoint, keys, about}"])
    return sent


def _given(sent: dict[str, Any]) -> Given:
    keys = sent.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    return given(_text(sent, "endpoint"), _text(keys, "p256dh"), _text(keys, "auth"))


def _text(sent: dict[str, Any], name: str) -> str:
    found = sent.get(name)
    return found.replace("\0", "") if isinstance(found, str) else ""


def _zone(name: str) -> str:
    try:
        zone(name)
    except NoSuchZone:
        return "UTC"
    return zone_today(name)


def _refused(problem: str) -> HttpResponse:
    return JsonResponse({"problem": problem}, status=422)
