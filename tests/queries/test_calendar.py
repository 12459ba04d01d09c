"""What stands in a month: on which day, at which hour, and what became of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, Document, a_case, a_deadline, a_due, an_outcome, load, store_generated
from tracker.domain.dates.moments import zone
from tracker.domain.dates.months import Month
from tracker.domain.status.standing import urgency
from tracker.models import Phase
from tracker.queries import calendar as module
from tracker.queries.calendar import Calendar, PageNotFound, calendar
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db
FOUND, CUT = 2, 1
APRIL = Month(2026, 4)


def shown(month: Month = APRIL, where: str = "UTC", at: datetime = NOW, **more: Any) -> Calendar:
    return calendar(Phase.objects.at(at), at=at, month=month, where=zone(where), **{"version": None, **more})


def told(found: Calendar) -> list[tuple[int, int | None, str]]:
    return [
        (entry.first.day, entry.last.day if entry.last else None, entry.mark.value) for entry in found.entries
    ]


def stored(*deadlines: Document, **more: Any) -> None:
    load(a_case(deadlines=list(deadlines), **more), now=NOW)


def test_instant_stands_at_its_hour_in_the_zone_of_the_reader() -> None:
    stored(a_deadline("d1", "2026-03-01", a_due("2026-04-30T23:30:00-04:00")))
    (kyiv,) = shown(Month(2026, 5), "Europe/Kyiv").entries
    assert kyiv.earliest is not None
    assert f"{kyiv.earliest:%d %H:%M}" == "01 06:30"
    assert shown(APRIL, "Europe/Kyiv").entries == ()
    assert told(shown(APRIL, "America/New_York")) == [(30, 30, "ahead")]


@pytest.mark.parametrize("reader", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
@pytest.mark.parametrize("sender", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_day_stands_on_the_day_of_the_sender_wherever_the_reader_is(reader: str, sender: str) -> None:
    stored(
        a_deadline("d1", "2026-03-01", a_due("2026-04-01", timezone=sender)),
        a_deadline("d2", "2026-03-01", a_due("2026-04-30", timezone=sender), "staged"),
    )
    assert told(shown(APRIL, reader)) == [(1, 1, "ahead"), (30, 30, "ahead")]
    assert shown(Month(2026, 3), reader).entries == shown(Month(2026, 5), reader).entries == ()


def test_date_that_moved_away_is_struck_and_the_new_one_in_force() -> None:
    stored(
        a_deadline("d1", "2026-03-01", a_due("2026-04-02")),
        a_deadline("d2", "2026-03-05", a_due("2026-04-20", "2026-05-03"), "extended", replaces="d1"),
    )
    assert told(shown()) == [(2, 2, "moved"), (20, 3, "ahead")]
    assert told(shown(Month(2026, 5))) == [(20, 3, "ahead")]
    before = datetime(2026, 3, 4, tzinfo=UTC)
    assert told(shown(at=before)) == [(2, 2, "ahead")]
    assert shown(Month(2026, 5), at=before).entries == ()


@pytest.mark.parametrize("change", ["suspended", "withdrawn"])
def test_date_that_was_taken_back_is_struck(change: str) -> None:
    stored(
        a_deadline("d1", "2026-03-01", a_due("2026-04-02")),
        a_deadline("d2", "2026-03-05", None, change, replaces="d1"),
    )
    assert told(shown()) == [(2, 2, change)]


def test_every_step_stands_there_and_no_proposal() -> None:
    stored(
        a_deadline("d1", "2026-03-01", a_due("2026-04-02")),
        a_deadline("d2", "2026-03-01", a_due("2026-04-09"), "staged"),
        a_deadline("d3", "2026-03-02", a_due("2026-04-11"), "proposed"),
    )
    assert told(shown()) == [(2, 2, "ahead"), (9, 9, "ahead")]


def test_what_has_no_date_is_not_there() -> None:
    stored(a_deadline("d1", "2026-03-01", None))
    assert shown(Month(2026, 3)).entries == shown().entries == ()


def test_mark_says_what_became_of_a_date() -> None:
    stored(a_deadline("d1", "2026-03-01", a_due("2026-03-05", "2026-03-15")))
    march = Month(2026, 3)
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (4, 7, 20)]
    assert [told(shown(march, at=day))[0][2] for day in days] == ["ahead", "open", "passed"]


def test_resolved_case_stands_with_its_outcome() -> None:
    stored(
        a_deadline("d1", "2026-02-01", a_due("2026-03-02")),
        outcomes=[an_outcome("2026-03-05", "full")],
    )
    (entry,) = shown(Month(2026, 3)).entries
    assert (entry.mark.value, [item.value for item in entry.case.headlines]) == ("ended", ["complied"])


def test_date_says_what_stood_on_its_day() -> None:
    stored(
        a_deadline("d1", "2026-02-01", a_due("2026-03-02")),
        a_deadline("d2", "2026-02-20", a_due("2026-03-20"), "staged"),
        a_deadline("d3", "2026-03-21", a_due("2026-03-30"), "suspended"),
        outcomes=[an_outcome("2026-03-21", "full")],
    )
    later = datetime(2026, 4, 1, tzinfo=UTC)
    assert told(shown(Month(2026, 3), at=later)) == [(2, 2, "past"), (20, 20, "ended"), (30, 30, "later")]


def test_clock_of_an_entry_is_that_of_its_date() -> None:
    stored(a_deadline("d1", "2026-03-01", a_due("2026-03-05", "2026-04-15")))
    days = [datetime(2026, *day, 12, tzinfo=UTC) for day in ((3, 4), (3, 7), (4, 10), (4, 17))]
    clocks = [shown(Month(2026, 3), at=day).entries[0].clock for day in days]
    assert [urgency(clock).value for clock in clocks] == ["imminent", "far", "imminent", "overdue"]


def test_open_end_goes_on_for_months_until_the_case_is_resolved() -> None:
    due = a_due("2026-01-15", None)
    stored(a_deadline("d1", "2026-01-01", due), outcomes=[an_outcome("2026-03-05")])
    running = datetime(2026, 3, 1, tzinfo=UTC)
    assert told(shown(Month(2028, 1), at=running)) == [(15, None, "open")]
    assert told(shown(Month(2026, 3))) == [(15, 5, "ended")]
    assert shown(APRIL).entries == ()


def test_entries_stand_in_the_order_of_their_days_and_hours() -> None:
    def due(slug: str, *bounds: str) -> Document:
        return a_case(slug, title=slug, deadlines=[a_deadline("d1", "2026-03-01", a_due(*bounds))])

    load(
        due("e-day", "2026-04-03"),
        due("d-evening", "2026-04-03T20:00:00Z"),
        due("c-morning", "2026-04-03T08:00:00Z"),
        due("b-window", "2026-04-03", "2026-04-05"),
        due("a-since", "2026-03-20", "2026-04-01"),
        now=NOW,
    )
    assert [entry.case.slug[0] for entry in shown().entries] == ["a", "b", "c", "d", "e"]


def test_month_of_today_is_that_of_the_reader() -> None:
    at = datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert shown(where="UTC", at=at).today == date(2026, 3, 31)
    assert shown(where="Europe/Kyiv", at=at).today == date(2026, 4, 1)


@pytest.mark.parametrize("n", [10, 1000])
def test_calendar_needs_two_queries(n: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    store_generated(n, NOW)
    with django_assert_num_queries(FOUND):
        shown(Month(2027, 6))


def test_calendar_of_too_many_cases_needs_one_query_more_and_says_so(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_generated(200, NOW)
    tick(now=NOW)
    monkeypatch.setattr(module, "MOST_CASES", 5)
    with django_assert_num_queries(FOUND + CUT):
        found = shown(Month(2026, 3))
    assert found.is_cut
    assert len({entry.case.slug for entry in found.entries}) <= 5


def test_agenda_comes_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_PER_PAGE", 1)
    stored(
        a_deadline("d1", "2026-03-01", a_due("2026-04-02")),
        a_deadline("d2", "2026-03-01", a_due("2026-04-09"), "staged"),
    )
    second = shown(page=2)
    assert (second.pages, [entry.first.day for entry in second.rows]) == (2, [9])
    assert [second.page_of(number) for number in range(2)] == [1, 2]
    with pytest.raises(PageNotFound) as past:
        shown(page=3)
    assert past.value.last == 2


def test_month_is_kept_for_its_version_and_minute(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    stored(a_deadline("d1", "2026-03-01", a_due("2026-04-02")))
    first = shown(version=1)
    with django_assert_num_queries(0):
        assert shown(version=1) == first
    with django_assert_num_queries(FOUND):
        shown(version=2)
    with django_assert_num_queries(FOUND):
        shown(version=1, where="Europe/Kyiv")
