"""What readers are told of, and when: nothing they asked for is dropped, nothing told is outdated."""

from typing import Any

import pytest

from tests.factories import Document, a_case, a_deadline, a_due, an_event, an_outcome
from tests.services.histories import DAY, HOUR, Play, utc
from tracker.domain.alerts import ALL_WISHES, AlertKind, wish_bit
from tracker.models import Cadence, TopicKind
from tracker.services.subscriptions.subscribe import unsubscribe

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


# --- Dates that change -------------------------------------------------------------------------------------


def test_a_second_move_is_told_from_the_date_each_reader_was_told_last() -> None:
    """One was told of the first move, one has it waiting in quiet hours."""
    play = start()
    play.follow("told")
    play.follow(play.reader("quiet", quiet=(22, 12)))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T23:50"))
    play.store(dated("2026-04-09", "2026-04-11"))
    play.until(utc("2026-03-03T00:10"))
    play.store(dated("2026-04-09", "2026-04-11", "2026-04-16"))
    play.until(utc("2026-03-03T13:00"))
    since = utc("2026-03-02T20:00")
    assert play.took("told", since) == [
        ("03-02 23:55", f"Moved: 9 April → 11 April — {TITLE}"),
        ("03-03 00:15", f"Moved: 11 April → 16 April — {TITLE}"),
    ]
    assert play.took("quiet", since) == [("03-03 12:00", f"Moved: 9 April → 16 April — {TITLE}")]


def test_moved_and_moved_back_within_the_grace_period_tells_nobody_and_keeps_reminders() -> None:
    play = start()
    play.follow(play.reader("quiet", quiet=(22, 7)))
    play.follow("ann")
    play.store(dated("2026-03-19"))
    play.until(utc("2026-03-12T22:59"))  # its reminder of 7 days waits for quiet hours to end
    play.now = utc("2026-03-13T00:30")
    play.turn()
    sent = len(play.mails)
    play.store(dated("2026-03-19", "2026-03-25"))
    play.until(utc("2026-03-13T00:32"))
    play.store(dated("2026-03-19", "2026-03-25", "2026-03-19"))
    play.until(utc("2026-03-13T12:00"))
    assert [(to, mail["Subject"]) for _, to, mail in play.mails[sent:]] == [
        ("quiet@example.org", f"In 6 days: {TITLE}")
    ]


def test_a_move_called_back_within_the_grace_period_leaves_the_move_before_it_to_be_told() -> None:
    play = start()
    play.follow("ann")
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T10:00"))
    play.store(dated("2026-04-09", "2026-04-11"))
    play.until(utc("2026-03-02T10:02"))
    play.store(dated("2026-04-09", "2026-04-11", "2026-04-16"))
    play.until(utc("2026-03-02T10:03"))
    play.store(dated("2026-04-09", "2026-04-11"))
    play.until(utc("2026-03-02T12:00"))
    assert play.subjects("ann", utc("2026-03-02T00:00")) == [f"Moved: 9 April → 11 April — {TITLE}"]


def test_what_waits_when_a_date_moves_goes_with_the_move_after_the_grace_period() -> None:
    play = start()
    play.follow("ann")
    play.follow("events", wishes=wish_bit(AlertKind.EVENT))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T10:00"))
    play.server_is_up = False
    event = an_event("e1", "2026-03-02")
    play.store(dated("2026-04-09", events=[event]))
    play.until(utc("2026-03-02T10:06"))
    play.server_is_up = True
    play.store(dated("2026-04-09", "2026-04-16", events=[event]))
    play.until(utc("2026-03-02T12:00"))
    since = utc("2026-03-02T00:00")
    assert play.took("ann", since) == [("03-02 10:11", f"Moved: 9 April → 16 April — {TITLE}")]
    assert "Nothing moved." in play.text(-2) + play.text(-1)
    assert play.took("events", since) == [("03-02 10:11", f"Statement, 45 days left: {TITLE}")]


def test_a_new_deadline_that_waits_is_told_with_its_new_date_to_those_who_asked_for_no_moves() -> None:
    play = start()
    play.follow("ann", wishes=wish_bit(AlertKind.SET))
    play.store(dated("2026-04-09"))
    play.server_is_up = False
    play.until(utc("2026-03-02T10:00"))
    play.store(dated("2026-04-09", "2026-04-16"))
    play.server_is_up = True
    play.until(utc("2026-03-02T12:00"))
    assert play.subjects("ann") == [f"New deadline, 16 April: {TITLE}"]


