"""A reader's own note: in her mails and on her page, gone with the subscription, never before she agreed."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.emails.making import a_delivery, a_subscriber, a_subscription
from tests.emails.reading import html_of, parsed, text_of
from tracker.domain.alerts import WEEK_AHEAD
from tracker.models import DeliveryKind, Subscription, SubscriptionState
from tracker.services.emails import EmailRenderer
from tracker.services.subscriptions.subscribe import (
    Consent,
    Wish,
    change,
    confirm,
    erase,
    follow,
    own_data,
    unsubscribe,
)
from tracker.web.subscriptions.forms import WishesForm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CONSENT = Consent("/", "1", "192.0.2.0/24")
NOTE = "Book the <b>flights</b> & tell Ann"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two\r\nlines\t and  more ", "two lines and more"),
        ("\x00\x07\ue000why\ue001\u202e", "why"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("ї" * 500, "ї" * 500),
        ("", ""),
    ],
)
def test_it_is_one_line_of_plain_text(typed: str, kept: str) -> None:
    form = WishesForm({"week_ahead": "on", "cadence": "0", "note": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["note"] == kept


def test_one_that_is_too_long_is_refused_at_its_field_and_by_the_database() -> None:
    form = WishesForm({"week_ahead": "on", "cadence": "0", "note": "x" * 501})
    assert list(form.errors) == ["note"]
    row = a_subscription(a_subscriber())
    with pytest.raises(Exception, match=r"note_is_short|too long") as refused, transaction.atomic():
        Subscription.objects.filter(pk=row.pk).update(note="x" * 501)
    assert isinstance(refused.value, IntegrityError) or "too long" in str(refused.value)


def test_a_request_to_confirm_does_not_print_what_a_stranger_may_have_typed() -> None:
    reader = a_subscriber(confirmed_at=None)
    a_subscription(reader, note="Cheap pills", state=SubscriptionState.PENDING, confirmed_at=None)
    row = a_delivery(reader, NOW, kind=DeliveryKind.CONFIRMATION)
    made = EmailRenderer().addressed(row, now=NOW)
    assert made is not None
    assert "pills" not in text_of(parsed(made)) + html_of(parsed(made))


def test_it_goes_with_the_subscription_and_is_exported() -> None:
    row = a_subscription(a_subscriber(), note=NOTE)
    change(row, wishes=row.wishes, cadence=1, paused=True, now=NOW)
    assert own_data(row.subscriber)["subscriptions"][0]["note"] == NOTE
    change(row, wishes=row.wishes, cadence=1, paused=False, note="", now=NOW)
    change(row, wishes=row.wishes, cadence=1, paused=False, note=NOTE, now=NOW)
    unsubscribe(row, now=NOW)
    assert Subscription.objects.values_list("state", "note").get() == ("ended", "")
    erase(row.subscriber)
    assert not Subscription.objects.exists()


def test_following_the_same_anew_keeps_it_unless_there_is_another() -> None:
    reader = a_subscriber()
    old = a_subscription(reader, note=NOTE)
    for note, kept in (("", NOTE), ("Another", "Another")):
        follow(reader, Wish(old.topic.kind, old.topic.key, WEEK_AHEAD, 0, note), CONSENT, now=NOW)
        assert Subscription.objects.get(state=SubscriptionState.ACTIVE).note == kept
    assert set(Subscription.objects.filter(state=SubscriptionState.ENDED).values_list("note", flat=True)) == {
        ""
    }


def test_a_request_takes_the_note_it_was_made_with() -> None:
    reader = a_subscriber()
    pending = a_subscription(reader, note=NOTE, state=SubscriptionState.PENDING, confirmed_at=None)
    confirm(reader, [pending.pk], now=NOW)
    assert Subscription.objects.values_list("state", "note").get() == ("active", NOTE)
