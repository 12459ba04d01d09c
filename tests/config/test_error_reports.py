"""Errors go to Sentry where somebody wants that, and nothing private goes with them."""

import json
import logging
import sys
import zlib

import brotli
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from config import error_reports, log_context
from tests.webhook_receivers import answering, receiver

log = logging.getLogger("tests.error_reports")
GIVEN = "an-id.of_the-proxy1"
ADDRESS = "sentinel.reader+x@people.example.org"
SECRET = "SENTINELsentinelSENTINEL"


def test_the_library_is_asked_for_only_where_there_is_a_dsn(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    wiring = apps.get_app_config("config")
    wiring.ready()
    settings.SENTRY_DSN = "https://key@sentry.example.org/1"
    with pytest.raises(ImproperlyConfigured, match="pip install sentry-sdk"):
        wiring.ready()


@pytest.mark.django_db
def test_an_error_is_reported_without_addresses_bodies_and_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentry_sdk

    with receiver(answering(200, b"{}"), is_tls=False) as there:
        error_reports.start(f"http://{'f' * 32}@127.0.0.1:{there.port}/1")
        try:
            hidden = SECRET
            with log_context.of_request(GIVEN):
                try:
                    raise ValueError(f"no {ADDRESS} here, {len(hidden)}")
                except ValueError:
                    log.exception("It broke for %s", ADDRESS, extra={"body": SECRET})
            sentry_sdk.flush(5)
        finally:
            sentry_sdk.get_client().close(timeout=2)
            # Its usual integrations would stay in all that this process runs from now on.
            sentry_sdk.init(default_integrations=False)
    (report,) = there.received
    body = report.body
    if (encoding := report.headers.get("content-encoding")) == "br":
        body = brotli.decompress(body)
    elif encoding == "gzip":
        body = zlib.decompress(body, 31)
    event = json.loads(body.splitlines()[2])
    assert event["logentry"]["message"] == "It broke for …@people.example.org"
    assert event["exception"]["values"][0]["value"] == f"no …@people.example.org here, {len(SECRET)}"
    assert event["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"].startswith("test_an_error")
    assert event["tags"] == {"request": GIVEN}
    assert SECRET not in body.decode()
    assert "sentinel.reader" not in body.decode()
    assert {"user", "request", "extra", "breadcrumbs", "modules", "contexts"} & set(event) <= {"contexts"}
