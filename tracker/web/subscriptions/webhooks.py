"""`/subscriptions/manage/<token>/webhooks/`: the webhooks of one address.

Everything is changed by POST alone, by whoever holds the link, as on the page above it. A secret is shown in
the answer to the POST that made it and never again.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.domain.dates.moments import NotADate, When
from tracker.models import Endpoint, Subscriber, SwitchedOff
from tracker.queries.webhooks import Hook, calls_of, hooks_of
from tracker.services.subscriptions.tokens import TokenExpired
from tracker.services.webhooks import endpoints
from tracker.services.webhooks.endpoints import (
    MOST_AGAIN,
    MOST_AGAIN_A_DAY,
    MOST_ENDPOINTS,
    MOST_SECRETS,
    MOST_TESTS_AN_HOUR,
    OVERLAP,
    NotPossible,
)
from tracker.transports.chats import EXAMPLES, service_of
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.confirm import expired
from tracker.web.subscriptions.decorators import private_page
from tracker.web.subscriptions.manage import subscriber_of
from tracker.web.subscriptions.topics import in_words
from tracker.web.subscriptions.webhook_forms import HookForm, event_texts

Context = dict[str, Any]


@private_page()
def hooks(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """GET lists them with the form for another; POST registers one and shows its secret."""
    try:
        subscriber = subscriber_of(token, now)
    except TokenExpired:
        return expired(request, now)
    # Whoever an editor named as the one to tell may see, try and remove what is there.
    if subscriber.confirmed_at is None and (request.method == "POST" or not subscriber.endpoints.exists()):
        problem = _("Confirm a subscription first; webhooks are for addresses that have answered.")
        raise HttpProblem(403, _("The address is not confirmed"), [problem])
    if request.method != "POST":
        return _list_page(request, subscriber, token, now, HookForm())
    form = HookForm(request.POST)
    if form.is_valid():
        try:
            made = endpoints.register(
                subscriber,
                url=form.cleaned_data["url"],
                topic_kind=form.cleaned_data["about"].kind,
                topic_key=form.cleaned_data["about"].key,
                wishes=form.cleaned_data["wishes"],
                now=now,
            )
        except NotPossible as error:
            form.add_error("url", _problem(error))
        else:
            shown = {} if service_of(made.url) else {"secret": made.secret}
            return _page(request, made, token, now, {**shown, "is_new": True})
    return _list_page(request, subscriber, token, now, form, status=422)


@private_page()
def hook(request: HttpRequest, now: datetime, token: str, pk: int) -> HttpResponse:
    """GET shows one with its log; a POST does what its `action` says."""
    try:
        subscriber = subscriber_of(token, now)
    except TokenExpired:
        return expired(request, now)
    endpoint = subscriber.endpoints.filter(pk=pk).first() if pk < 2**63 else None
    if endpoint is None:
        problem = _("It was removed, or is not yours.")
        link = (reverse("webhooks", args=[token]), _("Your webhooks"))
        raise HttpProblem(404, _("There is no such webhook"), [problem], [link])
    if request.method != "POST":
        return _page(request, endpoint, token, now, {})
    action = request.POST.get("action", "")
    if action == "remove-for-good":
        endpoints.remove(endpoint)
        return HttpResponseRedirect(reverse("webhooks", args=[token]), status=303)
    if action not in _ACTIONS:
        problem = _("action: allowed are %(allowed)s.") % {
            "allowed": ", ".join([*_ACTIONS, "remove-for-good"])
        }
        raise HttpProblem(400, _("That request cannot be understood"), [problem])
    try:
        outcome = _ACTIONS[action](request, endpoint, now)
    except NotPossible as error:
        outcome = {"problem": _problem(error)}
    return _page(request, endpoint, token, now, outcome)


def _list_page(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    now: datetime,
    form: HookForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "now": now,
        "is_now": True,
        "token": token,
        "lines": [_line(each) for each in hooks_of(subscriber.pk)],
        "form": form if subscriber.confirmed_at else None,
        "most": MOST_ENDPOINTS,
        "services": EXAMPLES.items(),
    }
    return render(request, "subscriptions/hooks.html", context, status=status)


def _page(
    request: HttpRequest, endpoint: Endpoint, token: str, now: datetime, outcome: Mapping[str, Any]
) -> HttpResponse:
    found = next((each for each in hooks_of(endpoint.subscriber_id) if each.id == endpoint.pk), None)
    if found is None:  # removed by another window a moment ago
        raise HttpProblem(404, _("There is no such webhook"))
    context = {
        "now": now,
        "is_now": True,
        "token": token,
        "line": _line(found),
        "hook": found,
        "overlap": found.previous_until if found.previous_until and found.previous_until > now else None,
        "calls": calls_of(endpoint.pk),
        "since": (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "kept_days": settings.KEEP_CALLS.days,
        **outcome,
    }
    return render(request, "subscriptions/hook.html", context, status=422 if outcome.get("problem") else 200)


def _line(found: Hook) -> Context:
    return {"hook": found, "words": in_words(found.topic), "events": event_texts(found.kinds, found.offsets)}


def _test(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    endpoints.send_test(endpoint, now=now)
    return {"notice": _("A test is on its way. Load the page again in a few seconds to see the answer.")}


def _challenge(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    endpoints.send_challenge(endpoint, now=now)
    words = _("A challenge is on its way. Load the page again in a few seconds to see the answer.")
    return {"notice": words}


def _rotate(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    hours = int(OVERLAP.total_seconds() // 3600)
    words = _("This is the new secret. For %(hours)s hours every call is signed with both.") % {
        "hours": hours
    }
    return {"secret": endpoints.rotate(endpoint, now=now), "notice": words}


def _off(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    endpoints.switch_off(endpoint, SwitchedOff.OWNER, now=now)
    return {"notice": _("Switched off. Nothing is sent until you switch it on.")}


def _on(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    endpoints.switch_on(endpoint, now=now)
    return {"notice": _("Switched on. What it missed can be sent again below.")}


def _again(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:
    text = request.POST.get("call", "")
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    endpoints.send_again(endpoint, pk, now=now)
    return {"notice": _("It is on its way again, under the same webhook-id.")}


def _again_since(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:
    since = _instant(request.POST.get("since", ""))
    if since is None:
        return {"problem": _("Write the instant from which on to send again as 2026-03-10T12:00, in UTC.")}
    count = endpoints.send_again_since(endpoint, since, now=now)
    words = ngettext(
        "%(count)s call is on its way again.", "%(count)s calls are on their way again.", count
    ) % {"count": count}
    if count == MOST_AGAIN:
        words += " " + _("That is as many as go at once; send again from a later instant for the rest.")
    return {"notice": words}


def _ask_to_remove(request: HttpRequest, endpoint: Endpoint, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    return {"asks_to_remove": True}


def _instant(text: str) -> datetime | None:
    """What an input of type datetime-local sends, in UTC."""
    text = text.strip()
    try:
        return When(f"{text[:16]}:00Z").starts_at.astimezone(UTC) if len(text) in (16, 19) else None
    except NotADate:
        return None


def _problem(error: NotPossible) -> str:
    return {
        "most": _("You have %(most)s webhooks, which is as many as there can be. Remove one first.")
        % {"most": MOST_ENDPOINTS},
        "twice": _("This address is called about that already. Remove the other one first."),
        "off": _("It is switched off. Switch it on first."),
        "tests": _("That were %(most)s tests within an hour. Try again later.")
        % {"most": MOST_TESTS_AN_HOUR},
        "unverified": _("It has not answered its challenge yet."),
        "verified": _("It has answered its challenge."),
        "challenges": _("Those were as many challenges as are sent within an hour. Try again later."),
        "rotations": _("It has %(most)s secrets that are in use. Wait until the oldest runs out.")
        % {"most": MOST_SECRETS},
        "again": _("That were %(most)s calls sent again today. Try again tomorrow.")
        % {"most": MOST_AGAIN_A_DAY},
        "nothing": _("There is no such call, or it is still on its way."),
    }[error.why]


_ACTIONS: dict[str, Callable[[HttpRequest, Endpoint, datetime], Context]] = {
    "test": _test,
    "rotate": _rotate,
    "off": _off,
    "on": _on,
    "again": _again,
    "again-since": _again_since,
    "challenge": _challenge,
    "remove": _ask_to_remove,
}
