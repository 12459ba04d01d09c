"""The letters themselves, to be read by people: one golden file for each kind.

After a change of words or looks write them anew and read what changed:

    GOLDEN=write .venv/bin/python -m pytest tests/emails/test_golden.py
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.emails.making import (
    FIFTY_DAYS,
    a_delivery,
    a_digest,
    a_subscriber,
    a_subscription,
    an_alert,
    load,
    load_seed,
)
from tests.emails.reading import Page, html_of, links_in, parsed, text_of
from tests.factories import a_case, a_deadline, a_due, an_event
from tracker.domain.alerts import WEEK_AHEAD, AlertKind, wish_bit
from tracker.models import Alert, DeliveryKind, SubscriptionState, SwitchedOff, TopicKind
from tracker.services.emails import EmailRenderer
from tracker.services.webhooks.endpoints import register, send_test, switch_off
from tracker.transports.base import Outgoing

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
WEEK, DAY = timedelta(days=7), timedelta(days=1)
END = datetime(2025, 8, 9, 4, 0, tzinfo=UTC)  # of 8 August in New York
SECONDS = timedelta(seconds=4)


def letter(
    alert: Alert, now: datetime, *, zone: str = "Europe/Kyiv", language: str = "en", note: str = ""
) -> Outgoing | None:
    """The mail about an alert to somebody who follows the case."""
    subscriber = a_subscriber(pk=7, zone=zone, language=language)
    subscription = a_subscription(subscriber, pk=11, note=note)
    row = a_delivery(subscriber, now, alert=alert, subscription=subscription, pk=1001)
    return EmailRenderer().addressed(row, now=now)


def reminder(language: str = "en") -> Outgoing | None:
    now = END - WEEK + SECONDS
    case = load_seed(FIFTY_DAYS, now)
    return letter(
        an_alert(case, AlertKind.REMINDER, "d3", END - WEEK, offset=WEEK, pk=9_000_501),
        now,
        language=language,
    )


def reminder_late() -> Outgoing | None:
    now = END - WEEK + timedelta(hours=20, minutes=12)
    case = load_seed(FIFTY_DAYS, now)
    alert = an_alert(case, AlertKind.REMINDER, "d3", END - WEEK, offset=WEEK, pk=9_000_501)
    return letter(alert, now, zone="UTC")


def reminder_of_a_window() -> Outgoing | None:
    now = datetime(2025, 8, 7, 4, 0, tzinfo=UTC)
    case = load(
        a_case(
            FIFTY_DAYS,
            title="Open the river within days or lose the ports",
            deadlines=[a_deadline("d1", "2025-07-28", a_due("2025-08-07", "2025-08-09", "range"))],
        ),
        now,
    )
    return letter(an_alert(case, AlertKind.REMINDER, "d1", now, offset=DAY, pk=9_000_501), now)


def expiry(language: str = "en") -> Outgoing | None:
    now = END + SECONDS
    due = a_due("2025-08-09T00:00:00-04:00", timezone="America/New_York")
    case = load(a_case(FIFTY_DAYS, deadlines=[a_deadline("d1", "2025-07-10", due)]), now)
    return letter(an_alert(case, AlertKind.EXPIRY, "d1", END, pk=9_000_501), now, language=language)


def announced() -> Outgoing | None:
    now = datetime(2025, 7, 14, 18, 5, tzinfo=UTC)
    case = load_seed(FIFTY_DAYS, now)
    return letter(an_alert(case, AlertKind.SET, "d1", now, pk=9_000_501), now)


def moved(language: str = "en") -> Outgoing | None:
    now = datetime(2025, 7, 28, 14, 5, tzinfo=UTC)
    case = load_seed(FIFTY_DAYS, now)
    was = case.document["deadlines"][0]["due"]
    return letter(an_alert(case, AlertKind.MOVED, "d2", now, was=was, pk=9_000_501), now, language=language)


def suspended() -> Outgoing | None:
    now = datetime(2025, 8, 1, 14, 5, tzinfo=UTC)
    first = a_deadline("d1", "2025-07-28", a_due("2025-08-09"), as_stated="by Saturday")
    second = a_deadline("d2", "2025-08-01", None, "suspended", replaces="d1", as_stated="talks come first")
    case = load(a_case(FIFTY_DAYS, deadlines=[first, second]), now)
    return letter(an_alert(case, AlertKind.MOVED, "d2", now, was=first["due"], pk=9_000_501), now)


def event(language: str = "en") -> Outgoing | None:
    now = datetime(2025, 8, 6, 15, 30, tzinfo=UTC)
    case = load_seed(FIFTY_DAYS, now)
    return letter(an_alert(case, AlertKind.EVENT, "e5", now, pk=9_000_501), now, language=language)


def outcome(language: str = "en", note: str = "") -> Outgoing | None:
    now = datetime(2025, 8, 9, 9, 0, tzinfo=UTC)
    case = load_seed(FIFTY_DAYS, now)
    alert = an_alert(case, AlertKind.OUTCOME, "outcome:all", now, pk=9_000_501)
    return letter(alert, now, language=language, note=note)


def digest(language: str = "en") -> Outgoing | None:
    now = datetime(2025, 7, 30, 5, 0, tzinfo=UTC)
    case = load_seed(FIFTY_DAYS, now)
    other = load(a_case(deadlines=[a_deadline("d1", "2025-07-29", a_due("2025-08-01T12:00:00Z"))]), now)
    due = [item["due"] for item in case.document["deadlines"]]
    alerts = [
        an_alert(case, AlertKind.MOVED, "d2", now - 2 * DAY, was=due[0], pk=9_000_501),
        an_alert(case, AlertKind.MOVED, "d3", now - DAY, was=due[1], pk=9_000_502),
        an_alert(other, AlertKind.SET, "d1", now - DAY, pk=9_000_503),
        an_alert(other, AlertKind.REMINDER, "d1", now - timedelta(hours=17), offset=3 * DAY, pk=9_000_504),
    ]
    subscription = a_subscription(
        a_subscriber(pk=7, language=language), TopicKind.EVERYTHING, "", pk=11, cadence=1
    )
    return EmailRenderer().addressed(a_digest(subscription, alerts, now, pk=1001), now=now)


MONDAY = datetime(2025, 8, 4, 5, 0, tzinfo=UTC)


def week(language: str = "en", *, now: datetime = MONDAY, note: str = "") -> Outgoing | None:
    """What is ahead: the end of the fifty days, a window that is open, a vote that is scheduled."""
    load_seed(FIFTY_DAYS, MONDAY)
    vote = an_event("e1", "2025-08-06", scheduled="2025-08-01", text="The council votes on the ports.")
    window = a_due("2025-08-02", "2025-08-20")
    load(
        a_case(title="Open the river", deadlines=[a_deadline("d1", "2025-08-01", window)], events=[vote]), now
    )
    return the_week(now, language, note)


def the_week(now: datetime, language: str = "en", note: str = "") -> Outgoing | None:
    subscriber = a_subscriber(pk=7, language=language)
    a_subscription(subscriber, TopicKind.EVERYTHING, "", pk=11, wishes=WEEK_AHEAD, note=note)
    row = a_delivery(subscriber, now, kind=DeliveryKind.WEEK_AHEAD, not_after=MONDAY + WEEK, pk=1001)
    return EmailRenderer().addressed(row, now=now)


def week_late() -> Outgoing | None:
    return week(now=MONDAY + 2 * DAY, note="Ask <Ann> & Bo about the flights.")


def week_without_a_date(language: str = "en") -> Outgoing | None:
    far = a_due("2025-09-01", timezone="America/New_York")
    load(a_case(title="Open the river", deadlines=[a_deadline("d1", "2025-08-01", far)]), MONDAY)
    return the_week(MONDAY, language)


def confirmation(language: str = "en") -> Outgoing | None:
    now = datetime(2025, 7, 14, 18, 30, tzinfo=UTC)
    load_seed(FIFTY_DAYS, now)
    subscriber = a_subscriber(pk=7, confirmed_at=None, language=language)
    pending: dict[str, Any] = {"state": SubscriptionState.PENDING, "confirmed_at": None}
    offsets = [wish_bit(AlertKind.REMINDER, timedelta(days=days)) for days in (30, 7, 3, 1)]
    wishes = sum(offsets) + wish_bit(AlertKind.MOVED) + wish_bit(AlertKind.OUTCOME)
    a_subscription(subscriber, pk=11, wishes=wishes, **pending)
    query = "sender=united-states&threat=force&q=buy+cheap+pills"
    a_subscription(subscriber, TopicKind.FILTER, query, pk=12, cadence=2, wishes=wishes, **pending)
    row = a_delivery(subscriber, now, kind=DeliveryKind.CONFIRMATION, pk=1001)
    return EmailRenderer().addressed(row, now=now)


def access() -> Outgoing | None:
    now = datetime(2025, 7, 14, 18, 30, tzinfo=UTC)
    row = a_delivery(a_subscriber(pk=7), now, kind=DeliveryKind.ACCESS, pk=1001)
    return EmailRenderer().addressed(row, now=now)


def endpoint() -> Outgoing | None:
    now = datetime(2025, 8, 9, 9, 0, tzinfo=UTC)
    load_seed(FIFTY_DAYS, now)
    owner = a_subscriber(pk=7)
    about = {"everything": "", "filter": "sender=united-states&threat=force"}
    whys = (SwitchedOff.FAILING, SwitchedOff.GONE)
    for at, (why, (kind, key)) in enumerate(zip(whys, about.items(), strict=True)):
        url = f"https://hooks{at}.example.org/secret-path"
        made = register(
            owner, url=url, topic_kind=kind, topic_key=key, wishes=1, now=now - 2 * DAY, verified=True
        )
        call = send_test(made, now=now - timedelta(minutes=5))
        answer = "answered 500 <b>broken</b> & more"
        call.tries = [{"at": now.isoformat(), "status": 500, "ms": 12, "answer": answer}] if not at else []
        call.save()
        switch_off(made, why, now=now - timedelta(minutes=1))
    row = a_delivery(owner, now, kind=DeliveryKind.ENDPOINT, pk=1001)
    return EmailRenderer().addressed(row, now=now)


EMAILS: dict[str, Callable[[], Outgoing | None]] = {
    "reminder": reminder,
    "reminder-late": reminder_late,
    "reminder-window": reminder_of_a_window,
    "expiry": expiry,
    "set": announced,
    "moved": moved,
    "moved-suspended": suspended,
    "event": event,
    "outcome": outcome,
    "digest": digest,
    "week": week,
    "week-late": week_late,
    "week-without-a-date": week_without_a_date,
    "outcome-note": partial(outcome, note="Tell the desk in Kyiv."),
    "confirmation": confirmation,
    "access": access,
    "endpoint": endpoint,
    "reminder-uk": partial(reminder, "uk"),
    "expiry-uk": partial(expiry, "uk"),
    "moved-uk": partial(moved, "uk"),
    "event-uk": partial(event, "uk"),
    "outcome-uk": partial(outcome, "uk"),
    "digest-uk": partial(digest, "uk"),
    "week-uk": partial(week, "uk"),
    "week-without-a-date-uk": partial(week_without_a_date, "uk"),
    "confirmation-uk": partial(confirmation, "uk"),
}


@pytest.mark.parametrize("name", EMAILS)
def test_a_letter_reads_as_it_was_read(name: str) -> None:
    made = EMAILS[name]()
    assert made is not None
    path = GOLDEN / f"{name}.eml"
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(made.data)
    assert made.data == path.read_bytes()


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("name", EMAILS)
def test_plain_text_fits_72_columns_with_links_alone_on_their_lines(name: str) -> None:
    for line in text_of(parsed(EMAILS[name]())).splitlines():
        if "://" in line:
            assert links_in(line) == {line.strip()}
        else:
            assert len(line) <= 72
        assert not any(entity in line for entity in ("&amp;", "&lt;", "&quot;", "&#"))


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("name", EMAILS)
def test_text_and_html_have_the_same_links(name: str) -> None:
    message = parsed(EMAILS[name]())
    assert Page(html_of(message)).links == links_in(text_of(message))
