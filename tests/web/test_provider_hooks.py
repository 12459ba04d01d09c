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
