"""`tick` by hand: what it did, what it would do, which instants it takes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import NOW, a_case, load
from tracker.models import Heartbeat, Phase, Subscriber
from tracker.services.webhooks.endpoints import register

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("tick", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_tick_prints_what_turned() -> None:
    load(a_case(), now=NOW)
    run("--at", "2026-03-10T12:00:00Z")
    lines = run("--at", "2026-04-02T02:00:00+02:00")
    assert lines[0] == "2026-04-02 00:00 UTC  open-the-river: running → passed"
    assert "2026-04-02 00:00:00 UTC: moved 1 case" in lines[-1]
    assert Phase.objects.current().get().status == "passed"


def test_tick_of_a_case_that_was_not_there_says_so() -> None:
    load(a_case(), now=NOW)
    lines = run("--at", "2026-02-01T00:00:00Z")
    assert lines[0] == "2026-02-01 00:00 UTC  open-the-river: running → gone"
    lines = run("--at", "2026-03-01T00:00:00Z")
    assert lines[0] == "2026-03-01 00:00 UTC  open-the-river: not announced → running"


def test_tick_without_an_instant_takes_the_present() -> None:
    load(a_case(), now=NOW)
    run()
    assert Heartbeat.objects.get(name="tick").at > NOW


def test_dry_run_says_what_would_be_and_stores_nothing() -> None:
    load(a_case(), now=NOW)
    run("--at", "2026-03-10T12:00:00Z")
    lines = run("--at", "2026-04-02T00:00:00Z", "--dry-run")
    assert lines[0] == "2026-04-02 00:00 UTC  open-the-river: running → passed"
    assert "would move 1 case" in "\n".join(lines)
    assert (Phase.objects.current().get().status, Heartbeat.objects.get(name="tick").at) == ("running", NOW)


def test_dry_run_names_the_webhooks_that_would_be_called() -> None:
    owner = Subscriber.objects.create(address="a@example.org", address_key="a@example.org", created_at=NOW)
    url = "https://hooks.example.org/hook"
    register(
        owner,
        url=url,
        topic_kind="everything",
        topic_key="",
        wishes=1,
        now=NOW - timedelta(days=1),
        verified=True,
    )
    load(a_case(), now=NOW)
    lines = run("--at", "2026-03-10T12:05:00Z", "--dry-run")
    assert lines[:2] == ["set d1 of open-the-river: 1 webhooks", f"  to {url}"]
    assert "1 calls of webhooks planned, 1 endpoints waiting" in run("--at", "2026-03-10T12:05:00Z")[-1]


def test_tick_without_verbosity_works_and_is_silent() -> None:
    load(a_case(), now=NOW)
    assert run("--at", "2026-04-02T00:00:00Z", "--verbosity", "0") == []
    assert Phase.objects.current().get().status == "passed"


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("tomorrow", "--at: 'tomorrow' is not a date"),
        ("2026-02-30T00:00:00Z", "--at: '2026-02-30T00:00:00Z' does not exist"),
        ("2026-04-02T00:00:00", "--at: '2026-04-02T00:00:00' is not a date"),
        ("2026-04-02", "--at: 2026-04-02 is no instant; write it as 2026-04-02T12:00:00Z"),
        ("2026-04", "--at: 2026-04 is no instant; write it as 2026-04-01T12:00:00Z"),
        ("9999-01-01T00:00:00Z", "outside the years"),
    ],
)
def test_bad_instants_are_refused_with_what_would_be_right(at: str, problem: str) -> None:
    with pytest.raises(CommandError) as refused:
        run("--at", at)
    assert problem in str(refused.value)
    assert Heartbeat.objects.count() == 0
