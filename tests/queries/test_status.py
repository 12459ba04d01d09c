"""The heartbeat: how old it is, what waits for the next one."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import NOW, a_case, a_deadline, a_due, load
from tracker.models import Heartbeat, SiteState
from tracker.queries.status import Beat, beat_age_seconds, record_version, status_page
from tracker.services.heartbeat import note_clock
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


def test_empty_record_has_no_heartbeat_and_version_zero() -> None:
    found = status_page(now=NOW)
    assert (found.beats, found.beat_age_seconds, found.version, found.cases) == ((), None, 0, 0)
    assert (found.overdue_turns, found.next_turn_at, found.checked_at) == (0, None, None)
    assert (beat_age_seconds(now=NOW), record_version()) == (None, 0)


def test_heartbeat_tells_its_age_and_what_it_did() -> None:
    load(a_case(), a_case("draft", review="draft"))
    tick(now=NOW)
    found = status_page(now=NOW + timedelta(seconds=7))
    (beat,) = found.beats
    assert (beat.name, beat.at, beat.detail["turns"]) == ("tick", NOW, 0)
    assert isinstance(beat, Beat)
    assert (found.beat_age_seconds, beat_age_seconds(now=NOW + timedelta(seconds=7))) == (7.0, 7.0)
    assert (found.version, record_version()) == (SiteState.objects.get().version,) * 2
    assert (found.cases, found.checked_at) == (1, NOW)


def test_overdue_and_coming_turns_are_told() -> None:
    load(a_case("late", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-12"))]), a_case("later"))
    found = status_page(now=datetime(2026, 3, 14, tzinfo=UTC))
    assert (found.overdue_turns, found.next_turn_at) == (1, datetime(2026, 4, 2, tzinfo=UTC))


def test_clocks_of_workers_are_told_until_they_have_been_silent_for_long() -> None:
    assert (status_page(now=NOW).worst_clock_seconds, status_page(now=NOW).are_clocks_right) == (None, True)
    note_clock("a@one", ahead=timedelta(seconds=0.3), now=NOW)
    assert status_page(now=NOW).are_clocks_right
    later = NOW + timedelta(minutes=6)
    note_clock("b@two", ahead=timedelta(days=-2), now=later)
    found = status_page(now=later)
    assert found.clocks == {"a@one": 0.3, "b@two": -172_800.0}
    assert (found.worst_clock_seconds, found.are_clocks_right, found.beats) == (172_800.0, False, ())
    assert status_page(now=NOW + timedelta(minutes=11)).clocks == {"b@two": -172_800.0}
    note_clock("b@two", ahead=timedelta(0), now=later + timedelta(seconds=1))
    assert status_page(now=later + timedelta(seconds=1)).clocks["b@two"] == 0, "set right: told at once"
    note_clock("b@two", ahead=timedelta(0), now=NOW + timedelta(hours=1))
    assert Heartbeat.objects.get().detail.keys() == {"b@two"}