def test_a_withdrawn_ultimatum_is_told_to_whom_the_move_before_it_was_waiting() -> None:
    """By a filter it no longer meets: the newer mail would not be sent to that reader."""
    play = start()
    play.follow("ann", TopicKind.FILTER, "status=running", wishes=wish_bit(AlertKind.MOVED))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T10:00"))
    play.server_is_up = False
    play.store(dated("2026-04-09", "2026-04-16"))
    play.until(utc("2026-03-02T10:06"))
    withdrawn = dated("2026-04-09", "2026-04-16")
    withdrawn["deadlines"].append(a_deadline("d3", "2026-03-02", None, "withdrawn", replaces="d2"))
    play.store(withdrawn)
    play.server_is_up = True
    play.until(utc("2026-03-02T12:00"))
    assert play.subjects("ann") == [f"Withdrawn: 9 April no longer holds — {TITLE}"]


# --- Corrections -------------------------------------------------------------------------------------------


def test_a_date_corrected_after_its_reminder_left_is_corrected_and_reminded_of_again() -> None:
    play = start()
    week = wish_bit(AlertKind.REMINDER, 7 * DAY)
    play.follow("week", wishes=week)
    play.follow("day", wishes=wish_bit(AlertKind.REMINDER, DAY))
    play.store(dated("2026-03-19"))
    play.until(utc("2026-03-13T09:00"))
    play.store(dated("2026-03-25"))
    play.until(utc("2026-03-26T09:00"))
    assert play.took("week") == [
        ("03-13 00:00", f"In 7 days: {TITLE}"),
        ("03-13 09:05", f"Correction: 25 March, not 19 March — {TITLE}"),
        ("03-19 00:00", f"In 7 days: {TITLE}"),
    ]
    assert play.took("day") == [("03-25 00:00", f"In 24 hours: {TITLE}")]


def test_a_mistaken_move_that_was_told_and_is_removed_is_corrected() -> None:
    play = start()
    play.follow("ann", wishes=wish_bit(AlertKind.MOVED))
    play.follow("other", wishes=wish_bit(AlertKind.OUTCOME))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T10:00"))
    play.store(dated("2026-04-09", "2026-04-16"))
    play.until(utc("2026-03-02T11:00"))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-03T12:00"))
    assert play.subjects() == [
        f"Moved: 9 April → 16 April — {TITLE}",
        f"Correction: 9 April, not 16 April — {TITLE}",
    ]
    assert "We told you this, and it was wrong: 16 April" in play.text()


def test_a_correction_goes_once_and_not_to_those_whose_mail_had_not_left() -> None:
    play = start()
    play.follow("ann")
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-01T13:00"))
    play.follow("late", wishes=wish_bit(AlertKind.SET))
    play.server_is_up = False
    play.store(dated("2026-04-10"))
    play.until(utc("2026-03-01T13:02"))
    play.store(dated("2026-04-12"))
    play.server_is_up = True
    play.until(utc("2026-03-01T14:00"))
    play.store(dated("2026-04-12", title="Open the river or lose all the ports"))
    play.until(utc("2026-03-02T14:00"))
    assert play.subjects() == [
        f"New deadline, 9 April: {TITLE}",
        f"Correction: 12 April, not 9 April — {TITLE}",
    ]


def test_an_outcome_and_an_event_that_were_told_and_taken_back_are_corrected() -> None:
    play = start()
    play.follow("ann", wishes=wish_bit(AlertKind.EVENT) | wish_bit(AlertKind.OUTCOME))
    event, outcome = an_event("e1", "2026-03-02"), an_outcome("2026-03-02")
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T10:00"))
    play.store(dated("2026-04-09", events=[event]))
    play.until(utc("2026-03-02T11:00"))
    play.store(dated("2026-04-09", outcomes=[outcome]))
    play.until(utc("2026-03-02T12:00"))
    assert len(play.mails) == 2
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T13:00"))
    assert play.subjects()[2:] == [f"Correction — {TITLE}"]
    assert "We told you this, and it was wrong: “Nothing moved.”" in play.text()
    assert "We told you this, and it was wrong: Lapsed" in play.text()


# --- News by the day we learned it -------------------------------------------------------------------------


def test_an_extension_entered_long_after_it_was_announced_is_news() -> None:
    play = start()
    play.follow("ann", wishes=wish_bit(AlertKind.MOVED))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-20T10:00"))
    play.store(dated("2026-04-09", "2026-04-16"))
    play.until(utc("2026-03-21T10:00"))
    assert play.subjects("ann") == [f"Moved: 9 April → 16 April — {TITLE}"]


def test_what_is_on_record_when_its_case_is_published_is_history() -> None:
    play = start("2026-06-01T12:00")
    play.follow("ann")
    outcome = an_outcome("2026-05-01")
    play.store(dated("2026-04-09", "2026-04-16", events=[an_event("e1", "2026-03-02")]))
    play.store(dated("2026-04-09", outcomes=[outcome]) | {"slug": "another-case"})
    play.until(utc("2026-06-02T12:00"))
    old = [an_event("e1", "2026-03-02"), an_event("e2", "2026-03-05")]
    play.store(dated("2026-04-09", "2026-04-16", "2026-04-18", events=old))
    play.store(dated("2026-04-09", "2026-04-16", outcomes=[outcome], events=old) | {"slug": "another-case"})
    play.until(utc("2026-06-03T12:00"))
    assert play.subjects("ann") == []
    play.store(dated("2026-04-09", "2026-04-16", "2026-04-18", events=old, outcomes=[outcome]))
    play.until(utc("2026-06-04T12:00"))
    assert play.subjects("ann") == [f"Lapsed, 13 days after the deadline: {TITLE}"]


