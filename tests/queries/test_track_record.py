"""The track record of all cases: read once, as of any instant, and the comparable cases of one."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, a_case, a_deadline, a_due, a_threat, an_outcome, load, load_generated
from tests.filled import load_seeds
from tracker.domain.conduct import Conduct
from tracker.models import Phase
from tracker.queries.board import front
from tracker.queries.case import case_page
from tracker.queries.track_record import Known, Usual, actor_lines, actor_page, known, usual
from tracker.services.ticking import tick

pytestmark = pytest.mark.django_db


def at_(at: datetime = NOW, *, is_now: bool = False) -> Known:
    return known(at, front=front(now=NOW), is_now=is_now)


def resolved(slug: str, *, days: int = 5, threat: str = "blockade", **more: object) -> dict[str, object]:
    """A case announced 1 February 2026 for so many days later, lapsed on that day."""
    last = f"{datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=days):%Y-%m-%d}"
    return a_case(
        slug,
        deadlines=[a_deadline("d1", "2026-02-01", a_due(last))],
        outcomes=[an_outcome(last)],
        threats=[a_threat(type=threat)],
        **more,
    )


def test_known_is_read_once_a_version_and_hour(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(a_case())
    tick(now=NOW)
    holds = front(now=NOW)
    with django_assert_num_queries(2):
        first = known(NOW, front=holds, is_now=True)
    with django_assert_num_queries(0):
        assert known(NOW + timedelta(minutes=1), front=holds, is_now=True) is first
    load(a_case("another"), now=NOW)
    assert len(at_(is_now=True).cases) == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_actor_page_needs_one_query(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(*(a_case(f"case-{number}") for number in range(rows)))
    found = at_()
    with django_assert_num_queries(1):
        page = actor_page("aldovia", found, at=NOW, page=1)
    assert page is not None
    assert len(page.listed.rows) == rows


def test_actor_page_tells_roles_speakers_and_cases() -> None:
    load(
        a_case(),
        resolved("ended"),
        a_case("expiry", kind="expiry"),
        a_case(
            "other-way",
            parties=[{"actor": "borealand", "role": "sender"}, {"actor": "aldovia", "role": "target"}],
        ),
    )
    page = actor_page("aldovia", at_(), at=NOW, page=1)
    assert page is not None
    assert page.as_sender is not None
    assert page.as_target is not None
    assert (page.as_sender.all.count, page.as_sender.resolved, page.as_target.all.count) == (2, 1, 1)
    assert [(person.slug, number) for person, number in page.speakers] == [("ana-prime", 3)]
    assert (page.uncounted, page.listed.total) == (1, 4)
    assert page.listed.rows[-1].slug == "ended"


def test_persons_page_tells_what_they_spoke_for() -> None:
    load(a_case(), a_case("silent", parties=[{"actor": "aldovia", "role": "sender"}]))
    page = actor_page("ana-prime", at_(), at=NOW, page=1)
    assert page is not None
    assert page.represents is not None
    assert (page.represents.slug, page.spoke_in, page.as_sender) == ("aldovia", 1, None)
    assert [row.slug for row in page.listed.rows] == ["open-the-river"]


def test_actor_without_a_case_has_an_empty_page_and_no_line() -> None:
    load(a_case())
    page = actor_page("cendria", at_(), at=NOW, page=1)
    assert page is not None
    assert (page.as_sender, page.as_target, page.listed.total) == (None, None, 0)
    assert actor_page("nobody", at_(), at=NOW, page=1) is None
    assert [(line.slug, line.sent, line.received, line.spoke) for line in actor_lines(at_())] == [
        ("aldovia", 1, 0, 0),
        ("borealand", 0, 1, 0),
        ("ana-prime", 0, 0, 1),
    ]


def test_record_as_of_an_instant_knows_nothing_later() -> None:
    load(resolved("ended"), a_case())
    told = [
        (len(found.cases), found.statistics.known, found.statistics.resolved)
        for found in (at_(datetime(2026, *day, tzinfo=UTC)) for day in ((1, 31), (2, 3), (2, 7), (3, 2)))
    ]
    assert told == [(0, 0, 0), (1, 1, 0), (1, 1, 1), (2, 2, 1)]


def alike_to(slug: str, at: datetime = NOW, *, is_now: bool = False) -> Usual | None:
    page = case_page(slug, at=at)
    assert page is not None
    return usual(slug, page.conduct, at=at, is_now=is_now, version=page.version)


def test_comparable_cases_share_a_threat_and_a_class_of_limit() -> None:
    load(
        a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-14"))]),
        *(resolved(f"alike-{number}") for number in range(5)),
        resolved("longer", days=20),
        resolved("other", threat="force"),
        resolved("no-ultimatum", kind="expiry"),
        a_case("running", deadlines=[a_deadline("d1", "2026-03-05", a_due("2026-03-14"))]),
    )
    found = alike_to("open-the-river")
    assert found is not None
    assert found.line.total == 5
    assert {case.slug for case in found.shown} == {f"alike-{number}" for number in range(5)}
    assert alike_to("alike-0") is None, "four others are too few"
    assert alike_to("no-ultimatum") is None


def test_comparable_cases_as_of_an_instant_are_those_resolved_by_then() -> None:
    early = a_case("early", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-02-10"))])
    load(early, *(resolved(f"alike-{number}") for number in range(5)))
    days = (datetime(2026, 2, day, tzinfo=UTC) for day in (5, 7))
    assert [alike_to("early", day) is not None for day in days] == [False, True]


def test_comparable_cases_are_kept_with_the_version(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-14"))]))
    page = case_page("open-the-river", at=NOW)
    assert page is not None
    for at, version, queries in ((NOW, 1, 1), (NOW + timedelta(minutes=5), 1, 0), (NOW, 2, 1)):
        with django_assert_num_queries(queries):
            assert usual(page.slug, page.conduct, at=at, is_now=True, version=version) is None


def test_query_for_comparable_cases_and_their_choice_mean_the_same() -> None:
    load_generated(120)
    everything = at_()
    compared = 0
    for phase in Phase.objects.at(NOW).select_related("ultimatum"):
        facts = Conduct.from_data(phase.conduct)
        found = usual(phase.ultimatum.slug, facts, at=NOW, is_now=False, version=0)
        if found:
            compared += 1
            chosen = found.choice.of(everything.cases, NOW)
            assert len(chosen) == found.line.total
            for part in found.line.parts:
                assert len(part.choice.of(everything.cases, NOW)) == part.share.count
    assert compared > 0


def test_seeds_have_comparable_cases_too() -> None:
    load_seeds(datetime(2026, 11, 23, tzinfo=UTC))
    found = alike_to("us-iraq-48-hours-2003", datetime(2026, 11, 23, tzinfo=UTC))
    assert found is not None
    assert found.line.total == 11
