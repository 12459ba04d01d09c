"""The ledger and the post on PostgreSQL, each beside a yardstick: fan-out, due scan, sending, memory, CPU.

`python -m tests.bench outbox` starts a PostgreSQL of its own and runs this module in processes over it.
"""

import os
import resource
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.bench.measuring import Line, interleaved, ratio, report, spread
from tests.bench.serving import ROOT, folder
from tools.run_tests import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.models import Alert, Ultimatum

ROUNDS = 5
MAILS = 2_000
NOW = datetime(2025, 8, 2, 4, 0, 5, tzinfo=UTC)
SUBSCRIBED_AT = datetime(2025, 7, 30, tzinfo=UTC)
SENDER = "Ultimata <news@ultimata.example>"


def run() -> bool:
    """Measure and report; whether every goal was met."""
    met = True
    for part in ("fanout_100000", "fanout_1000000", "memory", "due_scan", "sending", "far_away"):
        with postgresql() as address, folder() as data:
            environment = {
                **os.environ, "DATABASE_URL": address, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "config.settings", "DEFAULT_FROM_EMAIL": SENDER,
            }  # fmt: skip
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.outbox", part], cwd=ROOT, env=environment, check=False
            )
            met = met and done.returncode == 0
    return met


# --- What there is to tell, and to whom ---------------------------------------------------------------------


def _record() -> "Ultimatum":
    """The 50-day case as it stood on 2 August 2025, a week before its date."""
    from tools.timeline import case_as_known, load_names
    from tracker.models import Alert, Ultimatum
    from tracker.services.cases.store import store_case

    load_names(now=SUBSCRIBED_AT)
    document = case_as_known(3, 3, 0)
    store_case(document, now=SUBSCRIBED_AT, reason="")
    Alert.objects.all().delete()  # its older news; one alert is what is measured
    return Ultimatum.objects.get(slug=document["slug"])


def _subscribers(number: int, slug: str, *, start: int = 0) -> None:
    """So many confirmed subscribers of a case who want everything, by one statement a table."""
    from django.db import connection

    from tracker.domain.alerts import ALL_WISHES
    from tracker.models import Topic

    topic, _ = Topic.objects.get_or_create(kind="case", key=slug)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_subscriber (address, address_key, language, zone, created_at, confirmed_at,"
            " bounced_on) SELECT a, a, 'en', 'Europe/Kyiv', %s, %s, '[]' FROM"
            " (SELECT 'reader' || g || '@example.org' AS a FROM generate_series(%s::int, %s) g) AS made",
            [SUBSCRIBED_AT, SUBSCRIBED_AT, start + 1, start + number],
        )
        cursor.execute(
            "INSERT INTO tracker_subscription (subscriber_id, topic_id, wishes, cadence, state, asked_at,"
            " asked_from, consent_text, network, confirmed_at)"
            " SELECT id, %s, %s, 0, 'active', %s, '/', '1', '', %s"
            " FROM tracker_subscriber WHERE address = ANY (SELECT 'reader' || g || '@example.org'"
            " FROM generate_series(%s::int, %s) g)",
            [topic.pk, ALL_WISHES, SUBSCRIBED_AT, SUBSCRIBED_AT, start + 1, start + number],
        )
        cursor.execute("ANALYZE")


def _alert(case: "Ultimatum") -> "Alert":
    from tracker.models import Alert

    due_at = datetime(2025, 8, 2, 4, tzinfo=UTC)
    return Alert.objects.create(
        ultimatum=case, kind="reminder", key="d3", offset_seconds=7 * 86400, due_at=due_at, release_at=due_at,
        not_after=due_at + timedelta(days=1), created_at=due_at,
    )  # fmt: skip


