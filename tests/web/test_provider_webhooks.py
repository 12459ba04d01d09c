"""What mail providers tell of bounces and complaints, and who may tell it."""

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client, override_settings

from tracker.clock import utc_now
from tracker.models import Subscriber, Suppression

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-password-1"
URL = "/webhooks/mail/postmark/"


@pytest.fixture(autouse=True)
def _ann() -> None:
    Subscriber.objects.create(address="ann@example.net", address_key="ann@example.net", created_at=utc_now())


def call(client: Client, event: Any, *, login: str = SECRET, url: str = URL) -> Any:
    basic = b64encode(login.encode()).decode()
    with override_settings(WEBHOOK_SECRET=SECRET):
        return client.post(
            url, event, content_type="application/json", headers={"Authorization": f"Basic {basic}"}
        )


def bounce(kind: str, details: str, **more: Any) -> dict[str, Any]:
    """A bounce as Postmark tells it."""
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "Email": "ann@example.net",
        "Details": details,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "BouncedAt": "2026-03-10T12:00:00Z",
        **more,
    }


@pytest.mark.parametrize(
    ("event", "reasons", "days"),
    [
        (bounce("HardBounce", "smtp;550 5.1.1 no such user"), ["bounced"], 0),
        (bounce("HardBounce", "smtp;550 5.7.1 not wanted here"), [], 1),
        (bounce("SoftBounce", "smtp;452 4.2.2 full"), [], 1),
        (bounce("BadEmailAddress", "malformed"), ["bounced"], 0),
        (bounce("Transient", "smtp;421 later"), [], 0),
        (bounce("AutoResponder", "on holiday"), [], 0),
        (bounce("SpamComplaint", "", RecordType="SpamComplaint"), ["complained"], 0),
        ({"RecordType": "Delivery", "Recipient": "ann@example.net", "MessageID": "1"}, [], 0),
    ],
)
def test_a_provider_s_event_has_its_consequence(
    client: Client, event: dict[str, Any], reasons: list[str], days: int
) -> None:
    for _time in range(2):
        assert call(client, event).status_code == 200
    assert list(Suppression.objects.values_list("reason", flat=True)) == reasons
    assert len(Subscriber.objects.get().bounced_on) == days


def sparkpost(kind: str, words: str, event: str = "bounce") -> list[dict[str, Any]]:
    """A bounce as SparkPost tells it: the class of its table, and what the server said."""
    found = {"type": event, "bounce_class": kind, "raw_reason": words, "raw_rcpt_to": "ann@example.net"}
    return [{"msys": {"message_event": {**found, "timestamp": "1773144000", "event_id": "1"}}}]


def mailjet(error: str, words: str = "", *, event: str = "bounce") -> dict[str, Any]:
    return {
        "event": event,
        "time": 1773144000,
        "email": "ann@example.net",
        "MessageID": 1,
        "error": error,
        "smtp_reply": words,
        "hard_bounce": True,
    }


def brevo(event: str, reason: str = "") -> dict[str, Any]:
    found = {"event": event, "email": "ann@example.net", "ts_epoch": 1773144000000, "message-id": "<1@x>"}
    return {**found, "reason": reason}


def mailtrap(event: str, response: str = "") -> dict[str, Any]:
    found = {"event": event, "email": "ann@example.net", "timestamp": 1773144000, "event_id": "1"}
    return {"events": [{**found, "message_id": "1", "response": response}]}


