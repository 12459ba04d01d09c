"""What is made anew for an address draws on its bucket; what is kept, and other addresses, do not."""

import json
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from redis import Redis

from tests.factories import a_case, load
from tracker.transports.token_buckets import client_url
from tracker.web.middleware.render_budget import RenderBudget

pytestmark = pytest.mark.django_db
PAST = "/?as_of=2026-03-09T{}:{:02}:00Z"


@pytest.fixture
def client(settings: Settings) -> Client:
    """A site that may take so little time for an address that one page overdraws it for two minutes."""
    settings.RENDER_SECONDS = 0.002
    load(a_case())
    return Client()


def ask(client: Client, address: str, source: str = "192.0.2.1") -> Any:
    answer = client.get(address, REMOTE_ADDR=source)
    if answer.streaming:
        b"".join(answer)  # reads a file to its end, which closes it; `close` would close the database
    return answer


def used_up(client: Client, source: str = "192.0.2.1") -> Any:
    """Ask for the past until it is refused; the refusal."""
    for number in range(60):
        answer = ask(client, PAST.format(11, number), source)
        if answer.status_code == 429:
            return answer
    raise AssertionError("was never refused")


def test_addresses_of_the_past_are_refused_once_the_bucket_is_used_up(client: Client) -> None:
    ask(client, PAST.format(10, 0))
    refused = used_up(client)
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["RateLimit"].startswith('"rendering";r=0;t=')
    assert refused.headers["RateLimit-Policy"] == '"rendering";q=0;w=120;qu="seconds"'
    assert "made" in refused.content.decode()
    assert refused.headers["Content-Type"].startswith("text/html")
    # Others read on, and so does this address what is kept, what is static, and how to leave.
    assert ask(client, PAST.format(12, 0), "198.51.100.1").status_code == 200
    kept = ask(client, PAST.format(10, 0))
    assert (kept.status_code, kept.headers.get("RateLimit")) == (200, None)
    tag = {"HTTP_IF_NONE_MATCH": kept.headers["ETag"]}
    assert client.get(PAST.format(10, 0), REMOTE_ADDR="192.0.2.1", **tag).status_code == 304
    for address in (
        "/healthz",
        "/admin/login/",
        "/subscriptions/link/",
        "/uk/subscriptions/link/",
        "/static/tracker/icons/mark.svg",
    ):
        assert ask(client, address).status_code in (200, 503), address


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/ultimatums?q=a",
        "/charts/timeline.svg?q=a",
        "/feeds/due.json?q=a",
        "/ultimatums.csv?q=a",
        "/card.png",
    ],
)
def test_programs_and_files_are_refused_in_their_way(client: Client, address: str) -> None:
    used_up(client)
    answer = ask(client, address)
    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("#too-many-requests")
    assert "Retry-After" in answer.headers


def test_questions_of_language_models_draw_too(client: Client) -> None:
    used_up(client)
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = client.post("/mcp", json.dumps(message), "application/json", REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429
    assert '"reading";r=' in answer.headers["RateLimit"]
    assert '"rendering";r=0;' in answer.headers["RateLimit"]


def test_editors_are_never_refused(client: Client) -> None:
    used_up(client)
    client.cookies["sessionid"] = "made-up"
    assert ask(client, PAST.format(13, 1)).status_code == 429
    client.force_login(User.objects.create_user("reader"))
    assert ask(client, PAST.format(13, 2)).status_code == 429
    client.force_login(User.objects.create_user("editor", is_staff=True))
    assert ask(client, PAST.format(13, 3)).status_code == 200


@pytest.fixture
def shared(settings: Settings, valkey_url: str) -> str:
    """A site of several machines with a Redis of its own, where nothing is counted yet."""
    settings.REDIS_IS_EMBEDDED, settings.REDIS_URL = False, valkey_url
    Redis.from_url(client_url(valkey_url)).flushall()
    return valkey_url


def test_machines_share_what_an_address_may_have(shared: str, settings: Settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    load(a_case())
    one, other = Client(), Client()  # each with middleware of its own, as two processes have
    api = [site.get("/api/v1/vocabularies").status_code for site in (one, other, one, other)]
    assert api == [200, 200, 200, 429]
    settings.RENDER_SECONDS = 0.002
    one, other = Client(), Client()
    used_up(one)
    assert ask(other, PAST.format(15, 0)).status_code == 429
    assert ask(other, PAST.format(15, 0), "198.51.100.1").status_code == 200
    keys = Redis.from_url(client_url(shared)).keys()
    assert keys
    assert not any(b"192.0.2" in key for key in keys)


def test_pages_do_not_need_redis_and_metrics_say_that_it_is_gone(settings: Settings) -> None:
    settings.REDIS_IS_EMBEDDED, settings.REDIS_URL = False, "redis://127.0.0.1:1/0"
    settings.RENDER_SECONDS = 0.002
    load(a_case())
    client = Client()
    assert client.get("/api/v1/vocabularies").status_code == 200
    assert used_up(client).status_code == 429, "each process counts by itself"
    assert "ultimata_rate_limit_failures_total 1.0" in client.get("/metrics").content.decode()


def test_what_a_page_takes_is_what_it_costs(rf: RequestFactory, settings: Settings) -> None:
    settings.RENDER_SECONDS = 0.1

    def slow(request: HttpRequest) -> HttpResponse:
        time.sleep(0.06)
        return HttpResponse()

    site = RenderBudget(slow)
    assert [site(rf.get("/")).status_code for _ in range(3)] == [200, 200, 429]
    assert site(rf.post("/")).status_code == 200, "forms have limits of their own"
