"""The heartbeat for people and for machines; the headers of every answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.factories import a_case, load
from tests.web.reading import read
from tracker.clock import utc_now
from tracker.models import Heartbeat
from tracker.services.tick import tick
from tracker.web.problems import failed

pytestmark = pytest.mark.django_db


def beat(seconds_ago: int) -> None:
    tick(now=utc_now())
    Heartbeat.objects.update(at=utc_now() - timedelta(seconds=seconds_ago))


def test_healthz_is_well_while_the_heart_beats(client: Client) -> None:
    beat(5)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["healthy"]) == (200, True)
    assert 5 <= answer.json()["seconds_since_tick"] < 60


@pytest.mark.parametrize("seconds", [121, 86_400])
def test_healthz_is_not_well_once_the_heart_stopped(client: Client, seconds: int) -> None:
    beat(seconds)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["healthy"]) == (503, False)
    assert answer.json()["seconds_since_tick"] >= seconds


def test_healthz_is_not_well_before_the_first_tick(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"healthy": False, "seconds_since_tick": None})


@pytest.mark.parametrize("route", ["/healthz", "/readyz"])
def test_a_probe_s_503_is_a_warning_and_no_error(
    client: Client, caplog: pytest.LogCaptureFixture, route: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert client.get(route).status_code == 503
    found = [(line.name, line.levelname, bool(line.exc_info)) for line in caplog.records]
    assert found == [("tracker.web.pages.status", "WARNING", False)]


def test_healthz_without_a_database_says_so(client: Client) -> None:
    beat(5)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tracker_heartbeat")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"healthy": False, "database": "unreachable"})


def test_readyz_is_ready_once_all_is_migrated(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "missing_migrations": 0})


def test_readyz_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing_migrations": 1})


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.1.2.3:8000", "web", "[::1]", "two,names"])
def test_the_health_of_a_public_site_can_be_asked_under_any_name(
    client: Client, settings: Settings, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["ultimata.example.org"]
    beat(1)
    asked = {
        route: client.get(route, headers={"host": host}).status_code for route in ("/healthz", "/readyz", "/")
    }
    assert asked == {"/healthz": 200, "/readyz": 200, "/": 400}


def test_status_page_tells_the_heartbeat(client: Client) -> None:
    load(a_case(), now=utc_now())
    beat(7)
    answer = client.get("/status/")
    assert answer.status_code == 200
    text = read(answer.content).text
    assert "The clocks are being kept." in text
    assert "Cases on record 1" in text


def test_status_page_says_that_the_heart_stopped_or_never_beat(client: Client) -> None:
    assert "The clocks have not started yet." in read(client.get("/status/").content).text
    beat(600)
    assert "The clocks have stopped." in read(client.get("/status/").content).text


ROUTES = [
    "/",
    "/?as_of=2026-03-05",
    "/?colour=red",
    "/ultimatums/open-the-river/",
    "/ultimatums/nothing/",
    "/style-guide/",
    "/status/",
    "/healthz",
    "/readyz",
    "/admin/login/",
    "/nothing",
]


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_carries_the_headers_of_safety(client: Client, route: str) -> None:
    load(a_case(), now=utc_now())
    beat(1)
    headers = client.get(route).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert {name: headers[name] for name in SAFE} == SAFE


SAFE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_kept_pages_carry_them_too(client: Client) -> None:
    load(a_case(), now=utc_now())
    beat(1)
    first, second = (dict(client.get("/ultimatums/open-the-river/").headers) for _ in range(2))
    assert first.pop("X-Request-Id") != second.pop("X-Request-Id")
    for name in ("RateLimit", "RateLimit-Policy"):  # what is kept draws on no limit
        del first[name]
    assert first == second


def test_server_error_page_needs_nothing_and_helps(client: Client) -> None:
    answer = failed(client.get("/nothing").wsgi_request)
    assert answer.status_code == 500
    assert "/" in read(answer.content).links
