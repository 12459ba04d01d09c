"""What readers are told of, and when: nothing they asked for is dropped, nothing told is outdated."""

from typing import Any

import pytest

from tests.factories import Document, a_case, a_deadline, a_due, an_event
from tests.services.playing import DAY, HOUR, Play, utc
from tracker.domain.alerts import ALL_WISHES, AlertKind, wish_bit
from tracker.models import Cadence, TopicKind

pytestmark = pytest.mark.django_db
TITLE = "Open the river or lose the ports"


def start(now: str = "2026-03-01T12:00") -> Play:
    return Play(utc(now))


def dated(*days: str, zone: str = "UTC", **more: Any) -> Document:
    """A case that was set to the first of these days and moved to the next and the next, a day apart."""
    deadlines = [
        a_deadline(
            f"d{at}",
            f"2026-03-0{at}",
            a_due(day, timezone=zone),
            "set" if at == 1 else "extended" if day > days[at - 2] else "shortened",
            **({"replaces": f"d{at - 1}"} if at > 1 else {}),
        )
        for at, day in enumerate(days, 1)
    ]
    return a_case(deadlines=deadlines, **more)


def test_quiet_hours_hold_reminders_and_never_drop_them() -> None:
    """A whole day in Kyiv ends at midnight there, so the reminders of days before fall at midnight."""
    play = start("2026-03-01T12:00")
    play.follow(play.reader("ann", zone="Europe/Kyiv", quiet=(22, 7)))
    play.store(dated("2026-03-20", zone="Europe/Kyiv"))
    play.until(utc("2026-03-21T12:00"))
    assert play.took("ann") == [
        ("03-01 12:05", f"New deadline, 20 March: {TITLE}"),
        ("03-07 05:00", f"In 13 days: {TITLE}"),
        ("03-14 05:00", f"In 6 days: {TITLE}"),
        ("03-18 05:00", f"In 2 days: {TITLE}"),
        ("03-20 05:00", f"In 17 hours: {TITLE}"),
        ("03-20 16:00", f"In 6 hours: {TITLE}"),
        ("03-21 05:00", f"Passed, outcome open: {TITLE}"),
    ]


def test_a_reminder_held_past_its_date_says_so_even_to_those_who_asked_for_nothing_else() -> None:
    play = start("2026-03-01T12:00")
    reader = play.reader("ann", zone="Europe/Kyiv", quiet=(22, 7))
    play.follow(reader, wishes=wish_bit(AlertKind.REMINDER, HOUR))
    play.store(dated("2026-03-20", zone="Europe/Kyiv"))
    play.until(utc("2026-03-21T12:00"))
    assert play.took("ann") == [("03-21 05:00", f"Passed, outcome open: {TITLE}")]


def test_a_move_that_waits_for_the_end_of_quiet_hours_is_told_together_with_later_news() -> None:
    play = start("2026-03-01T12:00")
    play.follow(play.reader("ann", quiet=(22, 7)))
    play.store(dated("2026-04-20"))
    play.until(utc("2026-03-02T22:20"))
    play.store(dated("2026-04-20", "2026-04-25"))
    play.until(utc("2026-03-03T02:00"))
    play.store(dated("2026-04-20", "2026-04-25", events=[an_event("e1", "2026-03-03")]))
    play.until(utc("2026-03-03T12:00"))
    assert play.took("ann", since=utc("2026-03-02T12:00")) == [
        ("03-03 07:00", f"Moved: 20 April → 25 April — {TITLE}")
    ]
    assert "Nothing moved." in play.text()


def test_a_move_that_waits_for_the_mail_server_is_not_dropped_for_later_news() -> None:
    play = start("2026-03-01T12:00")
    play.follow("both")
    play.follow("moves", wishes=wish_bit(AlertKind.MOVED))
    play.follow("events", wishes=wish_bit(AlertKind.EVENT))
    play.store(dated("2026-04-20"))
    play.until(utc("2026-03-02T10:00"))
    play.store(dated("2026-04-20", "2026-04-25"))
    play.server_is_up = False
    play.until(utc("2026-03-02T10:10"))
    play.store(dated("2026-04-20", "2026-04-25", events=[an_event("e1", "2026-03-02")]))
    play.until(utc("2026-03-02T10:16"))
    play.server_is_up = True
    play.until(utc("2026-03-02T10:17"))
    moved = f"Moved: 20 April → 25 April — {TITLE}"
    since = utc("2026-03-02T10:00")
    assert play.subjects("both", since) == [moved]
    assert play.subjects("moves", since) == [moved]
    assert play.subjects("events", since) == [f"Statement, 54 days left: {TITLE}"]