# --- Told as a reader would expect, in order ---------------------------------------------------------------


def test_a_staged_step_that_passes_and_a_window_that_opens_are_told() -> None:
    play = start()
    play.follow("ann", wishes=wish_bit(AlertKind.EXPIRY))
    steps = [
        a_deadline("d1", "2026-03-01", a_due("2026-03-09")),
        a_deadline("d2", "2026-03-01", a_due("2026-03-16", "2026-03-18", "range"), "staged"),
    ]
    play.store(a_case(deadlines=steps))
    play.until(utc("2026-03-20T10:00"))
    assert play.took("ann") == [
        ("03-10 00:00", f"Passed, outcome open: {TITLE}"),
        ("03-17 00:00", f"Window open, at the latest in 2 days: {TITLE}"),
        ("03-19 00:00", f"Passed, outcome open: {TITLE}"),
    ]


def test_a_case_published_minutes_before_its_date_is_new_before_it_has_passed() -> None:
    play = start("2026-03-09T23:56")
    play.follow("ann")
    play.follow("expiry", wishes=wish_bit(AlertKind.EXPIRY))
    play.store(a_case(deadlines=[a_deadline("d1", "2026-03-09", a_due("2026-03-09"))]))
    play.until(utc("2026-03-11T10:00"))
    assert play.took() == [
        ("03-10 00:01", f"Passed, outcome open: {TITLE}"),
        ("03-10 00:01", f"Passed, outcome open: {TITLE}"),
    ]
    assert "New deadline" in play.text(0) + play.text(1)


def test_a_reminder_that_would_wait_for_a_digest_after_the_date_goes_at_once() -> None:
    """Saturday 14 March; the weekly digest comes on Mondays."""
    play = start("2026-03-01T12:00")
    play.follow("ann", cadence=Cadence.WEEKLY, wishes=wish_bit(AlertKind.REMINDER, DAY))
    play.follow("bob", cadence=Cadence.DAILY, wishes=wish_bit(AlertKind.REMINDER, HOUR))
    play.follow("cem", cadence=Cadence.WEEKLY, wishes=wish_bit(AlertKind.REMINDER, 14 * DAY))
    play.store(a_case(deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-03-14T20:00:00Z"))]))
    play.store(dated("2026-03-18") | {"slug": "another-case"})
    play.until(utc("2026-03-15T12:00"))
    assert play.took("ann") == [("03-13 20:00", f"In 24 hours: {TITLE}")]
    assert play.took("bob") == [("03-14 19:00", f"In 1 hour: {TITLE}")]
    assert [at for at, _ in play.took("cem")] == ["03-09 08:00"]


# --- Leaving one of two ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cadence", "wishes", "told"),
    [
        (Cadence.AT_ONCE, ALL_WISHES, ["03-02 07:00"]),
        (Cadence.DAILY, ALL_WISHES, ["03-02 08:00"]),
        (Cadence.AT_ONCE, wish_bit(AlertKind.EVENT), []),
    ],
    ids=["at once", "daily", "another wish"],
)
def test_a_mail_that_waits_goes_by_the_other_subscription(
    cadence: Cadence, wishes: int, told: list[str]
) -> None:
    play = start("2026-03-01T22:30")
    reader = play.reader("ann", quiet=(22, 7))
    case = play.follow(reader, TopicKind.CASE, "open-the-river")
    play.follow(reader, wishes=wishes, cadence=cadence)
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T01:00"))
    unsubscribe(case, now=play.now)
    play.until(utc("2026-03-03T01:00"))
    assert [at for at, _ in play.took("ann")] == told
    if told:
        assert "because you follow every case on record" in play.text()


def test_a_move_taken_back_and_entered_with_another_date_is_corrected() -> None:
    play = start()
    play.follow("ann", wishes=wish_bit(AlertKind.MOVED))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T10:00"))
    play.store(dated("2026-04-09", "2026-04-16"))
    play.until(utc("2026-03-02T11:00"))
    play.store(dated("2026-04-09"))
    play.until(utc("2026-03-02T11:02"))
    play.store(dated("2026-04-09", "2026-04-20"))
    play.until(utc("2026-03-03T12:00"))
    assert play.subjects() == [
        f"Moved: 9 April → 16 April — {TITLE}",
        f"Correction: 20 April, not 16 April — {TITLE}",
    ]
