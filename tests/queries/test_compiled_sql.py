"""A query compiled once answers as the query made anew does, at any instant; the database is asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from tracker.models import Heartbeat
from tracker.queries.compiled_sql import STAND_IN, compiled_once

pytestmark = pytest.mark.django_db
BEGIN = datetime(2025, 7, 14, 18, 0, tzinfo=UTC)


def beats_since(at: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    return Heartbeat.objects.filter(at__gte=at).order_by("at").values_list("name", "at")


def test_answers_as_the_query_made_anew(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for day in range(4):
        Heartbeat.objects.create(name=f"beat {day}", at=BEGIN + timedelta(days=day))
    compiled = compiled_once(beats_since)
    for at in (BEGIN, BEGIN + timedelta(days=1, seconds=1), STAND_IN, BEGIN + timedelta(days=9)):
        with django_assert_num_queries(1):
            found = compiled(at)
        assert found == list(beats_since(at))
    assert len(compiled(BEGIN)) == 4
    Heartbeat.objects.all().delete()
    assert compiled(BEGIN) == []