def test_a_move_told_at_once_does_not_wait_for_a_digest_of_other_news() -> None:
    play = start("2026-03-01T12:00")
    reader = play.reader("ann")
    play.follow(reader, TopicKind.CASE, "open-the-river")
    play.follow(reader, wishes=wish_bit(AlertKind.EVENT), cadence=Cadence.WEEKLY)
    play.store(dated("2026-03-06"))
    play.until(utc("2026-03-02T10:00"))
    play.server_is_up = False
    play.store(dated("2026-03-06", "2026-03-05"))
    play.until(utc("2026-03-02T10:10"))
    play.store(dated("2026-03-06", "2026-03-05", events=[an_event("e1", "2026-03-02")]))
    play.until(utc("2026-03-02T10:20"))
    play.server_is_up = True
    play.until(utc("2026-03-02T10:21"))
    assert play.subjects("ann", utc("2026-03-02T10:00")) == [f"Moved: 6 March → 5 March — {TITLE}"]


def test_after_an_outage_the_mail_says_what_was_asked_for_and_how_much_time_is_left() -> None:
    play = start("2026-03-01T12:00")
    for name, days in {"week": 7, "three": 3, "one": 1}.items():
        play.follow(name, wishes=wish_bit(AlertKind.REMINDER, days * DAY))
    play.follow("all", wishes=ALL_WISHES & ~wish_bit(AlertKind.SET))
    play.store(dated("2026-03-20"))
    play.until(utc("2026-03-13T00:00"))
    sent = len(play.mails)
    play.is_on = False
    play.until(utc("2026-03-19T08:00"))
    play.is_on = True
    play.until(utc("2026-03-19T08:01"))
    assert sorted((to, mail["Subject"]) for _, to, mail in play.mails[sent:]) == [
        ("all@example.org", f"In 40 hours: {TITLE}"),
        ("three@example.org", f"In 40 hours: {TITLE}"),
        ("week@example.org", f"In 40 hours: {TITLE}"),
    ]


def test_after_an_outage_over_the_date_and_later_news_each_is_told_by_wish() -> None:
    play = start("2026-03-01T12:00")
    kinds = {"expiry": AlertKind.EXPIRY, "event": AlertKind.EVENT, "outcome": AlertKind.OUTCOME}
    for name, kind in kinds.items():
        play.follow(name, wishes=wish_bit(kind))
    play.follow("hour", wishes=wish_bit(AlertKind.REMINDER, HOUR))
    play.store(dated("2026-03-20", events=[an_event("e1", "2026-03-21")]))
    play.until(utc("2026-03-20T12:00"))
    play.is_on = False
    play.until(utc("2026-03-21T12:00"))
    play.is_on = True
    play.until(utc("2026-03-21T12:01"))
    assert sorted((to, mail["Subject"]) for _, to, mail in play.mails) == [
        ("event@example.org", f"Statement: {TITLE}"),
        ("expiry@example.org", f"Passed, outcome open: {TITLE}"),
        ("hour@example.org", f"Passed, outcome open: {TITLE}"),
    ]


def test_several_cases_on_one_date_are_one_mail_a_reader() -> None:
    play = start("2026-03-01T12:00")
    play.follow("all")
    play.follow("week", wishes=wish_bit(AlertKind.REMINDER, 7 * DAY))
    for number in range(5):
        play.store(dated("2026-03-20") | {"slug": f"case-{number}"})
    play.until(utc("2026-03-14T01:00"))
    assert play.took("week") == [("03-14 00:00", f"In 7 days: {TITLE}, and 4 more cases")]
    assert [at for at, _ in play.took("all")] == ["03-01 12:05", "03-07 00:00", "03-14 00:00"]
