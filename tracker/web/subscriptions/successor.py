"""`/subscriptions/next/<token>/`: what the last mail about a case offered, and the buttons that take it.

Mail scanners follow links, so looking changes nothing.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker.models import Subscriber
from tracker.queries.successors import offered_in
from tracker.services.subscriptions import links
from tracker.services.subscriptions.subscribe import MOST_FOLLOWED, Barred, Consent, TooMany
from tracker.services.subscriptions.tokens import TokenExpired, TokenInvalid
from tracker.services.successors import follow_next
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.confirm import damaged
from tracker.web.subscriptions.consent import CONSENT_VERSION
from tracker.web.subscriptions.decorators import network_of, private_page


@private_page()
def successor(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """GET and HEAD show what is offered, POST follows the next of the `subscription` it names."""
    try:
        subscriber, mail = links.read_successor_token(token, now=now)
    except TokenInvalid as error:
        raise damaged() from error
    except TokenExpired as error:
        problem = _("The offer was made more than 90 days ago. You can follow actors on their pages.")
        raise HttpProblem(410, _("That offer is over"), [problem]) from error
    problem = _follow(request, subscriber, mail, now) if request.method == "POST" else ""
    context = {
        "now": now,
        "is_now": True,
        "offered": offered_in(subscriber.pk, mail),
        "is_done": request.method == "POST" and not problem,
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "subscriptions/successor.html", context, status=status)


def _follow(request: HttpRequest, subscriber: Subscriber, mail: int, now: datetime) -> str:
    """Follow what the form names; what is wrong with that, or nothing."""
    text = request.POST.get("subscription", "")
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    # Not the address of the page: it holds the link's token.
    consent = Consent("/subscriptions/next/", CONSENT_VERSION, network_of(request))
    try:
        found = follow_next(subscriber, mail, pk, consent, now=now)
    except Barred as barred:
        words = _("We do not send to this address any more (%(reason)s). Write to us to have that lifted.")
        return words % {"reason": barred.reason.label}
    except TooMany:
        words = _("You follow %(most)s things, as many as there can be. End one first; it counts for a day.")
        return words % {"most": MOST_FOLLOWED}
    if found is None:
        raise HttpProblem(
            404, _("There is no such offer"), [_("Load the page again to see what is offered.")]
        )
    return ""
