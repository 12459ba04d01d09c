"""`/metrics`: the heartbeat and the ledger in Prometheus' text format, for whoever holds the token.

Gauges of one query each, no client library: what is measured stands in the database, where every process
sees the same, and counters kept by processes would not.
"""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from tracker.clock import utc_now
from tracker.models import Alert, AlertState, Change
from tracker.queries.sizes import MOST_COUNTED, sizes
from tracker.queries.status import StatusPage, status_page
from tracker.services.retention import RETENTIONS

NEVER_PRUNED = (Alert, Change)
"""Of what is never deleted for its age, the tables that grow the fastest."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, str, str, Mapping[str, float | None]]
"""Name, type, help, and a value for each set of labels (`state="due"`, or empty)."""


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
        text = "".join(_lines(_samples()))
    except DatabaseError:
        return HttpResponse("# the database is unreachable\n", status=503, content_type=CONTENT_TYPE)
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _holds(request: HttpRequest, token: str) -> bool:
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def _samples() -> list[Sample]:
    now = utc_now()
    status = status_page(now=now, most=None)
    mails = status.mails
    age = status.queue_age_seconds or 0.0
    sent_at = mails.last_sent_at.timestamp() if mails.last_sent_at else None
    states = {
        "due": mails.waiting,
        "sending": mails.begun,
        "held": mails.held,
        "failed": mails.failed,
        "parked": mails.parked,
    }
    return [
        ("heartbeat_age_seconds", "gauge", "Seconds since the last tick.", {"": status.beat_age_seconds}),
        (
            "overdue_turns",
            "gauge",
            "Cases whose change of status no tick has stored.",
            {"": status.overdue_turns},
        ),
        (
            "clock_ahead_seconds",
            "gauge",
            "How far a worker's clock is ahead of the database's.",
            {f'worker="{_quoted(name)}"': seconds for name, seconds in status.clocks.items()},
        ),
        ("cases", "gauge", "Published cases.", {"": status.cases}),
        ("record_version", "gauge", "Version of the public record.", {"": status.version}),
        (
            "deliveries",
            "gauge",
            "Mails by state; due: with those put off; failed: of the last day.",
            {f'state="{state}"': count for state, count in states.items()},
        ),
        (
            "alerts",
            "gauge",
            "Alerts by state.",
            {f'state="{state.value}"': mails.alerts.get(state, 0) for state in AlertState},
        ),
        ("queue_age_seconds", "gauge", "How long the oldest mail that is due has waited.", {"": age}),
        (
            "deliveries_put_off",
            "gauge",
            "Mails among those due that the server refused for now and that are tried again later.",
            {"": mails.put_off},
        ),
        (
            "mail_refused_seconds",
            "gauge",
            "How long the mail server has refused whatever it was given; 0 while it takes mails.",
            {"": (now - mails.refused_since).total_seconds() if mails.refused_since else 0.0},
        ),
        ("mails_sent_total", "counter", "Mails a server accepted.", {"": mails.sent}),
        (
            "mail_reports_total",
            "counter",
            "Reports of mails that came back, by verdict; about us: those that blame our server or name.",
            {f'verdict="{verdict}"': count for verdict, count in status.reports.items()},
        ),
        ("last_mail_timestamp_seconds", "gauge", "When the last mail was accepted.", {"": sent_at}),
        *_of_webhooks(status),
        *_of_tables(status),
    ]


def _of_tables(status: StatusPage) -> list[Sample]:
    found = sizes([*(rule.model for rule in RETENTIONS), *NEVER_PRUNED])
    looked_at = status.pruned_at.timestamp() if status.pruned_at else None
    return [
        (
            "table_rows",
            "gauge",
            f"Rows by table: PostgreSQL's estimate, or on SQLite counted up to {MOST_COUNTED}.",
            {f'table="{table}"': rows for table, rows in found.rows.items()},
        ),
        (
            "table_bytes",
            "gauge",
            "Size by table with its indexes; on PostgreSQL.",
            {f'table="{table}"': size for table, size in found.bytes.items()},
        ),
        ("database_bytes", "gauge", "Size of the database.", {"": found.database_bytes}),
        (
            "pruned_rows_total",
            "counter",
            "Rows deleted for their age, by rule.",
            {f'rule="{rule.name}"': status.pruned.get(rule.name, 0) for rule in RETENTIONS},
        ),
        (
            "last_prune_timestamp_seconds",
            "gauge",
            "When rows old enough to be deleted were last looked for.",
            {"": looked_at},
        ),
    ]


def _of_webhooks(status: StatusPage) -> list[Sample]:
    calls = status.webhooks
    last = calls.last_sent_at.timestamp() if calls.last_sent_at else None
    states = {
        "due": calls.waiting,
        "sending": calls.begun,
        "failed": calls.failed,
        "parked": calls.parked,
    }
    age = status.calls_age_seconds or 0.0
    return [
        (
            "webhook_calls",
            "gauge",
            "Calls of webhooks by state; failed and parked: of the last day.",
            {f'state="{state}"': count for state, count in states.items()},
        ),
        (
            "webhook_endpoints",
            "gauge",
            "Registered endpoints.",
            {'state="active"': calls.active, 'state="off"': calls.off},
        ),
        ("webhook_queue_age_seconds", "gauge", "How long the oldest call that is due has waited.", {"": age}),
        ("webhooks_sent_total", "counter", "Calls a receiver accepted.", {"": calls.sent}),
        ("last_webhook_timestamp_seconds", "gauge", "When the last call was accepted.", {"": last}),
    ]


def _quoted(label: str) -> str:
    """A label's value as the format wants it."""
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _lines(samples: list[Sample]) -> Iterator[str]:
    for name, kind, text, values in samples:
        yield f"# HELP ultimata_{name} {text}\n# TYPE ultimata_{name} {kind}\n"
        for labels, value in values.items():
            if value is not None:
                yield f"ultimata_{name}{{{labels}}} {value}\n" if labels else f"ultimata_{name} {value}\n"