def _forget(alert: "Alert") -> None:
    """Make the alert as if it had never been handed out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tracker_delivery CASCADE")
    _rewind(alert)


def _rewind(alert: "Alert") -> None:
    from tracker.models import Alert

    Alert.objects.filter(pk=alert.pk).update(state="planned", fanned_to=0)


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# --- Fan-out ------------------------------------------------------------------------------------------------


def _fanout(number: int) -> bool:
    from django.db import connection

    from tracker.services.alerts.fan_out import fan_out_due

    case = _record()
    _subscribers(number, case.slug)
    alert = _alert(case)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, alert_id bigint NOT NULL,"
            " subscriber_id bigint NOT NULL, kind smallint NOT NULL, status smallint NOT NULL DEFAULT 0,"
            " created timestamptz NOT NULL DEFAULT now(), UNIQUE (alert_id, subscriber_id, kind))"
        )
        cursor.execute("CREATE INDEX bare_pending ON bare (id) WHERE status = 0")

    def yardstick() -> float:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE bare")
            insert = (
                "INSERT INTO bare (alert_id, subscriber_id, kind) SELECT 1, subscriber_id, 1"
                " FROM tracker_subscription ON CONFLICT DO NOTHING"
            )
            return number / _timed(lambda: cursor.execute(insert))

    made: list[int] = []

    def ours() -> float:
        _forget(alert)
        return number / _timed(lambda: made.append(fan_out_due(now=NOW)))

    def again() -> float:
        _rewind(alert)
        return number / _timed(lambda: made.append(-fan_out_due(now=NOW)))

    found = interleaved({"bare": yardstick, "ours": ours, "again": again}, rounds=ROUNDS, warm_up=0)
    doubled = -sum(count for count in made if count < 0)
    if sorted(set(made) - {0}) != [number]:
        raise RuntimeError(f"handed out {made}, not {number} each time")
    return report(
        f"Fan-out of one alert to {number:,} subscribers",
        [
            Line("bare INSERT ... SELECT of as many rows", spread(found["bare"], "rows/s")),
            Line("ours, all new", spread(found["ours"], "rows/s"), ratio(found["ours"], found["bare"]), 0.5),
            Line(
                f"ours, again: {doubled} rows made",
                spread(found["again"], "rows/s"),
                float(doubled),
                0,
                at_most=True,
            ),
        ],
    )


def _memory() -> bool:
    from tracker.services.alerts.fan_out import fan_out_due

    case = _record()
    _subscribers(1_000_000, case.slug)
    _alert(case)
    fan_out_due(now=NOW)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return report(
        "Memory",
        [
            Line(
                "peak of a fan-out to 1,000,000 subscribers, MiB", f"{peak:,.0f} MiB", peak, 150, at_most=True
            )
        ],
    )


# --- The due scan -------------------------------------------------------------------------------------------


def _due_scan() -> bool:
    from django.db import connection, transaction

    from tests.factories import store_generated
    from tracker.models import Alert, Delivery, Milestone, Ultimatum
    from tracker.services.alerts.planning import plan_due
    from tracker.services.tick import tick

    case = _record()
    _subscribers(1_000, case.slug)
    tick(now=SUBSCRIBED_AT)

    class Rollback(Exception):
        """Ends a transaction whose work was only to be timed."""

    def scan() -> float:
        """Ten reminders of ten cases fall due."""
        try:
            with transaction.atomic():
                ten = Ultimatum.objects.exclude(pk=case.pk).order_by("pk")[:10]
                Milestone.objects.bulk_create(
                    Milestone(ultimatum=each, kind="reminder", key="x", offset_seconds=86400, due_at=NOW)
                    for each in ten
                )
                took = _timed(lambda: plan_due(now=NOW))
                raise Rollback
        except Rollback:
            return took * 1000

    def scans() -> list[float]:
        return [scan() for _ in range(2 * ROUNDS + 1)][1:]

    def fill(cases: int) -> None:
        """Cases enough, each with three reminders ahead: copies of a few generated ones."""
        missing = cases - Ultimatum.objects.exclude(pk=case.pk).count()
        columns = [
            field.column
            for field in Ultimatum._meta.concrete_fields
            if field.column and field.column not in ("id", "slug")
        ]
        listed = ", ".join(name for name in columns if name not in ("id", "slug"))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO tracker_ultimatum (slug, {listed}) SELECT 'copy-' || g, {listed}"
                " FROM tracker_ultimatum, generate_series(%s::int, %s) g WHERE slug = 'case-000001'",
                [cases - missing + 1, cases],
            )
            cursor.execute("DELETE FROM tracker_milestone WHERE ultimatum_id <> %s", [case.pk])
            cursor.execute(
                "INSERT INTO tracker_milestone (ultimatum_id, kind, key, offset_seconds, due_at, not_after)"
                " SELECT id, 'reminder', 'd1', o, %s::timestamptz + (id %% 700) * interval '1 hour', NULL"
                " FROM tracker_ultimatum, (VALUES (3600), (604800), (2592000)) AS offsets (o) WHERE id <> %s",
                [NOW + timedelta(days=1), case.pk],
            )
            cursor.execute("ANALYZE")

    store_generated(10, SUBSCRIBED_AT)
    fill(1_000)
    small = scans()
    whole = []
    for _ in range(1 + ROUNDS):
        Alert.objects.all().delete()
        Delivery.objects.all().delete()
        due = {"kind": "reminder", "key": "d3", "offset_seconds": 604800, "due_at": NOW}
        Milestone.objects.update_or_create(
            ultimatum=case, kind="reminder", key="d3", offset_seconds=604800, defaults=due
        )
        whole.append(_timed(lambda: tick(now=NOW)) * 1000)
        if Delivery.objects.count() != 1_000:
            raise RuntimeError(f"{Delivery.objects.count()} deliveries, not 1,000")
    return _due_scan_large(small, whole[1:], scans, fill)


def _due_scan_large(
    small: list[float], whole: list[float], scans: Callable[[], list[float]], fill: Callable[[int], None]
) -> bool:
    _subscribers(999_000, "us-iran-60-days-2025", start=1_000)
    fill(100_000)
    large = scans()
    return report(
        "Due scan: ten reminders fall due",
        [
            Line("1,000 cases, 1,000 subscriptions", spread(small, "ms", 2)),
            Line("100,000 cases, 1,000,000 subscriptions", spread(large, "ms", 2)),
            Line(
                "time at the large to time at the small", "", median(large) / median(small), 2, at_most=True
            ),
            Line(
                "tick, one reminder to 1,000 subscribers, ms",
                spread(whole, "ms", 1),
                median(whole),
                30,
                at_most=True,
            ),
        ],
    )


# --- Sending ------------------------------------------------------------------------------------------------


@contextmanager
def _sink(**script: Any) -> "Iterator[int]":
    from tests.smtp_sinks import Sink

    with Sink(**script) as sink:
        yield sink.port


def _drain(port: int, connections: int) -> int:
    from tracker.services.emails import EmailRenderer
    from tracker.services.outbox.mail_worker import drain
    from tracker.transports.smtp.connection import Security, SmtpSettings
    from tracker.transports.smtp.transport import SmtpTransport

    settings = SmtpSettings(
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        messages_per_connection=100_000,
    )
    done = drain(
        transport=lambda: SmtpTransport(settings),
        writer=EmailRenderer,
        clock=lambda: NOW,
        connections=connections,
        seconds=120,
    )
    return done.sent


def _sending() -> bool:
    from django.core import mail

    from tracker.services.alerts.fan_out import fan_out_due

    case = _record()
    _subscribers(MAILS, case.slug)
    alert = _alert(case)
    body = _example(alert)
    cpu: list[float] = []

    def prepared(work: Callable[..., None], *, connections: int = 1, **script: Any) -> Callable[[], float]:
        """A turn of `work`, given a port for each connection it makes."""

        def turn() -> float:
            _forget(alert)
            fan_out_due(now=NOW)
            with ExitStack() as stack:
                # As mail servers do it: a process for each connection. One for both would be the limit.
                ports = [stack.enter_context(_sink(**script)) for _ in range(connections)]
                begun = resource.getrusage(resource.RUSAGE_SELF)
                took = _timed(lambda: work(*ports))
                ended = resource.getrusage(resource.RUSAGE_SELF)
                if work is ours and not script:
                    used = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
                    cpu.append(used / took)
                return MAILS / took

        return turn

    def ours(port: int) -> None:
        if _drain(port, 1) != MAILS:
            raise RuntimeError("not all were sent")

    def several(*ports: int) -> None:
        for worker, port in zip(workers, ports, strict=True):
            assert worker.stdin
            worker.stdin.write(f"{port}\n")
            worker.stdin.flush()
        sent = [int(_said(worker)) for worker in workers]
        if sum(sent) != MAILS:
            raise RuntimeError(f"the workers sent {sent}, not {MAILS}")

    def django(port: int) -> None:
        connection = mail.get_connection(
            "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port
        )
        text, html = body.get_body(("plain",)), body.get_body(("html",))
        assert text
        assert html
        messages = []
        for number in range(MAILS):
            message = mail.EmailMultiAlternatives(
                str(body["Subject"]), text.get_content(), SENDER, [f"reader{number}@example.org"]
            )
            message.attach_alternative(html.get_content(), "text/html")
            messages.append(message)
        connection.send_messages(messages)

    turns = {
        "set": prepared(lambda port: _set_based(port, body.as_bytes())),
        "django": prepared(django),
        "ours": prepared(ours),
        "plain": prepared(ours, pipelining=False),
        "two": prepared(several, connections=2),
        "plain two": prepared(several, connections=2, pipelining=False),
    }
    with _workers(2) as workers:
        found = interleaved(turns, rounds=ROUNDS)
    size = len(body.as_bytes()) / 1000
    return report(
        f"Sending {MAILS:,} mails of {size:.0f} kB to a loopback sink",
        [
            Line("set-based yardstick: claim 500, spliced, smtplib", spread(found["set"], "mails/s")),
            Line("Django's send_messages on one connection", spread(found["django"], "mails/s")),
            Line(
                "ours, one worker", spread(found["ours"], "mails/s"), ratio(found["ours"], found["set"]), 0.65
            ),
            Line("  to Django's", "", ratio(found["ours"], found["django"]), 2.5),
            Line(
                "ours, without pipelining",
                spread(found["plain"], "mails/s"),
                ratio(found["plain"], found["set"]),
            ),
            Line(
                "two workers, to one",
                spread(found["two"], "mails/s"),
                ratio(found["two"], found["ours"]),
                1.6,
            ),
            Line(
                "two workers, without pipelining, to one so",
                spread(found["plain two"], "mails/s"),
                ratio(found["plain two"], found["plain"]),
                1.6,
            ),
            Line("share of the time that is our own CPU", f"{median(cpu):.2f}"),
        ],
    )


def _example(alert: "Alert") -> EmailMessage:
    """One of the mails, for the yardsticks to send."""
    from email import message_from_bytes, policy

    from tracker.services.alerts.fan_out import fan_out_due
    from tracker.services.emails import EmailRenderer
    from tracker.services.outbox.mail import claim

    fan_out_due(now=NOW)
    _, rows = claim(now=NOW, size=1)
    outgoing = EmailRenderer().addressed(rows[0], now=NOW)
    assert outgoing is not None
    return message_from_bytes(outgoing.data, policy=policy.default)


def _set_based(port: int, data: bytes) -> None:
    """The least that could be done: claim 500, splice the address into bytes, send, mark; one connection."""
    from django.db import connection

    data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    with smtplib.SMTP("127.0.0.1", port, timeout=15) as server, connection.cursor() as cursor:
        server.ehlo()
        while True:
            cursor.execute(
                "WITH due AS MATERIALIZED (SELECT id FROM tracker_delivery WHERE state = 'due' LIMIT 500"
                " FOR UPDATE SKIP LOCKED) UPDATE tracker_delivery SET state = 'leased'"
                " WHERE id IN (SELECT id FROM due) RETURNING id, subscriber_id"
            )
            rows = cursor.fetchall()
            if not rows:
                return
            for row, subscriber in rows:
                to = f"reader{subscriber}@example.org"
                server.sendmail(
                    "news@ultimata.example", [to], f"To: {to}\r\nMessage-ID: <{row}@x>\r\n".encode() + data
                )
            cursor.execute(
                "UPDATE tracker_delivery SET state = 'sent' WHERE id = ANY (%s)", [[row for row, _ in rows]]
            )


def _far_away() -> bool:
    from tracker.services.alerts.fan_out import fan_out_due

    case = _record()
    _subscribers(MAILS, case.slug)
    alert = _alert(case)
    rates: dict[str, list[float]] = {"plain": [], "pipelined": []}
    for _ in range(3):
        for name, figures in rates.items():
            _forget(alert)
            fan_out_due(now=NOW)
            with _sink(delay_seconds=0.02, pipelining=name == "pipelined") as port:
                took = _timed(partial(_drain, port, 16))
            figures.append(MAILS / took)
    plain, pipelined = rates["plain"], rates["pipelined"]
    return report(
        "A mail server 20 ms away, one worker with 16 connections",
        [
            Line("one command at a time, mails/s", spread(plain, "mails/s"), median(plain), 150),
            Line("with pipelining, mails/s", spread(pipelined, "mails/s"), median(pipelined), 450),
        ],
    )


@contextmanager
def _workers(number: int) -> "Iterator[list[subprocess.Popen[str]]]":
    """So many processes that drain each time they are told a port, and then say how many they sent."""
    command = [sys.executable, "-m", "tests.bench.outbox", "worker"]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(number)]
    try:
        for worker in workers:
            _said(worker)
        yield workers
    finally:
        for worker in workers:
            worker.communicate()  # no more ports: it ends


def _said(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    return worker.stdout.readline()


def _worker() -> None:
    """One of several workers."""
    print("ready", flush=True)
    for port in sys.stdin:
        print(_drain(int(port), 1), flush=True)


def main() -> None:
    """One part over the PostgreSQL the environment names."""
    import django
    from django.core.management import call_command

    django.setup()
    part = sys.argv[1]
    if part == "worker":
        _worker()
        return
    call_command("migrate", verbosity=0)
    parts: dict[str, Callable[[], bool]] = {
        "fanout_100000": lambda: _fanout(100_000),
        "fanout_1000000": lambda: _fanout(1_000_000),
        "memory": _memory,
        "due_scan": _due_scan,
        "sending": _sending,
        "far_away": _far_away,
    }
    sys.exit(0 if parts[part]() else 1)


if __name__ == "__main__":
    main()
