"""The dashboard: rows, shelves, tiles, order, pages, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.factories import (
    NOW,
    Document,
    a_case,
    a_deadline,
    a_due,
    a_threat,
    an_event,
    an_outcome,
    load,
    store_generated,
)
from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Due, Precision, Window
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, CountdownKind, Status
from tracker.domain.vocabulary import Change, Kind, ThreatType
from tracker.models import Phase, Section, SiteState
from tracker.queries.dashboard import (
    Dashboard,
    DashboardRow,
    Facet,
    PageNotFound,
    Sort,
    Tiles,
    dashboard,
    front,
)
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


def due_on(day: str) -> list[Document]:
    return [a_deadline("d1", "2026-03-01", a_due(day))]


def asked(
    at: datetime = NOW, shelf: Section | None = None, sort: Sort = Sort.EXPIRY, page: int = 1
) -> Dashboard:
    return dashboard(Phase.objects.at(at), at=at, tally=None, shelf=shelf, sort=sort, page=page)


def slugs(rows: tuple[DashboardRow, ...]) -> list[str]:
    return [row.slug for row in rows]


def test_row_tells_the_case_as_it_stood() -> None:
    moved = [
        a_deadline("d1", "2026-03-01", a_due("2026-04-01")),
        a_deadline(
            "d2", "2026-03-03", a_due("2026-03-20", timezone="Europe/Kyiv"), "shortened", replaces="d1"
        ),
    ]
    threats = [a_threat("t1"), a_threat("t2", type="force"), a_threat("t3")]
    load(a_case(deadlines=moved, threats=threats))
    (row,) = asked().main
    end = datetime(2026, 3, 20, 22, tzinfo=UTC)
    old = datetime(2026, 4, 2, tzinfo=UTC)
    assert row == DashboardRow(
        slug="open-the-river",
        title="Open the river or lose the ports",
        kind=Kind.ULTIMATUM,
        senders=("Aldovia",),
        targets=("Boréaland",),
        threat_types=(ThreatType.BLOCKADE, ThreatType.FORCE),
        status=Status.RUNNING,
        countdown=Countdown(CountdownKind.BEFORE, end, end - NOW, grain=Grain.DAY),
        moves=1,
        stated="by then",
        announced=When("2026-03-01"),
        due=Due(When("2026-03-20"), When("2026-03-20"), Precision.DAY, "Europe/Kyiv", True),
        window=Window(end, end),
        change=Change.SHORTENED,
        ghosts=(Window(old, old),),
        headlines=(),
        resolved_on=None,
    )
    assert row.announced_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_each_case_stands_on_its_shelf() -> None:
    load(
        a_case("running"),
        a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]),
        a_case("open", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-05", "2026-03-15"))]),
        a_case("passed", deadlines=due_on("2026-03-05")),
        a_case(
            "withdrawn",
            deadlines=[
                *due_on("2026-04-01"),
                a_deadline("d2", "2026-03-02", None, "withdrawn", replaces="d1"),
            ],
        ),
        a_case("resolved", outcomes=[an_outcome("2026-03-09")]),
        a_case("not-yet", deadlines=[a_deadline("d1", "2026-03-11", a_due("2026-04-01"))]),
        a_case("draft", review="draft"),
    )
    found = asked()
    assert slugs(found.main) == ["open", "running", "undated"]
    assert slugs(found.passed) == ["passed", "withdrawn"]
    assert slugs(found.resolved) == ["resolved"]
    assert found.tiles == Tiles(running=2, soon=1, undated=1, passed=2, resolved=1, enforced=0)
    assert found.tiles.total == 6


def test_tiles_are_the_same_from_the_tally_and_from_a_fresh_count() -> None:
    load(
        a_case("a"),
        a_case("b", deadlines=due_on("2026-03-20")),
        a_case("c", deadlines=[a_deadline("d1", "2026-03-01", None)]),
        a_case("d", deadlines=due_on("2026-03-05")),
        a_case("e", outcomes=[an_outcome("2026-03-09", "none", "imposed")]),
        a_case("f", outcomes=[an_outcome("2026-03-09", "full")]),
    )
    tally = SiteState.objects.get().tally
    stored = dashboard(Phase.objects.current(), at=NOW, tally=tally)
    assert (
        stored.tiles == asked().tiles == Tiles(running=2, soon=1, undated=1, passed=1, resolved=2, enforced=1)
    )
    assert (stored.main, stored.passed, stored.resolved) == (asked().main, asked().passed, asked().resolved)


def test_running_cases_come_by_their_next_expiry_and_undated_ones_last() -> None:
    load(
        a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]),
        a_case("later", deadlines=due_on("2026-05-01")),
        a_case("soon", deadlines=due_on("2026-03-20")),
    )
    found = asked()
    assert slugs(found.main) == ["soon", "later", "undated"]
    assert found.next == found.main[0]


def test_newest_change_comes_first_when_asked() -> None:
    load(
        a_case("old", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-04-01"))]),
        a_case("new", deadlines=[a_deadline("d1", "2026-03-09", a_due("2026-06-01"))]),
        a_case("middle", deadlines=[a_deadline("d1", "2026-02-20", a_due("2026-05-01"))]),
    )
    found = asked(sort=Sort.NEWEST)
    assert slugs(found.main) == ["new", "middle", "old"]
    assert found.next is None


def test_titles_come_in_order_when_asked() -> None:
    load(
        a_case("one", title="Cede it all"),
        a_case("two", title="Agree to it"),
        a_case("three", title="Be gone"),
    )
    assert slugs(asked(sort=Sort.TITLE).main) == ["two", "three", "one"]


def test_passed_and_resolved_cases_come_newest_first_and_ten_at_the_most() -> None:
    passed = [
        a_case(f"p{day:02}", deadlines=[a_deadline("d1", "2026-01-01", a_due(f"2026-02-{day:02}"))])
        for day in range(1, 13)
    ]
    resolved = [a_case(f"r{day:02}", outcomes=[an_outcome(f"2026-03-{day:02}")]) for day in range(2, 10)]
    load(*passed, *resolved)
    found = asked()
    assert slugs(found.passed) == [f"p{day:02}" for day in range(12, 2, -1)]
    assert slugs(found.resolved) == [f"r{day:02}" for day in range(9, 1, -1)]
    assert (found.tiles.passed, found.tiles.resolved) == (12, 8)


@pytest.mark.parametrize(
    ("shelf", "expected"), [(Section.PASSED, ["p"]), (Section.RESOLVED, ["r"]), (Section.LIVE, ["a"])]
)
def test_page_narrowed_to_one_shelf_shows_that_shelf_alone(shelf: Section, expected: list[str]) -> None:
    load(
        a_case("a"),
        a_case("p", deadlines=due_on("2026-03-05")),
        a_case("r", outcomes=[an_outcome("2026-03-09")]),
    )
    found = asked(shelf=shelf)
    assert (found.shelf, slugs(found.main)) == (shelf, expected)
    assert (found.passed, found.resolved) == ((), ())


def test_resolved_row_tells_its_outcome_and_how_long_after() -> None:
    load(a_case(deadlines=due_on("2026-03-05"), outcomes=[an_outcome("2026-03-08", "none", "imposed")]))
    (row,) = asked().resolved
    assert (row.headlines, row.resolved_on) == ((Headline.ENFORCED,), When("2026-03-08"))
    assert (row.countdown.kind, row.countdown.span) == (CountdownKind.RESOLVED, timedelta(days=3))


def test_empty_record_has_one_empty_page() -> None:
    found = asked()
    assert (found.main, found.page, found.pages, found.tiles.total, found.next) == ((), 1, 1, 0, None)


@pytest.mark.parametrize("number", [0, -1, 2, 10_000])
def test_page_that_is_not_there_names_the_last_one(number: int) -> None:
    load(a_case())
    with pytest.raises(PageNotFound) as refused:
        asked(page=number)
    assert (refused.value.page, refused.value.last) == (number, 1)


def test_later_page_goes_on_where_the_first_ended() -> None:
    store_generated(300, NOW)
    pages = [asked(page=number) for number in range(1, asked().pages + 1)]
    assert [len(each.main) for each in pages[:-1]] == [80] * (len(pages) - 1)
    assert len(pages) > 1
    whole = list(
        Phase.objects.at(NOW)
        .filter(shelf=Section.LIVE)
        .order_by("sort_at", "id")
        .values_list("row__slug", flat=True)
    )
    assert [slug for each in pages for slug in slugs(each.main)] == whole
    assert (pages[1].passed, pages[1].resolved, pages[1].next) == ((), (), None)


def test_past_shows_what_was_known_then() -> None:
    load(
        a_case(
            deadlines=[
                *due_on("2026-04-01"),
                a_deadline("d2", "2026-03-08", a_due("2026-03-20"), "shortened", replaces="d1"),
            ],
            events=[an_event("e1", "2026-03-09")],
            outcomes=[an_outcome("2026-03-10")],
        )
    )
    told = [
        (row.status, row.moves, row.due and row.due.earliest.text)
        for day in (1, 7, 8)
        for row in asked(datetime(2026, 3, day, 12, tzinfo=UTC)).main
    ]
    assert told == [
        (Status.RUNNING, 0, "2026-04-01"),
        (Status.RUNNING, 0, "2026-04-01"),
        (Status.RUNNING, 1, "2026-03-20"),
    ]
    assert asked(datetime(2026, 2, 28, tzinfo=UTC)).tiles.total == 0


def test_front_knows_version_tally_and_what_to_filter_by() -> None:
    load(
        a_case("one"),
        a_case("two", dossier="ore-dispute", deadlines=[a_deadline("d1", "2026-03-05", a_due("2026-05-01"))]),
    )
    known = front(now=NOW)
    assert (known.version, known.tally) == (SiteState.objects.get().version, {"live": {"running": 2}})
    day = datetime(2026, 3, 2, tzinfo=UTC)
    assert known.choices("dossier", NOW) == [
        Facet("ore-dispute", "The ore dispute"),
        Facet("river-war", "The river war"),
    ]
    assert known.choices("dossier", day) == [Facet("river-war", "The river war")]
    assert known.choices("sender", day) == [Facet("aldovia", "Aldovia")]
    assert known.choices("sender", datetime(2026, 2, 1, tzinfo=UTC)) == []


def test_stored_present_is_trusted_only_beside_a_fresh_heartbeat() -> None:
    load(a_case())
    assert not front(now=NOW).is_fresh(NOW)
    tick(now=NOW)
    assert front(now=NOW).is_fresh(NOW + timedelta(seconds=119))
    assert not front(now=NOW).is_fresh(NOW + timedelta(seconds=120))
    assert not front(now=NOW).is_fresh(NOW - timedelta(seconds=120))


def test_stored_present_is_not_trusted_while_a_turn_is_overdue() -> None:
    load(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-10T12:00:30Z"))]))
    tick(now=NOW)
    before, after = NOW + timedelta(seconds=29), NOW + timedelta(seconds=30)
    assert front(now=before).is_fresh(before)
    assert not front(now=after).is_fresh(after)
    tick(now=after)
    assert front(now=after).is_fresh(after)


def test_empty_record_has_an_empty_front() -> None:
    assert (front(now=NOW).version, front(now=NOW).tally, front(now=NOW).choices("sender", NOW)) == (
        0,
        {},
        [],
    )


def test_what_every_page_asks_first_goes_by_the_index_of_what_is_current() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("is about SQLite without statistics; runs in that pass")
    assert "USING INDEX phase_over" in Phase.objects.over(NOW).explain()
