"""Crises: how many cases run, and one crisis at an instant, at a literal number of queries."""

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    NOW,
    a_case,
    a_deadline,
    a_due,
    an_event,
    an_outcome,
    load,
    store_generated,
)
from tracker.domain.status.outcomes import Headline
from tracker.models import Dossier, Phase, Publication, Ultimatum
from tracker.queries.dashboard import PageNotFound
from tracker.queries.dossiers import (
    ENTRIES_PER_PAGE,
    MOST_CASES,
    Counts,
    DossierLine,
    NotBegun,
    dossier_lines,
    dossier_page,
)
from tracker.services.cases.counts import count_dossiers

pytestmark = pytest.mark.django_db
LIST, PAGE = 2, 6


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def listed(at: datetime) -> tuple[DossierLine, ...]:
    return dossier_lines(Phase.objects.at(at), at=at)


def two_cases() -> None:
    """One that was moved and resolved, one that runs; an event of the second is older than the case."""
    load(
        a_case(
            deadlines=[
                a_deadline("d1", "2026-01-05", a_due("2026-02-01"), stated_by="ana-prime"),
                a_deadline("d2", "2026-01-20", a_due("2026-02-10"), "extended", replaces="d1"),
            ],
            events=[an_event("e1", "2026-01-10", kind="talks", text="They met.")],
            outcomes=[an_outcome("2026-02-11", target="borealand")],
        ),
        a_case(
            "close-the-dam",
            title="Close the dam by April",
            deadlines=[a_deadline("d1", "2026-02-20", a_due("2026-04-01"))],
            events=[an_event("e1", "2026-01-15", text="Water rose.")],
        ),
    )


def test_list_has_every_crisis_with_a_case_and_what_runs_first(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    two_cases()
    load(a_case("ore", dossier="ore-dispute", outcomes=[an_outcome("2026-03-09")]))
    with django_assert_num_queries(LIST):
        lines = listed(NOW)
    assert [(line.slug, line.counts) for line in lines] == [
        ("river-war", Counts(running=1, passed=0, resolved=1)),
        ("ore-dispute", Counts(running=0, passed=0, resolved=1)),
    ]
    then = listed(day("2026-01-06"))
    assert [(line.slug, line.counts) for line in then] == [("river-war", Counts(1, 0, 0))]
    assert listed(day("2026-01-04")) == ()


def test_dates_of_a_crisis_show_once_they_have_come() -> None:
    two_cases()
    Dossier.objects.filter(slug="river-war").update(started="2026-01", ended="2026-03-09")
    for at, ended in ((day("2026-03-08"), None), (NOW, "2026-03-09")):
        (line,) = listed(at)
        page = dossier_page("river-war", at=at, is_now=False)
        assert page is not None
        for found in (line, page):
            assert str(found.started) == "2026-01"
            assert (str(found.ended) if found.ended else None) == ended


def test_page_has_all_that_happened_newest_first() -> None:
    two_cases()
    page = dossier_page("river-war", at=NOW, is_now=True)
    assert page is not None
    assert page.summary == "A crisis that was made up for a test."
    assert [row.slug for row in page.cases] == ["close-the-dam", "open-the-river"]
    told = [
        (str(entry.on), entry.slug, (entry.deadline or entry.event or entry.outcome).__class__.__name__)
        for entry in page.entries
    ]
    assert told == [
        ("2026-02-20", "close-the-dam", "Deadline"),
        ("2026-02-11", "open-the-river", "Outcome"),
        ("2026-01-20", "open-the-river", "Deadline"),
        ("2026-01-15", "close-the-dam", "Event"),
        ("2026-01-10", "open-the-river", "Event"),
        ("2026-01-05", "open-the-river", "Deadline"),
    ]
    _, outcome, moved, _, _, first = page.entries
    assert (outcome.headline, outcome.target) == (Headline.LAPSED, "Boréaland")
    assert moved.was is not None
    assert (str(moved.was.earliest), first.was, first.speaker) == ("2026-02-01", None, "Ana Prime")
    assert [source.publisher for source in first.sources] == ["Example"]


def test_event_older_than_its_case_is_told_with_the_case() -> None:
    two_cases()
    before = dossier_page("river-war", at=day("2026-02-19"), is_now=False)
    assert before is not None
    assert {entry.slug for entry in before.entries} == {"open-the-river"}
    assert before.summary == ""
    assert before.counts == Counts(0, 0, 1)


def test_draft_is_not_told_of() -> None:
    two_cases()
    Ultimatum.objects.filter(slug="open-the-river").update(publication=Publication.DRAFT)
    page = dossier_page("river-war", at=NOW, is_now=True)
    assert page is not None
    assert {entry.slug for entry in page.entries} == {"close-the-dam"}


def test_crisis_without_a_case_is_empty_today_and_not_begun_before() -> None:
    load()
    page = dossier_page("river-war", at=NOW, is_now=True)
    assert page is not None
    assert (page.counts.total, page.cases, page.entries, page.pages) == (0, (), (), 1)
    with pytest.raises(NotBegun) as raised:
        dossier_page("river-war", at=NOW, is_now=False)
    assert raised.value.first_known_at is None
    assert dossier_page("none", at=NOW, is_now=True) is None


def test_crisis_before_its_first_case_says_when_it_began() -> None:
    two_cases()
    with pytest.raises(NotBegun) as raised:
        dossier_page("river-war", at=day("2026-01-04"), is_now=False)
    assert raised.value.first_known_at == day("2026-01-05")


@pytest.mark.parametrize("cases", [12, 400])
def test_page_of_a_crisis_needs_six_queries_and_is_bounded(
    cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_generated(cases, NOW, with_changes=True)
    Ultimatum.objects.update(dossier=Dossier.objects.earliest("slug"))
    count_dossiers(set(Dossier.objects.values_list("pk", flat=True)))
    with django_assert_num_queries(LIST):
        assert len(listed(NOW)) == 1
    assert dossier_lines(Phase.objects.current(), at=NOW) == listed(NOW) == dossier_lines(None, at=NOW)
    with django_assert_num_queries(PAGE):
        page = dossier_page("crisis-1", at=NOW, is_now=True)
    assert page is not None
    assert page.counts.total == cases
    assert len(page.cases) == min(cases, MOST_CASES)
    assert page.left_out == cases - len(page.cases)
    assert len(page.entries) <= ENTRIES_PER_PAGE
    last = dossier_page("crisis-1", at=NOW, is_now=True, page=page.pages)
    assert last is not None
    assert last.entries
    with pytest.raises(PageNotFound):
        dossier_page("crisis-1", at=NOW, is_now=True, page=page.pages + 1)
