"""Rows of the dashboard and of a case page cost no queries of their own."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, a_case, a_deadline, a_demand, a_due, an_event, load
from tracker.models import Phase
from tracker.queries.case import case_page
from tracker.queries.dashboard import dashboard, front
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_dashboard_needs_four_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(*(a_case(f"case-{number}") for number in range(rows)))
    tick(now=NOW)
    with django_assert_num_queries(4):
        known = front(now=NOW)
        assert len(dashboard(Phase.objects.current(), at=NOW, tally=known.tally).main) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_case_page_needs_four_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    related = [f"case-{number}" for number in range(rows)]
    demands = [a_demand(f"m{number}") for number in range(1, rows + 1)]
    events = [an_event(f"e{number}", "2026-03-05") for number in range(1, rows + 1)]
    deadlines = [
        a_deadline(f"d{number}", "2026-03-01", a_due("2026-04-01"), "staged" if number > 1 else "set")
        for number in range(1, rows + 1)
    ]
    main = a_case("main", related=related, demands=demands, events=events, deadlines=deadlines)
    load(main, *(a_case(slug) for slug in related))
    with django_assert_num_queries(4):
        found = case_page("main", at=NOW)
    assert found is not None
    assert [len(part) for part in (found.demands, found.events, found.deadlines, found.related)] == [rows] * 4
