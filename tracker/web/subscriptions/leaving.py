"""`/subscriptions/unsubscribe/<token>/`: the page behind every mail's way out, and its one-click end.

RFC 8058: a mail program POSTs `List-Unsubscribe=One-Click` to the address of the header, without cookie and
from anywhere, and is answered 200 without a redirect. It needs the database and nothing else.
"""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.models import Cadence, SubscriptionState
from tracker.queries.subscriptions import going_on
from tracker.services.subscribing import leave
from tracker.services.tokens import Leave, LeaveKind, TokenInvalid, read_unsubscribe_token
from tracker.web.subscriptions.confirming import damaged
from tracker.web.subscriptions.doors import form_page
from tracker.web.subscriptions.lines import lines


@form_page(from_anywhere=True)
def unsubscribe(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """GET and HEAD show what would end; any POST ends it, twice as well as once."""
    try:
        right = read_unsubscribe_token(token)
    except TokenInvalid as error:
        raise damaged() from error
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        leave(right, now=now)
        return HttpResponse("Unsubscribed.\n", content_type="text/plain; charset=utf-8")
    ending = lines(going_on(_ended_by(right)))
    is_request = right.kind is LeaveKind.REQUEST
    is_confirmed = is_request and not ending and bool(going_on(Q(subscriber=right.id)))
    if request.method == "POST":
        leave(right, now=now)
    context = {
        "now": now,
        "is_now": True,
        "ending": ending,
        "is_request": is_request,
        "is_confirmed": is_confirmed,
        "is_done": request.method == "POST",
    }
    return render(request, "subscriptions/unsubscribe.html", context)


def _ended_by(right: Leave) -> Q:
    """What `services.subscribing.leave` would end."""
    if right.kind is LeaveKind.SUBSCRIPTION:
        return Q(pk=right.id)
    of_subscriber = Q(subscriber=right.id)
    if right.kind is LeaveKind.REQUEST:
        return of_subscriber & Q(state=SubscriptionState.PENDING)
    cadences = {
        LeaveKind.AT_ONCE: Cadence.AT_ONCE,
        LeaveKind.DAILY: Cadence.DAILY,
        LeaveKind.WEEKLY: Cadence.WEEKLY,
    }
    return of_subscriber & Q(cadence=cadences[right.kind]) if right.kind in cadences else of_subscriber
