"""Whoever was told a date by the week ahead is told when it turns out to be wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from tests.factories import Document, a_case, a_deadline, a_due, an_event
from tests.pruning import prune_all
from tests.services.histories import DAY, Play, utc
from tracker.domain.alerts import WEEK_AHEAD, AlertKind
from tracker.models import Alert, Delivery, TopicKind, WeekAheadIssue
from tracker.services.cases.editing import withdraw_case

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SUNDAY = utc("2026-03-08T12:00")
MONDAY = utc("2026-03-09T08:00")


def case(day: str, *more: Document, **facts: Any) -> Document:
    deadlines = [a_deadline("d1", "2026-03-01", a_due(day, timezone="UTC")), *more]
    return a_case(deadlines=deadlines, **facts)


def told(day: str = "2026-03-12", **facts: Any) -> Play:
    """Ann has the week ahead with that date, by a subscription that asks for nothing else."""
    play = Play(SUNDAY)
    play.follow("ann", wishes=WEEK_AHEAD)
    play.store(case(day, **facts))
    play.until(MONDAY + timedelta(hours=1))
    assert [at for at, _subject in play.took("ann")] == ["03-09 08:00"]
    return play


def test_a_date_that_was_wrong_is_corrected() -> None:
    play = told()
    play.follow("bob", wishes=WEEK_AHEAD)
    play.store(case("2026-03-14"))
    play.until(MONDAY + DAY)
    [(at, subject)] = play.took("ann", since=MONDAY + timedelta(hours=1))
    assert at == "03-09 09:05"
    assert subject.startswith("Correction")
    assert "Correction: 14 March, not 12 March" in play.text()
    assert play.took("bob") == [], "who was not told it"
    play.store(case("2026-03-14", summary="Another summary."))
    play.until(MONDAY + 3 * DAY)
    assert len(play.took("ann")) == 2, "once"


def test_a_correction_that_is_wrong_as_well_is_corrected_from_what_was_told_last() -> None:
    play = told()
    play.store(case("2026-03-14"))
    play.until(MONDAY + DAY)
    play.store(case("2026-03-13"))
    play.until(MONDAY + 2 * DAY)
    assert len(play.took("ann")) == 3
    assert "Correction: 13 March, not 14 March" in play.text()


def test_a_date_that_is_set_right_before_the_mail_leaves_is_no_correction() -> None:
    play = Play(SUNDAY)
    play.follow("ann", wishes=WEEK_AHEAD)
    play.store(case("2026-03-12"))
    play.server_is_up = False
    play.until(MONDAY + timedelta(hours=1))
    play.store(case("2026-03-14"))
    play.server_is_up = True
    play.until(MONDAY + DAY)
    [subject] = play.subjects("ann")
    assert not subject.startswith("Correction")
    assert "14 March" in play.text()
    assert "12 March" not in play.text()


def test_a_date_that_is_moved_by_a_later_announcement_was_not_wrong() -> None:
    play = told()
    moved = a_deadline("d2", "2026-03-09", a_due("2026-03-20", timezone="UTC"), change="extended")
    play.store(case("2026-03-12", moved))
    play.until(MONDAY + 3 * DAY)
    assert len(play.took("ann")) == 1


def test_a_case_that_is_taken_back_is_told_to_whoever_read_of_it() -> None:
    play = told()
    [alert] = Alert.objects.filter(kind=AlertKind.LISTED)
    withdraw_case(alert.ultimatum, now=play.now)
    play.until(MONDAY + DAY)
    assert play.subjects("ann")[1:] == ["Taken back: Open the river or lose the ports"]


def test_what_is_scheduled_and_moved_is_corrected() -> None:
    vote = {"key": "vote", "on": "2026-03-11", "text": "The council votes.", "scheduled": "2026-03-02"}
    play = told("2026-03-30", events=[an_event(**vote)])
    play.store(case("2026-03-30", events=[an_event(**{**vote, "on": "2026-03-13"})]))
    play.until(MONDAY + DAY)
    assert play.subjects("ann", since=MONDAY + timedelta(hours=1))[0].startswith("Correction")
    assert "it was wrong: 11 March 2026: “The council votes.”" in play.text()
    assert "Scheduled for 13 March 2026: “The council votes.”" in play.text()


def test_mails_of_the_same_dates_share_what_they_showed_and_it_goes_with_them() -> None:
    play = Play(SUNDAY)
    for name in ("ann", "bob"):
        play.follow(name, wishes=WEEK_AHEAD)
    play.follow("cleo", TopicKind.ACTOR, "nobody", wishes=WEEK_AHEAD)
    play.store(case("2026-03-12"))
    play.until(MONDAY)
    [issue] = WeekAheadIssue.objects.all()
    assert list(issue.alerts.values_list("told__due__earliest", flat=True)) == ["2026-03-12"]
    assert Delivery.objects.filter(issue=issue).count() == 2
    prune_all(now=MONDAY + settings.KEEP_MAILS - DAY)
    assert WeekAheadIssue.objects.exists()
    prune_all(now=MONDAY + settings.KEEP_MAILS + DAY)
    assert not WeekAheadIssue.objects.exists()
