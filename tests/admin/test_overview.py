"""The front page: each queue with its count and what to do; who sees which; a known number of queries."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.admin.conftest import make_operator
from tests.factories import a_case, a_deadline, a_due, a_source, an_event, an_outcome, load, store_generated
from tracker.clock import utc_now
from tracker.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Endpoint,
    EndpointState,
    Report,
    ReportState,
    SiteState,
    Subscriber,
    Topic,
    Ultimatum,
)
from tracker.services.cases.editing import check_case, submit_case, withdraw_case
from tracker.services.cases.error_reports import Found, take_report
from tracker.services.cases.store import store_case
from tracker.services.tick import tick

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return utc_now()


def on(now: datetime, days: int) -> str:
    """A day so far from today."""
    return (now + days * DAY).date().isoformat()


def due(now: datetime, slug: str, days: int, **changes: Any) -> dict[str, Any]:
    """A case of two years ago that falls due so many days from now."""
    there = now.astimezone(ZoneInfo("Europe/Kyiv"))  # where today may be tomorrow
    deadlines = [a_deadline("d1", on(now, -700), a_due(on(there, days), timezone="Europe/Kyiv"))]
    return a_case(slug, title=f"The case of {slug}", deadlines=deadlines, **changes)


def case(slug: str) -> Ultimatum:
    return Ultimatum.objects.get(slug=slug)


def queues(client: Client) -> dict[str, tuple[int, list[Any]]]:
    """The count and the rows of each queue on the page."""
    read = client.get("/admin/").context["queues"]
    return {each["queue"].key: (each["count"], [row for row, _words in each["rows"]]) for each in read}


def slugs(client: Client, key: str) -> list[str]:
    _count, rows = queues(client)[key]
    return [row.row.slug for row in rows]


def text(client: Client, key: str) -> str:
    """What a queue says on the page, its hidden words left out."""
    page = client.get("/admin/").content.decode()
    part = page[page.index(f'id="{key}"') :].partition("</section>")[0]
    part = re.sub(r'<span class="visually-hidden">.*?</span>', "", part)
    return " ".join(re.sub("<[^>]+>", " ", part).split())


def act(client: Client, case: Ultimatum, name: str, **posted: str) -> Any:
    return client.post(f"/admin/tracker/ultimatum/{case.pk}/{name}/", posted, follow=True)


def test_a_case_is_in_the_queue_of_what_it_needs_the_most_pressing_first(desk: Client, now: datetime) -> None:
    load(
        due(now, "in-a-month", 30),
        due(now, "tomorrow", 1),
        due(now, "today", 0),
        due(now, "passed-lately", -3),
        due(now, "passed-long-ago", -30),
        due(now, "resolved", -30, outcomes=[an_outcome(on(now, -2))]),
        due(now, "nobody-knows", -9, outcomes=[an_outcome(on(now, -2), "unknown", "unknown")]),
        now=now,
    )
    assert slugs(desk, "running-out") == ["today", "tomorrow"]
    assert slugs(desk, "passed") == ["passed-long-ago", "nobody-knows", "passed-lately"]
    assert slugs(desk, "not-looked-at") == []
    Ultimatum.objects.filter(slug__in=["in-a-month", "resolved"]).update(updated_at=now - 31 * DAY)
    Ultimatum.objects.filter(slug="tomorrow").update(updated_at=now - 32 * DAY)
    assert slugs(desk, "not-looked-at") == ["tomorrow", "in-a-month"]


def test_what_runs_out_is_told_with_its_words_zone_and_hour_and_the_next_mail(
    desk: Client, now: datetime
) -> None:
    load(due(now, "tomorrow", 1), now=now)
    said = text(desk, "running-out")
    assert "“by then”: the end of " in said
    assert "in Kyiv (UTC+2), zone assumed; " in said or "in Kyiv (UTC+3), zone assumed; " in said
    assert re.search(r"Next mail \d+ \w+ \d{4}, \d\d:\d\d UTC\.", said)
    page = desk.get(f"/admin/tracker/ultimatum/{case('tomorrow').pk}/notified/").content.decode()
    assert page.count("<tr>") >= 3
    assert "Date passed" in page


def test_looked_today_is_one_press_that_readers_see_and_a_passed_case_then_rests_a_week(
    desk: Client, client: Client, now: datetime
) -> None:
    load(due(now, "old", 90), due(now, "passed", -3), now=now - 31 * DAY)
    tick(now=now)
    version = SiteState.objects.get().version
    assert b"Checked on" not in client.get("/ultimatums/old/").content
    answer = act(desk, case("old"), "checked", next="/admin/#not-looked-at")
    assert answer.redirect_chain == [("/admin/#not-looked-at", 302)]
    assert "Readers see “checked on " in answer.content.decode()
    assert SiteState.objects.get().version == version + 1
    page = client.get("/ultimatums/old/").content.decode()
    assert re.search(rf"<dt>Checked on</dt><dd><time[^>]*>{now.day} {now:%B %Y}</time>", page)
    assert "Checked on" not in client.get("/ultimatums/old/", {"as_of": on(now, -1)}).content.decode()
    assert slugs(desk, "not-looked-at") == []
    assert LogEntry.objects.get().change_message == "Looked at: it still holds."

    act(desk, case("passed"), "checked")
    assert queues(desk)["passed"] == (0, [])
    assert "1 more found still open within the last 7 days." in text(desk, "passed")
    check_case(case("passed"), now=now - 8 * DAY)
    assert slugs(desk, "passed") == ["passed"]


def test_what_waits_for_review_says_who_sent_it_and_what_is_otherwise_than_in_public(
    desk: Client, editor: User, now: datetime
) -> None:
    load(due(now, "was-public", 90), due(now, "never-public", 90, review="draft"), now=now)
    was = case("was-public")
    withdraw_case(was, now=now)
    document = {**was.document, "summary": "Something else is said.", "dossier": "ore-dispute"}
    store_case(document, now=now, reason=None)
    submit_case(case("was-public"), now=now - 3 * DAY, editor=editor)
    submit_case(case("never-public"), now=now - DAY)
    said = text(desk, "review")
    assert "The case of was-public Waits for 3 days. Handed in by edith." in said
    assert "Summary: “A small case that was made up for a test.” → “Something else is said.”." in said
    assert "Crisis: “The river war” → “The ore dispute”." in said
    assert said.index("It was never public") > said.index("The case of never-public Waits for 1 day.")


def test_a_report_is_accepted_or_declined_where_it_stands(desk: Client, editor: User, now: datetime) -> None:
    load(due(now, "one", 90), now=now)
    first, second = (
        take_report(case("one").pk, Found(f"shown {at}", "right", "https://example.org/"), now=now - at * DAY)
        for at in (2, 1)
    )
    count, rows = queues(desk)["reports"]
    assert (count, [row.pk for row in rows]) == (2, [first.pk, second.pk])
    address = f"/admin/tracker/report/{first.pk}/decide/"
    assert [desk.post(address, posted).status_code for posted in ({}, {"state": "open"})] == [400, 400]
    answer = desk.post(address, {"state": "accepted", "next": "//elsewhere.example/"}, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    decided = Report.objects.get(pk=first.pk)
    assert (decided.state, decided.decided_by) == (ReportState.ACCEPTED, editor)
    assert queues(desk)["reports"][0] == 1


def test_a_weak_source_is_told_where_it_stands_alone(desk: Client, now: datetime) -> None:
    weak = {"s1": a_source("a"), "s2": a_source("b", quality="weak")}
    beside = due(now, "beside", 90, sources=weak)
    beside["threats"][0]["sources"] = ["s1", "s2"]
    load(due(now, "alone", 90, sources=weak), beside, due(now, "strong", 90), now=now)
    assert [row.pk for row in queues(desk)["weak-sources"][1]] == [case("alone").pk]
    assert "Threat “Close the ports.”" in text(desk, "weak-sources")


def test_a_contradiction_is_told_until_the_case_is_set_right(desk: Client, now: datetime) -> None:
    ahead = due(now, "ahead", 90, events=[an_event("e1", on(now, 5))])
    load(ahead, due(now, "part", 90, review="partial"), due(now, "sound", 90), now=now)
    assert [row.pk for row in queues(desk)["contradictions"][1]] == [case("ahead").pk, case("part").pk]
    said = text(desk, "contradictions")
    assert (
        f"grave, events[e1].on: {on(now, 5)}. Right would be a day up to {on(now, 0)}; of what lies ahead"
        in said
    )
    store_case({**case("ahead").document, "events": []}, now=now, reason="It has not happened.")
    assert [row.pk for row in queues(desk)["contradictions"][1]] == [case("part").pk]


@pytest.fixture
def stuck(db: None, now: datetime) -> None:
    """A mail that waits for twenty minutes, one that needs a human, an endpoint that fails."""
    owner = Subscriber.objects.create(
        address="a@example.org", address_key="a@example.org", created_at=now, confirmed_at=now
    )
    for state in (DeliveryState.DUE, DeliveryState.PARKED):
        Delivery.objects.create(
            subscriber=owner, kind=DeliveryKind.ACCESS, state=state, next_at=now - timedelta(minutes=20)
        )
    Endpoint.objects.create(
        subscriber=owner,
        topic=Topic.objects.create(kind="everything"),
        url="https://hooks.example.org/secret",
        wishes=1,
        state=EndpointState.ACTIVE,
        failures=7,
        failing_since=now - timedelta(hours=5),
        created_at=now,
        served_at=now,
    )


def test_operators_see_what_is_stuck_and_no_queue_of_editors(client: Client, stuck: None) -> None:
    client.force_login(make_operator())
    assert list(queues(client)) == ["stuck"]
    assert [row.what for row in queues(client)["stuck"][1]] == ["mails", "parked", "endpoint"]
    said = text(client, "stuck")
    assert "1 mail waits The oldest for 20 minutes." in said
    assert "https://hooks.example.org/… Fails for 5 hours , 7 calls in a row." in said


def test_editors_see_nothing_of_mails_and_staff_without_a_group_is_told_so(
    desk: Client, stuck: None, client: Client
) -> None:
    assert "stuck" not in queues(desk)
    assert desk.get("/admin/queue/stuck/").status_code == 403
    client.force_login(User.objects.create_user("visitor", is_staff=True))
    page = client.get("/admin/").content.decode()
    assert "You have no permission to see anything yet." in page


def test_a_queue_has_pages_of_its_own(desk: Client, now: datetime) -> None:
    store_generated(1000, now)
    count, rows = queues(desk)["passed"]
    assert (count > 50, len(rows)) == (True, 5)
    last = -(-count // 50)
    page = desk.get("/admin/queue/passed/", {"p": last})
    assert len(page.context["read"]["rows"]) == count - (last - 1) * 50
    for query in ({"p": last + 1}, {"p": 0}, {"p": "x"}, {"p": "9" * 5000}):
        assert desk.get("/admin/queue/passed/", query).status_code == 404, query
    assert desk.get("/admin/queue/nothing/").status_code == 404


@pytest.mark.parametrize("cases", [10, 1000])
def test_the_page_takes_as_many_queries_for_ten_cases_as_for_a_thousand(
    cases: int,
    db: None,
    admin_client: Client,
    now: datetime,
    stuck: None,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    store_generated(cases, now, due=cases // 10, with_milestones=True)
    Ultimatum.objects.update(updated_at=now - 31 * DAY)
    admin_client.get("/admin/")
    with django_assert_num_queries(40):
        admin_client.get("/admin/")
