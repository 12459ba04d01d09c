"""Whether the stored present may be shown."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import store_generated
from tests.present import NOW
from tracker.models import Heartbeat
from tracker.queries.dashboard import BEAT_LIMIT, front
from tracker.queries.pagination import RecordState, record_state
from tracker.services.tick import tick
from tracker.web.freshness import is_fresh

pytestmark = pytest.mark.django_db


def test_pulse_is_the_twin_of_the_front() -> None:
    assert record_state() == RecordState(None, None)
    store_generated(60, NOW, due=3)
    tick(now=NOW)
    beats = [timedelta(), timedelta(minutes=-1), -BEAT_LIMIT]
    hours = [timedelta(), timedelta(minutes=59), timedelta(hours=1), timedelta(hours=2)]
    for ago in beats:
        for ahead in hours:
            at = NOW + ahead
            Heartbeat.objects.update(at=at + ago)
            assert record_state().is_fresh(at) == front(now=at).is_fresh(at)
    assert record_state().turns_at is not None


def test_pulse_is_felt_once_a_second_and_notices_who_turns_meanwhile(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_generated(10, NOW, due=1)
    tick(now=NOW)
    assert is_fresh(NOW)
    settings.PAGE_VERSION_SECONDS = 60
    with django_assert_num_queries(0):
        assert is_fresh(NOW)
        assert not is_fresh(NOW + timedelta(hours=2))
    settings.PAGE_VERSION_SECONDS = 0
    with django_assert_num_queries(1):
        assert is_fresh(NOW)
