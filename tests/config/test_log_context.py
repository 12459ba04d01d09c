"""Every log line says which request or task it comes of, and holds no address and no secret."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config import log_context
from config.logs import JsonFormatter, TextFormatter
from config.request_ids import HEADER
from config.scrub import scrubbed
from tests.factories import a_case, load
from tests.faults.mail_worker import post
from tests.smtp_sinks import Fault, Sink
from tracker.clock import utc_now
from tracker.models import Delivery, Subscriber
from tracker.services.subscriptions.links import manage_token
from tracker.web.subscriptions.urls import urlpatterns

log = logging.getLogger("tests.log_context")
GIVEN = "an-id.of_the-proxy1"


class Lines:
    """What a handler as ours writes, of all loggers at any level."""

    def __init__(self) -> None:
        self.json, self.text = io.StringIO(), io.StringIO()
        self.raw: list[str] = []

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(json.loads, self.json.getvalue().splitlines())

    def of(self, message: str) -> dict[str, Any]:
        """The line that begins so."""
        return next(line for line in self if line["message"].startswith(message))


@pytest.fixture
def lines() -> Iterator[Lines]:
    found, root = Lines(), logging.getLogger()
    handlers: list[logging.Handler] = []
    for stream, formatter in ((found.json, JsonFormatter()), (found.text, TextFormatter("%(message)s"))):
        handlers.append(logging.StreamHandler(stream))
        handlers[-1].setFormatter(formatter)
    plain = logging.Handler()
    plain.emit = lambda record: found.raw.append(record.getMessage())  # type: ignore[method-assign] # a stub
    level = root.level
    root.setLevel(logging.DEBUG)
    for handler in (*handlers, plain):
        root.addHandler(handler)
    yield found
    for handler in (*handlers, plain):
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db
def test_an_answer_and_its_lines_bear_the_id_of_the_request(client: Client, lines: Lines) -> None:
    answer = client.get("/healthz", headers={HEADER: GIVEN})
    line = lines.of("Not healthy")
    assert line["request"] == answer.headers[HEADER] != GIVEN
    assert f"[request {line['request']}]" in lines.text.getvalue()
    assert client.get("/healthz").headers[HEADER] != answer.headers[HEADER]
    log.warning("outside")
    assert "request" not in lines.of("outside")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        (GIVEN, True),
        ("0b5c8c54-9a3f-4f0e-8f60-2b7a3c1f2d11", True),
        ("short", False),
        ("a" * 65, False),
        ("-begins-with-a-dash", False),
        ("two words here", False),
        ('quoted"and{braced}', False),
        ("ann@example.org", False),
        ("кирилиця-кирилиця", False),
    ],
)
def test_the_id_of_a_proxy_is_taken_where_it_has_a_sane_shape(
    given: str, is_taken: bool, client: Client, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    assert (client.get("/healthz", headers={HEADER: given}).headers[HEADER] == given) is is_taken


def test_a_task_bears_the_id_of_what_made_it() -> None:
    app, done = Celery("of a test", broker="memory://", set_as_current=False), threading.Event()
    app.conf.task_ignore_result, app.conf.worker_hijack_root_logger = True, False
    app.conf.broker_transport_options = {"polling_interval": 0.01}
    seen: list[dict[str, str]] = []

    @app.task
    def second() -> None:
        seen.append(dict(log_context.ids()))
        done.set()

    @app.task
    def first() -> None:
        seen.append(dict(log_context.ids()))
        second.apply_async()

    import config.celery  # noqa: F401 -- its signals

    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
        with log_context.of_request(GIVEN):
            made = first.apply_async()
        assert done.wait(20)
        done.clear()
        tick = first.apply_async()
        assert done.wait(20)
    assert seen[0]["task"] == made.id != seen[1]["task"]
    assert [ids.get("made_by") for ids in seen] == [GIVEN, GIVEN, None, tick.id]
    assert log_context.ids() == {}


# --- Addresses and secrets ----------------------------------------------------------------------------------

ADDRESS = "sentinel.reader+x@people.example.org"
SECRET = "SENTINELsentinelSENTINEL"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"550 <{ADDRESS}> unknown", "550 <…@people.example.org> unknown"),
        ("Key (key)=(o'neill@example.org) exists", "Key (key)=(o'…@example.org) exists"),
        ('"two words"@example.org', "…@example.org"),
        ("/subscriptions/?email=ann%40example.org&x=1", "/subscriptions/?email=…%40example.org&x=1"),
        (f"smtp://user:{SECRET}@mail.example.org:587", "smtp://…@mail.example.org:587"),
        (f"/uk/subscriptions/manage/{SECRET}/data.json", "/uk/subscriptions/manage/…/data.json"),
        (f"https://hooks.slack.com/services/T0/B0/{SECRET}", "https://hooks.slack.com/services/…"),
        (
            f"https://api.telegram.org/bot12:{SECRET}/sendMessage",
            "https://api.telegram.org/bot…/sendMessage",
        ),
        (
            f"https://m.example.org/send?access_token={SECRET}&a=1",
            "https://m.example.org/send?access_token=…&a=1",
        ),
        (f"{{'token': '{SECRET}'}}", "{'token': '…'}"),
        (f"Authorization: Bearer {SECRET}", "Authorization: Bearer …"),
        (f"whsec_{SECRET}=", "whsec_…"),
        ('File "/srv/tracker/services/outbox/mail.py", line 3', None),
        ("exit status 1, code 404, keys=3, jobs@localhost ready, a@b", None),
    ],
)
def test_what_is_scrubbed_and_what_stays(text: str, left: str | None) -> None:
    assert scrubbed(text) == (text if left is None else left)


def test_a_long_line_without_blanks_is_scrubbed_at_once() -> None:
    assert scrubbed("x" * 200_000) == "x" * 200_000


@pytest.mark.django_db(transaction=True)
def test_no_line_of_any_logger_holds_an_address_or_a_token(lines: Lines, settings: Settings) -> None:
    """What readers do, what servers answer, what breaks."""
    load(a_case())
    client = Client(raise_request_exception=False)
    form = {"email": ADDRESS, "topic": "everything", "lead": "none", "news": "on"}
    client.post("/subscriptions/new/", form)
    client.get(f"/subscriptions/new/?email={ADDRESS}")
    client.post("/admin/login/", {"username": ADDRESS, "password": SECRET})
    reader, _ = Subscriber.objects.get_or_create(
        address_key=ADDRESS, defaults={"address": ADDRESS, "created_at": utc_now()}
    )
    token = manage_token(reader.pk, now=utc_now())
    for path in ("manage", "confirm", "unsubscribe"):
        client.get(f"/subscriptions/{path}/{token}x/nothing/")
    Delivery.objects.create(
        subscriber=reader, kind="access", state="due", next_at=utc_now() - timedelta(hours=1)
    )
    with Sink(Fault("sender", code=421, text=f"<{ADDRESS}> {ADDRESS} is blocked")) as sink:
        post(sink)
    with Sink(Fault("connect", code=554, text=f"no mail for {ADDRESS}")) as sink:
        Delivery.objects.update(state="due", next_at=utc_now() - timedelta(hours=1))
        post(sink)
    try:
        raise ValueError(f"{ADDRESS} with /subscriptions/manage/{token}/")
    except ValueError:
        log.exception("It broke for %s", ADDRESS)
    log.warning("Called https://api.telegram.org/bot1:%s/sendMessage", SECRET)
    assert any(ADDRESS in line for line in lines.raw), "else nothing was tried"
    everything = lines.json.getvalue() + lines.text.getvalue()
    assert "It broke for …@people.example.org" in everything
    assert "Log-in failed" in everything
    assert "The way out is blocked" in everything
    assert [line for line in everything.splitlines() if "sentinel.reader" in line or SECRET in line] == []
    assert token not in everything


@pytest.mark.parametrize(
    "name", sorted(each.name or "" for each in urlpatterns if "<str:token>" in str(each.pattern))
)
def test_no_link_of_a_mail_keeps_its_token(name: str) -> None:
    more = {"pk": 1} if name == "webhooks-one" else {}
    address = reverse(name, kwargs={"token": "x8Yz-0123456789", **more})
    assert "x8Yz" in address
    assert "x8Yz" not in scrubbed(f"GET {address} 200")
