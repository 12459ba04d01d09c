"""What pages and the tick cost: literal numbers of queries, whatever there is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker, Settings

from tests.factories import store_generated
from tests.filled import filled
from tests.present import NOW
from tests.thoroughness import IS_THOROUGH
from tracker.clock import utc_now
from tracker.models import Phase, Ultimatum
from tracker.queries.case import case_page
from tracker.queries.dashboard import ROWS_PER_PAGE, dashboard, front
from tracker.queries.status import status_page
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db

FRONT, BOARD, TALLY, CASE, ALIKE, PAGES, STATUS = 1, 3, 1, 4, 2, 1, 22
ABOVE = 3
"""Above the lists of the front page: the lead and, kept with their piece of it, what changed and this day."""
READING, RATES, ROWS, TABLE = 2, 1, 1, 3
"""Of the track record: everything known, once a version and hour; the base rates, kept with their piece of
the page, which tests do not keep; the rows of a list."""


@pytest.fixture(scope="module", params=[10, 10_000 if IS_THOROUGH else 1_000])
def generated(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """So many cases, ticked."""

    def fill() -> None:
        store_generated(request.param, NOW, with_search=True)
        tick(now=NOW)

    with filled(django_db_blocker, fill):
        yield int(request.param)


def test_present_dashboard_needs_four_queries(
    generated: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(FRONT):
        known = front(now=NOW)
    with django_assert_num_queries(BOARD):
        found = dashboard(Phase.objects.current(), at=NOW, tally=known.tally)
    assert found.tiles.total == generated
    assert len(found.main) == min(ROWS_PER_PAGE, found.tiles.running + found.tiles.undated)


def test_dashboard_that_counts_anew_needs_as_many(
    generated: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(BOARD):
        found = dashboard(Phase.objects.at(NOW), at=NOW, tally=None)
    assert found.tiles.total == generated


def test_stored_counts_are_those_of_a_fresh_count(generated: int) -> None:
    stored = dashboard(Phase.objects.current(), at=NOW, tally=front(now=NOW).tally)
    counted = dashboard(Phase.objects.at(NOW), at=NOW, tally=None)
    assert stored == counted


def test_case_page_needs_four_queries(
    generated: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = Ultimatum.objects.earliest("slug")
    document = {**first.document, "related": ["case-000003", "case-000002"]}
    Ultimatum.objects.filter(pk=first.pk).update(document=document)
    with django_assert_num_queries(CASE):
        found = case_page(first.slug, at=NOW)
    assert found is not None
    assert [row.slug for row in found.related] == ["case-000003", "case-000002"]


def test_status_page_needs_fourteen_queries(
    generated: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(STATUS):
        assert status_page(now=NOW + timedelta(seconds=3)).cases == generated


def test_dashboard_over_http_needs_four_queries(
    generated: int,
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.PAGE_CACHE = False
    tick(now=utc_now())
    client.get("/")
    past = {f"/?as_of={NOW - timedelta(days=30):%Y-%m-%d}": TALLY + ABOVE}
    for address, more in {"/": ABOVE, "/?q=treaty": 0, "/?status=passed": -1, **past}.items():
        with django_assert_num_queries(FRONT + BOARD + more):
            assert client.get(address).status_code == 200, address


def test_case_page_over_http_needs_six_queries(
    generated: int,
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.PAGE_CACHE = False
    named = 1 if generated > 10 else 0  # of ten cases fewer than five compare, so that none is named
    with django_assert_num_queries(CASE - 1 + ALIKE - 1 + named + PAGES):
        assert client.get("/ultimatums/case-000001/").status_code == 200


def test_timeline_and_history_over_http_need_two_queries(
    generated: int,
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.PAGE_CACHE = False
    tick(now=utc_now())
    for address, queries in (
        ("/timeline/", 2),
        ("/timeline/?by=sender&span=1m", 2),
        (f"/timeline/?as_of={NOW:%Y-%m-%d}", 2),
        ("/timeline/?q=treaty", 2),
        ("/timeline/?span=all", 2),
        ("/history/", 2),
        (f"/history/?as_of={NOW:%Y-%m-%d}", 2),
    ):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200, address


def test_track_record_over_http_needs_one_query_once_it_was_read(
    generated: int,
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.PAGE_CACHE = False
    tick(now=utc_now())
    with django_assert_num_queries(FRONT + READING + RATES):
        assert client.get("/record/").status_code == 200
    lists = (("/actors/state-1/", ROWS), ("/ultimatums/?where=all", TABLE))
    for address, queries in (("/record/", RATES), ("/actors/", 0), *lists):
        with django_assert_num_queries(FRONT + queries):
            assert client.get(address).status_code == 200, address
