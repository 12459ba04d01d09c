"""`/subscriptions/confirm/<token>/`: what would be confirmed, and the button that does.

Mail scanners follow links, some run scripts; so looking changes nothing, however often, and nothing sends
the form by itself.
"""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker.models import Subscriber
from tracker.queries.subscriptions import confirmation_request
from tracker.services.subscriptions.subscribe import Barred, refuse
from tracker.services.subscriptions.subscribe import confirm as confirm_subscriptions
from tracker.services.subscriptions.tokens import Confirmation, TokenExpired, TokenInvalid, read_confirm_token
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.decorators import private_page
from tracker.web.subscriptions.forms import LinkForm
from tracker.web.subscriptions.rows import SubscriptionLine, lines


@private_page()
def confirm(request: HttpRequest, now: datetime, token: str) -> HttpResponse:
    """GET and HEAD show, POST confirms or, with `action=refuse`, forgets the request and bars the way."""
    try:
        right = read_confirm_token(token, now=now)
    except TokenInvalid as error:
        raise damaged() from error
    except TokenExpired:
        return expired(request, now)
    if request.method == "POST":
        return _act(request, right, now)
    found = confirmation_request(right.subscriber_id, right.subscription_ids)
    context = {
        "now": now,
        "is_now": True,
        "address": found.address if found else "",
        "pending": choices(lines(found.pending)) if found else [],
        "settled": lines(found.settled) if found else [],
    }
    return render(request, "subscriptions/confirm.html", context)


def choices(pending: Sequence[SubscriptionLine]) -> list[list[SubscriptionLine]]:
    """What may be confirmed: for each thing followed the requests for it that differ, the oldest first."""
    found: dict[str, dict[tuple[object, ...], SubscriptionLine]] = {}
    for line in pending:
        found.setdefault(line.words, {}).setdefault((line.wishes, line.cadence, line.note), line)
    return [list(each.values()) for each in found.values()]


def _in_order(request: HttpRequest, right: Confirmation) -> list[int]:
    """The subscriptions to confirm, those that were chosen among others of their kind first."""
    given = {text for name, text in request.POST.items() if name.startswith("choice-")}
    chosen = [pk for pk in right.subscription_ids if str(pk) in given]
    return [*chosen, *(pk for pk in right.subscription_ids if pk not in chosen)]


def damaged() -> HttpProblem:
    """The answer to a token that is not ours."""
    problem = _("The link is damaged or was not made by us. Copy the whole address from the mail.")
    return HttpProblem(404, _("That link does not work"), [problem])


def expired(request: HttpRequest, now: datetime) -> HttpResponse:
    """The answer to a token whose time is over: a form that sends a new one."""
    context = {"now": now, "is_now": True, "form": LinkForm(), "is_expired": True}
    return render(request, "subscriptions/link.html", context, status=410)


def _act(request: HttpRequest, right: Confirmation, now: datetime) -> HttpResponse:
    action = request.POST.get("action")
    if action not in ("confirm", "refuse"):
        raise HttpProblem(
            400, _("That request cannot be understood"), [_("action: allowed are confirm and refuse.")]
        )
    subscriber = Subscriber.objects.filter(pk=right.subscriber_id).first()
    reason = ""
    if subscriber is not None and action == "refuse":
        refuse(subscriber, now=now)
    elif subscriber is not None:
        try:
            confirm_subscriptions(subscriber, _in_order(request, right), now=now)
        except Barred as barred:
            reason = str(barred.reason.label)
    found = confirmation_request(right.subscriber_id, right.subscription_ids)
    context = {
        "now": now,
        "is_now": True,
        "is_refused": action == "refuse",
        "barred": reason,
        "address": found.address if found else "",
        "settled": lines(found.settled) if found else [],
    }
    return render(request, "subscriptions/confirmed.html", context)
