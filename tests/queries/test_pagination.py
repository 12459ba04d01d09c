"""Lists begin at the instant they are about, not at the beginning of the record."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import a_case, load
from tests.present import NOW
from tracker.models import Phase
from tracker.queries.dashboard import Sort
from tracker.queries.pagination import LIVE, ORDERS, Order, listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", [ORDERS[Sort.EXPIRY], LIVE], ids=["all", "live"])
def test_a_list_by_expiry_is_read_from_the_instant_on(order: Order) -> None:
    load(a_case(), now=NOW)
    with CaptureQueriesContext(connection) as asked:
        listing(Phase.objects.current(), at=NOW, order=order, limit=100)
    live, *others = [query["sql"] for query in asked.captured_queries]
    assert '"sort_at" > ' in live
    assert all('"sort_at" <= ' in sql for sql in others)
    if connection.vendor == "sqlite":
        plan = "\n".join(str(row) for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {live}"))
        assert "(shelf=? AND sort_at>?)" in plan
