"""The list of cases: sorted by what presses, found by what one remembers, with the filters of before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import a_case, a_deadline, a_due, a_source, an_event, an_outcome, load, store_generated
from tracker.clock import utc_now
from tracker.models import Ultimatum
from tracker.services.cases.editing import check_case, withdraw_case

LIST = "/admin/tracker/ultimatum/"
COLUMNS = ("between", "status_now", "next_expiry", "last_change", "last_check")


def day(days: int) -> str:
    """A day so far from today."""
    return (utc_now().date() + timedelta(days=days)).isoformat()


def due(slug: str, days: int, **changes: Any) -> dict[str, Any]:
    deadlines = [a_deadline("d1", day(-400), a_due(day(days)), stated_by="ana-prime")]
    return a_case(slug, deadlines=deadlines, **changes)


@pytest.fixture
def cases(editor: object) -> None:
    """One that runs out soon, one later, one passed, one resolved, and a draft."""
    load(
        due("later", 60),
        due("soon", 5, events=[an_event("e1", day(-5), text="Envoys met in Königsberg.")]),
        due("passed", -5),
        due("resolved", -20, outcomes=[an_outcome(day(-9))], dossier="ore-dispute"),
        due("draft", 30, sources={"s1": a_source(url="https://zeitung.example/1"), "s2": a_source("b")}),
        now=utc_now(),
    )
    withdraw_case(Ultimatum.objects.get(slug="draft"), now=utc_now())


def slugs(desk: Client, **query: str) -> list[str]:
    """What the list shows, in its order."""
    found = desk.get(LIST, query).context["cl"].result_list
    return [case.slug for case in found]


def by(column: str, *, descending: bool = False) -> str:
    """The parameter that sorts by a column."""
    at = (0, "title", *COLUMNS).index(column)
    return f"{'-' * descending}{at}"


def test_it_sorts_by_next_expiry_and_status_with_what_has_none_last(desk: Client, cases: None) -> None:
    rest = {"passed", "resolved", "draft"}
    for descending, first in ((False, ["soon", "later"]), (True, ["later", "soon"])):
        found = slugs(desk, o=by("next_expiry", descending=descending))
        assert (found[:2], set(found[2:])) == (first, rest)
    assert slugs(desk, o=f"{by('status_now')}.{by('next_expiry')}") == [
        "soon",
        "later",
        "passed",
        "resolved",
        "draft",
    ]
    assert slugs(desk, o=by("status_now", descending=True))[:2] == ["resolved", "passed"]


def test_it_sorts_by_last_change_and_last_check(desk: Client, cases: None) -> None:
    for at, slug in enumerate(("passed", "soon", "later")):
        Ultimatum.objects.filter(slug=slug).update(updated_at=datetime(2026, 1, 1 + at, tzinfo=UTC))
        check_case(Ultimatum.objects.get(slug=slug), now=datetime(2026, 2, 9 - at, 12, tzinfo=UTC))
    assert slugs(desk, o=by("last_change"))[:3] == ["passed", "soon", "later"]
    assert slugs(desk, o=by("last_check"))[:3] == ["later", "soon", "passed"]
    assert slugs(desk, o=by("last_check", descending=True))[:3] == ["passed", "soon", "later"]
    page = desk.get(LIST, {"all": "1"}).content.decode()
    assert '<td class="field-last_check">2026-02-09</td>' in page


def test_a_case_is_found_by_host_crisis_person_and_words_of_its_events(desk: Client, cases: None) -> None:
    assert slugs(desk, q="zeitung.example") == ["draft"]
    assert slugs(desk, q="ORE dispute") == ["resolved"]
    assert slugs(desk, q="konigsberg") == ["soon"]
    nobody = [{"actor": "aldovia", "role": "sender"}, {"actor": "borealand", "role": "target"}]
    load(due("spoken", 9, parties=nobody), now=utc_now())
    assert slugs(desk, q="ana prime spoken") == ["spoken"]  # who announced it, once though she is so twice


def test_it_remembers_its_filters_until_they_are_taken_off(desk: Client, cases: None) -> None:
    query = {"status": "running", "o": by("next_expiry"), "p": "1"}
    assert slugs(desk, **query) == ["soon", "later"]
    again = desk.get(LIST, follow=True)
    assert again.redirect_chain == [(f"{LIST}?status=running&o={query['o']}", 302)]
    page = again.content.decode()
    assert page.count('href="?all=1"') == 2  # all of the total, and all filters cleared
    assert 'href="?o=' in page  # all of one filter, the order kept
    assert slugs(desk, all="1") == slugs(desk)
    assert len(slugs(desk)) == 5
    # A query that is no good is not remembered, and the list for a popup neither asks nor remembers.
    assert desk.get(LIST, {"dossier__id__exact": "x"})["Location"] == f"{LIST}?e=1"
    assert desk.get(LIST, {"summary__regex": "^a"}).status_code == 400
    desk.get(LIST, {"_popup": "1", "status": "passed"})
    assert len(slugs(desk)) == 5


@pytest.mark.parametrize("count", [60, 600])
def test_it_takes_as_many_queries_for_many_cases(
    count: int, db: None, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_generated(count, utc_now())
    query = {"o": f"{by('status_now')}.{by('next_expiry')}", "kind__exact": "ultimatum"}
    admin_client.get(LIST, query)
    with django_assert_num_queries(8):
        page = admin_client.get(LIST, query)
    assert len(page.context["cl"].result_list) == min(50, page.context["cl"].result_count)
