"""What is deleted for its age, in which pieces, and that nobody is told anything twice because of it."""

import re
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.factories import a_case, a_deadline, a_due, an_event, an_outcome
from tests.pruning import prune_all
from tests.services.alerts.test_planning_any_story import Editor
from tests.services.histories import DAY, Play, utc
from tracker.models import (
    Alert,
    AlertState,
    Attempt,
    Cadence,
    Delivery,
    DeliveryKind,
    Heartbeat,
    Report,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    Topic,
    Ultimatum,
)
from tracker.queries.status import status_page
from tracker.services import rate_limit
from tracker.services.cases.editing import withdraw_case
from tracker.services.heartbeat import note_mail_worker
from tracker.services.retention import RETENTIONS, prune
from tracker.services.subscriptions.subscribe import unsubscribe
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=500)
YEARS = timedelta(days=1000)

BOUNDED_BY_THE_RECORD = {
    *("casetext", "editortext", "nametext", "spelling"),
    *("actor", "actorredirect", "change", "citation", "correction", "deadline", "demand", "dossier"),
    *("dossiertally", "event", "exposure", "milestone", "outcome", "page", "party", "phase", "phasetally"),
    *("proposal", "relation", "reviewnote", "sitestate", "source", "threat", "ultimatum"),
    "lead",  # one for each time that editors put a case on top
    "alert",  # one for each thing that was told: the planner knows it by that
}
OF_A_FEW_ROWS = {
    *("heartbeat", "naming", "reference", "referencecase", "sitekey", "feed", "assistantconsent"),
    *("authenticator", "socialaccount", "socialapp", "socialtoken", "emailaddress", "emailconfirmation"),
    *("user", "group", "permission", "contenttype"),
}
GO_WITH_ANOTHER = {"evidence"}


def a_reader(name: str = "ann", **more: Any) -> Subscriber:
    address = f"{name}@example.org"
    created = {"created_at": LONG_AGO, "confirmed_at": LONG_AGO, **more}
    return Subscriber.objects.create(address=address, address_key=address, **created)


def mails(count: int, reader: Subscriber, *, state: str = "sent", at: datetime = LONG_AGO) -> None:
    Delivery.objects.bulk_create(
        Delivery(
            subscriber=reader,
            kind=DeliveryKind.ACCESS,
            state=state,
            next_at=at,
            sent_at=at if state == "sent" else None,
        )
        for _ in range(count)
    )


def follow(reader: Subscriber, kind: str = "everything", key: str = "", **more: Any) -> Subscription:
    topic, _ = Topic.objects.get_or_create(kind=kind, key=key)
    given = {"wishes": 1, "asked_at": LONG_AGO, "asked_from": "/", "consent_text": "1", **more}
    return Subscription.objects.create(subscriber=reader, topic=topic, **given)


def test_of_every_table_it_is_decided_how_long_its_rows_are_kept() -> None:
    """A new table is one that the record bounds, one of a few rows, or it has a rule."""
    tables = {model._meta.model_name for model in apps.get_models()}
    decided = {rule.model._meta.model_name for rule in RETENTIONS}
    listed = BOUNDED_BY_THE_RECORD | OF_A_FEW_ROWS | GO_WITH_ANOTHER
    assert tables - decided - listed == set()
    assert listed - tables == set(), "these are gone"
    assert listed & decided == set(), "these have a rule"


def test_a_tick_deletes_a_batch_and_the_next_ones_go_on_to_the_end(settings: Settings) -> None:
    settings.PRUNE_BATCH = 4
    mails(10, a_reader())
    follow(Subscriber.objects.get(), state="active", confirmed_at=LONG_AGO)
    left = []
    for seconds in range(0, 15, 5):
        tick(now=NOW + timedelta(seconds=seconds))
        left.append(Delivery.objects.count())
    assert left == [6, 2, 0]
    for seconds in range(15, 60, 5):
        tick(now=NOW + timedelta(seconds=seconds))
    mails(1, Subscriber.objects.get())
    tick(now=NOW + timedelta(minutes=59))
    assert Delivery.objects.count() == 1, "a round an hour"
    tick(now=NOW + timedelta(minutes=61))
    assert Delivery.objects.count() == 0


