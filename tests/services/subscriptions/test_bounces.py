"""Mails that come back: believed only with our signature, counted once, and the consequences."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tracker.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Heartbeat,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    Topic,
)
from tracker.services.subscriptions.bounces import (
    MOST_DAYS,
    Notice,
    Verdict,
    recent_days,
    take_notice,
    take_report,
)
from tracker.services.subscriptions.tokens import message_id, return_token

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REPORTS = Path(__file__).parents[2] / "transports/reports"


@pytest.fixture
def ann(db: None) -> Subscriber:
    """Whom the sample reports are about, with a subscription."""
    owner = Subscriber.objects.create(
        address="ann@example.net", address_key="ann@example.net", created_at=NOW, confirmed_at=NOW
    )
    Subscription.objects.create(
        subscriber=owner,
        topic=Topic.objects.create(kind="everything"),
        wishes=1,
        state=SubscriptionState.ACTIVE,
        asked_at=NOW,
        confirmed_at=NOW,
    )
    return owner


def sent_to(owner: Subscriber, state: DeliveryState = DeliveryState.SENT) -> Delivery:
    return Delivery.objects.create(subscriber=owner, kind=DeliveryKind.ACCESS, state=state, next_at=NOW)


def report(name: str, delivery: int) -> bytes:
    """A sample report, of this delivery."""
    raw = (REPORTS / f"{name}.eml").read_bytes()
    return raw.replace(b"<d17@example.org>", message_id(delivery, "example.org").encode())


def verdicts(raw: bytes, now: datetime = NOW) -> list[Verdict]:
    return [taken.verdict for taken in take_report(raw, now=now)]


def state() -> str:
    return Subscription.objects.get().state


@pytest.mark.parametrize(
    "name", ["no-such-user", "no-such-domain", "disabled", "exim", "global", "in-russian", "in-ukrainian"]
)
def test_an_address_that_does_not_exist_is_suppressed_at_once(ann: Subscriber, name: str) -> None:
    delivery = sent_to(ann)
    assert verdicts(report(name, delivery.pk)) == [Verdict.SUPPRESSED]
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert delivery.error.startswith("came back: 5.")
    assert (Suppression.objects.get().reason, state()) == ("bounced", "paused")


@pytest.mark.parametrize("name", ["complaint", "junk-mail-report"])
def test_a_complaint_suppresses_at_once_and_ends_everything(ann: Subscriber, name: str) -> None:
    raw = report(name, sent_to(ann).pk)
    assert verdicts(raw) == [Verdict.SUPPRESSED]
    assert verdicts(raw) == [Verdict.SUPPRESSED]
    assert (Suppression.objects.get().reason, state()) == ("complained", "ended")


BLAMES_US = ["our-spf", "our-address-listed", "our-sender-refused", "our-dmarc"]


@pytest.mark.parametrize("name", BLAMES_US)
def test_a_report_about_us_is_counted_and_operators_are_told(
    ann: Subscriber, name: str, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    assert verdicts(report(name, sent_to(ann).pk)) == [Verdict.SCORED]
    assert (state(), Suppression.objects.exists()) == ("active", False)
    assert "A mail came back because of us" in caplog.text
    assert Heartbeat.objects.get(name="reports").detail == {"scored": 1, "about us": 1}
    metrics = client.get("/metrics").content.decode()
    assert 'ultimata_mail_reports_total{verdict="about us"} 1' in metrics


@pytest.mark.parametrize(
    "name", ["mailbox-full", "status-in-diagnostic", "given-up", "qmail", "our-rate", "quota-as-unknown"]
)
def test_other_failures_count_by_the_day(ann: Subscriber, name: str) -> None:
    for day in range(MOST_DAYS):
        for _time in range(2):
            assert not Suppression.objects.exists()
            found = verdicts(report(name, sent_to(ann).pk), NOW + day * DAY)
            if found == [Verdict.SUPPRESSED]:
                break
            assert found == [Verdict.SCORED]
    assert (day, Suppression.objects.get().reason, state()) == (MOST_DAYS - 1, "bounced", "paused")


def test_failures_long_ago_do_not_count(ann: Subscriber) -> None:
    for day in (0, 13, 14, 27, 28):
        assert verdicts(report("mailbox-full", sent_to(ann).pk), NOW + day * DAY) == [Verdict.SCORED]
    assert verdicts(report("mailbox-full", sent_to(ann).pk), NOW + 29 * DAY) == [Verdict.SUPPRESSED]


@pytest.mark.parametrize("name", ["delayed", "delivered", "relayed"])
def test_what_did_not_fail_is_noted(ann: Subscriber, name: str) -> None:
    delivery = sent_to(ann)
    assert verdicts(report(name, delivery.pk)) == [Verdict.NOTED]
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_report_played_again_counts_once(ann: Subscriber) -> None:
    raw = report("mailbox-full", sent_to(ann).pk)
    assert [verdicts(raw, NOW + day * DAY) for day in range(5)] == [[Verdict.SCORED]] + [
        [Verdict.REPEATED]
    ] * 4
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["no-such-user", "complaint", "without-copy", "words-only", "forged", "in-russian", "junk-mail-report"],
)
def test_a_forged_report_is_ignored(ann: Subscriber, name: str) -> None:
    sent_to(ann)
    assert set(verdicts((REPORTS / f"{name}.eml").read_bytes())) <= {Verdict.FORGED}
    assert (Suppression.objects.exists(), state()) == (False, "active")
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_signature_of_another_mail_is_no_signature(ann: Subscriber) -> None:
    first, second = sent_to(ann), sent_to(ann)
    signature = message_id(first.pk, "example.org").split(".", 1)[1]
    number = message_id(second.pk, "example.org").split(".", 1)[0]
    raw = (REPORTS / "no-such-user.eml").read_bytes()
    assert verdicts(raw.replace(b"<d17@example.org>", f"{number}.{signature}".encode())) == [Verdict.FORGED]


def test_a_forwarded_mail_that_fails_elsewhere_is_counted_and_no_more(ann: Subscriber) -> None:
    raw = report("no-such-user", sent_to(ann).pk).replace(b"ann@example.net", b"ann.lee@example.com")
    assert verdicts(raw) == [Verdict.SCORED]


def test_of_two_recipients_one_is_counted(ann: Subscriber) -> None:
    assert verdicts(report("two-recipients", sent_to(ann).pk)) == [Verdict.SUPPRESSED, Verdict.NOTED]


def test_what_was_erased_stays_erased(ann: Subscriber) -> None:
    raw = report("no-such-user", sent_to(ann).pk)
    ann.delete()
    assert verdicts(raw) == [Verdict.GONE]
    assert not Suppression.objects.exists()


def test_what_never_left_cannot_come_back(ann: Subscriber) -> None:
    assert verdicts(report("no-such-user", sent_to(ann, DeliveryState.DUE).pk)) == [Verdict.REPEATED]
    assert Delivery.objects.get().state == DeliveryState.DUE


@pytest.mark.parametrize(
    ("notice", "verdict", "reason", "after"),
    [
        (Notice.COMPLAINED, Verdict.SUPPRESSED, "complained", "ended"),
        (Notice.NO_SUCH_ADDRESS, Verdict.SUPPRESSED, "bounced", "paused"),
        (Notice.FAILED, Verdict.SCORED, "", "active"),
    ],
)
def test_a_provider_is_believed(
    ann: Subscriber, notice: Notice, verdict: Verdict, reason: str, after: str
) -> None:
    for _time in range(2):
        assert take_notice("Ann@Example.NET", notice, detail="told", now=NOW) is verdict
    assert list(Suppression.objects.values_list("reason", flat=True)) == [reason] * bool(reason)
    assert state() == after


def test_a_notice_about_nobody_changes_nothing(db: None) -> None:
    assert take_notice("nobody@example.net", Notice.FAILED, detail="", now=NOW) is Verdict.GONE
    assert take_notice("no address", Notice.COMPLAINED, detail="", now=NOW) is Verdict.NOTED
    assert not Suppression.objects.exists()


@given(st.lists(st.integers(0, 60), max_size=40))
def test_days_kept_are_those_of_two_weeks(days: list[int]) -> None:
    start = date(2026, 3, 1)
    kept: list[str] = []
    for day in sorted(days):
        kept = recent_days(kept, start + timedelta(days=day))
        wanted = {each for each in days if day - 13 <= each <= day}
        assert kept == [(start + timedelta(days=each)).isoformat() for each in sorted(wanted)]


@pytest.mark.parametrize(
    ("name", "signed", "said"),
    [
        ("no-such-user", True, "failed 5.1.1 suppressed: the address is written to no more"),
        (
            "no-such-user",
            False,
            "failed 5.1.1 forged: ignored: it quotes no mail of ours, nor came to the return path of one",
        ),
        ("a-person", False, "no report: neither mail that came back nor a complaint"),
    ],
)
def test_the_command_reads_its_pipe_and_says_what_it_did(
    ann: Subscriber, monkeypatch: pytest.MonkeyPatch, name: str, signed: bool, said: str
) -> None:
    raw = report(name, sent_to(ann).pk) if signed else (REPORTS / f"{name}.eml").read_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("receive_bounce", stdout=out)
    assert out.getvalue().strip() == said


def quoting_nothing(came_to: str, header: str = "To") -> bytes:
    """A report that names the reader and quotes nothing of our mail."""
    lines = [f"{header}: {came_to}", "Return-Path: <>", "From: MAILER-DAEMON@mx.example.net"]
    lines += [
        "Subject: Undelivered Mail Returned to Sender",
        "",
        "<ann@example.net>: 550 5.1.1 user unknown",
        "",
    ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To"])
def test_a_report_that_quotes_nothing_is_known_by_the_return_path_it_came_to(
    ann: Subscriber, header: str
) -> None:
    came_to = f"bounces+{return_token(sent_to(ann).pk)}@example.org"
    assert verdicts(quoting_nothing("bounces@example.org", header)) == [Verdict.FORGED]
    assert verdicts(quoting_nothing(came_to.replace(".", ".0", 1), header)) == [Verdict.FORGED]
    assert verdicts(quoting_nothing(came_to, header)) == [Verdict.SUPPRESSED]


def test_the_command_takes_what_the_mail_server_says_of_where_a_report_came_to(
    ann: Subscriber, tmp_path: Path
) -> None:
    kept = tmp_path / "report.eml"
    kept.write_bytes(quoting_nothing("postmaster@mx.example.net"))
    came_to = f"Bounces+{return_token(sent_to(ann).pk).upper()}@example.org"
    out = io.StringIO()
    call_command("receive_bounce", str(kept), came_to=came_to, stdout=out)
    assert out.getvalue().strip() == "failed 5.1.1 suppressed: the address is written to no more"
    assert state() == "paused"


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_answered(raw: bytes) -> None:
    assert take_report(raw, now=NOW) == []
