"""A restored site sends nothing before it is resumed, and then nothing that was due before the restore."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.factories import NOW
from tests.faults.mail_worker import post, still
from tests.faults.planting import plant_news
from tests.smtp_sinks import Sink
from tracker.domain.alerts import AlertKind
from tracker.models import Cadence, Delivery, DeliveryKind, DeliveryState, Subscriber, Subscription
from tracker.queries.status import is_paused, status_page
from tracker.services.outbox import mail
from tracker.services.pause import REASON, pause, resume
from tracker.services.tick import tick

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

READERS = 3
AFTER_GRACE = NOW + timedelta(minutes=6)
WEEK_BEFORE = NOW + timedelta(days=33)
"""When readers are reminded that the date is a week away: it is 40 days away at NOW."""


def drain(now: datetime) -> Counter[str]:
    """A tick, and a worker that sends what is due then to a server; what became of it."""
    tick(now=now)
    with Sink() as sink:
        return post(sink, clock=partial(still, now)).counts


def deliveries() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def test_nothing_leaves_while_it_is_paused_and_what_was_due_before_never_does() -> None:
    plant_news(READERS, now=NOW)
    tick(now=AFTER_GRACE)
    assert deliveries() == {"due": READERS}
    restored = NOW + timedelta(hours=1)
    pause(now=restored)
    assert drain(restored + timedelta(minutes=1)) == {}
    assert status_page(now=restored).paused_since == restored
    done = resume()
    assert done is not None
    assert (done.since, done.mails, done.calls) == (restored, READERS, 0)
    assert not is_paused()
    assert resume() is None
    assert drain(restored + timedelta(minutes=2)) == {}
    assert set(Delivery.objects.values_list("state", "error")) == {("expired", REASON)}


def test_what_fell_due_between_backup_and_restore_counts_as_sent() -> None:
    plant_news(READERS, now=NOW)
    assert drain(AFTER_GRACE) == {"sent": READERS}
    pause(now=WEEK_BEFORE + timedelta(hours=1))
    assert drain(WEEK_BEFORE + timedelta(hours=2)) == {}
    resume()
    reminders = Delivery.objects.filter(alert__kind=AlertKind.REMINDER).values_list("state", flat=True)
    assert set(reminders) == {"expired"}
    assert deliveries()["sent"] == READERS
    assert drain(WEEK_BEFORE + timedelta(hours=3)) == {}


def test_what_falls_due_after_the_restore_is_sent() -> None:
    plant_news(READERS, now=NOW)
    assert drain(AFTER_GRACE) == {"sent": READERS}
    pause(now=WEEK_BEFORE - timedelta(hours=1))
    assert drain(WEEK_BEFORE + timedelta(minutes=1)) == {}
    resume()
    assert drain(WEEK_BEFORE + timedelta(minutes=2)) == {"sent": READERS}
    assert set(Delivery.objects.filter(state="sent").values_list("alert__kind", flat=True)) == {
        AlertKind.SET,
        AlertKind.REMINDER,
    }


@pytest.mark.parametrize("state", [DeliveryState.LEASED, DeliveryState.SENDING])
def test_what_a_worker_had_in_hand_when_the_backup_was_made_counts_as_sent(state: DeliveryState) -> None:
    plant_news(READERS, now=NOW)
    tick(now=AFTER_GRACE)
    mail.claim(now=AFTER_GRACE, size=READERS)
    Delivery.objects.update(state=state)
    pause(now=AFTER_GRACE + timedelta(seconds=20))
    done = resume()
    assert done is not None
    assert done.mails == READERS
    assert deliveries() == {"expired": READERS}


def test_what_a_digest_carried_that_was_due_before_the_restore_is_in_no_later_one() -> None:
    plant_news(1, now=NOW)
    Subscription.objects.update(cadence=Cadence.DAILY)
    Subscriber.objects.update(daily_at=NOW + timedelta(hours=20), zone="UTC")
    tick(now=AFTER_GRACE)
    assert deliveries() == {"held": 1}
    pause(now=NOW + timedelta(days=1))
    resume()
    assert deliveries() == {"expired": 2}
    tick(now=NOW + timedelta(days=3))
    assert Delivery.objects.filter(kind=DeliveryKind.DIGEST).count() == 1