def test_a_batch_reads_the_tables_by_their_key_and_never_whole(settings: Settings) -> None:
    settings.PRUNE_BATCH = 5
    reader = a_reader()
    mails(3, reader, at=NOW)
    mails(20, reader, state="due")
    seen = [prune(now=NOW).seen for _ in range(5)]
    assert seen[:4] == [5, 5, 5, 5]
    assert Delivery.objects.count() == 23


@pytest.mark.parametrize("state", ["due", "leased", "sending", "unknown", "held"])
def test_what_has_yet_to_leave_is_never_deleted(state: str) -> None:
    mails(2, a_reader(), state=state)
    assert prune_all(now=NOW + YEARS) == {}
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled", "expired", "parked"])
def test_what_has_ended_goes_at_its_age(state: str, settings: Settings) -> None:
    follow(a_reader(), state="active", confirmed_at=LONG_AGO)
    mails(2, Subscriber.objects.get(), state=state, at=NOW)
    assert "mails" not in prune_all(now=NOW + settings.KEEP_MAILS)
    assert prune_all(now=NOW + settings.KEEP_MAILS + DAY)["mails"] == 2


def test_mails_of_a_case_that_runs_stay_so_that_a_mistake_can_be_told_to_whoever_read_it() -> None:
    play = Play(utc("2020-03-01T12:00"))
    play.follow("ann")
    play.store(a_case(deadlines=[a_deadline("d1", "2020-03-01", a_due("2026-04-20"))]))
    play.until(utc("2020-03-02T12:00"))
    play.until(utc("2026-03-10T12:00"))
    assert "mails" not in prune_all(now=play.now)
    play.store(a_case(deadlines=[a_deadline("d1", "2020-03-01", a_due("2026-04-23"))]))
    play.until(play.now + DAY)
    assert play.subjects("ann")[-1].startswith("Correction: 23 April, not 20 April")
    play.until(utc("2026-05-01T12:00"))
    assert "mails" not in prune_all(now=utc("2027-05-01T12:00"))
    sent = Delivery.objects.count()
    assert prune_all(now=utc("2028-05-01T12:00"))["mails"] == sent
    assert sum(Alert.objects.values_list("pruned", flat=True)) == sent


