"""From a change to its calls: who is told, when, what, how often; and what becomes of who fails."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings as project
from jsonschema import Draft202012Validator, FormatChecker
from pytest_django import DjangoAssertNumQueries, Settings
from standardwebhooks import Webhook

from tests.factories import NOW, a_case, a_deadline, a_due, an_event, an_outcome, load
from tests.pruning import prune_all
from tests.webhook_receivers import HOST, Receiver, answering, receiver
from tracker.clock import utc_now
from tracker.domain.alerts import OFFSETS
from tracker.domain.webhooks import NEWS_TYPES, EventType, body_of, chosen, event_bit
from tracker.models import (
    Call,
    CallBudget,
    Change,
    Delivery,
    Endpoint,
    EndpointState,
    Heartbeat,
    Occurrence,
    Subscriber,
    Suppression,
    SwitchedOff,
    Topic,
    Ultimatum,
)
from tracker.services.cases.editing import remove_case, withdraw_case
from tracker.services.outbox import webhooks
from tracker.services.outbox.retry import CALLS
from tracker.services.outbox.transitions import MOST_DEATHS
from tracker.services.subscriptions.subscribe import (
    address_hashes,
    erase,
    leave,
    own_data,
    unsubscribe_all,
)
from tracker.services.subscriptions.tokens import Leave, LeaveKind
from tracker.services.tick import tick
from tracker.services.webhooks import endpoints
from tracker.web.api.webhook_document import BODY, DATA

pytestmark = pytest.mark.django_db
URL = f"https://{HOST}/hook"
EVERY = sum(event_bit(kind) for kind in NEWS_TYPES)
LATER = NOW + timedelta(minutes=5)
"""When the grace period of what was loaded at NOW is over."""
HOUR = timedelta(hours=1)


def owner(address: str = "ann@example.org") -> Subscriber:
    long_ago = NOW - timedelta(days=400)
    made, _ = Subscriber.objects.get_or_create(
        address_key=address, defaults={"address": address, "created_at": long_ago, "confirmed_at": long_ago}
    )
    return made


def an_endpoint(
    kind: str = "everything",
    key: str = "",
    wishes: int = EVERY,
    *,
    url: str = URL,
    whose: Subscriber | None = None,
    at: datetime = NOW - timedelta(days=100),
) -> Endpoint:
    return endpoints.register(
        whose or owner(),
        url=url,
        topic_kind=kind,
        topic_key=key,
        wishes=wishes,
        now=at,
        verified=True,
    )


def kinds(endpoint: Endpoint) -> list[str]:
    calls = Call.objects.filter(endpoint=endpoint).order_by("occurrence_id")
    return [kind.partition(".")[2] for kind in calls.values_list("occurrence__kind", flat=True)]


def states() -> list[str]:
    return list(Call.objects.order_by("id").values_list("state", flat=True))


def drain(there: Receiver, now: datetime, **more: Any) -> dict[str, int]:
    return dict(webhooks.drain(transport=partial(there.transport, **more), clock=lambda: now))


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


# --- Who is told of what --------------------------------------------------------------------------------
def test_a_change_is_told_once_its_grace_period_is_over(there: Receiver) -> None:
    endpoint = an_endpoint()
    load(a_case())
    tick(now=LATER - timedelta(seconds=1))
    assert kinds(endpoint) == []
    tick(now=LATER)
    tick(now=LATER + HOUR)
    assert kinds(endpoint) == ["set"]
    assert drain(there, LATER) == {"sent": 1}
    assert drain(there, LATER) == {}
    assert len(there.received) == 1
    assert states() == ["sent"]


def test_a_change_that_was_taken_back_within_grace_is_never_told() -> None:
    endpoint = an_endpoint(wishes=event_bit(EventType.EVENT))
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    load(a_case(), now=NOW + timedelta(minutes=1))
    tick(now=LATER + HOUR)
    assert kinds(endpoint) == []


def test_a_change_that_was_corrected_within_grace_is_told_as_it_is_now(there: Receiver) -> None:
    an_endpoint(wishes=event_bit(EventType.EVENT))
    load(a_case(events=[an_event("e1", "2026-03-08", text="A slip.")]))
    load(a_case(events=[an_event("e1", "2026-03-08", text="Right.")]), now=NOW + timedelta(minutes=1))
    tick(now=LATER)
    drain(there, LATER)
    (came,) = there.received
    assert json.loads(came.body)["data"]["fact"]["text"] == "Right."


def test_a_change_that_is_taken_back_later_is_told_no_more(there: Receiver) -> None:
    an_endpoint(wishes=event_bit(EventType.EVENT))
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    tick(now=LATER)
    load(a_case(), now=LATER)
    assert states() == ["cancelled"]
    assert drain(there, LATER) == {}
    assert there.received == []


def test_a_case_that_is_no_longer_public_is_told_no_more(there: Receiver) -> None:
    an_endpoint()
    load(a_case())
    tick(now=LATER)
    withdraw_case(Ultimatum.objects.get(), now=LATER)
    assert drain(there, LATER) == {}
    assert (states(), there.received) == (["cancelled"], [])


@pytest.mark.parametrize("act", [withdraw_case, remove_case])
def test_whoever_was_told_of_a_case_is_told_that_it_was_taken_back(there: Receiver, act: Any) -> None:
    asked = {
        ("everything", ""): True,
        ("case", "open-the-river"): True,
        ("case", "another"): False,
        ("dossier", "ore-dispute"): False,
        ("filter", "sender=aldovia"): True,
    }
    # Whatever they wished for: what they hold is void.
    wishes = event_bit(EventType.DUE, OFFSETS[0])
    made = {topic: an_endpoint(*topic, wishes, url=f"{URL}/{n}") for n, topic in enumerate(asked)}
    load(a_case())
    tick(now=LATER)
    act(Ultimatum.objects.get(), now=LATER)
    tick(now=LATER + timedelta(minutes=4))
    assert not Call.objects.exists()
    tick(now=LATER + timedelta(minutes=5))
    assert {topic: kinds(endpoint) for topic, endpoint in made.items()} == {
        topic: ["retracted"] if is_told else [] for topic, is_told in asked.items()
    }
    drain(there, LATER + timedelta(minutes=5))
    assert states() == ["sent"] * 3
    body = json.loads(there.received[0].body)
    assert (body["type"], body["data"]["entry"]) == ("ultimatum.retracted", "open-the-river/retracted")
    assert body["data"]["fact"] == {"entries": ["d1"]}


def test_what_becomes_known_later_is_told_then() -> None:
    endpoint = an_endpoint(wishes=event_bit(EventType.MOVED))
    move = a_deadline("d2", "2026-03-12", a_due("2026-04-20"), "extended", replaces="d1")
    load(a_case(deadlines=[*a_case()["deadlines"], move]))
    tick(now=LATER + HOUR)
    assert kinds(endpoint) == []
    tick(now=NOW + timedelta(days=2))
    assert kinds(endpoint) == ["moved"]


@pytest.mark.parametrize(
    ("kind", "key", "is_told"),
    [
        ("everything", "", True),
        ("case", "open-the-river", True),
        ("case", "another", False),
        ("dossier", "river-war", True),
        ("dossier", "ore-dispute", False),
        ("actor", "aldovia", True),
        ("actor", "cendria", False),
        ("filter", "sender=aldovia&threat=blockade", True),
        ("filter", "sender=borealand", False),
        ("filter", "q=river", True),
    ],
)
def test_an_endpoint_is_told_of_what_it_follows(kind: str, key: str, is_told: bool) -> None:
    endpoint = an_endpoint(kind, key)
    load(a_case())
    tick(now=LATER)
    assert kinds(endpoint) == (["set"] if is_told else [])


def test_an_endpoint_is_told_of_the_kinds_it_chose_and_of_nothing_older_than_itself() -> None:
    some = event_bit(EventType.OUTCOME) + event_bit(EventType.EVENT)
    chosen_ones, late = an_endpoint(wishes=some), an_endpoint(url=f"{URL}/late", at=LATER + HOUR)
    load(a_case(events=[an_event("e1", "2026-03-08")], outcomes=[an_outcome("2026-03-09")]))
    tick(now=LATER + 2 * HOUR)
    assert (kinds(chosen_ones), kinds(late)) == (["event", "outcome"], [])


def test_all_kinds_of_changes_are_told_in_the_order_of_the_stream(there: Receiver) -> None:
    endpoint = an_endpoint()
    first = a_case()
    load(first)
    moves = [
        a_deadline("d2", "2026-03-05", a_due("2026-03-20"), "shortened", replaces="d1"),
        a_deadline("d3", "2026-03-06", a_due("2026-05-20"), "proposed"),
    ]
    load(a_case(deadlines=[*first["deadlines"], *moves], events=[an_event("e1", "2026-03-08")]))
    load(
        a_case(
            deadlines=[*first["deadlines"], *moves],
            events=[an_event("e1", "2026-03-08", text="Otherwise.")],
            outcomes=[an_outcome("2026-03-09")],
        )
    )
    tick(now=LATER)
    expected = list(Change.objects.order_by("id").values_list("kind", flat=True))
    assert kinds(endpoint) == expected
    assert set(expected) == {"set", "moved", "proposed", "event", "outcome", "correction"}
    while drain(there, LATER):
        pass
    places = [json.loads(each.body)["data"]["place"] for each in there.received]
    assert places == sorted(places)


def test_what_falls_due_is_told_with_the_time_left(there: Receiver) -> None:
    week = timedelta(days=7)
    endpoint = an_endpoint(wishes=event_bit(EventType.DUE, week) + event_bit(EventType.EXPIRED))
    load(a_case())
    due_at = datetime.fromisoformat("2026-04-02T00:00:00Z") - week
    tick(now=due_at)
    expired_at = datetime.fromisoformat("2026-04-02T00:00:00Z")
    drain(there, due_at)
    tick(now=expired_at)
    drain(there, expired_at)
    assert kinds(endpoint) == ["due", "expired"]
    due, expired = (json.loads(each.body) for each in there.received)
    assert (due["type"], due["data"]["seconds_before"], due["data"]["slug"]) == (
        "ultimatum.due",
        7 * 86_400,
        "open-the-river",
    )
    assert (expired["type"], expired["data"]["at"]) == ("ultimatum.expired", "2026-04-02T00:00:00Z")


def test_a_reminder_of_a_date_that_moved_is_called_back(there: Receiver) -> None:
    week = timedelta(days=7)
    an_endpoint(wishes=event_bit(EventType.DUE, week))
    load(a_case())
    due_at = datetime.fromisoformat("2026-03-26T00:00:00Z")
    tick(now=due_at)
    assert states() == ["due"]
    move = a_deadline("d2", "2026-03-24", a_due("2026-05-01"), "extended", replaces="d1")
    load(a_case(deadlines=[*a_case()["deadlines"], move]), now=due_at)
    assert states() == ["cancelled"]
    assert endpoints.send_again_since(Endpoint.objects.get(), NOW, now=due_at) == 1
    assert drain(there, due_at) == {}, "not even on demand: it would be wrong"
    assert (states(), there.received) == (["cancelled"], [])


def test_history_is_not_told_when_the_first_endpoint_comes() -> None:
    load(a_case())
    tick(now=LATER)
    assert not Change.objects.filter(is_told=False).exists()
    endpoint = an_endpoint(at=LATER + HOUR)
    load(a_case(events=[an_event("e1", "2026-03-08")]), now=LATER + HOUR)
    tick(now=LATER + 2 * HOUR)
    assert kinds(endpoint) == ["event"]


def test_two_ticks_make_each_call_once() -> None:
    first, second = an_endpoint(), an_endpoint(url=f"{URL}/2")
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    for _ in range(3):
        tick(now=LATER)
    assert (kinds(first), kinds(second)) == (["set", "event"], ["set", "event"])
    # A tick that died between two stages, or after the calls were made and before that was noted:
    Change.objects.update(is_told=False)
    Occurrence.objects.update(is_handed_out=False)
    tick(now=LATER)
    assert (kinds(first), kinds(second)) == (["set", "event"], ["set", "event"])


def test_handing_out_costs_as_many_queries_whatever_endpoints_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    from tracker.services.webhooks.events import create_events, fan_out_calls

    for number in range(60):
        an_endpoint(url=f"{URL}/{number}", whose=owner(f"a{number}@example.org"))
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    with django_assert_num_queries(7):
        create_events(now=LATER, grace=timedelta(minutes=5))
    with django_assert_num_queries(9):
        assert fan_out_calls(now=LATER) == 120


# --- What is sent ---------------------------------------------------------------------------------------
def test_a_receiver_verifies_what_it_gets_with_the_library(there: Receiver) -> None:
    endpoint = an_endpoint()
    load(a_case())
    tick(now=LATER)
    webhooks.drain(transport=there.transport, clock=utc_now)
    (came,) = there.received
    event = Webhook(endpoint.secret).verify(came.body, came.headers)
    assert event["type"] == "ultimatum.set"
    assert event["timestamp"] == "2026-03-10T12:00:00Z"
    data = event["data"]
    change = Change.objects.get()
    assert (data["place"], data["entry"], data["version"]) == (
        change.pk,
        "open-the-river/d1",
        change.row["key"],
    )
    assert {**data, "key": change.row["key"]}.items() >= {
        name: value for name, value in change.row.items() if not isinstance(value, dict | list)
    }.items()
    assert (data["fact"], data["sources"]) == (change.row["fact"], change.row["sources"])
    assert data["links"] == {"case": f"{project.SITE_URL}/ultimatums/open-the-river/"}
    assert data["text"] == (
        f"{change.row['title']} (Aldovia → Boréaland): Deadline set, 1 Apr 2026. Said: “by then”"
    )
    assert (data["earliest_at"], data["latest_at"]) == ("2026-04-02T00:00:00Z", "2026-04-02T00:00:00Z")
    assert not set(data) - set(DATA["properties"]), "the OpenAPI document names every field"
    validator = Draft202012Validator(BODY, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(event)] == []
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(endpoints.new_secret()).verify(came.body, came.headers)


@pytest.mark.parametrize(
    ("deadline", "earliest_at"),
    [
        (a_deadline("d1", "2026-03-10", a_due("2026-04-01", latest=None)), "2026-04-02T00:00:00Z"),
        (a_deadline("d1", "2026-03-10", None), None),
    ],
)
def test_an_open_end_and_a_date_that_is_not_known_are_null(
    there: Receiver, deadline: dict[str, Any], earliest_at: str | None
) -> None:
    an_endpoint()
    load(a_case(deadlines=[deadline]))
    tick(now=LATER)
    drain(there, LATER)
    data = json.loads(there.received[0].body)["data"]
    assert (data["earliest_at"], data["latest_at"]) == (earliest_at, None)


def test_after_rotation_both_secrets_verify_for_a_day(there: Receiver) -> None:
    endpoint = an_endpoint()
    load(a_case())
    tick(now=LATER)
    new = endpoints.rotate(endpoint, now=utc_now())
    webhooks.drain(transport=there.transport, clock=utc_now)
    (came,) = there.received
    for secret in (endpoint.secret, new):
        Webhook(secret).verify(came.body, came.headers)
    Endpoint.objects.update(previous_until=utc_now() - HOUR)
    endpoints.send_test(endpoint, now=utc_now())
    webhooks.drain(transport=there.transport, clock=utc_now)
    Webhook(new).verify(there.received[-1].body, there.received[-1].headers)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(endpoint.secret).verify(there.received[-1].body, there.received[-1].headers)


def test_bodies_are_json_whatever_a_title_holds() -> None:
    text = body_of(EventType.TEST, at=NOW, data={"title": 'a "b" \u2028 \r\nX: y </script> й \x00'})
    assert "\n" not in text
    assert json.loads(text)["data"]["title"].endswith("\x00")


def test_wishes_are_a_set_of_bits_of_their_own() -> None:
    bits = [event_bit(kind) for kind in NEWS_TYPES] + [event_bit(EventType.DUE, each) for each in OFFSETS]
    assert len(set(bits)) == len(bits)
    assert all(bin(bit).count("1") == 1 for bit in bits)
    assert chosen(sum(bits)) == (NEWS_TYPES, OFFSETS)
    assert sum(bits) < 2**31


# --- What fails -----------------------------------------------------------------------------------------
def test_a_receiver_that_fails_is_tried_for_a_day_under_one_name_and_then_switched_off(
    there: Receiver,
) -> None:
    endpoint = an_endpoint()
    load(a_case())
    there.behave = answering(500, b"broken")
    now = LATER
    tick(now=now)
    tries = []
    while now < LATER + timedelta(days=2):
        tick(now=now)
        if drain(there, now):
            tries.append(now - LATER)
        waiting = Call.objects.filter(state="due").values_list("next_at", flat=True).first()
        now = waiting if waiting and waiting > now else now + timedelta(seconds=1)
        if not waiting:
            break
    assert len(tries) == 8
    assert timedelta(hours=20) < tries[-1] < timedelta(hours=25)
    assert len(set(there.names)) == 1
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_why) == (EndpointState.OFF, SwitchedOff.FAILING)
    (call,) = Call.objects.all()
    assert (call.state, len(call.tries), call.tries[0]["status"]) == ("parked", 8, 500)
    assert call.tries[0]["answer"] == "answered 500 broken"
    assert list(Delivery.objects.values_list("kind", "state")) == [("endpoint", "due")]


def test_a_receiver_that_comes_back_gets_everything_once_and_is_forgiven(there: Receiver) -> None:
    endpoint = an_endpoint()
    load(a_case(events=[an_event(f"e{at}", "2026-03-08") for at in range(12)]))
    there.behave = answering(503, b"")
    tick(now=LATER)
    assert drain(there, LATER) == {"refused": 1}
    assert drain(there, LATER) == {}, "it rests"
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since) == (1, LATER)
    there.behave = answering(200)
    for minutes in range(1, 20):
        drain(there, LATER + timedelta(minutes=minutes))
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.resting_until) == (0, None, None)
    assert set(states()) == {"sent"}
    assert len(set(there.names)) == 13
    assert len(there.names) == 14, "one came twice: the one that was refused"


def test_410_switches_off_at_once(there: Receiver) -> None:
    endpoint = an_endpoint()
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    there.behave = answering(410)
    tick(now=LATER)
    assert drain(there, LATER) == {"failed": 1}
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_why, endpoint.off_at) == ("off", "gone", LATER)
    assert sorted(states()) == ["cancelled", "failed"]
    assert drain(there, LATER + HOUR) == {}
    assert len(there.received) == 1


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("1", timedelta(seconds=5)),
        ("9999999", timedelta(hours=12)),
    ],
)
def test_retry_after_is_honoured_within_bounds(there: Receiver, asked: str, wait: timedelta) -> None:
    endpoint = an_endpoint()
    load(a_case())
    there.behave = answering(429, b"", Retry_After=asked)
    tick(now=LATER)
    drain(there, LATER)
    endpoint.refresh_from_db()
    next_at = Call.objects.get().next_at
    assert endpoint.resting_until == LATER + wait
    assert wait <= next_at - LATER <= wait * 1.2


def test_an_endpoint_inside_is_never_called_and_ends_switched_off(there: Receiver) -> None:
    an_endpoint()
    load(a_case())
    now = LATER
    tick(now=now)
    for _ in range(12):
        drain(there, now, resolver=lambda _host, _port: ["127.0.0.1"])
        now += timedelta(hours=13)
        tick(now=now)
    assert (there.received, there.dialled) == ([], [])
    assert Endpoint.objects.get().off_why == "failing"
    assert "not on the public internet" in Call.objects.get().tries[-1]["answer"]


def test_a_slow_receiver_holds_up_nobody_else(there: Receiver) -> None:
    """On one thread: the slow one is given up, rests, and the others go in the same drain."""
    import time

    slow = an_endpoint(url=f"https://{HOST}/slow")
    an_endpoint(url=f"https://{HOST}/fast", whose=owner("bob@example.org"))

    def behave(handler: Any) -> None:
        if handler.path == "/slow":
            time.sleep(0.6)
        answering(200)(handler)

    there.behave = behave
    load(a_case(events=[an_event(f"e{at}", "2026-03-08") for at in range(4)]))
    tick(now=LATER)
    assert drain(there, LATER, total_seconds=0.3) == {"refused": 1, "sent": 5}
    assert set(Call.objects.filter(endpoint=slow).values_list("state", flat=True)) == {"due"}


def test_a_receiver_that_answers_slowly_is_called_less_often(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setattr(webhooks, "SLOW_SECONDS", 0.1)

    def behave(handler: Any) -> None:
        time.sleep(0.15)
        answering(200)(handler)

    there.behave = behave
    an_endpoint()
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    tick(now=LATER)
    assert drain(there, LATER) == {"sent": 1}
    assert drain(there, LATER + timedelta(seconds=29)) == {}
    assert drain(there, LATER + timedelta(seconds=30)) == {"sent": 1}
    assert Endpoint.objects.get().failures == 0


def test_a_worker_that_died_is_recovered_under_the_same_name(there: Receiver) -> None:
    an_endpoint()
    load(a_case())
    tick(now=LATER)
    _, (row,) = webhooks.claim(now=LATER)
    token = Call.objects.get().lease_token
    assert CALLS.begin(token, row.id, place=1, now=LATER)()
    assert drain(there, LATER) == {}
    name = webhooks.webhook_id(row.release_at, row.occurrence_id, row.endpoint_id)
    now = LATER + timedelta(minutes=4)
    tick(now=now)
    assert drain(there, now) == {"sent": 1}
    assert there.names == [name]


def test_a_call_that_kills_workers_is_parked() -> None:
    an_endpoint()
    load(a_case())
    now = LATER
    for _ in range(MOST_DEATHS):
        tick(now=now)
        token, (row,) = webhooks.claim(now=now)
        CALLS.begin(token, row.id, place=1, now=now)()
        now += timedelta(minutes=4)
    tick(now=now)
    assert states() == ["parked"]
    assert webhooks.claim(now=now)[1] == []


def test_one_worker_at_a_time_calls_an_endpoint() -> None:
    an_endpoint()
    second = an_endpoint(url=f"{URL}/2", whose=owner("bob@example.org"))
    load(a_case(events=[an_event(f"e{at}", "2026-03-08") for at in range(20)]))
    tick(now=LATER)
    first_token, mine = webhooks.claim(now=LATER)
    _, others = webhooks.claim(now=LATER)
    assert webhooks.claim(now=LATER)[1] == []
    assert {row.endpoint_id for row in mine} != {row.endpoint_id for row in others} == {second.pk}
    CALLS.release(first_token)
    webhooks.release_claim(first_token)
    assert [row.id for row in webhooks.claim(now=LATER)[1]] == [row.id for row in mine]


# --- What owners do -------------------------------------------------------------------------------------
def test_what_was_missed_while_off_is_sent_on_demand(there: Receiver) -> None:
    endpoint = an_endpoint()
    endpoints.switch_off(endpoint, SwitchedOff.OWNER, now=NOW)
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    tick(now=LATER)
    assert states() == ["cancelled", "cancelled"]
    with pytest.raises(endpoints.NotPossible, match="off"):
        endpoints.send_again_since(endpoint, NOW, now=LATER)
    endpoints.switch_on(endpoint, now=LATER)
    assert drain(there, LATER) == {}
    assert endpoints.send_again_since(endpoint, NOW, now=LATER) == 2
    assert drain(there, LATER) == {"sent": 2}
    assert endpoints.send_again_since(endpoint, LATER + HOUR, now=LATER) == 0
    first = Call.objects.order_by("id").first()
    assert first is not None
    endpoints.send_again(endpoint, first.pk, now=LATER)
    assert drain(there, LATER) == {"sent": 1}
    assert there.names[2] == there.names[0]
    assert not Delivery.objects.exists(), "no mail about what its owner did"


def test_only_one_s_own_calls_that_are_done_can_be_sent_again() -> None:
    endpoint, other = an_endpoint(), an_endpoint(whose=owner("bob@example.org"))
    load(a_case())
    tick(now=LATER)
    call = Call.objects.get(endpoint=other)
    for pk in (call.pk, 0, Call.objects.get(endpoint=endpoint).pk):
        with pytest.raises(endpoints.NotPossible, match="nothing"):
            endpoints.send_again(endpoint, pk, now=LATER)


def test_tests_are_sent_even_to_a_receiver_at_rest_and_not_without_end(there: Receiver) -> None:
    endpoint = an_endpoint()
    Endpoint.objects.update(failures=3, failing_since=NOW, resting_until=NOW + HOUR)
    endpoints.send_test(endpoint, now=NOW)
    assert drain(there, NOW) == {"sent": 1}
    assert json.loads(there.received[0].body)["type"] == "ultimatum.test"
    for _ in range(endpoints.MOST_TESTS_AN_HOUR - 1):
        endpoints.send_test(endpoint, now=NOW)
    with pytest.raises(endpoints.NotPossible, match="tests"):
        endpoints.send_test(endpoint, now=NOW)
    endpoints.send_test(endpoint, now=NOW + 2 * HOUR)


def test_endpoints_are_registered_once_and_not_without_end() -> None:
    an_endpoint()
    with pytest.raises(endpoints.NotPossible, match="twice"):
        an_endpoint()
    for number in range(endpoints.MOST_ENDPOINTS - 1):
        an_endpoint(url=f"{URL}/{number}")
    with pytest.raises(endpoints.NotPossible, match="most"):
        an_endpoint("case", "x")


def test_secrets_are_those_of_standard_webhooks() -> None:
    first, second = endpoints.new_secret(), endpoints.new_secret()
    assert first != second
    assert first.startswith("whsec_")
    Webhook(first)


def test_a_suppressed_address_is_not_written_to() -> None:
    endpoint = an_endpoint()
    (key, *_) = address_hashes("ann@example.org")
    Suppression.objects.create(address_hash=key, reason="complained", since_at=NOW)
    endpoints.switch_off(endpoint, SwitchedOff.GONE, now=NOW)
    assert not Delivery.objects.exists()


def test_one_mail_tells_of_all_that_were_switched_off() -> None:
    for number in range(3):
        endpoints.switch_off(an_endpoint(url=f"{URL}/{number}"), SwitchedOff.GONE, now=NOW)
    assert Delivery.objects.count() == 1


def test_who_leaves_or_is_forgotten_has_no_endpoint_left() -> None:
    load(a_case())
    for end in (
        erase,
        lambda who: unsubscribe_all(who, now=NOW),
        lambda who: leave(Leave(LeaveKind.EVERYTHING, who.pk), now=NOW),
    ):
        an_endpoint("filter", "sender=aldovia")
        other = an_endpoint(whose=owner("bob@example.org"))
        tick(now=LATER)
        end(owner())
        assert list(Endpoint.objects.all()) == [other]
        assert set(Call.objects.values_list("endpoint", flat=True)) <= {other.pk}
        other.delete()
        owner().delete()
        Change.objects.update(is_told=False)
        Occurrence.objects.all().delete()


def test_one_s_data_names_the_endpoints_and_no_secret() -> None:
    endpoint = an_endpoint("case", "open-the-river")
    load(a_case())
    tick(now=LATER)
    found = own_data(owner())
    (hook,) = found["webhooks"]
    assert (hook["address"], hook["follows"]) == (URL, "case open-the-river")
    assert hook["calls"] == [{"type": "ultimatum.set", "state": "due", "tries": []}]
    assert endpoint.secret not in json.dumps(found)


def test_tidying_up_keeps_what_an_endpoint_needs_and_forgets_old_calls(settings: Settings) -> None:
    an_endpoint("filter", "sender=aldovia", event_bit(EventType.SET))
    Subscriber.objects.update(confirmed_at=None)
    load(a_case())
    tick(now=LATER)
    prune_all(now=LATER)
    assert Subscriber.objects.exists()
    assert Topic.objects.exists()
    kept_for = settings.KEEP_CALLS
    prune_all(now=LATER + kept_for + HOUR)
    assert Call.objects.exists(), "it is still to be made"
    Call.objects.update(state="sent", sent_at=LATER)
    assert "occurrences" not in prune_all(now=LATER + kept_for - HOUR)
    gone = prune_all(now=LATER + kept_for + HOUR)
    assert (gone["calls"], gone["occurrences"]) == (1, 1)
    assert not Call.objects.exists()
    tick(now=LATER + kept_for + 2 * HOUR)
    assert not Call.objects.exists(), "what was told is not told again"


def test_a_tick_tells_what_it_planned(settings: Settings) -> None:
    settings.NEWS_GRACE_SECONDS = 0
    an_endpoint()
    load(a_case())
    dry = tick(now=NOW, dry_run=True)
    assert dry.called == (("set d1 of open-the-river", [URL]),)
    assert not Call.objects.exists()
    done = tick(now=NOW)
    assert (done.calls, done.endpoints) == (1, 1)
    assert Heartbeat.objects.get(name="tick").detail["calls"] == 1


# --- What guards those who are called -------------------------------------------------------------------
def a_new_endpoint(url: str = URL, whose: Subscriber | None = None) -> Endpoint:
    return endpoints.register(
        whose or owner(), url=url, topic_kind="everything", topic_key="", wishes=EVERY, now=NOW
    )


def echo(there: Receiver, shape: str) -> None:
    """Have a receiver answer every call with its challenge, in this shape."""

    def behave(handler: Any) -> None:
        word = json.loads(there.received[-1].body)["data"].get("challenge", "")
        answering(200, shape.replace("WORD", word).encode())(handler)

    there.behave = behave


@pytest.mark.parametrize("shape", ["WORD", " WORD\n", '{"challenge": "WORD"}', '{"a": 1,"challenge":"WORD"}'])
def test_a_new_endpoint_is_called_once_it_has_echoed_its_challenge(there: Receiver, shape: str) -> None:
    endpoint = a_new_endpoint()
    load(a_case())
    tick(now=LATER)
    assert kinds(endpoint) == ["challenge"]
    echo(there, shape)
    assert drain(there, LATER) == {"sent": 1}
    (came,) = there.received
    assert (
        Webhook(endpoint.secret).sign(
            came.name, datetime.fromtimestamp(int(came.headers["webhook-timestamp"]), UTC), came.body.decode()
        )
        == came.headers["webhook-signature"]
    )
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.verified_at) == (EndpointState.ACTIVE, LATER)
    load(a_case(events=[an_event("e1", "2026-03-09")]), now=LATER)
    tick(now=LATER + HOUR)
    assert kinds(endpoint) == ["challenge", "event"]


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize(
    "shape", ["ok", "", "x WORD", '{"challenge": "x"}', '["WORD"]', '{"data":{"challenge":"WORD"}}']
)
def test_an_endpoint_that_does_not_echo_gets_one_call_and_no_more(there: Receiver, shape: str) -> None:
    endpoint = a_new_endpoint()
    load(a_case())
    echo(there, shape)
    for hours in range(30):
        tick(now=LATER + hours * HOUR)
        drain(there, LATER + hours * HOUR)
    assert len(there.received) == 1
    endpoint.refresh_from_db()
    assert (endpoint.state, states()) == (EndpointState.PENDING, ["failed"])
    for act in (endpoints.send_test, endpoints.send_again_since):
        with pytest.raises(endpoints.NotPossible, match="unverified"):
            act(endpoint, *([NOW] if act is endpoints.send_again_since else []), now=LATER)
    endpoints.switch_off(endpoint, SwitchedOff.OPERATOR, now=LATER)
    endpoints.switch_on(endpoint, now=LATER)
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.PENDING
    prune_all(now=NOW + timedelta(days=8))
    assert not Endpoint.objects.exists()


def test_a_server_that_sends_back_what_it_gets_proves_nothing(there: Receiver) -> None:
    a_new_endpoint()

    def behave(handler: Any) -> None:
        answering(200, there.received[-1].body)(handler)

    there.behave = behave
    assert drain(there, NOW) == {"failed": 1}
    assert Endpoint.objects.get().state == EndpointState.PENDING


def test_a_host_and_an_owner_get_few_challenges_an_hour(there: Receiver) -> None:
    for number in range(60):
        with suppress(endpoints.NotPossible):
            made = a_new_endpoint(f"{URL}/{number}", owner(f"a{number % 7}@example.org"))
            for _ in range(10):
                endpoints.send_challenge(made, now=NOW)
    while drain(there, NOW):
        pass
    assert len(there.received) == endpoints.MOST_CHALLENGES_IN_ALL
    a_new_endpoint("https://other.example.org/", owner("bob@example.org"))
    with pytest.raises(endpoints.NotPossible, match="challenges"):
        a_new_endpoint(f"{URL}/more", owner("bob@example.org"))


def test_sending_again_all_the_time_is_no_flood(there: Receiver, settings: Any) -> None:
    """Several endpoints of one address, whose owner presses *Send again* every second."""
    settings.WEBHOOK_HOST_LIMIT = (30, 2.0)
    made = [an_endpoint(url=f"{URL}/{number}") for number in range(4)]
    load(a_case(events=[an_event(f"e{at}", "2026-03-08") for at in range(12)]))
    tick(now=LATER)
    for second in range(6):
        now = LATER + timedelta(seconds=second)
        for endpoint in made:
            endpoints.send_again_since(endpoint, NOW - 10 * HOUR, now=now)
        drain(there, now)
    assert len(there.received) <= 30 + 6 * 2
    # Nothing is lost: what had no room goes later.
    while Call.objects.filter(state="due").exists():
        now += timedelta(seconds=10)
        drain(there, now)
    assert len(set(there.names)) == 4 * 13


def test_an_endpoint_has_a_budget_of_its_own_and_the_others_go_on(there: Receiver, settings: Any) -> None:
    settings.WEBHOOK_ENDPOINT_LIMIT = (4, 1.0)
    busy = an_endpoint()
    load(a_case(events=[an_event(f"e{at}", "2026-03-08") for at in range(12)]))
    calm = an_endpoint(
        "case", "open-the-river", event_bit(EventType.SET), url=f"{URL}/calm", whose=owner("bob@example.org")
    )
    tick(now=LATER)
    drain(there, LATER)
    assert Call.objects.filter(endpoint=busy, state="sent").count() == 4
    assert Call.objects.filter(endpoint=calm, state="sent").count() == 1
    busy.refresh_from_db()
    assert (busy.failures, busy.resting_until) == (0, LATER + timedelta(seconds=10))
    drain(there, LATER + timedelta(seconds=10))
    assert Call.objects.filter(endpoint=busy, state="sent").count() == 8


def test_a_clock_that_ran_ahead_neither_stops_an_endpoint_nor_frees_it_of_its_budget(
    there: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_ENDPOINT_LIMIT = (4, 1.0)
    endpoint = an_endpoint()
    load(a_case(events=[an_event(f"e{at}", "2026-03-08") for at in range(12)]))
    tick(now=LATER)
    CallBudget.objects.create(name=f"endpoint {endpoint.pk}", used_until=LATER + timedelta(days=1))
    drain(there, LATER)
    assert Call.objects.filter(endpoint=endpoint, state="sent").count() == 4


def test_how_much_is_sent_again_in_a_day_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST_AGAIN_A_DAY", 5)
    endpoint = an_endpoint()
    load(a_case(events=[an_event("e1", "2026-03-08")]))
    tick(now=LATER)
    counts = []
    for _ in range(3):
        Call.objects.update(state="sent")
        counts.append(endpoints.send_again_since(endpoint, NOW - HOUR, now=LATER))
    assert counts == [2, 2, 1]
    Call.objects.update(state="sent")
    with pytest.raises(endpoints.NotPossible, match="again"):
        endpoints.send_again_since(endpoint, NOW - HOUR, now=LATER)
    assert endpoints.send_again_since(endpoint, NOW - HOUR, now=LATER + timedelta(days=1)) == 2


def test_rotations_in_a_row_leave_every_secret_its_day(there: Receiver) -> None:
    now = utc_now()
    endpoint = an_endpoint()
    times = [now - timedelta(hours=20 - hours) for hours in range(endpoints.MOST_SECRETS - 1)]
    secrets = [endpoint.secret, *(endpoints.rotate(endpoint, now=at) for at in times)]
    with pytest.raises(endpoints.NotPossible, match="rotations"):
        endpoints.rotate(endpoint, now=now)
    endpoints.send_test(endpoint, now=now)
    drain(there, now)
    for secret in secrets:
        Webhook(secret).verify(there.received[-1].body, there.received[-1].headers)
    # The first was replaced 20 hours ago, the second an hour later.
    later = now + timedelta(hours=4, minutes=30)
    prune_all(now=later)
    endpoints.send_test(endpoint, now=later)
    drain(there, later)
    signatures = there.received[-1].headers["webhook-signature"].split()
    assert len(signatures) == len(secrets) - 1
    assert secrets[0] not in str(Endpoint.objects.values())
    assert endpoints.rotate(endpoint, now=later)
