"""The week ahead: what is in force and falls due, what is scheduled, and nothing that is over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, a_case, a_deadline, a_due, an_event, an_outcome, load
from tests.filled import shared_record
from tracker.domain.dates.moments import zone
from tracker.models import Phase
from tracker.queries.week_ahead import WeekAhead, phases_of, week_ahead

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
SUNDAY = date(2026, 3, 15)


def due_on(slug: str, due: dict[str, object] | None, **more: object) -> dict[str, object]:
    return a_case(slug, title=slug, deadlines=[a_deadline("d1", "2026-03-01", due)], **more)


def fill() -> None:
    vote = an_event("e1", "2026-03-13", scheduled="2026-03-02", text="The council votes.")
    moved = [
        a_deadline("d1", "2026-03-01", a_due("2026-03-12")),
        a_deadline("d2", "2026-03-05", a_due("2026-04-20"), "extended", replaces="d1"),
    ]
    load(
        due_on("friday", a_due("2026-03-13T14:00:00Z")),
        due_on("sunday-in-new-york", a_due("2026-03-15", timezone="America/New_York")),
        due_on("tuesday-in-new-york", a_due("2026-03-10", timezone="America/New_York")),
        due_on("window", a_due("2026-03-05", "2026-03-20")),
        due_on("from-friday-on", a_due("2026-03-13", None)),
        due_on("next-monday", a_due("2026-03-16")),
        due_on("passed", a_due("2026-03-08")),
        due_on("far", a_due("2026-06-01"), events=[vote]),
        due_on("undated", None),
        due_on("over", a_due("2026-03-14"), outcomes=[an_outcome("2026-03-09")]),
        a_case("moved-away", title="moved-away", deadlines=moved),
        now=NOW,
    )


_record = shared_record(fill)


def week(where: str = "UTC", at: datetime = WEDNESDAY, last: date = SUNDAY) -> WeekAhead:
    return week_ahead(Phase.objects.at(at), at=at, last=last, where=zone(where))


def titles(found: WeekAhead) -> dict[str, list[str]]:
    days = {f"{day:%A}": [entry.case.title for entry in entries] for day, entries in found.days}
    return days | {"open": [entry.case.title for entry in found.already_open]}


def test_it_has_what_falls_due_and_what_is_scheduled_by_day() -> None:
    assert titles(week()) == {
        "Friday": ["friday", "far", "from-friday-on"],
        "Sunday": ["sunday-in-new-york"],
        "open": ["window"],
    }


def test_what_ends_with_a_day_that_is_over_for_the_reader_stands_on_the_first() -> None:
    at = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)  # New York's Tuesday ends at 04:00
    assert titles(week("Asia/Tokyo", at))["Wednesday"] == ["tuesday-in-new-york"]


def test_an_empty_week_names_the_next_date(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    at = datetime(2026, 4, 1, tzinfo=UTC)
    fixed = Phase.objects.at(at).exclude(ultimatum__slug__in=["window", "from-friday-on"])
    with django_assert_num_queries(3):
        found = week_ahead(fixed, at=at, last=date(2026, 4, 7), where=zone("UTC"))
    assert (found.total, found.following and found.following.case.slug) == (0, "moved-away")


@pytest.mark.parametrize(
    ("topics", "slugs"),
    [
        ([("everything", "")], None),
        ([("case", "friday"), ("case", "window")], {"friday", "window"}),
        ([("actor", "nobody"), ("dossier", "nothing")], set()),
        ([("filter", "q=friday")], {"friday", "from-friday-on"}),
        ([("filter", "q=friday"), ("case", "window")], {"friday", "from-friday-on", "window"}),
    ],
)
def test_it_has_what_its_reader_follows(topics: list[tuple[str, str]], slugs: set[str] | None) -> None:
    found = set(phases_of(topics, at=WEDNESDAY).values_list("ultimatum__slug", flat=True))
    assert found == slugs if slugs is not None else len(found) == 11


@pytest.mark.parametrize(("kind", "key"), [("actor", "aldovia"), ("dossier", "river-war")])
def test_an_actor_and_a_crisis_are_followed_as_their_pages_have_them(kind: str, key: str) -> None:
    by_topic = phases_of([(kind, key)], at=WEDNESDAY)
    by_filter = phases_of([("filter", QueryDict(f"{kind}={key}").urlencode())], at=WEDNESDAY)
    assert set(by_topic) == set(by_filter) != set()


def test_it_is_found_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        week()
    assert week(at=WEDNESDAY + timedelta(days=5), last=date(2026, 3, 22)).total