def test_a_digest_goes_after_what_it_carried() -> None:
    play = Play(utc("2026-03-01T12:00"))
    play.follow("ann", cadence=Cadence.DAILY)
    events = [an_event("e1", "2026-03-01"), an_event("e2", "2026-03-01")]
    play.store(a_case("over", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-20"))], events=events))
    play.store(a_case("runs", deadlines=[a_deadline("d1", "2026-03-01", a_due("2036-04-20"))]))
    play.until(utc("2026-05-01T12:00"))
    digests = Delivery.objects.filter(kind=DeliveryKind.DIGEST)
    assert digests.count() > 1
    prune_all(now=play.now + YEARS)
    left = {row.pk for row in Delivery.objects.exclude(digest=None).select_related("digest")}
    assert left == set(Delivery.objects.filter(alert__ultimatum__slug="runs").values_list("pk", flat=True))
    assert set(digests.values_list("pk", flat=True)) == set(
        Delivery.objects.exclude(digest=None).values_list("digest", flat=True)
    )


def test_a_fact_taken_back_and_entered_again_years_later_is_not_told_twice() -> None:
    play = Play(utc("2020-03-01T12:00"))
    play.follow("ann")
    dated: dict[str, Any] = {"deadlines": [a_deadline("d1", "2020-03-01", a_due("2020-04-20"))]}
    play.store(a_case(**dated))
    play.until(utc("2020-04-22T12:00"))
    play.store(a_case(**dated, outcomes=[an_outcome("2020-04-22", "full")]))
    play.until(utc("2020-04-30T12:00"))
    assert sum("Complied" in subject for subject in play.subjects("ann")) == 1, play.subjects("ann")
    told = len(play.mails)
    play.now = utc("2023-04-30T12:00")
    assert prune_all(now=play.now)["mails"] == told
    play.store(a_case(**dated))
    play.until(play.now + DAY)
    play.store(a_case(**dated, outcomes=[an_outcome("2020-04-22", "full")]))
    play.until(play.now + 3 * DAY)
    assert len(play.mails) == told, play.subjects("ann")[told:]


def test_a_move_taken_back_tells_nobody_again_of_one_told_years_ago() -> None:
    play = Play(utc("2020-03-01T12:00"))
    play.follow("ann", cadence=Cadence.WEEKLY)
    play.follow("bob")
    d1 = a_deadline("d1", "2020-03-01", a_due("2020-04-20"))
    d2 = a_deadline("d2", "2020-03-02", a_due("2020-04-25"), "extended", replaces="d1")
    d3 = a_deadline("d3", "2023-05-01", a_due("2023-12-20"), "extended", replaces="d2")
    play.store(a_case(deadlines=[d1]))
    play.until(utc("2020-03-02T12:00"))
    play.store(a_case(deadlines=[d1, d2]))
    play.until(utc("2020-05-30T12:00"))
    told = len(play.subjects("ann"))
    assert told > 0
    play.now = utc("2023-05-02T12:00")
    assert prune_all(now=play.now)["mails"] > 0
    play.store(a_case(deadlines=[d1, d2, d3]))
    play.until(play.now + DAY)
    assert play.subjects("bob")[-1].startswith("Moved")
    play.store(a_case(deadlines=[d1, d2]))
    play.until(play.now + 10 * DAY)
    assert play.subjects("ann")[told:] == []


@pytest.mark.matrix(every=2)
@pytest.mark.one_database
@pytest.mark.parametrize("seed", [1, 4])
def test_after_any_story_pruning_changes_nothing_that_is_told(seed: int) -> None:
    """Played twice, once with all that is old enough deleted again and again: the same mails leave."""

    def played(*, pruning: bool) -> list[tuple[str, str, str]]:
        for model in (Delivery, Alert, Subscription, Subscriber, Topic, Heartbeat, Ultimatum):
            model.objects.all().delete()
        random, play, editor = Random(seed), Play(utc("2026-03-01T12:00")), Editor()
        play.follow("all")
        play.follow("daily", cadence=Cadence.DAILY)
        play.follow(play.reader("quiet", quiet=(22, 7)))
        leaving = play.follow("leaving")
        play.store(editor.case())
        for step in range(6):
            editor.do(random.choice(("move", "correct", "take back", "event")), random.choice(DAYS))
            play.server_is_up = step != 3
            play.store(editor.case())
            play.until(play.now + timedelta(minutes=random.choice((2, 10, 240, 4000))))
            if step == 2:
                unsubscribe(leaving, now=play.now)
            if pruning:
                prune_all(now=play.now)
        play.server_is_up = True
        play.until(utc("2026-04-10T12:00"))
        for _ in range(3):
            play.now += timedelta(days=500)
            if pruning:
                prune_all(now=play.now)
            play.turn()
        editor.do("event", "")
        play.store(editor.case())
        play.until(play.now + 2 * DAY)
        if pruning:
            prune_all(now=play.now)
            assert not Delivery.objects.filter(next_at__lt=play.now - YEARS).exists()
        return [(f"{at:%Y-%m-%d %H:%M}", to, str(mail["Subject"])) for at, to, mail in play.mails]

    kept = played(pruning=False)
    assert len(kept) > 10
    assert played(pruning=True) == kept


DAYS = ("2026-03-24", "2026-03-27", "2026-04-02")


def test_whoever_was_told_years_ago_hears_that_a_running_case_was_taken_back() -> None:
    play = Play(utc("2020-03-01T12:00"))
    play.follow("ann")
    case = play.store(a_case(deadlines=[a_deadline("d1", "2020-03-01", a_due("2026-04-20"))]))
    play.until(utc("2020-03-02T12:00"))
    told = len(play.mails)
    play.now = utc("2023-03-02T12:00")
    withdraw_case(case, now=play.now)
    play.turn()
    prune_all(now=play.now)
    play.until(play.now + DAY)
    assert len(play.mails) == told + 1
    assert "mails" not in prune_all(now=play.now + 100 * DAY)
    assert prune_all(now=play.now + YEARS)["mails"] == told + 1


def test_mails_whose_correction_is_to_be_handed_out_stay_until_it_is() -> None:
    play = Play(utc("2020-03-01T12:00"))
    play.follow("ann")
    dated: dict[str, Any] = {"deadlines": [a_deadline("d1", "2020-03-01", a_due("2020-04-20"))]}
    play.store(a_case(**dated, outcomes=[an_outcome("2020-04-22", "full")]))
    play.until(utc("2020-04-30T12:00"))
    told = len(play.mails)
    play.now = utc("2021-06-01T12:00")
    play.store(a_case(**dated, outcomes=[an_outcome("2020-04-22", "none", "imposed")]))
    prune_all(now=play.now + YEARS)
    play.until(play.now + DAY)
    assert len(play.mails) == told + 1


def test_an_alert_that_is_being_handed_out_keeps_its_mails() -> None:
    """Whoever is found a second time, by another subscription, is known by the row of the first."""
    play = Play(utc("2020-03-01T12:00"))
    play.follow("ann")
    play.store(a_case(deadlines=[a_deadline("d1", "2020-03-01", a_due("2020-04-20"))]))
    play.until(utc("2020-05-01T12:00"))
    Alert.objects.update(state=AlertState.OPEN)
    assert "mails" not in prune_all(now=play.now + YEARS)


def test_mails_of_readers_who_are_gone_go_too() -> None:
    """Whoever is erased while an alert is handed out may leave rows that no constraint finds."""
    mails(1, a_reader())
    Delivery.objects.update(alert_id=10**6, kind=DeliveryKind.ALERT, subscriber_id=10**6)
    assert prune_all(now=NOW)["mails"] == 1


def test_rows_of_strangers_and_what_is_over_go_and_the_rest_stays(settings: Settings) -> None:
    asked = follow(a_reader("new", created_at=NOW, confirmed_at=None), "filter", "q=a", asked_at=NOW)
    left = a_reader("left")
    ended = {"state": "ended", "confirmed_at": LONG_AGO}
    follow(left, "filter", "q=b", **ended, ended_at=NOW - settings.KEEP_SUBSCRIPTIONS + DAY)
    kept = a_reader("stays")
    follow(kept, "filter", "q=c", **ended, ended_at=NOW - settings.KEEP_SUBSCRIPTIONS - DAY)
    follow(kept, state="active", confirmed_at=LONG_AGO)
    rate_limit.note("subscribe", "192.0.2.0/24", now=NOW - timedelta(hours=23))
    rate_limit.note("subscribe", "192.0.2.0/24", now=NOW - timedelta(hours=25))
    for number, until in enumerate((None, NOW + DAY, NOW - DAY)):
        Suppression.objects.create(
            address_hash=str(number), reason="manual", since_at=LONG_AGO, until_at=until
        )
    for number, hours in enumerate((1, -1)):
        Session.objects.create(session_key=f"s{number}", expire_date=NOW + timedelta(hours=hours))
    assert prune_all(now=NOW) == {
        "attempts": 2 - 1,
        "ended subscriptions": 1,
        "topics": 1,
        "suppressions": 1,
        "sessions": 1,
    }
    gone = prune_all(now=NOW + 8 * DAY)
    assert {name: gone[name] for name in ("requests", "ended subscriptions", "subscribers", "topics")} == {
        "requests": 1,
        "ended subscriptions": 1,
        "subscribers": 2,
        "topics": 2,
    }
    assert not Subscription.objects.filter(pk=asked.pk).exists()
    assert list(Subscriber.objects.all()) == [kept]
    assert Suppression.objects.count() == 1


def test_an_ended_subscription_stays_while_a_mail_of_it_is_under_way() -> None:
    reader = a_reader()
    row = follow(reader, state="ended", confirmed_at=LONG_AGO, ended_at=LONG_AGO)
    mails(1, reader, state="sending")
    Delivery.objects.update(subscription=row)
    assert prune_all(now=NOW + 5 * YEARS) == {}


def test_decided_reports_and_the_log_go_at_their_age_and_open_reports_never(settings: Settings) -> None:
    play = Play(LONG_AGO)
    case = play.store(a_case())
    about = {"ultimatum": case, "shown": "a", "right": "b", "source_url": "c", "received_at": LONG_AGO}
    Report.objects.create(**about)
    Report.objects.create(**about, state="declined", decided_at=NOW)
    editor = User.objects.create(username="ed")
    content = ContentType.objects.get_for_model(Ultimatum)
    entry = {"user": editor, "content_type": content, "action_flag": CHANGE, "object_repr": "x"}
    LogEntry.objects.create(**entry, action_time=NOW)
    LogEntry.objects.create(**entry, action_time=NOW + DAY)
    assert not {"reports", "log of the admin"} & set(prune_all(now=NOW + settings.KEEP_LOG))
    gone = prune_all(now=NOW + settings.KEEP_LOG + timedelta(hours=1))
    assert (gone["reports"], gone["log of the admin"]) == (1, 1)
    assert Report.objects.get().state == "open"


def test_totals_that_the_pages_tell_outlive_the_rows() -> None:
    mails(5, a_reader())
    follow(Subscriber.objects.get(), state="active", confirmed_at=LONG_AGO)
    note_mail_worker({"sent": 5}, now=LONG_AGO)
    assert prune_all(now=NOW)["mails"] == 5
    found = status_page(now=NOW)
    assert (found.mails.sent, found.pruned["mails"], found.pruned_at) == (5, 5, NOW)
    assert [beat.name for beat in found.beats] == ["post"]


def test_a_database_that_refuses_to_delete_stops_no_tick() -> None:
    prune_all(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO elsewhere")
    later = NOW + timedelta(hours=2)
    tick(now=later)
    assert Heartbeat.objects.get(name="tick").at == later
    assert Heartbeat.objects.get(name="retention").at == NOW


def test_every_statement_of_a_batch_goes_by_an_index() -> None:
    play = Play(LONG_AGO)
    play.follow("ann", cadence=Cadence.DAILY)
    play.store(a_case(deadlines=[a_deadline("d1", "2024-10-01", a_due("2024-12-20"))]))
    play.until(LONG_AGO + 60 * DAY)
    mails(200, Subscriber.objects.get())
    prune(now=NOW + YEARS, size=1)
    with CaptureQueriesContext(connection) as captured:
        prune(now=NOW + YEARS, size=100)
    asked = [each["sql"] for each in captured if each["sql"].startswith(("SELECT", "DELETE"))]
    assert len(asked) > 8
    explain, whole = {
        "postgresql": ("EXPLAIN", "Seq Scan on tracker_(delivery|alert|phase)"),
        "sqlite": ("EXPLAIN QUERY PLAN", "SCAN tracker_(delivery|alert|phase)"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a few rows it would read all
        for sql in asked:
            cursor.execute(f"{explain} {sql}")
            plan = " ".join(str(row) for row in cursor.fetchall())
            assert not re.search(whole, plan), (sql, plan)


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_delete_each_row_once(settings: Settings) -> None:
    settings.PRUNE_BATCH = 50
    follow(a_reader(), state=SubscriptionState.ACTIVE, confirmed_at=LONG_AGO)
    mails(400, Subscriber.objects.get())
    tick(now=NOW - timedelta(hours=2))
    barrier = threading.Barrier(2)
    failed: list[BaseException] = []
    gone: Counter[str] = Counter()

    def run() -> None:
        barrier.wait(10)
        try:
            for _ in range(6):
                done = prune(now=NOW)
                gone.update(done.gone)
        except BaseException as error:  # noqa: BLE001 -- told to the test's own thread
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    while Delivery.objects.exists():
        gone.update(prune(now=NOW).gone)
    assert failed == []
    assert gone["mails"] == 350
    assert Heartbeat.objects.get(name="retention").detail["pruned"]["mails"] == 400
    assert Attempt.objects.count() == 0
