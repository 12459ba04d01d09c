"""The heartbeat and the ledger for machines and on the status page."""

import re
from copy import copy
from datetime import timedelta

import pytest
import yaml
from django.db import connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from config.env import ROOT
from tracker.clock import utc_now
from tracker.models import Delivery, DeliveryKind, DeliveryState, Subscriber
from tracker.services.heartbeat import note_clock, note_mail_worker
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db
TOKEN = "a-token-that-is-long"


def deliveries(**states: int) -> None:
    """So many of each state, due two minutes ago."""
    owner = Subscriber.objects.create(
        address="a@example.org", address_key="a@example.org", created_at=utc_now()
    )
    for state, count in states.items():
        for _time in range(count):
            Delivery.objects.create(
                subscriber=owner,
                kind=DeliveryKind.ACCESS,
                state=DeliveryState(state),
                next_at=utc_now() - timedelta(minutes=2),
                lease_until=utc_now() if state in ("sending", "leased") else None,
            )


def values(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_metrics_tell_how_the_ledger_stands(client: Client) -> None:
    tick(now=utc_now())
    deliveries(due=2, unknown=1, sending=1, failed=3, parked=1, held=2, sent=5)
    note_mail_worker({"sent": 4, "failed": 1}, now=utc_now())
    note_mail_worker({"sent": 1}, now=utc_now())
    note_mail_worker({}, now=utc_now())
    found = values(client)
    states = {"due": 3, "sending": 1, "held": 2, "failed": 3, "parked": 1}
    assert {state: found[f'ultimata_deliveries{{state="{state}"}}'] for state in states} == states
    assert 119 <= found["ultimata_queue_age_seconds"] <= 130
    assert found["ultimata_mails_sent_total"] == 5
    assert utc_now().timestamp() - found["ultimata_last_mail_timestamp_seconds"] < 30
    assert found["ultimata_heartbeat_age_seconds"] < 30
    assert found['ultimata_alerts{state="planned"}'] == 0


def test_metrics_tell_how_large_tables_are_and_what_was_deleted(client: Client) -> None:
    deliveries(sent=3)
    Delivery.objects.update(next_at=utc_now() - timedelta(days=1000))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE tracker_delivery, tracker_alert")
    found = values(client)
    assert found['ultimata_table_rows{table="tracker_delivery"}'] == 3
    assert found['ultimata_table_rows{table="tracker_alert"}'] == 0
    assert found["ultimata_database_bytes"] > 100_000
    has_bytes = 'ultimata_table_bytes{table="tracker_delivery"}' in found
    assert has_bytes is (connection.vendor == "postgresql")
    assert "ultimata_last_prune_timestamp_seconds" not in found
    tick(now=utc_now())
    found = values(client)
    assert found['ultimata_pruned_rows_total{rule="mails"}'] == 3
    assert utc_now().timestamp() - found["ultimata_last_prune_timestamp_seconds"] < 30


def test_metrics_of_an_empty_site_name_no_time_that_was_not(client: Client) -> None:
    found = values(client)
    assert "ultimata_heartbeat_age_seconds" not in found
    assert "ultimata_last_mail_timestamp_seconds" not in found
    assert found["ultimata_queue_age_seconds"] == 0


def test_metrics_keep_their_names_and_types(client: Client) -> None:
    """As a scraper reads them; it leaves `_total` out of the name of a counter."""
    note_clock("jobs@one", ahead=timedelta(0), now=utc_now())
    found = list(text_string_to_metric_families(client.get("/metrics").content.decode()))
    assert {f"{each.type} {each.name.removeprefix('ultimata_')}" for each in found} == NAMED
    assert len(found) == len(NAMED)
    assert [each.name for each in found if not each.documentation] == []


def test_the_rules_of_the_guide_name_metrics_that_there_are(client: Client) -> None:
    guide = (ROOT / "docs/operations.md").read_text("utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    (group,) = yaml.safe_load(block)["groups"]
    assert len({rule["alert"] for rule in group["rules"]}) == len(group["rules"])
    text = client.get("/metrics").content.decode()
    there = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    named = {name for rule in group["rules"] for name in re.findall(r"ultimata_\w+", rule["expr"])}
    assert named - there == set()
    assert all(re.fullmatch(r"[0-9]+[mh]", rule.get("for", "1m")) for rule in group["rules"])


NAMED = {
    "gauge feeds",
    "gauge feeds_to_look_at",
    "gauge intake_items",
    "gauge intake_queue_age_seconds",
    "gauge heartbeat_age_seconds",
    "gauge paused",
    "counter rate_limit_failures",
    "gauge overdue_turns",
    "gauge clock_ahead_seconds",
    "gauge last_backup_timestamp_seconds",
    "gauge disk_free_ratio",
    "gauge cases",
    "gauge record_version",
    "gauge deliveries",
    "gauge alerts",
    "gauge queue_age_seconds",
    "gauge deliveries_put_off",
    "gauge mail_refused_seconds",
    "counter mails_sent",
    "counter mail_reports",
    "gauge last_mail_timestamp_seconds",
    "gauge webhook_calls",
    "gauge webhook_endpoints",
    "gauge webhook_queue_age_seconds",
    "counter webhooks_sent",
    "gauge last_webhook_timestamp_seconds",
    "gauge cited_pages",
    "gauge table_rows",
    "gauge table_bytes",
    "gauge database_bytes",
    "counter pruned_rows",
    "gauge last_prune_timestamp_seconds",
}


@pytest.mark.parametrize(
    ("token", "local", "sent", "status"),
    [
        (None, True, None, 200),
        (None, False, None, 404),
        (TOKEN, False, None, 401),
        (TOKEN, True, None, 401),
        (TOKEN, False, "Bearer wrong", 401),
        (TOKEN, False, f"Bearer {TOKEN}é", 401),
        (TOKEN, False, f"Bearer {TOKEN}", 200),
    ],
)
def test_metrics_are_for_whoever_holds_the_token(
    client: Client, token: str | None, local: bool, sent: str | None, status: int
) -> None:
    with override_settings(METRICS_TOKEN=token, IS_LOCAL=local):
        headers = {"Authorization": sent} if sent else {}
        assert client.get("/metrics", headers=headers).status_code == status


def test_the_status_page_tells_of_the_mails(client: Client) -> None:
    assert "none yet" in client.get("/status/").content.decode()
    deliveries(due=2, failed=3, parked=1)
    note_mail_worker({"sent": 1}, now=utc_now())
    page = " ".join(client.get("/status/").content.decode().split())
    assert "<dt>Mails waiting</dt> <dd>2<small>the oldest for 2 minutes</small></dd>" in page
    assert "<dd>3<small>in the last 24 hours; 1 wait for an operator</small></dd>" in page


def test_mails_that_a_worker_has_claimed_and_cannot_begin_are_waiting(client: Client) -> None:
    """A server that never answers: whoever waits for it holds all that is due."""
    tick(now=utc_now())
    deliveries(leased=2, sending=1)
    found = values(client)
    assert found['ultimata_deliveries{state="due"}'] == 2
    assert 119 <= found["ultimata_queue_age_seconds"] <= 130
    Delivery.objects.update(next_at=utc_now() - timedelta(minutes=11))
    assert "but mail is not leaving." in page_of(client)


def test_mails_the_server_puts_off_count_as_waiting_since_they_were_due(client: Client) -> None:
    """A server that answers 451 to all: nothing looks well, and every number is exact."""
    tick(now=utc_now())
    deliveries(due=1)
    owner = Subscriber.objects.get()
    later = {"next_at": utc_now() + timedelta(hours=1), "first_due_at": utc_now() - timedelta(hours=2)}
    put_off = Delivery(subscriber=owner, kind=DeliveryKind.ACCESS, state=DeliveryState.DUE, **later)
    Delivery.objects.bulk_create([copy(put_off) for _ in range(10_001)])
    note_mail_worker({"refused": 10_001}, now=utc_now() - timedelta(minutes=90))
    found = values(client)
    assert found['ultimata_deliveries{state="due"}'] == 10_002
    assert found["ultimata_deliveries_put_off"] == 10_001
    assert 7200 <= found["ultimata_queue_age_seconds"] < 7300
    assert 5400 <= found["ultimata_mail_refused_seconds"] < 5500
    page = page_of(client)
    assert "The clocks are being kept, but mail is not leaving." in page
    assert "10,001 or more<small>the oldest for 2 hours</small>" in page
    assert "<small>the mail server has refused all it was given for 1 hour</small>" in page
    note_mail_worker({"sent": 1}, now=utc_now())
    assert values(client)["ultimata_mail_refused_seconds"] == 0


def test_a_server_that_refuses_all_for_good_is_told_until_it_takes_a_mail(client: Client) -> None:
    """550 to all: nothing waits, so that the queue alone would look well."""
    tick(now=utc_now())
    for _ in range(2):
        note_mail_worker({"failed": 1, "turned away": 1}, now=utc_now() - timedelta(hours=2))
    assert "The clocks are being kept." in page_of(client)
    note_mail_worker({"failed": 1, "turned away": 1}, now=utc_now())
    page = page_of(client)
    assert "The clocks are being kept, but mail is not leaving." in page
    assert "<small>the mail server has refused all it was given for 2 hours</small>" in page
    assert values(client)["ultimata_mail_refused_seconds"] >= 7200
    note_mail_worker({"sent": 1}, now=utc_now())
    assert "The clocks are being kept." in page_of(client)


def test_a_server_that_cannot_be_reached_is_told_as_such(client: Client) -> None:
    tick(now=utc_now())
    for hours in (3, 1):
        note_mail_worker({"blocked": 1}, now=utc_now() - timedelta(hours=hours))
    assert "<small>no connection to the mail server for 3 hours</small>" in page_of(client)
    note_mail_worker({"refused": 1}, now=utc_now())
    assert "no connection" not in page_of(client)


def test_a_wrong_clock_is_told_to_operators_by_name_and_to_people_without(client: Client) -> None:
    note_clock("jobs@one", ahead=timedelta(seconds=0.2), now=utc_now())
    assert '<dt>Clocks of the workers</dt> <dd class="good">right</dd>' in page_of(client)
    note_clock('jobs@"two"', ahead=timedelta(seconds=-8), now=utc_now())
    found = values(client)
    assert found['ultimata_clock_ahead_seconds{worker="jobs@one"}'] == 0.2
    assert found['ultimata_clock_ahead_seconds{worker="jobs@\\"two\\""}'] == -8
    assert '<dd class="bad">one is off by 8 seconds<small>' in page_of(client)
    assert "two" not in page_of(client)


def page_of(client: Client) -> str:
    """The status page in one line."""
    return " ".join(client.get("/status/").content.decode().split())
