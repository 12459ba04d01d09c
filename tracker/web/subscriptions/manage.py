"""`/subscriptions/manage/<token>/`: everything of one address: change, pause, leave, take along, erase."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker.models import Cadence, FactKind, Subscriber, Subscription, SubscriptionState
from tracker.queries.subscriptions import own_page
from tracker.services import security
from tracker.services.subscriptions import links, subscribe
from tracker.services.subscriptions.subscribe import MOST_FOLLOWED, Barred, Consent, TooMany, Wish
from tracker.services.subscriptions.tokens import TokenExpired, TokenInvalid
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.about import FollowForm
from tracker.web.subscriptions.confirm import damaged, expired
from tracker.web.subscriptions.consent import CONSENT_VERSION
from tracker.web.subscriptions.decorators import network_of, private_page
from tracker.web.subscriptions.forms import ProfileForm
from tracker.web.subscriptions.rows import lines, wishes_form
from tracker.web.subscriptions.topics import in_words

Context = Mapping[str, Any]


@private_page()
def manage(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """GET shows; a POST does what its `action` says, to the `subscription` it names."""
    try:
        subscriber = subscriber_of(token, now)
    except TokenExpired:
        return expired(request, now)
    if request.method != "POST":
        return _page(request, subscriber, now, {})
    action = request.POST.get("action", "")
    if action == "erase-for-good":
        reader = f"reader {subscriber.pk}"
        subscribe.erase(subscriber)
        security.note(FactKind.ERASED, now=now, about=reader, detail="by the reader")
        return render(request, "subscriptions/erased.html", {"now": now, "is_now": True})
    if action == "revoke":
        links.revoke(subscriber, now=now)
        return render(request, "subscriptions/revoked.html", {"now": now, "is_now": True})
    if action not in _ACTIONS:
        allowed = ", ".join([*_ACTIONS, "revoke", "erase-for-good"])
        problem = _("action: allowed are %(allowed)s.") % {"allowed": allowed}
        raise HttpProblem(400, _("That request cannot be understood"), [problem])
    return _page(request, subscriber, now, _ACTIONS[action](request, subscriber, now))


@private_page(methods=("GET", "HEAD"))
def data(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """`/subscriptions/manage/<token>/data.json`: everything kept about the address, to take along."""
    try:
        subscriber = subscriber_of(token, now)
    except TokenExpired:
        return expired(request, now)
    security.note(FactKind.EXPORTED, now=now, about=f"reader {subscriber.pk}", detail="by the reader")
    response = JsonResponse(
        subscribe.own_data(subscriber), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="ultimata-my-data.json"'
    return response


def subscriber_of(token: str, now: datetime) -> Subscriber:
    """Whose page the token opens; raises `HttpProblem` or `TokenExpired`."""
    try:
        subscriber = links.read_manage_token(token, now=now)
    except TokenInvalid as error:
        raise damaged() from error
    if subscriber is None:
        problem = _("The address this link was made for has been erased. Nothing of it is kept.")
        raise HttpProblem(404, _("There is nothing left"), [problem])
    return subscriber


def _page(request: HttpRequest, subscriber: Subscriber, now: datetime, outcome: Context) -> HttpResponse:
    found = own_page(subscriber.pk)
    if found is None:  # erased by another window a moment ago
        raise HttpProblem(404, _("There is nothing left"))
    names = ("zone", "language", "quiet_from", "quiet_until")
    profile = outcome.get("profile") or ProfileForm(
        initial={name: getattr(found, name) for name in names}, auto_id="id_profile_%s"
    )
    refused, refused_id = outcome.get("wishes"), outcome.get("subscription", 0)
    shown = lines(found.subscriptions, refused, refused_id)
    follow = outcome.get("follow") or (FollowForm() if found.confirmed_at else None)
    if found.is_push:
        for form in (*(line.form for line in shown), *([follow] if follow else [])):
            form.ask_browser()
    context = {
        "now": now,
        "is_now": True,
        "address": found.address,
        "kept": {"mails": settings.KEEP_MAILS, "subscriptions": settings.KEEP_SUBSCRIPTIONS},
        "lines": shown,
        "profile": profile,
        "follow": follow,
        "hooks": found.hooks,
        "has_hooks": bool((found.confirmed_at and not found.is_push) or found.hooks),
        "is_push": found.is_push,
        "open_id": refused_id if refused else 0,
        "notice": outcome.get("notice", ""),
        "problem": outcome.get("problem", ""),
        "asks_to_erase": outcome.get("asks_to_erase", False),
    }
    return render(request, "subscriptions/manage.html", context, status=422 if _is_refused(outcome) else 200)


def _is_refused(outcome: Context) -> bool:
    return any(outcome.get(name) for name in ("wishes", "profile", "follow", "problem"))


def _named(request: HttpRequest, subscriber: Subscriber) -> Subscription:
    """The subscription the form names; `HttpProblem` where it is not hers or has ended."""
    text = request.POST.get("subscription", "")
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    going_on = subscriber.subscriptions.exclude(state=SubscriptionState.ENDED)
    found = going_on.filter(pk=pk).select_related("subscriber").first()
    if found is None:
        problem = _("That subscription has ended. Load the page again to see what goes on.")
        raise HttpProblem(404, _("There is no such subscription"), [problem])
    return found


def _change(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    subscription = _named(request, subscriber)
    form = wishes_form(subscription.pk, data=request.POST)
    if subscriber.is_push:
        form.ask_browser()
    if not form.is_valid():
        return {"wishes": form, "subscription": subscription.pk}
    subscribe.change(
        subscription,
        wishes=form.cleaned_data["wishes"],
        cadence=_cadence(form.cleaned_data),
        paused=subscription.state == SubscriptionState.PAUSED,
        note=form.cleaned_data.get("note", ""),
        now=now,
    )
    return {"notice": _("Saved.")}


def _pause(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    return _set_paused(_named(request, subscriber), paused=True, now=now)


def _resume(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    return _set_paused(_named(request, subscriber), paused=False, now=now)


def _set_paused(subscription: Subscription, *, paused: bool, now: datetime) -> Context:
    wishes, cadence = subscription.wishes, subscription.cadence
    try:
        subscribe.change(subscription, wishes=wishes, cadence=cadence, paused=paused, now=now)
    except Barred as barred:
        return _barred(barred)
    return {"notice": _("Paused. Nothing is sent until you resume it.") if paused else _("Resumed.")}


def _confirm(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    try:
        subscribe.confirm(subscriber, [_named(request, subscriber).pk], now=now)
    except Barred as barred:
        return _barred(barred)
    return {"notice": _("Confirmed.")}


def _follow(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    if subscriber.confirmed_at is None:
        problem = _("Confirm a subscription first; then you can add others here.")
        raise HttpProblem(403, _("The address is not confirmed"), [problem])
    form = FollowForm(request.POST)
    if subscriber.is_push:
        form.ask_browser()
    if not form.is_valid():
        return {"follow": form}
    data, topic = form.cleaned_data, form.cleaned_data["about"]
    try:
        subscribe.follow(
            subscriber,
            Wish(topic.kind, topic.key, data["wishes"], _cadence(data), data.get("note", "")),
            # Not the address of the page: it holds the link's token.
            Consent("/subscriptions/manage/", CONSENT_VERSION, network_of(request)),
            now=now,
        )
    except Barred as barred:
        return _barred(barred)
    except TooMany:
        words = _("You follow %(most)s things, as many as there can be. End one first; it counts for a day.")
        return {"problem": words % {"most": MOST_FOLLOWED}}
    return {"notice": _("You follow %(words)s.") % {"words": in_words(topic)}}


def _cadence(data: Mapping[str, Any]) -> Cadence:
    """How soon; a browser, which is not asked, is told at once."""
    found: Cadence = data.get("cadence", Cadence.AT_ONCE)
    return found


def _leave(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    subscribe.unsubscribe(_named(request, subscriber), now=now)
    return {"notice": _("Ended. Nothing more is sent about it.")}


def _leave_all(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    subscribe.unsubscribe_all(subscriber, now=now)
    return {"notice": _("Everything has ended, webhooks too. We send you nothing more.")}


def _profile(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:
    form = ProfileForm(request.POST, auto_id="id_profile_%s")
    if not form.is_valid():
        return {"profile": form}
    subscribe.change_profile(subscriber, form.profile, now=now)
    return {"notice": _("Saved.")}


def _ask_to_erase(request: HttpRequest, subscriber: Subscriber, now: datetime) -> Context:  # noqa: ARG001 -- as all actions
    return {"asks_to_erase": True}


def _barred(barred: Barred) -> Context:
    words = _("We do not send to this address any more (%(reason)s). Write to us to have that lifted.")
    return {"problem": words % {"reason": barred.reason.label}}


_ACTIONS: dict[str, Callable[[HttpRequest, Subscriber, datetime], Context]] = {
    "change": _change,
    "pause": _pause,
    "resume": _resume,
    "confirm": _confirm,
    "follow": _follow,
    "leave": _leave,
    "leave-all": _leave_all,
    "profile": _profile,
    "erase": _ask_to_erase,
}
