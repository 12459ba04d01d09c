"""The system clock jumps while mails leave; nobody gets two."""

from datetime import datetime, timedelta

import pytest

from tests.faults.databases import Arrivals, Verdict
from tests.faults.mail_worker import Beside, Watch, post, set_right
from tests.faults.planting import plant_news, states
from tests.smtp_sinks import Sink
from tracker.clock import utc_now
from tracker.services.outbox.mail import claim
from tracker.services.tick import tick
from tracker.transports.base import Outgoing

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
HOUR = timedelta(hours=1)


class Clock:
    """A clock that can be put forward and back."""

    def __init__(self) -> None:
        self.off = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.off


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(
    "jumps",
    [(2 * HOUR,), (-2 * HOUR,), (-24 * HOUR,), (2 * HOUR, -2 * HOUR), (-24 * HOUR, 24 * HOUR)],
    ids=lambda jumps: " ".join(f"{jump / HOUR:+.0f}h" for jump in jumps),
)
def test_clock_jumps_while_mails_leave(jumps: tuple[timedelta, ...]) -> None:
    """At each jump the tick comes, with a mail in flight, and a second worker begins to send as well."""
    wanted = plant_news(120, now=utc_now())
    clock = Clock()
    coming, others = list(jumps), list[Beside]()
    with Sink() as sink:

        def jump(begun: int, outgoing: Outgoing) -> None:
            if begun % 30 == 0 and coming:
                clock.off += coming.pop(0)
                Beside(lambda: tick(now=clock())).done()
                others.append(Beside(lambda: post(sink, clock=clock, watch=watch)))

        watch = Watch(jump)
        tick(now=clock())
        post(sink, clock=clock, watch=watch)
        for other in others:
            other.done()
        while coming:  # the first jump took everything from everybody
            clock.off += coming.pop(0)
            tick(now=clock())
            post(sink, clock=clock, watch=watch)
        clock.off = timedelta(0)
        set_right(sink, rounds=12)
        verdict = Verdict.of(Arrivals(sink).read(), wanted)
    assert others
    assert (verdict.lost, verdict.twice) == ([], {})
    assert states() == {"sent": 120}


def test_lease_of_a_clock_that_ran_ahead_does_not_hold_for_hours() -> None:
    """A worker died while the clock was two hours ahead; once it is right, its mails go at once."""
    wanted = plant_news(3, now=utc_now())
    ahead = utc_now() + 2 * HOUR
    with Sink() as sink:
        tick(now=utc_now())
        claim(now=ahead)
        assert states() == {"leased": 3}
        tick(now=utc_now())
        post(sink)
        verdict = Verdict.of(Arrivals(sink).read(), wanted)
    assert (verdict.lost, verdict.twice, states()) == ([], {}, {"sent": 3})
