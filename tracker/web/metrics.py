"""`/metrics`: the heartbeat and the outbox in Prometheus' text format, for whoever holds the token.

What is measured is read from the database at each request, where every process sees the same; so the registry
holds one collector and no counters of this process.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from tracker.clock import utc_now
from tracker.models import Alert, AlertState, Change
from tracker.queries.cited_pages import page_shares
from tracker.queries.intake import IntakeStatus, intake_status
from tracker.queries.sizes import MOST_COUNTED, sizes
from tracker.queries.status import StatusPage, status_page
from tracker.services.retention import RETENTIONS
from tracker.services.watch import disk_free

NEVER_PRUNED = (Alert, Change)
"""Of what is never deleted for its age, the tables that grow the fastest."""


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """200 with the metrics; 404 where they are switched off, 401 without the token, 503 without a database.

    Without a token in the settings they are open on a site that only this machine can reach.
    """
    token = settings.METRICS_TOKEN
    if token is None and not settings.IS_LOCAL:
        raise Http404
    if token is not None and not _holds(request, token):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    try:
        text = generate_latest(_registry)
    except DatabaseError:
        return HttpResponse("# the database is unreachable\n", status=503, content_type=CONTENT_TYPE)
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _holds(request: HttpRequest, token: str) -> bool:
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


class _OfDatabase(Collector):
    def collect(self) -> Iterable[Metric]:
        status = status_page(now=utc_now(), most=None)
        yield from _of_site(status)
        yield from _of_mails(status)
        yield from _of_webhooks(status)
        yield from _of_intake(intake_status(now=status.now), status.now)
        yield from _of_pages()
        yield from _of_tables(status)


_registry = CollectorRegistry()
_registry.register(_OfDatabase())


def _of_site(status: StatusPage) -> Iterator[Metric]:
    yield _gauge("heartbeat_age_seconds", "Seconds since the last tick.", status.beat_age_seconds)
    yield _gauge("paused", "1 while a restored site sends nothing.", status.paused_since is not None)
    yield _gauge("overdue_turns", "Cases whose change of status no tick has stored.", status.overdue_turns)
    text = "How far a worker's clock is ahead of the database's."
    yield _gauges("clock_ahead_seconds", text, "worker", status.clocks)
    yield _instant("last_backup_timestamp_seconds", "When the last backup was made.", status.backup_at)
    text = "The part of the disk with the data folder of this web server that is free."
    yield _gauge("disk_free_ratio", text, disk_free())
    text = "Times that Redis did not count for a rate limit, so that a web process did by itself."
    yield _counter("rate_limit_failures_total", text, status.uncounted)
    yield _gauge("cases", "Published cases.", status.cases)
    yield _gauge("record_version", "Version of the public record.", status.version)


def _of_mails(status: StatusPage) -> Iterator[Metric]:
    mails = status.mails
    states = {
        "due": mails.waiting,
        "sending": mails.begun,
        "held": mails.held,
        "failed": mails.failed,
        "parked": mails.parked,
    }
    text = "Mails by state; due: with those put off; failed: of the last day."
    yield _gauges("deliveries", text, "state", states)
    alerts = {state.value: mails.alerts.get(state, 0) for state in AlertState}
    yield _gauges("alerts", "Alerts by state.", "state", alerts)
    text = "How long the oldest mail that is due has waited."
    yield _gauge("queue_age_seconds", text, status.queue_age_seconds or 0)
    text = "Mails among those due that the server refused for now and that are tried again later."
    yield _gauge("deliveries_put_off", text, mails.put_off)
    text = "How long the mail server has refused whatever it was given; 0 while it takes mails."
    yield _gauge("mail_refused_seconds", text, status.refused_seconds or 0)
    yield _counter("mails_sent_total", "Mails a server accepted.", mails.sent)
    text = "Reports of mails that came back, by verdict; about us: those that blame our server or name."
    yield _counters("mail_reports_total", text, "verdict", status.reports)
    yield _instant("last_mail_timestamp_seconds", "When the last mail was accepted.", mails.last_sent_at)


def _of_webhooks(status: StatusPage) -> Iterator[Metric]:
    calls = status.webhooks
    states = {"due": calls.waiting, "sending": calls.begun, "failed": calls.failed, "parked": calls.parked}
    text = "Calls of webhooks by state; failed and parked: of the last day."
    yield _gauges("webhook_calls", text, "state", states)
    endpoints = {"active": calls.active, "off": calls.off}
    yield _gauges("webhook_endpoints", "Registered endpoints.", "state", endpoints)
    text = "How long the oldest call that is due has waited."
    yield _gauge("webhook_queue_age_seconds", text, status.calls_age_seconds or 0)
    yield _counter("webhooks_sent_total", "Calls a receiver accepted.", calls.sent)
    yield _instant("last_webhook_timestamp_seconds", "When the last call was accepted.", calls.last_sent_at)


def _of_intake(intake: IntakeStatus, now: datetime) -> Iterator[Metric]:
    yield _gauges("feeds", "Feeds that are polled, by state.", "state", intake.feeds)
    text = "Feeds that fail, are gone, or brought nothing for two weeks."
    yield _gauge("feeds_to_look_at", text, intake.to_look_at)
    yield _gauge("intake_items", "Articles that wait to be fetched and read.", intake.waiting)
    since = intake.waiting_since
    text = "How long the oldest article that is due has waited."
    yield _gauge("intake_queue_age_seconds", text, (now - since).total_seconds() if since else 0)


def _of_pages() -> Iterator[Metric]:
    states = {state.value: number for state, number in page_shares().states.items()}
    yield _gauges("cited_pages", "Pages that public cases cite, by state.", "state", states)


def _of_tables(status: StatusPage) -> Iterator[Metric]:
    found = sizes([*(rule.model for rule in RETENTIONS), *NEVER_PRUNED])
    text = f"Rows by table: PostgreSQL's estimate, or on SQLite counted up to {MOST_COUNTED}."
    yield _gauges("table_rows", text, "table", found.rows)
    yield _gauges("table_bytes", "Size by table with its indexes; on PostgreSQL.", "table", found.bytes)
    yield _gauge("database_bytes", "Size of the database.", found.database_bytes)
    pruned = {rule.name: status.pruned.get(rule.name, 0) for rule in RETENTIONS}
    yield _counters("pruned_rows_total", "Rows deleted for their age, by rule.", "rule", pruned)
    text = "When rows old enough to be deleted were last looked for."
    yield _instant("last_prune_timestamp_seconds", text, status.pruned_at)


def _gauge(name: str, text: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"ultimata_{name}", text, value=value)


def _gauges(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"ultimata_{name}", text, labels=[label])
    for each, value in values.items():
        family.add_metric([each], value)
    return family


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"ultimata_{name}", text, value=value)


def _counters(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(f"ultimata_{name}", text, labels=[label])
    for each, value in values.items():
        family.add_metric([each], value)
    return family


def _instant(name: str, text: str, at: datetime | None) -> Metric:
    return _gauge(name, text, at.timestamp() if at else None)
