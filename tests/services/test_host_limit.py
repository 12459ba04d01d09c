"""One request a second to a host, whoever asks."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.pruning import prune_all
from tracker.models import CallBudget
from tracker.services.host_limit import LONGEST_REST, rest, take_turn

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_host_has_one_turn_a_second_and_others_have_their_own() -> None:
    assert take_turn("a.example", now=NOW) is None
    assert take_turn("a.example", now=NOW + SECOND / 2) == NOW + SECOND
    assert take_turn("b.example", now=NOW + SECOND / 2) is None
    assert take_turn("a.example", now=NOW + SECOND) is None


def test_a_host_that_asks_for_a_rest_gets_it_a_day_at_the_most() -> None:
    take_turn("a.example", now=NOW)
    rest("a.example", until=NOW + 90 * SECOND, now=NOW)
    assert take_turn("a.example", now=NOW + 2 * SECOND) == NOW + 90 * SECOND
    rest("a.example", until=NOW + timedelta(days=400), now=NOW)
    assert take_turn("a.example", now=NOW + 2 * SECOND) == NOW + LONGEST_REST


def test_a_clock_that_ran_ahead_keeps_no_host_waiting() -> None:
    take_turn("a.example", now=NOW + timedelta(days=30))
    assert take_turn("a.example", now=NOW) is None


def test_hosts_that_are_free_again_are_forgotten() -> None:
    take_turn("a.example", now=NOW)
    prune_all(now=NOW + 2 * SECOND)
    assert CallBudget.objects.count() == 0
    assert take_turn("a.example", now=NOW + 2 * SECOND) is None
