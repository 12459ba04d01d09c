"""Asking: the form anybody can send, and the one that sends a link to one's own page.

Both answer every address alike, by the same page after the same queries; only the mail tells who is known.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tracker.models import TopicKind
from tracker.queries.topics import Followed
from tracker.services.subscriptions.subscribe import Consent, Wish, request_link, request_subscription
from tracker.web.subscriptions.consent import CONSENT, CONSENT_VERSION
from tracker.web.subscriptions.decorators import (
    count_use,
    network_of,
    opening_stamp,
    private_page,
    was_filled_in,
)
from tracker.web.subscriptions.forms import LinkForm, SubscribeForm
from tracker.web.subscriptions.short_form import page_of
from tracker.web.subscriptions.topics import in_words, requested_topic


@private_page()
def subscribe(request: HttpRequest, now: datetime) -> HttpResponse:
    """`/subscriptions/new/`: GET shows the form, POST asks. What is followed stands in the address."""
    topic = requested_topic(request)
    if request.method != "POST":
        form = SubscribeForm(initial={"opened": opening_stamp(now), "zone": "UTC"})
        return _form_page(request, form, topic, now)
    count_use("subscribe", request, now=now)
    form = SubscribeForm(request.POST)
    if not form.is_valid() or not was_filled_in(request, form, now=now, least=timedelta(0)):
        return _form_page(request, form, topic, now, status=422)
    # Whoever filled in the trap is answered like everybody, and nothing is kept.
    if not form.cleaned_data["website"]:
        _ask(request, form.cleaned_data, form, topic, now)
    return HttpResponseRedirect(reverse("subscription-sent"), status=303)


@private_page()
def link(request: HttpRequest, now: datetime) -> HttpResponse:
    """`/subscriptions/link/`: send the link to one's own page, or what is yet to be confirmed, by mail."""
    if request.method != "POST":
        return _link_page(request, LinkForm(), now)
    count_use("link", request, now=now)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _link_page(request, form, now, status=422)
    request_link(address_key=form.cleaned_data["address"].canonical, now=now)
    return HttpResponseRedirect(reverse("subscription-sent"), status=303)


@private_page(methods=("GET", "HEAD"))
def sent(request: HttpRequest, now: datetime) -> HttpResponse:
    """`/subscriptions/check-your-mail/`: the one answer to every address (0 queries)."""
    return render(request, "subscriptions/sent.html", {"now": now, "is_now": True})


def _ask(
    request: HttpRequest, data: dict[str, Any], form: SubscribeForm, topic: Followed, now: datetime
) -> None:
    request_subscription(
        address=str(data["address"]),
        address_key=data["address"].canonical,
        wish=Wish(topic.kind, topic.key, data["wishes"], data["cadence"], data["note"]),
        profile=form.profile,
        consent=Consent(
            page_of(request.POST, topic, request.get_full_path()), CONSENT_VERSION, network_of(request)
        ),
        now=now,
    )


def _form_page(
    request: HttpRequest, form: SubscribeForm, topic: Followed, now: datetime, *, status: int = 200
) -> HttpResponse:
    context = {
        "now": now,
        "is_now": True,
        "section": "subscribe",
        "form": form,
        "topic": topic,
        "words": in_words(topic),
        "follows_everything": topic.kind is TopicKind.EVERYTHING,
        "consent": CONSENT,
        "action": request.get_full_path(),
    }
    return render(request, "subscriptions/new.html", context, status=status)


def _link_page(request: HttpRequest, form: LinkForm, now: datetime, *, status: int = 200) -> HttpResponse:
    context = {"now": now, "is_now": True, "form": form}
    return render(request, "subscriptions/link.html", context, status=status)
