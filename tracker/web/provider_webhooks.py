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

from tracker.clock import utc_now
from tracker.services.subscriptions.bounces import Notice, take_notice
from tracker.transports.base import one_line
from tracker.transports.rejections import SAYS_LITTLE, innermost_status, is_about_us, says_no_such_address

log = logging.getLogger(__name__)
VIEWS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "mailtrap": "anymail.webhooks.mailtrap.MailtrapTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}
"""Those whose calls a user and password guard; the others can send their bounces as mail (receive_bounce)."""
NO_SUCH_ADDRESS = {
    "brevo": {"hard_bounce", "invalid_email"},
    "mailjet": {"user unknown", "mailbox inactive", "invalid domain", "typofix"},
    "mailtrap": set[str](),
    "postmark": {"HardBounce", "BadEmailAddress"},
    "sparkpost": {"10", "30"},
}
"""A provider's own words for an address that will never take a mail."""
COMPLAINTS = {"mailjet": {"spam reporter"}}
"""And for one whose owner complained to it before, in an event that is no complaint."""
NO_COMPLAINTS = {"postmark": {"SpamNotification"}}
"""And for what anymail calls a complaint and is a server's opinion of a mail."""
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
    _take(events, provider)
    return HttpResponse()


def _take(events: Iterable[Any], provider: str) -> None:
    for event in events:
        notice = _notice(event, provider)
        if notice and event.recipient:
            detail = f"{event.esp_event.get('RecordType', '') if isinstance(event.esp_event, dict) else ''} "
            detail += str(event.mta_response or event.description or event.reject_reason or "")
            verdict = take_notice(str(event.recipient), notice, detail=one_line(detail), now=utc_now())
            log.info("A provider told of a mail: %s, %s", notice, verdict)


def _notice(event: Any, provider: str) -> Notice | None:
    """What an event of anymail means for the address; None for those that mean nothing.

    A refusal for spam is no complaint: that comes as an event of its own. What the recipient's server said
    goes before the provider's word for it, wherever it says something sure.
    """
    word = _word_of(event.esp_event, provider)
    said = f"{event.mta_response or ''} {event.description or ''}"
    if word in COMPLAINTS.get(provider, ()):
        return Notice.COMPLAINED
    if event.event_type == "complained":
        return Notice.FAILED if word in NO_COMPLAINTS.get(provider, ()) else Notice.COMPLAINED
    if event.event_type not in ("bounced", "rejected") or event.reject_reason == "unsubscribed":
        return None
    status = innermost_status(said)
    is_hard = word in NO_SUCH_ADDRESS[provider] and status in SAYS_LITTLE and not is_about_us(said)
    return Notice.NO_SUCH_ADDRESS if is_hard or says_no_such_address(status, said) else Notice.FAILED


def _word_of(event: Any, provider: str) -> str:
    """The provider's own word for what happened."""
    if provider == "sparkpost":
        event = next(iter(event["msys"].values()), {})
    names = {"brevo": "event", "mailjet": "error", "postmark": "Type", "sparkpost": "bounce_class"}
    return str(event.get(names.get(provider, "event"), "")) if isinstance(event, dict) else ""