@pytest.mark.parametrize(
    ("provider", "event", "reasons", "days"),
    [
        ("sparkpost", sparkpost("10", "550 5.1.1 user unknown"), ["bounced"], 0),
        ("sparkpost", sparkpost("10", "550 not here"), ["bounced"], 0),
        ("sparkpost", sparkpost("10", "550 5.1.1 your IP is on our blocklist"), [], 1),
        ("sparkpost", sparkpost("50", "550 5.7.1 mail from this host is blocked"), [], 1),
        ("sparkpost", sparkpost("51", "554 5.7.1 listed by a blocklist"), [], 1),
        ("sparkpost", sparkpost("52", "550 content looks like spam"), [], 1),
        ("sparkpost", sparkpost("22", "452 4.2.2 full"), [], 1),
        ("sparkpost", sparkpost("60", "on holiday"), [], 0),
        ("sparkpost", sparkpost("90", "unsubscribe"), [], 0),
        ("sparkpost", sparkpost("", "", "spam_complaint"), ["complained"], 0),
        ("mailjet", mailjet("user unknown"), ["bounced"], 0),
        ("mailjet", mailjet("user unknown", "550 5.7.1 blocked by policy"), [], 1),
        ("mailjet", mailjet("quota exceeded"), [], 1),
        ("mailjet", mailjet("sender blocked", event="blocked"), [], 1),
        ("mailjet", mailjet("spam reporter", event="blocked"), ["complained"], 0),
        ("mailjet", mailjet("", event="spam"), ["complained"], 0),
        ("brevo", brevo("hard_bounce", "550 5.1.1 no such user"), ["bounced"], 0),
        ("brevo", brevo("hard_bounce"), ["bounced"], 0),
        ("brevo", brevo("hard_bounce", "550 5.7.1 spam"), [], 1),
        ("brevo", brevo("soft_bounce", "452 4.2.2 full"), [], 1),
        ("brevo", brevo("blocked", "listed"), [], 1),
        ("brevo", brevo("invalid_email"), ["bounced"], 0),
        ("brevo", brevo("spam"), ["complained"], 0),
        ("brevo", brevo("unsubscribe"), [], 0),
        ("mailtrap", mailtrap("bounce", "550 5.1.1 no such user"), ["bounced"], 0),
        ("mailtrap", mailtrap("bounce", "550 5.1.1 our rate limit"), [], 1),
        ("mailtrap", mailtrap("soft bounce", "452 4.2.2 full"), [], 0),
        ("mailtrap", mailtrap("spam"), ["complained"], 0),
        ("postmark", bounce("SpamNotification", "smtp;550 content refused"), [], 1),
        ("postmark", bounce("Blocked", "smtp;550 5.7.1 blocked"), [], 1),
        ("postmark", bounce("DMARCPolicy", "smtp;550 5.7.1 DMARC"), [], 1),
    ],
)
def test_each_provider_s_vocabulary_has_its_consequence(
    client: Client, provider: str, event: Any, reasons: list[str], days: int
) -> None:
    assert call(client, event, url=f"/webhooks/mail/{provider}/").status_code == 200
    assert list(Suppression.objects.values_list("reason", flat=True)) == reasons
    assert len(Subscriber.objects.get().bounced_on) == days


@pytest.mark.parametrize("login", ["", "provider:wrong", "é:é"])
def test_a_call_without_the_secret_changes_nothing(client: Client, login: str) -> None:
    assert (
        call(client, bounce("SpamComplaint", "", RecordType="SpamComplaint"), login=login).status_code == 400
    )
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "event", ["", "{", "[]", "null", "17", '{"RecordType": "Bounce"}', "\0", b"\xff\xfe"]
)
def test_a_call_that_cannot_be_read_is_told_so(client: Client, event: Any) -> None:
    assert call(client, event).status_code in (200, 400)
    assert not Suppression.objects.exists()


def test_it_is_off_unless_set_and_knows_its_providers(client: Client) -> None:
    assert client.post(URL, {}, content_type="application/json").status_code == 404
    assert call(client, {}, url="/webhooks/mail/nobody/").status_code == 404
    with override_settings(WEBHOOK_SECRET=SECRET):
        assert client.head(URL).status_code == 200
        assert client.get(URL).status_code == 405


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "mailtrap", "sparkpost"])
def test_every_provider_is_wired(client: Client, provider: str) -> None:
    assert call(client, [], url=f"/webhooks/mail/{provider}/").status_code in (200, 400)
