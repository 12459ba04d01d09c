"""What a letter knows: true now, or nothing left to say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.emails.making import a_digest, a_subscriber, a_subscription, an_alert, load
from tests.factories import NOW, a_case, a_deadline, a_due, an_event, an_outcome
from tracker.domain.alerts import AlertKind
from tracker.domain.dates.distances import Distance
from tracker.domain.dates.moments import Grain, When
from tracker.models import Alert, AlertState, Delivery, DeliveryState, Publication, TopicKind
from tracker.queries.emails import alert_facts, cleaned, digest_facts, pages_at, reasons, request_facts

pytestmark = pytest.mark.django_db
D1 = a_deadline("d1", "2026-03-01", a_due("2026-03-17"))
D2 = a_deadline("d2", "2026-03-09", a_due("2026-03-20"), "extended", replaces="d1")
OUTCOME = an_outcome("2026-03-10")
AFTER = datetime(2026, 3, 18, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def facts_of(alert: Alert, at: datetime = NOW) -> object:
    return alert_facts(alert.pk, at=at, pages=pages_at(at))


def reminder(**changes: Any) -> Alert:
    document: dict[str, Any] = {"deadlines": [D1], **changes}
    return an_alert(load(a_case(**document), NOW), AlertKind.REMINDER, "d1", NOW, offset=WEEK)


def test_a_reminder_of_a_running_deadline_has_something_to_say() -> None:
    assert facts_of(reminder()) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"outcomes": [OUTCOME]},
        {"deadlines": [D1, D2]},
        {"deadlines": [D1, a_deadline("d2", "2026-03-09", None, "suspended", replaces="d1")]},
        {"deadlines": [a_deadline("dx", "2026-03-01", a_due("2026-03-17"))]},
    ],
    ids=["resolved", "moved", "suspended", "taken back"],
)
def test_a_reminder_overtaken_by_the_record_has_nothing_to_say(changes: dict[str, Any]) -> None:
    assert facts_of(reminder(**changes)) is None


@pytest.mark.parametrize(("outcomes", "holds"), [([], True), ([an_outcome("2026-03-18")], False)])
def test_a_reminder_that_was_held_past_its_date_is_told_until_there_is_an_outcome(
    outcomes: list[object], holds: bool
) -> None:
    alert = reminder()
    load(a_case(deadlines=[D1], outcomes=outcomes), AFTER)
    Alert.objects.filter(pk=alert.pk).update(state=AlertState.DONE)
    assert (facts_of(alert, AFTER) is not None) is holds


@pytest.mark.parametrize("state", [AlertState.WITHDRAWN, AlertState.MERGED])
def test_a_withdrawn_alert_has_nothing_to_say(state: AlertState) -> None:
    alert = reminder()
    Alert.objects.filter(pk=alert.pk).update(state=state)
    assert facts_of(alert) is None


def test_a_case_that_is_not_published_any_more_has_nothing_to_say() -> None:
    alert = reminder()
    alert.ultimatum.publication = Publication.DRAFT
    alert.ultimatum.save()
    assert facts_of(alert) is None


def test_an_alert_that_is_gone_has_nothing_to_say() -> None:
    assert alert_facts(4711, at=NOW, pages=pages_at(NOW)) is None


@pytest.mark.parametrize(("outcomes", "holds"), [([], True), ([an_outcome("2026-03-18")], False)])
def test_an_expiry_is_told_until_there_is_an_outcome(outcomes: list[object], holds: bool) -> None:
    case = load(a_case(deadlines=[D1], outcomes=outcomes), AFTER)
    alert = an_alert(case, AlertKind.EXPIRY, "d1", AFTER)
    assert (facts_of(alert, AFTER) is not None) is holds


def test_a_date_that_moved_again_leaves_the_telling_to_the_later_move() -> None:
    third = a_deadline("d3", "2026-03-10", a_due("2026-03-25"), "extended", replaces="d2")
    case = load(a_case(deadlines=[D1, D2, third]), NOW)
    assert facts_of(an_alert(case, AlertKind.MOVED, "d2", NOW, was=D1["due"])) is None
    assert facts_of(an_alert(case, AlertKind.MOVED, "d3", NOW, was=D2["due"])) is not None


def test_a_move_tells_from_the_date_it_was_planned_with() -> None:
    case = load(a_case(deadlines=[D1, D2]), NOW)
    alert = an_alert(case, AlertKind.MOVED, "d2", NOW, was=a_due("2026-03-15"))
    facts = alert_facts(alert.pk, at=NOW, pages=pages_at(NOW))
    assert facts is not None
    assert facts.was is not None
    assert facts.was.earliest == When("2026-03-15")
    assert facts.drift == Distance(Grain.DAY, timedelta(days=5))


@pytest.mark.parametrize(
    ("kind", "key", "holds"),
    [
        (AlertKind.EVENT, "e1", True),
        (AlertKind.EVENT, "e9", False),
        (AlertKind.OUTCOME, "outcome:all", False),
    ],
)
def test_a_fact_is_told_while_it_is_on_record(kind: AlertKind, key: str, holds: bool) -> None:
    case = load(a_case(deadlines=[D1], events=[an_event("e1", "2026-03-09")]), NOW)
    assert (facts_of(an_alert(case, kind, key, NOW)) is not None) is holds


def test_an_event_of_a_matter_that_is_over_is_not_told() -> None:
    case = load(a_case(deadlines=[D1], events=[an_event("e1", "2026-03-09")], outcomes=[OUTCOME]), NOW)
    assert facts_of(an_alert(case, AlertKind.EVENT, "e1", NOW)) is None
    assert facts_of(an_alert(case, AlertKind.OUTCOME, "outcome:all", NOW)) is not None


def test_news_are_those_of_seven_days_without_what_the_letter_is_about() -> None:
    days = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-10", "2026-03-11")
    events = [an_event(f"e{day[-2:]}", day) for day in days]
    case = load(a_case(deadlines=[D1], events=events), NOW)
    facts = alert_facts(an_alert(case, AlertKind.EVENT, "e10", NOW).pk, at=NOW, pages=pages_at(NOW))
    assert facts is not None
    assert [item.event.id for item in facts.news if item.event] == ["e04"]


@pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (29, False), (30, True)])
def test_only_a_reminder_half_an_hour_late_says_so(minutes: int, is_late: bool) -> None:
    facts = alert_facts(reminder().pk, at=NOW + timedelta(minutes=minutes), pages=pages_at(NOW))
    assert facts is not None
    assert (facts.late is not None) is is_late


@pytest.mark.parametrize(("related", "queries"), [([], 4), (["another"], 5)])
def test_the_facts_of_an_alert_cost_5_queries_at_most(
    related: list[str], queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(a_case("another"), NOW)
    alert = reminder(related=related)
    with django_assert_num_queries(queries):
        facts_of(alert)


def digest_of(*alerts: Alert, at: datetime = NOW) -> int:
    subscription = a_subscription(a_subscriber(), TopicKind.EVERYTHING, "", cadence=1)
    return a_digest(subscription, alerts, at).id


def test_a_digest_has_one_entry_a_case_and_the_last_of_its_reminders() -> None:
    case = load(a_case(deadlines=[D1], events=[an_event("e1", "2026-03-09")]), NOW)
    first = an_alert(case, AlertKind.REMINDER, "d1", NOW - WEEK, offset=2 * WEEK)
    last = an_alert(case, AlertKind.REMINDER, "d1", NOW, offset=WEEK)
    news = an_alert(case, AlertKind.EVENT, "e1", NOW - timedelta(days=1))
    facts = digest_facts(digest_of(first, last, news), at=NOW, pages=pages_at(NOW))
    assert facts is not None
    assert [[alert.alert_id for alert in entry.alerts] for entry in facts.entries] == [[news.pk, last.pk]]


def test_a_digest_drops_what_is_stale_and_tells_moves_from_where_they_began() -> None:
    third = a_deadline("d3", "2026-03-10", a_due("2026-03-25"), "extended", replaces="d2")
    case = load(a_case(deadlines=[D1, D2, third]), NOW)
    alerts = [
        an_alert(case, AlertKind.REMINDER, "d1", NOW - 3 * WEEK / 7, offset=WEEK),
        an_alert(case, AlertKind.MOVED, "d2", NOW - 2 * WEEK / 7, was=D1["due"]),
        an_alert(case, AlertKind.MOVED, "d3", NOW - WEEK / 7, was=D2["due"]),
    ]
    facts = digest_facts(digest_of(*alerts), at=NOW, pages=pages_at(NOW))
    assert facts is not None
    (entry,) = facts.entries
    (told,) = entry.alerts
    assert told.alert_id == alerts[2].pk
    assert told.was is not None
    assert told.was.earliest == When("2026-03-17")
    assert told.drift == Distance(Grain.DAY, timedelta(days=8))


def test_a_digest_that_carries_only_what_is_stale_has_nothing_to_say() -> None:
    digest = digest_of(reminder(deadlines=[D1, D2]))
    assert digest_facts(digest, at=NOW, pages=pages_at(NOW)) is None


def test_a_digest_leaves_out_what_was_called_back() -> None:
    digest = digest_of(reminder())
    Delivery.objects.filter(digest=digest).update(state=DeliveryState.CANCELLED)
    assert digest_facts(digest, at=NOW, pages=pages_at(NOW)) is None


def test_the_most_pressing_case_of_a_digest_comes_first() -> None:
    later = a_deadline("d1", "2026-03-01", a_due("2026-03-12"))
    resolved = {"deadlines": [later], "outcomes": [OUTCOME], "events": [an_event("e1", "2026-03-09")]}
    cases = [
        load(a_case("resolved", **resolved), NOW),
        load(a_case("passed", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-08"))]), NOW),
        load(a_case("soon", deadlines=[later]), NOW),
        load(a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]), NOW),
    ]
    alerts = [
        an_alert(cases[0], AlertKind.EVENT, "e1", NOW),
        an_alert(cases[1], AlertKind.EXPIRY, "d1", NOW),
        an_alert(cases[2], AlertKind.REMINDER, "d1", NOW, offset=timedelta(days=1)),
        an_alert(cases[3], AlertKind.SET, "d1", NOW),
    ]
    facts = digest_facts(digest_of(*alerts), at=NOW, pages=pages_at(NOW))
    assert facts is not None
    assert [entry.case.slug for entry in facts.entries] == ["soon", "undated", "passed", "resolved"]


def test_a_digest_costs_1_query_and_those_of_its_pages(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    alerts = [
        an_alert(load(a_case(slug, deadlines=[D1]), NOW), AlertKind.REMINDER, "d1", NOW, offset=WEEK)
        for slug in ("one", "two", "three")
    ]
    digest = digest_of(*alerts)
    with django_assert_num_queries(1 + 3 * 3):
        digest_facts(digest, at=NOW, pages=pages_at(NOW))


def test_reasons_name_what_is_followed_and_cost_4_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load(a_case(), NOW)
    subscriber = a_subscriber()
    query = "sender=aldovia&target=nobody&threat=force&q=buy+pills&status=running"
    made = [
        a_subscription(subscriber, TopicKind.CASE, "open-the-river"),
        a_subscription(subscriber, TopicKind.DOSSIER, "river-war"),
        a_subscription(subscriber, TopicKind.ACTOR, "borealand"),
        a_subscription(subscriber, TopicKind.EVERYTHING, ""),
        a_subscription(subscriber, TopicKind.FILTER, query),
    ]
    with django_assert_num_queries(4):
        found = reasons([row.pk for row in made])
    names = ["Open the river or lose the ports", "The river war", "Boréaland", "", ""]
    assert [found[row.pk].name for row in made] == names
    assert found[made[-1].pk].parts == (("sender", "Aldovia"), ("threat", "force"), ("q", ""))


def test_a_request_names_what_is_pending_and_nothing_else() -> None:
    load(a_case(), NOW)
    subscriber = a_subscriber()
    a_subscription(subscriber, TopicKind.EVERYTHING, "")
    assert request_facts(subscriber.pk) is None
    pending = a_subscription(
        subscriber, TopicKind.CASE, "open-the-river", state="pending", confirmed_at=None, asked_at=NOW
    )
    facts = request_facts(subscriber.pk)
    assert facts is not None
    assert (facts.asked_at, [each.subscription_id for each in facts.reasons]) == (NOW, [pending.pk])


def test_cleaned_text_is_one_line_without_control_characters_or_marks() -> None:
    dirty = "a\r\nBcc: x\x00\x0b\x85\u2028\u2029\ue000why\ue001\ud800  b\t"
    assert cleaned((dirty, (dirty,), 7, None)) == ("a Bcc: x why b", ("a Bcc: x why b",), 7, None)
