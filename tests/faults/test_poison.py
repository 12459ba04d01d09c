"""A delivery that nothing can be done with fails alone; all others go."""

import os
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.faults.databases import Arrivals
from tests.faults.mail_worker import in_child, post, set_right
from tests.faults.planting import plant_news, states
from tests.smtp_sinks import Fault, Sink
from tracker.clock import utc_now
from tracker.models import Cadence, Delivery, DeliveryState, Subscriber, Subscription
from tracker.services.emails import EmailRenderer
from tracker.services.outbox.mail import Claimed
from tracker.services.outbox.transitions import MOST_CRASHES
from tracker.services.tick import tick
from tracker.transports.base import Outgoing

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

ADDRESSES = (
    "a\r\nRCPT TO:<other@example.org>\r\n@example.org",
    "no address at all",
    "x" * 300 + "@example.org",
    "unencoded@bücher.example",
    "",
    "<script>@example.org",
    '"quoted <b>"@example.org\n',
)


def spoil(whom: str, **columns: object) -> None:
    """Change a reader's row past every check, as a faulty import would."""
    assert Subscriber.objects.filter(address=whom).update(**columns) == 1


def test_addresses_nothing_can_be_sent_to_fail_alone() -> None:
    wanted = plant_news(60, now=utc_now())
    spoiled = wanted[5 : 5 + len(ADDRESSES)]
    for address, garbage in zip(spoiled, ADDRESSES, strict=True):
        spoil(address, address=garbage)
    with Sink() as sink:
        tick(now=utc_now())
        post(sink)
        good = sorted(set(wanted) - set(spoiled))
        assert sorted(each.to for each in Arrivals(sink).read()) == good
        set_right(sink, rounds=6)
        assert sorted(each.to for each in Arrivals(sink).read()) == good
    bad = Delivery.objects.exclude(state=DeliveryState.SENT)
    # The mail server's own command cannot name what is no ASCII: that is final at once.
    assert set(bad.values_list("state", "attempts")) == {("parked", 3), ("failed", 1)}
    assert bad.count() == len(ADDRESSES)
    assert all(bad.values_list("error", flat=True))


def test_profiles_that_make_no_sense_are_sent_to_all_the_same() -> None:
    """A zone the zone data dropped, a language we do not speak, for a mail and for a digest."""
    wanted = plant_news(10, now=utc_now())
    spoil(wanted[2], zone="Mars/Olympus")
    spoil(wanted[3], language="tlh")
    spoil(wanted[4], zone="")
    daily = Subscription.objects.filter(subscriber__address__in=[wanted[2], wanted[5]])
    daily.update(cadence=Cadence.DAILY)
    past = utc_now() - timedelta(minutes=1)
    Subscriber.objects.filter(subscriptions__in=daily).update(daily_at=past)
    with Sink() as sink:
        tick(now=utc_now())
        post(sink)
        assert sorted(each.to for each in Arrivals(sink).read()) == wanted
    assert states() == {"sent": 12}


def test_recipients_that_are_refused_fail_alone() -> None:
    faults = (
        Fault("recipient", code=550, text="5.1.1 unknown", match="0000[1-4]@"),
        Fault("recipient", "drop", match="0000[5-8]@"),
        Fault("data", code=554, text="5.7.1 no", match="00009@"),
        Fault("dot", "drop", match="00010@"),
    )
    wanted = plant_news(40, now=utc_now())
    with Sink(*faults) as sink:
        tick(now=utc_now())
        for _ in range(6):  # a mail server that hangs up three times in a row ends a drain
            post(sink)
        arrived = sorted(each.to for each in Arrivals(sink).read())
        assert arrived == [wanted[0], *wanted[11:]]
        set_right(sink, rounds=24)
        assert sorted(each.to for each in Arrivals(sink).read()) == arrived
    found = dict(Delivery.objects.values_list("subscriber__address", "state"))
    # Who hangs up before it was given a mail is asked again for days; a lost reply is looked at by a human.
    assert [found[each] for each in wanted[1:11]] == [*["failed"] * 4, *["due"] * 4, "failed", "parked"]


def post_at(sink: Sink, at: datetime, writer: type[EmailRenderer]) -> None:
    """Send what is due at an instant."""
    post(sink, clock=lambda: at, writer=writer)


def test_mail_that_kills_its_worker_is_parked_and_all_others_go() -> None:
    """Each death leaves the chunk smaller until the culprit is alone; nobody else is parked."""
    wanted = plant_news(600, now=utc_now())
    now = utc_now()
    tick(now=now)
    deadly = Delivery.objects.get(subscriber__address=wanted[77]).pk

    class Deadly(EmailRenderer):
        def addressed(self, row: Claimed, *, now: datetime) -> Outgoing | None:
            if row.id == deadly:
                os._exit(9)
            return super().addressed(row, now=now)

    deaths = 0
    with Sink() as sink:
        for turn in range(1, 20):
            at = now + turn * timedelta(minutes=15)
            ending = in_child(partial(post_at, sink, at, Deadly))
            tick(now=at + timedelta(minutes=14))
            deaths += ending == 9
            if set(states()) <= {"sent", "parked"}:
                break
        arrived = sorted(each.to for each in Arrivals(sink).read())
    assert deaths == MOST_CRASHES
    assert sorted(set(arrived)) == [each for each in wanted if each != wanted[77]]
    assert len(arrived) <= len(set(arrived)) + deaths
    assert Delivery.objects.get(state=DeliveryState.PARKED).pk == deadly
