"""`/subscriptions/unsubscribe/<token>/`: the page behind every mail's way out, and its one-click end.

It ends or pauses what the mail was sent for, and can mail the link to one's own page; it shows nothing else.

RFC 8058: a mail program POSTs `List-Unsubscribe=One-Click` to the address of the header, without cookie and
from anywhere, and is answered 200 without a redirect. It needs the database and nothing else.
"""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tracker.queries.subscriptions import going_on
from tracker.services.subscriptions import links
from tracker.services.subscriptions.subscribe import leave, mail_link_to, pause, subscriptions_of
from tracker.services.subscriptions.tokens import LeaveKind, TokenInvalid
from tracker.web.subscriptions.confirm import damaged
from tracker.web.subscriptions.decorators import private_page
from tracker.web.subscriptions.rows import lines


@private_page(from_anywhere=True)
def unsubscribe(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """GET and HEAD show what would end; a POST ends it, twice as well as once, or does what `action` says."""
    try:
        right = links.read_unsubscribe_token(token)
    except TokenInvalid as error:
        raise damaged() from error
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        leave(right, now=now)
        return HttpResponse("Unsubscribed.\n", content_type="text/plain; charset=utf-8")
    action = request.POST.get("action", "")
    if action == "link" and right.kind is not LeaveKind.REQUEST:
        mail_link_to(right, now=now)
        return HttpResponseRedirect(reverse("subscription-sent"), status=303)
    ending = lines(going_on(subscriptions_of(right)))
    is_request = right.kind is LeaveKind.REQUEST
    is_confirmed = is_request and not ending and bool(going_on(Q(subscriber=right.id)))
    is_week = right.kind is LeaveKind.WEEK_AHEAD
    is_paused = action == "pause" and not is_request and not is_week
    if request.method == "POST":
        (pause if is_paused else leave)(right, now=now)
    context = {
        "now": now,
        "is_now": True,
        "ending": ending,
        "is_request": is_request,
        "is_week": is_week,
        "is_confirmed": is_confirmed,
        "is_paused": is_paused,
        "can_pause": not is_week and any(not line.is_paused and not line.is_pending for line in ending),
        "is_done": request.method == "POST",
    }
    return render(request, "subscriptions/unsubscribe.html", context)
