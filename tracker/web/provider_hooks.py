"""`/webhooks/mail/<provider>/`: bounces and complaints as mail providers tell them.

django-anymail reads the providers' formats and checks the call's user and password; we take its events from
it directly, without its signals. Off unless ULTIMATA_WEBHOOK_SECRET is set.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.channels.bounces import NO_SUCH_ADDRESS, STATUS
from tracker.channels.contract import one_line
from tracker.clock import utc_now
from tracker.services.bouncing import Notice, take_notice

log = logging.getLogger(__name__)
VIEWS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "mailtrap": "anymail.webhooks.mailtrap.MailtrapTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}
"""Those whose calls a user and password guard; the others can send their bounces as mail (receive_bounce)."""
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def provider_hook(request: HttpRequest, provider: str) -> HttpResponse:
    """200 once every event is stored; 400 for what cannot be read or is not the provider's."""
    if settings.WEBHOOK_SECRET is None or provider not in VIEWS:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    view = import_string(VIEWS[provider])(webhook_secret=settings.WEBHOOK_SECRET)
    view.run_validators(request)  # SuspiciousOperation, which Django answers with 400
    try:
        events = list(view.parse_events(request))
    except UNREADABLE:
        return HttpResponse("These events cannot be read.\n", status=400, content_type="text/plain")
    _take(events)
    return HttpResponse()


def _take(events: Iterable[Any]) -> None:
    for event in events:
        notice = _notice(event)
        if notice and event.recipient:
            detail = f"{event.esp_event.get('RecordType', '') if isinstance(event.esp_event, dict) else ''} "
            detail += str(event.mta_response or event.description or event.reject_reason or "")
            verdict = take_notice(str(event.recipient), notice, detail=one_line(detail), now=utc_now())
            log.info("A provider told of a mail: %s, %s", notice, verdict)


def _notice(event: Any) -> Notice | None:
    """What an event of anymail means for the address; None for those that mean nothing."""
    if event.event_type == "complained":
        return Notice.COMPLAINED
    if event.event_type not in ("bounced", "rejected") or event.reject_reason == "unsubscribed":
        return None
    if event.reject_reason == "spam":
        return Notice.COMPLAINED
    found = STATUS.search(f"{event.mta_response or ''} {event.description or ''}")
    is_address = found[1] in NO_SUCH_ADDRESS if found else event.reject_reason == "invalid"
    return Notice.NO_SUCH_ADDRESS if is_address else Notice.FAILED
