"""Addresses nobody would type: NUL, broken UTF-8, lines, half a character, very long. Never 500."""

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.factories import NOW, a_case, load
from tests.filled import shared_record
from tracker.clock import utc_now
from tracker.models import Subscriber, Suppression
from tracker.services.subscriptions.links import manage_token

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-password-1"
WORDS = {
    "NUL": "%00",
    "NUL inside": "a%00b",
    "line": "a%0d%0ab",
    "broken UTF-8": "%ff%fe",
    "half a character": "%ed%a0%80",
    "other digits": "%d9%a1%d9%a2",
    "right to left": "%e2%80%aeabc",
    "beyond the basic plane": "%f0%9f%92%a3",
    "percent": "%25",
    "parent": "%2e%2e",
    "long": "a" * 5000,
}
PLACES = [
    "/ultimatums/{}/",
    "/ultimatums/{}/report/",
    "/dossiers/{}/",
    "/calendar/2025/{}/",
    "/calendar/{}/7/",
    "/webhooks/mail/{}/",
    "/subscriptions/confirm/{}/",
    "/subscriptions/unsubscribe/{}/",
    "/subscriptions/manage/{}/",
    "/subscriptions/manage/{}/data.json",
    "/subscriptions/{}",
    "/mailbox/{}/",
    "/static/{}",
    "/{}",
]
QUESTIONS = [
    "/?q={}",
    "/search/?q={}",
    "/search/?in={}",
    "/ultimatums/?due_from={}",
    "/ultimatums/?speaker={}",
    "/ultimatums/?sort={}",
    "/?as_of={}",
    "/?sender={}",
    "/?{}=1",
    "/ultimatums/open-the-river/?as_of={}",
    "/ultimatums/open-the-river/report/?as_of={}",
    "/ultimatums/open-the-river/report/?{}=1",
    "/dossiers/river-war/?page={}",
    "/dossiers/river-war/?as_of={}",
    "/dossiers/?as_of={}",
    "/about/?as_of={}",
    "/about/words/?as_of={}",
    "/persons/?as_of={}",
    "/compare/?a={}",
    "/compare/?a=aldovia&b={}",
    "/record/cases/?speaker={}",
    "/calendar/?month={}",
    "/calendar/?zone={}",
    "/calendar/2025/7/?page={}",
    "/subscriptions/new/?case={}",
    "/subscriptions/new/?actor={}",
    "/subscriptions/new/?dossier={}",
    "/subscriptions/new/?{}=1",
]


_record = shared_record(lambda: load(a_case(), now=NOW))


@pytest.mark.matrix
@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("place", PLACES)
def test_odd_address_is_no_page_of_ours(client: Client, place: str, word: str) -> None:
    basic = {"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}
    with override_settings(WEBHOOK_SECRET=SECRET):
        for method in ("GET", "HEAD", "POST"):
            answer = client.generic(method, place.format(word), headers=basic)
            # 405 where only some methods are known; 301 and 302 add a slash or ask to log in.
            assert answer.status_code in (301, 302, 400, 404, 405), (method, answer.status_code)
    assert client.get(place.format(word), follow=True).status_code in (200, 400, 404, 405)


@pytest.mark.matrix
@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_odd_question_is_answered_or_refused(client: Client, question: str, word: str) -> None:
    assert client.get(question.format(word)).status_code in (200, 400, 404)


@pytest.mark.matrix
@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize(
    "place",
    [
        "/admin/tracker/ultimatum/?q={}",
        "/admin/tracker/ultimatum/?publication={}",
        "/admin/tracker/ultimatum/{}/change/",
        "/admin/tracker/subscriber/?q={}",
        "/admin/tracker/delivery/?q={}",
        "/admin/autocomplete/?app_label=tracker&model_name=party&field_name=actor&term={}",
    ],
)
def test_odd_words_do_not_upset_the_desk(admin_client: Client, place: str, word: str) -> None:
    assert admin_client.get(place.format(word)).status_code in (200, 302, 400, 403, 404)


@pytest.mark.parametrize(
    "word", ["\0", "a\0b@example.net", "ann@example.net\0", "\ud800", "\u202e@x", "a" * 5000]
)
def test_odd_words_of_a_provider_change_nothing(client: Client, word: str) -> None:
    Subscriber.objects.create(address="ann@example.net", address_key="ann@example.net", created_at=utc_now())
    event: dict[str, Any] = {
        "RecordType": "SpamComplaint",
        "Type": "SpamComplaint",
        "Email": word,
        "MessageID": "1",
    }
    basic = {"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}
    with override_settings(WEBHOOK_SECRET=SECRET):
        answer = client.post(
            "/webhooks/mail/postmark/", event, content_type="application/json", headers=basic
        )
    assert answer.status_code in (200, 400)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("word", ["\0", "550 5.1.1 no\0such user", "\ud800", "5" * 9000])
def test_odd_details_of_a_bounce_are_stored_or_refused(client: Client, word: str) -> None:
    Subscriber.objects.create(address="ann@example.net", address_key="ann@example.net", created_at=utc_now())
    event = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "Email": "ann@example.net",
        "Details": word,
        "MessageID": word,
    }
    basic = {"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}
    with override_settings(WEBHOOK_SECRET=SECRET):
        answer = client.post(
            "/webhooks/mail/postmark/", event, content_type="application/json", headers=basic
        )
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("word", ["\0", "a\0b@example.org", "\ud800", "a" * 5000, "\u202e"])
def test_odd_words_in_forms_are_refused(client: Client, word: str) -> None:
    row = Subscriber.objects.create(
        address="ann@example.net", address_key="ann@example.net", created_at=utc_now()
    )
    names = (
        "address",
        "zone",
        "website",
        "opened",
        "cadence",
        "consent",
        "kinds",
        "offsets",
        "action",
        "wishes",
    )
    data = dict.fromkeys(names, word.encode("utf-8", "surrogatepass"))
    manage = f"/subscriptions/manage/{manage_token(row.pk, now=utc_now())}/"
    for place in ("/subscriptions/new/", "/subscriptions/link/", manage):
        assert client.post(place, data).status_code in (303, 400, 404, 422), place
