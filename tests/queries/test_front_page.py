"""What the front page tells beside its lists: headline, lead, what changed, this day of earlier years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, Document, a_case, a_deadline, a_due, an_outcome, load
from tracker.domain.status.outcomes import Headline
from tracker.domain.vocabulary import Change
from tracker.models import Lead, Phase, Ultimatum
from tracker.queries.dashboard import dashboard
from tracker.queries.front_page import (
    LINES,
    MOST_LINES,
    Ahead,
    LeadCase,
    Reason,
    ahead,
    changed_lately,
    lead_case,
    on_this_day,
)
from tracker.services.cases.leads import put_on_top, take_off

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def due_on(*bounds: str, **more: str) -> list[Document]:
    return [a_deadline("d1", "2026-03-01", a_due(*bounds, **more))]


def told(at: datetime = NOW) -> Ahead:
    return ahead(dashboard(Phase.objects.at(at), at=at, tally=None))


def lead(at: datetime = NOW) -> tuple[str, Reason] | None:
    found = lead_case(Phase.objects.at(at), at=at)
    return (found.row.slug, found.reason) if found else None


# --- The headline -------------------------------------------------------------------------------------------
def test_ultimatums_are_counted_apart_from_other_dates_and_undated_ones_not_at_all() -> None:
    load(
        a_case("one"),
        a_case("law", kind="legal-deadline"),
        a_case("end", kind="expiry"),
        a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]),
        a_case("over", deadlines=due_on("2026-03-05")),
    )
    found = told()
    assert (found.ultimatums, found.others) == (1, 2)


@pytest.mark.parametrize(("day", "is_quiet"), [("2026-03-16", False), ("2026-03-18", True)])
def test_it_is_quiet_where_no_date_falls_within_a_week(day: str, is_quiet: bool) -> None:
    load(a_case("one", deadlines=due_on(day)))
    assert told().is_quiet is is_quiet


def test_without_a_date_ahead_nothing_is_next_and_nothing_quiet() -> None:
    load(a_case("over", deadlines=due_on("2026-03-05")))
    assert told() == Ahead(0, 0, None, 0, False)


def test_all_that_expire_on_the_same_day_of_their_senders_are_next() -> None:
    load(
        a_case("kyiv", deadlines=due_on("2026-03-31", timezone="Europe/Kyiv")),
        a_case("hour", deadlines=due_on("2026-03-31T20:00:00-04:00", timezone="America/New_York")),
        a_case("before", deadlines=due_on("2026-04-01T00:30:00+13:00", timezone="Pacific/Auckland")),
        a_case("washington", deadlines=due_on("2026-03-31", timezone="America/New_York")),
    )
    assert [row.slug for row in told(NOW + timedelta(days=21, hours=1)).next.rows] == [  # type: ignore[union-attr]
        "kyiv",
        "hour",
        "washington",
    ]


def test_a_window_that_is_open_counts_to_its_end() -> None:
    load(a_case("open", deadlines=due_on("2026-03-05", "2026-03-20")))
    found = told()
    assert found.next is not None
    assert (found.next.day, found.next.is_latest, found.open) == (date(2026, 3, 20), True, 1)


def test_of_many_on_one_day_three_are_named_and_never_one_left_over() -> None:
    load(*(a_case(f"c{n}") for n in range(4)))
    found = told().next
    assert found is not None
    assert (len(found.named), found.others) == (4, 0)
    load(a_case("c4"))
    found = told().next
    assert found is not None
    assert (len(found.named), found.others) == (3, 2)


# --- The lead -----------------------------------------------------------------------------------------------
def test_the_next_ultimatum_leads_and_else_what_is_open_the_longest() -> None:
    load(
        a_case("law", kind="legal-deadline", deadlines=due_on("2026-03-12")),
        a_case("later", deadlines=due_on("2026-05-01")),
        a_case("sooner", deadlines=due_on("2026-04-01")),
        a_case("long", deadlines=due_on("2026-03-03")),
        a_case("lately", deadlines=due_on("2026-03-06")),
    )
    assert lead() == ("sooner", Reason.NEXT)
    Ultimatum.objects.exclude(slug__in=["law", "long", "lately"]).delete()
    assert lead() == ("long", Reason.LONGEST)


def test_without_anything_open_nothing_leads() -> None:
    load(a_case("done", outcomes=[an_outcome("2026-03-09")]))
    assert lead() is None


def chosen(slug: str, at: datetime, until_at: datetime | None = None) -> Lead:
    found = Lead(ultimatum=Ultimatum.objects.get(slug=slug), until_at=until_at)
    put_on_top(found, now=at)
    return found


def test_what_editors_chose_leads_as_long_as_they_chose_it_and_as_of_each_day() -> None:
    load(a_case("next"), a_case("first", deadlines=due_on("2026-06-01")), a_case("second"))
    chosen("first", NOW)
    second = chosen("second", NOW + HOUR)
    take_off(second, now=NOW + 2 * HOUR)
    seen = [lead(NOW + timedelta(minutes=minutes)) for minutes in (-1, 0, 59, 60, 119, 120)]
    automatic, first, latest = (
        ("next", Reason.NEXT),
        ("first", Reason.CHOSEN),
        ("second", Reason.CHOSEN),
    )
    assert seen == [automatic, first, first, latest, latest, automatic]


def test_a_lead_ends_by_itself_and_one_that_is_not_public_does_not_lead() -> None:
    load(a_case("next"), a_case("other", deadlines=due_on("2026-06-01")))
    chosen("other", NOW, until_at=NOW + HOUR)
    assert lead(NOW + HOUR) == ("next", Reason.NEXT)
    assert lead(NOW) == ("other", Reason.CHOSEN)
    Phase.objects.filter(ultimatum__slug="other").delete()
    assert lead(NOW) == ("next", Reason.NEXT)


def test_the_lead_tells_what_was_demanded_by_then() -> None:
    demands = [
        {"id": "m1", "text": "Later.", "type": "policy-change", "since": "2026-03-20", "sources": ["s1"]},
        {"id": "m2", "text": "At once.", "type": "policy-change", "sources": ["s1"]},
    ]
    load(a_case("one", demands=demands))

    def demand(at: datetime) -> str | None:
        found: LeadCase | None = lead_case(Phase.objects.at(at), at=at)
        return found.demand if found else None

    assert demand(NOW) == "At once."
    assert demand(datetime(2026, 3, 25, tzinfo=UTC)) == "Later."


# --- What changed -------------------------------------------------------------------------------------------
def test_the_newest_change_of_each_case_is_told_with_its_dates() -> None:
    load(
        a_case(
            "moved",
            deadlines=[
                a_deadline("d1", "2026-02-01", a_due("2026-04-01")),
                a_deadline("d2", "2026-03-08", a_due("2026-05-01"), "extended", replaces="d1"),
            ],
        ),
        a_case(
            "done",
            deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-03-01"))],
            outcomes=[an_outcome("2026-03-09", "none", "imposed")],
        ),
        a_case(
            "nobody-knows",
            deadlines=[a_deadline("d1", "2026-01-01", a_due("2026-02-01"))],
            outcomes=[an_outcome("2026-03-10", "unknown", "unknown")],
        ),
    )
    lines = changed_lately(at=NOW, is_now=False)
    assert [(line.slug, line.change, line.headline) for line in lines] == [
        ("done", None, Headline.ENFORCED),
        ("moved", Change.EXTENDED, None),
        ("nobody-knows", Change.SET, None),
    ]
    assert lines[1].was is not None
    assert lines[1].due is not None
    assert (lines[1].was.earliest.text, lines[1].due.earliest.text) == ("2026-04-01", "2026-05-01")
    before = changed_lately(at=datetime(2026, 2, 15, tzinfo=UTC), is_now=False)
    assert [(line.slug, line.change, line.was) for line in before] == [
        ("done", Change.SET, None),
        ("moved", Change.SET, None),
        ("nobody-knows", Change.SET, None),
    ]


def test_now_what_was_taken_in_last_comes_first() -> None:
    load(a_case("new", deadlines=[a_deadline("d1", "2026-03-09", a_due("2026-06-01"))]))
    load(a_case("old", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-06-01"))]), now=NOW + HOUR)
    at = NOW + 2 * HOUR
    assert [line.slug for line in changed_lately(at=at, is_now=True)] == ["old", "new"]
    assert [line.slug for line in changed_lately(at=at, is_now=False)] == ["new", "old"]


def test_lines_have_an_end() -> None:
    load(*(a_case(f"c{n}") for n in range(MOST_LINES + 2)))
    assert len(changed_lately(at=NOW, is_now=True)) == MOST_LINES > LINES


def test_this_day_of_earlier_years_is_told_and_neither_today_nor_a_month(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def announced(slug: str, on: str) -> Document:
        return a_case(slug, deadlines=[a_deadline("d1", on, a_due("2026-12-01"))])

    load(
        announced("last-year", "2025-03-10"),
        announced("long-ago", "1911-03-10T23:30:00+00:00"),
        announced("next-day", "2025-03-11"),
        announced("today", "2026-03-10"),
    )
    with django_assert_num_queries(1):
        lines = on_this_day(at=NOW)
    assert [(line.slug, line.year) for line in lines] == [("last-year", 2025), ("long-ago", 1911)]
    assert [line.slug for line in on_this_day(at=datetime(1950, 3, 10, tzinfo=UTC))] == ["long-ago"]
    load(announced("some-month", "2025-03"))
    assert on_this_day(at=datetime(2026, 3, 1, tzinfo=UTC)) == ()
