"""What answers for programs cost: literal numbers of queries, whatever there is."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker, Settings

from tests.factories import store_generated
from tests.filled import filled
from tests.present import NOW
from tests.thoroughness import IS_THOROUGH
from tests.web.api.requests import API
from tracker.clock import utc_now
from tracker.services.tick import tick
from tracker.web.api import rows

pytestmark = pytest.mark.django_db
PULSE, PARTIES = 1, 1


@pytest.fixture(scope="module", params=[10, 2_000 if IS_THOROUGH else 1_000])
def generated(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """So many cases, ticked."""

    def fill() -> None:
        store_generated(request.param, NOW, with_changes=True, with_search=True)
        tick(now=NOW)

    with filled(django_db_blocker, fill):
        yield int(request.param)


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("next?limit=100&days=3660", PULSE + 1),
        ("recent?limit=100&days=3660", PULSE + 1),
        ("ultimatums?limit=100&sort=newest", PULSE + 1),
        ("ultimatums?limit=100&sort=title", PULSE + 1),
        # What runs, what passed, what was resolved: as many as it takes to fill the page.
        ("ultimatums?limit=1", PULSE + 1),
        ("ultimatums?limit=100&status=resolved", PULSE + 3),
    ],
)
def test_lists_of_cases(
    generated: int,
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
) -> None:
    settings.PAGE_CACHE = False
    tick(now=utc_now())
    rows.forget()
    # Parties are looked up for rows that this process has not written before.
    for more in (PARTIES, 0):
        with django_assert_num_queries(queries + more):
            assert client.get(f"{API}{address}").json()["items"] != []


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("", 0),
        ("openapi.json", 0),
        ("vocabularies", 0),
        ("interpret?words=within+50+days&announced=2025-07-14&zone=America/New_York", 0),
        ("ultimatums/case-000001", 4),
        ("actors?limit=100", 1),
        ("actors/state-1", 3),
        ("dossiers?limit=100", 1),
        ("dossiers/crisis-1", 2),
        ("events?limit=100", 1),
        ("changes?limit=100", 1),
        ("statistics", 3),
    ],
)
def test_other_answers(
    generated: int,
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
) -> None:
    settings.PAGE_CACHE = False
    with django_assert_num_queries(queries):
        assert client.get(f"{API}{address}").status_code == 200


def test_stream_after_a_cursor_looks_for_what_came_late_as_well(
    generated: int, client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    cursor = client.get(f"{API}changes").json()["cursor"]
    with django_assert_num_queries(2):
        client.get(f"{API}changes?cursor={cursor}")


def test_downloads_take_two_queries_for_each_five_hundred(
    generated: int, client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    reads = {10: 1, 1_000: 3, 2_000: 5}[generated]  # the last of several finds nothing
    parties = {10: 1, 1_000: 2, 2_000: 4}[generated]
    for address, queries, lines in (
        ("/data/ultimatums.csv", 1 + reads + parties, generated + 1),
        ("/data/ultimatums.jsonl", 1 + reads + parties, generated),
        ("/data/ultimatums.yaml", 2 + reads, None),
        ("/data/ultimatums.csv?q=crisis", 2 + reads + parties, None),
    ):
        with django_assert_num_queries(queries):
            text = b"".join(client.get(address))
        assert lines is None or text.count(b"\n") == lines
        # Once it is written, only the version is asked for, and whether the filter meets any case.
        with django_assert_num_queries(2 if "?" in address else 1):
            assert b"".join(client.get(address)) == text
